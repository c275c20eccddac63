"""Every paper of every procedure, rasterised: nothing outside the page, the QR, rare characters.

CASE_PAPERS_TO names a folder into which all of them are written as pictures, to be looked at.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QRawFont

from desk.assets import font_files, load_catalogue, load_rules, load_wording
from desk.domain.cases import Case, CaseId, CaseNumber, CaseState, CaseView
from desk.domain.catalogue import PaperRow
from desk.domain.procedure_judge import judge
from desk.papers.case_paper import (
    CasePaperContent,
    case_pages,
    case_paper_image,
    case_paper_pdf,
)
from desk.papers.fonts import ensure_fonts, paper_font
from desk.papers.page_flow import wrap
from desk.papers.slip import PaperWords
from desk.services.case_words import in_both_calendars, worded_entries
from desk.services.procedures import read_facts
from tests.procedure_answers import AT, NAME, ON, answered, goes_through, place_of, sitting

CATALOGUE = load_catalogue()
CODES = sorted(each.code for each in CATALOGUE.procedures)
NUMBER = CaseNumber(ON, "K3", 12)


@pytest.fixture
def case_words(qapp):
    ensure_fonts(font_files())
    return PaperWords(load_wording("ja"), load_wording("en"))


def content_of(code: str, entries=None) -> list[CasePaperContent]:
    """Every paper of the procedure, accepted and, with a child's or nobody's answers, referred."""
    at = sitting(place_of(CATALOGUE, code))
    procedure = CATALOGUE.get(code, ON)
    given, verdict = answered(CATALOGUE, code)
    if entries is not None:
        given = {**given, **entries}
    facts, problems = read_facts(procedure, given, at)
    verdict = judge(CATALOGUE, code, facts, at)
    case = Case(
        id=CaseId("1"),
        number=NUMBER,
        procedure=code,
        day="d",
        state=CaseState.OPEN,
        opened_at=AT,
        changed_at=AT,
        entries=given,
    )
    view = CaseView(case=case, procedure=procedure, verdict=verdict, facts=facts, problems=problems)
    rules = load_rules().on(ON)
    return [
        CasePaperContent(
            procedure=procedure,
            paper=paper,
            verdict=verdict,
            entries=worded_entries(view, rules, load_wording("ja"), "ja"),
            entries_en=worded_entries(view, rules, load_wording("en"), "en"),
            number=NUMBER,
            on=ON,
            printed_at=datetime(2026, 11, 26, 10, 31),  # noqa: DTZ001 local
            venue="みどり野駅前郵便局",
            municipality="みどり野市",
            office="市民課 マイナンバーカード係",
            phone="0555-00-1234",
            person=str(facts.get("person", "")),
            can_sign=facts.get("applicant.can_sign") != "no",
        )
        for paper in verdict.papers
    ]


def raster(pdf: bytes, page: int = 0, scale: float = 2) -> np.ndarray:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return document[page].render(scale=scale).to_numpy()[:, :, :3].copy()
    finally:
        document.close()


def pages_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return len(document)
    finally:
        document.close()


def keep(name: str, picture: np.ndarray) -> None:
    folder = os.environ.get("CASE_PAPERS_TO")
    if folder:
        from PIL import Image

        Path(folder).mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(Path(folder) / f"{name}.png")


def is_framed(picture: np.ndarray) -> bool:
    """Nothing is drawn on the outermost 3 mm."""
    edge = round(picture.shape[1] / 210 * 3)
    inside = picture[edge:-edge, edge:-edge]
    return int((picture < 250).sum()) == int((inside < 250).sum())


@pytest.mark.parametrize("code", CODES)
def test_every_paper_of_an_accepted_case(code, case_words):
    contents = content_of(code)
    kinds = {each.paper.kind for each in contents}
    assert kinds >= {"ticket", "slip"} or kinds >= {"ticket", "receipt"} or "application" in kinds
    for content in contents:
        pdf = case_paper_pdf(content, case_words)
        picture = raster(pdf)
        assert is_framed(picture)
        assert [each.text for each in zxingcpp.read_barcodes(picture)] == [NUMBER.full]
        for page in range(pages_of(pdf)):
            keep(f"{code}-{content.paper.code}-{page + 1}", raster(pdf, page))


@pytest.mark.parametrize("code", CODES)
def test_whoever_is_sent_elsewhere_reads_why_and_where_to(code, case_words):
    procedure = CATALOGUE.get(code, ON)
    person = (
        next(
            p
            for p in ("agent", "statutory", "self")
            if p not in {r.code for r in procedure.persons}
        )
        if len({r.code for r in procedure.persons}) < 3
        else None
    )
    entries = {"person": person} if person else {"applicant.resident_here": "no"}
    contents = content_of(code, entries)
    referral = [each for each in contents if each.paper.kind == "referral"]
    if not referral:  # taken in all the same
        assert goes_through(contents[0].verdict)
        return
    assert referral[0].verdict.grounds
    picture = raster(case_paper_pdf(referral[0], case_words))
    assert is_framed(picture)
    keep(f"{code}-referral", picture)


def test_rare_characters_are_drawn_as_they_are(case_words):
    """髙 﨑 𠮷 and 葛 with its variation selector: the font's own shapes, not their neighbours."""
    content = next(c for c in content_of("loss_report") if c.paper.kind == "application")
    assert content.entries["applicant.name"] == NAME
    fonts = [QRawFont(str(path), 16) for path in font_files()]
    for character in "髙﨑𠮷葛辻":
        assert any(font.supportsCharacter(ord(character)) for font in fonts), character
    for rare, common in (("髙", "高"), ("﨑", "崎"), ("𠮷", "吉"), ("葛\U000e0100", "葛")):
        assert (drawn(rare) != drawn(common)).any(), rare
    assert (drawn("葛\U000e0100") == drawn("葛\U000e0100")).all()
    common = dict(content.entries) | {"applicant.name": "高崎 吉葛"}
    ours = raster(case_paper_pdf(content, case_words))
    theirs = raster(case_paper_pdf(replace(content, entries=common), case_words))
    assert (ours != theirs).any()


def drawn(text: str, *, bold: bool = False) -> np.ndarray:
    font = paper_font(12, bold=bold)
    side = font.pixelSize() * 4
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    wrap(text, font, side).draw(painter, QPointF(side / 4, side / 4), "#000000")
    painter.end()
    picture = np.frombuffer(image.constBits(), np.uint8).copy()
    assert (picture < 128).any()
    return picture


@pytest.mark.parametrize("bold", [False, True])
def test_a_variation_selector_has_its_own_shape(case_words, bold):
    """Qt leaves selectors out; both weights have to be told."""
    plain, variant = "葛飾", "葛\U000e0100飾"
    assert (drawn(plain, bold=bold) != drawn(variant, bold=bold)).any()
    assert (drawn("𠮷\U000e0101", bold=bold) == drawn("𠮷", bold=bold)).all()  # not in the font
    wide = wrap("𠮷葛\U000e0100a", paper_font(12), 1e6)
    assert wide.lines == 1


def test_long_entries_wrap_and_go_over_to_a_second_page(case_words):
    content = next(c for c in content_of("loss_report") if c.paper.kind == "application")
    long = {
        name: "みどり野市南町二丁目14番6号コーポさくら203号室" * 12
        for name in content.entries
        if name.startswith("applicant.")
    }
    wide = replace(content, entries={**content.entries, **long}, entries_en={})
    pdf = case_paper_pdf(wide, case_words)
    assert pages_of(pdf) >= 2
    assert all(is_framed(raster(pdf, page)) for page in range(pages_of(pdf)))


def test_a_person_who_cannot_sign_has_a_line_for_who_wrote(case_words):
    content = next(c for c in content_of("loss_report") if c.paper.sign)
    signed = raster(case_paper_pdf(content, case_words))
    written = raster(case_paper_pdf(replace(content, can_sign=False), case_words))
    keep("cannot-sign", written)
    assert (signed != written).any()


def test_the_picture_for_the_screen_shows_the_same(case_words):
    for content in content_of("loss_report"):
        image = case_paper_image(content, case_words, 480)
        assert image.width() == 480
        assert not image.isNull()


def test_dates_are_in_both_calendars():
    assert in_both_calendars(ON) == "2026年11月26日（令和8年）"
    assert in_both_calendars(ON.replace(year=2019, month=5, day=1)).endswith("（令和元年）")
    assert in_both_calendars(ON, english=True) == "2026-11-26"


def test_no_paper_asks_for_a_pin_or_a_number():
    for procedure in CATALOGUE.procedures:
        for paper in procedure.papers:
            assert isinstance(paper, PaperRow)
            assert not [name for name in paper.fields if "number" in name and "my" in name]


def test_pages_are_laid_out_twice_alike(case_words):
    content = next(c for c in content_of("loss_report") if c.paper.kind == "slip")
    assert len(case_pages(content, case_words)) == len(case_pages(content, case_words))

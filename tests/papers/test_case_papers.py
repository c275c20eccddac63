"""Every paper of every procedure, rasterised: nothing outside the page, the QR, rare characters.

CASE_PAPERS_TO names a folder into which all of them are written as pictures, to be looked at.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QRawFont

from desk.assets import font_files, load_catalogue, load_rules, load_wording
from desk.domain.cases import Case, CaseId, CaseNumber, CaseState, CaseView
from desk.domain.catalogue import Label, PaperRow
from desk.domain.errors import NeedsPerson
from desk.domain.procedure_judge import judge
from desk.papers.case_paper import (
    CasePaperContent,
    case_pages,
    case_paper_image,
    case_paper_pdf,
    draw_case_paper,
)
from desk.papers.case_ticket import ticket
from desk.papers.fonts import UNITS_PER_MM, ensure_fonts, paper_font
from desk.papers.page_flow import Text, wrap
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


def content_of(code: str, entries=None, papers=None) -> list[CasePaperContent]:
    """The papers of a case that goes through, or of one with other entries; or any papers."""
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
        for paper in (verdict.papers if papers is None else papers)
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
        Image.fromarray(picture[:, :, ::-1]).save(Path(folder) / f"{name}.png")


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


@dataclass
class Told:
    """Where each line of text was drawn, in millimetres of its page."""

    text: str
    box: QRectF


@pytest.fixture
def told(monkeypatch):
    """Draws the pages of a paper and says where each line of text stands."""
    lines: list[Told] = []
    draw_line = Text.draw_line

    def remember(self, painter, line, at, colour):
        row = self.layout.lineAt(line)
        text = self.layout.text()[row.textStart() : row.textStart() + row.textLength()]
        size = self.layout.font().pixelSize() * 0.9  # without the room between lines
        box = QRectF(at.x(), at.y() + (self.step - size) / 2, row.naturalTextWidth(), size)
        if text.strip():
            lines.append(Told(text, painter.transform().mapRect(box)))
        draw_line(self, painter, line, at, colour)

    monkeypatch.setattr(Text, "draw_line", remember)

    def draw(content, words) -> list[list[Told]]:
        kind = content.paper.kind
        pages = [ticket(content, words)] if kind == "ticket" else case_pages(content, words)
        found = []
        for page in pages:
            image = QImage(8, 8, QImage.Format.Format_RGB32)
            painter = QPainter(image)
            painter.scale(1 / UNITS_PER_MM, 1 / UNITS_PER_MM)
            for each in page:
                painter.save()
                each(painter)
                painter.restore()
            painter.end()
            found.append(list(lines))
            lines.clear()
        return found

    return draw


def stands_well(page: list[Told], kind: str) -> None:
    """No line of text leaves the page or touches another."""
    width, height = (105, 148) if kind == "ticket" else (210, 297)
    sheet = QRectF(4, 4, width - 8, height - 8)
    for number, each in enumerate(page):
        assert sheet.contains(each.box), each
        for other in page[number + 1 :]:
            common = each.box.intersected(other.box)
            assert min(common.width(), common.height()) < 0.15, (each, other)


@pytest.mark.parametrize("code", CODES)
def test_no_text_leaves_the_page_or_lies_on_another(code, case_words, told):
    """Every paper of the procedure, whether this case has it or not, filled in and empty."""
    for content in content_of(code, papers=CATALOGUE.get(code, ON).papers):
        for each in (content, replace(content, entries={}, entries_en={}, municipality="")):
            for page in told(each, case_words):
                stands_well(page, each.paper.kind)


@pytest.mark.parametrize("code", CODES)
def test_every_row_of_a_paper_stands_on_it_in_both_languages(code, case_words, told):
    for content in content_of(code, papers=CATALOGUE.get(code, ON).papers):
        said = "".join(line.text for page in told(content, case_words) for line in page)
        said = "".join(said.split())
        wanted = [content.paper, *content.paper.lines, content.procedure]
        for each in wanted:
            assert "".join(each.ja.split()) in said
            assert "".join(each.en.split()) in said


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


# what stands where -----------------------------------------------------------------------------
def said_on(content, words, told) -> str:
    return "".join(line.text for page in told(content, words) for line in page)


def loss_application() -> CasePaperContent:
    return next(c for c in content_of("loss_report") if c.paper.kind == "application")


def test_characters_without_a_shape_are_told_and_kept(case_words, told):
    """Private characters, those of no font, and variants that the font does not have."""
    content = loss_application()
    assert "印刷できない字" not in said_on(content, case_words, told)
    for name, point in (
        ("外字\ue001", "U+E001"),
        ("\U00031234田", "U+31234"),
        ("辻\U000e0102", "U+8FBB U+E0102"),
    ):
        entries = {**content.entries, "applicant.name": name}
        said = said_on(replace(content, entries=entries), case_words, told)
        assert "印刷できない字" in said
        assert f"氏名（{point}）" in said
        assert name in said


def test_the_representative_signs_and_says_who_it_is(case_words, told):
    content = loss_application()
    alone = said_on(content, case_words, told)
    assert "法定代理人の氏名" not in alone
    assert "代理の方の氏名" not in alone
    said = said_on(replace(content, person="statutory"), case_words, told)
    assert "法定代理人の氏名（自署）" in said
    assert "続柄・資格" in said
    assert "代理の方の氏名（自署）" in said_on(replace(content, person="agent"), case_words, told)


def test_a_written_form_says_by_whom_and_why(case_words, told):
    content = loss_application()
    assert "ご本人の前で代筆し" in said_on(content, case_words, told)
    said = said_on(replace(content, can_sign=False), case_words, told)
    assert "代筆した方の氏名・続柄" in said
    assert "代筆の理由" in said


def test_many_reasons_go_over_to_a_second_page_with_its_number(case_words, told):
    content = next(
        c
        for c in content_of("loss_report", {"applicant.resident_here": "no"}, papers=None)
        if c.paper.kind in ("slip", "referral")
    )
    lines = tuple(
        Label(ja=f"{n}つめのご案内です。" + "よくお読みください。" * 9, en=f"note {n}")
        for n in range(30)
    )
    long = replace(content, paper=msgspec.structs.replace(content.paper, lines=lines))
    pages = told(long, case_words)
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        stands_well(page, "slip")
        assert any(f"{number} / {len(pages)}" in line.text for line in page)
        assert any(NUMBER.full in line.text for line in page)
    said = "".join(line.text for page in pages for line in page)
    assert all(f"{n}つめ" in said for n in range(30))


def test_long_words_shrink_on_the_ticket_and_none_is_left_out(case_words, told):
    content = next(c for c in content_of("loss_report") if c.paper.kind == "ticket")
    lines = tuple(Label(ja=f"{n}番のお願い" + "を" * 40, en=f"wish {n}" * 6) for n in range(7))
    long = replace(
        content,
        paper=msgspec.structs.replace(content.paper, lines=lines),
        venue="みどり野市南町二丁目 みどり野駅前郵便局 特設会場（第二会議室）",
        number=CaseNumber(ON, "K3", 1234),
    )
    (page,) = told(long, case_words)
    stands_well(page, "ticket")
    said = "".join(line.text for line in page)
    assert all(f"{n}番のお願い" in said for n in range(7))
    assert "1234" in {line.text for line in page}


def test_the_number_is_by_far_the_largest_on_the_ticket(case_words, told):
    content = next(c for c in content_of("loss_report") if c.paper.kind == "ticket")
    (page,) = told(content, case_words)
    heights = sorted(line.box.height() for line in page)
    number = next(line for line in page if line.text == "012")
    assert number.box.height() == heights[-1] > 4 * heights[-2]


def written_on(size: QPageSize.PageSizeId, content, words) -> np.ndarray:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(size))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    draw_case_paper(writer, content, words)
    return raster(bytes(buffer.data().data()))


def test_a_ticket_comes_out_of_any_printer_and_the_rest_of_a_large_one(case_words):
    contents = {c.paper.kind: c for c in content_of("loss_report")}
    for size in (QPageSize.PageSizeId.A6, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.A4):
        picture = written_on(size, contents["ticket"], case_words)
        assert [each.text for each in zxingcpp.read_barcodes(picture)] == [NUMBER.full]
    keep("ticket-on-a4", picture)
    with pytest.raises(NeedsPerson, match="paper_too_small"):
        written_on(QPageSize.PageSizeId.A7, contents["ticket"], case_words)
    with pytest.raises(NeedsPerson, match="paper_too_small_a4"):
        written_on(QPageSize.PageSizeId.A5, contents["slip"], case_words)


def test_an_estimate_is_called_one(case_words, told):
    content = next(c for c in content_of("loss_report") if c.paper.kind == "slip")
    assert "目安" not in said_on(content, case_words, told)
    line = Label(ja="カード：2036年4月18日まで", en="Card: until 2036-04-18")
    said = said_on(replace(content, validity=(line,)), case_words, told)
    assert "有効期限の目安" in said
    assert line.ja in said


def test_the_receipt_says_what_came_back_and_who_took_it(case_words, told):
    content = next(c for c in content_of("return_card") if c.paper.kind == "receipt")
    said = said_on(content, case_words, told)
    assert "受け取った職員の署名" in said
    assert "受け取った日" in said
    assert NAME in said
    assert all(row.ja in said for row in content.verdict.documents if row.take == "return")


@pytest.mark.parametrize("code", CODES)
def test_an_application_says_whose_it_is(code, case_words, told):
    """Name and address stand on it, or have boxes to be written into."""
    for content in content_of(code, papers=CATALOGUE.get(code, ON).papers):
        if content.paper.kind == "application":
            said = [line.text for page in told(content, case_words) for line in page]
            assert "氏名" in said
            assert "住所" in said
            assert "申請者の氏名（ご本人の自署）" in said
            assert "この紙には、暗証番号とマイナンバー（個人番号）を書かないでください。" in said

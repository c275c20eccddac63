"""Tally sheet, day report, enrolment sheet: rasterised and read, since PDF text loses digits."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pypdfium2
import pytest
import sheet_samples as samples
import zxingcpp
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from desk.assets import font_files, load_rules, load_wording
from desk.domain.application import Concern, Status
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.review import Flag
from desk.papers.day_report import day_report_image, day_report_pdf
from desk.papers.enrolment_sheet import enrolment_sheet_pdf
from desk.papers.fonts import ensure_fonts
from desk.papers.slip import PaperWords
from desk.papers.tally_sheet import draw_tally_sheet, tally_sheet_image, tally_sheet_pdf
from desk.services.reports import day_report_for, enrolment_sheet_for, tally_sheet_for
from desk.services.tally_code import TallyCode
from sync.enrolment import EnrolmentCode, new_code

DPI = 130
MM = DPI / 25.4
OFFICE = "みどり野市 市民課"
PRINTED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def words(qapp):
    ensure_fonts(font_files())
    return PaperWords(load_wording("ja"), load_wording("en"))


def raster(pdf):
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [
        np.ascontiguousarray(page.render(scale=DPI / 72, grayscale=True).to_numpy()).squeeze()
        for page in document
    ]
    document.close()
    return pages


def codes(page):
    return [code.text for code in zxingcpp.read_barcodes(page)]


def margins_are_white(page):
    edge = round(8 * MM)
    inner = page.copy()
    inner[edge:-edge, edge:-edge] = 255
    return int((inner < 128).sum()) == 0


def tally(**changes):
    sealed = tally_sheet_for(samples.manifest(), samples.SEAL, "B-1125-K3", samples.NAMES, OFFICE)
    return replace(sealed, **changes)


def short():
    manifest = samples.manifest(samples.shortage(), 40)
    return tally_sheet_for(manifest, samples.SEAL, "B-1125-K3-2", samples.NAMES, OFFICE, 2)


def report(count=48, **changes):
    rules = load_rules().on(samples.ON)
    found = day_report_for(
        samples.DAY, samples.TALLY, samples.rows(count), samples.batches(), samples.NAMES, rules,
        OFFICE, PRINTED,
    )  # fmt: skip
    return replace(found, **changes)


# the code ---------------------------------------------------------------------------------------
def test_the_tally_code_says_what_was_sealed_and_comes_back():
    code = TallyCode.of(samples.manifest(), samples.SEAL, "B-1125-K3")
    assert code.text() == (
        "MKT1:B-1125-K3:01935F00111172228333444455556666:48-41-3-2-2:41-2-3-36:"
        + samples.SEAL.upper() + ":N"
    )  # fmt: skip
    assert TallyCode.parse(code.text()) == code
    assert short().code.short


@pytest.mark.parametrize(
    "text", ["", "MKD1:abc", "MKT1:B:1:2:3:4:N", "261125-K3-001-C", "MKT1:" + "9" * 900]
)
def test_other_codes_are_refused(text):
    with pytest.raises(Refused, match="tally_code_malformed"):
        TallyCode.parse(text)


# the tally sheet --------------------------------------------------------------------------------
def test_the_tally_sheet_is_one_a4_page_whose_qr_can_be_read(words):
    (page,) = raster(tally_sheet_pdf(tally(), words))
    assert codes(page) == [tally().code.text()]
    assert page.shape[1] / MM == pytest.approx(210, abs=0.5)
    assert page.shape[0] / MM == pytest.approx(297, abs=0.5)
    assert margins_are_white(page)


def test_a_shortage_stands_in_a_box_on_the_same_page(words):
    plain, boxed = (raster(tally_sheet_pdf(each, words)) for each in (tally(), short()))
    assert len(plain) == len(boxed) == 1
    assert codes(boxed[0]) == [short().code.text()]
    picture = tally_sheet_image(short(), words, 420)
    red = sum(
        picture.pixelColor(x, y).name() in ("#a90000", "#a90101")
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
    )
    assert red > 50
    assert [each.difference for each in short().envelopes] == [-1, 0, 0, 0]


def test_a_very_long_reason_goes_on_on_further_pages_and_nothing_is_cut(words):
    numbers = tuple(f"K3-{n:03}" for n in range(90))
    long = replace(short(), shortage="会場中を探しました。" * 190, missing=numbers)
    pages = raster(tally_sheet_pdf(long, words))
    assert len(pages) > 1
    assert all(margins_are_white(page) for page in pages)


def test_a_reprint_says_so(words):
    first, second = (raster(tally_sheet_pdf(tally(copy_no=n), words))[0] for n in (1, 2))
    corner = (slice(round(8 * MM), round(26 * MM)), slice(round(140 * MM), round(200 * MM)))
    assert int((second[corner] < 128).sum()) > int((first[corner] < 128).sum()) + 200


def test_small_paper_is_refused_rather_than_cutting(words):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    with pytest.raises(NeedsPerson, match="paper_too_small_a4"):
        draw_tally_sheet(writer, tally(), words)


# the day report ---------------------------------------------------------------------------------
def test_the_figures_of_the_report_come_from_the_day():
    found = report()
    assert found.counts["forms"] == 48
    assert dict(found.counter_reasons) == {"documents_short": 8, "moving_soon": 4}
    assert [(each.number, each.looked_ms) for each in found.fast] == [
        ("K3-019", 600),
        ("K3-038", 600),
    ]
    assert {each.supervisor for each in found.fast} == {"森田 健一"}
    assert found.alone == ("K3-023", "K3-046")
    assert found.flagged == ((Flag.ALIKE_FACE, 4),)
    assert found.corrections == (("K3-009", 2, Concern.SENT_BACK),)
    assert sum(count for status, _, count, _ in found.ended if status is Status.VOIDED) == 2
    assert sum(count for _, count in found.by_hour) == 42
    assert found.sent_back == 1


def test_a_long_day_goes_over_pages_and_each_says_whose_it_is(words):
    pages = raster(day_report_pdf(report(300), words))
    assert len(pages) > 1
    assert all(margins_are_white(page) for page in pages)
    foot = slice(round(283 * MM), round(290 * MM))
    assert all(int((page[foot] < 128).sum()) > 50 for page in pages)


def test_an_empty_day_has_a_report_too(words):
    rules = load_rules().on(samples.ON)
    nothing = replace(samples.TALLY, **dict.fromkeys(
        ("forms", "accepted", "held_over", "voided", "handed_back", "mail", "counter"), 0
    ))  # fmt: skip
    found = day_report_for(samples.DAY, nothing, (), (), {}, rules, OFFICE, PRINTED)
    assert len(raster(day_report_pdf(found, words))) == 1
    assert day_report_image(found, words, 300).height() > 300


# the enrolment sheet ----------------------------------------------------------------------------
def test_the_enrolment_sheet_is_one_page_whose_qr_is_the_code(words):
    code = EnrolmentCode("https://hub.example.jp/machikado", new_code(), "5a" * 32)
    sheet = enrolment_sheet_for(code.text(), label="K3", hub="みどり野県センター", office=OFFICE)
    (page,) = raster(enrolment_sheet_pdf(sheet, words))
    (text,) = codes(page)
    assert EnrolmentCode.parse(text) == code
    assert sheet.fingerprint == "5a5a 5a5a 5a5a 5a5a 5a5a 5a5a 5a5a 5a5a"
    assert margins_are_white(page)


def test_what_is_no_code_is_refused():
    with pytest.raises(Refused, match="enrolment_code_wrong"):
        enrolment_sheet_for("MKT1:something")

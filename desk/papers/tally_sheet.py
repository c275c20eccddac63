"""集計票: the A4 paper on the bag. Counts, seal and a QR without anything about a person."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter

from desk.domain.batch import seal_code
from desk.papers.a4 import (
    GOOD,
    STOP,
    Cell,
    Column,
    Pages,
    Sheet,
    draw_pages,
    mm,
    pages_image,
    pages_pdf,
    panel,
    roomiest,
)
from desk.papers.dates import day_text, moment_text
from desk.papers.fonts import paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, PANEL, SOFT, PaperWords, draw_qr
from desk.services.reports import Envelope, TallySheet

_QR_MM: Final = 46.0
_COLUMNS: Final = (
    Column("paper_tally_column_envelope", 56),
    Column("paper_tally_column_recorded", 14, right=True),
    Column("paper_tally_column_counted", 14, right=True),
    Column("paper_tally_column_result", 24),
    Column("paper_tally_column_office", 20),
)


def draw_tally_sheet(device: QPagedPaintDevice, sheet: TallySheet, words: PaperWords) -> int:
    """Draw it on a PDF writer or printer; returns how many pages.

    Raises NeedsPerson("paper_too_small_a4" | "printer_failed").
    """
    return draw_pages(device, _lay_out(sheet, words))


def tally_sheet_pdf(sheet: TallySheet, words: PaperWords) -> bytes:
    return pages_pdf(_lay_out(sheet, words), words.ja.label("paper_tally_title"))


def tally_sheet_image(sheet: TallySheet, words: PaperWords, width_px: int) -> QImage:
    """Its pages as one picture, for 集計票の見本 on the screen."""
    return pages_image(_lay_out(sheet, words), width_px)


def _lay_out(sheet: TallySheet, words: PaperWords) -> Pages:
    return roomiest(lambda tight: _pages(sheet, Sheet(words, sheet.code.number, tight)))


def _pages(sheet: TallySheet, paper: Sheet) -> list[list[Draw]]:
    paper.title("paper_tally_title", "paper_tally_copy", sheet.copy_no)
    _batch(paper, sheet)
    if sheet.code.short:
        _shortage(paper, sheet)
    paper.heading("paper_tally_counts", keep_mm=40)
    paper.table(_COLUMNS, [_row(paper, each) for each in sheet.envelopes], points=12.5)
    _equation(paper, sheet)
    paper.heading("paper_tally_people", keep_mm=20)
    counted = moment_text(paper, sheet.counted_at)
    paper.signature("paper_tally_counted_by", sheet.counted_by, counted)
    paper.signature("paper_tally_sealed_by", sheet.sealed_by, moment_text(paper, sheet.sealed_at))
    if sheet.same_person:
        paper.paragraph(paper.say("paper_tally_same_person")[0], 9.5)
    paper.signature("paper_tally_office_by", "", paper.say("paper_tally_office_on")[0])
    paper.heading("paper_tally_next")
    paper.steps([paper.say(f"paper_tally_next_{at}")[0] for at in (1, 2, 3, 4)], points=10)
    return paper.pages()


def _batch(paper: Sheet, sheet: TallySheet) -> None:
    """Number, day, place and seal beside the QR."""
    flow = paper.flow
    room = paper.width - mm(_QR_MM + 15)
    number = wrap(sheet.code.number, paper_font(32, bold=True), room, 1.15)
    label, label_en = (wrap(each, paper_font(10), room) for each in paper.say("paper_tally_batch"))
    seal = wrap(seal_code(sheet.code.seal), paper_font(17, bold=True), room, 1.25)
    seal_label = wrap(paper.say("paper_tally_seal")[0], paper_font(10), room)
    whole = wrap(_groups(sheet.code.seal), paper_font(7.5), room, 1.35)
    place = [
        wrap(text, paper_font(points, bold=bold), room, 1.35)
        for text, points, bold in (
            (day_text(paper, sheet.on), 13, True),
            (sheet.venue, 12, True),
            (_where(paper, sheet), 10.5, False),
        )
    ]
    inner = sum(each.height for each in (label, number, *place, seal_label, seal, whole)) + mm(5)
    height = max(inner + mm(4), mm(_QR_MM + 13))
    flow.keep(height)
    box = QRectF(paper.left, flow.y, paper.width, height)
    code = QRectF(box.right() - mm(_QR_MM + 4), box.top() + mm(4), mm(_QR_MM), mm(_QR_MM))
    hint = wrap(paper.say("paper_tally_qr")[0], paper_font(8), mm(_QR_MM), 1.3)

    def draw(painter: QPainter) -> None:
        panel(painter, box, PANEL)
        at = QPointF(box.left() + mm(6), box.top() + mm(3.5))
        label.draw(painter, at, INK)
        label_en.draw(painter, at + QPointF(label.width + mm(2), 0), SOFT)
        at += QPointF(0, label.height)
        number.draw(painter, at, BLUE)
        at += QPointF(0, number.height + mm(1))
        for text in place:
            text.draw(painter, at, INK)
            at += QPointF(0, text.height)
        at += QPointF(0, mm(2))
        seal_label.draw(painter, at, SOFT)
        at += QPointF(0, seal_label.height)
        seal.draw(painter, at, INK)
        at += QPointF(0, seal.height)
        whole.draw(painter, at, SOFT)
        hint.draw(painter, QPointF(code.left(), code.bottom() + mm(1)), SOFT)
        draw_qr(painter, sheet.code.text(), code)

    flow.put(draw)
    flow.y = box.bottom()


def _where(paper: Sheet, sheet: TallySheet) -> str:
    method = paper.words.ja.label(sheet.method)
    return paper.say(
        "paper_tally_where", terminal=sheet.terminal, method=method, office=sheet.office
    )[0]


def _groups(digest: str) -> str:
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8)).upper()


def _shortage(paper: Sheet, sheet: TallySheet) -> None:
    """不足あり: what is missing, why it was sealed all the same, and who must act."""
    lines = [
        paper.say(
            f"paper_tally_{'fewer' if each.difference < 0 else 'more'}",
            envelope=paper.say(f"paper_envelope_{each.code}")[0],
            count=abs(each.difference),
        )[0]
        for each in sheet.envelopes
        if each.difference
    ]
    if sheet.missing:
        numbers = "、".join(sheet.missing)
        lines.append(paper.say("paper_tally_missing", numbers=numbers)[0])
    lines.append(paper.say("paper_tally_reason", reason=sheet.shortage)[0])
    paper.strong_box(" / ".join(paper.say("paper_tally_shortage")), lines)


def _row(paper: Sheet, envelope: Envelope) -> tuple[Cell, ...]:
    name = paper.say(f"paper_envelope_{envelope.code}")[0]
    what = paper.say(f"paper_envelope_{envelope.code}_what")[0]
    if envelope.difference == 0:
        result = Cell(paper.say("paper_tally_equal")[0], bold=True, colour=GOOD)
    else:
        kind = "less" if envelope.difference < 0 else "over"
        text = paper.say(f"paper_tally_{kind}", count=abs(envelope.difference))[0]
        result = Cell(text, bold=True, colour=STOP)
    return (
        Cell(name, what, bold=True),
        Cell(str(envelope.recorded)),
        Cell(str(envelope.counted), bold=True),
        result,
        Cell(paper.say("paper_tally_sheets_blank")[0], colour=SOFT),
    )


def _equation(paper: Sheet, sheet: TallySheet) -> None:
    """受け取った申請書 = 完了 + 取消 + 返却 + 繰越, and the routes of those accepted."""
    forms, accepted, held_over, voided, handed_back = sheet.code.records
    paper.gap(2.5)
    facts = {
        "forms": forms,
        "accepted": accepted,
        "voided": voided,
        "handed_back": handed_back,
        "held_over": held_over,
    }
    paper.paragraph(paper.say("paper_tally_equation", **facts)[0], 11)
    facts = {"mail": sheet.mail, "counter": sheet.counter, "corrected": sheet.superseded}
    code = "paper_tally_first" if set(sheet.previous) == {"0"} else "paper_tally_previous"
    before = paper.say(code, seal=seal_code(sheet.previous))[0]
    paper.paragraph(f"{paper.say('paper_tally_routes', **facts)[0]}　{before}", 10, SOFT)

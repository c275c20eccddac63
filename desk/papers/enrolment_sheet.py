"""端末登録票: a terminal's one-time code as QR and as text, printed by the hub's office.

The code is a secret until it is used: the paper says so, and that it is worthless afterwards.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter

from desk.papers.a4 import (
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
from desk.papers.dates import moment_text
from desk.papers.fonts import paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, PANEL, SOFT, PaperWords, draw_qr
from desk.services.reports import EnrolmentSheet

_QR_MM: Final = 58.0
_COLUMNS: Final = (Column("", 24), Column("", 76))


def draw_enrolment_sheet(
    device: QPagedPaintDevice, sheet: EnrolmentSheet, words: PaperWords
) -> int:
    """Draw it on a PDF writer or printer; returns how many pages.

    Raises NeedsPerson("paper_too_small_a4" | "printer_failed").
    """
    return draw_pages(device, _lay_out(sheet, words))


def enrolment_sheet_pdf(sheet: EnrolmentSheet, words: PaperWords) -> bytes:
    return pages_pdf(_lay_out(sheet, words), words.ja.label("paper_enrol_title"))


def enrolment_sheet_image(sheet: EnrolmentSheet, words: PaperWords, width_px: int) -> QImage:
    return pages_image(_lay_out(sheet, words), width_px)


def _lay_out(sheet: EnrolmentSheet, words: PaperWords) -> Pages:
    mark = words.ja.say("paper_enrol_mark", label=sheet.label or "—")
    return roomiest(lambda tight: _pages(sheet, Sheet(words, mark, tight)))


def _pages(sheet: EnrolmentSheet, paper: Sheet) -> list[list[Draw]]:
    paper.title("paper_enrol_title")
    paper.paragraph(paper.say("paper_enrol_lead")[0], 11.5)
    paper.gap(4)
    _code(paper, sheet)
    paper.heading("paper_enrol_facts", keep_mm=30)
    paper.table_body(
        _COLUMNS,
        [
            (Cell(paper.say(code)[0], paper.say(code)[1]), Cell(text or "—", bold=bold))
            for code, text, bold in (
                ("paper_enrol_hub", sheet.hub, False),
                ("paper_enrol_url", sheet.url, False),
                ("paper_enrol_fingerprint", sheet.fingerprint, True),
                ("paper_enrol_valid", _until(paper, sheet), True),
                ("paper_enrol_office", sheet.office, False),
            )
            if text or code != "paper_enrol_hub"
        ],
    )
    paper.heading("paper_enrol_steps")
    paper.steps([paper.say(f"paper_enrol_step_{at}")[0] for at in (1, 2, 3, 4)])
    paper.heading("paper_enrol_typed")
    paper.paragraph(paper.say("paper_enrol_typed_hint")[0], 10, SOFT)
    _typed(paper, sheet.code)
    paper.heading("paper_enrol_care")
    paper.paragraph(paper.say("paper_enrol_care_text")[0], 10)
    return paper.pages()


def _until(paper: Sheet, sheet: EnrolmentSheet) -> str:
    if sheet.valid_until is None:
        return paper.say("paper_enrol_once")[0]
    return paper.say("paper_enrol_until", at=moment_text(paper, sheet.valid_until))[0]


def _code(paper: Sheet, sheet: EnrolmentSheet) -> None:
    flow = paper.flow
    room = paper.width - mm(_QR_MM + 16)
    box = QRectF(paper.left, flow.y, paper.width, mm(_QR_MM + 8))
    code = QRectF(box.right() - mm(_QR_MM + 4), box.top() + mm(4), mm(_QR_MM), mm(_QR_MM))
    lines = (
        (wrap(paper.say("paper_enrol_terminal")[0], paper_font(11), room), SOFT),
        (wrap(sheet.label or "—", paper_font(48, bold=True), room, 1.15), BLUE),
        (wrap(paper.say("paper_enrol_code")[0], paper_font(11), room), SOFT),
        (wrap(sheet.spoken, paper_font(17, bold=True), room, 1.3), INK),
    )

    def draw(painter: QPainter) -> None:
        panel(painter, box, PANEL)
        at = QPointF(box.left() + mm(6), box.top() + mm(5))
        for text, colour in lines:
            text.draw(painter, at, colour)
            at += QPointF(0, text.height + mm(1))
        draw_qr(painter, sheet.code, code)

    flow.put(draw)
    flow.y = box.bottom()


def _typed(paper: Sheet, code: str) -> None:
    """The whole code for a terminal without a camera, in groups of ten characters. Spaces and
    line breaks do not count."""
    groups = "  ".join(code[at : at + 10] for at in range(0, len(code), 10))
    text = wrap(groups, paper_font(11.5, bold=True), paper.width - mm(10), 1.5)
    paper.gap(1.5)
    paper.flow.keep(text.height + mm(6))
    box = QRectF(paper.left, paper.flow.y, paper.width, text.height + mm(5))

    def draw(painter: QPainter) -> None:
        panel(painter, box, "#ffffff", INK, 0.3)
        text.draw(painter, QPointF(box.left() + mm(5), box.top() + mm(2.5)), INK)

    paper.flow.put(draw)
    paper.flow.y = box.bottom()

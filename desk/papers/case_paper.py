"""Every paper of every procedure from its catalogue: ticket, application, slip, referral, receipt.

A ticket (番号札) is A6, everything else A4. All of it is in Japanese with English below, so that
one sheet serves the applicant and the office. Never a PIN, a My Number or a form id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from desk.domain.cases import CaseNumber
from desk.domain.catalogue import DocumentRow, PaperRow, Procedure
from desk.domain.errors import NeedsPerson
from desk.domain.procedure_judge import Deadline, Outcome, ProcedureVerdict
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
    rule,
)
from desk.papers.fonts import UNITS_PER_MM, paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, PANEL, RULE, SOFT, PaperWords, draw_qr
from desk.services.case_words import in_both_calendars

TICKET_WIDTH_MM: Final = 105.0
TICKET_HEIGHT_MM: Final = 148.0
_QR_MM: Final = 27.0
_GRID: Final = (Column("case_what", 34), Column("case_said", 66))
_BLANK_LINE: Final = "　"


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaperContent:
    """Everything that a paper says. `entries` are worded for people (services/case_words.py), in
    Japanese and, for what differs, in English."""

    procedure: Procedure
    paper: PaperRow
    verdict: ProcedureVerdict
    entries: Mapping[str, str]
    number: CaseNumber
    on: date
    printed_at: datetime
    venue: str
    municipality: str = ""
    office: str = ""
    phone: str = ""
    person: str = ""  # self, statutory, agent; "": nobody said
    can_sign: bool = True
    entries_en: Mapping[str, str] = field(default_factory=dict)


def draw_case_paper(device: QPagedPaintDevice, content: CasePaperContent, words: PaperWords) -> int:
    """Draw it on a PDF writer or printer in full-page mode without margins; how many pages.

    Raises NeedsPerson("paper_too_small_a4" | "paper_too_small" | "printer_failed").
    """
    if content.paper.kind == "ticket":
        return _draw_ticket(device, content, words)
    return draw_pages(device, case_pages(content, words))


def case_paper_pdf(content: CasePaperContent, words: PaperWords) -> bytes:
    """The paper as a PDF in memory; nothing touches the disk."""
    if content.paper.kind != "ticket":
        return pages_pdf(case_pages(content, words), content.paper.ja)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A6))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(content.paper.ja)
    writer.setCreator("Machikado Desk")
    _draw_ticket(writer, content, words)
    return bytes(buffer.data().data())


def case_paper_image(content: CasePaperContent, words: PaperWords, width_px: int) -> QImage:
    """The paper as a picture for the screen, its pages below each other."""
    if content.paper.kind != "ticket":
        return pages_image(case_pages(content, words), width_px)
    image = QImage(
        width_px, round(width_px * TICKET_HEIGHT_MM / TICKET_WIDTH_MM), QImage.Format.Format_RGB32
    )
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    scale = width_px / (TICKET_WIDTH_MM * UNITS_PER_MM)
    painter.scale(scale, scale)
    _paint(painter, _ticket(content, words))
    painter.end()
    return image


def case_pages(content: CasePaperContent, words: PaperWords) -> Pages:
    """The A4 pages of any paper but the ticket."""
    return roomiest(lambda tight: _CaseSheet(content, words, tight).laid_out())


# A4 -------------------------------------------------------------------------------------------
class _CaseSheet(Sheet):
    def __init__(self, content: CasePaperContent, words: PaperWords, tight: float) -> None:
        super().__init__(words, content.number.full, tight)
        self._content = content

    def laid_out(self) -> list[list[Draw]]:
        content = self._content
        self.name(content.paper.ja, content.paper.en)
        self._head()
        {
            "application": self._application,
            "slip": self._slip,
            "referral": self._referral,
            "receipt": self._receipt,
        }[content.paper.kind]()
        return self.pages()

    def _head(self) -> None:
        """Number with its QR at the right, what and where at the left."""
        content, top = self._content, self.flow.y
        box = QRectF(self.left + self.width - mm(_QR_MM), top, mm(_QR_MM), mm(_QR_MM))
        self.flow.put(lambda p: draw_qr(p, content.number.full, box))
        room = self.width - mm(_QR_MM + 5)
        rows = (
            ("case_number", content.number.full, ""),
            ("case_procedure", content.procedure.ja, content.procedure.en),
            ("case_date", in_both_calendars(content.on), ""),
            ("case_venue", content.venue, ""),
        )
        y = top
        for code, text, note in rows:
            ja, _en = self.say(code)
            label = wrap(ja, paper_font(9), mm(24))
            value = wrap(text, paper_font(12, bold=code == "case_number"), room - mm(25), 1.3)
            below = wrap(note, paper_font(8), room - mm(25), 1.25) if note else None
            self.flow.put(lambda p, t=label, y=y: t.draw(p, QPointF(self.left, y + mm(0.8)), SOFT))  # type: ignore[misc]
            self.flow.put(lambda p, t=value, y=y: t.draw(p, QPointF(self.left + mm(25), y), INK))  # type: ignore[misc]
            y += value.height
            if below is not None:
                self.flow.put(
                    lambda p, t=below, y=y: t.draw(p, QPointF(self.left + mm(25), y), SOFT)  # type: ignore[misc]
                )
                y += below.height
            y += mm(1)
        self.flow.y = max(y, box.bottom()) + mm(2)

    # the five kinds
    def _application(self) -> None:
        content = self._content
        if content.municipality:
            ja, en = self.say("case_to", municipality=content.municipality)
            self.paragraph(ja, 13)
            self.paragraph(en, 8, SOFT)
        self.heading("case_entries")
        self._grid(content.paper.fields, blank=True)
        self._lines()
        self._never_pin()
        if content.paper.sign:
            self._signatures()

    def _slip(self) -> None:
        self._standing()
        self._grid(self._content.paper.fields)
        self._lines()
        self._taken()
        self._deadlines()
        self._fee()
        self._next()
        self._contact()

    def _referral(self) -> None:
        content = self._content
        if content.verdict.grounds:
            self.heading("case_why")
            for ground in content.verdict.grounds:
                self._point(ground.row.ja, ground.row.en, points=12)
                remedy = getattr(ground.row, "remedy", None)
                if remedy is not None:
                    self._point(
                        self.say("case_do", what=remedy.ja)[0],
                        self.say("case_do", what=remedy.en)[1],
                    )
        self._grid(content.paper.fields)
        self._lines()
        self._deadlines()
        brought = [row for row in content.verdict.documents if row.take == "show"]
        self._documents("case_bring", brought)
        self._contact()

    def _receipt(self) -> None:
        self._grid(self._content.paper.fields)
        self._lines()
        returned = [row for row in self._content.verdict.documents if row.take == "return"]
        self._documents("case_received", returned)
        self._contact()
        self.gap(6)
        self._line_to_sign("case_signature_office")

    # parts
    def _standing(self) -> None:
        verdict = self._content.verdict
        code = "open" if verdict.outcome is None else verdict.outcome.value
        if verdict.outcome in (Outcome.REFER, Outcome.REFUSE) or self._steps_follow():
            code = "open"
        elif verdict.outcome is Outcome.ACCEPT and verdict.delivery == "none":
            code = "told"  # nothing is applied for: a guidance
        self._point(*self.say(f"case_outcome_{code}"), points=14)
        if self._steps_follow():
            self._point(*self.say("case_delivery_steps"))
        elif verdict.delivery in ("mail", "counter", "here"):
            self._point(*self.say(f"case_delivery_{verdict.delivery}"))
        for ground in verdict.grounds:
            self._point(ground.row.ja, ground.row.en)

    def _grid(self, fields: Sequence[str], *, blank: bool = False) -> None:
        """The entries as a form; what nobody entered is a line to fill in, or left out."""
        content = self._content
        rows = []
        for code in fields:
            said = content.entries.get(code, "")
            if not said and not blank:
                continue
            row = content.procedure.field(code)
            shown = {each.code for each in content.verdict.fields}
            if not said and code not in shown:
                continue  # not asked in this case
            ja, en = self.say("case_person") if row is None else (row.ja, row.en)
            note = content.entries_en.get(code, "")
            rows.append(
                (Cell(ja, en), Cell(said or _BLANK_LINE, "" if note == said else note, bold=True))
            )
        if rows:
            self.gap(2)
            self.table_body(_GRID, rows, points=11.5)

    def _lines(self) -> None:
        self.gap(2)
        for each in self._content.paper.lines:
            self._point(each.ja, each.en)

    def _point(self, ja: str, en: str, points: float = 10.5) -> None:
        """A sentence in both languages that stays together."""
        text = wrap(ja, paper_font(points, bold=points > 12), self.width, 1.4)
        below = wrap(en, paper_font(8), self.width, 1.3)
        self.flow.keep(min(text.height + below.height, mm(60)))
        self.flow.text(text, self.left, INK)
        self.flow.text(below, self.left, SOFT)
        self.gap(1.4)

    def _never_pin(self) -> None:
        ja, en = self.say("case_never_pin")
        text = wrap(ja, paper_font(11, bold=True), self.width - mm(8), 1.4)
        below = wrap(en, paper_font(8), self.width - mm(8), 1.3)
        height = text.height + below.height + mm(5)
        self.gap(2)
        self.flow.keep(height)
        y = self.flow.y
        box = QRectF(self.left, y, self.width, height)
        self.flow.put(lambda p: panel(p, box, PANEL, INK, 0.5))
        self.flow.put(lambda p: text.draw(p, QPointF(self.left + mm(4), y + mm(2)), INK))
        at = QPointF(self.left + mm(4), y + mm(2) + text.height)
        self.flow.put(lambda p: below.draw(p, at, SOFT))
        self.flow.y = box.bottom() + mm(2)

    def _signatures(self) -> None:
        content = self._content
        self.gap(4)
        if content.can_sign:
            self._line_to_sign("case_signature")
        else:
            self._point(*self.say("case_cannot_sign"))
            self._line_to_sign("case_signature_written_for")
        if content.person in ("statutory", "agent"):
            self._line_to_sign(f"case_signature_{content.person}")

    def _line_to_sign(self, code: str) -> None:
        ja, en = self.say(code)
        label = wrap(ja, paper_font(10.5), mm(66))
        english = wrap(en, paper_font(8), mm(66))
        height = max(mm(15), label.height + english.height + mm(3))
        self.flow.keep(height)
        y = self.flow.y
        base = y + height - label.height - english.height
        self.flow.put(lambda p: label.draw(p, QPointF(self.left, base), INK))
        self.flow.put(lambda p: english.draw(p, QPointF(self.left, base + label.height), SOFT))
        line_x, line_y = self.left + mm(68), y + height - mm(0.6)
        self.flow.put(lambda p: rule(p, line_x, line_y, self.width - mm(68), INK, 0.3))
        self.flow.y += height + mm(1)

    def _taken(self) -> None:
        taken = [row for row in self._content.verdict.documents if row.take != "show"]
        self._documents("case_taken", taken)

    def _documents(self, heading: str, rows: Sequence[DocumentRow]) -> None:
        if not rows:
            return
        self.heading(heading)
        for row in rows:
            self._point(f"・{row.ja}", f"　{row.en}")

    def _deadlines(self) -> None:
        deadlines = self._content.verdict.deadlines
        if not deadlines:
            return
        self.heading("case_deadlines")
        for each in deadlines:
            ja, en = _when(each)
            code = "case_from" if each.begins else "case_until"
            self._point(
                f"{each.row.ja}：{self.say(code, when=ja)[0]}",
                f"{each.row.en}: {self.say(code, when=en)[1]}",
                points=12.5,
            )

    def _fee(self) -> None:
        fee = self._content.verdict.fee
        if fee is None:
            return
        self.heading("case_fee")
        amount = ("case_yen" if fee.yen else "case_free", f"{fee.yen:,}")
        ja, en = self.say(amount[0], yen=amount[1])
        self._point(f"{fee.ja}　{ja}", f"{fee.en} {en}")

    def _steps_follow(self) -> bool:
        """The five steps still decide whether the card can be mailed, and print what is true."""
        content = self._content
        return content.procedure.screen == "workbench" and content.verdict.delivery == "mail"

    def _next(self) -> None:
        if not self._content.verdict.next or self._steps_follow():
            return
        self.heading("case_next")
        for number, row in enumerate(self._content.verdict.next, start=1):
            self._point(f"{number}. {row.ja}", f"　{row.en}")

    def _contact(self) -> None:
        content = self._content
        parts = [each for each in (content.municipality, content.office, content.phone) if each]
        if parts:
            self.heading("case_contact", keep_mm=10)
            self.paragraph("　".join(parts), 11)


def _when(deadline: Deadline) -> tuple[str, str]:
    day = deadline.at.date()
    time = "" if deadline.whole_day else f" {deadline.at:%H:%M}"
    return in_both_calendars(day) + time, in_both_calendars(day, english=True) + time


# the ticket -----------------------------------------------------------------------------------
def _ticket(content: CasePaperContent, words: PaperWords) -> list[Draw]:
    draws: list[Draw] = []
    width, middle = mm(TICKET_WIDTH_MM - 14), mm(TICKET_WIDTH_MM / 2)
    y = mm(8)

    def put(text: str, points: float, colour: str, *, bold: bool = False, gap: float = 1.0) -> None:
        nonlocal y
        size = points
        laid = wrap(text, paper_font(size, bold=bold), width, 1.25)
        while laid.lines > 3 and size > 8:
            size -= 1
            laid = wrap(text, paper_font(size, bold=bold), width, 1.25)
        at = QPointF(middle - min(laid.width, width) / 2, y)
        draws.append(lambda p: laid.draw(p, at, colour))
        y += laid.height + mm(gap)

    put(content.paper.ja, 15, INK, bold=True, gap=0)
    put(content.paper.en, 8, SOFT)
    put(content.number.called, 92, BLUE, bold=True, gap=0)
    put(words.ja.say("case_called"), 10, INK, bold=True, gap=0)
    put(words.en.say("case_called"), 7.5, SOFT)
    side = mm(23)
    box = QRectF(middle - side / 2, y, side, side)
    draws.append(lambda p: draw_qr(p, content.number.full, box))
    y = box.bottom() + mm(0.5)
    put(content.number.full, 9, SOFT)
    line_y = y
    draws.append(lambda p: rule(p, mm(7), line_y, width, RULE, 0.3))
    y += mm(1.5)
    put(content.procedure.ja, 11.5, INK, bold=True, gap=0)
    put(content.procedure.en, 7.5, SOFT)
    for each in content.paper.lines:
        if y + mm(9) > mm(TICKET_HEIGHT_MM - 14):
            break  # the panel at the counter says the rest
        put(each.ja, 8.5, INK, gap=0)
        put(each.en, 6.5, SOFT, gap=0.6)
    foot = f"{content.venue}　{in_both_calendars(content.on)}　{content.printed_at:%H:%M}"
    laid = wrap(foot, paper_font(8), width, 1.25)
    at = QPointF(middle - min(laid.width, width) / 2, mm(TICKET_HEIGHT_MM - 5) - laid.height)
    draws.append(lambda p: laid.draw(p, at, SOFT))
    return draws


def _draw_ticket(device: QPagedPaintDevice, content: CasePaperContent, words: PaperWords) -> int:
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if paper.width() < TICKET_WIDTH_MM - 1 or paper.height() < TICKET_HEIGHT_MM - 1:
        raise NeedsPerson("paper_too_small")
    painter = QPainter()
    if not painter.begin(device):
        raise NeedsPerson("printer_failed")
    try:
        scale = device.logicalDpiX() / 25.4 / UNITS_PER_MM
        painter.scale(scale, scale)
        painter.translate(mm((paper.width() - TICKET_WIDTH_MM) / 2), 0)
        _paint(painter, _ticket(content, words))
    finally:
        painter.end()
    return 1


def _paint(painter: QPainter, draws: Sequence[Draw]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for draw in draws:
        painter.save()
        draw(painter)
        painter.restore()

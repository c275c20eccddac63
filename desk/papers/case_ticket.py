"""The number ticket (番号札) on A6: the number as large as it can be, and what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPagedPaintDevice, QPageLayout, QPainter, QPen

from desk.domain.errors import NeedsPerson
from desk.papers.a4 import mm, rule
from desk.papers.case_content import CasePaperContent
from desk.papers.fonts import UNITS_PER_MM, paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, RULE, SOFT, PaperWords, draw_qr
from desk.services.case_words import in_both_calendars

WIDTH_MM: Final = 105.0
HEIGHT_MM: Final = 148.0
_QR_MM: Final = 23.0
_BOTTOM_MM: Final = HEIGHT_MM - 6
_SIZES: Final = (
    *((140.0, 1.1), (140.0, 1.0), (116.0, 1.1), (116.0, 1.0)),
    *((96.0, scale) for scale in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)),
)
"""Points of the number and how large the words are: the first that fits."""


def ticket(content: CasePaperContent, words: PaperWords) -> list[Draw]:
    """The ticket in the largest words that fit: nothing is left out."""
    for points, scale in _SIZES:
        sheet = _Ticket(content, words, points, scale)
        if sheet.y <= mm(_BOTTOM_MM):
            break
    return sheet.draws


def draw_ticket(device: QPagedPaintDevice, content: CasePaperContent, words: PaperWords) -> int:
    """Draw it at the top in the middle of A6 or any larger paper, there with a line to cut along.

    Raises NeedsPerson("paper_too_small" | "printer_failed").
    """
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if paper.width() < WIDTH_MM - 1 or paper.height() < HEIGHT_MM - 1:
        raise NeedsPerson("paper_too_small")
    draws = ticket(content, words)
    larger = paper.width() > WIDTH_MM + 8 or paper.height() > HEIGHT_MM + 8
    painter = QPainter()
    if not painter.begin(device):
        raise NeedsPerson("printer_failed")
    try:
        scale = device.logicalDpiX() / 25.4 / UNITS_PER_MM
        painter.scale(scale, scale)
        painter.translate(mm((paper.width() - WIDTH_MM) / 2), 0)
        paint(painter, [*draws, _cutting_line] if larger else draws)
    finally:
        painter.end()
    return 1


def paint(painter: QPainter, draws: Sequence[Draw]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for draw in draws:
        painter.save()
        draw(painter)
        painter.restore()


def _cutting_line(painter: QPainter) -> None:
    pen = QPen(QColor(SOFT), mm(0.2))
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    bottom, right = mm(HEIGHT_MM), mm(WIDTH_MM)
    painter.drawLine(QPointF(0, bottom), QPointF(right, bottom))
    for x in (0.0, right):
        painter.drawLine(QPointF(x, mm(4)), QPointF(x, bottom))


class _Ticket:
    """One ticket being laid out; `y` is where it ends."""

    def __init__(
        self, content: CasePaperContent, words: PaperWords, points: float, scale: float
    ) -> None:
        self.draws: list[Draw] = []
        self.y = mm(7)
        self._scale = scale
        self._width = mm(WIDTH_MM - 14)
        say = (words.ja.say, words.en.say)
        self._put(content.paper.ja, 15, INK, bold=True)
        self._put(content.paper.en, 8, SOFT)
        self._number(content.number.called, points)
        self._put(say[0]("case_called"), 9.5, INK, bold=True)
        self._put(say[1]("case_called"), 7.5, SOFT, gap=0.5)
        self._qr(content.number.full)
        self._put(content.number.full, 8.5, SOFT, gap=0.8)
        self._rule()
        self._put(content.procedure.ja, 12, INK, bold=True)
        self._put(content.procedure.en, 7.5, SOFT, gap=0.8)
        for each in content.paper.lines:
            self._put(each.ja, 8.5, INK)
            self._put(each.en, 7, SOFT, gap=0.6)
        self._rule()
        self._put(content.venue, 10, INK, bold=True)
        when = f"{in_both_calendars(content.on)}　{content.printed_at:%H:%M}"
        self._put(when, 9, INK)

    def _put(
        self, text: str, points: float, colour: str, *, bold: bool = False, gap: float = 0.0
    ) -> None:
        """A text whose lines stand in the middle."""
        laid = wrap(text, paper_font(points * self._scale, bold=bold), self._width, 1.25)
        for line in range(laid.lines):
            indent = (mm(WIDTH_MM) - laid.layout.lineAt(line).naturalTextWidth()) / 2
            at = QPointF(indent, self.y + line * laid.step)
            self.draws.append(lambda p, line=line, at=at: laid.draw_line(p, line, at, colour))  # type: ignore[misc]
        self.y += laid.height + mm(gap * self._scale)

    def _number(self, number: str, points: float) -> None:
        while (laid := wrap(number, paper_font(points, bold=True), self._width, 1.0)).lines > 1:
            points -= 4
        at = QPointF((mm(WIDTH_MM) - laid.width) / 2, self.y)
        self.draws.append(lambda p: laid.draw(p, at, BLUE))
        self.y += laid.height

    def _qr(self, number: str) -> None:
        box = QRectF(mm((WIDTH_MM - _QR_MM) / 2), self.y, mm(_QR_MM), mm(_QR_MM))
        self.draws.append(lambda p: draw_qr(p, number, box))
        self.y = box.bottom()

    def _rule(self) -> None:
        y = self.y + mm(0.6)
        self.draws.append(lambda p: rule(p, mm(7), y, self._width, RULE, 0.3))
        self.y += mm(1.6)

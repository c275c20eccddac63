"""Lays blocks out on pages from top to bottom: measured first, drawn later on any device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

from desk.papers.variants import draw_line

Draw = Callable[[QPainter], None]
LEADING = 1.45


@dataclass(frozen=True, slots=True)
class Text:
    """A text wrapped to a width. Sizes in layout units."""

    layout: QTextLayout
    step: float  # from line to line
    lines: int
    width: float  # of the longest line

    @property
    def height(self) -> float:
        return self.step * self.lines

    def draw_line(self, painter: QPainter, line: int, at: QPointF, colour: str) -> None:
        """Draw one line with its top at `at`."""
        painter.setPen(QColor(colour))
        row = self.layout.lineAt(line)
        lift = (self.step - row.height()) / 2
        draw_line(painter, self.layout, row, QPointF(at.x(), at.y() + lift))

    def draw(self, painter: QPainter, at: QPointF, colour: str) -> None:
        for line in range(self.lines):
            self.draw_line(painter, line, QPointF(at.x(), at.y() + line * self.step), colour)


def wrap(text: str, font: QFont, width: float, leading: float = LEADING) -> Text:
    """Wrap at places where Japanese and English allow it, inside a word only if nothing else
    fits; nothing is ever cut off."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    longest = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
        longest = max(longest, line.naturalTextWidth())
    layout.endLayout()
    return Text(layout, font.pixelSize() * leading, layout.lineCount(), longest)


@dataclass(slots=True)
class PageFlow:
    """Pages being filled. `top` and `bottom` bound what flows, `later_top` from the second page
    on; y counts downwards."""

    top: float
    bottom: float
    later_top: float
    y: float = 0.0
    pages: list[list[Draw]] = field(default_factory=lambda: [[]])

    def __post_init__(self) -> None:
        self.y = self.top

    @property
    def fresh(self) -> bool:
        """Has nothing flowed onto the present page yet?"""
        return self.y == (self.top if len(self.pages) == 1 else self.later_top)

    def put(self, draw: Draw) -> None:
        """Add a drawing to the present page; it knows its own place."""
        self.pages[-1].append(draw)

    def space(self, height: float) -> None:
        """Leave a gap, except at the top of a page."""
        if not self.fresh:
            self.y += height

    def keep(self, height: float) -> None:
        """Go to the next page unless that much fits on this one."""
        if self.y + height > self.bottom and not self.fresh:
            self.pages.append([])
            self.y = self.later_top

    def text(self, text: Text, x: float, colour: str) -> None:
        """Let a text flow, line by line, onto further pages if it must."""
        for line in range(text.lines):
            self.keep(text.step)
            at = QPointF(x, self.y)
            self.put(lambda p, line=line, at=at: text.draw_line(p, line, at, colour))  # type: ignore[misc]
            self.y += text.step

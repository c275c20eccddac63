"""A4 sheets of the desk: what tally sheet, day report and enrolment sheet are put together from.

Everything is measured first and drawn later (page_flow.py); nothing is ever cut off, a further page
says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from desk.domain.errors import NeedsPerson
from desk.papers.fonts import UNITS_PER_MM, paper_font
from desk.papers.page_flow import Draw, PageFlow, Text, wrap
from desk.papers.slip import BLUE, INK, PANEL, RULE, SOFT, PaperWords

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
MARGIN_MM: Final = 16.0
_FOOT_MM: Final = 13.0
FRAME: Final = "#666666"
STOP: Final = "#a90000"
STOP_GROUND: Final = "#fdeeee"
GOOD: Final = "#115a36"

Pages = Sequence[Sequence[Draw]]


def mm(millimetres: float) -> float:
    """Millimetres in layout units."""
    return millimetres * UNITS_PER_MM


def roomiest(lay_out: Callable[[float], list[list[Draw]]]) -> list[list[Draw]]:
    """The roomiest layout among those with the fewest pages; `lay_out` takes Sheet's `tight`."""
    fewest = lay_out(0.45)
    for tight in (1.3, 1.0, 0.8, 0.6):
        pages = lay_out(tight)
        if len(pages) == len(fewest):
            return pages
    return fewest


def draw_pages(device: QPagedPaintDevice, pages: Pages) -> int:
    """Draw on a PDF writer or printer in full-page mode without margins; returns how many pages.

    Raises NeedsPerson("paper_too_small" | "printer_failed").
    """
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if paper.width() < WIDTH_MM - 1 or paper.height() < HEIGHT_MM - 1:
        raise NeedsPerson("paper_too_small_a4")
    painter = QPainter()
    if not painter.begin(device):
        raise NeedsPerson("printer_failed")
    try:
        scale = device.logicalDpiX() / 25.4 / UNITS_PER_MM
        for index, page in enumerate(pages):
            if index:
                device.newPage()
            painter.resetTransform()
            painter.scale(scale, scale)
            painter.translate(mm((paper.width() - WIDTH_MM) / 2), 0)
            _draw_page(painter, page)
    finally:
        painter.end()
    return len(pages)


def pages_pdf(pages: Pages, title: str) -> bytes:
    """The pages as a PDF in memory; nothing touches the disk."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("Machikado Desk")
    draw_pages(writer, pages)
    return bytes(buffer.data().data())


def pages_image(pages: Pages, width_px: int) -> QImage:
    """The pages as one picture for the screen, below each other."""
    height_px = round(width_px * HEIGHT_MM / WIDTH_MM)
    image = QImage(width_px, height_px * len(pages), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    for index, page in enumerate(pages):
        painter.resetTransform()
        painter.translate(0, index * height_px)
        painter.scale(width_px / mm(WIDTH_MM), width_px / mm(WIDTH_MM))
        _draw_page(painter, page)
        if index:
            rule(painter, 0, 0, mm(WIDTH_MM), RULE, 0.3)
    painter.end()
    return image


def _draw_page(painter: QPainter, page: Sequence[Draw]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for draw in page:
        painter.save()
        draw(painter)
        painter.restore()


def rule(painter: QPainter, x: float, y: float, width: float, colour: str, thick: float) -> None:
    """A horizontal line; `thick` in millimetres."""
    painter.setPen(QPen(QColor(colour), mm(thick)))
    painter.drawLine(QPointF(x, y), QPointF(x + width, y))


def panel(painter: QPainter, box: QRectF, ground: str, edge: str = "", thick: float = 0.3) -> None:
    """A filled box with round corners, and an edge if it is given a colour."""
    painter.setPen(QPen(QColor(edge), mm(thick)) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, mm(1.6), mm(1.6))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its head's code, its share of the width, its side."""

    code: str
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table's cell; `note` below it, small."""

    text: str
    note: str = ""
    bold: bool = False
    colour: str = INK


class Sheet:
    """One A4 paper being laid out."""

    def __init__(self, words: PaperWords, mark: str, tight: float = 1.0) -> None:
        """`mark` says on every page whose paper this is; `tight` multiplies gaps and steps."""
        self.words = words
        self._tight = tight
        self.left = mm(MARGIN_MM)
        self.width = mm(WIDTH_MM - 2 * MARGIN_MM)
        self.flow = PageFlow(mm(12), mm(HEIGHT_MM - _FOOT_MM - 1), later_top=mm(24))
        self._mark = mark

    def gap(self, millimetres: float) -> None:
        """A gap, except at the top of a page."""
        self.flow.space(mm(millimetres * self._tight))

    def say(self, code: str, **facts: object) -> tuple[str, str]:
        return self.words.ja.say(code, **facts), self.words.en.say(code, **facts)

    def title(self, code: str, copy_code: str = "", copy_no: int = 1) -> None:
        """The paper's name; from the second copy on, which one it is."""
        top = self.flow.y
        ja, en = self.say(code)
        if copy_code and copy_no > 1:
            self._copy_mark(copy_code, copy_no, top)
        self.name(ja, en)

    def name(self, ja: str, en: str) -> None:
        """A paper's name at its head, in both languages."""
        title = wrap(ja, paper_font(24, bold=True), self.width, 1.25)
        english = wrap(en, paper_font(10), self.width)
        top, flow = self.flow.y, self.flow
        flow.put(lambda p: title.draw(p, QPointF(self.left, top), INK))
        flow.y += title.height
        room = self.width - title.width - mm(4)
        if title.lines == 1 and english.width <= room:
            beside = QPointF(self.left + title.width + mm(4), top + title.height - mm(7))
            flow.put(lambda p: english.draw(p, beside, SOFT))
        else:
            below = flow.y
            flow.put(lambda p: english.draw(p, QPointF(self.left, below), SOFT))
            flow.y += english.height
        flow.y += mm(1.5)
        line_y = flow.y
        flow.put(lambda p: rule(p, self.left, line_y, self.width, BLUE, 0.8))
        flow.y += mm(4)

    def _copy_mark(self, code: str, copy_no: int, top: float) -> None:
        ja, en = self.say(code, copy_no=copy_no)
        mark = wrap(ja, paper_font(12, bold=True), self.width)
        english = wrap(en, paper_font(8), self.width)
        width = max(mark.width, english.width) + mm(7)
        box = QRectF(self.left + self.width - width, top - mm(2), width, mm(12.5))

        def draw(painter: QPainter) -> None:
            panel(painter, box, "#ffffff", INK, 0.6)
            middle = box.center().x()
            mark.draw(painter, QPointF(middle - mark.width / 2, box.top() + mm(1)), INK)
            below = QPointF(middle - english.width / 2, box.top() + mm(7))
            english.draw(painter, below, SOFT)

        self.flow.put(draw)

    def heading(self, code: str, keep_mm: float = 23, **facts: object) -> None:
        """A heading that never stands alone at the foot of a page."""
        ja, en = self.say(code, **facts)
        heading = wrap(ja, paper_font(13, bold=True), self.width)
        english = wrap(en, paper_font(9), self.width)
        self.gap(4.5)
        self.flow.keep(heading.height + mm(keep_mm))
        y = self.flow.y
        self.flow.put(lambda p: heading.draw(p, QPointF(self.left, y), BLUE))
        lift = heading.height - english.height - mm(0.6)
        beside = QPointF(self.left + heading.width + mm(3), y + lift)
        self.flow.put(lambda p: english.draw(p, beside, SOFT))
        self.flow.y += heading.height + mm(1)

    def paragraph(self, text: str, points: float = 10.5, colour: str = INK) -> None:
        self.flow.text(wrap(text, paper_font(points), self.width), self.left, colour)

    def steps(self, items: Sequence[str], points: float = 10.5) -> None:
        """A numbered list."""
        for number, item in enumerate(items, start=1):
            text = wrap(item, paper_font(points), self.width - mm(9), 1.4)
            self.flow.keep(text.step * min(text.lines, 4))
            y = self.flow.y
            middle = QPointF(self.left + mm(3), y + text.step / 2)
            self.flow.put(lambda p, at=middle, n=number: _number_mark(p, at, n))  # type: ignore[misc]
            self.flow.text(text, self.left + mm(9), INK)
            self.gap(1.2)

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], points: float = 11
    ) -> None:
        """A table whose head stands on every page it goes over to; a row is never parted."""
        if not rows:
            return
        whole = sum(column.share for column in columns)
        widths = [self.width * column.share / whole for column in columns]
        laid = [_Row.of(row, columns, widths, points, self._tight) for row in rows]
        head = self._table_head(columns, widths)
        self.flow.keep(head.height + laid[0].height)
        self._put_row(head, head=True)
        for row in laid:
            if self.flow.y + row.height > self.flow.bottom:
                self.flow.keep(row.height)
                self._put_row(head, head=True)
            self._put_row(row)

    def table_body(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        points: float = 11,
        *,
        framed: bool = False,
    ) -> None:
        """A table without a head: labels and their values. `framed`: with the boxes of a form,
        tall enough to write in where the value is empty."""
        whole = sum(column.share for column in columns)
        widths = [self.width * column.share / whole for column in columns]
        for row in rows:
            laid = _Row.of(row, columns, widths, points, self._tight)
            if framed and not row[-1].text.strip():
                laid = replace(laid, height=max(laid.height, mm(12)))
            self.flow.keep(laid.height)
            self._put_row(laid, label_width=widths[0] if framed else 0)

    def _table_head(self, columns: Sequence[Column], widths: Sequence[float]) -> _Row:
        cells = [
            Cell("", "") if not column.code else Cell(*self.say(column.code), bold=True)
            for column in columns
        ]
        return _Row.of(cells, columns, widths, 9.5)

    def _put_row(self, row: _Row, *, head: bool = False, label_width: float = 0) -> None:
        y = self.flow.y
        box = QRectF(self.left, y, self.width, row.height)

        def draw(painter: QPainter) -> None:
            if head:
                painter.fillRect(box, QColor(PANEL))
            if label_width:
                label = QRectF(self.left, y, label_width, row.height)
                painter.fillRect(label, QColor(PANEL))
                painter.setPen(QPen(QColor(FRAME), mm(0.25)))
                painter.drawRects([label, box])
            row.draw(painter, QPointF(self.left, y))
            if not label_width:
                colour, thick = (INK, 0.3) if head else (RULE, 0.2)
                rule(painter, self.left, box.bottom(), self.width, colour, thick)

        self.flow.put(draw)
        self.flow.y = box.bottom()

    def strong_box(self, head: str, body: Sequence[str]) -> None:
        """What nobody may overlook: a thick edge, also in black and white. Goes on over pages."""
        inner = self.width - mm(12)
        title = wrap(head, paper_font(14, bold=True), inner, 1.3)
        texts = [wrap(each, paper_font(11), inner, 1.45) for each in body]
        self.gap(4)
        self.flow.keep(title.height + mm(16))
        lines = [(title, STOP)] + [(text, INK) for text in texts]
        start = self.flow.y
        self.flow.y += mm(3)
        for text, colour in lines:
            for line in range(text.lines):
                if self.flow.y + text.step + mm(3) > self.flow.bottom:
                    self._close_box(start)
                    self.flow.pages.append([])
                    start = self.flow.y = self.flow.later_top
                    self.flow.y += mm(3)
                at = QPointF(self.left + mm(6), self.flow.y)
                self.flow.put(lambda p, t=text, n=line, at=at, c=colour: t.draw_line(p, n, at, c))  # type: ignore[misc]
                self.flow.y += text.step
            self.flow.y += mm(0.8)
        self.flow.y += mm(2.2)
        self._close_box(start)

    def _close_box(self, start: float) -> None:
        box = QRectF(self.left, start, self.width, self.flow.y - start)
        page = self.flow.pages[-1]
        page.insert(0, lambda p: panel(p, box, STOP_GROUND, STOP, 1.0))

    def signature(self, code: str, name: str, at: str = "") -> None:
        """Who answers for it, with a line to sign on."""
        ja, en = self.say(code)
        label = wrap(ja, paper_font(10), mm(46))
        english = wrap(en, paper_font(8), mm(46))
        room = self.width - mm(48 + 72)
        who = wrap(name, paper_font(12, bold=True), room, 1.3)
        when = wrap(at, paper_font(9), room, 1.3)
        beside = who.lines == 1 and who.width + when.width + mm(4) < room
        texts = max(who.height, when.height) if beside else who.height + when.height
        height = max(mm(13 * self._tight), texts + mm(3), label.height + english.height + mm(2))
        when_at = QPointF(who.width + mm(4), mm(0.8)) if beside else QPointF(0, who.height)
        self.flow.keep(height)
        y, left = self.flow.y, self.left
        line_x = left + self.width - mm(70)
        sign = wrap(self.say("sheet_signature")[0], paper_font(8), mm(20))

        def draw(painter: QPainter) -> None:
            base = y + height - max(texts, label.height + english.height)
            label.draw(painter, QPointF(left, base), INK)
            english.draw(painter, QPointF(left, base + label.height), SOFT)
            who.draw(painter, QPointF(left + mm(48), base), INK)
            when.draw(painter, QPointF(left + mm(48), base) + when_at, SOFT)
            sign.draw(painter, QPointF(line_x, y + height - sign.height - mm(1)), SOFT)
            rule(painter, line_x, y + height - mm(0.6), mm(70), INK, 0.3)

        self.flow.put(draw)
        self.flow.y += height + mm(1)

    def pages(self) -> list[list[Draw]]:
        """The finished pages with their feet; call it once."""
        count = len(self.flow.pages)
        y = mm(HEIGHT_MM - _FOOT_MM)
        for index, page in enumerate(self.flow.pages, start=1):
            text = wrap(f"{self._mark}　{index} / {count}", paper_font(9), self.width)
            at = QPointF(self.left + self.width - text.width, y)
            page.append(lambda p, text=text, at=at: text.draw(p, at, SOFT))  # type: ignore[misc]
            if index > 1:
                page.append(self._draw_continued)
        return self.flow.pages

    def _draw_continued(self, painter: QPainter) -> None:
        ja, en = self.say("sheet_continued")
        head = wrap(ja, paper_font(11, bold=True), self.width)
        english = wrap(en, paper_font(8), self.width)
        mark = wrap(self._mark, paper_font(11, bold=True), self.width)
        at = QPointF(self.left, mm(13))
        head.draw(painter, at, INK)
        english.draw(painter, at + QPointF(head.width + mm(1.5), mm(1)), SOFT)
        mark.draw(painter, at + QPointF(self.width - mark.width, 0), BLUE)
        rule(painter, self.left, at.y() + head.height + mm(1), self.width, BLUE, 0.5)


@dataclass(frozen=True, slots=True)
class _Row:
    """A laid-out row: texts with their place in it."""

    parts: tuple[tuple[Text, QPointF, str], ...]
    height: float

    @classmethod
    def of(
        cls,
        cells: Sequence[Cell],
        columns: Sequence[Column],
        widths: Sequence[float],
        points: float,
        tight: float = 1.0,
    ) -> _Row:
        parts: list[tuple[Text, QPointF, str]] = []
        x, height, beside = 0.0, 0.0, False
        for cell, column, width in zip(cells, columns, widths, strict=True):
            pad = mm(5 if beside and not column.right else 1.6)  # figures keep off the next text
            room, y = width - pad - mm(1.6), mm(1.3 * tight)
            texts = [(wrap(cell.text, paper_font(points, bold=cell.bold), room, 1.35), cell.colour)]
            if cell.note:
                texts.append((wrap(cell.note, paper_font(points * 0.75), room, 1.35), SOFT))
            for text, colour in texts:
                at = x + pad + (room - text.width if column.right else 0)
                parts.append((text, QPointF(at, y), colour))
                y += text.height
            height = max(height, y + mm(1.3 * tight))
            x, beside = x + width, column.right
        return cls(tuple(parts), height)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        for text, at, colour in self.parts:
            text.draw(painter, corner + at, colour)


def _number_mark(painter: QPainter, middle: QPointF, number: int) -> None:
    painter.setPen(QPen(QColor(BLUE), mm(0.3)))
    painter.drawEllipse(middle, mm(2.4), mm(2.4))
    digit = wrap(str(number), paper_font(9, bold=True), mm(6))
    digit.draw(painter, middle - QPointF(digit.width / 2, digit.height / 2), BLUE)

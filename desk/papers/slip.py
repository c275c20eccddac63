"""The applicant's slip (受付控え) on A5: number and QR, route, what happens next, contact.

It shows what ports.Slip holds and nothing else: no form id, PIN or My Number (dom§17.4 item 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
)

from desk.domain.delivery import Route
from desk.domain.errors import NeedsPerson
from desk.papers.fonts import UNITS_PER_MM, paper_font
from desk.papers.page_flow import Draw, PageFlow, Text, wrap
from desk.services.own_code import QUIET_MODULES, qr_modules
from desk.services.ports import Slip, Words

WIDTH_MM: Final = 148.0
HEIGHT_MM: Final = 210.0
_MARGIN_MM: Final = 13.0
_FOOT_MM: Final = 13.0
INK: Final = "#1a1a1a"
SOFT: Final = "#4d4d4d"
RULE: Final = "#b3b3b3"
PANEL: Final = "#f2f2f2"
BLUE: Final = "#00118f"


@dataclass(frozen=True, slots=True)
class PaperWords:
    """The fixed words of a paper in both languages."""

    ja: Words
    en: Words


@dataclass(frozen=True, slots=True)
class _Tone:
    """How a route looks; its icon and words say the same without colour."""

    edge: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How generous a layout is."""

    gap: float  # multiplies the gaps between blocks
    body: float  # points of the lists' text


_SPACINGS: Final = tuple(
    _Spacing(gap, body)
    for gap, body in ((1.6, 10.5), (1.2, 10.0), (1.0, 9.5), (1.0, 9.0), (0.8, 9.0), (0.6, 9.0))
)
"""From the roomiest to the tightest."""
_ONE_SHEET: Final = _Spacing(0.3, 8.5)
"""Still tighter, only where it saves the second sheet."""


_TONES: Final[dict[Route | None, _Tone]] = {
    Route.MAIL: _Tone("#197a4b", "#e6f5ec", "#115a36"),
    Route.COUNTER: _Tone("#c74700", "#ffeee2", "#8b3200"),
    None: _Tone("#666666", "#f2f2f2", "#333333"),
}


def draw_slip(device: QPagedPaintDevice, slip: Slip, words: PaperWords) -> int:
    """Draw the slip on a PDF writer or printer; returns the number of pages.

    The device is in full-page mode with no margins. On larger paper the slip keeps its size, at
    the top in the middle. Raises NeedsPerson("paper_too_small") rather than cutting anything off.
    """
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if paper.width() < WIDTH_MM - 1 or paper.height() < HEIGHT_MM - 1:
        raise NeedsPerson("paper_too_small")
    pages = _lay_out(slip, words)
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
            painter.translate((paper.width() - WIDTH_MM) / 2 * UNITS_PER_MM, 0)
            _draw_page(painter, page)
    finally:
        painter.end()
    return len(pages)


def slip_pdf(slip: Slip, words: PaperWords) -> bytes:
    """The slip as a PDF in memory; nothing touches the disk."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(words.ja.label("paper_slip_title"))
    writer.setCreator("Machikado Desk")
    draw_slip(writer, slip, words)
    return bytes(buffer.data().data())


def slip_image(slip: Slip, words: PaperWords, width_px: int) -> QImage:
    """The slip as a picture for the screen, its pages below each other."""
    pages = _lay_out(slip, words)
    height_px = round(width_px * HEIGHT_MM / WIDTH_MM)
    image = QImage(width_px, height_px * len(pages), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    scale = width_px / (WIDTH_MM * UNITS_PER_MM)
    for index, page in enumerate(pages):
        painter.resetTransform()
        painter.translate(0, index * height_px)
        painter.scale(scale, scale)
        _draw_page(painter, page)
        if index:
            _rule(painter, 0, 0, WIDTH_MM * UNITS_PER_MM, RULE, 0.3)
    painter.end()
    return image


def _draw_page(painter: QPainter, page: Sequence[Draw]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for draw in page:
        painter.save()
        draw(painter)
        painter.restore()


def _mm(millimetres: float) -> float:
    return millimetres * UNITS_PER_MM


@dataclass(frozen=True, slots=True)
class _Detail:
    """A label in both languages and its value."""

    label: Text
    english: Text
    value: Text
    x: float
    value_x: float

    def draw_label(self, painter: QPainter, y: float) -> None:
        lift = (self.value.step - self.label.step) / 2
        self.label.draw(painter, QPointF(self.x, y + lift), SOFT)
        beside = QPointF(self.x + self.label.width + _mm(1.8), y + lift + _mm(0.5))
        self.english.draw(painter, beside, SOFT)


def _lay_out(slip: Slip, words: PaperWords) -> list[list[Draw]]:
    """One page if it can be; else the roomiest layout with the fewest pages."""
    fewest = _Sheet(slip, words, _SPACINGS[-1]).pages()
    if len(fewest) == 2 and len(tight := _Sheet(slip, words, _ONE_SHEET).pages()) == 1:
        return tight
    for spacing in _SPACINGS[:-1]:
        pages = _Sheet(slip, words, spacing).pages()
        if len(pages) == len(fewest):
            return pages
    return fewest


class _Sheet:
    """One slip being laid out."""

    def __init__(self, slip: Slip, words: PaperWords, spacing: _Spacing) -> None:
        self._spacing = spacing
        self._slip = slip
        self._words = words
        self._left = _mm(_MARGIN_MM)
        self._width = _mm(WIDTH_MM - 2 * _MARGIN_MM)
        self._flow = PageFlow(_mm(9), _mm(HEIGHT_MM - _FOOT_MM - 2), later_top=_mm(19))

    def pages(self) -> list[list[Draw]]:
        slip = self._slip
        self._title()
        self._number()
        self._details()
        self._route()
        self._list("paper_slip_next", slip.next_steps, "number")
        self._list("paper_slip_reasons", slip.reasons, "dot")
        if slip.route is Route.MAIL:
            self._list("paper_slip_bring_mail", slip.bring, "dot")
        else:
            self._list("paper_slip_bring_counter", slip.bring, "box")
        self._validity()
        self._contact()
        self._feet()
        return self._flow.pages

    def _gap(self, millimetres: float) -> None:
        self._flow.space(_mm(millimetres * self._spacing.gap))

    def _say(self, code: str, **facts: object) -> tuple[str, str]:
        return self._words.ja.say(code, **facts), self._words.en.say(code, **facts)

    def _title(self) -> None:
        flow, left = self._flow, self._left
        subject = wrap(self._say("paper_slip_subject")[0], paper_font(9), self._width)
        flow.text(subject, left, SOFT)
        ja, en = self._say("paper_slip_title")
        title = wrap(ja, paper_font(22, bold=True), self._width, 1.25)
        english = wrap(en, paper_font(9), self._width)
        y = flow.y
        flow.put(lambda p: title.draw(p, QPointF(left, y), INK))
        beside = QPointF(left + title.width + _mm(3.5), y + title.height - _mm(6.2))
        flow.put(lambda p: english.draw(p, beside, SOFT))
        if self._slip.copy_no > 1 or self._slip.corrected:
            self._copy_mark(y)
        flow.y += title.height + _mm(1.2)
        rule_y = flow.y
        flow.put(lambda p: _rule(p, left, rule_y, self._width, BLUE, 0.7))
        flow.y += _mm(3)

    def _copy_mark(self, y: float) -> None:
        """訂正後 and 再発行: which of several slips is the last one."""
        said = []
        if self._slip.corrected:
            said.append(self._say("paper_slip_corrected"))
        if self._slip.copy_no > 1:
            said.append(self._say("paper_slip_copy", copy_no=self._slip.copy_no))
        ja, en = (" / ".join(words) for words in zip(*said, strict=True))
        size = 11 if len(said) == 1 else 8.5  # both stand beside the title's English
        mark = wrap(ja, paper_font(size, bold=True), self._width)
        english = wrap(en, paper_font(7.5), self._width)
        width = max(mark.width, english.width) + _mm(6)
        box = QRectF(self._left + self._width - width, y - _mm(3), width, _mm(11.5))

        def draw(painter: QPainter) -> None:
            painter.setPen(QPen(QColor(INK), _mm(0.5)))
            painter.drawRoundedRect(box, _mm(1.2), _mm(1.2))
            middle = box.center().x()
            mark.draw(painter, QPointF(middle - mark.width / 2, box.top() + _mm(1)), INK)
            below = QPointF(middle - english.width / 2, box.top() + _mm(6.6))
            english.draw(painter, below, SOFT)

        self._flow.put(draw)

    def _number(self) -> None:
        flow, left, slip = self._flow, self._left, self._slip
        box = QRectF(left, flow.y, self._width, _mm(30))
        room = self._width - _mm(37)
        ja, en = self._say("paper_slip_number")
        label = wrap(ja, paper_font(10, bold=True), room)
        english = wrap(en, paper_font(8), room)
        short = wrap(slip.short_number, _fit(slip.short_number, 33, room), room, 1.1)
        full = wrap(slip.number, paper_font(11), room, 1.35)
        hint = wrap(self._say("paper_slip_number_hint")[0], paper_font(7.5), room)

        code = QRectF(box.right() - _mm(28.5), box.top() + _mm(1.5), _mm(27), _mm(27))

        def draw(painter: QPainter) -> None:
            _panel(painter, box, PANEL)
            x, y = box.left() + _mm(5), box.top() + _mm(2)
            label.draw(painter, QPointF(x, y), INK)
            english.draw(painter, QPointF(x + label.width + _mm(2.5), y + _mm(0.6)), SOFT)
            y += label.height - _mm(0.8)
            short.draw(painter, QPointF(x - _mm(0.4), y), BLUE)
            y += short.height - _mm(0.4)
            full.draw(painter, QPointF(x, y), INK)
            hint.draw(painter, QPointF(x, y + full.height - _mm(0.3)), SOFT)
            draw_qr(painter, slip.number, code)

        flow.put(draw)
        flow.y = box.bottom() + _mm(1.2)

    def _details(self) -> None:
        slip, venue_x = self._slip, _mm(64)
        name = self._say("paper_slip_name_of", name=slip.applicant)[0]
        self._row((self._detail("paper_slip_name", name, 13, 0, self._width, bold=True),))
        on = self._detail("paper_slip_date", self._date(), 10, 0, venue_x)
        beside = self._detail("paper_slip_venue", slip.venue, 10, venue_x, self._width)
        if beside.value.lines == 1:
            self._row((on, beside))
        else:
            below = self._detail("paper_slip_venue", slip.venue, 10, 0, self._width)
            self._row((on,))
            self._row((below,))

    def _detail(
        self, code: str, value: str, points: float, x: float, end: float, *, bold: bool = False
    ) -> _Detail:
        ja, en = self._say(code)
        label = wrap(ja, paper_font(9), _mm(30))
        english = wrap(en, paper_font(7.5), _mm(30))
        value_x = x + max(_mm(20) if x else _mm(25), label.width + english.width + _mm(4))
        room = end - value_x
        text = wrap(value, paper_font(points, bold=bold), room, 1.35)
        return _Detail(label, english, text, self._left + x, self._left + value_x)

    def _row(self, details: Sequence[_Detail]) -> None:
        """One ruled row; only the last detail of a row may be longer than a line."""
        flow, left = self._flow, self._left
        flow.keep(details[-1].value.step + _mm(2))
        flow.y += _mm(0.8)
        y = flow.y
        for each in details:
            flow.put(lambda p, each=each: each.draw_label(p, y))  # type: ignore[misc]
        for each in details[:-1]:
            at = QPointF(each.value_x, y)
            flow.put(lambda p, each=each, at=at: each.value.draw(p, at, INK))  # type: ignore[misc]
        flow.text(details[-1].value, details[-1].value_x, INK)
        flow.y += _mm(0.8)
        rule_y = flow.y
        flow.put(lambda p: _rule(p, left, rule_y, self._width, RULE, 0.2))

    def _date(self) -> str:
        on = self._slip.accepted_on
        weekday = self._words.ja.say("paper_slip_weekdays")[on.weekday()]
        facts = {"year": on.year, "month": on.month, "day": on.day, "weekday": weekday}
        return self._say("paper_slip_date_of", **facts)[0]

    def _route(self) -> None:
        flow, slip = self._flow, self._slip
        tone = _TONES[slip.route]
        kind = "open" if slip.route is None else slip.route.value
        way, english = self._say(f"paper_slip_route_{kind}")
        room = self._width - _mm(31)
        texts = (
            (wrap(slip.headline, paper_font(14, bold=True), room, 1.3), tone.text),
            (wrap(slip.expected, paper_font(10), room), INK),
            (wrap(english, paper_font(8), room), SOFT),
        )
        self._gap(3.2)
        height = max(sum(text.height for text, _ in texts) + _mm(3.6), _mm(20))
        flow.keep(height)
        box = QRectF(self._left, flow.y, self._width, height)
        word = wrap(way, paper_font(11, bold=True), _mm(24))
        flow.put(lambda p: _draw_route(p, box, tone, slip.route, word))
        y = box.center().y() - sum(text.height for text, _ in texts) / 2
        for text, colour in texts:
            at = QPointF(box.left() + _mm(27), y)
            flow.put(lambda p, text=text, at=at, colour=colour: text.draw(p, at, colour))  # type: ignore[misc]
            y += text.height
        flow.y = box.bottom()

    def _heading(self, code: str) -> None:
        flow, left = self._flow, self._left
        ja, en = self._say(code)
        heading = wrap(ja, paper_font(11, bold=True), self._width)
        english = wrap(en, paper_font(8), self._width)
        self._gap(2.6)
        flow.keep(heading.height + _mm(8))
        y = flow.y
        flow.put(lambda p: heading.draw(p, QPointF(left, y), BLUE))
        beside = QPointF(
            left + heading.width + _mm(2.5), y + heading.height - english.height - _mm(0.5)
        )
        flow.put(lambda p: english.draw(p, beside, SOFT))
        flow.y += heading.height + _mm(0.5 * self._spacing.gap)

    def _list(self, code: str, items: Sequence[str], mark: str) -> None:
        if not items:
            return
        self._heading(code)
        for number, item in enumerate(items, start=1):
            text = wrap(item, paper_font(self._spacing.body), self._width - _mm(7), 1.4)
            self._flow.keep(text.step * min(text.lines, 4))
            y = self._flow.y
            middle = QPointF(self._left + _mm(2.4), y + text.step / 2)
            self._flow.put(lambda p, at=middle, n=number: _draw_mark(p, at, mark, n))  # type: ignore[misc]
            self._flow.text(text, self._left + _mm(7), INK)
            self._gap(0.8)

    def _validity(self) -> None:
        """有効期限の目安, small: the card itself will say it."""
        flow, column = self._flow, _mm(25)
        if not self._slip.validity:
            return
        ja, en = self._say("paper_slip_validity")
        label = wrap(ja, paper_font(9, bold=True), column)
        english = wrap(en, paper_font(7.5), column)
        room = self._width - column
        lines = [wrap(line, paper_font(8), room, 1.3) for line in self._slip.validity]
        flow.space(_mm(1.8))
        flow.keep(label.height + english.height)
        y = flow.y
        flow.put(lambda p: label.draw(p, QPointF(self._left, y), BLUE))
        flow.put(lambda p: english.draw(p, QPointF(self._left, y + label.height), SOFT))
        for line in lines:
            flow.text(line, self._left + column, INK)

    def _contact(self) -> None:
        flow, slip = self._flow, self._slip
        if not slip.contact:
            return
        column = _mm(28)
        ja, en = self._say("paper_slip_contact")
        label = wrap(ja, paper_font(9.5, bold=True), column)
        english = wrap(en, paper_font(7.5), column)
        room = self._width - column - _mm(9)
        lines = [wrap(line, paper_font(10.5, bold=True), room, 1.35) for line in slip.contact]
        height = sum(line.height for line in lines) + _mm(4)
        self._gap(3)
        flow.keep(height)
        # On the first page at its foot, where people look for it.
        top = flow.bottom - height if len(flow.pages) == 1 else flow.y
        box = QRectF(self._left, top, self._width, height)

        def draw(painter: QPainter) -> None:
            _panel(painter, box, PANEL)
            at = QPointF(box.left() + _mm(5), box.top() + _mm(2))
            label.draw(painter, at, INK)
            english.draw(painter, at + QPointF(0, label.height - _mm(0.4)), SOFT)
            at += QPointF(column, 0)
            for line in lines:
                line.draw(painter, at, INK)
                at += QPointF(0, line.height)

        flow.put(draw)
        flow.y = box.bottom()

    def _feet(self) -> None:
        ja, en = self._say("paper_slip_keep")
        keep = wrap(ja, paper_font(8), self._width)
        english = wrap(en, paper_font(7), self._width)
        y = _mm(HEIGHT_MM - _FOOT_MM)
        count = len(self._flow.pages)
        for index, page in enumerate(self._flow.pages, start=1):
            mark = wrap(f"{self._slip.number}　{index} / {count}", paper_font(8), self._width)
            right = QPointF(self._left + self._width - mark.width, y)
            page.append(lambda p: keep.draw(p, QPointF(self._left, y), SOFT))
            page.append(lambda p: english.draw(p, QPointF(self._left, y + keep.height), SOFT))
            page.append(lambda p, mark=mark, right=right: mark.draw(p, right, SOFT))  # type: ignore[misc]
            if index > 1:
                page.append(self._draw_continued)

    def _draw_continued(self, painter: QPainter) -> None:
        """The head of every further page: whose it is stays clear when the sheets part."""
        ja, en = self._say("paper_slip_continued")
        head = wrap(ja, paper_font(11, bold=True), self._width)
        english = wrap(en, paper_font(8), self._width)
        number = wrap(self._slip.number, paper_font(11, bold=True), self._width)
        at = QPointF(self._left, _mm(9))
        head.draw(painter, at, INK)
        english.draw(painter, at + QPointF(head.width + _mm(1.5), _mm(1)), SOFT)
        number.draw(painter, at + QPointF(self._width - number.width, 0), BLUE)
        _rule(painter, self._left, at.y() + head.height + _mm(1), self._width, BLUE, 0.5)


def _fit(text: str, points: float, room: float) -> QFont:
    """The largest bold font up to `points` in which the text stays on one line."""
    while wrap(text, paper_font(points, bold=True), room).lines > 1 and points > 12:
        points -= 2
    return paper_font(points, bold=True)


def _rule(painter: QPainter, x: float, y: float, width: float, colour: str, mm: float) -> None:
    painter.setPen(QPen(QColor(colour), _mm(mm)))
    painter.drawLine(QPointF(x, y), QPointF(x + width, y))


def _panel(painter: QPainter, box: QRectF, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, _mm(2), _mm(2))


def _draw_route(
    painter: QPainter, box: QRectF, tone: _Tone, route: Route | None, word: Text
) -> None:
    painter.setPen(QPen(QColor(tone.edge), _mm(0.6)))
    painter.setBrush(QColor(tone.ground))
    painter.drawRoundedRect(box, _mm(2), _mm(2))
    side = _mm(10)
    middle = QPointF(box.left() + _mm(13.5), box.center().y() - _mm(2.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.save()
    painter.translate(middle - QPointF(side / 2, side / 2))
    painter.scale(side / 24, side / 24)
    pen = QPen(QColor(tone.edge), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_ICONS[route]())
    painter.restore()
    word.draw(painter, QPointF(middle.x() - word.width / 2, middle.y() + side / 2), tone.text)


def _lines(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _envelope() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 5, 18, 14), 2, 2)
    _lines(path, (3.6, 6.4), (12, 13), (20.4, 6.4))
    return path


def _office() -> QPainterPath:
    path = QPainterPath()
    _lines(path, (3, 10), (12, 4), (21, 10), (3, 10))
    for x in (6, 10, 14, 18):
        _lines(path, (x, 10), (x, 18))
    _lines(path, (3, 20), (21, 20))
    return path


def _clock() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(3, 3, 18, 18))
    _lines(path, (12, 7), (12, 12), (15.5, 14))
    return path


_ICONS: Final = {Route.MAIL: _envelope, Route.COUNTER: _office, None: _clock}


def _draw_mark(painter: QPainter, middle: QPointF, mark: str, number: int) -> None:
    if mark == "box":
        painter.setPen(QPen(QColor(INK), _mm(0.3)))
        side = _mm(3)
        painter.drawRect(QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side))
    elif mark == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(INK))
        painter.drawEllipse(middle, _mm(0.6), _mm(0.6))
    else:
        painter.setPen(QPen(QColor(BLUE), _mm(0.3)))
        painter.drawEllipse(middle, _mm(2.1), _mm(2.1))
        digit = wrap(str(number), paper_font(8.5, bold=True), _mm(6))
        digit.draw(painter, middle - QPointF(digit.width / 2, digit.height / 2), BLUE)


def draw_qr(painter: QPainter, text: str, box: QRectF) -> None:
    """The QR as rectangles on white, with its quiet zone of four modules inside the box."""
    modules = qr_modules(text)
    side = box.width() / (len(modules) + 2 * QUIET_MODULES)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(box, _mm(1), _mm(1))
    # One path without smoothing: neighbours touch without hairlines.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    path = QPainterPath()
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                corner = box.topLeft() + QPointF(x + QUIET_MODULES, y + QUIET_MODULES) * side
                path.addRect(QRectF(corner.x(), corner.y(), side, side))
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(path, Qt.GlobalColor.black)

"""The verdict strip: not decided, mail or counter, always in view."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desk.domain.delivery import Route
from desk.ui import icons, painting, theme
from desk.ui.announce import announce

HEIGHT_PX: Final = 44
_LOOKS: Final = {
    None: ("dotted-circle", theme.GRAY_50, theme.GRAY_800),
    Route.MAIL: ("mail", theme.GREEN_50, theme.GREEN_900),
    Route.COUNTER: ("counter", theme.ORANGE_50, theme.ORANGE_1000),
}


class VerdictBar(QAbstractButton):
    """`show_verdict(route, title, detail)`; a click (`clicked`) asks for the reasons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._route: Route | None = None
        self._title = self._detail = ""
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def route(self) -> Route | None:
        return self._route

    @property
    def title(self) -> str:
        return self._title

    def show_verdict(self, route: Route | str | None, title: str, detail: str = "") -> None:
        """Also read out by a screen reader when the verdict turns."""
        now = Route(route) if route is not None else None
        turned = (now, title) != (self._route, self._title)
        self._route, self._title, self._detail = now, title, detail
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setToolTip(detail)
        self.update()
        if turned:
            announce(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        mark, ground, ink = _LOOKS[self._route]
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.setPen(QPen(theme.colour(theme.GRAY_300), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        icons.paint_icon(painter, QRectF(20, 10, 24, 24), mark, ink)
        face = theme.font(17, bold=True)
        wide = painting.text_width(self._title, face)
        painting.paint_text(painter, QRectF(54, 0, wide + 2, HEIGHT_PX), self._title, face, ink)
        self._paint_detail(painter, 54 + wide + 12)

    def _paint_detail(self, painter: QPainter, left: float) -> None:
        room = self.width() - left - 12
        if room < 60 or not self._detail:
            return
        face = theme.font(14)
        box = QRectF(left, 0, room, HEIGHT_PX)
        painting.paint_text(painter, box, self._detail, face, theme.GRAY_800, wrap=True)

"""The banner: one bold line and up to two lines of what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk.ui import icons, painting, theme


@dataclass(frozen=True, slots=True)
class _Look:
    icon: str
    edge: str
    ink: str


_LOOKS: Final[dict[str, _Look]] = {
    "ok": _Look("check-circle", theme.GREEN_800, theme.GREEN_900),
    "mail": _Look("mail", theme.GREEN_800, theme.GREEN_900),
    "info": _Look("info", theme.BLUE_900, theme.BLUE_1000),
    "notice": _Look("warning", theme.YELLOW_900, theme.YELLOW_1200),
    "counter": _Look("counter", theme.ORANGE_800, theme.ORANGE_1000),
    "stop": _Look("stop", theme.RED_900, theme.RED_1000),
    "alert": _Look("warning", theme.RED_900, theme.RED_1000),
}
KINDS: Final = tuple(_LOOKS)
_LEFT_PX: Final = 50
_RIGHT_PX: Final = 16


def line(text: str = "", px: float = 16, bold: bool = False, ink: str = theme.GRAY_900) -> QLabel:
    """A label in the theme's type that breaks its lines instead of being cut."""
    made = QLabel(text)
    made.setFont(theme.font(px, bold))
    made.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


class Banner(QWidget):
    """kind: ok and mail green, info blue, notice yellow (may go on), counter orange, stop and
    alert red."""

    def __init__(
        self, kind: str, title: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._button: QWidget | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_LEFT_PX, 8, _RIGHT_PX, 8)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set(kind, title, text)

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def title(self) -> str:
        return self._title

    @property
    def text(self) -> str:
        return self._text

    def set(self, kind: str, title: str, text: str = "") -> None:
        self._kind, self._title, self._text = kind, title, text
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._grow()
        self.update()

    def add_button(self, button: QWidget) -> None:
        """Put what to do next at the banner's right end."""
        self._button = button
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grow()

    def show_button(self, shown: bool) -> None:
        """The button stands there only while there is something to do."""
        if self._button is not None:
            self._button.setVisible(shown)
            self._grow()

    def _shown_button(self) -> QWidget | None:
        return None if self._button is None or self._button.isHidden() else self._button

    # The words are painted, not laid out as labels: their height follows from the width at once.

    def _room(self, width: int) -> float:
        button = self._shown_button()
        taken = 0 if button is None else button.sizeHint().width() + 12
        return max(60, width - _LEFT_PX - _RIGHT_PX - taken)

    def _heights(self, width: int) -> tuple[float, float]:
        room = self._room(width)
        first = painting.wrapped_size(self._title, theme.font(16, bold=True), room).height()
        if not self._text:
            return first, 0
        return first, painting.wrapped_size(self._text, theme.font(14), room).height() + 2

    def heightForWidth(self, width: int) -> int:
        tall = round(sum(self._heights(width))) + 24
        button = self._shown_button()
        return max(tall, 48 if button is None else button.sizeHint().height() + 16)

    def sizeHint(self) -> QSize:
        return QSize(360, self.heightForWidth(self.width() if self.isVisible() else 360))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 48)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = _LOOKS[self._kind]
        box = QRectF(self.rect())
        painting.rounded(painter, box, radius=8, fill=theme.WHITE, edge=look.edge, width=2)
        room = self._room(self.width())
        first, second = self._heights(self.width())
        top = max(12.0, (self.height() - first - second) / 2)
        icons.paint_icon(painter, QRectF(16, top + 1, 24, 24), look.icon, look.edge)
        title = QRectF(_LEFT_PX, top, room, first)
        bold = theme.font(16, bold=True)
        painting.paint_text(painter, title, self._title, bold, look.ink, wrap=True)
        text = QRectF(_LEFT_PX, top + first + 2, room, second)
        plain = theme.font(14)
        painting.paint_text(painter, text, self._text, plain, theme.GRAY_900, wrap=True)

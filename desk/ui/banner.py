"""The banner: one bold line and up to two lines of what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

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
        self._title, self._text = line(title, 16, bold=True), line(text, 14)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(50, 12, 16, 12)
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set(kind, title, text)

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def title(self) -> str:
        return self._title.text()

    def set(self, kind: str, title: str, text: str = "") -> None:
        self._kind = kind
        self._title.setText(title)
        self._title.setStyleSheet(f"color: {_LOOKS[kind].ink}; background: transparent; border: 0;")
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._grow()
        self.update()

    def add_button(self, button: QWidget) -> None:
        """Put what to do next at the banner's right end."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Never clip wrapped words: a layout asks for one line before it knows the width."""
        self.setMinimumHeight(max(0, self._row.totalHeightForWidth(self.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = _LOOKS[self._kind]
        box = QRectF(self.rect())
        painting.rounded(painter, box, radius=8, fill=theme.WHITE, edge=look.edge, width=2)
        icons.paint_icon(painter, QRectF(16, 13, 24, 24), look.icon, look.edge)

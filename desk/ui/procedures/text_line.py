"""A line of text with a small mark before it; its height follows from its width at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui import painting, theme

_LEFT = 20
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class TextLine(QWidget):
    """Painted rather than a label: labels that wrap are squeezed while a page is laid out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        room = max(40, width - _LEFT)
        return round(painting.wrapped_size(self.text, theme.font(16), room).height()) + 2

    def sizeHint(self) -> QSize:
        wide = round(painting.text_width(self.text, theme.font(16))) + _LEFT + 2
        width = self.width() if self.isVisible() else wide
        return QSize(wide, self.heightForWidth(max(1, width)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(10_000))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        face = theme.font(16)
        high = painting.wrapped_size("あ", face, 100).height()
        dot = QRectF(7, high / 2 - 2, 5, 5)
        painting.rounded(painter, dot, radius=2.5, fill=theme.GRAY_700)
        words = box.adjusted(_LEFT, 0, 0, 0)
        painting.paint_text(painter, words, self.text, face, theme.GRAY_900, _TOP, wrap=True)

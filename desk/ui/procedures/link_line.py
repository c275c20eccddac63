"""What is still missing, as a line that leads to its field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desk.ui import icons, painting, theme

_LEFT = 30
_RIGHT = 26


class LinkLine(QAbstractButton):
    """Underlined words that wrap, with a mark before and an arrow behind them; 44 px at least."""

    def __init__(self, text: str, mark: str = "dotted-circle", parent: QWidget | None = None):
        super().__init__(parent)
        self._mark = mark
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        room = max(40, width - _LEFT - _RIGHT)
        tall = painting.wrapped_size(self.text(), theme.font(16), room).height()
        return max(theme.TARGET_PX, round(tall) + 12)

    def sizeHint(self) -> QSize:
        wide = painting.text_width(self.text(), theme.font(16)) + _LEFT + _RIGHT
        width = self.width() if self.isVisible() else round(wide)
        return QSize(round(wide), self.heightForWidth(max(1, width)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.TARGET_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self.underMouse():
            painting.rounded(painter, box, radius=6, fill=theme.BLUE_50)
        middle = box.height() / 2
        icons.paint_icon(painter, QRectF(4, middle - 10, 20, 20), self._mark, theme.GRAY_600)
        face = theme.font(16)
        face.setUnderline(True)
        words = box.adjusted(_LEFT, 0, -_RIGHT, 0)
        painting.paint_text(painter, words, self.text(), face, theme.BLUE_900, wrap=True)
        arrow = QRectF(box.width() - 22, middle - 8, 16, 16)
        icons.paint_icon(painter, arrow, "chevron-right", theme.BLUE_900)

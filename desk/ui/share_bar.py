"""How much of something is done, as a bar; never alone, the figure stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui import painting, theme

HEIGHT_PX = 16


def paint_share(painter: QPainter, box: QRectF, share: float) -> None:
    """The bar in `box`; nothing done yet is an empty one."""
    radius = box.height() / 2
    painting.rounded(painter, box, radius=radius, fill=theme.GRAY_100, edge=theme.GRAY_500)
    if share > 0:
        wide = max(box.height(), box.width() * min(1.0, share))
        done = QRectF(box.left(), box.top(), wide, box.height())
        painting.rounded(painter, done, radius=radius, fill=theme.BLUE_900)


class ShareBar(QWidget):
    """`show_share(0 … 1)`; named for what is under way."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        return self._share

    def show_share(self, share: float) -> None:
        self._share = max(0.0, min(1.0, share))
        self.setAccessibleDescription(f"{percent(self._share)} %")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_share(QPainter(self), QRectF(self.rect()), self._share)


def percent(share: float) -> int:
    """Whole percents; 100 only when all of it is done."""
    return 100 if share >= 1 else min(99, int(share * 100))

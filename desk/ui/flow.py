"""A row of buttons that goes on in a next line where the window is too narrow for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP_PX = 8


class Flow(QWidget):
    """Its height follows from its width and from which of the parts are shown. `right`: they end
    at the right edge; `spread`: the last one alone does, as long as all stand in one line."""

    def __init__(
        self,
        parts: Sequence[QWidget],
        *,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        right: bool = False,
        spread: bool = False,
    ) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self._whole = False
        self._margins, self._right, self._spread = margins, right, spread
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for each in self.parts:
            each.setParent(self)

    def keep_whole(self, whole: bool) -> None:
        """Never narrower than its parts in one row: something else beside it gives way."""
        across = QSizePolicy.Policy.Fixed if whole else QSizePolicy.Policy.Expanding
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(across)
        self.setSizePolicy(policy)
        self._whole = whole

    def refit(self) -> None:
        """A part came, went, or says something else."""
        self.setMinimumHeight(self.heightForWidth(max(1, self.width())))
        self._arrange(self.width())
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        return self._lines(width)[1]

    def sizeHint(self) -> QSize:
        left, _top, right, _foot = self._margins
        wide = sum(each.sizeHint().width() + GAP_PX for each in self._shown()) - GAP_PX
        wide = max(0, wide) + left + right
        width = self.width() if self.width() > 100 else wide
        return QSize(wide, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 0)

    def _shown(self) -> list[QWidget]:
        return [each for each in self.parts if not each.isHidden()]

    def _lines(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        left, top, right, foot = self._margins
        room, x, y, tall = width - left - right, 0, top, 0
        if self._whole:
            room = max(room, sum(each.sizeHint().width() + GAP_PX for each in self._shown()))
        placed: list[tuple[QWidget, QRect]] = []
        for each in self._shown():
            hint = each.sizeHint()
            wide = min(hint.width(), max(room, 1))
            if x and x + wide > room:
                x, y, tall = 0, y + tall + GAP_PX, 0
            placed.append((each, QRect(left + x, y, wide, hint.height())))
            x, tall = x + wide + GAP_PX, max(tall, hint.height())
        return placed, (y + tall + foot if placed else 0)

    def _arrange(self, width: int) -> None:
        placed, _height = self._lines(width)
        shift = 0
        if self._right and placed:
            shift = width - self._margins[2] - max(box.right() for _each, box in placed) - 1
        for each, box in placed:
            tallest = max(other.height() for _e, other in placed if other.top() == box.top())
            across = max(0, shift)
            if self._spread and each is placed[-1][0] and box.top() == placed[0][1].top():
                across = width - self._margins[2] - box.right() - 1
            each.setGeometry(box.translated(across, (tallest - box.height()) // 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.refit()
        return super().event(event)

"""The right side's layout: a column, or picture and rest beside each other where it is low."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QVBoxLayout, QWidget

BESIDE_FROM_PX: Final = 640
"""From this width on the side lies over the body of a narrow window (150 %), wide and low."""
_PICTURE_SHARE: Final = 0.55
_PICTURE_LOW_PX: Final = 150


class SideLayout(QVBoxLayout):
    """Used like QVBoxLayout. Where there is more width than height, the first stretched item (the
    camera's picture) takes the left at full height, and all others stack at its right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContentsMargins(12, 12, 12, 12)
        self.setSpacing(10)

    def _picture(self) -> int | None:
        """Which item the room belongs to."""
        shown = [at for at in range(self.count()) if not self._item(at).isEmpty()]
        return next((at for at in shown if self.stretch(at) > 0), None)

    def _item(self, at: int) -> QLayoutItem:
        item = self.itemAt(at)
        assert item is not None  # noqa: S101 only asked below count()
        return item

    def _beside(self, width: int) -> bool:
        return width >= BESIDE_FROM_PX and self._picture() is not None

    def _rest(self) -> list[QLayoutItem]:
        picture = self._picture()
        found = (self._item(at) for at in range(self.count()) if at != picture)
        return [item for item in found if not item.isEmpty()]

    def _rest_width(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right() - self.spacing()
        return inner - round(inner * _PICTURE_SHARE)

    def _rest_height(self, width: int) -> int:
        rest = self._rest_width(width)
        heights = [_height(item, rest) for item in self._rest()]
        margins = self.contentsMargins()
        gaps = self.spacing() * max(0, len(heights) - 1)
        return sum(heights) + gaps + margins.top() + margins.bottom()

    def _column_height(self, width: int) -> int:
        """The picture at its least, all others at what they need: it is the picture that gives."""
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        picture = self._picture()
        heights = [_height(item, inner) for item in self._rest()]
        if picture is not None:
            heights.append(self._item(picture).minimumSize().height())
        gaps = self.spacing() * max(0, len(heights) - 1)
        return sum(heights) + gaps + margins.top() + margins.bottom()

    # what Qt asks

    def minimumSize(self) -> QSize:
        size = super().minimumSize()
        parent = self.parentWidget()
        if parent is None or self._picture() is None:
            return size
        return QSize(size.width(), self.heightForWidth(parent.width()))

    def heightForWidth(self, width: int) -> int:
        if self._beside(width):
            return max(_PICTURE_LOW_PX, self._rest_height(width))
        if self._picture() is not None:
            return self._column_height(width)
        return super().heightForWidth(width)

    def minimumHeightForWidth(self, width: int) -> int:
        if self._picture() is not None:
            return self.heightForWidth(width)
        return super().minimumHeightForWidth(width)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        picture = self._picture()
        if picture is None:
            return
        room = rect.marginsRemoved(self.contentsMargins())
        if not self._beside(rect.width()):
            self._place_column(room, picture, rect.height() - self._column_height(rect.width()))
            return
        wide = self._rest_width(rect.width())
        most = self._item(picture).maximumSize().height()  # Qt would centre a lower picture
        tall = min(room.height(), most)
        left = QRect(room.left(), room.top(), room.width() - wide - self.spacing(), tall)
        self._item(picture).setGeometry(left)
        self._stack(QRect(left.right() + 1 + self.spacing(), room.top(), wide, room.height()))

    def _place_column(self, room: QRect, picture: int, spare: int) -> None:
        """Qt would shrink buttons as well as the picture in a low window. What is more than the
        picture can use goes to the last one."""
        top = room.top()
        least = self._item(picture).minimumSize().height()
        most = self._item(picture).maximumSize().height()
        tall = min(most, least + max(0, spare))
        rest = max(0, spare) - (tall - least)
        last = max(at for at in range(self.count()) if not self._item(at).isEmpty())
        for at in range(self.count()):
            item = self._item(at)
            if item.isEmpty():
                continue
            high = _height(item, room.width())
            if at == picture:
                high = tall
            elif at == last:
                high += rest
            item.setGeometry(QRect(room.left(), top, room.width(), high))
            top += high + self.spacing()

    def _stack(self, room: QRect) -> None:
        """The others from the top; the last one goes to the foot, where the deed is."""
        items = self._rest()
        top = room.top()
        for item in items:
            high = _height(item, room.width())
            if item is items[-1] and len(items) > 1:
                top = max(top, room.bottom() + 1 - high)
            item.setGeometry(QRect(room.left(), top, room.width(), high))
            top += high + self.spacing()


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return max(item.heightForWidth(width), item.minimumSize().height())
    return max(item.sizeHint().height(), item.minimumSize().height())

"""One picture, 7:9, that knows when it really stood on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui import painting, theme

RATIO: Final = (7, 9)


def box_in(room: QRect) -> QRect:
    """The largest 7:9 in the middle of that room."""
    wide = min(room.width(), room.height() * RATIO[0] // RATIO[1])
    high = min(room.height(), wide * RATIO[1] // RATIO[0])
    box = QRect(0, 0, wide, high)
    box.moveCenter(room.center())
    return box


class PhotoView(QWidget):
    """`show_picture`, `show_words` (there is no picture, in words) or `wait` (it is coming).

    `stands` is True once what was asked for has been painted, and `on_stands` is called at that
    moment; hidden or changed, it must be painted again.
    """

    def __init__(self, name: str, on_stands: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._name, self._on_stands = name, on_stands
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None
        self._words = ""
        self._waits = True
        self.stands = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(56, 72))
        self.setAccessibleName(name)

    @property
    def waits(self) -> bool:
        return self._waits

    @property
    def words(self) -> str:
        """What stands there in place of a picture."""
        return self._words

    @property
    def shows_picture(self) -> bool:
        return self._image is not None

    def show_picture(self, image: QImage) -> None:
        if self._image is not None and image.cacheKey() == self._image.cacheKey():
            return
        self._put(image, "", waits=False)

    def show_words(self, words: str) -> None:
        if self._image is None and not self._waits and words == self._words:
            return
        self._put(None, words, waits=False)

    def wait(self) -> None:
        """The picture is on its way; nothing of another person stays."""
        self._put(None, "", waits=True)

    def _put(self, image: QImage | None, words: str, *, waits: bool) -> None:
        self._image, self._words, self._waits = image, words, waits
        self._scaled = None
        self.stands = False
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 180)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stands = False
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = box_in(self.rect())
        if self._image is None:
            self._paint_words(painter, QRectF(box))
        else:
            painter.drawPixmap(box, self._fitting(box.size()))
            painter.setPen(QPen(theme.colour(theme.GRAY_536), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.end()
        if not self._waits and not self.stands:
            self.stands = True
            self._on_stands()

    def _fitting(self, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixels = (size.toSizeF() * ratio).toSize()
        if self._scaled is None or self._scaled.size() != pixels:
            assert self._image is not None  # noqa: S101 only asked with a picture
            self._scaled = fitting(self._image, pixels)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        painting.rounded(
            painter, box, radius=2, fill=theme.GRAY_50, edge=theme.GRAY_536, dashed=True
        )
        painting.paint_text(
            painter,
            box.adjusted(6, 6, -6, -6),
            self._words,
            theme.font(16 if box.width() > 120 else 14),
            theme.GRAY_900,
            Qt.AlignmentFlag.AlignCenter,
            wrap=True,
        )


def fitting(image: QImage, pixels: QSize) -> QPixmap:
    """The picture in that size; what is not 7:9 keeps its shape on grey."""
    scaled = image.scaled(
        pixels, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    if scaled.size() == pixels:
        return QPixmap.fromImage(scaled)
    made = QPixmap(pixels)
    made.fill(theme.colour(theme.GRAY_100))
    painter = QPainter(made)
    corner = QRect(0, 0, scaled.width(), scaled.height())
    corner.moveCenter(made.rect().center())
    painter.drawImage(corner.topLeft(), scaled)
    painter.end()
    return made

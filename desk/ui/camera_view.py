"""The camera's picture with its guide, its one hint and the previous person in the corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.ui import icons, painting, theme
from desk.ui.announce import announce

_BAR_PX: Final = 14
_LEVELS: Final = {
    "none": ("", ""),
    "info": ("", theme.WHITE),
    "ok": ("check-circle", theme.GREEN_800),
    "warning": ("warning", theme.YELLOW_400),
    "stop": ("stop", theme.RED_900),
}


def to_qimage(picture: NDArray[np.uint8] | QImage) -> QImage:
    """A QImage that owns its pixels, from a BGR array or another QImage."""
    if isinstance(picture, QImage):
        return picture
    height, width = picture.shape[:2]
    rows = np.ascontiguousarray(picture)
    return QImage(rows.data, width, height, 3 * width, QImage.Format.Format_BGR888).copy()


LOW_PX: Final = 280
"""A view lower than this shows the second line of a hint only where something is wrong."""


class CameraView(QWidget):
    """Live or still picture. `overlay`: "qr_frame", "head_guide" or None. `mirrored` turns the
    picture for the eye only; what is kept comes from the frame, not from here. `fit`: "contain"
    shows all of it, "cover" fills the place. `head_box` is the guide's place as parts of the
    picture's height: (top of head, chin) and the 7:9 crop. `set_well` turns the guide green, with
    a check and 「そのまま」; `show_progress` fills a bar over the hint (the countdown)."""

    def __init__(self, parent: QWidget | None = None, *, fit: str = "contain") -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._fit = fit
        self._overlay: str | None = None
        self._mirrored = False
        self._hint = ("", "", "none")
        self._notice = ""
        self._corner: QImage | None = None
        self._corner_words = ""
        self._outline: tuple[tuple[float, float], ...] = ()
        self._well = False
        self._progress: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("カメラの画像"))

    # what to show

    def show_image(self, picture: NDArray[np.uint8] | QImage | None) -> None:
        self._image = None if picture is None else to_qimage(picture)
        self.update()

    def show_hint(self, title: str, text: str = "", level: str = "info") -> None:
        """One hint at a time at the foot; level: info, ok, warning, stop. Empty title: none."""
        if (title, text, level) == self._hint:
            return
        self._hint = (title, text, level)
        self.setAccessibleDescription(self.tr("。").join(part for part in (title, text) if part))
        if title:
            announce(self)
        self.update()

    def show_notice(self, text: str) -> None:
        """What stands in the middle while there is no picture (カメラを準備しています)."""
        self._notice = text
        self.update()

    def show_corner(self, picture: NDArray[np.uint8] | QImage | None, words: str = "") -> None:
        """The previous person's photo in the upper left corner（前の方）."""
        self._corner = None if picture is None else to_qimage(picture)
        self._corner_words = words or self.tr("前の方")
        self.update()

    def show_outline(self, corners: Sequence[tuple[float, float]]) -> None:
        """A green outline in pixels of the picture: the code or the page that was found."""
        self._outline = tuple(corners)
        self.update()

    def set_overlay(self, overlay: str | None) -> None:
        self._overlay = overlay
        self.update()

    def set_well(self, well: bool) -> None:
        """All is well in the guide: say so in colour, shape and word."""
        if well != self._well:
            self._well = well
            self.update()

    @property
    def well(self) -> bool:
        return self._well

    def show_progress(self, part: float | None) -> None:
        """How far the countdown is, 0 to 1; None: there is none."""
        if part != self._progress:
            self._progress = part
            self.update()

    @property
    def progress(self) -> float | None:
        return self._progress

    def set_fit(self, fit: str) -> None:
        """ "cover" fills the room and cuts off what is over; "contain" shows the whole picture."""
        self._fit = fit
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        self._mirrored = mirrored
        self.update()

    @property
    def hint(self) -> tuple[str, str, str]:
        return self._hint

    def sizeHint(self) -> QSize:
        return QSize(376, 376)

    def image_rect(self) -> QRectF:
        """Where the picture stands in the widget (larger than it with fit="cover")."""
        room = QRectF(self.rect())
        if self._image is None or self._image.isNull():
            return room
        mode = (
            Qt.AspectRatioMode.KeepAspectRatioByExpanding
            if self._fit == "cover"
            else Qt.AspectRatioMode.KeepAspectRatio
        )
        size = self._image.size().toSizeF().scaled(room.size(), mode)
        corner = QPointF((room.width() - size.width()) / 2, (room.height() - size.height()) / 2)
        return QRectF(corner, size)

    # paint

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), theme.colour(theme.GRAY_800))
        self._paint_picture(painter)
        if self._image is not None and self._overlay == "qr_frame":
            self._paint_qr_frame(painter)
        if self._image is not None and self._overlay == "head_guide":
            self._paint_head_guide(painter)
        self._paint_outline(painter)
        self._paint_corner(painter)
        self._paint_hint(painter)

    def _paint_picture(self, painter: QPainter) -> None:
        if self._image is None:
            painting.paint_text(
                painter,
                QRectF(self.rect()).adjusted(16, 16, -16, -16),
                self._notice,
                theme.font(16),
                theme.WHITE,
                Qt.AlignmentFlag.AlignCenter,
                wrap=True,
            )
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(self.image_rect(), self._image)
        painter.restore()

    def _guide_room(self) -> QRectF:
        """The part of the widget that shows picture and is free of the hint."""
        return self.image_rect().intersected(QRectF(self.rect()))

    def _paint_qr_frame(self, painter: QPainter) -> None:
        room = self._guide_room()
        side = min(room.width(), room.height()) * 0.62
        box = QRectF(0, 0, side, side)
        box.moveCenter(QPointF(room.center().x(), room.center().y() - room.height() * 0.06))
        arm = side * 0.2
        for width, token in ((8, theme.BLACK), (5, theme.YELLOW_300)):
            painter.setPen(
                QPen(
                    theme.colour(token),
                    width,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.SquareCap,
                    Qt.PenJoinStyle.MiterJoin,
                )
            )
            for x, y, dx, dy in (
                (box.left(), box.top(), arm, arm),
                (box.right(), box.top(), -arm, arm),
                (box.left(), box.bottom(), arm, -arm),
                (box.right(), box.bottom(), -arm, -arm),
            ):
                painter.drawPolyline(
                    QPolygonF([QPointF(x + dx, y), QPointF(x, y), QPointF(x, y + dy)])
                )

    def _paint_head_guide(self, painter: QPainter) -> None:
        """The oval for the head: in the 7:9 photo 34 of 45 mm high, as the official sample."""
        room = self._guide_room()
        high = room.height() * 0.62
        oval = QRectF(0, 0, high * 0.76, high)
        oval.moveCenter(QPointF(room.center().x(), room.top() + room.height() * 0.46))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._well:
            self._paint_well(painter, oval)
            return
        painter.setPen(QPen(theme.colour(theme.BLACK), 5))
        painter.drawEllipse(oval)
        pen = QPen(theme.colour(theme.YELLOW_300), 3)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawEllipse(oval)
        for y in (oval.top(), oval.bottom()):
            for token, width in ((theme.BLACK, 4), (theme.YELLOW_300, 2)):
                painter.setPen(QPen(theme.colour(token), width))
                middle, half = oval.center().x(), high * 0.18
                painter.drawLine(QPointF(middle - half, y), QPointF(middle + half, y))

    def _paint_well(self, painter: QPainter, oval: QRectF) -> None:
        """An unbroken green oval under a check and a word: not by colour alone."""
        for token, width in ((theme.WHITE, 8), (theme.GREEN_800, 5)):
            painter.setPen(QPen(theme.colour(token), width))
            painter.drawEllipse(oval)
        words, face = self.tr("そのまま"), theme.font(16, bold=True)
        wide = painting.text_width(words, face) + 46
        box = QRectF(oval.center().x() - wide / 2, max(8.0, oval.top() - 16), wide, 32)
        painting.rounded(painter, box, radius=8, fill=theme.GREEN_50, edge=theme.GREEN_800, width=2)
        place = QRectF(box.left() + 9, box.center().y() - 10, 20, 20)
        icons.paint_icon(painter, place, "check-circle", theme.GREEN_800)
        place = QRectF(box.left() + 34, box.top(), wide - 40, box.height())
        painting.paint_text(painter, place, words, face, theme.GREEN_900)

    def _paint_outline(self, painter: QPainter) -> None:
        if not self._outline or self._image is None:
            return
        place = self.image_rect()
        scale = place.width() / max(1, self._image.width())
        points = [
            QPointF(place.left() + x * scale, place.top() + y * scale) for x, y in self._outline
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in ((theme.WHITE, 7), (theme.GREEN_800, 4)):
            painter.setPen(QPen(theme.colour(token), width))
            painter.drawPolygon(QPolygonF(points))

    def _paint_corner(self, painter: QPainter) -> None:
        if self._corner is None:
            return
        wide = max(56, min(84, self.width() // 5))
        size = self._corner.size().scaled(wide, wide * 2, Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(10, 10, size.width() + 4, size.height() + 4 + 22)
        painting.rounded(painter, box, radius=4, fill=theme.BLACK, edge=theme.WHITE, width=2)
        painter.drawImage(QRectF(12, 12, size.width(), size.height()), self._corner)
        painting.paint_text(
            painter,
            QRectF(12, 12 + size.height(), size.width(), 20),
            self._corner_words,
            theme.font(14),
            theme.WHITE,
            Qt.AlignmentFlag.AlignCenter,
        )

    def _paint_hint(self, painter: QPainter) -> None:
        title, text, level = self._hint
        if not title:
            return
        if self.height() < LOW_PX and level in ("ok", "info"):
            text = ""  # the face needs the room
        mark, tint = _LEVELS[level]
        left = 44 if mark else 12
        room = self.width() - 24 - left - 12
        bold, plain = theme.font(16, bold=True), theme.font(14)
        first = painting.wrapped_size(title, bold, room).height()
        second = painting.wrapped_size(text, plain, room).height() if text else 0
        bar = 0 if self._progress is None else _BAR_PX + 8
        high = first + second + 14 + bar
        box = QRectF(12, self.height() - 12 - high, self.width() - 24, high)
        painting.rounded(painter, box, radius=6, fill=theme.GRAY_900)
        if mark:
            place = QRectF(box.left() + 12, box.center().y() - bar / 2 - 11, 22, 22)
            tint = theme.WHITE if level in ("ok", "stop") else tint
            icons.paint_icon(painter, place, _hollow(mark), tint)
        words = QRectF(box.left() + left, box.top() + 7, room, first)
        painting.paint_text(painter, words, title, bold, theme.WHITE, wrap=True)
        words = QRectF(box.left() + left, box.top() + 7 + first, room, second)
        painting.paint_text(painter, words, text, plain, theme.WHITE, wrap=True)
        if self._progress is not None:
            self._paint_bar(painter, box, self._progress)

    def _paint_bar(self, painter: QPainter, box: QRectF, part: float) -> None:
        """The countdown: fills from the left; its edge shows how long it will be."""
        room = QRectF(box.left() + 12, box.bottom() - _BAR_PX - 8, box.width() - 24, _BAR_PX)
        painting.rounded(painter, room, radius=6, fill=theme.GRAY_700, edge=theme.WHITE, width=2)
        done = room.adjusted(2, 2, -2, -2)
        done.setWidth(max(8.0, done.width() * part))
        painting.rounded(painter, done, radius=4, fill=theme.YELLOW_300)


def _hollow(mark: str) -> str:
    """The line icon that reads on black where the filled one has white strokes."""
    return {"check-circle": "check", "stop": "close"}.get(mark, mark)

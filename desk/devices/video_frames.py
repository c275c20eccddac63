"""Video frames as arrays: upright, never mirrored, and never too large for the memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QtVideo, QVideoFrame

from desk.devices.camera_formats import LARGEST_PX
from desk.services.ports import Image

_FOUR_BYTES: Final = (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32)


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame as an array, and the size in which it came."""

    image: Image
    width: int
    height: int

    @property
    def shrunk(self) -> bool:
        return self.width * self.height > LARGEST_PX


@lru_cache(maxsize=1)
def opencv() -> ModuleType:
    """OpenCV, which costs 200 ms and is therefore loaded by the thread that needs it first."""
    before = {name: os.environ.get(name) for name in _QT_PATHS}
    import cv2

    for name, value in before.items():  # OpenCV points Qt at its own plugins
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    return cv2


_QT_PATHS: Final = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def bgr_from_image(picture: QImage) -> Image:
    """A copy of a QImage as a BGR array."""
    if picture.format() in _FOUR_BYTES:
        height, width, stride = picture.height(), picture.width(), picture.bytesPerLine()
        rows = np.frombuffer(picture.constBits(), np.uint8).reshape(height, stride // 4, 4)
        # A third of the time of Qt's own way to three bytes.
        cv2 = opencv()
        image: Image = cv2.cvtColor(rows[:, :width], cv2.COLOR_BGRA2BGR)
        return image
    plain = picture.convertToFormat(QImage.Format.Format_BGR888)
    height, width, stride = plain.height(), plain.width(), plain.bytesPerLine()
    bytes_of = np.frombuffer(plain.constBits(), np.uint8).reshape(height, stride)
    return bytes_of[:, : width * 3].reshape(height, width, 3).copy()


def picture_of(frame: QVideoFrame) -> Picture | None:
    """A copy of a video frame, or None if it cannot be read.

    Qt converts, not OpenCV, since only Qt knows the stream's colour range and matrix: skin
    would get another tone. How the buffer lies in memory (surfaceFormat: turned, mirrored,
    bottom up) Qt undoes itself. `rotation` says how to hold the picture upright: done here.
    `mirrored` only asks a preview to look like a mirror: what is kept is what the camera saw.
    """
    native = frame.toImage()
    if native.isNull():
        return None
    width, height = native.width(), native.height()
    image = turned(bgr_from_image(bounded(native)), frame.rotation())
    if frame.rotation() in (QtVideo.Rotation.Clockwise90, QtVideo.Rotation.Clockwise270):
        width, height = height, width
    return Picture(image, width, height)


def bounded(picture: QImage) -> QImage:
    """At most LARGEST_PX: a larger one is shrunk, with its proportions."""
    pixels = picture.width() * picture.height()
    if pixels <= LARGEST_PX:
        return picture
    part = (LARGEST_PX / pixels) ** 0.5
    return picture.scaled(
        max(1, int(picture.width() * part)),
        max(1, int(picture.height() * part)),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def turned(image: Image, rotation: QtVideo.Rotation) -> Image:
    """The picture turned clockwise; no pixel is changed."""
    quarters = rotation.value // 90
    return np.ascontiguousarray(np.rot90(image, -quarters)) if quarters else image

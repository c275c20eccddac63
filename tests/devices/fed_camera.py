"""A camera without hardware: pictures go through Qt's own capture session and video sink."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCameraDevice,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoFrameInput,
)

from desk.devices.camera_formats import PHOTO, Wish
from desk.devices.frame_source import QtCameraSource

TENTH = 100_000_000
BGRX = QVideoFrameFormat.PixelFormat.Format_BGRX8888


def video_frame(image) -> QVideoFrame:
    """A BGR array as a video frame."""
    height, width = image.shape[:2]
    four = np.dstack([image, np.full((height, width, 1), 255, np.uint8)])
    return QVideoFrame(QImage(four.data, width, height, QImage.Format.Format_RGB32).copy())


class FedCamera(QtCameraSource):
    """Opens like a real camera, with plug and socket; only QCamera is replaced by an input."""

    def __init__(self, clock, name="qt", wish: Wish = PHOTO, camera_id="usb-1") -> None:
        super().__init__(clock, camera_id, name, wish=wish)
        self.clock = clock
        self.plugged = True
        self.opened = 0
        self._input: QVideoFrameInput | None = None

    def _find_device(self):
        return QCameraDevice() if self.plugged else None

    def _attach(self, device) -> None:
        self.opened += 1
        self._input = QVideoFrameInput(QVideoFrameFormat(QSize(64, 48), BGRX))
        self.session.setVideoFrameInput(self._input)

    def _detach(self) -> None:
        self.session.setVideoFrameInput(None)
        self._input = None

    def send(self, picture, tenths: float = 1) -> None:
        """A tenth of a second later the camera delivers that picture (array or QVideoFrame)."""
        self.clock.ns += round(tenths * TENTH)
        if self._input is not None:
            frame = picture if isinstance(picture, QVideoFrame) else video_frame(picture)
            self._input.sendVideoFrame(frame)

    def pull(self) -> None:
        self.plugged = False
        self._devices.videoInputsChanged.emit()

    def put_back(self) -> None:
        self.plugged = True
        self._devices.videoInputsChanged.emit()

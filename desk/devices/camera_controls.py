"""Exposure, focus and white balance of a camera, where Qt offers them for it."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtMultimedia import QCamera

DARKEST_EV: Final = -2.0
BRIGHTEST_EV: Final = 2.0
STEP_EV: Final = 0.5
"""Qt does not say which range the device takes: what photographers call usual."""


class Adjustable(Protocol):
    """The part of QCamera that is used here."""

    def supportedFeatures(self) -> QCamera.Feature: ...
    def exposureCompensation(self) -> float: ...
    def setExposureCompensation(self, compensation: float) -> None: ...
    def isExposureModeSupported(self, mode: QCamera.ExposureMode) -> bool: ...
    def setExposureMode(self, mode: QCamera.ExposureMode) -> None: ...
    def isFocusModeSupported(self, mode: QCamera.FocusMode) -> bool: ...
    def setFocusMode(self, mode: QCamera.FocusMode) -> None: ...
    def isWhiteBalanceModeSupported(self, mode: QCamera.WhiteBalanceMode) -> bool: ...
    def setWhiteBalanceMode(self, mode: QCamera.WhiteBalanceMode) -> None: ...


class CameraControls:
    """The controls of one open camera."""

    def __init__(self, camera: Adjustable) -> None:
        self._camera = camera

    @property
    def has_brightness(self) -> bool:
        """Whether 明るさ can be set at all; without it the control is hidden."""
        return bool(self._camera.supportedFeatures() & QCamera.Feature.ExposureCompensation)

    @property
    def brightness(self) -> float:
        return self._camera.exposureCompensation() if self.has_brightness else 0.0

    def set_brightness(self, ev: float) -> float:
        """Within the range; returns what the camera made of it."""
        if self.has_brightness:
            self._camera.setExposureCompensation(min(max(ev, DARKEST_EV), BRIGHTEST_EV))
        return self.brightness

    def let_it_adjust(self) -> None:
        """Everything automatic, whatever another program left behind."""
        exposure, focus = QCamera.ExposureMode.ExposureAuto, QCamera.FocusMode.FocusModeAuto
        white = QCamera.WhiteBalanceMode.WhiteBalanceAuto
        if self._camera.isExposureModeSupported(exposure):
            self._camera.setExposureMode(exposure)
        if self._camera.isFocusModeSupported(focus):
            self._camera.setFocusMode(focus)
        if self._camera.isWhiteBalanceModeSupported(white):
            self._camera.setWhiteBalanceMode(white)

"""Exposure, focus and white balance: only where the camera offers them."""

import pytest
from PySide6.QtMultimedia import QCamera

from desk.devices.camera_controls import CameraControls

NOTHING = QCamera.Feature(0)


class Stub:
    """As a QCamera with or without controls."""

    def __init__(self, features=NOTHING, modes=True):
        self.features, self.modes, self.set, self.ev = features, modes, [], 0.0

    def supportedFeatures(self):
        return self.features

    def exposureCompensation(self):
        return self.ev

    def setExposureCompensation(self, ev):
        self.ev = ev

    def isExposureModeSupported(self, mode):
        return self.modes

    def isFocusModeSupported(self, mode):
        return self.modes

    def isWhiteBalanceModeSupported(self, mode):
        return self.modes

    def setExposureMode(self, mode):
        self.set.append(mode)

    def setFocusMode(self, mode):
        self.set.append(mode)

    def setWhiteBalanceMode(self, mode):
        self.set.append(mode)


def test_without_the_feature_nothing_is_set():
    stub = Stub()
    controls = CameraControls(stub)
    assert not controls.has_brightness
    assert controls.set_brightness(1.0) == 0.0
    assert stub.ev == 0.0


@pytest.mark.parametrize(("wanted", "kept"), [(0.5, 0.5), (9.0, 2.0), (-9.0, -2.0)])
def test_brightness_stays_in_its_range(wanted, kept):
    controls = CameraControls(Stub(QCamera.Feature.ExposureCompensation))
    assert controls.has_brightness
    assert controls.set_brightness(wanted) == kept


def test_the_camera_adjusts_itself_where_it_can():
    stub, bare = Stub(), Stub(modes=False)
    CameraControls(stub).let_it_adjust()
    CameraControls(bare).let_it_adjust()
    assert stub.set == [
        QCamera.ExposureMode.ExposureAuto,
        QCamera.FocusMode.FocusModeAuto,
        QCamera.WhiteBalanceMode.WhiteBalanceAuto,
    ]
    assert bare.set == []


def test_a_real_qcamera_fits_the_face(qtbot):
    controls = CameraControls(QCamera())
    controls.let_it_adjust()
    assert controls.set_brightness(1.0) in (0.0, 1.0)

import pytest

from desk.devices.camera_lease import CameraLeases
from desk.domain.errors import NeedsPerson


def test_a_second_application_is_told_who_has_the_camera():
    leases = CameraLeases()
    first = leases.take("cam", "K3-015")
    with pytest.raises(NeedsPerson) as told:
        leases.take("cam", "K3-016")
    assert told.value.code == "camera_in_use"
    assert told.value.facts == {"holder": "K3-015"}
    assert leases.take("cam", "K3-015") is first
    assert leases.take("other camera", "K3-016").held


def test_release_is_harmless_twice_and_for_a_later_holder():
    leases = CameraLeases()
    first = leases.take("cam", "K3-015")
    first.release()
    with leases.take("cam", "K3-016") as second:
        first.release()
        assert second.held
        assert not first.held
        assert leases.holder("cam") == "K3-016"
    assert leases.holder("cam") is None

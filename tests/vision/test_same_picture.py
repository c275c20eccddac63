"""One picture twice is found however it was changed; different people before one wall are not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from face_fakes import COPIES, booth, face_models, person, portraits

from desk.assets import rule_table
from desk.demo.heads import camera_picture
from desk.services.ports import Image
from desk.vision.one_face import FaceSeeker
from desk.vision.same_picture import Fingerprint, TwinFinder, TwinRules, distance


@pytest.fixture(scope="module")
def seeker() -> FaceSeeker:
    return FaceSeeker(face_models())


@pytest.fixture(scope="module")
def twins(seeker: FaceSeeker) -> TwinFinder:
    return TwinFinder(seeker, TwinRules.parse(rule_table("likeness.toml")))


@pytest.fixture(scope="module")
def booths(samples: Path, seeker: FaceSeeker) -> list[Image]:
    """Different people before the same wall, their eyes at the same place."""
    people = [person(image, seeker) for image in portraits(samples)[3:19]]
    return [booth(who, seed) for seed, who in enumerate(people)]


@pytest.mark.parametrize("change", COPIES)
def test_a_changed_copy_is_the_same_picture(
    twins: TwinFinder, booths: list[Image], change: str
) -> None:
    for image in booths[::5]:
        one, other = twins.fingerprint(image), twins.fingerprint(COPIES[change](image))
        assert twins.is_twin(one, other) == "near"
        assert twins.is_twin(other, one) == "near"


def test_people_of_one_day_before_one_wall_are_not(twins: TwinFinder, booths: list[Image]) -> None:
    taken = [twins.fingerprint(image) for image in booths]
    assert all(each.pattern for each in taken)
    found = {twins.is_twin(one, other) for one, other in combinations(taken, 2)}
    assert found == {""}


def test_the_very_pixels_are_the_same_even_without_a_face(twins: TwinFinder) -> None:
    empty = camera_picture(3, defect="no_one")
    one = twins.fingerprint(empty)
    assert one == Fingerprint(one.sha256)
    assert twins.is_twin(one, twins.fingerprint(empty.copy())) == "same"
    other = empty.copy()
    other[0, 0] ^= 1
    assert twins.is_twin(one, twins.fingerprint(other)) == ""
    assert distance(one, one) == 2.0


def test_distance_grows_from_copy_to_stranger(twins: TwinFinder, booths: list[Image]) -> None:
    one, other = twins.fingerprint(booths[0]), twins.fingerprint(booths[1])
    mirrored = twins.fingerprint(np.ascontiguousarray(booths[0][:, ::-1]))
    assert distance(one, one) == pytest.approx(0, abs=1e-5)
    assert distance(one, mirrored) < 0.1 < distance(one, other)


def test_a_flat_face_does_no_harm(twins: TwinFinder, seeker: FaceSeeker) -> None:
    mesh = seeker.only(camera_picture(3))
    assert mesh is not None
    flat = np.full((720, 1280, 3), 128, np.uint8)
    one = twins.fingerprint_of(flat, mesh)
    assert twins.is_twin(one, twins.fingerprint(camera_picture(3))) == ""

"""Drawn heads pass the face gate, differ, and are the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from desk.demo.heads import camera_picture, look_of
from desk.vision.photo_quality import PhotoEye


@pytest.mark.parametrize("seed", range(0, 200, 23))
def test_every_head_is_one_good_face(eye: PhotoEye, seed: int) -> None:
    check = eye.check(camera_picture(seed))
    assert len(check.faces) == 1
    assert check.faces[0].score > 0.75
    assert check.can_shoot


def test_the_same_seed_draws_the_same_pixels() -> None:
    assert np.array_equal(camera_picture(17), camera_picture(17))


def test_seeds_look_different() -> None:
    assert len({repr(look_of(seed)) for seed in range(200)}) == 200
    one, other = (camera_picture(seed).astype(int) for seed in (2, 4))
    assert np.abs(one - other).mean() > 5


def test_sex_age_and_size_can_be_given(eye: PhotoEye) -> None:
    look = look_of(3, sex="female", age=79)
    assert (look.sex, look.age) == ("female", 79)
    frame = camera_picture(3, (1920, 1080), sex="female", age=8)
    assert frame.shape == (1080, 1920, 3)
    assert eye.check(frame).ok
    portrait = camera_picture(3, (1080, 1920))
    assert portrait.shape == (1920, 1080, 3)


def test_an_unknown_defect_is_refused() -> None:
    with pytest.raises(ValueError, match="hat"):
        camera_picture(1, defect="hat")

"""The stage's eye: drawn heads stand apart from each other, and its middle is still theirs."""

from __future__ import annotations

import numpy as np

from desk.assets import resource
from desk.demo.drawn_eye import DrawnEye, middle_of_the_drawn
from desk.demo.heads import camera_picture


def test_the_kept_middle_is_that_of_the_drawn_heads() -> None:
    kept = np.loadtxt(resource("models", "drawn_middle.txt"), np.float32)
    now = middle_of_the_drawn()
    assert float(kept @ now / np.linalg.norm(kept) / np.linalg.norm(now)) > 0.999


def test_the_same_head_is_alike_and_others_are_not() -> None:
    eye = DrawnEye()
    looks = {seed: eye.look(camera_picture(seed, (960, 540))) for seed in (11, 24, 37, 52)}
    again = eye.look(camera_picture(11, (1280, 720)))
    assert eye.alike(looks[11], again) == "very"
    assert eye.matches(looks[11], again) == "match"
    others = [eye.alike(looks[11], looks[seed]) for seed in (24, 37, 52)]
    assert others == ["", "", ""]

"""Each degradation moves its own measure and gives its own hint; the good originals pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from degradations import (
    DEGRADATIONS,
    Degradation,
    Original,
    as_picture,
    before_a_wall,
    drawn,
    pitch,
    roll,
    yaw,
)
from test_face import read

from desk.vision.photo_quality import PhotoEye

PEOPLE = ("p013", "p021", "p031", "p009", "p033")  # the first four keep their teeth to themselves
SEEDS = (0, 11, 24)
_MEASURED: dict[str, Mapping[str, float]] = {}


@pytest.fixture(scope="module")
def heads(eye: PhotoEye) -> list[Original]:
    return [drawn(eye, seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def people(eye: PhotoEye, samples: Path) -> list[Original]:
    folder = samples / "faces" / "people"
    return [before_a_wall(eye, name, read(folder / f"{name}.jpg")) for name in PEOPLE]


def codes(eye: PhotoEye, image: object) -> set[str]:
    return {finding.code for finding in eye.check(as_picture(image)).findings}


def unspoiled(eye: PhotoEye, original: Original) -> Mapping[str, float]:
    """Measured once: every degradation is compared with it."""
    if original.name not in _MEASURED:
        _MEASURED[original.name] = eye.check(original.frame).measures
    return _MEASURED[original.name]


def told(eye: PhotoEye, originals: list[Original], spoiled: Degradation) -> None:
    moved, hinted = 0, 0
    for original in originals:
        before = unspoiled(eye, original)[spoiled.measure]
        after = eye.check(as_picture(spoiled.spoil(original)))
        value = after.measures.get(spoiled.measure)
        moved += value is None or (value - before) * spoiled.moves > 0
        hinted += not {finding.code for finding in after.findings}.isdisjoint(spoiled.codes)
    assert moved == len(originals)
    assert hinted > len(originals) / 2


@pytest.mark.parametrize("spoiled", DEGRADATIONS, ids=lambda each: each.name)
def test_drawn_heads_spoiled_get_their_own_hint(
    eye: PhotoEye, heads: list[Original], spoiled: Degradation
) -> None:
    told(eye, heads, spoiled)


@pytest.mark.parametrize("spoiled", DEGRADATIONS, ids=lambda each: each.name)
def test_real_people_spoiled_get_their_own_hint(
    eye: PhotoEye, people: list[Original], spoiled: Degradation
) -> None:
    told(eye, people, spoiled)


def test_good_originals_pass(eye: PhotoEye, heads: list[Original]) -> None:
    for original in heads:
        assert eye.check(original.frame).ok, eye.check(original.frame).findings


def test_real_people_before_a_wall_have_only_true_findings(
    eye: PhotoEye, people: list[Original]
) -> None:
    # p031 has high hair and leans: so large, he does not fit the frame. p033 laughs.
    true = {"p031": {"photo_margin"}, "p033": {"teeth_shown", "mouth_open"}}
    for original in people:
        found = codes(eye, original.frame) - true.get(original.name, set())
        assert not found, (original.name, found)


def test_smiles_with_teeth_are_told_and_resting_mouths_are_not(
    eye: PhotoEye, samples: Path
) -> None:
    folder = samples / "faces" / "people"
    for name in ("p001", "p010", "p016", "p018", "p025", "p032", "p036", "p037"):
        assert "teeth_shown" in codes(eye, read(folder / f"{name}.jpg")), name
    for name in ("p009", "p013", "p021", "p024", "p030", "p031", "p038", "p040"):
        found = codes(eye, read(folder / f"{name}.jpg"))
        assert found.isdisjoint({"teeth_shown", "smiling", "mouth_open"}), name


@pytest.mark.parametrize("turn", [-24.0, -12.0, 12.0, 24.0])
def test_pose_follows_the_turn_in_sign_and_about_in_size(
    eye: PhotoEye, people: list[Original], turn: float
) -> None:
    """The skin between the mesh's points is stretched, so ears and hair stay behind: the measure
    may see less than the whole turn, never the other way round."""
    for measure, spoil, least in (
        ("HeadPoseYaw", yaw, 0.45),
        ("HeadPosePitch", pitch, 0.5),
        ("HeadPoseRoll", roll, 0.9),
    ):
        seen = [
            eye.check(as_picture(spoil(each, turn))).measures[measure]
            - unspoiled(eye, each)[measure]
            for each in people
        ]
        share = float(np.median(seen)) / turn
        assert least < share < 1.3, (measure, share)

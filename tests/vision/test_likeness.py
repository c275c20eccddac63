"""Faces compared: a copy of one person against other people, the gate, the zones, the model."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from face_fakes import PRINTED, Person, face_models, passport_cut, person, portraits, scaled, turned

from desk import assets
from desk.assembly import real_look_eye
from desk.assets import model_bytes, rule_table
from desk.demo.heads import camera_picture
from desk.domain.errors import NeedsPerson
from desk.services.ports import Look
from desk.vision.likeness import (
    TEMPLATE,
    FaceMatcher,
    LikenessRules,
    Zones,
    score,
    similarity,
)
from desk.vision.one_face import FaceSeeker

RULES = LikenessRules.parse(rule_table("likeness.toml"))


@pytest.fixture(scope="module")
def seeker() -> FaceSeeker:
    return FaceSeeker(face_models())


@pytest.fixture(scope="module")
def matcher(seeker: FaceSeeker) -> FaceMatcher:
    return FaceMatcher(seeker, model_bytes("face_matcher"), RULES)


@pytest.fixture(scope="module")
def people(samples: Path, seeker: FaceSeeker) -> list[Person]:
    return [person(image, seeker) for image in portraits(samples)[3:23]]


def test_vectors_have_length_one_and_are_repeatable(matcher: FaceMatcher) -> None:
    frame = camera_picture(3)
    first, second = matcher.vector(frame), matcher.vector(frame)
    assert first is not None
    assert second is not None
    assert first.shape == (128,)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert score(first, second) == pytest.approx(1, abs=1e-5)


def test_a_mirror_changes_little_and_a_known_face_is_not_sought_again(
    matcher: FaceMatcher, people: list[Person]
) -> None:
    image = people[0].image
    plain = matcher.vector(image)
    mirrored = matcher.vector(np.ascontiguousarray(image[:, ::-1]))
    assert plain is not None
    assert mirrored is not None
    assert score(plain, mirrored) > 0.95


def test_different_people_are_not_taken_for_each_other(
    matcher: FaceMatcher, people: list[Person]
) -> None:
    vectors = [vector for who in people if (vector := matcher.vector(who.image)) is not None]
    assert len(vectors) == len(people)
    scores = [score(one, other) for one, other in combinations(vectors, 2)]
    assert max(scores) < RULES.crowd.some
    assert {RULES.crowd.degree(each) for each in scores} == {"none"}


@pytest.mark.parametrize("spoil", ["120 px", "120 px, grey, JPEG 40", "240 px, faded"])
def test_a_spoiled_print_of_a_photo_still_matches_it(
    matcher: FaceMatcher, people: list[Person], spoil: str
) -> None:
    """The same photo, spoiled: easier than another photo of that person would be."""
    for who in people[:8]:
        photo = matcher.vector(who.image)
        printed = matcher.vector(PRINTED[spoil](passport_cut(who)))
        assert photo is not None
        assert printed is not None
        assert RULES.document.degree(score(photo, printed)) == "very"


def test_no_vector_without_one_large_clear_face(matcher: FaceMatcher) -> None:
    frame = camera_picture(3)
    faded = (120 + frame // 40).astype(np.uint8)
    for unfit in (
        camera_picture(3, defect="no_one"),
        camera_picture(3, defect="two_heads"),
        scaled(camera_picture(3, defect="too_far"), 0.5),
        faded,
    ):
        assert matcher.vector(unfit) is None


def test_zones_are_half_open_and_in_order() -> None:
    zones = Zones(very=0.5, some=0.35)
    assert [zones.degree(each) for each in (0.5, 0.49, 0.35, 0.34)] == [
        "very",
        "some",
        "some",
        "none",
    ]
    assert RULES.crowd.some > RULES.document.some
    table = dict(rule_table("likeness.toml"))
    with pytest.raises(ValueError, match="zones"):
        LikenessRules.parse({**table, "crowd": {"very": 0.3, "some": 0.4}})


def test_the_similarity_undoes_a_turn() -> None:
    angle, scale = np.radians(31), 2.7
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = TEMPLATE @ matrix.T + (40, -9)
    found = similarity(moved, TEMPLATE)
    assert np.allclose(moved @ found[:, :2].T + found[:, 2], TEMPLATE)


def test_turned_pictures_give_the_same_person(matcher: FaceMatcher, people: list[Person]) -> None:
    for who in people[:4]:
        plain, tilted = matcher.vector(who.image), matcher.vector(turned(who.image, 15))
        assert plain is not None
        assert tilted is not None
        assert score(plain, tilted) > 0.8


def test_bytes_that_are_no_model_are_told_to_a_person(seeker: FaceSeeker) -> None:
    with pytest.raises(NeedsPerson) as caught:
        FaceMatcher(seeker, b"no model at all", RULES)
    assert caught.value.code == "model_damaged"


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_without_the_model_nothing_but_the_comparison_is_missing(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = assets.resource

    def elsewhere(*parts: str) -> Path:
        if parts[-1].endswith(".onnx"):
            if harm == "missing":
                raise NeedsPerson("resource_missing", name=parts[-1])
            (tmp_path / parts[-1]).write_bytes(real(*parts).read_bytes()[:-1] + b"x")
            return tmp_path / parts[-1]
        return real(*parts)

    monkeypatch.setattr(assets, "resource", elsewhere)
    with pytest.raises(NeedsPerson) as caught:
        model_bytes("face_matcher")
    assert caught.value.code == ("model_missing" if harm == "missing" else "model_damaged")
    eye = real_look_eye()
    assert not eye.compares_faces
    look = eye.look(camera_picture(3))
    assert look.vector is None
    assert eye.alike(look, look) == ""
    assert eye.matches(look, look) == ""
    assert eye.twin(look, look)


def test_the_eye_puts_it_all_together(people: list[Person]) -> None:
    eye = real_look_eye()
    first, second = eye.look(people[0].image), eye.look(people[1].image)
    copy = eye.look(scaled(people[0].image, 1.3))
    assert eye.alike(first, copy) == "very"
    assert eye.matches(first, copy) == "match"
    assert eye.twin(first, copy)
    assert eye.alike(first, second) == ""
    assert eye.matches(first, second) == "none"
    assert not eye.twin(first, second)
    assert not eye.twin(Look(None, None), first)

"""The portrait is cut out of the document's picture, upright, and nothing else comes with it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest
from face_fakes import Card, Person, face_models, ink_in, on_table, person, portraits

from desk.assets import load_wording, model_bytes, rule_table
from desk.demo.heads import camera_picture
from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.likeness import FaceMatcher, LikenessRules, score
from desk.vision.load_image import load
from desk.vision.one_face import FaceSeeker
from desk.vision.portrait import PortraitCutter, PortraitRules

CODES = (
    "portrait_none",
    "portrait_several",
    "portrait_small",
    "portrait_glare",
    "portrait_blurred",
)


@pytest.fixture(scope="module")
def seeker() -> FaceSeeker:
    return FaceSeeker(face_models())


@pytest.fixture(scope="module")
def cutter(seeker: FaceSeeker) -> PortraitCutter:
    return PortraitCutter(seeker, PortraitRules.parse(rule_table("likeness.toml")))


@pytest.fixture(scope="module")
def people(samples: Path, seeker: FaceSeeker) -> list[Person]:
    return [person(image, seeker) for image in portraits(samples)[3:]]


def refusal(cutter: PortraitCutter, frame: Image) -> str:
    with pytest.raises(Refused) as caught:
        cutter.cut_portrait(frame)
    return caught.value.code


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("height", [150, 200, 300])
def test_any_way_round_only_the_portrait_is_cut(
    cutter: PortraitCutter, people: list[Person], seeker: FaceSeeker, height: int, turn: int
) -> None:
    for who, tilt in zip(people[(turn + height) // 10 % 7 :: 17], (-12.0, 4.0, 9.0), strict=False):
        frame = on_table((who, Card(portrait_px=height, turn=turn + tilt, place=(0.45, 0.55))))
        assert ink_in(frame) > 500
        found = cutter.cut_portrait(frame)
        cut = load(found.data)
        assert cut.shape == (found.height_px, found.width_px, 3)
        assert ink_in(cut) == 0
        assert found.height_px < height
        assert found.width_px < 0.8 * height + 1
        mesh = seeker.only(cut)
        assert mesh is not None
        left, right = mesh.eyes
        assert abs(right[1] - left[1]) < 0.15 * (right[0] - left[0])


def test_the_cut_portrait_is_that_person(
    cutter: PortraitCutter, people: list[Person], seeker: FaceSeeker
) -> None:
    matcher = FaceMatcher(
        seeker, model_bytes("face_matcher"), LikenessRules.parse(rule_table("likeness.toml"))
    )
    for who, other in zip(people[:3], people[3:6], strict=True):
        found = cutter.cut_portrait(on_table((who, Card(portrait_px=200, turn=94))))
        assert found.usable
        vectors = [matcher.vector(each) for each in (load(found.data), who.image, other.image)]
        cut, photo, stranger = (each for each in vectors if each is not None)
        assert score(cut, photo) > 0.5 > 0.35 > score(cut, stranger)


def test_no_metadata_and_no_pixels_beyond(cutter: PortraitCutter, people: list[Person]) -> None:
    found = cutter.cut_portrait(on_table((people[0], Card())))
    with PIL.Image.open(BytesIO(found.data)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()


def test_a_ghost_image_is_left_alone(cutter: PortraitCutter, people: list[Person]) -> None:
    frame = on_table((people[1], Card(portrait_px=300, ghost=0.5)))
    assert cutter.cut_portrait(frame).eye_distance_px > 50


def test_each_fault_is_told(cutter: PortraitCutter, people: list[Person]) -> None:
    one, other = people[2], people[4]
    two = on_table((one, Card(place=(0.25, 0.5))), (other, Card(place=(0.75, 0.5))))
    assert refusal(cutter, two) == "portrait_several"
    assert refusal(cutter, on_table()) == "portrait_none"
    assert refusal(cutter, camera_picture(3, (1920, 1080), defect="no_one")) == "portrait_none"
    assert refusal(cutter, on_table((one, Card(glare=0.1)))) == "portrait_glare"
    assert refusal(cutter, on_table((one, Card(blur=5.0)))) == "portrait_blurred"


def test_a_portrait_too_small_to_be_seen_is_told(
    cutter: PortraitCutter, people: list[Person]
) -> None:
    """In a 720p picture a portrait of 60 px is found, if at all, with eyes 13 px apart."""
    frame = on_table((people[5], Card(portrait_px=96)))
    small = np.asarray(cv2.resize(frame, None, fx=0.62, fy=0.62, interpolation=cv2.INTER_AREA))
    assert refusal(cutter, small[150:520, 300:900].copy()) == "portrait_small"


def test_a_small_portrait_can_be_looked_at_but_not_compared(
    seeker: FaceSeeker, people: list[Person]
) -> None:
    rules = PortraitRules.parse(rule_table("likeness.toml"))
    frame = on_table((people[0], Card(portrait_px=150)))
    found = PortraitCutter(seeker, rules).cut_portrait(frame)
    assert found.usable
    stricter = PortraitCutter(seeker, replace(rules, usable_eye_distance_px=60.0))
    assert not stricter.cut_portrait(frame).usable
    assert stricter.cut_portrait(frame).data == found.data


def test_every_refusal_has_its_words() -> None:
    for language in ("ja", "en"):
        words = load_wording(language).sentences
        assert all(code in words for code in (*CODES, "likeness_no_model"))

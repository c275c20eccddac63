"""The one-face gate: who is in the picture, on drawn heads and on public portraits."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk.demo.heads import camera_picture
from desk.domain.errors import NeedsPerson
from desk.services.ports import Image
from desk.vision.face import LEFT_EYE, RIGHT_EYE, FaceFinder, FaceMesh, load_net
from desk.vision.photo_quality import PhotoEye, PhotoModels


def read(path: Path) -> Image:
    return np.asarray(cv2.imread(str(path)), np.uint8)


def portraits(samples: Path) -> list[Path]:
    faces = samples / "faces"
    return [*sorted(faces.glob("*.*")), *sorted((faces / "people").glob("*.jpg"))]


@pytest.fixture(scope="module")
def finder(photo_models: PhotoModels) -> FaceFinder:
    return FaceFinder(photo_models.detector)


@pytest.fixture(scope="module")
def mesh(photo_models: PhotoModels) -> FaceMesh:
    return FaceMesh(photo_models.landmark)


def test_each_public_portrait_has_exactly_one_face(samples: Path, eye: PhotoEye) -> None:
    counts = {path.name: len(eye.check(read(path)).faces) for path in portraits(samples)}
    assert len(counts) == 43
    assert set(counts.values()) == {1}


def test_no_form_and_no_blank_picture_has_a_face(samples: Path, eye: PhotoEye) -> None:
    frames = sorted((samples / "frames").glob("*.jpg"))
    assert not [path.name for path in frames if eye.check(read(path)).faces]
    for grey in (0, 127, 255):
        assert not eye.check(np.full((720, 1280, 3), grey, np.uint8)).faces


def test_a_pasted_pair_is_two_faces(samples: Path, eye: PhotoEye) -> None:
    people = [read(path) for path in sorted((samples / "faces" / "people").glob("*.jpg"))[:16]]
    for one, other in zip(people[::2], people[1::2], strict=True):
        pair = np.full((720, 1280, 3), 200, np.uint8)
        for left, person in ((100, one), (700, other)):
            pair[60 : 60 + person.shape[0], left : left + person.shape[1]] = person
        check = eye.check(pair)
        assert len(check.faces) == 2
        assert not check.can_shoot
        assert check.findings[0].code == "many_faces"


@pytest.mark.parametrize("height", [120, 300, 720, 2160])
def test_the_face_is_found_in_every_size_of_frame(finder: FaceFinder, height: int) -> None:
    frame = camera_picture(3)
    resized = np.asarray(cv2.resize(frame, (height * 16 // 9, height)), np.uint8)
    (face,) = finder.find(resized)
    assert 0.3 < face.height / height < 0.9


def test_a_face_that_fills_the_picture_is_found(finder: FaceFinder) -> None:
    frame = camera_picture(5)
    face = finder.find(frame)[0]
    x, y = max(0, int(face.x)), max(0, int(face.y))
    close = frame[y : y + int(face.height), x : x + int(face.width)]
    assert len(finder.find(np.ascontiguousarray(close))) == 1


def test_points_lie_on_the_face_and_the_left_eye_is_left(
    finder: FaceFinder, mesh: FaceMesh
) -> None:
    frame = camera_picture(7)
    face = finder.find(frame)[0]
    found = mesh.fit(frame, face)
    assert found is not None
    assert found.points.shape == (468, 3)
    left, right = found.eyes
    assert left[0] < right[0]
    assert np.allclose(left, face.points[0], atol=0.1 * face.width)
    assert np.allclose(right, face.points[1], atol=0.1 * face.width)


def test_the_mesh_turns_with_the_head(finder: FaceFinder, mesh: FaceMesh) -> None:
    frame = camera_picture(7)
    for angle in (-20, 20):
        turn = cv2.getRotationMatrix2D((640, 360), -angle, 1)
        tilted = np.asarray(
            cv2.warpAffine(frame, turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )
        found = mesh.fit(tilted, finder.find(tilted)[0])
        assert found is not None
        across = found.points[RIGHT_EYE[1], :2] - found.points[LEFT_EYE[0], :2]
        assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(angle, abs=3)


def test_a_damaged_model_is_named_and_the_environment_stays_as_it_was() -> None:
    before = dict(os.environ)
    with pytest.raises(NeedsPerson) as refusal:
        load_net(b"no model at all")
    assert refusal.value.code == "model_damaged"
    assert dict(os.environ) == before

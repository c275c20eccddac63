"""Whether two pictures may show the same person: a hint for people, never a decision.

SFace (OpenCV Zoo) turns an aligned face into 128 numbers; two of them are compared by their
cosine. The numbers are personal data of a special kind: they live in memory only and are never
written anywhere. The comparison is optional and has a switch. What is known, and what is not, about
how often it errs stands beside each limit in resources/rules/likeness.toml. It does not notice a
photograph held before the camera (desk/vision/recapture.py looks for that); siblings and twins are
expected to look alike to it, and so are all heads that desk/demo draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.domain.errors import NeedsPerson
from desk.services.ports import FaceBox, Image
from desk.vision.face import Mesh, as_image
from desk.vision.one_face import FaceSeeker

Vector = NDArray[np.float32]
Floats = NDArray[np.float64]
Degree = Literal["very", "some", "none"]

# FaceMesh points: eye corners, tip of the nose, corners of the mouth; left as in the picture.
NOSE, MOUTH = 1, (61, 291)
# Where ArcFace, and so SFace, wants the five points in its 112 x 112 picture.
CHIP_PX = 112
TEMPLATE = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ]
)
INPUT = "data"  # OpenCV's new engine finds this file's input by its name only
TIDY_BLUR = 0.8  # undoes print screen and noise, on both sides alike


@dataclass(frozen=True, slots=True)
class Zones:
    """From which score on two faces are called alike."""

    very: float
    some: float

    def degree(self, score: float) -> Degree:
        if score >= self.very:
            return "very"
        return "some" if score >= self.some else "none"


@dataclass(frozen=True, slots=True)
class LikenessRules:
    """resources/rules/likeness.toml: `document` for the ID portrait against the photo, `crowd`
    for a photo against those of many others."""

    min_eye_distance_px: float
    min_contrast: float
    document: Zones
    crowd: Zones

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> LikenessRules:
        """From the TOML table. Raises KeyError or ValueError for a wrong file, which is ours."""
        face = table["face"]
        return cls(
            float(face["min_eye_distance_px"]),
            float(face["min_contrast"]),
            _zones(table["document"]),
            _zones(table["crowd"]),
        )


def _zones(row: Mapping[str, Any]) -> Zones:
    zones = Zones(float(row["very"]), float(row["some"]))
    if not -1 < zones.some < zones.very < 1:
        raise ValueError("likeness zones")
    return zones


class FaceMatcher:
    """Compares faces. One object serves one thread: its network keeps state."""

    def __init__(self, seeker: FaceSeeker, model: bytes, rules: LikenessRules) -> None:
        """Raises NeedsPerson("model_damaged") if the bytes are no model."""
        self._seeker = seeker
        self._net = _load(model)
        self.rules = rules

    def vector(self, image: Image, face: FaceBox | None = None) -> Vector | None:
        """128 numbers of length 1; None unless there is exactly one near face, large and clear
        enough to be compared. With `face`, that face is taken and none is looked for."""
        mesh = self._seeker.only(image, face)
        return None if mesh is None else self.vector_of(image, mesh)

    def vector_of(self, image: Image, mesh: Mesh) -> Vector | None:
        """The same of a face that was found already."""
        if eye_distance(mesh) < self.rules.min_eye_distance_px:
            return None
        chip = _chip(image, five_points(mesh))
        low, high = np.percentile(chip, (1, 99))
        if high - low < self.rules.min_contrast:
            return None
        tidied = _stretched(chip, float(low), float(high))
        both = self._forward(tidied) + self._forward(tidied[:, ::-1])
        return np.asarray(both / max(float(np.linalg.norm(both)), 1e-9), np.float32)

    def _forward(self, chip: NDArray[np.float32]) -> Vector:
        blob = np.ascontiguousarray(chip[:, :, ::-1].transpose(2, 0, 1)[None])  # RGB, 0 to 255
        self._net.setInput(blob, INPUT)
        return np.asarray(self._net.forward(), np.float32).ravel()


def score(one: Vector, other: Vector) -> float:
    """Cosine, -1 to 1: higher is more alike."""
    return float(one @ other)


def eye_distance(mesh: Mesh) -> float:
    """Pixels between the centres of the eyes."""
    left, right = mesh.eyes
    return float(np.linalg.norm(right - left))


def five_points(mesh: Mesh) -> Floats:
    """The eye that is left in the picture, the right one, nose, corners of the mouth."""
    flat = mesh.points[:, :2].astype(np.float64)
    return np.array([*mesh.eyes, flat[NOSE], flat[MOUTH[0]], flat[MOUTH[1]]])


def similarity(source: Floats, target: Floats) -> Floats:
    """The 2x3 turn, scale and shift that brings points nearest to others (least squares; OpenCV's
    own estimate drops points by lot)."""
    from_mean, to_mean = source.mean(axis=0), target.mean(axis=0)
    away, goal = source - from_mean, target - to_mean
    left, strength, right = np.linalg.svd(goal.T @ away / len(source))
    sign = np.array([1.0, np.sign(np.linalg.det(left @ right))])
    turn = (left * sign) @ right
    scale = float(strength @ sign) / max(float(away.var(axis=0).sum()), 1e-9)
    return np.column_stack([scale * turn, to_mean - scale * turn @ from_mean])


def _chip(image: Image, points: Floats) -> NDArray[np.float32]:
    """The face as the network wants it, softened."""
    matrix = similarity(points, TEMPLATE)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale < 0.6:  # thin out first, or fine patterns would flicker
        factor = scale * 1.4
        thin = as_image(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        by = np.array([thin.shape[1] / image.shape[1], thin.shape[0] / image.shape[0]])
        matrix = similarity((points + 0.5) * by - 0.5, TEMPLATE)
        image = thin
    chip = cv2.warpAffine(image, matrix, (CHIP_PX, CHIP_PX), flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.GaussianBlur(chip, (0, 0), TIDY_BLUR), np.float32)


def _stretched(chip: NDArray[np.float32], low: float, high: float) -> NDArray[np.float32]:
    return np.asarray(np.clip((chip - low) * (255 / (high - low)), 0, 255), np.float32)


def _load(model: bytes) -> cv2.dnn.Net:
    """From memory: a path may hold characters that OpenCV cannot open on Windows."""
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    except cv2.error as error:
        raise NeedsPerson("model_damaged", name="face_matcher") from error

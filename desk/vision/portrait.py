"""Cuts the portrait, and nothing else, out of a document camera's picture of an identity document.

What is kept reaches from about the crown to just under the chin and a little past the cheeks: no
number, name or other print of the document is in it, and the frame itself is dropped here. A card
may lie any way round. A smaller second portrait (the ghost image of some documents) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.crop import Head, upright_view
from desk.vision.face import Mesh, as_image
from desk.vision.one_face import FaceSeeker, eye_head

Floats = NDArray[np.float64]

TURNS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
TILE_STEP = 0.4  # of the short side: squares that overlap by more than a portrait
MAX_ROLL_DEG = 46.0  # beyond, another turn of the frame fits better
# The mesh lies down on a face that stands on its head, and is sure of it; the detector is not:
# upright 0.91 or more, any other way 0.78 or less (drawn cards). Above this no turn is left to try.
SURE = 0.88
CHEEKS = (234, 454)  # FaceMesh points at the ears
LIGHT_UNIT_PX = 60.0
QUALITY = 95


@dataclass(frozen=True, slots=True)
class PortraitRules:
    """resources/rules/likeness.toml, [portrait]."""

    least_eye_distance_px: float
    usable_eye_distance_px: float
    ghost_share: float
    width_by_face: float
    above_eyes: float
    below_eyes: float
    white_from: int
    max_glare: float
    min_sharpness: float

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> PortraitRules:
        """From the TOML table. Raises KeyError for a wrong file, which is ours."""
        row = table["portrait"]
        values = {name: row[name] for name in cls.__dataclass_fields__}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Portrait:
    """The cut portrait, upright. `usable`: large enough to be compared by the matcher; if not,
    people can still look at it."""

    data: bytes
    width_px: int
    height_px: int
    eye_distance_px: float
    usable: bool


class PortraitCutter:
    """Finds and cuts the portrait. One thread at a time; may take most of a second."""

    def __init__(self, seeker: FaceSeeker, rules: PortraitRules) -> None:
        self._seeker = seeker
        self._rules = rules

    def cut_portrait(self, frame: Image) -> Portrait:
        """Raises Refused: portrait_none, portrait_several, portrait_small, portrait_blurred,
        portrait_glare."""
        image, mesh = self._find(frame)
        head = eye_head(mesh)
        if head.eye_distance < self._rules.least_eye_distance_px:
            raise Refused("portrait_small")
        self._refuse_unclear(image, head)
        face_width = float(np.linalg.norm(np.diff(mesh.points[list(CHEEKS), :2], axis=0)))
        piece = _piece(image, head, face_width, self._rules)
        _, data = cv2.imencode(".jpg", piece, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        apart = round(head.eye_distance, 1)
        usable = head.eye_distance >= self._rules.usable_eye_distance_px
        return Portrait(data.tobytes(), piece.shape[1], piece.shape[0], apart, usable)

    def _find(self, frame: Image) -> tuple[Image, Mesh]:
        """The frame turned so that the face is about upright, and the face's mesh."""
        found: list[_Found] = []
        for turn in TURNS:
            image = frame if turn is None else as_image(cv2.rotate(frame, turn))
            for score, mesh in self._upright(image):
                middle = _middle(frame.shape, turn, mesh)
                found.append(_Found(image, mesh, score, middle, eye_head(mesh).eye_to_chin))
            if any(face.score > SURE for face in found):
                break
        faces = _distinct(found)
        if not faces:
            raise Refused("portrait_none")
        largest = max(faces, key=lambda face: face.size)
        rivals = [face for face in faces if face.size > self._rules.ghost_share * largest.size]
        if len(rivals) > 1:
            raise Refused("portrait_several")
        return largest.image, largest.mesh

    def _upright(self, image: Image) -> Iterator[tuple[float, Mesh]]:
        """Faces that stand about upright, in overlapping parts of the picture."""
        for part, corner in _parts(image):
            for box, mesh in self._seeker.faces(part, filling=False):
                if abs(eye_head(mesh).roll_deg) <= MAX_ROLL_DEG:
                    shift = np.array([*corner, 0], np.float32)
                    yield box.score, Mesh(mesh.points + shift, mesh.score)

    def _refuse_unclear(self, image: Image, head: Head) -> None:
        sharpness, glare = clearness(image, head, self._rules.white_from)
        if glare > self._rules.max_glare:
            raise Refused("portrait_glare")
        if sharpness < self._rules.min_sharpness:
            raise Refused("portrait_blurred")


@dataclass(frozen=True, slots=True)
class _Found:
    """A face seen in one of the four turns; `middle` and `size` (eyes to chin) are in
    the frame's pixels, `score` is the detector's."""

    image: Image
    mesh: Mesh
    score: float
    middle: Floats
    size: float


def clearness(image: Image, head: Head, white_from: int) -> tuple[float, float]:
    """Fine detail of the inner face against its forms, and the share of it that is white."""
    unit = LIGHT_UNIT_PX
    view = upright_view(image, head, unit, left=0.48, right=0.48, above=0.3, below=0.8)
    grey = as_image(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY))
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    fine, forms = (soft - cv2.GaussianBlur(soft, (0, 0), sigma) for sigma in (1.6, 6.0))
    detail = float(fine.std()) / max(2.0, float(forms.std()))
    return detail, float((grey >= white_from).mean())


def _piece(image: Image, head: Head, face_width: float, rules: PortraitRules) -> Image:
    """The portrait at the size it has in the frame."""
    half = face_width * rules.width_by_face / 2 / head.eye_to_chin
    return upright_view(
        image,
        head,
        head.eye_to_chin,
        left=half,
        right=half,
        above=rules.above_eyes,
        below=rules.below_eyes,
    )


def _parts(image: Image) -> Iterator[tuple[Image, tuple[int, int]]]:
    """Overlapping squares: in the whole frame a portrait is a speck to the detector."""
    height, width = image.shape[:2]
    side = min(height, width)
    for top in _starts(height, side):
        for left in _starts(width, side):
            part = image[top : top + side, left : left + side]
            yield np.ascontiguousarray(part), (left, top)


def _starts(length: int, side: int) -> list[int]:
    last = length - side
    return sorted({*range(0, last, max(1, int(TILE_STEP * side))), last})


def _middle(shape: tuple[int, ...], turn: int | None, mesh: Mesh) -> Floats:
    """The face's middle in the frame as it was before the turn."""
    x, y = (float(v) for v in mesh.points[:, :2].mean(axis=0))
    height, width = shape[:2]
    if turn == cv2.ROTATE_90_CLOCKWISE:
        return np.array([y, height - 1 - x])
    if turn == cv2.ROTATE_180:
        return np.array([width - 1 - x, height - 1 - y])
    if turn == cv2.ROTATE_90_COUNTERCLOCKWISE:
        return np.array([width - 1 - y, x])
    return np.array([x, y])


def _distinct(found: list[_Found]) -> list[_Found]:
    """One of each face, as the detector was surest of it."""
    best: list[_Found] = []
    for face in sorted(found, key=lambda each: -each.score):
        apart = [float(np.linalg.norm(face.middle - other.middle)) for other in best]
        if all(gap > max(face.size, other.size) for gap, other in zip(apart, best, strict=True)):
            best.append(face)
    return best

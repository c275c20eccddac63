"""Whether two photos are one and the same picture: a file twice, or a copy of it.

Found, by measure (tests/bench/bench_faces.py): the same pixels; the picture saved again, scaled,
made 15 % lighter or darker, grey, noisy or soft, mirrored, cut a little closer, turned by three
degrees; and a flat print of it photographed from slightly aside. Not found: a picture without
exactly one face (only its very pixels are compared then), a copy of which much of the face is
covered, a print seen steeply from the side or bent. Two separate shots of one person are not one
picture: that is what desk/vision/likeness.py is for.

The face alone is compared, not the wall: at a booth all pictures have the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import FaceBox, Image
from desk.vision.crop import Head, upright_view
from desk.vision.face import Mesh, as_image
from desk.vision.one_face import FaceSeeker, eye_head

Floats = NDArray[np.float32]
Twin = Literal["same", "near", ""]

# All in eye-to-chin distances around the eyes; the face without hair, collar and wall.
SIDE, ABOVE, BELOW = 0.75, 0.6, 1.05
UNIT_PX = 68.0  # 102 x 112 pixels of face
COARSE = (16, 16)
# Colours of the whole head with collar, as far as a finished photo reaches.
COLOUR_SIDE, COLOUR_ABOVE, COLOUR_BELOW = 1.0, 1.22, 1.38
COLOUR_UNIT_PX = 20.0
COLOURS = (4, 8)
GREY_BELOW = 2.0  # Lab units: a picture whose colours spread less has none to compare
EDGE_PX = 6  # where the smoothing sees beyond the chip


@dataclass(frozen=True, slots=True)
class TwinRules:
    """resources/rules/likeness.toml, [same_picture]."""

    coarse: float
    fine: float
    tone: float
    hue: float

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> TwinRules:
        """From the TOML table. Raises KeyError for a wrong file, which is ours."""
        row = table["same_picture"]
        return cls(*(float(row[name]) for name in ("coarse", "fine", "tone", "hue")))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a picture is compared by: in memory only, since it holds a small face.

    `sha256` is of the pixels. The rest is empty for a picture without exactly one face.
    """

    sha256: str
    pattern: bytes = b""  # coarse light and dark of the face
    mirrored: bytes = b""  # the same of the picture in a mirror
    face: bytes = b""  # the small grey face
    mirrored_face: bytes = b""
    colours: bytes = b""


class TwinFinder:
    """Takes fingerprints and compares them. One thread at a time: the networks keep state."""

    def __init__(self, seeker: FaceSeeker, rules: TwinRules) -> None:
        self._seeker = seeker
        self._rules = rules

    def fingerprint(self, image: Image, face: FaceBox | None = None) -> Fingerprint:
        """Of a frame or a finished photo; compare like with like."""
        return self.fingerprint_of(image, self._seeker.only(image, face))

    def fingerprint_of(self, image: Image, mesh: Mesh | None) -> Fingerprint:
        """The same of a face that was found already, or of a picture without one."""
        sha256 = hashlib.sha256(image.tobytes()).hexdigest()
        mirror = np.ascontiguousarray(image[:, ::-1])
        turned = None if mesh is None else self._seeker.only(mirror)
        if mesh is None or turned is None:
            return Fingerprint(sha256)
        plain, mirrored = _small_face(image, eye_head(mesh)), _small_face(mirror, eye_head(turned))
        return Fingerprint(
            sha256,
            _pattern(plain).tobytes(),
            _pattern(mirrored).tobytes(),
            plain.tobytes(),
            mirrored.tobytes(),
            _colours(image, eye_head(mesh)).tobytes(),
        )

    def is_twin(self, one: Fingerprint, other: Fingerprint) -> Twin:
        """ "same": the very pixels. "near": the same picture, changed. "": another picture."""
        if one.sha256 == other.sha256:
            return "same"
        if not one.pattern or not other.pattern:
            return ""
        rules = self._rules
        tone, hue = _colour_likeness(one, other)
        if distance(one, other) > 1 - rules.coarse or tone < rules.tone or hue < rules.hue:
            return ""
        return "near" if _fine_likeness(one, other) >= rules.fine else ""


def distance(one: Fingerprint, other: Fingerprint) -> float:
    """How far two faces' coarse patterns are apart, 0 to 2, mirrored or not; quick, some 20 us.
    2 where one of them has none."""
    if not one.pattern or not other.pattern:
        return 2.0
    return 1.0 - max(_cosines(one, other))


def _cosines(one: Fingerprint, other: Fingerprint) -> tuple[float, float]:
    """Of the patterns as they are, and with the first in a mirror."""
    goal = np.frombuffer(other.pattern, np.float32)
    plain, mirrored = (np.frombuffer(p, np.float32) for p in (one.pattern, one.mirrored))
    return float(plain @ goal), float(mirrored @ goal)


def _small_face(image: Image, head: Head) -> NDArray[np.uint8]:
    view = upright_view(image, head, UNIT_PX, left=SIDE, right=SIDE, above=ABOVE, below=BELOW)
    return as_image(cv2.GaussianBlur(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), (0, 0), 0.7))


def _pattern(face: NDArray[np.uint8]) -> Floats:
    """Lighter or darker than around, evened out: 16 x 16, mean 0, length 1."""
    soft = cv2.GaussianBlur(face, (0, 0), 2.1).astype(np.float32)
    away = soft - cv2.GaussianBlur(soft, (0, 0), 10.5)
    even = away / (np.sqrt(cv2.GaussianBlur(away * away, (0, 0), 10.5)) + 3)
    small = np.asarray(cv2.resize(even, COARSE, interpolation=cv2.INTER_AREA), np.float32)
    small = small - small.mean()
    return np.asarray(small / max(float(np.linalg.norm(small)), 1e-6), np.float32)


def _colours(image: Image, head: Head) -> Floats:
    """Lab colours of head and collar, both sides averaged so that a mirror changes nothing."""
    view = upright_view(
        image,
        head,
        COLOUR_UNIT_PX,
        left=COLOUR_SIDE,
        right=COLOUR_SIDE,
        above=COLOUR_ABOVE,
        below=COLOUR_BELOW,
    )
    lab = cv2.cvtColor(view.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    half = lab.shape[1] // 2
    both = (lab[:, :half][:, ::-1] + lab[:, -half:]) / 2
    return np.asarray(cv2.resize(both, COLOURS, interpolation=cv2.INTER_AREA), np.float32)


def _colour_likeness(one: Fingerprint, other: Fingerprint) -> tuple[float, float]:
    """Correlation of light and of colour over the head; 1 for the colours of a grey picture."""
    shape = (COLOURS[1], COLOURS[0], 3)
    first, second = (
        np.frombuffer(each.colours, np.float32).reshape(shape) for each in (one, other)
    )
    tone = _correlation(first[..., :1], second[..., :1])
    spread = min(float(each[..., 1:].std(axis=(0, 1)).max()) for each in (first, second))
    hue = 1.0 if spread < GREY_BELOW else _correlation(first[..., 1:], second[..., 1:])
    return tone, hue


def _fine_likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Correlation of the fine detail, once one small face was laid exactly over the other."""
    plain, mirrored = _cosines(one, other)
    first = _face_of(one.face if plain >= mirrored else one.mirrored_face)
    second = _face_of(other.face)
    start = np.eye(2, 3, dtype=np.float32)
    everything = np.ones(second.shape, np.uint8)
    until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-3)
    try:
        _, warp = cv2.findTransformECC(
            first, second, start, cv2.MOTION_AFFINE, until, everything, 5
        )
    except cv2.error:  # they cannot be laid over each other
        return 0.0
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (second.shape[1], second.shape[0])
    covered = cv2.warpAffine(everything, warp, size, flags=flags)
    laid = cv2.warpAffine(_detail(second), warp, size, flags=flags)
    inner = slice(EDGE_PX, -EDGE_PX)
    mask = covered[inner, inner] > 0
    if mask.mean() < 0.7:
        return 0.0
    return _correlation(_detail(first)[inner, inner][mask], laid[inner, inner][mask])


def _face_of(data: bytes) -> NDArray[np.uint8]:
    width = round(2 * SIDE * UNIT_PX)
    return np.frombuffer(data, np.uint8).reshape(-1, width)


def _detail(face: NDArray[np.uint8]) -> Floats:
    values = face.astype(np.float32)
    fine = cv2.GaussianBlur(values, (0, 0), 1.0) - cv2.GaussianBlur(values, (0, 0), 4.0)
    return np.asarray(fine, np.float32)


def _correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    axes = (0, 1) if one.ndim == 3 else None
    first, second = one - one.mean(axis=axes), other - other.mean(axis=axes)
    size = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / max(size, 1e-6)

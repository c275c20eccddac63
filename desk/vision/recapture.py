"""Signs that the camera saw a picture of a person: a print, a phone, a card held up. Advice only.

Found, by measure (tests/bench/bench_faces.py, on simulated pictures): a flat picture of which all
four edges are in view around the head, and a screen or coarse print whose pixels or dots are large
enough for the camera to see them as a regular grid over the face.

NOT found: a good print or a modern phone's fine screen that fills the whole frame; a cut-out or a
mask; a print whose edge has the colour of the wall; edges hidden by hands or clothes. Whether a
person is alive is not measured at all. An empty answer proves nothing: the operator sees who sits
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import FaceBox, Image
from desk.vision.crop import Head, upright_view
from desk.vision.face import Mesh, as_image
from desk.vision.one_face import FaceSeeker, eye_head

Floats = NDArray[np.float64]

# The view in which edges are sought: eye-to-chin distances around the eyes.
UNIT_PX = 48.0
SIDE, ABOVE, BELOW = 2.7, 2.5, 3.0
# Where each edge of a held picture may run, in the same unit from the eyes.
NEAREST = {"left": 0.75, "right": 0.75, "top": 0.85, "bottom": 1.05}
ANGLES = np.radians(np.arange(-15.0, 15.5, 1.0))
LINES = 8  # candidates a side
EDGE_STEPS = 7.0  # grey steps from which a change is an edge
ALONG = float(np.cos(np.radians(14)))  # the change must point across the line

BLOCK = 64  # pixels of the spectrum's windows
LOWEST = 0.11  # cycles a pixel: below are the face's own forms
JPEG_BLOCK = BLOCK // 8  # its blocks show on the axes of the spectrum, at every so many lines


@dataclass(frozen=True, slots=True)
class RecaptureRules:
    """resources/rules/likeness.toml, [recapture]."""

    frame: float
    grid: float

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> RecaptureRules:
        """From the TOML table. Raises KeyError for a wrong file, which is ours."""
        row = table["recapture"]
        return cls(float(row["frame"]), float(row["grid"]))


@dataclass(frozen=True, slots=True)
class Recapture:
    """`signs`: "frame", "grid", both or none; and the measures behind them."""

    signs: tuple[str, ...]
    frame: float
    grid: float


class RecaptureEye:
    """Looks for a picture in the picture. One thread at a time: the networks keep state."""

    def __init__(self, seeker: FaceSeeker, rules: RecaptureRules) -> None:
        self._seeker = seeker
        self._rules = rules

    def look(self, frame: Image, face: FaceBox | None = None) -> Recapture:
        """Of the untouched frame: in the finished photo most signs are cut away or smoothed."""
        mesh = self._seeker.only(frame, face)
        if mesh is None:
            return Recapture((), 0.0, 0.0)
        framed, grid = frame_around(frame, eye_head(mesh)), grid_over(frame, mesh)
        found = {"frame": framed >= self._rules.frame, "grid": grid >= self._rules.grid}
        return Recapture(tuple(sign for sign, so in found.items() if so), framed, grid)


# a rectangle around the head ------------------------------------------------------------------
def frame_around(image: Image, head: Head) -> float:
    """How well four straight edges close around the head: the share of the worst of them that
    really is an edge, 0 to 1."""
    edges = _edges(image, head)
    sides = {name: _lines(edges, name) for name in NEAREST}
    if any(len(lines) == 0 for lines in sides.values()):
        return 0.0
    return _best_closed(edges, sides)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Pixels at which the picture changes, with the direction across the change."""

    strong: NDArray[np.bool_]
    across: Floats  # height x width x 2, unit vectors
    x: Floats
    y: Floats
    side: Floats  # the strong pixels' places from the eyes, right and down
    down: Floats


def _edges(image: Image, head: Head) -> _Edges:
    view = upright_view(image, head, UNIT_PX, left=SIDE, right=SIDE, above=ABOVE, below=BELOW)
    covered = _in_frame(image.shape, head, view.shape)
    soft = cv2.GaussianBlur(view, (0, 0), 0.9).astype(np.float32)
    right = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 1, 0), np.float64) / 4
    down = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 0, 1), np.float64) / 4
    which = np.hypot(right, down).argmax(axis=2)[..., None]
    across = np.concatenate(
        [np.take_along_axis(right, which, 2), np.take_along_axis(down, which, 2)], axis=2
    )
    size = np.linalg.norm(across, axis=2)
    strong = (size > EDGE_STEPS) & covered & _crest(size, across)
    y, x = (each.astype(np.float64) for each in np.nonzero(strong))
    across = across / np.maximum(size, 1e-6)[..., None]
    return _Edges(strong, across, x, y, x / UNIT_PX - SIDE, y / UNIT_PX - ABOVE)


def _crest(size: Floats, across: Floats) -> NDArray[np.bool_]:
    """Only the ridge of each change counts: a soft slope is no line."""
    level = np.abs(across[..., 0]) >= np.abs(across[..., 1])
    beside = np.maximum(np.roll(size, 1, 1), np.roll(size, -1, 1))
    above = np.maximum(np.roll(size, 1, 0), np.roll(size, -1, 0))
    return np.asarray(size >= np.where(level, beside, above))


def _in_frame(shape: tuple[int, ...], head: Head, view: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels of the view the camera really saw, less a seam."""
    y, x = np.mgrid[: view[0], : view[1]]
    right, up = x / UNIT_PX - SIDE, ABOVE - y / UNIT_PX
    step = head.eye_to_chin
    place = head.eyes + head.right * (right * step)[..., None] + head.up * (up * step)[..., None]
    seam = 3 * step / UNIT_PX
    limit = np.array([shape[1], shape[0]]) - 1 - seam
    return np.asarray(((place > seam) & (place < limit)).all(axis=2))


def _lines(edges: _Edges, side: str) -> Floats:
    """The best straight lines on one side: rows of angle and distance (x cos + y sin)."""
    upright = side in ("left", "right")
    away = {"left": -edges.side, "right": edges.side, "top": -edges.down, "bottom": edges.down}
    there = away[side] > NEAREST[side]
    x, y = edges.x[there], edges.y[there]
    across = edges.across[y.astype(int), x.astype(int)]
    found = []
    for angle in ANGLES + (0.0 if upright else np.pi / 2):
        normal = np.array([np.cos(angle), np.sin(angle)])
        fits = np.abs(across @ normal) > ALONG
        places = x[fits] * normal[0] + y[fits] * normal[1]
        votes = np.bincount(np.round(places + 400).astype(int), minlength=1000)
        both = votes[:-1] + votes[1:]
        best = np.argsort(-both)[:LINES]
        found += [(float(both[at]), float(angle), at + 0.5 - 400) for at in best if both[at] > 20]
    return _apart(found)


def _apart(found: list[tuple[float, float, float]]) -> Floats:
    """The lines with most votes that are not almost the same line."""
    kept: list[tuple[float, float]] = []
    middle = np.array([SIDE * UNIT_PX, ABOVE * UNIT_PX])
    for _, angle, place in sorted(found, reverse=True):
        shift = place - middle @ (np.cos(angle), np.sin(angle))
        if all(
            abs(angle - a) > 0.06 or abs(shift - (p - middle @ (np.cos(a), np.sin(a)))) > 3
            for a, p in kept
        ):
            kept.append((angle, place))
        if len(kept) == LINES:
            break
    return np.array(kept)


def _best_closed(edges: _Edges, sides: Mapping[str, Floats]) -> float:
    """Of all four-sided figures, the one whose worst side is an edge for most of its length."""
    left, top, right, bottom = (sides[name] for name in ("left", "top", "right", "bottom"))
    corners = {
        "lt": _crossings(left, top),
        "lb": _crossings(left, bottom),
        "rt": _crossings(right, top),
        "rb": _crossings(right, bottom),
    }
    best = 0.0
    support = {name: _Support(edges, lines) for name, lines in sides.items()}
    for t in range(len(top)):
        for b in range(len(bottom)):
            on_left = support["left"].between(corners["lt"][:, t], corners["lb"][:, b])
            on_right = support["right"].between(corners["rt"][:, t], corners["rb"][:, b])
            for one, share in enumerate(on_left):
                if share <= best:
                    continue
                for two, other in enumerate(on_right):
                    if other <= best:
                        continue
                    over = support["top"].one(t, corners["lt"][one, t], corners["rt"][two, t])
                    under = support["bottom"].one(b, corners["lb"][one, b], corners["rb"][two, b])
                    best = max(best, min(share, other, over, under))
    return float(best)


def _crossings(ones: Floats, others: Floats) -> Floats:
    """Where each line of one side meets each of another: n x m x 2."""
    a, p = ones[:, None, 0], ones[:, None, 1]
    b, q = others[None, :, 0], others[None, :, 1]
    size = np.sin(b - a)
    x = (p * np.sin(b) - q * np.sin(a)) / size
    y = (q * np.cos(a) - p * np.cos(b)) / size
    return np.stack([x, y], axis=2)


class _Support:
    """Along each line of a side, how many of its pixels are edges that run with it."""

    def __init__(self, edges: _Edges, lines: Floats) -> None:
        height, width = edges.strong.shape
        self._reach = int(np.hypot(height, width)) + 2
        self._normals = np.stack([np.cos(lines[:, 0]), np.sin(lines[:, 0])], axis=1)
        along = np.arange(-self._reach, self._reach + 1)
        self._sums = []
        for normal, place in zip(self._normals, lines[:, 1], strict=True):
            middle = normal * place
            points = middle + along[:, None] * np.array([-normal[1], normal[0]])
            hit = np.zeros(len(along), bool)
            for aside in (-1.0, 0.0, 1.0):
                at = np.round(points + normal * aside).astype(int)
                inside = (at >= 0).all(axis=1) & (at[:, 0] < width) & (at[:, 1] < height)
                x, y = at[inside, 0], at[inside, 1]
                hit[inside] |= edges.strong[y, x] & (np.abs(edges.across[y, x] @ normal) > ALONG)
            self._sums.append(np.concatenate([[0], np.cumsum(hit)]))

    def one(self, line: int, start: Floats, end: Floats) -> float:
        normal = self._normals[line]
        direction = np.array([-normal[1], normal[0]])
        first, last = sorted((float(start @ direction), float(end @ direction)))
        low, high = round(first) + self._reach, round(last) + self._reach + 1
        sums = self._sums[line]
        if low < 0 or high >= len(sums) or high - low < UNIT_PX:
            return 0.0
        return float(sums[high] - sums[low]) / (high - low)

    def between(self, starts: Floats, ends: Floats) -> list[float]:
        return [
            self.one(line, start, end)
            for line, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]


# a grid over the face ---------------------------------------------------------------------------
def grid_over(image: Image, mesh: Mesh) -> float:
    """How far the strongest regular pattern over the face stands out of its surroundings in the
    spectrum, as a power of ten; 0 where the face is too small to tell."""
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    left, top = np.maximum(low, 0).astype(int)
    right, bottom = np.minimum(high, (image.shape[1], image.shape[0])).astype(int)
    if min(right - left, bottom - top) < 1.5 * BLOCK:
        return 0.0
    face = image[top:bottom, left:right].astype(np.float32)
    return max(_peak(_spectrum(face[..., channel])) for channel in range(3))


def _spectrum(face: NDArray[np.float32]) -> Floats:
    """Mean power over overlapping windows, in powers of ten."""
    fine = face - cv2.GaussianBlur(face, (0, 0), 4.0)
    window = np.outer(np.hanning(BLOCK), np.hanning(BLOCK))
    rows = range(0, fine.shape[0] - BLOCK + 1, BLOCK // 2)
    columns = range(0, fine.shape[1] - BLOCK + 1, BLOCK // 2)
    blocks = np.stack([fine[row : row + BLOCK, at : at + BLOCK] for row in rows for at in columns])
    power = np.abs(np.fft.fftshift(np.fft.fft2(blocks * window), axes=(1, 2))) ** 2
    # the median: an eyelash or a glint is in few windows, a grid is in all
    return np.asarray(np.log10(np.median(power, axis=0) + 1.0))


def _peak(spectrum: Floats) -> float:
    scaled = np.clip(spectrum * 20, 0, 255).astype(np.uint8)
    around = cv2.medianBlur(as_image(scaled), 9).astype(np.float64) / 20
    away = np.abs(np.arange(BLOCK) - BLOCK // 2)
    radius = np.hypot(away[:, None], away[None, :]) / BLOCK
    blocks = np.minimum(away % JPEG_BLOCK, -away % JPEG_BLOCK) <= 1
    axis = away <= 1
    jpeg = (blocks[:, None] & axis[None, :]) | (axis[:, None] & blocks[None, :])
    free = (radius > LOWEST) & ~jpeg
    return float((spectrum - around)[free].max())

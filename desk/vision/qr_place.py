"""Where in a picture a QR code may lie, also when no decoder can see one: a dark square on paper.

From far enough away any QR code is an even dark patch of about its own width. That survives the
blur and noise in which finder patterns drown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.vision.decoders import Gray, Rendering
from desk.vision.renderings import scaled_by

_LINES = 360  # patches are looked for in a picture of this many lines
_LEAST, _MOST = 12, 170  # side of a patch in those lines
_WIDE_PX = 440  # a cut-out code is brought to about this width
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """One patch: its middle and its longer side in pixels, and how likely it is (any unit)."""

    x: float
    y: float
    side: float
    score: float


def likely_places(gray: Gray, *, most: int = 3) -> list[Place]:
    """The likeliest patches, best first, each place once."""
    shrink = gray.shape[0] / _LINES
    small = cv2.resize(
        gray, (max(1, round(gray.shape[1] / shrink)), _LINES), interpolation=cv2.INTER_AREA
    )
    found = [p for dark in _darkness(small.astype(np.float32)) for p in _patches(dark, shrink)]
    found.sort(key=lambda place: -place.score)
    kept: list[Place] = []
    for place in found:
        if all(np.hypot(place.x - k.x, place.y - k.y) > 0.5 * k.side for k in kept):
            kept.append(place)
    return kept[:most]


def cut_out(gray: Gray, place: Place) -> Rendering:
    """The place with room for its quiet zone, brought to a width that decoders like."""
    reach = place.side * 0.8
    left, top = max(0, int(place.x - reach)), max(0, int(place.y - reach))
    cut = gray[top : int(place.y + reach) + 1, left : int(place.x + reach) + 1]
    scale = float(np.clip(_WIDE_PX / place.side, 0.3, 4.0))
    name = f"place{place.x:.0f},{place.y:.0f}"
    return Rendering(name, scaled_by(cut, scale), scale, float(left), float(top))


def _darkness(small: NDArray[np.floating]) -> Iterator[Floats]:
    """How much darker than the paper around it each point is, from 0 to 1."""
    for sigma in (2.5, 4.5):
        far = cv2.GaussianBlur(small, (0, 0), sigma)
        for window in (41, 91):
            paper = cv2.morphologyEx(far, cv2.MORPH_CLOSE, np.ones((window, window)))
            paper = cv2.blur(paper, (window // 2, window // 2))
            yield np.asarray((paper - far) / (paper + 6), np.float32)


def _patches(dark: Floats, shrink: float) -> Iterator[Place]:
    for threshold in (0.12, 0.2, 0.3):
        mask = (dark > threshold).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            area = cv2.contourArea(outline)
            if not _LEAST**2 < area < _MOST**2:
                continue
            (x, y), (width, height), _ = cv2.minAreaRect(outline)
            full = area / (width * height)
            if max(width, height) > 1.9 * min(width, height) or full < 0.68:
                continue
            left, top, w, h = cv2.boundingRect(outline)
            depth = float(dark[top : top + h, left : left + w].mean())
            score = depth * np.sqrt(area) * full**2
            side = max(width, height) * shrink
            yield Place(x * shrink, y * shrink, side, float(score))

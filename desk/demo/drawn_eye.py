"""Who is this, among drawn heads? For practice, demonstration and the drill only.

The face matcher was made for photographs: to it all drawings look alike (cosines of 0.5 to 0.95
between different drawn heads), so practice would be one false alarm. Seen from the middle of all
drawn heads they stand apart again: the same head 0.98 or more, others 0.84 at most (24 heads, 276
pairs). The same code runs, only the place it looks from is another.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk.assembly import LazyLookEye
from desk.assets import resource
from desk.services.ports import Image, Look

Vector = NDArray[np.float32]
VERY: Final = 0.97
SOME: Final = 0.93
MATCH: Final = 0.90
UNSURE: Final = 0.84
MIDDLE_OF: Final = range(300, 310)
"""Seeds of the heads whose middle is the place to look from; nobody of the cast."""


class DrawnEye(LazyLookEye):
    """ports.LookEye with the zones of drawings."""

    def __init__(self) -> None:
        super().__init__()
        self._middle: Vector | None = None

    def warm(self) -> None:
        super().warm()
        self._find_middle()

    def look(self, image: Image) -> Look:
        return self._seen_from_the_middle(super().look(image))

    def look_at(self, data: bytes) -> Look:
        return self._seen_from_the_middle(super().look_at(data))

    def alike(self, one: Look, other: Look) -> str:
        score = _score(one, other)
        if score is None or score < SOME:
            return ""
        return "very" if score >= VERY else "some"

    def matches(self, portrait: Look, photo: Look) -> str:
        score = _score(portrait, photo)
        if score is None:
            return ""
        return "match" if score >= MATCH else "look" if score >= UNSURE else "none"

    def _seen_from_the_middle(self, look: Look) -> Look:
        if not isinstance(look.vector, np.ndarray):
            return look
        away = look.vector - self._find_middle()
        return Look(away / max(float(np.linalg.norm(away)), 1e-6), look.fingerprint)

    def _find_middle(self) -> Vector:
        if self._middle is None:
            self._middle = np.loadtxt(resource("models", "drawn_middle.txt"), np.float32)
        return self._middle


def middle_of_the_drawn() -> Vector:
    """The middle of some drawn heads, as resources/models/drawn_middle.txt holds it."""
    from desk.demo.heads import camera_picture  # drawing needs OpenCV: not at the first paint

    eye = LazyLookEye()
    drawn = [eye.look(camera_picture(seed, (640, 360))).vector for seed in MIDDLE_OF]
    seen = [each for each in drawn if isinstance(each, np.ndarray)]
    return np.asarray(np.mean(seen, axis=0), np.float32)


def _score(one: Look, other: Look) -> float | None:
    first, second = one.vector, other.vector
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray):
        return None
    return float(first @ second)

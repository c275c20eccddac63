"""Which of a camera's picture formats to ask for: one wish for the photo, one for documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LARGEST_PX: Final = 4096 * 3072
"""No live stream above it is asked for, and what comes larger is shrunk: 100 MP as three bytes a
pixel would be 300 MB for each of the pictures under way."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture near `width` x `height` at `rate` a second or more. `used` is how many of them a
    second are converted at most: the rest of the processor is for the reader."""

    width: int
    height: int
    rate: float
    used: float


PHOTO: Final = Wish(1920, 1080, 15.0, 30.0)
"""A 7:9 crop out of 1080 lines is enough for the card (rules/photo.toml), live advice wants the
rate."""
DOCUMENT: Final = Wish(3840, 2160, 10.0, 10.0)
"""An A4 page over the width of 1080p is only some 65 dpi; it lies still, so the rate matters
less."""

Size = tuple[int, int, float]
"""Width, height, pictures a second."""


def best_format(sizes: Sequence[Size], wish: Wish) -> int:
    """Index of the format to ask for; -1 when there is none.

    Ten a second come first, then all the wished lines, then the wished rate, then the area
    nearest to the wish, then the higher rate up to 30. Formats above LARGEST_PX only when there
    is no other.
    """
    if not sizes:
        return -1
    area = wish.width * wish.height

    def rank(index: int) -> tuple[bool, bool, bool, bool, int, float]:
        width, height, rate = sizes[index]
        # Cameras report 14.98 or 29.97.
        slow, still = rate < wish.rate - 0.5, rate < 9.5
        small = min(width, height) < wish.height
        away = abs(width * height - area)
        return width * height > LARGEST_PX, still, small, slow, away, -min(rate, 30.0)

    return min(range(len(sizes)), key=rank)

"""What is not as it should be with a camera that works: told once, and the work goes on."""

from __future__ import annotations

from typing import Final

from desk.devices.watchdog import SECOND_NS, sample_rows
from desk.services.ports import Image

LASTS_NS: Final = 2 * SECOND_NS
WINDOW_NS: Final = 6 * SECOND_NS
FEWEST_PER_S: Final = 4
"""Fewer pictures a second cannot be followed by a person who moves to the middle."""
GREY_DIFFERENCE: Final = 2
"""Between the channels of a camera without colours, after the driver's rounding."""
COLOURED_PART: Final = 0.01
LIVELY: Final = 30
"""Levels between the darkest and the lightest spot, below which there is nothing to judge."""
EVERY_NTH_PX: Final = 8


class NoticeWatch:
    """Judges a stream of pictures like Watchdog, but never stops anything. Pure: the caller
    gives every time. Codes: camera_monochrome, camera_slow, camera_size_changed,
    camera_picture_large."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, now_ns: int) -> None:
        """The camera is being opened now."""
        self._told: set[str] = set()
        self._grey_since: int | None = None
        self._size: tuple[int, ...] | None = None
        self._times: list[int] = []
        self._began_ns = now_ns

    def see(self, image: Image, now_ns: int, *, shrunk: bool = False) -> tuple[str, ...]:
        """Take one picture into account; what there is to tell now."""
        size = image.shape[:2]
        changed = self._size is not None and size != self._size
        self._size = size
        codes = {
            "camera_size_changed": changed,
            "camera_picture_large": shrunk,
            "camera_monochrome": self._is_grey(image, now_ns),
            "camera_slow": self._is_slow(now_ns),
        }
        new = tuple(code for code, holds in codes.items() if holds and code not in self._told)
        # A camera may change its size more than once, and each time it matters.
        self._told.update(code for code in new if code != "camera_size_changed")
        return new

    def _is_grey(self, image: Image, now_ns: int) -> bool:
        rows = sample_rows(image)[:, ::EVERY_NTH_PX]
        if int(rows.max(initial=0)) - int(rows.min(initial=255)) < LIVELY:
            return False  # nothing to be seen: neither for nor against it
        apart = rows.max(axis=2) - rows.min(axis=2)
        if float((apart > GREY_DIFFERENCE).mean()) > COLOURED_PART:
            self._grey_since = None
            return False
        if self._grey_since is None:
            self._grey_since = now_ns
        return now_ns - self._grey_since >= LASTS_NS

    def _is_slow(self, now_ns: int) -> bool:
        self._times = [each for each in self._times if now_ns - each < WINDOW_NS]
        self._times.append(now_ns)
        if now_ns - self._began_ns < WINDOW_NS + LASTS_NS:
            return False  # the first pictures come as they like
        return len(self._times) < FEWEST_PER_S * WINDOW_NS // SECOND_NS

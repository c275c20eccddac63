"""Tells from the pictures alone when a camera is absent, black, frozen or gone."""

from __future__ import annotations

from typing import Final

import numpy as np

from desk.services.ports import Image

SECOND_NS: Final = 1_000_000_000
PATIENCE_NS: Final = 1_600_000_000
"""Below 2 s by more than one check interval, so that a person is told within 2 s."""
BLACK_LEVEL: Final = 12
"""A covered lens gives noise below this 8-bit level; a dark room still has lighter spots."""
SAMPLE_ROWS: Final = 72
FEWEST_FRAMES: Final = 3


class Watchdog:
    """Judges a stream of pictures. Pure: the caller gives every time, in monotonic ns.

    `see` and `check` return a message code when a trouble begins, "" when a trouble has just
    ended, and None when nothing changed.
    """

    def __init__(
        self,
        patience_ns: int = PATIENCE_NS,
        *,
        opening_ns: int = PATIENCE_NS,
        silent_code: str = "camera_absent",
    ) -> None:
        self._patience_ns = patience_ns
        self._opening_ns = opening_ns
        self._silent_code = silent_code
        self.begin(0)

    def begin(self, now_ns: int) -> None:
        """Start anew: the camera is being opened now."""
        self._began_ns = now_ns
        self._last_ns: int | None = None
        self._same_since: tuple[int, int] = (now_ns, 0)
        self._black_since: tuple[int, int] | None = None
        self._sample = b""
        self._trouble = "opening"

    @property
    def trouble(self) -> str:
        """The present trouble's code, "" when all is well, "opening" before the first picture."""
        return self._trouble

    def see(self, image: Image, now_ns: int) -> str | None:
        """Take one picture into account."""
        sample = sample_rows(image)
        self._last_ns = now_ns
        self._note_same(sample.tobytes(), now_ns)
        self._note_black(sample, now_ns)
        return self._turn_to(self._judge(now_ns))

    def note(self, trouble: str) -> str | None:
        """A trouble that the device itself reported; the next good picture ends it."""
        self._last_ns = None
        return self._turn_to(trouble)

    def check(self, now_ns: int) -> str | None:
        """Call every quarter of a second: notices that no picture came."""
        if self._last_ns is None:
            if self._trouble == "opening" and now_ns - self._began_ns >= self._opening_ns:
                return self._turn_to(self._silent_code)
            return None
        return self._turn_to(self._judge(now_ns))

    def _note_same(self, sample: bytes, now_ns: int) -> None:
        if sample == self._sample:
            since, count = self._same_since
            self._same_since = (since, count + 1)
        else:
            self._sample = sample
            self._same_since = (now_ns, 1)

    def _note_black(self, sample: Image, now_ns: int) -> None:
        if int(sample.max(initial=0)) >= BLACK_LEVEL:
            self._black_since = None
        elif self._black_since is None:
            self._black_since = (now_ns, 1)
        else:
            since, count = self._black_since
            self._black_since = (since, count + 1)

    def _judge(self, now_ns: int) -> str:
        if self._last_ns is not None and now_ns - self._last_ns >= self._patience_ns:
            return "camera_lost"
        # Black before frozen: a covered lens of a clean sensor is both, and the cap is the cure.
        if self._lasts(self._black_since, now_ns):
            return "camera_black"
        if self._lasts(self._same_since, now_ns):
            return "camera_frozen"
        return self._still_unclear()

    def _still_unclear(self) -> str:
        """While a trouble's cause may still be there, it is neither ended nor told again."""
        if self._trouble == "camera_black" and self._black_since is not None:
            return self._trouble
        if self._trouble == "camera_frozen" and self._same_since[1] > 1:
            return self._trouble
        return ""

    def _lasts(self, since: tuple[int, int] | None, now_ns: int) -> bool:
        if since is None:
            return False
        began_ns, count = since
        return count >= FEWEST_FRAMES and now_ns - began_ns >= self._patience_ns

    def _turn_to(self, trouble: str) -> str | None:
        if trouble == self._trouble:
            return None
        self._trouble = trouble
        return trouble


def sample_rows(image: Image) -> Image:
    """Every nth row of the picture: cheap, and a live sensor's noise still shows in it. Whole
    rows: skipping pixels too would take longer than it saves."""
    step = max(1, image.shape[0] // SAMPLE_ROWS)
    return np.ascontiguousarray(image[::step])

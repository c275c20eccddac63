"""自動撮影: when to press the shutter by itself, from check results and their times alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

REST_S: Final = 1.0
"""The page must have been open for so long: nobody is photographed while still sitting down."""
STEADY_S: Final = 0.5
"""All was well for so long, without interruption (issue 3)."""
COUNT_S: Final = 1.0
"""How long the visible countdown fills, for the person to hold still and the clerk to stop it."""
STALE_S: Final = 0.7
"""A check that is older says nothing about now: a stalled camera is an interruption too."""


class Phase(StrEnum):
    """What the automatic shutter is doing."""

    OFF = "off"  # 切
    RESTING = "resting"  # the page has just opened, or no picture is wanted now
    WATCHING = "watching"
    COUNTING = "counting"
    SPENT = "spent"  # it pressed once for this person, or was stopped: by hand from now on


class AutoShutter:
    """Presses at most once for one person; whatever stops it leaves the rest to the hand.

    Times are seconds of any clock that never goes back.
    """

    def __init__(self, *, on: bool = True) -> None:
        self._on = on
        self._spent = False
        self._open_at: float | None = None
        self._well_since: float | None = None
        self._last: float | None = None

    @property
    def on(self) -> bool:
        return self._on

    def switch(self, on: bool) -> None:
        """自動撮影 入／切. Switching on does not give a second automatic picture of one person."""
        self._on = on
        self._forget()

    def new_person(self) -> None:
        """Another application is open."""
        self._spent = False
        self.close()

    def open(self, now_s: float) -> None:
        """The live picture is on the screen from now on."""
        self._open_at = now_s
        self._forget()

    def close(self) -> None:
        """No live picture any more."""
        self._open_at = None
        self._forget()

    def stop(self) -> None:
        """Esc, F5 or a picture taken by hand: no automatic one for this person any more."""
        self._spent = True
        self._forget()

    def see(self, well: bool, now_s: float) -> bool:
        """One check result; True exactly once, when the picture must be taken now."""
        if not self._ready(now_s) or not well:
            self._forget()
            return False
        if self._last is None or now_s - self._last > STALE_S:
            self._well_since = now_s
        self._last = now_s
        if self._well_since is None or now_s - self._well_since < STEADY_S + COUNT_S:
            return False
        self.stop()
        return True

    def phase(self, now_s: float) -> Phase:
        if not self._on:
            return Phase.OFF
        if self._spent:
            return Phase.SPENT
        if not self._ready(now_s):
            return Phase.RESTING
        return Phase.COUNTING if self._counted(now_s) > 0 else Phase.WATCHING

    def progress(self, now_s: float) -> float | None:
        """How far the countdown is, 0 to 1; None while it does not run."""
        counted = self._counted(now_s)
        return min(1.0, counted / COUNT_S) if counted > 0 else None

    def _ready(self, now_s: float) -> bool:
        if not self._on or self._spent or self._open_at is None:
            return False
        return now_s - self._open_at >= REST_S

    def _counted(self, now_s: float) -> float:
        if not self._ready(now_s) or self._well_since is None or self._last is None:
            return 0.0
        if now_s - self._last > STALE_S:
            return 0.0
        return now_s - self._well_since - STEADY_S

    def _forget(self) -> None:
        self._well_since = self._last = None

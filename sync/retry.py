"""When to try again: pauses that grow, with full jitter, so that nobody knocks all at once.

The number of tries and the time of the next one stand in the store, never in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sync.troubles import RETRIED, Trouble

SHORTEST_S: Final = 5.0
LONGEST_S: Final = 15 * 60.0
LINE_S: Final = 40.0
"""Longest pause while there is no line: each try begins with a small question to the hub, so that
sending goes on within a minute after the line is back."""
FARTHEST_S: Final = 60 * 60.0
"""No pause is longer, whatever a hub asks for. A `next_try_at` further away was written by a clock
that was wrong since, and counts as now."""

LINE: Final = frozenset(
    {
        Trouble.NO_LINE,
        Trouble.LINE_CUT,
        Trouble.LINE_SLOW,
        Trouble.PORTAL,
        Trouble.PROXY_DOWN,
        Trouble.SESSION_OVER,
    }
)
"""Failures of the way, not of the hub: asked again often, for a question costs nothing."""

UNTIL_SOMEBODY_ACTS: Final = frozenset(
    {
        Trouble.BATCH_CONFLICT,
        Trouble.MANIFEST_REFUSED,
        Trouble.PACKET_REFUSED,
        Trouble.PACKET_LOST,
        Trouble.TOO_LARGE,
        Trouble.RECEIPT_WRONG,
        Trouble.FORGED,
        Trouble.MALFORMED,
    }
)
"""A matter of this very batch: sending the same bytes again changes nothing."""


def next_pause(attempts: int, random: Callable[[], float], wait_s: float | None = None) -> float:
    """Seconds until the next try after `attempts` failures in a row (1 for the first).

    Full jitter below 5 s, 10 s, 20 s … 15 min. `random` gives [0, 1). `wait_s`, which the hub said,
    is never undercut, and spread over as much again as the jitter allows.
    """
    ceiling = min(LONGEST_S, SHORTEST_S * 2.0 ** min(max(attempts, 1) - 1, 16))
    pause = ceiling * random()
    if wait_s is not None and wait_s > 0:
        pause = wait_s + min(pause, wait_s)
    return min(pause, FARTHEST_S)


def pause_after(
    code: str, attempts: int, random: Callable[[], float], wait_s: float | None = None
) -> float | None:
    """Seconds until the next try after that failure; None: not before somebody acts.

    What needs a person at the network or the hub (a certificate, a proxy, a registration) is asked
    again every quarter of an hour all the same: people repair without telling us.
    """
    if code in UNTIL_SOMEBODY_ACTS:
        return None
    if code in LINE:
        return min(next_pause(attempts, random, wait_s), LINE_S)
    if code in RETRIED:
        return next_pause(attempts, random, wait_s)
    return LONGEST_S * (0.75 + 0.25 * random())

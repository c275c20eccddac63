"""How often one terminal, or one address that nobody signed on from, may ask. In memory."""

from __future__ import annotations

import math
import threading
import time
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from sync.errors import CanRetry
from sync.hub.settings import HubSettings

MOST_TALLIES: Final = 10_000
"""Old counts are thrown away when there are more."""


class Limiting:
    """Each instance of the hub counts for itself."""

    def __init__(self, settings: HubSettings) -> None:
        self._counted = FixedWindowRateLimiter(Tallies())
        self._terminal = parse(settings.terminal_rate)
        self._address = parse(settings.address_rate)
        self._enrol = parse(settings.enrol_rate)

    def terminal(self, terminal: str) -> None:
        """Raises CanRetry("hub_busy") with the seconds to wait."""
        self._hit(self._terminal, "terminal", terminal)

    def address(self, address: str) -> None:
        self._hit(self._address, "address", address)

    def enrolling(self, address: str) -> None:
        self._hit(self._enrol, "enrol", address)

    def _hit(self, rate: RateLimitItem, what: str, who: str) -> None:
        if self._counted.hit(rate, what, who):
            return
        resets = self._counted.get_window_stats(rate, what, who).reset_time
        wait_s = max(1, math.ceil(resets - time.time()))
        raise CanRetry("hub_busy", why="too often", wait_s=wait_s, often=True)


class Tallies(Storage):
    """Counts in memory. `limits` has such a storage too; its starts a thread again and again to
    throw old counts away, which costs more than the counting."""

    STORAGE_SCHEME: list[str] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}  # count, and when it ends
        self._most = MOST_TALLIES

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._lock:
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                self._sweep(now)
                count, ends = 0, now + expiry
            self._counts[key] = count + amount, ends
        return count + amount

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def _sweep(self, now: float) -> None:
        if len(self._counts) >= self._most:
            kept = {key: tally for key, tally in self._counts.items() if tally[1] > now}
            self._counts, self._most = kept, max(MOST_TALLIES, 2 * len(kept))

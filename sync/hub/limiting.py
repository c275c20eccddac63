"""How often one terminal, or one address that nobody signed on from, may ask. In memory."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from sync.errors import CanRetry
from sync.hub.settings import HubSettings


class Limiting:
    """Each instance of the hub counts for itself."""

    def __init__(self, settings: HubSettings) -> None:
        self._counted = FixedWindowRateLimiter(MemoryStorage())
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

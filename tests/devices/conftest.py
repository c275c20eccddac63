"""A clock that moves only when told, and live pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from desk.services.ports import Image, Moment


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    ns: int = 0

    def now(self) -> Moment:
        start = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        return Moment(start + timedelta(microseconds=self.ns // 1000), self.ns, "boot")

    def today(self) -> date:
        return date(2026, 11, 23)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def noisy():
    """Makes live pictures: no two are the same."""
    random = np.random.default_rng(7)

    def make(width: int = 64, height: int = 48, low: int = 60, high: int = 200) -> Image:
        return random.integers(low, high, (height, width, 3), dtype=np.uint8)

    return make

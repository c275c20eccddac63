"""The machine's clocks, read in one place."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, date, datetime
from pathlib import Path

from desk.services.ports import JAPAN, Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def _boot_id() -> str:
    """The kernel's boot id; where there is none, an id of this process' run."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"run-{secrets.token_hex(16)}"


class SystemClock:
    """ports.Clock over the system: UTC, monotonic and boot id on each event (design §3.12)."""

    def __init__(self) -> None:
        self._boot = _boot_id()

    def now(self) -> Moment:
        return Moment(datetime.now(UTC), time.monotonic_ns(), self._boot)

    def today(self) -> date:
        return datetime.now(JAPAN).date()

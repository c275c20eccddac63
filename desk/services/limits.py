"""端末の上限: warned about, extended by a supervisor, and only then no *new* applications.

What is open can always be finished, and a day can always be closed, sealed and sent (design §3.15).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.domain.errors import Refused
from desk.domain.rules import Settings
from desk.services.batch_store import Extension, LimitStore
from desk.services.ports import By, Clock, Operator

SHORTEST_REASON: Final = 10
WAITING_HERE: Final = ("unsealed", "waiting", "carried")


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"  # 注意: everything goes on
    STOP = "stop"  # no new applications until a supervisor extends


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit as it stands; the words are `limit_<code>_<level>` with {value} and {most}."""

    code: str  # "unsent", "contact" or "disk"
    level: Level
    value: int  # applications, days or MB
    warn: int
    most: int  # where it stops ("disk": the least that must be free)
    extended_until: datetime | None = None

    @property
    def stops(self) -> bool:
        """Reached, and nobody extended it."""
        return self.level is Level.STOP and self.extended_until is None


@dataclass(frozen=True, slots=True)
class LimitView:
    limits: tuple[Limit, ...]
    room_for: int  # あと何人分 the disk has room for

    @property
    def stopping(self) -> tuple[Limit, ...]:
        return tuple(each for each in self.limits if each.stops)

    @property
    def warnings(self) -> tuple[Limit, ...]:
        return tuple(each for each in self.limits if each.level is not Level.OK)


class Limits:
    """Call it on the store's thread."""

    def __init__(
        self,
        store: LimitStore,
        clock: Clock,
        settings: Callable[[], Settings],
        free_bytes: Callable[[], int],
    ) -> None:
        self._store = store
        self._clock = clock
        self._now_in_force = settings
        self._free_bytes = free_bytes

    @property
    def _settings(self) -> Settings:
        return self._now_in_force()

    def view(self) -> LimitView:
        free = self._free_bytes()
        spare = max(0, free - self._settings.disk_stop_mb * 1_000_000)
        return LimitView(
            (self._unsent(), self._contact(), self._disk(free)),
            spare // (self._settings.person_kb * 1_000),
        )

    def check_new(self) -> None:
        """Raise Refused("limit_<code>_stop") when no new application may be opened."""
        for each in self.view().stopping:
            raise Refused(f"limit_{each.code}_stop", value=each.value, most=each.most)

    def extend(self, code: str, reason: str, supervisor: Operator) -> LimitView:
        """Go on for some hours all the same. Raises Refused("supervisor_only" | "limit_reason" |
        "limit_not_reached")."""
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        now = len(reason.strip())
        if now < SHORTEST_REASON:
            raise Refused("limit_reason", missing=SHORTEST_REASON - now)
        if not any(each.code == code for each in self.view().warnings):
            raise Refused("limit_not_reached")
        at = self._clock.now()
        until = at.utc + timedelta(hours=self._settings.extension_hours)
        extension = Extension(code, reason.strip(), supervisor.id, at.utc, until)
        self._store.extend(extension, By(supervisor.id, at))
        return self.view()

    def _unsent(self) -> Limit:
        here = self._store.here()
        count = sum(here[code][0] for code in WAITING_HERE if code in here)
        return self._limit(
            "unsent",
            count,
            self._settings.unsent_warn,
            self._settings.unsent_stop,
            count >= self._settings.unsent_warn,
            count >= self._settings.unsent_stop,
        )

    def _contact(self) -> Limit:
        """Days without the hub, while anything waits for it. A clock that was set back counts as
        none: nothing is refused because of a clock."""
        days = self._days_alone()
        return self._limit(
            "contact",
            days,
            self._settings.contact_warn_days,
            self._settings.contact_stop_days,
            days >= self._settings.contact_warn_days,
            days >= self._settings.contact_stop_days,
        )

    def _days_alone(self) -> int:
        enrolled, contact = self._store.enrolment(), self._store.contact()
        if enrolled is None:
            return 0
        last = enrolled.at if contact is None else contact.at
        return max(0, (self._clock.now().utc - last).days)

    def _disk(self, free: int) -> Limit:
        megabytes = free // 1_000_000
        return self._limit(
            "disk",
            megabytes,
            self._settings.disk_warn_mb,
            self._settings.disk_stop_mb,
            megabytes < self._settings.disk_warn_mb,
            megabytes < self._settings.disk_stop_mb,
        )

    def _limit(
        self, code: str, value: int, warn: int, most: int, warns: bool, stops: bool
    ) -> Limit:
        level = Level.STOP if stops else Level.WARN if warns else Level.OK
        return Limit(
            code=code,
            level=level,
            value=value,
            warn=warn,
            most=most,
            extended_until=self._extended(code),
        )

    def _extended(self, code: str) -> datetime | None:
        """An extension counts from when it was given to its end; the newest decides."""
        now = self._clock.now().utc
        mine = [each for each in self._store.extensions() if each.limit == code]
        if not mine or not mine[-1].at <= now < mine[-1].until:
            return None
        return mine[-1].until

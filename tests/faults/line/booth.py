"""A terminal with a day on its real store, enrolled at a real hub: what a run begins with, and
what was entered, to be compared with what is found at the end."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desk.clock import SystemClock
from desk.domain.application import ApplicationId, Grounds, IntakeMethod, PictureKind, Status
from desk.domain.errors import CanRetry
from desk.services.enrolment import Enrolling
from desk.services.hub_client import client_for_code
from desk.services.ports import JAPAN, Day, Moment
from desk.storage.store import SqliteStore, open_store
from tests import sealed_world
from tests.sealed_world import BOSS_PIN, CLERK_PIN, OTHER_PIN
from tests.storage.storage_world import KEY, PLAIN_KEYS, StillClock

APP = "desk faults"
LARGE = 600_000
"""Bytes of a photo with which a packet is as large as real ones."""
SMALL = 2_000


class ShiftedClock(SystemClock):
    """The machine's clock, set wrong by so much."""

    def __init__(self, offset_s: float = 0.0) -> None:
        super().__init__()
        self._offset = timedelta(seconds=offset_s)

    def now(self) -> Moment:
        right = super().now()
        return Moment(right.utc + self._offset, right.monotonic_ns, right.boot_id)

    def today(self) -> date:
        return self.now().utc.astimezone(JAPAN).date()


@dataclass(frozen=True)
class Entered:
    """One version of an application that was accepted: what must arrive."""

    id: str
    version: int
    entries: str  # as JSON
    photo: str  # SHA-256
    page: str


class Booth(sealed_world.Terminal):
    """The terminal of tests/sealed_world.py on a real hub: its folder may be opened again and
    again, by whoever."""

    def __init__(
        self,
        folder: Path,
        label: str = "K3",
        offset_s: float | None = None,
        clock: StillClock | None = None,
    ) -> None:
        self.folder = folder
        self.key = KEY
        self.label = label
        self.clock = clock or StillClock()
        if offset_s is not None:
            self.clock = ShiftedClock(offset_s)  # type: ignore[assignment]
        self.serial = 0
        self.photo_size = SMALL
        self.open()

    def open(self) -> None:
        """Raises NeedsPerson, as the program's start would."""
        self.store: SqliteStore = open_store(self.folder, KEY, keys=PLAIN_KEYS, clock=self.clock)
        people = {each.name: each for each in self.store.operators()}
        if people:
            self.boss, self.clerk, self.other = (
                people[name] for name in ("責任 者", "中村 彩", "小川 真理")
            )
            days = self.store.days()
            if days:
                self.day = days[0]

    def found(self) -> None:
        """The first start: three people."""
        add = self.store.add_operator
        self.boss = add("責任 者", BOSS_PIN, supervisor=True, by=None)
        self.clerk = add("中村 彩", CLERK_PIN, supervisor=False, by=self.by())
        self.other = add("小川 真理", OTHER_PIN, supervisor=True, by=self.by())

    def new_day(self, on: date) -> Day:
        self.day = self.store.start_day(
            on, self.label, "みどり野市民会館", IntakeMethod.OUTREACH, self.by()
        )
        return self.day

    def next_day(self, days: int = 1) -> Day:
        self.clock.wait(days * 86_400)
        self.today += timedelta(days=days)
        self.clock.today = lambda: self.today  # type: ignore[method-assign]
        return self.new_day(self.today)

    def enrol_at(self, code: str) -> None:
        for more in (True, True, True, False):
            try:
                Enrolling(self.store, self.clock, self.boss).enrol(
                    code, lambda read: client_for_code(read, APP)
                )
            except CanRetry:  # the hub hears of its database's last crash only now
                if not more:
                    raise
            else:
                return

    def shot(self, n: int, form_id: str, size: int = 0) -> sealed_world.NewShot:
        return super().shot(n, form_id, size or self.photo_size)

    def end_some(self) -> None:
        """One voided, one corrected before the day is closed."""
        self.end(self.draft(), Status.VOIDED)
        old = self.accept(self.draft())
        grounds = Grounds(concern=sealed_world.GROUNDS.concern, detail="番地を直しました")
        new = self.store.open_correction(old, grounds, self.by(self.clerk))
        self.store.save_entries(new.id, {"applicant.phone": "090-0000-0001"}, self.by(self.clerk))
        self.accept(self.store.record(new.id))
        self.approve(new.id)

    def entered(self, day: Day | None = None) -> list[Entered]:
        """Every accepted application that stands, as it is kept now."""
        found = []
        for application in self.store.to_seal((day or self.day).id):
            record = self.store.record(application)
            found.append(entered_of(self.store, record.id))
        return found


def entered_of(store: SqliteStore, application: ApplicationId) -> Entered:
    record = store.record(application)

    def sha256(kind: PictureKind) -> str:
        picture = record.picture(kind)
        return (
            "" if picture is None else hashlib.sha256(store.picture_bytes(picture.id)).hexdigest()
        )

    return Entered(
        id=record.id,
        version=record.version,
        entries=entries_text(record.entries),
        photo=sha256(PictureKind.PHOTO),
        page=sha256(PictureKind.FORM_PAGE),
    )


def entries_text(entries: object) -> str:
    return json.dumps(
        {name: list(value) if isinstance(value, tuple) else value
         for name, value in dict(entries).items()},  # type: ignore[call-overload]
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip


def make_template(folder: Path) -> None:
    """A store with its people and nothing else: copied for each run."""
    booth = Booth(folder)
    booth.found()
    booth.store.close()


def copy_store(source: Path, target: Path) -> None:
    """As a backup or a disk image would hold it; nobody has it open."""
    shutil.copytree(source, target)

"""What tests, faults and benchmarks of the store need: a clock, plain keys, invented entries."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from desk.domain.application import ApplicationId, IntakeMethod, PictureKind
from desk.domain.delivery import Route, Verdict
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import By, Day, Moment, NewPicture, NewShot, Operator, StoreKey
from desk.storage.part import SearchKeys
from desk.storage.store import SqliteStore, open_store

KEY = StoreKey(bytes(range(32)))
MAIL = Verdict(Route.MAIL)
TODAY = date(2026, 11, 23)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _kana_key(text: str) -> str:
    return "".join(chr(ord(c) + 96) if "ぁ" <= c <= "ゖ" else c for c in _key(text))


def _birth(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PLAIN_KEYS = SearchKeys(name=_key, kana=_kana_key, address=_key, birth=_birth)


@dataclass
class StillClock:
    """Moves only when told to, or by a microsecond each time it is read."""

    at: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    monotonic_ns: int = 1_000_000_000
    boot_id: str = "boot-1"
    passed: timedelta = field(default=timedelta())

    def now(self) -> Moment:
        self.wait(0.000001)
        return Moment(self.at + self.passed, self.monotonic_ns, self.boot_id)

    def today(self) -> date:
        return TODAY

    def wait(self, seconds: float) -> None:
        self.passed += timedelta(seconds=seconds)
        self.monotonic_ns += int(seconds * 1e9)


@dataclass
class Booth:
    """An open store with one supervisor and a day."""

    store: SqliteStore
    clock: StillClock
    operator: Operator
    day: Day

    def by(self) -> By:
        return By(self.operator.id, self.clock.now())

    def reopen(self, folder: Path) -> None:
        self.store.close()
        self.store = open_store(folder, KEY, keys=PLAIN_KEYS, clock=self.clock)


def approve(booth: Booth, application: ApplicationId, *, looked_ms: int = 2000) -> None:
    """A supervisor looked at the chosen photo and found it right."""
    shot = booth.store.record(application).chosen_shot
    mark = ReviewMark(
        decision=Decision.APPROVED,
        reason="",
        flags=(),
        looked_ms=looked_ms,
        alone=True,
        photo_sha256=None if shot is None else shot.photo_sha256,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    booth.store.add_review(application, mark, booth.by())


def open_booth(folder: Path, clock: StillClock | None = None) -> Booth:
    clock = clock or StillClock()
    store = open_store(folder, KEY, keys=PLAIN_KEYS, clock=clock)
    known = store.operators()
    supervisor = (
        known[0] if known else store.add_operator("責任 者", "482913", supervisor=True, by=None)
    )
    by = By(supervisor.id, clock.now())
    day = store.start_day(TODAY, "K3", "みどり野市民会館", IntakeMethod.OUTREACH, by)
    return Booth(store, clock, supervisor, day)


def picture(kind: PictureKind = PictureKind.FORM_PAGE, data: bytes = b"page") -> NewPicture:
    return NewPicture(kind=kind, data=data, width_px=827, height_px=1063)


def shot(
    clock: StillClock, data: bytes = b"one", form_id: str | None = None, **evidence: Any
) -> NewShot:
    """A shot of an application with that form; `evidence` is slate, findings, measures, doubts."""
    return NewShot(
        frame=picture(PictureKind.PHOTO_FRAME, b"frame " + data),
        photo=picture(PictureKind.PHOTO, b"photo " + data),
        form_id=form_id,
        camera="fake",
        taken=clock.now(),
        **evidence,
    )

"""予備SD: a living copy of the store on a stick or card, so that a dead laptop is replaced at once.

Whatever changed is copied right away, sealed, on a thread of its own; the counter never waits for a
stick. What a stick holds is compared with the store by content, so one that was away, full or
pulled simply catches up. Nothing is removed from it but what the store itself has purged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from desk.domain.errors import CanRetry, NeedsPerson
from desk.services.ports import JAPAN, Clock, Words

T = TypeVar("T")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table, each by column."""
_log = logging.getLogger("desk.spare")
_LOOK_AGAIN_S: Final = 20.0
"""How often a stick is looked for without being asked."""
_CHUNK: Final = 20
_DAYS_AT_ONCE: Final = 1


class Kind(StrEnum):
    """What a file on the spare holds."""

    SETUP = "setup"  # settings, operators, days, keys, enrolment, reference, closings
    RECORD = "record"  # one application that is still here, with its pictures
    PAST = "past"  # the blank rows of a day's purged applications
    BATCH = "batch"  # a batch with manifest and receipt
    AUDIT = "audit"  # entries of the audit trail


@dataclass(frozen=True, slots=True)
class Portion:
    """What goes into one file."""

    kind: Kind
    key: str  # application, batch or day; "" for the set-up; "1-200" for the audit
    seq: int  # the audit's head when it was read: newer ones take the place of older ones
    rows: Rows
    images: Mapping[str, bytes] = field(default_factory=dict)

    def rows_json(self) -> bytes:
        return _canonical(self.rows)


def _canonical(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_bytes
    ).encode("utf-8", "surrogatepass")


def _bytes(value: object) -> object:
    if isinstance(value, bytes):
        return {"$b": b64encode(value).decode()}
    raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True)
class Here:
    """What the store has, by key."""

    head: int  # of the audit
    schema: int
    living: tuple[str, ...]  # applications, drafts last
    past: tuple[str, ...]  # days with purged applications
    batches: tuple[str, ...]
    open_batches: tuple[str, ...]  # those that may still change
    packets: frozenset[str]  # digests whose sealed files must be kept


class SpareSource(Protocol):
    """The store's part (storage/spare_rows.py). Call it on the store's thread."""

    def spare_here(self) -> Here: ...
    def spare_touched(self, after: int) -> tuple[frozenset[str], bool]:
        """Applications with an audit entry after that one; True: others are touched as well."""
        ...

    def spare_purged(self, applications: Sequence[str]) -> Mapping[str, str]:
        """Those of them that are purged, with their days."""
        ...

    def spare_rows(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, Rows]: ...
    def spare_image(self, sha256: str) -> bytes | None: ...
    def spare_audit(self, after: int, most: int) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Held:
    """A file on the spare, as its name tells."""

    seq: int
    digest: str


class SpareMedium(Protocol):
    """The stick (storage/spare_medium.py). Raises NeedsPerson("spare_full" | "spare_gone" |
    "spare_read_only" | "spare_error" | "spare_damaged")."""

    def held(self, kind: Kind) -> Mapping[str, Held]: ...
    def put(self, portion: Portion, digest: str, schema: int) -> None:
        """Write whole, read back from the medium and compare; then drop older ones of its key."""
        ...

    def drop(self, kind: Kind, key: str) -> None: ...
    def packets(self) -> frozenset[str]: ...
    def put_packet(self, digest: str, source: Path) -> None: ...
    def drop_packet(self, digest: str) -> None: ...


@dataclass(frozen=True, slots=True)
class SpareKey:
    """What the store keeps of its spare: enough to write, nothing to read with."""

    id: str
    recipient: str  # age1…
    mac: bytes  # shows that a file was written by this terminal

    @classmethod
    def kept(cls, settings: Mapping[str, str]) -> SpareKey | None:
        """None where no spare was ever chosen."""
        parts = [settings.get(f"spare_{name}", "") for name in ("id", "recipient", "key")]
        return cls(parts[0], parts[1], bytes.fromhex(parts[2])) if all(parts) else None

    def as_kept(self, folder: Path) -> dict[str, str]:
        return {
            "spare_id": self.id,
            "spare_recipient": self.recipient,
            "spare_key": self.mac.hex(),
            "spare_folder": str(folder),
        }

    def digest(self, portion: Portion) -> str:
        """What the rows are, for the file's name; without the key it says nothing."""
        return hmac.new(self.mac, portion.rows_json(), hashlib.sha256).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SpareHolds:
    """What lies on the stick that is plugged in."""

    place: str
    records: int  # applications with their pictures
    packets: int  # sealed, on their way


class SpareStatus(StrEnum):
    """How the spare stands."""

    OFF = "off"  # none was chosen
    ABSENT = "absent"  # not plugged in
    COPYING = "copying"
    CURRENT = "current"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class SpareState:
    """What the foot of the window says."""

    status: SpareStatus
    at: datetime | None = None  # when all was copied last
    left: int = 0
    code: str = ""  # of the trouble

    def sentence(self, words: Words) -> str:
        """「予備SDにも複製済み 17:15」."""
        at = "—" if self.at is None else f"{self.at.astimezone(JAPAN):%H:%M}"
        if self.status is SpareStatus.TROUBLE:
            return words.say(self.code, at=at)
        return words.say(f"spare_{self.status.value}", at=at, left=self.left)


class Spare:
    """Keeps a stick up to date. `on_store` runs work on the store's thread and waits for it;
    `find` answers the stick with the spare's marker, or None. `changed` is told every state, on
    the spare's own thread."""

    def __init__(
        self,
        source: SpareSource,
        key: SpareKey,
        on_store: Callable[[Callable[[], T]], T],
        find: Callable[[], SpareMedium | None],
        packet_path: Callable[[str], Path],
        clock: Clock,
        changed: Callable[[SpareState], None] = lambda _state: None,
    ) -> None:
        self._source, self._key, self._find = source, key, find
        self._on_store: Callable[[Callable[[], Any]], Any] = on_store
        self._packet_path, self._clock, self._changed = packet_path, clock, changed
        self._state = SpareState(SpareStatus.OFF)
        self._compared = False  # was everything compared since the stick was there?
        self._over: set[str] = set()  # batches that cannot change any more and are copied
        self._seen = 0  # the audit up to which all is known to be copied
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> SpareState:
        return self._state

    # the thread
    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="spare", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        """Something was kept in the store: copy it now. Costs nothing and never waits."""
        self._wake.set()

    def stop(self, wait_s: float = 2.0) -> None:
        """End after the file that is being written; a stick that hangs is left behind."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(wait_s)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.step()
            self._wake.wait(_LOOK_AGAIN_S)
            self._wake.clear()

    # one pass
    def step(self) -> SpareState:
        """Bring the stick up to date once; never raises, the state says what is wrong."""
        try:
            medium = self._find()
            if medium is None:
                self._compared = False
                return self._tell(SpareStatus.ABSENT)
            self._pass(medium)
        except (NeedsPerson, CanRetry) as error:
            self._compared = False
            return self._tell(SpareStatus.TROUBLE, code=error.code)
        except Exception as error:  # noqa: BLE001 a spare that fails never stops the counter
            _log.warning("spare failed: %s", type(error).__name__)
            self._compared = False
            return self._tell(SpareStatus.TROUBLE, code="spare_error")
        return self._state

    def _tell(self, status: SpareStatus, *, left: int = 0, code: str = "") -> SpareState:
        at = self._clock.now().utc if status is SpareStatus.CURRENT else self._state.at
        state = SpareState(status, at, left, code)
        if state != self._state:
            self._state = state
            self._changed(state)
        return state

    def _pass(self, medium: SpareMedium) -> None:
        source = self._source
        here: Here = self._on_store(source.spare_here)
        first, touched, others = not self._compared, frozenset[str](), False
        if not first:
            touched, others = self._on_store(lambda: source.spare_touched(self._seen))
        # What others refer to comes first; the audit trail says last that all of it is there.
        self._keyed(medium, here, Kind.SETUP, ("",))
        if first or others:
            self._batches(medium, here, first=first)
        self._records(
            medium, here, [each for each in here.living if first or others or each in touched]
        )
        if first:
            self._keyed(medium, here, Kind.PAST, here.past)
        self._packets(medium, here)
        self._drop_purged(medium, here)
        self._audit(medium, here)
        if self._stop.is_set():
            return
        self._seen, self._compared = here.head, True
        self._tell(SpareStatus.CURRENT)

    def _batches(self, medium: SpareMedium, here: Here, *, first: bool) -> None:
        """Those that were over when they were last compared are not looked at again."""
        if first:
            self._over.clear()
        self._keyed(medium, here, Kind.BATCH, [b for b in here.batches if b not in self._over])
        self._over = set(here.batches) - set(here.open_batches)

    def _records(self, medium: SpareMedium, here: Here, wanted: Sequence[str]) -> None:
        held = medium.held(Kind.RECORD)
        left = len(wanted)
        for portion in self._portions(Kind.RECORD, wanted, here):
            digest = self._key.digest(portion)
            if portion.key not in held or held[portion.key].digest != digest:
                self._tell(SpareStatus.COPYING, left=left)
                medium.put(self._with_images(portion), digest, here.schema)
            left -= 1

    def _keyed(self, medium: SpareMedium, here: Here, kind: Kind, keys: Sequence[str]) -> None:
        held = medium.held(kind)
        for portion in self._portions(kind, keys, here):
            digest = self._key.digest(portion)
            if portion.key not in held or held[portion.key].digest != digest:
                medium.put(portion, digest, here.schema)

    def _portions(self, kind: Kind, keys: Sequence[str], here: Here) -> Iterator[Portion]:
        """Read a few at a time, so that the counter's own work comes in between."""
        step = _DAYS_AT_ONCE if kind is Kind.PAST else _CHUNK
        for at in range(0, len(keys), step):
            if self._stop.is_set():
                return
            some = keys[at : at + step]
            found = self._on_store(lambda some=some: self._source.spare_rows(kind, some))  # type: ignore[misc]
            for key in some:
                if key in found:
                    yield Portion(kind, key, here.head, found[key])

    def _with_images(self, portion: Portion) -> Portion:
        images: dict[str, bytes] = {}
        for sha256 in sorted(images_of(portion.rows)):
            data = self._on_store(lambda sha256=sha256: self._source.spare_image(sha256))  # type: ignore[misc]
            if data is not None:  # dropped since: the next pass finds the rows changed too
                images[sha256] = data
        return replace(portion, images=images)

    def _packets(self, medium: SpareMedium, here: Here) -> None:
        there = medium.packets()
        for digest in sorted(here.packets - there):
            path = self._packet_path(digest)
            if path.exists():
                medium.put_packet(digest, path)
        for digest in sorted(there - here.packets):
            medium.drop_packet(digest)

    def _drop_purged(self, medium: SpareMedium, here: Here) -> None:
        """Only what the store says it has purged, once its blank rows are on the stick."""
        living = frozenset(here.living)
        gone = [key for key in medium.held(Kind.RECORD) if key not in living]
        purged: Mapping[str, str] = self._on_store(lambda: self._source.spare_purged(gone))
        self._keyed(medium, here, Kind.PAST, sorted(set(purged.values())))
        for key in purged:
            medium.drop(Kind.RECORD, key)

    def _audit(self, medium: SpareMedium, here: Here) -> None:
        """The new entries; many small files become one."""
        held = medium.held(Kind.AUDIT)
        spans = sorted(_span(key) for key in held)
        until = 0
        for first, last in spans:
            if first > until + 1:
                break  # a file in between is gone: write from there again
            until = max(until, last)
        small = [span for span in spans if span[1] - span[0] < AUDIT_IN_A_FILE // 2]
        if len(small) >= _MANY_SMALL:
            until = min(until, min(first for first, _ in small) - 1)
        while until < here.head:
            rows = self._on_store(
                lambda after=until: self._source.spare_audit(after, AUDIT_IN_A_FILE)  # type: ignore[misc]
            )
            if not rows:
                return
            first, last = int(rows[0]["seq"]), int(rows[-1]["seq"])
            portion = Portion(Kind.AUDIT, f"{first}-{last}", last, {"audit": rows})
            medium.put(portion, self._key.digest(portion), here.schema)
            for low, high in spans:
                if first <= low and high <= last and (low, high) != (first, last):
                    medium.drop(Kind.AUDIT, f"{low}-{high}")
            until = last


AUDIT_IN_A_FILE: Final = 4_000
_MANY_SMALL: Final = 64


def _span(key: str) -> tuple[int, int]:
    first, _, last = key.partition("-")
    return int(first), int(last)


def images_of(rows: Rows) -> frozenset[str]:
    """The pictures that these rows refer to."""
    return frozenset(
        str(row["sha256"]) for table in ("picture", "portrait") for row in rows.get(table, ())
    )


class SpareMaker(Protocol):
    """Makes a folder a spare (storage/spare_medium.py)."""

    def __call__(self, folder: Path, label: str, passphrase: str) -> SpareKey:
        """Raises NeedsPerson as SpareMedium does, and NeedsPerson("spare_taken") where another
        terminal's spare, or an older one of this, lies already."""
        ...


class SpareSettings(Protocol):
    def settings(self) -> Mapping[str, str]: ...
    def change_settings(self, changes: Mapping[str, str], by: Any) -> None: ...


def choose_spare(
    store: SpareSettings, make: SpareMaker, folder: Path, passphrase: str, by: Any
) -> SpareKey:
    """A supervisor plugs a stick in and chooses it; the passphrase opens it when it is needed.

    Call it on the store's thread. Raises what the maker raises; nothing is kept then.
    """
    key = make(folder, store.settings().get("terminal", ""), passphrase)
    store.change_settings(key.as_kept(folder), by)
    return key

"""The store as the sending engine sees it (sync.outbox): every question runs on the store's thread.

`run` takes a deed to that thread and waits for its answer; the engine has a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, TypeVar

from desk.domain.application import DayId
from desk.domain.batch import BatchState
from desk.domain.errors import DeskError
from desk.services.batch_store import BatchRow, PurgeStore
from desk.services.ports import By, Clock
from desk.services.sending import Sending
from sync.errors import NeedsPerson, Refused
from sync.outbox import LONGEST_LEASE_S, BatchWork, EarlyPacket, still_ahead
from sync.packet import packet_name
from sync.protocol import BatchId, Digest
from sync.troubles import Trouble

T = TypeVar("T")
_LEAVES: Final = (BatchState.WAITING, BatchState.SENDING, BatchState.FAILED)
UNREACHED: Final = frozenset(
    {
        Trouble.NO_LINE,
        Trouble.PORTAL,
        Trouble.PROXY_ASKS,
        Trouble.PROXY_DOWN,
        Trouble.TLS_UNKNOWN,
        Trouble.TLS_NAME,
        Trouble.TLS_EXPIRED,
        Trouble.TLS_CLOCK,
        Trouble.TLS_OTHER,
        Trouble.WRONG_HUB,
        Trouble.HUB_OLDER,
        Trouble.HUB_NEWER,
        Trouble.NOT_ENROLLED,
    }
)
"""With these the hub has not seen the manifest: the day may still be opened again."""


class Runner(Protocol):
    """Runs a deed on the store's thread and returns what it returned, or raises what it raised."""

    def __call__(self, deed: Callable[[], T]) -> T: ...


def here(deed: Callable[[], T]) -> T:
    """The runner of a program with one thread (the command line)."""
    return deed()


class EngineOutbox:
    """sync.outbox.Outbox, EarlyPackets and ReferenceShelf over the encrypted store."""

    def __init__(
        self,
        store: PurgeStore,
        clock: Clock,
        sending: Sending,
        run: Runner = here,
        day: Callable[[], DayId | None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sending = sending
        self._run = run
        self._day = day
        self._etag: str | None = None
        self._early_again_at: datetime | None = None

    # Outbox
    def due(self, now: datetime) -> BatchWork | None:
        rows = self._run(self._store.unsent)
        free = [row for row in rows if _may_leave(row, now)]
        if not free:
            return None
        row = min(free, key=lambda each: (_stamp(each.next_try_at), each.sequence))
        return BatchWork(batch=row.id, attempts=row.attempts, last_code=row.trouble)

    def lease(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        until = now + timedelta(seconds=lease_s)
        return self._run(lambda: self._store.lease_batch(batch, owner, now, until, self._by()))

    def renew(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        until = now + timedelta(seconds=lease_s)
        return self._run(lambda: self._store.renew_batch(batch, owner, until))

    def release(self, batch: BatchId, owner: str) -> None:
        self._run(lambda: self._store.release_batch(batch, owner))

    def manifest(self, batch: BatchId) -> bytes:
        return self._run(lambda: self._store.manifest(batch))

    def packet_path(self, digest: Digest) -> Path:
        return self._sending.outbox / packet_name(digest)

    def mend(self, digest: Digest) -> bool:
        """On the engine's own thread: the stick may take its time."""
        return self._sending.mend(digest)

    def carried(self) -> tuple[BatchId, ...]:
        rows = self._run(self._store.unsent)
        return tuple(row.id for row in rows if row.state is BatchState.CARRIED)

    def paused(self, batch: BatchId) -> bool:
        return self._run(lambda: self._store.batch(batch)).state not in _LEAVES

    def note_announced(self, batch: BatchId) -> None:
        self._run(lambda: self._store.note_announced(batch))

    def note_progress(self, batch: BatchId, sent_packets: int, sent_bytes: int) -> None:
        self._run(lambda: self._store.note_sent(batch, sent_packets, sent_bytes))

    def note_failure(
        self,
        batch: BatchId,
        code: str,
        facts: Mapping[str, object],
        next_try_at: datetime | None,
    ) -> None:
        self._run(
            lambda: self._store.fail_batch(
                batch, code, facts, next_try_at, self._by(), unreached=code in UNREACHED
            )
        )

    def note_contact(self, at: datetime, offset_s: float) -> None:
        self._run(lambda: self._store.note_contact(at, offset_s))

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        """Raises sync's own errors, which the engine knows."""
        try:
            self._run(lambda: self._sending.keep_receipt(batch, receipt))
        except DeskError as error:
            raise _for_the_engine(error) from error

    # EarlyPackets
    def early_packets(self, now: datetime) -> tuple[EarlyPacket, ...]:
        if still_ahead(self._early_again_at, now):
            return ()
        return self._run(self._early)

    def _early(self) -> tuple[EarlyPacket, ...]:
        day = self._day()
        if day is None or not self._sending.may_trickle(day):
            return ()
        return tuple(
            EarlyPacket(municipality=each.municipality, digest=each.digest)
            for each in self._store.to_trickle()
        )

    def note_early(self, digest: Digest) -> None:
        self._run(lambda: self._store.note_trickled(digest, self._by()))

    def note_early_failure(self, code: str, next_try_at: datetime) -> None:  # noqa: ARG002
        """In memory only: after a restart it is simply tried again."""
        self._early_again_at = next_try_at

    # ReferenceShelf
    def reference_etag(self) -> str:
        """Asked for once more after each start of the program: it costs one small answer."""
        return self._etag or ""

    def keep_reference(self, envelope: bytes, etag: str) -> None:
        try:
            self._run(lambda: self._sending.keep_reference(envelope))
        except DeskError as error:
            raise _for_the_engine(error) from error
        self._etag = etag

    def keep_key_set(self, envelope: bytes) -> None:
        try:
            self._run(lambda: self._sending.keep_key_set(envelope))
        except DeskError as error:
            raise _for_the_engine(error) from error

    def _by(self) -> By:
        return By(self._sending.operator.id, self._clock.now())


def _may_leave(row: BatchRow, now: datetime) -> bool:
    if row.state not in _LEAVES or still_ahead(row.lease_until, now, LONGEST_LEASE_S):
        return False
    if row.state is BatchState.FAILED and row.next_try_at is None:
        return False  # until a person presses the button
    return not still_ahead(row.next_try_at, now)


def _stamp(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()


def _for_the_engine(error: DeskError) -> NeedsPerson | Refused:
    """A disk that is full here is no reason to believe or disbelieve a receipt."""
    code = error.code.removeprefix("sync_")
    if code in ("disk_full", "disk_error"):
        return NeedsPerson(code, **error.facts)
    return Refused(code if code in set(Trouble) else Trouble.UNEXPECTED, **error.facts)

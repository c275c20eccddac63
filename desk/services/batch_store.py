"""What day close, sealing, sending and purge ask of the store: its rows as values, its questions.

Every deed is one transaction with its audit entry, durable when it returns (ports.Store).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from desk.domain.application import ApplicationId, DayId, OperatorId
from desk.domain.batch import BatchState, seal_code
from desk.domain.cases import Case
from desk.domain.numbers import ApplicationNumber
from desk.domain.tally import Envelope, Tally
from desk.services.key_store import ContactRow as ContactRow  # part of the same store
from desk.services.key_store import EnrolmentRow as EnrolmentRow
from desk.services.key_store import KeyStore as KeyStore
from desk.services.key_store import WrappedKey as WrappedKey
from desk.services.ports import By, Day, Store
from sync.protocol import NO_DIGEST, BatchId, Digest


# the day ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCount:
    """One counting of one envelope; every try is kept."""

    envelope: Envelope
    counted: int
    recorded: int  # what the records said at that moment; not shown before
    counter: OperatorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How far the closing of a day is; a re-opened day begins another one."""

    id: int
    day: DayId
    counts: tuple[PaperCount, ...] = ()  # the newest of each envelope
    tries: Mapping[Envelope, int] = field(default_factory=dict)
    shortage: str = ""  # 不足ありで封緘: the supervisor's reason
    shortage_by: OperatorId | None = None
    alone: str = ""  # nobody else could count: why
    alone_by: OperatorId | None = None
    batch: BatchId | None = None  # once sealed
    sealed_by: OperatorId | None = None
    sealed_at: datetime | None = None

    def count_of(self, envelope: Envelope) -> PaperCount | None:
        return next((each for each in self.counts if each.envelope is envelope), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One recorded sheet of paper, as continuous scanning looks for it."""

    application: ApplicationId
    number: ApplicationNumber
    envelope: Envelope | None  # None: still a draft, or handed back
    name: str
    form_id: str | None
    at: datetime  # when it was completed, or last changed
    operator: str  # 担当者の氏名


@dataclass(frozen=True, slots=True)
class Blocked:
    """One application that keeps the day from being sealed, and why ("drafts_open",
    "corrections_open", "not_reviewed" or "sent_back")."""

    code: str
    application: ApplicationId
    number: ApplicationNumber


class CloseStore(Store, Protocol):
    """The store with the questions of the day close."""

    def days(self) -> tuple[Day, ...]:
        """All days of this terminal, the newest first."""
        ...

    def day_tally(self, day: DayId) -> Tally:
        """The numbers of the day; of a sealed day, those that it was sealed with. `tally` says the
        same: every screen shows these."""
        ...

    def sheets(self, day: DayId) -> tuple[Sheet, ...]:
        """Every recorded sheet of a day that is not sealed, in the order of the numbers."""
        ...

    def blocked(self, day: DayId) -> tuple[Blocked, ...]: ...
    def live_cases(self) -> tuple[Case, ...]: ...
    def closing(self, day: DayId) -> Closing | None:
        """The present closing; None as long as nobody counted or scanned."""
        ...

    def begin_closing(self, day: DayId, by: By) -> Closing:
        """The present closing, or a new one. Raises Refused("day_closed")."""
        ...

    def add_paper_count(self, closing: int, count: PaperCount, by: By) -> None: ...
    def note_shortage(self, closing: int, reason: str, by: By) -> None:
        """An empty reason takes it back. Raises Refused("supervisor_only")."""
        ...

    def note_alone(self, closing: int, reason: str, by: By) -> None:
        """An empty reason takes it back. Raises Refused("supervisor_only")."""
        ...

    def begin_scan(self, closing: int, envelope: Envelope, by: By) -> None:
        """Continuous scanning of that envelope starts from nothing."""
        ...

    def note_scanned(self, closing: int, application: ApplicationId, by: By) -> bool:
        """False when that sheet was read before in this scan."""
        ...

    def scanned(self, closing: int) -> tuple[Envelope | None, frozenset[ApplicationId]]:
        """The envelope that is being scanned (None: no scan yet), and what was read."""
        ...


# sealing ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A sealed application; its bytes are `<digest>.age` in the outbox."""

    digest: Digest
    size: int
    application: ApplicationId
    municipality: str
    body: str  # SHA-256 of what was sealed and for whom: the same is not sealed again


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch as it is kept."""

    id: BatchId
    name: str  # B-1123-K3
    sequence: int
    day: DayId
    on: date
    venue: str
    terminal: str  # the certificate's UUID
    digest: Digest  # of the manifest
    previous: Digest
    packets: int
    bytes: int
    sealed_at: datetime
    sealed_by: OperatorId
    state: BatchState
    changed_at: datetime
    tally: Tally
    sent_packets: int = 0
    sent_bytes: int = 0
    lease_until: datetime | None = None
    owner: str | None = None
    sent_at: datetime | None = None  # from then on something of it may be at the hub
    attempts: int = 0  # in a row without success
    failed_at: datetime | None = None
    trouble: str = ""  # a sync.troubles.Trouble value
    facts: Mapping[str, object] = field(default_factory=dict)
    next_try_at: datetime | None = None
    carried_at: datetime | None = None
    carried_as: str = ""  # the file's name on the stick
    received_at: datetime | None = None
    purged_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""  # why it was withdrawn

    @property
    def seal_code(self) -> str:
        """封緘値, as on the tally sheet: 9F3A-77C1-0B2E."""
        return seal_code(self.digest)

    @property
    def previous_code(self) -> str:
        """前回の封緘; "" before the first."""
        return "" if not self.previous.strip("0") else seal_code(self.previous)

    @property
    def may_be_opened_again(self) -> bool:
        """Nothing of it can have left this terminal."""
        quiet = self.state in (BatchState.WAITING, BatchState.PAUSED, BatchState.FAILED)
        return quiet and self.sent_at is None and self.carried_at is None


@dataclass(frozen=True, slots=True)
class PacketPlace:
    """One packet in a batch."""

    digest: Digest
    size: int
    application: ApplicationId
    version: int
    number: str
    municipality: str
    route: str
    supersedes: ApplicationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A day as it is sealed, in one transaction with everything that follows from it."""

    id: BatchId
    name: str
    sequence: int
    closing: int
    day: Day
    terminal: str
    manifest: bytes
    digest: Digest
    previous: Digest
    enrolment: int
    packets: tuple[PacketPlace, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """A batch that was sealed and opened again."""

    batch: BatchId
    manifest: Digest
    previous: Digest
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the next manifest of a terminal continues."""

    sequence: int = 1
    previous: Digest = NO_DIGEST
    withdrawn: tuple[WithdrawnRow, ...] = ()


class SealStore(CloseStore, KeyStore, Protocol):
    """The store with what sealing needs."""

    def to_seal(self, day: DayId) -> tuple[ApplicationId, ...]:
        """The accepted applications that the day is closed with, in the order of numbers."""
        ...

    def approved_unprepared(self, day: DayId) -> tuple[ApplicationId, ...]:
        """Those that a supervisor approved and that have no packet yet."""
        ...

    def picture_data(self, sha256: str) -> bytes: ...
    def packets_of(self, application: ApplicationId) -> tuple[Packet, ...]: ...
    def keep_packets(self, packets: Sequence[Packet], by: By) -> None: ...
    def packet_digests(self) -> frozenset[Digest]:
        """Every packet that a file in the outbox may belong to."""
        ...

    def drop_loose_packets(self, application: ApplicationId, but: Digest, by: By) -> int:
        """Forget packets of it that no batch contains and that were made anew since."""
        ...

    def chain(self, terminal: str) -> Chain: ...
    def audit_head(self) -> tuple[int, str]: ...
    def batches_on(self, day: date) -> int:
        """How many were sealed on that date, withdrawn ones too."""
        ...

    def seal(self, batch: NewBatch, by: By) -> BatchRow:
        """accepted -> sealed, the day closed, the batch waiting: all or nothing. Raises
        Refused("already_sealed", …) or ("changed_meanwhile")."""
        ...

    def withdraw(self, batch: BatchId, reason: str, by: By) -> None:
        """sealed -> accepted, the day open again. Raises Refused("batch_left")."""
        ...

    def continue_day(self, batch: BatchId, reason: str, by: By) -> None: ...
    def batch(self, batch: BatchId) -> BatchRow: ...


# sending ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A verified receipt as it is kept."""

    envelope: bytes
    hub: str
    received_at: datetime  # by the hub's clock
    kept_at: datetime
    way: str  # "line" or "carried"


class SendStore(SealStore, Protocol):
    """The store with what sending, receipts and the purge need."""

    def batches(self) -> tuple[BatchRow, ...]:
        """All of them, the newest first."""
        ...

    def unsent(self) -> tuple[BatchRow, ...]:
        """Those that may still have to leave, the oldest first."""
        ...

    def manifest(self, batch: BatchId) -> bytes: ...
    def certificate_of(self, batch: BatchId) -> EnrolmentRow: ...
    def places(self, batch: BatchId) -> tuple[PacketPlace, ...]: ...
    def move_batch(self, batch: BatchId, to: BatchState, by: By) -> BatchRow: ...
    def lease_batch(
        self, batch: BatchId, owner: str, now: datetime, until: datetime, by: By
    ) -> bool: ...
    def renew_batch(self, batch: BatchId, owner: str, until: datetime) -> bool: ...
    def release_batch(self, batch: BatchId, owner: str) -> None: ...
    def release_others(self, owner: str) -> int:
        """Leases of programs that are gone: nobody else has this store open."""
        ...

    def note_announced(self, batch: BatchId) -> None:
        """The hub knows its manifest: it cannot be withdrawn any more."""
        ...

    def note_sent(self, batch: BatchId, packets: int, bytes_: int) -> None: ...
    def fail_batch(
        self, batch: BatchId, code: str, facts: Mapping[str, object],
        next_try_at: datetime | None, by: By, *, unreached: bool,
    ) -> BatchRow: ...  # fmt: skip
    def note_carried(self, batch: BatchId, name: str, by: By) -> BatchRow: ...
    def receive(
        self,
        batch: BatchId,
        receipt: ReceiptRow,
        lines: Sequence[tuple[Digest, str, Digest]],
        by: By,
    ) -> BatchRow:
        """sealed -> received with the receipt that covers every packet, in one transaction."""
        ...  # fmt: skip

    def receipt(self, batch: BatchId) -> ReceiptRow | None: ...
    def note_trickled(self, digest: Digest, by: By) -> None: ...
    def to_trickle(self) -> tuple[Packet, ...]:
        """Packets in no batch yet that are not at the hub."""
        ...

    def here(self) -> Mapping[str, tuple[int, date | None]]:
        """Why applications are still here: a code with their number and the oldest one's day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRow:
    """What a purge deleted: this stays."""

    batch: BatchId
    name: str
    at: datetime
    operator: OperatorId
    days: int  # of retention
    applications: int
    pictures: int
    files: int


class PurgeStore(SendStore, Protocol):
    """The store with what the purge does."""

    def purge_batch(self, batch: BatchId, days: int, files: int, by: By) -> DeletionRow:
        """Blank every application that the batch was closed with and delete what hangs on it."""
        ...

    def dead_packets(self) -> tuple[Digest, ...]:
        """Packets of applications that are purged: no file of theirs may stay."""
        ...

    def purge_cases(self, ended_before: date, by: By) -> int:
        """Empty the entries of cases that ended before that day (storage/cases.py)."""
        ...

    def deletions(self) -> tuple[DeletionRow, ...]: ...
    def shrink(self) -> tuple[str, ...]:
        """Empty the log into the file and remove copies made before migrations; their names."""
        ...


@dataclass(frozen=True, slots=True)
class Extension:
    """A supervisor let the counter go on although a limit was reached."""

    limit: str
    reason: str
    operator: OperatorId
    at: datetime
    until: datetime


class LimitStore(SendStore, Protocol):
    """The store with what the limits look at."""

    def extend(self, extension: Extension, by: By) -> None: ...
    def extensions(self) -> tuple[Extension, ...]: ...

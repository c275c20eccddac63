"""送信: what is sealed on its way to the hub, by line or on a stick, and what is still here.

The state of each batch stands in the store and nowhere else. A receipt, by whatever way it came, is
verified here against the very manifest that was sealed before anything moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from desk.domain.application import DayId
from desk.domain.batch import BatchState, is_unsent
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.rules import RulesByDay
from desk.services.batch_store import BatchRow, PurgeStore, ReceiptRow
from desk.services.ports import By, Clock, Day, Operator
from desk.services.recipients import venue_of
from desk.services.retention import Retention
from desk.services.sync_errors import desk_error, saying_it_here
from sync.carry import RECEIPT_SUFFIX, read_receipt, write_carry
from sync.enrolment import check_key_set
from sync.envelope import digest_of, peek
from sync.errors import Refused as SyncRefused
from sync.errors import SyncError
from sync.outbox import LONGEST_LEASE_S, still_ahead
from sync.packet import packet_name
from sync.protocol import BatchId, Digest, KeySet, Manifest, Receipt, Reference
from sync.receipts import check_receipt
from sync.reference import check_reference

Cancelled = Callable[[], bool]
CarryProgress = Callable[[int, int], None]
"""Bytes written, bytes in all."""
Mend = Callable[[Digest], bool]
"""Puts another copy of a sealed packet into its place, from the live spare; True when a verified
one lies there now. Not for the store's thread: it may wait for a stick."""
LEASE_OVER: Final = "lease_over"
"""The trouble of a batch whose lease ran out: nobody sends it any more."""
_OF_NO_USE: Final = ("sync_not_ours", "sync_reference_old")
"""Another terminal's, or what lay on the stick from before."""
_UNSENT: Final = ("unsealed", "waiting", "carried")


def no_copy(_digest: Digest) -> bool:
    """Where there is no live spare."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One batch as the sending page shows it."""

    id: BatchId
    name: str  # B-1123-K3
    on: date
    venue: str
    state: BatchState  # a lease that is over reads FAILED
    packets: int
    bytes: int
    sent_packets: int = 0
    sent_bytes: int = 0
    changed_at: datetime
    sealed_at: datetime
    seal_code: str
    trouble: str = ""  # of FAILED; the words are `sync_<trouble>`
    facts: Mapping[str, object] = field(default_factory=dict)
    attempts: int = 0
    failed_at: datetime | None = None
    next_try_at: datetime | None = None  # None: when a person asks for it
    lease_until: datetime | None = None
    carried_at: datetime | None = None
    carried_as: str = ""
    received_at: datetime | None = None
    purge_on: date | None = None  # 受領済み: deleted from that day on
    purge_needs_approval: bool = False
    purged_at: datetime | None = None
    reference_no: str = ""  # of FAILED: follows `sync_<trouble>_ref` in お問い合わせ番号
    can_send: bool = False  # 「続きから送る」
    can_pause: bool = False
    can_carry: bool = False
    can_reopen: bool = False

    @property
    def share(self) -> float:
        """0 … 1 of the bytes."""
        return self.sent_bytes / self.bytes if self.bytes else 0.0


@dataclass(frozen=True, slots=True)
class Here:
    """What is still on this terminal and why: `here_<code>` with {count} and {since}.

    held_over, draft, unsealed (accepted), waiting (sealed, unsent), carried, kept (received, until
    its retention is over), closed_out (voided, handed back, corrected).
    """

    code: str
    count: int
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """The sending page, read at one moment."""

    batches: tuple[BatchView, ...]  # newest first; withdrawn ones are left out
    here: tuple[Here, ...]
    enrolled: bool
    hub: str = ""  # its address
    last_contact: datetime | None = None
    offset_s: float | None = None
    reference_old: bool = False  # 設定データが古い: warned about, never a stop
    unsent: int = 0  # applications without a receipt, sealed or not
    unsent_bytes: int = 0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was brought on a stick: kind "receipt" (with its batch), "reference" or "key_set"."""

    kind: str
    batch: BatchRow | None = None
    again: bool = False  # it was here before


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """A batch ready to be written to a stick."""

    batch: BatchId
    name: str
    certificate: bytes
    manifest: bytes
    outbox: Path
    packets: int
    bytes: int
    mend: Mend = no_copy

    def write(
        self,
        folder: Path,
        progress: CarryProgress = lambda _done, _all: None,
        cancelled: Cancelled = lambda: False,
    ) -> Path:
        """Write, flush, read back and verify; returns the file. May run on any thread but the
        store's. A packet that was lost here is fetched from the live spare first.

        Raises NeedsPerson("sync_stick_full" | "sync_stick_gone" | "sync_stick_read_only" |
        "sync_stick_damaged" | "sync_stick_error" | "sync_packet_lost"), Refused("sync_cancelled").
        """
        mended: set[object] = set()
        while True:
            try:
                with saying_it_here():
                    return write_carry(
                        folder, self.certificate, self.manifest, self._path, progress, cancelled
                    )
            except NeedsPerson as error:
                lost = error.facts.get("digest")
                again = isinstance(lost, str) and lost not in mended
                if (
                    error.code != "sync_packet_lost"
                    or not again
                    or not self.mend(Digest(str(lost)))
                ):
                    raise
                mended.add(lost)

    def _path(self, digest: Digest) -> Path:
        return self.outbox / packet_name(digest)


class Sending:
    """The terminal's side of sending. Call it on the store's thread, but for `Carrying.write`."""

    def __init__(
        self,
        store: PurgeStore,
        clock: Clock,
        rulebook: RulesByDay,
        outbox: Path,
        operator: Operator,
        mend: Mend = no_copy,
    ) -> None:
        self._store = store
        self._clock = clock
        self.outbox = outbox
        self.mend = mend
        self.operator = operator
        self._retention = Retention(store, clock, rulebook, outbox)

    # the page
    def view(self) -> SendingView:
        rows = [row for row in self._store.batches() if row.state is not BatchState.WITHDRAWN]
        here = self._store.here()
        enrolment, contact = self._store.enrolment(), self._store.contact()
        return SendingView(
            batches=tuple(self._shown(row) for row in rows),
            here=tuple(Here(code, count, since) for code, (count, since) in sorted(here.items())),
            enrolled=enrolment is not None,
            hub="" if enrolment is None else enrolment.hub_url,
            last_contact=None if contact is None else contact.at,
            offset_s=None if contact is None else contact.offset_s,
            reference_old=self._is_reference_old(),
            unsent=sum(here[code][0] for code in _UNSENT if code in here),
            unsent_bytes=sum(row.bytes - row.sent_bytes for row in rows if is_unsent(row.state)),
        )

    def batch(self, batch: BatchId) -> BatchView:
        return self._shown(self._store.batch(batch))

    def _shown(self, row: BatchRow) -> BatchView:
        state, trouble = self._state(row)
        failed = state is BatchState.FAILED
        return BatchView(
            id=row.id,
            name=row.name,
            on=row.on,
            venue=row.venue,
            state=state,
            packets=row.packets,
            bytes=row.bytes,
            sent_packets=row.sent_packets,
            sent_bytes=row.sent_bytes,
            changed_at=row.changed_at,
            sealed_at=row.sealed_at,
            seal_code=row.seal_code,
            trouble=trouble if failed else "",
            facts=row.facts if failed else {},
            attempts=row.attempts,
            failed_at=row.failed_at or row.lease_until,
            next_try_at=row.next_try_at if failed else None,
            lease_until=row.lease_until,
            carried_at=row.carried_at,
            carried_as=row.carried_as,
            received_at=row.received_at,
            purge_on=self._retention.purge_on(row),
            purge_needs_approval=self._retention.rule.needs_approval,
            purged_at=row.purged_at,
            reference_no=_reference_no(row) if failed else "",
            can_send=is_unsent(state) and state is not BatchState.SENDING,
            can_pause=state in (BatchState.WAITING, BatchState.SENDING, BatchState.FAILED),
            can_carry=is_unsent(state),
            can_reopen=row.may_be_opened_again,
        )

    def _state(self, row: BatchRow) -> tuple[BatchState, str]:
        """「送信中」 always has an end; after it the batch reads 「送信できません」."""
        over = row.state is BatchState.SENDING and not still_ahead(
            row.lease_until, self._clock.now().utc, LONGEST_LEASE_S
        )
        return (BatchState.FAILED, LEASE_OVER) if over else (row.state, row.trouble)

    # a person's deeds
    def send_now(self, batch: BatchId) -> BatchView:
        """続きから送る: it waits for the engine at once. Also one that is paused, that failed or
        that is out on a stick. Raises MoveNotAllowed."""
        row = self._store.batch(batch)
        state, _ = self._state(row)
        if state is not BatchState.SENDING:
            self._store.move_batch(batch, BatchState.WAITING, self._by())
        return self.batch(batch)

    def pause(self, batch: BatchId) -> BatchView:
        """一時停止: the packet under way is dropped and sent again later; nothing is lost."""
        self._store.move_batch(batch, BatchState.PAUSED, self._by())
        return self.batch(batch)

    # the stick
    def carrying(self, batch: BatchId) -> Carrying:
        """Everything to write the batch onto a stick; `write` may run on any thread.

        Raises Refused("batch_unknown" | "nothing_to_carry").
        """
        row = self._store.batch(batch)
        if not is_unsent(row.state):
            raise Refused("nothing_to_carry", batch=row.name)
        return Carrying(
            batch=batch,
            name=row.name,
            packets=row.packets,
            bytes=row.bytes,
            certificate=self._store.certificate_of(batch).certificate,
            manifest=self._store.manifest(batch),
            outbox=self.outbox,
            mend=self.mend,
        )

    def note_carried(self, batch: BatchId, file: Path) -> BatchView:
        """The file was written and read back: USBで持出し中."""
        self._store.note_carried(batch, file.name, self._by())
        return self.batch(batch)

    def take_in(self, path: Path) -> tuple[TakenIn, ...]:
        """USBから取り込む: a receipt, reference data or the hub's keys; of a folder (the stick)
        everything that is meant for this terminal: no file keeps the others out.

        Raises Refused("nothing_to_take_in" | "seal_not_enrolled") and whatever sync says of a
        file, as `sync_<code>`; of a folder when the other files are taken in.
        """
        if not path.is_dir():
            return (self._take_in_file(path),)
        found, refused = [], []
        for each in self._brought(path):
            try:
                found.append(self._take_in_file(each))
            except Refused as error:
                refused.append(error)
        told = [each for each in refused if each.code not in _OF_NO_USE]
        if told:
            raise told[0]
        if not found:
            raise Refused("nothing_to_take_in")
        return tuple(found)

    def _brought(self, folder: Path) -> Iterable[Path]:
        """Keys before what they sign."""
        with saying_it_here():
            names = sorted(folder.glob("*.json"))
        return (
            *(each for each in names if not each.name.endswith(RECEIPT_SUFFIX)),
            *(each for each in names if each.name.endswith(RECEIPT_SUFFIX)),
        )

    def _take_in_file(self, path: Path) -> TakenIn:
        with saying_it_here():
            data = read_receipt(path)
            for kind, take in (
                (Receipt, self._take_receipt),
                (KeySet, self._take_key_set),
                (Reference, self._take_reference),
            ):
                try:
                    peek(data, kind)
                except SyncRefused:
                    continue
                return take(data)
        raise Refused("sync_not_ours")

    def _take_receipt(self, data: bytes) -> TakenIn:
        batch = BatchId(peek(data, Receipt).batch)
        try:
            before = self._store.batch(batch)
        except Refused as error:
            raise Refused("sync_not_ours") from error
        if before.state is BatchState.WITHDRAWN:  # the power went before its file was noted
            raise Refused("sync_not_ours")
        row = self.keep_receipt(batch, data, way="carried")
        return TakenIn("receipt", row, again=before.state is row.state)

    def _take_key_set(self, data: bytes) -> TakenIn:
        return TakenIn("key_set", again=not self.keep_key_set(data))

    def _take_reference(self, data: bytes) -> TakenIn:
        return TakenIn("reference", again=not self.keep_reference(data))

    # what the hub signed
    def keep_receipt(self, batch: BatchId, receipt: bytes, way: str = "line") -> BatchRow:
        """Verify a receipt once more and move the batch to 受領済み, all in one transaction.

        Raises Refused("sync_receipt_wrong"); then nothing has moved.
        """
        row = self._store.batch(batch)
        if row.state in (BatchState.RECEIVED, BatchState.PURGED):
            return row
        manifest = self._store.manifest(batch)
        root = self._store.certificate_of(batch).root
        try:
            kept = check_receipt(
                receipt, peek(manifest, Manifest), digest_of(manifest), self._keys(root)
            )
        except SyncError as error:
            raise desk_error(error) from error
        now = self._clock.now()
        as_kept = ReceiptRow(
            envelope=receipt, hub=kept.hub, received_at=kept.received_at, kept_at=now.utc, way=way
        )
        lines = [(Digest(e.digest), e.outcome, Digest(e.first)) for e in kept.packets]
        return self._store.receive(batch, as_kept, lines, By(self.operator.id, now))

    def keep_key_set(self, envelope: bytes) -> bool:
        """False when ours is as new. Raises Refused when the pinned root did not sign it."""
        root = self._root()
        with saying_it_here():
            key_set = check_key_set(envelope, root)
        return self._store.keep_key_set(root, key_set.serial, envelope, self._by())

    def keep_reference(self, envelope: bytes) -> bool:
        """False when ours is the same. Raises Refused("sync_reference_forged" |
        "sync_reference_old")."""
        root = self._root()
        kept = self._store.reference(root)
        with saying_it_here():
            reference = check_reference(envelope, self._keys(root), -1 if kept is None else kept[0])
        return self._store.keep_reference(root, reference.serial, envelope, self._by())

    def reference(self) -> Reference | None:
        """The reference data that are here; None before there are any."""
        enrolment = self._store.enrolment()
        kept = None if enrolment is None else self._store.reference(enrolment.root)
        return None if kept is None else peek(kept[1], Reference)

    def _is_reference_old(self) -> bool:
        reference = self.reference()
        return reference is not None and self._clock.now().utc > reference.warn_after

    def _root(self) -> str:
        enrolment = self._store.enrolment()
        if enrolment is None:
            raise Refused("seal_not_enrolled")
        return enrolment.root

    def _keys(self, root: str) -> KeySet:
        known = self._store.key_set(root)
        if known is None:
            raise Refused("seal_not_enrolled")
        return check_key_set(known[1], root)

    # before the day is closed
    def may_trickle(self, day: DayId) -> bool:
        """Packets may leave during the day: the reference data allow it for the venue, or the
        terminal's own setting names it."""
        found = next((each for each in self._days() if each.id == day), None)
        if found is None or found.closed:
            return False
        own = self._store.settings().get("trickle_venues", "").splitlines()
        reference = self.reference()
        venue = None if reference is None else venue_of(reference, found.venue)
        return found.venue in own or (venue is not None and venue.may_trickle)

    def _days(self) -> tuple[Day, ...]:
        return self._store.days()

    def _by(self) -> By:
        return By(self.operator.id, self._clock.now())


def _reference_no(row: BatchRow) -> str:
    """The hub's own number when it gave one, else what the help desk can look up."""
    request = row.facts.get("request")
    if isinstance(request, str) and request:
        return request
    return row.id[-4:].upper()

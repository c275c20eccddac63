"""封緘: every application of the day becomes a packet; one manifest, signed twice, covers them.

Packets are made first, each a whole file with its row; then one transaction seals the day with the
manifest. Killed anywhere, the next try finds the packets that are there and makes the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from desk.domain.application import ApplicationId
from desk.domain.batch import batch_name
from desk.domain.errors import DeskError, NeedsPerson, Refused
from desk.domain.rules import RulesByDay
from desk.services.batch_store import (
    BatchRow,
    Closing,
    NewBatch,
    Packet,
    PacketPlace,
    SealStore,
)
from desk.services.day_close import CloseView, DayClose, check_can_seal
from desk.services.day_manifest import DayFacts, manifest_of
from desk.services.packet_body import Body, body_of
from desk.services.ports import By, Clock, Day, Moment, Operator
from desk.services.recipients import municipality_of, venue_of
from desk.services.sync_errors import desk_error, disk_error, saying_it_here
from sync.enrolment import check_certificate, check_key_set
from sync.envelope import digest_of
from sync.errors import NeedsPerson as SyncNeedsPerson
from sync.errors import SyncError
from sync.keys import SigningKey
from sync.manifest import sign_manifest
from sync.packet import StatementFacts, packet_name, seal_packet
from sync.protocol import (
    BatchId,
    Certificate,
    Reference,
)
from sync.reference import check_reference, recipients_for
from sync.whole_file import make_folder

Progress = Callable[[int, int], None]
"""Packets made, packets in all. Called on the thread that seals."""
WORKERS: Final = 2
AHEAD: Final = 4
"""Applications in memory at once, however long the day was."""
ROWS_AT_ONCE: Final = 20
_LEFT_BEHIND: Final = (".new", ".part")


@dataclass(frozen=True, slots=True)
class Unready:
    """Why this terminal cannot seal at all: "not_enrolled", "reference_missing" or "no_recipient"
    (`municipality`); the records stay, and everything else goes on. Words: `seal_<code>`."""

    code: str
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class _Kit:
    """Everything that signing and sealing need, read once."""

    enrolment: int
    certificate: Certificate
    key: SigningKey
    reference: Reference
    venue: str  # the code of the venue's municipality

    def recipients(self, municipality: str) -> tuple[str, str]:
        """Raises Refused("seal_no_recipient")."""
        try:
            return recipients_for(self.reference, municipality)
        except SyncNeedsPerson as error:
            raise Refused("seal_no_recipient", municipality=municipality) from error

    def municipality(self, body: Body) -> str:
        address = body.record.entries.get("applicant.address", "")
        return municipality_of(str(address), self.reference, self.venue)


class Sealing:
    """Seals days. Call it on the store's thread, off the window's: 200 applications take some
    2 s, and `progress` says how far it is."""

    def __init__(
        self, store: SealStore, clock: Clock, rulebook: RulesByDay, outbox: Path, app: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._outbox = outbox
        self._app = app

    def unready(self, day: Day) -> Unready | None:
        """What keeps this terminal from sealing, before anybody counts paper for nothing."""
        try:
            kit = self._kit(day)
            kit.recipients(kit.venue)
        except Refused as error:
            code = error.code.removeprefix("seal_")
            return Unready(code, str(error.facts.get("municipality", "")))
        return None

    def tidy(self) -> int:
        """At the start of the program: remove files of an interrupted sealing; how many."""
        if not self._outbox.is_dir():
            return 0
        known = {packet_name(digest) for digest in self._store.packet_digests()}
        gone = 0
        with saying_it_here():
            for path in self._outbox.iterdir():
                if path.name not in known and path.suffix in (".age", *_LEFT_BEHIND):
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def prepare_next(self, day: Day, by: Operator) -> ApplicationId | None:
        """Make the packet of one approved application ahead; None when there is none left."""
        waiting = self._store.approved_unprepared(day.id)
        if not waiting:
            return None
        at = self._clock.now()
        with saying_it_here():
            make_folder(self._outbox)
        for _ in self._packets(self._kit(day), waiting[:1], By(by.id, at)):
            pass
        return waiting[0]

    def seal(
        self,
        day: Day,
        supervisor: Operator,
        pin: str,
        progress: Progress = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> BatchRow:
        """Seal the day. All or nothing; killed anywhere, a second try goes on with the packets
        that are there.

        Raises Refused("supervisor_only" | "close_…" | "already_sealed" | "seal_not_enrolled" |
        "seal_reference_missing" | "seal_no_recipient" | "seal_cancelled" | "changed_meanwhile"),
        NeedsPerson("pin_wrong" | "pin_locked" | "disk_full" | "disk_error").
        """
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        view = self._view(day, supervisor)
        kit = self._kit(day)
        signer = self._supervisor_key(supervisor, pin)
        with saying_it_here():
            make_folder(self._outbox)
        by = By(supervisor.id, self._clock.now())
        wanted = self._store.to_seal(day.id)
        places: list[PacketPlace] = []
        progress(0, len(wanted))
        with closing(self._packets(kit, wanted, by)) as made:
            for place in made:
                places.append(place)
                progress(len(places), len(wanted))
                if cancelled():
                    raise Refused("seal_cancelled")
        row = self._seal(day, view, kit, signer, tuple(places), supervisor)
        self._forget_others(places, by)
        return row

    def _view(self, day: Day, supervisor: Operator) -> CloseView:
        view = DayClose(self._store, self._clock, supervisor, day).view()
        if view.batch is not None:
            names = {each.id: each.name for each in self._store.operators()}
            who = names.get(view.batch.sealed_by, "")
            raise Refused("already_sealed", batch=view.batch.name, who=who)
        check_can_seal(view)
        return view

    # keys and reference data
    def _kit(self, day: Day) -> _Kit:
        enrolment, key = self._store.enrolment(), self._store.terminal_key()
        known = None if enrolment is None else self._store.key_set(enrolment.root)
        if enrolment is None or key is None or known is None:
            raise Refused("seal_not_enrolled")
        kept = self._store.reference(enrolment.root)
        if kept is None:
            raise Refused("seal_reference_missing")
        try:
            key_set = check_key_set(known[1], enrolment.root)
            certificate = check_certificate(enrolment.certificate, key_set)
            reference = check_reference(kept[1], key_set)
        except SyncError as error:
            raise desk_error(error) from error
        venue = venue_of(reference, day.venue)
        return _Kit(
            enrolment.id,
            certificate,
            SigningKey(key),
            reference,
            certificate.municipality if venue is None else venue.municipality,
        )

    def _supervisor_key(self, supervisor: Operator, pin: str) -> SigningKey:
        """Made at the first sealing, or anew when the PIN that closed it is no more."""
        if not self._store.check_pin(supervisor.id, pin, self._clock.now()):
            raise NeedsPerson("pin_wrong")
        kept = self._store.open_supervisor_key(supervisor.id, pin)
        if kept is None:
            by = By(supervisor.id, self._clock.now())
            kept = self._store.new_supervisor_key(supervisor.id, pin, by)
        return SigningKey(kept)

    # packets
    def _packets(
        self, kit: _Kit, wanted: Iterable[ApplicationId], by: By
    ) -> Generator[PacketPlace, None, None]:
        """One place after another in the order that was asked for; rows are kept in groups, and
        what was made is kept also when something breaks or somebody stops."""
        fresh: list[Packet] = []
        try:
            with ThreadPoolExecutor(WORKERS, thread_name_prefix="seal") as pool:
                for place, packet in self._in_order(kit, wanted, by.at, pool):
                    if packet is not None:
                        fresh.append(packet)
                    if len(fresh) == ROWS_AT_ONCE:
                        self._store.keep_packets(tuple(fresh), by)
                        fresh.clear()
                    yield place
        finally:
            if fresh:
                self._store.keep_packets(tuple(fresh), by)

    def _in_order(
        self, kit: _Kit, wanted: Iterable[ApplicationId], at: Moment, pool: ThreadPoolExecutor
    ) -> Iterator[tuple[PacketPlace, Packet | None]]:
        """The store is read here, on its thread; encrypting and flushing run beside it."""
        under_way: deque[tuple[Body, Future[Packet] | Packet]] = deque()
        for application in wanted:
            body = body_of(self._store, application)
            under_way.append((body, self._made_or_making(kit, body, at, pool)))
            if len(under_way) == AHEAD:
                yield _finished(*under_way.popleft())
        while under_way:
            yield _finished(*under_way.popleft())

    def _made_or_making(
        self, kit: _Kit, body: Body, at: Moment, pool: ThreadPoolExecutor
    ) -> Future[Packet] | Packet:
        municipality = kit.municipality(body)
        recipients = kit.recipients(municipality)
        digest = body.digest(municipality, *recipients, kit.certificate.terminal, kit.key.public)
        for packet in self._store.packets_of(body.record.id):
            if packet.body == digest and self._is_whole(packet):
                return packet
        return pool.submit(self._make, kit, body, municipality, recipients, digest, at)

    def _is_whole(self, packet: Packet) -> bool:
        """Its bytes were flushed before its row was kept; the sender hashes them again."""
        try:
            return (self._outbox / packet_name(packet.digest)).stat().st_size == packet.size
        except OSError:
            return False

    def _make(
        self,
        kit: _Kit,
        body: Body,
        municipality: str,
        recipients: tuple[str, str],
        digest: str,
        at: Moment,
    ) -> Packet:
        record = body.record
        facts = StatementFacts(
            application=record.id,
            version=record.version,
            number=record.number.full,
            municipality=municipality,
            terminal=kit.certificate.terminal,
            day=record.number.day,
            sealed_at=at.utc,
        )
        made = seal_packet(self._outbox, facts, body.application, body.files, kit.key, recipients)
        return Packet(
            digest=made.digest,
            size=made.size,
            application=record.id,
            municipality=municipality,
            body=digest,
        )

    def _forget_others(self, places: Iterable[PacketPlace], by: By) -> None:
        """Packets that were made ahead and no longer fit; the day is sealed, so a file that
        cannot be removed now is removed at the next start."""
        dropped = sum(
            self._store.drop_loose_packets(each.application, each.digest, by) for each in places
        )
        if dropped:
            try:
                self.tidy()
            except DeskError:
                return

    # the manifest
    def _seal(
        self,
        day: Day,
        view: CloseView,
        kit: _Kit,
        signer: SigningKey,
        places: tuple[PacketPlace, ...],
        supervisor: Operator,
    ) -> BatchRow:
        counted = self._store.closing(day.id)
        if counted is None:
            raise Refused("changed_meanwhile")
        by = By(supervisor.id, self._clock.now())
        chain = self._store.chain(kit.certificate.terminal)
        contact = self._store.contact()
        manifest = manifest_of(
            DayFacts(
                batch=new_batch_id(by.at),
                day=day,
                tally=view.tally,
                closing=counted,
                chain=chain,
                missing=self._missing(day, counted),
                certificate=kit.certificate,
                supervisor_key=signer.public,
                audit=self._store.audit_head(),
                clock_offset_s=None if contact is None else contact.offset_s,
                rules=self._rulebook.on(day.on).version,
                app=self._app,
            ),
            places,
            by,
        )
        try:
            envelope = sign_manifest(manifest, kit.key, signer)
        except SyncError as error:
            raise desk_error(error) from error
        batch = NewBatch(
            id=BatchId(manifest.batch),
            name=batch_name(day.on, kit.certificate.label, self._store.batches_on(day.on) + 1),
            sequence=chain.sequence,
            closing=counted.id,
            day=day,
            terminal=kit.certificate.terminal,
            manifest=envelope,
            digest=digest_of(envelope),
            previous=chain.previous,
            enrolment=kit.enrolment,
            packets=places,
            tally=view.tally,
        )
        return self._store.seal(batch, by)

    def _missing(self, day: Day, counted: Closing) -> tuple[str, ...]:
        """The numbers that continuous scanning did not find, where there was one."""
        envelope, read = self._store.scanned(counted.id)
        if envelope is None:
            return ()
        return tuple(
            sheet.number.full
            for sheet in self._store.sheets(day.id)
            if sheet.envelope is envelope and sheet.application not in read
        )


def new_batch_id(at: Moment) -> BatchId:
    """A UUIDv7 of our own clock, as every id of the store."""
    milliseconds = int(at.utc.timestamp() * 1000) & (1 << 48) - 1
    number = milliseconds << 80 | uuid4().int & (1 << 80) - 1
    number = number & ~(0xF << 76) | 7 << 76
    number = number & ~(0b11 << 62) | 0b10 << 62
    return BatchId(str(UUID(int=number)))


def _finished(body: Body, made: Future[Packet] | Packet) -> tuple[PacketPlace, Packet | None]:
    """Waits for a packet under way; the second is None for one that was here already."""
    try:
        packet = made.result() if isinstance(made, Future) else made
    except SyncError as error:
        raise desk_error(error) from error
    except OSError as error:
        raise disk_error(error) from error
    record = body.record
    place = PacketPlace(
        digest=packet.digest,
        size=packet.size,
        application=record.id,
        version=record.version,
        number=record.number.full,
        municipality=packet.municipality,
        route="" if record.route is None else record.route.value,
    )
    return place, packet if isinstance(made, Future) else None

"""Terminal and hub together, in any order of taking in, closing, opening again, sending over a line
that drops things, crashing, carrying, purging, and a twin restored from a copy: every accepted
application is on the terminal or covered by a verified receipt, once, with the bytes it was sealed
with."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from desk.domain.application import ALLOWED, ApplicationId, Status
from desk.domain.batch import BatchState, is_unsent
from desk.domain.errors import DeskError, MoveNotAllowed
from desk.services.engine_outbox import EngineOutbox
from desk.services.hub_client import client_of
from sync.engine import Engine
from sync.enrolment import EnrolmentCode
from sync.envelope import digest_of, peek
from sync.hub.importing import import_carried
from sync.hub.objects import ObjectKey
from sync.hub.store import batches as batch_rows
from sync.hub.store import tables
from sync.key_set import check_key_set
from sync.keys import SealingKey
from sync.packet import open_packet, packet_name
from sync.protocol import BatchId, Certificate, Digest, Manifest
from sync.receipts import check_receipt
from tests.fakes.flaky_line import FlakyLine
from tests.faults.line.booth import APP, Booth, Entered, entered_of, entries_text, make_template
from tests.hub.hub_world import InProcessHub
from tests.sealed_world import BOSS_PIN, ELSEWHERE, GROUNDS, HERE, REASON
from tests.storage.storage_world import TODAY

REQUESTS: Final = (
    "GET /v1/hello",
    "POST /v1/session",
    "GET /v1/reference",
    "POST /v1/batches",
    "PUT /v1/packets",
    "POST /v1/batches/",
)
DROPS: Final = ("nothing", "nothing", "request", "reply", "half reply", "twice", "unplugged")
WHERE: Final = st.sampled_from([HERE, ELSEWHERE])
ONE: Final = st.integers(0, 9)


class Crash(BaseException):
    """The power goes; `folder` is the disk as it was: no rollback, no release, no tidying."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder


class Hub:
    """One real hub and a line to it, for all examples."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = SealingKey.new()
        self.world = InProcessHub(folder / "hub")
        self.world.start()
        for code, name in ((HERE, "みどり野市"), (ELSEWHERE, "青葉町")):
            self.world.add_municipality(code, self.office.recipient, name=name)
        port = int(self.world.url.rpartition(":")[2])
        self.line = FlakyLine("127.0.0.1", port)
        self.template = folder / "template"
        make_template(self.template)
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        self.labels = ("".join(each) for each in itertools.product(letters, repeat=4))

    def code(self, label: str) -> str:
        hub = self.world.hub
        code = hub.enrolling.make_code(label=label, municipality=HERE)
        return EnrolmentCode(url=self.line.url, code=code, root=hub.keys.root_id).text()

    def restart(self) -> None:
        self.world.stop()
        self.world.start()
        self.line.upstream = ("127.0.0.1", int(self.world.url.rpartition(":")[2]))

    def close(self) -> None:
        self.line.close()
        self.world.stop()


def _copy_what_is_there(source: str, target: str) -> None:
    """A packet under way has another name a moment later."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


class Desk:
    """One terminal, or its twin, and what must be true of it."""

    def __init__(self, booth: Booth, accepted: dict[ApplicationId, Entered]) -> None:
        self.booth = booth
        self.accepted = accepted
        self.statuses: dict[ApplicationId, Status] = {}

    @property
    def folder(self) -> Path:
        return self.booth.folder

    def sent(self) -> Engine:
        booth = self.booth
        box = EngineOutbox(booth.store, booth.clock, booth.sending, day=lambda: booth.day.id)
        return Engine(
            lambda: client_of(booth.store, APP),
            box,
            lambda: booth.clock.now().utc,
            shelf=box,
            early=box,
            random=lambda: 0.0,
            owner="one",
        )

    def copied(self, target: Path) -> Path:
        """As the disk holds it at this very moment."""
        shutil.copytree(self.folder, target, copy_function=_copy_what_is_there)
        return target

    def reopened(self, folder: Path) -> None:
        """On `folder`, with the clock going on."""
        clock, today, serial = self.booth.clock, self.booth.today, self.booth.serial
        self.booth.store.close()
        booth = Booth(folder, self.booth.label, clock=clock)
        booth.today, booth.serial = today, serial
        booth.sealing.tidy()
        booth.retention.sweep()
        booth.store.release_others("one")
        self.booth = booth


class Together(RuleBasedStateMachine):
    """Remembers what was accepted; the two ends must agree with it after every step."""

    hub: ClassVar[Hub]

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(dir=self.hub.folder))
        self._names = itertools.count()
        self.stick = self.scratch / "stick"
        self.stick.mkdir()
        folder = self.new_folder()
        shutil.copytree(self.hub.template, folder)
        booth = Booth(folder, next(self.hub.labels))
        booth.today = TODAY
        booth.new_day(TODAY)
        booth.enrol_at(self.hub.code(booth.label))
        booth.store.change_settings({"trickle_venues": booth.day.venue}, booth.by())
        self.desks = [Desk(booth, {})]
        self.manifests: dict[BatchId, Digest] = {}
        self.opened: dict[ObjectKey, Entered] = {}
        self.unnoted: set[BatchId] = set()
        self.hub.line.all_well()

    def teardown(self) -> None:
        for desk in self.desks:
            desk.booth.store.close()
        self.hub.line.all_well()
        shutil.rmtree(self.scratch)

    def new_folder(self) -> Path:
        return self.scratch / f"desk-{next(self._names)}"

    def desk(self, number: int) -> Desk:
        return self.desks[number % len(self.desks)]

    # the counter ----------------------------------------------------------------------------
    @rule(number=ONE, where=WHERE, reviewed=st.sampled_from([True, True, True, False]))
    def accept(self, number: int, where: str, reviewed: bool) -> None:
        desk = self.desk(number)
        if self.is_closed(desk):
            return
        address = "青葉町中央1番地" if where == ELSEWHERE else "みどり野市本町2番地"
        application = desk.booth.accept(desk.booth.draft(applicant__address=address))
        if reviewed:
            desk.booth.approve(application)
        desk.accepted[application] = entered_of(desk.booth.store, application)

    @rule(number=ONE)
    def review(self, number: int) -> None:
        desk = self.desk(number)
        for application in self.standing(desk, Status.ACCEPTED):
            desk.booth.approve(application)

    @rule(number=ONE)
    def void(self, number: int) -> None:
        desk = self.desk(number)
        for application in self.standing(desk, Status.ACCEPTED)[:1]:
            desk.booth.end(desk.booth.store.record(application), Status.VOIDED)
            del desk.accepted[application]

    @rule(number=ONE)
    def correct(self, number: int) -> None:
        desk = self.desk(number)
        store = desk.booth.store
        for old in self.standing(desk, Status.ACCEPTED)[:1]:
            new = store.open_correction(old, GROUNDS, desk.booth.by())
            store.save_entries(new.id, {"applicant.phone": "090-0000-0000"}, desk.booth.by())
            desk.booth.approve(desk.booth.accept(store.record(new.id)))
            del desk.accepted[old]
            desk.accepted[new.id] = entered_of(store, new.id)

    def standing(self, desk: Desk, status: Status) -> list[ApplicationId]:
        store = desk.booth.store
        return [each for each in desk.accepted if store.record(each).status is status]

    def is_closed(self, desk: Desk) -> bool:
        return next(e.closed for e in desk.booth.store.days() if e.id == desk.booth.day.id)

    # the end of the day ---------------------------------------------------------------------
    @rule(number=ONE)
    def prepare_ahead(self, number: int) -> None:
        desk = self.desk(number)
        if not self.is_closed(desk):
            desk.booth.sealing.prepare_next(desk.booth.day, desk.booth.boss)

    @rule(number=ONE, crash_at=st.sampled_from([None, None, None, 1, 2, 3]))
    def close_and_seal(self, number: int, crash_at: int | None) -> None:
        desk = self.desk(number)
        if self.is_closed(desk):
            return

        def progress(done: int) -> None:
            if done == crash_at:
                raise Crash(desk.copied(self.new_folder()))

        def seal() -> None:
            desk.booth.count()
            desk.booth.sealing.seal(
                desk.booth.day, desk.booth.boss, BOSS_PIN, lambda done, _all: progress(done)
            )

        try:
            seal()
        except DeskError as error:
            assert error.code.startswith("close_"), error  # noqa: PT017
        except Crash as crash:
            desk.reopened(crash.folder)

    @rule(number=ONE)
    def reopen(self, number: int) -> None:
        desk = self.desk(number)
        view = desk.booth.close().view()
        try:
            desk.booth.close().reopen(REASON)
        except DeskError:
            assert not view.may_be_opened_again
        else:
            assert view.may_be_opened_again

    @rule(number=ONE, days=st.sampled_from([0, 1, 8]))
    def go_on(self, number: int, days: int) -> None:
        """A late applicant today, or another day."""
        desk = self.desk(number)
        if days:
            desk.booth.next_day(days)
        elif desk.booth.close().view().batch is not None:
            desk.booth.close().continue_day(REASON)

    # the line -------------------------------------------------------------------------------
    @rule(
        number=ONE,
        drop=st.sampled_from(DROPS),
        to=st.sampled_from(REQUESTS),
        skip=st.sampled_from([0, 0, 1]),
        crash_at=st.sampled_from([None, None, 1, 2, 3, 5]),
    )
    def send(self, number: int, drop: str, to: str, skip: int, crash_at: int | None) -> None:
        desk = self.desk(number)
        self.make_nasty(drop, to, skip)
        engine = desk.sent()
        told = itertools.count(1)

        def progress(_progress: object) -> None:
            turn = next(told)
            if turn == crash_at:
                raise Crash(desk.copied(self.new_folder()))
            if drop == "unplugged" and turn == skip + 1:
                self.hub.line.unplug()

        engine._tell = progress
        try:
            engine.step()
        except Crash as crash:
            desk.reopened(crash.folder)
        finally:
            engine.close()
            self.hub.line.all_well()
            if drop == "unplugged":
                self.hub.line.unplug()
                self.hub.line.restore()

    def make_nasty(self, drop: str, to: str, skip: int) -> None:
        line = self.hub.line
        if drop == "request":
            line.cut_request(to, at=100, skip=skip)
        elif drop == "reply":
            line.drop_reply(to, skip=skip)
        elif drop == "half reply":
            line.half_reply(to, at=120, skip=skip)
        elif drop == "twice":
            line.duplicate(to, times=3, skip=skip)

    @rule(number=ONE)
    def press_send(self, number: int) -> None:
        desk = self.desk(number)
        for row in desk.booth.store.unsent():
            desk.booth.sending.send_now(row.id)

    @rule(number=ONE)
    def pause(self, number: int) -> None:
        desk = self.desk(number)
        for row in desk.booth.store.unsent()[:1]:
            try:
                desk.booth.sending.pause(row.id)
            except MoveNotAllowed:
                assert row.state is BatchState.CARRIED

    @rule(number=ONE)
    def restart(self, number: int) -> None:
        desk = self.desk(number)
        desk.reopened(desk.folder)

    @rule()
    def restart_the_hub(self) -> None:
        self.hub.restart()

    # the stick ------------------------------------------------------------------------------
    @rule(number=ONE, noted=st.sampled_from([True, True, False]))
    def carry_out(self, number: int, noted: bool) -> None:
        """Or the power goes when the file is there and before that is noted."""
        desk = self.desk(number)
        for row in desk.booth.store.unsent()[:1]:
            file = desk.booth.sending.carrying(row.id).write(self.stick)
            if noted:
                desk.booth.sending.note_carried(row.id, file)
            else:
                self.unnoted.add(row.id)

    @rule(damaged=st.sampled_from([False, False, True]))
    def carry_in(self, damaged: bool) -> None:
        for file in sorted(self.stick.glob("*.machikado")):
            good = file.read_bytes()
            if damaged:
                file.write_bytes(good[: len(good) * 2 // 3])
            done = import_carried(self.hub.world.hub, file, self.stick)
            assert damaged or done.outcome in ("received", "already"), done
            file.write_bytes(good)

    @rule(number=ONE)
    def take_receipts(self, number: int) -> None:
        desk = self.desk(number)
        try:
            desk.booth.sending.take_in(self.stick)
        except DeskError as error:
            assert error.code in ("nothing_to_take_in", "sync_receipt_wrong")  # noqa: PT017

    # afterwards -----------------------------------------------------------------------------
    @rule(number=ONE, days=st.sampled_from([0, 8]))
    def purge(self, number: int, days: int) -> None:
        desk = self.desk(number)
        if days:
            desk.booth.next_day(days)
        desk.booth.retention.purge_due(desk.booth.boss)

    @rule()
    def restore_a_twin(self) -> None:
        if len(self.desks) > 1:
            return
        one = self.desks[0]
        folder = one.copied(self.new_folder())
        twin = Booth(folder, one.booth.label)
        twin.clock.passed = one.booth.clock.passed
        twin.today, twin.serial = one.booth.today, one.booth.serial
        if one.booth.clock.today() != TODAY:
            twin.clock.today = lambda: twin.today  # type: ignore[method-assign]
        self.desks.append(Desk(twin, dict(one.accepted)))

    # the promises ---------------------------------------------------------------------------
    @invariant()
    def every_accepted_one_is_here_or_covered(self) -> None:
        for desk in self.desks:
            for application, entered in desk.accepted.items():
                record = desk.booth.store.record(application)
                if record.status in (Status.RECEIVED, Status.PURGED):
                    self.is_covered(desk, entered)
                if record.status is not Status.PURGED:
                    assert entered_of(desk.booth.store, application) == entered
                    assert record.status in (Status.ACCEPTED, Status.SEALED, Status.RECEIVED)

    def is_covered(self, desk: Desk, entered: Entered) -> None:
        """By a receipt that verifies, and the packet at the hub opens to what was entered."""
        held = list(self.held(entered))
        assert len(held) == 1, f"{entered.id} is at the hub {len(held)} times"
        if held[0] not in self.opened:
            data = b"".join(self.hub.world.hub.objects.chunks(held[0]))
            assert hashlib.sha256(data).hexdigest() == held[0].digest
            self.opened[held[0]] = self.read(desk, data)
        assert self.opened[held[0]] == entered

    def read(self, desk: Desk, data: bytes) -> Entered:
        enrolment = desk.booth.store.enrolment()
        assert enrolment is not None
        key = peek(enrolment.certificate, Certificate).key.public
        packet = open_packet(io.BytesIO(data), self.hub.office, [key])
        body = json.loads(packet.application)
        files = {each.name: hashlib.sha256(each.data).hexdigest() for each in packet.files}
        return Entered(
            id=body["id"],
            version=body["version"],
            entries=entries_text(body["entries"]),
            photo=files.get("photo.jpg", ""),
            page=files.get("form_page.jpg", ""),
        )

    def held(self, entered: Entered) -> Iterator[ObjectKey]:
        packets = tables.packets
        query = select(packets).where(
            packets.c.application == entered.id, packets.c.version == entered.version
        )
        with self.hub.world.hub.database.reading() as connection:
            for row in connection.execute(query).all():
                yield ObjectKey(row.municipality, Digest(row.digest))

    @invariant()
    def receipts_cover_their_batches(self) -> None:
        for desk in self.desks:
            store = desk.booth.store
            enrolment = store.enrolment()
            assert enrolment is not None
            known = store.key_set(enrolment.root)
            assert known is not None
            keys = check_key_set(known[1], enrolment.root)
            for row in store.batches():
                receipt = store.receipt(row.id)
                done = row.state in (BatchState.RECEIVED, BatchState.PURGED)
                assert done == (receipt is not None)
                if receipt is not None:
                    envelope = store.manifest(row.id)
                    manifest = peek(envelope, Manifest)
                    check_receipt(receipt.envelope, manifest, digest_of(envelope), keys)
                    assert self.at_hub(row.id) == receipt.envelope

    def at_hub(self, batch: BatchId) -> bytes | None:
        with self.hub.world.hub.database.reading() as connection:
            kept = batch_rows.find_receipt(connection, HERE, batch)
        return None if kept is None else kept.receipt

    @invariant()
    def what_is_sealed_never_changes(self) -> None:
        for desk in self.desks:
            for row in desk.booth.store.batches():
                assert self.manifests.setdefault(row.id, row.digest) == row.digest
                if not is_unsent(row.state):
                    continue
                for place in desk.booth.store.places(row.id):
                    file = desk.booth.outbox / packet_name(place.digest)
                    assert hashlib.sha256(file.read_bytes()).hexdigest() == place.digest

    @invariant()
    def what_left_is_not_taken_back(self) -> None:
        """A batch that was opened again is unknown to the hub; a twin cannot know, nor can a
        terminal whose power went at that moment."""
        if len(self.desks) > 1:
            return
        for row in self.desks[0].booth.store.batches():
            if row.state is BatchState.WITHDRAWN and row.id not in self.unnoted:
                assert not self.hub.world.knows_batch(row.id)

    @invariant()
    def statuses_move_by_the_table(self) -> None:
        for desk in self.desks:
            for application in desk.accepted:
                now = desk.booth.store.record(application).status
                before = desk.statuses.get(application, Status.ACCEPTED)
                assert now in {before} | ALLOWED[before], f"{before} -> {now}"
                desk.statuses[application] = now

    @invariant()
    def the_trails_hold(self) -> None:
        for desk in self.desks:
            desk.booth.store.verify_audit()


class TestTogether(Together.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(
        max_examples=max(12, settings().max_examples // 8), stateful_step_count=30, deadline=None
    )

    @classmethod
    def setUpClass(cls) -> None:
        cls._scratch = tempfile.TemporaryDirectory()
        Together.hub = Hub(Path(cls._scratch.name))

    @classmethod
    def tearDownClass(cls) -> None:
        Together.hub.close()
        cls._scratch.cleanup()

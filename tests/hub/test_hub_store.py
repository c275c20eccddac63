"""One contract, two databases: SQLite and PostgreSQL answer every question alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from sync.errors import Refused
from sync.hub import migrations
from sync.hub.hub import Hub, open_hub
from sync.hub.objects import ObjectKey
from sync.hub.settings import HubSettings, WrongSettings
from sync.hub.store import batches
from sync.hub.store.database import Database
from sync.hub.store.facts import put_fact, read_fact
from sync.hub.store.migrating import DatabaseTooNew, migrate
from sync.hub.store.packets import loose_of
from sync.hub.store.tables import metadata
from sync.hub.store.terminals import Terminal
from sync.hub.store.together import Together
from sync.keys import SigningKey
from sync.manifest import sign_manifest
from sync.protocol import Digest, Lacking
from tests.hub.sender import Application, SealedBatch, Sender

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Hub]:
    hub = open_hub(HubSettings(data=tmp_path, database=database_url, loose_packets=3), clock)
    yield hub
    hub.close()


class Booth(Sender):
    """A terminal that talks to the hub's parts, not over HTTP."""

    def __init__(self, hub: Hub, label: str = "K3") -> None:
        super().__init__("http://nowhere")
        self.hub = hub
        code = hub.enrolling.make_code(label=label, municipality="131016")
        self.certificate = hub.enrolling.enrol(self.enrolment(code))

    @property
    def row(self) -> Terminal:
        return next(
            each for each in self.hub.enrolling.terminals() if each.id == self.known_as.terminal
        )

    def announced(self, batch: SealedBatch) -> tuple[bool, Lacking]:
        return self.hub.receiving.announce(self.row, batch.envelope)

    def stored(self, batch: SealedBatch, digest: str) -> bool:
        key = ObjectKey("131016", Digest(digest))
        data = batch.packets[Digest(digest)]
        if not self.hub.receiving.expect(self.row, key, len(data)):
            return False
        spool = self.hub.objects.spool(len(data))
        spool.write(data)
        return self.hub.receiving.keep(self.row, key, spool)

    def completed(self, batch: SealedBatch) -> bytes | Lacking:
        return self.hub.receiving.complete(self.row, batch.id)

    def sent(self, batch: SealedBatch) -> bytes:
        _, lacking = self.announced(batch)
        for digest in lacking.lacking:
            self.stored(batch, digest)
        done = self.completed(batch)
        assert isinstance(done, bytes)
        return done


def test_a_batch_becomes_received_once_and_for_ever(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(2)
    new, lacking = booth.announced(batch)
    assert (new, set(lacking.lacking)) == (True, set(batch.packets))
    assert booth.announced(batch) == (False, lacking)
    for digest in lacking.lacking:
        assert booth.stored(batch, digest)
        assert not booth.stored(batch, digest)  # it is here
    receipt = booth.completed(batch)
    assert isinstance(receipt, bytes)
    assert booth.completed(batch) == receipt
    new, known = booth.announced(batch)
    assert not new
    assert known.receipt is not None


def test_the_same_batch_id_with_another_manifest_is_a_conflict(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(1, chain=False)
    booth.announced(batch)
    with pytest.raises(Refused, match="batch_conflict"):
        booth.announced(booth.seal(1, batch_id=batch.id))
    assert booth.announced(batch)[0] is False


def test_a_twin_terminal_does_not_double_an_application(hub: Hub) -> None:
    first, twin = Booth(hub, "K3"), Booth(hub, "K4")
    application = Application()
    one, two = first.seal([application]), twin.seal([application])
    both = [first.announced(one)[1], twin.announced(two)[1]]
    assert [len(each.lacking) for each in both] == [1, 1]  # nobody has sent it yet
    assert first.stored(one, *one.packets)
    assert not twin.stored(two, *two.packets)
    assert twin.announced(two)[1].lacking == ()
    receipts = [first.completed(one), twin.completed(two)]
    assert all(isinstance(each, bytes) for each in receipts)
    listed = hub.arrived("131016", 0)
    assert [each.digest for each in listed] == list(one.packets)
    assert list(hub.objects.every()) == [ObjectKey("131016", listed[0].digest)]


def test_a_twins_packet_that_is_first_goes_to_the_office_with_the_others_receipt(hub: Hub) -> None:
    first, twin = Booth(hub, "K3"), Booth(hub, "K4")
    application = Application()
    one, two = first.seal([application]), twin.seal([application])
    first.announced(one)
    first.stored(one, *one.packets)  # and dies
    assert hub.arrived("131016", 0) == []
    assert isinstance(twin.sent(two), bytes)
    assert [each.digest for each in hub.arrived("131016", 0)] == list(one.packets)


def test_loose_packets_wait_for_their_manifest(hub: Hub, clock: Clock) -> None:
    booth = Booth(hub)
    batch = booth.seal(2)
    early, late = batch.packets
    assert booth.stored(batch, early)
    with hub.database.reading() as connection:
        assert loose_of(connection, booth.known_as.terminal) == (1, len(batch.packets[early]))
    assert booth.announced(batch)[1].lacking == (late,)
    with hub.database.reading() as connection:
        assert loose_of(connection, booth.known_as.terminal) == (0, 0)


def test_loose_packets_have_a_quota(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(4)
    *fit, too_many = batch.packets
    for digest in fit:
        assert booth.stored(batch, digest)
    with pytest.raises(Refused, match="without a manifest"):
        booth.stored(batch, too_many)
    booth.announced(batch)
    assert booth.stored(batch, too_many)


def test_unclaimed_packets_are_collected_and_claimed_ones_never(hub: Hub, clock: Clock) -> None:
    booth = Booth(hub)
    kept, loose = booth.seal(1), booth.seal(1)
    booth.sent(kept)
    booth.stored(loose, *loose.packets)
    clock.now += timedelta(days=hub.settings.loose_days - 1)
    assert hub.collect() == 0
    clock.now += timedelta(days=2)
    assert hub.collect() == 1
    assert [key.digest for key in hub.objects.every()] == list(kept.packets)
    assert booth.announced(loose)[1].lacking == tuple(loose.packets)


def test_bytes_that_vanish_are_asked_for_again(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(2)
    booth.announced(batch)
    gone, _ = batch.packets
    for digest in batch.packets:
        booth.stored(batch, digest)
    hub.objects.remove(ObjectKey("131016", gone))
    done = booth.completed(batch)
    assert isinstance(done, Lacking)
    assert done.lacking == (gone,)
    assert booth.stored(batch, gone)
    assert isinstance(booth.completed(batch), bytes)


def test_a_packet_cannot_be_claimed_as_another_application(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(1)
    booth.sent(batch)
    line = batch.manifest.packets[0]
    stolen = booth.seal(1)
    lines = (msgspec.structs.replace(stolen.manifest.packets[0], digest=line.digest),)
    manifest = booth.manifest(lines, stolen.id)
    with pytest.raises(Refused, match="manifest_refused"):
        hub.receiving.announce(booth.row, sign_manifest(manifest, booth.key, booth.supervisor))
    with pytest.raises(Refused, match="not_ours"):
        hub.receiving.status(booth.row, stolen.id)  # nothing of it is kept


def test_arrivals_are_numbered_in_the_order_of_receipts(hub: Hub) -> None:
    booth = Booth(hub)
    for _ in range(3):
        booth.sent(booth.seal(2))
    listed = hub.arrived("131016", 0)
    assert [each.arrival for each in listed] == [1, 2, 3, 4, 5, 6]
    assert hub.arrived("131016", 4) == listed[4:]
    assert hub.arrived("999999", 0) == []


def test_many_senders_at_once_get_one_receipt_each(hub: Hub) -> None:
    booth = Booth(hub)
    sealed = [booth.seal(2) for _ in range(3)]
    found: list[bytes] = []

    def run(batch: SealedBatch) -> None:
        found.append(booth.sent(batch))

    threads = [threading.Thread(target=run, args=(batch,)) for batch in sealed * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 3
    assert len(hub.arrived("131016", 0)) == 6


def test_revocation_and_rotation(hub: Hub) -> None:
    booth = Booth(hub)
    sealed_before = booth.seal(1)
    new = SigningKey.new()
    asked = booth.rotation(new)
    certificate = hub.enrolling.rotate(asked)
    assert hub.enrolling.rotate(asked) == certificate  # the reply was lost
    assert isinstance(booth.sent(sealed_before), bytes)  # sealed with the key that was replaced
    with hub.database.reading() as connection:
        found = batches.every_batch(connection)[0][0]
    assert found.signed_by == booth.key.public
    hub.enrolling.revoke("K3")
    with pytest.raises(Refused, match="revoked"):
        hub.enrolling.rotate(asked)
    hub.reference.change(lambda reference: reference)
    assert booth.row.revoked_at is not None


def test_rows_that_wait_together_share_a_commit_and_one_spoils_none(hub: Hub) -> None:
    told: dict[str, str] = {}
    gate = threading.Event()

    def work(connection: Connection, item: str) -> str:
        if item == "first":
            gate.wait()
        if item == "bad":
            raise Refused("malformed")
        put_fact(connection, item, b"")
        return item

    together = Together(hub.database, work)

    def run(item: str) -> None:
        try:
            told[item] = together.done(item)
        except Refused as error:
            told[item] = error.code

    threads = [threading.Thread(target=run, args=(item,)) for item in ("first", "a", "bad", "b")]
    threads[0].start()
    while not together.is_busy:
        threading.Event().wait(0.001)
    for thread in threads[1:]:
        thread.start()
    while together.waiting < 3:
        threading.Event().wait(0.001)
    gate.set()
    for thread in threads:
        thread.join()
    assert told == {"first": "first", "a": "a", "bad": "malformed", "b": "b"}
    with hub.database.reading() as connection:
        kept = {item: read_fact(connection, item) for item in told}
    assert kept == {"first": b"", "a": b"", "bad": None, "b": b""}


# the tables themselves -----------------------------------------------------------------------
def test_the_tables_say_no(hub: Hub) -> None:
    booth = Booth(hub)
    batch = booth.seal(1)
    booth.sent(batch)
    for forbidden in (
        "UPDATE batches SET received_at = NULL",
        "UPDATE batches SET digest = 'x'",
        "DELETE FROM batches",
        "UPDATE batch_lines SET size = 7",
        "DELETE FROM batch_lines",
        "UPDATE receipts SET signed_with = 'x'",
        "DELETE FROM receipts",
        "UPDATE packets SET size = 7",
        "DELETE FROM packets",
    ):
        with pytest.raises(DBAPIError), hub.database.writing() as connection:
            connection.execute(text(forbidden))
    assert isinstance(booth.completed(batch), bytes)


def test_migrations_lead_to_the_tables_that_the_code_knows(database_url: str) -> None:
    database = Database(database_url)
    assert migrate(database)
    assert not migrate(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        steps = [step for step in compare_metadata(context, metadata) if step[0] in _SHAPES]
    database.close()
    assert steps == []
    assert ScriptDirectory(str(migrations.FOLDER)).get_heads() == [migrations.HEAD]
    for table in metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "municipality"


_SHAPES = ("add_table", "remove_table", "add_column", "remove_column", "modify_nullable")


def test_a_database_of_a_newer_hub_is_refused(database_url: str) -> None:
    database = Database(database_url)
    migrate(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew):
        migrate(database)
    database.close()


def test_hubs_that_start_together_migrate_once(database_url: str, tmp_path: Path) -> None:
    hubs: list[Hub] = []

    def start() -> None:
        hubs.append(open_hub(HubSettings(data=tmp_path, database=database_url)))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roots = {hub.keys.root_id for hub in hubs}
    for hub in hubs:
        hubs[0].sessions.check_challenge("me", hub.sessions.challenge("me"))
    for hub in hubs:
        assert hub.keys.receipt_key()
        assert hub.keys.files.root().id in roots
        hub.close()
    assert (len(hubs), len(roots)) == (3, 1)


def test_only_these_databases(tmp_path: Path) -> None:
    for url in ("mysql://host/db", "nonsense", "oracle://x"):
        with pytest.raises(WrongSettings):
            Database(url)

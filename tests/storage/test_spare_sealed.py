"""予備SD of a sealed day: packets, batches and receipts come along, and go with the purge."""

from datetime import timedelta

from evidence_world import FORM_ID, review
from spare_world import (
    PASSPHRASE,
    accepted,
    everything,
    one_unlocking,
    opened,
    received,
    sealed_day,
    world,
)

from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.services.spare import Kind, SpareStatus

__all__ = ["world"]  # the fixture


def test_a_sealed_day_comes_back_with_its_packets(world, tmp_path):
    row = sealed_day(world)
    assert world.spare.step().status is SpareStatus.CURRENT
    report = world.restored(tmp_path / "new")
    assert report.whole
    assert report.packets == row.packets == 2
    again = opened(tmp_path / "new", world.booth)
    before, after = everything(world.booth), everything(again)
    after["audit"].pop()
    assert after == before
    for place in again.store.places(row.id):
        path = tmp_path / "new" / "outbox" / f"{place.digest}.age"
        assert path.read_bytes() == (world.outbox / f"{place.digest}.age").read_bytes()
    assert again.store.terminal_key() == world.booth.store.terminal_key()
    assert again.store.chain(row.terminal).sequence == 2
    again.store.close()


def test_a_batch_that_was_being_sent_waits_at_the_replacement(world, tmp_path):
    row = sealed_day(world)
    booth = world.booth
    now = booth.clock.now().utc
    assert booth.store.lease_batch(row.id, "engine", now, now + timedelta(minutes=2), booth.by())
    world.spare.step()
    world.restored(tmp_path / "new")
    again = opened(tmp_path / "new", booth)
    assert again.store.batch(row.id).state is BatchState.WAITING
    again.store.close()


def test_the_laptop_dies_between_a_batch_and_its_applications(world, tmp_path):
    """The batch is on the stick, its applications still as they were before."""
    application = accepted(world.booth, b"zero")
    review(world.booth, application)
    world.spare.step()
    row = sealed_day(world)
    old = {path.name: path.read_bytes() for path in world.folder.glob("*.age")}
    world.spare.step()
    kept = [path for kind in ("setup", "batch") for path in world.folder.glob(f"{kind}-*")]
    for path in set(world.folder.glob("*.age")) - set(kept):
        path.unlink()
    for name, data in old.items():
        (world.folder / name).write_bytes(data)
    report = world.restored(tmp_path / "new")
    assert report.missing == ()
    assert report.only_sealed == ("K3-002", "K3-003")
    again = opened(tmp_path / "new", world.booth)
    assert again.store.record(application).status is Status.SEALED
    assert again.store.day_tally(world.booth.day.id) == row.tally
    assert [each.closed for each in again.store.days()] == [True]
    assert len(again.store.places(row.id)) == 3
    again.store.close()


def test_without_its_newest_set_up_what_hangs_on_nothing_is_told(world, tmp_path):
    review(world.booth, accepted(world.booth, b"zero"))
    world.spare.step()
    (old,) = world.folder.glob("setup-*")
    kept = old.read_bytes()
    sealed_day(world)
    world.spare.step()
    (new,) = world.folder.glob("setup-*")
    new.write_bytes(b"torn")
    old.write_bytes(kept)
    report = world.restored(tmp_path / "new")
    assert new.name in report.damaged
    assert "batch: 1" in report.damaged
    again = opened(tmp_path / "new", world.booth)
    again.store.verify_integrity()
    again.store.close()


def test_a_sealed_packet_whose_record_is_lost_still_goes_out(world, tmp_path):
    row = sealed_day(world)
    world.spare.step()
    lost = world.booth.store.places(row.id)[0]
    (victim,) = world.folder.glob(f"record-{lost.application}-*")
    victim.write_bytes(b"torn")
    report = world.restored(tmp_path / "new")
    assert report.only_sealed == ("K3-001",)
    assert report.missing == ()
    again = opened(tmp_path / "new", world.booth)
    assert again.store.record(lost.application).status is Status.SEALED
    assert [each.digest for each in again.store.places(row.id)] == [
        each.digest for each in world.booth.store.places(row.id)
    ]
    again.store.verify_integrity()
    again.store.close()


def test_after_the_purge_nothing_personal_is_on_the_stick(world, tmp_path):
    row = sealed_day(world)
    world.spare.step()
    assert len(world.names("record")) == 2
    received(world, row)
    world.spare.step()
    booth = world.booth
    booth.store.purge_batch(row.id, 0, 2, booth.by())
    world.spare.step()
    assert world.names("record") == []
    assert not any(world.folder.glob("packets/*"))
    (past,) = world.folder.glob("past-*")
    reader = one_unlocking((world.folder / "identity.age").read_bytes(), PASSPHRASE)
    portion, _ = reader.open(past.read_bytes(), Kind.PAST, booth.day.id)
    assert FORM_ID.encode() not in portion.rows_json()
    assert portion.images == {}
    report = world.restored(tmp_path / "new")
    assert report.whole
    again = opened(tmp_path / "new", booth)
    before, after = everything(booth), everything(again)
    after["audit"].pop()
    assert after == before
    again.store.close()

"""予備SD: what is on the stick follows the store; a dead laptop comes back from it whole."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from evidence_world import FORM_ID, review
from spare_world import (
    CHEAP,
    OTHER,
    PASSPHRASE,
    a_day,
    accepted,
    everything,
    one_identity,
    one_unlocking,
    received,
    sealed_day,
    spared,
)  # fmt: skip
from storage_world import PLAIN_KEYS, Booth, StillClock, open_store

from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.domain.errors import NeedsPerson
from desk.services import spare
from desk.services.spare import Kind, Portion, SpareStatus
from desk.storage import spare_medium, spare_reading
from desk.storage.key_slots import Vault
from desk.storage.restore import restore
from desk.storage.spare_medium import Stick, find_stick, make_spare
from desk.storage.spare_rows import OTHERWISE, PER_APPLICATION, PER_BATCH, SETUP, tables_of


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(spare_medium, "new_identity", one_identity)
    monkeypatch.setattr(spare_reading.SpareReader, "unlock", one_unlocking)
    world = spared(tmp_path)
    yield world
    world.booth.store.close()


def opened(folder, booth):
    """The store on the replacement laptop."""
    clock = StillClock()
    key = Vault(folder, clock, CHEAP).unlock(PASSPHRASE)
    store = open_store(folder, key, keys=PLAIN_KEYS, clock=clock)
    return Booth(store, clock, booth.operator, booth.day)


def test_every_table_has_its_place(world):
    known = {*PER_APPLICATION, *PER_BATCH, *SETUP, *OTHERWISE}
    assert tables_of(world.booth.store._database) <= known


def test_everything_comes_back_as_it_was(world, tmp_path):
    a_day(world.booth)
    assert world.spare.step().status is SpareStatus.CURRENT
    report = world.restored(tmp_path / "new")
    assert report.whole
    assert report.applications == 8
    again = opened(tmp_path / "new", world.booth)
    before, after = everything(world.booth), everything(again)
    told = after["audit"].pop()
    assert '"event":"restored"' in told["body"]
    assert after == before
    assert again.store.verify_audit() == len(before["audit"]) + 1
    again.store.close()


def test_the_replacement_goes_on_where_the_other_stopped(world, tmp_path):
    found = a_day(world.booth)
    world.spare.step()
    last = world.booth.store.record(found["draft"]).number.serial
    world.restored(tmp_path / "new")
    again = opened(tmp_path / "new", world.booth)
    record = again.store.open_application(world.booth.day.id, again.by())
    assert record.number.serial == last + 1
    with pytest.raises(Exception, match="only drafts change"), again.store._database.transaction():
        again.store._database.run(
            "UPDATE application SET name = 'x' WHERE id = ?", found["accepted"]
        )
    again.store.close()


def test_only_what_changed_is_written_again(world):
    first = accepted(world.booth, b"one")
    world.spare.step()
    before = world.names("record")
    second = accepted(world.booth, b"two")
    world.spare.step()
    after = world.names("record")
    assert set(before) < set(after)
    assert {name[7:43] for name in after} == {first, second}
    world.booth.store.change_status(second, Status.VOIDED, world.booth.by(), OTHER)
    world.spare.step()
    changed = world.names("record")
    assert len(changed) == 2
    assert set(changed) != set(after)
    assert set(before) < set(changed)


def test_a_stick_that_was_away_catches_up(world, tmp_path):
    accepted(world.booth, b"one")
    world.spare.step()
    away = tmp_path / "pocket"
    world.stick.rename(away)
    accepted(world.booth, b"two")
    assert world.spare.step().status is SpareStatus.ABSENT
    away.rename(world.stick)
    assert world.spare.step().status is SpareStatus.CURRENT
    assert len(world.names("record")) == 2


def test_it_is_found_by_its_marker_not_by_its_place(world, tmp_path):
    other = tmp_path / "other letter"
    world.stick.rename(other)
    assert find_stick(world.key, "K3", world.stick, lambda: (tmp_path, other)) is not None
    assert find_stick(world.key, "K4", world.stick, lambda: (other,)) is None


def test_a_full_stick_says_so_and_stops_nothing(world, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spare_medium, "_write", full)
    accepted(world.booth, b"one")
    state = world.spare.step()
    assert (state.status, state.code) == (SpareStatus.TROUBLE, "spare_full")
    monkeypatch.undo()
    assert world.spare.step().status is SpareStatus.CURRENT


@pytest.mark.parametrize(
    ("number", "code"), [(30, "spare_read_only"), (5, "spare_error"), (19, "spare_error")]
)
def test_each_trouble_has_its_name(world, monkeypatch, number, code):
    def broken(*_args):
        raise OSError(number, "no")

    monkeypatch.setattr(spare_medium, "_write", broken)
    accepted(world.booth, b"one")
    assert world.spare.step().code == code


def test_what_cannot_be_read_back_is_not_kept(world, monkeypatch):
    monkeypatch.setattr(spare_medium, "_read_back", lambda _path: b"other")
    accepted(world.booth, b"one")
    assert world.spare.step().code == "spare_damaged"
    assert world.names("record") == []


def test_a_damaged_file_is_named_and_its_number_stays_taken(world, tmp_path):
    found = a_day(world.booth)
    world.spare.step()
    (victim,) = (path for path in world.folder.glob(f"record-{found['accepted']}-*"))
    victim.write_bytes(victim.read_bytes()[:-10] + b"0123456789")
    report = world.restored(tmp_path / "new")
    assert report.damaged == (victim.name,)
    assert report.missing == ("K3-001",)
    assert not report.whole
    again = opened(tmp_path / "new", world.booth)
    record = again.store.record(found["accepted"])
    assert (record.number.short, record.status) == ("K3-001", Status.VOIDED)
    assert again.store.record(found["alike"]).status is Status.ACCEPTED
    again.store.verify_integrity()
    again.store.close()


def test_an_older_copy_stands_in_for_a_damaged_one(world, tmp_path):
    first = accepted(world.booth, b"one")
    world.spare.step()
    (old,) = world.folder.glob(f"record-{first}-*")
    kept = old.read_bytes()
    world.booth.store.note_slip(first, True, world.booth.by())
    world.spare.step()
    (new,) = world.folder.glob(f"record-{first}-*")
    new.write_bytes(b"torn")
    old.write_bytes(kept)
    report = world.restored(tmp_path / "new")
    assert report.damaged == (new.name,)
    assert report.missing == ()


def test_a_hole_in_the_audit_is_told(world, tmp_path):
    accepted(world.booth, b"one")
    world.spare.step()
    accepted(world.booth, b"two")
    world.spare.step()
    _first, second = world.names("audit")
    accepted(world.booth, b"three")
    world.spare.step()
    (world.folder / second).write_bytes(b"")
    report = world.restored(tmp_path / "new")
    assert second in report.damaged
    assert report.applications == 3
    assert report.audit_cut == int(second.split("-")[1])
    again = opened(tmp_path / "new", world.booth)
    assert again.store.verify_audit() == report.audit_entries == report.audit_cut
    again.store.close()


def test_a_forged_file_is_not_taken(world, tmp_path):
    """Everybody can seal to the stick's recipient; only this terminal can prove that it did."""
    first = accepted(world.booth, b"one")
    world.spare.step()
    rows = world.booth.store.spare_rows(Kind.RECORD, [first])[first]
    forger = replace(world.key, mac=b"x" * 32)
    portion = Portion(Kind.RECORD, first, 9_999, rows)
    genuine = next(world.folder.glob("record-*"))
    kept = genuine.read_bytes()
    Stick(world.folder, forger).put(portion, "f" * 16, 3)
    genuine.write_bytes(kept)
    report = world.restored(tmp_path / "new")
    assert len(report.damaged) == 1
    assert "-0000009999-" in report.damaged[0]
    assert report.missing == ()


def test_twice_is_once_and_nothing_is_written_over(world, tmp_path):
    accepted(world.booth, b"one")
    world.spare.step()
    first = world.restored(tmp_path / "new")
    again = world.restored(tmp_path / "new")
    assert again.already
    assert again.applications == first.applications == 1
    with pytest.raises(NeedsPerson, match="restore_not_empty"):
        world.restored(tmp_path / "desk")


def test_a_restore_that_was_cut_short_is_begun_again(world, tmp_path):
    a_day(world.booth)
    world.spare.step()

    def pull(done, _all):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(
            world.stick, tmp_path / "new", PASSPHRASE, keys=PLAIN_KEYS, clock=StillClock(),
            progress=pull, cost=CHEAP,
        )  # fmt: skip
    assert not (tmp_path / "new").exists()
    assert world.restored(tmp_path / "new").whole


def test_the_wrong_passphrase_opens_nothing(world, tmp_path):
    world.spare.step()
    with pytest.raises(NeedsPerson, match="spare_passphrase_wrong"):
        world.restored(tmp_path / "new", "something else entirely")
    assert not (tmp_path / "new").exists()


def test_another_terminals_spare_is_never_written_over(world):
    with pytest.raises(NeedsPerson, match="spare_taken"):
        make_spare(world.stick, "K3", PASSPHRASE)


def test_no_name_says_anything_about_anybody(world):
    a_day(world.booth)
    world.spare.step()
    names = [path.name for path in world.folder.rglob("*")]
    assert all(name.isascii() for name in names)
    assert b"applicant" not in b"".join(path.read_bytes() for path in world.folder.glob("*.age"))


def test_many_small_pieces_of_the_audit_become_one(world, tmp_path, monkeypatch):
    monkeypatch.setattr(spare, "_MANY_SMALL", 3)
    for turn in range(5):
        accepted(world.booth, bytes([turn]))
        world.spare.step()
    assert len(world.names("audit")) <= 3
    assert world.restored(tmp_path / "new").whole


@pytest.mark.skipif(shutil.which("age") is None, reason="the age tool is not here")
def test_the_age_tool_opens_it_without_us(world, tmp_path):
    first = accepted(world.booth, b"one")
    world.spare.step()
    reader = one_unlocking((world.folder / "identity.age").read_bytes(), PASSPHRASE)
    (tmp_path / "identity.txt").write_text(reader.sealing.secret + "\n")
    (record,) = world.folder.glob(f"record-{first}-*")
    plain = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "identity.txt"), str(record)],
        check=True,
        capture_output=True,
    ).stdout
    listed = subprocess.run(["tar", "t"], input=plain, check=True, capture_output=True).stdout
    assert {b"about.json", b"rows.json"} < set(listed.split())


# a sealed day -----------------------------------------------------------------------------------
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

"""予備SD: what is on the stick follows the store; a dead laptop comes back from it whole."""

import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import replace

import pytest
from spare_world import (
    CHEAP,
    OTHER,
    PASSPHRASE,
    a_day,
    accepted,
    everything,
    one_identity,
    one_unlocking,
    opened,
    world,
)
from storage_world import PLAIN_KEYS, StillClock, open_store

from desk import cli
from desk.domain.application import Status
from desk.domain.errors import NeedsPerson
from desk.services import spare
from desk.services.spare import Kind, Portion, SpareStatus
from desk.storage import spare_medium
from desk.storage.key_slots import Vault
from desk.storage.restore import restore
from desk.storage.spare_medium import Stick, find_stick, make_spare
from desk.storage.spare_rows import OTHERWISE, PER_APPLICATION, PER_BATCH, SETUP, tables_of

__all__ = ["world"]  # the fixture


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


@contextmanager
def mounted(folder, options):
    """A small file system of its own, where this user may mount one."""
    mount = shutil.which("mount")
    command = [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def test_a_really_full_stick_goes_on_once_there_is_room(world, monkeypatch):
    whole = world.stick.with_name("whole")
    shutil.copytree(world.stick, whole)
    with mounted(world.stick, "size=1m"):
        shutil.copytree(whole, world.stick, dirs_exist_ok=True)
        (world.stick / "other").write_bytes(bytes(950_000))
        for turn in range(6):
            accepted(world.booth, bytes([turn]) * 20_000)
        assert world.spare.step().code == "spare_full"
        assert not list(world.folder.glob("*.new"))
        (world.stick / "other").unlink()
        assert world.spare.step().status is SpareStatus.CURRENT
        subprocess.run(["mount", "-o", "remount,ro", str(world.stick)], check=True)
        accepted(world.booth, b"seven")
        assert world.spare.step().code == "spare_read_only"


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


def test_the_command_line_restores_and_names_what_is_missing(world, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    found = a_day(world.booth)
    world.spare.step()
    (victim,) = world.folder.glob(f"record-{found['draft']}-*")
    victim.write_bytes(b"torn")
    command = ["restore", str(world.stick), "--data", str(tmp_path / "new")]
    assert cli.main([*command, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["applications"], told["missing"]) == (8, ["K3-007"])
    assert told["damaged"] == [victim.name]
    assert cli.main(command) == 1
    said = capsys.readouterr().out
    assert "復元済み" in said
    assert "K3-007" in said
    assert cli.main(["--data", str(tmp_path / "new"), "audit", "verify"]) == 0


def test_the_command_line_makes_a_spare_and_goes_on_with_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(spare_medium, "new_identity", one_identity)
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    clock = StillClock()
    key = Vault(tmp_path / "desk", clock, CHEAP).create(PASSPHRASE)
    store = open_store(tmp_path / "desk", key, keys=PLAIN_KEYS, clock=clock)
    store.add_operator("責任 者", "482913", supervisor=True, by=None)
    store.change_settings({"terminal": "K3"}, None)
    store.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    command = ["--data", str(tmp_path / "desk"), "spare", str(stick)]
    for _ in range(2):
        assert cli.main(command) == 0
        assert "複製済み" in capsys.readouterr().out
    assert len(list(stick.rglob("setup-*.age"))) == 1

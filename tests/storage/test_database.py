"""The file itself: nothing readable in it, and what it says when the disk says no."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from storage_world import KEY, PLAIN_KEYS, Booth, StillClock, open_booth, picture, shot

from desk.domain.errors import NeedsPerson
from desk.services.ports import StoreKey
from desk.storage.database import Database
from desk.storage.store import SqliteStore, open_store

NAME, ADDRESS, FORM_ID = "髙橋 花子", "みどり野市本町三丁目1番地", "98765432109876543210987"


def opened(folder: Path, key: StoreKey = KEY) -> SqliteStore:
    return open_store(folder, key, keys=PLAIN_KEYS, clock=StillClock())


def fill(booth: Booth, times: int = 1) -> None:
    for number in range(times):
        record = booth.store.open_application(booth.day.id, booth.by())
        entries = {"applicant.name": NAME, "applicant.address": ADDRESS, "form.id": FORM_ID}
        booth.store.save_entries(record.id, dict(entries), booth.by())
        booth.store.add_shot(record.id, shot(booth.clock, os.urandom(9_000), FORM_ID), booth.by())
        booth.store.save_step(record.id, record.step, booth.by())
        assert booth.store.count(NAME) == number + 1


def test_nothing_personal_can_be_read_in_any_file(booth: Booth, folder: Path) -> None:
    fill(booth, times=3)
    booth.store.page("ハナコ", 0, 5)
    texts = [NAME, "髙橋", ADDRESS, "本町", FORM_ID, "frame ", "みどり野", "責任"]
    needles = [
        text.encode(code)
        for text in texts
        for code in ("utf-8", "utf-16-le", "cp932")
        if text.isascii() or code != "cp932" or "髙" not in text
    ]
    while_open = {path.name: path.read_bytes() for path in folder.iterdir()}
    booth.store.close()
    closed = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "desk.db-wal" in while_open
    for content in (*while_open.values(), *closed.values()):
        assert not any(needle in content for needle in needles)
    booth.reopen(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_the_owner_may_read(booth: Booth, folder: Path) -> None:
    fill(booth)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_a_second_opener_is_refused(booth: Booth, folder: Path) -> None:
    with pytest.raises(NeedsPerson, match="already_open"):
        opened(folder)
    booth.store.count()


def test_a_second_program_is_refused(booth: Booth, folder: Path) -> None:
    again = f"""
from pathlib import Path
from storage_world import open_booth
from desk.domain.errors import NeedsPerson
try:
    open_booth(Path({str(folder)!r}))
except NeedsPerson as error:
    print(error.code)
"""
    told = subprocess.run(
        [sys.executable, "-c", again],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "already_open"


def test_a_refused_opener_leaves_no_lock_behind(folder: Path) -> None:
    open_booth(folder).store.close()
    with pytest.raises(NeedsPerson):
        opened(folder, StoreKey(b"x" * 32))
    opened(folder).close()


def test_another_key_is_told_apart_from_damage(folder: Path) -> None:
    open_booth(folder).store.close()
    with pytest.raises(NeedsPerson, match="store_key_wrong"):
        opened(folder, StoreKey(b"x" * 32))


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def pages(folder: Path) -> int:
    return (folder / "desk.db").stat().st_size // 8192


@pytest.mark.parametrize("page", range(0, 20, 3))
def test_a_flipped_bit_is_found_wherever_it_is(folder: Path, page: int) -> None:
    booth = open_booth(folder)
    fill(booth, times=4)
    booth.store.close()
    flip(folder / "desk.db", (page % pages(folder)) * 8192 + 1000)
    with pytest.raises(NeedsPerson, match="store_damaged"):  # noqa: PT012
        store = opened(folder)
        try:
            store.verify_integrity()
        finally:
            store.close()


def test_a_truncated_file_is_damaged(folder: Path) -> None:
    booth = open_booth(folder)
    fill(booth)
    booth.store.close()
    os.truncate(folder / "desk.db", 8192 * 2)
    with pytest.raises(NeedsPerson, match="store_damaged"):
        opened(folder)


def test_a_full_disk_keeps_everything_acknowledged(booth: Booth) -> None:
    fill(booth)
    before = booth.store.page("", 0, 9)
    limit = booth.store._database.row("PRAGMA page_count")
    assert limit is not None
    booth.store._database.row(f"PRAGMA max_page_count = {limit[0] + 2}")
    with pytest.raises(NeedsPerson, match="disk_full"):
        booth.store.add_picture(before[0].id, picture(data=os.urandom(200_000)), booth.by())
    assert booth.store.page("", 0, 9) == before
    booth.store._database.row("PRAGMA max_page_count = 1000000")
    fill_one = booth.store.add_picture(before[0].id, picture(data=b"after"), booth.by())
    assert booth.store.picture_bytes(fill_one.id) == b"after"
    booth.store.verify_integrity()
    booth.store.verify_audit()


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs Linux and root"
)
def test_a_really_full_disk(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no mounting here")
    try:
        booth = open_booth(small / "desk")
        record = booth.store.open_application(booth.day.id, booth.by())
        kept = []
        with pytest.raises(NeedsPerson, match="disk_full"):  # noqa: PT012
            for _ in range(400):
                data = os.urandom(30_000)
                kept.append(
                    (booth.store.add_picture(record.id, picture(data=data), booth.by()), data)
                )
        assert kept
        assert all(booth.store.picture_bytes(each.id) == data for each, data in kept)
        booth.store.close()
        booth = open_booth(small / "desk")
        assert booth.store.record(record.id).pictures == tuple(each for each, _ in kept)
        booth.store.verify_audit()
        booth.store.close()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_writers_wait_and_then_say_busy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    booth = open_booth(folder)
    monkeypatch.setattr("desk.storage.database.BUSY_WAIT_MS", 1)
    other = Database(folder / "desk.db", KEY)
    other.row("PRAGMA busy_timeout = 1")
    with booth.store._database.transaction(), pytest.raises(NeedsPerson, match="store_busy"):
        other.transaction().__enter__()
    other.close()
    booth.store.close()


def test_a_write_outside_of_a_transaction_is_our_bug(booth: Booth) -> None:
    with pytest.raises(RuntimeError):
        booth.store._database.run("DELETE FROM setting")


def test_after_a_disk_error_the_file_is_opened_anew(booth: Booth) -> None:
    fill(booth)
    database = booth.store._database
    before = database._connection
    database._doubtful = True
    assert booth.store.count() == 1
    assert database._connection is not before
    assert not database._doubtful

"""`desk restore`: a fresh encrypted store from a spare, under the same identity and numbers.

Built beside its place and moved there as a whole, so a restore that was cut short is simply begun
again, and a half one is never opened. Rows come back exactly as they were: the triggers, which say
what may happen to a row, are lifted for this one transaction and put back in it; CHECKs, keys and
the audit's chain hold throughout and are verified afterwards.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from desk.domain.application import OperatorId
from desk.domain.errors import NeedsPerson
from desk.services.ports import By, Clock, StoreKey
from desk.services.restore import Progress, Restored
from desk.services.spare import Kind
from desk.storage.database import Database
from desk.storage.key_slots import STORE_FILE, Cost, Vault
from desk.storage.migrations import STEPS, migrate
from desk.storage.part import SearchKeys
from desk.storage.restore_rows import RowsBack
from desk.storage.spare_medium import PACKETS
from desk.storage.spare_reading import OpenSpare
from desk.storage.store import SqliteStore, open_store
from desk.storage.whole_file import (
    copy_whole,
    disk_trouble,
    make_folder,
    sync_folder,
    write_whole,
)

# isort: split
from sqlite_utils.migrations import Migrations

USUAL_COST: Final = Cost()
DONE_FILE: Final = "restored.json"
_IMAGES_TOGETHER_BYTES: Final = 24 << 20


def restore(
    given: Path,
    data: Path,
    passphrase: str,
    *,
    keys: SearchKeys,
    clock: Clock,
    progress: Progress = lambda _done, _all: None,
    cost: Cost = USUAL_COST,
) -> Restored:
    """Build the store in `data` from the spare at `given`; the passphrase opens both.

    Raises NeedsPerson: spare_absent_at, spare_which, spare_passphrase_wrong, spare_no_setup,
    restore_not_empty, store_newer, disk_full, disk_error, store_damaged, audit_broken.
    """
    begun = time.monotonic()
    spare = OpenSpare.at(given, passphrase)
    before = _restored_before(data, spare)
    if before is not None:
        return before
    work = data.with_name(data.name + ".restoring")
    try:
        key = _begin(work, passphrase, clock, cost)
        found = _Restore(spare, work, key, progress).run()
        packets = _copy_packets(spare, work / "outbox")
        found |= _check(work, key, keys, clock, found, spare)
        report = Restored(
            terminal=spare.terminal,
            packets=packets,
            damaged=tuple(sorted(set(spare.damaged))),
            seconds=time.monotonic() - begun,
            **found,
        )
        done = {"spare": spare.id, **report.as_json()}
        write_whole(work / DONE_FILE, json.dumps(done, ensure_ascii=False).encode())
        _move_into_place(work, data)
    except OSError as error:
        raise disk_trouble(error) from error
    return report


def _restored_before(data: Path, spare: OpenSpare) -> Restored | None:
    """Restoring twice does nothing; over anything else it is refused."""
    if not data.exists() or not any(data.iterdir()):
        return None
    try:
        done = json.loads((data / DONE_FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise NeedsPerson("restore_not_empty") from error
    if done.pop("spare", "") != spare.id:
        raise NeedsPerson("restore_not_empty")
    lists = {name: tuple(done[name]) for name in ("damaged", "missing", "only_sealed")}
    return Restored(**{**done, **lists, "audit_cut": done["audit_cut"] or 0, "already": True})


def _begin(work: Path, passphrase: str, clock: Clock, cost: Cost) -> StoreKey:
    """Go on with what a cut-short restore has written, or begin anew."""
    vault = Vault(work, clock, cost)
    if vault.exists():
        try:
            return vault.unlock(passphrase)
        except NeedsPerson:
            shutil.rmtree(work)
    make_folder(work)
    return Vault(work, clock, cost).create(passphrase)


def _move_into_place(work: Path, data: Path) -> None:
    if data.exists():
        data.rmdir()  # empty, as was looked at before
    work.replace(data)
    sync_folder(data.parent)


class _Restore:
    """Reads every file once: pictures go into the store at once, rows when all are there."""

    def __init__(self, spare: OpenSpare, work: Path, key: StoreKey, progress: Progress) -> None:
        self._spare, self._path, self._key = spare, work / STORE_FILE, key
        self._progress = progress

    def run(self) -> dict[str, Any]:
        setup = self._spare.newest(self._spare.files(Kind.SETUP).get("", []))
        if setup is None:
            raise NeedsPerson("spare_no_setup")
        portion, version = setup
        database = Database(self._path, self._key)
        try:
            _make_tables(database, version)
            if database.row("SELECT 1 FROM audit LIMIT 1"):
                return _counted(database)  # everything was in; only the last steps were cut off
            rows = RowsBack(portion.rows)
            self._read(database, rows)
            with database.transaction():
                told = rows.write(database, self._spare.audit(), self._spare.audit_until())
            self._spare.damaged += rows.orphans
            migrate(database)
            return {**_counted(database), **told}
        finally:
            database.close()

    def _read(self, database: Database, rows: RowsBack) -> None:
        wanted = [
            files
            for kind in (Kind.BATCH, Kind.PAST, Kind.RECORD)
            for files in self._spare.files(kind).values()
        ]
        waiting: dict[str, bytes] = {}
        for done, files in enumerate(wanted, start=1):
            opened = self._spare.newest(files)
            if opened is not None:
                portion = opened[0]
                waiting |= {_checked(name, data): data for name, data in portion.images.items()}
                rows.add(portion.rows)
            if sum(map(len, waiting.values())) > _IMAGES_TOGETHER_BYTES or done == len(wanted):
                _keep_images(database, waiting)
                waiting = {}
            self._progress(done, len(wanted))


def _make_tables(database: Database, version: int) -> None:
    """The tables as they were when the spare was written; later steps follow once rows are in."""
    steps = STEPS._migrations
    if version > len(steps):
        raise NeedsPerson("store_newer")
    there = database.row("PRAGMA user_version")
    if there is not None and there[0]:
        return
    of_then = Migrations("desk")
    of_then._migrations = steps[:version]
    migrate(database, of_then)


def _checked(sha256: str, data: bytes) -> str:
    """The proof in the file covers names and bytes; this is the picture's own hash."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NeedsPerson("spare_damaged")
    return sha256


def _keep_images(database: Database, images: Mapping[str, bytes]) -> None:
    with database.transaction():
        for sha256, data in images.items():
            database.run(
                "INSERT INTO image (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING",
                sha256,
                data,
            )


def _counted(database: Database) -> dict[str, Any]:
    statuses = database.rows("SELECT status, count(*) AS found FROM application GROUP BY status")
    by_status = {row["status"]: row["found"] for row in statuses}
    pictures = database.row("SELECT count(*) FROM image")
    return {
        "applications": sum(by_status.values()),
        "by_status": by_status,
        "pictures": 0 if pictures is None else pictures[0],
    }


def _copy_packets(spare: OpenSpare, outbox: Path) -> int:
    """Sealed packets that were on their way; only whole ones."""
    copied = 0
    folder = spare.folder / PACKETS
    for source in sorted(folder.glob("*.age")) if folder.is_dir() else ():
        with source.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == source.stem
        if not whole:
            spare.damaged.append(f"{PACKETS}/{source.name}")
            continue
        make_folder(outbox)
        copy_whole(source, outbox / source.name)
        copied += 1
    return copied


def _check(
    work: Path,
    key: StoreKey,
    keys: SearchKeys,
    clock: Clock,
    found: Mapping[str, Any],
    spare: OpenSpare,
) -> dict[str, Any]:
    """Open it as the app will, verify, and continue the audit trail with what was done."""
    for copy in work.glob("desk-before-*.db"):
        copy.unlink()  # made before later steps; there is nothing to go back to
    store: SqliteStore = open_store(work, key, keys=keys, clock=clock)
    try:
        store.verify_integrity()
        store.verify_audit()
        store.note_restored(
            By(OperatorId(""), clock.now()),
            damaged=len(set(spare.damaged)),
            missing=[*found.get("missing", ()), *found.get("only_sealed", ())],
            cut=int(found.get("audit_cut", 0)),
        )
        return {"audit_entries": store.verify_audit()}
    finally:
        store.close()

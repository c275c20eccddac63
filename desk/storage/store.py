"""The store: opens the data folder and offers everything that services ask of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desk.domain.errors import NeedsPerson
from desk.services.ports import Clock, StoreKey
from desk.storage.cases import Cases
from desk.storage.database import Database
from desk.storage.day_rows import DayRows
from desk.storage.days import Days
from desk.storage.folder_lock import FolderLock
from desk.storage.key_slots import STORE_FILE
from desk.storage.migrations import migrate
from desk.storage.operators import Operators
from desk.storage.part import SearchKeys
from desk.storage.pictures import Pictures
from desk.storage.purge import Purges
from desk.storage.reviews import Reviews
from desk.storage.search import Search
from desk.storage.spare_rows import SpareRows
from desk.storage.statuses import Statuses
from desk.storage.whole_file import disk_trouble, make_folder

LOCK_FILE = "desk.lock"


class SqliteStore(
    Operators, Days, Statuses, Pictures, Reviews, Search, Purges, DayRows, SpareRows, Cases
):
    """`desk.services.ports.Store`, `sheet.SheetStore` and all of `batch_store` on one encrypted
    file."""

    def __init__(
        self, database: Database, keys: SearchKeys, clock: Clock, lock: FolderLock
    ) -> None:
        super().__init__(database, keys, clock)
        self._lock = lock

    def verify_audit(self) -> int:
        return self._audit.verify()

    def verify_integrity(self) -> None:
        self._database.checkpoint()  # SQLCipher's check reads the file, not the log
        if self._database.rows("PRAGMA cipher_integrity_check"):
            raise NeedsPerson("store_damaged")
        answer = self._database.row("PRAGMA integrity_check")
        if answer is None or answer[0] != "ok" or self._database.rows("PRAGMA foreign_key_check"):
            raise NeedsPerson("store_damaged")
        for row in self._database.each("SELECT sha256, data FROM image"):
            if hashlib.sha256(row["data"]).hexdigest() != row["sha256"]:
                raise NeedsPerson("store_damaged")

    def close(self) -> None:
        self._database.close()
        self._lock.release()


def open_store(folder: Path, key: StoreKey, *, keys: SearchKeys, clock: Clock) -> SqliteStore:
    """Open or create the store in `folder`.

    Raises NeedsPerson: already_open, store_newer, store_key_wrong, store_damaged, disk_full,
    disk_error.
    """
    try:
        make_folder(folder)
        lock = FolderLock(folder / LOCK_FILE)
        try:
            return SqliteStore(_opened(folder / STORE_FILE, key), keys, clock, lock)
        except BaseException:
            lock.release()
            raise
    except OSError as error:
        raise disk_trouble(error) from error


def _opened(path: Path, key: StoreKey) -> Database:
    database = Database(path, key)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database

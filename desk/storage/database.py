"""The encrypted file: how it is opened, written in transactions, and what its errors mean."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2 as sqlcipher

# sqlite-utils takes its exception types and features from whatever `pysqlite3` is; without this
# alias it would look for the standard library's errors and miss SQLCipher's (design §3.1, §7).
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher)

import sqlite_utils  # noqa: E402

from desk.domain.errors import DeskError, NeedsPerson  # noqa: E402
from desk.services.ports import StoreKey  # noqa: E402
from desk.storage.whole_file import touch_private  # noqa: E402

Row = Any
"""One row, by column name. `sqlcipher3` has no types; rows become frozen values at once."""

BUSY_WAIT_MS = 5_000
_ALMOST_FULL_BYTES = 1 << 20

_CODES = {
    sqlcipher.SQLITE_FULL: "disk_full",
    sqlcipher.SQLITE_CORRUPT: "store_damaged",
    sqlcipher.SQLITE_NOTADB: "store_damaged",
    sqlcipher.SQLITE_BUSY: "store_busy",
    sqlcipher.SQLITE_LOCKED: "store_busy",
    sqlcipher.SQLITE_IOERR: "disk_error",
    sqlcipher.SQLITE_CANTOPEN: "disk_error",
    sqlcipher.SQLITE_READONLY: "disk_error",
    sqlcipher.SQLITE_PERM: "disk_error",
}

_CIPHER_PRAGMAS = (
    # Part of the file format, never to be changed without a migration. Measured on 600 KB rows:
    # 4.1 times a plain write with SQLCipher's defaults (4096, SHA-512), 3.2 times with these.
    "PRAGMA cipher_page_size = 8192",
    "PRAGMA cipher_hmac_algorithm = HMAC_SHA256",
)
# Not set: cipher_memory_security. It locks and wipes SQLCipher's memory, but the key and every row
# also stand in Python's, so it would promise more than it keeps.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # every commit is flushed: acknowledged means kept
    "PRAGMA fullfsync = ON",  # macOS flushes only the drive's cache when asked like this
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # sorting never spills plain text to disk
    "PRAGMA recursive_triggers = ON",  # REPLACE must not slip past the delete triggers
    "PRAGMA trusted_schema = OFF",
    f"PRAGMA busy_timeout = {BUSY_WAIT_MS}",
)


def salt_for(key: StoreKey) -> bytes:
    """The file's 16 public bytes of salt, made from the key.

    A file that starts with them belongs to this key, so damage and a wrong key can be told apart.
    """
    return hmac.new(key, b"machikado desk store salt", hashlib.sha256).digest()[:16]


class Database:
    """One connection to one encrypted file, used from one thread.

    Raises NeedsPerson with disk_full, disk_error, store_damaged, store_busy or store_key_wrong.
    Broken constraints are our own bugs and pass unchanged. After a disk error the file is opened
    anew and checked before anything else happens.
    """

    def __init__(self, path: Path, key: StoreKey) -> None:
        self.path = path
        self._key = key
        self._doubtful = False
        self._writing = False
        touch_private(path)
        self._connection = self._open()

    def _open(self) -> Any:
        connection = sqlcipher.connect(str(self.path), isolation_level=None)
        try:
            with self.saying_what_is_wrong():
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: Any) -> None:
        connection.row_factory = sqlcipher.Row
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}{salt_for(self._key).hex()}'\"")
        for pragma in _CIPHER_PRAGMAS:
            connection.execute(pragma).fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()

    def tables(self) -> sqlite_utils.Database:
        """The same connection for sqlite-utils (migrations)."""
        return sqlite_utils.Database(self._connection)

    def rows(self, sql: str, *values: object) -> list[Row]:
        self._be_sure()
        with self.saying_what_is_wrong():
            return list(self._connection.execute(sql, values).fetchall())

    def row(self, sql: str, *values: object) -> Row | None:
        self._be_sure()
        with self.saying_what_is_wrong():
            return self._connection.execute(sql, values).fetchone()

    def each(self, sql: str, *values: object) -> Iterator[Row]:
        """Row by row, for what does not fit in memory."""
        self._be_sure()
        with self.saying_what_is_wrong():
            yield from self._connection.execute(sql, values)

    def run(self, sql: str, *values: object) -> int:
        """Change rows inside a transaction; returns how many."""
        if not self._writing:
            raise RuntimeError("a write outside of a transaction")
        return int(self._connection.execute(sql, values).rowcount)

    def insert(self, table: str, **columns: object) -> None:
        """Add one row; table and column names are ours, never input."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values())  # noqa: S608

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is durable when this ends, or none of it happened."""
        self._be_sure()
        with self.saying_what_is_wrong():
            self._connection.execute("BEGIN IMMEDIATE")
            self._writing = True
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._writing = False

    def _roll_back(self) -> None:
        if not self._connection.in_transaction:
            return
        try:
            self._connection.execute("ROLLBACK")
        except sqlcipher.Error:
            self._doubtful = True  # reopening rolls back for good

    def checkpoint(self) -> None:
        """Move everything from the log into the file and flush it."""
        with self.saying_what_is_wrong():
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise NeedsPerson("store_busy")

    def _be_sure(self) -> None:
        if self._doubtful and not self._writing:
            self._reopen()

    def _reopen(self) -> None:
        """After a failed flush the kernel may have dropped what it could not write, while its
        memory still shows it. Writing the whole log into the file once more makes it true."""
        self._connection.close()
        self._connection = self._open()
        self.checkpoint()
        self._doubtful = False

    @contextmanager
    def saying_what_is_wrong(self) -> Iterator[None]:
        """SQLCipher's errors inside become facts for a person; our own bugs pass."""
        try:
            yield
        except sqlcipher.Error as error:
            fact = self._fact(error)
            if fact is None:
                raise
            raise fact from error

    def _fact(self, error: Exception) -> DeskError | None:
        """What a person must be told about this error, or None if it is our bug."""
        number = getattr(error, "sqlite_errorcode", None)
        code = _CODES.get(number)
        self._doubtful = self._doubtful or number == sqlcipher.SQLITE_IOERR
        if code is None:
            return None
        if number == sqlcipher.SQLITE_NOTADB and not self._is_our_salt():
            return NeedsPerson("store_key_wrong")
        if code == "disk_error" and self._is_full():
            return NeedsPerson("disk_full")
        return NeedsPerson(code)

    def _is_our_salt(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(16) == salt_for(self._key)

    def _is_full(self) -> bool:
        return shutil.disk_usage(self.path.parent).free < _ALMOST_FULL_BYTES

    def close(self) -> None:
        self._connection.close()

"""Opening the hub's database: SQLite in a file or PostgreSQL, reading and writing transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Executable, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from sync.errors import CanRetry
from sync.hub.settings import WrongSettings

T = TypeVar("T")

BUSY_TIMEOUT_MS: Final = 20_000
WAL_AGAIN_S: Final = 0.02
POOL: Final = 20
OVERFLOW: Final = 30
_FULL_SQLITE: Final = frozenset({sqlite3.SQLITE_FULL})
_FULL_POSTGRESQL: Final = "53100"
_RACES_POSTGRESQL: Final = frozenset({"40001", "40P01"})  # serialization, deadlock
RACES: Final = 4


class Database:
    """An open database. `reading` gives a connection to ask, `writing` one in a transaction.

    Writers of SQLite queue up at BEGIN IMMEDIATE, so a transaction that has begun never fails for
    another's sake. A connection that broke is found when it is used: that one request hears
    "hub_busy", and all connections of that age are made anew. Both raise CanRetry("hub_full") and
    CanRetry("hub_busy") for what the database says about its disk and its line.
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self._writer = self.engine.execution_options(writes=True)
        self._reader = self.engine
        if self.kind == "postgresql":  # sees what is committed, statement by statement, either way
            self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def kind(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _told(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Committed, and durable, when the block ends without an exception."""
        with _told(), self._writer.begin() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction; once more where another's came between (PostgreSQL)."""
        for _ in range(RACES - 1):
            try:
                with self.writing() as connection:
                    return work(connection)
            except IntegrityError as error:
                if self.kind == "sqlite" or _raised_by_trigger(error):
                    raise
            except CanRetry as error:
                if error.facts.get("why") != "race":
                    raise
        with self.writing() as connection:
            return work(connection)

    def usable(self) -> None:
        """Raises CanRetry where the database does not answer."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1 FROM facts WHERE municipality = '000000'")).first()

    def close(self) -> None:
        self.engine.dispose()

    def fold_in(self) -> None:
        """SQLite: everything into the one file, so that it may be copied as a file."""
        with self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if isinstance(raw, sqlite3.Connection):
                raw.execute("PRAGMA journal_mode=DELETE").fetchone()

    def copy_to(self, target: Path) -> None:
        """A consistent copy of a SQLite database while it is being used."""
        with self.engine.connect() as connection, _closing(target) as copy:
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise WrongSettings("only SQLite is copied like this")
            source.backup(copy, pages=1_000, sleep=0)


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert what is not there yet, under whatever unique key; how many rows were new."""
    if not rows:
        return 0
    statement = _insert_new(table, connection.dialect.name)
    return sum(connection.execute(statement, row).rowcount for row in rows)


@cache
def _insert_new(table: Table, dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement: Executable = insert(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def _open(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.drivername in ("postgresql", "postgres"):
            address = address.set(drivername="postgresql+psycopg")
        backend = address.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise WrongSettings("the database is a sqlite:// or postgresql:// URL")
        engine = create_engine(
            address,
            pool_size=POOL,
            max_overflow=OVERFLOW,
            hide_parameters=True,
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise WrongSettings("the database is a sqlite:// or postgresql:// URL") from error
    if backend == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says so
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """The one statement for which SQLite asks no busy handler: hubs that start together would
    meet "database is locked" at once."""
    last = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
            time.sleep(WAL_AGAIN_S)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _raised_by_trigger(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", "") == "23000"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except NoConnectionFree as error:
        raise CanRetry("hub_busy", why="no database connection free", wait_s=5) from error
    except DBAPIError as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error


def _trouble(error: DBAPIError) -> CanRetry | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0)
        if code & 0xFF in _FULL_SQLITE:
            return CanRetry("hub_full", why="database")
        if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return CanRetry("hub_busy", why="database busy", wait_s=2)
        if code & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            return CanRetry("hub_failed", why="database disk", wait_s=30)
        return None
    state = getattr(original, "sqlstate", None)
    if state in _RACES_POSTGRESQL:
        return CanRetry("hub_busy", why="race", wait_s=1)
    if state == _FULL_POSTGRESQL:
        return CanRetry("hub_full", why="database")
    lost = error.connection_invalidated or state is None or state[:2] in ("08", "53", "57")
    if lost and type(original).__name__ in _LINE_ERRORS:
        return CanRetry("hub_busy", why="database line", wait_s=5)
    return None


_LINE_ERRORS: Final = frozenset(
    {
        "OperationalError",
        "InterfaceError",
        "AdminShutdown",
        "CrashShutdown",
        "CannotConnectNow",
        "ConnectionTimeout",
        "TooManyConnections",
        "IdleInTransactionSessionTimeout",
        "QueryCanceled",
    }
)


@contextmanager
def _closing(target: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(target)
    try:
        yield connection
    finally:
        connection.close()

"""How a store file comes to the present version: in order, whole or not at all, after a copy.

A step is raw SQL in its own module and never imports our classes: it must mean the same in five
years. A released step is never changed; the next one gets the next number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from desk.domain.errors import NeedsPerson
from desk.storage.database import Database
from desk.storage.migrations import (
    m0001_the_counter,
    m0002_the_photo_station,
    m0003_the_sealed_day,
    m0004_the_procedures,
)
from desk.storage.whole_file import copy_whole, disk_trouble

# isort: split
from sqlite_utils import Database as Tables
from sqlite_utils.migrations import Migrations

STEPS: Final = Migrations("desk")


@STEPS(name="0001_the_counter")
def _the_counter(tables: Tables) -> None:
    for statement in m0001_the_counter.STATEMENTS:
        tables.conn.execute(statement)


@STEPS(name="0002_the_photo_station")
def _the_photo_station(tables: Tables) -> None:
    for statement in m0002_the_photo_station.STATEMENTS:
        tables.conn.execute(statement)


@STEPS(name="0003_the_sealed_day")
def _the_sealed_day(tables: Tables) -> None:
    for statement in m0003_the_sealed_day.STATEMENTS:
        tables.conn.execute(statement)


@STEPS(name="0004_the_procedures")
def _the_procedures(tables: Tables) -> None:
    for statement in m0004_the_procedures.STATEMENTS:
        tables.conn.execute(statement)


def migrate(database: Database, steps: Migrations = STEPS) -> Path | None:
    """Bring the file to this version; returns the copy made before, or None if none was needed.

    All pending steps are one transaction. Raises NeedsPerson("store_newer") for a file that knows
    steps which we do not, and leaves it untouched.
    """
    tables = database.tables()
    with database.saying_what_is_wrong():
        applied = [step.name for step in steps.applied(tables)]
        pending = [step.name for step in steps.pending(tables)]
    known = len(applied) + len(pending)
    ours = {step.name for step in steps._migrations}  # sqlite-utils has no public list
    if set(applied) - ours or _version(database) > known:
        raise NeedsPerson("store_newer")
    if not pending:
        return None
    copy = _copy(database, before=pending[0]) if applied else None
    with database.transaction():
        steps.apply(tables)
        database.run(f"PRAGMA user_version = {known}")
    return copy


def _version(database: Database) -> int:
    row = database.row("PRAGMA user_version")
    return 0 if row is None else int(row[0])


def _copy(database: Database, before: str) -> Path:
    """The file as it is, still encrypted with the same key. Nobody else writes: we hold the lock,
    and the log is empty after the checkpoint."""
    database.checkpoint()
    target = database.path.with_name(f"{database.path.stem}-before-{before}.db")
    try:
        copy_whole(database.path, target)
    except OSError as error:
        raise disk_trouble(error) from error
    return target

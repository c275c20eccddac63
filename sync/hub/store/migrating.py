"""Bringing a database to the newest tables: whole or not at all, one at a time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from sync.hub.migrations import FOLDER, HEAD
from sync.hub.settings import WrongSettings
from sync.hub.store.database import Database

_LOCK: Final = 0x4D4B44  # any number, the same for every hub on one PostgreSQL


class DatabaseTooNew(WrongSettings):
    """A newer hub has used this database."""


def migrate(database: Database) -> bool:
    """True where something was done. Safe while other hubs start on the same database."""
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return False
    with database.writing() as connection:  # on SQLite this is the lock
        if database.kind == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _revision(connection)
        if found == HEAD:
            return False
        _upgrade(connection, found)
    return True


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection, found: str | None) -> None:
    # Only where there is something to do: a hub that starts does not wait for alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseTooNew(f"the database is of a newer hub ({found})")
    command.upgrade(config, "head")

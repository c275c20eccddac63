"""`desk-hub backup` and `restore`: a consistent copy while the hub serves.

The database is copied first and the objects after it. An object is durable before its row is
written, so every row of the copied database finds its object; an object that came later is not
copied, since no row of the copy knows it. The other order could lose a packet whose row was
copied and whose object was not. A loose packet that is collected between the two steps is struck
from the copy. Objects never change, so those that a backup has already are not copied again, and
on the same disk they are linked instead of copied.

What arrives after a backup is only in the hub that took it: its receipts let terminals forget.
Keep the interval between backups (or the delay of a PostgreSQL standby) shorter than the days
that terminals keep what was received.

On PostgreSQL the keys are copied, and the objects where they lie in a folder; the database is
saved by `pg_basebackup` with WAL archiving, or `pg_dump`, BEFORE this command runs. Objects in S3
are saved by the store's own means.

A backup: hub.db, objects/…, keys/… (with the root key, if it lies there: keep it as safe).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sync.hub.hub import Hub
from sync.hub.objects import LocalObjects, ObjectKey, disk_told
from sync.hub.settings import SETTINGS_FILE, HubSettings, WrongSettings
from sync.hub.store.database import Database
from sync.hub.store.packets import every_packet, mark_lost
from sync.whole_file import copy_whole, make_folder, sync_folder

DATABASE_FILE: Final = "hub.db"
OBJECTS: Final = "objects"
KEYS: Final = "keys"
_NOTE_DATABASE: Final = "the database is PostgreSQL: save it with pg_basebackup or pg_dump first"
_NOTE_OBJECTS: Final = "the objects are in S3: save them by the store's own means"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    packets: int
    bytes: int
    notes: tuple[str, ...] = ()


def back_up(hub: Hub, target: Path) -> Copied:
    """Into a new folder, or over an earlier backup; durable when it returns."""
    make_folder(target)
    notes, keys = [], None
    database = target / DATABASE_FILE
    if hub.database.kind == "sqlite":
        _copy_database(hub, database)
        keys = _stored(database)
    else:
        notes.append(_NOTE_DATABASE)
    copied = Copied(packets=0, bytes=0)
    if isinstance(hub.objects, LocalObjects):
        every = hub.objects.every() if keys is None else keys
        copied = _copy_objects(hub.objects.folder, target / OBJECTS, every, link=True)
        if keys is not None:
            _strike_missing(hub, database, target / OBJECTS, keys)
    else:
        notes.append(_NOTE_OBJECTS)
    _copy_folder(hub.settings.keys, target / KEYS)
    _copy_settings(hub.settings.data, target)
    return replace(copied, notes=tuple(notes))


def restore(source: Path, settings: HubSettings) -> Copied:
    """Into a data folder that has no hub yet; `desk-hub verify` says afterwards that all is right.

    The backup is only read. Raises WrongSettings.
    """
    if not settings.embedded:
        raise WrongSettings("restore is for a hub in a folder; for PostgreSQL: pg_restore")
    if not (source / DATABASE_FILE).is_file():
        raise WrongSettings("that folder is no backup of a hub in a folder")
    database = settings.data / "restoring.db"  # left by a restore that did not end
    if settings.sqlite_file.exists() or (settings.keys.exists() and not database.exists()):
        raise WrongSettings("there is a hub in this folder already")
    make_folder(settings.data)
    with disk_told():
        copy_whole(source / DATABASE_FILE, database)
    keys = _stored(database)
    copied = _copy_objects(source / OBJECTS, settings.objects_folder, keys, link=False)
    _copy_settings(source, settings.data)
    _copy_folder(source / KEYS, settings.keys)
    database.replace(settings.sqlite_file)  # last: before it, the folder is no hub
    sync_folder(settings.data)
    return copied


def _copy_database(hub: Hub, target: Path) -> None:
    new = target.with_name(target.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(0o600)
    hub.database.copy_to(new)
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(target)
    sync_folder(target.parent)


def _stored(database: Path) -> list[ObjectKey]:
    opened = Database(f"sqlite:///{database}")
    try:
        with opened.reading() as connection:
            return [packet.key for packet in every_packet(connection) if packet.lost_at is None]
    finally:
        _settled(opened, database)


def _strike_missing(hub: Hub, database: Path, objects: Path, keys: Iterable[ObjectKey]) -> None:
    missing = [key for key in keys if not (objects / key.path).is_file()]
    if not missing:
        return
    opened = Database(f"sqlite:///{database}")
    try:
        with opened.writing() as connection:
            mark_lost(connection, missing, hub.clock())
    finally:
        _settled(opened, database)


def _settled(opened: Database, database: Path) -> None:
    """A copy is one file: what SQLite put beside it goes into it."""
    opened.fold_in()
    opened.close()
    sync_folder(database.parent)


def _copy_objects(source: Path, target: Path, keys: Iterable[ObjectKey], *, link: bool) -> Copied:
    count = size = 0
    for key in keys:
        original, copy = source / key.path, target / key.path
        if not original.is_file():
            continue
        with disk_told():
            make_folder(copy.parent)
            _link_or_copy(original, copy, link)
            size += copy.stat().st_size
        count += 1
    return Copied(packets=count, bytes=size)


def _link_or_copy(original: Path, copy: Path, link: bool) -> None:
    """An object never changes, so one that is there whole needs no copying again."""
    if copy.is_file() and copy.stat().st_size == original.stat().st_size:
        return
    copy.unlink(missing_ok=True)
    if not (link and _linked(original, copy)):
        copy_whole(original, copy)
    sync_folder(copy.parent)


def _linked(original: Path, copy: Path) -> bool:
    try:
        copy.hardlink_to(original)
    except OSError:  # another disk
        return False
    return True


def _copy_settings(source: Path, target: Path) -> None:
    if (source / SETTINGS_FILE).is_file():
        copy_whole(source / SETTINGS_FILE, target / SETTINGS_FILE)


def _copy_folder(source: Path, target: Path) -> None:
    make_folder(target)
    for file in sorted(source.iterdir()):
        if file.is_file():
            copy_whole(file, target / file.name)

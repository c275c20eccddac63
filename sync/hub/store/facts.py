"""What the hub knows about itself: its key set, its secret, the reference data; other hubs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from sync.hub.store.database import insert_new
from sync.hub.store.tables import HUB, facts, trusted_hubs


def read_fact(connection: Connection, name: str, *, lock: bool = False) -> bytes | None:
    """The value, or None. `lock`: nobody else changes it before this transaction ends."""
    found = connection.execute(_FACT_LOCKED if lock else _FACT, {"wanted": name}).scalar()
    return None if found is None else bytes(found)


def add_fact(connection: Connection, name: str, value: bytes) -> bool:
    """Written unless there is one already; True where it was."""
    row = {"municipality": HUB, "name": name, "value": value}
    return insert_new(connection, facts, [row]) == 1


def put_fact(connection: Connection, name: str, value: bytes) -> None:
    if not add_fact(connection, name, value):
        where = (facts.c.municipality == HUB, facts.c.name == name)
        connection.execute(update(facts).where(*where).values(value=value))


def trust_hub(connection: Connection, root: str, serial: int, key_set: bytes) -> None:
    """Keep another hub's key set; an older one never replaces a newer."""
    row = {"municipality": HUB, "root": root, "serial": serial, "key_set": key_set}
    if insert_new(connection, trusted_hubs, [row]):
        return
    where = (
        trusted_hubs.c.municipality == HUB,
        trusted_hubs.c.root == root,
        trusted_hubs.c.serial < serial,
    )
    connection.execute(update(trusted_hubs).where(*where).values(serial=serial, key_set=key_set))


def trusted_key_sets(connection: Connection) -> Sequence[bytes]:
    query = select(trusted_hubs.c.key_set).order_by(trusted_hubs.c.root)
    return [bytes(each) for each in connection.execute(query).scalars()]


_FACT: Final = select(facts.c.value).where(
    facts.c.municipality == HUB, facts.c.name == bindparam("wanted")
)
_FACT_LOCKED: Final = _FACT.with_for_update()

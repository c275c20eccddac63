"""Sealed packets as rows: loose, claimed by a manifest's line, covered by a receipt, lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    tuple_,
    update,
)

from sync.hub.objects import ObjectKey
from sync.hub.store.database import insert_new
from sync.hub.store.tables import arrivals, batch_lines, batches, packets
from sync.protocol import Digest, Route

Stored = Literal["stored", "already"]
"""`already`: another packet of that version of the application was here first."""

PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    key: ObjectKey
    size: int
    terminal: str
    application: str | None
    version: int | None
    batch: str | None
    arrival: int | None
    lost_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A manifest's line that announced a packet."""

    municipality: str  # of the batch
    batch: str
    terminal: str
    size: int
    application: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A packet in an office's list."""

    arrival: int
    digest: Digest
    size: int
    number: str
    application: str
    version: int
    route: Route
    batch: str
    terminal: str
    signed_by: str


def find_packet(connection: Connection, key: ObjectKey) -> Packet | None:
    row = connection.execute(_FOUND, _named(key)).first()
    return None if row is None else _packet(row)


def packet_of(
    connection: Connection, municipality: str, application: str, version: int
) -> Packet | None:
    query = select(packets).where(
        packets.c.municipality == municipality,
        packets.c.application == application,
        packets.c.version == version,
    )
    row = connection.execute(query).first()
    return None if row is None else _packet(row)


def find_line(connection: Connection, key: ObjectKey) -> Line | None:
    """The first manifest that announced this packet, if any did."""
    row = connection.execute(_ANNOUNCED, _named(key)).first()
    if row is None:
        return None
    return Line(
        municipality=row.municipality,
        batch=row.batch,
        terminal=row.terminal,
        size=row.size,
        application=row.application,
        version=row.version,
    )


def add_packet(
    connection: Connection, key: ObjectKey, size: int, terminal: str, at: datetime
) -> Stored:
    """Its bytes are durable: from now on it counts as stored, for the line that announced it."""
    line = find_line(connection, key)
    row = {
        "municipality": key.municipality,
        "digest": key.digest,
        "size": size,
        "stored_at": at,
        "terminal": terminal,
        "application": line.application if line else None,
        "version": line.version if line else None,
        "batch": line.batch if line else None,
    }
    if insert_new(connection, packets, [row]):
        return "stored"
    if find_packet(connection, key) is None:
        return "already"  # the application's version is here, as another packet
    connection.execute(update(packets).where(_is(key)).values(lost_at=None))
    if line and not claim(connection, key, line):
        held = packet_of(connection, key.municipality, line.application, line.version)
        return "stored" if held and held.key == key else "already"
    return "stored"


def claim(connection: Connection, key: ObjectKey, line: Line) -> bool:
    """A loose packet gets its application; False where there is none or another has it."""
    twin = packets.alias()
    taken = exists().where(
        twin.c.municipality == key.municipality,
        twin.c.application == line.application,
        twin.c.version == line.version,
    )
    loose = and_(_is(key), packets.c.application.is_(None), packets.c.lost_at.is_(None))
    values = {"application": line.application, "version": line.version, "batch": line.batch}
    done = connection.execute(update(packets).where(loose, ~taken).values(**values))
    return done.rowcount == 1


def mark_lost(connection: Connection, keys: Sequence[ObjectKey], at: datetime) -> None:
    """Their bytes are gone: they count as lacking again, and the rows stay to say so."""
    for key in sorted(keys):
        values = {"lost_at": at, "application": None, "version": None}
        connection.execute(update(packets).where(_is(key)).values(**values))


def loose_of(connection: Connection, terminal: str) -> tuple[int, int]:
    """How many packets, and bytes, of a terminal no manifest claims."""
    query = select(func.count(), func.coalesce(func.sum(packets.c.size), 0)).where(
        packets.c.terminal == terminal, packets.c.application.is_(None)
    )
    count, size = connection.execute(query).one()
    return int(count), int(size)


def drop_loose(connection: Connection, before: datetime) -> list[ObjectKey]:
    """Forget loose packets that came before; their bytes go in the same transaction's time."""
    old = and_(
        packets.c.application.is_(None),
        packets.c.arrival.is_(None),
        packets.c.stored_at < before,
    )
    gone = connection.execute(
        delete(packets).where(old).returning(packets.c.municipality, packets.c.digest)
    )
    return sorted(ObjectKey(row.municipality, Digest(row.digest)) for row in gone)


def let_arrive(connection: Connection, keys: Sequence[ObjectKey]) -> None:
    """Number these for their offices, in the order of receipts: a list never gains a row before
    the last one that an office saw."""
    for municipality in sorted({key.municipality for key in keys}):
        of_it = sorted(key for key in keys if key.municipality == municipality)
        last = _take_numbers(connection, municipality, len(of_it))
        numbered = enumerate(of_it, start=last - len(of_it) + 1)
        connection.execute(_ARRIVES, [_named(key) | {"number": number} for number, key in numbered])


def _take_numbers(connection: Connection, municipality: str, count: int) -> int:
    insert_new(connection, arrivals, [{"municipality": municipality, "last": 0}])
    counted = (
        update(arrivals)
        .where(arrivals.c.municipality == municipality)
        .values(last=arrivals.c.last + count)
        .returning(arrivals.c.last)
    )
    return int(connection.execute(counted).scalar_one())


def arrived(connection: Connection, municipality: str, after: int) -> list[Arrived]:
    """The next packets of an office, PAGE at most."""
    together = and_(
        batch_lines.c.addressee == packets.c.municipality,
        batch_lines.c.digest == packets.c.digest,
        batch_lines.c.batch == packets.c.batch,
    )
    query = (
        select(
            packets.c.arrival,
            packets.c.digest,
            packets.c.size,
            packets.c.batch,
            packets.c.terminal,
            batch_lines.c.application,
            batch_lines.c.version,
            batch_lines.c.number,
            batch_lines.c.route,
            batches.c.signed_by,
        )
        .join(batch_lines, together)
        .join(batches, _same_batch())
        .where(packets.c.municipality == municipality, packets.c.arrival > after)
        .order_by(packets.c.arrival)
        .limit(PAGE)
    )
    return [
        Arrived(
            arrival=row.arrival,
            digest=Digest(row.digest),
            size=row.size,
            number=row.number,
            application=row.application,
            version=row.version,
            route=row.route,
            batch=row.batch,
            terminal=row.terminal,
            signed_by=row.signed_by,
        )
        for row in connection.execute(query)
    ]


def every_packet(connection: Connection) -> Iterator[Packet]:
    """By municipality and digest, a page at a time."""
    last = ("", "")
    while True:
        after = tuple_(packets.c.municipality, packets.c.digest) > last
        query = select(packets).where(after).order_by(packets.c.municipality, packets.c.digest)
        rows = connection.execute(query.limit(PAGE)).all()
        yield from (_packet(row) for row in rows)
        if len(rows) < PAGE:
            return
        last = (rows[-1].municipality, rows[-1].digest)


def _is(key: ObjectKey) -> ColumnElement[bool]:
    return and_(packets.c.municipality == key.municipality, packets.c.digest == key.digest)


def _same_batch() -> ColumnElement[bool]:
    return and_(
        batches.c.municipality == batch_lines.c.municipality,
        batches.c.batch == batch_lines.c.batch,
    )


def _packet(row: Row[tuple[object, ...]]) -> Packet:
    return Packet(
        key=ObjectKey(row.municipality, Digest(row.digest)),
        size=row.size,
        terminal=row.terminal,
        application=row.application,
        version=row.version,
        batch=row.batch,
        arrival=row.arrival,
        lost_at=row.lost_at,
    )


def _named(key: ObjectKey) -> dict[str, str | int]:
    return {"of": key.municipality, "wanted": key.digest}


# Made once: these are asked for every packet.
_ARRIVES: Final = (
    update(packets)
    .where(
        packets.c.municipality == bindparam("of"),
        packets.c.digest == bindparam("wanted"),
        packets.c.arrival.is_(None),
    )
    .values(arrival=bindparam("number"))
)
_FOUND: Final = select(packets).where(
    packets.c.municipality == bindparam("of"), packets.c.digest == bindparam("wanted")
)
_ANNOUNCED: Final = (
    select(batch_lines, batches.c.terminal)
    .join(batches, _same_batch())
    .where(batch_lines.c.addressee == bindparam("of"), batch_lines.c.digest == bindparam("wanted"))
    .order_by(batches.c.announced_at)
)

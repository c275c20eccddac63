"""Batches as rows: announced by a manifest, received with a receipt; the lines between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from sync.errors import Refused
from sync.hub.objects import ObjectKey
from sync.hub.store.database import insert_new
from sync.hub.store.packets import Line, claim
from sync.hub.store.tables import batch_lines, batches, packets, receipts
from sync.protocol import BatchId, Digest, Manifest, PacketLine, TerminalId


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    municipality: str
    id: BatchId
    terminal: TerminalId
    sequence: int
    digest: Digest
    signed_by: str
    announced_at: datetime
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of a manifest, and the stored packet that holds its application's version."""

    key: ObjectKey
    size: int
    held: ObjectKey | None
    arrival: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A receipt as it was signed: these bytes and no others, for ever."""

    receipt: bytes
    signed_with: str


def find_batch(
    connection: Connection, municipality: str, batch: str, *, lock: bool = False
) -> Batch | None:
    query = _BATCH_LOCKED if lock else _BATCH
    row = connection.execute(query, {"of": municipality, "wanted": batch}).first()
    return None if row is None else _batch(row)


def add_batch(
    connection: Connection,
    manifest: Manifest,
    envelope: bytes,
    digest: Digest,
    signed_by: str,
    at: datetime,
) -> bool:
    """Written with its lines unless that batch is known already; True where it was new.

    Raises Refused("manifest_refused") where it claims a packet of another application.
    """
    row = {
        "municipality": manifest.municipality,
        "batch": manifest.batch,
        "terminal": manifest.terminal,
        "sequence": manifest.sequence,
        "day": manifest.day,
        "digest": digest,
        "previous": manifest.previous,
        "signed_by": signed_by,
        "manifest": envelope,
        "packets": len(manifest.packets),
        "bytes": sum(line.size for line in manifest.packets),
        "announced_at": at,
    }
    if not insert_new(connection, batches, [row]):
        return False
    if manifest.packets:
        connection.execute(insert(batch_lines), list(_lines(manifest)))
    _claim_stored(connection, manifest)
    return True


def _lines(manifest: Manifest) -> Iterator[dict[str, object]]:
    for position, line in enumerate(manifest.packets):
        yield {
            "municipality": manifest.municipality,
            "batch": manifest.batch,
            "position": position,
            "addressee": line.municipality,
            "digest": line.digest,
            "size": line.size,
            "application": line.application,
            "version": line.version,
            "number": line.number,
            "route": line.route,
        }


def _claim_stored(connection: Connection, manifest: Manifest) -> None:
    """Packets that came before their manifest get their application now.

    Raises Refused("manifest_refused") where one is here as another application's, or of another
    size.
    """
    of_it = {"of": manifest.municipality, "wanted": manifest.batch}
    for row in connection.execute(_STORED, of_it).all():
        line = manifest.packets[row.position]
        named = (row.application, row.version)
        if row.size != line.size or named not in ((None, None), (line.application, line.version)):
            raise Refused("manifest_refused", why="a packet of another application")
        if row.application is None:
            claim(connection, key_of(line), _line(manifest, line))


def _line(manifest: Manifest, line: PacketLine) -> Line:
    return Line(
        municipality=manifest.municipality,
        batch=manifest.batch,
        terminal=manifest.terminal,
        size=line.size,
        application=line.application,
        version=line.version,
    )


def key_of(line: PacketLine) -> ObjectKey:
    return ObjectKey(line.municipality, Digest(line.digest))


def standing(connection: Connection, municipality: str, batch: str) -> list[Standing]:
    """Every line of the batch, in the manifest's order."""
    rows = connection.execute(_STANDING, {"of": municipality, "wanted": batch})
    return [
        Standing(
            key=ObjectKey(row.addressee, Digest(row.digest)),
            size=row.size,
            held=None if row.held is None else ObjectKey(row.addressee, Digest(row.held)),
            arrival=row.arrival,
        )
        for row in rows
    ]


def find_receipt(connection: Connection, municipality: str, batch: str) -> Kept | None:
    row = connection.execute(_RECEIPT, {"of": municipality, "wanted": batch}).first()
    return None if row is None else Kept(receipt=bytes(row.receipt), signed_with=row.signed_with)


def add_receipt(connection: Connection, batch: Batch, kept: Kept, at: datetime) -> None:
    """The batch is received: the receipt and the move in one transaction."""
    row = {
        "municipality": batch.municipality,
        "batch": batch.id,
        "receipt": kept.receipt,
        "signed_with": kept.signed_with,
        "signed_at": at,
    }
    connection.execute(insert(receipts).values(row))
    mine = (batches.c.municipality == batch.municipality, batches.c.batch == batch.id)
    connection.execute(update(batches).where(*mine).values(received_at=at))


def open_batches(connection: Connection) -> tuple[int, datetime | None]:
    """How many are announced and not received, and since when the oldest is."""
    query = select(func.count(), func.min(batches.c.announced_at)).where(
        batches.c.received_at.is_(None)
    )
    count, oldest = connection.execute(query).one()
    return int(count), oldest


def every_batch(connection: Connection) -> Sequence[tuple[Batch, bytes]]:
    """With the manifest envelopes, by terminal and sequence."""
    query = select(batches).order_by(
        batches.c.municipality, batches.c.terminal, batches.c.sequence, batches.c.announced_at
    )
    return [(_batch(row), bytes(row.manifest)) for row in connection.execute(query)]


def lines_of(connection: Connection, batch: Batch) -> list[tuple[ObjectKey, int, str, int]]:
    """(packet, size, application, version) as the table says."""
    query = (
        select(batch_lines)
        .where(batch_lines.c.municipality == batch.municipality, batch_lines.c.batch == batch.id)
        .order_by(batch_lines.c.position)
    )
    return [
        (ObjectKey(row.addressee, Digest(row.digest)), row.size, row.application, row.version)
        for row in connection.execute(query)
    ]


def _batch(row: Row[tuple[object, ...]]) -> Batch:
    return Batch(
        municipality=row.municipality,
        id=BatchId(row.batch),
        terminal=TerminalId(row.terminal),
        sequence=row.sequence,
        digest=Digest(row.digest),
        signed_by=row.signed_by,
        announced_at=row.announced_at,
        received_at=row.received_at,
    )


# Made once: these are asked for every batch.
_BATCH: Final = select(batches).where(
    batches.c.municipality == bindparam("of"), batches.c.batch == bindparam("wanted")
)
_BATCH_LOCKED: Final = _BATCH.with_for_update()
_RECEIPT: Final = select(receipts).where(
    receipts.c.municipality == bindparam("of"), receipts.c.batch == bindparam("wanted")
)
_OF_BATCH: Final = and_(
    batch_lines.c.municipality == bindparam("of"), batch_lines.c.batch == bindparam("wanted")
)
_STORED: Final = (
    select(batch_lines.c.position, packets.c.size, packets.c.application, packets.c.version)
    .join(
        packets,
        and_(
            packets.c.municipality == batch_lines.c.addressee,
            packets.c.digest == batch_lines.c.digest,
        ),
    )
    .where(_OF_BATCH)
    .order_by(batch_lines.c.addressee, batch_lines.c.digest)
)
_STANDING: Final = (
    select(
        batch_lines.c.addressee,
        batch_lines.c.digest,
        batch_lines.c.size,
        packets.c.digest.label("held"),
        packets.c.arrival,
    )
    .join(
        packets,
        and_(
            packets.c.municipality == batch_lines.c.addressee,
            packets.c.application == batch_lines.c.application,
            packets.c.version == batch_lines.c.version,
        ),
        isouter=True,
    )
    .where(_OF_BATCH)
    .order_by(batch_lines.c.position)
)

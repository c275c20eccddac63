"""Taking batches: announce, store, complete. HTTP and `desk-hub import` come through here.

Each step may be asked for again and gives the same answer. A receipt is signed in the transaction
that moves its batch to received, when every packet it names is durable; the bytes signed then are
the receipt for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import Connection

from sync.envelope import as_json, digest_of, peek
from sync.errors import CanRetry, Refused
from sync.hub.hub_keys import KeyRing
from sync.hub.objects import ObjectKey, Objects, Spool
from sync.hub.settings import HubSettings
from sync.hub.store import batches as rows
from sync.hub.store import packets
from sync.hub.store.batches import Batch, Kept, Standing
from sync.hub.store.database import Database
from sync.hub.store.terminals import Terminal
from sync.hub.store.together import Together
from sync.keys import SigningKey
from sync.manifest import check_manifest
from sync.protocol import (
    Certificate,
    Digest,
    Lacking,
    Manifest,
    Receipt,
    ReceiptLine,
)
from sync.receipts import sign_receipt

CHECKERS: Final = 4
MOST_ASKED_FOR: Final = 20_000
MOST_NUMBER: Final = 2**31 - 1


class Recent:
    """The last things that were said, so many at most; each is used once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, ObjectKey], int] = {}

    def put(self, key: tuple[str, ObjectKey], size: int) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = size
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def take(self, key: tuple[str, ObjectKey]) -> int | None:
        with self._lock:
            return self._kept.pop(key, None)


class Watch(Protocol):
    """What the metrics want to hear."""

    def packet_stored(self, size: int) -> None: ...

    def batch_announced(self) -> None: ...

    def batch_received(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A packet whose bytes are durable."""

    key: ObjectKey
    size: int
    terminal: str


class Receiving:
    def __init__(
        self,
        *,
        database: Database,
        objects: Objects,
        keys: KeyRing,
        settings: HubSettings,
        clock: Callable[[], datetime],
        watch: Watch,
    ) -> None:
        self.database = database
        self.objects = objects
        self.keys = keys
        self.settings = settings
        self.clock = clock
        self.watch = watch
        self._rows = Together(database, self._row)
        self._asked_for = Recent(MOST_ASKED_FOR)

    # the manifest ------------------------------------------------------------------------
    def announce(self, terminal: Terminal, envelope: bytes) -> tuple[bool, Lacking]:
        """(whether it was new, what is lacking of it).

        Raises Refused("manifest_refused"|"forged"|"malformed"|"batch_conflict").
        """
        manifest, signed_by = checked_manifest(terminal, envelope)
        digest = digest_of(envelope)

        def announced(connection: Connection) -> tuple[Batch, bool, list[Standing], Kept | None]:
            new = rows.add_batch(connection, manifest, envelope, digest, signed_by, self.clock())
            known = rows.find_batch(connection, manifest.municipality, manifest.batch)
            if known is None or known.digest != digest:
                raise Refused("batch_conflict")
            lines = rows.standing(connection, known.municipality, known.id)
            kept = None if new else rows.find_receipt(connection, known.municipality, known.id)
            return known, new, lines, kept

        batch, new, lines, kept = self.database.write(announced)
        if new:
            self.watch.batch_announced()
        told = self._told(batch, lines, kept)
        self._ask_for(terminal, lines, told)
        return new, told

    def _ask_for(self, terminal: Terminal, lines: Sequence[Standing], told: Lacking) -> None:
        """What was just said to be lacking need not be looked up when it comes."""
        lacking = set(told.lacking)
        for line in lines:
            if line.key.digest in lacking:
                self._asked_for.put((terminal.id, line.key), line.size)

    def status(self, terminal: Terminal, batch: str) -> Lacking:
        """What is lacking of a batch; with the receipt once it is received.

        Raises Refused("not_ours") for a batch that this terminal has not announced here.
        """
        return self._told(*self._standing(terminal, batch))

    def _standing(
        self, terminal: Terminal, batch: str
    ) -> tuple[Batch, list[Standing], Kept | None]:
        with self.database.reading() as connection:
            found = self._batch(connection, terminal, batch)
            lines = rows.standing(connection, found.municipality, found.id)
            return found, lines, rows.find_receipt(connection, found.municipality, found.id)

    def _told(self, batch: Batch, lines: Sequence[Standing], kept: Kept | None) -> Lacking:
        if kept is None:
            return self._lacking(batch, self._wanted(lines))
        return Lacking(
            batch=batch.id, manifest=batch.digest, lacking=(), receipt=as_json(kept.receipt)
        )

    def _batch(self, connection: Connection, terminal: Terminal, batch: str) -> Batch:
        found = rows.find_batch(connection, terminal.municipality, batch)
        if found is None or found.terminal != terminal.id:
            raise Refused("not_ours", why="no such batch")
        return found

    def _wanted(self, lines: Sequence[Standing]) -> list[ObjectKey]:
        """Packets that are not here; a stored one whose bytes are gone is asked for again."""
        gone = self._lost([line.held for line in lines if line.held is not None])
        return [line.key for line in lines if line.held is None or line.held in gone]

    def _lost(self, keys: Sequence[ObjectKey]) -> set[ObjectKey]:
        """Which of these stored packets have no bytes any more; from now on they are lacking."""
        lost = self.objects.absent(keys)
        if lost:
            with self.database.writing() as connection:
                packets.mark_lost(connection, lost, self.clock())
        return set(lost)

    def _lacking(self, batch: Batch, wanted: Sequence[ObjectKey]) -> Lacking:
        return Lacking(
            batch=batch.id,
            manifest=batch.digest,
            lacking=tuple(key.digest for key in wanted),
            uploads=self.objects.uploads(wanted),
        )

    # the packets -------------------------------------------------------------------------
    def expect(self, terminal: Terminal, key: ObjectKey, size: int) -> bool:
        """Whether these bytes are wanted; False: they, or their application, are here.

        Raises Refused("packet_refused"|"too_large") before anything is read.
        """
        if size > self.settings.most_packet_bytes:
            raise Refused("too_large", why="packet", most=self.settings.most_packet_bytes)
        if size < 1:
            raise Refused("packet_refused", why="empty")
        if self._asked_for.take((terminal.id, key)) == size:
            return True
        with self.database.reading() as connection:
            found = packets.find_packet(connection, key)
            if found is not None and found.lost_at is None:
                _same_size(found.size, size)
                return bool(self._lost([key]))
            line = packets.find_line(connection, key)
            if line is None:
                self._loose_allowed(connection, terminal, size)
                return True
            _same_size(line.size, size)
            held = packets.packet_of(connection, key.municipality, line.application, line.version)
        return held is None or bool(self._lost([held.key]))

    def _loose_allowed(self, connection: Connection, terminal: Terminal, size: int) -> None:
        count, total = packets.loose_of(connection, terminal.id)
        if count >= self.settings.loose_packets or total + size > self.settings.loose_bytes:
            raise Refused("packet_refused", why="too much without a manifest")

    def keep(self, terminal: Terminal, key: ObjectKey, spooled: Spool) -> bool:
        """Make a spooled packet durable; False where its application was here first.

        Raises Refused("packet_refused") where the bytes are not those of the digest.
        """
        if spooled.digest != key.digest:
            raise Refused("packet_refused", why="digest")
        self.objects.keep(key, spooled)
        return self._count(terminal.id, key, spooled.size)

    def _count(self, terminal: str, key: ObjectKey, size: int) -> bool:
        """The bytes are durable: now the row."""
        stored = self._rows.done(_Stored(key=key, size=size, terminal=terminal)) == "stored"
        if stored:
            self.watch.packet_stored(size)
        else:
            self.objects.remove(key)
        return stored

    def _row(self, connection: Connection, stored: _Stored) -> packets.Stored:
        at = self.clock()
        return packets.add_packet(connection, stored.key, stored.size, stored.terminal, at)

    def _take_uploaded(self, terminal: Terminal, lines: Sequence[Standing]) -> bool:
        """Check what was uploaded past the hub; True where something may have been.

        Raises CanRetry("hub_busy") while more is left than one request may take.
        """
        wanted = [line for line in lines if line.held is None]
        if not wanted or not self.objects.direct:
            return False
        until = time.monotonic() + self.settings.check_staged_s

        def taken(line: Standing) -> None:
            if time.monotonic() > until:
                raise CanRetry("hub_busy", why="checking uploads", wait_s=1)
            if self.objects.take_uploaded(line.key, line.size):
                self._count(terminal.id, line.key, line.size)

        with ThreadPoolExecutor(CHECKERS) as checkers:
            for done in [checkers.submit(taken, line) for line in wanted]:
                done.result()
        return True

    # the receipt -------------------------------------------------------------------------
    def complete(self, terminal: Terminal, batch: str) -> bytes | Lacking:
        """The receipt's bytes, the same ones each time; or what is still lacking."""
        found, lines, kept = self._standing(terminal, batch)
        if kept is not None:
            return kept.receipt
        if self._take_uploaded(terminal, lines):
            found, lines, _ = self._standing(terminal, batch)
        wanted = self._wanted(lines)
        if wanted:
            return self._lacking(found, wanted)
        signed = self.keys.signed()
        key, hub = self.keys.receipt_key(signed), signed.keys.hub
        new, kept = self.database.write(
            lambda connection: self._received(connection, found, key, hub)
        )
        if new:
            self.watch.batch_received()
        return self.status(terminal, batch) if kept is None else kept.receipt

    def _received(
        self, connection: Connection, batch: Batch, key: SigningKey, hub: str
    ) -> tuple[bool, Kept | None]:
        rows.find_batch(connection, batch.municipality, batch.id, lock=True)
        kept = rows.find_receipt(connection, batch.municipality, batch.id)
        if kept is not None:
            return False, kept
        lines = rows.standing(connection, batch.municipality, batch.id)
        if any(line.held is None for line in lines):
            return False, None
        now = self.clock()
        kept = Kept(receipt=sign_receipt(_receipt(batch, lines, hub, now), key), signed_with=key.id)
        rows.add_receipt(connection, batch, kept, now)
        new = {line.held for line in lines if line.held is not None and line.arrival is None}
        packets.let_arrive(connection, sorted(new))
        return True, kept


def checked_manifest(terminal: Terminal, envelope: bytes) -> tuple[Manifest, str]:
    """The manifest, and which of the terminal's keys signed it: one that was replaced meanwhile
    still counts for what it had sealed. Raises Refused."""
    refused: Refused | None = None
    for key in terminal.keys:
        certificate = peek(key.certificate, Certificate)
        try:
            return _storable(check_manifest(envelope, certificate)), key.public
        except Refused as error:
            refused = refused or error
    raise refused or Refused("not_enrolled")


def _storable(manifest: Manifest) -> Manifest:
    """Refuses what some database could not keep as it is."""
    numbers = (manifest.sequence, *(line.version for line in manifest.packets))
    if max(numbers) > MOST_NUMBER or any("\0" in line.number for line in manifest.packets):
        raise Refused("manifest_refused", why="numbers")
    return manifest


def _receipt(batch: Batch, lines: Sequence[Standing], hub: str, now: datetime) -> Receipt:
    return Receipt(
        hub=hub,
        batch=batch.id,
        terminal=batch.terminal,
        manifest=batch.digest,
        received_at=now,
        packets=tuple(_receipt_line(line.key.digest, line.held) for line in lines),
    )


def _receipt_line(digest: Digest, held: ObjectKey | None) -> ReceiptLine:
    first = digest if held is None else held.digest
    return ReceiptLine(
        digest=digest, outcome="stored" if first == digest else "already", first=first
    )


def _same_size(known: int, given: int) -> None:
    if known != given:
        raise Refused("packet_refused", why="size")

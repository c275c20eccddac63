"""`desk-hub verify`: bytes hashed again, signatures and counts checked, every day in its place.

Finds packets that were changed, are missing, were added or replaced, and days that were removed,
whoever did it: a disk, a person with the files, a person with the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sync.envelope import digest_of, peek
from sync.errors import Refused
from sync.hub.hub import Hub
from sync.hub.objects import ObjectKey, hash_of
from sync.hub.store import batches as rows
from sync.hub.store.batches import Batch, find_receipt, key_of
from sync.hub.store.packets import Packet, every_packet, find_packet
from sync.hub.store.terminals import Terminal
from sync.manifest import ChainFaultKind, Link, check_chain, check_manifest
from sync.protocol import Certificate, Digest, Manifest, Receipt
from sync.receipts import check_receipt


class Kind(StrEnum):
    """What is wrong."""

    CHANGED = "changed"  # a packet's bytes are not those of its digest
    MISSING = "missing"  # a packet that a receipt or the table names is not there
    ADDED = "added"  # a packet that no manifest or no row knows
    REPLACED = "replaced"  # another packet stands where a receipt names this one
    MANIFEST = "manifest"  # a manifest, or what the table says of it, was changed
    RECEIPT = "receipt"  # a receipt is missing, changed, or covers something else
    DAY_MISSING = "day_missing"
    DAY_ALTERED = "day_altered"
    DAY_FORK = "day_fork"  # two days follow the same one: a restored twin
    DAY_RETURNED = "day_returned"  # said to be withdrawn, and yet it came


_OF_CHAIN: Final[Mapping[ChainFaultKind, Kind]] = {
    ChainFaultKind.MISSING: Kind.DAY_MISSING,
    ChainFaultKind.ALTERED: Kind.DAY_ALTERED,
    ChainFaultKind.FORK: Kind.DAY_FORK,
    ChainFaultKind.RETURNED: Kind.DAY_RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    kind: Kind
    municipality: str = ""
    packet: str = ""
    batch: str = ""
    terminal: str = ""
    why: str = ""

    def facts(self) -> dict[str, object]:
        named = {
            "municipality": self.municipality,
            "packet": self.packet,
            "batch": self.batch,
            "terminal": self.terminal,
            "why": self.why,
        }
        return {"kind": self.kind.value, **{key: value for key, value in named.items() if value}}

    def told(self) -> str:
        return "  ".join(str(value) for value in self.facts().values())


@dataclass
class Report:
    packets: int = 0
    bytes: int = 0
    batches: int = 0
    receipts: int = 0
    findings: list[Finding] = field(default_factory=list)

    def facts(self) -> dict[str, object]:
        return {
            "packets": self.packets,
            "bytes": self.bytes,
            "batches": self.batches,
            "receipts": self.receipts,
            "findings": len(self.findings),
        }

    def told(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.facts().items())


def verify_all(hub: Hub) -> Report:
    """Everything the hub holds, read once. May run while the hub serves."""
    return _Verification(hub).run()


class _Verification:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._report = Report()
        self._links: list[Link] = []
        self._announced: set[ObjectKey] = set()
        self._terminals = {each.id: each for each in hub.enrolling.terminals()}

    def run(self) -> Report:
        listed = set(self._hub.objects.every())
        with self._hub.database.reading() as connection:
            batches = rows.every_batch(connection)
        for batch, envelope in batches:
            self._batch(batch, envelope)
        self._chains()
        with self._hub.database.reading() as connection:
            packets = list(every_packet(connection))
        for packet in packets:
            self._packet(packet)
        self._strangers(listed - {packet.key for packet in packets})
        return self._report

    def _found(self, kind: Kind, batch: Batch | None = None, /, **named: str) -> None:
        if batch is not None:
            named = {
                "municipality": batch.municipality,
                "batch": batch.id,
                "terminal": batch.terminal,
            } | named
        self._report.findings.append(Finding(kind=kind, **named))

    # batches -----------------------------------------------------------------------------
    def _batch(self, batch: Batch, envelope: bytes) -> None:
        self._report.batches += 1
        manifest = self._manifest(batch, envelope)
        if manifest is None:
            return
        self._links.append(Link(batch.digest, manifest))
        self._announced |= {key_of(line) for line in manifest.packets}
        with self._hub.database.reading() as connection:
            kept = find_receipt(connection, batch.municipality, batch.id)
        if kept is not None and batch.received_at is not None:
            self._receipt(batch, manifest, kept.receipt)
        elif kept is not None or batch.received_at is not None:
            self._found(Kind.RECEIPT, batch, why="missing")

    def _manifest(self, batch: Batch, envelope: bytes) -> Manifest | None:
        """Checked again as it was when it came, and against what the tables say of it."""
        try:
            manifest = check_manifest(envelope, self._certificate(batch))
        except Refused as error:
            self._found(Kind.MANIFEST, batch, why=str(error.facts.get("why", error.code)))
            return None
        with self._hub.database.reading() as connection:
            lines = rows.lines_of(connection, batch)
        signed = [
            (key_of(line), line.size, line.application, line.version) for line in manifest.packets
        ]
        as_signed = (manifest.batch, manifest.terminal, manifest.sequence, digest_of(envelope))
        if (batch.id, batch.terminal, batch.sequence, batch.digest) != as_signed or lines != signed:
            self._found(Kind.MANIFEST, batch, why="table")
        return manifest

    def _certificate(self, batch: Batch) -> Certificate:
        terminal: Terminal | None = self._terminals.get(batch.terminal)
        keys = () if terminal is None else terminal.keys
        for key in keys:
            if key.public == batch.signed_by:
                return peek(key.certificate, Certificate)
        raise Refused("manifest_refused", why="terminal")

    def _receipt(self, batch: Batch, manifest: Manifest, receipt: bytes) -> None:
        self._report.receipts += 1
        keys = self._hub.keys.signed().keys
        try:
            checked = check_receipt(receipt, manifest, batch.digest, keys)
        except Refused as error:
            self._found(Kind.RECEIPT, batch, why=str(error.facts.get("why", error.code)))
            return
        for kind, digest in self._uncovered(manifest, checked):
            self._found(kind, batch, packet=digest, why="receipt")

    def _uncovered(self, manifest: Manifest, receipt: Receipt) -> Iterator[tuple[Kind, str]]:
        """Packets of a receipt whose row is gone, or is of another packet."""
        first = {line.digest: line.first for line in receipt.packets}
        with self._hub.database.reading() as connection:
            standing = rows.standing(connection, manifest.municipality, manifest.batch)
            for line in standing:
                named = first[line.key.digest]
                key = ObjectKey(line.key.municipality, Digest(named))
                if line.held is not None and line.held != key:
                    yield Kind.REPLACED, named
                elif line.held is None and find_packet(connection, key) is None:
                    yield Kind.MISSING, named

    def _chains(self) -> None:
        for fault in check_chain(self._links):
            self._found(
                _OF_CHAIN[fault.kind],
                terminal=fault.terminal,
                why=_told(fault.sequence, fault.missing),
            )

    # packets -----------------------------------------------------------------------------
    def _packet(self, packet: Packet) -> None:
        self._report.packets += 1
        self._report.bytes += packet.size
        place = {"municipality": packet.key.municipality, "packet": packet.key.digest}
        if packet.application is not None and packet.key not in self._announced:
            self._found(Kind.ADDED, why="no manifest", **place)
        try:
            found = hash_of(self._hub.objects.chunks(packet.key))
        except Refused:
            if packet.lost_at is None or packet.arrival is not None:
                self._found(Kind.MISSING, why="bytes", **place)
            return
        if found != (packet.key.digest, packet.size):
            self._found(Kind.CHANGED, **place)

    def _strangers(self, keys: set[ObjectKey]) -> None:
        for key in sorted(keys):
            with self._hub.database.reading() as connection:
                if find_packet(connection, key) is None:  # it may have come meanwhile
                    self._found(
                        Kind.ADDED,
                        municipality=key.municipality,
                        packet=key.digest,
                        why="no row",
                    )


def _told(sequence: int, missing: Sequence[int]) -> str:
    gone = ",".join(str(each) for each in missing)
    return f"before {sequence}: {gone}" if missing else f"at {sequence}"

"""One batch under the lamp: certificate, manifest, and every packet against them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from desk.office.findings import Finding, Kind
from sync.enrolment import check_certificate
from sync.envelope import digest_of, peek
from sync.errors import Refused, SyncError
from sync.keys import SealingKey
from sync.manifest import Link, check_manifest
from sync.packet import OpenedPacket, check_line, open_packet
from sync.protocol import Certificate, KeySet, Manifest, PacketLine

Packets = Iterable[tuple[str, bytes]]
"""Name without ".age" and bytes, one after another."""
Keep = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """By whose keys things are judged."""

    key_set: KeySet | None  # of the hub; None: only what a batch proves by itself
    identity: SealingKey | None = None  # of the office; None: packets stay closed
    municipality: str = ""  # whose packets are opened; "": all


@dataclass
class BatchCheck:
    """The check of one batch while its packets go by."""

    place: str
    certificate: bytes
    manifest: bytes
    trust: Trust
    findings: list[Finding] = field(default_factory=list)
    packets: int = 0
    others: int = 0
    opened: int = 0
    link: Link | None = None

    def run(self, packets: Packets, keep: Keep = lambda _digest, _data: None) -> None:
        """`keep` gets every packet that is right and ours."""
        told = self._told()
        if told is None:
            return
        certificate, manifest = told
        self.link = Link(digest_of(self.manifest), manifest)
        waiting = {line.digest: line for line in manifest.packets}
        strangers: list[tuple[str, OpenedPacket | None]] = []
        for name, data in packets:
            digest = hashlib.sha256(data).hexdigest()
            line = waiting.pop(digest, None)
            if line is not None:
                self._listed(line, manifest, certificate, data, keep)
            else:
                strangers.append((name, self._look_into(data, certificate)))
        self._name(strangers, waiting)

    def _told(self) -> tuple[Certificate, Manifest] | None:
        try:
            key_set = self.trust.key_set
            certificate = (
                peek(self.certificate, Certificate)
                if key_set is None
                else check_certificate(self.certificate, key_set)
            )
            return certificate, check_manifest(self.manifest, certificate)
        except SyncError as error:
            why = str(error.facts.get("why", error.code))
            self.findings.append(Finding(kind=Kind.BAD_MANIFEST, place=self.place, why=why))
            return None

    def _is_ours(self, line: PacketLine) -> bool:
        return self.trust.municipality in ("", line.municipality)

    def _listed(
        self,
        line: PacketLine,
        manifest: Manifest,
        certificate: Certificate,
        data: bytes,
        keep: Keep,
    ) -> None:
        self.packets += 1
        if not self._is_ours(line):
            self.others += 1
            return
        if self.trust.identity is not None:
            try:
                keys = [certificate.key.public]
                packet = open_packet(io.BytesIO(data), self.trust.identity, keys)
                check_line(packet, line, manifest)
            except Refused as error:
                why = str(error.facts.get("why", error.code))
                self._find(Kind.UNREADABLE, line, why)
                return
            self.opened += 1
        keep(line.digest, data)

    def _look_into(self, data: bytes, certificate: Certificate) -> OpenedPacket | None:
        """What a packet that no manifest lists is, if it is one of this terminal at all."""
        if self.trust.identity is None:
            return None
        try:
            return open_packet(io.BytesIO(data), self.trust.identity, [certificate.key.public])
        except Refused:
            return None

    def _name(
        self,
        strangers: list[tuple[str, OpenedPacket | None]],
        waiting: Mapping[str, PacketLine],
    ) -> None:
        """Tell a changed packet from a replaced one, an added one and a missing one."""
        left = dict(waiting)
        for name, packet in strangers:
            line = left.get(name) or _same_application(left.values(), packet)
            if line is None:
                number = "" if packet is None else packet.statement.number
                digest = name if packet is None else packet.digest
                self._add(Kind.ADDED, number, digest)
                continue
            del left[line.digest]
            self._find(Kind.CHANGED if packet is None else Kind.REPLACED, line)
        for line in left.values():
            if self._is_ours(line):
                self._find(Kind.MISSING, line)

    def _find(self, kind: Kind, line: PacketLine, why: str = "") -> None:
        self.findings.append(
            Finding(kind=kind, place=self.place, number=line.number, digest=line.digest, why=why)
        )

    def _add(self, kind: Kind, number: str, digest: str) -> None:
        self.findings.append(Finding(kind=kind, place=self.place, number=number, digest=digest))


def _same_application(
    lines: Iterable[PacketLine], packet: OpenedPacket | None
) -> PacketLine | None:
    if packet is None:
        return None
    mine = packet.statement.application
    return next((line for line in lines if line.application == mine), None)

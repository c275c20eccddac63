"""A small world of valid keys, certificates, packets and manifests for tests of the line."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from sync.enrolment import issue_certificate
from sync.envelope import digest_of
from sync.key_set import sign_key_set
from sync.keys import SealingKey, SigningKey
from sync.manifest import Link, sign_manifest
from sync.packet import PacketFile, SealedPacket, StatementFacts, seal_packet
from sync.protocol import (
    NO_DIGEST,
    AuditHead,
    Certificate,
    Counts,
    Digest,
    KeySet,
    Manifest,
    Municipality,
    PacketLine,
    Paper,
    PublicKey,
    Receipt,
    ReceiptLine,
    Reference,
    Venue,
    Withdrawn,
)
from sync.receipts import sign_receipt
from sync.reference import sign_reference

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
CHIYODA = "131016"
SUPERVISOR = "op-supervisor"


def new_id() -> str:
    """A UUIDv7-shaped id; the time part does not matter here."""
    plain = bytearray(uuid.uuid4().bytes)
    plain[6] = plain[6] & 0x0F | 0x70
    return str(uuid.UUID(bytes=bytes(plain)))


@dataclass(frozen=True)
class HubKeys:
    """A hub: root, receipt and issuer keys, and what it signs with them."""

    name: str = "hub"
    root: SigningKey = field(default_factory=SigningKey.new)
    receipt: SigningKey = field(default_factory=SigningKey.new)
    issuer: SigningKey = field(default_factory=SigningKey.new)

    def key_set(self, **changes: Any) -> KeySet:
        plain = KeySet(
            hub=self.name,
            serial=1,
            issued_at=NOON,
            root=PublicKey(public=self.root.public),
            receipt=(PublicKey(public=self.receipt.public),),
            issuer=(PublicKey(public=self.issuer.public),),
        )
        return msgspec.structs.replace(plain, **changes)

    def signed_key_set(self, **changes: Any) -> bytes:
        return sign_key_set(self.key_set(**changes), self.root)

    def reference(self, office: OfficeKeys, **changes: Any) -> bytes:
        return sign_reference(reference(office, **changes), self.issuer)

    def receipt_for(self, manifest: Manifest, digest: Digest, /, **changes: Any) -> bytes:
        plain = msgspec.structs.replace(receipt_of(manifest, digest), hub=self.name)
        return sign_receipt(msgspec.structs.replace(plain, **changes), self.receipt)


@dataclass(frozen=True)
class OfficeKeys:
    """Who can open packets."""

    office: SealingKey = field(default_factory=SealingKey.new)
    recovery: SealingKey = field(default_factory=SealingKey.new)

    @property
    def recipients(self) -> tuple[str, str]:
        return self.office.recipient, self.recovery.recipient


@dataclass(frozen=True)
class TerminalKeys:
    """A terminal that a hub enrolled, and its supervisor."""

    hub: HubKeys
    id: str = field(default_factory=new_id)
    label: str = "K3"
    municipality: str = CHIYODA
    key: SigningKey = field(default_factory=SigningKey.new)
    supervisor: SigningKey = field(default_factory=SigningKey.new)

    @property
    def signed_certificate(self) -> bytes:
        return issue_certificate(
            terminal=self.id,
            label=self.label,
            municipality=self.municipality,
            key=PublicKey(public=self.key.public),
            issued_at=NOON,
            issuer=self.hub.issuer,
        )

    @property
    def certificate(self) -> Certificate:
        return Certificate(
            terminal=self.id,
            label=self.label,
            municipality=self.municipality,
            key=PublicKey(public=self.key.public),
            issued_at=NOON,
        )

    def sign(self, manifest: Manifest) -> bytes:
        return sign_manifest(manifest, self.key, self.supervisor)


@dataclass(frozen=True)
class World:
    """One hub, one office, one terminal."""

    hub: HubKeys = field(default_factory=HubKeys)
    office: OfficeKeys = field(default_factory=OfficeKeys)
    terminal: TerminalKeys = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terminal", TerminalKeys(self.hub))

    def seal(
        self, folder: Path, serial: int = 1, size: int = 2_000, **changes: Any
    ) -> SealedPacket:
        """A packet with a photo of so many random bytes."""
        return seal_packet(
            folder,
            replace(facts(self.terminal.id, serial), **changes),
            application_json(serial),
            (PacketFile("photo.jpg", os.urandom(size)), PacketFile("form_page.jpg", b"page")),
            self.terminal.key,
            self.office.recipients,
        )

    def day(self, folder: Path, applications: int = 3, size: int = 2_000) -> SealedDay:
        """A whole sealed day whose packets lie in `folder`."""
        packets = [self.seal(folder, serial, size) for serial in range(1, applications + 1)]
        lines = [
            line_of(each, "mail" if at % 2 == 0 else "counter") for at, each in enumerate(packets)
        ]
        manifest = manifest_of(self.terminal, lines)
        return SealedDay(folder, manifest, self.terminal.sign(manifest), tuple(packets))


@dataclass(frozen=True)
class SealedDay:
    """A manifest, its envelope, and its packets in a folder."""

    folder: Path
    manifest: Manifest
    envelope: bytes
    packets: tuple[SealedPacket, ...]

    @property
    def digest(self) -> Digest:
        return digest_of(self.envelope)

    def path_of(self, digest: str) -> Path:
        return self.folder / f"{digest}.age"


def application_json(serial: int = 1) -> bytes:
    """Stands for an application; the line does not look into it."""
    return msgspec.json.encode({"schema": "machikado-application/1", "number": number(serial)})


def number(serial: int) -> str:
    return f"261125-K3-{serial:03}-C"


def facts(terminal: str, serial: int = 1) -> StatementFacts:
    return StatementFacts(
        application=new_id(),
        version=1,
        number=number(serial),
        municipality=CHIYODA,
        terminal=terminal,
        day=DAY,
        sealed_at=NOON,
    )


def line_of(packet: SealedPacket, route: str = "mail") -> PacketLine:
    """How a manifest lists a packet."""
    said = packet.statement
    return PacketLine(
        digest=packet.digest,
        size=packet.size,
        application=said.application,
        version=said.version,
        number=said.number,
        municipality=said.municipality,
        route=route,  # type: ignore[arg-type]
        supersedes=said.supersedes,
    )


def invented_line(serial: int = 1, route: str = "mail", **changes: Any) -> PacketLine:
    """A line of a packet that does not exist."""
    plain = PacketLine(
        digest=os.urandom(32).hex(),
        size=1000,
        application=new_id(),
        version=1,
        number=number(serial),
        municipality=CHIYODA,
        route=route,  # type: ignore[arg-type]
    )
    return msgspec.structs.replace(plain, **changes)


def counts_of(lines: list[PacketLine]) -> Counts:
    mail = sum(line.route == "mail" for line in lines)
    return Counts(
        forms=len(lines) + 3,
        accepted=len(lines),
        held_over=1,
        voided=1,
        handed_back=1,
        mail=mail,
        counter=len(lines) - mail,
    )


def manifest_of(terminal: TerminalKeys, lines: list[PacketLine], **changes: Any) -> Manifest:
    """The first day of a terminal, balanced."""
    paper = Paper(
        accepted=len(lines),
        voided=1,
        held_over=1,
        pin_requests=len(lines),
        counted_by="op-second",
        counted_at=NOON,
    )
    plain = Manifest(
        batch=new_id(),
        terminal=terminal.id,
        label=terminal.label,
        municipality=terminal.municipality,
        sequence=1,
        day=DAY,
        venue="V01",
        method="outreach",
        sealed_at=NOON,
        monotonic_ns=123_456_789,
        boot_id="boot",
        counts=counts_of(lines),
        paper=paper,
        packets=tuple(lines),
        previous=NO_DIGEST,
        audit=AuditHead(seq=17, hash="a" * 64),
        rules="2026-11-01",
        app="0.4",
        supervisor=SUPERVISOR,
        supervisor_key=terminal.supervisor.public,
    )
    return msgspec.structs.replace(plain, **changes)


def days(terminal: TerminalKeys, count: int) -> list[Link]:
    """So many days in a row, each with one packet, chained."""
    chain: list[Link] = []
    for _ in range(count):
        chain.append(next_day(terminal, chain[-1] if chain else None))
    return chain


def next_day(terminal: TerminalKeys, after: Link | None, /, **changes: Any) -> Link:
    """The day after that one. `changes` go into the manifest before it is signed."""
    sequence = after.manifest.sequence + 1 if after else 1
    manifest = manifest_of(
        terminal,
        [invented_line()],
        sequence=sequence,
        day=DAY + timedelta(days=sequence - 1),
        previous=after.digest if after else NO_DIGEST,
    )
    manifest = msgspec.structs.replace(manifest, **changes)
    return Link(digest_of(terminal.sign(manifest)), manifest)


def withdrawn(link: Link) -> Withdrawn:
    """That a sealed day was opened again."""
    return Withdrawn(
        batch=link.manifest.batch,
        manifest=link.digest,
        previous=link.manifest.previous,
        reason="counted anew",
        at=NOON,
    )


def reference(office: OfficeKeys, **changes: Any) -> Reference:
    home = Municipality(
        code=CHIYODA,
        name="千代田区",
        recipient=office.office.recipient,
        recovery=office.recovery.recipient,
    )
    plain = Reference(
        serial=1,
        issued_at=NOON,
        warn_after=NOON + timedelta(days=30),
        municipalities=(home,),
        venues=(Venue(code="V01", name="駅前広場", municipality=CHIYODA),),
    )
    return msgspec.structs.replace(plain, **changes)


def receipt_of(manifest: Manifest, digest: Digest) -> Receipt:
    """That every packet was stored."""
    return Receipt(
        hub="hub",
        batch=manifest.batch,
        terminal=manifest.terminal,
        manifest=digest,
        received_at=NOON + timedelta(hours=6),
        packets=tuple(
            ReceiptLine(digest=line.digest, outcome="stored", first=line.digest)
            for line in manifest.packets
        ),
    )

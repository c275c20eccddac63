"""A real hub, a terminal enrolled at it, and sealed batches to send: for tests of the line."""

from __future__ import annotations

import hashlib
import os
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyrage

from sync.client import HubClient, TerminalIdentity
from sync.engine import Engine
from sync.enrolment import EnrolmentCode, check_certificate
from sync.envelope import as_bytes, digest_of
from sync.keys import SealingKey, SigningKey
from sync.manifest import sign_manifest
from sync.protocol import (
    NO_DIGEST,
    AuditHead,
    BatchId,
    Certificate,
    Counts,
    Digest,
    Manifest,
    PacketLine,
    Paper,
)
from sync.receipts import check_receipt
from sync.trust import Trust
from tests.fakes.flaky_line import FlakyLine
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import InProcessHub, RealHub

MUNICIPALITY = "131016"
CALM = (10.0, 20.0)
"""Time-outs of tests that are not about time."""
QUICK = (0.5, 0.8)
"""Of tests in which the line falls silent: the table of sync/line.py at a twentieth and less."""
PACKET = 40_000
OFFICE, RECOVERY = SealingKey.new(), SealingKey.new()
LABELS = (f"T{number}" for number in count(1))

AnyHub = InProcessHub | RealHub


@dataclass
class Terminal:
    """What a terminal keeps after its enrolment."""

    identity: TerminalIdentity
    certificate: Certificate
    trust: Trust
    supervisor: SigningKey = field(default_factory=SigningKey.new)
    sequence: int = 0
    previous: str = NO_DIGEST

    def client(self, url: str, **settings: Any) -> HubClient:
        chosen = {"timeouts": CALM, "proxies": {}, **settings}
        return HubClient(url, chosen.pop("trust", self.trust), self.identity, **chosen)

    def seal_batch(
        self, outbox: MemoryOutbox, folder: Path, packets: int = 3, size: int = PACKET
    ) -> Batch:
        """A batch of that many packets of random bytes, sealed, in the outbox."""
        lines = [seal_packet(folder, size) for _ in range(packets)]
        manifest = self.manifest(lines)
        envelope = sign_manifest(manifest, self.identity.key, self.supervisor)
        self.sequence, self.previous = manifest.sequence, digest_of(envelope)
        batch = Batch(BatchId(manifest.batch), manifest, envelope)
        outbox.add(batch.id, envelope)
        return batch

    def manifest(self, lines: Sequence[PacketLine]) -> Manifest:
        now, many = datetime.now(UTC), len(lines)
        return Manifest(
            batch=str(uuid4()),
            terminal=self.identity.terminal,
            label=self.certificate.label,
            municipality=self.certificate.municipality,
            sequence=self.sequence + 1,
            day=now.date(),
            venue="南口SC",
            method="outreach",
            sealed_at=now,
            monotonic_ns=1,
            boot_id="boot",
            counts=Counts(
                forms=many,
                accepted=many,
                held_over=0,
                voided=0,
                handed_back=0,
                mail=many,
                counter=0,
            ),
            paper=Paper(
                accepted=many,
                voided=0,
                held_over=0,
                pin_requests=0,
                counted_by="op-2",
                counted_at=now,
            ),
            packets=tuple(lines),
            previous=self.previous,
            audit=AuditHead(seq=1, hash="0" * 64),
            rules="test",
            app="test",
            supervisor="op-1",
            supervisor_key=self.supervisor.public,
        )


@dataclass(frozen=True)
class Batch:
    id: BatchId
    manifest: Manifest
    envelope: bytes

    @property
    def bytes(self) -> int:
        return sum(each.size for each in self.manifest.packets)


@dataclass
class Booth:
    """A terminal with its outbox, and a hub at the end of a line that a test may spoil."""

    hub: AnyHub
    line: FlakyLine
    terminal: Terminal
    outbox: MemoryOutbox
    folder: Path
    told: list[Any] = field(default_factory=list)

    def batch(self, packets: int = 3, size: int = PACKET) -> Batch:
        return self.terminal.seal_batch(self.outbox, self.folder, packets, size)

    def client(self, **settings: Any) -> HubClient:
        return self.terminal.client(settings.pop("url", self.line.url), **settings)

    def quick_client(self) -> HubClient:
        return self.client(timeouts=QUICK)

    def engine(self, **settings: Any) -> Engine:
        make: Callable[[], HubClient] = settings.pop("client", self.client)
        chosen = {"progress": self.told.append, "random": lambda: 0.0, **settings}
        return Engine(make, self.outbox, lambda: datetime.now(UTC), **chosen)


def seal_packet(folder: Path, size: int) -> PacketLine:
    """A sealed packet of nothing, some `size` bytes long."""
    recipients = [pyrage.x25519.Recipient.from_str(k.recipient) for k in (OFFICE, RECOVERY)]
    sealed = pyrage.encrypt(os.urandom(size), recipients)
    digest = Digest(hashlib.sha256(sealed).hexdigest())
    (folder / f"{digest}.age").write_bytes(sealed)
    return PacketLine(
        digest=digest,
        size=len(sealed),
        application=str(uuid4()),
        version=1,
        number="261125-K3-001-C",
        municipality=MUNICIPALITY,
        route="mail",
    )


def enrol(hub: AnyHub, url: str = "", **settings: Any) -> Terminal:
    """As a terminal does it: with the code on its sheet."""
    code = EnrolmentCode.parse(hub.enrol(next(LABELS), MUNICIPALITY, url=url))
    chosen = {"timeouts": CALM, "proxies": {}, **settings}
    with HubClient.for_code(code, **chosen) as client:
        enrolled = client.enrol(code, SigningKey.new())
        assert client.identity is not None
        assert client.trust.key_set is not None
        certificate = check_certificate(as_bytes(enrolled.certificate), client.trust.key_set)
        return Terminal(client.identity, certificate, client.trust)


def line_to(hub: AnyHub, tls: ssl.SSLContext | None = None) -> FlakyLine:
    address = urlsplit(hub.url)
    return FlakyLine(address.hostname or "", address.port or 0, tls)


def drain(engine: Engine, steps: int = 20) -> None:
    """Steps until nothing is due; tries that lie ahead are not waited for."""
    for _ in range(steps):
        if engine.step().did in ("nothing", "in_touch"):
            return


def received(booth: Booth, batch: Batch) -> bool:
    """Whether a receipt is kept that really covers the batch."""
    receipt = booth.outbox.receipt(batch.id)
    if receipt is None:
        return False
    assert booth.terminal.trust.key_set is not None
    check_receipt(receipt, batch.manifest, digest_of(batch.envelope), booth.terminal.trust.key_set)
    return True


def failure(booth: Booth, batch: Batch) -> str:
    return str(booth.outbox.row(batch.id)["code"])

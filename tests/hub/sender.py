"""A small terminal for the hub's own tests, straight on `requests`; and batches for it.

The packets are random bytes: the hub cannot read them anyway.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests

from sync.carry import write_carry
from sync.enrolment import EnrolmentCode
from sync.envelope import as_bytes, decode, digest_of, encode, peek, seal
from sync.keys import SigningKey
from sync.manifest import sign_manifest
from sync.protocol import (
    ENROLMENT,
    NO_DIGEST,
    SESSION,
    AuditHead,
    Certificate,
    Challenge,
    ChallengeRequest,
    Counts,
    Digest,
    Enrolled,
    Enrolment,
    Lacking,
    Manifest,
    PacketLine,
    Paper,
    Session,
    SessionRequest,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Application:
    """What a packet is of; two terminals with the same data seal the same ones."""

    id: str = field(default_factory=new_id)
    version: int = 1
    municipality: str = "131016"


@dataclass(frozen=True)
class SealedBatch:
    id: str
    envelope: bytes
    packets: dict[Digest, bytes]
    manifest: Manifest

    @property
    def digest(self) -> Digest:
        return digest_of(self.envelope)


class Sender:
    """One terminal: its key, its certificate, and what it says to a hub."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.key = SigningKey.new()
        self.supervisor = SigningKey.new()
        self.certificate = b""
        self.http = requests.Session()
        self.http.trust_env = False
        self._token = ""
        self.sequence = 0
        self.previous: str = NO_DIGEST

    # enrolment and sessions --------------------------------------------------------------
    @property
    def known_as(self) -> Certificate:
        return peek(self.certificate, Certificate)

    def enrol(self, text: str) -> Sender:
        code = EnrolmentCode.parse(text)
        self.url = self.url or code.url
        answer = self.ask_enrol(code.code)
        assert answer.status_code == 200, answer.text
        self.certificate = as_bytes(decode(answer.content, Enrolled).certificate)
        return self

    def ask_enrol(self, code: str, key: SigningKey | None = None) -> requests.Response:
        return self.post("/v1/enrol", self.enrolment(code, key))

    def ask_rotate(self, new: SigningKey) -> requests.Response:
        return self.post("/v1/terminals/self/key", self.rotation(new))

    def enrolment(self, code: str, key: SigningKey | None = None) -> bytes:
        key = key or self.key
        return seal(Enrolment(code=code, public=key.public), ENROLMENT, key)

    def rotation(self, new: SigningKey) -> bytes:
        message = Enrolment(code="", public=new.public, replaces=self.known_as.terminal)
        return seal(message, ENROLMENT, self.key, new)

    def ask_session(
        self, key: SigningKey | None = None, who: str | None = None
    ) -> requests.Response:
        who = who or self.known_as.terminal
        asked = self.post("/v1/session/challenge", encode(ChallengeRequest(terminal=who)))
        assert asked.status_code == 200, asked.text
        challenge = decode(asked.content, Challenge).challenge
        signed = seal(SessionRequest(terminal=who, challenge=challenge), SESSION, key or self.key)
        return self.post("/v1/session", signed)

    def sign_on(self, key: SigningKey | None = None, who: str | None = None) -> Sender:
        answer = self.ask_session(key, who)
        assert answer.status_code == 200, answer.text
        self._token = decode(answer.content, Session).token
        return self

    # sending -----------------------------------------------------------------------------
    def announce(self, batch: SealedBatch) -> requests.Response:
        return self.post("/v1/batches", batch.envelope)

    def put(
        self, digest: str, data: bytes, municipality: str = "131016", **headers: str
    ) -> requests.Response:
        path = f"{self.url}/v1/packets/{municipality}/{digest}"
        return self.http.put(path, data=data, headers={**self.auth, **headers}, timeout=60)

    def put_all(self, batch: SealedBatch) -> None:
        for line in batch.manifest.packets:
            put = self.put(line.digest, batch.packets[Digest(line.digest)], line.municipality)
            assert put.status_code in (200, 201), put.text

    def complete(self, batch: SealedBatch) -> requests.Response:
        return self.post(f"/v1/batches/{batch.id}/complete", b"")

    def status(self, batch: SealedBatch) -> Lacking:
        answer = self.get(f"/v1/batches/{batch.id}")
        assert answer.status_code == 200, answer.text
        return decode(answer.content, Lacking)

    def send(self, batch: SealedBatch) -> bytes:
        """The whole way; the receipt's bytes."""
        announced = self.announce(batch)
        assert announced.status_code in (200, 201), announced.text
        by_digest = {line.digest: line for line in batch.manifest.packets}
        for digest in decode(announced.content, Lacking).lacking:
            data = batch.packets[Digest(digest)]
            put = self.put(digest, data, by_digest[digest].municipality)
            assert put.status_code in (200, 201), put.text
        done = self.complete(batch)
        assert done.status_code == 200, done.text
        return done.content

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def post(self, path: str, body: bytes) -> requests.Response:
        headers = {"Content-Type": "application/json", **self.auth}
        return self.http.post(self.url + path, data=body, headers=headers, timeout=60)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.http.get(self.url + path, headers={**self.auth, **headers}, timeout=60)

    # sealing -----------------------------------------------------------------------------
    def seal(
        self,
        applications: list[Application] | int = 3,
        *,
        size: int = 3_000,
        chain: bool = True,
        batch_id: str | None = None,
        **changes: Any,
    ) -> SealedBatch:
        """A day with these applications, as this terminal would sign it."""
        if isinstance(applications, int):
            applications = [Application() for _ in range(applications)]
        packets = [_bytes(size) for _ in applications]
        lines = tuple(
            _line(application, data, number)
            for number, (application, data) in enumerate(
                zip(applications, packets, strict=True), start=1
            )
        )
        manifest = self.manifest(lines, batch_id or new_id(), **changes)
        envelope = sign_manifest(manifest, self.key, self.supervisor)
        if chain:
            self.sequence += 1
            self.previous = digest_of(envelope)
        by_digest = {Digest(line.digest): data for line, data in zip(lines, packets, strict=True)}
        return SealedBatch(manifest.batch, envelope, by_digest, manifest)

    def manifest(self, lines: tuple[PacketLine, ...], batch: str, **changes: Any) -> Manifest:
        count = len(lines)
        fields: dict[str, Any] = {
            "batch": batch,
            "terminal": self.known_as.terminal,
            "label": self.known_as.label,
            "municipality": self.known_as.municipality,
            "sequence": self.sequence + 1,
            "day": date(2026, 11, 25),
            "venue": "V1",
            "method": "outreach",
            "sealed_at": NOON,
            "monotonic_ns": 1,
            "boot_id": "boot",
            "counts": Counts(
                forms=count,
                accepted=count,
                held_over=0,
                voided=0,
                handed_back=0,
                mail=count,
                counter=0,
            ),
            "paper": Paper(
                accepted=count,
                voided=0,
                held_over=0,
                pin_requests=0,
                counted_by="op2",
                counted_at=NOON,
            ),
            "packets": lines,
            "previous": self.previous,
            "audit": AuditHead(seq=1, hash="a" * 64),
            "rules": "2026-11",
            "app": "test",
            "supervisor": "op1",
            "supervisor_key": self.supervisor.public,
        }
        return Manifest(**{**fields, **changes})

    def carry(self, batch: SealedBatch, folder: Path) -> Path:
        """The batch as a file on a stick."""
        kept = folder / "packets"
        kept.mkdir(parents=True, exist_ok=True)
        for digest, data in batch.packets.items():
            (kept / digest).write_bytes(data)
        return write_carry(
            folder,
            self.certificate,
            batch.envelope,
            lambda digest: kept / digest,
            lambda done, total: None,
            lambda: False,
        )


def _line(application: Application, data: bytes, number: int) -> PacketLine:
    return PacketLine(
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        application=application.id,
        version=application.version,
        number=f"261125-K3-{number:03}-C",
        municipality=application.municipality,
        route="mail",
    )


def _bytes(size: int) -> bytes:
    return uuid.uuid4().bytes + bytes(size - 16)

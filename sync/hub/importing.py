"""`desk-hub import`: a carried batch comes the way of one over HTTP, and gets the same receipt.

What a damaged file still holds is kept; the same file, or the line, brings the rest.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Literal

from sqlalchemy import Connection

from sync.carry import CarryFile, read_carry, write_receipt
from sync.envelope import as_bytes
from sync.errors import NeedsPerson, Refused, SyncError
from sync.hub.hub import Hub
from sync.hub.logs import log_event
from sync.hub.objects import ObjectKey
from sync.hub.store import terminals as rows
from sync.hub.store.terminals import Terminal, TerminalKey
from sync.keys import key_id
from sync.protocol import (
    CHUNK_BYTES,
    Certificate,
    Digest,
    KeySet,
    Lacking,
    Manifest,
    TerminalId,
)

Outcome = Literal["received", "already", "incomplete", "refused"]
_BELONGS_ELSEWHERE: Final = ("not_ours", "forged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file. `already`: its batch had been received before, by whichever way.

    `code` says what went wrong, also where the batch is received but its receipt could not be
    written.
    """

    outcome: Outcome
    code: str | None = None
    why: str | None = None
    batch: str | None = None
    packets: int = 0
    lacking: int = 0
    receipt: Path | None = None
    signed: bytes = b""

    def facts(self) -> dict[str, object]:
        return {
            "outcome": self.outcome,
            "code": self.code,
            "why": self.why,
            "batch": self.batch,
            "packets": self.packets,
            "lacking": self.lacking,
            "receipt": None if self.receipt is None else str(self.receipt),
        }


def import_carried(
    hub: Hub, file: Path, receipt_folder: Path, *, even_revoked: bool = False
) -> Imported:
    """Take the batch in a carry file, write its receipt; raises nothing that a file can cause."""
    try:
        with read_carry(file) as carry:
            done = _Import(hub, carry, even_revoked).run()
    except SyncError as error:
        return Imported(outcome="refused", code=error.code, why=_why(error))
    log_event("imported", batch=done.batch, code=done.code, count=done.packets)
    return _with_receipt(hub, done, file, receipt_folder)


def _with_receipt(hub: Hub, done: Imported, file: Path, folder: Path) -> Imported:
    if not done.signed:
        return done
    try:
        path = write_receipt(file, done.signed, folder)
    except SyncError as error:
        return replace(done, code=error.code, why=_why(error))
    hub.metrics.receipt_given()
    return replace(done, receipt=path)


class _Import:
    """One file on its way in."""

    def __init__(self, hub: Hub, carry: CarryFile, even_revoked: bool) -> None:
        self._hub = hub
        self._carry = carry
        self._even_revoked = even_revoked

    def run(self) -> Imported:
        key_set, certificate, manifest = self._whose()
        terminal = self._terminal(key_set, certificate)
        receiving = self._hub.receiving
        _, lacking = receiving.announce(terminal, self._carry.manifest)
        count = len(manifest.packets)
        if lacking.receipt is not None:
            return Imported(
                outcome="already",
                batch=manifest.batch,
                packets=count,
                signed=as_bytes(lacking.receipt),
            )
        trouble: SyncError | None = None
        try:
            self._packets(terminal, manifest, set(lacking.lacking))
        except SyncError as error:
            trouble = error
        done = receiving.complete(terminal, manifest.batch)
        if not isinstance(done, Lacking):
            return Imported(outcome="received", batch=manifest.batch, packets=count, signed=done)
        return Imported(
            outcome="incomplete",
            code="stick_damaged" if trouble is None else trouble.code,
            why=None if trouble is None else _why(trouble),
            batch=manifest.batch,
            packets=count,
            lacking=len(done.lacking),
        )

    def _whose(self) -> tuple[KeySet, Certificate, Manifest]:
        """Of this hub, or of one that is trusted; raises Refused("not_ours")."""
        for key_set in self._hub.known_hubs():
            with suppress(_NotThatHub):
                return key_set, *self._checked(key_set)
        raise Refused("not_ours", why="hub")

    def _checked(self, key_set: KeySet) -> tuple[Certificate, Manifest]:
        try:
            return self._carry.check(key_set)
        except Refused as error:
            if error.code in _BELONGS_ELSEWHERE:
                raise _NotThatHub from error
            raise

    def _terminal(self, key_set: KeySet, certificate: Certificate) -> Terminal:
        """As the store knows it; one of a trusted hub, or of a lost database, is added."""
        with self._hub.database.writing() as connection:
            known = rows.find_terminal(connection, certificate.terminal, lock=True)
            if known is None:
                known = _introduced(certificate, self._carry.certificate, key_set)
                rows.add_terminal(connection, known)
            elif certificate.key.public not in {key.public for key in known.keys}:
                _add_key(connection, known, certificate, self._carry.certificate)
            found = rows.find_terminal(connection, certificate.terminal)
        if found is None or found.municipality != certificate.municipality:
            raise Refused("not_ours", why="terminal")
        if found.revoked_at is not None and not self._even_revoked:
            raise Refused("revoked")
        return found

    def _packets(self, terminal: Terminal, manifest: Manifest, lacking: set[str]) -> None:
        lines = {line.digest: line for line in manifest.packets}
        for digest, packet in self._carry.iter_packets():
            line = lines[digest]
            key = ObjectKey(line.municipality, Digest(digest))
            if digest in lacking and self._hub.receiving.expect(terminal, key, line.size):
                self._keep(terminal, key, packet, line.size)

    def _keep(self, terminal: Terminal, key: ObjectKey, packet: BinaryIO, size: int) -> None:
        spool = self._hub.objects.spool(size)
        try:
            while chunk := packet.read(CHUNK_BYTES):
                spool.write(chunk)
            if spool.digest != key.digest:
                raise NeedsPerson("stick_damaged", digest=key.digest, why="packet")
            self._hub.receiving.keep(terminal, key, spool)
        finally:
            spool.discard()


class _NotThatHub(Exception):
    """The certificate is another hub's."""


def _introduced(certificate: Certificate, envelope: bytes, key_set: KeySet) -> Terminal:
    return Terminal(
        id=TerminalId(certificate.terminal),
        municipality=certificate.municipality,
        label=certificate.label,
        hub=key_id(key_set.root.public),
        enrolled_at=certificate.issued_at,
        revoked_at=None,
        keys=(_key(certificate, envelope),),
    )


def _add_key(
    connection: Connection, terminal: Terminal, certificate: Certificate, envelope: bytes
) -> None:
    """A key that this store has not heard of; only a newer one becomes the current one."""
    newer = certificate.issued_at > terminal.key.since
    rows.add_key(connection, terminal, _key(certificate, envelope), current=newer)


def _key(certificate: Certificate, envelope: bytes) -> TerminalKey:
    return TerminalKey(
        public=certificate.key.public,
        certificate=envelope,
        since=certificate.issued_at,
        until=None,
        enrolled_with=None,
    )


def _why(error: SyncError) -> str | None:
    why = error.facts.get("why")
    return None if why is None else str(why)

"""Packets: one application, signed by its terminal, sealed for its municipality and nobody else.

A packet is a tar of `statement.dsse.json`, `application.json` and the files that the statement
lists, encrypted by age to two recipients (office, recovery). Its name is its SHA-256.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

import pyrage

from sync import ustar
from sync.envelope import open_sealed, seal
from sync.errors import NeedsPerson, Refused
from sync.keys import SealingKey, SigningKey, recipient
from sync.protocol import (
    CHUNK_BYTES,
    MOST_MESSAGE_BYTES,
    MOST_PACKET_BYTES,
    STATEMENT,
    Digest,
    Manifest,
    PacketLine,
    Statement,
    StatementFile,
)
from sync.whole_file import beside

STATEMENT_NAME: Final = "statement.dsse.json"
APPLICATION_NAME: Final = "application.json"
SUFFIX: Final = ".age"
MOST_FILES: Final = 64

_AGE: Final = b"age-encryption.org/v1\n"
_MOST_AGE_HEADER: Final = 2048
"""Ours has up to 450 bytes. age's own parser takes minutes over a header of 100 KB."""


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A file of a packet, or one to be put into it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFacts:
    """What a statement says besides its files."""

    application: str
    version: int
    number: str
    municipality: str
    terminal: str
    day: date
    sealed_at: datetime
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketDraft:
    """An application to be sealed, and for whom: office and recovery."""

    facts: StatementFacts
    application: bytes
    files: tuple[PacketFile, ...]
    recipients: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPacket:
    """A packet that is durable at `path`."""

    digest: Digest
    size: int
    path: Path
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPacket:
    """What an office reads; `envelope` is the statement as it was signed."""

    digest: Digest
    size: int
    statement: Statement
    envelope: bytes
    application: bytes
    files: tuple[PacketFile, ...]


def packet_name(digest: str) -> str:
    """The file name of a packet."""
    return f"{digest}{SUFFIX}"


def seal_packet(
    target_folder: Path,
    statement_facts: StatementFacts,
    application: bytes,
    files: Sequence[PacketFile],
    signer: SigningKey,
    recipients: tuple[str, str],
) -> SealedPacket:
    """Sign, pack and seal one application; durable as `<digest>.age` when it returns.

    Raises OSError, NeedsPerson("too_large"), and Refused("malformed") for a recipient that is
    none. ValueError: names that a packet cannot have.
    """
    draft = PacketDraft(
        facts=statement_facts, application=application, files=tuple(files), recipients=recipients
    )
    return _write(target_folder, *_sealed(draft, signer))


def seal_packets(
    target_folder: Path, drafts: Iterable[PacketDraft], signer: SigningKey
) -> Iterator[SealedPacket]:
    """Like `seal_packet` for one after another, each durable when it is handed out.

    While the disk takes one packet, the next draft is fetched (on the caller's thread) and
    sealed; never more than that one ahead. Raises the same; the packet before may then lie in
    the folder without having been handed out, as after a crash.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="packets") as writer:
        ahead: Future[SealedPacket] | None = None
        for draft in drafts:
            statement, sealed = _sealed(draft, signer)
            if ahead is not None:
                yield ahead.result()
            ahead = writer.submit(_write, target_folder, statement, sealed)
        if ahead is not None:
            yield ahead.result()


def open_packet(
    source: BinaryIO | Path, identity: SealingKey, terminal_keys: Sequence[str]
) -> OpenedPacket:
    """Unseal a packet and check every byte of it against the statement of its terminal.

    Raises Refused("malformed") or Refused("forged", why=signature or statement); nothing of such
    a packet is returned. Holds one packet in memory, at most three times MOST_PACKET_BYTES.
    """
    sealed = _read(source)
    check_sealed_head(sealed)
    plain = _decrypt(sealed, identity)
    members = tuple(_unpack(plain))
    if [each.name for each in members[:2]] != [STATEMENT_NAME, APPLICATION_NAME]:
        raise Refused("malformed", what="packet", why="first members")
    signed, *contents = members
    statement = open_sealed(signed.data, STATEMENT, Statement, terminal_keys)
    if statement.files != tuple(_listed(each) for each in contents):
        raise Refused("forged", what="packet", why="statement")
    return OpenedPacket(
        digest=Digest(hashlib.sha256(sealed).hexdigest()),
        size=len(sealed),
        statement=statement,
        envelope=signed.data,
        application=contents[0].data,
        files=tuple(contents[1:]),
    )


def check_line(packet: OpenedPacket, line: PacketLine, manifest: Manifest) -> None:
    """That a packet is the one which its manifest lists; raises Refused("packet_refused")."""
    said = packet.statement
    same = {
        "digest": packet.digest == line.digest,
        "size": packet.size == line.size,
        "application": said.application == line.application,
        "version": said.version == line.version,
        "supersedes": said.supersedes == line.supersedes,
        "number": said.number == line.number,
        "municipality": said.municipality == line.municipality,
        "terminal": said.terminal == manifest.terminal,
    }
    for what, is_same in same.items():
        if not is_same:
            raise Refused("packet_refused", digest=packet.digest, why=what)


def check_sealed_head(head: bytes) -> None:
    """That bytes begin like a packet: age, for exactly two X25519 recipients.

    The first 2 KB are enough. Keeps plain text off the hub, and hostile headers off age's parser;
    raises Refused("malformed").
    """
    end = head.find(b"\n---", 0, _MOST_AGE_HEADER)
    if not head.startswith(_AGE) or end < 0:
        raise Refused("malformed", what="packet", why="not sealed by age")
    stanzas = [line.split(b" ") for line in head[:end].split(b"\n") if line.startswith(b"-> ")]
    kinds = [each[1] for each in stanzas]
    readers = [kind for kind in kinds if not kind.endswith(b"-grease")]  # age's dummies
    if readers != [b"X25519", b"X25519"] or len(kinds) > 4:
        raise Refused("malformed", what="packet", why="recipients")


def digest_file(path: Path) -> tuple[Digest, int]:
    """SHA-256 and size of a file, read in pieces; raises OSError."""
    running, size = hashlib.sha256(), 0
    with path.open("rb", buffering=0) as file:
        while piece := file.read(CHUNK_BYTES):
            running.update(piece)
            size += len(piece)
    return Digest(running.hexdigest()), size


def _sealed(draft: PacketDraft, signer: SigningKey) -> tuple[Statement, bytes]:
    contents = (PacketFile(APPLICATION_NAME, draft.application), *draft.files)
    statement = _statement(draft.facts, contents)
    signed = PacketFile(STATEMENT_NAME, seal(statement, STATEMENT, signer))
    return statement, _encrypt(_pack((signed, *contents)), draft.recipients)


def _write(folder: Path, statement: Statement, sealed: bytes) -> SealedPacket:
    digest = Digest(hashlib.sha256(sealed).hexdigest())
    path = folder / packet_name(digest)
    with beside(path) as file:
        file.write(sealed)
    return SealedPacket(digest=digest, size=len(sealed), path=path, statement=statement)


def _statement(facts: StatementFacts, contents: Sequence[PacketFile]) -> Statement:
    names = [STATEMENT_NAME, *(each.name for each in contents)]
    if len(set(names)) != len(names) or len(names) > MOST_FILES:
        raise ValueError("names of a packet's files")
    return Statement(
        application=facts.application,
        version=facts.version,
        supersedes=facts.supersedes,
        number=facts.number,
        municipality=facts.municipality,
        terminal=facts.terminal,
        day=facts.day,
        sealed_at=facts.sealed_at,
        files=tuple(_listed(each) for each in contents),
    )


def _listed(file: PacketFile) -> StatementFile:
    sha256 = hashlib.sha256(file.data).hexdigest()
    return StatementFile(name=file.name, sha256=sha256, size=len(file.data))


def _pack(members: Sequence[PacketFile]) -> bytes:
    parts: list[bytes] = []
    for each in members:
        parts += ustar.member(each.name, each.data)
    return b"".join((*parts, ustar.end_of(sum(map(len, parts)))))


def _encrypt(plain: bytes, recipients: tuple[str, str]) -> bytes:
    office, recovery = recipients
    if office == recovery:
        raise Refused("malformed", what="recipient", why="the same twice")
    sealed = bytes(pyrage.encrypt(plain, [recipient(office), recipient(recovery)]))
    if len(sealed) > MOST_PACKET_BYTES:
        raise NeedsPerson("too_large", bytes=len(sealed), most=MOST_PACKET_BYTES)
    return sealed


def _read(source: BinaryIO | Path) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(file)
    pieces, size = [], 0
    while piece := source.read(CHUNK_BYTES):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_PACKET_BYTES:
            raise Refused("malformed", what="packet", why="too large")
    return b"".join(pieces)


def _decrypt(sealed: bytes, identity: SealingKey) -> memoryview:
    plain = io.BytesIO()
    try:
        pyrage.decrypt_io(io.BytesIO(sealed), plain, [identity.identity])
    except (pyrage.DecryptError, OSError) as error:
        raise Refused("malformed", what="packet", why="does not open with this key") from error
    return plain.getbuffer()


def _unpack(plain: memoryview) -> Iterator[PacketFile]:
    """The members of a tar; refuses doubles, too many of them, and bytes after the end."""
    names: set[str] = set()
    at = 0
    while (found := ustar.read_header(bytes(plain[at : at + ustar.BLOCK]), len(plain))) is not None:
        start, stop = at + ustar.BLOCK, at + ustar.BLOCK + found.size
        at = stop + found.padding
        if at > len(plain) or any(plain[stop:at]):
            raise Refused("malformed", what="packet", why="truncated")
        if found.name in names or len(names) == MOST_FILES:
            raise Refused("malformed", what="packet", why="members")
        if found.name == STATEMENT_NAME and found.size > MOST_MESSAGE_BYTES:
            raise Refused("malformed", what="packet", why="statement")
        names.add(found.name)
        yield PacketFile(found.name, bytes(plain[start:stop]))
    if bytes(plain[at:]) != ustar.end_of(at):
        raise Refused("malformed", what="packet", why="end")

"""Carry files, read: strictly forward, bounded, nothing extracted by its name.

A `.machikado` file is a tar: head, certificate, manifest, the packets in the manifest's order,
and the SHA-256 of everything before.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, Literal, NamedTuple, cast

from msgspec import Meta

from sync import ustar
from sync.enrolment import check_certificate
from sync.envelope import decode, digest_of, peek
from sync.errors import NeedsPerson, Refused, SyncError
from sync.manifest import check_manifest
from sync.packet import packet_name
from sync.protocol import (
    CHUNK_BYTES,
    MOST_MESSAGE_BYTES,
    MOST_PACKET_BYTES,
    MOST_PACKETS,
    Certificate,
    Count,
    Digest,
    Hex64,
    KeySet,
    Manifest,
    Message,
    Moment,
    Uuid,
)
from sync.stick import on_stick, regular_file

if TYPE_CHECKING:
    from typing_extensions import Buffer

SUFFIX: Final = ".machikado"
HEAD_NAME: Final = "carry.json"
CERTIFICATE_NAME: Final = "certificate.dsse.json"
MANIFEST_NAME: Final = "manifest.dsse.json"
END_NAME: Final = "end.json"
MOST_ENVELOPE: Final = 2 * MOST_MESSAGE_BYTES
MOST_SMALL: Final = 4096

_NAME: Final = re.compile(r"MKD-[A-Z][A-Z0-9]{0,3}-[0-9]{6}-[0-9a-f]{8}\.machikado", re.ASCII)


class CarryHead(Message, frozen=True, kw_only=True):
    """First member of a carry file."""

    schema: Literal["machikado-carry/1"] = "machikado-carry/1"
    batch: Uuid
    terminal: Uuid
    manifest: Hex64
    packets: Count
    bytes: Annotated[int, Meta(ge=0, le=MOST_PACKETS * MOST_PACKET_BYTES)]
    made_at: Moment


class CarryEnd(Message, frozen=True, kw_only=True):
    """Last member: SHA-256 of every byte before its own header."""

    sha256: Hex64


def is_carry_file(path: Path) -> bool:
    """Whether it is named like a finished carry file; a `.part` never is."""
    return _NAME.fullmatch(path.name) is not None and path.is_file()


class CarryFile:
    """An open carry file: its head was read; packets come one after another, once."""

    def __init__(self, source: BinaryIO, folder: Path) -> None:
        self._tar = _Tar(source, folder)
        try:
            self.head = decode(self._tar.small(HEAD_NAME, MOST_SMALL), CarryHead)
        except SyncError as error:
            raise Refused("not_ours", why="format") from error
        self.certificate = self._tar.small(CERTIFICATE_NAME, MOST_ENVELOPE)
        self.manifest = self._tar.small(MANIFEST_NAME, MOST_ENVELOPE)
        self._lines = self._listed()

    def check(self, key_set: KeySet, now: datetime | None = None) -> tuple[Certificate, Manifest]:
        """Whose it is; raises Refused("not_ours") for a terminal of another hub, and what
        `check_certificate` and `check_manifest` raise."""
        try:
            certificate = check_certificate(self.certificate, key_set, now)
        except Refused as error:
            if error.code != "forged":
                raise
            raise Refused("not_ours", why="hub") from error
        return certificate, check_manifest(self.manifest, certificate)

    def iter_packets(self) -> Iterator[tuple[Digest, BinaryIO]]:
        """Every packet in the manifest's order, to be read before the next one is asked for.

        Raises NeedsPerson("stick_damaged") as soon as one was not what the manifest says, and at
        the end where the file as a whole is not: what came before such an error is good.
        """
        for line in self._lines:
            member = self._tar.open_next(f"packets/{packet_name(line.digest)}", line.size)
            yield line.digest, cast("BinaryIO", member)
            member.drain()
            if member.sha256 != line.digest:
                raise NeedsPerson("stick_damaged", digest=line.digest, why="packet")
        before = self._tar.sha256
        end = decode(self._tar.small(END_NAME, MOST_SMALL), CarryEnd)
        if end.sha256 != before:
            raise NeedsPerson("stick_damaged", why="end")
        self._tar.finish()

    def _listed(self) -> tuple[_Line, ...]:
        manifest = peek(self.manifest, Manifest)
        mine = (manifest.batch, manifest.terminal, digest_of(self.manifest), len(manifest.packets))
        head = self.head
        if mine != (head.batch, head.terminal, head.manifest, head.packets):
            raise NeedsPerson("stick_damaged", why="manifest")
        return tuple(_Line(Digest(line.digest), line.size) for line in manifest.packets)


class _Line(NamedTuple):
    digest: Digest
    size: int


class _Tar:
    """Reads strictly forward, hashing all that passes."""

    def __init__(self, source: BinaryIO, folder: Path) -> None:
        self._source, self._folder = source, folder
        self._hash = hashlib.sha256()
        self._at = 0
        self._open: _Member | None = None

    @property
    def sha256(self) -> str:
        """Of everything read so far, whole members only."""
        self._close()
        return self._hash.hexdigest()

    def small(self, name: str, most_bytes: int) -> bytes:
        """The next member, which must have this name, held in memory."""
        found = self._header(name, most_bytes)
        return self._enter(found).read()

    def open_next(self, name: str, size: int) -> _Member:
        """The next member, which must have this name and size, to be streamed."""
        found = self._header(name, size)
        if found.size != size:
            raise NeedsPerson("stick_damaged", why="size")
        return self._enter(found)

    def finish(self) -> None:
        """Nothing but the tar's own end may follow."""
        self._close()
        end, found = ustar.end_of(self._at), b""
        while len(found) <= len(end) and (data := self._read(len(end) + 1)):
            found += data
        if found != end:
            raise NeedsPerson("stick_damaged", why="end")

    def take(self, count: int) -> bytes:
        """At most so many of the next bytes; raises NeedsPerson where the file stops before."""
        data = self._read(min(count, CHUNK_BYTES))
        if not data:
            raise NeedsPerson("stick_damaged", why="truncated")
        self._hash.update(data)
        self._at += len(data)
        return data

    def _read(self, count: int) -> bytes:
        """Only what the stick does is the stick's trouble, not what becomes of the bytes."""
        with on_stick(self._folder):
            return self._source.read(count)

    def _header(self, name: str, most_bytes: int) -> ustar.Member:
        self._close()
        block = b""
        while len(block) < ustar.BLOCK:
            block += self.take(ustar.BLOCK - len(block))
        try:
            found = ustar.read_header(block, most_bytes)
        except Refused as error:
            raise NeedsPerson("stick_damaged", **error.facts) from error
        if found is None or found.name != name:
            raise NeedsPerson("stick_damaged", why="member")
        return found

    def _enter(self, found: ustar.Member) -> _Member:
        self._open = _Member(self, found)
        return self._open

    def _close(self) -> None:
        """Read on to the end of the member that is open, and over its padding."""
        if self._open is None:
            return
        self._open.drain()
        left = self._open.padding
        self._open = None
        while left:
            data = self.take(left)
            if any(data):
                raise NeedsPerson("stick_damaged", why="padding")
            left -= len(data)


class _Member(io.RawIOBase):
    """The bytes of one member, as a file that can only be read onwards."""

    def __init__(self, tar: _Tar, found: ustar.Member) -> None:
        super().__init__()
        self._tar, self._left, self.padding = tar, found.size, found.padding
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of what was read."""
        return self._hash.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        with memoryview(buffer) as room:
            data = self._tar.take(min(len(room), self._left)) if room and self._left else b""
            room[: len(data)] = data
        self._left -= len(data)
        self._hash.update(data)
        return len(data)

    def drain(self) -> None:
        while self.read(CHUNK_BYTES):
            pass


@contextmanager
def read_carry(path: Path) -> Iterator[CarryFile]:
    """Open a carry file. Nothing in it is trusted yet: `check` says whose it is.

    Raises Refused("not_ours") for another format, NeedsPerson(stick_*) for what the stick does,
    and Refused("malformed") for envelopes that are none.
    """
    with on_stick(path.parent):
        file = regular_file(path)
    with file:
        yield CarryFile(file, path.parent)

"""Carry files: a sealed day on a stick, written whole, read back from the medium, then named.

A `.machikado` file is a tar read by streaming: nothing in it is ever extracted by its name.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from sync import ustar
from sync.carry_reading import (
    CERTIFICATE_NAME,
    END_NAME,
    HEAD_NAME,
    MANIFEST_NAME,
    MOST_ENVELOPE,
    MOST_SMALL,
    SUFFIX,
    CarryEnd,
    CarryFile,
    CarryHead,
    is_carry_file,
    read_carry,
)
from sync.envelope import digest_of, encode, peek
from sync.errors import NeedsPerson, Refused, SyncError
from sync.packet import packet_name
from sync.protocol import CHUNK_BYTES, Digest, Manifest
from sync.stick import check_space, forget_cached, on_stick, regular_file, sync_stick

__all__ = [
    "Cancelled",
    "CarryFile",
    "carry_name",
    "carry_size",
    "is_carry_file",
    "read_carry",
    "read_receipt",
    "receipt_path",
    "write_carry",
    "write_receipt",
]

PART: Final = ".part"
RECEIPT_SUFFIX: Final = ".receipt.json"

Progress = Callable[[int, int], None]


class Cancelled(SyncError):
    """A person stopped the writing; nothing of the file is left."""


def carry_name(manifest: Manifest) -> str:
    """What the file is called: terminal, day, batch; nothing about people."""
    return f"MKD-{manifest.label}-{manifest.day:%y%m%d}-{manifest.batch[:8]}{SUFFIX}"


def carry_size(manifest: Manifest, envelopes: int) -> int:
    """About how many bytes its file has, rather more than fewer."""
    blocks = sum(line.size + 2 * ustar.BLOCK for line in manifest.packets)
    return blocks + envelopes + 2 * MOST_SMALL + 2 * ustar.RECORD


def receipt_path(carry: Path) -> Path:
    """Where the receipt for a carry file lies: beside it."""
    return carry.with_name(carry.name.removesuffix(SUFFIX) + RECEIPT_SUFFIX)


def write_receipt(carry: Path, receipt: bytes, folder: Path | None = None) -> Path:
    """Put the receipt beside its carry file, or into `folder`; raises NeedsPerson(stick_*)."""
    path = (folder or carry.parent) / receipt_path(carry).name
    part = path.with_name(path.name + PART)
    with on_stick(path.parent):
        with _new(part) as file:
            _write_all(file, receipt)
            os.fsync(file.fileno())
        part.replace(path)
        sync_stick(path.parent)
    return path


def read_receipt(path: Path) -> bytes:
    """The envelope of a receipt file; raises NeedsPerson(stick_*), Refused("not_ours")."""
    with on_stick(path.parent), regular_file(path) as file:
        data = file.read(MOST_ENVELOPE + 1)
    if len(data) > MOST_ENVELOPE:
        raise Refused("not_ours", why="too large")
    return data


def write_carry(
    folder: Path,
    certificate: bytes,
    manifest: bytes,
    packets: Callable[[Digest], Path],
    progress: Progress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write a sealed day to a stick; returns the file, which was read back before it was named.

    `progress` gets bytes of both passes, written and read back. Raises Cancelled,
    NeedsPerson(stick_full | stick_gone | stick_read_only | stick_damaged | stick_error), and
    NeedsPerson("packet_lost") where a packet is missing or damaged here. What fails leaves
    nothing behind that could be taken for a carry file; what has its name is whole.
    """
    facts = peek(manifest, Manifest)
    target = folder / carry_name(facts)
    part = target.with_name(target.name + PART)
    writing = _Writing(certificate, manifest, facts, packets, _Pace(progress, cancelled))
    with on_stick(folder):
        _clear_parts(folder, facts.label)
        check_space(folder, writing.about)
        try:
            written = writing.write(part)
            _read_back(part, written, writing.pace)
            part.replace(target)
            sync_stick(folder)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        if target.stat().st_size != written.size:
            raise NeedsPerson("stick_damaged", why="size")
    return target


class _Pace:
    """Says how far it is, and hears that it should stop."""

    def __init__(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._progress, self._cancelled = progress, cancelled
        self.done, self.total = 0, 1

    def step(self, count: int) -> None:
        if self._cancelled():
            raise Cancelled("cancelled")
        self.done = min(self.done + count, self.total)
        self._progress(self.done, self.total)


@dataclass(frozen=True, slots=True)
class _Written:
    size: int
    sha256: str


class _Summed:
    """A file whose bytes are counted and hashed on their way in."""

    def __init__(self, file: BinaryIO, pace: _Pace) -> None:
        self._file, self._pace = file, pace
        self.size, self.hash = 0, hashlib.sha256()

    def write(self, *pieces: bytes) -> None:
        for piece in pieces:
            _write_all(self._file, piece)
            self.hash.update(piece)
            self.size += len(piece)
            self._pace.step(len(piece))


def _write_all(file: BinaryIO, data: bytes) -> None:
    """A raw file may take only a part, when the medium is nearly full."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


class _Writing:
    """The members of one carry file, in their order."""

    def __init__(
        self,
        certificate: bytes,
        manifest: bytes,
        facts: Manifest,
        packets: Callable[[Digest], Path],
        pace: _Pace,
    ) -> None:
        self._certificate, self._manifest, self._facts = certificate, manifest, facts
        self._packets, self.pace = packets, pace
        self.about = carry_size(facts, len(certificate) + len(manifest))
        pace.total = 2 * self.about

    def write(self, part: Path) -> _Written:
        with _new(part) as raw:
            out = _Summed(raw, self.pace)
            out.write(*ustar.member(HEAD_NAME, encode(self._head())))
            out.write(*ustar.member(CERTIFICATE_NAME, self._certificate))
            out.write(*ustar.member(MANIFEST_NAME, self._manifest))
            for line in self._facts.packets:
                self._copy(Digest(line.digest), line.size, out)
            end = CarryEnd(sha256=out.hash.hexdigest())
            out.write(*ustar.member(END_NAME, encode(end)))
            out.write(ustar.end_of(out.size))
            os.fsync(raw.fileno())
            forget_cached(raw.fileno())
        return _Written(out.size, out.hash.hexdigest())

    def _head(self) -> CarryHead:
        lines = self._facts.packets
        return CarryHead(
            batch=self._facts.batch,
            terminal=self._facts.terminal,
            manifest=digest_of(self._manifest),
            packets=len(lines),
            bytes=sum(line.size for line in lines),
            made_at=datetime.now(UTC).replace(microsecond=0),
        )

    def _copy(self, digest: Digest, size: int, out: _Summed) -> None:
        """One packet, checked against the manifest while it passes."""
        out.write(ustar.header(f"packets/{packet_name(digest)}", size))
        found, left = hashlib.sha256(), size
        for piece in _pieces(self._packets(digest), digest):
            left -= len(piece)
            if left < 0:
                break
            found.update(piece)
            out.write(piece)
        if left != 0 or found.hexdigest() != digest:
            raise NeedsPerson("packet_lost", digest=digest, why="damaged")
        out.write(bytes(-size % ustar.BLOCK))


def _new(part: Path) -> BinaryIO:
    """A new file without a buffer, in the place of one that was left behind."""
    part.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(part, flags, 0o600), "wb", buffering=0)


def _pieces(path: Path, digest: Digest) -> Iterator[bytes]:
    """A packet from this machine's disk: its failures are not the stick's."""
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    except OSError as error:
        raise NeedsPerson("packet_lost", digest=digest, why=type(error).__name__) from error


def _read_back(part: Path, written: _Written, pace: _Pace) -> None:
    """Compare what the medium holds with what was written; what the system remembers of the file
    was dropped before, where it allows that."""
    found, size = hashlib.sha256(), 0
    pace.done = pace.total // 2
    with part.open("rb", buffering=0) as file:
        while piece := file.read(CHUNK_BYTES):
            found.update(piece)
            size += len(piece)
            pace.step(len(piece))
    if (size, found.hexdigest()) != (written.size, written.sha256):
        raise NeedsPerson("stick_damaged", why="read back")
    pace.step(pace.total)


def _clear_parts(folder: Path, label: str) -> None:
    """Remove what an earlier attempt of this terminal left when the stick was pulled."""
    for left in folder.glob(f"MKD-{label}-*{SUFFIX}{PART}"):
        left.unlink(missing_ok=True)

"""Where sealed packets lie: a folder of this machine, or (s3_objects.py) an S3-compatible store.

A packet is spooled to a file of its own while it is hashed, and only a spooled packet whose digest
is right is ever kept. `keep` returns when the bytes are durable.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from sync.errors import CanRetry, Refused
from sync.protocol import CHUNK_BYTES, Digest, Upload
from sync.whole_file import make_folder, sync_folder

SPOOL_DAYS: Final = 1
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_OBJECT: Final = re.compile(r"[0-9a-f]{64}\.age")


@dataclass(frozen=True, order=True, slots=True)
class ObjectKey:
    """A sealed packet's place: its municipality and the SHA-256 of its bytes."""

    municipality: str
    digest: Digest

    @property
    def path(self) -> str:
        return f"{self.municipality}/{self.digest[:2]}/{self.digest}.age"


class Objects(Protocol):
    """Sealed packets by municipality and digest. What an OSError means is told as CanRetry."""

    @property
    def direct(self) -> bool:
        """Whether terminals upload past the hub."""

    def spool(self, size: int) -> Spool: ...

    def keep(self, key: ObjectKey, spooled: Spool) -> None:
        """Durable when it returns; the spooled file is gone then."""

    def absent(self, keys: Sequence[ObjectKey]) -> list[ObjectKey]:
        """Which of these are certainly not here; may be told less than all by a remote store."""

    def chunks(self, key: ObjectKey) -> Iterator[bytes]:
        """The bytes of one; raises Refused("not_ours") where there is none."""

    def every(self) -> Iterator[ObjectKey]: ...

    def remove(self, key: ObjectKey) -> None: ...

    def uploads(self, keys: Sequence[ObjectKey]) -> tuple[Upload, ...]:
        """Where a terminal may PUT these past the hub; () where everything goes through it."""

    def take_uploaded(self, key: ObjectKey, size: int) -> bool:
        """Make what was uploaded past the hub an object, if it is there, whole and right."""

    def usable(self) -> None:
        """Raises CanRetry where nothing can be stored now."""

    def tidy(self) -> None:
        """Remove what broken transfers left behind."""


class Spool:
    """One packet on its way in: written to a file of its own, hashed while it is written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{uuid.uuid4().hex}.part"
        with disk_told():
            self._file = self.path.open("xb", buffering=0)
        self._hash = hashlib.sha256()
        self._gone = False
        self.size = 0

    def write(self, chunk: bytes | bytearray) -> None:
        with disk_told():
            view = memoryview(chunk)
            while view:
                view = view[self._file.write(view) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    @property
    def digest(self) -> Digest:
        return Digest(self._hash.hexdigest())

    def flush(self) -> None:
        """The bytes are on the disk, and the file is closed, when it returns."""
        with disk_told():
            os.fsync(self._file.fileno())
            self._file.close()

    def close(self) -> None:
        self._file.close()

    def move_to(self, target: Path) -> None:
        """The flushed file takes its place."""
        self.path.replace(target)
        self._gone = True

    def discard(self) -> None:
        """Forget it; harmless after `keep`."""
        if self._gone:
            return
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


class LocalObjects:
    """A folder: <municipality>/<first two>/<digest>.age, and `incoming` for the spools.

    Each object is its own durable write: file flushed, renamed, folder flushed.
    """

    direct = False

    def __init__(self, folder: Path, reserve_bytes: int) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._reserve = reserve_bytes
        make_folder(folder)
        make_folder(self._incoming)

    def spool(self, size: int) -> Spool:
        room_for(self._incoming, size + self._reserve)
        return Spool(self._incoming)

    def keep(self, key: ObjectKey, spooled: Spool) -> None:
        target = self._path(key)
        spooled.flush()
        with disk_told():
            make_folder(target.parent.parent)
            make_folder(target.parent)
            spooled.move_to(target)
            sync_folder(target.parent)

    def absent(self, keys: Sequence[ObjectKey]) -> list[ObjectKey]:
        return [key for key in keys if not self._path(key).is_file()]

    def chunks(self, key: ObjectKey) -> Iterator[bytes]:
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise Refused("not_ours", why="no such packet") from error
        with file, disk_told():
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def every(self) -> Iterator[ObjectKey]:
        for path in sorted(self.folder.glob("[0-9]*/[0-9a-f][0-9a-f]/*")):
            if _OBJECT.fullmatch(path.name):
                yield ObjectKey(path.parent.parent.name, Digest(path.name[:64]))

    def remove(self, key: ObjectKey) -> None:
        with disk_told():
            self._path(key).unlink(missing_ok=True)

    def uploads(self, keys: Sequence[ObjectKey]) -> tuple[Upload, ...]:  # noqa: ARG002
        return ()

    def take_uploaded(self, key: ObjectKey, size: int) -> bool:  # noqa: ARG002
        return False

    def usable(self) -> None:
        room_for(self._incoming, self._reserve)

    def tidy(self) -> None:
        sweep(self._incoming)

    def _path(self, key: ObjectKey) -> Path:
        return self.folder / key.path


def room_for(folder: Path, needed: int) -> None:
    """Raises CanRetry("hub_full") before anything is written that would not fit."""
    with disk_told():
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise CanRetry("hub_full", why="objects")


def sweep(folder: Path) -> None:
    """Spools that a killed hub left; those of today may be another process's."""
    before = time.time() - SPOOL_DAYS * 86_400
    for path in folder.glob("*.part"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def hash_of(chunks: Iterator[bytes]) -> tuple[Digest, int]:
    """Digest and size of what these chunks are together."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return Digest(digest.hexdigest()), size


@contextmanager
def disk_told() -> Iterator[None]:
    """An OSError as what the terminal must know about it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise CanRetry("hub_full", why="objects") from error
        raise CanRetry("hub_failed", why=errno.errorcode.get(error.errno or 0, "disk")) from error

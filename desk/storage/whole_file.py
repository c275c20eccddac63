"""Small files that appear whole or not at all, readable by their owner only."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from desk.domain.errors import NeedsPerson


def disk_trouble(error: OSError) -> NeedsPerson:
    """What a person is told when the operating system refuses a file."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return NeedsPerson("disk_full" if full else "disk_error")


def make_folder(folder: Path) -> None:
    """Create the data folder for its owner only; one that exists keeps its mode."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def touch_private(path: Path) -> None:
    """Create an empty file with mode 0600 unless it exists."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def write_whole(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, durable when it returns; the old file survives any failure."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file beside its target, flush it to disk, then rename it into place."""
    beside = target.with_name(target.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with source.open("rb") as original, os.fdopen(descriptor, "wb") as file:
        while block := original.read(1 << 20):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable. Windows cannot open folders and needs no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Files that appear whole or not at all, readable by their owner only. All raise OSError."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def make_folder(folder: Path) -> None:
    """Create the data folder for its owner only; one that exists keeps its mode."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def touch_private(path: Path) -> None:
    """Create an empty file with mode 0600 unless it exists; its name is durable."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, durable when it returns; the old file survives any failure."""
    with beside(path) as file:
        file.write(content)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file as `write_whole` writes one."""
    with source.open("rb") as original, beside(target) as file:
        shutil.copyfileobj(original, file, 1 << 20)


@contextmanager
def beside(target: Path) -> Iterator[BinaryIO]:
    """A new file beside `target` that takes its place once it is on the disk."""
    new = target.with_name(target.name + ".new")
    new.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(new, flags, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
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

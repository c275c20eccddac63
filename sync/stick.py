"""Sticks: what the operating system refuses there, as what a person can do about it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from sync.errors import NeedsPerson, Refused
from sync.whole_file import sync_folder

_SPARE_SPACE: Final = 1.05
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE: Final = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENODEV,
    errno.ENXIO,
    errno.ENOTCONN,
    errno.ESTALE,
    getattr(errno, "ENOMEDIUM", errno.ENODEV),
}
_NO_FOLDER_SYNC: Final = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES}


def check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed * _SPARE_SPACE:
        raise NeedsPerson("stick_full", needed_mb=_mb(needed * _SPARE_SPACE), free_mb=_mb(free))


def _mb(count: float) -> int:
    return -(-int(count) // 1_000_000)


def forget_cached(descriptor: int) -> None:
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def sync_stick(folder: Path) -> None:
    """Some file systems of sticks do not know how to flush a folder."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


@contextmanager
def on_stick(folder: Path) -> Iterator[None]:
    """What the operating system refuses there, as what a person can do about it."""
    try:
        yield
    except OSError as error:
        raise NeedsPerson(_stick_code(error, folder), errno=error.errno) from error


def _stick_code(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return "stick_full"
    if error.errno in _GONE or not folder.is_dir():
        return "stick_gone"
    return "stick_read_only" if error.errno in _READ_ONLY else "stick_error"


def regular_file(path: Path) -> BinaryIO:
    """Open a file and nothing else, unbuffered: opening a pipe would wait for ever."""
    if path.exists() and not path.is_file():
        raise Refused("not_ours", why="not a file")
    return path.open("rb", buffering=0)

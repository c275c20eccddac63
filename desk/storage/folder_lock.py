"""One copy of the program per data folder: an operating system lock that dies with its owner."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desk.domain.errors import NeedsPerson

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def _lock(descriptor: int) -> None:
    """Take the lock or raise OSError at once."""
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Held from construction to `release`; the file itself stays and means nothing by itself.

    Raises NeedsPerson("already_open") when another program, or this one, holds it.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            self.release()
            raise NeedsPerson("already_open") from error

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

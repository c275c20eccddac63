"""A sealed packet on its way out: read piece by piece, watched, stopped between two pieces."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from sync.line_trouble import file_problem, problem
from sync.protocol import CHUNK_BYTES, Digest
from sync.troubles import Trouble

SMALLEST_BYTES: Final = 1 << 14
"""A piece that moves within the time-out for a stalled send at 13 kbit/s."""
_QUICK_S: Final = 0.05
_SLOW_S: Final = 1.0

Progress = Callable[[int], None]
"""Called with the bytes of each piece before it is sent; may raise Stopped."""


class Stopped(Exception):
    """A person paused or took back what was being sent. No trouble of anything."""


class SealedFile:
    """The body of a PUT. Pieces grow from 16 KB to 256 KB as long as the line takes them quickly:
    the time-out of a stalled send counts for one piece, so a slow line gets small ones.

    Raises NeedsPerson(packet_lost) where the file is gone or is not as long as it was.
    """

    def __init__(self, path: Path, digest: Digest, progress: Progress, size: int | None = None):
        self._path = path
        self._digest = digest
        self._progress = progress
        self._piece = SMALLEST_BYTES
        self._last = 0.0
        try:
            self._file: BinaryIO = path.open("rb", buffering=0)
            self.size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise file_problem(error, missing=[digest]) from error
        self.left = self.size
        if self.size == 0 or size not in (None, self.size):
            self._file.close()
            raise problem(Trouble.PACKET_LOST, missing=[digest])

    def __len__(self) -> int:
        """What requests takes for Content-Length."""
        return self.size

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")

    def read(self, most: int = -1) -> bytes:
        """The next piece; called by urllib3 after it has sent the one before."""
        if self.left <= 0:
            return b""
        self._pace()
        want = min(self._piece, self.left) if most < 0 else min(most, self._piece, self.left)
        try:
            piece = self._file.read(want)
        except OSError as error:
            raise file_problem(error, missing=[self._digest]) from error
        if not piece:
            raise problem(Trouble.PACKET_LOST, missing=[self._digest])
        self.left -= len(piece)
        self._progress(len(piece))
        self._last = time.monotonic()
        return piece

    def rewind(self) -> None:
        """From the beginning, for a hub that wanted us to sign on first."""
        self._progress(self.left - self.size)
        self._file.seek(0)
        self.left, self._last = self.size, 0.0

    def _pace(self) -> None:
        if not self._last:
            return
        took = time.monotonic() - self._last
        if took < _QUICK_S:
            self._piece = min(self._piece * 2, CHUNK_BYTES)
        elif took > _SLOW_S:
            self._piece = max(self._piece // 2, SMALLEST_BYTES)

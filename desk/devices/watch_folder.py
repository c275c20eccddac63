"""The folder that a sheet scanner writes into: a file is taken when it is whole."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from desk.domain.errors import CanRetry, Refused

log = logging.getLogger(__name__)

LARGEST_BYTES: Final = 60_000_000
LOOK_EVERY_MS: Final = 700
QUIET_MS: Final = 2000
PATIENT_LOOKS: Final = 60
"""Some 40 s without becoming whole: the scanner broke off."""
KINDS: Final = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".pdf")
_TAIL_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file looked like at the last look."""

    size: int
    changed_ns: int
    looks: int = 0


class WatchFolder(QObject):
    """Emits `arrived(path)` once for each whole image or PDF file in one folder.

    `refused(path, code)` comes once for a file that is too large, no picture, or never gets
    whole. Folders, links, hidden and partial files are passed over. Files that lie there at
    the start arrive too. When the folder cannot be read, `failed("scan_folder_absent")` comes
    once, and watching goes on until it is back.
    """

    arrived = Signal(object)
    refused = Signal(object, str)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._seen: dict[str, _Seen] = {}
        self._told: dict[str, tuple[int, int]] = {}
        self._absent = False
        self._watcher: QFileSystemWatcher | None = None
        # Network folders and some drivers tell nothing: looking is what counts.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch; files arrive from the second look on."""
        self._watcher = QFileSystemWatcher(self)
        if self._folder.is_dir():
            self._watcher.addPath(str(self._folder))
        self._watcher.directoryChanged.connect(self._on_changed)
        self._timer.start(LOOK_EVERY_MS)
        self.look()

    def stop(self) -> None:
        """Watch no more. A later start tells files that still lie there again."""
        self._timer.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._seen.clear()
        self._told.clear()

    def _on_changed(self, _folder: str) -> None:
        """Look soon; not at once, since a file must rest between two looks to be taken."""
        if self._timer.interval() != LOOK_EVERY_MS:
            self._timer.start(LOOK_EVERY_MS)

    def look(self) -> None:
        """Look once at every file; the timer calls this."""
        files = self._files()
        names = {name for name, _size, _changed_ns in files}
        self._seen = {name: seen for name, seen in self._seen.items() if name in names}
        self._told = {name: told for name, told in self._told.items() if name in names}
        for name, size, changed_ns in files:
            if self._told.get(name) != (size, changed_ns):
                self._look_at(name, size, changed_ns)
        if self._timer.isActive():
            self._timer.setInterval(LOOK_EVERY_MS if self._seen else QUIET_MS)

    def _files(self) -> list[tuple[str, int, int]]:
        try:
            with os.scandir(self._folder) as entries:
                found = [each for entry in entries if (each := _candidate(entry)) is not None]
        except OSError:
            if not self._absent:
                self._absent = True
                self.failed.emit("scan_folder_absent")
            return []
        if self._absent and self._watcher is not None:
            self._watcher.addPath(str(self._folder))
        self._absent = False
        return sorted(found, key=lambda each: (each[2], each[0]))

    def _look_at(self, name: str, size: int, changed_ns: int) -> None:
        path = self._folder / name
        before = self._seen.get(name)
        looks = 0 if before is None else before.looks + 1
        self._seen[name] = _Seen(size, changed_ns, looks)
        if size > LARGEST_BYTES:
            self._tell(path, size, changed_ns, "scan_file_large")
        elif before is None or (before.size, before.changed_ns) != (size, changed_ns):
            self._give_up_late(path, size, changed_ns, looks)
        elif size and is_whole(path):
            self._tell(path, size, changed_ns, "")
        else:
            self._give_up_late(path, size, changed_ns, looks)

    def _give_up_late(self, path: Path, size: int, changed_ns: int, looks: int) -> None:
        if looks >= PATIENT_LOOKS:
            self._tell(path, size, changed_ns, "scan_file_broken")

    def _tell(self, path: Path, size: int, changed_ns: int, code: str) -> None:
        self._seen.pop(path.name, None)
        self._told[path.name] = (size, changed_ns)
        if code:
            self.refused.emit(path, code)
        else:
            self.arrived.emit(path)

    def consume(self, path: Path) -> None:
        """Remove a file whose content is safe in the store, so that no plain copy stays.

        It is overwritten, flushed and unlinked. On an SSD, a stick or a copying file system the
        old blocks may survive below the file system: full-disk encryption of the terminal is
        what protects those. Raises Refused("scan_file_foreign") for a path that is not a plain
        file right in this folder, CanRetry("scan_file_locked") while the scanner holds it.
        """
        if path.parent.resolve() != self._folder.resolve() or path.is_symlink():
            raise Refused("scan_file_foreign")
        try:
            _overwrite(path)
            path.unlink()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CanRetry("scan_file_locked") from error


def _candidate(entry: os.DirEntry[str]) -> tuple[str, int, int] | None:
    """(name, size, mtime) of a file that may be a scan; None for anything else."""
    name = entry.name
    hidden = name.startswith((".", "~"))
    if hidden or not name.lower().endswith(KINDS):
        return None
    try:
        facts = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    return name, facts.st_size, facts.st_mtime_ns


def is_whole(path: Path) -> bool:
    """Does the file open, and does it begin and end as its kind must?

    Cheap on purpose: no picture is decoded here, so no bomb can go off. A file that another
    program still writes cannot be opened for writing on Windows.
    """
    try:
        with path.open("r+b") as file:
            head = file.read(_TAIL_BYTES)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES)
    except OSError:
        return False
    return any(fits(head, tail, size) for fits in _SHAPES)


def _jpeg(head: bytes, tail: bytes, _size: int) -> bool:
    # Some scanners pad the end.
    return head.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in tail


def _png(head: bytes, tail: bytes, _size: int) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND\xaeB`\x82" in tail


def _pdf(head: bytes, tail: bytes, _size: int) -> bool:
    return b"%PDF-" in head and b"%%EOF" in tail


def _tiff(head: bytes, _tail: bytes, size: int) -> bool:
    if head[:4] not in (b"II*\0", b"MM\0*"):
        return False
    at = int.from_bytes(head[4:8], "little" if head.startswith(b"II") else "big")
    return 8 <= at < size  # the first directory lies inside


def _bmp(head: bytes, _tail: bytes, size: int) -> bool:
    return head.startswith(b"BM") and int.from_bytes(head[2:6], "little") <= size


_SHAPES: Final[tuple[Callable[[bytes, bytes, int], bool], ...]] = (_jpeg, _png, _pdf, _tiff, _bmp)


def _overwrite(path: Path) -> None:
    block = bytes(1 << 16)
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(block[: min(left, len(block))])
        file.flush()
        os.fsync(file.fileno())

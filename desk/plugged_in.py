"""Sticks and cards that are plugged in and can be written to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QStorageInfo

from desk.ui.sending.views import StickView

_PLACES: Final = ("/media/", "/run/media/", "/Volumes/")


def sticks() -> tuple[StickView, ...]:
    """Each with its free space; may wait for a medium."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        path = volume.rootPath()
        if not _is_stick(path) or not volume.isReady() or volume.isReadOnly():
            continue
        name = volume.displayName() or Path(path).name
        found.append(
            StickView(
                name=Path(name).name or path,
                folder=path,
                free_bytes=volume.bytesAvailable(),
                needed_bytes=0,
                batches=0,
            )
        )
    return tuple(found)


def _is_stick(path: str) -> bool:
    if sys.platform == "win32":
        return not QDir.rootPath().lower().startswith(path.rstrip("/").lower())
    return path.startswith(_PLACES)

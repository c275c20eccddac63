"""Files that appear whole or not at all (sync.whole_file), and what a person is told otherwise."""

from __future__ import annotations

import errno

from desk.domain.errors import NeedsPerson
from sync.whole_file import beside, copy_whole, make_folder, sync_folder, touch_private, write_whole

__all__ = [
    "beside",
    "copy_whole",
    "disk_trouble",
    "make_folder",
    "sync_folder",
    "touch_private",
    "write_whole",
]


def disk_trouble(error: OSError) -> NeedsPerson:
    """What a person is told when the operating system refuses a file."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return NeedsPerson("disk_full" if full else "disk_error")

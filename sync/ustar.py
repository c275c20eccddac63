"""The one shape of tar that packets and carry files have: plain files in ustar, nothing else.

No links, folders, sparse files, long-name or pax headers: a reader never has to follow what a
header claims beyond a short name and a size. `tar` reads it, and writes it with `--format=ustar`.
"""

from __future__ import annotations

import re
import tarfile
from typing import Final, NamedTuple

from sync.errors import Refused

BLOCK: Final = tarfile.BLOCKSIZE
END: Final = bytes(2 * BLOCK)
RECORD: Final = tarfile.RECORDSIZE
"""A tar is filled up with zeros to a multiple of this."""

NAME: Final = re.compile(r"(?:[a-z0-9][a-z0-9_-]{0,15}/)?[a-z0-9][a-z0-9_.-]{0,79}", re.ASCII)
"""Lower case, at most one folder, never absolute and never upwards."""

_SIZE: Final = re.compile(rb"[0-7]{11}[ \0]")
_CHECKSUM: Final = re.compile(rb"[0-7]{6}\0 ")
_BLANKS: Final = b" " * 8


class Member(NamedTuple):
    """What a header says follows it."""

    name: str
    size: int

    @property
    def padding(self) -> int:
        return -self.size % BLOCK


def header(name: str, size: int) -> bytes:
    """The header of a file; mode 0600, owner 0, time 0: the same for the same content."""
    if not good_name(name):
        raise ValueError("not a name for a member")
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT)


def good_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None and ".." not in name


def member(name: str, data: bytes) -> tuple[bytes, bytes, bytes]:
    """A whole member: header, content, padding."""
    return header(name, len(data)), data, bytes(-len(data) % BLOCK)


def end_of(size: int) -> bytes:
    """What closes a tar of so many bytes."""
    return END + bytes(-(size + len(END)) % RECORD)


def read_header(block: bytes, most_bytes: int) -> Member | None:
    """The member that a header announces; None where the tar ends.

    Raises Refused("malformed") for everything but a plain file of at most `most_bytes`.
    """
    if len(block) != BLOCK:
        raise Refused("malformed", what="tar", why="truncated")
    if not any(block):
        return None
    _check_shape(block)
    name = block[:100].rstrip(b"\0").decode("ascii", "replace")
    if not good_name(name):
        raise Refused("malformed", what="tar", why="name")
    size = int(block[124:135], 8)
    if size > most_bytes:
        raise Refused("malformed", what="tar", why="size")
    return Member(name, size)


def _check_shape(block: bytes) -> None:
    """Ustar, of a plain file, without link and prefix, with its checksum."""
    sums = sum(block[:148]) + sum(_BLANKS) + sum(block[156:])
    wrong = {
        "format": block[257:265] != b"ustar\x0000",
        "kind": block[156:157] != b"0",
        "link": any(block[157:257]),
        "prefix": any(block[345:500]),
        "size": _SIZE.fullmatch(block, 124, 136) is None,
        "checksum": _CHECKSUM.fullmatch(block, 148, 156) is None or int(block[148:154], 8) != sums,
    }
    for why, is_wrong in wrong.items():
        if is_wrong:
            raise Refused("malformed", what="tar", why=why)

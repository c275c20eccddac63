"""A carry file as it is, member by member, also when something is wrong with it.

`sync.carry` stops at the first thing that is not as announced; an office wants to be told of all
of them. Nothing is extracted; sizes are bounded.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.carry_reading import CERTIFICATE_NAME, END_NAME, HEAD_NAME, MANIFEST_NAME, MOST_ENVELOPE
from sync.errors import Refused
from sync.protocol import MOST_PACKET_BYTES, MOST_PACKETS

_PACKETS: Final = "packets/"
_SUFFIX: Final = ".age"


@dataclass
class CarryMembers:
    """The envelopes of a carry file; packets follow from `packets`."""

    path: Path
    certificate: bytes
    manifest: bytes
    broken: str = ""  # why the file as a whole is wrong, known after the packets went by

    @classmethod
    def of(cls, path: Path) -> CarryMembers:
        """Raises Refused("not_ours"), OSError."""
        found: dict[str, bytes] = {}
        try:
            with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
                for entry in tar:
                    if entry.name.startswith(_PACKETS):
                        break
                    found[entry.name] = _content(tar, entry, MOST_ENVELOPE)
        except (tarfile.TarError, EOFError) as error:
            raise Refused("not_ours", why="format") from error
        if not {HEAD_NAME, CERTIFICATE_NAME, MANIFEST_NAME} <= found.keys():
            raise Refused("not_ours", why="format")
        return cls(path, found[CERTIFICATE_NAME], found[MANIFEST_NAME])

    def packets(self) -> Iterator[tuple[str, bytes]]:
        """Every packet in the file, whatever the manifest says."""
        ended, count = False, 0
        try:
            with self.path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
                for entry in tar:
                    if entry.name == END_NAME:
                        ended = True
                    elif entry.name.startswith(_PACKETS):
                        count += 1
                        if count > 2 * MOST_PACKETS:
                            raise Refused("not_ours", why="too many")
                        name = entry.name.removeprefix(_PACKETS).removesuffix(_SUFFIX)
                        yield name, _content(tar, entry, MOST_PACKET_BYTES)
        except (tarfile.TarError, EOFError):
            self.broken = "breaks off"
        if not ended:
            self.broken = self.broken or "breaks off"


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo, most: int) -> bytes:
    if entry.size > most:
        raise Refused("not_ours", why="too large")
    file = tar.extractfile(entry) if entry.isreg() else io.BytesIO()
    data = b"" if file is None else file.read()
    if len(data) != entry.size and entry.isreg():
        raise tarfile.ReadError("unexpected end of data")
    return data

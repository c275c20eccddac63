"""Reading a spare: which terminal's, which files, what they hold; damaged ones are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.domain.errors import NeedsPerson
from desk.services.spare import Kind, Portion
from desk.storage.spare_medium import FOLDER, IDENTITY, Found, files_in, marker_of, stick_trouble
from desk.storage.spare_seal import SpareReader


@dataclass
class OpenSpare:
    """A terminal's folder on a spare, unlocked."""

    folder: Path
    id: str
    terminal: str
    reader: SpareReader
    damaged: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, given: Path, passphrase: str) -> OpenSpare:
        """`given` is the stick, its MACHIKADO-SPARE or the terminal's folder in it.

        Raises NeedsPerson("spare_absent" | "spare_which" | "spare_passphrase_wrong" | …).
        """
        folder = _folder_of(given)
        marker = marker_of(folder)
        try:
            locked = (folder / IDENTITY).read_bytes()
        except OSError as error:
            raise stick_trouble(error, folder) from error
        reader = SpareReader.unlock(locked, passphrase)
        return cls(folder, str(marker["id"]), str(marker["terminal"]), reader)

    def files(self, kind: Kind) -> dict[str, list[Found]]:
        """By key, the newest first."""
        found: dict[str, list[Found]] = {}
        for each in files_in(self.folder):
            if each.kind is kind:
                found.setdefault(each.key, []).append(each)
        return found

    def newest(self, files: list[Found]) -> tuple[Portion, int] | None:
        """The newest that can be read, and its schema version; the others are noted as damaged."""
        for each in files:
            try:
                return self.reader.open(each.path.read_bytes(), each.kind, each.key)
            except (NeedsPerson, OSError):
                self.damaged.append(each.path.name)
        return None

    def audit_until(self) -> int:
        """The newest entry that any file's name tells of."""
        return max((int(key.split("-")[1]) for key in self.files(Kind.AUDIT)), default=0)

    def audit(self) -> Iterator[Mapping[str, Any]]:
        """The entries in order up to the first that is on no readable file."""
        spans = sorted(self.files(Kind.AUDIT).items(), key=lambda each: int(each[0].split("-")[0]))
        next_seq = 1
        for key, files in spans:
            first, last = (int(part) for part in key.split("-"))
            if last < next_seq:
                continue
            if first > next_seq:
                return
            opened = self.newest(files)
            for row in () if opened is None else opened[0].rows["audit"]:
                if row["seq"] == next_seq:
                    yield row
                    next_seq += 1


def _folder_of(given: Path) -> Path:
    if marker_of(given):
        return given
    inside = given if given.name == FOLDER else given / FOLDER
    try:
        found = [path for path in sorted(inside.iterdir()) if marker_of(path)]
    except OSError:
        found = []
    if not found:
        raise NeedsPerson("spare_absent_at", name=given.name)
    if len(found) > 1:
        raise NeedsPerson("spare_which", names="、".join(path.name for path in found))
    return found[0]

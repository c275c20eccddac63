"""What can be wrong with what arrived at the office, packet by packet and day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """One kind of finding; the words are `office_<value>`."""

    CHANGED = "changed"  # the bytes are not those that were sealed
    MISSING = "missing"  # the manifest lists it, it is not here
    ADDED = "added"  # here, and no manifest lists it
    REPLACED = "replaced"  # another packet in the place of a listed one
    UNREADABLE = "unreadable"  # does not open, or is not what the manifest says of it
    BAD_MANIFEST = "bad_manifest"  # manifest, certificate or their signatures
    BAD_FILE = "bad_file"  # a carry file that breaks off or was changed as a whole
    DAY_MISSING = "day_missing"  # a day of the terminal is not here
    DAY_ALTERED = "day_altered"  # the day before is here with other content
    DAY_FORKED = "day_forked"  # two days follow the same one
    DAY_RETURNED = "day_returned"  # said to be withdrawn, and yet it arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    kind: Kind
    place: str  # file, or batch
    number: str = ""  # of the application, as on its slip
    digest: str = ""
    why: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "finding": self.kind.value,
            "place": self.place,
            "number": self.number,
            "digest": self.digest,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at."""

    batches: int = 0
    packets: int = 0
    others: int = 0  # packets for other municipalities, not opened here
    opened: int = 0  # packets opened with the office's key and compared inside
    findings: tuple[Finding, ...] = field(default=())

    @property
    def clean(self) -> bool:
        return not self.findings

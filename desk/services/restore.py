"""復元: a replacement laptop takes over from the spare. What was restored, and what was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
"""Files read, files in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back. Nothing is left out without being named here."""

    terminal: str
    applications: int
    by_status: Mapping[str, int] = field(default_factory=dict)
    pictures: int = 0
    packets: int = 0
    audit_entries: int = 0
    damaged: tuple[str, ...] = ()  # files on the spare that could not be read
    missing: tuple[str, ...] = ()  # numbers whose record is on no readable file
    only_sealed: tuple[str, ...] = ()  # of these only the sealed packet came back: it can be sent
    audit_cut: int = 0  # the entry from which the audit trail could not be read on; 0: none
    seconds: float = 0.0
    already: bool = False  # this folder was restored from that spare before

    @property
    def whole(self) -> bool:
        return not (self.damaged or self.missing or self.only_sealed or self.audit_cut)

    def as_json(self) -> dict[str, object]:
        return {
            "terminal": self.terminal,
            "applications": self.applications,
            "by_status": dict(self.by_status),
            "pictures": self.pictures,
            "packets": self.packets,
            "audit_entries": self.audit_entries,
            "damaged": list(self.damaged),
            "missing": list(self.missing),
            "only_sealed": list(self.only_sealed),
            "audit_cut": self.audit_cut or None,
            "seconds": round(self.seconds, 2),
            "already": self.already,
        }

"""封緘: every application of the day becomes a packet; one manifest, signed twice, covers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desk.domain.application import ApplicationId
from desk.services.batch_store import BatchRow
from desk.services.ports import Day, Operator

Progress = Callable[[int, int], None]
"""Packets made, packets in all. Called on the thread that seals."""


@dataclass(frozen=True, slots=True)
class Unready:
    """Why this terminal cannot seal at all: "not_enrolled", "reference_missing" or "no_recipient"
    (`municipality`); the records stay, and everything else goes on. Words: `seal_<code>`."""

    code: str
    municipality: str = ""


class Sealing:
    """Seals days. Call it on the store's thread, off the window's: 200 applications take some
    2 s, and `progress` says how far it is."""

    def unready(self, day: Day) -> Unready | None:
        """What keeps this terminal from sealing, before anybody counts paper for nothing."""
        raise NotImplementedError

    def tidy(self) -> int:
        """At the start of the program: remove files of an interrupted sealing; how many."""
        raise NotImplementedError

    def prepare_next(self, day: Day, by: Operator) -> ApplicationId | None:
        """Make the packet of one approved application ahead; None when there is none left."""
        raise NotImplementedError

    def seal(
        self,
        day: Day,
        supervisor: Operator,
        pin: str,
        progress: Progress = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> BatchRow:
        """Seal the day. All or nothing; killed anywhere, a second try goes on with the packets
        that are there.

        Raises Refused("supervisor_only" | "close_…" | "already_sealed" | "seal_not_enrolled" |
        "seal_reference_missing" | "seal_no_recipient" | "seal_cancelled" | "changed_meanwhile"),
        NeedsPerson("pin_wrong" | "pin_locked" | "disk_full" | "disk_error").
        """
        raise NotImplementedError

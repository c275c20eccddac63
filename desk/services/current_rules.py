"""The rules and procedures in force: the shipped ones with the last overlay that was accepted.

One holder for the whole program. Whoever asks it gets what holds at that moment, so that an overlay
that came from the hub or on a stick changes the next verdict without a restart. What is refused
changes nothing: neither a forged, stale or broken overlay nor one of another municipality stops
the desk, it only leaves the rules as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from desk.domain.catalogue import Catalogue
from desk.domain.errors import DeskError, NeedsPerson, Refused
from desk.domain.overlay import Applied, Overlay, OverlayWrong, apply
from desk.domain.rules import RuleBook, Rules
from desk.services.batch_store import EnrolmentRow
from desk.services.ports import By
from desk.services.sync_errors import saying_it_here
from sync.enrolment import check_certificate, check_key_set
from sync.reference import check_reference

KEPT: Final = "overlay"
"""The name of the setting in which the store keeps the accepted overlay."""


class ReferenceStore(Protocol):
    """The store as this module sees it."""

    def settings(self) -> Mapping[str, str]: ...
    def change_settings(self, changes: Mapping[str, str], by: By | None) -> None: ...
    def enrolment(self) -> EnrolmentRow | None: ...
    def key_set(self, root: str) -> tuple[int, bytes] | None: ...
    def reference(self, root: str) -> tuple[int, bytes] | None: ...


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of looking: the rules are others now, or an overlay was refused, or nothing."""

    changed: bool = False
    refused: DeskError | None = None


NOTHING: Final = Followed()


class CurrentRules:
    """`rules` and `catalogue` are whole books, replaced by others at once; ask anew each time.

    `begin` and `follow` are called on the store's thread, reading on any.
    """

    def __init__(self, rules: RuleBook, catalogue: Catalogue) -> None:
        self._shipped = self._now = Applied(rules, catalogue)
        self._seen: tuple[str, int] | None = None
        self.overlay: Overlay | None = None  # the one in force
        self._root = ""  # of the hub that signed it

    @property
    def rules(self) -> RuleBook:
        return self._now.rules

    @property
    def catalogue(self) -> Catalogue:
        return self._now.catalogue

    @property
    def shipped(self) -> Applied:
        """Without an overlay: what the screen compares with."""
        return self._shipped

    def on(self, day: date) -> Rules:
        """The rules in force now for that day (domain.rules.RulesByDay)."""
        return self._now.rules.on(day)

    def begin(self, store: ReferenceStore) -> Followed:
        """Put the last accepted overlay in force, then look for a newer one.

        An overlay that fitted an older version of the program and no longer does is told as
        "overlay_no_longer_fits"; the shipped rules hold then.
        """
        told = self._resume(store)
        found = self.follow(store)
        return Followed(
            changed=self.overlay is not None or found.changed, refused=found.refused or told
        )

    def follow(self, store: ReferenceStore, by: By | None = None) -> Followed:
        """Take the overlay of newer reference data, if there are any."""
        enrolment = store.enrolment()
        kept = None if enrolment is None else store.reference(enrolment.root)
        if enrolment is None or kept is None or self._seen == (enrolment.root, kept[0]):
            return NOTHING
        self._seen = (enrolment.root, kept[0])
        try:
            overlay = self._brought(store, enrolment, kept[1])
            return self._take(store, overlay, enrolment.root, by)
        except DeskError as error:
            return Followed(refused=error)

    def _brought(
        self, store: ReferenceStore, enrolment: EnrolmentRow, envelope: bytes
    ) -> Overlay | None:
        """The overlay for this terminal's municipality; None where it has none.

        The signature is verified once more. Raises Refused("sync_…" | "overlay_other_place") and
        OverlayWrong.
        """
        known = store.key_set(enrolment.root)
        with saying_it_here():
            keys = check_key_set(b"" if known is None else known[1], enrolment.root)
            reference = check_reference(envelope, keys)
            here = check_certificate(enrolment.certificate, keys).municipality
        plain = next((each.overlay for each in reference.municipalities if each.code == here), {})
        if not plain:
            return None
        overlay = Overlay.parse(plain)
        if overlay.municipality != here:
            raise Refused("overlay_other_place", municipality=overlay.municipality, here=here)
        return overlay

    def _take(
        self, store: ReferenceStore, overlay: Overlay | None, root: str, by: By | None
    ) -> Followed:
        present = self.overlay
        if overlay == present:
            return NOTHING
        if overlay is not None and present is not None and root == self._root:
            _not_stale(overlay, present)
        applied = self._shipped if overlay is None else self._apply(overlay)
        store.change_settings({KEPT: "" if overlay is None else _text(overlay, root)}, by)
        self._now, self.overlay, self._root = applied, overlay, root
        return Followed(changed=True)

    def _resume(self, store: ReferenceStore) -> DeskError | None:
        kept = store.settings().get(KEPT, "")
        if not kept:
            return None
        try:
            found = json.loads(kept)
            overlay, root = Overlay.parse(found["overlay"]), str(found["root"])
            self._now, self.overlay, self._root = self._apply(overlay), overlay, root
        except (OverlayWrong, ValueError, KeyError, TypeError):
            return NeedsPerson("overlay_no_longer_fits")
        return None

    def _apply(self, overlay: Overlay) -> Applied:
        return apply(overlay, self._shipped.rules, self._shipped.catalogue)


def _not_stale(overlay: Overlay, present: Overlay) -> None:
    """Raise Refused("overlay_stale" | "overlay_same_serial")."""
    if overlay.municipality != present.municipality:
        return  # the terminal was enrolled for another municipality
    if overlay.serial < present.serial:
        raise Refused("overlay_stale", serial=overlay.serial, known=present.serial)
    if overlay.serial == present.serial:
        raise Refused("overlay_same_serial", serial=overlay.serial)


def _text(overlay: Overlay, root: str) -> str:
    return json.dumps({"root": root, "overlay": overlay.plain()}, ensure_ascii=False)

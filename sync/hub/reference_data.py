"""The reference data that the hub hands out: municipalities, venues, revoked terminals."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from sync.envelope import peek
from sync.errors import Refused
from sync.hub.hub_keys import KeyRing
from sync.hub.store.database import Database
from sync.hub.store.facts import put_fact, read_fact
from sync.hub.store.terminals import revoked_keys
from sync.protocol import Municipality, MunicipalityCode, Reference, Venue
from sync.reference import sign_reference

REFERENCE_FACT: Final = "reference"
WARN_DAYS: Final = 90
"""A terminal that heard nothing newer for so long says so, and goes on."""


@dataclass(frozen=True, kw_only=True)
class ReferenceData:
    """The one reference of this hub; every change is a new serial, signed anew."""

    database: Database
    keys: KeyRing
    clock: Callable[[], datetime]

    def envelope(self) -> bytes:
        with self.database.reading() as connection:
            found = read_fact(connection, REFERENCE_FACT)
        return found if found is not None else self.change(lambda reference: reference)

    def current(self) -> tuple[int, bytes]:
        """Serial and envelope."""
        envelope = self.envelope()
        return peek(envelope, Reference).serial, envelope

    def change(self, change: Callable[[Reference], Reference]) -> bytes:
        """Signed with the next serial, and with the terminals that are revoked by now."""
        key = self.keys.issuer_key()
        with self.database.writing() as connection:
            found = read_fact(connection, REFERENCE_FACT, lock=True)
            before = self._empty() if found is None else peek(found, Reference)
            now = self.clock()
            changed = msgspec.structs.replace(
                change(before),
                serial=before.serial + 1,
                issued_at=now,
                warn_after=now + timedelta(days=WARN_DAYS),
                revoked=tuple(revoked_keys(connection)),
            )
            envelope = sign_reference(changed, key)
            put_fact(connection, REFERENCE_FACT, envelope)
        return envelope

    def add_municipality(self, municipality: Municipality) -> None:
        """Added or, under the same code, replaced; raises Refused("malformed"). Without an overlay
        of its own the new row keeps the one that was there: new keys are no new rules."""

        def added(reference: Reference) -> Reference:
            before = _row(reference, municipality.code)
            overlay = municipality.overlay or (before.overlay if before is not None else {})
            row = msgspec.structs.replace(municipality, overlay=overlay)
            return _with_row(reference, row)

        self.change(added)

    def set_overlay(self, file: Path) -> None:
        """The overlay in a TOML file, as a terminal exports it, for the municipality that it names.

        What the rules make of it, only a terminal can say; here it must be of a municipality that
        is known and newer than the overlay before, or no terminal would take it. Raises
        Refused("malformed").
        """
        overlay = read_overlay(file)

        def changed(reference: Reference) -> Reference:
            before = _row(reference, str(overlay["municipality"]))
            if before is None:
                raise Refused("malformed", what="overlay", why="no such municipality here")
            serial = before.overlay.get("serial")
            if isinstance(serial, int) and serial >= int(str(overlay["serial"])):
                raise Refused("malformed", what="overlay", why=f"serial must be above {serial}")
            return _with_row(reference, msgspec.structs.replace(before, overlay=overlay))

        self.change(changed)

    def add_venue(self, venue: Venue) -> None:
        def added(reference: Reference) -> Reference:
            others = [each for each in reference.venues if each.code != venue.code]
            kept = tuple(sorted((*others, venue), key=lambda each: each.code))
            return msgspec.structs.replace(reference, venues=kept)

        self.change(added)

    def set_from(self, file: Path) -> None:
        """All municipalities and venues from a TOML file; raises Refused("malformed")."""
        municipalities, venues = read_toml(file)

        def replaced(reference: Reference) -> Reference:
            return msgspec.structs.replace(reference, municipalities=municipalities, venues=venues)

        self.change(replaced)

    def _empty(self) -> Reference:
        now = self.clock()
        return Reference(serial=0, issued_at=now, warn_after=now, municipalities=())


def _row(reference: Reference, code: str) -> Municipality | None:
    return next((each for each in reference.municipalities if each.code == code), None)


def _with_row(reference: Reference, row: Municipality) -> Reference:
    others = [each for each in reference.municipalities if each.code != row.code]
    kept = tuple(sorted((*others, row), key=lambda each: each.code))
    return msgspec.structs.replace(reference, municipalities=kept)


class _OverlayHead(msgspec.Struct, frozen=True):
    """What the hub looks at; the rest is the desk's (desk/domain/overlay.py)."""

    municipality: MunicipalityCode
    serial: Annotated[int, msgspec.Meta(ge=1)]
    made_on: date
    changes: tuple[dict[str, object], ...] = ()


def read_overlay(file: Path) -> dict[str, object]:
    """An overlay's plain values; raises Refused("malformed")."""
    try:
        found = tomllib.loads(file.read_text("utf-8"))
        _converted(found, _OverlayHead)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Refused("malformed", what="overlay", why=str(error)[:200]) from error
    return found


def read_toml(file: Path) -> tuple[tuple[Municipality, ...], tuple[Venue, ...]]:
    """`[[municipality]]` and `[[venue]]` tables with the fields of the messages; any other name is
    refused, for what is misspelt would be missing."""
    try:
        found = tomllib.loads(file.read_text("utf-8"))
        odd = set(found) - {"municipality", "venue"}
        if odd:
            raise Refused("malformed", what="reference", why=f"unknown: {', '.join(sorted(odd))}")
        municipalities = _converted(found.get("municipality", []), tuple[Municipality, ...])
        venues = _converted(found.get("venue", []), tuple[Venue, ...])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Refused("malformed", what="reference", why=str(error)[:200]) from error
    return municipalities, venues


def _converted(value: object, kind: Any) -> Any:
    return msgspec.convert(value, type=kind)

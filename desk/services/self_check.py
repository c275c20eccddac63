"""The check at the start of the day (始業点検): each part, its state, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from desk.domain.errors import DeskError

BYTES_PER_PERSON: Final = 4_000_000
"""Room one application takes: page, untouched frame, crop and their journal (measured 2.6 MB)."""
FEW_PEOPLE: Final = 60
CLOCK_SLACK: Final = timedelta(minutes=5)


class State(StrEnum):
    """ok, notice (go on), stop (intake cannot begin)."""

    OK = "ok"
    NOTICE = "notice"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check; name, detail and advice are message codes."""

    part: str  # camera, printer, space, clock, records, face, fonts, reader
    state: State
    code: str
    facts: tuple[tuple[str, object], ...] = ()


Probe = Callable[[], Check]


def run_checks(probes: Sequence[tuple[str, Probe]]) -> tuple[Check, ...]:
    """Run every probe; one that fails is itself a notice, never an end of the others."""
    found = []
    for part, probe in probes:
        try:
            found.append(probe())
        except DeskError as error:
            found.append(Check(part, State.NOTICE, error.code, tuple(error.facts.items())))
        except Exception:  # noqa: BLE001 a broken probe must not stop the start of the day
            found.append(Check(part, State.NOTICE, "check_failed"))
    return tuple(found)


def check_cameras(names: Sequence[str]) -> Check:
    """Two cameras are the rule, one will do, none leaves scanner and hand entry."""
    if not names:
        return Check("camera", State.NOTICE, "check_camera_none")
    return Check("camera", State.OK, "check_camera_ok", (("count", len(names)),))


def check_printer(names: Sequence[str]) -> Check:
    """Without a printer the slip is kept as PDF."""
    if not names:
        return Check("printer", State.NOTICE, "check_printer_none")
    return Check("printer", State.OK, "check_printer_ok", (("count", len(names)),))


def check_space(free_bytes: int) -> Check:
    """Disk room as people; under one person's room no new intake can begin."""
    people = free_bytes // BYTES_PER_PERSON
    facts = (("people", people),)
    if people < 1:
        return Check("space", State.STOP, "check_space_none", facts)
    if people < FEW_PEOPLE:
        return Check("space", State.NOTICE, "check_space_few", facts)
    return Check("space", State.OK, "check_space_ok", facts)


def check_clock(now: datetime, newest_record: datetime | None, built: datetime) -> Check:
    """A clock before the newest record or before this version was made is wrong; never a stop."""
    if now < built or (newest_record is not None and now + CLOCK_SLACK < newest_record):
        return Check("clock", State.NOTICE, "check_clock_wrong")
    return Check("clock", State.OK, "check_clock_ok")

"""What every part of the store works with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from desk.services.ports import By, Clock, Moment
from desk.storage.audit import Audit
from desk.storage.database import Database


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """How entered texts become comparable: the rules (domain/applicant.py) hand these in."""

    name: Callable[[str], str]
    kana: Callable[[str], str]
    address: Callable[[str], str]
    birth: Callable[[str], date | None]
    """The date behind a birth date as typed, None if it is none."""


class Part:
    """One part of the store: same file, same audit trail."""

    def __init__(self, database: Database, keys: SearchKeys, clock: Clock) -> None:
        self._database = database
        self._audit = Audit(database)
        self._keys = keys
        self._clock = clock


def text_of(at: datetime) -> str:
    """A moment as the tables keep it: UTC, ISO 8601, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def when(by: By) -> str:
    return text_of(by.at.utc)


def new_id(at: Moment) -> str:
    """A UUIDv7 (RFC 9562) made from our own clock."""
    milliseconds = int(at.utc.timestamp() * 1000) & (1 << 48) - 1
    number = milliseconds << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 7 << 76  # version
    number = number & ~(0b11 << 62) | 0b10 << 62  # variant
    return str(UUID(int=number))

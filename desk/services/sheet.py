"""What the contact sheet needs of a day, read in one go: 200 applications in a few questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from desk.domain.application import ApplicationId, DayId, PictureId, Record, Status
from desk.domain.binding import Doubt
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import ReviewMark
from desk.services.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Another application as a flag names it, in its newest version."""

    id: ApplicationId
    number: ApplicationNumber
    status: Status
    name: str
    photo: PictureId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One photo of the day in the order of the shutter: who was before and after whom."""

    who: Named
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A version that a correction took the place of: its photo, and what was said of it."""

    id: ApplicationId
    version: int
    photo: PictureId | None
    photo_sha256: str | None
    reviews: tuple[ReviewMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """Everything that the flags of some accepted applications follow from."""

    records: tuple[Record, ...] = ()  # accepted, in the order of their numbers
    births: Mapping[ApplicationId, date | None] = field(default_factory=dict)
    correcting: frozenset[ApplicationId] = frozenset()  # a correction of them is open
    earlier: Mapping[ApplicationId, tuple[Earlier, ...]] = field(default_factory=dict)
    """Newest first."""
    resembling: tuple[tuple[ApplicationId, str, Named], ...] = ()
    known: Mapping[ApplicationId, Named] = field(default_factory=dict)
    """Whom the doubts of these records mean, by the id that a doubt names."""
    doubted_by: tuple[tuple[ApplicationId, Named, Doubt], ...] = ()
    """Doubts about chosen shots of other applications that mean one of these."""
    mix_ups: tuple[tuple[ApplicationId, Named], ...] = ()
    """Where a clerk answered 写真の取り違え about one of these, even when that shot was replaced
    or that application was voided since."""
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One decision of the day, also about a version that was corrected since."""

    number: ApplicationNumber
    current: bool  # about an application that is accepted now, in its present version
    mark: ReviewMark


class SheetStore(Store, Protocol):
    """The store with the questions of the contact sheet."""

    def sheet_facts(self, day: DayId, only: ApplicationId | None = None) -> SheetFacts:
        """Of all accepted applications of the day, or of one of them (none, if it is not)."""
        ...

    def said_on(self, day: DayId) -> tuple[Said, ...]:
        """Every decision about the day's applications, in the order they were taken."""
        ...

    def review_counts(self, day: DayId) -> Mapping[str, int]:
        """The accepted applications by decision.value; "open" for those nobody decided."""
        ...

"""Conditions in rule files: tables that are true, false, or not known for want of a fact.

A condition is one table:
`{ fact = "age", below = 15 }` · `{ fact = "reissue.reason", in = ["lost", "stolen"] }` ·
`{ all = [...] }` · `{ any = [...] }` · `{ not = {...} }`.

Facts are what a clerk entered (a text, yes or no, a number, a date, a moment, a tuple of codes) and
what follows from it (`FactBook`). A missing fact makes a condition unknown, never false. A
comparison about a field that is not asked at all (hidden) does not apply: neither it nor its `not`
holds, `any` passes over it, `all` cannot hold with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Annotated, Final, Protocol

import msgspec
from msgspec import Meta, Struct

from desk.domain.applicant import months_later

FactName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
DayOrFact = Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\d|[a-z][a-z0-9_.]*)$")]
"""A day as "2012-04-01", or the name of a fact that is a date."""
Fact = str | bool | int | date | datetime | tuple[str, ...]
Facts = Mapping[str, Fact]
Scalar = str | bool | int

_OPERATORS: Final = (
    "be", "among", "below", "at_least", "has", "before", "on_or_after",
    "ends_within_months", "ended", "older_than_months", "older_than_days", "older_than_hours",
    "days_ahead_over", "same_as", "known",
)  # fmt: skip
_WITH_DAY: Final = ("before", "on_or_after")


class Condition(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One condition: either `all`, `any` or `not`, or a fact with exactly one comparison.

    `ends_within_months` n: the date lies at most n months ahead of the acceptance date, or is past
    (a card that ends in three months may be renewed from the same day three months before).
    `ended`: the date (valid through that day) is before the acceptance date, or not, for false.
    `older_than_days` n: more than n days passed since the date; `older_than_months` the same in
    months (3 months after 31 August is 30 November). `older_than_hours` n: more than n hours passed
    since the moment. `days_ahead_over` n: the date lies more than n days ahead (0: in the
    future). `has`: a chosen code among several. `same_as`: equal to another fact.
    `known`: was it entered? It alone may change when a fact is added.
    """

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    negated: Condition | None = msgspec.field(default=None, name="not")
    fact: FactName | None = None
    be: Scalar | None = msgspec.field(default=None, name="is")
    among: tuple[str, ...] = msgspec.field(default=(), name="in")
    below: int | None = None
    at_least: int | None = None
    has: str | None = None
    before: DayOrFact | None = None
    on_or_after: DayOrFact | None = None
    ends_within_months: Annotated[int, Meta(ge=0, le=240)] | None = None
    ended: bool | None = None
    older_than_months: Annotated[int, Meta(ge=0, le=1200)] | None = None
    older_than_days: Annotated[int, Meta(ge=0, le=36600)] | None = None
    older_than_hours: Annotated[int, Meta(ge=0, le=8784)] | None = None
    same_as: FactName | None = None
    days_ahead_over: Annotated[int, Meta(ge=0, le=36600)] | None = None
    known: bool | None = None

    @property
    def operator(self) -> str:
        """The one comparison of a condition about a fact."""
        return next(name for name in _OPERATORS if getattr(self, name) not in (None, ()))

    def mistake(self) -> str | None:
        """What is wrong with the shape of this condition, or of one inside; None if nothing."""
        for inner in self.inner():
            if said := inner.mistake():
                return said
        groups = sum((bool(self.all), bool(self.any), self.negated is not None))
        compared = [name for name in _OPERATORS if getattr(self, name) not in (None, ())]
        if groups + (self.fact is not None) != 1:
            return "a condition is one of all, any, not, or a fact"
        for day in (self.before, self.on_or_after):
            if day is not None and day[0].isdigit() and not _is_day(day):
                return f"{day} is no day"
        if self.fact is None and compared:
            return f"{compared[0]} needs a fact"
        if self.fact is not None and len(compared) != 1:
            return f"{self.fact} needs exactly one comparison"
        return None

    def inner(self) -> Iterator[Condition]:
        yield from self.all
        yield from self.any
        if self.negated is not None:
            yield self.negated

    def facts(self) -> Iterator[str]:
        """Every fact that it looks at."""
        if self.fact is not None:
            yield self.fact
        for other in (self.before, self.on_or_after):
            if other is not None and not other[0].isdigit():
                yield other
        if self.same_as is not None:
            yield self.same_as
        for each in self.inner():
            yield from each.facts()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class FactBook(Protocol):
    """Facts as conditions ask for them; None for one that nobody gave."""

    on: date
    at: datetime

    def get(self, name: str) -> Fact | None: ...

    def asked(self, name: str) -> Finding:
        """Is the fact asked for at all? False: its field is hidden. None: that is not known yet,
        for want of these facts."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """True, false, or unknown (None) with the facts that are wanted to know."""

    value: bool | None
    wanted: tuple[str, ...] = ()


class _Truth(Enum):
    YES = "yes"
    NO = "no"
    VOID = "void"  # about something that is not asked


_Possible = frozenset[_Truth]
"""What a condition can still turn out to be; a new fact only ever takes away from it."""
_YES: Final = frozenset({_Truth.YES})
_NO: Final = frozenset({_Truth.NO})
_VOID: Final = frozenset({_Truth.VOID})
_OPPOSITE: Final = {_Truth.YES: _Truth.NO, _Truth.NO: _Truth.YES, _Truth.VOID: _Truth.VOID}
_ALL: Final = (_Truth.NO, _Truth.VOID, _Truth.YES)
_ANY: Final = (_Truth.YES, _Truth.NO, _Truth.VOID)
"""Which part settles a group: the first of these that is among its parts."""


def weigh(condition: Condition, book: FactBook) -> Finding:
    """Does the condition hold for these facts? What is sure without the missing facts is told, the
    rest is unknown and names them."""
    possible, wanted = _weigh(condition, book)
    if _Truth.YES not in possible:
        return Finding(False)
    return Finding(True) if possible == _YES else Finding(None, wanted)


def _weigh(condition: Condition, book: FactBook) -> tuple[_Possible, tuple[str, ...]]:
    if condition.negated is not None:
        possible, wanted = _weigh(condition.negated, book)
        return frozenset(_OPPOSITE[each] for each in possible), wanted
    if condition.all or condition.any:
        order = _ALL if condition.all else _ANY
        parts = [_weigh(each, book) for each in condition.all or condition.any]
        possible = parts[0][0]
        for more, _ in parts[1:]:
            possible = frozenset(min(a, b, key=order.index) for a in possible for b in more)
        return possible, tuple(dict.fromkeys(name for _, names in parts for name in names))
    return _compare(condition, book)


def _compare(condition: Condition, book: FactBook) -> tuple[_Possible, tuple[str, ...]]:
    operator = condition.operator
    other = getattr(condition, operator)
    named = [condition.fact or ""]
    if operator == "same_as" or (operator in _WITH_DAY and not other[0].isdigit()):
        named.append(other)
        other = book.get(other)
    elif operator in _WITH_DAY:
        other = date.fromisoformat(other)
    asked = [book.asked(each) for each in named]
    facts = [book.get(each) for each in named]
    if any(each.value is False for each in asked):
        return (_YES if operator == "known" and other is False else _VOID), ()
    if open_questions := tuple(name for each in asked for name in each.wanted):
        return _YES | _NO | _VOID, open_questions
    if operator == "known":
        return (_YES if (facts[0] is not None) is other else _NO), ()
    if missing := tuple(name for name, fact in zip(named, facts, strict=True) if fact is None):
        return _YES | _NO, missing
    held = _holds(operator, facts[0], other, book)
    if held is None:
        return _YES | _NO, tuple(named[:1])
    return (_YES if held else _NO), ()


def _holds(operator: str, fact: Fact | None, other: object, book: FactBook) -> bool | None:
    """None when the fact is of a kind that cannot be compared so: as good as not given."""
    match operator, fact, other:
        case (("be" | "same_as"), _, _):
            return fact == other and isinstance(fact, bool) == isinstance(other, bool)
        case "among", str(), tuple():
            return fact in other
        case "has", tuple(), str():
            return other in fact
        case "older_than_hours", datetime(), int():
            return book.at - fact > timedelta(hours=other)
        case (("below" | "at_least"), int(), int()) if not isinstance(fact, bool):
            return fact < other if operator == "below" else fact >= other
    day = _day(fact)
    return None if day is None else _holds_day(operator, day, other, book.on)


def _holds_day(operator: str, day: date, other: object, on: date) -> bool | None:
    limit = _day(other)
    match operator, other:
        case "before", _ if limit is not None:
            return day < limit
        case "on_or_after", _ if limit is not None:
            return day >= limit
        case "ends_within_months", int():
            return on >= months_later(day, -other)
        case "ended", bool():
            return (day < on) is other
        case "older_than_months", int():
            return on > months_later(day, other)
        case "older_than_days", int():
            return on - day > timedelta(days=other)
        case "days_ahead_over", int():
            return day - on > timedelta(days=other)
    return None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None

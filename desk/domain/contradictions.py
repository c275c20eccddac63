"""Rows of a procedure that can never matter, or that say two things at once.

Each row may be right by itself; together they cannot mean what their writer wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from desk.domain.catalogue import TABLES, ConditionRow, PersonRow, Procedure, Row, holds, starts
from desk.domain.conditions import Condition
from desk.domain.toml_lines import Path

Found = tuple[Path, str, tuple[tuple[str, object], ...]]


def contradictions(procedure: Procedure) -> Iterator[Found]:
    """Where (table and number of the row), `rule_<code>` and its facts."""
    for table in TABLES:
        rows = getattr(procedure, table)
        for place, row in enumerate(rows):
            yield from _outside(procedure, row, (table, place))
            if row.when is not None and _impossible(row.when):
                yield (table, place, "when"), "never_true", ()
    yield from _places_of_persons(procedure)
    yield from _shadowed(procedure)
    yield from _twice_the_same(procedure)
    yield from _empty_days(procedure)


def _outside(procedure: Procedure, row: Row, path: Path) -> Iterator[Found]:
    if row.since <= row.until and (row.since > procedure.until or row.until < procedure.since):
        yield path, "outside_procedure", ()


def _impossible(condition: Condition) -> bool:
    """Is the same fact said to be two things at once, here or in a part that must hold?"""
    said: dict[str, object] = {}
    for each in condition.all:
        if _impossible(each):
            return True
        if each.fact is None or each.be is None:
            continue
        if said.setdefault(each.fact, each.be) != each.be:
            return True
    return bool(condition.any) and all(_impossible(each) for each in condition.any)


def _places_of_persons(procedure: Procedure) -> Iterator[Found]:
    known = {row.code for row in procedure.places}
    for place, row in enumerate(procedure.persons):
        if isinstance(row, PersonRow):
            for name in row.places:
                if name not in known:
                    yield ("persons", place, "places"), "no_place", (("name", name),)


def _shadowed(procedure: Procedure) -> Iterator[Found]:
    """Only the first fee that holds counts: after one without a condition no other is reached."""
    for place, row in enumerate(procedure.fees):
        for earlier in procedure.fees[:place]:
            if earlier.enabled and earlier.when is None and _covers(earlier, row):
                yield ("fees", place), "never_reached", (("other", earlier.code),)
                break


def _twice_the_same(procedure: Procedure) -> Iterator[Found]:
    """The same condition twice at one time: with another outcome a contradiction."""
    for table in ("conditions", "identity"):
        rows: tuple[Row, ...] = getattr(procedure, table)
        for place, row in enumerate(rows):
            for earlier in rows[:place]:
                if earlier.code == row.code or not _meet(earlier, row):
                    continue
                if _plain(earlier.when) == _plain(row.when):
                    differ = (
                        isinstance(row, ConditionRow)
                        and isinstance(earlier, ConditionRow)
                        and row.outcome != earlier.outcome
                    )
                    code = "contradictory" if differ else "same_condition"
                    yield (table, place, "when"), code, (("other", earlier.code),)
                    break


def _plain(condition: Condition | None) -> bytes:
    return msgspec.json.encode(condition, order="deterministic")


def _empty_days(procedure: Procedure) -> Iterator[Found]:
    """On every day of its life somebody may take it somewhere, and it counts somewhere."""
    told: set[str] = set()
    for day in sorted({max(each, procedure.since) for each in starts(procedure)}):
        if not holds(procedure, day):
            continue
        of_day = procedure.on(day)
        for table in ("places", "persons", "papers", "counts"):
            if table not in told and not getattr(of_day, table):
                told.add(table)
                yield (table,), "nothing_in_force", (("day", _day(day)),)


def _day(day: date) -> str:
    return "" if day == date.min else day.isoformat()


def _covers(one: Row, other: Row) -> bool:
    return one.since <= other.since and one.until >= other.until


def _meet(one: Row, other: Row) -> bool:
    return one.enabled and other.enabled and one.since <= other.until and other.since <= one.until

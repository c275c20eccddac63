"""A case's entries in words: what stands on its papers and in its summary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from desk.domain.cases import CaseView
from desk.domain.catalogue import FieldRow
from desk.domain.conditions import Fact
from desk.domain.rules import Rules
from desk.domain.wareki import era_of
from desk.services.ports import Words

PERSON: Final = "person"


def worded_entries(view: CaseView, rules: Rules, words: Words, language: str) -> Mapping[str, str]:
    """Every entry by field code as people read it: choices and documents by name, yes and no in
    words, dates in both calendars. What could not be read stays as it was typed."""
    worded: dict[str, str] = {}
    if view.procedure is None:
        return worded
    for row in view.procedure.fields:
        fact = view.facts.get(row.code)
        entry = view.case.entries.get(row.code)
        if fact is not None:
            worded[row.code] = worded_fact(row, fact, rules, words, language)
        elif isinstance(entry, str) and entry and any(p.field == row.code for p in view.problems):
            worded[row.code] = entry
    person = view.facts.get(PERSON)
    if isinstance(person, str):
        worded[PERSON] = words.label(f"case_person_{person}")
    return worded


def worded_fact(row: FieldRow, fact: Fact, rules: Rules, words: Words, language: str) -> str:
    """One fact as people read it."""
    english = language == "en"
    if isinstance(fact, tuple):
        known = [rules.documents[code] for code in fact if code in rules.documents]
        return "、".join(each.en if english else each.ja for each in known)
    if isinstance(fact, datetime):
        return f"{in_both_calendars(fact.date(), english=english)} {fact:%H:%M}"
    if isinstance(fact, date):
        return in_both_calendars(fact, english=english)
    if row.kind == "yes_no":
        return words.label(f"case_{fact}")
    if row.kind == "choice":
        choice = next((each for each in row.choices if each.code == fact), None)
        return str(fact) if choice is None else choice.en if english else choice.ja
    return str(fact)


def in_both_calendars(day: date, *, english: bool = False) -> str:
    """2026年11月26日（令和8年）; 2026-11-26 in English."""
    if english:
        return day.isoformat()
    western = f"{day.year}年{day.month}月{day.day}日"
    era = era_of(day)
    if era is None:
        return western
    number = day.year - era.first.year + 1
    return f"{western}（{era.name}{'元' if number == 1 else number}年）"

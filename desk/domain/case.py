"""One application as the rules look at it: its entries, the day, and who the person is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.domain.applicant import HasGlyph, age_on
from desk.domain.application import Entries, IntakeMethod
from desk.domain.assessment import Held, Problem, Severity
from desk.domain.errors import Refused
from desk.domain.identity import IdentityCheck, check_documents
from desk.domain.rules import Rules, Settings
from desk.domain.wareki import ParsedDate, parse

BIRTH = "applicant.birth"


@dataclass(frozen=True, slots=True)
class Birth:
    """The birth date as far as it is usable, and what to say about it."""

    day: date | None = None
    age: int | None = None
    youngest: int | None = None  # the age if unknown parts are taken as late as possible
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that the steps and the route are judged from."""

    entries: Entries
    held: Held
    rules: Rules
    on: date
    has_glyph: HasGlyph
    method: IntakeMethod
    birth: Birth
    needs_guardian: bool
    needs_photo: bool
    identity: IdentityCheck
    guardian_identity: IdentityCheck | None

    def text(self, field: str) -> str:
        """The entry as text without surrounding space; "" if absent or no text."""
        entry = self.entries.get(field)
        return entry.strip() if isinstance(entry, str) else ""

    def filled(self, field: str) -> bool:
        """Something was entered; a flag counts only when it is set."""
        entry = self.entries.get(field)
        return bool(entry.strip() if isinstance(entry, str) else entry)

    def flag(self, field: str) -> bool:
        return self.entries.get(field) is True


def open_case(
    entries: Entries,
    held: Held,
    rules: Rules,
    on: date,
    has_glyph: HasGlyph,
    method: IntakeMethod,
) -> Case:
    """Work out who the person is and weigh the documents."""
    birth = birth_from(entries.get(BIRTH), on, rules.settings)
    settings = rules.settings
    ward = entries.get("applicant.ward") is True
    child = birth.youngest is not None and birth.youngest < settings.guardian_below_age
    guarded = ward or child
    return Case(
        entries=entries,
        held=held,
        rules=rules,
        on=on,
        has_glyph=has_glyph,
        method=method,
        birth=birth,
        needs_guardian=guarded,
        needs_photo=birth.age is None or birth.age >= settings.no_photo_below_age,
        identity=check_documents(entries, rules, on),
        guardian_identity=check_documents(entries, rules, on, guardian=True) if guarded else None,
    )


def birth_from(entry: object, on: date, settings: Settings) -> Birth:
    """Read the birth date; a wrong one keeps its text and becomes an error (V04)."""
    if not isinstance(entry, str) or not entry.strip():
        return Birth()
    try:
        parsed = parse(entry)
    except Refused as error:
        return Birth(problem=Problem(BIRTH, error.code, facts=tuple(error.facts.items())))
    if parsed.day is not None and parsed.day > on:
        return Birth(problem=Problem(BIRTH, "birth_future"))
    if parsed.day is None and date(parsed.latest.year, 1, 1) > on:
        return Birth(problem=Problem(BIRTH, "birth_future"))
    if age_on(parsed.latest, on) > settings.oldest_age:
        return Birth(
            problem=Problem(BIRTH, "birth_too_old", facts=(("oldest", settings.oldest_age),))
        )
    return _birth(parsed, on)


def _birth(parsed: ParsedDate, on: date) -> Birth:
    youngest = max(age_on(parsed.latest, on), 0)
    problem = None
    if parsed.hint_code is not None:
        unknown = parsed.day is None
        severity = Severity.WARNING if unknown else Severity.HINT
        problem = Problem(BIRTH, parsed.hint_code, severity, parsed.facts)
    age = None if parsed.day is None else youngest
    return Birth(parsed.day, age, youngest, problem)

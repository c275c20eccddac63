"""Procedures of the counter as they are typed: the list of stores' certificates, the 24 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from counter import Counter

from desk.assets import load_catalogue, load_participation, load_rules
from desk.domain.application import IntakeMethod
from desk.domain.cases import CaseView
from desk.domain.catalogue import Catalogue
from desk.domain.rules import Rules
from desk.services.procedures import Procedures

STORE = {
    "person": "self",
    "convenience.certificate": "tax",
    "convenience.user_certificate": "yes",
    "applicant.municipality": "452025",
}
UNLOCK = {
    "person": "self",
    "applicant.birth": "昭和60年5月10日",
    "applicant.ward": "no",
    "unlock.which": "signature",
    "unlock.other_pin_known": "yes",
    "unlock.certificate_valid": "yes",
    "unlock.phone": "yes",
    "card.face_only": "no",
    "unlock.step1_done": "yes",
}


class Shipped:
    """The rules and the catalogue as they are shipped."""

    catalogue: Catalogue = load_catalogue()

    def on(self, day: date) -> Rules:
        return load_rules().on(day)


def procedures_of(counter: Counter, *, with_list: bool = True) -> Procedures:
    """A post office without any contract: explaining needs none. It is 10:00 on 2026-11-23."""
    day = replace(counter.intake.day, method=IntakeMethod.POST_OFFICE)
    more = (load_participation,) if with_list else ()
    return Procedures(
        counter.store, counter.clock, Shipped(), counter.intake.operator, day, frozenset(), *more
    )


def typed(procedures: Procedures, code: str, entries: dict[str, str]) -> CaseView:
    view = procedures.open(code)
    for name, value in entries.items():
        view = procedures.enter(view.case.id, name, value)
    return view


def slips(view: CaseView) -> list[str]:
    assert view.verdict is not None
    return [each.code for each in view.verdict.papers if each.kind == "slip"]


@pytest.mark.parametrize(
    ("code", "slip"),
    [("452025", "slip_listed"), ("231002", "slip_not_listed"), ("452026", "slip_unknown")],
)
def test_the_slip_says_what_the_list_says(counter: Counter, code: str, slip: str) -> None:
    entries = {**STORE, "applicant.municipality": code}
    view = typed(procedures_of(counter), "convenience_certificates", entries)
    assert slips(view) == [slip]
    assert view.verdict is not None
    assert view.verdict.complete


def test_without_the_list_the_municipality_is_asked(counter: Counter) -> None:
    view = typed(procedures_of(counter, with_list=False), "convenience_certificates", STORE)
    assert slips(view) == ["slip_unknown"]
    assert view.verdict is not None
    assert view.verdict.complete


@pytest.mark.parametrize(
    ("done", "outcome", "reasons"),
    [
        ("令和8年11月23日 9:59", "accept", []),
        ("2026-11-22 10:05", "accept", []),
        ("2026年11月22日 9時59分", "refer", ["step1_expired"]),
        ("令和8年11月24日 0:00", "refuse", ["step1_ahead"]),
    ],
)
def test_the_24_hours_run_from_what_was_typed(
    counter: Counter, done: str, outcome: str, reasons: list[str]
) -> None:
    entries = {**UNLOCK, "unlock.step1_at": done}
    view = typed(procedures_of(counter), "convenience_pin_unlock", entries)
    assert view.verdict is not None
    assert view.verdict.outcome == outcome
    assert [each.code for each in view.verdict.grounds] == reasons


def test_a_new_step_1_takes_the_reason_away(counter: Counter) -> None:
    procedures = procedures_of(counter)
    late = {**UNLOCK, "unlock.step1_at": "2026-11-20 9:00"}
    view = typed(procedures, "convenience_pin_unlock", late)
    view = procedures.enter(view.case.id, "unlock.step1_at", "2026-11-23 9:30")
    assert view.verdict is not None
    assert view.verdict.outcome == "accept"
    (deadline,) = view.verdict.deadlines
    assert f"{deadline.at:%Y-%m-%d %H:%M}" == "2026-11-24 09:30"


def test_a_time_that_cannot_be_read_decides_nothing(counter: Counter) -> None:
    entries = {**UNLOCK, "unlock.step1_at": "さっき"}
    view = typed(procedures_of(counter), "convenience_pin_unlock", entries)
    assert [each.field for each in view.problems] == ["unlock.step1_at"]
    assert view.verdict is not None
    assert view.verdict.outcome is None
    assert view.verdict.missing == ("unlock.step1_at",)

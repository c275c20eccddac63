"""The shipped card procedures on a real store: what the clerk answered goes on to the five steps,
and no reason is told twice."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date

import pytest
from counter import Counter

from desk.assets import load_catalogue, resource
from desk.domain.application import IntakeMethod
from desk.domain.catalogue import Catalogue, grounds_in_words
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.rules import RuleBook, Rules
from desk.services.intake import Draft, Intake
from desk.services.procedures import Procedures

Answers = dict[str, str]
ADULT: Answers = {
    "person": "self",
    "applicant.birth": "平成3年4月18日",
    "applicant.resident_here": "yes",
    "applicant.ward": "no",
    "applicant.foreign": "no",
    "form.kind": "qr",
}
CHILD: Answers = ADULT | {"applicant.birth": "2016-05-01"}


@dataclass
class Books:
    rules: RuleBook
    catalogue: Catalogue

    def on(self, day: date) -> Rules:
        return self.rules.on(day)


def books() -> Books:
    catalogue = load_catalogue()
    files = {
        path.name: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in resource("rules").glob("*.toml")
    }
    return Books(RuleBook.parse(files, grounds_in_words(catalogue)), catalogue)


def started(
    counter: Counter,
    code: str,
    answers: Answers,
    method: IntakeMethod = IntakeMethod.OUTREACH,
) -> Draft:
    """The application that comes of these answers, in the place of that method."""
    known = books()
    boss, day = counter.intake.operator, replace(counter.intake.day, method=method)
    intake = Intake(counter.store, counter.clock, known, lambda _character: True, boss, day)
    procedures = Procedures(
        counter.store, counter.clock, known, boss, day, frozenset({"card_intake"})
    )
    case = procedures.open(code).case
    for field, value in answers.items():
        procedures.enter(case.id, field, value)
    return procedures.start_application(case.id, intake)


def told(draft: Draft) -> list[str]:
    return [each.code for each in draft.assessment.verdict.reasons]


def test_answers_are_not_asked_again(counter: Counter) -> None:
    answers = ADULT | {
        "applicant.foreign": "yes",
        "applicant.stay_limited": "yes",
        "applicant.stay_until": "2031-03-31",
        "applicant.braille": "yes",
        "form.kind": "handwritten",
        "form.number_written": "no",
    }
    draft = started(counter, "card_first", answers)
    kept = draft.record.entries
    assert kept["applicant.birth"] == "平成3年4月18日"
    assert kept["applicant.stay_until"] == "2031-03-31"
    assert (kept["applicant.foreign"], kept["applicant.ward"]) == (True, False)
    assert kept["applicant.braille"] is True
    assert kept["form.kind"] == "handwritten"
    assert "form.number_written" not in kept
    assert told(draft) == []


@pytest.mark.parametrize(
    ("code", "answers", "method", "reasons"),
    [
        ("card_first", ADULT, IntakeMethod.OUTREACH, []),
        (
            "card_first",
            ADULT | {"applicant.resident_here": "no"},
            IntakeMethod.OUTREACH,
            ["registered_elsewhere"],
        ),
        ("card_first", CHILD, IntakeMethod.OUTREACH, []),  # guardian.present is asked there
        (
            "support_only",
            {each: value for each, value in ADULT.items() if each != "applicant.ward"},
            IntakeMethod.OUTREACH,
            ["support_only__place_outreach"],
        ),
        (
            "card_reissue",
            ADULT
            | {
                "reissue.reason": "lost",
                "applicant.name": "佐藤 結衣",
                "applicant.address": "みどり野市南町二丁目14番6号",
                "papers.sign_certificate": "issue",
                "papers.auth_certificate": "issue",
            },
            IntakeMethod.OUTREACH,
            ["card_reissue__no_card_to_return"],
        ),
        (
            "card_first",
            CHILD
            | {
                "person": "statutory",
                "guardian.authority": "guardianship",
                "guardian.authority_issued": "2020-01-01",
            },
            IntakeMethod.OUTREACH,
            ["card_first__guardianship_too_old"],
        ),
    ],
)
def test_each_reason_is_told_once(
    counter: Counter, code: str, answers: Answers, method: IntakeMethod, reasons: list[str]
) -> None:
    if code == "support_only":
        answers = {each: value for each, value in answers.items() if each != "applicant.ward"}
    draft = started(counter, code, answers, method)
    assert told(draft) == reasons
    assert draft.assessment.verdict.route is (Route.COUNTER if reasons else None)


@pytest.mark.parametrize("code", ["card_first", "support_only"])
def test_the_support_venue_is_told_by_the_steps(counter: Counter, code: str) -> None:
    """Their own reason is support_method: nothing of the procedure goes along."""
    answers = {**ADULT}
    if code == "support_only":
        del answers["applicant.ward"]
    draft = started(counter, code, answers, IntakeMethod.SUPPORT)
    assert "procedure.grounds" not in draft.record.entries


def test_a_corrected_address_takes_its_reason_away(counter: Counter) -> None:
    draft = started(counter, "card_first", ADULT | {"applicant.resident_here": "no"})
    corrected = counter.intake.save(draft.id, {"applicant.resident_here": "yes"})
    assert told(corrected) == []


def test_a_renewal_that_is_too_early_starts_no_application(counter: Counter) -> None:
    with pytest.raises(Refused, match="case_to_be_referred"):
        started(counter, "card_renewal", ADULT | {"card.expires": "2046-04-18"})

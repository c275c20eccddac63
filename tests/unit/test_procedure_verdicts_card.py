"""The card procedures against expectations written by hand from dom§1 to §9."""

from __future__ import annotations

import pytest
from card_application_expectations import APPLICATIONS, Application
from procedure_expectations_card import ADULT, ALL, ASKED, LOST, Expected, day
from procedure_samples import grounds, verdict

from desk.domain.procedure_judge import Outcome, ProcedureVerdict

MEANS = {
    "mail": (Outcome.ACCEPT, "mail"),
    "here": (Outcome.ACCEPT, "here"),
    "counter": (Outcome.SUPPORT, "counter"),
    "refer": (Outcome.REFER, "none"),
    "refuse": (Outcome.REFUSE, "none"),
    "open": (None, None),
}


def judged_row(row: Expected) -> ProcedureVerdict:
    told = {**row.base, **row.given}
    facts = {name: fact for name, fact in told.items() if fact is not None}
    return verdict(row.procedure, facts, row.place, row.on, row.contracts)


def named(row: Expected) -> str:
    return f"{row.procedure}: {row.name}"


@pytest.mark.parametrize("row", ALL, ids=named)
def test_the_verdict_is_the_one_written_down(row: Expected) -> None:
    found = judged_row(row)
    unfilled = row.then.endswith("?")
    expected = MEANS[row.then.removesuffix("?")]
    assert (found.outcome, found.delivery) == expected
    if unfilled or row.then == "open":
        assert set(row.why) <= set(found.missing)
        assert not found.complete
    else:
        assert grounds(found) == set(row.why)
        assert found.complete, found.missing


@pytest.mark.parametrize("row", ALL, ids=named)
def test_fee_figures_papers_and_words_of_the_row(row: Expected) -> None:
    found = judged_row(row)
    if row.fee is not None:
        assert found.fee is not None
        assert found.fee.yen == row.fee
    if row.counts is not None:
        assert tuple(each.code for each in found.counts) == row.counts
    if row.papers is not None:
        assert tuple(each.code for each in found.papers) == row.papers
    told = {each.code for part in (found.notes, found.documents, found.next) for each in part}
    assert set(row.shows) <= told
    assert not set(row.hides) & told


def test_every_reason_has_words_in_both_languages() -> None:
    for row in ALL:
        for ground in judged_row(row).grounds:
            assert ground.row.ja
            assert ground.row.en


@pytest.mark.parametrize("row", APPLICATIONS, ids=lambda row: row.name)
def test_the_application_goes_the_way_written_down(row: Application) -> None:
    row.check()


@pytest.mark.parametrize("name", ASKED)
def test_only_what_is_needed_is_asked(name: str) -> None:
    procedure, told, expected = ASKED[name]
    facts = {code: fact for code, fact in told.items() if fact is not None}
    found = verdict(procedure, facts, "office_visit")
    assert {each.code for each in found.fields} == set(expected)


def test_a_fee_is_not_guessed() -> None:
    """1,000 or 800 yen depends on the certificates (dom§4.4 S11 S12)."""
    facts = {**ADULT, **LOST, "reissue.reason": "lost"}
    found = verdict("card_reissue", {code: each for code, each in facts.items() if each})
    assert found.fee is None
    assert set(found.missing) == {"papers.sign_certificate", "papers.auth_certificate"}


def test_a_figure_is_not_guessed() -> None:
    facts = {code: each for code, each in ADULT.items() if code != "form.kind"}
    found = verdict("card_first", {code: each for code, each in facts.items() if each})
    assert tuple(each.code for each in found.counts) == ("card_first",)
    assert found.missing == ("form.kind",)


def deadlines(found: ProcedureVerdict) -> dict[str, str]:
    return {each.row.code: each.at.date().isoformat() for each in found.deadlines}


def test_last_days_are_computed() -> None:
    """dom§4.4 (3か月前から), §4.5 (3か月以内), §9 (30日), §3.5 (1歳の誕生日)."""
    base = {code: each for code, each in ADULT.items() if each}
    renewal = verdict("card_renewal", base | {"card.expires": day("2027-05-31")})
    assert deadlines(renewal) == {"renewable_from": "2027-02-28"}
    express = verdict(
        "card_express", base | {"express.reason": "full", "event.on": day("2026-11-01")}
    )
    assert deadlines(express) == {"within_30_days": "2026-12-01"}
    infant = verdict("card_under_one", base | {"applicant.birth": day("2026-06-01")})
    assert deadlines(infant) == {"before_first_birthday": "2027-05-31"}
    ward = verdict(
        "card_first",
        base
        | {
            "person": "statutory",
            "applicant.ward": "yes",
            "guardian.authority": "guardianship",
            "guardian.authority_issued": day("2026-11-30"),
        },
    )
    assert deadlines(ward) == {"guardianship_until": "2027-02-28"}


def test_the_tables_are_as_long_as_promised() -> None:
    assert len({named(row) for row in ALL}) == len(ALL)
    assert len({row.name for row in APPLICATIONS}) == len(APPLICATIONS)
    assert len(ALL) >= 220
    assert len(APPLICATIONS) >= 100

"""Entries of a case in words: choices, yes and no, documents, dates, people."""

from __future__ import annotations

import pytest

from desk.assets import load_catalogue, load_rules, load_wording
from desk.domain.cases import Case, CaseId, CaseNumber, CaseState, CaseView
from desk.services.case_words import worded_entries
from desk.services.procedures import read_facts
from tests.procedure_answers import AT, ON, answered, sitting

CATALOGUE = load_catalogue()
RULES = load_rules().on(ON)


def worded(code, entries, language="ja"):
    procedure = CATALOGUE.get(code, ON)
    facts, problems = read_facts(procedure, entries, sitting("post_office"))
    case = Case(
        id=CaseId("1"),
        number=CaseNumber(ON, "K3", 12),
        procedure=code,
        day="d",
        state=CaseState.OPEN,
        opened_at=AT,
        changed_at=AT,
        entries=entries,
    )
    view = CaseView(case=case, procedure=procedure, verdict=None, facts=facts, problems=problems)
    return worded_entries(view, RULES, load_wording(language), language)


def test_dates_choices_and_answers_in_both_languages():
    entries = {"applicant.birth": "平成3年4月18日", "loss.how": "stolen", "person": "statutory"}
    choice = next(c for c in CATALOGUE.get("loss_report", ON).field("loss.how").choices)
    entries["loss.how"] = choice.code
    assert worded("loss_report", entries) == {
        "applicant.birth": "1991年4月18日（平成3年）",
        "loss.how": choice.ja,
        "person": "ご本人と法定代理人",
    }
    english = worded("loss_report", entries, "en")
    assert english["applicant.birth"] == "1991-04-18"
    assert english["loss.how"] == choice.en


def test_yes_and_no_documents_and_moments():
    entries, _verdict = answered(CATALOGUE, "convenience_pin_unlock")
    said = worded("convenience_pin_unlock", entries)
    assert said["unlock.step1_at"] == "2026年11月26日（令和8年） 09:05"
    assert said["unlock.step1_done"] == "はい"
    returned = worded("return_card", answered(CATALOGUE, "return_card")[0])
    assert returned["return.notification_card"] == "いいえ"
    shown = worded("certificate_renewal", {"identity.documents": ("driving_licence",)})
    assert shown["identity.documents"] == RULES.documents["driving_licence"].ja


@pytest.mark.parametrize("typed", ["平成3年13月18日", "きのう"])
def test_what_could_not_be_read_stays_as_it_was_typed(typed):
    assert worded("loss_report", {"applicant.birth": typed})["applicant.birth"] == typed


def test_a_procedure_that_is_gone_has_no_words():
    view = CaseView(
        case=Case(
            id=CaseId("1"),
            number=CaseNumber(ON, "K3", 12),
            procedure="gone",
            day="d",
            state=CaseState.OPEN,
            opened_at=AT,
            changed_at=AT,
            entries={"applicant.name": "山田"},
        ),
        procedure=None,
        verdict=None,
        facts={},
        problems=(),
    )
    assert worded_entries(view, RULES, load_wording("ja"), "ja") == {}

"""The route: every reason can happen, each names its field and remedy, and nothing else decides."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from domain_samples import (
    HELD,
    child,
    complete,
    document,
    judged,
    reasons,
    rule_book,
    rule_files,
    rules,
    shown,
)
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.application import EntryValue, IntakeMethod, Step
from desk.domain.delivery import REASON_CODES, Route
from desk.domain.rules import RuleBook

Entries = dict[str, EntryValue]


def licence_only(**said: str) -> Entries:
    bare = {name: value for name, value in complete().items() if "identity." not in name}
    return bare | shown("driving_licence", **said)


def with_documents(*codes: str) -> Entries:
    bare = {name: value for name, value in complete().items() if "identity." not in name}
    return bare | shown(*codes)


def mother_with(*codes: str, **said: str) -> Entries:
    bare = {k: v for k, v in child().items() if not k.startswith("guardian_identity.")}
    return bare | shown(*codes, guardian=True, **said)


WAYS: list[tuple[str, Entries]] = [
    ("not_present", complete(applicant__present="no")),
    ("registered_elsewhere", complete(applicant__resident_here="no")),
    ("documents_none", with_documents()),
    ("documents_short_b", with_documents("driving_licence")),
    ("documents_short_a", with_documents("bankbook")),
    ("document_expired", licence_only(expires="2026-11-22")),
    ("document_differs", licence_only(address="differs")),
    ("document_insufficient", licence_only(birth="absent", address="absent")),
    ("guardian_absent", child(guardian__present="no")),
    ("guardian_authority_missing", child(guardian__authority="missing")),
    ("guardian_documents_none", mother_with()),
    ("guardian_documents_short", mother_with("passport")),
    ("guardian_document_expired", mother_with("passport", expires="2020-01-01")),
    ("guardian_document_differs", mother_with("passport", name="differs")),
    ("guardian_document_insufficient", mother_with("passport", name="absent")),
    ("pin_request_missing", complete(papers__pin_request="none")),
    ("forwarding", complete(papers__forwarding="yes")),
    ("moving", complete(papers__moving="yes")),
    ("notification_card_kept", complete(papers__notification_card="kept")),
    ("resident_card_kept", complete(papers__resident_card="kept")),
]


@pytest.mark.parametrize(("code", "entries"), WAYS, ids=[code for code, _ in WAYS])
def test_each_reason_alone_sends_to_the_counter(code: str, entries: Entries) -> None:
    verdict = judged(entries).verdict
    assert verdict.route is Route.COUNTER
    assert code in [reason.code for reason in verdict.reasons]
    for reason in verdict.reasons:
        assert reason.field
        assert all(remedy in rules().remedies for remedy in reason.remedies)


def test_every_reason_is_reachable() -> None:
    elsewhere = {"support_method", "copy_refused", "documents_short", "documents_short_n"}
    assert {code for code, _ in WAYS} | elsewhere == set(REASON_CODES)


def test_the_support_method_always_ends_at_the_counter() -> None:
    verdict = judged(complete(), method=IntakeMethod.SUPPORT).verdict
    assert [reason.code for reason in verdict.reasons] == ["support_method"]
    assert verdict.remedies == ()


@pytest.mark.parametrize(
    "method", [IntakeMethod.OUTREACH, IntakeMethod.OFFICE_VISIT, IntakeMethod.POST_OFFICE]
)
def test_a_complete_application_is_mailed(method: IntakeMethod) -> None:
    verdict = judged(complete(), method=method).verdict
    assert (verdict.route, verdict.reasons, verdict.pending) == (Route.MAIL, (), ())
    assert judged(child(), method=method).verdict.route is Route.MAIL


def only(*combinations: str) -> RuleBook:
    """Rules in which only these combinations are switched on."""
    files = copy.deepcopy(rule_files())
    for row in files["identity.toml"]["combinations"]:  # type: ignore[attr-defined]
        row["enabled"] = row["code"] in combinations
    return RuleBook.parse(files)


def test_shortages_that_other_switches_bring() -> None:
    one = with_documents("bankbook", "pension")
    assert reasons(judged(one, book=only("n_b2"))) == ["documents_short_n"]
    assert reasons(judged(with_documents("bankbook"), book=only("a2"))) == ["documents_short"]


def test_a_refused_copy_only_matters_where_the_municipality_says_so() -> None:
    refused = complete(identity__copy_consent="no")
    assert judged(refused).verdict.route is Route.MAIL
    files = copy.deepcopy(rule_files())
    for row in files["delivery.toml"]["reasons"]:  # type: ignore[attr-defined]
        if row["code"] == "copy_refused":
            row["enabled"] = True
    assert reasons(judged(refused, book=RuleBook.parse(files))) == ["copy_refused"]


def test_the_picture_of_one_licence() -> None:
    verdict = judged(with_documents("driving_licence")).verdict
    assert [reason.code for reason in verdict.reasons] == ["documents_short_b"]
    assert verdict.reasons[0].documents == ("driving_licence",)
    assert [rules().remedies[each].ja for each in verdict.remedies] == [
        "Aの書類をもう1点",
        "Bの書類をもう1点",
        "通知カード",
    ]


def test_all_reasons_are_told_in_their_order() -> None:
    entries = complete(
        papers__moving="yes",
        papers__pin_request="none",
        applicant__resident_here="no",
        papers__resident_card="kept",
    )
    assert reasons(judged(entries)) == [
        "registered_elsewhere",
        "pin_request_missing",
        "moving",
        "resident_card_kept",
    ]


def test_no_remedy_where_one_reason_cannot_be_cleared() -> None:
    both = complete(papers__moving="yes", papers__pin_request="none")
    assert judged(both).verdict.remedies == ()
    one = complete(papers__pin_request="none")
    assert judged(one).verdict.remedies == ("submit_pin_request",)


def test_an_expired_document_is_no_reason_when_the_others_suffice() -> None:
    entries = complete() | document("passport", expires="2020-01-01")
    entries["identity.documents"] = ("driving_licence", "insurance_eligibility", "passport")
    assert judged(entries).verdict.route is Route.MAIL


def test_a_face_only_card_needs_no_pin_request() -> None:
    entries = complete(
        papers__pin_request="face_only",
        papers__pin_seal=None,
        papers__sign_certificate="decline",
    )
    assert judged(entries).verdict.route is Route.MAIL
    assert "face_only_not_yet" in [
        each.code for each in judged(entries, on=date(2023, 12, 14)).problems
    ]


def test_guardian_reasons_only_where_a_guardian_is_needed() -> None:
    adult = complete(guardian__present="no", guardian__authority="missing")
    assert judged(adult).verdict.route is Route.MAIL


def test_nothing_is_decided_before_the_first_question() -> None:
    early = {name: value for name, value in complete().items() if name.startswith("form.")}
    verdict = judged(early, held=HELD).verdict
    assert (verdict.route, verdict.reasons) == (None, ())
    assert "applicant.present" in verdict.pending


def test_open_documents_are_waited_for() -> None:
    entries = complete(identity__driving_licence__name=None)
    verdict = judged(entries).verdict
    assert (verdict.route, verdict.reasons) == (None, ())
    assert verdict.pending == ("identity.driving_licence.name",)


def test_the_route_so_far_is_told_after_the_identity_check() -> None:
    so_far = {name: v for name, v in complete().items() if not name.startswith(("photo", "papers"))}
    found = judged(so_far)
    assert found.verdict.route is None
    assert found.mailable_so_far
    assert found.step(Step.IDENTITY).done
    assert not judged({}).mailable_so_far


@given(st.sampled_from(sorted(rules().documents)))
def test_one_more_valid_document_never_costs_the_mail(code: str) -> None:
    entries = complete()
    chosen = entries["identity.documents"]
    assert isinstance(chosen, tuple)
    entries |= document(code) | {"identity.documents": (*chosen, code)}
    assert judged(entries).verdict.route is Route.MAIL


@given(
    st.lists(st.sampled_from(WAYS), max_size=3),
    st.sampled_from(list(IntakeMethod)),
    st.sets(st.sampled_from(sorted(complete())), max_size=3),
)
def test_a_counter_verdict_and_only_that_has_reasons(
    ways: list[tuple[str, Entries]], method: IntakeMethod, dropped: set[str]
) -> None:
    entries: Entries = dict(complete())
    for _, way in ways:
        entries |= way
    for name in dropped:
        entries.pop(name, None)
    verdict = judged(entries, method=method).verdict
    assert (verdict.route is Route.COUNTER) == bool(verdict.reasons)
    assert (verdict.route is Route.MAIL) == (not verdict.reasons and not verdict.pending)
    assert set(verdict.remedies) <= set(rule_book().on(date(2026, 11, 23)).remedies)

"""Which documents count, and which combinations they make (dom§4)."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from domain_samples import TODAY, document, rules, shown
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.application import EntryValue
from desk.domain.assessment import Severity
from desk.domain.identity import IdentityCheck, Standing, check_documents, first_met, remedies_for

DOCUMENTS = tuple(rules().documents)


def check(entries: dict[str, EntryValue], on: date = TODAY) -> IdentityCheck:
    return check_documents(entries, rules(on), on)


def label(*codes: str) -> str | None:
    found = check(shown(*codes)).combination
    return None if found is None else found.label


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("driving_licence", "passport"), "A2"),
        (("driving_licence", "bankbook"), "A1+B1"),
        (("driving_licence", "notification_card"), "A1+N1"),
        (("driving_licence", "number_notice"), None),
        (("notification_card", "bankbook", "pension"), "N1+B2"),
        (("number_notice", "bankbook", "pension"), "N1+B2"),
        (("driving_licence",), None),
        (("bankbook", "pension"), None),
        (("notification_card", "number_notice", "bankbook"), None),
        (("passport", "driving_licence", "bankbook"), "A2"),
        (("passport", "passport"), None),
        ((), None),
    ],
)
def test_the_shipped_combinations(codes: tuple[str, ...], expected: str | None) -> None:
    assert label(*codes) == expected


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, Standing.COUNTS),
        ({"birth": "absent"}, Standing.COUNTS),
        ({"address": "absent"}, Standing.COUNTS),
        ({"birth": "absent", "address": "absent"}, Standing.INSUFFICIENT),
        ({"name": "absent"}, Standing.INSUFFICIENT),
        ({"name": "differs"}, Standing.DIFFERS),
        ({"birth": "differs"}, Standing.DIFFERS),
        ({"address": "differs"}, Standing.DIFFERS),
        ({"address": ""}, Standing.OPEN),
        ({"expires": ""}, Standing.OPEN),
        ({"expires": "2029"}, Standing.OPEN),
        ({"expires": "none"}, Standing.OPEN),
        ({"expires": "令和8年11月22日"}, Standing.EXPIRED),
        ({"expires": "令和8年11月23日"}, Standing.COUNTS),
        ({"expires": "平成41年5月18日"}, Standing.COUNTS),
        ({"expires": "2026-11-00"}, Standing.COUNTS),
        ({"expires": "2026-10-00"}, Standing.EXPIRED),
        ({"expires": "2020-01-01", "name": ""}, Standing.EXPIRED),
    ],
)
def test_what_one_document_is_worth(said: dict[str, str], standing: Standing) -> None:
    entries: dict[str, EntryValue] = {
        "identity.documents": ("driving_licence",),
        **document("driving_licence", **said),
    }
    assert check(entries).shown[0].standing is standing


def test_an_address_that_differs_can_be_allowed() -> None:
    settings = msgspec.structs.replace(rules().settings, address_may_differ=True)
    lenient = type(rules())(
        **{name: getattr(rules(), name) for name in rules().__slots__ if name != "settings"},
        settings=settings,
    )
    entries = shown("driving_licence", address="differs")
    assert check_documents(entries, lenient, TODAY).shown[0].standing is Standing.COUNTS


def test_documents_without_expiry_are_not_asked_for_one() -> None:
    entries = shown("bankbook") | {"identity.bankbook.expires": ""}
    assert check(entries).shown[0].standing is Standing.COUNTS
    optional = shown("disability_card", expires="none")
    assert check(optional).shown[0].standing is Standing.COUNTS


def test_what_is_still_to_be_answered() -> None:
    found = check({"identity.documents": ("passport", "bankbook")})
    assert found.missing == (
        "identity.passport.expires",
        "identity.passport.name",
        "identity.passport.birth",
        "identity.passport.address",
        "identity.bankbook.name",
        "identity.bankbook.birth",
        "identity.bankbook.address",
    )
    assert found.combination is None
    assert found.reachable


def test_expired_and_differing_documents_say_so_in_their_row() -> None:
    entries = shown("passport", expires="2020-01-01") | {"identity.passport.name": "differs"}
    problems = {(each.field, each.code) for each in check(entries).shown[0].problems}
    assert problems == {
        ("identity.passport.expires", "document_expired_here"),
        ("identity.passport.name", "document_differs_here"),
    }


def test_an_unreadable_expiry_is_an_error_and_an_old_era_a_hint() -> None:
    wrong = check(shown("passport", expires="2029-13-01")).shown[0].problems[0]
    assert (wrong.code, wrong.severity) == ("date_month_out", Severity.ERROR)
    hint = check(shown("passport", expires="平成41年5月18日")).shown[0].problems[0]
    assert (hint.code, hint.severity) == ("date_era_ended", Severity.HINT)


def test_documents_that_the_day_does_not_know() -> None:
    found = check(shown("health_insurance_card", "passport"))
    assert [each.code for each in found.problems] == ["document_unknown"]
    assert [each.code for each in found.counted] == ["passport"]


@pytest.mark.parametrize(
    ("codes", "remedies"),
    [
        (("driving_licence",), ["add_a_1", "add_b_1", "add_notification_card"]),
        (("bankbook",), ["add_a_1"]),
        (("bankbook", "pension"), ["add_a_1", "add_n_1"]),
        (("notification_card",), ["add_a_1"]),
        (("notification_card", "bankbook"), ["add_a_1", "add_b_1"]),
        ((), ["show_a2", "show_a1_b1", "show_a1_n", "show_n_b2"]),
    ],
)
def test_what_would_make_it_mailable(codes: tuple[str, ...], remedies: list[str]) -> None:
    known = rules()
    documents = [known.documents[code] for code in codes]
    assert remedies_for(documents, known.combinations) == remedies
    assert all(remedy in known.remedies for remedy in remedies)


@given(st.lists(st.sampled_from(DOCUMENTS), max_size=5, unique=True), st.sampled_from(DOCUMENTS))
def test_a_further_document_never_breaks_a_combination(codes: list[str], further: str) -> None:
    known = rules()
    documents = [known.documents[code] for code in codes]
    if first_met(documents, known.combinations) is not None:
        assert first_met([*documents, known.documents[further]], known.combinations) is not None


@given(st.lists(st.sampled_from(DOCUMENTS), max_size=3, unique=True))
def test_each_single_remedy_keeps_its_promise(codes: list[str]) -> None:
    known = rules()
    documents = [known.documents[code] for code in codes]
    if first_met(documents, known.combinations) is not None:
        return
    further = {
        "add_a_1": "A",
        "add_b_1": "B",
        "add_n_1": "N",
        "add_notification_card": "N",
    }
    for remedy in remedies_for(documents, known.combinations):
        if remedy.startswith("show_"):
            continue
        fresh = [
            each
            for each in known.documents.values()
            if each.document_class == further[remedy] and each not in documents
        ]
        assert first_met([*documents, fresh[0]], known.combinations) is not None

"""Expiry of card and certificates: the vectors of dom§17.3 and §8.1, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from domain_samples import complete, judged, rules
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.applicant import age_on
from desk.domain.rules import Rules
from desk.domain.validity import (
    Expiry,
    LastDay,
    Stay,
    Why,
    Wishes,
    expected,
    foreseen,
    nth_birthday,
    renewed_certificate,
)

D = date
# dom§17.3: case, birth, accepted, issued, age, card, certificates
VECTORS = [
    ("adult", D(1985, 5, 10), D(2022, 5, 1), D(2022, 5, 20), 37, D(2032, 5, 10), D(2027, 5, 10)),
    ("on it", D(1985, 5, 10), D(2022, 4, 20), D(2022, 5, 10), 37, D(2032, 5, 10), D(2027, 5, 10)),
    ("before", D(1985, 5, 10), D(2022, 4, 20), D(2022, 5, 9), 36, D(2031, 5, 10), D(2026, 5, 10)),
    ("after", D(1985, 5, 10), D(2022, 4, 20), D(2022, 5, 11), 37, D(2032, 5, 10), D(2027, 5, 10)),
    ("19 by 20", D(2002, 8, 1), D(2022, 3, 31), D(2022, 4, 15), 19, D(2026, 8, 1), D(2026, 8, 1)),
    ("19 by 18", D(2002, 8, 1), D(2022, 4, 1), D(2022, 4, 15), 19, D(2031, 8, 1), D(2026, 8, 1)),
    ("turns 18", D(2004, 5, 1), D(2022, 4, 10), D(2022, 5, 6), 18, D(2032, 5, 1), D(2027, 5, 1)),
    ("17", D(2005, 1, 1), D(2022, 4, 10), D(2022, 5, 6), 17, D(2027, 1, 1), D(2027, 1, 1)),
    ("29 Feb", D(1988, 2, 29), D(2023, 4, 1), D(2023, 4, 15), 35, D(2033, 2, 28), D(2028, 2, 29)),
]


def with_settings(on: date, **changes: object) -> Rules:
    known = rules(on)
    settings = msgspec.structs.replace(known.settings, **changes)
    return replace(known, settings=settings)


def made(birth: date, accepted: date, issued: date, **more: Any) -> Expiry:
    known = more.pop("rules", rules(accepted))
    return expected(birth, accepted=accepted, issued=issued, rules=known, **more)


@pytest.mark.parametrize(
    ("birth", "accepted", "issued", "age", "card", "certificates"),
    [vector[1:] for vector in VECTORS],
    ids=[vector[0] for vector in VECTORS],
)
def test_vectors(
    birth: date, accepted: date, issued: date, age: int, card: date, certificates: date
) -> None:
    found = made(birth, accepted, issued)
    assert (found.age, found.card.day) == (age, card)
    assert found.auth_certificate.day == found.sign_certificate.day == certificates


def test_the_same_person_a_day_apart_gets_five_or_ten_years() -> None:
    birth = D(2002, 8, 1)
    before, after = (foreseen(birth, day, rules(day)) for day in (D(2022, 3, 31), D(2022, 4, 1)))
    assert (before.card.count, before.card.why) == (5, Why.MINOR)
    assert (after.card.count, after.card.why) == (10, Why.ADULT)
    assert before.card.day == D(2026, 8, 1)
    assert after.card.day == D(2031, 8, 1)


@pytest.mark.parametrize(
    ("setting", "age", "card", "why"),
    [
        ("issue", 18, D(2032, 5, 1), Why.ADULT),
        ("acceptance", 17, D(2027, 5, 1), Why.MINOR),
    ],
)
def test_the_day_on_which_the_age_counts_is_a_setting(
    setting: str, age: int, card: date, why: Why
) -> None:
    accepted = D(2022, 4, 10)
    known = with_settings(accepted, age_judged_on=setting)
    found = made(D(2004, 5, 1), accepted, D(2022, 5, 6), rules=known)
    assert (found.age, found.card.day, found.card.why) == (age, card, why)
    assert found.auth_certificate.day == D(2027, 5, 1)


def test_the_age_on_acceptance_with_twenty() -> None:
    accepted = D(2022, 3, 31)
    known = with_settings(accepted, age_judged_on="acceptance")
    issued = D(2022, 4, 15)
    assert made(D(2002, 4, 1), accepted, issued, rules=known).card.why is Why.MINOR
    assert made(D(2002, 4, 1), accepted, issued).card.why is Why.ADULT
    assert made(D(2002, 3, 31), accepted, issued, rules=known).card.why is Why.ADULT


def test_an_infant_gets_no_signing_certificate() -> None:
    found = made(D(2024, 6, 1), D(2024, 12, 2), D(2024, 12, 9))
    assert found.age == 0
    assert found.card == LastDay(D(2029, 6, 1), Why.MINOR, 5, D(2029, 6, 1))
    assert found.auth_certificate.day == D(2029, 6, 1)
    assert found.sign_certificate == LastDay(None, Why.SIGN_AGE)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (D(2023, 12, 3), D(2024, 12, 2), 0),
        (D(2023, 12, 3), D(2024, 12, 3), 1),
        (D(2009, 7, 1), D(2024, 6, 30), 14),
        (D(2009, 7, 1), D(2024, 7, 1), 15),
        (D(2004, 2, 29), D(2022, 2, 28), 17),
        (D(2004, 2, 29), D(2022, 3, 1), 18),
    ],
)
def test_age_by_law(birth: date, on: date, age: int) -> None:
    assert age_on(birth, on) == age
    photo = judged(complete(applicant__birth=birth.isoformat()), on=on).needs_photo
    assert photo is (age >= 1)


def test_fifteen_on_acceptance_decides_about_signing() -> None:
    """The form already says 不要 for someone of 14, whenever the card is made (V06)."""
    found = made(D(2009, 7, 1), D(2024, 6, 30), D(2024, 7, 20))
    assert found.sign_certificate == LastDay(None, Why.SIGN_AGE)
    assert made(D(2009, 7, 1), D(2024, 7, 1), D(2024, 7, 20)).sign_certificate.day == D(2029, 7, 1)


def test_the_leap_settings() -> None:
    accepted, issued, birth = D(2023, 4, 1), D(2023, 4, 15), D(1988, 2, 29)
    other = with_settings(accepted, leap_birthday="03-01")
    found = made(birth, accepted, issued, rules=other)
    assert (found.leap, found.card.day, found.card.earliest) == (
        True,
        D(2033, 3, 1),
        D(2033, 2, 28),
    )
    usual = made(birth, accepted, issued)
    assert usual.card.day == usual.card.earliest == D(2033, 2, 28)


def test_the_corner_of_the_leap_settings() -> None:
    corner = (D(2000, 2, 29), D(2022, 2, 28), 5)
    assert nth_birthday(*corner, "02-28") == D(2027, 2, 28)
    assert nth_birthday(*corner, "03-01") == D(2026, 3, 1)
    accepted = D(2022, 2, 1)
    for setting in ("02-28", "03-01"):
        known = with_settings(accepted, leap_birthday=setting)
        found = made(D(2000, 2, 29), accepted, D(2022, 2, 28), rules=known)
        assert found.auth_certificate.earliest == D(2026, 3, 1)


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        ("permanent", False),
        ("special_permanent", False),
        ("highly_skilled_2", False),
        ("mid_long_term", True),
        ("temporary_refuge", True),
        ("provisional_stay", True),
        ("birth_transition", True),
        ("nationality_loss_transition", True),
        ("a_status_nobody_knows", True),
    ],
)
def test_the_card_ends_with_the_stay_but_for_three(status: str, ends: bool) -> None:
    stay = Stay(status, D(2027, 6, 30))
    found = made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 12, 1), stay=stay)
    if ends:
        assert found.card == LastDay(D(2027, 6, 30), Why.STAY, 0, D(2027, 6, 30))
        assert found.auth_certificate == LastDay(D(2027, 6, 30), Why.CARD, 0, D(2027, 6, 30))
    else:
        assert (found.card.day, found.card.why) == (D(2036, 1, 1), Why.ADULT)


def test_a_long_or_unlimited_stay_changes_nothing() -> None:
    plain = made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 12, 1))
    for stay in (Stay("mid_long_term", D(2050, 1, 1)), Stay("mid_long_term")):
        assert made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 12, 1), stay=stay) == plain


def test_no_card_for_a_stay_that_is_over() -> None:
    stay = Stay("mid_long_term", D(2026, 11, 30))
    found = made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 12, 1), stay=stay)
    assert {found.card.why, found.auth_certificate.why, found.sign_certificate.why} == {
        Why.STAY_OVER
    }
    last = made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 11, 30), stay=stay)
    assert last.card.day == D(2026, 11, 30)


@pytest.mark.parametrize(
    ("wishes", "auth", "sign"),
    [
        (Wishes(sign=False, auth=False), Why.DECLINED, Why.DECLINED),
        (Wishes(sign=False), Why.COUNT, Why.DECLINED),
        (Wishes(ward=True), Why.COUNT, Why.WARD),
        (Wishes(face_only=True), Why.COUNT, Why.FACE_ONLY),
        (Wishes(), Why.COUNT, Why.COUNT),
    ],
)
def test_why_a_certificate_is_not_issued(wishes: Wishes, auth: Why, sign: Why) -> None:
    found = made(D(1990, 1, 1), D(2026, 11, 1), D(2026, 12, 1), wishes=wishes)
    assert (found.auth_certificate.why, found.sign_certificate.why) == (auth, sign)
    assert (found.sign_certificate.day is None) is (sign is not Why.COUNT)


@pytest.mark.parametrize(("count", "day"), [(5, D(2031, 5, 10)), (6, D(2032, 5, 10))])
def test_a_renewed_certificate_runs_five_or_six_birthdays(count: int, day: date) -> None:
    settings = with_settings(D(2027, 3, 1), renewed_certificate_birthdays=count).settings
    birth, renewed = D(1985, 5, 10), D(2027, 3, 1)
    found = renewed_certificate(birth, renewed, D(2032, 5, 10), settings)
    assert found.day == day
    assert found.why is (Why.RENEWED if count == 5 else Why.CARD)
    assert renewed_certificate(birth, renewed, D(2028, 5, 10), settings).day == D(2028, 5, 10)


def test_a_birthday_close_by_makes_the_day_uncertain() -> None:
    known = rules(D(2026, 11, 23))
    assert foreseen(D(1990, 12, 1), D(2026, 11, 23), known).varies
    assert not foreseen(D(1990, 5, 1), D(2026, 11, 23), known).varies
    assert foreseen(D(1990, 5, 1), D(2026, 11, 23), known).issued == D(2026, 12, 23)


def test_the_days_until_issue_are_a_setting() -> None:
    known = with_settings(D(2026, 11, 23), issue_after_days=14)
    assert foreseen(D(1990, 5, 1), D(2026, 11, 23), known).issued == D(2026, 12, 7)


# an application as it stands
def of(**changes: Any) -> Expiry | None:
    return judged(complete(**changes)).expiry


FOREIGN: dict[str, Any] = {
    "applicant__foreign": True,
    "applicant__foreign_category": "mid_long_term",
    "applicant__stay_limited": "yes",
    "applicant__stay_until": "2029-08-20",
}


def test_the_expiry_of_an_application() -> None:
    found = of()
    assert found is not None
    assert (found.card.day, found.card.why) == (D(2036, 4, 18), Why.ADULT)
    assert found.sign_certificate.day == D(2031, 4, 18)
    resident = of(**FOREIGN)
    assert resident is not None
    assert resident.card == LastDay(D(2029, 8, 20), Why.STAY, 0, D(2029, 8, 20))
    permanent = of(**FOREIGN | {"applicant__foreign_category": "special_permanent"})
    assert permanent is not None
    assert permanent.card.why is Why.ADULT
    face_only = of(papers__pin_request="face_only")
    assert face_only is not None
    assert face_only.sign_certificate.why is Why.FACE_ONLY


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant__birth": None},
        {"applicant__birth": "平成3年"},
        {"applicant__birth": "2030-01-01"},
        FOREIGN | {"applicant__foreign_category": None},
        FOREIGN | {"applicant__stay_limited": None},
        FOREIGN | {"applicant__stay_until": None},
        FOREIGN | {"applicant__stay_until": "いつか"},
    ],
    ids=["no birth", "no day", "future", "no category", "no answer", "no end", "unreadable"],
)
def test_nothing_is_guessed(changes: dict[str, Any]) -> None:
    assert of(**changes) is None


# what always holds
births = st.dates(D(1900, 1, 1), D(2026, 1, 1))
leap_births = st.sampled_from([D(year, 2, 29) for year in range(1904, 2025, 4)])
everyone = st.one_of(births, leap_births)
days = st.dates(D(2026, 1, 2), D(2040, 1, 1))


@given(everyone, days, st.integers(0, 90))
def test_nothing_expires_before_it_is_made(birth: date, accepted: date, after: int) -> None:
    issued = accepted + timedelta(days=after)
    found = made(birth, accepted, issued)
    assert found.auth_certificate.day is not None
    assert found.card.day is not None
    assert found.card.earliest is not None
    assert issued < found.auth_certificate.day <= found.card.day
    assert issued < found.card.earliest <= found.card.day


@given(everyone, days, days, days)
def test_a_later_card_never_ends_earlier(birth: date, one: date, other: date, until: date) -> None:
    accepted, first, second = sorted((D(2026, 1, 2), one, other))
    for stay in (None, Stay("mid_long_term", max(until, second))):
        early, late = (made(birth, accepted, each, stay=stay) for each in (first, second))
        assert early.card.day is not None
        assert late.card.day is not None
        assert early.card.day <= late.card.day


@given(births, st.integers(2026, 2040), st.integers(1, 10))
def test_the_birthday_of_issue_is_never_counted(birth: date, year: int, count: int) -> None:
    if (birth.month, birth.day) == (2, 29):
        birth = D(birth.year, 2, 28)
    on_it = birth.replace(year=year)
    assert nth_birthday(birth, on_it, count, "02-28").year == year + count
    day_before = on_it - timedelta(days=1)
    assert nth_birthday(birth, day_before, count, "02-28").year == year + count - 1


@given(everyone, days, st.integers(1, 10))
def test_the_leap_settings_differ_by_a_day_but_in_the_corner(
    birth: date, issued: date, count: int
) -> None:
    early, late = (nth_birthday(birth, issued, count, leap) for leap in ("02-28", "03-01"))
    corner = (birth.month, birth.day) == (2, 29) and (issued.month, issued.day) == (2, 28)
    if corner and D(issued.year, 3, 1) - issued == timedelta(days=1):
        assert early.year == late.year + 1
    else:
        assert late - early in (timedelta(0), timedelta(days=1))


@given(everyone, days)
def test_the_same_person_and_day_give_the_same_dates_for_ever(birth: date, accepted: date) -> None:
    known = rules(accepted)
    assert foreseen(birth, accepted, known) == foreseen(birth, accepted, known)

"""Expiry of card and certificates: the vectors of dom§17.3 and §8.1."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from domain_samples import rules
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.validity import expected, nth_birthday

D = date
VECTORS = [
    ("adult", D(1985, 5, 10), D(2022, 5, 1), D(2022, 5, 20), D(2032, 5, 10), D(2027, 5, 10)),
    ("birthday", D(1985, 5, 10), D(2022, 4, 20), D(2022, 5, 10), D(2032, 5, 10), D(2027, 5, 10)),
    ("day before", D(1985, 5, 10), D(2022, 4, 20), D(2022, 5, 9), D(2031, 5, 10), D(2026, 5, 10)),
    ("19 by 20", D(2002, 8, 1), D(2022, 3, 31), D(2022, 4, 15), D(2026, 8, 1), D(2026, 8, 1)),
    ("19 by 18", D(2002, 8, 1), D(2022, 4, 1), D(2022, 4, 15), D(2031, 8, 1), D(2026, 8, 1)),
    ("turns 18", D(2004, 5, 1), D(2022, 4, 10), D(2022, 5, 6), D(2032, 5, 1), D(2027, 5, 1)),
    ("17", D(2005, 1, 1), D(2022, 4, 10), D(2022, 5, 6), D(2027, 1, 1), D(2027, 1, 1)),
    ("29 Feb", D(1988, 2, 29), D(2023, 4, 1), D(2023, 4, 15), D(2033, 2, 28), D(2028, 2, 29)),
]


@pytest.mark.parametrize(
    ("birth", "accepted", "issued", "card", "certificates"),
    [vector[1:] for vector in VECTORS],
    ids=[vector[0] for vector in VECTORS],
)
def test_vectors(birth: date, accepted: date, issued: date, card: date, certificates: date) -> None:
    found = expected(birth, issued, rules(accepted).settings)
    assert (found.card, found.auth_certificate) == (card, certificates)
    assert found.sign_certificate == certificates


def test_an_infant_gets_no_signing_certificate() -> None:
    found = expected(D(2024, 6, 1), D(2024, 12, 9), rules(D(2024, 12, 2)).settings)
    assert (found.card, found.auth_certificate, found.sign_certificate) == (
        D(2029, 6, 1),
        D(2029, 6, 1),
        None,
    )


def test_the_other_leap_setting() -> None:
    settings = msgspec.structs.replace(rules(D(2023, 4, 1)).settings, leap_birthday="03-01")
    assert expected(D(1988, 2, 29), D(2023, 4, 15), settings).card == D(2033, 3, 1)
    corner = (D(2000, 2, 29), D(2022, 2, 28), 5)
    assert nth_birthday(*corner, "02-28") == D(2027, 2, 28)
    assert nth_birthday(*corner, "03-01") == D(2026, 3, 1)


def test_the_card_ends_with_the_stay() -> None:
    settings = rules().settings
    found = expected(D(1990, 1, 1), D(2026, 12, 1), settings, stay_until=D(2027, 6, 30))
    assert (found.card, found.auth_certificate) == (D(2027, 6, 30), D(2027, 6, 30))


def test_declined_certificates_and_wards() -> None:
    settings = rules().settings
    birth, issued = D(1990, 1, 1), D(2026, 12, 1)
    declined = expected(birth, issued, settings, sign=False, auth=False)
    assert (declined.auth_certificate, declined.sign_certificate) == (None, None)
    assert expected(birth, issued, settings, ward=True).sign_certificate is None


@given(st.dates(D(1900, 1, 1), D(2026, 1, 1)), st.dates(D(2026, 1, 2), D(2040, 1, 1)))
def test_nothing_expires_before_it_is_made(birth: date, issued: date) -> None:
    found = expected(birth, issued, rules().settings)
    assert found.auth_certificate is not None
    assert issued < found.auth_certificate <= found.card

"""Expiry of card and certificates as a 目安 (dom§8): the real dates are set when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.domain.applicant import age_on
from desk.domain.rules import LeapBirthday, Settings


@dataclass(frozen=True, slots=True)
class Expiry:
    """Expected last days; each is valid through that day. None: not issued."""

    card: date
    auth_certificate: date | None
    sign_certificate: date | None


def birthday(birth: date, year: int, leap: LeapBirthday) -> date:
    """The birthday in a year; 29 February falls on `leap` in common years."""
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if leap == "02-28" else date(year, 3, 1)


def nth_birthday(birth: date, after: date, count: int, leap: LeapBirthday) -> date:
    """The count-th birthday strictly after a day: one on the day itself is not counted."""
    this_year = birthday(birth, after.year, leap)
    first = this_year.year if this_year > after else after.year + 1
    return birthday(birth, first + count - 1, leap)


def expected(
    birth: date,
    issued: date,
    settings: Settings,
    *,
    stay_until: date | None = None,
    ward: bool = False,
    sign: bool = True,
    auth: bool = True,
) -> Expiry:
    """What card and certificates would show if issued on `issued`.

    `settings` are those of the acceptance date, which decides between 20 and 18 as adult age; the
    age itself is taken on the day of issue (dom§8.1, uncertain). `stay_until` is only given where
    the card ends with the stay: not for permanent residents.
    """
    leap = settings.leap_birthday
    age = age_on(birth, issued)
    adult = age >= settings.adult_age
    count = settings.adult_birthdays if adult else settings.minor_birthdays
    card = nth_birthday(birth, issued, count, leap)
    if stay_until is not None:
        card = min(card, stay_until)
    certificate = min(nth_birthday(birth, issued, settings.certificate_birthdays, leap), card)
    may_sign = sign and not ward and age >= settings.sign_certificate_age
    return Expiry(card, certificate if auth else None, certificate if may_sign else None)

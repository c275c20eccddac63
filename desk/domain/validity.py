"""Expiry of card and certificates as a 目安 with its reason (dom§8).

The real dates are set when the card is made. Everything here is by the rules of the acceptance
date, which alone decides between 20 and 18 as adult age; the birthdays count from the day of issue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from desk.domain.applicant import age_on
from desk.domain.rules import LeapBirthday, Rules, Settings

LEAP_BIRTHDAYS: Final[tuple[LeapBirthday, ...]] = ("02-28", "03-01")


class Why(StrEnum):
    """Which rule set a last day, or why there is none; `validity_why_<value>` are its words."""

    ADULT = "adult"  # 成年: the longer count of birthdays
    MINOR = "minor"  # 未成年: the shorter one
    COUNT = "count"  # a certificate's own count of birthdays
    RENEWED = "renewed"  # the count of a renewed certificate
    STAY = "stay"  # 在留期間満了日
    CARD = "card"  # no certificate outlives its card
    # and where nothing is issued
    SIGN_AGE = "sign_age"  # 署名用: under 15
    WARD = "ward"  # 署名用: 成年被後見人
    FACE_ONLY = "face_only"  # 署名用: 顔認証マイナンバーカード
    DECLINED = "declined"  # 発行を希望しない
    STAY_OVER = "stay_over"  # the stay ends before the card is made


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last valid day (まで有効), or None where nothing is issued, and why.

    `count` is the birthday that counted, 0 where another rule decided. `earliest` is the earlier
    day of both settings for 29 February: reminders go by it (dom§8.1).
    """

    day: date | None
    why: Why
    count: int = 0
    earliest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Expected last days of a card issued on `issued`; `age` decided the card's birthdays.

    `varies`: another plausible day of issue gives the card another last day. `leap`: born on 29
    February, so that the setting matters.
    """

    card: LastDay
    auth_certificate: LastDay
    sign_certificate: LastDay
    issued: date
    age: int
    varies: bool = False
    leap: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """A foreign resident's status (rules.stay_statuses) and the end of the stay, if it has one."""

    status: str
    until: date | None = None

    def ends_card(self, rules: Rules) -> date | None:
        """The day on which the card ends with the stay. Of a status that the rules do not know
        the earlier day is told."""
        known = rules.stay_statuses.get(self.status)
        return self.until if known is None or known.ends_card else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What bears on the certificates: what was asked for, and who may not sign."""

    sign: bool = True
    auth: bool = True
    ward: bool = False
    face_only: bool = False


EVERYTHING: Final = Wishes()


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
    *,
    accepted: date,
    issued: date,
    rules: Rules,
    stay: Stay | None = None,
    wishes: Wishes = EVERYTHING,
) -> Expiry:
    """What card and certificates would show if issued on `issued`; `rules` of the day `accepted`.

    The age is taken on the day that the setting `age_judged_on` names (dom§15 item 6). Whether the
    signature certificate may be asked for is a matter of the acceptance date (V06).
    """
    chosen = rules.settings.leap_birthday
    by_leap = {
        leap: _Making(birth, accepted, issued, rules, leap).expiry(stay, wishes)
        for leap in LEAP_BIRTHDAYS
    }
    found = by_leap.pop(chosen)
    (other,) = by_leap.values()
    return replace(
        found,
        card=_reminded(found.card, other.card),
        auth_certificate=_reminded(found.auth_certificate, other.auth_certificate),
        sign_certificate=_reminded(found.sign_certificate, other.sign_certificate),
        leap=(birth.month, birth.day) == (2, 29),
    )


def foreseen(
    birth: date,
    accepted: date,
    rules: Rules,
    stay: Stay | None = None,
    wishes: Wishes = EVERYTHING,
) -> Expiry:
    """`expected` with the card issued `issue_after_days` after acceptance; `varies` when it would
    be another day if it were issued at once, or after twice that time."""
    after = rules.settings.issue_after_days

    def issued_after(days: int) -> Expiry:
        day = accepted + timedelta(days=days)
        return expected(birth, accepted=accepted, issued=day, rules=rules, stay=stay, wishes=wishes)

    soon, late = issued_after(0).card.day, issued_after(2 * after).card.day
    return replace(issued_after(after), varies=soon != late)


def renewed_certificate(birth: date, renewed: date, card_ends: date, settings: Settings) -> LastDay:
    """The last day of a certificate renewed on `renewed` on a card that stays (dom§8.2).

    Whether its term is 5 or 6 birthdays is the setting `renewed_certificate_birthdays` [U].
    """
    count = settings.renewed_certificate_birthdays
    days = {
        leap: min(nth_birthday(birth, renewed, count, leap), card_ends) for leap in LEAP_BIRTHDAYS
    }
    day, earliest = days[settings.leap_birthday], min(days.values())
    if day == card_ends:
        return LastDay(day, Why.CARD, earliest=earliest)
    return LastDay(day, Why.RENEWED, count, earliest)


def _reminded(chosen: LastDay, other: LastDay) -> LastDay:
    days = [each for each in (chosen.day, other.day) if each is not None]
    return replace(chosen, earliest=min(days, default=None))


@dataclass(frozen=True, slots=True)
class _Making:
    """One card with one answer to when 29 February is in common years."""

    birth: date
    accepted: date
    issued: date
    rules: Rules
    leap: LeapBirthday

    def expiry(self, stay: Stay | None, wishes: Wishes) -> Expiry:
        settings = self.rules.settings
        at_issue = settings.age_judged_on == "issue"
        age = age_on(self.birth, self.issued if at_issue else self.accepted)
        card = self._card(age, None if stay is None else stay.ends_card(self.rules))
        return Expiry(
            card=card,
            auth_certificate=self._certificate(card, None if wishes.auth else Why.DECLINED),
            sign_certificate=self._certificate(card, self._may_not_sign(wishes)),
            issued=self.issued,
            age=age,
        )

    def _card(self, age: int, stay_ends: date | None) -> LastDay:
        settings = self.rules.settings
        adult = age >= settings.adult_age
        count = settings.adult_birthdays if adult else settings.minor_birthdays
        day = self._nth(count)
        if stay_ends is not None and stay_ends < self.issued:
            return LastDay(None, Why.STAY_OVER)
        if stay_ends is not None and stay_ends < day:
            return LastDay(stay_ends, Why.STAY)
        return LastDay(day, Why.ADULT if adult else Why.MINOR, count)

    def _may_not_sign(self, wishes: Wishes) -> Why | None:
        if age_on(self.birth, self.accepted) < self.rules.settings.sign_certificate_age:
            return Why.SIGN_AGE
        if wishes.ward:
            return Why.WARD
        if wishes.face_only:
            return Why.FACE_ONLY
        return None if wishes.sign else Why.DECLINED

    def _certificate(self, card: LastDay, against: Why | None) -> LastDay:
        if against is not None:
            return LastDay(None, against)
        if card.day is None:
            return card
        count = self.rules.settings.certificate_birthdays
        day = self._nth(count)
        return LastDay(card.day, Why.CARD) if card.day < day else LastDay(day, Why.COUNT, count)

    def _nth(self, count: int) -> date:
        return nth_birthday(self.birth, self.issued, count, self.leap)

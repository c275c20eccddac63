"""有効期限の目安 of an application as it stands: from its entries to domain/validity.py."""

from __future__ import annotations

from desk.domain.case import Case
from desk.domain.errors import Refused
from desk.domain.validity import Expiry, Stay, Wishes, foreseen
from desk.domain.wareki import parse


def foreseen_for(case: Case) -> Expiry | None:
    """The 目安 of an application as it stands; None while birth or stay are not known.

    A certificate that nobody has decided on yet is taken as wanted, as on the form.
    """
    stay = _stay_of(case)
    foreign = case.flag("applicant.foreign")
    if case.birth.day is None or case.birth.problem is not None or (foreign and stay is None):
        return None
    wishes = Wishes(
        sign=case.text("papers.sign_certificate") != "decline",
        auth=case.text("papers.auth_certificate") != "decline",
        ward=case.flag("applicant.ward"),
        face_only=case.text("papers.pin_request") == "face_only",
    )
    return foreseen(case.birth.day, case.on, case.rules, stay, wishes)


def _stay_of(case: Case) -> Stay | None:
    """None for Japanese, and while something of the stay is missing or unreadable."""
    category = case.text("applicant.foreign_category")
    limited = case.text("applicant.stay_limited")
    if not case.flag("applicant.foreign") or not category or not limited:
        return None
    if limited == "no":
        return Stay(category)
    try:
        until = parse(case.text("applicant.stay_until")).day
    except Refused:
        return None
    return None if until is None else Stay(category, until)

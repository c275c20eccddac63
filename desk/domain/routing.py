"""The route: every reason against mailing, and what would clear it (dom§1, §4.4 to 4.6, §5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.domain.application import IntakeMethod
from desk.domain.case import Case
from desk.domain.delivery import REASON_CODES, Reason, Route, Verdict
from desk.domain.identity import IdentityCheck, Standing, gaps, remedies_for
from desk.domain.rules import Combination, Document

_ANSWERS: Final = (
    ("applicant.present", "no", "not_present"),
    ("applicant.resident_here", "no", "registered_elsewhere"),
    ("identity.copy_consent", "no", "copy_refused"),
    ("papers.pin_request", "none", "pin_request_missing"),
    ("papers.forwarding", "yes", "forwarding"),
    ("papers.moving", "yes", "moving"),
    ("papers.notification_card", "kept", "notification_card_kept"),
    ("papers.resident_card", "kept", "resident_card_kept"),
)
"""Answers that decide by themselves: (field, answer, reason)."""
_GUARDIAN_ANSWERS: Final = (
    ("guardian.present", "no", "guardian_absent"),
    ("guardian.authority", "missing", "guardian_authority_missing"),
)
_UNFIT: Final = (
    (Standing.EXPIRED, "document_expired"),
    (Standing.DIFFERS, "document_differs"),
    (Standing.INSUFFICIENT, "document_insufficient"),
)
_ORDER: Final = {code: place for place, code in enumerate(REASON_CODES)}


def verdict(case: Case, pending: tuple[str, ...]) -> Verdict:
    """The route as far as it is known; `pending` are the fields that are still open."""
    reasons = _reasons(case)
    if not reasons:
        return Verdict(None if pending else Route.MAIL, pending=pending)
    final = any(case.rules.reasons[each.code].final for each in reasons)
    remedies = dict.fromkeys(remedy for each in reasons for remedy in each.remedies)
    return Verdict(
        Route.COUNTER, reasons, pending=pending, remedies=() if final else tuple(remedies)
    )


def _reasons(case: Case) -> tuple[Reason, ...]:
    """Every reason that stands and is not switched off, in the order in which they are told."""
    found = [each for each in _standing(case) if case.rules.reasons[each.code].enabled]
    return tuple(sorted(found, key=lambda reason: _ORDER.get(reason.code, -1)))


def _standing(case: Case) -> Iterator[Reason]:
    if case.method is IntakeMethod.SUPPORT:
        yield Reason("support_method")
    answers = _ANSWERS + (_GUARDIAN_ANSWERS if case.needs_guardian else ())
    for field, answer, code in answers:
        if case.entries.get(field) == answer:
            yield Reason(code, field, remedies=_remedy(case, code))
    grounds = case.entries.get("procedure.grounds")
    for code in grounds if isinstance(grounds, tuple) else ():
        if code in case.rules.reasons:
            yield Reason(code, "procedure.grounds", remedies=_remedy(case, code))
    yield from _document_reasons(case, case.identity)
    if case.guardian_identity is not None:
        yield from _guardian_document_reasons(case, case.guardian_identity)


def _document_reasons(case: Case, check: IdentityCheck) -> Iterator[Reason]:
    if not _decided(case, check):
        return
    hopeful = check.counted + check.with_standing(Standing.OPEN)
    remedies = tuple(remedies_for(hopeful, case.rules.combinations))
    code = _shortage(hopeful, case.rules.combinations)
    yield Reason(code, check.field, _codes(hopeful), remedies)
    for standing, unfit in _UNFIT:
        if documents := check.with_standing(standing):
            yield Reason(unfit, check.field, _codes(documents))


def _guardian_document_reasons(case: Case, check: IdentityCheck) -> Iterator[Reason]:
    """As for the applicant, in fewer words."""
    if not _decided(case, check):
        return
    hopeful = check.counted + check.with_standing(Standing.OPEN)
    code = "guardian_documents_short" if hopeful else "guardian_documents_none"
    yield Reason(code, check.field, _codes(hopeful), _remedy(case, code))
    for standing, unfit in _UNFIT:
        if documents := check.with_standing(standing):
            yield Reason(f"guardian_{unfit}", check.field, _codes(documents))


def _decided(case: Case, check: IdentityCheck) -> bool:
    """No combination can be met with what was shown, and somebody did ask for documents.

    Until the first question of the step is answered, no document simply means not yet.
    """
    asked = bool(check.shown) or case.filled("applicant.present")
    return asked and check.combination is None and not check.reachable


def _shortage(documents: tuple[Document, ...], combinations: tuple[Combination, ...]) -> str:
    """documents_none, or which single document would do (B is the easiest to bring)."""
    if not documents:
        return "documents_none"
    single = {
        (open_gaps[0].slot.document_class or "N")
        for open_gaps in (gaps(each, documents) for each in combinations)
        if len(open_gaps) == 1 and open_gaps[0].missing == 1
    }
    nearest = next((each for each in "BAN" if each in single), None)
    return "documents_short" if nearest is None else f"documents_short_{nearest.lower()}"


def _remedy(case: Case, code: str) -> tuple[str, ...]:
    remedy = case.rules.reasons[code].remedy
    return () if remedy is None else (remedy,)


def _codes(documents: tuple[Document, ...]) -> tuple[str, ...]:
    return tuple(each.code for each in documents)

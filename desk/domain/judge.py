"""The live judgement: called on each change, never stores anything, never raises."""

from __future__ import annotations

from datetime import date

from desk.domain.applicant import HasGlyph
from desk.domain.application import Entries, IntakeMethod
from desk.domain.assessment import Assessment, Held, Severity
from desk.domain.case import Case, open_case
from desk.domain.checklist import sign_certificate_locked, step_states
from desk.domain.expectation import foreseen_for
from desk.domain.identity import IdentityCheck
from desk.domain.routing import verdict
from desk.domain.rules import Rules


def assess(
    entries: Entries,
    held: Held,
    rules: Rules,
    on: date,
    has_glyph: HasGlyph,
    method: IntakeMethod = IntakeMethod.OUTREACH,
) -> Assessment:
    """Judge an application as it stands.

    `on` is the acceptance date (today for a draft) and `rules` those of that date. Anything that
    `fields.checked` accepts may stand in `entries`: what makes no sense becomes a problem.
    """
    case = open_case(entries, held, rules, on, has_glyph, method)
    steps = step_states(case)
    problems = tuple(problem for state in steps for problem in state.problems)
    wrong = [each.field for each in problems if each.severity is Severity.ERROR]
    pending = dict.fromkeys([field for state in steps for field in state.missing] + wrong)
    guardian = case.guardian_identity
    return Assessment(
        steps=steps,
        verdict=verdict(case, tuple(pending)),
        problems=problems,
        birth=case.birth.day,
        age=case.birth.age,
        needs_guardian=case.needs_guardian,
        needs_photo=case.needs_photo,
        number_to_be_added=_number_to_be_added(case),
        sign_certificate_locked=sign_certificate_locked(case),
        identity_label=_label(case.identity),
        counted_documents=_counted(case.identity),
        guardian_label="" if guardian is None else _label(guardian),
        guardian_counted_documents=() if guardian is None else _counted(guardian),
        expiry=foreseen_for(case),
    )


def _number_to_be_added(case: Case) -> bool:
    """個人番号追記待ち: the form carries no QR, so the office adds the number (dom§1)."""
    return case.text("form.kind") in ("handwritten", "none")


def _label(check: IdentityCheck) -> str:
    return "" if check.combination is None else check.combination.label


def _counted(check: IdentityCheck) -> tuple[str, ...]:
    return tuple(each.code for each in check.counted)

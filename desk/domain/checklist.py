"""The five steps: what is missing, what is wrong, and the second line of the step bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from desk.domain.applicant import (
    flagged,
    kana_problem,
    months_later,
    normal_kana,
    phone_digits,
    postcode_digits,
)
from desk.domain.application import Step
from desk.domain.assessment import Problem, Progress, Severity, StepState
from desk.domain.case import Case
from desk.domain.errors import Refused
from desk.domain.identity import IdentityCheck, gaps
from desk.domain.wareki import parse

Facts = tuple[tuple[str, object], ...]
Note = tuple[str, Facts]
"""A message code of the second line, and what fills its gaps."""
_PAGE_SOURCES: Final = ("camera", "file", "sheet")
"""Sources that see the whole page, so that it can be kept for the office."""
_REQUIRED: Final = tuple(
    f"applicant.{name}"
    for name in ("name", "kana", "birth", "sex", "postcode", "address", "resident_here")
)
_GUARDIAN_REQUIRED: Final = tuple(
    f"guardian.{name}" for name in ("name", "kana", "relation", "address", "present", "authority")
)
_WRITTEN: Final = (
    "applicant.name",
    "applicant.former_name",
    "applicant.address",
    "guardian.name",
    "guardian.address",
)
_PAPER_ITEMS: Final = (
    ("papers.pin_request", "papers.pin_seal"),
    ("papers.forwarding", "papers.moving"),
    ("papers.notification_card",),
    ("papers.resident_card",),
    ("papers.sign_certificate", "papers.auth_certificate"),
    ("papers.signed",),
)
"""The six items of step 5 (ui.md §6, picture 08)."""


def step_states(case: Case) -> tuple[StepState, ...]:
    """All five steps in order."""
    return (
        _form(case),
        _applicant(case),
        _identity(case),
        _photo(case),
        _papers(case),
    )


def _state(
    step: Step,
    missing: list[str],
    problems: list[Problem],
    done_note: Note,
    open_note: Note | None = None,
) -> StepState:
    """Errors before gaps before done; `open_note` replaces "n to go"."""
    errors = sum(each.severity is Severity.ERROR for each in problems)
    if errors:
        progress, note = Progress.ATTENTION, _counted("fix_n", errors)
    elif missing:
        progress, note = Progress.TODO, open_note or _counted("missing_n", len(missing))
    else:
        progress, note = Progress.DONE, done_note
    return StepState(step, progress, tuple(missing), tuple(problems), *note)


def _counted(name: str, count: int) -> Note:
    return f"step_note.{name}", (("n", count),)


# step 1


def _form(case: Case) -> StepState:
    kind = case.text("form.kind")
    policy = case.rules.settings.old_form_policy
    reads_id = kind == "qr" or (kind == "old" and policy == "correct_by_hand")
    needed = ["form.kind"] + (["form.id", "form.source"] if reads_id else [])
    missing = [field for field in [*needed, "form.desk_clear"] if not case.filled(field)]
    problems = list(_old_form(kind, policy))
    wants_page = kind == "handwritten" or (reads_id and case.filled("form.source"))
    if wants_page and not case.held.form_page:
        if _page_expected(case, kind):
            missing.append("form_page")
        else:
            problems.append(Problem("form.source", "form_page_absent", Severity.WARNING))
    touched = bool(kind)
    note = None if touched else ("step_note.form_todo", ())
    return _state(Step.FORM, missing, problems, (_form_note(case, kind), ()), note)


def _page_expected(case: Case, kind: str) -> bool:
    """The office needs the page; without a camera the queue goes on all the same. A handwritten
    form has only its page to be known by, unless the own QR (受付番号の札) stands for it."""
    source = case.text("form.source")
    return source != "label" if kind == "handwritten" else source in _PAGE_SOURCES


def _form_note(case: Case, kind: str) -> str:
    if kind in ("handwritten", "none"):
        return "step_note.number_to_be_added"
    return "step_note.typed" if case.text("form.source") == "typed" else "step_note.qr_read"


def _old_form(kind: str, policy: str) -> Iterator[Problem]:
    if kind != "old":
        return
    if policy == "reject":
        yield Problem("form.kind", "old_form_refused")
    elif policy == "reissue":
        yield Problem("form.kind", "old_form_reissue", Severity.WARNING)
    else:
        yield Problem("form.kind", "old_form_correct", Severity.HINT)


# step 2


def _applicant(case: Case) -> StepState:
    required = [*_REQUIRED, *_foreign_required(case)]
    if case.needs_guardian:
        required += _GUARDIAN_REQUIRED
    missing = [field for field in required if not case.filled(field)]
    problems = [*_applicant_problems(case), *_foreign_problems(case), *_guardian_problems(case)]
    untouched = all(not case.filled(field) for field in _REQUIRED)
    note = ("step_note.applicant_todo", ()) if untouched else None
    return _state(Step.APPLICANT, missing, problems, ("step_note.applicant_done", ()), note)


def _foreign_required(case: Case) -> list[str]:
    if not case.flag("applicant.foreign"):
        return []
    limited = case.text("applicant.stay_limited") == "yes"
    until = ["applicant.stay_until"] if limited else []
    return ["applicant.foreign_category", "applicant.stay_limited", *until]


def _applicant_problems(case: Case) -> Iterator[Problem]:
    if case.birth.problem is not None:
        yield case.birth.problem
    yield from _refused(case, "applicant.postcode", postcode_digits)
    yield from _refused(case, "applicant.phone", phone_digits)
    if case.filled("applicant.name") and not case.filled("applicant.phone"):
        yield Problem("applicant.phone", "phone_recommended", Severity.HINT)
    yield from _kana(case, "applicant.kana")
    kana = normal_kana(case.text("applicant.kana"))
    longest = case.rules.settings.braille_longest
    if case.flag("applicant.braille") and len(kana) > longest:
        facts = (("longest", longest), ("now", len(kana)))
        yield Problem("applicant.kana", "braille_too_long", Severity.WARNING, facts)
    yield from _characters(case)


def _kana(case: Case, field: str) -> Iterator[Problem]:
    if case.filled(field) and (code := kana_problem(case.text(field))) is not None:
        yield Problem(field, code)


def _refused(case: Case, field: str, check: Callable[[str], str]) -> Iterator[Problem]:
    if not case.filled(field):
        return
    try:
        check(case.text(field))
    except Refused as error:
        yield Problem(field, error.code, facts=tuple(error.facts.items()))


def _characters(case: Case) -> Iterator[Problem]:
    """外字 (V23): a warning until 「外字あり」 is ticked, afterwards a hint for the screen."""
    severity = Severity.HINT if case.flag("applicant.gaiji") else Severity.WARNING
    for field in _WRITTEN:
        if field.startswith("guardian.") and not case.needs_guardian:
            continue
        for each in flagged(case.text(field), case.has_glyph):
            facts = (("character", each.character), ("point", f"U+{ord(each.character):04X}"))
            yield Problem(field, f"gaiji_{each.why}", severity, facts)


def _foreign_problems(case: Case) -> Iterator[Problem]:
    """V09 and V10: the stay must reach the day of application, better three months further."""
    field = "applicant.stay_until"
    if field not in _foreign_required(case) or not case.filled(field):
        return
    try:
        parsed = parse(case.text(field))
    except Refused as error:
        yield Problem(field, error.code, facts=tuple(error.facts.items()))
        return
    months = case.rules.settings.stay_warning_months
    if parsed.latest < case.on:
        yield Problem(field, "stay_expired")
    elif parsed.latest < months_later(case.on, months):
        yield Problem(field, "stay_short", Severity.WARNING, (("months", months),))
    if parsed.hint_code is not None:
        yield Problem(field, parsed.hint_code, Severity.HINT, parsed.facts)


def _guardian_problems(case: Case) -> Iterator[Problem]:
    if not case.needs_guardian:
        return
    yield from _kana(case, "guardian.kana")
    yield from _refused(case, "guardian.phone", phone_digits)
    authority = case.text("guardian.authority")
    if case.flag("applicant.ward") and authority not in ("", "guardianship", "missing"):
        yield Problem("guardian.authority", "ward_authority")


# step 3


def _identity(case: Case) -> StepState:
    checks = [case.identity]
    if case.guardian_identity is not None:
        checks.append(case.guardian_identity)
    present = [] if case.filled("applicant.present") else ["applicant.present"]
    missing = present + [field for check in checks for field in check.missing]
    problems = [each for check in checks for each in _identity_problems(check)]
    untouched = bool(present) and not any(check.shown for check in checks)
    note = ("step_note.identity_todo", ()) if untouched else None
    return _state(Step.IDENTITY, missing, problems, _identity_note(case, checks), note)


def _identity_problems(check: IdentityCheck) -> Iterator[Problem]:
    yield from check.problems
    for shown in check.shown:
        yield from shown.problems


def _identity_note(case: Case, checks: list[IdentityCheck]) -> Note:
    unmet = [check for check in checks if check.combination is None]
    if not unmet:
        label = case.identity.combination.label if case.identity.combination else ""
        return "step_note.identity_met", (("label", label),)
    if not unmet[0].counted:
        return "step_note.identity_none", ()
    lacking = [
        sum(gap.missing for gap in gaps(each, unmet[0].counted)) for each in case.rules.combinations
    ]
    return "step_note.identity_short_n", (("n", min(lacking, default=1)),)


# step 4


def _photo(case: Case) -> StepState:
    if not case.needs_photo:
        unused = Problem("photo", "photo_not_used", Severity.WARNING)
        problems = [unused] if case.held.photo else []
        note = "step_note.no_photo"
        return StepState(Step.PHOTO, Progress.SKIPPED, (), tuple(problems), note)
    missing = [] if case.held.photo else ["photo"]
    asked = ["photo.same_person"]
    if case.held.previous_photo:
        asked.insert(0, "photo.not_previous")
    missing += [field for field in asked if not case.filled(field)]
    if not case.flag("photo.bare_head") and not case.filled("photo.exception"):
        missing.append("photo.bare_head")
    if case.held.photo and _unlifted(case) and not case.filled("photo.kept_reason"):
        missing.append("photo.kept_reason")
    problems = list(_photo_problems(case))
    seen = case.text("photo.same_person") == "yes"
    done = "step_note.photo_agrees" if seen else "step_note.photo_taken"
    todo = None if case.held.photo else ("step_note.photo_todo", ())
    return _state(Step.PHOTO, missing, problems, (done, ()), todo)


def _unlifted(case: Case) -> tuple[str, ...]:
    """What the check of the chosen photo found and no exception (事情あり) explains."""
    exception = case.rules.photo_exceptions.get(case.text("photo.exception"))
    lifts: tuple[str, ...] = () if exception is None else exception.lifts
    return tuple(code for code in case.held.photo_findings if code not in lifts)


def _photo_problems(case: Case) -> Iterator[Problem]:
    if case.held.previous_photo and case.text("photo.not_previous") == "no":
        yield Problem("photo.not_previous", "photo_of_previous")
    if case.text("photo.same_person") == "no":
        yield Problem("photo.same_person", "photo_of_another")
    exception = case.text("photo.exception")
    if exception and exception not in case.rules.photo_exceptions:
        yield Problem("photo.exception", "photo_exception_unknown")


# step 5


def sign_certificate_locked(case: Case) -> bool:
    """署名用電子証明書 is not issued to people under 15 or wards (dom§2.3), nor on a card for
    face recognition only (dom§6)."""
    return case.needs_guardian or case.text("papers.pin_request") == "face_only"


def _papers(case: Case) -> StepState:
    missing = [field for item in _PAPER_ITEMS for field in item if _asked_and_open(case, field)]
    done = sum(all(not _asked_and_open(case, each) for each in item) for item in _PAPER_ITEMS)
    confirmation = [] if case.filled("papers.confirmed") else ["papers.confirmed"]
    read_aloud = case.text("papers.confirmed") == "read_aloud"
    if read_aloud and not case.filled("papers.confirmed_reason"):
        confirmation.append("papers.confirmed_reason")
    items: Facts = (("done", done), ("all", len(_PAPER_ITEMS)))
    note: Note = ("step_note.papers_n", items) if missing else ("step_note.papers_confirm", ())
    if not any(case.filled(field) for item in _PAPER_ITEMS for field in item):
        note = ("step_note.papers_todo", items)
    problems = list(_paper_problems(case))
    finished: Note = ("step_note.papers_n", items)
    return _state(Step.PAPERS, missing + confirmation, problems, finished, note)


def _asked_and_open(case: Case, field: str) -> bool:
    """The field must be answered and is not; the seal's number only where one was sealed."""
    if field == "papers.pin_seal" and case.text("papers.pin_request") != "sealed":
        return False
    if field == "papers.sign_certificate" and sign_certificate_locked(case):
        return False
    return not case.filled(field)


def _paper_problems(case: Case) -> Iterator[Problem]:
    if case.text("papers.signed") == "no":
        yield Problem("papers.signed", "not_signed")
    if sign_certificate_locked(case) and case.text("papers.sign_certificate") == "issue":
        yield Problem("papers.sign_certificate", "sign_certificate_locked", Severity.WARNING)
    if case.text("papers.pin_request") == "face_only":
        if not case.rules.settings.face_only_card:
            yield Problem("papers.pin_request", "face_only_not_yet")
        if case.text("papers.auth_certificate") == "decline":
            yield Problem("papers.auth_certificate", "face_only_needs_auth")
    shown = any(each.document.code == "notification_card" for each in case.identity.shown)
    if shown and case.text("papers.notification_card") == "not_applicable":
        yield Problem("papers.notification_card", "notification_card_was_shown", Severity.WARNING)

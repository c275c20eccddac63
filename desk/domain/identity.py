"""The identity check (本人確認): which documents count and which combination they make (dom§4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk.domain.application import Entries
from desk.domain.assessment import Problem, Severity
from desk.domain.errors import Refused
from desk.domain.fields import document_field
from desk.domain.rules import Combination, Document, Rules, Slot, slot_remedy
from desk.domain.wareki import parse


class Standing(StrEnum):
    """What one shown document is worth."""

    OPEN = "open"  # not everything about it is answered yet
    COUNTS = "counts"
    EXPIRED = "expired"
    DIFFERS = "differs"  # from the form
    INSUFFICIENT = "insufficient"  # neither name and birth date nor name and address agree


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One document as it was shown."""

    document: Document
    standing: Standing
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a combination that is not filled yet."""

    slot: Slot
    missing: int


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """All documents of one person. `combination` is the first one that is met; `reachable` says
    that one would be met if every open document turned out to count."""

    field: str  # the entry that lists the documents
    shown: tuple[ShownDocument, ...]
    combination: Combination | None
    reachable: bool
    problems: tuple[Problem, ...] = ()

    @property
    def counted(self) -> tuple[Document, ...]:
        return self.with_standing(Standing.COUNTS)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(field for shown in self.shown for field in shown.missing)

    def with_standing(self, standing: Standing) -> tuple[Document, ...]:
        return tuple(each.document for each in self.shown if each.standing is standing)


def check_documents(
    entries: Entries, rules: Rules, on: date, *, guardian: bool = False
) -> IdentityCheck:
    """Weigh every document that was chosen, and find the combination they make."""
    field = "guardian_identity.documents" if guardian else "identity.documents"
    chosen = entries.get(field, ())
    codes = dict.fromkeys(chosen if isinstance(chosen, tuple) else ())
    known = [rules.documents[code] for code in codes if code in rules.documents]
    shown = tuple(_weigh(each, entries, rules, on, guardian) for each in known)
    counted = [each.document for each in shown if each.standing is Standing.COUNTS]
    possible = counted + [each.document for each in shown if each.standing is Standing.OPEN]
    unknown = len(codes) - len(known)
    return IdentityCheck(
        field=field,
        shown=shown,
        combination=first_met(counted, rules.combinations),
        reachable=first_met(possible, rules.combinations) is not None,
        problems=(Problem(field, "document_unknown"),) if unknown else (),
    )


def first_met(
    documents: Sequence[Document], combinations: Iterable[Combination]
) -> Combination | None:
    """The first combination that these documents fill, None if none."""
    return next((each for each in combinations if not gaps(each, documents)), None)


def gaps(combination: Combination, documents: Sequence[Document]) -> tuple[Gap, ...]:
    """What a combination still lacks."""
    found = (
        Gap(slot, slot.count - sum(slot.takes(each) for each in documents))
        for slot in combination.needs
    )
    return tuple(gap for gap in found if gap.missing > 0)


def remedies_for(documents: Sequence[Document], combinations: Sequence[Combination]) -> list[str]:
    """What would fill a combination: single further documents if that is enough, otherwise the
    whole combinations."""
    single = [
        slot_remedy(open_gaps[0].slot, open_gaps[0].missing)
        for open_gaps in (gaps(each, documents) for each in combinations)
        if len(open_gaps) == 1 and open_gaps[0].missing == 1
    ]
    return list(dict.fromkeys(single)) or [f"show_{each.code}" for each in combinations]


def _weigh(
    document: Document, entries: Entries, rules: Rules, on: date, guardian: bool
) -> ShownDocument:
    expiry_field = document_field(document.code, "expires", guardian=guardian)
    expired, problem = _expiry(document, expiry_field, entries.get(expiry_field), on)
    aspects = {
        aspect: document_field(document.code, aspect, guardian=guardian)
        for aspect in ("name", "birth", "address")
    }
    answers = {aspect: entries.get(field) or None for aspect, field in aspects.items()}
    missing = [aspects[aspect] for aspect, answer in answers.items() if answer is None]
    if document.expiry != "none" and not entries.get(expiry_field):
        missing.insert(0, expiry_field)
    differing = _differing(answers, rules)
    warned = [
        Problem(aspects[each], "document_differs_here", Severity.WARNING) for each in differing
    ]
    problems = ([problem] if problem is not None else []) + warned
    wrong = any(each.severity is Severity.ERROR for each in problems)
    standing = _standing(expired, bool(differing), bool(missing) or wrong, _agrees(answers))
    if standing is Standing.INSUFFICIENT:
        field = aspects["name"]
        problems.append(Problem(field, "document_shows_too_little", Severity.WARNING))
    return ShownDocument(document, standing, tuple(missing), tuple(problems))


def _standing(expired: bool, differs: bool, unanswered: bool, agrees: bool) -> Standing:
    if expired:
        return Standing.EXPIRED
    if differs:
        return Standing.DIFFERS
    if unanswered:
        return Standing.OPEN
    return Standing.COUNTS if agrees else Standing.INSUFFICIENT


def _differing(answers: Mapping[str, object], rules: Rules) -> list[str]:
    """The aspects whose difference takes the document out of the count."""
    harmless = {"address"} if rules.settings.address_may_differ else set()
    return [
        each for each, answer in answers.items() if answer == "differs" and each not in harmless
    ]


def _agrees(answers: Mapping[str, object]) -> bool:
    """「氏名+生年月日」or「氏名+住所」(dom§4.3)."""
    return answers["name"] == "agrees" and "agrees" in (answers["birth"], answers["address"])


def _expiry(document: Document, field: str, entry: object, on: date) -> tuple[bool, Problem | None]:
    """(has expired, what to say about its expiry date)."""
    if document.expiry == "none" or not isinstance(entry, str) or not entry:
        return False, None
    if entry == "none":
        wrong = Problem(field, "document_needs_expiry") if document.expiry == "dated" else None
        return False, wrong
    try:
        parsed = parse(entry)
    except Refused as error:
        return False, Problem(field, error.code, facts=tuple(error.facts.items()))
    if parsed.latest < on:
        return True, Problem(field, "document_expired_here", Severity.WARNING)
    if parsed.hint_code == "date_era_ended":
        return False, Problem(field, parsed.hint_code, Severity.HINT, parsed.facts)
    return False, None

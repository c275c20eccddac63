"""What an overlay would do: a fixed set of example cases, judged before and after (資料: 例)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import msgspec
from msgspec import Struct

from desk.domain.application import EntryValue, IntakeMethod, Step
from desk.domain.assessment import Assessment, Held
from desk.domain.conditions import Fact
from desk.domain.errors import NeedsPerson
from desk.domain.fields import document_field
from desk.domain.judge import assess
from desk.domain.overlay import Applied
from desk.domain.procedure_judge import Sitting, judge
from desk.domain.rules import Label, Rules

_YEARS_AHEAD = 2


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invented case. Without `procedure` it is a card application with `documents` and what
    differs from the common entries in `answers`; else that procedure at `place` with `facts`."""

    ja: str
    en: str
    method: str = IntakeMethod.OUTREACH.value
    documents: tuple[str, ...] = ()
    answers: dict[str, str | bool] = {}
    procedure: str = ""
    place: str = "office_visit"
    contracts: tuple[str, ...] = ()
    facts: dict[str, Any] = {}


class Examples(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """resources/examples/overlay.toml: what all card applications have in common, and the cases."""

    common: dict[str, str | bool]
    example: tuple[Example, ...]

    @classmethod
    def parse(cls, plain: Mapping[str, object]) -> Examples:
        """Raises NeedsPerson("rules_invalid")."""
        try:
            return msgspec.convert(plain, cls)
        except msgspec.ValidationError as error:
            raise NeedsPerson(
                "rules_invalid", file="examples/overlay.toml", key="", detail=str(error)
            ) from error


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clerk would see: the outcome ("mail", "counter", "open"; of a procedure "accept",
    "support", "refer", "refuse", "open"), and the words of the reasons and what is met."""

    outcome: str
    words: tuple[Label, ...] = ()
    met: str = ""
    problems: tuple[str, ...] = ()  # codes of sentences (messages): what to do with the form


@dataclass(frozen=True, slots=True)
class Difference:
    """An example whose verdict changes."""

    example: Example
    before: Seen
    after: Seen


def differences(
    examples: Examples, before: Applied, after: Applied, on: date
) -> tuple[Difference, ...]:
    """The examples that are judged otherwise on that day."""
    found = []
    for each in examples.example:
        one, other = _seen(each, examples, before, on), _seen(each, examples, after, on)
        if one is not None and other is not None and one != other:
            found.append(Difference(each, one, other))
    return tuple(found)


def _seen(example: Example, examples: Examples, by: Applied, on: date) -> Seen | None:
    """None for a procedure that there is not."""
    rules = by.rules.on(on)
    if example.procedure:
        return _procedure(example, by, rules, on)
    entries = {**examples.common, **_documents(example.documents, rules, on), **example.answers}
    held = Held(form_page=True, photo=True)
    state = assess(entries, held, rules, on, lambda _c: True, IntakeMethod(example.method))
    route = state.verdict.route
    outcome = ("mail" if state.mailable_so_far else "open") if route is None else route.value
    return Seen(
        outcome,
        tuple(_reasons(state, rules)),
        state.identity_label,
        tuple(each.code for each in state.step(Step.FORM).problems),
    )


def _reasons(state: Assessment, rules: Rules) -> Sequence[Label]:
    codes = [each.code for each in state.verdict.reasons if each.code in rules.reasons]
    return [Label(ja=rules.reasons[code].ja, en=rules.reasons[code].en) for code in codes]


def _documents(codes: Sequence[str], rules: Rules, on: date) -> dict[str, EntryValue]:
    """Shown, agreeing and valid for two years more; what is no document any more shows nothing."""
    expires = on.replace(year=on.year + _YEARS_AHEAD, day=1).isoformat()
    entries: dict[str, EntryValue] = {"identity.documents": tuple(codes)}
    for code in codes:
        for aspect in ("name", "birth", "address"):
            entries[document_field(code, aspect, guardian=False)] = "agrees"
        document = rules.documents.get(code)
        if document is None or document.expiry != "none":
            entries[document_field(code, "expires", guardian=False)] = expires
    return entries


def _procedure(example: Example, by: Applied, rules: Rules, on: date) -> Seen | None:
    sitting = Sitting(
        place=example.place,
        on=on,
        at=datetime.combine(on, time(10)),
        contracts=frozenset(example.contracts),
        classes={code: each.document_class for code, each in rules.documents.items()},
    )
    facts: dict[str, Fact] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in example.facts.items()
    }
    found = judge(by.catalogue, example.procedure, facts, sitting)
    if found is None:
        return None
    words = [Label(ja=each.row.ja, en=each.row.en) for each in found.grounds]
    shown = [*found.documents, *found.notes]
    words += [Label(ja=each.ja, en=each.en) for each in shown]
    return Seen(
        "open" if found.outcome is None else found.outcome.value,
        tuple(words),
        "" if found.identity is None else found.identity.label,
    )

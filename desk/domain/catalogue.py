"""The catalogue of procedures (手続き一覧): one file each in resources/rules/procedures.

resources/rules/procedures/README.md documents the format. A file holds one procedure with all its
times: the procedure and each of its rows may carry `from` and `until` (both inclusive), so a case
is judged by the rows of its own acceptance date. Every row names its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, NoReturn, Protocol, get_args

import msgspec
from msgspec import Meta, Struct

from desk.domain.conditions import Condition, FactName
from desk.domain.delivery import REASON_CODES
from desk.domain.errors import NeedsPerson
from desk.domain.participation import Standing
from desk.domain.rules import Code, ReasonRule, RulesByDay, Words
from desk.domain.rules import Label as Label  # rows of the catalogue have them too

Place = Literal["outreach", "support", "office_visit", "post_office"]
"""Where the clerk sits: domain.application.IntakeMethod."""
Person = Literal["self", "statutory", "agent"]
"""本人 · 法定代理人（本人と来場）· 任意代理人."""
Screen = Literal["workbench", "counter"]
"""workbench: after the questions the five steps of a card application follow; counter: the
procedure's own fields are all there is."""
Step = Literal["who", "questions", "identity", "handover", "result"]
STEPS: Final[tuple[Step, ...]] = ("who", "questions", "identity", "handover", "result")
Kind = Literal["text", "date", "moment", "number", "choice", "yes_no", "municipality", "documents"]
Outcome = Literal["support", "refer", "refuse"]
Paper = Literal["ticket", "application", "slip", "referral", "receipt"]
"""番号札 · 申請書（署名欄つき）· 受付控え · ご案内 · 受領書."""
Delivery = Literal["mail", "counter", "here", "none"]
"""How the result reaches the applicant: 郵送 · 窓口交付 · その場 · なし."""
GROUPS: Final = ("card", "certificate", "pin", "support", "convenience", "moving", "return")


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row has: its code, words, source and time."""

    code: Code
    ja: Words
    en: Words
    source: Words
    changeable: bool = False  # a municipality's overlay may change it
    enabled: bool = True
    when: Condition | None = None  # without it: always
    since: date = msgspec.field(default=date.min, name="from")
    until: date = date.max


class PlaceRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it may be taken. `contract` is what the venue needs (郵便局への委託, dom§7); the words
    say how the result reaches the applicant, and for `counter` why not by mail.
    `workbench_reason`: see ConditionRow."""

    code: Place
    delivery: Delivery
    contract: Code | None = None
    workbench_reason: Code | None = None


class PersonRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may apply; `places`: only there (none: everywhere)."""

    code: Person
    places: tuple[Place, ...] = ()


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Code
    ja: Words
    en: Words


class FieldRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to enter. `when`: shown only then. `documents` chooses identity documents of the
    rules; facts `documents.a`, `.b`, `.n` count them. A PIN or My Number is never a field."""

    code: FactName
    kind: Kind
    step: Step
    required: bool = True
    choices: tuple[Choice, ...] = ()
    longest: Annotated[int, Meta(ge=1, le=400)] = 120
    help: Label | None = None


class ConditionRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """If `when` holds, the outcome is at best this one, and the words are the reason. `remedy` is
    what the applicant can do. `workbench_reason`: the reason (domain.delivery) that the five steps
    find by themselves from their own answers; it is then told once, and goes when they change."""

    when: Condition
    outcome: Outcome
    remedy: Label | None = None
    workbench_reason: Code | None = None


class RouteRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way of identity check: any one that holds is enough. A procedure without routes checks
    nobody; that of a workbench procedure is the rules' combinations."""

    when: Condition
    label: Words


class DocumentRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the applicant brings: shown, handed over for good, or returned (返納)."""

    take: Literal["show", "hand_over", "return"]


class PaperRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that is printed. `fields` are the entries that stand on it, `lines` what it says;
    `sign`: it has a place for date and signature (記名)."""

    kind: Paper
    fields: tuple[FactName, ...] = ()
    lines: tuple[Label, ...] = ()
    sign: bool = False


class NoteRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the clerk tells the applicant; decides nothing."""


class NextRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens after the counter, and who does it."""

    by: Literal["office", "applicant", "post_office", "jlis"]


class DeadlineRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A last moment that is computed from a fact and printed: one of hours, days, months after it
    (before it, for less than zero), or `until_age`: the last day before that birthday."""

    after: FactName
    hours: Annotated[int, Meta(ge=0, le=8784)] = 0
    days: Annotated[int, Meta(ge=-3660, le=3660)] = 0
    months: Annotated[int, Meta(ge=-240, le=240)] = 0
    until_age: Annotated[int, Meta(ge=0, le=130)] = 0


class FeeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """手数料; the first row that holds counts."""

    yen: Annotated[int, Meta(ge=0, le=100_000)]


class ResultRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a case can end at the counter; `done`: the applicant has what was asked for."""

    done: bool


class CountRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure of the day report in which a finished case counts (dom§17.4). `code` may stand in
    several procedures: they are added up."""


class Procedure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One procedure (手続き)."""

    code: Code
    group: Literal["card", "certificate", "pin", "support", "convenience", "moving", "return"]
    screen: Screen
    ja: Words
    en: Words
    about: Label  # one sentence: what the applicant gets
    source: Words
    since: date = msgspec.field(default=date.min, name="from")
    until: date = date.max
    places: Annotated[tuple[PlaceRow, ...], Meta(min_length=1)]
    persons: Annotated[tuple[PersonRow, ...], Meta(min_length=1)]
    fields: tuple[FieldRow, ...] = ()
    conditions: tuple[ConditionRow, ...] = ()
    identity: tuple[RouteRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    papers: Annotated[tuple[PaperRow, ...], Meta(min_length=1)]
    notes: tuple[NoteRow, ...] = ()
    next: tuple[NextRow, ...] = ()
    deadlines: tuple[DeadlineRow, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    results: tuple[ResultRow, ...] = ()
    counts: Annotated[tuple[CountRow, ...], Meta(min_length=1)]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row with the name of its table."""
        for table in TABLES:
            for row in getattr(self, table):
                yield table, row

    def on(self, day: date) -> Procedure:
        """The same with only the rows in force on that day."""
        return msgspec.structs.replace(
            self,
            **{
                table: tuple(row for row in getattr(self, table) if row.enabled and holds(row, day))
                for table in TABLES
            },
        )

    def field(self, code: str) -> FieldRow | None:
        return next((each for each in self.fields if each.code == code), None)


TABLES: Final = (
    "places", "persons", "fields", "conditions", "identity", "documents", "papers", "notes",
    "next", "deadlines", "fees", "results", "counts",
)  # fmt: skip
AFTERWARDS: Final = frozenset({"outcome", "delivery"})
"""Facts of the verdict itself, for the tables that follow from it."""
DERIVED: Final = AFTERWARDS | {
    "age", "place", "person", "accepted", "municipality", "documents.a", "documents.b",
    "documents.n", "municipality.convenience",
}  # fmt: skip
"""Facts that the desk knows or works out: age on the acceptance date, where and by whom, the
acceptance date itself, the municipality that takes in, how many identity documents of each
class; and whether the applicant's municipality took part in certificates from convenience stores on
the day of the list (domain/participation.py): "listed" or "not_listed". Later changes are not in
the list: rows may tell it, no condition may decide by it."""
ENTERED_AS: Final[Mapping[str, str]] = {
    "age": "applicant.birth",
    "documents.a": "identity.documents",
    "documents.b": "identity.documents",
    "documents.n": "identity.documents",
    "municipality.convenience": "applicant.municipality",
}
"""The field in which a fact that is worked out is entered."""
COMMON: Final = "_common"


class Common(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """_common.toml: the words of the engine's own reasons."""

    reasons: tuple[ReasonRow, ...]


class ReasonRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of a reason that the engine itself gives (judge.BUILT_IN)."""

    remedy: Label | None = None


BUILT_IN: Final = (
    "not_in_force",  # その日には、この手続きはありません
    "not_here",  # この窓口では受け付けられません
    "no_contract",  # この郵便局は委託を受けていません
    "person_not_allowed",  # 代理の方は申請できません
    "identity_short",  # 本人確認書類が足りません
)


def holds(row: Row | Procedure, day: date) -> bool:
    return row.since <= day <= row.until


class Catalogue:
    """All procedures of all times."""

    def __init__(self, procedures: Mapping[str, Procedure], common: Common) -> None:
        self._procedures = dict(procedures)
        self.common = common
        self.reasons: Mapping[str, ReasonRow] = {row.code: row for row in common.reasons}

    @classmethod
    def parse(cls, files: Mapping[str, Mapping[str, object]]) -> Catalogue:
        """Read the parsed TOML files by name ("card_reissue.toml"; "_common.toml" must be there).

        Raises NeedsPerson("rules_invalid", file=…, key=…, detail=…) for the first mistake.
        """
        named = {name.removesuffix(".toml"): content for name, content in files.items()}
        if COMMON not in named:
            invalid(COMMON, "", "file is missing")
        common = _read(COMMON, Common, named[COMMON])
        for code in BUILT_IN:
            if code not in {row.code for row in common.reasons}:
                invalid(COMMON, f"reasons.{code}", "no words for this reason")
        procedures = {}
        for name in sorted(named.keys() - {COMMON}):
            procedure = _read(name, Procedure, named[name])
            if procedure.code != name:
                invalid(name, "code", "is not the file's name")
            for key, detail in mistakes(procedure):
                invalid(name, key, detail)
            procedures[name] = procedure
        return cls(procedures, common)

    def on(self, day: date) -> tuple[Procedure, ...]:
        """The procedures of that day with the rows of that day, by group."""
        found = [each.on(day) for each in self._procedures.values() if holds(each, day)]
        return tuple(sorted(found, key=lambda each: (GROUPS.index(each.group), each.code)))

    def get(self, code: str, day: date) -> Procedure | None:
        """One procedure with the rows of that day, even if it is not in force then; None for one
        that no file knows (any more)."""
        found = self._procedures.get(code)
        return None if found is None else found.on(day)

    def in_force(self, code: str, day: date) -> bool:
        found = self._procedures.get(code)
        return found is not None and holds(found, day)

    def checks_identity(self, code: str) -> bool:
        """Has the procedure an identity check of its own, at any time and even if switched off?"""
        found = self._procedures.get(code)
        return found is not None and bool(found.identity)

    def field_codes(self, code: str) -> frozenset[str]:
        """Every field that the procedure has at any time, even if switched off."""
        found = self._procedures.get(code)
        return frozenset() if found is None else frozenset(row.code for row in found.fields)

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """Every procedure with all its rows."""
        return tuple(self._procedures.values())

    def version(self, code: str, day: date) -> str:
        """Month of the newest change in force and a digest of all of it: "2024-12-1f0c…".

        When a row ends says nothing about this day (as in desk/domain/rules.py).
        """
        procedure = self._procedures[code].on(day)
        days = [procedure.since, *(row.since for _, row in procedure.rows())]
        newest = max((each for each in days if each != date.min), default=date(2022, 1, 1))
        digest = hashlib.sha256(msgspec.json.encode(_endless(procedure), order="deterministic"))
        return f"{newest:%Y-%m}-{digest.hexdigest()[:8]}"


class BooksInForce(RulesByDay, Protocol):
    """Rules and procedures as they are in force at the moment of asking
    (desk/services/current_rules.py)."""

    @property
    def catalogue(self) -> Catalogue: ...


def grounds_in_words(catalogue: Catalogue) -> dict[str, ReasonRule]:
    """Every reason against mailing that a procedure can give, by `<procedure>__<row>`, so that the
    rules find its words like their own: for verdict panel, slip, packet and office. The newest
    wording stands for all days."""
    words: dict[str, ReasonRule] = {}
    for procedure in catalogue.procedures:
        rows: list[tuple[str, Row]] = [(row.code, row) for row in procedure.conditions]
        rows += [(f"place_{row.code}", row) for row in procedure.places]
        rows += list(catalogue.reasons.items())
        for code, row in sorted(rows, key=lambda each: each[1].since):
            name = f"{procedure.code}__{code}"
            words[name] = ReasonRule(
                code=name, ja=row.ja, en=row.en, source=row.source, since=row.since
            )
    return words


def _endless(procedure: Procedure) -> Procedure:
    tables = {
        table: tuple(
            msgspec.structs.replace(row, until=date.max) for row in getattr(procedure, table)
        )
        for table in TABLES
    }
    return msgspec.structs.replace(procedure, until=date.max, **tables)


def _read(name: str, schema: Any, content: Mapping[str, object]) -> Any:
    try:
        return msgspec.convert(dict(content), schema)
    except msgspec.ValidationError as error:
        said, _, where = str(error).rpartition(" - at `$")
        invalid(name, where.rstrip("`").lstrip("."), said or str(error))


def invalid(name: str, key: str, detail: str) -> NoReturn:
    raise NeedsPerson("rules_invalid", file=f"procedures/{name}.toml", key=key, detail=detail)


def mistakes(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """What is wrong with a procedure that has the right shape, as (key, what)."""
    if procedure.until < procedure.since:
        yield "until", "is before from"
    yield from _mistakes_in_time(procedure)
    yield from _circles(procedure)
    known = _known(procedure)
    for table, row in procedure.rows():
        key = f"{table}.{row.code}"
        if row.when is not None:
            if said := row.when.mistake():
                yield f"{key}.when", said
            else:
                for said in _misuses(row.when, table, known):
                    yield f"{key}.when", said
        if isinstance(row, FieldRow):
            yield from _mistakes_of_field(key, row)
        if isinstance(row, ConditionRow) and row.code in BUILT_IN:
            yield key, "is the code of one of the engine's own reasons"
        if isinstance(row, (ConditionRow, PlaceRow)):
            told = row.workbench_reason
            if told is not None and told not in REASON_CODES:
                yield f"{key}.workbench_reason", f"no reason {told}"
        if isinstance(row, PaperRow):
            for name in row.fields:
                if name not in known:
                    yield f"{key}.fields", f"no field {name}"
        if isinstance(row, DeadlineRow):
            yield from _mistakes_of_deadline(key, row, known)


def _mistakes_of_field(key: str, row: FieldRow) -> Iterator[tuple[str, str]]:
    if (row.kind == "choice") != bool(row.choices):
        yield f"{key}.choices", "only a choice has choices, and it needs them"
    codes = [each.code for each in row.choices]
    if len(set(codes)) != len(codes):
        yield f"{key}.choices", "the same code twice"
    if row.code in DERIVED:
        yield key, "is a fact that the desk works out by itself"


def _mistakes_of_deadline(key: str, row: DeadlineRow, known: _Known) -> Iterator[tuple[str, str]]:
    if row.after not in known:
        yield f"{key}.after", f"no field {row.after}"
    elif known[row.after][0] not in ("date", "moment"):
        yield f"{key}.after", f"{row.after} is no date"
    elif row.hours and known[row.after][0] != "moment":
        yield f"{key}.hours", f"{row.after} has no time of day"
    if sum(map(bool, (row.hours, row.days, row.months, row.until_age))) != 1:
        yield key, "needs exactly one of hours, days, months, until_age"


_Known = Mapping[str, tuple[str, frozenset[str]]]
"""The kind of each fact and, where it can only be one of some codes, those."""
_DERIVED_KINDS: Final[_Known] = {
    "age": ("number", frozenset()),
    "place": ("choice", frozenset(get_args(Place))),
    "person": ("choice", frozenset(get_args(Person))),
    "accepted": ("date", frozenset()),
    "municipality": ("municipality", frozenset()),
    "documents.a": ("number", frozenset()),
    "documents.b": ("number", frozenset()),
    "documents.n": ("number", frozenset()),
    "municipality.convenience": ("choice", frozenset(get_args(Standing))),
    "outcome": ("choice", frozenset({"accept", *get_args(Outcome)})),
    "delivery": ("choice", frozenset(get_args(Delivery))),
}
_DAYS: Final = frozenset(
    {"before", "on_or_after", "ends_within_months", "ended", "older_than_months",
     "older_than_days", "days_ahead_over", "same_as", "known"}
)  # fmt: skip
_FITTING: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"be", "among", "same_as", "known"}),
    "municipality": frozenset({"be", "among", "same_as", "known"}),
    "choice": frozenset({"be", "among", "same_as", "known"}),
    "yes_no": frozenset({"be", "among", "same_as", "known"}),
    "number": frozenset({"be", "below", "at_least", "same_as", "known"}),
    "documents": frozenset({"has", "known"}),
    "date": _DAYS,
    "moment": _DAYS | {"older_than_hours"},
}
"""The comparisons that make sense for each kind of fact (Condition's attributes)."""
_BEFOREHAND: Final = frozenset({"places", "persons", "fields", "conditions", "identity"})


def _known(procedure: Procedure) -> _Known:
    known = dict(_DERIVED_KINDS)
    for row in procedure.fields:
        codes = frozenset(each.code for each in row.choices)
        codes |= known.get(row.code, ("", frozenset()))[1]
        known[row.code] = (row.kind, frozenset({"yes", "no"}) if row.kind == "yes_no" else codes)
    return known


def _misuses(condition: Condition, table: str, known: _Known) -> Iterator[str]:
    """What a condition of the right shape cannot mean."""
    for inner in condition.inner():
        yield from _misuses(inner, table, known)
    absent = [name for name in _own_facts(condition) if name not in known]
    yield from (f"no field {name}" for name in absent)
    if condition.fact is None or absent:
        return
    if table in _BEFOREHAND and condition.fact in AFTERWARDS:
        yield f"{condition.fact} is not known yet in {table}"
    kind, codes = known[condition.fact]
    if condition.operator not in _FITTING[kind]:
        yield f"{condition.fact} is a {kind} and cannot be compared so"
        return
    for name in _own_facts(condition):
        if known[name][0] != kind and {known[name][0], kind} != {"date", "moment"}:
            yield f"{condition.fact} cannot be compared with {name}"
    told = condition.among if condition.be is None else (condition.be,)
    if isinstance(condition.be, (bool, int)) != (kind == "number") and condition.be is not None:
        yield f"{condition.fact} is never {condition.be}"
    elif codes:
        yield from (f"{condition.fact} is never {each}" for each in told if each not in codes)


def _own_facts(condition: Condition) -> tuple[str, ...]:
    """The facts of a condition without those inside it."""
    alone = msgspec.structs.replace(condition, all=(), any=(), negated=None)
    return tuple(alone.facts())


def _circles(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """A field that is only shown when it was answered itself."""
    asks: dict[str, set[str]] = {}
    for row in procedure.fields:
        names = () if row.when is None else tuple(row.when.facts())
        asks.setdefault(row.code, set()).update(ENTERED_AS.get(each, each) for each in names)
    for code in asks:
        seen: set[str] = set()
        ahead = set(asks[code])
        while ahead:
            name = ahead.pop()
            if name not in seen:
                seen.add(name)
                ahead |= asks.get(name, set())
        if code in seen:
            yield f"fields.{code}.when", "depends on its own answer"


def _mistakes_in_time(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Two rows of one code at one time contradict each other; fees and papers may repeat."""
    last: dict[tuple[str, str], list[Row]] = {}
    for table, row in procedure.rows():
        key = f"{table}.{row.code}"
        if row.until < row.since:
            yield f"{key}.until", "is before from"
        for other in last.setdefault((table, row.code), []):
            if row.since <= other.until and other.since <= row.until:
                yield key, f"two rows in force on {max(row.since, other.since)}"
        last[table, row.code].append(row)


def starts(procedure: Procedure) -> tuple[date, ...]:
    """The first days of the periods in which nothing changes."""
    days = {date.min, procedure.since}
    if procedure.until < date.max:
        days.add(procedure.until + timedelta(days=1))
    for _, row in procedure.rows():
        days.add(row.since)
        if row.until < date.max:
            days.add(row.until + timedelta(days=1))
    return tuple(sorted(days))

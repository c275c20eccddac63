"""A municipality's overlay (規則の調整): what it decides otherwise, as dated changes of rows.

Only rows that the shipped files mark `changeable = true` can be changed, and only in the tables of
ADDABLE can rows be added. Everything is checked before anything holds: an overlay that does not fit
is refused whole, with every mistake in it.

An overlay is the whole of a municipality's changes of all times. Each change begins on its `from`
(without one, on the overlay's `made_on`), so the days before are judged as they were, and the
version of the rules of those days stays the same. To end a change, give it `until`; taking it out
of the next overlay would also take it from the days on which it held. The format is documented in
resources/rules/OVERLAYS.md.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from desk.domain import catalogue as catalogues
from desk.domain import rules as rulebooks
from desk.domain.catalogue import Catalogue, Procedure, grounds_in_words
from desk.domain.errors import NeedsPerson
from desk.domain.rules import RuleBook
from desk.domain.rules import Settings as RuleSettings

MOST_CHANGES: Final = 200
LOCAL: Final = "local_"
"""Codes of a municipality's own rows begin so: no later national row can have the same code."""
STRUCTURE: Final = frozenset({"code", "source", "changeable", "from", "until"})
"""Keys that no change may set: what a row is, where it is from, and when it holds."""
ADDABLE: Final = frozenset({("identity", "documents"), ("identity", "combinations")})
ADDABLE_OF_A_PROCEDURE: Final = frozenset({"documents", "notes"})
_PROCEDURES: Final = "procedures/"
_COMMON: Final = _PROCEDURES + catalogues.COMMON
_HEADING: Final = "[[changes]]"

Tables = dict[str, dict[str, Any]]
"""Rows as plain values by file ("identity", "procedures/card_reissue") and table; of a procedure
also what is said once, such as its group."""


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other values for a row (`code` and `set`), or a row of the municipality's own (`add`).

    Holds from `since` (None: the overlay's `made_on`) until `until`, both inclusive.
    """

    file: Annotated[str, Meta(pattern=r"^(procedures/)?_?[a-z][a-z0-9_]*(\.toml)?$")]
    table: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
    code: str = ""
    since: date | None = msgspec.field(default=None, name="from")
    until: date = date.max
    set: dict[str, Any] = {}
    add: dict[str, Any] = {}

    @property
    def home(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(".toml")

    @property
    def row(self) -> str:
        """The code of the row that it is about."""
        return self.code or str(self.add.get("code", ""))


class Overlay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All changes of one municipality. A lower `serial` never replaces a higher one."""

    municipality: Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6)]  # dom§10.2
    serial: Annotated[int, Meta(ge=1, le=100_000)]
    made_on: date
    changes: Annotated[tuple[Change, ...], Meta(max_length=MOST_CHANGES)] = ()

    @classmethod
    def parse(cls, plain: Mapping[str, object]) -> Overlay:
        """From the plain values of TOML or of signed reference data (days as text are fine).

        Raises OverlayWrong with every change that has not the right shape.
        """
        changes = plain.get("changes", [])
        if not isinstance(changes, (list, tuple)):
            raise OverlayWrong([Mistake("shape", key="changes", detail="Expected `array`")])
        wrong: list[Mistake] = []
        for number, each in enumerate(changes):
            try:
                msgspec.convert(each, Change)
            except msgspec.ValidationError as error:
                wrong.append(_misshapen(error, number))
        try:
            rest = {name: value for name, value in plain.items() if name != "changes"}
            found = msgspec.convert(rest, cls)
        except msgspec.ValidationError as error:
            wrong.append(_misshapen(error))
        if len(changes) > MOST_CHANGES:
            wrong.append(Mistake("shape", key="changes", detail=f"more than {MOST_CHANGES}"))
        if wrong:
            raise OverlayWrong(wrong)
        return msgspec.structs.replace(found, changes=msgspec.convert(changes, tuple[Change, ...]))

    def plain(self) -> dict[str, Any]:
        """As `parse` takes it, days as text, without what is as by default."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        for change in found["changes"]:
            for name, silent in (
                ("code", ""), ("from", None), ("until", "9999-12-31"), ("set", {}), ("add", {})
            ):  # fmt: skip
                if change[name] == silent:
                    del change[name]
        return found


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong. `code` finds its sentence (`overlay_<code>` in
    resources/texts/overlay.toml), which says what to do; `number` is the change's place, from 0;
    `line` that of its heading in a file, 0 if it is not from a file."""

    code: str
    file: str = ""
    key: str = ""
    detail: str = ""
    number: int | None = None
    line: int = 0


class OverlayWrong(NeedsPerson):
    """Nothing of the overlay holds. The sentence names the first mistake, `mistakes` all."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        first = self.mistakes[0]
        super().__init__(
            f"overlay_{first.code}",
            file=first.file,
            key=first.key,
            detail=first.detail,
            count=len(self.mistakes),
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """Rules and procedures with the changes in them."""

    rules: RuleBook
    catalogue: Catalogue


def apply(overlay: Overlay, rules: RuleBook, catalogue: Catalogue) -> Applied:
    """The shipped rules with the overlay, validated as a whole; raises OverlayWrong."""
    tables = plain_tables(rules, catalogue)
    wrong = [*_overlaps(overlay)]
    fitting = []
    for number, change in enumerate(overlay.changes):
        found = list(_unfit(change, number, overlay, tables))
        wrong += found
        if not found:
            fitting.append((number, change))
    if not wrong:
        try:
            return _built(_changed(tables, overlay, [change for _, change in fitting]))
        except NeedsPerson:
            pass  # which change it is, is found below
    wrong += _contradictions(tables, overlay, fitting)
    raise OverlayWrong(wrong or [Mistake("contradiction", detail="as a whole")])


def check_overlay(text: str, rules: RuleBook, catalogue: Catalogue) -> tuple[Mistake, ...]:
    """Every mistake in an overlay's TOML, with the line of the change's heading; () if it fits."""
    headings = [n for n, each in enumerate(text.splitlines(), 1) if each.strip() == _HEADING]
    try:
        apply(read_overlay(text), rules, catalogue)
    except OverlayWrong as error:
        return tuple(_at_line(each, headings) for each in error.mistakes)
    return ()


def read_overlay(text: str) -> Overlay:
    """From TOML; raises OverlayWrong."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OverlayWrong([Mistake("no_toml", detail=str(error))]) from error
    return Overlay.parse(plain)


def _at_line(mistake: Mistake, headings: Sequence[int]) -> Mistake:
    if mistake.number is None or mistake.number >= len(headings):
        return mistake
    return replace(mistake, line=headings[mistake.number])


def _misshapen(error: msgspec.ValidationError, number: int | None = None) -> Mistake:
    said, _, where = str(error).rpartition(" - at `$")
    key = where.rstrip("`").lstrip(".") if said else ""
    if number is not None:
        key = f"changes[{number}]" + (f".{key}" if key else "")
    return Mistake("shape", key=key, detail=said or str(error), number=number)


# rows -----------------------------------------------------------------------------------------
def plain_tables(rules: RuleBook, catalogue: Catalogue) -> Tables:
    """Everything that an overlay could name; a fresh copy."""
    common = [_plain(row) for row in catalogue.reasons.values()]
    procedures = {_PROCEDURES + each.code: _plain(each) for each in catalogue.procedures}
    return {**rules.tables(), _COMMON: {"reasons": common}, **procedures}


def _plain(value: Struct) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(date,))
    return found


def row_class(file: str, table: str) -> type[Struct] | None:
    """The kind of row that stands there; None where no rows stand."""
    if file == _COMMON:
        return catalogues.ReasonRow if table == "reasons" else None
    if file.startswith(_PROCEDURES):
        return _procedure_rows().get(table)
    return rulebooks.row_classes().get((file, table))


@lru_cache(maxsize=1)
def _procedure_rows() -> Mapping[str, type[Struct]]:
    found = {}
    for field in msgspec.structs.fields(Procedure):
        if field.name in catalogues.TABLES:
            inner = field.type
            while get_origin(inner) is not tuple:
                inner = get_args(inner)[0]  # Annotated
            found[field.name] = get_args(inner)[0]
    return found


def can_add(file: str, table: str) -> bool:
    if file.startswith(_PROCEDURES) and file != _COMMON:
        return table in ADDABLE_OF_A_PROCEDURE
    return (file, table) in ADDABLE


@lru_cache(maxsize=512)
def settable(file: str, table: str) -> tuple[str, ...]:
    """The keys of a row that a change may set."""
    found = row_class(file, table)
    if found is None:
        return ()
    names = (field.encode_name for field in msgspec.structs.fields(found))
    return tuple(name for name in names if name not in STRUCTURE)


def start_of(change: Change, overlay: Overlay) -> date:
    return change.since or overlay.made_on


# what does not fit ----------------------------------------------------------------------------
def _unfit(change: Change, number: int, overlay: Overlay, tables: Tables) -> Iterator[Mistake]:
    key = f"{change.table}.{change.row}"

    def wrong(code: str, detail: str = "", part: str = "") -> Mistake:
        return Mistake(code, f"{change.home}.toml", key + part, detail, number)

    kind = row_class(change.home, change.table)
    if change.home not in tables or kind is None:
        yield wrong("unknown_file")
    elif bool(change.set) == bool(change.add) or bool(change.code) != bool(change.set):
        yield wrong("set_or_add")
    elif change.until < start_of(change, overlay):
        yield wrong("time", f"{start_of(change, overlay)} – {change.until}")
    elif change.add:
        yield from _unfit_row(change, kind, overlay, wrong)
    else:
        yield from _unfit_values(change, kind, tables, overlay, wrong)


_Wrong = Callable[..., Mistake]


def _unfit_row(
    change: Change, kind: type[Struct], overlay: Overlay, wrong: _Wrong
) -> Iterator[Mistake]:
    if not can_add(change.home, change.table):
        yield wrong("cannot_add")
        return
    code = change.row
    if not code.startswith(LOCAL):
        yield wrong("code", LOCAL)
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    for name in change.add:
        if name not in known or name in STRUCTURE - {"code", "source"}:
            yield wrong("unknown_key", name, f".{name}")
            return
    try:
        found = msgspec.convert(_added(change, overlay), kind)
    except msgspec.ValidationError as error:
        yield _typed(error, wrong)
        return
    if getattr(found, "document_class", "B") != "B":
        yield wrong("class", part=".class")  # A and N are the law's (dom§4.2), B is a choice


def _unfit_values(
    change: Change, kind: type[Struct], tables: Tables, overlay: Overlay, wrong: _Wrong
) -> Iterator[Mistake]:
    rows = [row for row in tables[change.home][change.table] if row["code"] == change.code]
    if not rows:
        yield wrong("unknown_row")
        return
    allowed = settable(change.home, change.table)
    unknown = [name for name in change.set if name not in allowed]
    if unknown:
        yield from (wrong("unknown_key", name, f".{name}") for name in unknown)
        return
    start = start_of(change, overlay)
    touched = [row for row in rows if row["from"] <= change.until and start <= row["until"]]
    if not touched:
        yield wrong("no_such_time", f"{start} – {change.until}")
    for row in touched:
        if not row["changeable"]:
            yield wrong("not_changeable", _time(row))
            continue
        try:
            msgspec.convert(row | change.set, kind)
            if change.table == "settings":
                msgspec.convert(change.set["value"], _setting_types()[change.code])
        except msgspec.ValidationError as error:
            yield _typed(error, wrong)


def _typed(error: msgspec.ValidationError, wrong: _Wrong) -> Mistake:
    said, _, where = str(error).rpartition(" - at `$")
    return wrong("type", said or str(error), where.rstrip("`") if said else "")


def _time(row: Mapping[str, Any]) -> str:
    since = "" if row["from"] == date.min else row["from"].isoformat()
    until = "" if row["until"] == date.max else row["until"].isoformat()
    return f"{since} – {until}" if since or until else ""


@lru_cache(maxsize=1)
def _setting_types() -> Mapping[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(RuleSettings)}


def choices_of(setting: str) -> tuple[Any, ...]:
    """The values of a setting that knows only a few; () for any other."""
    kind = _setting_types()[setting]
    return get_args(kind) if get_origin(kind) is Literal else ()


def _overlaps(overlay: Overlay) -> Iterator[Mistake]:
    """Two changes of one row at one time contradict each other."""
    seen: dict[tuple[str, str, str], list[Change]] = {}
    for number, change in enumerate(overlay.changes):
        others = seen.setdefault((change.home, change.table, change.row), [])
        start = start_of(change, overlay)
        for other in others:
            begun = start_of(other, overlay)
            if start <= other.until and begun <= change.until:
                key, day = f"{change.table}.{change.row}", str(max(start, begun))
                yield Mistake("overlap", f"{change.home}.toml", key, day, number)
                break
        others.append(change)


# the changed rules ----------------------------------------------------------------------------
def _changed(tables: Tables, overlay: Overlay, changes: Sequence[Change]) -> Tables:
    """A copy with those changes; nothing of `tables` is touched."""
    found = {file: dict(content) for file, content in tables.items()}
    for change in changes:
        rows = found[change.home][change.table]
        found[change.home][change.table] = (
            [*rows, _added(change, overlay)]
            if change.add
            else [part for row in rows for part in _split(row, change, overlay)]
        )
    return found


def _added(change: Change, overlay: Overlay) -> dict[str, Any]:
    source = change.add.get("source", f"overlay {overlay.municipality}")
    times = {"from": start_of(change, overlay), "until": change.until}
    return {**change.add, "source": source, **times}


def _split(row: dict[str, Any], change: Change, overlay: Overlay) -> Iterator[dict[str, Any]]:
    """The row before, during and after the change, at its place."""
    start, until = start_of(change, overlay), change.until
    if row["code"] != change.code or until < row["from"] or row["until"] < start:
        yield row
        return
    if row["from"] < start:
        yield row | {"until": start - timedelta(days=1)}
    source = f"overlay {overlay.municipality}; {row['source']}"
    during = {"from": max(row["from"], start), "until": min(row["until"], until)}
    yield row | change.set | during | {"source": source}
    if until < row["until"]:
        yield row | {"from": until + timedelta(days=1)}


def _built(tables: Tables) -> Applied:
    """Raises NeedsPerson("rules_invalid")."""
    procedures = {
        file.removeprefix(_PROCEDURES): content
        for file, content in tables.items()
        if file.startswith(_PROCEDURES)
    }
    rest = {file: content for file, content in tables.items() if not file.startswith(_PROCEDURES)}
    catalogue = Catalogue.parse(procedures)
    return Applied(RuleBook.parse(rest, grounds_in_words(catalogue)), catalogue)


def _contradictions(
    tables: Tables, overlay: Overlay, changes: Sequence[tuple[int, Change]]
) -> Iterator[Mistake]:
    """The changes that the rules cannot take, each with what is wrong then. A change that only
    works with another (a combination that needs an added document) is tried again after it."""
    present, waiting = tables, list(changes)
    while True:
        left, said = [], []
        for number, change in waiting:
            try:
                further = _changed(present, overlay, [change])
                _built(further)
            except NeedsPerson as error:
                left.append((number, change))
                detail = f"{error.facts.get('key')}: {error.facts.get('detail')}"
                key = f"{change.table}.{change.row}"
                said.append(Mistake("contradiction", f"{change.home}.toml", key, detail, number))
            else:
                present = further
        if not left or len(left) == len(waiting):
            yield from said
            return
        waiting = left


# written down ---------------------------------------------------------------------------------
def as_toml(overlay: Overlay) -> str:
    """A file that `read_overlay` reads as the same overlay: what the hub signs."""
    head = [
        "# 規則の調整: desk-hub municipality overlay --file …",
        f'municipality = "{overlay.municipality}"',
        f"serial = {overlay.serial}",
        f"made_on = {overlay.made_on.isoformat()}",
    ]
    blocks = [_block(change) for change in overlay.changes]
    return "\n".join(["\n".join(head), *blocks]) + "\n"


def _block(change: Change) -> str:
    lines = ["", _HEADING, f"file = {_toml(change.file)}", f"table = {_toml(change.table)}"]
    if change.code:
        lines.append(f"code = {_toml(change.code)}")
    if change.since is not None:
        lines.append(f"from = {change.since.isoformat()}")
    if change.until != date.max:
        lines.append(f"until = {change.until.isoformat()}")
    lines += [
        f"{name} = {_toml(part)}" for name in ("set", "add") if (part := getattr(change, name))
    ]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """TOML's basic strings, numbers and truth values are written as JSON's are."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

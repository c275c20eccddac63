"""The rules as data: documents, combinations, reasons, mail, validity, retention, by date.

The files in `resources/rules` are TOML; every row may carry `from` and `until` (both inclusive), so
that an application is judged by the rules of its acceptance date (dom§14, V25). Each row names its
source; `changeable` marks what a municipality may decide otherwise.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NoReturn, Protocol, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from desk.domain.delivery import REASON_CODES
from desk.domain.errors import NeedsPerson

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, Meta(min_length=1)]
DocumentClass = Literal["A", "B", "N"]
Expiry = Literal["dated", "optional", "none"]
OldFormPolicy = Literal["reject", "correct_by_hand", "reissue"]
LeapBirthday = Literal["02-28", "03-01"]
AgeDay = Literal["issue", "acceptance"]

FIRST_VERSION: Final = date(2022, 1, 1)
"""The month that names rules older than every `from` (the source document is of 2022-01)."""


class Label(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words for people in both languages."""

    ja: Words
    en: Words


class Dated(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row with its code, its time and where it is from."""

    code: Code
    source: Words
    changeable: bool = False
    since: date = msgspec.field(default=date.min, name="from")
    until: date = date.max


class Labelled(Label, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dated row with words in both languages (a msgspec struct can have one base only)."""

    code: Code
    source: Words
    changeable: bool = False
    since: date = msgspec.field(default=date.min, name="from")
    until: date = date.max


Row = Dated | Labelled


class Document(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An identity document (本人確認書類). `shortcut` is the two keys that choose it, or the list
    "A6" or "B6" (そのほか) in which it stands."""

    document_class: DocumentClass = msgspec.field(name="class")
    shortcut: Annotated[str, Meta(pattern=r"^[ABN][1-6]$")]
    expiry: Expiry  # dated: must have one; optional: may have none; none: nothing to ask
    portrait: bool
    note: Label | None = None
    enabled: bool = True

    @property
    def in_list(self) -> bool:
        """Stands behind 「そのほか」 rather than on a button of its own."""
        return self.shortcut in ("A6", "B6")


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a combination: so many of a class, or of the named documents."""

    count: Annotated[int, Meta(ge=1, le=4)] = 1
    document_class: DocumentClass | None = msgspec.field(default=None, name="class")
    documents: tuple[Code, ...] = ()
    remedy: Code | None = None  # what closes this gap; for a class it is add_<class>_<count>

    def takes(self, document: Document) -> bool:
        return document.document_class == self.document_class or document.code in self.documents


class Combination(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Documents that together allow mailing (dom§4.1)."""

    label: Words  # short and the same in both languages: "A1+B1"
    needs: Annotated[tuple[Slot, ...], Meta(min_length=1)]
    enabled: bool = True


class ReasonRule(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wording of a reason against mailing. `final`: nothing at the booth can clear it."""

    enabled: bool = True
    final: bool = False
    remedy: Code | None = None


class Remedy(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What would make mailing possible."""


class PhotoException(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """やむを得ない理由 (dom§3.1); `on_form` is what is written beside the name on the form, `lifts`
    are the findings of photo.toml that are no fault with this reason."""

    on_form: Label
    lifts: tuple[Code, ...] = ()


class Lines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several lines for people; both languages have the same number of lines."""

    ja: Annotated[tuple[Words, ...], Meta(min_length=1)]
    en: Annotated[tuple[Words, ...], Meta(min_length=1)]


class Passage(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of the slip: `rules.texts[code].ja` is a tuple of lines."""

    ja: Annotated[tuple[Words, ...], Meta(min_length=1)]
    en: Annotated[tuple[Words, ...], Meta(min_length=1)]


class MailType(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the card is posted (dom§5)."""

    kept_days: Annotated[int, Meta(ge=1, le=60)]  # at the post office after a failed delivery
    photo_id_at_door: bool
    arrival: Lines


class Retention(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something is kept, from the first day of the next fiscal year where in years."""

    years: Annotated[int, Meta(ge=0, le=100)] = 0
    days: Annotated[int, Meta(ge=0, le=3660)] = 0
    needs_approval: bool = True


class StayStatus(Labelled, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A foreign resident's status (在留の区分). `ends_card`: the card ends with the stay."""

    ends_card: bool


class Setting(Dated, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of `Settings`."""

    value: bool | int | str


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Single values of the rules; resources/rules says where each is from."""

    guardian_below_age: Annotated[int, Meta(ge=0, le=20)]
    oldest_age: Annotated[int, Meta(ge=100, le=150)]
    no_photo_below_age: Annotated[int, Meta(ge=0, le=6)]
    braille_longest: Annotated[int, Meta(ge=1, le=100)]
    stay_warning_months: Annotated[int, Meta(ge=0, le=24)]
    old_form_policy: OldFormPolicy
    face_only_card: bool
    address_may_differ: bool
    move_window_months: Annotated[int, Meta(ge=1, le=12)]
    mail_type: Code
    adult_age: Annotated[int, Meta(ge=15, le=25)]
    adult_birthdays: Annotated[int, Meta(ge=1, le=20)]
    minor_birthdays: Annotated[int, Meta(ge=1, le=20)]
    certificate_birthdays: Annotated[int, Meta(ge=1, le=20)]
    sign_certificate_age: Annotated[int, Meta(ge=0, le=20)]
    renewed_certificate_birthdays: Annotated[int, Meta(ge=5, le=6)]
    leap_birthday: LeapBirthday
    age_judged_on: AgeDay
    issue_after_days: Annotated[int, Meta(ge=1, le=180)]
    slate_apart_s: Annotated[int, Meta(ge=1, le=600)]
    look_back_days: Annotated[int, Meta(ge=0, le=60)]
    fast_approval_ms: Annotated[int, Meta(ge=100, le=60_000)]
    many_shots: Annotated[int, Meta(ge=2, le=20)]
    unsent_warn: Annotated[int, Meta(ge=1, le=100_000)]
    unsent_stop: Annotated[int, Meta(ge=1, le=100_000)]
    contact_warn_days: Annotated[int, Meta(ge=1, le=366)]
    contact_stop_days: Annotated[int, Meta(ge=1, le=366)]
    disk_warn_mb: Annotated[int, Meta(ge=10, le=1_000_000)]
    disk_stop_mb: Annotated[int, Meta(ge=10, le=1_000_000)]
    person_kb: Annotated[int, Meta(ge=100, le=100_000)]
    extension_hours: Annotated[int, Meta(ge=1, le=168)]


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    settings: tuple[Setting, ...] = ()


class _Identity(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    documents: tuple[Document, ...]
    combinations: tuple[Combination, ...]


class _Delivery(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reasons: tuple[ReasonRule, ...]
    remedies: tuple[Remedy, ...]


class _Mail(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mail_types: tuple[MailType, ...]
    texts: tuple[Passage, ...]


class _Retention(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    retention: tuple[Retention, ...]


class _Validity(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    stay_statuses: tuple[StayStatus, ...]


class _Exceptions(_File, frozen=True, kw_only=True, forbid_unknown_fields=True):
    photo_exceptions: tuple[PhotoException, ...]


_SCHEMAS: Final[dict[str, type[_File]]] = {
    "identity": _Identity,
    "delivery": _Delivery,
    "applicant": _File,
    "mail": _Mail,
    "validity": _Validity,
    "retention": _Retention,
    "exceptions": _Exceptions,
    "binding": _File,
    "limits": _File,
}
READ_ELSEWHERE: Final = frozenset({"photo", "likeness", "camera_check"})  # vision reads its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one day. Mappings keep the order of the files."""

    version: str
    documents: Mapping[str, Document]
    combinations: tuple[Combination, ...]  # only the enabled ones
    reasons: Mapping[str, ReasonRule]
    remedies: Mapping[str, Label]
    photo_exceptions: Mapping[str, PhotoException]
    mail_types: Mapping[str, MailType]
    texts: Mapping[str, Passage]
    retention: Mapping[str, Retention]
    stay_statuses: Mapping[str, StayStatus]
    settings: Settings

    @property
    def mail_type(self) -> MailType:
        return self.mail_types[self.settings.mail_type]

    def documents_of(self, shortcut: str) -> tuple[Document, ...]:
        """The documents behind "A1".."B6", "N1", "N2": one, or the list of A6 or B6."""
        return tuple(found for found in self.documents.values() if found.shortcut == shortcut)


class RulesByDay(Protocol):
    """What services ask for rules: a RuleBook, or whatever book is in force at the moment of
    asking (desk/services/current_rules.py)."""

    def on(self, day: date) -> Rules: ...


class RuleBook:
    """All rules of all times."""

    def __init__(
        self, files: Mapping[str, _File], grounds: Mapping[str, ReasonRule] | None = None
    ) -> None:
        self._files = files
        self._grounds = grounds or {}
        self._starts = _starts(files)
        self._built: dict[int, Rules] = {}

    @classmethod
    def parse(
        cls,
        files: Mapping[str, Mapping[str, object]],
        grounds: Mapping[str, ReasonRule] | None = None,
    ) -> RuleBook:
        """Read the parsed TOML files by name ("identity" or "identity.toml").

        `grounds` are the words of reasons that procedures give (catalogue.grounds_in_words): they
        are looked up like the rules' own.

        Raises NeedsPerson("rules_invalid", file=…, key=…, detail=…) for the first thing that is
        missing, unknown, of the wrong type, twice at one time, or points to nothing.
        """
        named = {name.removesuffix(".toml"): content for name, content in files.items()}
        for name in sorted(named.keys() - _SCHEMAS.keys() - READ_ELSEWHERE):
            _invalid(name, "", "unknown file")
        for name in sorted(_SCHEMAS.keys() - named.keys()):
            _invalid(name, "", "file is missing")
        read = {name: _read(name, schema, named[name]) for name, schema in _SCHEMAS.items()}
        book = cls(read, grounds)
        for start in book._starts:
            book.on(start)
        return book

    def tables(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Every row as plain values, by file and table, as `parse` takes them; a fresh copy."""
        return {
            name: {
                table: [msgspec.to_builtins(row, builtin_types=(date,)) for row in rows]
                for table, rows in _rows(file)
            }
            for name, file in self._files.items()
        }

    def on(self, day: date) -> Rules:
        """The rules in force on that day."""
        period = max(bisect_right(self._starts, day) - 1, 0)
        found = self._built.get(period)
        if found is None:
            rules = _rules_on(self._files, day)
            found = replace(rules, reasons={**rules.reasons, **self._grounds})
            self._built[period] = found
        return found


def file_schemas() -> Mapping[str, type[Struct]]:
    """What each rule file must look like, by name without its ending."""
    return _SCHEMAS


@lru_cache(maxsize=1)
def row_classes() -> Mapping[tuple[str, str], type[Row]]:
    """The kind of row of each file and table."""
    return {
        (name, field.name): get_args(field.type)[0]
        for name, schema in _SCHEMAS.items()
        for field in msgspec.structs.fields(schema)
    }


def _read(name: str, schema: type[_File], content: Mapping[str, object]) -> _File:
    try:
        return msgspec.convert(dict(content), schema)
    except msgspec.ValidationError as error:
        said, where = _said_where(error)
        _invalid(name, where.lstrip("."), said)


def _invalid(file: str, key: str, detail: str) -> NoReturn:
    raise NeedsPerson("rules_invalid", file=f"{file}.toml", key=key, detail=detail)


_R = TypeVar("_R", bound=Row)


def _rows(file: _File) -> Iterable[tuple[str, Sequence[Row]]]:
    """The tables of a file by name."""
    for table in file.__struct_fields__:
        yield table, getattr(file, table)


def _starts(files: Mapping[str, _File]) -> tuple[date, ...]:
    """The first days of the periods in which nothing changes."""
    days = {date.min}
    for file in files.values():
        for row in (row for _, rows in _rows(file) for row in rows):
            days.add(row.since)
            if row.until < date.max:
                days.add(row.until + timedelta(days=1))
    return tuple(sorted(days))


def _holds(row: Row, day: date) -> bool:
    return row.since <= day <= row.until


def _effective(file: str, table: str, rows: Sequence[_R], day: date) -> dict[str, _R]:
    """Rows in force by code; two at one time are a mistake in the file."""
    found: dict[str, _R] = {}
    for row in rows:
        if _holds(row, day):
            if row.code in found:
                _invalid(file, f"{table}.{row.code}", f"two rows in force on {day}")
            found[row.code] = row
    return found


def _rules_on(files: Mapping[str, _File], day: date) -> Rules:
    tables: dict[str, dict[str, Any]] = {}
    values: dict[str, object] = {}
    homes: dict[str, str] = {}
    for name, file in files.items():
        for table, rows in _rows(file):
            in_force = _effective(name, table, rows, day)
            if table == "settings":
                values |= {code: getattr(row, "value", None) for code, row in in_force.items()}
                homes |= dict.fromkeys(in_force, name)
            else:
                tables[table] = in_force
    combinations = tuple(row for row in tables["combinations"].values() if row.enabled)
    settings = _settings(values, homes)
    rules = Rules(
        version=_version(files, day),
        documents={code: row for code, row in tables["documents"].items() if row.enabled},
        combinations=combinations,
        reasons=_worded(tables["reasons"], settings),
        remedies=tables["remedies"] | {f"show_{row.code}": row for row in combinations},
        photo_exceptions=tables["photo_exceptions"],
        mail_types=tables["mail_types"],
        texts=tables["texts"],
        retention=tables["retention"],
        stay_statuses=tables["stay_statuses"],
        settings=settings,
    )
    _check(rules)
    return rules


def _worded(reasons: Mapping[str, ReasonRule], settings: Settings) -> dict[str, ReasonRule]:
    """Reasons say the limit that is in force: "{move_window_months}か月以内に…"."""
    gap, months = "{move_window_months}", str(settings.move_window_months)
    return {
        code: msgspec.structs.replace(
            row, ja=row.ja.replace(gap, months), en=row.en.replace(gap, months)
        )
        for code, row in reasons.items()
    }


def _settings(values: Mapping[str, object], homes: Mapping[str, str]) -> Settings:
    """`homes` names the file of each value."""
    known = set(Settings.__struct_fields__)
    for code in sorted(known - values.keys()):
        _invalid("*", f"settings.{code}", "no value in force on every day")
    for code in sorted(values.keys() - known):
        _invalid(homes[code], f"settings.{code}", "unknown setting")
    try:
        return msgspec.convert(dict(values), Settings)
    except msgspec.ValidationError as error:
        said, where = _said_where(error)
        _invalid(homes[where.strip(".")], f"settings{where}", said)


def _said_where(error: msgspec.ValidationError) -> tuple[str, str]:
    """What msgspec says, and the path that it names after `$`."""
    said, _, where = str(error).rpartition(" - at `$")
    return (said, where.rstrip("`")) if said else (str(error), "")


def _version(files: Mapping[str, _File], day: date) -> str:
    """Month of the newest change in force and a digest of everything in force: "2024-12-1f0c…".

    When a row ends says nothing about this day: a later row that cuts it short (a newer file, an
    overlay) leaves the version of the days before as it was.
    """
    newest = FIRST_VERSION
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        for table, rows in _rows(file):
            for row in (row for row in rows if _holds(row, day)):
                newest = max(newest, row.since)
                endless = msgspec.structs.replace(row, until=date.max)
                line = msgspec.json.encode(endless, order="deterministic")
                digest.update(f"{name}.{table}:".encode() + line + b"\n")
    return f"{newest:%Y-%m}-{digest.hexdigest()[:8]}"


def _check(rules: Rules) -> None:
    """Everything that is named exists, and every reason the desk can give has its words."""
    for code in REASON_CODES:
        if code not in rules.reasons:
            _invalid("delivery", f"reasons.{code}", "no words for this reason")
    for code, reason in rules.reasons.items():
        if code not in REASON_CODES:
            _invalid("delivery", f"reasons.{code}", "the desk knows no such reason")
        if reason.remedy is not None and reason.remedy not in rules.remedies:
            _invalid("delivery", f"reasons.{code}.remedy", "no such remedy")
    if rules.settings.mail_type not in rules.mail_types:
        _invalid("mail", "settings.mail_type", "no such mail type")
    _check_texts(rules)
    _check_shortcuts(rules.documents.values())
    for combination in rules.combinations:
        _check_combination(combination, rules)


def _check_texts(rules: Rules) -> None:
    passages: dict[str, Passage | Lines] = {
        f"texts.{code}": row for code, row in rules.texts.items()
    }
    arrivals = {f"mail_types.{code}.arrival": row.arrival for code, row in rules.mail_types.items()}
    for key, lines in {**passages, **arrivals}.items():
        if len(lines.ja) != len(lines.en):
            _invalid("mail", key, "ja and en differ in their number of lines")


def _check_shortcuts(documents: Iterable[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        key = f"documents.{document.code}.shortcut"
        if document.shortcut[0] != document.document_class:
            _invalid("identity", key, "does not fit the class")
        if not document.in_list and document.shortcut in seen:
            _invalid("identity", key, "used twice")
        seen.add(document.shortcut)


def _check_combination(combination: Combination, rules: Rules) -> None:
    """Slots must not compete for one document, or counting would need a search."""
    key = f"combinations.{combination.code}"
    for document in rules.documents.values():
        if sum(slot.takes(document) for slot in combination.needs) > 1:
            _invalid("identity", key, f"two slots take {document.code}")
    for slot in combination.needs:
        if (slot.document_class is None) == (not slot.documents):
            _invalid("identity", key, "a slot needs either a class or documents")
        for code in slot.documents:
            if code not in rules.documents:
                _invalid("identity", key, f"no document {code}")
        for missing in range(1, slot.count + 1):
            if slot_remedy(slot, missing) not in rules.remedies:
                _invalid("identity", key, f"no remedy {slot_remedy(slot, missing)}")


def slot_remedy(slot: Slot, missing: int) -> str:
    """The remedy's code when so many documents of a slot are missing."""
    if slot.remedy is not None:
        return slot.remedy
    return f"add_{(slot.document_class or 'n').lower()}_{missing}"

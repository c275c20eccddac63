"""Editing an overlay: what may be changed, what holds now, and the changes so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from desk.domain.catalogue import Catalogue
from desk.domain.errors import Refused
from desk.domain.overlay import (
    Applied,
    Change,
    Overlay,
    apply,
    choices_of,
    plain_tables,
    settable,
)
from desk.domain.rules import RuleBook

EDITABLE: Final[tuple[str, ...]] = (
    "enabled", "value", "ja", "en", "label", "kept_days", "photo_id_at_door", "years", "days",
    "needs_approval", "hours", "months", "yen",
)  # fmt: skip
"""The keys that the screen edits; the others of `settable` only a file can."""
GROUPS: Final = (
    "documents", "combinations", "mail", "old_forms", "retention", "moving", "texts", "desk",
    "procedures",
)  # fmt: skip
_OLD_FORMS: Final = ("old_form_policy",)
_MOVING: Final = ("move_window_months", "moving")
_BY_TABLE: Final = {
    "documents": "documents",
    "combinations": "combinations",
    "mail_types": "mail",
    "texts": "texts",
    "retention": "retention",
}

Key = tuple[str, str, str]
"""File, table and code of a row."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A row that may be changed. `values` hold on the asked day, `shipped` without an overlay;
    both only have what the screen edits. `since`: from when the change of the draft holds, None
    while there is none."""

    key: Key
    group: str
    ja: str
    en: str
    source: str
    values: Mapping[str, Any]
    shipped: Mapping[str, Any]
    since: date | None
    choices: tuple[tuple[str, str, str], ...] = ()
    """For a value out of a few: the value as text, and its words in both languages if known."""

    @property
    def changed(self) -> bool:
        return self.since is not None


class OverlayDraft:
    """The overlay in force with what a supervisor changed; nothing of it holds before it is signed
    and taken in. `municipality` is that of the terminal's enrolment."""

    def __init__(
        self,
        rules: RuleBook,
        catalogue: Catalogue,
        present: Overlay | None,
        municipality: str,
        today: date,
    ) -> None:
        self._shipped = Applied(rules, catalogue)
        self._tables = plain_tables(rules, catalogue)
        self.today = today
        self.overlay = Overlay(
            municipality=municipality,
            serial=1 if present is None else present.serial + 1,
            made_on=today,
            changes=() if present is None else _settled(present),
        )
        self._before = self.overlay.changes

    @property
    def touched(self) -> bool:
        """Is anything otherwise than in the overlay in force?"""
        return self.overlay.changes != self._before

    def applied(self) -> Applied:
        """The rules as they would be; raises OverlayWrong."""
        return apply(self.overlay, self._shipped.rules, self._shipped.catalogue)

    def lines(self, on: date) -> tuple[RuleLine, ...]:
        """Every row that may be changed and is in force on that day, by group."""
        found = [
            self._line(file, table, row)
            for file, content in self._tables.items()
            for table, rows in content.items()
            if isinstance(rows, (list, tuple))
            for row in rows
            if row.get("changeable") and row["from"] <= on <= row["until"]
        ]
        found = [each for each in found if each.shipped]
        return tuple(sorted(found, key=lambda each: GROUPS.index(each.group)))

    def _line(self, file: str, table: str, row: Mapping[str, Any]) -> RuleLine:
        key = (file, table, str(row["code"]))
        names = [name for name in EDITABLE if name in settable(file, table) and name in row]
        shipped = {name: row[name] for name in names}
        change = self._last(key)
        values = shipped if change is None else shipped | {
            name: value for name, value in change.set.items() if name in shipped
        }  # fmt: skip
        return RuleLine(
            key=key,
            group=_group(*key),
            ja=self._words(file, row, "ja"),
            en=self._words(file, row, "en"),
            source=str(row["source"]),
            values=values,
            shipped=shipped,
            since=None if change is None else change.since,
            choices=self._choices(table, key[2]),
        )

    def _choices(self, table: str, code: str) -> tuple[tuple[str, str, str], ...]:
        if table != "settings":
            return ()
        if code == "mail_type":
            rows = self._tables["mail"]["mail_types"]
            return tuple((row["code"], row["ja"], row["en"]) for row in rows)
        return tuple((str(each), "", "") for each in choices_of(code))

    def _words(self, file: str, row: Mapping[str, Any], language: str) -> str:
        """What the row is called: its procedure, and its words, of several lines the first; a
        setting has none."""
        words = row.get(language, "")
        said = words if isinstance(words, str) else str(words[0])
        whole = self._tables[file].get(language, "")
        between = "：" if language == "ja" else ": "
        return f"{whole}{between}{said}" if isinstance(whole, str) and whole else said

    def _last(self, key: Key) -> Change | None:
        """The change with no end: what holds once it has begun."""
        mine = [each for each in self.overlay.changes if _key(each) == key]
        return next((each for each in mine if each.until == date.max), None)

    def set(self, key: Key, values: Mapping[str, Any], since: date) -> None:
        """Let the row have these values from that day. What was changed before it stays until the
        day before; values as shipped end the change. Raises Refused("overlay_from_past") for a day
        before today: what was judged stays judged."""
        if since < self.today:
            raise Refused("overlay_from_past")
        line = next((each for each in self.lines(since) if each.key == key), None)
        if line is None:
            raise Refused("overlay_no_row_then")
        other = {name: value for name, value in values.items() if line.shipped.get(name) != value}
        last = self._last(key)
        kept = {} if last is None else {k: v for k, v in last.set.items() if k not in line.shipped}
        changes = [part for each in self.overlay.changes for part in _cut(each, key, since)]
        if other or kept:
            changes.append(
                Change(file=key[0], table=key[1], code=key[2], since=since, set=kept | other)
            )
        self.overlay = msgspec.structs.replace(self.overlay, changes=tuple(changes))

    def reset(self, key: Key, since: date) -> None:
        """As shipped again from that day on; a change that has not begun is taken out."""
        if since < self.today:
            raise Refused("overlay_from_past")
        changes = [part for each in self.overlay.changes for part in _cut(each, key, since)]
        self.overlay = msgspec.structs.replace(self.overlay, changes=tuple(changes))


def _settled(overlay: Overlay) -> tuple[Change, ...]:
    """Each with its own first day, since the new overlay is made on another one."""
    return tuple(
        msgspec.structs.replace(each, since=each.since or overlay.made_on)
        for each in overlay.changes
    )


def _cut(change: Change, key: Key, since: date) -> Sequence[Change]:
    """What is left of a change of that row before that day."""
    start = change.since or since
    if _key(change) != key or change.until < since:
        return (change,)
    if start >= since:
        return ()
    return (msgspec.structs.replace(change, until=since - timedelta(days=1)),)


def _key(change: Change) -> Key:
    return (change.home, change.table, change.row)


def _group(file: str, table: str, code: str) -> str:
    if file.startswith("procedures/"):
        return "procedures"
    if code in _OLD_FORMS:
        return "old_forms"
    if code in _MOVING:
        return "moving"
    if file == "mail" and table == "settings":
        return "mail"
    return _BY_TABLE.get(table, "desk")

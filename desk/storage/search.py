"""Finding applications: the list, the search, the same form, the same person, the one before."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from desk.domain.application import ApplicationId, Line, Record, Status
from desk.domain.errors import Refused
from desk.domain.form_id import FormId
from desk.domain.numbers import ApplicationNumber
from desk.storage.records import LINE_COLUMNS, Records, line_from

_LIVING = "status IN ('draft', 'held', 'accepted', 'sealed', 'received')"
_NEWEST = "ORDER BY on_date DESC, serial DESC, version DESC"
# A number shows once: a correction under way stands for the version that it corrects, and one
# that was given up (取消) before it was accepted never shows, whatever becomes of that version.
_ONE_LINE_A_NUMBER = """
    status <> 'superseded'
    AND id NOT IN (
        SELECT supersedes FROM application
        WHERE supersedes IS NOT NULL AND status IN ('draft', 'held'))
    AND NOT (status IN ('voided', 'handed_back')
        AND supersedes IS NOT NULL AND accepted_at IS NULL)
    """
_NOT_THIS_NUMBER = """
    NOT EXISTS (
        SELECT 1 FROM application AS this WHERE this.id = ? AND this.on_date = found.on_date
            AND this.terminal = found.terminal AND this.serial = found.serial)
    """
_ITS_NUMBER = """
    (on_date, terminal, serial) = (
        SELECT on_date, terminal, serial FROM application WHERE id = ?)
    """
_LOOK_ALIKES = (
    ("namesake", "name_key = ? AND birth = ?"),
    ("same_name", "name_key = ?"),
    ("same_name", "kana_key = ?"),
    ("same_birth_address", "birth = ? AND address_key = ?"),
    (
        "same_household",
        "address_key = ? AND on_date = (SELECT on_date FROM application WHERE id = ?)",
    ),
)
# From the few words of that kind, not from the many applications.
_SENT_BACK = f"""
    SELECT {LINE_COLUMNS} FROM review AS word
    CROSS JOIN application ON application.id = word.application_id
    WHERE word.decision = 'sent_back' AND status = 'accepted' AND {_ONE_LINE_A_NUMBER}
        AND NOT EXISTS (SELECT 1 FROM review AS later
            WHERE later.application_id = word.application_id AND later.seq > word.seq)
    ORDER BY word.seq
    """  # noqa: S608 our own text
_BEFORE = """
    SELECT application_id FROM shot JOIN application AS found ON found.id = shot.application_id
    WHERE found.day_id = (SELECT day_id FROM application WHERE id = ?1)
        AND found.status <> 'purged' AND shot.chosen = 1
        AND found.serial <> (SELECT serial FROM application WHERE id = ?1)
        AND taken_order < coalesce(
            (SELECT min(taken_order) FROM shot WHERE application_id = ?1), 9223372036854775807)
    ORDER BY taken_order DESC, found.version DESC LIMIT 1
    """


class Search(Records):
    """Reads only; every question has its index."""

    def count(self, query: str = "", statuses: Sequence[Status] = ()) -> int:
        where, values = self._where(query, statuses)
        row = self._database.row(
            f"SELECT count(*) AS found FROM application WHERE {where}",  # noqa: S608
            *values,
        )
        return 0 if row is None else int(row["found"])

    def page(
        self, query: str, offset: int, limit: int, statuses: Sequence[Status] = ()
    ) -> tuple[Line, ...]:
        """The rows are chosen in the index alone; only those shown are read from the table."""
        where, values = self._where(query, statuses)
        rows = self._database.rows(
            f"SELECT {LINE_COLUMNS} FROM application WHERE rowid IN ("  # noqa: S608
            f"SELECT rowid FROM application WHERE {where} {_NEWEST} LIMIT ? OFFSET ?) {_NEWEST}",
            *values,
            limit,
            offset,
        )
        return tuple(line_from(row) for row in rows)

    def _where(self, query: str, statuses: Sequence[Status]) -> tuple[str, tuple[object, ...]]:
        """Conditions made of our own text; what was typed goes in as values only."""
        wanted = tuple(status.value for status in statuses)
        condition = _ONE_LINE_A_NUMBER
        if wanted:
            condition += f" AND status IN ({', '.join('?' * len(wanted))})"
        found, values = self._matching(query)
        return (f"{condition} AND ({found})", (*wanted, *values)) if found else (condition, wanted)

    def _matching(self, query: str) -> tuple[str, tuple[object, ...]]:
        query = query.encode("utf-8", "ignore").decode()  # half a surrogate pair matches nothing
        typed = unicodedata.normalize("NFKC", query).strip().upper()
        if not typed:
            return "", ()
        number = _full_number(typed)
        if number is not None:
            return "on_date = ? AND terminal = ? AND serial = ?", (
                number.day.isoformat(),
                number.terminal,
                number.serial,
            )
        conditions = ["instr(terminal || '-' || printf('%03d', serial), ?) = 1"]
        values: list[object] = [typed]
        if typed.isascii() and typed.isdigit():
            conditions += ["serial = ?", "form_tail = ?"]
            values += [int(typed[:9]), typed]
        for column, key in (("name_key", self._keys.name), ("kana_key", self._keys.kana)):
            if text := key(query):
                conditions.append(f"instr({column}, ?)")
                values.append(text)
        return " OR ".join(conditions), tuple(values)

    def line(self, application: ApplicationId) -> Line | None:
        """A corrected application is still there: what was said of it is said of its number."""
        row = self._database.row(
            f"SELECT {LINE_COLUMNS} FROM application WHERE {_ITS_NUMBER} AND {_LIVING}"  # noqa: S608
            " ORDER BY version DESC LIMIT 1",
            application,
        )
        return None if row is None else line_from(row)

    def sent_back(self) -> tuple[Line, ...]:
        rows = self._database.rows(_SENT_BACK)
        return tuple(line_from(row) for row in rows)

    def with_form_id(self, form_id: FormId, other_than: ApplicationId | None) -> tuple[Line, ...]:
        """Other versions of the same number are the same application, not another one."""
        return self._lines("form_id = ?", (form_id,), other_than)

    def look_alikes(
        self,
        other_than: ApplicationId | None,
        name_key: str,
        kana_key: str,
        birth: date | None,
        address_key: str,
    ) -> tuple[tuple[str, Line], ...]:
        """Each line once, under the first kind that fits."""
        born = "" if birth is None else birth.isoformat()
        asked: tuple[tuple[str, ...], ...] = (
            (name_key, born),
            (name_key,),
            (kana_key,),
            (born, address_key),
            (address_key, other_than or ""),
        )
        found: dict[ApplicationId, tuple[str, Line]] = {}
        for (kind, condition), values in zip(_LOOK_ALIKES, asked, strict=True):
            if all(values):
                for line in self._lines(condition, values, other_than):
                    found.setdefault(line.id, (kind, line))
        return tuple(found.values())

    def _lines(
        self, condition: str, values: tuple[object, ...], other_than: ApplicationId | None
    ) -> tuple[Line, ...]:
        rows = self._database.rows(
            f"SELECT {LINE_COLUMNS} FROM application AS found "  # noqa: S608
            f"WHERE {condition} AND {_LIVING} AND {_NOT_THIS_NUMBER} {_NEWEST}",
            *values,
            other_than,
        )
        return tuple(line_from(row) for row in rows)

    def previous(self, application: ApplicationId) -> Record | None:
        row = self._database.row(_BEFORE, application)
        return None if row is None else self.record(row["application_id"])


def _full_number(typed: str) -> ApplicationNumber | None:
    """The number on a slip, as its QR gives it."""
    try:
        return ApplicationNumber.parse(typed)
    except Refused:
        return None

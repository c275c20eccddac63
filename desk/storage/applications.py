"""Drafts: opening one, keeping what is entered, and finding the one that was open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from desk.domain.application import ApplicationId, DayId, EntryValue, Record, Status, Step
from desk.domain.errors import Refused
from desk.domain.fields import checked, field_of
from desk.services.ports import By
from desk.storage.database import Row
from desk.storage.part import new_id, when
from desk.storage.records import Records

_KEEP = """
    INSERT INTO entry (application_id, field, value, at, operator) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (application_id, field) DO UPDATE
    SET value = excluded.value, at = excluded.at, operator = excluded.operator
    """
_FIND_BY = """
    UPDATE application SET name = ?, kana = ?, name_key = ?, kana_key = ?, birth = ?,
        address_key = ?, form_id = ?, form_kind = ? WHERE id = ?
    """
_FOUND_BY = {
    *("applicant.name", "applicant.kana", "applicant.birth", "applicant.address"),
    *("form.id", "form.kind"),
}
_LAST_SERIAL = "SELECT max(serial) AS last FROM application WHERE on_date = ? AND terminal = ?"


class Applications(Records):
    """What is written while an application is taken."""

    def open_application(self, day: DayId, by: By) -> Record:
        """Raises Refused("day_unknown" | "day_closed" | "day_is_full")."""
        with self._database.transaction():
            row = self._day_row(day)
            last = self._database.row(_LAST_SERIAL, row["on_date"], row["terminal"])
            serial = 1 if last is None or last["last"] is None else last["last"] + 1
            if serial > 9999:
                raise Refused("day_is_full")
            application = ApplicationId(new_id(by.at))
            self._database.insert(
                "application",
                id=application,
                day_id=day,
                on_date=row["on_date"],
                terminal=row["terminal"],
                serial=serial,
                version=1,
                status=Status.DRAFT.value,
                step=Step.FORM.value,
                opened_at=when(by),
                opened_by=by.operator,
                changed_at=when(by),
            )
            self._set_open(application)
            record = self.record(application)
            self._audit.write("opened", by, application, number=record.number.full, version=1)
        return record

    def _day_row(self, day: DayId) -> Row:
        row = self._database.row("SELECT * FROM day WHERE id = ?", day)
        if row is None:
            raise Refused("day_unknown")
        if row["closed"]:
            raise Refused("day_closed")
        return row

    def save_entries(
        self, application: ApplicationId, entries: Mapping[str, EntryValue | None], by: By
    ) -> None:
        texts = {name: _as_text(name, value) for name, value in entries.items()}
        with self._database.transaction():
            self._must_be_draft(application)
            for name, text in texts.items():
                self._keep(application, name, text, by)
            if _FOUND_BY & texts.keys():
                self._find_by_entries(application)
            self._touch(application, by)
            self._audit.write("entries_saved", by, application, fields=sorted(texts))

    def _keep(self, application: ApplicationId, name: str, text: str | None, by: By) -> None:
        if text is None:
            self._database.run(
                "DELETE FROM entry WHERE application_id = ? AND field = ?", application, name
            )
        else:
            self._database.run(_KEEP, application, name, text, when(by), by.operator)

    def _find_by_entries(self, application: ApplicationId) -> None:
        """Bring the columns by which an application is found in line with its entries."""
        entries = self._entries(application)
        name = _text(entries, "applicant.name")
        kana = _text(entries, "applicant.kana")
        birth = self._birth(_text(entries, "applicant.birth"))
        self._database.run(
            _FIND_BY,
            name,
            kana,
            self._keys.name(name),
            self._keys.kana(kana),
            None if birth is None else birth.isoformat(),
            self._keys.address(_text(entries, "applicant.address")),
            _text(entries, "form.id") or None,
            _text(entries, "form.kind"),
            application,
        )

    def _birth(self, typed: str) -> date | None:
        return self._keys.birth(typed) if typed else None

    def save_step(self, application: ApplicationId, step: Step, by: By) -> None:
        with self._database.transaction():
            self._must_be_draft(application)
            self._database.run(
                "UPDATE application SET step = ? WHERE id = ?", step.value, application
            )
            self._touch(application, by)
            self._audit.write("step_changed", by, application, step=step.value)

    def _touch(self, application: ApplicationId, by: By) -> None:
        """A draft that is written to is the one on the screen."""
        self._database.run(
            "UPDATE application SET changed_at = ? WHERE id = ?", when(by), application
        )
        self._set_open(application)

    def _set_open(self, application: ApplicationId | None) -> None:
        self._database.run("UPDATE desk_state SET open_application = ?", application)

    def note_open(self, application: ApplicationId | None, by: By) -> None:
        with self._database.transaction():
            if application is not None:
                self._status(application)
            self._set_open(application)
            self._audit.write("shown" if application else "left", by, application)

    def resume(self) -> Record | None:
        row = self._database.row(
            "SELECT id FROM application JOIN desk_state ON open_application = id"
            " WHERE status = 'draft'"
        )
        return None if row is None else self.record(row["id"])

    def note_slip(self, application: ApplicationId, printed: bool, by: By) -> int:
        with self._database.transaction():
            self._status(application)
            self._database.insert(
                "slip",
                application_id=application,
                printed=int(printed),
                at=when(by),
                operator=by.operator,
            )
            row = self._database.row(
                "SELECT count(*) AS slips FROM slip WHERE application_id = ?", application
            )
            slips = 0 if row is None else int(row["slips"])
            self._audit.write("slip_made", by, application, copy_no=slips, printed=printed)
        return slips


def _as_text(name: str, value: EntryValue | None) -> str | None:
    """An entry as the table keeps it; raises Refused for what the field cannot hold."""
    if value is None:
        field_of(name)
        return None
    fitting = checked(name, value)
    items = fitting if isinstance(fitting, tuple) else (fitting,)
    if not all(isinstance(item, bool) or is_text(item) for item in items):
        raise Refused("value_does_not_fit", field=name)
    return json.dumps(fitting, ensure_ascii=False)


def is_text(item: object) -> bool:
    """Half of a surrogate pair is no text: nothing could show, print or send it."""
    return isinstance(item, str) and not any("\ud800" <= each <= "\udfff" for each in item)


def _text(entries: Mapping[str, EntryValue], name: str) -> str:
    value = entries.get(name, "")
    return value if isinstance(value, str) else ""

"""Cases (番号札・手続き): their numbers, entries, papers and ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from desk.domain.application import ApplicationId, DayId
from desk.domain.cases import (
    Case,
    CaseEntry,
    CaseId,
    CaseNumber,
    CaseState,
    move_case,
)
from desk.domain.errors import Refused
from desk.services.case_store import CaseEnd, CaseFigure
from desk.services.ports import By
from desk.storage.applications import is_text
from desk.storage.database import Row
from desk.storage.part import Part, new_id, when

_KEEP = """
    INSERT INTO case_entry (case_id, field, value, at, operator) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (case_id, field) DO UPDATE
    SET value = excluded.value, at = excluded.at, operator = excluded.operator
    """
_LAST = "SELECT max(serial) AS last FROM procedure_case WHERE on_date = ? AND terminal = ?"
_LIVE = "('waiting', 'called', 'open', 'handed_over')"


class Cases(Part):
    """`desk.services.case_store.CaseStore`."""

    def open_case(self, day: DayId, procedure: str, state: CaseState, by: By) -> Case:
        """A new case with the next number of the day. Raises Refused("day_unknown" | "day_closed"
        | "day_is_full")."""
        with self._database.transaction():
            row = self._database.row("SELECT * FROM day WHERE id = ?", day)
            if row is None:
                raise Refused("day_unknown")
            if row["closed"]:
                raise Refused("day_closed")
            last = self._database.row(_LAST, row["on_date"], row["terminal"])
            serial = 1 if last is None or last["last"] is None else last["last"] + 1
            if serial > 9999:
                raise Refused("day_is_full")
            case = CaseId(new_id(by.at))
            self._database.insert(
                "procedure_case",
                id=case,
                day_id=day,
                on_date=row["on_date"],
                terminal=row["terminal"],
                serial=serial,
                procedure=procedure,
                state=state.value,
                opened_at=when(by),
                opened_by=by.operator,
                changed_at=when(by),
            )
            made = self.case(case)
            self._audit.write("case_opened", by, number=made.number.full, kind=procedure)
        return made

    def case(self, case: CaseId) -> Case:
        """Raises Refused("case_unknown")."""
        row = self._database.row("SELECT * FROM procedure_case WHERE id = ?", case)
        if row is None:
            raise Refused("case_unknown")
        return self._case(row)

    def cases(self, day: DayId) -> tuple[Case, ...]:
        """Every case of a day in the order of their numbers."""
        rows = self._database.rows(
            "SELECT * FROM procedure_case WHERE day_id = ? ORDER BY serial", day
        )
        return tuple(self._case(row) for row in rows)

    def live_cases(self) -> tuple[Case, ...]:
        """Every case that has not ended, of whatever day, the oldest first."""
        rows = self._database.rows(
            f"SELECT * FROM procedure_case WHERE state IN {_LIVE} ORDER BY opened_at"  # noqa: S608
        )
        return tuple(self._case(row) for row in rows)

    def case_of_application(self, application: ApplicationId) -> Case | None:
        row = self._database.row(
            "SELECT * FROM procedure_case WHERE application_id = ?", application
        )
        return None if row is None else self._case(row)

    def save_case_entries(
        self, case: CaseId, entries: Mapping[str, CaseEntry | None], by: By
    ) -> Case:
        """Keep entries exactly as entered (None removes one). Raises Refused("case_ended")."""
        texts = {name: _as_text(name, value) for name, value in entries.items()}
        with self._database.transaction():
            found = self._must_live(case)
            for name, text in texts.items():
                if text is None:
                    self._database.run(
                        "DELETE FROM case_entry WHERE case_id = ? AND field = ?", case, name
                    )
                else:
                    self._database.run(_KEEP, case, name, text, when(by), by.operator)
            self._set(case, by)
            self._audit.write(
                "case_entries_saved", by, number=found.number.full, fields=sorted(texts)
            )
        return self.case(case)

    def move_case(self, case: CaseId, to: CaseState, by: By, reason: str | None = None) -> Case:
        """Raises MoveNotAllowed; an end goes by `end_case`."""
        with self._database.transaction():
            found = self.case(case)
            move_case(found.state, to)
            self._set(case, by, state=to.value, reason=reason)
            self._audit.write("case_moved", by, number=found.number.full, status=to.value)
        return self.case(case)

    def end_case(self, case: CaseId, to: CaseState, end: CaseEnd, by: By) -> Case:
        """Done, referred or gone, with what was judged: it never changes again."""
        with self._database.transaction():
            found = self.case(case)
            move_case(found.state, to)
            self._set(
                case,
                by,
                state=to.value,
                result=end.result,
                outcome=end.outcome,
                rules_version=end.rules_version,
                grounds=json.dumps(end.grounds),
                counts=json.dumps(end.counts),
                reason=end.reason,
            )
            self._audit.write(
                "case_ended",
                by,
                number=found.number.full,
                status=to.value,
                code=end.result or "",
                reasons=list(end.grounds),
                rules_version=end.rules_version or "",
            )
        return self.case(case)

    def bind_case(self, case: CaseId, application: ApplicationId, by: By) -> Case:
        """A card application came of it. Raises Refused("case_ended" | "case_is_bound")."""
        with self._database.transaction():
            found = self._must_live(case)
            if found.application not in (None, application):
                raise Refused("case_is_bound")
            self._set(case, by, application_id=application)
            self._audit.write("case_bound", by, application, number=found.number.full)
        return self.case(case)

    def note_case_paper(self, case: CaseId, paper: str, by: By) -> Case:
        with self._database.transaction():
            found = self.case(case)
            self._database.insert(
                "case_paper", case_id=case, paper=paper, at=when(by), operator=by.operator
            )
            self._audit.write("case_paper_made", by, number=found.number.full, kind=paper)
        return self.case(case)

    def case_figures(self, day: DayId) -> tuple[CaseFigure, ...]:
        """What each ended case of that day counts in."""
        rows = self._database.rows(
            "SELECT procedure, state, counts FROM procedure_case"
            " WHERE day_id = ? AND state IN ('done', 'referred', 'gone') ORDER BY serial",
            day,
        )
        return tuple(
            CaseFigure(row["procedure"], CaseState(row["state"]), tuple(json.loads(row["counts"])))
            for row in rows
        )

    def purge_cases(self, ended_before: date, by: By) -> int:
        """Empty the entries of cases that ended on days before that one, and why they were left
        (the clerk's own words); their numbers, results and figures stay. Returns how many."""
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT id FROM procedure_case WHERE purged_at IS NULL AND on_date < ?"
                " AND state IN ('done', 'referred', 'gone')",
                ended_before.isoformat(),
            )
            for row in rows:
                self._database.run(
                    "UPDATE procedure_case SET purged_at = ?,"
                    " reason = iif(reason IS NULL, NULL, '') WHERE id = ?",
                    when(by),
                    row["id"],
                )
                self._database.run("DELETE FROM case_entry WHERE case_id = ?", row["id"])
            if rows:
                self._audit.write("cases_purged", by, counted=len(rows))
        return len(rows)

    # parts ------------------------------------------------------------------------------------
    def _must_live(self, case: CaseId) -> Case:
        found = self.case(case)
        if found.ended:
            raise Refused("case_ended", number=found.number.short)
        return found

    def _set(self, case: CaseId, by: By, **columns: object) -> None:
        columns["changed_at"] = when(by)
        names = ", ".join(f"{name} = ?" for name in columns)
        self._database.run(
            f"UPDATE procedure_case SET {names} WHERE id = ?",  # noqa: S608 our own names
            *columns.values(),
            case,
        )

    def _case(self, row: Row) -> Case:
        entries = self._database.rows(
            "SELECT field, value FROM case_entry WHERE case_id = ? ORDER BY field", row["id"]
        )
        papers = self._database.rows(
            "SELECT paper FROM case_paper WHERE case_id = ? ORDER BY seq", row["id"]
        )
        return Case(
            id=CaseId(row["id"]),
            number=CaseNumber(date.fromisoformat(row["on_date"]), row["terminal"], row["serial"]),
            procedure=row["procedure"],
            day=DayId(row["day_id"]),
            state=CaseState(row["state"]),
            opened_at=datetime.fromisoformat(row["opened_at"]),
            changed_at=datetime.fromisoformat(row["changed_at"]),
            entries={each["field"]: _entry(each["value"]) for each in entries},
            result=row["result"],
            outcome=row["outcome"],
            rules_version=row["rules_version"],
            application=row["application_id"],
            papers=tuple(each["paper"] for each in papers),
        )


def _as_text(name: str, value: CaseEntry | None) -> str | None:
    if value is None:
        return None
    items: Sequence[object] = value if isinstance(value, tuple) else (value,)
    if not all(is_text(item) for item in items):
        raise Refused("value_does_not_fit", field=name)
    return json.dumps(value, ensure_ascii=False)


def _entry(text: str) -> CaseEntry:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else str(value)

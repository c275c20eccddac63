"""The terminal's settings and its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desk.domain.application import DayId, IntakeMethod, OperatorId
from desk.services.ports import By, Day
from desk.storage.database import Row
from desk.storage.part import Part, new_id, when

_SETTING = """
    INSERT INTO setting (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    """
_NOBODY = OperatorId("")
"""Signs what happens before the first operator exists."""


class Days(Part):
    """Where and when this terminal works."""

    def settings(self) -> Mapping[str, str]:
        rows = self._database.rows("SELECT name, value FROM setting ORDER BY name")
        return {row["name"]: row["value"] for row in rows}

    def change_settings(self, changes: Mapping[str, str], by: By | None) -> None:
        by = by or By(_NOBODY, self._clock.now())
        with self._database.transaction():
            for name, value in changes.items():
                self._database.run(_SETTING, name, value)
            self._audit.write("settings_changed", by, settings=sorted(changes))

    def note_kiosk_left(self, way: str, reason: str, by: By) -> None:
        """The reason may name people: it is kept as a setting, the last one only, and never in the
        audit trail, which is for ever."""
        with self._database.transaction():
            self._database.run(_SETTING, "kiosk_left", reason)
            self._audit.write("kiosk_left", by, way=way)

    def start_day(self, on: date, terminal: str, venue: str, method: IntakeMethod, by: By) -> Day:
        """Also the day's row when it is closed: sending and reports go on, and only a new
        application is refused."""
        with self._database.transaction():
            row = self._database.row(
                "SELECT * FROM day WHERE on_date = ? AND terminal = ?", on.isoformat(), terminal
            )
            if row is not None:
                return day_from(row)
            day = Day(DayId(new_id(by.at)), on, terminal, venue, method)
            self._database.insert(
                "day",
                id=day.id,
                on_date=on.isoformat(),
                terminal=terminal,
                venue=venue,
                method=method.value,
                opened_at=when(by),
            )
            self._audit.write("day_started", by, day=on.isoformat(), method=method.value)
        return day

    def current_day(self) -> Day | None:
        """The open day that was started last."""
        row = self._database.row("SELECT * FROM day WHERE closed = 0 ORDER BY rowid DESC LIMIT 1")
        return None if row is None else day_from(row)


def day_from(row: Row) -> Day:
    return Day(
        DayId(row["id"]),
        date.fromisoformat(row["on_date"]),
        row["terminal"],
        row["venue"],
        IntakeMethod(row["method"]),
        bool(row["closed"]),
    )

"""Rows become records and lines here, and nowhere else."""

from __future__ import annotations

import json
from datetime import date, datetime

from desk.domain.application import (
    ApplicationId,
    EntryValue,
    IntakeMethod,
    Line,
    OperatorId,
    Picture,
    PictureId,
    PictureKind,
    Record,
    Shot,
    Status,
    Step,
)
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.storage.database import Row
from desk.storage.part import Part

LINE_COLUMNS = (
    "id, on_date, terminal, serial, version, status, route, name, kana, form_kind, changed_at,"
    " EXISTS (SELECT 1 FROM slip WHERE slip.application_id = id AND printed = 1) AS slip_printed"
)
_RECORD = """
    SELECT application.*, day.venue, day.method, (
        SELECT count(*) FROM slip WHERE slip.application_id = application.id AND printed = 1
    ) AS slips_printed
    FROM application JOIN day ON day.id = application.day_id WHERE application.id = ?
    """


class Records(Part):
    """Reads whole applications."""

    def record(self, application: ApplicationId) -> Record:
        """Raises Refused("application_unknown")."""
        row = self._database.row(_RECORD, application)
        if row is None:
            raise Refused("application_unknown")
        return Record(
            id=application,
            number=number_of(row),
            version=row["version"],
            supersedes=row["supersedes"],
            status=Status(row["status"]),
            step=Step(row["step"]),
            method=IntakeMethod(row["method"]),
            venue=row["venue"],
            opened_at=datetime.fromisoformat(row["opened_at"]),
            changed_at=datetime.fromisoformat(row["changed_at"]),
            accepted_at=_moment(row["accepted_at"]),
            route=_route(row["route"]),
            reasons=tuple(reason["code"] for reason in json.loads(row["reasons"])),
            rules_version=row["rules_version"],
            slips_printed=row["slips_printed"],
            entries=self._entries(application),
            pictures=self._pictures(application),
            shots=self._shots(application),
        )

    def _status(self, application: ApplicationId) -> Status:
        row = self._database.row("SELECT status FROM application WHERE id = ?", application)
        if row is None:
            raise Refused("application_unknown")
        return Status(row["status"])

    def _must_be_draft(self, application: ApplicationId) -> None:
        if self._status(application) is not Status.DRAFT:
            raise Refused("not_a_draft")

    def _entries(self, application: ApplicationId) -> dict[str, EntryValue]:
        rows = self._database.rows(
            "SELECT field, value FROM entry WHERE application_id = ?", application
        )
        return {row["field"]: entry_from(row["value"]) for row in rows}

    def _pictures(self, application: ApplicationId) -> tuple[Picture, ...]:
        rows = self._database.rows(
            "SELECT * FROM picture WHERE application_id = ? ORDER BY seq", application
        )
        return tuple(picture_from(row) for row in rows)

    def _shots(self, application: ApplicationId) -> tuple[Shot, ...]:
        rows = self._database.rows(
            "SELECT * FROM shot WHERE application_id = ? ORDER BY seq", application
        )
        return tuple(shot_from(row) for row in rows)


def line_from(row: Row) -> Line:
    return Line(
        id=ApplicationId(row["id"]),
        number=number_of(row),
        version=row["version"],
        status=Status(row["status"]),
        route=_route(row["route"]),
        name=row["name"],
        kana=row["kana"],
        form_kind=row["form_kind"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
        day=date.fromisoformat(row["on_date"]),
        slip_printed=bool(row["slip_printed"]),
    )


def number_of(row: Row) -> ApplicationNumber:
    return ApplicationNumber(date.fromisoformat(row["on_date"]), row["terminal"], row["serial"])


def picture_from(row: Row) -> Picture:
    return Picture(
        id=PictureId(row["id"]),
        kind=PictureKind(row["kind"]),
        sha256=row["sha256"],
        size=row["size"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        taken_at=datetime.fromisoformat(row["taken_at"]),
    )


def shot_from(row: Row) -> Shot:
    return Shot(
        id=row["id"],
        frame=PictureId(row["frame"]),
        photo=PictureId(row["photo"]),
        form_id=row["form_id"],
        operator=OperatorId(row["operator"]),
        camera=row["camera"],
        taken_at=datetime.fromisoformat(row["taken_at"]),
        monotonic_ns=row["monotonic_ns"],
        frame_sha256=row["frame_sha256"],
        photo_sha256=row["photo_sha256"],
        chosen=bool(row["chosen"]),
    )


def entry_from(text: str) -> EntryValue:
    """An entry as it was entered: text, yes/no, or an ordered choice."""
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _route(text: str | None) -> Route | None:
    return None if text is None else Route(text)

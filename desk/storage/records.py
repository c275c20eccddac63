"""Rows become records and lines here, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

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
    ShotId,
    SittingId,
    Status,
    Step,
)
from desk.domain.binding import Degree, Doubt, DoubtKind, FormSeen, Portrait, Slate, Token
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, ReviewMark
from desk.storage.database import Row
from desk.storage.part import Part

LINE_COLUMNS = (
    "id, on_date, terminal, serial, version, status, route, name, kana, form_kind, changed_at,"
    " EXISTS (SELECT 1 FROM slip WHERE slip.application_id = id AND printed = 1) AS slip_printed,"
    " status = 'accepted' AND 'sent_back' IS (SELECT decision FROM review"
    " WHERE review.application_id = id ORDER BY review.seq DESC LIMIT 1) AS sent_back"
)
_RECORD = """
    SELECT application.*, day.venue, day.method, (
        SELECT count(*) FROM slip WHERE slip.application_id = application.id AND printed = 1
    ) AS slips_printed
    FROM application JOIN day ON day.id = application.day_id WHERE application.id = ?
    """
_SHOTS = """
    SELECT shot.*, findings, measures, token AS slate_token, slate.camera AS slate_camera,
        read_at AS slate_read_at, slate.monotonic_ns AS slate_ns, slate.boot_id AS slate_boot
    FROM shot LEFT JOIN shot_check ON shot_check.shot = shot.id
        LEFT JOIN slate ON slate.shot = shot.id
    WHERE shot.application_id = ? ORDER BY seq
    """
T = TypeVar("T")


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
            accepted_by=row["accepted_by"],
            route=_route(row["route"]),
            reasons=tuple(reason["code"] for reason in json.loads(row["reasons"])),
            rules_version=row["rules_version"],
            slips_printed=row["slips_printed"],
            entries=self._entries(application),
            pictures=self._pictures(application),
            shots=self._shots(application),
            seen=self._rows(application, "form_seen", seen_from),
            portraits=self._rows(application, "portrait", portrait_from),
            confirmations=self._rows(application, "confirmation", confirmation_from),
            reviews=self._rows(application, "review", review_from),
        )

    def _rows(
        self, application: ApplicationId, table: str, read: Callable[[Row], T]
    ) -> tuple[T, ...]:
        """What stands in a table of ours about an application, in the order of events."""
        rows = self._database.rows(
            f"SELECT * FROM {table} WHERE application_id = ? ORDER BY seq",  # noqa: S608
            application,
        )
        return tuple(read(row) for row in rows)

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
        rows = self._database.rows(_SHOTS, application)
        doubts: dict[str, list[Doubt]] = {}
        for row in self._database.rows(
            "SELECT * FROM doubt WHERE application_id = ? ORDER BY seq", application
        ):
            doubts.setdefault(row["shot"], []).append(doubt_from(row))
        return tuple(shot_from(row, doubts.get(row["id"], ())) for row in rows)


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
        sent_back=bool(row["sent_back"]),
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


def shot_from(row: Row, doubts: Iterable[Doubt] = ()) -> Shot:
    return Shot(
        id=ShotId(row["id"]),
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
        boot_id=row["boot_id"],
        slate=_slate_of(row),
        findings=tuple(json.loads(row["findings"] or "[]")),
        measures=json.loads(row["measures"] or "{}"),
        doubts=tuple(doubts),
    )


def _slate_of(row: Row) -> Slate | None:
    if row["slate_token"] is None:
        return None
    return Slate(
        token=Token(row["slate_token"]),
        camera=row["slate_camera"],
        read_at=datetime.fromisoformat(row["slate_read_at"]),
        monotonic_ns=row["slate_ns"],
        boot_id=row["slate_boot"],
    )


def doubt_from(row: Row) -> Doubt:
    return Doubt(
        kind=DoubtKind(row["kind"]),
        degree=Degree(row["degree"]),
        other=row["other"],
        operator=row["about"],
    )


def seen_from(row: Row) -> FormSeen:
    return FormSeen(
        sitting=SittingId(row["sitting"]),
        token=Token(row["token"]),
        camera=row["camera"],
        seen_at=datetime.fromisoformat(row["seen_at"]),
        monotonic_ns=row["monotonic_ns"],
        boot_id=row["boot_id"],
    )


def portrait_from(row: Row) -> Portrait:
    return Portrait(
        id=PictureId(row["id"]),
        document=row["document"],
        sha256=row["sha256"],
        size=row["size"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        taken_at=datetime.fromisoformat(row["taken_at"]),
        camera=row["camera"],
    )


def confirmation_from(row: Row) -> Confirmation:
    return Confirmation(
        answer=Answer(row["answer"]),
        language=row["language"],
        photo_sha256=row["photo_sha256"],
        route=row["route"],
        mail_consent=_answer(row["mail_consent"]),
        copy_consent=_answer(row["copy_consent"]),
        shown_ms=row["shown_ms"],
        shared_screen=bool(row["shared_screen"]),
        operator=OperatorId(row["operator"]),
        at=datetime.fromisoformat(row["at"]),
    )


def _answer(kept: int | None) -> bool | None:
    return None if kept is None else bool(kept)


def review_from(row: Row) -> ReviewMark:
    return ReviewMark(
        decision=Decision(row["decision"]),
        reason=row["reason"],
        flags=tuple(json.loads(row["flags"])),
        looked_ms=row["looked_ms"],
        alone=bool(row["alone"]),
        photo_sha256=row["photo_sha256"],
        operator=OperatorId(row["operator"]),
        at=datetime.fromisoformat(row["at"]),
    )


def entry_from(text: str) -> EntryValue:
    """An entry as it was entered: text, yes/no, or an ordered choice."""
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _route(text: str | None) -> Route | None:
    return None if text is None else Route(text)

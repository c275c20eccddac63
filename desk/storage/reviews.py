"""責任者確認: what is to be looked at, and what supervisors decided."""

from __future__ import annotations

import json
from datetime import date

from desk.domain.application import ApplicationId, DayId, PictureId, Status
from desk.domain.binding import Doubt
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import By
from desk.storage.evidence import Evidence
from desk.storage.part import when
from desk.storage.records import doubt_from, number_of
from desk.storage.sheet import SheetRows

_LIVING = "status IN ('draft', 'held', 'accepted', 'sealed', 'received')"
_REVIEWABLE = """
    SELECT id FROM application WHERE counted_in IS NULL AND status = 'accepted'
        AND on_date <= (SELECT on_date FROM day WHERE day.id = ?) ORDER BY on_date, serial
    """
_SUPERVISOR = "SELECT 1 FROM operator WHERE id = ? AND supervisor = 1 AND active = 1"
_PHOTOS_SINCE = f"""
    SELECT shot.application_id, shot.photo, on_date, terminal, serial FROM shot
    JOIN application ON application.id = shot.application_id
    WHERE chosen = 1 AND on_date >= ? AND {_LIVING} ORDER BY +taken_order, version
    """  # noqa: S608 our own text
_WITH_IMAGE = f"""
    SELECT DISTINCT found.id FROM picture JOIN application AS found
        ON found.id = picture.application_id
    WHERE sha256 = ?1 AND kind IN ('photo', 'photo_frame') AND found.{_LIVING}
        AND NOT EXISTS (
            SELECT 1 FROM application AS this WHERE this.id = ?2 AND this.on_date = found.on_date
                AND this.terminal = found.terminal AND this.serial = found.serial)
    ORDER BY found.id
    """  # noqa: S608
_DOUBTED_BY = f"""
    SELECT doubt.application_id AS by_whom, doubt.* FROM doubt
    JOIN shot ON shot.id = doubt.shot AND shot.chosen = 1
    JOIN application AS found ON found.id = doubt.application_id
    WHERE doubt.other IN (
            SELECT id FROM application WHERE (on_date, terminal, serial) = (
                SELECT on_date, terminal, serial FROM application WHERE id = ?1))
        AND doubt.application_id <> ?1 AND found.{_LIVING} ORDER BY doubt.seq
    """  # noqa: S608


class Reviews(Evidence, SheetRows):
    """One look for every application before it is sealed."""

    def reviewable(self, day: DayId) -> tuple[ApplicationId, ...]:
        return tuple(row["id"] for row in self._database.rows(_REVIEWABLE, day))

    def add_review(self, application: ApplicationId, mark: ReviewMark, by: By) -> None:
        with self._database.transaction():
            self._must_be_supervisor(by)
            if self._status(application) is not Status.ACCEPTED:
                raise Refused("not_accepted")
            shot = self.record(application).chosen_shot
            if mark.photo_sha256 != (None if shot is None else shot.photo_sha256):
                raise Refused("photo_changed")
            self._database.insert(
                "review",
                application_id=application,
                decision=mark.decision.value,
                reason=mark.reason,
                flags=json.dumps(list(mark.flags)),
                looked_ms=mark.looked_ms,
                alone=int(mark.alone),
                photo_sha256=mark.photo_sha256,
                at=when(by),
                operator=by.operator,
            )
            self._audit.write(
                "reviewed",
                by,
                application,
                status=mark.decision.value,
                flags=list(mark.flags),
                looked_ms=mark.looked_ms,
                alone=mark.alone,
                photo_sha256=mark.photo_sha256,
            )
            if mark.decision is Decision.APPROVED and self._erases_portraits():
                self._drop(application, by)

    def _must_be_supervisor(self, by: By) -> None:
        if self._database.row(_SUPERVISOR, by.operator) is None:
            raise Refused("supervisor_only")

    def _erases_portraits(self) -> bool:
        """書類画像は承認後に消去する設定が標準 (ui.md §9)."""
        row = self._database.row("SELECT value FROM setting WHERE name = 'keep_portraits'")
        return row is None or row["value"] != "until_purge"

    def photos_since(
        self, day: date
    ) -> tuple[tuple[ApplicationId, ApplicationNumber, PictureId], ...]:
        rows = self._database.rows(_PHOTOS_SINCE, day.isoformat())
        return tuple((row["application_id"], number_of(row), row["photo"]) for row in rows)

    def with_image(
        self, sha256: str, other_than: ApplicationId | None
    ) -> tuple[ApplicationId, ...]:
        rows = self._database.rows(_WITH_IMAGE, sha256, other_than)
        return tuple(row["id"] for row in rows)

    def doubted_by(self, application: ApplicationId) -> tuple[tuple[ApplicationId, Doubt], ...]:
        rows = self._database.rows(_DOUBTED_BY, application)
        return tuple((row["by_whom"], doubt_from(row)) for row in rows)

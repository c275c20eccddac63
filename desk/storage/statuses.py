"""How applications move on: acceptance, hold, void, hand-back, correction. Always with grounds."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from desk.domain.application import (
    NEEDS_REASON,
    ApplicationId,
    Concern,
    Grounds,
    Record,
    Status,
    move,
)
from desk.domain.delivery import Verdict
from desk.domain.errors import MoveNotAllowed, Refused
from desk.services.ports import By
from desk.storage.applications import is_text
from desk.storage.database import Row
from desk.storage.evidence import Evidence
from desk.storage.part import new_id, when

_ACCEPT = """
    UPDATE application SET status = 'accepted', accepted_at = ?, accepted_by = ?, changed_at = ?,
        route = ?, reasons = ?, rules_version = ? WHERE id = ? AND status = 'draft'
    """
_MOVE = "UPDATE application SET status = ?, changed_at = ? WHERE id = ? AND status = ?"
_OPEN_CORRECTION = "SELECT 1 FROM application WHERE supersedes = ? AND status IN ('draft', 'held')"
_CORRECTION = """
    INSERT INTO application (
        id, day_id, on_date, terminal, serial, version, supersedes, status, step, opened_at,
        opened_by, changed_at, name, kana, name_key, kana_key, birth, address_key, form_id,
        form_kind)
    SELECT ?1, day_id, on_date, terminal, serial, (
            SELECT max(version) + 1 FROM application AS other
            WHERE other.on_date = old.on_date AND other.terminal = old.terminal
                AND other.serial = old.serial),
        old.id, 'draft', step, ?2, ?3, ?2, name, kana, name_key, kana_key, birth, address_key,
        form_id, form_kind
    FROM application AS old WHERE old.id = ?4
    """
_COPY_ENTRIES = """
    INSERT INTO entry (application_id, field, value, at, operator)
    SELECT ?, field, value, at, operator FROM entry WHERE application_id = ?
    """
_COPIED_PICTURE = """
    INSERT INTO picture (
        id, application_id, kind, sha256, size, width_px, height_px, taken_at, operator)
    SELECT ?, ?, kind, sha256, size, width_px, height_px, taken_at, operator
    FROM picture WHERE id = ?
    """
_COPIED_SHOT = """
    INSERT INTO shot (
        id, application_id, taken_order, frame, photo, form_id, operator, camera, taken_at,
        monotonic_ns, boot_id, frame_sha256, photo_sha256, chosen)
    SELECT ?, ?, taken_order, ?, ?, form_id, operator, camera, taken_at, monotonic_ns, boot_id,
        frame_sha256, photo_sha256, chosen
    FROM shot WHERE id = ?
    """
_COPIED_CHECK = """
    INSERT INTO shot_check (shot, application_id, findings, measures)
    SELECT ?, ?, findings, measures FROM shot_check WHERE shot = ?
    """
_COPIED_SLATE = """
    INSERT INTO slate (
        shot, application_id, token, camera, read_at, monotonic_ns, boot_id, operator)
    SELECT ?, ?, token, camera, read_at, monotonic_ns, boot_id, operator FROM slate WHERE shot = ?
    """
_COPIED_DOUBTS = """
    INSERT INTO doubt (application_id, shot, kind, degree, other, about, at)
    SELECT ?2, ?1, kind, degree, other, about, at FROM doubt WHERE shot = ?3
    """
_COPIED_PORTRAIT = """
    INSERT INTO portrait (
        id, application_id, document, sha256, size, width_px, height_px, camera, taken_at, operator)
    SELECT ?, ?, document, sha256, size, width_px, height_px, camera, taken_at, operator
    FROM portrait WHERE id = ?
    """
_COPIED_CONFIRMATIONS = """
    INSERT INTO confirmation (
        application_id, answer, language, photo_sha256, route, mail_consent, copy_consent,
        shown_ms, shared_screen, at, operator)
    SELECT ?, answer, language, photo_sha256, route, mail_consent, copy_consent, shown_ms,
        shared_screen, at, operator
    FROM confirmation WHERE application_id = ? ORDER BY seq
    """
_WITHOUT_PORTRAITS = frozenset({Status.VOIDED, Status.HANDED_BACK, Status.SUPERSEDED})
"""The applicant's document was only photographed for an application that no longer stands."""
_BY_OTHER_DEEDS = frozenset(
    {Status.ACCEPTED, Status.SUPERSEDED, Status.SEALED, Status.RECEIVED, Status.PURGED}
)
"""Only accept(), seal(), withdraw(), receive() and purge_batch() lead there."""


class Statuses(Evidence):
    """Moves by desk.domain.application.ALLOWED; the triggers say the same."""

    def accept(
        self, application: ApplicationId, verdict: Verdict, rules_version: str, by: By
    ) -> Record:
        """Raises Refused("verdict_open") as long as the route is not decided."""
        if verdict.route is None:
            raise Refused("verdict_open")
        reasons = json.dumps([asdict(reason) for reason in verdict.reasons], ensure_ascii=False)
        with self._database.transaction():
            before = self.record(application)
            move(before.status, Status.ACCEPTED)
            self._database.run(
                _ACCEPT,
                when(by),
                by.operator,
                when(by),
                verdict.route.value,
                reasons,
                rules_version,
                application,
            )
            if before.supersedes is not None:
                self._supersede(before.supersedes, application, by)
            self._leave(application)
            self._audit.write(
                "accepted",
                by,
                application,
                route=verdict.route.value,
                reasons=[reason.code for reason in verdict.reasons],
                rules_version=rules_version,
            )
            return self.record(application)

    def _supersede(self, old: ApplicationId, new: ApplicationId, by: By) -> None:
        self._move(old, Status.SUPERSEDED, by)
        _, grounds = self.grounds_of(new)[0]
        self._keep_grounds(old, Status.SUPERSEDED, grounds, by)

    def change_status(
        self, application: ApplicationId, to: Status, by: By, grounds: Grounds | None = None
    ) -> Record:
        """Raises MoveNotAllowed, Refused("grounds_missing"), or Refused("correction_open") while a
        correction of this application is being written."""
        if to in NEEDS_REASON and grounds is None:
            raise Refused("grounds_missing")
        with self._database.transaction():
            now = self._status(application)
            if to in _BY_OTHER_DEEDS:
                raise MoveNotAllowed(now=now.value, to=to.value)
            self._no_open_correction(application)
            self._move(application, to, by, grounds)
            self._leave(application)
        return self.record(application)

    def _move(
        self, application: ApplicationId, to: Status, by: By, grounds: Grounds | None = None
    ) -> None:
        now = self._status(application)
        move(now, to)
        self._database.run(_MOVE, to.value, when(by), application, now.value)
        facts: dict[str, object] = {"was": now.value, "status": to.value}
        if grounds is not None:
            self._keep_grounds(application, to, grounds, by)
            facts["concern"] = grounds.concern.value
        self._audit.write("status_changed", by, application, **facts)
        if to in _WITHOUT_PORTRAITS:
            self._drop(application, by)

    def _leave(self, application: ApplicationId) -> None:
        self._database.run(
            "UPDATE desk_state SET open_application = NULL WHERE open_application = ?", application
        )

    def _no_open_correction(self, application: ApplicationId) -> None:
        if self._database.row(_OPEN_CORRECTION, application):
            raise Refused("correction_open")

    def open_correction(self, application: ApplicationId, grounds: Grounds, by: By) -> Record:
        with self._database.transaction():
            status = self._status(application)
            if status is not Status.ACCEPTED:
                raise MoveNotAllowed(now=status.value, to=Status.SUPERSEDED.value)
            self._no_open_correction(application)
            new = ApplicationId(new_id(by.at))
            self._database.run(_CORRECTION, new, when(by), by.operator, application)
            self._database.run(_COPY_ENTRIES, new, application)
            self._copy_pictures(application, new, by)
            self._keep_grounds(new, Status.DRAFT, grounds, by)
            self._set_open(new)
            record = self.record(new)
            self._audit.write(
                "correction_opened",
                by,
                new,
                supersedes=application,
                version=record.version,
                concern=grounds.concern.value,
            )
        return record

    def _copy_pictures(self, old: ApplicationId, new: ApplicationId, by: By) -> None:
        """The new version refers to the same image bytes, which exist once."""
        new_ids = {picture.id: new_id(by.at) for picture in self._pictures(old)}
        for old_id, copied in new_ids.items():
            self._database.run(_COPIED_PICTURE, copied, new, old_id)
        for shot in self._shots(old):
            frame, photo = new_ids[shot.frame], new_ids[shot.photo]
            copied = new_id(by.at)
            self._database.run(_COPIED_SHOT, copied, new, frame, photo, shot.id)
            for statement in (_COPIED_CHECK, _COPIED_SLATE, _COPIED_DOUBTS):
                self._database.run(statement, copied, new, shot.id)
        for portrait in self.record(old).portraits:
            self._database.run(_COPIED_PORTRAIT, new_id(by.at), new, portrait.id)
        self._database.run(_COPIED_CONFIRMATIONS, new, old)

    def _keep_grounds(
        self, application: ApplicationId, status: Status, grounds: Grounds, by: By
    ) -> None:
        if not is_text(grounds.detail):
            raise Refused("value_does_not_fit", field="grounds")
        returns_on = grounds.returns_on
        self._database.insert(
            "grounds",
            application_id=application,
            status=status.value,
            concern=grounds.concern.value,
            detail=grounds.detail,
            returns_on=None if returns_on is None else returns_on.isoformat(),
            paper=grounds.paper,
            at=when(by),
            operator=by.operator,
        )

    def grounds_of(self, application: ApplicationId) -> tuple[tuple[Status, Grounds], ...]:
        """In the order of events; DRAFT stands for why a correction was opened."""
        rows = self._database.rows(
            "SELECT * FROM grounds WHERE application_id = ? ORDER BY seq", application
        )
        return tuple((Status(row["status"]), _grounds(row)) for row in rows)


def _grounds(row: Row) -> Grounds:
    returns_on = row["returns_on"]
    return Grounds(
        concern=Concern(row["concern"]),
        detail=row["detail"],
        returns_on=None if returns_on is None else date.fromisoformat(returns_on),
        paper=row["paper"],
    )

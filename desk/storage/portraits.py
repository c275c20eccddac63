"""Portraits of documents (書類の写真): kept with consent only, gone as soon as they may."""

from __future__ import annotations

import hashlib
from typing import Final

from desk.domain.application import ApplicationId, PictureId, Status
from desk.domain.binding import Portrait
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.review import Decision
from desk.services.ports import By, NewPortrait
from desk.storage.applications import Applications
from desk.storage.part import new_id, when

CONSENT: Final = "identity.copy_consent"
_UNUSED_IMAGE: Final = """
    DELETE FROM image WHERE sha256 = ?1
        AND NOT EXISTS (SELECT 1 FROM portrait WHERE sha256 = ?1)
        AND NOT EXISTS (SELECT 1 FROM picture WHERE sha256 = ?1)
    """


class Portraits(Applications):
    """One portrait a document; nothing else of the document is kept."""

    def add_portrait(self, application: ApplicationId, portrait: NewPortrait, by: By) -> Portrait:
        with self._database.transaction():
            self._must_be_draft(application)
            if self._entries(application).get(CONSENT) != "yes":
                raise Refused("no_consent")
            self._drop(application, by, "AND document = ?", portrait.document)
            kept = Portrait(
                id=PictureId(new_id(by.at)),
                document=portrait.document,
                sha256=self._keep_image(portrait.data),
                size=len(portrait.data),
                width_px=portrait.width_px,
                height_px=portrait.height_px,
                taken_at=by.at.utc,
                camera=portrait.camera,
            )
            self._database.insert(
                "portrait",
                id=kept.id,
                application_id=application,
                document=kept.document,
                sha256=kept.sha256,
                size=kept.size,
                width_px=kept.width_px,
                height_px=kept.height_px,
                camera=kept.camera,
                taken_at=when(by),
                operator=by.operator,
            )
            self._touch(application, by)
            self._audit.write("portrait_kept", by, application, kind=kept.document)
        return kept

    def drop_portraits(self, application: ApplicationId, by: By) -> int:
        """Raises Refused("not_a_draft") while they wait for the supervisor."""
        with self._database.transaction():
            if self._wait_for_review(application):
                raise Refused("not_a_draft")
            return self._drop(application, by)

    def _wait_for_review(self, application: ApplicationId) -> bool:
        """Held, or accepted and not approved: the supervisor has yet to compare them."""
        status = self._status(application)
        if status is not Status.ACCEPTED:
            return status is Status.HELD
        row = self._database.row(
            "SELECT decision FROM review WHERE application_id = ? ORDER BY seq DESC LIMIT 1",
            application,
        )
        return row is None or row["decision"] != Decision.APPROVED.value

    def _keep(self, application: ApplicationId, name: str, text: str | None, by: By) -> None:
        """Portraits go with the consent to them, in the same transaction."""
        if name == CONSENT and text != '"yes"':
            self._drop(application, by)
        super()._keep(application, name, text, by)

    def _drop(self, application: ApplicationId, by: By, which: str = "", *values: object) -> int:
        """Delete portraits and their bytes (secure_delete overwrites them); the fact stays."""
        rows = self._database.rows(
            f"SELECT id, sha256, document FROM portrait WHERE application_id = ? {which}",  # noqa: S608
            application,
            *values,
        )
        for row in rows:
            self._database.run("DELETE FROM portrait WHERE id = ?", row["id"])
            self._database.run(_UNUSED_IMAGE, row["sha256"])
            self._audit.write("portrait_dropped", by, application, kind=row["document"])
        return len(rows)

    def _keep_image(self, data: bytes) -> str:
        """Write the bytes unless they are there, read them back, compare; returns their hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._database.run(
            "INSERT INTO image (sha256, data) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
            sha256,
            data,
        )
        row = self._database.row("SELECT data FROM image WHERE sha256 = ?", sha256)
        if row is None or row["data"] != data:
            raise NeedsPerson("store_damaged")
        return sha256

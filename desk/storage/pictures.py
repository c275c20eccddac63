"""Pictures and shots: hashed, written, read back and compared before anyone says "kept"."""

from __future__ import annotations

import hashlib

from desk.domain.application import ApplicationId, Picture, PictureId, Shot, ShotId
from desk.domain.errors import NeedsPerson, Refused
from desk.services.ports import By, NewPicture, NewShot
from desk.storage.evidence import Evidence
from desk.storage.part import new_id, text_of, when

_NEXT_TAKEN = "SELECT coalesce(max(taken_order), 0) + 1 AS next FROM shot"


class Pictures(Evidence):
    """What was seen. The bytes of a picture exist once, by their SHA-256."""

    def add_picture(self, application: ApplicationId, picture: NewPicture, by: By) -> Picture:
        with self._database.transaction():
            self._must_be_draft(application)
            kept = self._keep_picture(application, picture, by)
            self._touch(application, by)
            self._audit.write(
                "picture_kept", by, application, kind=kept.kind.value, sha256=kept.sha256
            )
        return kept

    def picture_bytes(self, picture: PictureId) -> bytes:
        """Raises Refused("picture_unknown"), or NeedsPerson("store_damaged") when the bytes are
        not those that were kept."""
        row = self._database.row(
            "SELECT sha256, data FROM image WHERE sha256 = coalesce("
            "(SELECT sha256 FROM picture WHERE id = ?1),"
            " (SELECT sha256 FROM portrait WHERE id = ?1))",
            picture,
        )
        if row is None:
            raise Refused("picture_unknown")
        data = bytes(row["data"])
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            raise NeedsPerson("store_damaged")
        return data

    def add_shot(self, application: ApplicationId, shot: NewShot, by: By) -> Shot:
        with self._database.transaction():
            self._must_be_draft(application)
            frame = self._keep_picture(application, shot.frame, by)
            photo = self._keep_picture(application, shot.photo, by)
            kept = _shot(shot, frame, photo, by)
            self._choose_only(application, kept)
            self._keep_shot_evidence(application, kept.id, shot, by)
            self._touch(application, by)
            self._audit.write(
                "shot_taken",
                by,
                application,
                shot=kept.id,
                camera=kept.camera,
                frame_sha256=kept.frame_sha256,
                photo_sha256=kept.photo_sha256,
            )
        return kept

    def _keep_picture(self, application: ApplicationId, picture: NewPicture, by: By) -> Picture:
        kept = Picture(
            id=PictureId(new_id(by.at)),
            kind=picture.kind,
            sha256=self._keep_image(picture.data),
            size=len(picture.data),
            width_px=picture.width_px,
            height_px=picture.height_px,
            taken_at=by.at.utc,
        )
        self._database.insert(
            "picture",
            id=kept.id,
            application_id=application,
            kind=kept.kind.value,
            sha256=kept.sha256,
            size=kept.size,
            width_px=kept.width_px,
            height_px=kept.height_px,
            taken_at=when(by),
            operator=by.operator,
        )
        return kept

    def _choose_only(self, application: ApplicationId, shot: Shot) -> None:
        taken = self._database.row(_NEXT_TAKEN)
        self._database.run("UPDATE shot SET chosen = 0 WHERE application_id = ?", application)
        self._database.insert(
            "shot",
            id=shot.id,
            application_id=application,
            taken_order=1 if taken is None else taken["next"],
            frame=shot.frame,
            photo=shot.photo,
            form_id=shot.form_id,
            operator=shot.operator,
            camera=shot.camera,
            taken_at=text_of(shot.taken_at),
            monotonic_ns=shot.monotonic_ns,
            boot_id=shot.boot_id,
            frame_sha256=shot.frame_sha256,
            photo_sha256=shot.photo_sha256,
            chosen=int(shot.chosen),
        )


def _shot(shot: NewShot, frame: Picture, photo: Picture, by: By) -> Shot:
    return Shot(
        id=ShotId(new_id(by.at)),
        frame=frame.id,
        photo=photo.id,
        form_id=shot.form_id,
        operator=by.operator,
        camera=shot.camera,
        taken_at=shot.taken.utc,
        monotonic_ns=shot.taken.monotonic_ns,
        frame_sha256=frame.sha256,
        photo_sha256=photo.sha256,
        chosen=True,
        boot_id=shot.taken.boot_id,
        slate=shot.slate,
        findings=shot.findings,
        measures=dict(shot.measures),
        doubts=shot.doubts,
    )

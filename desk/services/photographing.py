"""Taking the photo: only inside an open application, every shot kept, the newest chosen."""

from __future__ import annotations

from desk.domain.application import ApplicationId, Status
from desk.domain.errors import Refused
from desk.services.intake import Draft, Intake
from desk.services.ports import By, Clock, Frame, NewShot, PhotoEye, Store

_ANSWERS = ("photo.not_previous", "photo.same_person")


class Photographing:
    """There is no other way for a picture of a person into the store (design §3.8)."""

    def __init__(self, store: Store, eye: PhotoEye, intake: Intake, clock: Clock) -> None:
        self._store = store
        self._eye = eye
        self._intake = intake
        self._clock = clock

    def develop(self, frame: Frame) -> NewShot:
        """Gate, crop and encode one frame; pixels only, so it may run on the pixel thread.

        Raises Refused: no_face, many_faces, photo_too_small, photo_margin.
        """
        check = self._eye.check(frame.image)
        if not check.faces:
            raise Refused("no_face")
        if len(check.faces) > 1:
            raise Refused("many_faces", faces=len(check.faces))
        return NewShot(
            frame=self._eye.keep(frame.image),
            photo=self._eye.crop(frame.image, check.faces[0]),
            form_id=None,
            camera=frame.camera,
            taken=frame.taken,
        )

    def keep(self, application: ApplicationId, shot: NewShot) -> Draft:
        """Keep a developed shot and choose it; the two questions must be answered anew.

        Raises Refused("form_first") before the form was read, ("not_a_draft") otherwise.
        """
        record = self._store.record(application)
        if record.status is not Status.DRAFT:
            raise Refused("not_a_draft")
        form_id = record.entries.get("form.id")
        if form_id is None and record.entries.get("form.kind", "qr") in ("qr", "old"):
            raise Refused("form_first")
        bound = NewShot(
            frame=shot.frame,
            photo=shot.photo,
            form_id=form_id if isinstance(form_id, str) else None,
            camera=shot.camera,
            taken=shot.taken,
        )
        self._store.add_shot(application, bound, By(self._intake.operator.id, self._clock.now()))
        return self._intake.save(application, dict.fromkeys(_ANSWERS))

    def shoot(self, application: ApplicationId, frame: Frame) -> Draft:
        """Develop and keep in one go."""
        return self.keep(application, self.develop(frame))

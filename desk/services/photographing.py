"""Taking the photo: only inside an open application, every shot kept, the newest chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desk.domain.application import ApplicationId, Record, ShotId, Status
from desk.domain.binding import Degree, Doubt, DoubtKind, Portrait, Slate, seconds_apart
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.services.intake import Draft, Intake
from desk.services.lookout import Lookout
from desk.services.ports import (
    By,
    Clock,
    Frame,
    Look,
    Moment,
    NewPortrait,
    NewShot,
    PhotoEye,
    Store,
)
from desk.services.slate import SlateReading, is_before

_ANSWERS: Final = (
    "photo.not_previous",
    "photo.same_person",
    "photo.kept_reason",
    "papers.confirmed",
)
"""What was said of the photo before: none of it holds for a new one."""


@dataclass(frozen=True, slots=True)
class Developed:
    """One frame, cropped and encoded, with what was found on the way. `look` is for memory only."""

    shot: NewShot
    look: Look | None = None
    likeness: str = ""  # to the document's portrait: "match", "look", "none" or ""


class Photographing:
    """There is no other way for a picture of a person into the store (design §3.8)."""

    def __init__(
        self,
        store: Store,
        eye: PhotoEye,
        intake: Intake,
        clock: Clock,
        lookout: Lookout | None = None,
    ) -> None:
        self._store = store
        self._eye = eye
        self._intake = intake
        self._clock = clock
        self.lookout = lookout or Lookout(None)

    # on the pixel thread
    def develop(self, frame: Frame, number: ApplicationNumber | None = None) -> Developed:
        """Gate, crop and encode one frame, and compare the face; pixels only.

        Raises Refused: no_face, many_faces, photo_too_small, photo_margin, photo_file_size.
        """
        check = self._eye.check(frame.image)
        if not check.faces:
            raise Refused("no_face")
        if len(check.faces) > 1:
            raise Refused("many_faces", faces=len(check.faces))
        shot = NewShot(
            frame=self._eye.keep(frame.image),
            photo=self._eye.crop(frame.image, check.faces[0]),
            form_id=None,
            camera=frame.camera,
            taken=frame.taken,
            findings=tuple(finding.code for finding in check.findings),
            measures=dict(check.measures),
        )
        if number is None:
            return Developed(shot)
        look = self.lookout.look(shot.photo.data)  # as earlier photos were learned: from the crop
        doubts = self.lookout.doubts(number, look, frame.image, check.faces[0])
        return Developed(replace(shot, doubts=doubts), look, self.lookout.likeness(number, look))

    # on the store's thread
    def keep(
        self,
        application: ApplicationId,
        developed: Developed,
        slate: SlateReading | None = None,
    ) -> Draft:
        """Keep a developed shot and choose it; the questions must be answered anew, and the
        applicant must confirm anew. The answers go first: a power cut never leaves a new photo
        with an old one's answers. A slate that is too old is not kept: the form can then still be
        read again right after the shot (`settle`).

        Raises Refused("form_first") before the form was read, ("form_not_seen") unless that was
        in this sitting and before the frame was taken, ("slate_differs") when another form lies
        before the camera, ("not_a_draft") otherwise.
        """
        record = self.allowed(application)
        form_id = record.entries.get("form.id")
        if self._taken_before_form(record, developed.shot.taken):
            raise Refused("form_not_seen", number=record.number.short)
        if slate is not None and not slate.belongs_to(record):
            raise Refused("slate_differs", number=record.number.short)
        shot = replace(
            developed.shot,
            form_id=form_id if isinstance(form_id, str) else None,
            slate=self._near(application, developed.shot.taken, slate),
            doubts=(*self._same_bytes(record, developed.shot), *developed.shot.doubts),
        )
        self._intake.save(application, dict.fromkeys(_ANSWERS))
        self._store.add_shot(application, shot, self._by())
        return self._intake.look(application)

    def allowed(self, application: ApplicationId) -> Record:
        """The record, if a photo may be taken for it now; raises Refused as `keep` does."""
        record = self._store.record(application)
        if record.status is not Status.DRAFT:
            raise Refused("not_a_draft")
        form_id = record.entries.get("form.id")
        if form_id is None and record.entries.get("form.kind", "qr") in ("qr", "old"):
            raise Refused("form_first")
        if not record.seen_in(self._intake.sitting_of(application)):
            raise Refused("form_not_seen", number=record.number.short)
        return record

    def settle(self, application: ApplicationId, shot: ShotId, slate: SlateReading) -> Draft | None:
        """The form was read right after the shot. Raises Refused("slate_differs")."""
        record = self._store.record(application)
        if not slate.belongs_to(record):
            raise Refused("slate_differs", number=record.number.short)
        added = self._store.add_slate(application, shot, slate.as_slate(), self._by())
        return self._intake.look(application) if added else None

    def note_form(self, application: ApplicationId, slate: SlateReading) -> Draft:
        """The form of an application that was opened again is in view: photos may be taken.

        Raises Refused("slate_differs") for any other form.
        """
        return self._intake.note_form(application, slate)

    def keep_portrait(self, application: ApplicationId, portrait: NewPortrait) -> Draft:
        """The portrait of a document; raises Refused("no_consent") without the applicant's."""
        self._store.add_portrait(application, portrait, self._by())
        return self._intake.look(application)

    def drop_portraits(self, application: ApplicationId) -> Draft:
        """Consent was withdrawn."""
        self._store.drop_portraits(application, self._by())
        return self._intake.look(application)

    def portraits(self, application: ApplicationId) -> Sequence[tuple[Portrait, bytes]]:
        """The portraits of its documents, for the lookout to learn."""
        kept = self._store.record(application).portraits
        return tuple((each, self._store.picture_bytes(each.id)) for each in kept)

    def shoot(
        self, application: ApplicationId, frame: Frame, slate: SlateReading | None = None
    ) -> Draft:
        """Develop and keep in one go."""
        number = self._store.record(application).number
        return self.keep(application, self.develop(frame, number), slate)

    def _same_bytes(self, record: Record, shot: NewShot) -> tuple[Doubt, ...]:
        others = dict.fromkeys(
            other
            for picture in (shot.photo, shot.frame)
            for other in self._store.with_image(hashlib.sha256(picture.data).hexdigest(), record.id)
        )
        return tuple(
            Doubt(kind=DoubtKind.SAME_PICTURE, degree=Degree.SAME, other=other) for other in others
        )

    def _taken_before_form(self, record: Record, taken: Moment) -> bool:
        """A frame from before the form was in view may show the one who sat here before."""
        sitting = self._intake.sitting_of(record.id)
        return all(
            is_before(taken, Moment(seen.seen_at, seen.monotonic_ns, seen.boot_id))
            for seen in record.seen
            if seen.sitting == sitting
        )

    def _near(
        self, application: ApplicationId, taken: Moment, reading: SlateReading | None
    ) -> Slate | None:
        """The slate, unless it is too far from the shot to say anything about it."""
        if reading is None:
            return None
        slate = reading.as_slate()
        apart = seconds_apart(taken.utc, taken.monotonic_ns, taken.boot_id, slate)
        most = self._intake.rules_for(application).settings.slate_apart_s
        return slate if apart <= most else None

    def _by(self) -> By:
        return By(self._intake.operator.id, self._clock.now())

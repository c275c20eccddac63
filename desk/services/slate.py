"""申請書との照合 (the slate): the form's QR read again while its applicant is photographed.

Runs beside the photo for as long as the step is open, on the document camera and on the photo
camera. Two readings must agree, as for the form itself (design §3.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk.domain.application import ApplicationId, Record
from desk.domain.binding import Slate, Token
from desk.domain.errors import Refused
from desk.domain.form_id import Agreement, FormId, Standing, parse
from desk.domain.numbers import ApplicationNumber
from desk.services.ports import FormReader, Frame, Moment

_OWN: Final = "own:"
KEEP_FRAMES: Final = 12
"""Readings of frames further back no longer count: the sheet may have been changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateReading:
    """What lay before a camera: a form, or the application's own QR. `taken` is the newest frame
    in which it was read."""

    form_id: FormId | None
    number: str  # 261123-K3-015-C, "" for a form
    camera: str
    taken: Moment

    def belongs_to(self, record: Record) -> bool:
        """Is it this application's form, or its own number where the form has no QR to read?"""
        form_id = record.entries.get("form.id")
        if self.form_id is not None:
            return form_id == self.form_id
        unreadable = form_id is None or record.entries.get("form.source") == "typed"
        return unreadable and self.number == record.number.full

    def as_slate(self) -> Slate:
        return Slate(
            token=Token.OWN if self.form_id is None else Token.FORM,
            camera=self.camera,
            read_at=self.taken.utc,
            monotonic_ns=self.taken.monotonic_ns,
            boot_id=self.taken.boot_id,
        )


def reading_of(text: str, camera: str, taken: Moment) -> SlateReading:
    """A hand scanner's line as a reading; raises Refused when it is neither form nor number."""
    token = _token(text)
    own = token.startswith(_OWN)
    return SlateReading(
        form_id=None if own else FormId(token),
        number=token.removeprefix(_OWN) if own else "",
        camera=camera,
        taken=taken,
    )


@dataclass(frozen=True, slots=True)
class SlateSeen:
    """One frame's answer: a settled reading, or why there is none ("" when no code is in view)."""

    reading: SlateReading | None = None
    message_code: str = ""


def is_before(one: Moment, other: Moment) -> bool:
    """By the monotonic clock within one boot, else by UTC."""
    if one.boot_id == other.boot_id:
        return one.monotonic_ns < other.monotonic_ns
    return one.utc < other.utc


def _token(text: str) -> str:
    """A form's id, or the application's own number with a mark; raises Refused otherwise."""
    try:
        return _OWN + ApplicationNumber.parse(text).full
    except Refused:
        return parse(text)


class SlateReader:
    """Adds up the readings of one camera; one object for each, each on its own thread."""

    def __init__(self, reader: FormReader) -> None:
        self._reader = reader
        self.restart()

    def restart(self) -> None:
        """Forget all readings: another application is open."""
        self._agreement = Agreement(keep=KEEP_FRAMES, read=_token)

    def look(self, frame: Frame) -> SlateSeen:
        """Read one frame; called on the scanning thread only."""
        readings = self._reader.read_frame(frame.image)
        self._agreement = self._agreement.add(readings, frame.sequence)
        if self._agreement.standing is Standing.DISAGREE:
            self.restart()
            return SlateSeen(None, "form_readings_disagree")
        settled = self._agreement.settled
        if settled is None or self._agreement.newest != frame.sequence:
            return SlateSeen(None, self._agreement.code)
        own = settled.startswith(_OWN)
        return SlateSeen(
            SlateReading(
                form_id=None if own else settled,
                number=settled.removeprefix(_OWN) if own else "",
                camera=frame.camera,
                taken=frame.taken,
            )
        )


@dataclass(frozen=True, slots=True)
class SlateStand:
    """What is known about the form while one application is photographed.

    `newest` is the last reading of its own form, `foreign` one of another form: as long as that
    one is newer, no photo is kept.
    """

    application: ApplicationId
    newest: SlateReading | None = None
    foreign: SlateReading | None = None

    def with_reading(self, reading: SlateReading, record: Record) -> SlateStand:
        if reading.belongs_to(record):
            return SlateStand(self.application, reading, None)
        return SlateStand(self.application, self.newest, reading)

"""Reading the form's QR from live frames: one outcome a frame, an id only on two agreements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk.domain.errors import Refused
from desk.domain.form_id import Agreement, FormId, Reading, parse
from desk.services.ports import FormReader, Frame


class Seen(StrEnum):
    """What one frame showed."""

    NOTHING = "nothing"
    HINT = "hint"
    TWO_CODES = "two_codes"
    NOT_A_FORM = "not_a_form"
    DISAGREE = "disagree"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One frame's answer; `message_code` is a hint or reason to show, "" for none."""

    kind: Seen
    form_id: FormId | None = None
    message_code: str = ""
    corners: tuple[tuple[float, float], ...] = ()


_NOTHING = Outcome(Seen.NOTHING)


class FormReading:
    """Adds up the readings of the frames of one form; `restart` before the next form."""

    def __init__(self, reader: FormReader) -> None:
        self._reader = reader
        self._agreement = Agreement()

    def restart(self) -> None:
        """Forget all readings: the next form must not lean on the last one's."""
        self._agreement = Agreement()

    def look(self, frame: Frame) -> Outcome:
        """Read one frame; called on the scanning thread only."""
        readings = self._reader.read_frame(frame.image)
        if not readings:
            return _NOTHING
        refusal = self._refusal(readings)
        if refusal is not None:
            return refusal
        return self._agree(readings, frame.sequence)

    def _refusal(self, readings: tuple[Reading, ...]) -> Outcome | None:
        ids: set[FormId] = set()
        refused = ""
        for reading in readings:
            try:
                ids.add(parse(reading.text))
            except Refused as error:
                refused = error.code
        corners = readings[0].corners
        if refused and not ids:
            return Outcome(Seen.NOT_A_FORM, None, refused, corners)
        return None

    def _agree(self, readings: tuple[Reading, ...], sequence: int) -> Outcome:
        self._agreement = self._agreement.add(readings, sequence)
        corners = readings[0].corners
        state = self._agreement
        if state.two_codes:
            return Outcome(Seen.TWO_CODES, None, "form_two_codes", corners)
        if state.disagree:
            return Outcome(Seen.DISAGREE, None, "form_readings_disagree", corners)
        if state.settled is not None:
            return Outcome(Seen.SETTLED, state.settled, "", corners)
        return Outcome(Seen.HINT, None, "form_hold_still", corners)

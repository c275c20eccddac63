"""Reading the form's QR from live frames: one outcome a frame, an id only on two agreements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk.domain.form_id import Agreement, FormId, Standing
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


_KINDS = {
    Standing.NOTHING: Seen.NOTHING,
    Standing.ONE: Seen.HINT,
    Standing.SETTLED: Seen.SETTLED,
    Standing.NOT_A_FORM: Seen.NOT_A_FORM,
    Standing.TWO_CODES: Seen.TWO_CODES,
    Standing.DISAGREE: Seen.DISAGREE,
}


HINT_EVERY = 8
"""Of the frames in which nothing is read, so many-th is asked what would help."""


class FormReading:
    """Adds up the readings of the frames of one form; `restart` before the next form."""

    def __init__(self, reader: FormReader) -> None:
        self._reader = reader
        self._agreement = Agreement()
        self._missed = 0
        self._hint = ""

    def restart(self) -> None:
        """Forget all readings: the next form must not lean on the last one's."""
        self._agreement = Agreement()
        self._missed, self._hint = 0, ""

    def look(self, frame: Frame) -> Outcome:
        """Read one frame; called on the scanning thread only."""
        readings = self._reader.read_frame(frame.image)
        agreement = self._agreement.add(readings, frame.sequence)
        self._agreement = agreement
        if agreement.standing is Standing.NOTHING:
            return self._nothing(frame)
        self._missed, self._hint = 0, ""
        return Outcome(
            _KINDS[agreement.standing],
            agreement.settled,
            "form_hold_still" if agreement.standing is Standing.ONE else agreement.code,
            readings[0].corners if readings else (),
        )

    def _nothing(self, frame: Frame) -> Outcome:
        self._missed += 1
        if self._missed % HINT_EVERY == 0:
            self._hint = self._reader.hint(frame.image)
        return Outcome(Seen.HINT if self._hint else Seen.NOTHING, None, self._hint)

"""Live reading of the form: two agreements, hints while nothing is read, a fresh start."""

import numpy as np
import pytest
from counter import FORM_ID, MovableClock

from desk.domain.form_id import Agreement, Reading
from desk.services.form_reading import HINT_EVERY, FormReading, Seen
from desk.services.ports import Frame, Image

OTHER = "98765432109876543210987"


class ScriptedReader:
    """Answers what it is told to."""

    def __init__(self) -> None:
        self.readings: tuple[Reading, ...] = ()

    def read_frame(self, image: Image) -> tuple[Reading, ...]:
        return self.readings

    def hint(self, image: Image) -> str:
        return "form_closer"


class Desk:
    def __init__(self) -> None:
        self.reader = ScriptedReader()
        self.reading = FormReading(self.reader)
        self.clock = MovableClock()
        self.sequence = 0

    def see(self, *readings: Reading) -> tuple[Seen, str | None, str]:
        self.sequence += 1
        self.reader.readings = readings
        frame = Frame(np.zeros((2, 2, 3), np.uint8), self.sequence, "camera", self.clock.now())
        outcome = self.reading.look(frame)
        return outcome.kind, outcome.form_id, outcome.message_code


@pytest.fixture
def desk() -> Desk:
    return Desk()


def one(text: str, decoder: str = "zxing", *, sampled: bool = False) -> Reading:
    return Reading(text, decoder, "frame", sampled=sampled)


def test_two_decoders_on_one_frame_settle(desk: Desk) -> None:
    assert desk.see(one(FORM_ID), one(FORM_ID, "zbar")) == (Seen.SETTLED, FORM_ID, "")


def test_one_decoder_settles_on_the_second_frame(desk: Desk) -> None:
    assert desk.see(one(FORM_ID)) == (Seen.HINT, None, "form_hold_still")
    assert desk.see(one(FORM_ID))[0] is Seen.SETTLED


def test_two_decoders_of_the_same_sampled_modules_are_one_witness(desk: Desk) -> None:
    sampled = one(FORM_ID, sampled=True), one(FORM_ID, "zbar", sampled=True)
    assert desk.see(*sampled)[0] is Seen.HINT
    still = Agreement(still=True).add(sampled, 0)
    assert still.settled is None
    assert still.add([one(FORM_ID)], 0).settled == FORM_ID


def test_a_disagreement_stays_until_restarted(desk: Desk) -> None:
    desk.see(one(FORM_ID))
    assert desk.see(one(OTHER)) == (Seen.DISAGREE, None, "form_readings_disagree")
    assert desk.see(one(FORM_ID))[0] is Seen.DISAGREE
    desk.reading.restart()
    desk.see(one(OTHER))
    assert desk.see(one(OTHER))[1] == OTHER


def test_another_qr_is_named_as_such(desk: Desk) -> None:
    kind, form_id, code = desk.see(one("https://www.example.com/?n=1"))
    assert (kind, form_id, code) == (Seen.NOT_A_FORM, None, "form_host_other")


def test_a_hint_comes_after_a_while_and_goes_with_the_first_reading(desk: Desk) -> None:
    kinds = [desk.see()[0] for _ in range(HINT_EVERY)]
    assert kinds == [Seen.NOTHING] * (HINT_EVERY - 1) + [Seen.HINT]
    assert desk.see() == (Seen.HINT, None, "form_closer")
    desk.see(one(FORM_ID))
    desk.reading.restart()
    assert desk.see()[0] is Seen.NOTHING

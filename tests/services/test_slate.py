"""申請書との照合: whose form lies before the camera, by scripted readings and by real pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import cv2
import numpy as np
import pytest
from counter import FORM_ID, Counter, MovableClock

from desk.assets import font_files
from desk.demo.forms import FormPerson, draw_form, photograph, qr_modules
from desk.domain.binding import Token
from desk.domain.form_id import FormId, Reading
from desk.domain.numbers import ApplicationNumber
from desk.services.ports import Frame, Image, Moment
from desk.services.slate import (
    KEEP_FRAMES,
    SlateReader,
    SlateReading,
    SlateSeen,
    SlateStand,
    is_before,
)
from desk.vision.qr import QrReader

OTHER = FormId("98765432109876543210987")
BLANK = np.zeros((2, 2, 3), np.uint8)


class ScriptedReader:
    def __init__(self) -> None:
        self.readings: tuple[Reading, ...] = ()

    def read_frame(self, image: Image) -> tuple[Reading, ...]:
        return self.readings

    def hint(self, image: Image) -> str:
        raise AssertionError("nobody reads hints while the photo is taken")


class Desk:
    """One camera: what is said of each frame in turn."""

    def __init__(self) -> None:
        self.reader = ScriptedReader()
        self.slate = SlateReader(self.reader)
        self.clock = MovableClock()
        self.sequence = 0

    def see(self, *readings: Reading, skip: int = 0) -> SlateSeen:
        self.sequence += 1 + skip
        self.reader.readings = readings
        return self.slate.look(Frame(BLANK, self.sequence, "camera", self.clock.now()))

    def both(self, text: str) -> SlateSeen:
        return self.see(one(text), one(text, "zbar"))


def one(text: str, decoder: str = "zxing", *, at: int = 0) -> Reading:
    corners = tuple((float(x + at), float(y)) for x, y in ((0, 0), (9, 0), (9, 9), (0, 9)))
    return Reading(text, decoder, "frame", corners)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def id_of(seen: SlateSeen) -> FormId | None:
    return None if seen.reading is None else seen.reading.form_id


# agreement
def test_two_decoders_settle_with_the_frames_own_moment(desk: Desk) -> None:
    seen = desk.both(FORM_ID)
    assert seen.reading is not None
    assert (seen.reading.form_id, seen.reading.number) == (FORM_ID, "")
    assert seen.reading.taken == Moment(datetime(2026, 11, 23, 1, 0, 1, tzinfo=UTC), 10**9, "boot")
    assert seen.reading.camera == "camera"


def test_one_decoder_needs_a_second_frame_soon(desk: Desk) -> None:
    assert desk.see(one(FORM_ID)) == SlateSeen()
    assert id_of(desk.see(one(FORM_ID))) == FORM_ID
    desk.slate.restart()
    assert desk.see(one(FORM_ID)) == SlateSeen()
    assert desk.see(one(FORM_ID), skip=KEEP_FRAMES) == SlateSeen()  # the first is forgotten


def test_a_frame_without_the_form_tells_nothing_although_it_was_just_read(desk: Desk) -> None:
    assert id_of(desk.both(FORM_ID)) == FORM_ID
    assert desk.see() == SlateSeen()
    assert id_of(desk.see(one(FORM_ID))) == FORM_ID


def test_a_changed_sheet_disagrees_once_and_is_then_read(desk: Desk) -> None:
    desk.both(FORM_ID)
    assert desk.both(OTHER) == SlateSeen(None, "form_readings_disagree")
    assert id_of(desk.both(OTHER)) == OTHER


def test_two_forms_in_view_are_nobodys(desk: Desk) -> None:
    seen = desk.see(one(FORM_ID), one(OTHER, at=100))
    assert seen == SlateSeen(None, "form_two_codes")
    label = ApplicationNumber(date(2026, 11, 23), "K3", 15).full
    assert desk.see(one(FORM_ID), one(label, at=100)) == SlateSeen(None, "form_two_codes")


def test_after_a_restart_nothing_of_the_last_application_counts(desk: Desk) -> None:
    desk.see(one(FORM_ID))
    desk.slate.restart()
    assert desk.see(one(FORM_ID)) == SlateSeen()


@pytest.mark.parametrize("text", ["https://www.example.com/", "hello", "1" * 22])
def test_any_other_code_is_refused(desk: Desk, text: str) -> None:
    seen = desk.both(text)
    assert seen.reading is None
    assert seen.message_code


# whose it is
@pytest.fixture
def taken(counter: Counter) -> tuple[Counter, str]:
    draft = counter.intake.open()
    counter.intake.take_form_id(draft.id, FORM_ID, "camera")
    return counter, draft.id


def reading(form_id: FormId | None = None, number: str = "", at: int = 1) -> SlateReading:
    moment = Moment(datetime(2026, 11, 23, tzinfo=UTC), at * 10**9, "boot")
    return SlateReading(form_id=form_id, number=number, camera="c", taken=moment)


@pytest.mark.parametrize(
    ("source", "own_number_counts"), [(None, True), ("typed", True), ("camera", False)]
)
def test_the_own_number_counts_only_where_the_form_has_no_qr_to_read(
    counter: Counter, source: str | None, own_number_counts: bool
) -> None:
    draft = counter.intake.open()
    if source is not None:
        draft = counter.intake.take_form_id(draft.id, FORM_ID, source)
    record = draft.record
    other = counter.intake.open().record
    assert reading(number=record.number.full).belongs_to(record) == own_number_counts
    assert not reading(number=other.number.full).belongs_to(record)
    assert not reading(number="").belongs_to(record)
    assert reading(FORM_ID).belongs_to(record) == (source is not None)
    assert not reading(OTHER).belongs_to(record)


def test_a_slate_keeps_when_and_by_what_it_was_read() -> None:
    form, own = reading(FORM_ID, at=7).as_slate(), reading(number="261123-K3-015-C").as_slate()
    assert (form.token, own.token) == (Token.FORM, Token.OWN)
    assert (form.camera, form.monotonic_ns, form.boot_id) == ("c", 7 * 10**9, "boot")


def test_another_form_counts_until_the_own_one_is_seen_again(counter: Counter) -> None:
    record = counter.intake.take_form_id(counter.intake.open().id, FORM_ID, "camera").record
    mine, foreign = reading(FORM_ID, at=1), reading(OTHER, at=2)
    stand = SlateStand(record.id).with_reading(mine, record)
    assert (stand.newest, stand.foreign) == (mine, None)
    stand = stand.with_reading(foreign, record)
    assert (stand.newest, stand.foreign) == (mine, foreign)
    again = reading(FORM_ID, at=3)
    stand = stand.with_reading(again, record)
    assert (stand.newest, stand.foreign) == (again, None)


def test_before_is_told_by_the_monotonic_clock_within_one_boot() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    early, late = Moment(noon, 1, "a"), Moment(noon - timedelta(hours=1), 2, "a")
    assert is_before(early, late)  # the wall clock was put back
    assert not is_before(late, early)
    assert not is_before(early, early)
    assert is_before(Moment(noon, 9, "a"), Moment(noon + timedelta(seconds=1), 1, "b"))


# real pictures
@lru_cache(maxsize=4)
def sheet(form_id: str) -> Image:
    person = FormPerson(
        name="佐藤 結衣",
        kana="サトウ ユイ",
        address="みどり野市南町二丁目14番6号",
        birth="平成3年4月18日",
        sex="女",
        form_id=form_id,
    )
    return draw_form(person, font_files()[0])


def photographed(form_id: str, seed: int) -> Image:
    return photograph(
        sheet(form_id),
        np.random.default_rng(seed),
        1,
        size=(1920, 1080),
        field_mm=175,
        centre_mm=(118.0, 78.0),
    )


def label(text: str) -> Image:
    """A printed label with the number's QR, held before a camera."""
    picture = np.full((1080, 1920, 3), 120, np.uint8)
    modules = np.pad(qr_modules(text), 4)
    code = np.where(modules, 20, 235).astype(np.uint8)
    code = cv2.resize(code, None, fx=9, fy=9, interpolation=cv2.INTER_NEAREST)
    picture[300 : 300 + code.shape[0], 800 : 800 + code.shape[1]] = code[:, :, None]
    return cv2.GaussianBlur(picture, (5, 5), 1.2)


def real(pictures: list[Image]) -> SlateSeen:
    """What is said of the last of some frames."""
    slate, clock = SlateReader(QrReader()), MovableClock()
    seen = SlateSeen()
    for sequence, picture in enumerate(pictures, start=1):
        seen = slate.look(Frame(picture, sequence, "camera", clock.now()))
    return seen


def test_the_own_form_is_matched_and_another_is_foreign(taken: tuple[Counter, str]) -> None:
    counter, application = taken
    record = counter.intake.look(application).record  # type: ignore[arg-type]
    mine = real([photographed(FORM_ID, 1), photographed(FORM_ID, 2)]).reading
    other = real([photographed(OTHER, 1), photographed(OTHER, 2)]).reading
    assert mine is not None
    assert other is not None
    assert mine.belongs_to(record)
    assert not other.belongs_to(record)
    assert other.form_id == OTHER


def test_two_forms_side_by_side_are_not_read_as_one() -> None:
    two = np.hstack([cv2.resize(photographed(each, 3), (960, 1080)) for each in (FORM_ID, OTHER)])
    seen = real([two, two])
    assert seen == SlateSeen(None, "form_two_codes")


def test_the_label_of_a_form_without_qr_is_matched(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, {"form.kind": "handwritten"})
    record = draft.record
    picture = label(record.number.full)
    seen = real([picture, picture]).reading
    assert seen is not None
    assert (seen.form_id, seen.number) == (None, record.number.full)
    assert seen.belongs_to(record)
    assert seen.as_slate().token is Token.OWN
    assert not seen.belongs_to(counter.intake.open().record)


def test_a_face_without_a_form_is_no_reading() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (720, 1280, 3), np.uint8)
    assert real([noise, noise]) == SlateSeen()

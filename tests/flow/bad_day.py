"""A real desk for bad input: cameras with push buttons, invented people, the real decoders."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shown import says, words_on_screen

from desk.app import DeskApp
from desk.assets import font_files, load_wording
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, Key
from desk.demo.forms import FormPerson, draw_form, photograph
from desk.demo.people import CLERKS, PASSPHRASE
from desk.demo.practice import prepare
from desk.devices.frame_source import FrameSource, ScriptedSource
from desk.domain.application import Step
from desk.services.opening import Opening
from desk.services.ports import Clock, Image, Moment
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.store_at import search_keys

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
WORDS = load_wording("ja")
CONTROL = Qt.KeyboardModifier.ControlModifier


class ShiftedClock:
    """The system's clock, some days off."""

    def __init__(self, days: int) -> None:
        self._clock = SystemClock()
        self._shift = timedelta(days=days)

    def now(self) -> Moment:
        now = self._clock.now()
        return Moment(now.utc + self._shift, now.monotonic_ns, now.boot_id)

    def today(self) -> object:
        return self._clock.today() + self._shift


def opening_at(folder: Path, clock: Clock) -> Opening:
    """As the app's, behind a passphrase that is cheap to try."""
    return Opening(
        Vault(folder, clock, CHEAP),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )


def new_folder(folder: Path) -> Path:
    prepare(folder, SystemClock(), opening_at)
    return folder


class PushedStage:
    """Both cameras of the desk, worked by the test."""

    def __init__(self) -> None:
        clock = SystemClock()
        self.form = ScriptedSource(clock, "form")
        self.photo = ScriptedSource(clock, "photo")
        self.plugged_in = True
        self.eye = None

    def form_camera(self) -> FrameSource | None:
        return self.form if self.plugged_in else None

    def photo_camera(self) -> FrameSource | None:
        return self.photo if self.plugged_in else None


class BadDay:
    """A desk with its clerk; `told` waits for a sentence of the message tables."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.folder = folder
        self.stage = PushedStage()
        self.desk = DeskApp(
            folder,
            stage=self.stage,  # type: ignore[arg-type]
            clock=clock,
            print_paper=lambda _slip, _words: None,
        )
        self.clerk = Clerk(self.desk)

    def arrive(self) -> None:
        self.clerk.arrive()
        self.clerk.wait(lambda: self.desk.lanes.idle, "the check")

    def open_counter(self) -> None:
        self.arrive()
        self.clerk.unlock(PASSPHRASE)
        self.clerk.choose_operator(CLERKS[0][0])
        self.clerk.sign_on(CLERKS[0][1])

    def close(self) -> None:
        self.desk.window.close_without_asking()

    # what is seen

    def told(self, code: str, **facts: object) -> None:
        """Wait until the screen says it; a code without a sentence is a failure at once."""
        assert code in WORDS.sentences
        sentence = WORDS.say(code, **facts)
        self.clerk.wait(lambda: says(sentence), f"{code}; shown: {words_on_screen()}")

    # taking a form

    def begin(self) -> None:
        self.clerk.leave()
        self.clerk.press(Key.Key_F2)
        self.clerk.wait(lambda: self.clerk.bench.draft is not None, "F2")
        self.clerk.wait(lambda: self.clerk.bench.step == Step.FORM, "step 1")
        self.clerk.settle()

    def hold(self, picture: Image, until: Callable[[], object]) -> None:
        """Hold something under the document camera, in a hand that is never quite still."""
        turn = 0

        def seen() -> bool:
            nonlocal turn
            turn += 1
            if turn % 4 == 1:
                self.stage.form.push(np.roll(picture, turn // 4 % 5, axis=1))
            return bool(until())

        self.clerk.wait(seen, f"the camera; shown: {words_on_screen()}")

    def hold_until_told(self, picture: Image, code: str, **facts: object) -> None:
        assert code in WORDS.sentences
        self.hold(picture, lambda: says(WORDS.say(code, **facts)))

    def read(self, form_id: str) -> None:
        """The right form: read, kept, the desk is clear."""
        self.hold(form(form_id), lambda: self.clerk.draft.text("form.id") == form_id)
        self.clerk.wait(lambda: self.clerk.draft.record.pictures, "the page")
        self.clerk.clear_desk()

    def to_applicant(self, form_id: str) -> None:
        self.begin()
        self.read(form_id)

    def entry(self, field: str) -> object:
        return self.clerk.draft.record.entries.get(field)


def form(form_id: str = "", text: str = "") -> Image:
    """A form under the camera; with `text`, what its QR says instead."""
    return photograph(sheet(form_id, text), np.random.default_rng(3), 0, field_mm=150)


def sheet(form_id: str = "", text: str = "") -> Image:
    person = FormPerson(
        name="見本 花子",
        kana="ミホン ハナコ",
        address="みどり野市南町1番",
        birth="平成3年4月18日",
        sex="女",
        form_id=form_id,
        text=text,
    )
    return draw_form(person, font_files()[0])


def two_forms(one: str, other: str) -> Image:
    """Two forms side by side, both QR codes in view."""
    right = photograph(sheet(other), np.random.default_rng(3), 0, field_mm=150)
    both = np.hstack([form(one)[:, 480:1440], right[:, 480:1440]])
    return np.ascontiguousarray(both)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow: every write beyond the first bytes fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def wait(milliseconds: int) -> None:
    QTest.qWait(milliseconds)

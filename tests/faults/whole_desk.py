"""The real window under faults: a clerk takes two applicants, and says what the screen said.

`python -m tests.faults.whole_desk FOLDER PICTURES` works on a copy of the prepared folder. One
JSON object a line: {"sent": …} before the store gets entries, {"kept": …} after the screen has
told them as kept, {"refused": code, "shown": …} when the desk could not do something. A clerk
tries again what was refused and gives up politely in the end, with exit code 3.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

import desk.app
import desk.ui.entry_saving
from desk.app import DeskApp, qt_application
from desk.assets import font_files
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, GaveUp, Key
from desk.demo.people import CLERKS, PASSPHRASE, Person, cast
from desk.demo.practice import prepare
from desk.demo.stage import Scene, Stage, form_scene, person_scene
from desk.domain.application import PictureKind, Step
from desk.domain.errors import DeskError
from desk.services.intake import Draft, Intake
from desk.services.opening import Opening
from desk.services.ports import Clock
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.store_at import search_keys
from desk.ui.lanes import Lanes
from desk.ui.message_dialog import MessageDialog
from tests.faults.fault import GAVE_UP
from tests.flow.shown import told

PEOPLE = cast(2, 7)
TRIES = 4
PATIENCE_S = 30.0
PATIENCE_AFTER_REFUSAL_S = 2.5
ANSWERED_AFTER_S = 0.4
"""Refused and quiet for so long: the desk waits for the person."""
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


# prepared once --------------------------------------------------------------------------------
def prepare_all(folder: Path, pictures: Path) -> None:
    """The practice venue behind a passphrase that is cheap to try, and what the cameras see."""

    def opening_at(at: Path, clock: Clock) -> Opening:
        return Opening(
            Vault(at, clock, CHEAP),
            lambda key: open_store(at, key, keys=search_keys(), clock=clock),
            clock,
        )

    prepare(folder, SystemClock(), opening_at)
    pictures.mkdir()
    for number, person in enumerate(PEOPLE):
        np.save(pictures / f"{number}-form.npy", form_scene(person, font_files()[0], 1, 1)[0])
        np.save(pictures / f"{number}-face.npy", person_scene(person)[0])


class PreparedStage(Stage):
    """Shows pictures that were drawn before."""

    def __init__(self, pictures: Path, people: Iterator[Person]) -> None:
        self._pictures = pictures
        super().__init__(SystemClock(), font_files()[0], lambda: next(people, PEOPLE[-1]))

    def _draw(self, person: Person, turn: int) -> None:
        form, face = (self._scene(person, what) for what in ("form", "face"))
        with self._lock:
            if turn == self._round:
                self._form, self._face = form, face

    def _scene(self, person: Person, what: str) -> Scene:
        still = np.load(self._pictures / f"{PEOPLE.index(person)}-{what}.npy")
        return tuple(np.roll(still, step, axis=1) for step in (0, 1, 2, 1))


# what is said ---------------------------------------------------------------------------------
def say(**facts: object) -> None:
    os.write(1, (json.dumps(facts, ensure_ascii=False) + "\n").encode())


def as_json(draft: Draft) -> dict[str, object]:
    record = draft.record
    return {
        "id": record.id,
        "number": record.number.short,
        "step": record.step.value,
        "status": record.status.value,
        "entries": record.entries,
        "pictures": {picture.id: picture.sha256 for picture in record.pictures},
    }


class WatchedLanes(Lanes):
    """Says of every error whether its sentence was then on the screen."""

    def __init__(self, *parents: Any) -> None:
        super().__init__(*parents)
        self.refusals = 0

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        def noted(error: Exception) -> None:
            (failed or self.unhandled.emit)(error)
            self.refusals += 1
            code = error.code if isinstance(error, DeskError) else type(error).__name__
            # Who leaves a part out has seen to it that nobody waits for it.
            say(refused=code, shown=told(desk.app.load_wording("ja"), error))

        super()._submit(lane, work, done, noted)


def announced(save: Callable[..., Draft]) -> Callable[..., Draft]:
    """Entries on their way: a kill may or may not have let them arrive."""

    def saying(intake: Intake, application: Any, entries: dict[str, Any]) -> Draft:
        say(sent=dict(entries), id=application)
        return save(intake, application, entries)

    return saying


# the clerk ------------------------------------------------------------------------------------
class Refused(Exception):
    """The desk said why it could not, and waits."""


class PatientClerk(Clerk):
    """Reads what the desk says, and tries again."""

    def __init__(self, app: DeskApp, lanes: WatchedLanes) -> None:
        super().__init__(app)
        self._lanes = lanes
        self.typed: tuple[Step, str, str] | None = None

    def wait(self, until: Callable[[], object], what: str) -> None:
        before, began = self._lanes.refusals, time.monotonic()
        quiet_since = began
        while not until():
            self._answer_notice()
            now = time.monotonic()
            if not self._lanes.idle:
                quiet_since = now
            refused = self._lanes.refusals > before
            if now - began > (PATIENCE_AFTER_REFUSAL_S if refused else PATIENCE_S):
                raise GaveUp(what)
            # What is typed is sent again by the desk itself; anything else is for the clerk.
            if refused and what != "saving" and now - quiet_since > ANSWERED_AFTER_S:
                raise Refused(what)
            QTest.qWait(15)
        self._answer_notice()

    @staticmethod
    def _answer_notice() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MessageDialog) and window.isVisible():
                window.ok.click()

    def put(self, step: Step, field: str, value: str | bool) -> None:
        self.typed = (step, field, value) if isinstance(value, str) else None
        super().put(step, field, value)

    def keeps_what_was_typed(self) -> bool:
        """Is the text of the last field still in it?"""
        if self.typed is None or self.desk.counter is None or self.bench.step != self.typed[0]:
            return True
        step, field, value = self.typed
        self.desk.window.activateWindow()
        page = self.bench.page(step)
        focused = QApplication.focusWidget() if page.focus_field(field) else None
        return not isinstance(focused, QLineEdit) or focused.text() == value

    def again(self, deed: Callable[[], object]) -> None:
        """Do it; after a refusal once more, a few times."""
        for _ in range(TRIES):
            try:
                deed()
            except Refused:
                continue
            return
        raise GaveUp(getattr(deed, "__name__", "a deed"))

    # what a person does differently after a refusal

    def open_desk(self) -> None:
        self.again(lambda: self.unlock(PASSPHRASE))
        name, pin = CLERKS[0]
        self.choose_operator(name)
        self.again(lambda: self.sign_on(pin))

    def unlock(self, passphrase: str) -> None:
        if self.desk.store is None:
            super().unlock(passphrase)
        self.wait(lambda: any(self.desk.people.operators), "the operators")

    def call_next(self) -> None:
        self.settle()
        before = None if self.bench.draft is None else self.bench.draft.id
        self.press(Key.Key_F2)
        self.wait(lambda: self.bench.draft is not None and self.draft.id != before, "F2")

    def form(self) -> None:
        self.wait(lambda: self.draft.text("form.id"), "the form's QR")

    def page_kept(self) -> None:
        def kept() -> bool:
            return self.draft.record.picture(PictureKind.FORM_PAGE) is not None

        try:
            self.wait(kept, "the page")
        except Refused:
            self.press(Key.Key_U, Qt.KeyboardModifier.ControlModifier)
            raise

    def to_applicant(self) -> None:
        if self.bench.step == Step.FORM:
            if self.draft.record.entries.get("form.desk_clear") is True:
                self.go_on()
            else:
                self.clear_desk()

    def next_step(self, step: Step) -> Callable[[], None]:
        def forward() -> None:
            if self.bench.step < step:
                self.go_on()

        return forward

    def photograph(self) -> None:
        self.see_face()
        if not self.draft.record.shots:
            self.shoot()

    def take_in(self, person: Person) -> None:
        for deed in (self.call_next, self.form, self.page_kept, self.to_applicant):
            self.again(deed)
        self.applicant(person)
        self.again(self.next_step(Step.IDENTITY))
        self.identity(person)
        self.again(self.next_step(Step.PHOTO))
        self.again(self.photograph)
        self.compare()
        self.again(self.next_step(Step.PAPERS))
        self.papers(person)
        self.confirm()
        self.again(self.say_right_again)
        self.again(self.accept)

    def say_right_again(self) -> None:
        """A PIN that could not be checked is entered once more."""
        display = self.bench.display.display
        pin = CLERKS[0][1]
        if self.draft.text("papers.confirmed") != "applicant":
            self.say_right(pin)
        elif display is not None and display.isVisible() and display.shared_screen:
            self.write(pin)
            self.press(Key.Key_Return)
            self.wait(lambda: not display.isVisible(), "the clerk's screen")


def main() -> int:
    folder, pictures = Path(sys.argv[1]), Path(sys.argv[2])
    desk.app.Lanes = WatchedLanes  # type: ignore[misc]
    desk.ui.entry_saving.RETRY_AFTER_MS = 300
    Intake.save = announced(Intake.save)  # type: ignore[method-assign]
    qt_application("ja")
    stage = PreparedStage(pictures, iter(PEOPLE))
    app = DeskApp(folder, practice=True, stage=stage, print_paper=lambda _slip, _words: None)
    assert isinstance(app.lanes, WatchedLanes)
    clerk = PatientClerk(app, app.lanes)
    clerk.arrive()
    clerk.wait(lambda: app.lanes.idle, "the check")
    say(ready=True)
    try:
        clerk.open_desk()
        clerk.bench.changed.connect(lambda draft: draft is not None and say(kept=as_json(draft)))
        for number, person in enumerate(PEOPLE):
            if number:
                stage.show(person)
            clerk.take_in(person)
    except (GaveUp, Refused) as error:
        say(gave_up=str(error), typed_stays=clerk.keeps_what_was_typed())
        os._exit(GAVE_UP)
    say(finished=True)
    app.window.close_without_asking()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

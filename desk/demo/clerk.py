"""A clerk who works the real window by keyboard alone, for the demonstration day and for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desk.app import DeskApp
from desk.demo.people import Document, Person
from desk.domain.application import PictureKind, Status, Step
from desk.domain.fields import document_field
from desk.services.intake import Draft
from desk.ui.buttons import Segmented
from desk.ui.choices import ChoiceCard
from desk.ui.dialog import DeskDialog
from desk.ui.fields import DropDown
from desk.ui.reason_dialog import ReasonDialog
from desk.ui.review.decision_dialog import DecisionDialog
from desk.ui.review.page import ReviewPage
from desk.ui.steps.page import StepPage
from desk.ui.steps.photo_page import PhotoPage
from desk.ui.unlock_dialog import SupervisorDialog
from desk.ui.workbench import Workbench

COUNTDOWN_PATIENCE_S: Final = 4.0
PATIENCE_S: Final = 30.0
"""How long the clerk waits for the desk before giving up; far beyond what it takes."""
Key = Qt.Key
_NONE: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_ASPECT_KEYS: Final = {"agrees": Key.Key_1, "differs": Key.Key_2, "absent": Key.Key_3}
_APPLICANT: Final = (
    "applicant.name",
    "applicant.kana",
    "applicant.birth",
    "applicant.sex",
    "applicant.resident_here",
    "applicant.postcode",
    "applicant.phone",
    "applicant.address",
)
_PAPERS: Final = {
    "papers.pin_request": "sealed",
    "papers.forwarding": "no",
    "papers.moving": "no",
    "papers.notification_card": "not_applicable",
    "papers.resident_card": "not_applicable",
    "papers.sign_certificate": "issue",
    "papers.auth_certificate": "issue",
    "papers.signed": "yes",
}


class GaveUp(RuntimeError):
    """The desk did not do what the clerk waited for."""


class Clerk:
    """Types, waits and looks; knows the screens only through keys and what has the focus."""

    def __init__(self, desk: DeskApp) -> None:
        self.desk = desk
        self.patience_s = PATIENCE_S

    # hands and eyes

    @property
    def bench(self) -> Workbench:
        if self.desk.counter is None:
            raise GaveUp("the counter is not open")
        return self.desk.counter.bench

    @property
    def draft(self) -> Draft:
        if self.bench.draft is None:
            raise GaveUp("no application is open")
        return self.bench.draft

    def wait(self, until: Callable[[], object], what: str) -> None:
        """Let the desk work until that is true."""
        end = time.monotonic() + self.patience_s
        while not until():
            if time.monotonic() > end:
                raise GaveUp(what)
            QTest.qWait(15)

    def settle(self) -> None:
        """Until everything entered is on the disk and shown again."""
        self.wait(
            lambda: (
                self.desk.lanes.idle and (self.desk.counter is None or self.bench.everything_saved)
            ),
            "saving",
        )

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        """A key for whatever has the focus, as the keyboard sends it."""
        QTest.keyClick(self._target(), key, modifiers)

    def write(self, text: str) -> None:
        """Type ASCII; let the input method commit everything else, as for Japanese."""
        if text.isascii():
            QTest.keyClicks(self._target(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._target(), event)

    def _target(self) -> QWidget:
        popup = QApplication.activePopupWidget()  # an open menu has the keyboard
        return (
            popup or QApplication.focusWidget() or QApplication.activeWindow() or self.desk.window
        )

    # the start of the day

    def arrive(self) -> None:
        """Switch the desk on and wait for its first page."""
        self.desk.start()
        self.desk.window.show()
        self.desk.window.activateWindow()
        self.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "the first page")

    def unlock(self, passphrase: str) -> None:
        """The supervisor's passphrase."""
        self.write(passphrase)
        self.press(Key.Key_Return)
        self.wait(lambda: self.desk.store is not None and self.desk.lanes.idle, "unlocking")

    def choose_operator(self, name: str) -> None:
        """The operator's card on the start page; the PIN boxes then have the focus."""
        cards = self.desk.window.findChildren(ChoiceCard)
        next(card for card in cards if name in card.accessibleName()).setFocus()
        self.press(Key.Key_Space)

    def sign_on(self, pin: str) -> None:
        """The operator's PIN; the counter opens."""
        self.write(pin)
        self.press(Key.Key_Return)
        self.wait(lambda: self.desk.counter is not None and self.desk.lanes.idle, "signing on")

    def lock(self) -> None:
        """F12; the PIN boxes of the lock wait."""
        self.press(Key.Key_F12)
        lock = self.desk.window.lock_screen
        self.wait(lambda: QApplication.activeWindow() is lock, "locking")

    # one field

    def page(self, step: Step) -> StepPage:
        self.wait(lambda: self.bench.step == step, f"step {step.value}")
        return self.bench.page(step)

    def put(self, step: Step, field: str, value: str | bool) -> None:
        """Enter one field: text typed, a choice reached by arrows, a box ticked by Space."""
        page = self.page(step)
        self.wait(lambda: page.focus_field(field), field)
        target = QApplication.focusWidget()
        if isinstance(target, QLineEdit):
            target.selectAll()
            self.press(Key.Key_Delete)
            self.write(str(value))
            self.press(Key.Key_Return)
        elif isinstance(target, DropDown):
            self.drop_down(target, str(value))
        elif isinstance(value, bool):
            self.press(Key.Key_Space)
        else:
            self._choose(target, value)
        self.settle()

    def drop_down(self, target: DropDown, code: str) -> None:
        steps = target.findData(code) - target.currentIndex()
        for _ in range(abs(steps)):
            self.press(Key.Key_Down if steps > 0 else Key.Key_Up)

    def _choose(self, target: QWidget | None, code: str) -> None:
        parent = target.parentWidget() if target is not None else None
        if not isinstance(parent, Segmented):
            raise GaveUp(f"no choice for {code}")
        wanted = parent.button(code)
        for _ in range(8):
            if QApplication.focusWidget() is wanted:
                break
            self.press(Key.Key_Right)
        self.press(Key.Key_Space)

    # the steps

    def read_form(self, person: Person) -> None:
        """Step 1: F2, the form under the camera, the desk is clear."""
        self.press(Key.Key_F2)
        self.wait(lambda: self.bench.draft is not None and self.bench.step == Step.FORM, "F2")
        self.settle()
        if person.form_kind != "qr":
            self._handwritten()
        else:
            self.wait(lambda: self.draft.text("form.id"), "the form's QR")
            self.wait(lambda: self.draft.assessment.step(Step.FORM).missing, "the page")
        self.settle()

    def _handwritten(self) -> None:
        page = self.page(Step.FORM)
        page.focus_field("form.kind")
        self.press(Key.Key_Right)
        self.press(Key.Key_Space)
        self.wait(lambda: self.draft.text("form.kind") == "handwritten", "handwritten")
        self.wait(self._page_taken, "the page of a handwritten form")

    def _page_taken(self) -> bool:
        """申請書を撮る, once the document camera has a picture."""
        if self.draft.record.picture(PictureKind.FORM_PAGE) is None:
            self.press(Key.Key_U, _CTRL)
            self.settle()
        return self.draft.record.picture(PictureKind.FORM_PAGE) is not None

    def clear_desk(self) -> None:
        """The question about the previous person's papers; then step 2 opens by itself."""
        page = self.page(Step.FORM)
        self.wait(lambda: page.focus_field("form.desk_clear"), "desk question")
        self.press(Key.Key_Space)
        self.settle()
        if self.bench.step == Step.FORM:
            self.go_on()
        self.wait(lambda: self.bench.step == Step.APPLICANT, "step 2")

    def applicant(self, person: Person, kana: str = "") -> None:
        """Step 2, in the order of the screen."""
        values = (
            person.name,
            kana or person.kana,
            person.birth,
            person.sex,
            "yes",
            person.postcode,
            person.phone,
            person.address,
        )
        for field, value in zip(_APPLICANT, values, strict=True):
            if value:
                self.put(Step.APPLICANT, field, value)
        for field, extra in person.extra.items():
            self.put(Step.APPLICANT, field, extra)

    def identity(self, person: Person) -> None:
        """Step 3: documents by their two characters, then expiry and agreement."""
        self.put(Step.IDENTITY, "applicant.present", "yes")
        for document in person.documents:
            self._document(document, guardian=False)
        if person.guardian:
            self.bench.page(Step.IDENTITY).focus_field("guardian_identity.documents")
            for document in person.guardian:
                self._document(document, guardian=True)

    def _document(self, document: Document, *, guardian: bool) -> None:
        self._leave_text()
        for character in document.shortcut:
            self.press(Key(ord(character)))
        chosen = "guardian_identity.documents" if guardian else "identity.documents"
        self.wait(
            lambda: document.code in self.chosen(chosen),
            document.code,
        )
        self.settle()
        page = self.bench.page(Step.IDENTITY)
        expiry = document_field(document.code, "expires", guardian=guardian)
        if page.focus_field(expiry) and isinstance(QApplication.focusWidget(), QLineEdit):
            self.write("なし" if document.expires == "none" else document.expires)
            self.press(Key.Key_Return)
        for aspect in ("name", "birth", "address"):
            field = document_field(document.code, aspect, guardian=guardian)
            if page.focus_field(field):
                self.press(_ASPECT_KEYS[getattr(document, aspect)])
        self.settle()

    def chosen(self, field: str) -> tuple[str, ...]:
        """The codes chosen in a field of many."""
        value = self.draft.record.entries.get(field, ())
        return value if isinstance(value, tuple) else ()

    def _leave_text(self) -> None:
        """One-character keys do not work while a text field has the focus (ui.md §5)."""
        if isinstance(QApplication.focusWidget(), QLineEdit):
            self.bench.page(Step.IDENTITY).focus_field("applicant.present")

    def see_face(self) -> None:
        """Step 4: wait until the camera sees exactly one face."""
        page = self.page(Step.PHOTO)
        self.wait(lambda: page.focus_field("photo"), "photo page")
        self.wait(lambda: isinstance(page, PhotoPage) and page.can_shoot, "one face")

    def by_hand(self) -> None:
        """自動撮影 切: the picture is taken when Space is pressed, not before."""
        page = self.photo_page
        if page.auto_on:
            page.auto_button.setFocus()
            self.press(Key.Key_Space)
            self.settle()

    def show_form(self) -> None:
        """The form beside the photo: it lies under its camera; without a QR on it, the label does
        (the automatic shutter may be quicker than either)."""
        page = self.photo_page
        if self.draft.text("form.kind") in ("handwritten", "none"):
            own_code = page.own_code_button
            own_code.setFocus()
            self.press(Key.Key_Space)
            self.press(Key.Key_Down)  # from the applicant's screen to the label
            self.press(Key.Key_Return)
        self.wait(lambda: page.slate_matched, "the form beside the photo")

    def wait_for_countdown(self) -> bool:
        """Until the automatic shutter counts; False when it will not (or did already)."""
        page, end = self.photo_page, time.monotonic() + COUNTDOWN_PATIENCE_S
        while not (page.counting or self.draft.record.shots or time.monotonic() > end):
            QTest.qWait(15)
        return page.counting

    def shoot(self) -> None:
        """Let the automatic shutter finish once it counts, else Space on the shutter."""
        page = self.photo_page
        self.wait(lambda: not page.counting, "the automatic shutter")
        if not (self.draft.record.shots or page.busy):
            page.focus_field("photo")
            self.press(Key.Key_Space)
        self.wait(lambda: self.draft.record.shots and not page.busy, "the shot")
        self.settle()

    @property
    def photo_page(self) -> PhotoPage:
        page = self.page(Step.PHOTO)
        if not isinstance(page, PhotoPage):
            raise GaveUp("the photo page")
        return page

    @property
    def doubtful(self) -> bool:
        """Does something speak against the photo, so that it must be answered?"""
        return any(
            alert.must_be_answered and alert.answer is None for alert in self.draft.photo_alerts
        )

    def compare(self) -> None:
        """The doubts by what is seen, then Y, Y: another person than before, the same as on the
        document; and why a photo with findings is used."""
        self._answer_doubts()
        if self.draft.previous is not None:
            self.put(Step.PHOTO, "photo.not_previous", "yes")
        self.put(Step.PHOTO, "photo.same_person", "yes")
        if self.draft.record.entries.get("photo.bare_head") is not True:
            self.put(Step.PHOTO, "photo.bare_head", True)
        if "photo.kept_reason" in self.draft.assessment.step(Step.PHOTO).missing:
            self.press(Key.Key_1)
            self.settle()

    def _answer_doubts(self) -> None:
        """Every doubt of the drawn heads is a likeness, never a mix-up."""
        while self.doubtful:
            self.photo_page.focus_first_open()
            self.press(Key.Key_Space)
            self.wait(lambda: isinstance(QApplication.activeWindow(), DeskDialog), "the question")
            self.press(Key.Key_1)
            self.press(Key.Key_Return, _CTRL)
            self.wait(lambda: QApplication.activeWindow() is self.desk.window, "the answer")
            self.settle()

    def papers(self, person: Person) -> None:
        """Step 5: the six items."""
        for field, usual in _PAPERS.items():
            if field == "papers.sign_certificate" and (
                self.draft.assessment.sign_certificate_locked
            ):
                continue
            self.put(Step.PAPERS, field, person.papers.get(field, usual))
            if field == "papers.pin_request" and person.papers.get(field, usual) == "sealed":
                self.put(Step.PAPERS, "papers.pin_seal", f"P-{self.draft.record.number.short}")

    def confirm(self) -> None:
        """Turn the screen round (F4): photo, name and delivery, for the applicant."""
        page = self.page(Step.PAPERS)
        page.focus_field("papers.confirmed")
        self.press(Key.Key_F4)
        self.wait(lambda: self.bench.display.shown, "applicant's screen")
        self.settle()

    def say_right(self, pin: str) -> None:
        """The applicant touches まちがいありません; a shared screen comes back by the PIN."""
        display = self.bench.display.display
        if display is None:
            raise GaveUp("no applicant's screen")
        self.wait(lambda: display.details.shown_ms is not None, "the photo before their eyes")
        for tick in display.findChildren(QCheckBox):
            if tick.isVisible() and not tick.isChecked():
                QTest.mouseClick(
                    tick, Qt.MouseButton.LeftButton, pos=QPoint(12, tick.height() // 2)
                )
        button = next(
            each
            for each in display.findChildren(QPushButton)
            if each.isVisible() and "まちがいありません" in each.text()
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait(lambda: self.draft.text("papers.confirmed") == "applicant", "confirmation")
        if display.shared_screen:
            display.leave()
            self.write(pin)
            self.press(Key.Key_Return)
        self.wait(
            lambda: not display.isVisible() or not display.shared_screen, "the clerk's screen"
        )
        self.desk.window.activateWindow()
        self.settle()
        self.wait(lambda: QApplication.activeWindow() is self.desk.window, "the desk's window")

    def go_on(self) -> None:
        """Ctrl+Enter, and wait until the next step stands."""
        self.settle()
        step = self.bench.step
        self.press(Key.Key_Return, _CTRL)
        self.wait(lambda: self.bench.draft is None or self.bench.step != step, "the next step")
        self.settle()

    def accept(self) -> Draft:
        """Ctrl+Enter on the last step; returns what the store then holds."""
        self.settle()
        self.press(Key.Key_Return, _CTRL)
        self.wait(lambda: self.draft.record.status is Status.ACCEPTED, "acceptance")
        self.settle()
        return self.draft

    def reason(self, key: Key, detail: str, concern: Key) -> None:
        """F6 or F8 and the reason window: choose, describe; Ctrl+Enter is left to the caller."""
        self.press(key)
        self._describe(detail, concern)

    def correct(self, detail: str) -> None:
        """訂正 of a completed application, from its menu (F7)."""
        self.settle()
        self.bench.ask_change("correct")
        self._describe(detail, Key.Key_1)

    def _describe(self, detail: str, concern: Key) -> None:
        dialog = self._reason_window()
        self.press(concern)
        dialog.detail.setFocus()
        self.write(detail)

    def _reason_window(self) -> ReasonDialog:
        def shown() -> bool:
            window = QApplication.activeWindow()
            return isinstance(window, ReasonDialog) and window.isActiveWindow()

        self.wait(shown, "the reason window")
        found = QApplication.activeWindow()
        if not isinstance(found, ReasonDialog):
            raise GaveUp("the reason window")
        return found

    def paper_returned(self) -> None:
        """取消: the form went back to the applicant."""
        self._reason_window().paper.button("returned").setFocus()
        self.press(Key.Key_Space)

    # the supervisor

    def open_review(self, pin: str) -> ReviewPage:
        """責任者確認 (Ctrl+3) with the supervisor's PIN; the first person stands large."""
        self.press(Key.Key_3, _CTRL)
        self.wait(lambda: isinstance(QApplication.activeWindow(), SupervisorDialog), "the PIN")
        self.write(pin)
        room = self.desk.review_room
        if room is None:
            raise GaveUp("no review room")
        page = room.page
        self.wait(lambda: page.active and page.detail.stands, "the first person of the sheet")
        return page

    def review_all(self, page: ReviewPage, look_s: float) -> int:
        """A for each; with a reason where something speaks against it. Returns how many."""
        looked = 0
        while page.side.currentWidget() is page.detail:
            item = page.detail.item
            if item is None:
                raise GaveUp("nobody on the sheet")
            QTest.qWait(round(look_s * 1000))
            self.press(Key.Key_A)
            if item.needs_look:
                self.wait(
                    lambda: isinstance(QApplication.activeModalWidget(), DecisionDialog), "reasons"
                )
                self.press(Key.Key_1)
                self.press(Key.Key_A)
            looked += 1
            self.wait(partial(self._next_stands, page, item.id), "the next person")
        self.settle()
        return looked

    def _next_stands(self, page: ReviewPage, now: str) -> bool:
        if page.side.currentWidget() is not page.detail:
            return True
        item = page.detail.item
        return item is not None and item.id != now and page.detail.stands

    def to_step(self, step: Step) -> None:
        """Alt+1 to Alt+5."""
        self.press(Key(Key.Key_0 + step.value), _ALT)
        self.wait(lambda: self.bench.step == step, f"step {step.value}")
        self.settle()

    def leave(self) -> None:
        """Close what is open and stand before the list."""
        self.settle()
        if self.bench.draft is not None:
            self.bench.close()
            self.wait(lambda: self.bench.draft is None, "closing")
        self.settle()

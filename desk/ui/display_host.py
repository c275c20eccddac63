"""Shows and hides the applicant's screen: on the second display, or over the staff's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QWidget

from desk.domain.application import PictureKind
from desk.domain.errors import DeskError
from desk.services.own_code import qr_modules
from desk.ui.applicant_display import ApplicantDisplay
from desk.ui.applicant_sight import Reply, Sight

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures


class DisplayHost(QObject):
    """One applicant's screen for the open application only."""

    replied = Signal(object)  # Reply
    copy_consent = Signal(bool)
    shown_changed = Signal(bool)

    def __init__(
        self,
        context: DeskContext,
        pictures: Pictures,
        window: QWidget,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._pictures = pictures
        self._window = window
        self._screens = screens
        self._display: ApplicantDisplay | None = None
        self._shown_for = ""
        self._sight: Sight | None = None
        running = QGuiApplication.instance()
        if isinstance(running, QGuiApplication):
            running.screenRemoved.connect(self._on_screen_removed)

    @property
    def shown(self) -> bool:
        """Is something on the screen that the applicant may answer?"""
        return self._display is not None and self._display.asking

    @property
    def display(self) -> ApplicantDisplay | None:
        return self._display

    # what the applicant is shown
    def toggle(self, draft: Draft) -> None:
        """F4: show, or take away again."""
        if self.shown and self._display is not None:
            self._display.leave()
            return
        self.show(draft)

    def show(self, draft: Draft, *, changed: bool = False) -> None:
        """Photo and details, to be confirmed. `changed`: not what was shown a moment ago."""
        display = self._made()
        sight = Sight.of(draft)
        self._shown_for, self._sight = draft.id, sight
        rules = self._context.rulebook.on(self._context.clock.today())
        picture = draft.record.picture(PictureKind.PHOTO)

        def ready(image: QImage) -> None:
            if self._sight is sight:
                display.show_draft(sight, draft, rules, image, changed=changed)
                self._open(display)
                self.shown_changed.emit(True)

        if picture is None:
            ready(QImage())
        else:
            self._pictures.fetch(picture.id, ready)

    def follow(self, draft: Draft) -> None:
        """The open application has changed: the applicant must not confirm what was."""
        display = self._display
        if display is None or not display.showing_details or self._shown_for != draft.id:
            return
        display.details.show_copy_consent(draft.text("identity.copy_consent"))
        if self._sight != Sight.of(draft):
            self.show(draft, changed=True)

    def ask_copy_consent(self, draft: Draft) -> None:
        """Only whether the portrait on the identity document may be photographed; the answer
        comes as `copy_consent`."""
        display = self._made()
        self._shown_for, self._sight = draft.id, None
        display.show_consent(draft)
        self._open(display)
        self.shown_changed.emit(True)

    def thank(self) -> None:
        """The answer is on the disk."""
        if self._display is not None:
            self._display.thank()

    # the slate of an application without a QR form
    def show_own_code(self, number: str) -> bool:
        """The application's full number as a QR on the second display.

        False without a second display: the staff's own screen faces the staff, so print a label.
        """
        if self._second_screen() is None:
            return False
        display = self._made()
        self._forget()
        display.show_code(qr_modules(number))
        self._open(display)
        return True

    def hide_own_code(self) -> None:
        """「しばらくお待ちください」 in its place; anything else stays as it is."""
        if self._display is not None and self._display.showing_code:
            self._display.hide_details()

    # away
    def hide(self) -> None:
        """At once and without a PIN: the application was closed or changed."""
        self._shown_for, self._sight = "", None
        if self._display is not None:
            self._display.hide_details()
            if self._display.shared_screen:
                self._display.hide()
            self.shown_changed.emit(False)

    def close(self) -> None:
        self._shown_for, self._sight = "", None
        if self._display is not None:
            self._display.hide()
            self._display.deleteLater()
            self._display = None

    # inside
    def _second_screen(self) -> QScreen | None:
        """A screen on which the staff's window does not lie."""
        own = self._window.window().screen()
        screens = self._screens()
        if len(screens) < 2:
            return None
        return next((each for each in screens if each is not own), screens[1])

    def _made(self) -> ApplicantDisplay:
        shared = self._second_screen() is None
        if self._display is not None and self._display.shared_screen != shared:
            self.close()  # a display was plugged in or pulled out since
        if self._display is None:
            display = ApplicantDisplay(shared_screen=shared)
            display.replied.connect(self._on_replied)
            display.copy_consent.connect(self._on_copy_consent)
            display.timed_out.connect(self._forget)
            display.closed.connect(self._on_closed)
            display.lock_with(self._check_pin)
            self._display = display
        return self._display

    def _open(self, display: ApplicantDisplay) -> None:
        screen = self._second_screen()
        if screen is None:
            display.setGeometry(self._window.window().geometry())
            display.showFullScreen()
            display.activateWindow()
        elif not display.isVisible():
            display.setGeometry(screen.geometry())
            display.showFullScreen()

    def _forget(self) -> None:
        self._shown_for, self._sight = "", None
        self.shown_changed.emit(False)

    def _on_replied(self, reply: Reply) -> None:
        self._forget()
        self._give_back_keys()
        self.replied.emit(reply)

    def _on_copy_consent(self, given: bool) -> None:
        if not self.shown:  # it was the only question
            self._forget()
            self._give_back_keys()
        self.copy_consent.emit(given)

    def _on_closed(self) -> None:
        if self._display is not None and self._display.shared_screen:
            self._display.hide()
            self._window.window().activateWindow()
        self._forget()

    def _on_screen_removed(self, _screen: QScreen) -> None:
        """The second display was pulled out: its window must not come to lie over the staff's."""
        display = self._display
        if display is not None and not display.shared_screen and self._second_screen() is None:
            self.close()
            self.shown_changed.emit(False)

    def _give_back_keys(self) -> None:
        """A touch made the applicant's window the active one."""
        if self._display is not None and not self._display.shared_screen:
            self._window.window().activateWindow()

    def _check_pin(self, pin: str, answer: Callable[[str], None]) -> None:
        """The shared screen goes back to the staff only by the operator's PIN."""
        store, operator = self._context.store, self._context.intake.operator.id
        now, words = self._context.clock.now(), self._context.words

        def failed(error: BaseException) -> None:
            if isinstance(error, DeskError):
                answer(words.say(error.code, **error.facts))
            else:
                answer(words.say("unexpected"))

        self._context.tasks.run(
            lambda: store.check_pin(operator, pin, now),
            lambda right: answer("" if right else words.say("pin_wrong")),
            failed,
        )

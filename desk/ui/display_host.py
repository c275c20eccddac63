"""Shows and hides the applicant's screen: on the second display, or over the staff's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from desk.domain.application import PictureKind
from desk.domain.errors import DeskError
from desk.ui.applicant_display import ApplicantDisplay

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures


class DisplayHost(QObject):
    """One applicant's screen for the open application only."""

    confirmed = Signal()
    objected = Signal(str)
    copy_consent = Signal(bool)
    shown_changed = Signal(bool)

    def __init__(self, context: DeskContext, pictures: Pictures, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._pictures = pictures
        self._window = window
        self._display: ApplicantDisplay | None = None
        self._shown_for = ""

    @property
    def shown(self) -> bool:
        return self._display is not None and self._display.showing_details

    @property
    def display(self) -> ApplicantDisplay | None:
        return self._display

    def toggle(self, draft: Draft) -> None:
        """F4: show, or take away again."""
        if self.shown and self._display is not None:
            self._display.leave()
            return
        self.show(draft)

    def show(self, draft: Draft) -> None:
        display = self._made()
        self._shown_for = draft.id
        address = draft.text("applicant.address")
        picture = draft.record.picture(PictureKind.PHOTO)

        def ready(image: QImage) -> None:
            if self._shown_for == draft.id:
                display.show_draft(draft, image, address)
                self._open(display)
                self.shown_changed.emit(True)

        if picture is None:
            ready(QImage())
        else:
            self._pictures.fetch(picture.id, ready)

    def hide(self) -> None:
        """At once and without a PIN: the application was closed or changed."""
        self._shown_for = ""
        if self._display is not None:
            self._display.hide_details()
            if self._display.shared_screen:
                self._display.hide()
            self.shown_changed.emit(False)

    def close(self) -> None:
        if self._display is not None:
            self._display.close()
            self._display.deleteLater()
            self._display = None

    def _made(self) -> ApplicantDisplay:
        if self._display is None:
            shared = len(QGuiApplication.screens()) < 2
            display = ApplicantDisplay(shared_screen=shared)
            display.confirmed.connect(self._on_confirmed)
            display.objected.connect(self._on_objected)
            display.copy_consent.connect(self.copy_consent)
            display.closed.connect(self._on_closed)
            display.lock_with(self._check_pin)
            self._display = display
        return self._display

    def _open(self, display: ApplicantDisplay) -> None:
        screens = QGuiApplication.screens()
        if display.shared_screen:
            display.setGeometry(self._window.window().geometry())
            display.showFullScreen()
            display.activateWindow()
            return
        if not display.isVisible():
            display.setGeometry(screens[1].geometry())
            display.showFullScreen()

    def _on_confirmed(self) -> None:
        self._shown_for = ""
        self.shown_changed.emit(False)
        self.confirmed.emit()

    def _on_objected(self, what: str) -> None:
        self._shown_for = ""
        self.shown_changed.emit(False)
        self.objected.emit(what)

    def _on_closed(self) -> None:
        self._shown_for = ""
        if self._display is not None and self._display.shared_screen:
            self._display.hide()
            self._window.window().activateWindow()
        self.shown_changed.emit(False)

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

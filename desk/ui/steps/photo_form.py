"""The form beside the photo: seen in this sitting, read with the shot, or right after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.errors import Refused
from desk.ui.steps.photo_slate import SlateWatch
from desk.ui.steps.slate_line import SlateWords, after_shot, before_shot, stop_sentence

if TYPE_CHECKING:
    from desk.domain.application import ApplicationId, Shot
    from desk.services.intake import Draft
    from desk.services.ports import Frame, Moment
    from desk.services.slate import SlateReading
    from desk.ui.context import DeskContext


class FormBeside(QObject):
    """Binds what the cameras read of the form to the open application and its newest shot.

    `changed`: something to show or to block is different; `answered(Draft)`: the store noted the
    form, or gave the waiting shot its slate; `settled`: that shot needs no more reading.
    """

    changed = Signal()
    answered = Signal(object)
    settled = Signal()
    failed = Signal(object)

    def __init__(self, context: DeskContext, most_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._most_s = most_s
        self._draft: Draft | None = None
        self._waiting: Shot | None = None
        self._busy = False
        self._other_after = False
        self.refusal: str | None = None
        """Why no photo may be taken, as a code; "": it may; None: not answered yet."""
        self._watch = SlateWatch(context, self)
        self._watch.changed.connect(self._on_changed)
        self._watch.own_read.connect(self._on_own_read)

    # what the page calls
    def load(self, draft: Draft) -> None:
        """Another application: nothing is known about its form."""
        self.end()
        self._draft, self._busy, self.refusal = draft, False, None

    def follow(self, draft: Draft) -> None:
        """The same application, as the store now answers it."""
        self._draft = draft
        self._watch.follow(draft.record)

    def begin(self) -> None:
        """The live picture is on: read the form, and ask whether a photo may be taken."""
        if self._draft is None:
            return
        self._waiting, self._other_after = None, False
        if not self._watch.running:
            self._watch.begin(self._draft.record)
        if self.refusal != "":  # once allowed, it is for as long as the application is open
            self._ask_whether_allowed(self._draft.id)

    def wait_for(self, shot: Shot) -> None:
        """A shot was kept without its slate: go on reading for it."""
        self._waiting, self._other_after = shot, False

    def end(self) -> None:
        self._waiting = None
        self._watch.end()

    def take(self, frame: Frame) -> None:
        """A frame of the photo camera: the form may be held up there."""
        self._watch.take(frame)

    # what is known
    @property
    def fresh(self) -> bool:
        """Was this application's form read just now?"""
        return self._watch.fresh(self._most_s) is not None

    def for_shot(self, taken: Moment) -> SlateReading | None:
        """The reading that goes with a shot of that moment."""
        return self._watch.for_shot(taken, self._most_s)

    @property
    def own_code(self) -> bool:
        """Has the form no QR that can be read? Then the application's own takes its place."""
        draft = self._draft
        if draft is None:
            return False
        typed = draft.text("form.source") == "typed"
        return typed or draft.text("form.kind") in ("handwritten", "none")

    @property
    def stop(self) -> str:
        """Why no photo may be taken with what lies before the cameras now, as a sentence."""
        return stop_sentence(self._watch, self._context.words, self._number)

    @property
    def blocked(self) -> str:
        """Why the shutter is blocked, as a sentence; "" when it is not."""
        if self.stop or not self.refusal:
            return self.stop
        return self._context.words.say(self.refusal, number=self._number)

    def words(self, *, live: bool) -> SlateWords | None:
        """How it stands, for the badge and the line; None when there is nothing to say."""
        draft = self._draft
        if draft is None:
            return None
        if live:
            seen = self.refusal != "form_not_seen"
            return before_shot(
                self._watch,
                self._context.words,
                self._number,
                self._most_s,
                seen=seen,
                own=self.own_code,
            )
        shot = draft.record.chosen_shot
        if shot is None:
            return None
        reading = self._watch.running
        return after_shot(shot, self._most_s, reading=reading, other_seen=self._other_after)

    # inside
    @property
    def _number(self) -> str:
        return "" if self._draft is None else self._draft.record.number.short

    def _is_open(self, application: ApplicationId) -> bool:
        return self._draft is not None and self._draft.id == application

    def _ask_whether_allowed(self, application: ApplicationId) -> None:
        """Only the store's thread knows the sitting."""
        self.refusal = None
        deed = self._context.photographing

        def know(code: str) -> None:
            if self._is_open(application):
                self.refusal = code
                self.changed.emit()

        self._context.tasks.run(
            lambda: deed.allowed(application),
            lambda _record: know(""),
            lambda error: know(error.code if isinstance(error, Refused) else ""),
        )

    def _on_changed(self) -> None:
        if self._waiting is not None and self._watch.foreign:
            self._other_after = True
        self.changed.emit()

    def _on_own_read(self, reading: SlateReading) -> None:
        draft, shot = self._draft, self._waiting
        if draft is None or self._busy:
            return
        if shot is not None:
            self._settle(draft.id, shot, reading)
        elif self.refusal == "form_not_seen":
            self._note(draft.id, reading)

    def _note(self, application: ApplicationId, reading: SlateReading) -> None:
        """The form of an application that was opened again is in view."""
        self._busy = True
        deed = self._context.photographing

        def noted(fresh: Draft) -> None:
            self._busy = False
            if self._is_open(application):
                self.refusal = ""
                self.answered.emit(fresh)
                self.changed.emit()

        self._context.tasks.run(
            lambda: deed.note_form(application, reading), noted, self._on_failed
        )

    def _settle(self, application: ApplicationId, shot: Shot, reading: SlateReading) -> None:
        self._busy = True
        deed = self._context.photographing

        def settled(fresh: Draft | None) -> None:
            self._busy = False
            if not self._is_open(application):
                return
            if self._waiting is shot:
                self._waiting = None
                self.settled.emit()
            if fresh is not None:
                self.answered.emit(fresh)

        self._context.tasks.run(
            lambda: deed.settle(application, shot.id, reading), settled, self._on_failed
        )

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self.failed.emit(error)

"""申請書の照合 at step 1: the form of an application that was opened again is read once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.application import ApplicationId
from desk.services.ports import Frame
from desk.services.slate import SlateReading, SlateSeen
from desk.ui.camera_feed import CameraFeed

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class FormCheck(QObject):
    """Reads with the document camera until a form, or the intake's own QR, is settled; the store
    then says whether it is this application's. Only one may hold the camera: the page stops its
    own feed first."""

    shown = Signal(object)  # Frame
    hinted = Signal(str)  # message code while nothing is settled
    camera_failed = Signal(str)  # message code
    matched = Signal(object)  # Draft
    refused = Signal(object)  # Exception: another form, or the disk

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._application: ApplicationId | None = None
        self._feed = CameraFeed(context.form_camera, context.form_slate, self)
        self._feed.shown.connect(self.shown)
        self._feed.answered.connect(self._on_seen)
        self._feed.failed.connect(self.camera_failed)

    @property
    def possible(self) -> bool:
        """Can this desk read a form again with the camera?"""
        return self._context.form_slate is not None

    @property
    def running(self) -> bool:
        return self._application is not None

    def start(self, application: ApplicationId) -> None:
        self.stop()
        self._context.restart_slate()  # what was read for another application does not count
        self._application = application
        self._feed.start()

    def stop(self) -> None:
        self._application = None
        self._feed.stop()

    def note(self, application: ApplicationId, reading: SlateReading) -> None:
        """What was read, by the camera or by a hand scanner."""
        photographing = self._context.photographing
        self._context.tasks.run(
            lambda: photographing.note_form(application, reading),
            self._on_matched,
            self.refused.emit,
        )

    def _on_seen(self, _frame: Frame, seen: object) -> None:
        application = self._application
        if application is None or not isinstance(seen, SlateSeen):
            return
        if seen.reading is not None:
            self.stop()
            self.note(application, seen.reading)
        elif seen.message_code:
            self.hinted.emit(seen.message_code)

    def _on_matched(self, draft: Draft) -> None:
        self.matched.emit(draft)

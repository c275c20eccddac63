"""端末の登録, wired: a supervisor, the code by scanner, camera or hand, and the hub's answer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from desk.carrying_room import stop_for
from desk.devices.frame_worker import FrameWorker
from desk.domain.application import OperatorId
from desk.send_surroundings import SendSurroundings
from desk.services.enrolment import Asking, Enrolling, Enrolment
from desk.services.hub_client import client_for_code
from desk.services.ports import Frame, Operator
from desk.ui.camera_feed import CameraFeed
from desk.ui.camera_view import to_qimage
from desk.ui.sending.enrol_dialog import PREFIX, EnrolDialog
from desk.ui.sending.words import SendingWords
from desk.ui.unlock_dialog import SupervisorDialog
from sync.protocol import Enrolled

_GROUP: Final = 4


class EnrollingRoom(QObject):
    """`enrolled` once the hub's answer was verified and kept."""

    enrolled = Signal()

    def __init__(self, around: SendSurroundings, words: SendingWords, parent: QObject) -> None:
        super().__init__(parent)
        self._around, self._words = around, words
        self.dialog: EnrolDialog | None = None
        self._worker: FrameWorker | None = None
        self._feed: CameraFeed | None = None

    def enter(self) -> None:
        """Only a supervisor enrols: at once, or with a supervisor's PIN."""
        if self.dialog is not None:
            return
        present = self._around.signed_on()
        if present.supervisor:
            self._open(present)
            return
        asked = SupervisorDialog(
            self.tr("端末を登録する"),
            self.tr("端末の登録は責任者だけができます。責任者が暗証コードを入れてください。"),
            self._around.people(),
            self._around.window,
        )
        around, store = self._around, self._around.store

        def entered(found: Operator) -> None:
            asked.accept()
            self._open(found)

        asked.pin_given.connect(
            lambda supervisor, pin: around.lanes.run(
                lambda: around.opening().sign_on(store, OperatorId(supervisor), pin),
                entered,
                lambda error: asked.refuse(around.sentence(error)),
            )
        )
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _open(self, supervisor: Operator) -> None:
        dialog = EnrolDialog(self._words, self._around.window)
        self.dialog = dialog
        dialog.code_given.connect(lambda text: self._on_code(supervisor, text))
        dialog.camera_asked.connect(self._on_camera)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self, _result: int) -> None:
        self._on_camera(False)
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_code(self, supervisor: Operator, text: str) -> None:
        """The store makes the key, a thread of its own asks the hub, the store keeps the answer."""
        around = self._around
        enrolling = Enrolling(around.store, around.clock, supervisor)

        def begun(asking: Asking) -> None:
            def ask() -> Enrolled:
                client = client_for_code(asking.code, around.app)
                try:
                    return asking.ask(client)
                finally:
                    client.close()

            around.lanes.aside(ask, lambda answer: answered(asking, answer), self._on_failed)

        def answered(asking: Asking, answer: Enrolled) -> None:
            around.lanes.run(
                lambda: enrolling.finish(asking, answer), self._on_done, self._on_failed
            )

        around.lanes.run(lambda: enrolling.begin(text), begun, self._on_failed)

    def _on_done(self, found: Enrolment) -> None:
        self.enrolled.emit()
        if self.dialog is None:
            return
        self.dialog.show_done(
            [
                (self.tr("センター"), found.hub),
                (self.tr("端末"), found.label),
                (self.tr("市区町村"), found.municipality),
                (self.tr("センターの鍵（登録票と同じか確かめてください）"), found.fingerprint),
            ]
        )

    def _on_failed(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.show_stop(stop_for(error, self._around.sentence))

    # scanning

    def take_scanned(self, text: str) -> bool:
        """A hand scanner's line; False while no code is asked for."""
        if self.dialog is None:
            return False
        self.dialog.take_scanned(text)
        return True

    def _on_camera(self, shown: bool) -> None:
        if shown and self._feed is None:
            self._worker = FrameWorker(self._look, self, name="enrolment")
            self._feed = CameraFeed(self._around.form_camera, self._worker, self)
            self._feed.shown.connect(self._on_frame)
            self._feed.answered.connect(self._on_answer)
            self._feed.failed.connect(self._on_camera_failed)
            self._feed.start()
        elif not shown and self._feed is not None:
            self._feed.stop()
            self._feed.deleteLater()
            self._feed = None
            if self._worker is not None:
                self._worker.retire()
                self._worker = None

    def _look(self, frame: object) -> tuple[str, ...]:
        """On the worker's thread: every code in the picture."""
        if not isinstance(frame, Frame):
            return ()
        return self._around.read_texts(frame.image)

    def _on_frame(self, frame: Frame) -> None:
        if self.dialog is not None:
            self.dialog.camera.show_image(to_qimage(frame.image))

    def _on_answer(self, _frame: object, texts: tuple[str, ...]) -> None:
        found = next((each for each in texts if each.strip().startswith(PREFIX)), None)
        if found is not None and self.dialog is not None:
            self.dialog.take_scanned(found)

    def _on_camera_failed(self, code: str) -> None:
        if self.dialog is not None:
            self.dialog.note.setText(self._around.words.say(code))

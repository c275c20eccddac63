"""Choosing cameras and the test shot, wired: dialogs, what is remembered, what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desk.assembly import LazyCameraCheck, card_place
from desk.cameras import Cameras
from desk.domain.wording import Wording
from desk.services.camera_choice import CameraChoice, Purpose
from desk.services.ports import By, Clock, Frame, FrameSource, Operator, Store
from desk.services.test_shot import LastTestShot, TestShot, kept_test_shot
from desk.ui.camera_choice import CameraChoiceDialog
from desk.ui.lanes import Lanes
from desk.ui.shell import MainWindow
from desk.ui.test_shot_dialog import TestShotDialog

Sentence = Callable[[Exception], str]
PURPOSE: Final[Purpose] = "photo"


class CameraRoom(QObject):
    """`face_seen(Frame)`: the operator's own face was in a test shot (memory only).
    `test_shot_kept(LastTestShot)`: show it on the start page."""

    face_seen = Signal(object)
    test_shot_kept = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        words: Wording,
        cameras: Cameras,
        sentence: Sentence,
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._words, self._sentence = words, sentence
        self.cameras = cameras
        self._check = LazyCameraCheck()
        self._store: Store | None = None
        self._venue = self._terminal = ""
        self._operator: Operator | None = None
        self.test_dialog: TestShotDialog | None = None
        self.choice_dialog: CameraChoiceDialog | None = None
        if cameras.real is not None:
            cameras.real.chosen.connect(self._keep_choice)
            cameras.real.noticed.connect(self._tell)

    def settle(
        self,
        store: Store,
        settings: Mapping[str, str],
        venue: str,
        operator: Operator | None = None,
    ) -> None:
        """At this venue, with what was chosen there before; `operator` signs what is kept."""
        self._store, self._venue, self._operator = store, venue, operator
        self._terminal = settings.get("terminal", "")
        if self.cameras.real is not None:
            self.cameras.real.remember(CameraChoice.parse(settings, venue))

    # choosing

    def choose(self, purpose: Purpose = PURPOSE, parent: QWidget | None = None) -> None:
        """カメラ切替 (Ctrl+K): the dialog, or a sentence where there is nothing to choose."""
        real = self.cameras.real
        if real is None or self.choice_dialog is not None:
            return
        known, now = real.listing(), real.assigned()
        if len(known) < 2:
            self._tell("camera_only_one" if known else "camera_absent", "")
            return
        dialog = CameraChoiceDialog(
            known,
            now.form,
            now.photo,
            real.open_by_id,
            self._words,
            purpose=purpose,
            parent=parent or self._window,
        )
        self.choice_dialog = dialog
        dialog.chosen.connect(self._on_pair)
        dialog.finished.connect(self._on_chosen)
        dialog.open()

    def _on_pair(self, form: str, photo: str) -> None:
        real = self.cameras.real
        if real is not None:
            real.choose(form, photo)
            names = {each.id: each.name for each in real.listing()}
            sentence = self._words.say(
                "camera_changed", photo=names.get(photo, ""), form=names.get(form, "")
            )
            self._window.toast.show_news(sentence)

    def _on_chosen(self, _result: int) -> None:
        if self.choice_dialog is not None:
            self.choice_dialog.deleteLater()
            self.choice_dialog = None
        self._show_brightness()

    def _keep_choice(self, choice: CameraChoice) -> None:
        self._keep(choice.as_kept(self._venue))

    def _keep(self, changes: Mapping[str, str]) -> None:
        store, operator = self._store, self._operator
        if store is None:
            return
        by = By(operator.id, self._clock.now()) if operator is not None else None
        self._lanes.run(lambda: store.change_settings(changes, by))

    def _tell(self, code: str, name: str) -> None:
        sentence = self._words.say(code, name=name)
        if self.test_dialog is not None:
            self.test_dialog.refuse(sentence)
        else:
            self._window.toast.show_news(sentence)

    # the test shot

    def enter(self) -> None:
        """試し撮り."""
        if self.test_dialog is not None:
            return
        dialog = TestShotDialog(self._open_photo, self._words, card_place(), self._window)
        self.test_dialog = dialog
        dialog.cameras.setVisible(self.cameras.real is not None)
        dialog.judge_asked.connect(self._on_judge)
        dialog.judged.connect(self._on_judged)
        dialog.face_seen.connect(self.face_seen)
        dialog.cameras_asked.connect(lambda: self.choose(PURPOSE, dialog))
        dialog.brightness_asked.connect(self._on_brightness)
        dialog.feed.running.connect(lambda _name: self._show_brightness())
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _open_photo(self) -> FrameSource | None:
        return self.cameras.photo()

    def _on_judge(self, frame: Frame, per_second: float) -> None:
        dialog = self.test_dialog
        if dialog is None:
            return

        def answered(shot: TestShot) -> None:
            if self.test_dialog is dialog:
                dialog.show_verdict(shot)

        def failed(error: Exception) -> None:
            if self.test_dialog is dialog:
                dialog.refuse(self._sentence(error))

        self._lanes.compute(lambda: self._check.judge(frame.image, per_second), answered, failed)

    def _on_judged(self, shot: TestShot) -> None:
        now = self._clock.now()
        self._keep(kept_test_shot(shot, self._terminal, now))
        self.test_shot_kept.emit(LastTestShot(now.utc, shot.codes))

    def _on_brightness(self, ev: float) -> None:
        if self.cameras.real is not None:
            self.cameras.real.set_brightness(PURPOSE, ev)
        self._show_brightness()

    def _show_brightness(self) -> None:
        real, dialog = self.cameras.real, self.test_dialog
        if real is None or dialog is None:
            return
        chosen = real.choice.of(PURPOSE)
        ev = chosen.brightness if chosen is not None else 0.0
        dialog.show_brightness(real.has_brightness(PURPOSE), ev)

    def _on_finished(self, _result: int) -> None:
        if self.test_dialog is not None:
            self.test_dialog.deleteLater()
            self.test_dialog = None

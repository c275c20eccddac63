"""What the live picture says: one hint at a time, when all is well, and the countdown."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desk.services.ports import By, Frame, PhotoCheck
from desk.ui.components import CameraView
from desk.ui.steps.auto_shutter import AutoShutter, Phase
from desk.ui.steps.parts import two_parts

if TYPE_CHECKING:
    from desk.ui.context import DeskContext

HINT_EVERY_MS: Final = 700
"""A hint stays at least this long on the picture, so that it can be read."""
COUNTDOWN_EVERY_MS: Final = 50
AUTO_SETTING: Final = "auto_shutter"
"""The terminal's setting: "on" (also when missing) or "off"."""


class PhotoGuidance(QObject):
    """Speaks on the view, and says when the automatic shutter must press (`see`)."""

    def __init__(
        self, context: DeskContext, view: CameraView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._auto = AutoShutter(on=context.settings.get(AUTO_SETTING) != "off")
        self._hint_age = QElapsedTimer()
        self._countdown = QTimer(self, interval=COUNTDOWN_EVERY_MS)
        self._countdown.timeout.connect(self._render_countdown)

    # the automatic shutter
    @property
    def auto_on(self) -> bool:
        return self._auto.on

    @property
    def counting(self) -> bool:
        """Does the countdown run?"""
        return self._auto.phase(self._now_s()) is Phase.COUNTING

    def new_person(self) -> None:
        """Another application is open."""
        self._auto.new_person()

    def open(self) -> None:
        """The live picture is on the screen from now on."""
        self._auto.open(self._now_s())
        self._countdown.start()

    def close(self) -> None:
        """No live picture any more."""
        self._countdown.stop()
        self._auto.close()
        self._view.set_well(False)
        self._view.show_progress(None)

    def stop(self) -> None:
        """Esc, F5 or a press: this person is photographed by hand from now on."""
        self._auto.stop()
        self._render_countdown()

    def switch(self, on: bool) -> None:
        """自動撮影 入／切, kept for this terminal."""
        self._auto.switch(on)
        self._render_countdown()
        context, value = self._context, "on" if on else "off"
        context.settings = {**context.settings, AUTO_SETTING: value}
        by = By(context.intake.operator.id, context.clock.now())
        context.tasks.run(lambda: context.store.change_settings({AUTO_SETTING: value}, by))

    def see(
        self, frame: Frame, outcome: PhotoCheck, lifted: Collection[str], *, ready: bool
    ) -> bool:
        """One check of a frame; True when that very frame must be taken now. `lifted` findings are
        explained by the exception (事情あり); `ready`: nothing stands before the shutter."""
        found = [each for each in outcome.findings if each.code not in lifted]
        well = outcome.can_shoot and not found and ready
        press = self._auto.see(well and self._uncovered(), frame.taken.monotonic_ns / 1e9)
        if not press:
            self._view.set_well(well)
            self._render_countdown()
            if ready:  # else why it is blocked stands there
                self._show_check(outcome, lifted)
        return press

    def _uncovered(self) -> bool:
        """Never behind a dialog, a menu, the lock or another window."""
        covered = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        return covered is None and self._view.window().isActiveWindow()

    def _now_s(self) -> float:
        return self._context.clock.now().monotonic_ns / 1e9

    # hints
    def say(self, sentence: str, level: str = "warning") -> None:
        """A sentence that takes the place of the hints for a moment."""
        self._view.show_hint(*two_parts(sentence), level)
        self._hint_age.start()

    def stop_sentence(self, sentence: str) -> None:
        """Another person's form lies there: nothing else matters for as long as it is said."""
        self._view.set_well(False)
        self.say(sentence, "stop")

    def _show_check(self, outcome: PhotoCheck, lifted: Collection[str]) -> None:
        """The most useful finding first; not faster than it can be read."""
        young = self._hint_age.isValid() and self._hint_age.elapsed() < HINT_EVERY_MS
        if young or self._view.progress is not None:
            return
        self._hint_age.start()
        found = [each for each in outcome.findings if each.code not in lifted]
        if not found:
            self._view.show_hint(self.tr("そのまま撮影できます"), "", "ok")
            return
        sentence = self._context.words.say(found[0].code, **dict(found[0].facts))
        self._view.show_hint(*two_parts(sentence), "warning")

    def _render_countdown(self) -> None:
        part = self._auto.progress(self._now_s())
        if part is None and self._view.progress is not None:
            self._hint_age.invalidate()  # the next hint takes the countdown's place at once
        if part is not None:
            self._view.show_hint(
                self.tr("撮影します"), self.tr("そのまま動かないでください（Esc で中止）"), "ok"
            )
        self._view.show_progress(part)

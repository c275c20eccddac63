"""連続読取 by the document camera: each sheet is read once, the next as soon as it lies there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from desk.services.form_reading import Outcome, Seen
from desk.services.ports import Frame, FrameSource
from desk.ui.camera_feed import CameraFeed
from desk.ui.camera_view import to_qimage
from desk.ui.context import FrameAnalyst

HOLD_STILL: Final = "form_hold_still"
"""A code was seen once and waits for its second reading."""
GONE_AFTER: Final = 3
"""So many frames without a code: the sheet was taken away, and may be laid there again."""


class SheetScanner(QObject):
    """`read(form id)`, `shown(QImage)`, `told(code)` of a camera that fails or a wrong code."""

    read = Signal(str)
    shown = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        camera: Callable[[], FrameSource | None],
        analyst: FrameAnalyst,
        restart: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed = CameraFeed(camera, analyst, self)
        self._restart = restart
        self._last = ""
        self._empty = 0
        self.running = False
        self._feed.shown.connect(self._on_frame)
        self._feed.answered.connect(self._on_answer)
        self._feed.failed.connect(self.told)

    def start(self, *, camera: bool = True) -> None:
        """Begin; without `camera` only a hand scanner and typed numbers come in."""
        self.running = True
        self._last, self._empty = "", 0
        self._restart()
        if camera:
            self._feed.start()

    def stop(self) -> None:
        self.running = False
        self._feed.stop()

    def _on_frame(self, frame: Frame) -> None:
        self.shown.emit(to_qimage(frame.image))

    def _on_answer(self, _frame: object, outcome: object) -> None:
        if not isinstance(outcome, Outcome) or not self.running:
            return
        if outcome.kind is Seen.SETTLED and outcome.form_id is not None:
            self._restart()  # the next sheet must not lean on this one's readings
            self._empty = 0
            if outcome.form_id != self._last:
                self._last = outcome.form_id
                self.read.emit(outcome.form_id)
        elif outcome.kind in (Seen.NOTHING, Seen.HINT) and outcome.message_code != HOLD_STILL:
            self._empty += 1
            if self._empty >= GONE_AFTER:
                self._last = ""
        elif outcome.kind is Seen.DISAGREE:
            self._restart()

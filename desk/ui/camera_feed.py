"""One camera on one screen part: frames to the picture and the analyst, failures into words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk.services.ports import Frame, FrameSource
from desk.ui.context import FrameAnalyst


class CameraFeed(QObject):
    """Runs a camera while its page is on screen.

    An analyst's answers about frames from before `start` (another person's) are dropped.
    """

    shown = Signal(object)  # Frame
    answered = Signal(object, object)  # Frame, the analyst's outcome
    failed = Signal(str)  # message code
    running = Signal(str)  # name of the camera

    def __init__(
        self,
        open_camera: Callable[[], FrameSource | None],
        analyst: FrameAnalyst | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_camera = open_camera
        self._analyst = analyst
        self._source: FrameSource | None = None
        self._first_sequence: int | None = None
        self._camera = ""
        self._analysing = True
        self.latest: Frame | None = None
        self.trouble = ""

    @property
    def is_running(self) -> bool:
        return self._source is not None

    def start(self) -> None:
        """Open the camera; a missing one is told like any other failure."""
        if self._source is not None:
            return
        self.latest, self._first_sequence, self.trouble = None, None, ""
        self._analysing = True
        source = self._open_camera()
        if source is None:
            self._on_failed("camera_absent")
            return
        self._source = source
        source.frame.connect(self._on_frame)
        source.started.connect(self._on_started)
        source.failed.connect(self._on_failed)
        if self._analyst is not None:
            self._analyst.clear()
            self._analyst.result.connect(self._on_result)
            self._analyst.failed.connect(self._on_analysis_failed)
        source.start()

    def stop(self) -> None:
        """Let the camera go; its last picture is forgotten too."""
        source, self._source = self._source, None
        if source is None:
            return
        source.frame.disconnect(self._on_frame)
        source.started.disconnect(self._on_started)
        source.failed.disconnect(self._on_failed)
        if self._analyst is not None:
            self._analyst.clear()
            self._analyst.result.disconnect(self._on_result)
            self._analyst.failed.disconnect(self._on_analysis_failed)
        source.stop()
        self.latest = None

    def restart(self) -> None:
        """Close and open again: after カメラ切替, or when it was plugged in anew."""
        self.stop()
        self.start()

    def pause_analysis(self, paused: bool) -> None:
        """Show frames without analysing them (a question is open)."""
        self._analysing = not paused
        if self._analyst is not None:
            self._analyst.clear()

    def _on_started(self, name: str) -> None:
        self.trouble = ""
        self._first_sequence = None  # it may be another camera: answers about the last one go
        self.running.emit(name)

    def _on_failed(self, code: str) -> None:
        self.trouble = code
        self.latest = None  # an old picture must not be mistaken for the present
        self.failed.emit(code)

    def _on_analysis_failed(self, code: str) -> None:
        self.failed.emit(code)  # the camera itself goes on

    def _on_frame(self, frame: Frame) -> None:
        if self._first_sequence is None:
            self._first_sequence, self._camera = frame.sequence, frame.camera
        self.shown.emit(frame)
        if self.trouble:
            return  # a black or frozen picture is shown, never read or kept
        self.latest = frame
        if self._analyst is not None and self._analysing:
            self._analyst.submit(frame)

    def _on_result(self, frame: object, outcome: object) -> None:
        if not isinstance(frame, Frame) or not self._analysing or self._first_sequence is None:
            return
        if frame.sequence < self._first_sequence or frame.camera != self._camera:
            return
        self.answered.emit(frame, outcome)

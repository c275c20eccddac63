"""Runs an analysis beside the UI thread, always on the newest frame only."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from desk.domain.errors import DeskError

log = logging.getLogger(__name__)
_retired: list[threading.Thread] = []
"""Told to end, and perhaps still at their last frame. Used on the UI thread only."""


class FrameWorker(QObject):
    """One thread that calls `analyse` for the newest frame submitted.

    `result(frame, outcome)` and `failed(code)` are emitted on the thread that owns this object.
    Frames that come while one is worked on replace each other, and the next one starts only
    after the last result was delivered: neither a slow analysis nor a busy window makes a queue.
    An exception in `analyse` becomes `failed` and never ends the thread: a DeskError's own code,
    else "analysis_failed".
    """

    result = Signal(object, object)
    failed = Signal(str)
    _finished = Signal(object, object, str, int)

    def __init__(
        self,
        analyse: Callable[[object], object],
        parent: QObject | None = None,
        *,
        name: str = "frames",
    ) -> None:
        super().__init__(parent)
        self._analyse = analyse
        self._ready = threading.Condition()
        self._waiting: list[object] = []  # none or one
        self._busy = False
        self._stopped = False
        self._round = 0
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, frame: object) -> None:
        """Hand over a frame; returns at once. May be called from any thread."""
        with self._ready:
            self._waiting = [frame]
            self._ready.notify()

    def clear(self) -> None:
        """Forget the waiting frame and drop the result under way (the applicant changed)."""
        with self._ready:
            self._waiting = []
            self._round += 1

    def stop(self) -> None:
        """End the thread and wait for it; no signal comes after this. May be called twice.

        Waits for all that were retired before, too: what stops last ends the program cleanly.
        """
        self.retire()
        while _retired:
            thread = _retired.pop()
            if thread is not threading.current_thread():
                thread.join()

    def retire(self) -> None:
        """As `stop`, but without waiting: the thread ends with the frame it works on, unheard.
        For analyses that touch nothing but their frame."""
        with self._ready:
            self._stopped = True
            self._waiting = []
            self._round += 1
            self._ready.notify()
        _retired[:] = [thread for thread in (*_retired, self._thread) if thread.is_alive()]

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._ready:
                self._ready.wait_for(lambda: self._stopped or (self._waiting and not self._busy))
                if self._stopped:
                    return
                frame, turn = self._waiting.pop(), self._round
                self._busy = True
            self._report(frame, turn)

    def _report(self, frame: object, turn: int) -> None:
        outcome: object = None
        code = ""
        try:
            outcome = self._analyse(frame)
        except DeskError as error:
            code = error.code
        except Exception as error:  # noqa: BLE001  the thread outlives any bug in an analysis
            # Only the kind: a message could carry what was read from the frame.
            log.error("analysis failed: %s", type(error).__name__)
            code = "analysis_failed"
        with self._ready:
            if self._stopped:
                return
            # The window may be gone without having called stop: nobody is left to tell.
            with contextlib.suppress(RuntimeError):
                self._finished.emit(frame, outcome, code, turn)

    def _on_finished(self, frame: object, outcome: object, code: str, turn: int) -> None:
        with self._ready:
            self._busy = False
            stale = self._stopped or turn != self._round
            self._ready.notify()
        if stale:
            return
        if code:
            self.failed.emit(code)
        else:
            self.result.emit(frame, outcome)

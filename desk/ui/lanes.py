"""Two worker threads: one owns the store, one the pixels; answers come back on the UI thread."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
_log = logging.getLogger("desk.lanes")


class Lanes(QObject):
    """The window never waits (style.md habit 7). Work of one lane runs in the order given."""

    unhandled = Signal(object)
    """An error of work that was given no `failed`: the application tells it in one sentence."""
    _ready = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = ThreadPoolExecutor(1, "store")
        self._pixels = ThreadPoolExecutor(1, "pixels")
        self._pending = 0
        self._closed = False
        self._ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Nothing is under way and every answer was delivered."""
        return self._pending == 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on the store's thread, then call `done` or `failed` on the UI thread."""
        self._submit(self._store, work, done, failed)

    def compute(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on the pixel thread."""
        self._submit(self._pixels, work, done, failed)

    def aside(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on a thread of its own: a stick or the line, which may take a minute. It
        touches neither store nor pixels, and the end of the program does not wait for it."""
        if self._closed:
            return
        self._pending += 1

        def whole() -> None:
            try:
                answer: tuple[object, object] = (done, work())
            except Exception as error:  # noqa: BLE001  told on the UI thread
                _log.warning("work failed: %s", type(error).__name__)
                answer = (failed or self.unhandled.emit, error)
            with contextlib.suppress(RuntimeError):  # the window is gone
                self._ready.emit(*answer)

        threading.Thread(target=whole, name="aside", daemon=True).start()

    def wait_for(self, deed: Callable[[], T]) -> T:
        """From another thread: do `deed` on the store's thread and return its answer, or raise
        its error. Never from the UI thread, nor from the store's own."""
        return self._store.submit(deed).result()

    def close(self) -> None:
        """Finish what was begun: what was handed over is on the disk when this returns. Answers
        that are still on their way find no window any more and are dropped."""
        self._closed = True
        self._pixels.shutdown(wait=True)
        self._store.shutdown(wait=True)

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        if self._closed:
            return
        self._pending += 1

        def finish(future: Future[T]) -> None:  # runs on the worker
            error = future.exception()
            if error is None:
                self._ready.emit(done, future.result())
            else:
                _log.warning("work failed: %s", type(error).__name__)
                self._ready.emit(failed or self.unhandled.emit, error)

        lane.submit(work).add_done_callback(finish)

    def _on_ready(self, answer: Callable[[object], None] | None, value: object) -> None:
        self._pending -= 1
        if answer is not None and not self._closed:
            answer(value)

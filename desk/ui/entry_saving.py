"""Every entry kept as it was entered: at once when a field is left, soon while typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.application import ApplicationId, EntryValue

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import Tasks

TYPING_PAUSE_MS = 400
RETRY_AFTER_MS = 4000

Save = Callable[[ApplicationId, dict[str, EntryValue | None]], "Draft"]


class EntrySaving(QObject):
    """Holds what is typed but not yet on the disk, and only lets go once it is.

    A failed save keeps its values here (newer ones win) and is tried again with the next change
    and every few seconds, so nothing typed is lost on any error.
    """

    saved = Signal(object)  # Draft
    failed = Signal(object)  # Exception
    waiting_changed = Signal(bool)  # True: something on screen is not saved

    def __init__(self, tasks: Tasks, save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._save = save
        self._application: ApplicationId | None = None
        self._waiting: dict[str, EntryValue | None] = {}
        self._underway: dict[str, EntryValue | None] = {}
        self._after: list[Callable[[], None]] = []
        self._failed_once = False
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_AFTER_MS)
        self._retry.timeout.connect(self.flush)

    @property
    def everything_saved(self) -> bool:
        return not self._waiting and not self._underway

    @property
    def pending(self) -> dict[str, EntryValue | None]:
        """What is on screen and not yet on the disk."""
        return {**self._underway, **self._waiting}

    def holds(self, field: str) -> bool:
        """Is a newer value of that field still on its way to the disk?"""
        return field in self._waiting or field in self._underway

    def follow(self, application: ApplicationId | None) -> None:
        """From now on entries belong to that application. Call it only when all is saved."""
        self._stop_timers()
        self._application = application
        self._waiting, self._underway, self._after = {}, {}, []
        self._failed_once = False

    def typing(self, field: str, value: EntryValue | None) -> None:
        """Keep a value that is still being typed: saved after a short pause."""
        self._waiting[field] = value
        if self._failed_once:
            self.flush()
        else:
            self._pause.start()

    def entered(self, field: str, value: EntryValue | None) -> None:
        """Keep a value that is complete: saved now."""
        self._waiting[field] = value
        self.flush()

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Save what waits; `then` runs once everything is on the disk, never after a failure."""
        if then is not None:
            self._after.append(then)
        self._stop_timers()
        if self._underway:
            return  # the answer of the save under way sends the rest
        if not self._waiting:
            self._run_after()
            return
        self._send()

    def send_last(self) -> None:
        """The program ends: hand over what waits without waiting for answers."""
        self._stop_timers()
        application, changes = self._application, self.pending
        if application is not None and changes:
            save = self._save
            self._tasks.run(lambda: save(application, changes), None, lambda _error: None)
        self._application = None

    def _send(self) -> None:
        application, changes = self._application, dict(self._waiting)
        if application is None:
            return
        self._underway, self._waiting = changes, {}
        save = self._save
        self._tasks.run(
            lambda: save(application, changes),
            lambda draft: self._on_saved(application, draft),
            lambda error: self._on_failed(application, error),
        )

    def _on_saved(self, application: ApplicationId, draft: Draft) -> None:
        if application != self._application:
            return
        self._underway = {}
        self._failed_once = False
        self.saved.emit(draft)
        if self._waiting:
            if self._after or not self._pause.isActive():
                self._send()
            return
        self.waiting_changed.emit(False)
        self._run_after()

    def _on_failed(self, application: ApplicationId, error: BaseException) -> None:
        if application != self._application:
            return
        self._waiting = {**self._underway, **self._waiting}
        self._underway = {}
        self._after = []
        self._failed_once = True
        self._retry.start()
        self.waiting_changed.emit(True)
        self.failed.emit(error)

    def _run_after(self) -> None:
        actions, self._after = self._after, []
        for action in actions:
            action()

    def _stop_timers(self) -> None:
        self._pause.stop()
        self._retry.stop()

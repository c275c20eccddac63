"""Every entry kept as it was entered: at once when a field is left, soon while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.application import ApplicationId, EntryValue
from desk.domain.errors import Refused

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import Tasks

TYPING_PAUSE_MS = 400
RETRY_AFTER_MS = 4000

Save = Callable[[ApplicationId, dict[str, EntryValue | None]], "Draft"]


class EntrySaving(QObject):
    """Holds what is typed but not yet on the disk, and only lets go once it is.

    A failed save keeps its values here (newer ones win) and is tried again with the next change
    and every few seconds, so nothing typed is lost on any error. A value that the field cannot
    hold (far too long, say) waits for the person and keeps no other value from being saved.
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
        self._unfit: dict[str, EntryValue | None] = {}
        self._refusal: Refused | None = None
        self._one_by_one = False
        self._after: list[Callable[[], None]] = []
        self._failed_once = False
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_AFTER_MS)
        self._retry.timeout.connect(self.flush)

    @property
    def everything_saved(self) -> bool:
        return not (self._waiting or self._underway or self._unfit)

    @property
    def pending(self) -> dict[str, EntryValue | None]:
        """What is on screen and not yet on the disk."""
        return {**self._unfit, **self._underway, **self._waiting}

    def over(self, draft: Draft) -> Draft:
        """The draft with what is on screen and not yet answered by the store."""
        pending = self.pending
        if not pending:
            return draft
        merged = {**draft.record.entries}
        for field, value in pending.items():
            if value in (None, "", ()):
                merged.pop(field, None)
            elif value is not None:
                merged[field] = value
        return replace(draft, record=replace(draft.record, entries=merged))

    def holds(self, field: str) -> bool:
        """Is a newer value of that field still on its way to the disk?"""
        return field in self.pending

    def follow(self, application: ApplicationId | None) -> None:
        """From now on entries belong to that application. Call it only when all is saved."""
        self._stop_timers()
        self._application = application
        self._waiting, self._underway, self._unfit, self._after = {}, {}, {}, []
        self._failed_once = False

    def typing(self, field: str, value: EntryValue | None) -> None:
        """Keep a value that is still being typed: saved after a short pause."""
        self._keep(field, value)
        if self._failed_once:
            self.flush()
        else:
            self._pause.start()

    def entered(self, field: str, value: EntryValue | None) -> None:
        """Keep a value that is complete: saved now."""
        self._keep(field, value)
        self.flush()

    def _keep(self, field: str, value: EntryValue | None) -> None:
        self._unfit.pop(field, None)
        self._waiting[field] = value

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Save what waits; `then` runs once everything is on the disk, never after a failure."""
        if then is not None:
            self._after.append(then)
        self._stop_timers()
        if self._underway:
            return  # the answer of the save under way sends the rest
        if self._waiting:
            self._send()
        elif self._unfit:
            self._wait_for_the_person()
        else:
            self._run_after()

    def send_last(self) -> None:
        """The program ends: hand over what waits without waiting for answers."""
        self._stop_timers()
        application, save = self._application, self._save
        if application is not None:
            # Each alone: one that does not fit must not take the others with it.
            for name, value in self.pending.items():
                self._tasks.run(
                    partial(save, application, {name: value}), None, lambda _error: None
                )
        self._application = None

    def _send(self) -> None:
        application, changes = self._application, dict(self._waiting)
        if application is None:
            return
        if self._one_by_one:
            changes = dict(list(changes.items())[:1])
        self._underway = changes
        self._waiting = {name: self._waiting[name] for name in self._waiting if name not in changes}
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
        self._one_by_one = False
        if self._unfit:
            self._wait_for_the_person()
            return
        self.waiting_changed.emit(False)
        self._run_after()

    def _on_failed(self, application: ApplicationId, error: BaseException) -> None:
        if application != self._application:
            return
        if isinstance(error, Refused):
            self._on_refused(error)
            return
        self._waiting = {**self._underway, **self._waiting}
        self._underway = {}
        self._after = []
        self._failed_once = True
        self._retry.start()
        self.waiting_changed.emit(True)
        self.failed.emit(error)

    def _on_refused(self, error: Refused) -> None:
        """Find the value that does not fit by saving each alone; the others are kept."""
        refused, self._underway = self._underway, {}
        if len(refused) > 1:
            self._one_by_one = True
            self._waiting = {**refused, **self._waiting}
        else:
            self._refusal = error
            self._unfit |= {name: refused[name] for name in refused if name not in self._waiting}
        self.flush()

    def _wait_for_the_person(self) -> None:
        self._after = []
        self.waiting_changed.emit(True)
        if self._refusal is not None:
            self.failed.emit(self._refusal)

    def _run_after(self) -> None:
        actions, self._after = self._after, []
        for action in actions:
            action()

    def _stop_timers(self) -> None:
        self._pause.stop()
        self._retry.stop()


def entry(value: object) -> EntryValue | None:
    """What a page emitted, as the store takes it."""
    if value is None or isinstance(value, str | bool):
        return value
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else None

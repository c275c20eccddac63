"""Fills the lookout's memory after the counter opened, one stored photo at a time."""

from __future__ import annotations

from collections import deque
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.services.lookout import Lookout
from desk.services.ports import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.domain.application import ApplicationId, PictureId
    from desk.domain.numbers import ApplicationNumber
    from desk.ui.context import Tasks

    Kept = tuple[ApplicationId, ApplicationNumber, PictureId]


class GalleryFilling(QObject):
    """The photos since a day, newest first: who was here an hour ago is missed soonest.

    Only one is under way at any time, so that scanning and shooting wait for one picture at most.
    `filled(complete)`: the end; not complete when a photo could not be read, and every later shot
    then says that it was not compared with all.
    """

    filled = Signal(bool)

    def __init__(
        self, store: Store, tasks: Tasks, lookout: Lookout, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._lookout = lookout
        self._waiting: deque[Kept] = deque()
        self._missed = False
        self._stopped = False

    def begin(self, since: date) -> None:
        """Begin; nothing happens while the comparison is switched off."""
        if not self._lookout.on:
            return
        self._lookout.complete = False
        self._tasks.compute(self._lookout.warm, None, lambda _error: None)
        store = self._store
        self._tasks.run(lambda: store.photos_since(since), self._on_listed, self._on_not_listed)

    def stop(self) -> None:
        """The program ends."""
        self._stopped = True
        self._waiting.clear()

    def _on_listed(self, found: Sequence[Kept]) -> None:
        self._waiting.extend(reversed(found))
        self._next()

    def _on_not_listed(self, _error: BaseException) -> None:
        self.filled.emit(False)

    def _next(self) -> None:
        if self._stopped:
            return
        if not self._waiting:
            self._finish()
            return
        kept, store = self._waiting.popleft(), self._store
        self._tasks.run(
            lambda: store.picture_bytes(kept[2]),
            lambda data: self._learn(kept, data),
            self._on_missed,
        )

    def _learn(self, kept: Kept, data: bytes) -> None:
        application, number, _picture = kept
        lookout = self._lookout

        def learn() -> None:
            if not lookout.knows(number):  # a photo taken since then is the newer one
                lookout.learn(application, number, data)

        self._tasks.compute(learn, lambda _none: self._next(), self._on_missed)

    def _on_missed(self, _error: BaseException) -> None:
        self._missed = True
        self._next()

    def _finish(self) -> None:
        """On the pixel thread like all of the lookout: after the last one that was learned."""
        lookout, complete = self._lookout, not self._missed

        def finish() -> None:
            lookout.complete = complete

        self._tasks.compute(finish, lambda _none: self.filled.emit(complete))

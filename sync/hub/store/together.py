"""Many senders, one transaction: rows that wait for the disk at the same time share a commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection

from sync.hub.store.database import Database

I = TypeVar("I")  # noqa: E741 an item
R = TypeVar("R")

MOST: Final = 64


class Together(Generic[I, R]):
    """`done(item)` returns when the item's work is committed. Whoever comes while a transaction
    is under way waits for the next one, which does the work of all that wait."""

    def __init__(self, database: Database, work: Callable[[Connection, I], R]) -> None:
        self._database = database
        self._work = work
        self._queue: list[_Waiting[I, R]] = []
        self._queued = threading.Lock()
        self._leading = threading.Lock()

    def done(self, item: I) -> R:
        """What `work` said of this item; raises what its transaction raised."""
        mine = _Waiting[I, R](item)
        with self._queued:
            self._queue.append(mine)
        with self._leading:
            while not mine.is_done:
                self._lead()
        return mine.told()

    @property
    def is_busy(self) -> bool:
        """A transaction is under way."""
        return self._leading.locked()

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def _lead(self) -> None:
        with self._queued:
            together, self._queue = self._queue[:MOST], self._queue[MOST:]
        if not self._tried(together):
            for each in together:  # one of them spoils it for all: each for itself
                self._tried([each])

    def _tried(self, together: Sequence[_Waiting[I, R]]) -> bool:
        try:
            results = self._database.write(
                lambda connection: [self._work(connection, each.item) for each in together]
            )
        except Exception as error:  # noqa: BLE001 told to whoever waits for it
            if len(together) > 1:
                return False
            together[0].fail(error)
            return True
        for each, result in zip(together, results, strict=True):
            each.finish(result)
        return True


class _Waiting(Generic[I, R]):
    def __init__(self, item: I) -> None:
        self.item = item
        self.is_done = False
        self._results: list[R] = []
        self._error: Exception | None = None

    def finish(self, result: R) -> None:
        self._results.append(result)
        self.is_done = True

    def fail(self, error: Exception) -> None:
        self._error = error
        self.is_done = True

    def told(self) -> R:
        if self._error is not None:
            raise self._error
        return self._results[0]

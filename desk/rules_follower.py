"""New reference data, followed: whatever judges is told at once that the rules are others."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desk.domain.errors import DeskError
from desk.services.current_rules import CurrentRules, Followed
from desk.services.ports import By, Clock, Operator
from desk.storage.store import SqliteStore
from desk.ui.lanes import Lanes


class RulesFollower(QObject):
    """`changed` when other rules hold than a moment ago, `refused(DeskError)` when an overlay came
    that cannot hold; the rules are then as they were."""

    changed = Signal()
    refused = Signal(object)

    def __init__(
        self,
        current: CurrentRules,
        store: SqliteStore,
        lanes: Lanes,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.current = current
        self._store, self._lanes, self._clock = store, lanes, clock

    def look(self, who: Operator) -> None:
        """Is there newer reference data? Costs one small read when there is none."""
        current, store, clock = self.current, self._store, self._clock
        self._lanes.run(
            lambda: current.follow(store, By(who.id, clock.now())),
            self.tell,
            self._on_failed,
        )

    def tell(self, found: Followed) -> None:
        if found.changed:
            self.changed.emit()
        if found.refused is not None:
            self.refused.emit(found.refused)

    def _on_failed(self, error: Exception) -> None:
        """A disk that is full: the rules in force stay, and the next look tries again."""
        if isinstance(error, DeskError):
            self.refused.emit(error)
        else:
            self._lanes.unhandled.emit(error)

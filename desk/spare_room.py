"""予備SD, wired: the stick that a supervisor chose follows the store while the counter is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk.domain.wording import Wording
from desk.services.ports import By, Clock
from desk.services.spare import Spare, SpareKey, SpareState, SpareStatus, choose_spare
from desk.storage.spare_medium import find_stick, make_spare, removable_places
from desk.storage.store import SqliteStore
from desk.ui.lanes import Lanes


class SpareRoom(QObject):
    """`said(text, ok)` is what the foot of the window shows; `chosen` and `refused(Exception)`
    answer `choose`. Call `touch` whenever something was kept: it costs nothing."""

    said = Signal(str, bool)
    chosen = Signal()
    refused = Signal(object)
    _state_changed = Signal(object)

    def __init__(
        self,
        store: SqliteStore,
        lanes: Lanes,
        clock: Clock,
        words: Wording,
        outbox: Path,
        parent: QObject | None = None,
        places: Callable[[], Sequence[Path]] = removable_places,
    ) -> None:
        super().__init__(parent)
        self._store, self._lanes, self._clock, self._words = store, lanes, clock, words
        self._outbox, self._places = outbox, places
        self._spare: Spare | None = None
        self._state_changed.connect(self._on_state)  # from the spare's thread

    def begin(self) -> None:
        """Follow the spare that the settings name; nothing happens where none was chosen."""
        self._lanes.run(self._store.settings, self._follow)

    def touch(self) -> None:
        """Something was kept in the store."""
        if self._spare is not None:
            self._spare.touch()

    def choose(self, folder: Path, passphrase: str, by: By) -> None:
        """A supervisor chose a stick; their passphrase opens it when it is needed."""

        def work() -> Mapping[str, str]:
            choose_spare(self._store, make_spare, folder, passphrase, by)
            return self._store.settings()

        def done(settings: Mapping[str, str]) -> None:
            self._follow(settings)
            self.chosen.emit()

        self._lanes.run(work, done, self.refused.emit)

    def shut(self) -> None:
        """The program ends. Call it before the lanes are closed."""
        if self._spare is not None:
            self._spare.stop()
            self._spare = None

    def _follow(self, settings: Mapping[str, str]) -> None:
        self.shut()
        key = SpareKey.kept(settings)
        if key is None:
            return
        label, folder = settings.get("terminal", ""), settings.get("spare_folder", "")
        remembered = Path(folder) if folder else None
        self._spare = Spare(
            self._store,
            key,
            self._lanes.wait_for,
            lambda: find_stick(key, label, remembered, self._places),
            lambda digest: self._outbox / f"{digest}.age",
            self._clock,
            self._state_changed.emit,
        )
        self._spare.start()

    def _on_state(self, state: SpareState) -> None:
        fine = state.status in (SpareStatus.CURRENT, SpareStatus.COPYING)
        self.said.emit(state.sentence(self._words), fine)

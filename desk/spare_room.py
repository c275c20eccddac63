"""予備SD, wired: the stick that a supervisor chose follows the store while the counter is open."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from desk.domain.errors import NeedsPerson
from desk.domain.wording import Wording
from desk.services.ports import By, Clock
from desk.services.spare import (
    Kind,
    Spare,
    SpareHolds,
    SpareKey,
    SpareState,
    SpareStatus,
    choose_spare,
)
from desk.storage.spare_medium import (
    FOLDER,
    Stick,
    find_stick,
    make_spare,
    marker_of,
    removable_places,
    within,
)
from desk.storage.store import SqliteStore
from desk.ui.lanes import Lanes

OUTBOX: Final = "outbox"
"""Where sealed packets lie in the data folder."""
FETCH_S: Final = 10.0
"""How long sending waits for a packet from a stick that hangs."""


class SpareRoom(QObject):
    """`said(text, ok)` is what the foot of the window shows; `chosen` and `refused(Exception)`
    answer `choose`, `looked(SpareHolds | None)` answers `look`. Call `touch` whenever something
    was kept: it costs nothing."""

    said = Signal(str, bool)
    chosen = Signal()
    refused = Signal(object)
    looked = Signal(object)
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
        self._key: SpareKey | None = None
        self._followed: SpareKey | None = None
        self._patient_at = 0.0
        self._find: Callable[[], Stick | None] = lambda: None
        self._state_changed.connect(self._on_state)  # from the spare's thread

    @property
    def is_chosen(self) -> bool:
        """Known once `begin`, `choose` or `look` has answered."""
        return self._key is not None

    @property
    def state(self) -> SpareState:
        """How it stands now; OFF before `begin` and where none was chosen."""
        return SpareState(SpareStatus.OFF) if self._spare is None else self._spare.state

    @property
    def sentence(self) -> str:
        """The same in words."""
        return self.state.sentence(self._words)

    def begin(self) -> None:
        """Follow the spare that the settings name; nothing happens where none was chosen."""
        self._lanes.run(self._store.settings, self._follow)

    def touch(self) -> None:
        """Something was kept in the store."""
        if self._spare is not None:
            self._spare.touch()

    def choose(self, folder: Path, passphrase: str, by: By) -> None:
        """A supervisor chose a stick; their passphrase opens it when it is needed. The stick is
        written beside the store's thread: one that hangs holds nothing up."""
        store, lanes = self._store, self._lanes

        def make(settings: Mapping[str, str]) -> None:
            label, present = settings.get("terminal", ""), settings.get("spare_id", "")

            def made() -> SpareKey:
                marker = marker_of(folder / FOLDER / label)
                if present and marker.get("id") == present:
                    raise NeedsPerson("spare_same")
                return make_spare(folder, label, passphrase)

            lanes.aside(made, keep, self.refused.emit)

        def keep(key: SpareKey) -> None:
            def work() -> Mapping[str, str]:
                choose_spare(store, lambda *_asked: key, folder, passphrase, by)
                return store.settings()

            lanes.run(work, done, self.refused.emit)

        def done(settings: Mapping[str, str]) -> None:
            self._follow(settings)
            self.chosen.emit()

        lanes.run(store.settings, make, self.refused.emit)

    def look(self) -> None:
        """Ask what the stick holds: `looked` with None where it is not plugged in."""

        def look(settings: Mapping[str, str]) -> None:
            self._know(settings)
            find = self._find

            def count() -> SpareHolds | None:
                stick = find()
                if stick is None:
                    return None
                records, packets = len(stick.held(Kind.RECORD)), len(stick.packets())
                return SpareHolds(str(stick.place), records, packets)

            self._lanes.aside(count, self.looked.emit, lambda _error: self.looked.emit(None))

        self._lanes.run(self._store.settings, look)

    def fetch(self, digest: str) -> bool:
        """A sealed packet is missing or damaged in the outbox: copy it back from the stick. True
        when a verified one lies there again. From the engine's thread, or any but the window's."""
        find, target = self._find, self._outbox / f"{digest}.age"

        def work() -> bool | None:
            try:
                stick = find()
                return stick is not None and stick.fetch_packet(digest, target)
            except (NeedsPerson, OSError):
                return False

        if time.monotonic() < self._patient_at:
            return False
        found = within(FETCH_S, work, otherwise=None)
        if found is None:  # it hangs: the next packets do not wait for it as well
            self._patient_at = time.monotonic() + 6 * FETCH_S
        return bool(found)

    def shut(self) -> None:
        """The program ends. Call it before the lanes are closed."""
        if self._spare is not None:
            self._spare.stop()
            self._spare = None

    def _know(self, settings: Mapping[str, str]) -> SpareKey | None:
        """Which stick the settings name, and how it is found."""
        key = self._key = SpareKey.kept(settings)
        if key is not None:
            label, folder = settings.get("terminal", ""), settings.get("spare_folder", "")
            remembered, places = Path(folder) if folder else None, self._places
            self._find = lambda: find_stick(key, label, remembered, places)
        return key

    def _follow(self, settings: Mapping[str, str]) -> None:
        key = self._know(settings)
        if self._spare is not None:
            if key == self._followed:
                self._spare.touch()
                return
            self._spare.stop(wait_s=0)  # it ends after its file; another stick is no matter of it
            self._spare = None
        if key is None:
            return
        self._followed = key
        self._spare = Spare(
            self._store,
            key,
            self._lanes.wait_for,
            self._find,
            lambda digest: self._outbox / f"{digest}.age",
            self._clock,
            self._state_changed.emit,
        )
        self._spare.start()

    def _on_state(self, state: SpareState) -> None:
        fine = state.status in (SpareStatus.CURRENT, SpareStatus.COPYING)
        self.said.emit(state.sentence(self._words), fine)

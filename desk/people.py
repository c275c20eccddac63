"""Who works at this desk: their names on the screens, the lock, and PINs set free."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.application import OperatorId
from desk.services.ports import By, Clock, Operator
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.shell import MainWindow

if TYPE_CHECKING:
    from desk.services.opening import Opening
    from desk.storage.store import SqliteStore


class People(QObject):
    """Nobody before the record is open (`store` answers None)."""

    unlocked = Signal(object)  # Operator who goes on at the locked desk
    added = Signal(object)  # SqliteStore in which there is one operator more

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        opening: Callable[[], Opening],
        sentence: Callable[[Exception], str],
        store: Callable[[], SqliteStore | None],
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._opening, self._sentence, self._store = opening, sentence, store
        self.operators: tuple[Operator, ...] = ()
        window.lock_screen.pin_entered.connect(self._on_unlock)
        window.lock_screen.unlock_asked.connect(self.free_pin)

    def shown(self) -> list[Person]:
        """Those who may sign on."""
        return [person(each) for each in self.operators if each.active]

    def _on_unlock(self, operator: str, pin: str) -> None:
        store = self._store()
        if store is None:
            raise RuntimeError("locked before the record was open")

        def done(found: Operator) -> None:
            self.unlocked.emit(found)
            self._window.set_operator(person(found), self.shown())
            self._window.unlock()

        self._lanes.run(
            lambda: self._opening().sign_on(store, OperatorId(operator), pin),
            done,
            lambda error: self._window.lock_screen.refuse(self._sentence(error)),
        )

    def free_pin(self, operator: str) -> None:
        """A supervisor frees a PIN that was entered wrongly too often, on the spot."""
        from desk.ui.unlock_dialog import UnlockDialog  # seldom needed: start-up time

        locked = next((each for each in self.shown() if each.id == operator), None)
        store = self._store()
        if store is None or locked is None:
            return
        lock = self._window.lock_screen
        dialog = UnlockDialog(locked, self.shown(), lock if lock.isVisible() else self._window)

        def asked(locked_id: str, supervisor: str, pin: str) -> None:
            def work() -> None:
                found = self._opening().sign_on(store, OperatorId(supervisor), pin)
                store.unlock_pin(OperatorId(locked_id), By(found.id, self._clock.now()))

            self._lanes.run(
                work,
                lambda _none: dialog.accept(),
                lambda error: dialog.refuse(self._sentence(error)),
            )

        dialog.unlock_asked.connect(asked)
        dialog.open()

    def ask_for_one_more(self) -> None:
        """Whoever holds the passphrase is the supervisor; it was entered a moment ago."""
        from desk.ui.setup_page import OperatorDialog  # seldom needed: start-up time

        supervisor = next((each for each in self.operators if each.supervisor), None)
        store = self._store()
        if store is None or supervisor is None:
            return
        dialog = OperatorDialog(self._window)
        dialog.added.connect(
            lambda name, pin: self._lanes.run(
                lambda: self._opening().add_operator(store, name, pin, supervisor),
                lambda _made: self.added.emit(store),
            )
        )
        dialog.open()


def person(operator: Operator) -> Person:
    """An operator as the screens show them."""
    return Person(operator.id, operator.name, operator.supervisor)

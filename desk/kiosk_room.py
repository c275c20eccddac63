"""The dedicated terminal (専用端末): begins full screen, stays so, and is left by a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject

from desk.devices import power
from desk.domain.application import OperatorId
from desk.services.ports import Clock, Operator
from desk.ui.file_choice import Confinement
from desk.ui.kiosk import KioskGuard
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.message_dialog import MessageDialog
from desk.ui.shell import BoundSignal, MainWindow

if TYPE_CHECKING:
    from desk.services.opening import Opening
    from desk.storage.store import SqliteStore

PROCEDURES: Final = "procedures"
"""The tab in which a dedicated terminal begins; without it, the counter."""
_MARK: Final = "kiosk"


class BenchSigns(Protocol):
    """What says that an application is open (workbench)."""

    @property
    def changed(self) -> BoundSignal: ...


def is_remembered(folder: Path) -> bool:
    """Whether this terminal was a dedicated one. The setting is inside the encrypted records; a
    file without content beside them says it before they are open."""
    return (folder / _MARK).exists()


def remember(folder: Path, kiosk: bool) -> None:
    """Keep it for the next start."""
    mark = folder / _MARK
    if kiosk:
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


class KioskRoom(QObject):
    """`wanted`: what the command line says, which wins; None leaves it to the terminal."""

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        opening: Callable[[], Opening],
        sentence: Callable[[Exception], str],
        store: Callable[[], SqliteStore | None],
        people: Callable[[], list[Person]],
        folder: Path,
        *,
        wanted: bool | None = None,
        commands: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._opening, self._sentence, self._store = opening, sentence, store
        self._people, self._folder, self._wanted = people, folder, wanted
        self._commands = power.power_commands() if commands is None else commands
        self._present = ""
        self.guard = KioskGuard(window)
        self.last: tuple[str, ...] = ()
        window.leave_asked.connect(self.ask_to_leave)

    @property
    def held(self) -> bool:
        return self.guard.held

    def begin(self) -> bool:
        """Before anything is open; True if this is a dedicated terminal."""
        kiosk = is_remembered(self._folder) if self._wanted is None else self._wanted
        if kiosk:
            self._hold()
        return kiosk

    def follow(self, kiosk: bool) -> None:
        """What the terminal's setting says holds from now on, unless the command line said it."""
        folder = self._folder
        self._lanes.run(lambda: remember(folder, kiosk))
        if self._wanted is not None:
            return
        if kiosk:
            self._hold()
        elif self.held:
            Confinement.find = None
            self.guard.release()

    def _hold(self) -> None:
        Confinement.find = self._find_places
        self.guard.hold()

    def _find_places(self, found: Callable[[Sequence[Path]], None]) -> None:
        """Sticks first, then the folder of the sheet scanner."""
        from desk.plugged_in import sticks  # seldom needed: start-up time

        store = self._store()

        def look() -> Sequence[Path]:
            scans = "" if store is None else store.settings().get("scan_folder", "")
            places = [Path(each.folder) for each in sticks()]
            places += [Path(scans)] if scans else []
            return [each for each in places if each.is_dir()]

        self._lanes.run(look, found)

    def open_procedures(self, operator: Operator, bench: BenchSigns) -> None:
        """Someone signed on: straight to the procedures, except to an application that is open."""
        self._present = operator.id
        if not self.held:
            return
        self._window.show_tab(PROCEDURES)
        waiting = True

        def on_changed(draft: object) -> None:
            nonlocal waiting
            if waiting and draft is not None:
                self._window.show_tab("intake")
            waiting = False

        bench.changed.connect(on_changed)

    # the way out

    def ask_to_leave(self) -> None:
        """A supervisor's PIN leads out; before there is any operator, nothing is protected yet."""
        store, people = self._store(), self._people()
        if store is not None and any(each.supervisor for each in people):
            self._ask_supervisor(store, people)
        elif _has_records(self._folder):
            MessageDialog(
                self.tr("専用端末を終える"),
                self.tr("先に、合言葉で記録を開いてください"),
                self.tr("開いたあと、もう一度メニューから選ぶと、責任者が終えられます。"),
                kind="info",
                parent=self._window,
            ).open()
        else:
            self._window.close_without_asking()

    def _ask_supervisor(self, store: SqliteStore, people: list[Person]) -> None:
        # seldom needed: start-up time
        from desk.services.settings import Supervision
        from desk.ui.kiosk_dialog import LeaveKioskDialog

        asked = LeaveKioskDialog(
            people, tuple(self._commands), present=self._present, parent=self._window
        )

        def on_given(supervisor: str, pin: str, reason: str) -> None:
            way = asked.way

            def work() -> None:
                opening = self._opening()
                found = opening.sign_on(store, OperatorId(supervisor), pin)
                Supervision(store, opening, self._clock, found).leave_kiosk(way, reason)

            def left(_none: None) -> None:
                asked.accept()
                self.last = self._commands.get(way, ())
                self._window.close_without_asking()

            self._lanes.run(work, left, lambda error: asked.refuse(self._sentence(error)))

        asked.given.connect(on_given)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def do_last(self) -> None:
        """Once everything is shut: start the machine again or switch it off, if that was chosen."""
        if self.last:
            power.do(self.last)


def _has_records(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("keys.json", "desk.db"))

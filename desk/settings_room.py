"""The settings, wired: a supervisor's PIN, the dialog, and the deeds on the store's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.application import OperatorId
from desk.domain.errors import NeedsPerson
from desk.plugged_in import sticks
from desk.services.ports import Clock, Operator, Store
from desk.services.settings import Settings, Supervision
from desk.spare_choosing import SpareChoosing
from desk.spare_room import SpareRoom
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.sending.views import StickView
from desk.ui.settings_dialog import SettingsDialog
from desk.ui.shell import MainWindow
from desk.ui.spare_dialog import SpareNote
from desk.ui.unlock_dialog import SupervisorDialog

if TYPE_CHECKING:
    from desk.services.opening import Opening

Sentence = Callable[[Exception], str]


class SettingsRoom(QObject):
    """Entered with a supervisor's PIN. `changed(Settings)` once they are kept; `people_changed`
    with all operators whenever one was added or switched."""

    changed = Signal(object)
    people_changed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        opening: Callable[[], Opening],
        sentence: Sentence,
        printers: Callable[[], Sequence[str]],
        spare: SpareRoom,
        sticks: Callable[[], Sequence[StickView]] = sticks,
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._opening, self._sentence, self._printers = opening, sentence, printers
        self.dialog: SettingsDialog | None = None
        self.choosing = SpareChoosing(window, lanes, clock, sentence, spare, sticks)
        self.choosing.noted.connect(self._on_spare_noted)

    def enter(self, store: Store, people: Sequence[Person]) -> None:
        """Ask for a supervisor's PIN; the settings open when it is right."""
        asked = SupervisorDialog(
            self.tr("設定"),
            self.tr("設定は責任者だけが変えられます。責任者が暗証コードを入れてください。"),
            people,
            self._window,
        )

        def work(supervisor: str, pin: str) -> tuple[Supervision, Settings, Operator]:
            opening = self._opening()
            found = opening.sign_on(store, OperatorId(supervisor), pin)
            room = Supervision(store, opening, self._clock, found)
            return room, room.settings(), found

        def entered(found: tuple[Supervision, Settings, Operator]) -> None:
            asked.accept()
            self._show(*found)

        asked.pin_given.connect(
            lambda supervisor, pin: self._lanes.run(
                lambda: work(supervisor, pin),
                entered,
                lambda error: asked.refuse(self._sentence(error)),
            )
        )
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _show(self, room: Supervision, settings: Settings, supervisor: Operator) -> None:
        dialog = SettingsDialog(settings, self._printers(), self._window)
        self.dialog = dialog

        def run(work: Callable[[], object], done: Callable[[], None]) -> None:
            self._lanes.run(
                work,
                lambda _answer: done(),
                lambda error: dialog.refuse(self._sentence(error)),
            )

        def show_people(said: str) -> None:
            self._lanes.run(room.operators, lambda found: self._on_people(found, supervisor, said))

        dialog.save_asked.connect(lambda wanted: self._keep(room, wanted))
        dialog.operator_added.connect(
            lambda name, pin, chief: run(
                lambda: room.add_operator(name, pin, supervisor=chief),
                lambda: show_people(self.tr("担当者を加えました")),
            )
        )
        dialog.operator_switched.connect(
            lambda who, active: run(
                lambda: room.set_active(OperatorId(who), active),
                lambda: show_people(self.tr("担当者の設定を変えました")),
            )
        )
        dialog.passphrase_added.connect(
            lambda present, further: run(
                lambda: room.add_passphrase(present, further),
                lambda: dialog.tell(self.tr("合言葉を追加しました")),
            )
        )
        dialog.help_asked.connect(lambda: self._window.show_help("spare", dialog))
        dialog.spare.choose_asked.connect(lambda: self.choosing.enter(dialog, supervisor))
        dialog.finished.connect(self._on_finished)
        show_people("")
        self.choosing.look()
        dialog.open()

    def _on_spare_noted(self, note: SpareNote) -> None:
        if self.dialog is not None:
            self.dialog.show_spare(note)

    def _on_people(self, found: tuple[Operator, ...], me: Operator, said: str) -> None:
        if self.dialog is not None:
            self.dialog.show_operators(found, me.id)
            self.dialog.tell(said)
        self.people_changed.emit(found)

    def _keep(self, room: Supervision, wanted: Settings) -> None:
        def work() -> Settings:
            folder = wanted.scan_folder
            if folder and not Path(folder).is_dir():
                raise NeedsPerson("scan_folder_absent")
            return room.change(wanted)

        def kept(settings: Settings) -> None:
            if self.dialog is not None:
                self.dialog.accept()
            self.changed.emit(settings)

        def refused(error: Exception) -> None:
            if self.dialog is not None:
                self.dialog.refuse(self._sentence(error))

        self._lanes.run(work, kept, refused)

    def _on_finished(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

"""予備SD in the settings, wired: how it stands, and choosing a stick or card for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desk.services.ports import By, Clock, Operator
from desk.services.spare import SpareHolds, SpareStatus
from desk.spare_room import SpareRoom
from desk.ui.lanes import Lanes
from desk.ui.sending.views import StickView
from desk.ui.shell import MainWindow
from desk.ui.spare_dialog import Place, SpareDialog, SpareNote


class SpareChoosing(QObject):
    """`noted(SpareNote)` whenever the spare stands otherwise, and once after `look`."""

    noted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        sentence: Callable[[Exception], str],
        spare: SpareRoom,
        sticks: Callable[[], Sequence[StickView]],
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock, self._sentence = window, lanes, clock, sentence
        self._spare, self._sticks = spare, sticks
        self._dialog: SpareDialog | None = None
        spare.said.connect(lambda _text, _fine: self.look())
        spare.looked.connect(self._on_looked)
        spare.chosen.connect(self._on_chosen)
        spare.refused.connect(self._on_refused)

    @property
    def dialog(self) -> SpareDialog | None:
        return self._dialog

    def look(self) -> None:
        """Ask how the spare stands; the stick itself is looked at aside."""
        self._spare.look()

    def _on_looked(self, holds: SpareHolds | None) -> None:
        self.noted.emit(self._note(holds))

    def _note(self, holds: SpareHolds | None) -> SpareNote:
        state, said = self._spare.state, self._spare.sentence
        if state.status is SpareStatus.OFF:
            if not self._spare.is_chosen:
                text = self.tr("選ぶまで、この端末の記録はこの端末にしかありません。")
                return SpareNote(False, "info", said, text)
            said = self.tr("予備SDを確かめています")
        fine = state.status is SpareStatus.CURRENT
        kind = "ok" if fine else "info"
        if state.status in (SpareStatus.ABSENT, SpareStatus.TROUBLE):
            kind = "notice"
        if holds is None:
            return SpareNote(True, kind, said)
        text = self.tr("{place}：受付 {records} 件・封緘した包み {packets} 個").format(
            place=holds.place, records=holds.records, packets=holds.packets
        )
        return SpareNote(True, kind, said, text)

    def enter(self, parent: QWidget, supervisor: Operator) -> None:
        """A supervisor chooses; their PIN was asked for already."""
        dialog = SpareDialog(parent)
        self._dialog = dialog
        dialog.look_asked.connect(self._show_places)
        dialog.help_asked.connect(lambda: self._window.show_help("spare", dialog))
        dialog.chosen.connect(lambda folder, words: self._on_given(folder, words, supervisor))
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self._show_places()

    def _show_places(self) -> None:
        def shown(found: Sequence[StickView]) -> None:
            if self._dialog is not None:
                places = [Place(each.name, each.folder, each.free_bytes) for each in found]
                self._dialog.show_places(places)

        self._lanes.aside(self._sticks, shown, lambda _error: shown(()))

    def _on_given(self, folder: Path, passphrase: str, supervisor: Operator) -> None:
        self._spare.choose(folder, passphrase, By(supervisor.id, self._clock.now()))

    def _on_chosen(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.look()

    def _on_refused(self, error: Exception) -> None:
        if self._dialog is not None:
            self._dialog.refuse(self._sentence(error))

    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

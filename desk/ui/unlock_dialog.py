"""A supervisor's PIN on the spot (offline): to free an operator's PIN, or to change settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.ui import theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.lock_screen import Person
from desk.ui.pin_field import PinField
from desk.ui.starred import starred


class SupervisorDialog(DeskDialog):
    """`pin_given(supervisor id, PIN)`; answer with `accept()` or `refuse(sentence)`."""

    pin_given = Signal(str, str)

    def __init__(
        self, title: str, words: str, people: Sequence[Person], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, 560, parent)
        supervisors = [each for each in people if each.supervisor]
        self._asking = line(words)
        self.body.addWidget(self._asking)
        self.who = ChoiceGroup(
            [Option(each.id, each.name, self.tr("責任者")) for each in supervisors],
            columns=2,
            name=self.tr("責任者"),
        )
        self.who.set_value(next((each.id for each in supervisors), None))
        self.pin = PinField()
        self._error = line("", 14, ink=theme.RED_900)
        for widget in (self.who, line(self.tr("責任者の暗証コード（6桁）"), 16, bold=True)):
            self.body.addWidget(widget)
        self.body.addWidget(self.pin)
        self.body.addWidget(self._error)
        self.body.addStretch(1)
        cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        cancel.clicked.connect(self.reject)
        self.pin.completed.connect(self._on_pin)
        self.first = self.pin

    def _on_pin(self, pin: str) -> None:
        if self.who.value is not None:
            self.pin_given.emit(self.who.value, pin)

    def refuse(self, sentence: str) -> None:
        self.pin.clear()
        self.pin.set_error(True)
        self._error.setText(starred(sentence))
        self.fit()
        self.pin.setFocus()


class UnlockDialog(SupervisorDialog):
    """`unlock_asked(locked id, supervisor id, supervisor's PIN)` (F7)."""

    unlock_asked = Signal(str, str, str)

    def __init__(
        self, locked: Person, people: Sequence[Person], parent: QWidget | None = None
    ) -> None:
        super().__init__("", "", people, parent)
        words = self.tr(
            "{name} さんの暗証コードの止めを解きます。責任者が暗証コードを入れてください。"
        )
        self.title.setText(self.tr("責任者による解除"))
        self.setWindowTitle(self.title.text())
        self._asking.setText(words.replace("{name}", locked.name))
        self.pin_given.connect(
            lambda supervisor, pin: self.unlock_asked.emit(locked.id, supervisor, pin)
        )

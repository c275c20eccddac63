"""A supervisor answers for an exception on the spot: a reason, and their PIN."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.lock_screen import Person
from desk.ui.pin_field import DIGITS, PinField
from desk.ui.starred import starred

SHORTEST: Final = 10
"""Characters of a reason (services.day_close.SHORTEST_REASON)."""
LONGEST: Final = 200


class SupervisedDialog(DeskDialog):
    """`given(supervisor id, PIN, reason)`; answer with `accept()` or `refuse(sentence)`.

    A reason is a card, typed words, or both. `danger` paints the last button red.
    """

    given = Signal(str, str, str)

    def __init__(
        self,
        title: str,
        text: str,
        confirm: str,
        people: Sequence[Person],
        *,
        reasons: Sequence[str] = (),
        present: str = "",
        kind: str = "notice",
        more: str = "",
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, 720, parent)
        self._reasons = tuple(reasons)
        self._busy = False
        self.banner = Banner(kind, text, more)
        self.body.addWidget(self.banner)
        self.choice = ChoiceGroup(
            [
                Option(str(number), words, key=str(number))
                for number, words in enumerate(self._reasons, start=1)
            ],
            columns=2,
            name=self.tr("理由"),
        )
        self.words = QLineEdit()
        self._add_reason()
        supervisors = [each for each in people if each.supervisor]
        self.who = ChoiceGroup(
            [Option(each.id, each.name, self.tr("責任者")) for each in supervisors],
            columns=2,
            name=self.tr("責任者"),
        )
        first = next((each.id for each in supervisors if each.id == present), None)
        self.who.set_value(first or next((each.id for each in supervisors), None))
        self.pin = PinField()
        self._error = line("", 14, ink=theme.RED_900)
        self._error.hide()
        self._add_pin(len(supervisors))
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.cancel.clicked.connect(self.reject)
        look = "danger_primary" if danger else "primary"
        self.confirm = self.add_button(ActionButton(confirm, action="next", kind=look))
        self._connect()
        self.first = self.choice.card("1") if self._reasons else self.words
        self._refresh()

    def _add_reason(self) -> None:
        self.body.addWidget(line(self.tr("理由"), 16, bold=True))
        if self._reasons:
            self.body.addWidget(self.choice)
        name = self.tr("そのほか・くわしい内容") if self._reasons else self.tr("理由")
        self.words.setFont(theme.font(16))
        self.words.setMaxLength(LONGEST)
        self.words.setAccessibleName(name)
        self.words.setPlaceholderText(name)
        self.body.addWidget(self.words)
        private = self.tr("氏名・個人番号・暗証番号は書かないでください。")
        self.body.addWidget(line(private, 14, ink=theme.GRAY_700))

    def _add_pin(self, supervisors: int) -> None:
        self.body.addWidget(line(self.tr("責任者の暗証コード（6桁）"), 16, bold=True))
        if supervisors > 1:
            self.body.addWidget(self.who)
        self.body.addWidget(self.pin)
        self.body.addWidget(self._error)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.confirm.clicked.connect(self._on_confirm)
        self.bind_next(self.confirm)
        for number in range(1, len(self._reasons) + 1):
            keys.bind(f"choose_{number}", self.choice, self._chooser(str(number)))
        self.choice.chosen.connect(self._refresh)
        self.words.textChanged.connect(self._refresh)
        self.pin.textChanged.connect(self._refresh)

    def _chooser(self, code: str) -> Callable[[], None]:
        """A digit chooses a reason, except where digits are typed."""
        return lambda: None if self.pin.hasFocus() else self.choice.choose(code)

    @property
    def reason(self) -> str:
        """The chosen words, then what was typed."""
        chosen = self.choice.value
        first = "" if chosen is None else self._reasons[int(chosen) - 1]
        typed = " ".join(self.words.text().split())
        return self.tr("：").join(part for part in (first, typed) if part)

    def _missing(self) -> str:
        if len("".join(self.reason.split())) < SHORTEST:
            shape = self.tr("理由を{count}文字以上で書いてください")
            if self._reasons:
                shape = self.tr("理由を番号で選ぶか、{count}文字以上で書いてください")
            return shape.replace("{count}", str(SHORTEST))
        if self.who.value is None:
            return self.tr("責任者が登録されていません")
        if len(self.pin.text()) < DIGITS:
            return self.tr("責任者の暗証コードを入れてください")
        return ""

    def _refresh(self) -> None:
        missing = self.tr("確かめています") if self._busy else self._missing()
        self.confirm.set_blocked(missing)
        self.note.setText(missing)

    def _on_confirm(self) -> None:
        if self.confirm.isEnabled() and self.who.value is not None:
            self._busy = True
            self._error.hide()
            pin = self.pin.text()
            self._refresh()
            self.given.emit(self.who.value, pin, self.reason)

    def refuse(self, sentence: str) -> None:
        """It was not done: the PIN is asked for again, the reason stays."""
        self._busy = False
        self.pin.clear()
        self.pin.set_error(True)
        self._error.setText(starred(sentence))
        self._error.show()
        self._refresh()
        self.fit()
        self.pin.setFocus()

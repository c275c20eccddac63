"""取りやめ: why a case ends without what the person came for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.starred import starred


class LeaveDialog(DeskDialog):
    """`given(reason)`; answer with `accept()` or `refuse(sentence)`. A reason is a card, typed
    words, or both."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", 640, parent)
        self.title.setText(self.tr("手続きを取りやめる"))
        self.setWindowTitle(self.title.text())
        reasons = (
            self.tr("お帰りになった"),
            self.tr("書類をそろえて出直す"),
            self.tr("呼んでも来られない"),
            self.tr("手続きを選び間違えた"),
        )
        self._reasons = {str(number): words for number, words in enumerate(reasons, start=1)}
        self.body.addWidget(
            Banner(
                "notice",
                self.tr("取りやめると、この番号では続けられません"),
                self.tr("続きがあるときは「一覧へ」で戻ると、入力が残ります。"),
            )
        )
        self.choice = ChoiceGroup(
            [Option(code, words, key=code) for code, words in self._reasons.items()],
            columns=2,
            name=self.tr("理由"),
        )
        self.words = QLineEdit()
        self.words.setFont(theme.font(16))
        self.words.setAccessibleName(self.tr("そのほか・くわしい内容"))
        self.words.setPlaceholderText(self.words.accessibleName())
        self._error = line("", 14, ink=theme.RED_900)
        self._error.hide()
        self.body.addWidget(line(self.tr("理由"), 16, bold=True))
        for part in (
            self.choice,
            self.words,
            line(self.tr("氏名・個人番号・暗証番号は書かないでください。"), 14, ink=theme.GRAY_700),
            self._error,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.cancel.clicked.connect(self.reject)
        self.confirm = self.add_button(
            ActionButton(self.tr("取りやめる"), action="next", kind="danger_primary")
        )
        self.confirm.clicked.connect(self._on_confirm)
        self.bind_next(self.confirm)
        for code in self._reasons:
            keys.bind(f"choose_{code}", self.choice, self._chooser(code))
        self.choice.chosen.connect(self._refresh)
        self.words.textChanged.connect(self._refresh)
        self.first = self.choice.card("1")
        self._refresh()

    @property
    def reason(self) -> str:
        """The chosen words, then what was typed."""
        first = self._reasons.get(self.choice.value or "", "")
        typed = " ".join(self.words.text().split())
        return self.tr("：").join(part for part in (first, typed) if part)

    def refuse(self, sentence: str) -> None:
        self._error.setText(starred(sentence))
        self._error.show()
        self.fit()

    def _chooser(self, code: str) -> Callable[[], None]:
        return lambda: self.choice.choose(code)

    def _refresh(self) -> None:
        reason = "" if self.reason else self.tr("理由を選ぶか、書いてください")
        self.confirm.set_blocked(reason)
        self.note.setText(reason)

    def _on_confirm(self) -> None:
        if self.reason:
            self.given.emit(self.reason)

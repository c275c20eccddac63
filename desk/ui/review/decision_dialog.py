"""Why it is approved in spite of a flag, or sent back: a number key, or a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.domain.review import SHORTEST_REASON
from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.review.columns import SHEET_PX, WIDE_FROM_PX

REASONS: Final = 4
LONGEST: Final = 200


class DecisionDialog(DeskDialog):
    """`decided(reason)`. `kind` is "approve" or "send_back"; the same letter that opened it, or
    Ctrl+Enter, confirms once a reason stands. The first focus decides nothing."""

    decided = Signal(str)

    def __init__(
        self,
        kind: str,
        who: str,
        reasons: Sequence[str],
        flags: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 620, parent)
        self._reasons = tuple(reasons)
        approving = kind == "approve"
        shape = self.tr("{who} を承認する") if approving else self.tr("{who} を差し戻す")
        self.title.setText(shape.replace("{who}", who))
        self.setWindowTitle(self.title.text())
        if approving and flags:
            more = "" if len(flags) < 2 else self.tr("、").join(flags[1:])
            self.body.addWidget(Banner("alert", flags[0], more))
        question = self.tr("どのように確かめましたか") if approving else self.tr("差し戻す理由")
        self.body.addWidget(line(question, 16, bold=True))
        self.choice = ChoiceGroup(
            [
                Option(str(number), words, key=str(number))
                for number, words in enumerate(self._reasons, start=1)
            ],
            columns=2,
            name=question,
        )
        self.body.addWidget(self.choice)
        self.words = QLineEdit()
        self.words.setFont(theme.font(16))
        self.words.setMaxLength(LONGEST)
        self.words.setAccessibleName(self.tr("そのほか・くわしい内容"))
        self.words.setPlaceholderText(self.tr("そのほか・くわしい内容"))
        self.body.addWidget(self.words)
        private = self.tr("個人番号や暗証番号は書かないでください。")
        self.body.addWidget(line(private, 14, ink=theme.GRAY_700))
        self.body.addStretch(1)
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.cancel.clicked.connect(self.reject)
        self.confirm = self.add_button(
            ActionButton(
                self.tr("承認する") if approving else self.tr("差し戻す"),
                action="next",
                kind="primary" if approving else "danger_primary",
            )
        )
        self.confirm.clicked.connect(self._on_confirm)
        self._bind("approve" if approving else "send_back")
        self.first = self.choice.card("1")
        self._refresh()

    def _bind(self, letter: str) -> None:
        self.bind_next(self.confirm)
        keys.bind(letter, self, self.confirm.click)
        for number in range(1, len(self._reasons) + 1):
            keys.bind(f"choose_{number}", self, self._chooser(str(number)))
        self.choice.chosen.connect(self._refresh)
        self.words.textChanged.connect(self._refresh)

    def _chooser(self, code: str) -> Callable[[], None]:
        return lambda: self.choice.choose(code)

    @property
    def reason(self) -> str:
        """The chosen words, then what was typed."""
        chosen = self.choice.value
        first = "" if chosen is None else self._reasons[int(chosen) - 1]
        typed = " ".join(self.words.text().split())
        return self.tr("：").join(part for part in (first, typed) if part)

    def _refresh(self) -> None:
        short = len("".join(self.reason.split())) < SHORTEST_REASON
        missing = self.tr("理由を番号で選ぶか、{count}文字以上で書いてください")
        missing = missing.replace("{count}", str(SHORTEST_REASON))
        self.confirm.set_blocked(missing if short else "")
        self.note.setText(missing if short else "")

    def fit(self) -> None:
        """Over the sheet where there is one: the faces at the right stay in view."""
        super().fit()
        parent = self.parentWidget()
        if parent is None or parent.window().width() < WIDE_FROM_PX:
            return
        box, room = self.geometry(), parent.window().geometry()
        box.moveLeft(room.left() + max(16, (SHEET_PX - box.width()) // 2))
        self.setGeometry(box)

    def _on_confirm(self) -> None:
        if self.confirm.isEnabled():
            reason = self.reason
            self.accept()
            self.decided.emit(reason)

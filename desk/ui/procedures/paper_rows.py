"""The papers of a case by the catalogue's names: print, look, and whether it was printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.domain.catalogue import PaperRow
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.procedures.words import ProcedureWords
from desk.ui.steps.parts import clear


class PaperRows(QWidget):
    """`print_asked(code)`, `look_asked(code)`."""

    print_asked = Signal(str)
    look_asked = Signal(str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self._shown: object = None
        self._papers: tuple[PaperRow, ...] = ()
        self._printed: tuple[str, ...] = ()
        self.buttons: dict[str, ActionButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_papers(self, papers: Sequence[PaperRow], printed: Sequence[str]) -> None:
        shown = (tuple(papers), tuple(printed))
        if shown == self._shown:
            return
        self._shown = shown
        self._papers, self._printed = tuple(papers), tuple(printed)
        focused = next((code for code, each in self.buttons.items() if each.hasFocus()), "")
        clear(self._column)
        self.buttons = {}
        following = self.following
        for paper in self._papers:
            self._column.addWidget(self._row(paper, paper.code == following))
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    @property
    def following(self) -> str:
        """The first one that was not printed yet; the last one again when all were."""
        for paper in self._papers:
            if paper.code not in self._printed:
                return paper.code
        return self._papers[-1].code if self._papers else ""

    def press_print(self) -> None:
        """F9."""
        if self.following in self.buttons:
            self.buttons[self.following].click()

    def _row(self, paper: PaperRow, follows: bool) -> QWidget:
        done = paper.code in self._printed
        name = line(self._words.say(paper), 16)
        badge = Badge("ok" if done else "waiting", self.tr("印刷済み") if done else self.tr("まだ"))
        look = ActionButton(self.tr("見る"), kind="text", size="s", icon="eye")
        shown = self.tr("もう一度印刷") if done else self.tr("印刷")
        action = "print_paper" if follows else None
        printing = ActionButton(shown, action=action, size="s", icon="printer")
        said = self._words.say(paper)
        look.setAccessibleName(f"{said} {look.text()}")
        printing.setAccessibleName(f"{said} {printing.text()}")
        look.clicked.connect(lambda: self.look_asked.emit(paper.code))
        printing.clicked.connect(lambda: self.print_asked.emit(paper.code))
        self.buttons[paper.code] = printing
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(name, 1)
        for part in (badge, look, printing):
            row.addWidget(part)
        return made

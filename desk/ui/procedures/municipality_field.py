"""A municipality, found by prefecture and name as it is typed; its six-digit code is kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desk.domain.municipalities import Municipality, found_by_name
from desk.ui import theme
from desk.ui.banner import line
from desk.ui.procedures.link_line import LinkLine
from desk.ui.procedures.words import ProcedureWords
from desk.ui.steps.parts import clear

SHOWN: Final = 5


class MunicipalitySearch(QWidget):
    """`answered(code, sentence)`: the code of what stands there ("" for nothing), or a sentence
    why that is not one municipality; the text stays either way. `typed` at each letter."""

    answered = Signal(str, str)
    typed = Signal()

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self.edit = QLineEdit()
        self.edit.setFont(theme.font(16))
        self.edit.setPlaceholderText(self.tr("例：東京都府中市"))
        self.links: list[LinkLine] = []
        self._more = line("", 14, ink=theme.GRAY_700)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addLayout(self._list)
        column.addWidget(self._more)
        self._more.hide()
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self.answer)
        self.edit.returnPressed.connect(self._on_return)
        self.edit.installEventFilter(self)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def text(self) -> str:
        return self.edit.text()

    def show_text(self, text: str) -> None:
        if self.edit.text() != text:
            self.edit.setText(text)
        self._show_hits(())

    def set_error(self, wrong: bool) -> None:
        self.edit.setProperty("state", "error" if wrong else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def answer(self) -> None:
        """Say what stands there."""
        text = self.text().strip()
        found = found_by_name(text, self._words.municipalities)
        if not text:
            self._show_hits(())
            self.answered.emit("", "")
        elif len(found) == 1:
            self.take(found[0])
        elif found:
            where = self.tr("、").join(each.prefecture for each in found)
            shape = self.tr("同じ名前が {where} にあります。都道府県から入力してください")
            self.answered.emit("", shape.replace("{where}", where))
        elif self.links:
            self.answered.emit("", self.tr("下の候補から選んでください"))
        else:
            self.answered.emit(
                "", self.tr("見つかりません。都道府県から入力し、候補から選んでください")
            )

    def take(self, chosen: Municipality) -> None:
        """That one it is."""
        self.show_text(chosen.full)
        self.answered.emit(chosen.code, "")

    # the hits below the field

    def _on_edited(self, text: str) -> None:
        self.typed.emit()
        wanted = "".join(text.split())
        known = self._words.municipalities
        self._show_hits(tuple(each for each in known if wanted and wanted in each.full))

    def _show_hits(self, hits: tuple[Municipality, ...]) -> None:
        clear(self._list)
        self.links = []
        for each in hits[:SHOWN]:
            link = LinkLine(each.full, "search")
            link.clicked.connect(lambda _on=False, each=each: self.take(each))
            link.installEventFilter(self)
            self.links.append(link)
            self._list.addWidget(link)
            link.show()  # a layout would show it later: fast typists do not wait
        rest = len(hits) - SHOWN
        shape = self.tr("ほかに {count} 件。続けて入力してください")
        self._more.setText(shape.replace("{count}", str(rest)))
        self._more.setVisible(rest > 0)

    def _on_return(self) -> None:
        """The only one that is left needs no choosing."""
        if len(self.links) == 1 and self._more.isHidden():
            self.links[0].click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↓ from the field to the hits, ↑ ↓ among them, Enter takes one."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        row: list[QWidget] = [self.edit, *self.links]
        if watched not in row:
            return False
        at = row.index(watched)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            to = at + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= to < len(row):
                row[to].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        if at and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.links[at - 1].click()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

"""A municipality, found by prefecture and name as it is typed; its six-digit code is kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from desk.domain.municipalities import found_by_name
from desk.ui import theme
from desk.ui.procedures.words import ProcedureWords

SHOWN: Final = 8


class MunicipalityEdit(QLineEdit):
    """`answered(code, sentence)`: the code of what stands there ("" for nothing), or a sentence
    why that is not one municipality; the text stays either way."""

    answered = Signal(str, str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self.setFont(theme.font(16))
        self.setPlaceholderText(self.tr("例：東京都府中市"))
        self._model = QStringListModel([each.full for each in words.municipalities], self)
        completer = QCompleter(self._model, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(SHOWN)
        popup = QListView()
        completer.setPopup(popup)
        popup.setFont(theme.font(16))
        popup.setStyleSheet(
            "QListView { background: #ffffff; border: 1px solid #666666; }"
            "QListView::item { min-height: 44px; padding: 0 12px; color: #1a1a1a; }"
            "QListView::item:selected { background: #e8f1fe; color: #00118f; }"
        )
        self._popup = popup
        self.setCompleter(completer)
        # The completer puts its text in after `activated`: look once that stands.
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self, self.answer))
        self.editingFinished.connect(self._on_finished)

    def _on_finished(self) -> None:
        if not self._popup.isVisible():
            self.answer()

    def answer(self) -> None:
        """Say what stands there."""
        text = self.text().strip()
        found = found_by_name(text, self._words.municipalities)
        if not text:
            self.answered.emit("", "")
        elif len(found) == 1:
            if self.text() != found[0].full:
                self.setText(found[0].full)
            self.answered.emit(found[0].code, "")
        elif found:
            where = self.tr("、").join(each.prefecture for each in found)
            shape = self.tr("同じ名前が {where} にあります。都道府県から入力してください")
            self.answered.emit("", shape.replace("{where}", where))
        else:
            self.answered.emit(
                "", self.tr("見つかりません。都道府県から入力し、候補から選んでください")
            )

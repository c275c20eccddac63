"""The identity documents of a case: the cards of step 3, chosen by the same two keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from desk.domain.rules import Document
from desk.ui import keys, painting, theme
from desk.ui.choices import CheckBox, ChoiceCard, Option
from desk.ui.components import line
from desk.ui.procedures.words import ProcedureWords
from desk.ui.steps.parts import row, short

CARD_PX: Final = 176
_CHANGED_AFTER_MS: Final = 0


class DocumentCard(ChoiceCard):
    """A card with its two keys, narrower than other cards."""

    def _left(self) -> int:
        return 44

    def _right(self) -> int:
        return 12 + round(painting.key_width(self.option.key)) + 6


class CaseDocuments(QWidget):
    """`changed(codes)` whenever a document is chosen or taken out again. Nothing but the kind of a
    document is kept."""

    changed = Signal(object)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words, self._rules = words, words.rules
        self._chosen: tuple[str, ...] = ()
        self._cards: dict[str, ChoiceCard] = {}
        self._grids: list[tuple[QGridLayout, list[ChoiceCard]]] = []
        self._columns = 3
        self._names = line("", 14, ink=theme.GRAY_700)
        titles = {
            "A": self.tr("A 顔写真付きの公的書類"),
            "B": self.tr("B 「氏名+生年月日」か「氏名+住所」がある書類"),
            "N": self.tr("通知カードなど"),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for kind, title in titles.items():
            cards = [self._make_card(each) for each in self._shortcuts(kind)]
            if not cards:
                continue
            grid = QGridLayout()
            grid.setContentsMargins(0, 0, 0, 4)
            grid.setSpacing(6)
            self._grids.append((grid, cards))
            column.addLayout(row(short(title, 14, bold=True, tint=theme.GRAY_700), None))
            column.addLayout(grid)
        self.none = CheckBox(self.tr("見せていただく書類はない"))
        self.none.clicked.connect(self._on_none)
        column.addWidget(self.none)
        column.addWidget(self._names)
        self._arrange(3)
        self.show_value(None)

    def _shortcuts(self, kind: str) -> list[str]:
        documents = self._rules.documents.values()
        return sorted({each.shortcut for each in documents if each.document_class == kind})

    def _make_card(self, shortcut: str) -> ChoiceCard:
        documents = self._rules.documents_of(shortcut)
        title = self._words.say(documents[0])
        if documents[0].in_list:
            title = self.tr("そのほか {count}種").replace("{count}", str(len(documents)))
        card = DocumentCard(Option(shortcut, title, key=shortcut), check=True)
        card.clicked.connect(partial(self._on_card, shortcut))
        # Only in here: elsewhere on the page N alone is an answer.
        keys.bind_keys(
            (", ".join(shortcut),),
            self,
            partial(self._on_shortcut, shortcut),
            Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self._cards[shortcut] = card
        return card

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for grid, cards in self._grids:
            for at in range(grid.columnCount()):
                grid.setColumnStretch(at, 1 if at < columns else 0)
            for at, card in enumerate(cards):
                grid.removeWidget(card)
                grid.addWidget(card, at // columns, at % columns)
                grid.setColumnStretch(at % columns, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = CARD_PX * theme.type_scale()
        columns = max(1, min(3, int(event.size().width() // wide)))
        if columns != self._columns:
            self._arrange(columns)

    # value

    @property
    def value(self) -> tuple[str, ...]:
        return self._chosen

    @property
    def first_card(self) -> ChoiceCard:
        return next(iter(self._cards.values()))

    def show_value(self, chosen: Sequence[str] | None) -> None:
        """None: nobody answered yet; an empty one: there is none."""
        self._chosen = tuple(chosen or ())
        self.none.setChecked(chosen is not None and not self._chosen)
        for shortcut, card in self._cards.items():
            codes = {each.code for each in self._rules.documents_of(shortcut)}
            card.setChecked(bool(codes & set(self._chosen)))
        known = self._rules.documents
        names = [self._words.say(known[code]) for code in self._chosen if code in known]
        text = self.tr("、").join(names)
        self._names.setText(self.tr("見せていただいた書類：{names}").replace("{names}", text))
        self._names.setVisible(bool(names))

    def toggle(self, code: str) -> None:
        """Choose a document, or take it out again."""
        if code in self._chosen:
            self.show_value(tuple(each for each in self._chosen if each != code))
        else:
            self.show_value((*self._chosen, code))
        self.changed.emit(self._chosen)

    def _on_none(self) -> None:
        self.show_value(())
        self.changed.emit(())

    def set_error(self, wrong: bool) -> None:
        for card in self._cards.values():
            card.set_error(wrong)

    def _on_shortcut(self, shortcut: str) -> None:
        self._cards[shortcut].setFocus()
        self._on_card(shortcut)

    def _on_card(self, shortcut: str) -> None:
        documents = self._rules.documents_of(shortcut)
        if documents[0].in_list:
            self._open_list(shortcut, documents)
        else:
            self.toggle(documents[0].code)
        self._cards[shortcut].setChecked(
            bool({each.code for each in documents} & set(self._chosen))
        )

    def _open_list(self, shortcut: str, documents: Sequence[Document]) -> None:
        card = self._cards[shortcut]
        menu = QMenu(self)
        menu.setAccessibleName(card.text())
        for document in documents:
            action = menu.addAction(self._words.say(document))
            action.setCheckable(True)
            action.setChecked(document.code in self._chosen)
            action.triggered.connect(partial(self._on_listed, document.code))
        menu.aboutToHide.connect(lambda: QTimer.singleShot(_CHANGED_AFTER_MS, menu.deleteLater))
        menu.popup(card.mapToGlobal(QPoint(0, card.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _on_listed(self, code: str, _on: bool = False) -> None:
        self.toggle(code)

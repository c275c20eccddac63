"""One field of a case by its kind. What was typed stays until it is typed anew; a refusal only adds
its sentence below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desk.domain.cases import CaseEntry
from desk.domain.catalogue import FieldRow
from desk.ui import painting, theme
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.fields import DropDown, LabeledField
from desk.ui.procedures.documents_field import CaseDocuments
from desk.ui.procedures.municipality_field import MunicipalitySearch
from desk.ui.procedures.words import ProcedureWords

IDLE_MS: Final = 900
"""A text that nobody types on any more is kept, so that a power cut takes no more than a word."""
MOST_CARDS: Final = 8
HALF_PX: Final = 380
"""What a half of the page offers to words."""
CARD_PX: Final = 80
"""Mark, key and margins of one card."""


class EntryField(LabeledField):
    """`entered(code, value, finished)`; `finished`: the person went on (else: paused typing)."""

    entered = Signal(str, object, bool)

    def __init__(
        self, row: FieldRow, words: ProcedureWords, *, editor: QWidget, required: bool
    ) -> None:
        note = "" if required else _optional()
        super().__init__(words.say(row), required, note, editor=editor)
        self.row = row
        self._words = words
        self._help = "" if row.help is None else words.say(row.help)
        self.set_hint(self._help)

    @property
    def wide(self) -> bool:
        """Does it take the whole width of the page?"""
        return self._label_px() > HALF_PX * theme.type_scale()

    def _label_px(self) -> float:
        bold, plain = theme.font(16, bold=True), theme.font(14)
        wide = painting.text_width(self._label.text(), bold)
        return wide + painting.text_width(self._note.text(), plain) + 12

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A question that is longer than its line breaks; a short one keeps its note beside it."""
        long = self._label_px() > event.size().width()
        if long != self._label.wordWrap():
            self._label.setWordWrap(long)
            inner = self.layout()
            first = None if inner is None else inner.itemAt(0)
            head = None if first is None else first.layout()
            if isinstance(head, QHBoxLayout):
                head.setStretch(0, 1 if long else 0)
                head.setStretch(2, 0 if long else 1)
        super().resizeEvent(event)

    @property
    def busy(self) -> bool:
        """Something stands here that is not kept yet, or was refused."""
        return False

    def show_value(self, value: CaseEntry | None) -> None:
        """What the store has; never over what a person is typing."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Where the focus goes."""
        return self.editor

    def kept(self, value: CaseEntry) -> None:
        """The store has it."""

    def show_problem(self, sentence: str) -> None:
        """What the service says of it; empty: nothing."""
        self.set_error(sentence)

    def hand_over(self) -> None:
        """The page goes away: whatever is typed is handed over now."""


def _optional() -> str:
    return QCoreApplication.translate("Procedures", "任意")


class TextEntry(EntryField):
    """text, date, moment, number."""

    def __init__(self, row: FieldRow, words: ProcedureWords, *, required: bool) -> None:
        edit = QLineEdit()
        edit.setFont(theme.font(16))
        super().__init__(row, words, editor=edit, required=required)
        self.edit = edit
        places = {
            "date": self.tr("平成3.4.18／1991.4.18"),
            "moment": self.tr("令和8.11.26 9:05"),
        }
        edit.setPlaceholderText(places.get(row.kind, ""))
        if row.kind == "number":
            edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self._dirty = False
        self._pause = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._pause.timeout.connect(lambda: self._hand(False))
        edit.textEdited.connect(self._on_edited)
        edit.editingFinished.connect(self._on_finished)
        edit.returnPressed.connect(lambda: self.focusNextPrevChild(True))

    @property
    def busy(self) -> bool:
        return self._dirty

    def show_value(self, value: CaseEntry | None) -> None:
        if self._dirty:
            return
        self.set_text(value if isinstance(value, str) else "")
        self._show_reading()

    def kept(self, value: CaseEntry) -> None:
        if self.edit.text() == value:
            self._dirty = False

    def hand_over(self) -> None:
        if self._dirty:
            self._hand(True)

    def _on_edited(self, _text: str) -> None:
        self._dirty = True
        self._pause.start()
        self._show_reading()

    def _on_finished(self) -> None:
        if self._dirty:
            self._hand(True)

    def _hand(self, finished: bool) -> None:
        self._pause.stop()
        self.entered.emit(self.row.code, self.edit.text(), finished)

    def _show_reading(self) -> None:
        if self.row.kind == "date":
            self.set_hint(self._words.date_hint(self.edit.text()) or self._help)


class ChoiceEntry(EntryField):
    """choice, yes_no: cards; many choices stand in a list."""

    def __init__(self, row: FieldRow, words: ProcedureWords, *, required: bool) -> None:
        if row.kind == "yes_no":
            names = [(code, text) for code, text in words.yes_no()]
        else:
            names = [(each.code, words.say(each)) for each in row.choices]
        self._codes = tuple(code for code, _text in names)
        self._names = tuple(text for _code, text in names)
        editor: ChoiceGroup | DropDown
        if len(names) > MOST_CARDS:
            editor = DropDown()
            editor.addItem("", "")
            for code, text in names:
                editor.addItem(text, code)
        else:
            letters = ("Y", "N") if row.kind == "yes_no" else "123456789"
            options = [
                Option(code, text, key=key)
                for (code, text), key in zip(names, letters, strict=False)
            ]
            longest = max(len(text) for _code, text in names)
            columns = 2 if row.kind == "yes_no" or (len(names) > 1 and longest <= 16) else 1
            editor = ChoiceGroup(options, columns=columns, name=words.say(row))
        super().__init__(row, words, editor=editor, required=required)
        self._box = editor
        if isinstance(editor, ChoiceGroup):
            editor.chosen.connect(lambda code: self.entered.emit(row.code, code, True))
        else:
            editor.activated.connect(lambda _at: self.entered.emit(row.code, editor.code(), True))

    @property
    def wide(self) -> bool:
        if isinstance(self._box, DropDown):
            return super().wide
        face = theme.font(16, bold=True)
        most = HALF_PX * theme.type_scale()
        two = 2 * (self._longest(face) + CARD_PX * theme.type_scale()) <= most + 40
        return super().wide or len(self._codes) > 2 or not two

    def _longest(self, face: QFont) -> float:
        return max(painting.text_width(text, face) for text in self._names)

    @property
    def value(self) -> str:
        box = self._box
        return box.code() if isinstance(box, DropDown) else box.value or ""

    def show_value(self, value: CaseEntry | None) -> None:
        code = value if isinstance(value, str) and value in self._codes else ""
        if isinstance(self._box, DropDown):
            self._box.set_code(code)
        else:
            self._box.set_value(code or None)

    def first(self) -> QWidget:
        if isinstance(self._box, DropDown):
            return self._box
        return self._box.card(self._box.value or self._codes[0])

    def choose(self, code: str) -> None:
        """As if the person had pressed it."""
        if isinstance(self._box, DropDown):
            self._box.set_code(code)
            self.entered.emit(self.row.code, code, True)
        else:
            self._box.choose(code)


class MunicipalityEntry(EntryField):
    """A name to search by; what is kept is its code."""

    def __init__(self, row: FieldRow, words: ProcedureWords, *, required: bool) -> None:
        self.search = MunicipalitySearch(words)
        super().__init__(row, words, editor=self.search, required=required)
        self._code = ""
        self._dirty = False
        self.search.typed.connect(self._on_edited)
        self.search.answered.connect(self._on_answered)
        if not self._help:
            self.set_hint(self.tr("名前の一部を入れると候補が出ます。↓で選びます"))

    @property
    def wide(self) -> bool:
        return True

    @property
    def busy(self) -> bool:
        return self._dirty

    def show_value(self, value: CaseEntry | None) -> None:
        if self._dirty:
            return
        self._code = value if isinstance(value, str) else ""
        text = self._words.municipality(self._code) if self._code else ""
        if self.search.text() != text:
            self.search.show_text(text)

    def kept(self, value: CaseEntry) -> None:
        if value == self._code and not self.error:
            self._dirty = False

    def hand_over(self) -> None:
        if self._dirty:
            self.search.answer()

    def show_problem(self, sentence: str) -> None:
        if not self._dirty:  # else its own sentence stands there
            self.set_error(sentence)

    def first(self) -> QWidget:
        return self.search.edit

    def _on_edited(self) -> None:
        self._dirty = True

    def _on_answered(self, code: str, sentence: str) -> None:
        if not self._dirty and code == self._code:
            return
        self.set_error(sentence)
        self._code = code
        self._dirty = bool(sentence)
        self.entered.emit(self.row.code, code, True)


class DocumentsEntry(EntryField):
    """書類: the cards; 「見せていただく書類はない」 is an answer too."""

    def __init__(self, row: FieldRow, words: ProcedureWords, *, required: bool) -> None:
        self.cards = CaseDocuments(words)
        super().__init__(row, words, editor=self.cards, required=required)
        self.cards.changed.connect(lambda codes: self.entered.emit(row.code, codes, True))

    @property
    def wide(self) -> bool:
        return True

    def show_value(self, value: CaseEntry | None) -> None:
        self.cards.show_value(value if isinstance(value, tuple) else None)

    def first(self) -> QWidget:
        return self.cards.first_card


def field_for(row: FieldRow, words: ProcedureWords) -> EntryField:
    """The widget of that field."""
    match row.kind:
        case "choice" | "yes_no":
            return ChoiceEntry(row, words, required=row.required)
        case "municipality":
            return MunicipalityEntry(row, words, required=row.required)
        case "documents":
            return DocumentsEntry(row, words, required=row.required)
    return TextEntry(row, words, required=row.required)

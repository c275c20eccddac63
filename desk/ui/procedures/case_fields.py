"""The fields of one case, by step: who came first, then what this procedure asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk.domain.cases import CaseEntry, CaseView
from desk.domain.catalogue import STEPS, Procedure
from desk.ui import theme
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.fields import LabeledField, heading
from desk.ui.procedures.entry_field import EntryField, field_for
from desk.ui.procedures.words import PERSON, ProcedureWords
from desk.ui.steps.parts import clear

TWO_FROM_PX: Final = 560


class CaseFields(QWidget):
    """`entered(code, value, finished)`; the widgets live as long as the case is in front."""

    entered = Signal(str, object, bool)
    rearranged = Signal()

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self.fields: dict[str, EntryField] = {}
        self._refused: dict[str, str] = {}
        self._shown: tuple[str, ...] = ()
        self._columns = 2
        self._sections: dict[str, tuple[QWidget, QGridLayout]] = {}
        self.person = ChoiceGroup((), name="")
        self._person_field = LabeledField("")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    # building

    def build(self, procedure: Procedure | None) -> None:
        """Another case comes: its widgets, all hidden until a verdict names them."""
        clear(self._column)
        self.fields, self._refused, self._shown, self._sections = {}, {}, (), {}
        if procedure is None:
            return
        self._build_person()
        for step in STEPS:
            rows = [row for row in procedure.fields if row.step == step]
            if not rows:
                continue
            section = QWidget()
            column = QVBoxLayout(section)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
            column.addWidget(heading(self._words.step(step)))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(10)
            column.addLayout(grid)
            self._sections[step] = (section, grid)
            section.hide()
            self._column.addWidget(section)
            for row in rows:
                field = field_for(row, self._words)
                field.setParent(section)
                field.hide()
                field.entered.connect(self._on_entered)
                self.fields[row.code] = field

    def _build_person(self) -> None:
        options = [
            Option(code, name, about, key=str(number))
            for number, (code, name, about) in enumerate(self._words.persons(), start=1)
        ]
        question = self.tr("どなたが来られましたか")
        self.person = ChoiceGroup(options, columns=3, name=question)
        self.person.chosen.connect(lambda code: self.entered.emit(PERSON, code, True))
        self._person_field = LabeledField(question, True, editor=self.person)
        self._column.addWidget(self._person_field)
        self._fit_person()

    # showing

    def show_view(self, view: CaseView) -> None:
        """Which fields there are now, what the store has, and what is wrong with it."""
        if view.verdict is None:
            return
        codes = tuple(row.code for row in view.verdict.fields if row.code in self.fields)
        if codes != self._shown:
            self._shown = codes
            self._arrange()
        entries = view.case.entries
        person = entries.get(PERSON)
        self.person.set_value(person if isinstance(person, str) and person else None)
        problems = {each.field: self._words.problem(each) for each in view.problems}
        for code, field in self.fields.items():
            field.show_value(entries.get(code))
            typing = field.busy and field.editor.hasFocus()
            sentence = self._refused.get(code) or ("" if typing else problems.get(code, ""))
            field.show_problem(sentence)
        self._person_field.set_error(self._refused.get(PERSON, ""))

    def kept(self, code: str, value: CaseEntry) -> None:
        """The store has that answer."""
        self._refused.pop(code, None)
        if code in self.fields:
            self.fields[code].kept(value)

    def refuse(self, code: str, sentence: str) -> None:
        """The answer was not taken: it stands there still, with the sentence below."""
        self._refused[code] = sentence
        if code in self.fields:
            self.fields[code].set_error(sentence)
        elif code == PERSON:
            self._person_field.set_error(sentence)

    @property
    def refused(self) -> tuple[str, ...]:
        return tuple(self._refused)

    @property
    def shown(self) -> tuple[str, ...]:
        return self._shown

    def hand_over(self) -> None:
        for field in self.fields.values():
            field.hand_over()

    def target(self, code: str) -> QWidget | None:
        """Where the focus goes for that fact."""
        if code == PERSON and self._sections is not None:
            return self.person.card(self.person.value or "self")
        field = self.fields.get(code)
        return None if field is None or field.isHidden() else field.first()

    def first_target(self) -> QWidget | None:
        return self.target(PERSON) if self.fields or self._column.count() else None

    def _on_entered(self, code: str, value: object, finished: bool) -> None:
        self.entered.emit(code, value, finished)

    # layout

    def _rows(self, step: str) -> Iterator[EntryField]:
        for code in self._shown:
            if self.fields[code].row.step == step:
                yield self.fields[code]

    def _arrange(self) -> None:
        """Short texts two in a row where there is room; everything else takes the width."""
        shown = set(self._shown)
        for step, (section, grid) in self._sections.items():
            for field in self.fields.values():
                if field.row.step == step:
                    grid.removeWidget(field)
                    if field.row.code not in shown:
                        field.hide()
            self._fill(step, grid)
            section.setVisible(any(True for _row in self._rows(step)))
        QTimer.singleShot(0, self, self.rearranged.emit)

    def _fill(self, step: str, grid: QGridLayout) -> None:
        at, side = 0, 0
        top = Qt.AlignmentFlag.AlignTop
        for field in self._rows(step):
            if field.wide or self._columns == 1:
                at, side = at + (1 if side else 0), 0
                grid.addWidget(field, at, 0, 1, self._columns, top)
                at += 1
            else:
                grid.addWidget(field, at, side, top)
                at, side = (at + 1, 0) if side else (at, 1)
            field.show()
        for column in range(2):
            grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= TWO_FROM_PX * theme.type_scale() else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange()
            self._fit_person()

    def _fit_person(self) -> None:
        self.person.set_columns(3 if self._columns == 2 else 1)

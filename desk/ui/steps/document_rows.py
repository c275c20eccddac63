"""The chosen identity documents: expiry and what agrees with the form, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.domain.fields import document_field
from desk.ui import icons, painting, theme
from desk.ui.components import line
from desk.ui.verdict_panel import said

if TYPE_CHECKING:
    from desk.domain.rules import Document

ROW_PX: Final = 38
"""Two rows fit under the cards at 1366x768, as in picture 05."""
NEVER_EXPIRES: Final = "none"
_NONE_WORDS: Final = ("なし", "無し", "無期限", "期限なし", "none", "-", "ー", "―")
_STATES: Final = ("agrees", "differs", "absent")


def expiry_entry(text: str) -> str:
    """What is kept for a typed expiry: the text itself, or "none" for 有効期限なし."""
    return NEVER_EXPIRES if text.strip().lower() in _NONE_WORDS else text


class AspectButton(QAbstractButton):
    """一致／不一致／記載なし of one aspect. Space goes round; 1, 2, 3 choose and go on."""

    answered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._value = name, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        self.set_value("")

    @property
    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value
        self.setText(self._words()[value])
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self.tr("・").join((self.text(), "1", "2", "3")))
        self.update()

    def _words(self) -> dict[str, str]:
        return {
            "": self.tr("未確認"),
            "agrees": self.tr("一致"),
            "differs": self.tr("不一致"),
            "absent": self.tr("記載なし"),
        }

    def _on_clicked(self) -> None:
        at = _STATES.index(self._value) if self._value in _STATES else -1
        self._answer(_STATES[(at + 1) % len(_STATES)])

    def _answer(self, value: str) -> None:
        self.set_value(value)
        self.answered.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3"):
            self._answer(_STATES[int(event.text()) - 1])
            self.focusNextChild()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(96, ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(88, ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        looks = {
            "": ("dotted-circle", theme.GRAY_600, theme.GRAY_700),
            "agrees": ("check-circle", theme.GREEN_800, theme.GRAY_900),
            "differs": ("stop", theme.RED_900, theme.RED_1000),
            "absent": ("minus", theme.GRAY_600, theme.GRAY_700),
        }
        name, tint, ink = looks[self._value]
        box = QRectF(self.rect()).adjusted(1, 3, -1, -3)
        edge = theme.GRAY_500 if self.underMouse() or not self._value else theme.GRAY_200
        painting.rounded(painter, box, radius=6, fill=theme.WHITE, edge=edge)
        middle = self.height() / 2
        icons.paint_icon(painter, QRectF(7, middle - 8, 16, 16), name, tint)
        words = QRectF(27, 0, self.width() - 28, self.height())
        painting.paint_text(painter, words, self.text(), theme.font(14), ink)


class DocumentRows(QWidget):
    """One row for each chosen document. `entered(field, value)`, `typing(field, value)`."""

    entered = Signal(str, object)
    typing = Signal(str, object)
    shown = Signal(object)  # the widget that now has the focus

    def __init__(self, *, guardian: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guardian = guardian
        self._codes: tuple[str, ...] = ()
        self.targets: dict[str, QWidget] = {}
        self._edits: dict[str, QLineEdit] = {}
        self._aspects: dict[str, AspectButton] = {}
        self._names: dict[str, QWidget] = {}
        self._notes: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._table: QWidget | None = None

    def show_documents(
        self, documents: list[Document], value: Callable[[str], str], language: str
    ) -> None:
        """Build the rows when the choice changed, then show what is stored."""
        codes = tuple(document.code for document in documents)
        if codes != self._codes or self._table is None:
            self._codes = codes
            self._build(documents, language)
        for field, edit in self._edits.items():
            stored = value(field)
            text = self.tr("なし") if stored == NEVER_EXPIRES else stored
            if not edit.hasFocus() and edit.text() != text:
                edit.setText(text)
        for field, button in self._aspects.items():
            if button.value != value(field):
                button.set_value(value(field))

    def show_findings(self, findings: dict[str, tuple[str, bool]]) -> None:
        """Code of a document -> (sentence, does it not count); a red row does not count."""
        for code in self._codes:
            text, wrong = findings.get(code, ("", False))
            note = self._notes[code]
            note.setText(text)  # type: ignore[attr-defined]
            note.setVisible(bool(text))
            ink = theme.RED_1000 if wrong else theme.GRAY_700
            note.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
            name = self._names[code]
            ink = theme.RED_1000 if wrong else theme.GRAY_900
            name.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")

    def focus_document(self, code: str) -> None:
        """To the first thing to fill in for that document."""
        for aspect in ("expires", "name"):
            found = self.targets.get(document_field(code, aspect, guardian=self._guardian))
            if found is not None:
                found.setFocus()
                self.shown.emit(found)
                return

    # building
    def _build(self, documents: list[Document], language: str) -> None:
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
        self.targets, self._edits, self._aspects = {}, {}, {}
        self._names, self._notes = {}, {}
        self._table = QWidget(self)
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        for column, stretch in enumerate((30, 26, 16, 16, 16)):
            grid.setColumnStretch(column, stretch)
        if documents:
            self._add_head(grid)
        for document in documents:
            self._add_row(grid, document, language)
        self._layout.addWidget(self._table)
        self.setVisible(bool(documents))
        self._table.show()  # a layout would show it later, and Tab skips what is not shown
        for before, after in pairwise(self.targets.values()):  # fast typists do not wait
            QWidget.setTabOrder(before, after)

    def _add_head(self, grid: QGridLayout) -> None:
        titles = (
            self.tr("提示された書類"),
            self.tr("有効期限"),
            self.tr("氏名"),
            self.tr("生年月日"),
            self.tr("住所"),
        )
        for column, title in enumerate(titles):
            label = line(title, 14, bold=True)
            label.setWordWrap(False)
            label.setStyleSheet(
                f"background: {theme.GRAY_50}; border-bottom: 1px solid {theme.GRAY_500};"
                " padding: 2px 6px;"
            )
            grid.addWidget(label, 0, column)

    def _add_row(self, grid: QGridLayout, document: Document, language: str) -> None:
        at = grid.rowCount()
        name = line(said(document, language), 16, bold=True)
        name.setContentsMargins(6, 0, 0, 0)
        grid.addWidget(name, at, 0)
        self._names[document.code] = name
        grid.addWidget(self._expiry(document, language), at, 1)
        for column, (aspect, title) in enumerate(
            (
                ("name", self.tr("氏名")),
                ("birth", self.tr("生年月日")),
                ("address", self.tr("住所")),
            ),
            start=2,
        ):
            field = document_field(document.code, aspect, guardian=self._guardian)
            button = AspectButton(f"{said(document, language)} {title}")
            button.answered.connect(lambda value, field=field: self.entered.emit(field, value))
            self._aspects[field] = self.targets[field] = button
            grid.addWidget(button, at, column)
        note = line("" if document.note is None else said(document.note, language), 14)
        note.setContentsMargins(6, 0, 0, 4)
        note.hide()
        self._notes[document.code] = note
        grid.addWidget(note, at + 1, 0, 1, 5)

    def _expiry(self, document: Document, language: str) -> QWidget:
        if document.expiry == "none":
            label = line(self.tr("期限の確認は不要"), 14, ink=theme.GRAY_700)
            label.setWordWrap(False)
            return label
        field = document_field(document.code, "expires", guardian=self._guardian)
        edit = QLineEdit()
        edit.setFont(theme.font(16))
        edit.setStyleSheet("min-height: 32px; padding: 0 8px;")
        dated = document.expiry == "dated"
        edit.setPlaceholderText(self.tr("2029.5.18") if dated else self.tr("2029.5.18／なし"))
        name = said(document, language)
        edit.setAccessibleName(self.tr("{name}の有効期限").replace("{name}", name))
        edit.textEdited.connect(lambda text: self.typing.emit(field, expiry_entry(text)))
        edit.editingFinished.connect(lambda: self.entered.emit(field, expiry_entry(edit.text())))
        edit.returnPressed.connect(lambda: self.focusNextPrevChild(True))
        self._edits[field] = self.targets[field] = edit
        return edit

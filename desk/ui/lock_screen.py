"""The screen lock (F12, or five minutes idle): covers the window, keeps all that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.ui import icons, keys, theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.pin_field import PinField
from desk.ui.starred import starred


@dataclass(frozen=True, slots=True)
class Person:
    """One operator to choose from."""

    id: str
    name: str
    supervisor: bool


class LockScreen(QDialog):
    """Application-modal, so that nothing below can be reached. `pin_entered(operator id, pin)`;
    answer with `open_up()` or `refuse(sentence)`. It cannot be closed otherwise."""

    pin_entered = Signal(str, str)
    help_asked = Signal()
    unlock_asked = Signal(str)  # F7: a supervisor frees the PIN of that operator

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._people: Sequence[Person] = ()
        self._current = ""
        self._open = False
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(self.tr("画面ロック"))
        self.pin = PinField()
        self._who, self._error = line("", 20, bold=True), line("", 14, ink=theme.RED_900)
        self._other = ActionButton(
            self.tr("ほかの担当者に替わる"), kind="text", size="s", icon="people"
        )
        self._unlock = ActionButton(
            self.tr("責任者による解除"), action="unlock", kind="text", size="s"
        )
        self._group: ChoiceGroup | None = None
        self._lay_out()
        self.pin.completed.connect(self._on_pin)
        self._other.clicked.connect(self._show_people)
        self._unlock.clicked.connect(lambda: self.unlock_asked.emit(self._current))
        keys.bind("help", self, self.help_asked.emit)
        keys.bind("unlock", self, self._unlock.click)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(520)
        self._card = QVBoxLayout(card)
        self._card.setContentsMargins(24, 20, 24, 20)
        self._card.setSpacing(8)
        head = QHBoxLayout()
        mark = QLabel()
        mark.setPixmap(icons.icon("lock", theme.BLUE_900, 24))
        mark.setStyleSheet("border: 0;")
        head.addWidget(mark)
        head.addWidget(line(self.tr("画面をロックしています"), 20, bold=True), 1)
        self._card.addLayout(head)
        self._card.addWidget(
            line(self.tr("入力中の内容は残っています。暗証コードを入れると戻ります。"), 14)
        )
        self._card.addSpacing(8)
        self._card.addWidget(self._who)
        self._card.addWidget(line(self.tr("暗証コード（6桁）"), 16, bold=True))
        self._card.addWidget(self.pin)
        self._card.addWidget(self._error)
        more = QHBoxLayout()
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self._other)
        more.addWidget(self._unlock)
        more.addStretch(1)
        self._card.addLayout(more)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def lock(self, people: Sequence[Person], current: str) -> None:
        """Cover the window; `current` is the operator who signed on."""
        self._people, self._current, self._open = people, current, False
        self._drop_people()
        self._choose(current)
        self._other.setVisible(len(people) > 1)
        self.refuse("")
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.window().geometry())
        self.show()
        self.raise_()
        self.activateWindow()
        self.pin.setFocus()

    def open_up(self) -> None:
        """The PIN was right."""
        self._open = True
        self.pin.clear()
        self.hide()
        parent = self.parentWidget()
        if parent is not None:
            parent.window().activateWindow()  # a dedicated terminal may have no window manager

    def refuse(self, sentence: str) -> None:
        """Say why the PIN was not taken, and how to go on."""
        self.pin.clear()
        self.pin.set_error(bool(sentence))
        self._error.setText(starred(sentence))
        self._error.setVisible(bool(sentence))
        self.pin.setEnabled(True)
        self.pin.setFocus()

    @property
    def error(self) -> str:
        return self._error.text()

    def _on_pin(self, pin: str) -> None:
        self.pin.setEnabled(False)  # until the answer comes
        self.pin_entered.emit(self._current, pin)

    def _show_people(self) -> None:
        self._drop_people()
        role = {True: self.tr("責任者"), False: self.tr("係員")}
        options = [Option(each.id, each.name, role[each.supervisor]) for each in self._people]
        self._group = ChoiceGroup(options, columns=2, name=self.tr("担当者"))
        self._group.set_value(self._current)
        self._group.chosen.connect(self._choose)
        self._card.insertWidget(self._card.indexOf(self._who) + 1, self._group)
        self._other.hide()
        self._group.card(self._current).setFocus()

    def _drop_people(self) -> None:
        if self._group is not None:
            self._group.hide()
            self._group.deleteLater()
            self._group = None

    def _choose(self, operator: str) -> None:
        self._current = operator
        name = next((each.name for each in self._people if each.id == operator), "")
        self._who.setText(name)
        self.pin.setFocus()

    # it stays shut

    def reject(self) -> None:
        """Esc does nothing here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), theme.colour(theme.GRAY_50))

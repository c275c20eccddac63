"""2 紙の束を数える: one row for each envelope; the record shows once a number was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.domain.tally import Envelope
from desk.services.day_close import EnvelopeCount
from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.day_close.words import CloseWords
from desk.ui.fields import DropDown
from desk.ui.lock_screen import Person


class CountField(QLineEdit):
    """Up to five digits. `counted(number)` on Enter, Tab or when the focus leaves it; `passed` on
    Enter: where the focus goes is for the card to say."""

    counted = Signal(int)
    passed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._known = ""
        self.setFont(theme.font(17, bold=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(5)
        self.setValidator(QRegularExpressionValidator(r"[0-9]*", self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAccessibleName(name)
        self.setMinimumWidth(76)
        self.setMaximumWidth(140)
        self.editingFinished.connect(self._on_finished)

    def show_count(self, count: int | None) -> None:
        """What is kept; never over what is being typed."""
        text = "" if count is None else str(count)
        typing = self.hasFocus() and self.text() != self._known
        self._known = text
        if not typing and self.text() != text:
            self.setText(text)

    def set_wrong(self, wrong: bool) -> None:
        state = "error" if wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_finished(self) -> None:
        text = self.text()
        if text and text != self._known:
            self._known = text
            self.counted.emit(int(text))
        elif not text and self._known:
            self.setText(self._known)  # a count is corrected, never taken back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                super().keyPressEvent(event)
                return
            self._on_finished()
            self.passed.emit()
            return
        super().keyPressEvent(event)


class WhoChoice(DropDown):
    """`settled` when a name was chosen for good: in the open list, or with Enter. The arrow keys
    only pass the names on the way to the right one."""

    settled = Signal()

    def hidePopup(self) -> None:
        super().hidePopup()
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.settled.emit()
            return
        super().keyPressEvent(event)


class CountingCard(QFrame):
    """`counted(envelope, number)`, `counter_chosen(operator id)`, `counter_settled`.
    `ended` on Enter in the last envelope."""

    counted = Signal(object, int)
    counter_chosen = Signal(str)
    counter_settled = Signal()
    ended = Signal()

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._words = words
        self.who = WhoChoice()
        self.who.settled.connect(self.counter_settled)
        self.who.setAccessibleName(self.tr("数える人（責任者とは別の方）"))
        self.who.setMinimumWidth(190)
        self.who.activated.connect(lambda _at: self.counter_chosen.emit(self.who.code()))
        self.fields: dict[Envelope, CountField] = {}
        self._recorded: dict[Envelope, QLabel] = {}
        self._badges: dict[Envelope, Badge] = {}
        self._hint = line("", 14, ink=theme.GRAY_700)
        self._lay_out()

    def _lay_out(self) -> None:
        title = line(self.tr("2 紙の束を数える"), 17, bold=True)
        who = line(self.tr("数える人（責任者とは別の方）"), 14, ink=theme.GRAY_700)
        for label in (title, who):
            label.setWordWrap(False)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(10)
        self._head.addWidget(title)
        chooser = QHBoxLayout()
        chooser.setSpacing(8)
        chooser.addWidget(who)
        chooser.addWidget(self.who, 1)
        self._head.addLayout(chooser, 1)
        self._hint.setText(self.tr("記録の数は入力後に表示"))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnStretch(0, 5)
        self._rows.setColumnStretch(1, 2)
        self._rows.setColumnStretch(2, 2)
        self._rows.setColumnStretch(3, 3)
        heads = (self.tr("束"), self.tr("数えた数"), self.tr("記録の数"), self.tr("結果"))
        for at, text in enumerate(heads):
            head = line(text, 14, bold=True)
            head.setWordWrap(False)
            if at == 2:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._rows.addWidget(head, 0, at)
        for row, which in enumerate(Envelope):
            self._add_row(row * 2 + 1, which)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 10)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addWidget(self._hint)
        column.addLayout(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _add_row(self, row: int, which: Envelope) -> None:
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setStyleSheet(f"background: {theme.GRAY_200}; border: 0;")
        self._rows.addWidget(rule, row, 0, 1, 4)
        names = QWidget()
        column = QVBoxLayout(names)
        column.setContentsMargins(8, 6, 0, 6)
        column.setSpacing(0)
        column.addWidget(line(self._words.envelope(which), 16, bold=True))
        column.addWidget(line(self._words.about(which), 14, ink=theme.GRAY_700))
        shape = self.tr("{envelope}の数えた数")
        field = CountField(shape.replace("{envelope}", self._words.envelope(which)))
        field.counted.connect(self._teller(which))
        field.passed.connect(lambda: self._on_passed(which))
        recorded, badge = line("—", 17), Badge("waiting")
        recorded.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        recorded.setWordWrap(False)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._rows.addWidget(names, row + 1, 0)
        self._rows.addWidget(field, row + 1, 1, middle)
        self._rows.addWidget(recorded, row + 1, 2, middle)
        self._rows.addWidget(badge, row + 1, 3, middle)
        self.fields[which] = field
        self._recorded[which] = recorded
        self._badges[which] = badge

    def _teller(self, which: Envelope) -> Callable[[int], None]:
        return lambda number: self.counted.emit(which, number)

    def _on_passed(self, which: Envelope) -> None:
        order = list(self.fields)
        below = order[order.index(which) + 1 :]
        if below:
            self.fields[below[0]].setFocus(Qt.FocusReason.TabFocusReason)
            self.fields[below[0]].selectAll()
        else:
            self.ended.emit()

    def agrees_with(self, counts: Sequence[EnvelopeCount]) -> bool:
        """Whether everything that is typed is kept: no answer is on its way."""
        return all(
            self.fields[each.envelope].text() == ("" if each.counted is None else str(each.counted))
            for each in counts
        )

    def show_people(self, people: Sequence[Person], chosen: str, supervisor: str) -> None:
        """Everybody but the supervisor who is signed on comes first; nobody is left out, since a
        lone supervisor may count with a reason."""
        rows = [("", self.tr("選んでください"))]
        rows += [(each.id, each.name) for each in people if each.id != supervisor]
        rows += [(each.id, each.name) for each in people if each.id == supervisor]
        present = [
            (str(self.who.itemData(at)), self.who.itemText(at)) for at in range(self.who.count())
        ]
        if rows != present:
            self.who.clear()
            for code, name in rows:
                self.who.addItem(name, code)
        self.who.set_code(chosen)

    @property
    def counter(self) -> str:
        return self.who.code()

    def show_counts(self, counts: Sequence[EnvelopeCount], *, enabled: bool) -> None:
        """`enabled`: it can be counted now, and somebody is chosen who counts."""
        for each in counts:
            which = each.envelope
            field = self.fields[which]
            field.show_count(each.counted)
            field.setEnabled(enabled)
            field.set_wrong(each.difference is not None)
            recorded = "—" if each.recorded is None else str(each.recorded)
            self._recorded[which].setText(recorded)
            kind, text = self._words.result(each)
            self._badges[which].set(kind, text)
            field.setAccessibleDescription(text)
        all_in = all(each.counted is not None for each in counts)
        self._hint.setVisible(not all_in)

    def say(self, text: str) -> None:
        """Why nothing can be typed yet; empty: the usual hint."""
        self._hint.setText(text or self.tr("記録の数は入力後に表示"))

    def first_open(self, counts: Sequence[EnvelopeCount]) -> QWidget | None:
        """Where to type next: an empty field, else one that differs."""
        for each in counts:
            if each.counted is None:
                return self.fields[each.envelope]
        wrong = (self.fields[each.envelope] for each in counts if each.difference is not None)
        return next(wrong, None)

    def set_narrow(self, narrow: bool) -> None:
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

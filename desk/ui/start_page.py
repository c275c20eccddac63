"""The start of the day (picture 01): self-check, passphrase, venue, operator and PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk.ui import icons, keys, theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import rule
from desk.ui.fields import DropDown, LabeledField
from desk.ui.lock_screen import Person
from desk.ui.pin_field import DIGITS, PinField, SecretField
from desk.ui.starred import starred

ONE_COLUMN_BELOW_PX: Final = 980


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the self-check; state: ok, notice, stop or running."""

    part: str
    icon: str
    name: str
    detail: str
    state: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was chosen when 受付を始める was pressed."""

    operator: str
    pin: str
    venue: str
    method: str


class StartPage(QScrollArea):
    """Emits what the person did; every state is set from outside.

    Order: `ask_passphrase()`, then on `passphrase_entered` either `refuse_passphrase(sentence)` or
    `ask_sign_on(people, venues, …)`, then on `begin_asked(Beginning)` either `refuse_pin(sentence)`
    or leaving the page.
    """

    passphrase_entered = Signal(str)
    begin_asked = Signal(object)
    recheck_asked = Signal()
    unlock_asked = Signal(str)  # F7: unlock the PIN of the operator with that id
    add_operator_asked = Signal()
    settings_asked = Signal()
    test_shot_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: Sequence[CheckItem] = ()
        self._wait_s = 0
        self._stage = 1
        self._people: Sequence[Person] = ()
        self._group: ChoiceGroup | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.ask_passphrase()

    # parts

    def _make_parts(self) -> None:
        self._checked_at = line("", 14, ink=theme.GRAY_700)
        self._counts = QHBoxLayout()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.recheck = ActionButton(self.tr("もう一度点検"), action="recheck", size="s")
        self.test_shot = ActionButton(self.tr("試し撮り"), size="s", icon="camera")
        self._test_shot_words = line("", 14, ink=theme.GRAY_700)
        self.advice = Banner("notice", "", "")
        self.advice.hide()
        self.practice = Banner("info", "", "")
        self.practice.hide()
        self.passphrase = SecretField(self.tr("合言葉"))
        self._passphrase_field = LabeledField(
            self.tr("責任者の合言葉"), True, editor=self.passphrase
        )
        self.open_button = ActionButton(
            self.tr("端末を開く"), action="begin", kind="primary", size="l", icon="key"
        )
        self.venue, self.method = DropDown(), DropDown()
        self.pin = PinField()
        self._pin_error = line("", 14, ink=theme.RED_900)
        self._pin_hint = line(
            self.tr("通信なしで認証できます。忘れたときは責任者が解除します。"),
            14,
            ink=theme.GRAY_700,
        )
        self.unlock = ActionButton(
            self.tr("責任者による解除"), action="unlock", kind="text", size="s"
        )
        self.add_operator = ActionButton(
            self.tr("担当者を加える"), kind="text", size="s", icon="plus"
        )
        self.settings = ActionButton(self.tr("設定"), kind="text", size="s", icon="menu")
        self.handover = line("", 14)
        self._blocked = line("", 14, ink=theme.RED_900)
        self.begin = ActionButton(self.tr("受付を始める"), action="begin", kind="primary", size="l")

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("page")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(24, 16, 24, 16)
        self._columns.setSpacing(20)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._check_card())
        left.addWidget(self.practice)
        left.addWidget(self.handover)
        left.addStretch(1)
        self._stages = (self._passphrase_stage(), self._sign_on_stage())
        for stage in self._stages:
            right.addWidget(stage)
        right.addStretch(1)
        self._columns.addLayout(left, 3)
        self._columns.addLayout(right, 2)
        self.setWidget(inside)

    def _check_card(self) -> QWidget:
        card, column = _card()
        column.setContentsMargins(1, 1, 1, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        title = line(self.tr("始業点検"), 20, bold=True)
        title.setWordWrap(False)
        head.addWidget(title)
        head.addWidget(self._checked_at, 1)
        head.addLayout(self._counts)
        head.addWidget(self.recheck)
        column.addLayout(head)
        column.addWidget(rule())
        column.addLayout(self._rows)
        column.addWidget(self._test_shot_row())
        below = QVBoxLayout()
        below.setContentsMargins(16, 10, 16, 0)
        below.addWidget(self.advice)
        column.addLayout(below)
        return card

    def _test_shot_row(self) -> QWidget:
        self._test_shot_line = QWidget()
        row = QHBoxLayout(self._test_shot_line)
        row.setContentsMargins(54, 8, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._test_shot_words, 1)
        row.addWidget(self.test_shot)
        return self._test_shot_line

    def _passphrase_stage(self) -> QWidget:
        card, column = _card()
        column.addWidget(line(self.tr("端末を開く"), 17, bold=True))
        column.addWidget(
            line(
                self.tr(
                    "記録は暗号化されています。責任者が合言葉を入力すると、"
                    "きょうの受付を始められます。"
                ),
                14,
                ink=theme.GRAY_700,
            )
        )
        column.addWidget(self._passphrase_field)
        column.addWidget(self.open_button)
        column.addStretch(1)
        return card

    def _sign_on_stage(self) -> QWidget:
        stage = QWidget()
        column = QVBoxLayout(stage)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        place, rows = _card()
        rows.addWidget(line(self.tr("会場と受付の方式"), 17, bold=True))
        rows.addWidget(LabeledField(self.tr("会場"), editor=self.venue))
        rows.addWidget(LabeledField(self.tr("受付の方式"), editor=self.method))
        column.addWidget(place)
        person, rows = _card()
        rows.addWidget(line(self.tr("担当者の認証"), 17, bold=True))
        self._people_row = QVBoxLayout()
        rows.addLayout(self._people_row)
        rows.addWidget(line(self.tr("暗証コード（6桁）"), 16, bold=True))
        rows.addWidget(self.pin)
        rows.addWidget(self._pin_error)
        rows.addWidget(self._pin_hint)
        more = QHBoxLayout()
        more.addWidget(self.unlock)
        more.addWidget(self.add_operator)
        more.addWidget(self.settings)
        more.addStretch(1)
        rows.addLayout(more)
        self.handover.setStyleSheet(
            f"background: {theme.WHITE}; border: 1px solid {theme.GRAY_300};"
            " border-radius: 8px; padding: 8px 14px;"
        )
        self.handover.hide()
        rows.addWidget(self._blocked)
        rows.addWidget(self.begin)
        column.addWidget(person)
        return stage

    def _connect(self) -> None:
        self.recheck.clicked.connect(self.recheck_asked)
        self.open_button.clicked.connect(self._on_passphrase)
        self.passphrase.edit.returnPressed.connect(self.open_button.click)
        self.passphrase.edit.textChanged.connect(lambda _text: self._settle())
        self.pin.textChanged.connect(lambda _text: self._settle())
        self.pin.returnPressed.connect(self.begin.click)
        self.begin.clicked.connect(self._on_begin)
        self.unlock.clicked.connect(self._on_unlock)
        self.add_operator.clicked.connect(self.add_operator_asked)
        self.settings.clicked.connect(self.settings_asked)
        self.test_shot.clicked.connect(self.test_shot_asked)
        keys.bind("recheck", self, self.recheck.click)
        keys.bind("unlock", self, self.unlock.click)
        self._countdown = QTimer(self)
        # A coarse timer may end before the vault's own wait has.
        self._countdown.setTimerType(Qt.TimerType.PreciseTimer)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._on_second)

    # the self-check

    def show_checks(self, items: Sequence[CheckItem], checked_at: str = "") -> None:
        """Draw the lines; a `stop` keeps the day from beginning and says so."""
        self._checks = items
        words = self.tr("{time} に自動で点検しました")
        self._checked_at.setText(words.replace("{time}", checked_at) if checked_at else "")
        _empty(self._rows)
        for item in items:
            self._rows.addWidget(_CheckRow(item))
            self._rows.addWidget(rule())
        _empty(self._counts)
        for state, kind in (("ok", "ok"), ("notice", "notice"), ("stop", "stop")):
            count = sum(item.state == state for item in items)
            if count:
                self._counts.addWidget(Badge(kind, f"{_state_word(state)} {count}"))
        self._settle()
        QTimer.singleShot(0, self._arrange)  # what was added counts once it is shown

    def show_advice(self, kind: str, title: str, text: str = "") -> None:
        """What the check means for today; an empty title hides it."""
        self.advice.set(kind, title, text)
        self.advice.setVisible(bool(title))

    def show_test_shot(self, at: str, said: str = "", *, well: bool = True) -> None:
        """When the photo camera was tried today and what came of it; empty: not yet."""
        words = self.tr("試し撮り {time}　{said}").replace("{time}", at).replace("{said}", said)
        self._test_shot_words.setText(
            words if at else self.tr("きょうの試し撮りはまだです。光と色を確かめられます。")
        )
        ink = theme.GRAY_700 if well else theme.YELLOW_1200
        self._test_shot_words.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")

    # practice

    def set_practice(self, passphrase: str, pins: Sequence[tuple[str, str]]) -> None:
        """Practice mode says its passphrase and PINs openly: everybody in it is invented."""
        title = self.tr("練習モードです（人物・地名はすべて架空）")
        people = "　".join(f"{name} {pin}" for name, pin in pins)
        text = self.tr("合言葉：{passphrase}\n暗証コード：{people}")
        self.practice.set(
            "info", title, text.replace("{passphrase}", passphrase).replace("{people}", people)
        )
        self.practice.show()

    # stage 1

    def ask_passphrase(self) -> None:
        self._show_stage(1)
        self.passphrase.clear()
        self.passphrase.setFocus()
        self._settle()

    def refuse_passphrase(self, sentence: str, wait_s: int = 0) -> None:
        """Say what was wrong; with `wait_s` the field stays shut for so long."""
        self.passphrase.clear()
        self._refusal = sentence
        self._wait_s = wait_s
        self.set_busy("")
        if wait_s > 0:
            self._countdown.start()
        self._settle()
        self.passphrase.setFocus()

    def set_busy(self, words: str) -> None:
        """While the store opens (Argon2 takes about a second); empty: free again."""
        self._busy = words
        self._settle()

    _busy = ""
    _refusal = ""

    def _on_second(self) -> None:
        self._wait_s -= 1
        if self._wait_s <= 0:
            self._countdown.stop()
        self._settle()

    def _on_passphrase(self) -> None:
        text = self.passphrase.text()
        if text and not self.open_button.blocked_reason:
            self._refusal = ""
            self._settle()
            self.passphrase_entered.emit(text)

    # stage 2

    def ask_sign_on(
        self,
        people: Sequence[Person],
        venues: Sequence[str],
        methods: Sequence[tuple[str, str]],
        *,
        operator: str = "",
        venue: str = "",
        method: str = "",
        handover: str = "",
    ) -> None:
        """The store is open: choose venue, method and operator, then the PIN."""
        self._busy = ""
        self.passphrase.clear()
        self._fill(venues, methods, venue, method)
        self.show_test_shot("")
        self._show_people(people, operator)
        self.handover.setText(handover)
        self.handover.setVisible(bool(handover))
        self.refuse_pin("")
        self._show_stage(2)
        self.pin.setFocus()
        self._settle()
        QTimer.singleShot(0, self._arrange)

    def _fill(
        self,
        venues: Sequence[str],
        methods: Sequence[tuple[str, str]],
        venue: str,
        method: str,
    ) -> None:
        self.venue.clear()
        self.method.clear()
        for each in venues:
            self.venue.addItem(each, each)
        for code, words in methods:
            self.method.addItem(words, code)
        self.venue.setCurrentIndex(max(0, self.venue.findData(venue)))
        self.method.setCurrentIndex(max(0, self.method.findData(method)))

    def show_people(self, people: Sequence[Person]) -> None:
        """Somebody was added or switched off; who is chosen stays chosen."""
        self._show_people(people, self.operator)

    def _show_people(self, people: Sequence[Person], operator: str) -> None:
        self._people = people
        if self._group is not None:
            self._people_row.removeWidget(self._group)
            self._group.hide()
            self._group.deleteLater()
        role = {True: self.tr("責任者"), False: self.tr("係員")}
        options = [Option(each.id, each.name, role[each.supervisor]) for each in people]
        self._group = ChoiceGroup(options, columns=min(3, max(1, len(people))))
        self._group.setAccessibleName(self.tr("担当者"))
        known = [each.id for each in people]
        self._group.set_value(operator if operator in known else next(iter(known), None))
        self._group.chosen.connect(lambda _code: self.pin.setFocus())
        self._people_row.addWidget(self._group)

    def refuse_pin(self, sentence: str) -> None:
        """Say why the PIN was not taken; empty clears it."""
        self.pin.clear()
        self.pin.set_error(bool(sentence))
        self._pin_error.setText(starred(sentence))
        self._pin_error.setVisible(bool(sentence))
        self.set_busy("")
        self.pin.setFocus()

    @property
    def pin_error(self) -> str:
        return self._pin_error.text()

    @property
    def passphrase_error(self) -> str:
        return self._passphrase_field.error

    @property
    def operator(self) -> str:
        return (self._group.value if self._group is not None else None) or ""

    def _on_begin(self) -> None:
        if self.begin.blocked_reason:
            return
        self.begin_asked.emit(
            Beginning(
                operator=self.operator,
                pin=self.pin.text(),
                venue=self.venue.code(),
                method=self.method.code(),
            )
        )

    def _on_unlock(self) -> None:
        if self._stage == 2 and self.operator:
            self.unlock_asked.emit(self.operator)

    # both

    def missing(self) -> str:
        """Why the day cannot begin yet; empty when it can."""
        stopped = next((item for item in self._checks if item.state == "stop"), None)
        if self._busy:
            return self._busy
        if stopped is not None:
            words = self.tr("{part}を直すと始められます")
            return words.replace("{part}", stopped.name)
        if len(self.pin.text()) < DIGITS:
            return self.tr("暗証コードを6桁入力してください")
        return ""

    def _settle(self) -> None:
        reason = self.missing()
        self.begin.set_blocked(reason)
        self._blocked.setText(reason)
        self._blocked.setVisible(bool(reason))
        typing = self.tr("暗証コードを6桁入力してください")
        ink = theme.GRAY_700 if reason in (typing, self._busy) else theme.RED_900
        self._blocked.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        wait = ""
        if self._wait_s > 0:
            words = self.tr("あと{seconds}秒待つと、もう一度入力できます")
            wait = words.replace("{seconds}", str(self._wait_s))
        empty = "" if self.passphrase.text() else self.tr("合言葉を入力してください")
        self.open_button.set_blocked(self._busy or wait or empty)
        # Under a field there is room for one text: the wait joins what was wrong.
        said = self.tr("{refusal}{wait}").format(refusal=self._refusal, wait=wait).strip()
        self._passphrase_field.set_error(said if self._refusal else "")
        self._passphrase_field.set_hint(self._busy or wait)
        self.passphrase.edit.setReadOnly(bool(wait or self._busy))

    def _show_stage(self, number: int) -> None:
        """1: passphrase, 2: signing on."""
        self._stage = number
        for at, stage in enumerate(self._stages, start=1):
            stage.setVisible(at == number)
        self._test_shot_line.setVisible(number == 2)  # its verdict is kept in the record

    @property
    def stage(self) -> int:
        return self._stage

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.passphrase if self._stage == 1 else self.pin
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        one = self.viewport().width() < max(ONE_COLUMN_BELOW_PX, self._two_columns_px())
        way = QBoxLayout.Direction
        # In one column the signing on comes first: the check is read, not pressed.
        self._columns.setDirection(way.BottomToTop if one else way.LeftToRight)

    def _two_columns_px(self) -> int:
        """What both need beside each other; more in English."""
        items = [self._columns.itemAt(at) for at in range(self._columns.count())]
        words = sum(item.minimumSize().width() for item in items if item is not None)
        margins = self._columns.contentsMargins()
        return words + self._columns.spacing() + margins.left() + margins.right()


class _CheckRow(QWidget):
    """Icon, name, detail and the badge of one part."""

    def __init__(self, item: CheckItem) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        row.setSpacing(14)
        mark = QLabel()
        mark.setPixmap(icons.icon(item.icon, theme.GRAY_800, 24))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(line(item.name, 16, bold=True))
        words.addWidget(line(item.detail, 14, ink=theme.GRAY_700))
        row.addWidget(mark)
        row.addLayout(words, 1)
        kind = {"ok": "ok", "notice": "notice", "stop": "stop", "running": "waiting"}[item.state]
        badge = Badge(kind, _state_word(item.state))
        row.addWidget(badge)
        self.setAccessibleName(self.tr("、").join((item.name, badge.text)))
        self.setAccessibleDescription(item.detail)


def _state_word(state: str) -> str:
    translate = QCoreApplication.translate
    return {
        "ok": translate("StartPage", "正常"),
        "notice": translate("StartPage", "注意"),
        "stop": translate("StartPage", "異常"),
        "running": translate("StartPage", "点検中"),
    }[state]


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(18, 14, 18, 14)
    column.setSpacing(8)
    return card, column


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()

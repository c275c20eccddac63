"""The first run: municipality, terminal, venues, the supervisor, and the passphrase twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import CheckBox
from desk.ui.dialog import DeskDialog
from desk.ui.fields import DropDown, LabeledField
from desk.ui.pin_field import DIGITS, PinField, SecretField

SHORTEST: Final = 12
ONE_COLUMN_BELOW_PX: Final = 1180
TERMINAL: Final = re.compile(r"[A-Z][A-Z0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupForm:
    """What was entered; the same fields as services.opening.Setup, and the passphrase."""

    municipality: str
    municipality_code: str
    office: str
    phone: str
    terminal: str
    venues: tuple[str, ...]
    method: str
    supervisor: str
    pin: str
    passphrase: str


def strength(passphrase: str) -> int:
    """0 too short, 1 weak, 2 good, 3 strong: by length and by how many different characters.

    Length counts most: four everyday words are better than a short jumble.
    """
    if len(passphrase) < SHORTEST:
        return 0
    different = len(set(passphrase))
    if different < 6:
        return 1
    return 3 if len(passphrase) >= 18 and different >= 9 else 2


class SetupPage(QScrollArea):
    """`create_asked(SetupForm)` once everything fits; answer with `refuse(sentence)` or by
    leaving the page. `finishing`: the passphrase is set already, only the rest is asked."""

    create_asked = Signal(object)

    def __init__(
        self,
        methods: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        finishing: bool = False,
    ) -> None:
        super().__init__(parent)
        self._finishing = finishing
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_fields(methods)
        self._lay_out()
        self.create_button.clicked.connect(self._on_create)
        keys.bind("next", self, self.create_button.click)
        self.passphrase.edit.textChanged.connect(self._show_strength)
        self._show_strength("")
        for field in (self.municipality, self.office, self.phone, self.terminal, self.supervisor):
            field.edit.textChanged.connect(lambda _text, field=field: field.set_error(""))
        self.passphrase_again.edit.textChanged.connect(
            lambda _text: self._again_field.set_error("")
        )

    def _make_fields(self, methods: Sequence[tuple[str, str]]) -> None:
        self.municipality = LabeledField(
            self.tr("市区町村"), True, placeholder=self.tr("例：みどり野市")
        )
        self.municipality_code = LabeledField(
            self.tr("市区町村コード"), False, self.tr("任意・6桁")
        )
        self.office = LabeledField(self.tr("担当課"), True, placeholder=self.tr("例：市民課"))
        self.phone = LabeledField(
            self.tr("お問い合わせの電話番号"), True, placeholder=self.tr("控えに印刷します")
        )
        self.terminal = LabeledField(self.tr("端末の記号"), True, placeholder=self.tr("例：K3"))
        self.terminal.set_hint(self.tr("受付番号の先頭になります（K3-001）"))
        self.method = DropDown()
        for code, words in methods:
            self.method.addItem(words, code)
        self.venues = QPlainTextEdit()
        self.venues.setFont(theme.font(16))
        self.venues.setTabChangesFocus(True)
        self.venues.setFixedHeight(88)
        self._venues_field = LabeledField(self.tr("会場"), True, editor=self.venues)
        self._venues_field.set_hint(self.tr("1行に1つ入力します"))
        self.supervisor = LabeledField(self.tr("責任者の氏名"), True)
        self.pin, self.pin_again = PinField(), PinField()
        self._pin_field = LabeledField(self.tr("暗証コード（6桁）"), True, editor=self.pin)
        self._pin_again_field = LabeledField(
            self.tr("暗証コード（もう一度）"), True, editor=self.pin_again
        )
        self.passphrase = SecretField(self.tr("合言葉"))
        self.passphrase_again = SecretField(self.tr("合言葉（もう一度）"))
        self._passphrase_field = LabeledField(
            self.tr("合言葉（12文字以上）"), True, editor=self.passphrase
        )
        self._again_field = LabeledField(
            self.tr("合言葉（もう一度）"), True, editor=self.passphrase_again
        )
        self._problem = line("", 14, ink=theme.RED_900)
        self.create_button = ActionButton(
            self.tr("この内容で端末を用意する"), action="next", kind="primary", size="l"
        )

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(line(self.tr("端末を用意してください（はじめの1回だけ）"), 20, bold=True))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(16)
        self._columns.addWidget(self._place_card(), 1)
        self._columns.addWidget(self._secret_card(), 1)
        column.addLayout(self._columns)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._problem)
        foot.addWidget(self.create_button)
        column.addLayout(foot)
        column.addStretch(1)
        self.setWidget(inside)

    def _place_card(self) -> QWidget:
        card, rows = _card(self.tr("市区町村と端末"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        for at, field in enumerate(
            (
                self.municipality,
                self.municipality_code,
                self.office,
                self.phone,
                self.terminal,
                LabeledField(self.tr("受付の方式"), editor=self.method),
            )
        ):
            grid.addWidget(field, at // 2, at % 2, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        rows.addLayout(grid)
        rows.addWidget(self._venues_field)
        rows.addStretch(1)
        return card

    def _secret_card(self) -> QWidget:
        card, rows = _card(self.tr("責任者と合言葉"))
        rows.addWidget(self.supervisor)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        pairs = (self._pin_field, self._pin_again_field)
        for at, field in enumerate(pairs):
            grid.addWidget(field, 0, at, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(grid)
        if self._finishing:
            rows.addStretch(1)
            return card
        rows.addWidget(self._passphrase_field)
        rows.addWidget(self._again_field)
        rows.addWidget(
            Banner(
                "notice",
                self.tr("合言葉を忘れると記録を開けません"),
                self.tr("紙に書いて封をし、庁内の金庫など端末とは別の場所に保管してください。"),
            )
        )
        rows.addStretch(1)
        return card

    def _show_strength(self, text: str) -> None:
        self._passphrase_field.set_error("")
        words = (
            self.tr("あと{count}文字入力してください").replace(
                "{count}", str(max(0, SHORTEST - len(text)))
            ),
            self.tr("弱い：同じ文字が多すぎます。ちがう言葉を足してください"),
            self.tr("よい：言葉をもう1つ足すとさらに強くなります"),
            self.tr("強い"),
        )
        hint = self.tr("短い言葉を4つほどつなげると、覚えやすく強くなります")
        self._passphrase_field.set_hint(words[strength(text)] if text else hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        one = event.size().width() < ONE_COLUMN_BELOW_PX
        way = QBoxLayout.Direction
        self._columns.setDirection(way.TopToBottom if one else way.LeftToRight)

    # checking

    def check(self) -> bool:
        """Mark every field that does not fit; True when all do."""
        wrong = [field for field, sentence in self._verdicts() if _mark(field, sentence)]
        if wrong:
            wrong[0].setFocus()
            self._problem.setText(self.tr("赤い枠の欄を直してください"))
        else:
            self._problem.setText("")
        return not wrong

    def _verdicts(self) -> list[tuple[LabeledField, str]]:
        need = self.tr("入力してください")
        code = self.municipality_code.text().strip()
        return [
            (self.municipality, "" if self.municipality.text().strip() else need),
            (
                self.municipality_code,
                "" if re.fullmatch(r"(\d{6})?", code) else self.tr("数字6桁で入力してください"),
            ),
            (self.office, "" if self.office.text().strip() else need),
            (self.phone, "" if self.phone.text().strip() else need),
            (
                self.terminal,
                ""
                if TERMINAL.fullmatch(self.terminal.text().strip().upper())
                else self.tr("英字で始まる4文字までで入力してください（例：K3）"),
            ),
            (self._venues_field, "" if self._venue_names() else need),
            (self.supervisor, "" if self.supervisor.text().strip() else need),
            *self._secret_verdicts(),
        ]

    def _secret_verdicts(self) -> list[tuple[LabeledField, str]]:
        pin, phrase = self.pin.text(), self.passphrase.text()
        pin_said = "" if len(pin) == DIGITS else self.tr("6桁の数字を入力してください")
        if pin and len(set(pin)) == 1:
            pin_said = self.tr("同じ数字だけの暗証コードは使えません")
        same_pin = self.pin_again.text() == pin
        same = self.passphrase_again.text() == phrase
        long_enough = strength(phrase) > 0
        pins = [
            (self._pin_field, pin_said),
            (self._pin_again_field, "" if same_pin else self.tr("1回目と違います")),
        ]
        if self._finishing:
            return pins
        return [
            *pins,
            (
                self._passphrase_field,
                "" if long_enough else self.tr("12文字以上で入力してください"),
            ),
            (self._again_field, "" if same else self.tr("1回目と違います")),
        ]

    def _venue_names(self) -> tuple[str, ...]:
        lines = self.venues.toPlainText().splitlines()
        return tuple(text.strip() for text in lines if text.strip())

    def form(self) -> SetupForm:
        return SetupForm(
            municipality=self.municipality.text().strip(),
            municipality_code=self.municipality_code.text().strip(),
            office=self.office.text().strip(),
            phone=self.phone.text().strip(),
            terminal=self.terminal.text().strip().upper(),
            venues=self._venue_names(),
            method=self.method.code(),
            supervisor=self.supervisor.text().strip(),
            pin=self.pin.text(),
            passphrase=self.passphrase.text(),
        )

    def _on_create(self) -> None:
        if self.check():
            self.set_busy(self.tr("用意しています…"))
            self.create_asked.emit(self.form())

    def set_busy(self, words: str) -> None:
        self.create_button.set_blocked(words)
        self._problem.setText(words)

    def refuse(self, sentence: str) -> None:
        """It could not be made; everything entered stays."""
        self.set_busy("")
        self._problem.setText(sentence)


class OperatorDialog(DeskDialog):
    """Add an operator: name and PIN twice. `added(name, pin)`; `supervisor` tells the role."""

    added = Signal(str, str)

    def __init__(self, parent: QWidget | None = None, *, may_be_supervisor: bool = False) -> None:
        super().__init__("", 520, parent)
        self.title.setText(self.tr("担当者を加える"))
        self.setWindowTitle(self.title.text())
        self.name = LabeledField(self.tr("氏名"), True)
        self.pin, self.pin_again = PinField(), PinField()
        self._pin_field = LabeledField(self.tr("暗証コード（6桁）"), True, editor=self.pin)
        self._again_field = LabeledField(
            self.tr("暗証コード（もう一度）"), True, editor=self.pin_again
        )
        for field in (self.name, self._pin_field, self._again_field):
            self.body.addWidget(field)
        self._role = CheckBox(self.tr("責任者にする"))
        self._role.setVisible(may_be_supervisor)
        self.body.addWidget(self._role, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.save = self.add_button(ActionButton(self.tr("加える"), action="next", kind="primary"))
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.bind_next(self.save)
        self.first = self.name

    @property
    def supervisor(self) -> bool:
        return self._role.isChecked()

    def _on_save(self) -> None:
        pin = self.pin.text()
        need = self.tr("入力してください")
        fit = len(pin) == DIGITS and len(set(pin)) > 1
        verdicts = (
            (self.name, "" if self.name.text().strip() else need),
            (
                self._pin_field,
                "" if fit else self.tr("6桁の数字を入力してください（同じ数字だけは使えません）"),
            ),
            (
                self._again_field,
                "" if self.pin_again.text() == pin else self.tr("1回目と違います"),
            ),
        )
        wrong = [field for field, sentence in verdicts if _mark(field, sentence)]
        if wrong:
            wrong[0].setFocus()
            self.fit()
            return
        name = self.name.text().strip()
        self.accept()
        self.added.emit(name, pin)


def _mark(field: LabeledField, sentence: str) -> bool:
    field.set_error(sentence)
    return bool(sentence)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    rows = QVBoxLayout(card)
    rows.setContentsMargins(18, 14, 18, 14)
    rows.setSpacing(8)
    rows.addWidget(line(title, 17, bold=True))
    return card, rows

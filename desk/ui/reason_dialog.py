"""Correct, hold, void or hand back: always with a reason (picture 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desk.domain.application import Concern, Grounds
from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton, Segmented
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog, rule
from desk.ui.help import HelpDialog

SHORTEST_DETAIL: Final = 10
KINDS: Final = ("correct", "hold", "void", "hand_back")


@dataclass(frozen=True, slots=True)
class TextField:
    """One text that may be corrected: its field name, what it is called, what stands now."""

    name: str
    label: str
    now: str


class ReasonDialog(DeskDialog):
    """The one window for all four. Signals carry Grounds, `corrected` also {field: new text}.

    `kinds` are those that the application's status allows; `kind` is shown first. With no
    `fields` a correction only opens the record again (`corrected` with an empty mapping).
    `concern` and `detail` stand there already when somebody else gave the reason (差戻し).
    """

    corrected = Signal(object, object)
    held = Signal(object)
    voided = Signal(object)
    handed_back = Signal(object)

    def __init__(
        self,
        number: str,
        name: str,
        kind: str,
        *,
        kinds: Sequence[str] = KINDS,
        fields: Sequence[TextField] = (),
        operator: str = "",
        today: date | None = None,
        language: str = "ja",
        concern: Concern | None = None,
        detail: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 940, parent)
        words = self.tr("受付番号 {number} {name} さんの記録を変更")
        nameless = self.tr("受付番号 {number} の記録を変更")
        text = (words if name else nameless).replace("{number}", number).replace("{name}", name)
        self.title.setText(text)
        self.setWindowTitle(text)
        self._kinds, self._fields = tuple(kinds), tuple(fields)
        self._today, self._language = today, language
        self._edits: dict[str, QLineEdit] = {}
        self._make_parts(operator)
        self._lay_out_parts()
        if concern is not None:
            self.concern.set_value(concern.value)
        self.detail.setPlainText(detail)
        self.detail.moveCursor(QTextCursor.MoveOperation.End)
        self._bind()
        self.set_kind(kind if kind in self._kinds else self._kinds[0])

    # parts

    def _make_parts(self, operator: str) -> None:
        self.kind_choice = ChoiceGroup(
            [option for option in self._kind_options() if option.code in self._kinds],
            columns=len(self._kinds),
            name=self.tr("変更の種類"),
        )
        self.concern = ChoiceGroup(self._concerns(), name=self.tr("理由"))
        self.detail = QPlainTextEdit()
        self.detail.setFont(theme.font(16))
        self.detail.setTabChangesFocus(True)
        self.detail.setFixedHeight(88)
        self.detail.setAccessibleName(self.tr("くわしい内容"))
        self._detail_error = line("", 14, ink=theme.RED_900)
        self._banner = Banner("info", "", "")
        self.returns = QDateEdit()
        self._prepare_returns()
        self.paper = Segmented(
            [("returned", self.tr("申請書を返した")), ("envelope", self.tr("取消封筒へ入れた"))],
            name=self.tr("申請書の行き先"),
        )
        self._who = self.tr("変更する人：{name}").replace("{name}", operator) if operator else ""
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.save = self.add_button(ActionButton("", action="next", kind="primary"))

    def _concerns(self) -> list[Option]:
        words = {
            Concern.ENTRY_ERROR: (self.tr("入力の誤り"), self.tr("申請書の記載と違っていた")),
            Concern.APPLICANT_ASKED: (
                self.tr("ご本人からの申し出"),
                self.tr("住所・電話番号などの変更"),
            ),
            Concern.SENT_BACK: (self.tr("責任者確認での差戻し"), self.tr("写真・書類の不備")),
            Concern.MORE_DOCUMENTS: (
                self.tr("書類の追加提示・不足"),
                self.tr("判定が変わる場合があります"),
            ),
            Concern.OTHER: (self.tr("そのほか"), self.tr("くわしい内容に具体的に入力")),
        }
        return [
            Option(concern.value, *words[concern], key=str(number))
            for number, concern in enumerate(Concern, start=1)
        ]

    def _kind_options(self) -> tuple[Option, ...]:
        narrow = len(self._kinds) > 3
        return (
            Option(
                "correct",
                self.tr("訂正"),
                self.tr("直して完了に戻す") if narrow else self.tr("内容を直して完了に戻す"),
                keys.shown("correct"),
                "pencil",
            ),
            Option(
                "hold",
                self.tr("保留"),
                self.tr("あとで続ける") if narrow else self.tr("あとで続ける・出直し"),
                keys.shown("hold"),
                "pause",
            ),
            Option(
                "void",
                self.tr("取消"),
                self.tr("受付しない") if narrow else self.tr("受付をなかったことに"),
                keys.shown("void"),
                "void",
            ),
            Option(
                "hand_back",
                self.tr("返却"),
                self.tr("申請書を返す") if narrow else self.tr("受付できず申請書を返す"),
                "" if narrow else keys.shown("hand_back"),
                "undo",
            ),
        )

    def _prepare_returns(self) -> None:
        start = self._today or QDate.currentDate().toPython()
        assert isinstance(start, date)  # noqa: S101 toPython is declared to give object
        self._first_day = start
        self.returns.setFont(theme.font(16))
        self.returns.setDisplayFormat(self.tr("yyyy年M月d日"))
        self.returns.setMinimumDate(_qdate(start))
        self.returns.setDate(_qdate(start + timedelta(days=1)))
        self.returns.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        self.returns.setAccessibleName(self.tr("戻る予定の日"))
        self._no_date = Segmented(
            [("date", self.tr("日を決める")), ("unknown", self.tr("未定"))],
            name=self.tr("戻る予定"),
        )
        self._no_date.set_value("unknown")
        self.returns.hide()
        self._no_date.chosen.connect(self._on_return_kind)

    def _on_return_kind(self, kind: str) -> None:
        self.returns.setVisible(kind == "date")
        self.fit()
        if kind == "date":
            self.returns.setFocus()

    def _lay_out_parts(self) -> None:
        self.body.addWidget(self.kind_choice)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(6)
        right.setSpacing(6)
        left.addLayout(_head(self.tr("理由"), self.tr("※必須（1つ選ぶ）")))
        left.addWidget(self.concern)
        left.addStretch(1)
        self._extra = QVBoxLayout()
        self._corrections = self._correction_table()
        self._hold_part = self._labelled(self.tr("戻る予定"), "", self._no_date, self.returns)
        self._paper_part = self._labelled(
            self.tr("申請書はどうしましたか"), self.tr("※必須"), self.paper
        )
        for part in (self._corrections, self._hold_part, self._paper_part):
            self._extra.addWidget(part)
        right.addLayout(self._extra)
        right.addLayout(_head(self.tr("くわしい内容"), self.tr("※必須（10文字以上）")))
        right.addWidget(self.detail)
        right.addWidget(self._detail_error)
        right.addWidget(self._banner)
        right.addStretch(1)
        columns.addLayout(left, 19)
        columns.addLayout(right, 20)
        self.body.addLayout(columns)

    def _labelled(self, label: str, note: str, *widgets: QWidget) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(6)
        column.addLayout(_head(label, note))
        for widget in widgets:
            column.addWidget(widget)
        return part

    def _correction_table(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setVerticalSpacing(6)
        for column, words in enumerate((self.tr("項目"), self.tr("いま"), self.tr("直したあと"))):
            grid.addWidget(line(words, 14, bold=True), 0, column)
        grid.addWidget(rule(), 1, 0, 1, 3)
        for row, field in enumerate(self._fields, start=2):
            edit = QLineEdit(field.now)
            edit.setFont(theme.font(16))
            edit.setAccessibleName(self.tr("{label}の直したあと").replace("{label}", field.label))
            edit.textChanged.connect(self._refresh)
            self._edits[field.name] = edit
            grid.addWidget(line(field.label), row, 0)
            grid.addWidget(line(field.now), row, 1)
            grid.addWidget(edit, row, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 5)
        return part

    def _bind(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.bind_next(self.save)
        self.kind_choice.chosen.connect(self.set_kind)
        for signal in (self.concern.chosen, self.paper.chosen):
            signal.connect(self._refresh)
        self.detail.textChanged.connect(self._refresh)
        keys.bind("help", self, self._show_help)
        for kind in self._kinds:
            keys.bind(kind, self, self._kind_setter(kind))
        for number, concern in enumerate(Concern, start=1):
            keys.bind(f"choose_{number}", self, self._concern_setter(concern))

    def _kind_setter(self, kind: str) -> Callable[[], None]:
        return lambda: self.set_kind(kind)

    def _concern_setter(self, concern: Concern) -> Callable[[], None]:
        return lambda: self.concern.choose(concern.value)

    # state

    @property
    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Turn to correcting, holding, voiding or handing back; what was entered stays."""
        self._kind = kind
        self.kind_choice.set_value(kind)
        self._corrections.setVisible(kind == "correct" and bool(self._fields))
        self._hold_part.setVisible(kind == "hold")
        self._paper_part.setVisible(kind == "void")
        titles = {
            "correct": self.tr("訂正を保存する") if self._fields else self.tr("訂正を始める"),
            "hold": self.tr("保留にする"),
            "void": self.tr("取消を確定する"),
            "hand_back": self.tr("返却を確定する"),
        }
        self.save.setText(titles[kind])
        self.save.set_kind("danger_primary" if kind == "void" else "primary")
        self._banner.set("info", *self._explanation(kind))
        self.first = self._first_input()
        self._refresh()
        self.fit()

    def _explanation(self, kind: str) -> tuple[str, str]:
        private = self.tr("個人番号や暗証番号は書かないでください。")
        return {
            "correct": (
                self.tr("変更前の内容は消えません"),
                private
                + self.tr(
                    "だれが・いつ・なぜ直したかを記録し、責任者確認の先頭に表示します。"
                    "受付控えは刷り直してください。"
                ),
            ),
            "hold": (
                self.tr("入力した内容はそのまま残ります"),
                private + self.tr("一覧の「保留」から、いつでも続きを始められます。"),
            ),
            "void": (
                self.tr("取り消しても記録は残ります"),
                private + self.tr("申請書をどうしたかは、日締めで枚数を数えるときに使います。"),
            ),
            "hand_back": (
                self.tr("申請書は申請者にお返しします"),
                private + self.tr("記録は残り、あとから受付に戻すことはできません。"),
            ),
        }[kind]

    def _first_input(self) -> QWidget:
        if self._kind == "correct" and self._edits:
            return next(iter(self._edits.values()))
        if self.concern.value is not None:
            return self.detail
        return self.concern.card(Concern.ENTRY_ERROR.value)

    @property
    def changes(self) -> dict[str, str]:
        """The texts that differ from what stands now."""
        return {
            field.name: self._edits[field.name].text().strip()
            for field in self._fields
            if self._edits[field.name].text().strip() != field.now
        }

    def _show_help(self) -> None:
        HelpDialog("change", self._language, parent=self).open()

    def missing(self) -> str:
        """The first thing that is still missing, in words; empty when it can be saved."""
        if self._kind == "correct" and self._fields and not self.changes:
            return self.tr("直したあとの内容を入力してください")
        if self.concern.value is None:
            return self.tr("理由を1つ選んでください")
        if self._kind == "void" and self.paper.value is None:
            return self.tr("申請書をどうしたかを選んでください")
        short = SHORTEST_DETAIL - len(self._detail_text())
        if short > 0:
            words = self.tr("くわしい内容をあと{count}文字以上入力してください")
            return words.replace("{count}", str(short))
        return ""

    def _detail_text(self) -> str:
        return self.detail.toPlainText().strip()

    def _refresh(self) -> None:
        reason = self.missing()
        self.save.set_blocked(reason)
        self.note.setText(reason or self._who)
        typed = self._detail_text()
        short = SHORTEST_DETAIL - len(typed)
        wrong = bool(typed) and short > 0
        words = self.tr("＊あと{count}文字以上入力してください").replace("{count}", str(short))
        self._detail_error.setText(words if wrong else "")
        if wrong != self._detail_error.isVisibleTo(self):
            self._detail_error.setVisible(wrong)
            self.fit()
        if self.detail.property("state") != ("error" if wrong else ""):
            self.detail.setProperty("state", "error" if wrong else "")
            self.detail.style().unpolish(self.detail)
            self.detail.style().polish(self.detail)

    def grounds(self) -> Grounds:
        """What was entered, for the record."""
        picked = self.returns.date().toPython()
        returns = picked if isinstance(picked, date) else None
        dated = self._kind == "hold" and self._no_date.value == "date"
        return Grounds(
            concern=Concern(self.concern.value or Concern.OTHER),
            detail=self._detail_text(),
            returns_on=returns if dated else None,
            paper=self.paper.value if self._kind == "void" else None,
        )

    def _on_save(self) -> None:
        if self.missing():
            return
        grounds, kind = self.grounds(), self._kind
        self.accept()
        if kind == "correct":
            self.corrected.emit(grounds, self.changes)
        else:
            {"hold": self.held, "void": self.voided, "hand_back": self.handed_back}[kind].emit(
                grounds
            )


def _head(label: str, note: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for text, px, bold, ink in (
        (label, 16, True, theme.GRAY_900),
        (note, 14, False, theme.RED_900),
    ):
        made = line(text, px, bold=bold, ink=ink)
        made.setWordWrap(False)
        row.addWidget(made)
    row.addStretch(1)
    return row


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)

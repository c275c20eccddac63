"""Another application that looks like this one: side by side, and one of three answers (11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.ui import keys, painting, theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog, rule
from desk.ui.help import HelpDialog

_ABOUT_PHOTO = ("same_picture", "alike_face")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two applications as the dialog shows it."""

    heading: str  # いまの受付 K3-027
    name: str
    lines: tuple[str, ...] = ()
    photo: QImage | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: what is compared, both values, and whether they agree. `result`: "same" warns,
    "different" calms, "similar" is a notice (with its own word)."""

    label: str
    now: str
    before: str
    result: str
    word: str = ""


class DuplicateDialog(DeskDialog):
    """`answered(code)` with different_person, same_person and, third, ask_supervisor or (about the
    photo) mix_up. `kind` is the alert's: same_form_id cannot be answered away, nor can the very
    same picture (`degree` "same"). `also`: the two have the same name and birth date too."""

    answered = Signal(str)
    supervisor_called = Signal()

    def __init__(
        self,
        kind: str,
        now: Side,
        before: Side,
        rows: Sequence[Comparison],
        *,
        degree: str = "",
        also: bool = False,
        answer: str | None = None,
        language: str = "ja",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 1060, parent)
        self.title.setText(self.tr("重複のおそれがあります"))
        self.setWindowTitle(self.title.text())
        self._kind, self._degree, self._language = kind, degree, language
        self._about_photo = kind in _ABOUT_PHOTO
        # Families, couples and namesakes are looked at twice, calmly: red is for what stops.
        grave = self._unanswerable or (self._about_photo and also)
        self.body.addWidget(Banner("alert" if grave else "notice", *self._warning(also)))
        sides = QHBoxLayout()
        sides.setSpacing(16)
        wide = 126 if self._about_photo else 98
        sides.addWidget(_Card(now, theme.BLUE_900, theme.BLUE_50, wide), 1)
        sides.addWidget(_Card(before, theme.GRAY_536, theme.GRAY_50, wide), 1)
        self.body.addLayout(sides)
        self.body.addWidget(self._table(rows))
        self.choice = ChoiceGroup(self._answers(), columns=3, name=self.tr("どちらですか"))
        self._question = line(self.tr("どちらですか"), 16, bold=True)
        self.body.addWidget(self._question)
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self._make_buttons()
        self.choice.set_value(answer)
        self._settle()

    @property
    def _unanswerable(self) -> bool:
        """Nobody can say that these are two people, or two pictures."""
        same_bytes = self._kind == "same_picture" and self._degree == "same"
        return self._kind == "same_form_id" or same_bytes

    def _warning(self, also: bool) -> tuple[str, str]:
        if self._about_photo:
            return self._photo_warning(also)
        stops = self.tr("両方の申請書と写真を見比べてください。答えるまで次へ進めません。")
        return {
            "same_form_id": (
                self.tr("この申請書は受付済みです"),
                self.tr(
                    "同じ申請書IDの受付があります。二重に完了することはできません。"
                    "申請書が別の方のものでないか確かめてください。"
                ),
            ),
            "namesake": (self.tr("同じ氏名・生年月日の受付があります"), stops),
            "same_name": (
                self.tr("同じ氏名の受付があります"),
                self.tr("別の方かどうか、生年月日と住所を見比べてください。"),
            ),
            "same_birth_address": (
                self.tr("同じ生年月日・住所の受付があります"),
                self.tr("ふたごの方か、お名前の入力の誤りか、見比べてください。"),
            ),
            "same_household": (
                self.tr("同じ住所の受付があります"),
                self.tr("ご家族かもしれません。写真を取り違えていないか、見比べてください。"),
            ),
        }[self._kind]

    def _photo_warning(self, also: bool) -> tuple[str, str]:
        look = self.tr("両方の写真と申請書を見比べてください。答えるまで次へ進めません。")
        if self._unanswerable:
            return (
                self.tr("ほかの受付と同じ画像です"),
                self.tr("この写真は使えません。目の前の方を撮り直してください。"),
            )
        if also:
            return (
                self.tr("同じ氏名・生年月日の受付があり、顔も似ています"),
                self.tr("二重の申請か、写真の取り違えかもしれません。") + look,
            )
        if self._kind == "same_picture":
            return self.tr("ほかの受付と同じ写真のようです"), look
        family = self.tr("ご家族などで似ていることもあります。")
        if self._degree == "very":
            return self.tr("ほかの受付の方と顔がとても似ています"), family + look
        return self.tr("ほかの受付の方と顔が似ています"), family + look

    def _answers(self) -> list[Option]:
        first = self.tr("同姓同名の別の方")
        third = Option(
            "ask_supervisor", self.tr("わからない"), self.tr("責任者を呼んで確かめます"), "3"
        )
        if self._about_photo:
            first = self.tr("別の方（似ているだけ）")
            third = Option(
                "mix_up", self.tr("写真の取り違え"), self.tr("撮り直し・相手も責任者が確認"), "3"
            )
        return [
            Option("different_person", first, self.tr("責任者の確認が付きます"), "1"),
            Option(
                "same_person", self.tr("同じ方の二重申請"), self.tr("いまの受付を取消にします"), "2"
            ),
            third,
        ]

    def _table(self, rows: Sequence[Comparison]) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(10, 0, 10, 0)
        grid.setVerticalSpacing(4)
        heads = (self.tr("見比べる点"), self.tr("いま"), self.tr("以前"), self.tr("結果"))
        for column, words in enumerate(heads):
            grid.addWidget(line(words, 14, bold=True), 0, column)
        grid.addWidget(rule(), 1, 0, 1, 4)
        for at, row in enumerate(rows):
            for column, words in enumerate((row.label, row.now, row.before)):
                grid.addWidget(line(words), 2 * at + 2, column)
            grid.addWidget(self._result(row), 2 * at + 2, 3)
            grid.addWidget(rule(), 2 * at + 3, 0, 1, 4)
        for column, share in enumerate((3, 4, 4, 3)):
            grid.setColumnStretch(column, share)
        table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return table

    def _result(self, row: Comparison) -> Badge:
        kind = {"same": "attention", "different": "neutral", "similar": "notice"}[row.result]
        usual = {"same": self.tr("一致"), "different": self.tr("ちがう")}
        return Badge(kind, row.word or usual.get(row.result, self.tr("似ている")))

    def _make_buttons(self) -> None:
        self.call = self.add_button(
            ActionButton(self.tr("責任者を呼ぶ"), action="call", icon="person")
        )
        self.decide = self.add_button(
            ActionButton(self.tr("決定する"), action="next", kind="primary")
        )
        self.call.clicked.connect(self._on_call)
        self.decide.clicked.connect(self._on_decide)
        self.choice.chosen.connect(self._settle)
        self.bind_next(self.decide)
        keys.bind("call", self, self.call.click)
        keys.bind("help", self, self._show_help)
        third = "mix_up" if self._about_photo else "ask_supervisor"
        for number, code in enumerate(("different_person", "same_person", third), start=1):
            keys.bind(f"choose_{number}", self, self._chooser(code))
        self.first = self.choice.card("different_person")
        if self._about_photo:
            self.first = self.close_button

    def _chooser(self, code: str) -> Callable[[], None]:
        return lambda: self.choice.choose(code)

    def _show_help(self) -> None:
        HelpDialog("duplicate", self._language, parent=self).open()

    def _settle(self) -> None:
        if self._unanswerable:
            reason = self.tr("申請書IDが同じため選べません")
            if self._about_photo:
                reason = self.tr("同じ画像のため選べません")
            self.choice.card("different_person").set_blocked(reason)
        if self.choice.value is None:
            reason = self.tr("どれか1つを選んでください")
            self.note.setText(self.tr("迷うときは「3」を選び、責任者を呼んでください。"))
        else:
            reason = ""
            self.note.setText("")
        self.decide.set_blocked(reason)

    def _on_call(self) -> None:
        if not self._about_photo:
            self.choice.set_value("ask_supervisor")
            self._settle()
        self.supervisor_called.emit()

    def _on_decide(self) -> None:
        answer = self.choice.value
        if answer is not None:
            self.accept()
            self.answered.emit(answer)


class _Card(QFrame):
    """One application: its heading, photo and facts."""

    def __init__(self, side: Side, edge: str, ground: str, photo_px: int) -> None:
        super().__init__()
        self._edge, self._ground = edge, ground
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 12)
        column.setSpacing(14)
        column.addWidget(line(side.heading, 16, bold=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        if side.photo is not None:
            row.addWidget(_Photo(side.photo, photo_px))
        facts = QVBoxLayout()
        facts.setSpacing(2)
        facts.addWidget(line(side.name, 20, bold=True))
        for words in side.lines:
            facts.addWidget(line(words))
        facts.addStretch(1)
        row.addLayout(facts, 1)
        column.addLayout(row)
        column.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, radius=8, fill=theme.WHITE, edge=self._edge, width=2)
        head = QRectF(3, 3, self.width() - 6, 38)
        painting.rounded(painter, head, radius=6, fill=self._ground)


class _Photo(QWidget):
    """A 7:9 photo."""

    def __init__(self, image: QImage, wide_px: int) -> None:
        super().__init__()
        self._image, self._wide_px = image, wide_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._wide_px, self._wide_px * 9 // 7)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._image)
        painting.rounded(painter, QRectF(self.rect()), radius=2, edge=theme.GRAY_536)

"""A doubt about the photo that names no other applicant: the photo, and three answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk.ui import keys, painting, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.help import HelpDialog

ANSWERS = ("looked_right", "mix_up", "ask_supervisor")
"""As Intake.answer keeps them: right all the same, to be taken again, the supervisor decides."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of the dialog with its caption."""

    caption: str
    image: QImage


class DoubtDialog(DeskDialog):
    """`answered(code)`. Nothing is chosen beforehand and the focus stands on 閉じる: whoever only
    presses keys decides nothing."""

    answered = Signal(str)
    supervisor_called = Signal()

    def __init__(
        self,
        title: str,
        text: str,
        pictures: Sequence[Shown],
        *,
        answer: str | None = None,
        language: str = "ja",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 1000, parent)
        self.title.setText(self.tr("写真を確かめてください"))
        self.setWindowTitle(self.title.text())
        self._language = language
        self.body.addWidget(Banner("notice", title, text))
        beside = QHBoxLayout()
        beside.setSpacing(20)
        for each in pictures:
            beside.addLayout(_captioned(each))
        beside.addStretch(1)
        self.body.addLayout(beside)
        self.body.addWidget(line(self.tr("どちらですか"), 16, bold=True))
        self.choice = ChoiceGroup(self._answers(), columns=3, name=self.tr("どちらですか"))
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self._make_buttons()
        self.choice.set_value(answer)
        self._settle()
        self.first = self.close_button

    def _answers(self) -> list[Option]:
        return [
            Option(
                "looked_right",
                self.tr("目の前のご本人を撮りました"),
                self.tr("責任者の確認が付きます"),
                "1",
            ),
            Option("mix_up", self.tr("撮り直します"), self.tr("この写真は使いません"), "2"),
            Option(
                "ask_supervisor",
                self.tr("責任者を呼びます"),
                self.tr("保留にして確かめてもらいます"),
                "3",
            ),
        ]

    def _make_buttons(self) -> None:
        self.decide = self.add_button(
            ActionButton(self.tr("決定する"), action="next", kind="primary")
        )
        self.decide.clicked.connect(self._on_decide)
        self.choice.chosen.connect(self._settle)
        self.bind_next(self.decide)
        keys.bind("help", self, self._show_help)
        for number, code in enumerate(ANSWERS, start=1):
            keys.bind(f"choose_{number}", self, self._chooser(code))

    def _chooser(self, code: str) -> Callable[[], None]:
        return lambda: self.choice.choose(code)

    def _show_help(self) -> None:
        HelpDialog("duplicate", self._language, parent=self).open()

    def _settle(self) -> None:
        chosen = self.choice.value is not None
        reason = "" if chosen else self.tr("どれか1つを選んでください")
        self.note.setText("" if chosen else self.tr("迷うときは「3」を選んでください。"))
        self.decide.set_blocked(reason)

    def _on_decide(self) -> None:
        answer = self.choice.value
        if answer is None:
            return
        self.accept()
        self.answered.emit(answer)
        if answer == "ask_supervisor":
            self.supervisor_called.emit()


def _captioned(shown: Shown) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(line(shown.caption, 14, bold=True))
    column.addWidget(_Picture(shown.image))
    return column


class _Picture(QWidget):
    """A picture 220 px high, as wide as it is."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        if self._image.isNull():
            return QSize(170, 220)
        return self._image.size().scaled(400, 220, Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.rect().toRectF()
        painter.drawImage(box, self._image)
        painting.rounded(painter, box, radius=2, edge=theme.GRAY_536)

"""After the shot: three pictures of a person to compare, and two questions about them."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desk.domain.binding import Doubt, DoubtKind
from desk.ui import theme
from desk.ui.components import ActionButton, Banner, CheckBox, Segmented
from desk.ui.steps.kept_reason import KeptReason
from desk.ui.steps.parts import (
    Card,
    CheckLine,
    Thumbnail,
    boxed,
    column,
    line,
    row,
    rule,
    short,
)
from desk.ui.steps.photo_doubts import PhotoDoubts
from desk.ui.steps.slate_line import SlateLine

if TYPE_CHECKING:
    from desk.services.intake import Alert


class PhotoComparison(QWidget):
    """`questions` in the order of the screen; ① is asked only when there was somebody before."""

    answered = Signal(str, str)  # field, answer

    def __init__(self, bare_head: CheckBox) -> None:
        super().__init__()
        self.questions: dict[str, Segmented] = {}
        self.bare_head = bare_head
        self.portrait = Thumbnail(126, 162)
        self.now = Thumbnail(126, 162, strong=True)
        self.previous = Thumbnail(104, 134)
        self._now_note, self._previous_note = line("", 14), line("", 14, tint=theme.GRAY_700)
        self._portrait_note = line("", 14, tint=theme.GRAY_700)
        self._document_note = line("", 14, tint=theme.GRAY_700)
        self._exception_note = line("", 14, tint=theme.YELLOW_1200)
        self.exception_label = ActionButton(
            self.tr("事情のラベルを印刷"), kind="plain", size="s", icon="printer"
        )
        beside = row(self._exception_note, self.exception_label, gap=8)
        beside.setStretch(0, 1)
        self._exception = boxed(beside)
        self._exception.hide()
        self.likeness = CheckLine("open", "")
        self._not_compared = CheckLine("info", self.tr("ほかの方との顔の照合なし（責任者が確認）"))
        for each in (self.likeness, self._not_compared):
            each.hide()
        self.slate = SlateLine()
        self.doubts = PhotoDoubts()
        self.kept = KeptReason()
        self.kept.chosen.connect(partial(self.answered.emit, "photo.kept_reason"))
        self.stop = Banner("stop", "", "")
        self.stop.hide()
        whole = column(
            self._make_pictures(),
            self.slate,
            self.doubts,
            self._make_questions(),
            self.kept,
            self._exception,
            self.stop,
            None,
            gap=8,
        )
        self.setLayout(whole)

    def _make_pictures(self) -> QHBoxLayout:
        """As in picture 07: the document, the person now, and apart from them who was before."""
        portrait = column(
            short(self.tr("書類の写真"), 14, bold=True), self.portrait, self._portrait_note, gap=3
        )
        now = column(short(self.tr("いまの写真"), 14, bold=True), self.now, self._now_note, gap=3)
        before = column(
            short(self.tr("前の方"), 14, bold=True),
            self.previous,
            self._previous_note,
            None,
            gap=3,
        )
        self._portrait_part = boxed(portrait)
        self._documents_title = short(self.tr("書類の写真"), 14, bold=True)
        beside = column(
            self._documents_title,
            self._document_note,
            line(self.tr("書類と、いまの写真と、目の前の方を見比べてください。"), 14),
            self.likeness,
            self._not_compared,
            None,
            self.bare_head,
            gap=6,
        )
        pictures = row(self._portrait_part, boxed(now), boxed(before), boxed(beside), gap=18)
        pictures.setStretch(3, 1)
        return pictures

    def _make_questions(self) -> Card:
        card = Card()
        card.body.setContentsMargins(14, 8, 14, 8)
        self.not_previous = self._question(
            "photo.not_previous",
            self.tr("① 前の方と別人ですか"),
            (("yes", self.tr("はい、別人です")), ("no", self.tr("いいえ・不明"))),
        )
        same_person = self._question(
            "photo.same_person",
            self.tr("② 書類の写真と同じ方ですか"),
            (
                ("yes", self.tr("はい、同じ方です")),
                ("no", self.tr("いいえ・不明")),
                ("no_portrait", self.tr("写真のない書類")),
            ),
        )
        self._no_previous = line(
            self.tr("① この日の前の方の写真はありません"), 16, tint=theme.GRAY_700
        )
        card.body.addWidget(self.not_previous)
        card.body.addWidget(self._no_previous)
        card.body.addWidget(rule())
        card.body.addWidget(same_person)
        return card

    def _question(self, field: str, text: str, options: tuple[tuple[str, str], ...]) -> QWidget:
        segments = Segmented(options, name=text)
        segments.button(options[0][0]).set_key("yes")
        segments.button(options[1][0]).set_key("no")
        segments.chosen.connect(partial(self.answered.emit, field))
        title = line(text, 16, bold=True)
        beside = row(title, segments, gap=8)  # two answers stand beside the question, three below
        beside.setStretch(0, 1)
        holder = boxed(beside if len(options) == 2 else column(title, segments, gap=2))
        self.questions[field] = segments
        return holder

    def show_nothing(self) -> None:
        """Another application: nothing of the one before may stay."""
        for thumb in (self.now, self.previous, self.portrait):
            thumb.clear()
        self.show_likeness((), matched=False)
        self.show_doubts(())
        self.kept.show_findings(())

    def show_names(self, now: str, previous: str, documents: str) -> None:
        """Under the pictures; `previous` "" when there was nobody before."""
        self._now_note.setText(now)
        self._previous_note.setText(previous)
        if not previous:
            self.previous.setText(self.tr("なし"))
        self._document_note.setText(
            documents or self.tr("写真のある書類はありません。②は「写真のない書類」です。")
        )
        self.not_previous.setVisible(bool(previous))
        self._no_previous.setVisible(not previous)

    def show_portrait_of(self, document: str) -> None:
        """A portrait of that document stands at the left; "": none was kept, look at the paper."""
        self._portrait_part.setVisible(bool(document))
        self._documents_title.setVisible(not document)
        self._document_note.setVisible(not document)
        self._portrait_note.setText(document)

    def show_likeness(self, doubts: tuple[Doubt, ...], *, matched: bool) -> None:
        """What the machine says of document and photo: in words, never a number or a decision."""
        kinds = [doubt.kind for doubt in doubts]
        said = ("", "", "")
        if DoubtKind.PORTRAIT_DIFFERS in kinds:
            said = ("warn", self.tr("似ていないようです"), self.tr("よく見比べてください"))
        elif DoubtKind.PORTRAIT_UNSURE in kinds:
            said = ("info", self.tr("機械では言えません"), self.tr("見比べてください"))
        elif matched:
            said = ("info", self.tr("機械の見立て：同じ方のようです（参考）"), "")
        self.likeness.setVisible(bool(said[0]))
        if said[0]:
            self.likeness.show_state(*said)

    def show_doubts(self, alerts: tuple[Alert, ...]) -> None:
        """What speaks against the photo; what needs no answer only as one line."""
        self.doubts.show_alerts(tuple(each for each in alerts if each.must_be_answered))
        self._not_compared.setVisible(any(each.kind == DoubtKind.NOT_COMPARED for each in alerts))

    def show_exception(self, text: str) -> None:
        """What the exception for this photo asks of the clerk; "" without one."""
        self._exception_note.setText(text)
        self._exception.setVisible(bool(text))

    def show_stop(self, title: str, text: str) -> None:
        self.stop.set("stop", title, text)
        self.stop.show()

    def answer(self, answer: str, missing: Collection[str]) -> None:
        """Y and N answer the question with the focus, else the first open one."""
        focused = QApplication.focusWidget()
        for segments in self.questions.values():
            if focused is not None and segments.isAncestorOf(focused):
                segments.choose(answer)
                return
        first = next((field for field in self.questions if field in missing), None)
        if first is not None:
            self.questions[first].choose(answer)

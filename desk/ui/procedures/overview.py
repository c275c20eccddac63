"""What the clerk sees of a procedure before it begins: who, what to bring, papers, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desk.domain.cases import Offer
from desk.domain.catalogue import Procedure, ReasonRow
from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.flow import Flow
from desk.ui.procedures.text_line import TextLine
from desk.ui.procedures.words import ProcedureWords
from desk.ui.steps.parts import boxed, clear, column


class Overview(QFrame):
    """`ticket_asked(code)`, `open_asked(code)`, `referral_asked(code)` (not taken here)."""

    ticket_asked = Signal(str)
    open_asked = Signal(str)
    referral_asked = Signal(str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self._offer: Offer | None = None
        self.setProperty("role", "card")
        self.title = line("", 20, bold=True)
        self.about = line("", 16)
        self.why = Banner("notice", " ")
        self._inside = QWidget()
        self._inside.setObjectName("plain")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(20, 16, 20, 12)
        inner.setSpacing(8)
        for part in (self.title, self.about, self.why):
            inner.addWidget(part)
        inner.addLayout(self._facts)
        inner.addStretch(1)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(self._inside)
        self.room = room
        self.ticket = ActionButton(self.tr("番号札を出す"), action="take_ticket", icon="printer")
        self.begin = ActionButton(self.tr("受付を始める"), action="open_case", kind="primary")
        self.refer = ActionButton(
            self.tr("ご案内の紙を出す"), action="open_case", kind="primary", icon="printer"
        )
        self._foot = Flow((self.ticket, self.begin, self.refer), margins=(16, 8, 16, 12))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2, 2, 2, 2)
        whole.setSpacing(0)
        whole.addWidget(room, 1)
        whole.addWidget(self._foot)
        self.ticket.clicked.connect(lambda: self.ticket_asked.emit(self.code))
        self.begin.clicked.connect(lambda: self.open_asked.emit(self.code))
        self.refer.clicked.connect(lambda: self.referral_asked.emit(self.code))
        self.show_offer(None)

    def bind(self, page: QWidget) -> None:
        """The keys of the deeds, while `page` is in front."""
        keys.bind("take_ticket", page, self.ticket.click)
        keys.bind("open_case", page, self.press_primary)

    @property
    def code(self) -> str:
        return "" if self._offer is None else self._offer.procedure.code

    def press_primary(self) -> None:
        """F2: what the blue button says."""
        for button in (self.begin, self.refer):
            if not button.isHidden():
                button.click()
                return

    def show_offer(self, offer: Offer | None, reason: ReasonRow | None = None) -> None:
        self._offer = offer
        here = offer is not None and offer.here
        for button in (self.ticket, self.begin):
            button.setVisible(here)
        self.refer.setVisible(offer is not None and not here)
        self._foot.refit()
        self.why.setVisible(offer is not None and not here and reason is not None)
        clear(self._facts)
        if offer is None:
            self.title.setText(self.tr("左の一覧から手続きを選んでください"))
            self.about.setText("")
            return
        procedure = offer.procedure
        self.title.setText(self._words.say(procedure))
        self.about.setText(self._words.say(procedure.about))
        if reason is not None and not here:
            remedy = "" if reason.remedy is None else self._words.say(reason.remedy)
            self.why.set("notice", self._words.say(reason), remedy)
        self._show_facts(procedure)
        self.room.verticalScrollBar().setValue(0)

    def _show_facts(self, procedure: Procedure) -> None:
        say = self._words.say
        self._part(self.tr("申請できる方"), (say(each) for each in procedure.persons))
        self._part(
            self.tr("お持ちいただくもの"),
            (
                self.tr("{document}（{take}）")
                .replace("{document}", say(each))
                .replace("{take}", self._words.take(each.take))
                for each in procedure.documents
            ),
        )
        self._part(self.tr("本人確認（どれか1つ）"), (say(each) for each in procedure.identity))
        self._part(self.tr("お渡しする紙"), (say(each) for each in procedure.papers))
        self._part(self.tr("期限"), (say(each) for each in procedure.deadlines))
        self._part(
            self.tr("手数料"),
            (self._words.fee_said(each) for each in procedure.fees),
        )
        self._part(
            self.tr("このあと"),
            (f"{self._words.doer(each.by)}：{say(each)}" for each in procedure.next),
        )
        notes = list(procedure.notes)
        self._part(self.tr("お伝えすること"), (say(each) for each in notes))
        source = self.tr("根拠：{source}").replace("{source}", _source(procedure))
        self._facts.addWidget(line(source, 14, ink=theme.GRAY_700))

    def _part(self, title: str, rows: Iterable[str]) -> None:
        """A heading and its lines; nothing where there is none. Rows of other times may say the
        same twice."""
        texts = list(dict.fromkeys(rows))
        if not texts:
            return
        lines = [line(title, 14, bold=True, ink=theme.GRAY_700)]
        made = [TextLine(text) for text in texts]
        self._facts.addWidget(boxed(column(*lines, *made, gap=2)))


def _source(procedure: Procedure) -> str:
    since = procedure.since
    return procedure.source if since == date.min else f"{procedure.source}・{since.isoformat()}–"

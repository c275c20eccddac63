"""The verdict beside the fields: what the counter does, why, what is missing, until when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.domain.cases import CaseView
from desk.domain.catalogue import DocumentRow
from desk.domain.procedure_judge import Outcome, ProcedureVerdict
from desk.ui import theme
from desk.ui.announce import announce
from desk.ui.banner import Banner, line
from desk.ui.procedures.link_line import LinkLine
from desk.ui.procedures.text_line import TextLine
from desk.ui.procedures.words import ProcedureWords
from desk.ui.starred import bare
from desk.ui.steps.parts import CheckLine, boxed, clear, column

_MARKS = {
    Outcome.ACCEPT: "good",
    Outcome.SUPPORT: "counter",
    Outcome.REFER: "warn",
    Outcome.REFUSE: "stop",
}


class VerdictView(QWidget):
    """`show_view` after each answer; `asked(code)`: lead to that field."""

    asked = Signal(str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._words = words
        self._shown: object = None
        self.banner = Banner("info", " ")
        self.links: dict[str, LinkLine] = {}
        self._parts = QVBoxLayout()
        self._parts.setSpacing(12)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 14, 16, 14)
        inner.setSpacing(12)
        inner.addWidget(self.banner)
        inner.addLayout(self._parts)
        inner.addStretch(1)

    def show_view(self, view: CaseView) -> None:
        shown = (view.case.id, view.procedure, view.verdict, view.problems)
        if shown == self._shown:
            return
        self._shown = shown
        before = (self.banner.kind, self.banner.title)
        clear(self._parts)
        self.links = {}
        if view.verdict is None or view.procedure is None:
            self._show_unknown()
        else:
            self._show_verdict(view, view.verdict)
        if before != (self.banner.kind, self.banner.title):
            announce(self.banner)

    def _show_unknown(self) -> None:
        self.banner.set(
            "stop",
            self.tr("この手続きは、いまの規則にありません"),
            self.tr("入力した内容は残っています。窓口をご案内するか、取りやめてください。"),
        )

    def _show_verdict(self, view: CaseView, verdict: ProcedureVerdict) -> None:
        self._show_outcome(view, verdict)
        say = self._words.say
        reasons = [
            CheckLine(
                _MARKS[ground.outcome],
                say(ground.row),
                say(remedy) if (remedy := getattr(ground.row, "remedy", None)) else "",
            )
            for ground in verdict.grounds
        ]
        self._part(self.tr("理由"), reasons)
        self._part(self.tr("あと必要なこと"), self._links(view, verdict))
        if verdict.identity is not None:
            met = CheckLine("good", say(verdict.identity))
            self._part(self.tr("本人確認"), [met])
        deadlines = [
            CheckLine("info", self._words.deadline(each), say(each.row), bold=True)
            for each in verdict.deadlines
        ]
        self._part(self.tr("期限"), deadlines)
        if verdict.fee is not None:
            self._part(self.tr("手数料"), [TextLine(self._words.fee_said(verdict.fee))])
        self._show_documents(verdict.documents)
        self._part(self.tr("お伝えすること"), [TextLine(say(each)) for each in verdict.notes])
        follows = [TextLine(f"{self._words.doer(each.by)}：{say(each)}") for each in verdict.next]
        self._part(self.tr("このあと"), follows)

    def _show_outcome(self, view: CaseView, verdict: ProcedureVerdict) -> None:
        kind, title = self._words.outcome(verdict.outcome)
        left = len(self._wanted(view, verdict))
        text = ""
        if left and verdict.outcome in (None, Outcome.ACCEPT, Outcome.SUPPORT):
            shape = self.tr("あと {count} つ、下の「あと必要なこと」を入力してください")
            text = shape.replace("{count}", str(left))
            if verdict.outcome is not None:
                kind, title = "info", self.tr("いまのところ：{outcome}").replace("{outcome}", title)
        elif verdict.delivery not in (None, "none"):
            text = self._words.delivery(str(verdict.delivery))
        self.banner.set(kind, title, text)

    def _wanted(self, view: CaseView, verdict: ProcedureVerdict) -> list[str]:
        """What is missing, and what stands there but cannot be read."""
        unread = [each.field for each in view.problems]
        return list(dict.fromkeys((*verdict.missing, *unread)))

    def _links(self, view: CaseView, verdict: ProcedureVerdict) -> list[QWidget]:
        if view.procedure is None:
            return []
        problems = {each.field: self._words.problem(each) for each in view.problems}
        made: list[QWidget] = []
        for code in self._wanted(view, verdict):
            name = self._words.field_name(view.procedure, code)
            said = bare(problems.get(code, ""))
            link = LinkLine(f"{name} — {said}" if said else name)
            link.clicked.connect(lambda _on=False, code=code: self.asked.emit(code))
            self.links[code] = link
            made.append(link)
        return made

    def _show_documents(self, documents: Sequence[DocumentRow]) -> None:
        for take in ("show", "hand_over", "return"):
            rows = [TextLine(self._words.say(each)) for each in documents if each.take == take]
            title = self._words.take(take)
            self._part(title[:1].upper() + title[1:], rows)

    def _part(self, title: str, parts: Sequence[QWidget]) -> None:
        if not parts:
            return
        head = line(title, 14, bold=True, ink=theme.GRAY_700)
        self._parts.addWidget(boxed(column(head, *parts, gap=4)))

"""One case in front: its fields, the verdict beside them, papers, hand-over and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk.domain.cases import CaseEntry, CaseId, CaseState, CaseView
from desk.domain.catalogue import Procedure
from desk.domain.procedure_judge import Outcome
from desk.ui import keys, theme
from desk.ui.announce import announce
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.fields import heading
from desk.ui.procedures.case_fields import CaseFields
from desk.ui.procedures.paper_rows import PaperRows
from desk.ui.procedures.verdict_view import VerdictView
from desk.ui.procedures.words import PERSON, ProcedureWords
from desk.ui.starred import starred
from desk.ui.tab_order import chain

SIDE_PX: Final = 420
SIDE_LEAST_PX: Final = 330
TERMINAL: Final = "terminal"
"""The row of `next` that says: at the closed-network terminal."""


def needs_terminal(procedure: Procedure) -> bool:
    """Its keys are written on the municipality's closed-network terminal (統合端末)."""
    return any(row.code == TERMINAL for row in procedure.next)


class CasePage(QWidget):
    """What a person asks for: `entered(code, value, finished)`, `print_asked(paper)`,
    `look_asked(paper)`, `hand_over_asked`, `take_back_asked`, `finish_asked(result)`,
    `refer_asked`, `leave_asked`, `application_asked`, `back_asked`."""

    entered = Signal(str, object, bool)
    print_asked = Signal(str)
    look_asked = Signal(str)
    hand_over_asked = Signal()
    take_back_asked = Signal()
    finish_asked = Signal(str)
    refer_asked = Signal()
    leave_asked = Signal()
    application_asked = Signal()
    back_asked = Signal()

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self.view: CaseView | None = None
        self._pending = 0
        self._deferred: Callable[[], object] | None = None
        self._make_head()
        self._make_left()
        self._make_side()
        self._make_foot()
        self._lay_out()
        self._connect()

    # building

    def _make_head(self) -> None:
        self._head = QWidget()
        self.back = ActionButton(
            self.tr("一覧へ"), action="back_to_list", kind="text", size="s", icon="chevron-left"
        )
        self.number = line("", 20, bold=True)
        self.number.setWordWrap(False)
        self.title = line("", 17, bold=True)
        self.badge = Badge("draft")
        row = QHBoxLayout(self._head)
        row.setContentsMargins(12, 6, 20, 6)
        row.setSpacing(12)
        row.addWidget(self.back)
        row.addWidget(self.number)
        row.addWidget(self.title, 1)
        row.addWidget(self.badge)

    def _make_left(self) -> None:
        self.fields = CaseFields(self._words)
        self.papers = PaperRows(self._words)
        self.results = ChoiceGroup((), name="")
        self._papers_head = heading(self.tr("お渡しする紙"))
        self._results_head = heading(self.tr("結果"))
        self._results_room = QVBoxLayout()
        self._left = QWidget()
        self._left.setObjectName("plain")
        column = QVBoxLayout(self._left)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.fields)
        column.addSpacing(6)
        column.addWidget(self._papers_head)
        column.addWidget(self.papers)
        column.addWidget(self._results_head)
        column.addLayout(self._results_room)
        column.addStretch(1)

    def _make_side(self) -> None:
        self.verdict = VerdictView(self._words)

    def _make_foot(self) -> None:
        self.leave = ActionButton(self.tr("取りやめ"), action="leave_case", kind="danger")
        self.refer = ActionButton(self.tr("窓口を案内"), action="refer", icon="counter")
        self.take_back = ActionButton(self.tr("受付に戻す"), icon="undo")
        self.hand_over = ActionButton(self.tr("端末へ引き渡す"), action="hand_over")
        self.done = ActionButton(self.tr("完了"), action="next", kind="primary")
        self._note = line("", 14, ink=theme.RED_900)
        self._note.hide()
        self._foot = QWidget()
        self._foot.setObjectName("plain")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addWidget(self._note)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        for button in (self.leave, self.refer, self.take_back):
            deeds.addWidget(button)
        deeds.addStretch(1)
        for button in (self.hand_over, self.done):
            deeds.addWidget(button)
        column.addLayout(deeds)

    def _lay_out(self) -> None:
        self._left_room, self._side_room = _room(self._left), _room(self.verdict)
        left, side = QFrame(), QFrame()
        for card, room in ((left, self._left_room), (side, self._side_room)):
            card.setProperty("role", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(2, 2, 2, 2)
            inside.addWidget(room)
        self._side = side
        body = QHBoxLayout()
        body.setContentsMargins(12, 0, 12, 8)
        body.setSpacing(12)
        body.addWidget(left, 1)
        body.addWidget(side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addLayout(body, 1)
        whole.addWidget(self._foot)

    def _connect(self) -> None:
        self.fields.entered.connect(self._on_entered)
        self.fields.rearranged.connect(self._chain)
        self.verdict.asked.connect(self.lead_to)
        self.papers.print_asked.connect(
            lambda paper: self._once_kept(lambda: self.print_asked.emit(paper))
        )
        self.papers.look_asked.connect(
            lambda paper: self._once_kept(lambda: self.look_asked.emit(paper))
        )
        self.back.clicked.connect(self._on_back)
        self.leave.clicked.connect(self.leave_asked)
        self.refer.clicked.connect(lambda: self._once_kept(self.refer_asked.emit))
        self.take_back.clicked.connect(self.take_back_asked)
        self.hand_over.clicked.connect(lambda: self._once_kept(self._on_hand_over))
        self.done.clicked.connect(lambda: self._once_kept(self._on_done))
        keys.bind("back_to_list", self, self.back.click)
        keys.bind("leave_case", self, self.leave.click)
        keys.bind("refer", self, self._press(self.refer))
        keys.bind("hand_over", self, self._press(self.hand_over))
        keys.bind("print_paper", self, self.papers.press_print)
        keys.bind("next", self, self.press_primary)

    def _press(self, button: ActionButton) -> Callable[[], None]:
        return lambda: None if button.isHidden() else button.click()

    # what the room calls

    @property
    def case_id(self) -> CaseId | None:
        return None if self.view is None else self.view.case.id

    @property
    def waits(self) -> bool:
        """Are there answers on their way to the disk?"""
        return self._pending > 0

    def open_view(self, view: CaseView) -> None:
        """Another case comes to the front."""
        self._pending, self._deferred = 0, None
        self.view = None
        self.say("")
        self.fields.build(view.procedure)
        self._make_results(view.procedure)
        self.show_view(view)
        self._left_room.verticalScrollBar().setValue(0)
        QTimer.singleShot(0, self, self._focus_first)

    def show_view(self, view: CaseView) -> None:
        self.view = view
        case, procedure = view.case, view.procedure
        self.number.setText(case.number.short)
        unknown = self.tr("いまの規則にない手続き")
        self.title.setText(unknown if procedure is None else self._words.say(procedure))
        self.badge.set(*self._words.state(case.state))
        self.fields.show_view(view)
        self.verdict.show_view(view)
        papers = () if view.verdict is None else view.verdict.papers
        self.papers.show_papers(papers, case.papers)
        self._papers_head.setVisible(bool(papers))
        self._show_deeds(view)

    def answered(self, code: str, value: CaseEntry, view: CaseView) -> None:
        """That answer is on the disk."""
        if self.case_id != view.case.id:
            return
        self._pending -= 1
        self.fields.kept(code, value)
        self.show_view(view)
        self._go_on()

    def refuse(self, case: CaseId, code: str, sentence: str) -> None:
        """That answer was not taken; it stays where it is."""
        if self.case_id != case:
            return
        self._pending -= 1
        self.fields.refuse(code, sentence)
        self._go_on()

    def hand_over_typed(self) -> None:
        """The page is left or the program ends."""
        if self.view is not None:
            self.fields.hand_over()

    def say(self, sentence: str) -> None:
        """Above the buttons; empty: nothing."""
        self._note.setText(starred(sentence))
        self._note.setVisible(bool(sentence))
        if sentence:
            announce(self._note)

    def lead_to(self, code: str) -> None:
        target = self.fields.target(code)
        if target is None:
            return
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, target, lambda: self._left_room.ensureWidgetVisible(target, 0, 60))

    @property
    def primary(self) -> ActionButton | None:
        """The one next step."""
        shown = (self.done, self.hand_over, self.refer)
        marked = (each for each in shown if not each.isHidden() and each.property("primary"))
        return next(marked, None)

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        if self.primary is not None:
            self.primary.click()

    # answers

    def _on_entered(self, code: str, value: object, finished: bool) -> None:
        self._pending += 1
        self.say("")
        self.entered.emit(code, value, finished)

    def _once_kept(self, deed: Callable[[], object]) -> None:
        """First what is typed goes to the disk, then the deed."""
        self.hand_over_typed()
        if self._pending:
            self._deferred = deed
        else:
            deed()

    def _go_on(self) -> None:
        deed = self._deferred
        if deed is not None and self._pending <= 0:
            self._deferred = None
            deed()

    def _on_back(self) -> None:
        self.hand_over_typed()
        self.back_asked.emit()

    # deeds

    def _make_results(self, procedure: Procedure | None) -> None:
        self._results_room.removeWidget(self.results)
        self.results.hide()
        self.results.deleteLater()
        rows = () if procedure is None or procedure.screen == "workbench" else procedure.results
        options = [Option(row.code, self._words.say(row)) for row in rows]
        columns = 2 if len(options) > 1 else 1
        self.results = ChoiceGroup(options, columns=columns, name=self._results_head.text())
        self.results.chosen.connect(lambda _code: self._show_deeds(self.view))
        self._results_room.addWidget(self.results)
        self._results_head.setVisible(bool(rows))
        self.results.setVisible(bool(rows))

    def _show_deeds(self, view: CaseView | None) -> None:
        if view is None:
            return
        procedure, state = view.procedure, view.case.state
        here = state is CaseState.OPEN
        handed = state is CaseState.HANDED_OVER
        sent = procedure is None or (
            view.verdict is not None and view.verdict.outcome in (Outcome.REFER, Outcome.REFUSE)
        )
        terminal = procedure is not None and needs_terminal(procedure)
        workbench = procedure is not None and procedure.screen == "workbench"
        self.leave.setVisible(here or handed)
        self.refer.setVisible(here)
        self.take_back.setVisible(handed)
        self.hand_over.setVisible(here and terminal and not sent)
        self.done.setVisible((here or handed) and not sent)
        words = self.tr("完了")
        if workbench:
            words = self.tr("申請の受付へ進む")
        self.done.setText(words)
        hand_next = not self.hand_over.isHidden() and self.results.value is None
        self._mark(self.refer, "refer", sent and here)
        self._mark(self.hand_over, "hand_over", hand_next)
        self._mark(self.done, None, not hand_next and not sent)

    def _mark(self, button: ActionButton, action: str | None, primary: bool) -> None:
        """Blue and Ctrl+Enter for the one next step, its own key for the others."""
        button.setProperty("primary", primary)
        button.set_kind("primary" if primary else "plain")
        button.set_key("next" if primary else action)

    def _ready(self) -> bool:
        """Lead to what is missing, unless nothing is."""
        view = self.view
        if view is None or view.verdict is None:
            return False
        wanted = (
            *self.fields.refused,
            *view.verdict.missing,
            *(each.field for each in view.problems),
        )
        if not wanted:
            return True
        code = wanted[0]
        name = "" if view.procedure is None else self._words.field_name(view.procedure, code)
        self.say(self.tr("「{field}」を入力してください").replace("{field}", name))
        self.lead_to(code)
        return False

    def _on_hand_over(self) -> None:
        if self._ready():
            self.hand_over_asked.emit()

    def _on_done(self) -> None:
        view = self.view
        if view is None or view.procedure is None or not self._ready():
            return
        if view.procedure.screen == "workbench":
            self.application_asked.emit()
        elif self.results.value is None:
            self.say(self.tr("結果を選んでから、もう一度押してください"))
            first = view.procedure.results
            if first:
                self.results.card(first[0].code).setFocus(Qt.FocusReason.OtherFocusReason)
                self._left_room.ensureWidgetVisible(self.results, 0, 20)
        else:
            self.finish_asked.emit(self.results.value)

    # focus and size

    def _focus_first(self) -> None:
        """To the first thing to answer."""
        view = self.view
        if view is None or not self.isVisible():
            return
        missing = () if view.verdict is None else view.verdict.missing
        target = self.fields.target(missing[0] if missing else PERSON) if view.procedure else None
        (target or self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _chain(self) -> None:
        if self.isVisible():
            chain((self._head, self._left, self._foot, self.verdict))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        wanted = round(SIDE_PX * theme.type_scale())
        self._side.setFixedWidth(max(SIDE_LEAST_PX, min(wanted, round(width * 0.38))))


def _room(inside: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made

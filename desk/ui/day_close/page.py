"""日締め: records, paper, seal, tally sheet, in four steps (pictures 13 and 14)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desk.domain.tally import Envelope
from desk.services.day_close import CloseState, CloseView, ScanView
from desk.services.sealing import Unready
from desk.ui import keys, theme
from desk.ui.announce import announce
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.day_close.balance import BalanceCard
from desk.ui.day_close.counting import CountingCard
from desk.ui.day_close.foot import CloseFoot
from desk.ui.day_close.obstacle_list import ObstacleList
from desk.ui.day_close.paper_panel import PaperPanel
from desk.ui.day_close.seal_panel import SealPanel
from desk.ui.day_close.sealed_panel import SealedPanel
from desk.ui.day_close.steps import (
    PAPER,
    PRINT,
    RECORDS,
    SEAL,
    SealEntry,
    StepWords,
    is_sealed,
    is_settled,
    natural_step,
)
from desk.ui.day_close.words import CloseWords
from desk.ui.lock_screen import Person
from desk.ui.split import Split
from desk.ui.step_bar import StepBar

_NARROW_PX: Final = 1000


class DayClosePage(QWidget):
    """`show_view(view)` with each change; everything else is asked for by signals."""

    count_asked = Signal(object, int, str)  # Envelope, number, who counted
    scan_asked = Signal(object)  # Envelope
    scan_stopped = Signal()
    number_typed = Signal(str)
    shortage_asked = Signal()
    alone_asked = Signal()
    seal_asked = Signal(str, str)  # supervisor id, PIN
    reopen_asked = Signal()
    continue_asked = Signal()
    print_asked = Signal()
    report_asked = Signal()
    send_asked = Signal()
    open_asked = Signal(str)  # application id
    review_asked = Signal()
    cases_asked = Signal()
    older_asked = Signal()
    enrol_asked = Signal()

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self._words = words
        self._step_words = StepWords()
        self._view: CloseView | None = None
        self._scan: ScanView | None = None
        self._scanning = self._printed = self._sealing = False
        self._people: tuple[Person, ...] = ()
        self._present = ""
        self._counter = ""
        self._step = 0
        self._leaving = False  # Enter in the last envelope: on as soon as the answer is here
        self.steps = StepBar()
        self.balance = BalanceCard()
        self.counting = CountingCard(words)
        self.obstacles = ObstacleList(words)
        self.paper = PaperPanel(words)
        self.seal = SealPanel(words)
        self.sealed = SealedPanel(words)
        self.foot = CloseFoot()
        self._make_head()
        self._make_columns()
        self._connect()
        self._bind()

    # parts

    def _make_head(self) -> None:
        title = line(self.tr("日締め"), 20, bold=True)
        title.setWordWrap(False)
        self._place = line("", 14, ink=theme.GRAY_700)
        self._name = QWidget()
        row = QHBoxLayout(self._name)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(title)
        row.addWidget(self._place, 1)
        self.notice = Banner("notice", " ")
        self.notice_button = ActionButton("", size="s")
        self.notice.add_button(self.notice_button)
        self.notice.hide()
        self._enrolling = False
        self._head = QWidget()
        column = QVBoxLayout(self._head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._name)
        column.addWidget(self.steps)
        column.addWidget(self.notice)

    def _make_columns(self) -> None:
        left = QWidget()
        self._cards = QVBoxLayout(left)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(12)
        self._cards.addWidget(self.balance)
        self._cards.addWidget(self.counting)
        self._cards.addStretch(1)
        body = QWidget()
        body.setObjectName("plain")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = line("", 17, bold=True)
        self._panels = {
            RECORDS: self.obstacles,
            PAPER: self.paper,
            SEAL: self.seal,
            PRINT: self.sealed,
        }
        inside = QVBoxLayout(body)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(10)
        inside.addWidget(self._title)
        for panel in self._panels.values():
            inside.addWidget(panel)
        inside.addStretch(1)
        self.split = Split(self._head, left, body, self.foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _connect(self) -> None:
        self.steps.step_chosen.connect(self.go_to)
        self.counting.counted.connect(self._on_counted)
        self.counting.ended.connect(self._on_count_ended)
        self.counting.counter_chosen.connect(self._on_counter)
        # queued: an open list hides before its choice is told
        settled = Qt.ConnectionType.QueuedConnection
        self.counting.counter_settled.connect(self._on_counter_settled, settled)
        self.paper.scan_asked.connect(self.scan_asked)
        self.paper.scan_stopped.connect(self.scan_stopped)
        self.paper.typed.connect(self.number_typed)
        self.seal.alone_asked.connect(self.alone_asked)
        self.seal.changed.connect(self._show_foot)
        self.sealed.report_asked.connect(self.report_asked)
        self.sealed.reopen_asked.connect(self.reopen_asked)
        self.sealed.continue_asked.connect(self.continue_asked)
        self.obstacles.open_asked.connect(self.open_asked)
        self.obstacles.review_asked.connect(self.review_asked)
        self.obstacles.cases_asked.connect(self.cases_asked)
        self.obstacles.older_asked.connect(self.older_asked)
        self.foot.go.clicked.connect(self._on_go)
        self.foot.short.clicked.connect(self.shortage_asked)
        self.foot.print.clicked.connect(self.print_asked)
        self.notice_button.clicked.connect(self._on_notice)
        self.split.mode_changed.connect(self._fit)

    def _bind(self) -> None:
        keys.bind("next", self, self._on_go)
        keys.bind("scan_all", self, self._on_scan_key)
        keys.bind("seal_short", self, self._on_short_key)
        keys.bind("print_tally", self, self._on_print_key)
        for number in range(1, 5):
            keys.bind(f"step_{number}", self, partial(self.go_to, number))

    # what is shown

    @property
    def view(self) -> CloseView | None:
        return self._view

    @property
    def step(self) -> int:
        return self._step

    @property
    def counter(self) -> str:
        """Who counts."""
        return self._counter

    def show_place(self, words: str) -> None:
        """2026年11月23日（月）・南口SC・端末 K3"""
        self._place.setText(words)

    def show_people(self, people: Sequence[Person], present: str) -> None:
        """Who may count and seal; `present` is signed on."""
        self._people, self._present = tuple(people), present
        supervisor = next(
            (each.id for each in people if each.supervisor and each.id == present), ""
        )
        self.counting.show_people(people, self._counter, supervisor)
        self.seal.show_people(people, present)

    def show_view(
        self, view: CloseView, scan: ScanView | None = None, *, printed: bool = False
    ) -> None:
        """The day as the store has it."""
        before, self._view, self._scan, self._printed = self._view, view, scan, printed
        if not self._counter and view.counter is not None:
            self._counter = view.counter
            self.show_people(self._people, self._present)
        natural = natural_step(view)
        moved = (
            before is None or before.day.id != view.day.id or is_sealed(before) != is_sealed(view)
        )
        freed = before is not None and not before.records_ready and self._step == RECORDS
        stepped = moved or freed or self._step > natural or not self._step
        settled = before is not None and not moved and is_settled(view) and not is_settled(before)
        if stepped:
            self._step = natural
        self._show()
        if (stepped or settled) and not self._leaving and self.isVisible():
            self.focus_work()
        self._leave_counting()

    def show_scan(self, scan: ScanView | None, *, scanning: bool) -> None:
        turned, self._scanning = scanning != self._scanning, scanning
        self._scan = scan
        if self._view is not None:
            self.paper.show_view(self._view, scan, scanning=scanning)
            self.split.set_body_first(self._step != PAPER or scanning)
            self._show_foot()
        if turned and self.isVisible():
            began = self.paper.stop if self.split.flat else self.paper.number
            part = began if scanning else self.paper.scan
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            self.split.reveal(part)

    def show_unready(self, unready: Unready | None) -> None:
        """What keeps this terminal from sealing at all, said before anybody counts."""
        if unready is None:
            self.notice.hide()
        else:
            said = self._words.texts.say(f"seal_{unready.code}", municipality=unready.municipality)
            self._tell_notice(said, enrol=unready.code == "not_enrolled")
        self.split.refit()

    def _tell_notice(self, said: str, *, enrol: bool) -> None:
        head, mark, rest = said.partition(self.tr("。"))
        self.notice.set("notice", head + mark.strip(), rest.strip())
        self.notice_button.setText(self.tr("端末を登録する") if enrol else self.tr("送信の画面へ"))
        self._enrolling = enrol
        self.notice.show_button(True)
        self.notice.show()
        announce(self.notice)

    def _on_notice(self) -> None:
        if self._enrolling:
            self.enrol_asked.emit()
        else:
            self.send_asked.emit()

    def show_progress(self, made: int, whole: int) -> None:
        """Packets made so far."""
        self._sealing = True
        self.seal.show_progress((made, whole))
        self._show_foot()

    def refuse_seal(self, sentence: str) -> None:
        self._sealing = False
        self.seal.refuse(sentence)
        self._show_foot()

    def seal_done(self) -> None:
        self._sealing = False
        self.seal.show_progress(None)
        self.seal.forget()
        self._show_foot()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        states = self._step_words.states(view, printed=self._printed)
        self.steps.show_states(states, self._step)
        self.balance.show_tally(view.tally, hidden=view.hide_numbers)
        may_count = view.state is not CloseState.SEALED
        self.counting.who.set_code(self._counter)
        self.counting.show_counts(view.counts, enabled=may_count and bool(self._counter))
        who = self.tr("先に、数える人を選んでください") if not self._counter else ""
        self.counting.say(who if may_count else "")
        self.counting.who.setEnabled(may_count)
        self.obstacles.show_obstacles(view.obstacles)
        self.paper.show_view(view, self._scan, scanning=self._scanning)
        self.seal.show_view(view)
        self.sealed.show_view(view, printed=self._printed)
        self._title.setText(self._step_words.title(view, self._step))
        for number, panel in self._panels.items():
            panel.setVisible(number == self._step)
        self.split.set_body_first(self._step != PAPER or self._scanning)
        self._show_foot()
        self._fit()

    def _show_foot(self) -> None:
        view, foot = self._view, self.foot
        if view is None:
            return
        entry = SealEntry(
            sealing=self._sealing,
            supervisor=self.seal.supervisor,
            digits=len(self.seal.pin.text()),
        )
        words, why = self._step_words.go(view, self._step, self._counter, entry)
        foot.show_go(words, why, print_first=self._step == PRINT and not self._printed)
        can_short = self._step == PAPER and bool(view.differences) and not view.hide_numbers
        foot.show_short(can_short and not view.shortage and not self._scanning)
        foot.print.setVisible(self._step == PRINT)
        self.split.refit()

    def _fit(self) -> None:
        narrow = self.window().width() < _NARROW_PX * theme.type_scale()
        self.counting.set_narrow(narrow)
        self.steps.set_compact(narrow)
        self._name.setVisible(not narrow)
        self.foot.set_flat(self.split.flat)
        self._cards.removeWidget(self.balance)  # in one column, the work comes first
        self._cards.insertWidget(1 if self.split.flat else 0, self.balance)
        self.split.refit()

    # what a person does

    def go_to(self, number: int) -> None:
        """A step that is done, or the present one; focus goes where its work begins."""
        view = self._view
        if view is None or number > natural_step(view):
            return
        if view.state is CloseState.SEALED and number in (RECORDS, SEAL):
            number = PRINT
        self._step = number
        self._show()
        self.focus_work()

    def focus_work(self) -> None:
        """To the first thing to be done in this step."""
        view = self._view
        if view is None:
            return
        target: QWidget | None = None
        if self._step == RECORDS and self.obstacles.buttons:
            target = self.obstacles.buttons[0]
        elif self._step == PAPER:
            target = self.counting.first_open(view.counts) if self._counter else self.counting.who
        elif self._step == SEAL:
            target = self.seal.pin
        elif self._step == PRINT:
            target = self.foot.go if self._printed else self.foot.print
        if target is None:
            target = self.foot.go
        if target.isVisible() and target.isEnabled():
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.split.reveal(target)

    def _on_counter(self, operator: str) -> None:
        self._counter = operator
        self._show()

    def _on_counter_settled(self) -> None:
        if self._counter:
            self.focus_work()

    def _on_count_ended(self) -> None:
        self._leaving = True
        self._leave_counting()

    def _leave_counting(self) -> None:
        """From the last envelope to an empty one, to what finds the difference, or to the next
        step; never out of the page."""
        view = self._view
        if view is None or not self._leaving or not self.counting.agrees_with(view.counts):
            return
        self._leaving = False
        at = QApplication.focusWidget()
        if at is None or not self.counting.isAncestorOf(at):
            return  # the person went elsewhere meanwhile
        differs = bool(view.differences) and not view.hide_numbers and not view.shortage
        if differs and self.paper.scan.isVisible() and self.paper.scan.isEnabled():
            self.paper.scan.setFocus(Qt.FocusReason.OtherFocusReason)
            self.split.reveal(self.paper.scan)
        else:
            self.focus_work()

    def _on_counted(self, envelope: Envelope, number: int) -> None:
        if self._counter:
            self.count_asked.emit(envelope, number, self._counter)

    def _on_go(self) -> None:
        view, foot = self._view, self.foot
        if view is None or not foot.go.isEnabled():
            return
        if self._step in (RECORDS, PAPER):
            self.go_to(self._step + 1)
        elif self._step == SEAL:
            pin = self.seal.pin.text()
            self.show_progress(0, view.tally.accepted)
            self.seal_asked.emit(self.seal.supervisor, pin)
        elif not self._printed and not foot.print.isHidden():
            self.print_asked.emit()
        else:
            self.send_asked.emit()

    def _on_scan_key(self) -> None:
        if self._step == PAPER and (self.paper.scan.isVisible() or self._scanning):
            self.paper.toggle()

    def _on_short_key(self) -> None:
        if not self.foot.short.isHidden():
            self.shortage_asked.emit()

    def _on_print_key(self) -> None:
        if not self.foot.print.isHidden():
            self.print_asked.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.focus_work()

    def hideEvent(self, event: QHideEvent) -> None:
        if not self._sealing:
            self.seal.forget()
        super().hideEvent(event)

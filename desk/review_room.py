"""責任者確認, wired: its tab and count, a supervisor's PIN, the sheet of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desk.domain.application import OperatorId
from desk.domain.rules import RulesByDay
from desk.domain.wording import Wording
from desk.services.ports import Clock, Day, Operator
from desk.services.review import Review, ReviewReport, day_report
from desk.services.sheet import SheetStore
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.review.page import ReviewContext, ReviewPage
from desk.ui.review.report_words import report_lines
from desk.ui.shell import MainWindow
from desk.ui.status_page import StatusPage
from desk.ui.unlock_dialog import SupervisorDialog

if TYPE_CHECKING:
    from desk.services.opening import Opening

TAB = "review"


class ReviewRoom(QObject):
    """Entered through its tab: at once by a supervisor who is signed on, else with a
    supervisor's PIN. Leaving the tab, or the lock, ends the visit."""

    def __init__(
        self,
        window: MainWindow,
        lanes: Lanes,
        clock: Clock,
        opening: Callable[[], Opening],
        sentence: Callable[[Exception], str],
        words: Wording,
        store: SheetStore,
        day: Day,
        signed_on: Callable[[], Operator],
        people: Callable[[], list[Person]],
        status: StatusPage,
        rules: RulesByDay,
    ) -> None:
        super().__init__(window)
        self._window, self._lanes, self._clock = window, lanes, clock
        self._opening, self._sentence = opening, sentence
        self._store, self._day = store, day
        self._signed_on, self._people, self._status = signed_on, people, status
        self._rules = rules
        self._names = dict(self._documents(words.language))
        self._language = words.language
        self._saved = ""
        self._here = False
        self._asking: SupervisorDialog | None = None
        self.page = ReviewPage(
            ReviewContext(
                tasks=lanes,
                store=store,
                words=words,
                now_ns=lambda: clock.now().monotonic_ns,
                today=day.on,
                place=self._place(day),
                documents=self._names,
            )
        )
        window.add_tab(TAB, self.tr("責任者確認"), self.page, TAB, self.page.show_list)
        window.tab_chosen.connect(self._on_tab)
        window.locked.connect(self.leave)
        self.page.enter_asked.connect(self.enter)
        self.page.decided.connect(lambda _item: self.show_count())
        self.page.failed.connect(lanes.unhandled)
        self.show_count()

    def _place(self, day: Day) -> str:
        words = self.tr("{month}月{day}日・{venue}").replace("{venue}", day.venue)
        return words.replace("{month}", str(day.on.month)).replace("{day}", str(day.on.day))

    def _documents(self, language: str) -> Mapping[str, str]:
        known = self._rules.on(self._day.on).documents
        return {
            code: document.en if language == "en" else document.ja
            for code, document in known.items()
        }

    def judge_again(self) -> None:
        """Other rules hold: documents that are new have names; those that are gone keep theirs."""
        self._names.update(self._documents(self._language))

    # in and out

    def enter(self) -> None:
        """Begin the visit; asks for a PIN unless the one at the desk is a supervisor."""
        present = self._signed_on()
        if present.supervisor:
            self._begin(present)
        elif self._asking is None:
            self._ask()

    def on_unlocked(self) -> None:
        """The screen was opened again: whoever did that may go on."""
        if self._window.tab == TAB:
            QTimer.singleShot(0, self, lambda: self._on_tab(TAB))  # once the lock is gone

    def leave(self) -> None:
        """The visit is over: pictures are forgotten, a PIN is asked for again."""
        if self._asking is not None:
            self._asking.reject()
        if self.page.active or self._here:
            self.page.finish()
        if self._here:
            self._here = False
            self._window.set_saved(self._saved)

    def _on_tab(self, tab: str) -> None:
        if tab != TAB:
            self.leave()
            if tab == "status":
                self._show_report()
            return
        if not self._here:
            self._here = True
            self._saved = self._window.key_bar.saved
            self._window.set_saved(self.tr("確認にかかった時間を記録しています"))
        if not self.page.active:
            self.enter()

    def _begin(self, supervisor: Operator) -> None:
        review = Review(self._store, self._clock, self._rules, supervisor, self._day)
        self.page.begin(review)

    def _ask(self) -> None:
        asked = SupervisorDialog(
            self.tr("責任者確認"),
            self.tr("写真の確認は責任者だけができます。責任者が暗証コードを入れてください。"),
            self._people(),
            self._window,
        )
        self._asking = asked
        store = self._store

        def entered(found: Operator) -> None:
            asked.accept()
            if self._window.tab == TAB and not self._window.lock_screen.isVisible():
                self._begin(found)

        asked.pin_given.connect(
            lambda supervisor, pin: self._lanes.run(
                lambda: self._opening().sign_on(store, OperatorId(supervisor), pin),
                entered,
                lambda error: asked.refuse(self._sentence(error)),
            )
        )
        asked.finished.connect(self._on_asked)
        asked.open()

    def _on_asked(self, _result: int) -> None:
        if self._asking is not None:
            self._asking.deleteLater()
            self._asking = None

    # figures

    def show_count(self) -> None:
        """How many still wait, on the tab."""

        def show(counts: Mapping[str, int]) -> None:
            self._window.top_bar.set_count(TAB, counts["open"] + counts["later"])

        self._lanes.run(lambda: self._store.review_counts(self._day.id), show)

    def _show_report(self) -> None:
        settings = self._rules.on(self._day.on).settings

        def show(report: ReviewReport) -> None:
            anything = report.approved + report.sent_back + report.later + report.open
            self._status.show_review(report_lines(report) if anything else [])

        self._lanes.run(lambda: day_report(self._store, settings, self._day), show)

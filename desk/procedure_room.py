"""手続き, wired: its tab, every answer on the store's thread, papers, the waiting board."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desk.assets import load_postcodes
from desk.counter import Counter
from desk.domain.application import Line, Status
from desk.domain.cases import Board, Case, CaseEntry, CaseId, CaseState, CaseView, Offer
from desk.domain.catalogue import BooksInForce, PaperRow, ReasonRow
from desk.domain.errors import DeskError, Refused
from desk.domain.municipalities import municipalities
from desk.domain.wording import Wording
from desk.services.intake import Draft
from desk.services.ports import Clock
from desk.storage.whole_file import disk_trouble, write_whole
from desk.ui.file_choice import ask_where_to_save
from desk.ui.lanes import Lanes
from desk.ui.message_dialog import MessageDialog, QuestionDialog
from desk.ui.procedures.board import BoardHost
from desk.ui.procedures.leave_dialog import LeaveDialog
from desk.ui.procedures.page import ProceduresPage
from desk.ui.procedures.paper_dialog import PaperDialog
from desk.ui.procedures.words import ProcedureWords
from desk.ui.shell import MainWindow

TAB: Final = "procedures"
MINUTE_MS: Final = 20_000
PREVIEW_PX: Final = 960


class CasePapers(Protocol):
    """The papers of a case (desk/procedure_papers.py); called on the window's thread."""

    def image(self, view: CaseView, paper: PaperRow, width_px: int) -> QImage: ...
    def pdf(self, view: CaseView, paper: PaperRow) -> bytes: ...
    def print(self, view: CaseView, paper: PaperRow) -> None:
        """Raises NeedsPerson("printer_absent" | "printer_failed")."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureSurroundings:
    """What the room is given by the app."""

    window: MainWindow
    lanes: Lanes
    clock: Clock
    counter: Counter
    books: BooksInForce
    wording: Wording
    sentence: Callable[[Exception], str]
    papers: CasePapers


@dataclass(frozen=True, slots=True)
class _Queue:
    """One look at the store."""

    cases: tuple[Case, ...]
    board: Board


class ProcedureRoom(QObject):
    """`begin()` once the counter is open; `stop()` before the store closes. `kept`: something of a
    case is on the disk that was not before."""

    kept = Signal()

    def __init__(self, around: ProcedureSurroundings) -> None:
        super().__init__(around.window)
        self._around = around
        self._window, self._lanes = around.window, around.lanes
        self.procedures = around.counter.procedures
        self.words = ProcedureWords(around.wording, around.books.on(self.procedures.day.on))
        self.page = ProceduresPage(self.words)
        self.board = BoardHost(around.window)
        self._seen: _Queue | None = None
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.refresh_queue)
        around.window.add_tab(TAB, self.tr("手続き"), self.page, TAB, self.page.focus_search)
        around.window.tab_chosen.connect(self._on_tab)
        around.window.locked.connect(self.page.case.hand_over_typed)
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.screen_changed.connect(self._on_screen)
        page.overview.ticket_asked.connect(self._on_ticket)
        page.overview.open_asked.connect(self._on_open)
        page.overview.referral_asked.connect(self._on_referral)
        queue = page.queue
        queue.next_asked.connect(self._on_next)
        queue.call_asked.connect(lambda case: self._move(CaseId(case), self.procedures.call))
        queue.again_asked.connect(lambda case: self._move(CaseId(case), self._again))
        queue.wait_asked.connect(lambda case: self._move(CaseId(case), self.procedures.wait_again))
        queue.begin_asked.connect(lambda case: self._on_begin(CaseId(case)))
        queue.leave_asked.connect(lambda case: self._ask_to_leave(CaseId(case)))
        queue.board_asked.connect(self.board.toggle)
        case = page.case
        case.entered.connect(self._on_entered)
        case.print_asked.connect(self._on_print)
        case.look_asked.connect(self._on_look)
        case.hand_over_asked.connect(lambda: self._deed(self.procedures.hand_over))
        case.take_back_asked.connect(lambda: self._deed(self.procedures.start))
        case.finish_asked.connect(self._on_finish)
        case.refer_asked.connect(self._on_refer)
        case.leave_asked.connect(self._on_leave)
        case.application_asked.connect(self._on_application)
        case.back_asked.connect(self._on_back)

    # coming and going

    def begin(self) -> None:
        """Show what there is; cases that were open when the program ended stand in the queue."""
        self.refresh()
        self._minute.start()
        self._lanes.compute(
            lambda: municipalities(load_postcodes()),
            self.words.learn_municipalities,
            lambda _error: None,  # the field then says that it finds none
        )

    def resume(self) -> None:
        """A dedicated terminal goes on with the case that was worked on when it went off."""

        def look() -> CaseView | None:
            found = [each for each in self.procedures.queue() if each.state is CaseState.OPEN]
            if not found:
                return None
            return self.procedures.view(max(found, key=lambda each: each.changed_at).id)

        def shown(view: CaseView | None) -> None:
            if view is not None and self.page.case.case_id is None:
                self._show_case(view)

        self._lanes.run(look, shown, self._tell)

    def stop(self) -> None:
        """What is typed goes to the disk; the board goes away."""
        self._minute.stop()
        self.page.case.hand_over_typed()
        self.board.close()

    def refresh(self) -> None:
        """Catalogue and queue afresh: a rule may have been imported since."""

        def show(offers: tuple[Offer, ...]) -> None:
            self.page.show_offers(offers, self._reasons())

        self._lanes.run(self.procedures.offered, show)
        self.refresh_queue()

    def judge_again(self) -> None:
        """Other rules hold than a moment ago: the open case is judged by them."""
        self.refresh()
        case = self.page.case.case_id
        if case is not None:
            self.page.case.hand_over_typed()
            self._lanes.run(lambda: self.procedures.view(case), self._on_changed, self._refuse)

    def refresh_queue(self) -> None:
        def look() -> _Queue:
            return _Queue(self.procedures.queue(), self.procedures.board())

        self._lanes.run(look, self._show_queue)

    def _show_queue(self, found: _Queue) -> None:
        if found != self._seen:
            self._seen = found
            self.kept.emit()
        now = self._around.clock.now().utc
        self.page.show_queue(found.cases, self._names(found.cases), now)
        self.board.show_board(found.board)
        waiting = sum(each.state is CaseState.WAITING for each in found.cases)
        self._window.top_bar.set_count(TAB, waiting)

    def _names(self, cases: Sequence[Case]) -> Mapping[str, str]:
        catalogue, say = self._around.books.catalogue, self.words.say
        found = {each.procedure: catalogue.get(each.procedure, each.number.day) for each in cases}
        return {code: say(each) for code, each in found.items() if each is not None}

    def _reasons(self) -> Mapping[str, ReasonRow]:
        return self._around.books.catalogue.reasons

    def _on_tab(self, tab: str) -> None:
        if tab == TAB:
            self.refresh()
            self._on_screen(self.page.screen_name)
        else:
            self.page.case.hand_over_typed()

    def _on_screen(self, screen: str) -> None:
        if self._window.tab == TAB:
            self._window.set_screen(screen)

    def _tell(self, error: Exception) -> None:
        """One sentence in a window of its own; what is open stays open."""
        MessageDialog(self.tr("お知らせ"), self._around.sentence(error), parent=self._window).open()
        self.refresh_queue()

    # from the catalogue

    def _on_ticket(self, procedure: str) -> None:
        def work() -> CaseView:
            return self.procedures.view(self.procedures.take_ticket(procedure).id)

        def taken(view: CaseView) -> None:
            shape = self.tr("番号札 {number} を出しました")
            news = shape.replace("{number}", view.case.number.called)
            paper = next((each for each in _papers(view) if each.kind == "ticket"), None)
            if paper is not None and not self._printed(view, paper):
                shape = self.tr("番号札 {number} を印刷できませんでした。番号をお伝えください")
                news = shape.replace("{number}", view.case.number.called)
            self._window.toast.show_news(news)
            self.refresh_queue()
            self.page.queue.choose(view.case.id)

        self._lanes.run(work, taken, self._tell)

    def _on_open(self, procedure: str) -> None:
        self._lanes.run(lambda: self.procedures.open(procedure), self._show_case, self._tell)

    def _on_referral(self, procedure: str) -> None:
        """Not taken here: the paper that says where to go, and the case ends at once."""

        def opened(view: CaseView) -> None:
            self._refer(view)

        self._lanes.run(lambda: self.procedures.open(procedure), opened, self._tell)

    def _show_case(self, view: CaseView) -> None:
        self.page.open_case(view)
        self.refresh_queue()

    # the queue

    def _move(self, case: CaseId, move: Callable[[CaseId], object]) -> None:
        self._lanes.run(lambda: move(case), lambda _case: self.refresh_queue(), self._tell)

    def _again(self, case: CaseId) -> Case:
        """Called once more: it is the newest number on the board again."""
        self.procedures.wait_again(case)
        return self.procedures.call(case)

    def _on_next(self) -> None:
        def work() -> Case | None:
            found = self.procedures.next_waiting()
            return None if found is None else self.procedures.call(found.id)

        def called(case: Case | None) -> None:
            self.refresh_queue()
            if case is not None:
                self.page.queue.choose(case.id)
                self.page.queue.view.setFocus()

        self._lanes.run(work, called, self._tell)

    def _on_begin(self, case: CaseId) -> None:
        def work() -> CaseView:
            view = self.procedures.view(case)
            if view.case.state in (CaseState.WAITING, CaseState.CALLED):
                return self.procedures.start(case)
            return view

        self._lanes.run(work, self._show_case, self._tell)

    # answers

    def _on_entered(self, code: str, value: CaseEntry, _finished: bool) -> None:
        case = self.page.case.case_id
        if case is None:
            return
        page = self.page.case

        def refused(error: Exception) -> None:
            page.refuse(case, code, self._around.sentence(error))
            if not isinstance(error, Refused):  # nobody can mend it in the field
                self._window.set_saved(self.tr("保存できません"), ok=False)
                self._tell(error)

        self._window.set_saved(self.tr("保存しています"))

        def kept(view: CaseView) -> None:
            self._window.set_saved(self.tr("保存しました"))
            page.answered(code, value, view)
            self.kept.emit()

        self._lanes.run(lambda: self.procedures.enter(case, code, value), kept, refused)

    # deeds

    def _deed(self, deed: Callable[[CaseId], CaseView]) -> None:
        """Something that changes the open case; a refusal stands above the buttons."""
        case = self.page.case.case_id
        if case is None:
            return
        self._lanes.run(lambda: deed(case), self._on_changed, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.page.case.say(self._around.sentence(error))

    def _on_changed(self, view: CaseView) -> None:
        if view.case.ended:
            self._ended(view)
        elif self.page.case.case_id == view.case.id:
            self.page.case.show_view(view)
        self.refresh_queue()

    def _ended(self, view: CaseView) -> None:
        _kind, state = self.words.state(view.case.state)
        shape = self.tr("{number} {state}")
        news = shape.replace("{number}", view.case.number.short).replace("{state}", state)
        if self.page.case.case_id == view.case.id:
            self.page.show_home()
        self._window.toast.show_news(news)
        if view.case.state is CaseState.DONE:
            self._look_for_applications(view.case.id)

    # a move of house and the mover's own card application

    def _look_for_applications(self, case: CaseId) -> None:
        """Is there a card application of whoever moves? The address changes, so no mail."""
        self._lanes.run(
            lambda: self.procedures.applications_concerned(case),
            lambda lines: self._ask_about(case, lines),
            self._tell,
        )

    def _ask_about(self, case: CaseId, lines: tuple[Line, ...]) -> None:
        """One after the other: the person decides whether it is the same applicant."""
        if not lines:
            return
        line, rest = lines[0], lines[1:]
        draft = line.status is Status.DRAFT
        shape = self.tr(
            "{number} {name} さまのカードの申請があります。"
            "引越しで住所が変わると、カードを郵送できません。同じ方ですか。"
        )
        text = shape.replace("{number}", line.number.short).replace("{name}", line.name)
        question = QuestionDialog(
            self.tr("同じ方のカードの申請がありますか"),
            text,
            self.tr("同じ方：郵送をやめる") if draft else self.tr("同じ方：申請を開いて直す"),
            refuse=self.tr("別の方"),
            parent=self._window,
        )
        question.agreed.connect(lambda: self._on_same_person(case, line))
        question.finished.connect(lambda _result: self._ask_about(case, rest))
        question.finished.connect(question.deleteLater)
        question.open()

    def _on_same_person(self, case: CaseId, line: Line) -> None:
        """An open application takes the answer; another one is opened for the clerk to correct."""
        counter = self._around.counter
        if line.status is not Status.DRAFT:
            self._window.show_tab("intake")
            counter.bench.open(line.id)
            return
        said = self.tr("{number} を窓口での受取りにしました").replace("{number}", line.number.short)

        def noted(draft: Draft) -> None:
            counter.bench.take(draft)
            self._window.toast.show_news(said)

        self._lanes.run(
            lambda: self.procedures.note_moving(case, line.id, counter.intake), noted, self._tell
        )

    def _on_finish(self, result: str) -> None:
        self._deed(lambda case: self.procedures.finish(case, result))

    def _on_refer(self) -> None:
        case = self.page.case.case_id
        if case is not None:
            self._lanes.run(lambda: self.procedures.view(case), self._refer, self._refuse)

    def _refer(self, view: CaseView) -> None:
        """Print where to go, then end the case; without a printer only after a question."""
        paper = self._referral(view)
        case = view.case.id

        def end() -> None:
            self._lanes.run(lambda: self.procedures.refer(case), self._on_changed, self._tell)

        if paper is None or self._printed(view, paper):
            end()
            return
        question = QuestionDialog(
            self.tr("ご案内の紙を印刷できませんでした"),
            self.tr("口でご案内して終えますか。やめると、この手続きは順番待ちに残ります。"),
            self.tr("口でご案内して終える"),
            parent=self._window,
        )
        question.agreed.connect(end)
        question.rejected.connect(self.refresh_queue)
        question.finished.connect(question.deleteLater)
        question.open()

    def _referral(self, view: CaseView) -> PaperRow | None:
        """The referral of the catalogue, also where the clerk refers someone who could stay."""
        rows = _papers(view) + (() if view.procedure is None else view.procedure.papers)
        return next((each for each in rows if each.kind == "referral"), None)

    def _on_leave(self) -> None:
        if self.page.case.case_id is not None:
            self._ask_to_leave(self.page.case.case_id)

    def _ask_to_leave(self, case: CaseId) -> None:
        asked = LeaveDialog(self._window)

        def given(reason: str) -> None:
            def left(view: CaseView) -> None:
                asked.accept()
                self._on_changed(view)

            self._lanes.run(
                lambda: self.procedures.leave(case, reason),
                left,
                lambda error: asked.refuse(self._around.sentence(error)),
            )

        asked.given.connect(given)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _on_application(self) -> None:
        case = self.page.case.case_id
        if case is None:
            return
        counter = self._around.counter
        intake = counter.intake

        def opened(draft: Draft) -> None:
            self.page.show_home()
            self.refresh_queue()
            self._window.show_tab("intake")
            counter.bench.open(draft.id)

        self._lanes.run(
            lambda: self.procedures.start_application(case, intake), opened, self._refuse
        )

    def _on_back(self) -> None:
        self.page.show_home()
        self.refresh_queue()

    # papers

    def _printed(self, view: CaseView, paper: PaperRow) -> bool:
        """Print it and note that in the store."""
        try:
            self._around.papers.print(view, paper)
        except DeskError:
            return False
        case = view.case.id
        self._lanes.run(
            lambda: self.procedures.note_printed(case, paper.code), self._on_noted, self._tell
        )
        return True

    def _on_noted(self, view: CaseView) -> None:
        if self.page.case.case_id == view.case.id and not view.case.ended:
            self.page.case.show_view(view)

    def _with_paper(self, code: str, then: Callable[[CaseView, PaperRow], None]) -> None:
        """The case afresh from the store, and its paper of that code."""
        case = self.page.case.case_id
        if case is None:
            return

        def looked(view: CaseView) -> None:
            paper = next((each for each in _papers(view) if each.code == code), None)
            if paper is not None:
                then(view, paper)

        self._lanes.run(lambda: self.procedures.view(case), looked, self._refuse)

    def _on_print(self, code: str) -> None:
        self._with_paper(code, self._print_or_say)

    def _print_or_say(self, view: CaseView, paper: PaperRow) -> None:
        try:
            self._around.papers.print(view, paper)
        except DeskError as error:
            self.page.case.say(self._around.sentence(error))
            return
        case, code = view.case.id, paper.code
        self._lanes.run(
            lambda: self.procedures.note_printed(case, code), self._on_noted, self._tell
        )

    def _on_look(self, code: str) -> None:
        self._with_paper(code, self._look)

    def _look(self, view: CaseView, paper: PaperRow) -> None:
        image = self._around.papers.image(view, paper, PREVIEW_PX)
        name = self.words.say(paper)
        dialog = PaperDialog(name, image, parent=self._window)
        dialog.print_wanted.connect(lambda: self._print_or_say(view, paper))
        dialog.save_wanted.connect(lambda: self._save(view, paper))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, view: CaseView, paper: PaperRow) -> None:
        suggested = f"{view.case.number.full}-{paper.code}.pdf"
        ask_where_to_save(
            self._window,
            self.tr("紙をPDFに保存"),
            suggested,
            lambda path: self._write(path, view, paper),
        )

    def _write(self, path: Path, view: CaseView, paper: PaperRow) -> None:
        if path.exists():
            text = self.tr("同じ名前のファイルがあります。別の名前で保存してください。")
            self.page.case.say(text)
            return
        content = self._around.papers.pdf(view, paper)

        def work() -> None:
            try:
                write_whole(path, content)
            except OSError as error:
                raise disk_trouble(error) from error

        done = self.tr("PDFに保存しました")
        self._lanes.compute(work, lambda _none: self._window.toast.show_news(done), self._refuse)


def _papers(view: CaseView) -> tuple[PaperRow, ...]:
    return () if view.verdict is None else view.verdict.papers

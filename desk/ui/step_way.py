"""From step to step: which one comes next, and what stands in the way of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.application import Status, Step
from desk.domain.assessment import Progress, Severity
from desk.ui.bench import Bench
from desk.ui.entry_saving import EntrySaving
from desk.ui.step_pages import StepPages
from desk.ui.steps.page import StepPage
from desk.ui.verdict_panel import step_names

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class StepWay(QObject):
    """A draft moves only once all is saved and the store has kept the step; what is missing is
    said and shown instead. A closed application is only looked at."""

    moved = Signal(object, object)  # Draft as the store answered, Step
    all_done = Signal()  # the last step was left forwards

    def __init__(
        self,
        context: DeskContext,
        bench: Bench,
        pages: StepPages,
        saving: EntrySaving,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench
        self._pages = pages
        self._saving = saving

    def go_to(self, step: Step) -> None:
        """Back to any step; ahead only when every step before it is done (ui.md §4)."""
        bench = self._bench
        draft = bench.draft
        if draft is None or step == bench.step:
            return
        if step > bench.step and bench.is_draft:
            missing = unfinished_before(draft, step)
            if missing is not None:
                bench.tell("warning", self._finish_first(missing))
                return
        self._move(draft, step)

    def go_back(self) -> None:
        """前へ."""
        draft, step = self._bench.draft, self._bench.step
        if draft is not None and step > Step.FORM:
            self._move(draft, previous(draft, step))

    def go_on(self) -> None:
        """To the next step, without a look at this one."""
        draft, step = self._bench.draft, self._bench.step
        if draft is not None and step is not Step.PAPERS:
            self._move(draft, following(draft, step))

    def proceed(self) -> None:
        """Ctrl+Enter: the first thing missing or wrong, else the next step, else complete."""
        bench = self._bench
        if bench.draft is None or bench.busy:
            return
        if not bench.is_draft:
            self._proceed_elsewhere(bench.draft)
            return
        bench.settle_focus()
        self._saving.flush(self._proceed_saved)

    def _proceed_saved(self) -> None:
        bench = self._bench
        page = self._pages.page(bench.step)
        if (reason := page.blocked_reason()) != "":
            page.focus_blocked()
            bench.tell("warning", reason)
            return
        state = page.state
        if state is not None and not state.done:
            page.focus_first_open()
            bench.tell("error", self._what_is_open(page))
            return
        if bench.step is Step.PAPERS:
            self.all_done.emit()
        else:
            self.go_on()

    def _proceed_elsewhere(self, draft: Draft) -> None:
        """The primary button of an application that is not a draft."""
        application, intake = draft.id, self._context.intake
        if draft.record.status is Status.HELD:
            self._bench.replace(lambda: intake.continue_held(application))
        elif draft.record.status is Status.ACCEPTED:
            self._bench.close()

    def _move(self, draft: Draft, step: Step) -> None:
        bench = self._bench
        if not bench.is_draft:
            bench.show_step(step)
            return
        bench.settle_focus()
        application, intake = draft.id, self._context.intake

        def moved(answer: Draft) -> None:
            self.moved.emit(answer, step)

        self._saving.flush(
            lambda: self._context.tasks.run(
                lambda: intake.go_to(application, step), moved, bench.fail
            )
        )

    def _finish_first(self, step: Step) -> str:
        name = dict(step_names())[step]
        text = self.tr("先に手順{number}「{name}」を終えてください")
        return text.replace("{number}", str(step.value)).replace("{name}", name)

    def _what_is_open(self, page: StepPage) -> str:
        """Which field, in words: 「電話番号」を直してください."""
        field = page.first_open_field()
        name = page.name_of(field)
        problem = page.problem_of(field)
        if problem is not None and problem.severity is Severity.ERROR:
            text = self.tr("{name}を直してください")
        else:
            text = self.tr("{name}がまだです")
        return text.replace("{name}", name or self.tr("この手順の項目"))


def previous(draft: Draft, step: Step) -> Step:
    """The step before; one that this application skips is left out."""
    before = Step(step - 1)
    return Step(before - 1) if _skipped(draft, before) else before


def following(draft: Draft, step: Step) -> Step:
    """The step after; one that this application skips is left out."""
    after = Step(step + 1)
    return Step(after + 1) if _skipped(draft, after) else after


def _skipped(draft: Draft, step: Step) -> bool:
    return draft.assessment.step(step).progress is Progress.SKIPPED


def unfinished_before(draft: Draft, step: Step) -> Step | None:
    """The first step that must be done before that one can be opened."""
    earlier = (each for each in Step if each < step)
    return next((each for each in earlier if not draft.assessment.step(each).done), None)

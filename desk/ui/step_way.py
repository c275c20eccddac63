"""Which step comes next, and what stands in the way of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from desk.domain.application import Step
from desk.domain.assessment import Progress, Severity
from desk.ui.steps.page import StepPage
from desk.ui.verdict_panel import step_names

if TYPE_CHECKING:
    from desk.services.intake import Draft

translate: Final = QCoreApplication.translate


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
    """The first step that must be done before that one can be opened (ui.md §4)."""
    earlier = (each for each in Step if each < step)
    return next((each for each in earlier if not draft.assessment.step(each).done), None)


def finish_first(step: Step) -> str:
    """That this step comes first, in words."""
    name = dict(step_names())[step]
    text = translate("StepWay", "先に手順{number}「{name}」を終えてください")
    return text.replace("{number}", str(step.value)).replace("{name}", name)


def what_is_open(page: StepPage) -> str:
    """Which field, in words: 「電話番号」を直してください."""
    field = page.first_open_field()
    name = page.name_of(field)
    problem = page.problem_of(field)
    if problem is not None and problem.severity is Severity.ERROR:
        text = translate("StepWay", "{name}を直してください")
    else:
        text = translate("StepWay", "{name}がまだです")
    return text.replace("{name}", name or translate("StepWay", "この手順の項目"))

"""What is known about a draft at this moment: what is missing, what is wrong, which route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk.domain.application import Step
from desk.domain.delivery import Verdict
from desk.domain.validity import Expiry


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # blocks completing
    WARNING = "warning"  # shown, does not block
    HINT = "hint"  # helps


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding on one field; `code` finds its sentence in resources/texts/messages.toml."""

    field: str
    code: str
    severity: Severity = Severity.ERROR
    facts: tuple[tuple[str, object], ...] = ()


class Progress(StrEnum):
    """A step's state as the step bar draws it."""

    DONE = "done"
    ATTENTION = "attention"
    TODO = "todo"
    SKIPPED = "skipped"  # 写真なし（1歳未満）


@dataclass(frozen=True, slots=True)
class StepState:
    """One step: what is left in it. `note` is a message code for the second line."""

    step: Step
    progress: Progress
    missing: tuple[str, ...] = ()  # field names (or "form_page", "photo") still empty
    problems: tuple[Problem, ...] = ()
    note: str = ""
    facts: tuple[tuple[str, object], ...] = ()

    @property
    def done(self) -> bool:
        return self.progress in (Progress.DONE, Progress.SKIPPED)


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds beside the entries."""

    form_page: bool = False
    photo: bool = False
    previous_photo: bool = False  # is there a previous applicant's photo to compare with
    photo_findings: tuple[str, ...] = ()  # 撮影時の自動チェックで注意だった項目


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the screens show live and the service checks before accepting."""

    steps: tuple[StepState, ...]
    verdict: Verdict
    problems: tuple[Problem, ...]
    birth: date | None
    age: int | None  # by the law of the day before (年齢計算ニ関スル法律), on the acceptance date
    needs_guardian: bool
    needs_photo: bool
    number_to_be_added: bool  # 番号追記待ち
    sign_certificate_locked: bool  # 署名用電子証明書は発行されない（15歳未満・成年被後見人）
    identity_label: str = ""  # e.g. "A1+B1": what the accepted combination is called
    counted_documents: tuple[str, ...] = ()
    guardian_label: str = ""  # the representative's combination
    guardian_counted_documents: tuple[str, ...] = ()
    expiry: Expiry | None = None  # 有効期限の目安; None while birth or stay are not known

    def step(self, step: Step) -> StepState:
        return self.steps[step - 1]

    @property
    def mailable_so_far(self) -> bool:
        """The identity check is done and nothing speaks against mailing (ここまでの判定)."""
        return not self.verdict.reasons and self.step(Step.IDENTITY).done

    @property
    def can_accept(self) -> bool:
        """Nothing is missing or wrong; the route may still be the counter."""
        return all(state.done for state in self.steps)

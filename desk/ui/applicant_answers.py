"""What the applicant answers on their screen becomes part of the record; step 5 shows how it
stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.application import ApplicationId, Step
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import Refused
from desk.ui import entry_saving
from desk.ui.applicant_sight import Reply, Sight
from desk.ui.applicant_words import FIRST
from desk.ui.bench import Bench
from desk.ui.display_host import DisplayHost
from desk.ui.entry_saving import EntrySaving
from desk.ui.step_pages import StepPages
from desk.ui.steps.page import StepPage
from desk.ui.steps.papers_page import PapersPage

if TYPE_CHECKING:
    from desk.services.intake import Draft, Intake
    from desk.ui.context import DeskContext

_OBJECTIONS = (Answer.WRONG_PHOTO, Answer.WRONG_NAME, Answer.WRONG_ADDRESS)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer on its way to the disk. `sight`: what must still stand when it is kept."""

    application: ApplicationId
    confirmation: Confirmation
    sight: Sight | None


def _keep_in(intake: Intake, given: _Given) -> tuple[Draft, bool]:
    """On the store's thread: the draft, and whether the answer was kept. It is kept only for
    what it was given to."""
    draft = intake.look(given.application)
    if given.sight is not None and Sight.of(draft) != given.sight:
        return draft, False
    try:
        return intake.confirm(given.application, given.confirmation), True
    except Refused as refusal:
        if refusal.code != "photo_changed":
            raise
        return draft, False


class ApplicantAnswers(QObject):
    """Right, wrong, read aloud, or the answer about copies: each is kept with what was shown."""

    entered = Signal(str, object)  # field, value

    def __init__(
        self,
        context: DeskContext,
        bench: Bench,
        display: DisplayHost,
        pages: StepPages,
        saving: EntrySaving,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench
        self._display = display
        self._pages = pages
        self._saving = saving
        self._given: _Given | None = None
        self._underway = False
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._try)
        display.replied.connect(self._on_replied)
        display.copy_consent.connect(self._on_copy_consent)
        display.shown_changed.connect(lambda _shown: self._show_state(""))
        pages.built.connect(self._on_page_built)

    def _on_page_built(self, page: StepPage) -> None:
        if isinstance(page, PapersPage):
            page.read_aloud.connect(self._on_read_aloud)

    # the applicant
    def _on_replied(self, reply: Reply) -> None:
        if reply.answer in _OBJECTIONS:
            self._bench.tell("warning", self._objection(reply.answer))
            self._show_state(reply.answer.value)
        confirmation = self._confirmation(
            reply.answer,
            language=reply.language,
            photo_sha256=reply.sight.photo_sha256,
            route=reply.sight.route,
            mail_consent=reply.mail_consent,
            copy_consent=reply.copy_consent,
            shown_ms=reply.shown_ms,
            shared_screen=reply.shared_screen,
        )
        right = reply.answer is Answer.RIGHT
        self._keep(_Given(reply.sight.application, confirmation, reply.sight if right else None))

    def _on_copy_consent(self, given: bool) -> None:
        self.entered.emit("identity.copy_consent", "yes" if given else "no")

    # the staff read it out
    def _on_read_aloud(self) -> None:
        draft = self._bench.draft
        if draft is None:
            return
        sight = Sight.of(draft)
        confirmation = self._confirmation(
            Answer.READ_ALOUD,
            language=FIRST,
            photo_sha256=sight.photo_sha256,
            route=sight.route,
            mail_consent=None,
            copy_consent={"yes": True, "no": False}.get(draft.text("identity.copy_consent")),
            shown_ms=0,
            shared_screen=False,
        )
        self._keep(_Given(draft.id, confirmation, None))

    # keeping
    def _keep(self, given: _Given) -> None:
        """Until it is on the disk: nobody is asked twice because a disk was slow or full."""
        self._given = given
        self._try()

    def _try(self) -> None:
        given = self._given
        if given is None or not self._is_open(given.application):
            self._given = None
            return
        self._retry.start(entry_saving.RETRY_AFTER_MS)
        # What is still being typed belongs to the record against which the answer is held.
        self._saving.flush(lambda: self._send(given))

    def _send(self, given: _Given) -> None:
        if self._given is not given or self._underway:
            return
        self._underway = True
        intake = self._context.intake
        self._context.tasks.run(
            lambda: _keep_in(intake, given),
            lambda answer: self._on_answer(given, answer),
            lambda error: self._on_failed(given, error),
        )

    def _on_failed(self, given: _Given, error: BaseException) -> None:
        self._underway = False
        if isinstance(error, Refused) and self._given is given:
            self._given = None  # trying again would not help
        self._bench.fail(error)

    def _on_answer(self, given: _Given, answer: tuple[Draft, bool]) -> None:
        self._underway = False
        if self._given is given:
            self._given = None
            self._retry.stop()
        draft, kept = answer
        self._bench.take(draft)
        if kept:
            self._display.thank()
            self._withdraw_if_changed()
        elif self._is_open(draft.id):
            text = self.tr("内容が変わったため、申請者にもう一度見ていただきます。")
            self._bench.tell("warning", text)
            self._display.show(draft, changed=True)

    def _withdraw_if_changed(self) -> None:
        """Something of the applicant's was typed while the answer was on its way."""
        if any(field.startswith("applicant.") for field in self._saving.pending):
            self.entered.emit("papers.confirmed", None)

    # inside
    def _is_open(self, application: ApplicationId) -> bool:
        draft = self._bench.draft
        return draft is not None and draft.id == application and self._bench.is_draft

    def _confirmation(self, answer: Answer, **shown: object) -> Confirmation:
        operator, now = self._context.intake.operator, self._context.clock.now()
        return Confirmation(answer=answer, operator=operator.id, at=now.utc, **shown)  # type: ignore[arg-type]

    def _objection(self, answer: Answer) -> str:
        names = {
            Answer.WRONG_PHOTO: self.tr("写真"),
            Answer.WRONG_NAME: self.tr("お名前"),
            Answer.WRONG_ADDRESS: self.tr("お届け先"),
        }
        text = self.tr("申請者が確認を求めています：{what}")
        return text.replace("{what}", names[answer])

    def _show_state(self, objection: str) -> None:
        page = self._pages.get(Step.PAPERS)
        if isinstance(page, PapersPage):
            page.show_display_state(self._display.shown, objection)

"""The controller of the one open application: five steps, saving, cameras, ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desk.domain.application import ApplicationId, Status, Step
from desk.domain.delivery import Route
from desk.domain.errors import DeskError, NeedsPerson
from desk.services.ports import JAPAN, Operator
from desk.ui import keys
from desk.ui.alerts import Alerts
from desk.ui.applicant_answers import ApplicantAnswers
from desk.ui.arrivals import Arrivals
from desk.ui.dialog import DeskDialog
from desk.ui.display_host import DisplayHost
from desk.ui.endings import Endings, sent_back
from desk.ui.entry_saving import EntrySaving, entry
from desk.ui.held_cameras import HeldCameras
from desk.ui.more_menu import MoreMenu
from desk.ui.pictures import Pictures
from desk.ui.portrait_learning import PortraitLearning
from desk.ui.slip_actions import SlipActions
from desk.ui.step_pages import StepPages
from desk.ui.step_way import StepWay
from desk.ui.steps.page import StepPage
from desk.ui.steps.photo_page import PhotoPage
from desk.ui.verdict_change import changed_words
from desk.ui.workbench_view import WorkbenchView

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class Workbench(QObject):
    """`centre` and `right` are what the shell puts side by side; `body` is the part of `centre`
    that scrolls.

    Everything entered is on its way to the disk at once and counts as saved only when the store
    has answered. Leaving, going on and completing wait for that answer; when it is an error, the
    screen stays as it is.
    """

    changed = Signal(object)  # Draft, after each answer of the store
    saved = Signal(str, bool)  # 「自動保存済み 10:38:02」, or False and 「保存できていません」
    message = Signal(str, str)  # title, text: worth telling beyond this window
    screen_changed = Signal(str)  # key of keys.SCREEN_KEYS
    accepted = Signal(object)  # Draft
    file_taken = Signal(object)  # Path of a sheet that became this application's page
    closed = Signal()

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._draft: Draft | None = None
        self._step = Step.FORM
        self._busy = False
        self._just_accepted = False
        self._loaded: set[Step] = set()
        self._cameras = HeldCameras(context)
        self._pictures = Pictures(context.tasks, context.store, self)
        self._saving = EntrySaving(context.tasks, context.intake.save, self)
        self._pages = StepPages(context, self._pictures, self)
        self._show_parts(WorkbenchView(context, self))
        self._way = StepWay(context, self, self._pages, self._saving, self)
        self._slips = SlipActions(context, self, self)
        self._alerts = Alerts(context, self, self._pictures, self)
        self._arrivals = Arrivals(context, self, self)
        self._endings = Endings(context, self, self._saving, self)
        self._display = DisplayHost(context, self._pictures, self.centre)
        self._answers = ApplicantAnswers(
            context, self, self._display, self._pages, self._saving, self
        )
        self._portraits = PortraitLearning(context, self)
        self._wire_parts()
        self._wire_view()
        self._bind_keys()

    # wiring
    def _show_parts(self, view: WorkbenchView) -> None:
        self._view = view
        self.centre, self.right, self.body = view.centre, view.right, view.body
        self.band, self.steps, self.verdict = view.band, view.steps, view.verdict
        self.notice, self.notice_part, self.actions = view.notice, view.notice_part, view.actions

    def _wire_parts(self) -> None:
        self._saving.saved.connect(self._on_saved)
        self._saving.failed.connect(self._on_save_failed)
        self._pages.built.connect(self._on_page_built)
        self._way.moved.connect(self._on_moved)
        self._way.all_done.connect(self._complete)
        self._pages.file_wanted.connect(self._arrivals.choose_file)
        self._pages.compare_wanted.connect(self._alerts.compare)
        self._pages.display_wanted.connect(self.toggle_display)
        self._pages.consent_display_wanted.connect(self._ask_consent)
        self._pages.own_code_wanted.connect(self._show_own_code)
        self.changed.connect(self._portraits.follow)
        self.closed.connect(partial(self._portraits.follow, None))
        self._alerts.supervisor_called.connect(self.call_supervisor)
        self._alerts.answered.connect(self._on_alert_answered)
        self._alerts.retake_wanted.connect(self._on_retake_wanted)
        self._arrivals.file_taken.connect(self.file_taken)
        self._endings.ended.connect(self._on_ended)
        self._answers.entered.connect(self._on_entered)
        self.changed.connect(self._display.follow)

    def _wire_view(self) -> None:
        self.steps.step_chosen.connect(lambda number: self.go_to(Step(number)))
        self.verdict.clicked.connect(self.show_reasons)
        self._view.correct.clicked.connect(partial(self.ask_change, "correct"))
        self.band.hold_wanted.connect(partial(self.ask_change, "hold"))
        self.band.more_wanted.connect(self.show_more)
        self.band.stop_wanted.connect(self._endings.ask_leave)
        self.actions.back_wanted.connect(self.go_back)
        self.actions.hold_wanted.connect(partial(self.ask_change, "hold"))
        self.actions.preview_wanted.connect(self._slips.preview)
        self.actions.proceed_wanted.connect(self.proceed)

    def _bind_keys(self) -> None:
        for action, slot in (
            ("next", self.proceed),
            ("cancel", self._on_cancel),
            ("hold", partial(self.ask_change, "hold")),
            ("more", self.show_more),
            ("void", partial(self.ask_change, "void")),
            ("applicant_display", self.toggle_display),
            ("print", self._slips.print_slip),
            ("preview", self._slips.preview),
            ("call", self.call_supervisor),
        ):
            keys.bind(action, self.centre, slot)
        for step in Step:
            keys.bind(f"step_{step.value}", self.centre, partial(self.go_to, step))

    def page(self, step: Step) -> StepPage:
        """The page of that step, built when it is first shown (start-up time)."""
        return self._pages.page(step)

    def build_ahead(self) -> None:
        """Build the pages one by one while nobody waits for them."""
        self._pages.build_ahead()

    def _on_page_built(self, page: StepPage) -> None:
        self._view.add_page(page)
        page.typing.connect(self._on_typing)
        page.entered.connect(self._on_entered)
        page.redrawn.connect(self.take)
        page.told.connect(self.tell)
        page.went_on.connect(self._way.go_on)
        page.wants_focus.connect(self._view.ensure_visible)

    # opening and closing
    @property
    def draft(self) -> Draft | None:
        return self._draft

    @property
    def step(self) -> Step:
        return self._step

    @property
    def busy(self) -> bool:
        return self._busy

    @property
    def shown_page(self) -> StepPage | None:
        return self._pages.get(self._step)

    @property
    def everything_saved(self) -> bool:
        return self._saving.everything_saved

    def open_new(self) -> None:
        """F2: a new application; the open one is saved and left first."""
        self.replace(self._context.intake.open)

    def open(self, application: ApplicationId) -> None:
        """Another application of the list; a held or completed one is shown first."""
        if self._draft is not None and self._draft.id == application:
            return
        intake = self._context.intake
        self.replace(lambda: intake.load(application))

    def resume(self, draft: Draft) -> None:
        """The application that was open when the program last ended, at its step."""
        self._show(draft)

    def close(self) -> None:
        """Leave the application as it stands; `closed` comes once all is saved."""
        if self._draft is None:
            self.closed.emit()
            return
        intake = self._context.intake
        self._saving.flush(
            lambda: self._context.tasks.run(
                intake.leave, lambda _none: self._close_now(), self.fail
            )
        )

    def set_mode(self, mode: str) -> None:
        """ "wide", "medium" or "narrow" (ui.md §15)."""
        self.steps.set_compact(mode == "narrow")
        self._pages.set_narrow(mode == "narrow")

    def shut(self) -> None:
        """The program ends: what is typed is handed to the store's thread, cameras go off."""
        self._pages.stop()
        self.settle_focus()
        self._saving.send_last()
        self._leave_page()
        self._cameras.give_back()
        self._display.close()

    def replace(self, deed: Callable[[], Draft]) -> None:
        if self._busy:
            return
        self._busy = True

        def opened(draft: Draft) -> None:
            self._busy = False
            self._show(draft)

        self._saving.flush(lambda: self._context.tasks.run(deed, opened, self.fail))

    def _close_now(self) -> None:
        self._leave_page()
        self._cameras.give_back()
        self._display.hide()
        self._pictures.forget()
        self._saving.follow(None)
        self._draft = None
        self._view.put_page_away()
        self.closed.emit()

    def _show(self, draft: Draft) -> None:
        """Put another application on the screen."""
        self._leave_page()
        self._display.hide()
        self._cameras.give_back()
        self._pictures.forget()
        self._saving.follow(draft.id)
        self._loaded.clear()
        self._draft = draft
        self._just_accepted = False
        self._view.hide_notice()
        self.actions.say("quiet", "")
        try:
            if self.is_draft:
                self._cameras.take(draft.record.number.short)
        except NeedsPerson as error:
            self._show_nothing(error)
            return
        if sent_back(draft.record) is not None:
            self._context.tasks.run(self._context.store.operators, self._on_people)
        self.changed.emit(draft)
        self.show_step(draft.record.step)

    def _on_people(self, people: Sequence[Operator]) -> None:
        self._view.know_people({each.id: each.name for each in people})
        self._render()

    def _show_nothing(self, why: NeedsPerson) -> None:
        """The application could not be opened."""
        self._draft = None
        self._view.put_page_away()
        self._saving.follow(None)
        self.fail(why)
        self.closed.emit()

    # steps
    def go_to(self, step: Step) -> None:
        """Back to any step; ahead only when every step before it is done (ui.md §4)."""
        self._way.go_to(step)

    def go_back(self) -> None:
        """前へ."""
        self._way.go_back()

    def proceed(self) -> None:
        """Ctrl+Enter: the first thing missing or wrong, else the next step, else complete."""
        self._way.proceed()

    def _on_moved(self, answer: Draft, step: Step) -> None:
        if self._draft is not None and self._draft.id == answer.id:
            self._draft = answer
            self.show_step(step)
            self.changed.emit(answer)

    def show_step(self, step: Step) -> None:
        draft = self._draft
        if draft is None:
            return
        self._leave_page()
        self._step = step
        page = self.page(step)
        self._view.show_page(page)
        self.actions.say("quiet", "")
        shown = self._saving.over(draft)
        if step in self._loaded:
            page.refresh(shown)
        else:
            self._loaded.add(step)
            page.load(shown)
        editable = self.is_draft
        page.setEnabled(editable)
        page.side.setEnabled(editable)
        if editable:
            page.enter()
        else:
            page.look()
        self._render()
        self.screen_changed.emit(page.screen_name)
        # After the layout: a widget that is not laid out yet cannot be scrolled into view.
        QTimer.singleShot(0, self.centre, self._focus_step)

    def _focus_step(self) -> None:
        if self._draft is None:
            return
        if self.is_draft:
            self.page(self._step).focus_first_open()
        elif sent_back(self._draft.record) is not None:
            self._view.correct.setFocus()
        else:
            self.actions.primary.setFocus()
        focused = QApplication.focusWidget()
        if focused is not None:
            self._view.ensure_visible(focused)

    def _leave_page(self) -> None:
        self._display.hide_own_code()
        page = self._pages.get(self._step)
        if page is not None and page.draft is not None and self._draft is not None:
            page.leave()

    def settle_focus(self) -> None:
        """Let the field with the focus hand over its text, as if it had been left."""
        focused = QApplication.focusWidget()
        if focused is not None and self.body.isAncestorOf(focused):
            finished = getattr(focused, "editingFinished", None)
            if finished is not None:
                finished.emit()

    # entries
    def _on_typing(self, field: str, value: object) -> None:
        self._saving.typing(field, entry(value))
        self._withdraw_confirmation(field, value)

    def _on_entered(self, field: str, value: object) -> None:
        self._withdraw_confirmation(field, value)
        self._saving.entered(field, entry(value))
        if self._draft is not None and self._step in self._loaded:
            self.actions.say("quiet", "")
            self.page(self._step).refresh(self._saving.over(self._draft))
            self._render()

    def _withdraw_confirmation(self, field: str, value: object) -> None:
        """What the applicant confirmed was changed: it must be shown and confirmed again."""
        draft = self._draft
        if draft is None or not field.startswith("applicant."):
            return
        confirmed = self._saving.over(draft).text("papers.confirmed")
        if confirmed and draft.record.entries.get(field) != value:
            self._saving.typing("papers.confirmed", None)
            self._display.hide()

    def _on_saved(self, draft: Draft) -> None:
        self._say_saved()
        self._view.hide_notice()
        self.take(draft)

    def _on_save_failed(self, error: object) -> None:
        sentence = self._named(error) + self.sentence(error)
        title = self.tr("保存できていません。画面の内容は残っています")
        self._view.show_notice("stop", title, sentence)
        self._busy = False
        self.saved.emit(self.tr("保存できていません"), False)

    def _named(self, error: object) -> str:
        """The field that an error is about, as this step calls it: 「氏名」：."""
        field = error.facts.get("field") if isinstance(error, DeskError) else None
        name = self.page(self._step).name_of(str(field)) if field else ""
        return self.tr("「{name}」：").replace("{name}", name) if name else ""

    def take(self, draft: Draft) -> None:
        """An answer of the store about the open application."""
        if self._draft is None or draft.id != self._draft.id:
            return
        self._draft = draft
        self.page(self._step).refresh(self._saving.over(draft))
        self._render()
        self.changed.emit(draft)

    def judge_again(self) -> None:
        """Other rules hold than a moment ago: what is open is judged by them, and it is said."""
        self._pages.take_rules()
        if self._draft is None:
            self.message.emit(self.tr("規則が変わりました"), "")
            return
        intake, application = self._context.intake, self._draft.id
        self._context.tasks.run(lambda: intake.look(application), self._on_judged_again, self.fail)

    def _on_judged_again(self, draft: Draft) -> None:
        before = self._draft
        if before is None or before.id != draft.id:
            return
        self.take(draft)
        title = self.tr("規則が変わりました")
        text = changed_words(before.assessment, draft.assessment)
        self._view.show_notice("notice", title, text)
        self.message.emit(title, text)

    # ends
    def _complete(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self._busy = True
        application, intake = draft.id, self._context.intake
        self._context.tasks.run(lambda: intake.accept(application), self._on_accepted, self.fail)

    def _on_accepted(self, draft: Draft) -> None:
        self._busy = False
        self._leave_page()
        self._display.hide()
        self._cameras.give_back()
        self._draft = draft
        self._just_accepted = True
        self._loaded.clear()
        self.show_step(Step.PAPERS)
        self._say_saved()
        self.changed.emit(draft)
        self.accepted.emit(draft)
        mail = draft.record.route is Route.MAIL
        number = draft.record.number.short
        title = self.tr("{number} の受付を完了しました").replace("{number}", number)
        text = self.tr("申請書と依頼書を封筒Aへ入れてください。")
        if not mail:
            text += self.tr("窓口での受取りの案内を控えといっしょに渡してください。")
        self._view.show_notice("ok", title, text)
        self.message.emit(title, "")  # the rest stands in the banner
        self._slips.print(draft)

    def _on_cancel(self) -> None:
        """Esc: first what runs on the page, then the application."""
        page = self.shown_page
        if self._draft is None or page is None or not page.cancel():
            self._endings.ask_leave()

    def _on_alert_answered(self) -> None:
        """The button that led to the question is gone: on to what is open next."""
        self.actions.say("quiet", "")
        self._render()
        if self.is_draft and self._step is Step.PHOTO:
            self._pages[Step.PHOTO].focus_first_open()

    def _on_retake_wanted(self) -> None:
        """写真の取り違え: straight back to the camera."""
        if self.is_draft and self._step is Step.PHOTO:
            photo = self._pages[Step.PHOTO]
            assert isinstance(photo, PhotoPage)  # noqa: S101 it was built to be answered on
            photo.retake()

    def ask_change(self, kind: str) -> None:
        """F6, F8 and the menu: hold, void, hand_back or correct, always with a reason."""
        self._endings.ask_change(kind)

    def _on_ended(self, draft: Draft, sentence: str) -> None:
        self.changed.emit(draft)
        self._close_now()
        self.message.emit(sentence, "")

    def show_more(self) -> None:
        """F7: correct, hold, void, hand back, print the slip again."""
        if self._draft is None:
            return
        menu = MoreMenu(self._draft.record, self.centre)
        menu.change_wanted.connect(self.ask_change)
        menu.print_wanted.connect(self._slips.print_slip)
        menu.preview_wanted.connect(self._slips.preview)
        menu.open_under(self.band.more)

    # the applicant's screen
    def toggle_display(self) -> None:
        """F4: show the applicant their application, or ask what the step wants to know."""
        if self._draft is None:
            return
        self.settle_focus()
        page = self.shown_page
        asks = page is not None and self.is_draft and not self._display.shown
        if not (asks and page is not None and page.ask_on_display()):
            self._display.toggle(self._saving.over(self._draft))

    def _ask_consent(self) -> None:
        """写しの同意, on the applicant's own display."""
        if self._draft is not None:
            self._display.ask_copy_consent(self._saving.over(self._draft))

    def _show_own_code(self, number: str) -> None:
        """照合用のQR, for a form without one; "" takes it away."""
        if not number:
            self._display.hide_own_code()
        elif not self._display.show_own_code(number):
            self.tell("warning", self.tr("申請者画面がありません。照合用ラベルを印刷してください"))

    @property
    def display(self) -> DisplayHost:
        return self._display

    # other arrivals
    def take_scanned(self, text: str) -> None:
        """A hand scanner's line."""
        self._arrivals.take_scanned(text)

    def take_file(self, path: Path, source: str = "sheet") -> None:
        """A file of the sheet scanner's folder; `file_taken` once its page is kept."""
        self._arrivals.take_file(path, source)

    def call_supervisor(self) -> None:
        """Ctrl+H."""
        if self._context.call_supervisor is not None:
            self._context.call_supervisor()
        else:
            self.message.emit(self.tr("責任者を呼んでください"), "")

    def show_reasons(self) -> None:
        """The verdict strip was pressed: the reasons stand in step 3's right column."""
        if self._draft is not None and self._step is not Step.IDENTITY:
            self.go_to(Step.IDENTITY)

    # drawing
    def _render(self) -> None:
        draft = self._draft
        if draft is not None:
            shown = self._saving.over(draft)
            self._view.render(draft, shown, self._step, just_accepted=self._just_accepted)

    # telling
    def tell(self, kind: str, text: str) -> None:
        """Beside the primary button; outside this window only while no application is open."""
        self.actions.say(kind, text)
        if self._draft is None:
            self.message.emit(text, "")

    def fail(self, error: BaseException) -> None:
        self._busy = False
        self.tell("error", self.sentence(error))

    def sentence(self, error: object) -> str:
        words = self._context.words
        if isinstance(error, DeskError):
            return words.say(error.code, **error.facts)
        return words.say("unexpected")

    @property
    def is_draft(self) -> bool:
        return self._draft is not None and self._draft.record.status is Status.DRAFT

    def open_dialog(self, dialog: DeskDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say_saved(self) -> None:
        now: datetime = self._context.clock.now().utc
        time = f"{now.astimezone(JAPAN):%H:%M:%S}"
        self.saved.emit(self.tr("自動保存済み {time}").replace("{time}", time), True)

"""How the open application looks: bands, step bar, pages, verdict, what the buttons say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desk.domain.application import Status, Step
from desk.domain.assessment import Severity
from desk.domain.delivery import Route
from desk.services.ports import JAPAN
from desk.ui.action_band import ActionBand
from desk.ui.applicant_band import ApplicantBand
from desk.ui.components import ActionButton, Banner, StepBar, VerdictBar, badge_of, badge_word
from desk.ui.endings import sent_back
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import boxed, column
from desk.ui.tab_order import chain
from desk.ui.verdict_panel import shown_route, step_names, verdict_detail, verdict_title

if TYPE_CHECKING:
    from desk.domain.application import OperatorId
    from desk.domain.review import ReviewMark
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class WorkbenchView(QObject):
    """`centre` and `right` are what the shell puts side by side; `body` is the part of `centre`
    that scrolls. It draws what it is given and decides nothing."""

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._page: StepPage | None = None
        self.centre, self.right = QWidget(), QStackedWidget()
        self.centre.setObjectName("plain")
        self.right.setObjectName("page")
        self.centre.setMinimumWidth(480)
        self.band, self.steps, self.actions = ApplicantBand(), StepBar(), ActionBand()
        self.verdict = VerdictBar()
        self.notice = Banner("info", "")
        self.correct = ActionButton(self.tr("訂正を始める"), size="s", icon="pencil")
        self.notice.add_button(self.correct)
        self.notice.show_button(False)
        self._names: Mapping[OperatorId, str] = {}
        self.notice_part = boxed(column(self.notice))
        self.notice_part.setContentsMargins(12, 8, 12, 0)
        self.notice_part.hide()
        self.body = QStackedWidget()
        self._lay_out()
        self._tabs = QTimer(self.centre, singleShot=True, interval=0)  # goes with the widgets
        self._tabs.timeout.connect(self._order_tabs)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self.centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addWidget(self.steps)
        layout.addWidget(self.notice_part)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.verdict)
        layout.addWidget(self.actions)

    # pages
    def add_page(self, page: StepPage) -> None:
        """A page that was built: its body and its side can be shown from now on."""
        self.body.addWidget(scrolling(page))
        self.right.addWidget(scrolling(page.side))

    def show_page(self, page: StepPage) -> None:
        self._page = page
        self.body.setCurrentWidget(holder_of(page))
        self.right.setCurrentWidget(holder_of(page.side))

    def put_page_away(self) -> None:
        """No application is open any more."""
        self._page = None

    def ensure_visible(self, widget: object) -> None:
        """Scroll the body until that widget of it can be seen."""
        holder = self.body.currentWidget()
        if isinstance(holder, QScrollArea) and isinstance(widget, QWidget):
            inside = holder.widget()
            if inside is not None and inside.isAncestorOf(widget):
                holder.ensureWidgetVisible(widget, 12, 24)

    # notice
    def show_notice(
        self, kind: str, title: str, text: str = "", *, with_button: bool = False
    ) -> None:
        """The button is never hidden in between: it would lose the focus."""
        self.notice.show_button(with_button)
        self.notice.set(kind, title, text)
        self.notice_part.show()

    def know_people(self, names: Mapping[OperatorId, str]) -> None:
        """Who the operators are, for what they said about an application."""
        self._names = names

    def hide_notice(self) -> None:
        self.notice_part.hide()

    # drawing
    def render(self, draft: Draft, shown: Draft, step: Step, *, just_accepted: bool) -> None:
        """`shown` is the draft with what is on screen and not yet saved."""
        self.band.show_draft(shown)
        self._render_steps(draft, step)
        self._render_verdict(draft, step)
        self._render_actions(draft, step, just_accepted)
        self._tabs.start()  # once the layout has placed what has appeared

    def _render_steps(self, draft: Draft, shown_step: Step) -> None:
        words = self._context.words
        states = []
        for step, name in step_names():
            state = draft.assessment.step(step)
            note = words.say(state.note, **dict(state.facts)) if state.note else ""
            states.append((step.value, name, note, state.progress))
        self.steps.show_states(states, shown_step.value)

    def _render_verdict(self, draft: Draft, step: Step) -> None:
        rules = self._context.rulebook.on(self._context.clock.today())
        state = draft.assessment
        self.verdict.show_verdict(
            shown_route(state),
            verdict_title(state, step),
            verdict_detail(state, rules, self._context.language),
        )

    def _render_actions(self, draft: Draft, step: Step, just_accepted: bool) -> None:
        actions = self.actions
        editable = draft.record.status is Status.DRAFT
        actions.back.setVisible(step > Step.FORM)
        if step > Step.FORM:
            actions.back.set_key(f"step_{step - 1}" if editable else None)
        counter = shown_route(draft.assessment) is Route.COUNTER
        actions.hold.setVisible(editable and step is Step.IDENTITY and counter)
        actions.preview.setVisible(step is Step.PAPERS)
        if not editable:
            self._render_closed_actions(draft)
            if not just_accepted:
                self._render_closed_notice(draft)
        elif self._page is not None:
            self._render_primary(self._page)

    def _render_primary(self, page: StepPage) -> None:
        actions = self.actions
        actions.primary.show()
        actions.primary.setText(page.next_caption())
        reason = page.blocked_reason()
        actions.primary.set_blocked(reason)
        if actions.holds_a_message:
            return
        actions.say("quiet", reason)
        if not reason:
            self._say_first_error(page)

    def _say_first_error(self, page: StepPage) -> None:
        state = page.state
        wrong = [] if state is None else [p for p in state.problems if p.severity is Severity.ERROR]
        if wrong:
            name = page.name_of(wrong[0].field) or self.tr("この手順の項目")
            self.actions.say("error", self.tr("{name}を直してください").replace("{name}", name))

    def _render_closed_actions(self, draft: Draft) -> None:
        captions = {
            Status.HELD: self.tr("続きを始める"),
            Status.ACCEPTED: self.tr("閉じる"),
        }
        caption = captions.get(draft.record.status, "")
        self.actions.primary.setVisible(bool(caption))
        self.actions.primary.set_blocked("")
        self.actions.primary.setText(caption)

    def _render_closed_notice(self, draft: Draft) -> None:
        """What this application is; a slip that nobody has in hand is said first."""
        record = draft.record
        mark = sent_back(record)
        if mark is not None:
            self._show_sent_back(mark)
            return
        word = badge_word(badge_of(record.status, record.route))
        state = self.tr("この受付は「{state}」です").replace("{state}", word)
        if record.status is Status.ACCEPTED and not record.slips_printed:
            text = self.tr("控えを渡していません。F9 で印刷するか、Ctrl+P から PDF に保存します。")
            self.show_notice("notice", self.tr("控え 未印刷"), f"{state} {text}")
        else:
            self.show_notice("info", state)

    def _show_sent_back(self, mark: ReviewMark) -> None:
        """Who sent it back, when and why, and the way to put it right."""
        at = f"{mark.at.astimezone(JAPAN):%H:%M}"
        name = self._names.get(mark.operator, "")
        title = (
            self.tr("差戻し：{name}（責任者）から {time}")
            if name
            else self.tr("差戻し：責任者から {time}")
        )
        text = self.tr("理由：{reason}").replace("{reason}", mark.reason)
        title = title.replace("{name}", name).replace("{time}", at)
        self.show_notice("notice", title, text, with_button=True)

    def _order_tabs(self) -> None:
        page = self._page
        if page is not None:
            chain((self.notice, page, self.actions, page.side, self.band, self.steps))


def scrolling(inside: QWidget) -> QScrollArea:
    """The body scrolls when the window is lower than its content; the bands never do."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def holder_of(widget: QWidget) -> QWidget:
    """The scroll area that was put around a page or its side."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return widget if above is None else above

"""責任者確認: one applicant at a time, by one key each; the sheet of eight beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.domain.application import ApplicationId, PictureId
from desk.domain.review import Decision
from desk.services.ports import Store, Words
from desk.services.review import ReviewItem, ReviewReport
from desk.ui import keys
from desk.ui.announce import announce
from desk.ui.context import Tasks
from desk.ui.review.columns import ReviewColumns
from desk.ui.review.compare_dialog import CompareDialog
from desk.ui.review.deciding import Deciding, ReviewDeeds
from desk.ui.review.detail import Detail
from desk.ui.review.end_panel import EndPanel
from desk.ui.review.neighbours import companions
from desk.ui.review.queue import ReviewQueue
from desk.ui.review.sheet_panel import SheetPanel
from desk.ui.review.sheet_pictures import SheetPictures
from desk.ui.review.words import ReviewWords

AHEAD: Final = 3
"""Persons whose pictures are fetched before they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewContext:
    """What the page is handed."""

    tasks: Tasks
    store: Store  # pictures only, through tasks
    words: Words
    now_ns: Callable[[], int]  # the monotonic clock
    today: date
    place: str  # 11月23日・南口ショッピングセンター
    documents: Mapping[str, str]  # what the identity documents are called


class ReviewPage(QWidget):
    """`begin(review)` opens the sheet for a supervisor, `finish()` closes it and forgets.

    `enter_asked`: somebody wants to review; `decided(item)` after each decision; `failed(error)`
    for what only the application can say.
    """

    enter_asked = Signal()
    decided = Signal(object)
    failed = Signal(object)

    def __init__(self, context: ReviewContext) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._review: ReviewDeeds | None = None
        self._notice = ""
        self._visit = 0
        self.queue = ReviewQueue()
        self.pictures = SheetPictures(context.tasks, context.store, self)
        self.words = ReviewWords(context.words, context.today, context.documents)
        self.sheet = SheetPanel(self.pictures, self.words, context.place)
        self.detail = Detail(self.pictures, self.words, context.now_ns)
        self.deciding = Deciding(context.tasks, context.words, self.words, self.detail, self)
        self.end = EndPanel()
        self.columns = ReviewColumns(self.sheet, self.detail, self.end)
        self.side = self.columns.side
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.columns)
        self._connect()
        self._bind()
        self.finish()

    def _connect(self) -> None:
        self.sheet.chosen.connect(self._on_card)
        self.sheet.mode_chosen.connect(self._on_mode)
        self.sheet.turned.connect(self.turn)
        self.sheet.close_asked.connect(self.columns.close_drawer)
        self.detail.approve_asked.connect(self.deciding.approve)
        self.detail.send_back_asked.connect(self.deciding.send_back)
        self.detail.later_asked.connect(self.deciding.put_off)
        self.deciding.decided.connect(self._on_decided)
        self.deciding.failed.connect(self._on_failed)
        self.detail.compare_asked.connect(self.compare)
        self.detail.sheet_asked.connect(self.show_list)
        self.end.enter_asked.connect(self.enter_asked)
        self.end.again_asked.connect(self._on_again)
        self.end.later_asked.connect(self._on_later)

    def _bind(self) -> None:
        for action, slot in (
            ("approve", self.deciding.approve),
            ("send_back", self.deciding.send_back),
            ("later", self._on_later_key),
            ("person_before", partial(self.step, -1)),
            ("person_after", partial(self.step, 1)),
            ("page_before", partial(self.turn, -1)),
            ("page_after", partial(self.turn, 1)),
            ("compare", self.compare),
            ("enlarge", partial(self.compare, "portrait")),
            ("cancel", self.columns.close_drawer),
        ):
            keys.bind(action, self, slot)

    # begin and end of a supervisor's visit

    @property
    def active(self) -> bool:
        """A supervisor is looking."""
        return self._review is not None

    def begin(self, review: ReviewDeeds) -> None:
        """Read the day and show the first open one."""
        self._review = review
        self.deciding.begin(review)
        self._visit += 1
        visit = self._visit
        self.end.show_loading()
        self.side.setCurrentWidget(self.end)

        def found(what: tuple[tuple[ReviewItem, ...], ReviewReport]) -> None:
            if visit == self._visit and self._review is review:
                self.deciding.busy = False
                self._show_items(*what)

        self.deciding.busy = True
        self._context.tasks.run(lambda: (review.items(), review.report()), found, self._on_failed)

    def reload(self) -> None:
        """Something could not be done: read the day afresh and stay at the same person."""
        review, at = self._review, self.queue.current
        if review is None:
            return
        visit = self._visit
        self.deciding.busy = True

        def found(what: tuple[ReviewItem, ...]) -> None:
            if visit != self._visit:
                return
            self.deciding.busy = False
            mode = self.queue.mode
            self.queue.set_items(what)
            self.queue.set_mode(mode)
            if at is not None:
                self.queue.go_to(at)
            self.detail.show_item(None)
            self._show_current()

        self._context.tasks.run(review.items, found, self._tell)

    def finish(self) -> None:
        """The tab is left or the screen locks: nobody's picture stays in memory."""
        self._review = None
        self.deciding.begin(None)
        self._visit += 1
        self._notice = ""
        self.columns.close_drawer()
        self.pictures.forget()
        self.queue.set_items(())
        self.detail.show_item(None)
        self.sheet.show_queue(self.queue)
        self.sheet.setEnabled(False)
        self.end.show_closed()
        self.side.setCurrentWidget(self.end)

    def _show_items(self, items: Sequence[ReviewItem], report: ReviewReport) -> None:
        self.queue.set_items(items)
        self.sheet.setEnabled(True)
        if report.fast:
            words = self.tr("1秒未満の承認が {count}件記録されています：{numbers}")
            numbers = self.tr("、").join(dict.fromkeys(number for number, *_ in report.fast[:5]))
            self._notice = words.replace("{count}", str(len(report.fast))).replace(
                "{numbers}", numbers
            )
        if not items:
            self.sheet.show_queue(self.queue)
            self.end.show_empty()
        elif any(item.open for item in items):
            self._show_current()
        else:
            self._show_end(report)

    # one person

    def _show_current(self) -> None:
        item = self.queue.item
        if item is None or self._review is None:
            return
        another = self.detail.item is None or self.detail.item.id != item.id
        self.side.setCurrentWidget(self.detail)
        self.detail.show_item(item)
        self.detail.show_place(self.queue.at + 1, len(self.queue.shown))
        self.sheet.show_queue(self.queue)
        self._show_note(item)
        self._fetch(item)
        if another:
            self.detail.send_back.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.detail)

    def _show_note(self, item: ReviewItem) -> None:
        if self._notice:
            self.detail.show_note(self._notice, warning=True)
        elif item.blocked:
            self.detail.show_note(self._context.words.label(item.blocked), warning=True)
        elif item.alone and item.open:
            self.detail.show_note(
                self.tr(
                    "ほかに責任者がいないため、ご自分の受付も承認できます。"
                    "責任者1人での承認として記録します。"
                ),
                warning=True,
            )
        elif not item.open and item.record.review is not None:
            self.detail.show_note(self.words.mark(item.record.review))
        else:
            self.detail.show_note(
                self.tr(
                    "1人ずつ確認します。一括承認はできません。自分が受付した方は承認できません。"
                )
            )

    def _fetch(self, item: ReviewItem) -> None:
        """The two on the screen, then the eight and those around, then the next persons'."""
        large = _pictures_of(item)
        small = [p for each in self.queue.page for p in _pictures_of(each)]
        around = companions(item, self.words)
        small = [c.picture for c in around if c.picture is not None] + small
        for each in self.queue.neighbours(AHEAD):
            large += _pictures_of(each)
        self.pictures.want(large, small)

    def step(self, by: int) -> None:
        """← →"""
        if self.side.currentWidget() is self.end and self.active and by < 0:
            self._on_again()
        elif self._moves() and self.queue.step(by):
            self._show_current()

    def turn(self, by: int) -> None:
        """PgUp, PgDn"""
        if self._moves() and self.queue.turn(by):
            self._show_current()

    def _moves(self) -> bool:
        return self.active and not self.deciding.busy and bool(self.queue.items)

    def _on_card(self, application: str) -> None:
        if self._moves():
            self.queue.go_to(ApplicationId(application))
            self.columns.close_drawer()
            self._show_current()

    def _on_mode(self, mode: str) -> None:
        if self._moves():
            self.queue.set_mode(mode)
            self.sheet.show_queue(self.queue)
            if self.queue.item is not None:
                self._show_current()

    # after a decision

    def _on_later_key(self) -> None:
        if self.side.currentWidget() is self.detail:
            self.deciding.put_off()
        elif self.end.later.isVisible():
            self._on_later()

    def _on_decided(self, before: ReviewItem, fresh: ReviewItem, looked_ms: int) -> None:
        self.decided.emit(fresh)
        review = self._review
        if review is None or before.id != self.queue.current:
            return  # the visit ended meanwhile
        self._notice = ""
        if fresh.decision is Decision.APPROVED and looked_ms < review.fast_ms:
            words = self.tr(
                "{number} は {seconds} で承認しました。確認にかかった時間を記録しています。"
            )
            words = words.replace("{number}", fresh.record.number.short)
            self._notice = words.replace("{seconds}", self.words.seconds(looked_ms))
        self.queue.put(fresh)
        moved = self.queue.advance()
        erased = {p.id for p in before.record.portraits} - {p.id for p in fresh.record.portraits}
        if moved:
            self._show_current()
            self.pictures.drop(tuple(erased))
        else:
            self._ask_end(tuple(erased))

    def _ask_end(self, erased: tuple[PictureId, ...]) -> None:
        review, visit = self._review, self._visit
        if review is None:
            return

        def show(report: ReviewReport) -> None:
            if visit == self._visit:
                self._show_end(report)
                self.pictures.drop(erased)

        self._context.tasks.run(review.report, show, self._on_failed)

    def _show_end(self, report: ReviewReport) -> None:
        self.sheet.show_queue(self.queue, looking=False)
        if self.queue.item is not None:
            self._fetch(self.queue.item)
        self.side.setCurrentWidget(self.end)
        self.detail.show_item(None)  # an erased portrait is not to be seen again
        self.end.show_report(report)

    def _on_again(self) -> None:
        if self._moves():
            self._show_current()

    def _on_later(self) -> None:
        if self._moves() and self.queue.begin_later():
            self._show_current()

    def _on_failed(self, error: BaseException) -> None:
        """Nothing was decided: it is told, and the day is read afresh."""
        self._tell(error)
        if self.detail.item is not None:
            self.reload()

    def _tell(self, error: BaseException) -> None:
        self.deciding.busy = False
        self.failed.emit(error)

    # comparing

    def compare(self, key: str = "") -> None:
        """F4, +, or a small photo: large, side by side."""
        item = self.detail.item
        if item is None or self.side.currentWidget() is not self.detail:
            return
        others = companions(item, self.words)
        if not others:
            return
        shot = item.record.chosen_shot
        heading = f"{item.record.number.short}　{self.words.name(item)}"
        photo = None if shot is None else shot.photo
        dialog = CompareDialog(heading, photo, others, self.pictures, key, parent=self)
        dialog.finished.connect(lambda _result: self._after_comparing(dialog))
        dialog.open()

    def _after_comparing(self, dialog: CompareDialog) -> None:
        dialog.deleteLater()
        if self.queue.item is not None and self.active:
            self._fetch(self.queue.item)

    def show_list(self) -> None:
        """F3: where there is one column, the sheet comes over the page, and goes again."""
        if self.active:
            self.columns.toggle_drawer()

    @property
    def drawer_open(self) -> bool:
        return self.columns.drawer_open

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.detail.look_anew()

    def hideEvent(self, event: QHideEvent) -> None:
        self.detail.look_anew()
        super().hideEvent(event)


def _pictures_of(item: ReviewItem) -> list[PictureId]:
    shot = item.record.chosen_shot
    portraits = item.record.portraits
    return [
        *([] if shot is None else [shot.photo]),
        *([portraits[-1].id] if portraits else []),
    ]

"""A, R and L: what a supervisor decides about the person on the screen, kept by the store."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desk.domain.application import ApplicationId
from desk.services.ports import Words
from desk.services.review import ReviewItem, ReviewReport
from desk.ui.context import Tasks
from desk.ui.review.decision_dialog import REASONS, DecisionDialog
from desk.ui.review.detail import Detail
from desk.ui.review.words import ReviewWords


class ReviewDeeds(Protocol):
    """services.review.Review."""

    @property
    def fast_ms(self) -> int: ...
    def items(self) -> tuple[ReviewItem, ...]: ...
    def approve(
        self, application: ApplicationId, looked_ms: int, reason: str = ""
    ) -> ReviewItem: ...
    def send_back(self, application: ApplicationId, looked_ms: int, reason: str) -> ReviewItem: ...
    def later(self, application: ApplicationId, looked_ms: int) -> ReviewItem: ...
    def report(self) -> ReviewReport: ...


class Deciding(QObject):
    """Only what stands on the screen can be decided about, one decision at a time.

    `decided(before, fresh, looked_ms)` when the store has kept it, `failed(error)` when not.
    """

    decided = Signal(object, object, int)
    failed = Signal(object)

    def __init__(
        self, tasks: Tasks, table: Words, words: ReviewWords, detail: Detail, page: QWidget
    ) -> None:
        super().__init__(page)
        self._tasks, self._table, self._words = tasks, table, words
        self._detail, self._page = detail, page
        self._review: ReviewDeeds | None = None
        self._dialog: DecisionDialog | None = None
        self.busy = False

    def begin(self, review: ReviewDeeds | None) -> None:
        """Whose decisions they are; None: nobody decides. A window that asks for a reason goes."""
        self._review = review
        self.busy = False
        if self._dialog is not None:
            self._dialog.reject()

    def _on_screen(self) -> ReviewItem | None:
        """The person who may be decided about: painted, and nothing else under way."""
        if self.busy or self._review is None or not self._detail.isVisible():
            return None
        return self._detail.item if self._detail.stands else None

    def approve(self) -> None:
        """A: at once, or with a reason where something speaks against it."""
        item = self._on_screen()
        if item is None or not self._detail.approve.isEnabled():
            return
        looked_ms = self._detail.looked_ms()
        if item.needs_look:
            self._ask_reason("approve", item, looked_ms)
        else:
            self._keep(item, lambda review: review.approve(item.id, looked_ms), looked_ms)

    def send_back(self) -> None:
        """R: always with a reason."""
        item = self._on_screen()
        if item is not None:
            self._ask_reason("send_back", item, self._detail.looked_ms())

    def put_off(self) -> None:
        """L"""
        item = self._on_screen()
        if item is not None and self._detail.later.isEnabled():
            looked_ms = self._detail.looked_ms()
            self._keep(item, lambda review: review.later(item.id, looked_ms), looked_ms)

    def _ask_reason(self, kind: str, item: ReviewItem, looked_ms: int) -> None:
        reasons = [self._table.label(f"{kind}_reason_{n}") for n in range(1, REASONS + 1)]
        flags = [self._words.flag(item, fact) for fact in item.flags if not fact.mild]
        who = f"{item.record.number.short} {self._words.name(item)}"
        dialog = DecisionDialog(kind, who, reasons, flags, parent=self._page)
        dialog.decided.connect(partial(self._keep_with_reason, kind, item, looked_ms))
        dialog.finished.connect(partial(self._on_closed, dialog))
        self._dialog = dialog
        dialog.open()

    def _on_closed(self, dialog: DecisionDialog, _result: int) -> None:
        self._dialog = None
        dialog.deleteLater()

    def _keep_with_reason(self, kind: str, item: ReviewItem, looked_ms: int, reason: str) -> None:
        if kind == "approve":
            self._keep(item, lambda review: review.approve(item.id, looked_ms, reason), looked_ms)
        else:
            self._keep(item, lambda review: review.send_back(item.id, looked_ms, reason), looked_ms)

    def _keep(
        self, item: ReviewItem, deed: Callable[[ReviewDeeds], ReviewItem], looked_ms: int
    ) -> None:
        review = self._review
        if review is None or self.busy:
            return
        self.busy = True

        def done(fresh: ReviewItem) -> None:
            if self._review is review:
                self.busy = False
            self.decided.emit(item, fresh, looked_ms)

        def failed(error: BaseException) -> None:
            if self._review is review:
                self.busy = False
            self.failed.emit(error)

        self._tasks.run(lambda: deed(review), done, failed)

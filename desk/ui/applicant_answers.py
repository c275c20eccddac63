"""What the applicant answers on their screen becomes entries; step 5 shows how it stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desk.domain.application import Step
from desk.ui.bench import Bench
from desk.ui.display_host import DisplayHost
from desk.ui.step_pages import StepPages
from desk.ui.steps.papers_page import PapersPage


class ApplicantAnswers(QObject):
    """Confirmed, objected, or the answer about copies: each is kept like any other entry."""

    entered = Signal(str, object)  # field, value

    def __init__(
        self,
        bench: Bench,
        display: DisplayHost,
        pages: StepPages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._display = display
        self._pages = pages
        display.confirmed.connect(self._on_confirmed)
        display.objected.connect(self._on_objected)
        display.copy_consent.connect(self._on_copy_consent)
        display.shown_changed.connect(lambda _shown: self._show_state(""))

    def _on_confirmed(self) -> None:
        self.entered.emit("papers.confirmed", "applicant")

    def _on_objected(self, what: str) -> None:
        names = {
            "photo": self.tr("写真"),
            "name": self.tr("お名前"),
            "address": self.tr("お届け先"),
        }
        text = self.tr("申請者が確認を求めています：{what}").replace("{what}", names[what])
        self.entered.emit("papers.confirmed", None)
        self._bench.tell("warning", text)
        self._show_state(what)

    def _on_copy_consent(self, given: bool) -> None:
        self.entered.emit("identity.copy_consent", "yes" if given else "no")

    def _show_state(self, objection: str) -> None:
        page = self._pages.get(Step.PAPERS)
        if isinstance(page, PapersPage):
            page.show_display_state(self._display.shown, objection)

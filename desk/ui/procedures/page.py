"""手続き: catalogue, overview and queue side by side; a case takes the whole page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desk.domain.cases import Case, CaseView, Offer
from desk.domain.catalogue import ReasonRow
from desk.ui import theme
from desk.ui.buttons import Segmented
from desk.ui.procedures.case_page import CasePage
from desk.ui.procedures.catalogue_list import CatalogueList
from desk.ui.procedures.overview import Overview
from desk.ui.procedures.queue_panel import QueuePanel
from desk.ui.procedures.words import ProcedureWords

THREE_FROM_PX: Final = 1180
LIST_PX: Final = 400
LIST_LEAST_PX: Final = 330
QUEUE_PX: Final = 330


class ProceduresPage(QWidget):
    """`screen_changed(name)`: "procedures" or "case" is in front."""

    screen_changed = Signal(str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._offers: dict[str, Offer] = {}
        self._reasons: Mapping[str, ReasonRow] = {}
        self._three = True
        self.catalogue = CatalogueList(words)
        self.overview = Overview(words)
        self.queue = QueuePanel(words)
        self.case = CasePage(words)
        self._switch = Segmented(
            (("overview", self.tr("手続きの案内")), ("queue", self.tr("順番待ち"))),
            name=self.tr("右に出すもの"),
        )
        self._switch.set_value("overview")
        self._switch.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._switch.setMinimumHeight(theme.TARGET_PX)
        self._home = QWidget()
        self._lay_out_home()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._home)
        self._stack.addWidget(self.case)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.catalogue.chosen.connect(self._on_chosen)
        self.catalogue.entered.connect(self._on_entered)
        self._switch.chosen.connect(lambda _code: self._arrange())
        self.overview.bind(self._home)
        self.queue.bind(self._home)

    def _lay_out_home(self) -> None:
        self._middle = QVBoxLayout()
        self._middle.setSpacing(8)
        self._middle.addWidget(self._switch)
        self._middle.addWidget(self.overview, 1)
        self._row = QHBoxLayout(self._home)
        self._row.setContentsMargins(12, 12, 12, 12)
        self._row.setSpacing(12)
        self._row.addWidget(self.catalogue)
        self._row.addLayout(self._middle, 1)
        self._row.addWidget(self.queue)
        self._arrange()

    # showing

    @property
    def screen_name(self) -> str:
        return "case" if self._stack.currentWidget() is self.case else "procedures"

    @property
    def home(self) -> QWidget:
        return self._home

    def show_offers(self, offers: Sequence[Offer], reasons: Mapping[str, ReasonRow]) -> None:
        self._offers = {each.procedure.code: each for each in offers}
        self._reasons = reasons
        why = {code: self._words.say(row) for code, row in reasons.items()}
        self.catalogue.show_offers(offers, why)
        self._on_chosen(self.catalogue.code)

    def show_queue(self, cases: Sequence[Case], names: Mapping[str, str], now: datetime) -> None:
        self.queue.show_rows(cases, names, now)
        shape = self.tr("順番待ち {count}")
        count = sum(each.state.value == "waiting" for each in cases)
        self._switch.button("queue").setText(shape.replace("{count}", str(count)))

    def open_case(self, view: CaseView) -> None:
        self._stack.setCurrentWidget(self.case)
        self.case.open_view(view)
        self.screen_changed.emit("case")

    def show_home(self) -> None:
        """The case is left as it is, or has ended."""
        if self._stack.currentWidget() is self._home:
            return
        self.case.view = None
        self._stack.setCurrentWidget(self._home)
        self.screen_changed.emit("procedures")
        self.catalogue.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """F3."""
        if self.screen_name == "procedures":
            self.catalogue.focus_search()

    def show_side(self, code: str) -> None:
        """In a narrow window: "overview" or "queue"."""
        self._switch.set_value(code)
        self._arrange()

    # inside

    def _on_chosen(self, code: str) -> None:
        offer = self._offers.get(code)
        reason = None if offer is None else self._reasons.get(offer.why)
        self.overview.show_offer(offer, reason)
        if not self._three and self._switch.value != "overview" and self.catalogue.view.hasFocus():
            self.show_side("overview")

    def _on_entered(self, code: str) -> None:
        """Enter or a press on a row leads to its deeds."""
        self._on_chosen(code)
        if not self._three:
            self.show_side("overview")
        for button in (self.overview.begin, self.overview.refer):
            if not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _arrange(self) -> None:
        queue = self._switch.value == "queue"
        self._switch.setVisible(not self._three)
        if self._three:
            if self._row.indexOf(self.queue) < 0:
                self._middle.removeWidget(self.queue)
                self._row.addWidget(self.queue)
            self.queue.setFixedWidth(round(QUEUE_PX * theme.type_scale()))
            self.overview.show()
            self.queue.show()
            return
        if self._middle.indexOf(self.queue) < 0:
            self._row.removeWidget(self.queue)
            self._middle.addWidget(self.queue, 1)
        self.queue.setMinimumWidth(0)
        self.queue.setMaximumWidth(16_777_215)
        self.overview.setVisible(not queue)
        self.queue.setVisible(queue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, scale = event.size().width(), theme.type_scale()
        three = width >= THREE_FROM_PX * scale
        wanted = min(round(LIST_PX * scale), round(width * 0.42))
        self.catalogue.setFixedWidth(max(LIST_LEAST_PX, wanted))
        if three != self._three:
            self._three = three
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.screen_name == "procedures" and self.focusWidget() is None:
            self.catalogue.view.setFocus(Qt.FocusReason.OtherFocusReason)

"""Sheet and applicant side by side, or, in a narrow window, the sheet as a drawer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desk.ui.review.detail import Detail
from desk.ui.review.end_panel import EndPanel
from desk.ui.review.sheet_panel import SheetPanel

WIDE_FROM_PX: Final = 1300
"""From this width on both stand, as the counter's columns do."""
SHEET_PX: Final = 886
DETAIL_PX: Final = 480
DETAIL_MOST_PX: Final = 960


class ReviewColumns(QWidget):
    """`side` shows the applicant or where the sheet ends."""

    def __init__(self, sheet: SheetPanel, detail: Detail, end: EndPanel) -> None:
        super().__init__()
        self._sheet, self._detail = sheet, detail
        self._flat = False
        self.side = QStackedWidget()
        self.side.addWidget(end)
        self.side.addWidget(detail)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(sheet, 1)
        self._row.addWidget(self.side)
        self._set_flat(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        if (width < WIDE_FROM_PX) != self._flat:
            self._set_flat(not self._flat)
        if not self._flat:
            self.side.setFixedWidth(max(DETAIL_PX, min(DETAIL_MOST_PX, width - SHEET_PX)))
        elif self.drawer_open:
            self._sheet.setGeometry(self.rect())

    def _set_flat(self, flat: bool) -> None:
        """One column: the sheet becomes a drawer over the page."""
        self._flat = flat
        self._detail.set_flat(flat)
        self._sheet.set_drawer(flat)
        if flat:
            self._row.removeWidget(self._sheet)
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
            self._sheet.hide()
        elif self._row.indexOf(self._sheet) < 0:
            self._row.insertWidget(0, self._sheet, 1)
            self._sheet.show()

    @property
    def drawer_open(self) -> bool:
        return self._flat and not self._sheet.isHidden()

    def toggle_drawer(self) -> None:
        if not self._flat:
            return
        if self.drawer_open:
            self.close_drawer()
            return
        self._sheet.setGeometry(self.rect())
        self._sheet.show()
        self._sheet.raise_()
        self._sheet.shut.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_drawer(self) -> None:
        if not self.drawer_open:
            return
        self._sheet.hide()
        if self.side.currentWidget() is self._detail:
            self._detail.send_back.setFocus(Qt.FocusReason.OtherFocusReason)

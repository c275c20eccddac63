"""Where the sheet ends, or has not begun: what was decided, what still waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desk.services.review import ReviewReport
from desk.ui import theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.review.report_words import report_lines


class EndPanel(QWidget):
    """`again_asked`: look through the sheet again; `later_asked`: those of 後で; `enter_asked`:
    a supervisor wants to begin."""

    again_asked = Signal()
    later_asked = Signal()
    enter_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.banner = Banner("info", " ")
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(6)
        self._table.setColumnStretch(1, 1)
        self.begin = ActionButton(
            self.tr("責任者確認を始める"), kind="primary", size="l", icon="people"
        )
        self.later = ActionButton("", kind="primary", action="later")
        self.again = ActionButton(self.tr("一覧を見直す"), action="person_before")
        self.begin.clicked.connect(self.enter_asked)
        self.later.clicked.connect(self.later_asked)
        self.again.clicked.connect(self.again_asked)
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(14)
        column.addWidget(self.banner)
        column.addLayout(self._table)
        for button in (self.begin, self.later, self.again):
            column.addWidget(button)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What the table says."""
        return self._shown

    def show_closed(self) -> None:
        """Nobody reviews yet, or the supervisor went away."""
        self.banner.set(
            "info",
            self.tr("責任者が1人ずつ写真を確かめます"),
            self.tr("責任者の暗証コードを入れると始まります。画面を離れると終わります。"),
        )
        self._show([], begin=True)

    def show_loading(self) -> None:
        self.banner.set("info", self.tr("きょうの受付を読み込んでいます"))
        self._show([])

    def show_empty(self) -> None:
        self.banner.set(
            "info",
            self.tr("確認する受付は、まだありません"),
            self.tr("受付が完了すると、ここに並びます。"),
        )
        self._show([])

    def show_report(self, report: ReviewReport) -> None:
        """Everybody was on the screen once."""
        waiting = self.tr("差戻し {count}人は、訂正が終わるともう一度ここに出ます。")
        sent_back = waiting.replace("{count}", str(report.sent_back)) if report.sent_back else ""
        if report.finished:
            text = sent_back or self.tr("全員の承認が終わりました。日締めに進めます。")
            self.banner.set("ok", self.tr("全員の確認が終わりました"), text)
        else:
            words = self.tr("まだ決めていない方が {count}人います")
            words = words.replace("{count}", str(report.later + report.open))
            self.banner.set("notice", words, sent_back)
        later = self.tr("後での {count}人を確認する").replace("{count}", str(report.later))
        self._show(report_lines(report), later=later if report.later else "", again=True)

    def _show(
        self,
        lines: list[tuple[str, str]],
        *,
        begin: bool = False,
        later: str = "",
        again: bool = False,
    ) -> None:
        self._shown = lines
        while (item := self._table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (what, said) in enumerate(lines):
            self._table.addWidget(line(what, 14, ink=theme.GRAY_700), row, 0)
            self._table.addWidget(line(said, 16, bold=True), row, 1)
        self.begin.setVisible(begin)
        self.later.setVisible(bool(later))
        self.later.setText(later)
        self.again.setVisible(again)
        first = next((b for b in (self.begin, self.later, self.again) if not b.isHidden()), None)
        if first is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

"""本日の状況: today's counts, from the same tally as the day close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import line


class StatusPage(QWidget):
    """`show_tally` with ports.Store.tally(day): counts by status value and by route."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.review_lines: tuple[tuple[str, str], ...] = ()
        self._total = line("", 36, bold=True)
        self._numbers = {
            kind: line("0", 36, bold=True)
            for kind in (
                "accepted_mail",
                "accepted_counter",
                "draft",
                "held",
                "voided",
                "handed_back",
            )
        }
        self._lay_out()
        self.show_tally({})

    def _lay_out(self) -> None:
        inside = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(line(self.tr("本日の状況"), 20, bold=True))
        column.addWidget(self._card(line(self.tr("受け取った申請書"), 17, bold=True), self._total))
        grid = QGridLayout()
        grid.setSpacing(12)
        for at, (kind, number) in enumerate(self._numbers.items()):
            grid.addWidget(self._card(Badge(kind), number), at // 3, at % 3)
        column.addLayout(grid)
        self._review = QFrame()
        self._review.setProperty("role", "card")
        self._review_lines = QGridLayout(self._review)
        self._review_lines.setContentsMargins(20, 12, 20, 12)
        self._review_lines.setHorizontalSpacing(24)
        self._review.hide()
        column.addWidget(self._review)
        words = self.tr("受付の途中の方も含みます。数は受付のたびに変わります。")
        column.addWidget(line(words, 14, ink=theme.GRAY_700))
        column.addStretch(1)

    def _card(self, head: QWidget, number: QWidget) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(20, 14, 20, 14)
        row.addWidget(head)
        row.addStretch(1)
        row.addWidget(number)
        return card

    def show_review(self, lines: Sequence[tuple[str, str]]) -> None:
        """責任者確認: (what, how many), two to a row; hidden while there is nothing to say."""
        while (item := self._review_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.review_lines = tuple(lines)
        title = line(self.tr("責任者確認"), 17, bold=True)
        self._review_lines.addWidget(title, 0, 0, 1, 4)
        for at, (what, said) in enumerate(lines):
            row, column = at // 2 + 1, at % 2 * 2
            self._review_lines.addWidget(line(what, 14, ink=theme.GRAY_700), row, column)
            self._review_lines.addWidget(line(said, 16, bold=True), row, column + 1)
        for column, share in enumerate((2, 3, 2, 3)):
            self._review_lines.setColumnStretch(column, share)
        self._review.setVisible(bool(lines))

    def show_tally(self, counts: Mapping[str, int]) -> None:
        found = {
            "accepted_mail": counts.get("mail", 0),
            "accepted_counter": counts.get("counter", 0),
            **{kind: counts.get(kind, 0) for kind in ("draft", "held", "voided", "handed_back")},
        }
        words = self.tr("{count} 件")
        for kind, count in found.items():
            self._numbers[kind].setText(words.replace("{count}", str(count)))
            self._numbers[kind].setWordWrap(False)
        self._total.setText(words.replace("{count}", str(sum(found.values()))))
        self._total.setWordWrap(False)

    def number(self, kind: str) -> str:
        return self._numbers[kind].text()

    @property
    def total(self) -> str:
        return self._total.text()

"""1 記録の数: the equation of the day, its figures hidden while the paper is being counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desk.domain.tally import Tally
from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import line

HIDDEN = "—"
_LOW_PX = 900


class BalanceCard(QFrame):
    """`show_tally(tally, hidden)`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.badge = Badge("waiting")
        self._parts: dict[str, tuple[QLabel, QLabel]] = {}
        self._signs: list[QLabel] = []
        self._note = line("", 14, ink=theme.GRAY_700)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(line(self.tr("1 記録の数"), 17, bold=True))
        head.addStretch(1)
        head.addWidget(self.badge)
        sum_row = QHBoxLayout()
        sum_row.setSpacing(4)
        names = (
            ("forms", self.tr("受け取った申請書")),
            ("accepted", self.tr("完了")),
            ("voided", self.tr("取消")),
            ("handed_back", self.tr("返却")),
            ("held_over", self.tr("繰越（保留）")),
        )
        for at, (code, name) in enumerate(names):
            if at:
                sign = line("=" if at == 1 else "+", 28, ink=theme.GRAY_700)
                sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
                sign.setWordWrap(False)
                self._signs.append(sign)
                sum_row.addWidget(sign)
            sum_row.addWidget(self._part(code, name), 3 if not at else 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 10, 18, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(sum_row)
        column.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _part(self, code: str, name: str) -> QWidget:
        figure, under = line("", 36, bold=True), line(name, 16)
        for label in (figure, under):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        figure.setWordWrap(False)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(figure)
        column.addWidget(under)
        column.addStretch(1)
        self._parts[code] = (figure, under)
        return part

    def show_tally(self, tally: Tally, *, hidden: bool) -> None:
        for code, (figure, under) in self._parts.items():
            text = HIDDEN if hidden else str(getattr(tally, code))
            figure.setText(text)
            said = self.tr("まだ見せません") if hidden else text
            figure.setAccessibleName(f"{under.text()} {said}")
        if tally.drafts:
            words = self.tr("受付中 {count} 件").replace("{count}", str(tally.drafts))
            self.badge.set("notice", words)
        elif tally.balanced:
            self.badge.set("ok", self.tr("合っています"))
        else:
            self.badge.set("stop", self.tr("合いません"))
        words = ""
        if hidden:
            words = self.tr("記録の数は、紙を数え終わると表示します。")
        elif tally.brought_over:
            words = self.tr("うち {count} 件は、前の開設日からの繰越です。")
            words = words.replace("{count}", str(tally.brought_over))
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def figure(self, code: str) -> str:
        return self._parts[code][0].text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Smaller figures where the window is small."""
        super().resizeEvent(event)
        low = self.window().width() < _LOW_PX + 40
        for figure, under in self._parts.values():
            figure.setFont(theme.font(28 if low else 36, bold=True))
            under.setFont(theme.font(14 if low else 16))

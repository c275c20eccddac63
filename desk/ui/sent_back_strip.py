"""差戻し on top of the list: how many wait, and the way to the first (ui.md §9)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desk.domain.application import ApplicationId, Line
from desk.ui import icons, theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton


class SentBackStrip(QWidget):
    """Calm and yellow; not there at all while nothing was sent back."""

    open_wanted = Signal(object)  # ApplicationId of the first

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: ApplicationId | None = None
        self.count = 0
        mark = QLabel()
        mark.setPixmap(icons.icon("undo", theme.YELLOW_1200, 20))
        self._words = line("", 16, bold=True, ink=theme.YELLOW_1200)
        self._words.setWordWrap(False)
        self.button = ActionButton(self.tr("開く"), size="s")
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """What waits, the oldest first."""
        self.count = len(lines)
        self._first = lines[0].id if lines else None
        if lines:
            self._words.setText(self.tr("差戻し {count}件").replace("{count}", str(self.count)))
            self.setAccessibleName(self._words.text())
            name = self.tr("差戻しの {number} を開く").replace("{number}", lines[0].number.short)
            self.button.setAccessibleName(name)
        self.setVisible(bool(lines))

    def _on_clicked(self) -> None:
        if self._first is not None:
            self.open_wanted.emit(self._first)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.YELLOW_50))
        painter.fillRect(QRectF(0, 0, 6, self.height()), theme.colour(theme.YELLOW_900))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        foot = self.height() - 0.5
        painter.drawLine(QPointF(0, foot), QPointF(self.width(), foot))

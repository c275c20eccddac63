"""A failure in the order that helps: what happened, what of it arrived, what to do, the number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk.ui import theme
from desk.ui.announce import announce
from desk.ui.banner import Banner, line
from desk.ui.sending.views import Stop
from desk.ui.sending.words import SendingWords


class FailureBox(QWidget):
    """`show_stop(stop)`; hidden while there is none."""

    def __init__(self, words: SendingWords) -> None:
        super().__init__()
        self._words = words
        self.banner = Banner("stop", " ")
        self._heading = line(self.tr("次にすること"), 16, bold=True)
        self._steps = QGridLayout()
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setHorizontalSpacing(6)
        self._steps.setVerticalSpacing(2)
        self._steps.setColumnStretch(1, 1)
        self.inquiry = line("", 14, ink=theme.GRAY_700)
        self.steps: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addWidget(self._heading)
        column.addLayout(self._steps)
        column.addWidget(self.inquiry)
        self.hide()

    def show_stop(self, stop: Stop | None) -> None:
        self.setVisible(stop is not None)
        if stop is None:
            self.steps = ()
            return
        before = self.banner.title
        self.banner.set("stop", self._words.happened(stop), self._words.kept(stop))
        self._show_steps(self._words.next_steps(stop))
        self.inquiry.setText(self._words.inquiry(stop))
        self.inquiry.setVisible(bool(self.inquiry.text()))
        if self.banner.title != before:
            announce(self.banner)

    def _show_steps(self, steps: list[str]) -> None:
        self.steps = tuple(steps)
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, words in enumerate(steps):
            number = line(f"{at + 1}.", 16)
            number.setWordWrap(False)
            self._steps.addWidget(number, at, 0, Qt.AlignmentFlag.AlignTop)
            self._steps.addWidget(line(words, 16), at, 1)
        self._heading.setVisible(bool(steps))

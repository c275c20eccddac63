"""A failure in a window of its own: of a stick, of a file, of an enrolment."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog
from desk.ui.sending.failure_box import FailureBox
from desk.ui.sending.views import Stop
from desk.ui.sending.words import SendingWords


class StopDialog(DeskDialog):
    """What happened, what of it arrived, what to do next, and the number to name."""

    def __init__(
        self, title: str, stop: Stop, words: SendingWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, 640, parent)
        self.failure = FailureBox(words)
        self.failure.show_stop(stop)
        self.body.addWidget(self.failure)
        self.body.addStretch(1)
        self.ok = self.add_button(ActionButton(self.tr("わかりました"), kind="primary"))
        self.ok.clicked.connect(self.accept)
        self.bind_next(self.ok)
        self.first = self.ok

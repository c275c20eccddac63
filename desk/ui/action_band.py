"""The band with the one next step: back at the left, the reason in words, the primary button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk.ui import theme
from desk.ui.components import ActionButton
from desk.ui.icons import icon
from desk.ui.steps.parts import line

HEIGHT_PX = 62
_MARKS = {
    "info": ("info", theme.BLUE_900, theme.GRAY_800),
    "warning": ("warning", theme.ORANGE_800, theme.ORANGE_1000),
    "error": ("stop", theme.RED_900, theme.RED_900),
    "quiet": ("", "", theme.GRAY_700),
}


class ActionBand(QWidget):
    """Never scrolls away. `proceed_wanted` comes also from Ctrl+Enter while the button is grey:
    the workbench then leads to what is missing."""

    back_wanted = Signal()
    hold_wanted = Signal()
    preview_wanted = Signal()
    proceed_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setFixedHeight(HEIGHT_PX)
        self.back = ActionButton(self.tr("前へ"), action="step_1", kind="text", icon="chevron-left")
        self.hold = ActionButton(self.tr("出直す（保留）"), action="hold", icon="pause")
        self.preview = ActionButton(self.tr("控えの見本"), action="preview", icon="printer")
        self.primary = ActionButton("", action="next", kind="primary")
        self._icon = QLabel()
        self._icon.setFixedWidth(22)
        self._note = line("", 14)
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 20, 6)
        layout.setSpacing(8)
        layout.addWidget(self.back)
        layout.addWidget(self._icon)
        layout.addWidget(self._note, 1)
        layout.addWidget(self.hold)
        layout.addWidget(self.preview)
        layout.addWidget(self.primary)
        self.back.clicked.connect(self.back_wanted)
        self.hold.clicked.connect(self.hold_wanted)
        self.preview.clicked.connect(self.preview_wanted)
        self.primary.clicked.connect(self.proceed_wanted)
        self._kind = "quiet"
        self.hold.hide()
        self.preview.hide()

    @property
    def holds_a_message(self) -> bool:
        """Does something stand there that was told, not only why the button is grey?"""
        return self._kind != "quiet" and bool(self._note.text())

    def say(self, kind: str, text: str) -> None:
        """The words left of the primary button; errors are also read out."""
        self._kind = kind
        name, tint, ink = _MARKS[kind]
        if name and text:
            self._icon.setPixmap(icon(name, tint, 20))
        self._icon.setVisible(bool(name and text))
        self._note.setStyleSheet(f"color: {ink};")
        if self._note.text() == text:
            return
        self._note.setText(text)
        if kind in ("warning", "error") and text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self._note, QAccessible.Event.Alert))

    @property
    def said(self) -> str:
        return self._note.text()

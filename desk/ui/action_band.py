"""The band with the one next step: back at the left, the reason in words, the primary button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk.ui import painting, theme
from desk.ui.announce import announce
from desk.ui.components import ActionButton
from desk.ui.icons import icon
from desk.ui.steps.parts import line

HEIGHT_PX = 62
_GAP_PX = 8
_ICON_PX = 30
_LEAST_PX = 130
"""Narrower than this, words stand on a line of their own."""
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
        self._own_line = False
        self.back = ActionButton(self.tr("前へ"), action="step_1", kind="text", icon="chevron-left")
        self.hold = ActionButton(self.tr("出直す（保留）"), action="hold", icon="pause")
        self.preview = ActionButton(self.tr("控えの見本"), action="preview", icon="printer")
        self.primary = ActionButton("", action="next", kind="primary")
        self._icon = QLabel()
        self._icon.setFixedWidth(22)
        self._note = line("", 14)
        self._note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words = QWidget()
        words = QHBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._icon)
        words.addWidget(self._note, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 6, 20, 6)
        self._grid.setHorizontalSpacing(_GAP_PX)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        for at, button in enumerate(self._buttons()):
            self._grid.addWidget(button, 1, at if at == 0 else at + 1)
        self._grid.addWidget(self._words, 1, 1)
        self.back.clicked.connect(self.back_wanted)
        self.hold.clicked.connect(self.hold_wanted)
        self.preview.clicked.connect(self.preview_wanted)
        self.primary.clicked.connect(self.proceed_wanted)
        self._kind = "quiet"
        self.hold.hide()
        self.preview.hide()

    def _buttons(self) -> tuple[ActionButton, ...]:
        return (self.back, self.hold, self.preview, self.primary)

    def _room(self) -> int:
        """What the visible buttons leave to the words."""
        shown = [button for button in self._buttons() if not button.isHidden()]
        taken = sum(button.sizeHint().width() + _GAP_PX for button in shown)
        return self.width() - 32 - taken - _ICON_PX

    def _arrange(self) -> None:
        """Words beside the buttons, or on a line of their own where they would be squeezed."""
        text, face = self._note.text(), theme.font(14)
        beside = painting.wrapped_size(text, face, max(1, self._room())).height()
        two_lines = painting.wrapped_size("あ\nあ", face, 10_000).height()
        own_line = bool(text) and (self._room() < _LEAST_PX or beside > two_lines + 1)
        above = 0
        if own_line:
            wide = self.width() - 32 - _ICON_PX
            above = round(painting.wrapped_size(text, face, wide).height()) + 6
        if own_line != self._own_line:
            self._own_line = own_line
            self._grid.removeWidget(self._words)
            place = (0, 0, 1, 5) if own_line else (1, 1, 1, 1)
            self._grid.addWidget(self._words, *place)
        self.setFixedHeight(HEIGHT_PX + above)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a button came, went or got other words
            self._arrange()
        return super().event(event)

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
        self._arrange()
        if kind in ("warning", "error") and text:
            announce(self._note)

    @property
    def said(self) -> str:
        return self._note.text()

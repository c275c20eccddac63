"""Six boxes for the operator's PIN (暗証コード), and the field for a passphrase."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desk.ui import painting, theme
from desk.ui.buttons import ActionButton

DIGITS: Final = 6
_BOX_PX, _GAP_PX, _HIGH_PX = 60, 10, 56


class PinField(QLineEdit):
    """Digits show as dots. `completed(pin)` after the sixth digit; nothing can be copied out.

    Clear it as soon as the PIN was used.
    """

    completed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrong = False
        self.setEchoMode(QLineEdit.EchoMode.NoEcho)
        self.setMaxLength(DIGITS)
        self.setValidator(QRegularExpressionValidator(r"[0-9]*", self))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setProperty("noFocusRing", True)
        self.setStyleSheet(
            f"border: 0; padding: 0; background: transparent; min-height: {_HIGH_PX + 12}px;"
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("暗証コード（6桁）"))
        self.textChanged.connect(self._on_changed)

    def set_error(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def _on_changed(self, text: str) -> None:
        self._wrong = False
        self.setAccessibleDescription(
            self.tr("{count}桁入力済み").replace("{count}", str(len(text)))
        )
        self.update()
        if len(text) == DIGITS:
            self.completed.emit(text)

    def sizeHint(self) -> QSize:
        return QSize(DIGITS * _BOX_PX + (DIGITS - 1) * _GAP_PX + 12, _HIGH_PX + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(DIGITS * 38 + (DIGITS - 1) * 6 + 12, _HIGH_PX + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = _GAP_PX if self.width() >= self.sizeHint().width() else 6
        wide = min(_BOX_PX, (self.width() - 12 - (DIGITS - 1) * gap) / DIGITS)
        filled = len(self.text())
        for at in range(DIGITS):
            box = QRectF(6 + at * (wide + gap), 6, wide, _HIGH_PX)
            edge = theme.RED_900 if self._wrong else theme.GRAY_600
            width = 2 if self._wrong else 1
            fill = theme.WHITE if self.isEnabled() else theme.GRAY_50
            painting.rounded(painter, box, radius=8, fill=fill, edge=edge, width=width)
            if at < filled:
                painter.setBrush(theme.colour(theme.GRAY_900))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(box.center(), 11, 11)
            if self.hasFocus() and at == min(filled, DIGITS - 1):
                _paint_ring(painter, box)


def _paint_ring(painter: QPainter, box: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(theme.BLACK), 4))
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10)
    painter.setPen(QPen(theme.colour(theme.YELLOW_300), 2))
    painter.drawRoundedRect(box, 8, 8)


class SecretField(QWidget):
    """A passphrase field with a button that shows what was typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setFont(theme.font(16))
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(name)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._show = ActionButton(self.tr("表示"), size="s", icon="eye")
        self._show.setCheckable(True)
        self._show.setAccessibleName(self.tr("{name}を表示").replace("{name}", name))
        self._show.toggled.connect(self._on_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self._show)
        self.setFocusProxy(self.edit)

    def _on_shown(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)

    def text(self) -> str:
        return self.edit.text()

    def clear(self) -> None:
        self.edit.clear()
        self._show.setChecked(False)

    def set_error(self, wrong: bool) -> None:
        self.edit.setProperty("state", "error" if wrong else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

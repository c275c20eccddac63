"""Labelled fields: the label with 必須 or 任意, the input, then the error or the hint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.ui import icons, theme
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.starred import starred


class DropDown(QComboBox):
    """A combo box with our arrow; the wheel does not change it by accident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, _event: QPaintEvent) -> None:
        super().paintEvent(_event)
        painter = QPainter(self)
        ink = theme.GRAY_900 if self.isEnabled() else theme.GRAY_600
        box = QRectF(self.width() - 34, (self.height() - 18) / 2, 18, 18)
        icons.paint_icon(painter, box, "chevron-down", ink)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def code(self) -> str:
        """The data of the chosen row as text."""
        return str(self.currentData() or "")

    def set_code(self, code: str) -> None:
        self.setCurrentIndex(self.findData(code))


class LabeledField(QWidget):
    """A label, an input and a line below it.

    `.edit` is the QLineEdit; for another input pass `editor=` and use `.editor`. An error says
    what to do and the star before it is added here.
    """

    def __init__(
        self,
        label: str,
        required: bool = False,
        optional_note: str = "",
        *,
        editor: QWidget | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.editor = editor if editor is not None else self.edit
        self._label = line(label, 16, bold=True)
        self._note = line("", 14, ink=theme.GRAY_600)
        self._below = line("", 14, ink=theme.GRAY_700)
        self._badge: Badge | None = None
        self._hint = self._error = ""
        if editor is None:
            self.edit.setFont(theme.font(16))
            self.edit.setPlaceholderText(placeholder)
            self.edit.installEventFilter(self)
        self.editor.setAccessibleName(label)
        self._lay_out()
        self.set_required(required, optional_note)
        self.set_hint("")
        self.setFocusProxy(self.editor)

    def _lay_out(self) -> None:
        for label in (self._label, self._note):
            label.setWordWrap(False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._label)
        head.addWidget(self._note)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.editor)
        column.addWidget(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a stored value; leaves the cursor alone when nothing changes."""
        if self.edit.text() != text:
            self.edit.setText(text)
            if not self.edit.hasFocus():
                self.edit.setCursorPosition(0)  # a long address shows its beginning

    def set_required(self, required: bool, optional_note: str = "") -> None:
        self._note.setText(self.tr("※必須") if required else optional_note)
        ink = theme.RED_900 if required else theme.GRAY_600
        self._note.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")

    def set_label(self, text: str) -> None:
        self._label.setText(text)
        self.editor.setAccessibleName(text)

    @property
    def error(self) -> str:
        return self._error

    @property
    def hint(self) -> str:
        return self._hint

    def set_error(self, text: str) -> None:
        """Show what is wrong and how to mend it; empty: nothing is wrong."""
        self._error = text
        self._show_below()
        if self.editor.property("state") != ("error" if text else ""):
            self.editor.setProperty("state", "error" if text else "")
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        mark = getattr(self.editor, "set_error", None)
        if mark is not None:
            mark(bool(text))

    def set_hint(self, text: str) -> None:
        self._hint = text
        self._show_below()

    def _show_below(self) -> None:
        shown = starred(self._error) if self._error else self._hint
        ink = theme.RED_900 if self._error else theme.GRAY_700
        self._below.setText(shown)
        self._below.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        self._below.setVisible(bool(shown))
        self.editor.setAccessibleDescription(shown)
        self._grow()

    def set_badge(self, kind: str | None, text: str = "") -> None:
        """A badge inside the input's right end (みどり野市内); None removes it."""
        if self._badge is not None:
            self._badge.deleteLater()
            self._badge = None
        if kind is not None:
            self._badge = Badge(kind, text, self.edit)
            self._badge.show()
        self._place_badge()

    def _place_badge(self) -> None:
        right = 0
        if self._badge is not None:
            size: QSize = self._badge.sizeHint()
            right = size.width() + 10
            self._badge.setGeometry(
                self.edit.width() - right - 4,
                (self.edit.height() - size.height()) // 2,
                size.width(),
                size.height(),
            )
        self.edit.setTextMargins(0, 0, right, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Never clip a sentence of two lines."""
        inner = self.layout()
        if inner is not None:
            self.setMinimumHeight(max(0, inner.totalHeightForWidth(self.width())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and event.type() == QEvent.Type.Resize:
            self._place_badge()
        return False


def heading(text: str, px: float = 17) -> QLabel:
    """A heading of a page (20) or of a part of it (17)."""
    made = line(text, px, bold=True)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made

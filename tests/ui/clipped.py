"""What of a window is cut: texts that got less room than they ask for."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desk.ui.badges import Badge
from desk.ui.banner import Banner
from desk.ui.buttons import ActionButton


def clipped(root: QWidget) -> list[str]:
    """One line for each visible text that does not have its room."""
    for _ in range(4):
        QApplication.processEvents()
    return [
        f"{type(widget).__name__} {_text(widget)!r} {widget.width()}x{widget.height()}"
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and _is_cut(widget)
    ]


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.accessibleName()


def _is_cut(widget: QWidget) -> bool:
    if isinstance(widget, Banner):
        return widget.heightForWidth(widget.width()) > widget.height()
    if isinstance(widget, Badge):
        return widget.sizeHint().width() > widget.width()
    if isinstance(widget, ActionButton):
        hint = widget.minimumSizeHint()
        return hint.width() > widget.width() or hint.height() > widget.height()
    if isinstance(widget, QLabel) and widget.text():
        return _label_is_cut(widget)
    return False


def _label_is_cut(label: QLabel) -> bool:
    if not label.wordWrap():
        return label.sizeHint().width() > label.width() + 1
    longest = max(label.text().split() or [""], key=len) if label.text().isascii() else ""
    if longest and label.fontMetrics().horizontalAdvance(longest) > label.width():
        return True
    return label.heightForWidth(label.width()) > label.height() + 1

"""Has a screen reader read out a part of the window now."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(part: QWidget) -> None:
    """Nothing happens when no screen reader listens."""
    # Lazy: the first mention of QAccessible costs 17 ms, which the first page must not wait for.
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.Alert))

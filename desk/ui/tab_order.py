"""Tab goes as the eye does: row by row through the body, then the actions, then the right."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

SAME_ROW_PX: Final = 16
"""Fields whose tops differ by less stand in one row."""


def in_reading_order(root: QWidget) -> list[QWidget]:
    """What can be reached by Tab inside `root` and is shown, row by row."""
    found = [
        (widget.mapTo(root, QPoint(0, 0)), widget)
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(root)
    ]
    found.sort(key=lambda each: (each[0].y(), each[0].x()))
    ordered: list[QWidget] = []
    row: list[tuple[QPoint, QWidget]] = []
    for place, widget in found:
        if row and place.y() - row[0][0].y() >= SAME_ROW_PX:
            ordered += _left_to_right(row)
            row = []
        row.append((place, widget))
    return ordered + _left_to_right(row)


def chain(roots: Iterable[QWidget]) -> tuple[QWidget, ...]:
    """Make Tab go through the roots in turn; returns the order."""
    order = tuple(widget for root in roots for widget in in_reading_order(root))
    for before, after in pairwise(order):
        QWidget.setTabOrder(before, after)
    return order


def _left_to_right(row: list[tuple[QPoint, QWidget]]) -> list[QWidget]:
    return [widget for _place, widget in sorted(row, key=lambda each: each[0].x())]

"""Cyclic garbage is collected on the UI thread only.

Python collects it on whichever thread happens to allocate. A closed dialog in a cycle would then be
destroyed on the store's thread, and Qt widgets must only ever be destroyed on the UI thread: the
program hangs or dies, rarely and far from the cause.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1000


class UiThreadCollector(QObject):
    """Make one when the program starts; `stop` gives collecting back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect_what_is_due)
        self._timer.start()

    def collect_what_is_due(self) -> None:
        """The oldest generation whose count is over its threshold, as Python itself does."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation] > 0:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()

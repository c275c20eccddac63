"""What the first page does not need, loaded after it is painted, before it is asked for.

Whatever makes classes of Qt is loaded on the window's thread, one module at a turn of its loop:
PySide makes a type when it is first named, and two threads that do so at once end the process.
All else (the database, cryptography, OpenCV, the decoders) is loaded off that thread.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desk.ui.lanes import Lanes

FREE_OF_QT: Final = ("desk.store_at", "desk.domain", "desk.services", "desk.storage")
"""What opening the store and the check at the start of the day need (import-linter watches)."""
PIXELS: Final = ("desk.vision",)
"""OpenCV and the decoders: loading them takes turns with painting, so last."""
WITH_QT: Final = (
    "PySide6.QtNetwork",
    "PySide6.QtMultimedia",
    "PySide6.QtPrintSupport",
    "desk.devices",
    "desk.papers",
    "desk.ui",
    "desk.assembly",
    "desk.counter",
    "desk.review_room",
    "desk.day_end",
    "desk.procedure_room",
    "desk.procedure_papers",
)


def modules(names: tuple[str, ...]) -> Iterator[str]:
    """Load these modules and, of a package, all that is in it: one at each step."""
    for name in names:
        module = importlib.import_module(name)
        yield name
        if name.startswith("desk.") and hasattr(module, "__path__"):
            for inner in pkgutil.walk_packages(module.__path__, f"{name}."):
                importlib.import_module(inner.name)
                yield inner.name


def load(names: tuple[str, ...]) -> None:
    for _name in modules(names):
        pass


class Loading(QObject):
    """Loads the rest and says when the check of the start of the day can begin."""

    def __init__(self, threads: Lanes, ready: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._threads = threads
        self._ready = ready
        self._rest = modules(WITH_QT)
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._one)

    def begin(self) -> None:
        self._threads.run(lambda: load(FREE_OF_QT), lambda _nothing: self._turn.start())

    def _one(self) -> None:
        if next(self._rest, None) is None:
            self._turn.stop()
            self._threads.compute(lambda: load(PIXELS))
            self._ready()

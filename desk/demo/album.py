"""Pictures of what a person sees, and the screens on which nobody sees it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

SCREEN_PX: Final = (1366, 768)


class Album:
    """The pictures of the day, numbered in the order they were taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        folder.mkdir(parents=True)

    def take(self, name: str, window: QWidget) -> None:
        """Grab what a person sees: the window, and a dialog or lock that lies over it."""
        QTest.qWait(120)
        self._number += 1
        picture = window.grab()
        over = QApplication.activeModalWidget()
        if over is not None and over is not window:
            at = (
                over.mapTo(window, over.rect().topLeft())
                if window.isAncestorOf(over)
                else (over.pos() - window.pos())
            )
            over.render(picture, at)
        picture.save(str(self._folder / f"{self._number:02d}-{name}.png"))


def invisible_screens(out: Path) -> None:
    """Without a display, Qt draws on two screens in memory; call it before the application."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={_two_screens(out)}")


def to_stderr(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's messages, but for the invisible platform's notes of what it cannot do."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _two_screens(folder: Path) -> Path:
    """Qt's invisible platform with the clerk's screen and the applicant's beside it."""
    path = folder / "data" / "screens.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = SCREEN_PX
    screens = [
        {"name": name, "x": x, "y": 0, "width": width, "height": height, "logicalDpi": 96}
        for name, x in (("clerk", 0), ("applicant", width))
    ]
    path.write_text(json.dumps({"screens": screens}), encoding="ascii")
    return path

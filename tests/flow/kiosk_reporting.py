"""Driver for test_kiosk.py: the real program, which also says what it shows, one JSON a line, in
the file that KIOSK_REPORT names."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desk.app import qt_application
from desk.cli import main
from desk.ui.shell import MainWindow

EVERY_MS = 50


def seen() -> dict[str, object]:
    """The process, page and tab, and the open application: its number, step and entries."""
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    if not windows:
        return {}
    window, focused = windows[0], QApplication.focusWidget()
    bench: Any = None if window.columns is None else window.columns._bench
    case: Any = window._tabs["procedures"].case if "procedures" in window._tabs else None  # type: ignore[attr-defined]
    view = None if case is None else case.view
    record = None if bench is None or bench.draft is None else bench.draft.record
    return {
        "pid": os.getpid(),
        "screen": window.screen_name,
        "tab": window.tab,
        "tabs": [code for code, _words in window.top_bar.tabs()],
        "enabled": window.isEnabled(),
        "focus": type(focused).__name__,
        "number": None if record is None else record.number.short,
        "step": None if record is None else bench.step.value,
        "case": None if view is None else view.case.number.short,
        "case_entries": {} if view is None else dict(view.case.entries),
        "entries": {} if record is None else {k: v for k, v in record.entries.items() if v},
    }


def report(file: Path, last: list[str]) -> None:
    line = json.dumps(seen(), ensure_ascii=False)
    if line != last[0]:
        last[0] = line
        with file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


if __name__ == "__main__":
    timer = QTimer(qt_application("ja"))
    last = [""]
    timer.timeout.connect(lambda: report(Path(os.environ["KIOSK_REPORT"]), last))
    timer.start(EVERY_MS)
    sys.exit(main(sys.argv[1:]))

"""How long until the desk can be used, against an empty PySide6 window: cold processes.

python -m tests.bench.bench_startup [--runs 7] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
window = QWidget(); window.resize(1366, 768); window.show()
def ready():
    print("ready", flush=True); app.quit()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, ready))
app.exec()
"""

DESK = """
import os, sys
from pathlib import Path
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
from desk.app import DeskApp, qt_application
from PySide6.QtCore import QTimer
app = qt_application("ja")
desk = DeskApp(Path(os.environ["DESK_DATA"]), practice=True)
desk.start()
desk.window.show()
def ready():
    assert desk.window.isVisible() and app.focusWidget() is not None
    print("ready", flush=True); os._exit(0)
QTimer.singleShot(0, lambda: QTimer.singleShot(0, ready))
app.exec()
"""


def once(script: str, folder: str) -> float:
    """Milliseconds from starting the process to its word that it can be used."""
    environment = {**os.environ, "DESK_DATA": folder}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        answer = process.stdout.readline().strip()
        spent = time.perf_counter() - begin
        process.wait(30)
    assert answer == "ready", answer
    return spent * 1000


def prepare(folder: Path) -> None:
    from desk.clock import SystemClock
    from desk.demo.practice import prepare as make
    from desk.store_at import opening_at

    make(folder, SystemClock(), opening_at)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        once(EMPTY, folder)
        once(DESK, folder)
        empty, desk = [], []
        for _ in range(options.runs):  # in turn, so that a drifting machine hits both
            empty.append(once(EMPTY, folder))
            desk.append(once(DESK, folder))
    ratio = statistics.median(d / e for d, e in zip(desk, empty, strict=True))
    print("| window usable, cold process | median ms | min | max |")
    print("|---|---|---|---|")
    for name, values in (("empty PySide6 window", empty), ("desk", desk)):
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"| {name} | {middle:.0f} | {low:.0f} | {high:.0f} |")
    print(f"ratio desk / empty: {ratio:.2f} (figure to reach: 1.5 s and 3x)")
    if options.json:
        figures = {"desk_ms": statistics.median(desk), "ratio": ratio}
        print(json.dumps(figures))


if __name__ == "__main__":
    main()

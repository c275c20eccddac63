"""How fast a supervisor gets through the contact sheet: a robot at the keyboard, 200 people.

    python -m tests.bench.bench_review [--people 200] [--look-ms 0] [--json]

The people are real records with photos of card size in a real store, two thirds of them with the
portrait of a document; one in ten is flagged. The robot presses A as soon as a person stands on
the screen (after `--look-ms`), and for a flagged one A, a number, A. What is measured is the
program's part: what a person needs for looking comes on top. "next person" is from the key to the
moment at which both pictures were painted. The shares of this machine that other programs took
are left out of "ours" (heartbeat.py).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "ui")]

from review_day import ReviewDay, doubt, jpeg  # noqa: E402
from review_world import ReviewWorld  # noqa: E402

from desk.app import qt_application  # noqa: E402
from desk.domain.binding import DoubtKind  # noqa: E402
from desk.ui.review.decision_dialog import DecisionDialog  # noqa: E402
from tests.bench.heartbeat import Heartbeat, let_run, wait_for  # noqa: E402

HEADS = 8
FLAGGED_EVERY = 10
TARGET_MS = 150


def people(day: ReviewDay, many: int) -> None:
    """Accepted applications; the pictures of eight drawn heads, no two of them the same."""
    before: Any = None
    for turn in range(many):
        doubts = []
        if before is not None and turn % FLAGGED_EVERY == 0:
            doubts = [doubt(DoubtKind.ALIKE_FACE, before)]
        seed = turn % HEADS + 2
        portrait = jpeg(seed, 60, turn) if turn % 3 else None
        before = day.take_in(head_seed=seed, shade=turn, portrait=portrait, doubts=doubts)


class Robot:
    """Looks and presses; notes how long the next person took to come."""

    def __init__(self, world: ReviewWorld, beat: Heartbeat, look_ms: int) -> None:
        self.world, self.beat, self.look_ms = world, beat, look_ms
        self.came_ms: list[float] = []
        self.person_ms: list[float] = []
        self.flagged = 0

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.world.window, key)

    def _there(self, number: str) -> bool:
        page = self.world.page
        if page.side.currentWidget() is page.end:
            return self.world.lanes.idle
        return self.world.number != number and page.detail.stands

    def open(self) -> float:
        with self.beat.phase("opening the sheet"):
            begin = time.perf_counter()
            self.world.window.show_tab("review")
            wait_for(lambda: self.world.page.detail.stands, "the first person")
            opened = (time.perf_counter() - begin) * 1000
            let_run(300)
        return opened

    def through(self) -> None:
        """Everybody, one by one, to the end of the sheet."""
        page = self.world.page
        while page.side.currentWidget() is page.detail:
            begin = time.perf_counter()
            with self.beat.phase("looking"):
                let_run(max(1, self.look_ms))
                self.world.look(1.5)
            number, item = self.world.number, page.detail.item
            assert item is not None
            with self.beat.phase("approving, next person"):
                pressed = time.perf_counter()
                self.press(Qt.Key.Key_A)
                if item.needs_look:
                    self.flagged += 1
                    pressed = self._give_reason()
                wait_for(lambda n=number: self._there(n), f"whoever comes after {number}")
                self.came_ms.append((time.perf_counter() - pressed) * 1000)
            self.person_ms.append((time.perf_counter() - begin) * 1000)

    def _give_reason(self) -> float:
        wait_for(
            lambda: isinstance(QApplication.activeModalWidget(), DecisionDialog), "the reasons"
        )
        let_run(20)
        self.press(Qt.Key.Key_1)
        pressed = time.perf_counter()
        self.press(Qt.Key.Key_A)
        return pressed


def measure(folder: Path, many: int, look_ms: int) -> dict[str, float]:
    world = ReviewWorld(folder / "data", lambda day: people(day, many))
    world.window.show()
    world.window.activateWindow()
    let_run(300)
    beat = Heartbeat()
    robot = Robot(world, beat, look_ms)
    beat.start()
    opened = robot.open()
    begin, worked = time.perf_counter(), time.process_time()
    robot.through()
    worked = time.process_time() - worked
    whole_s = time.perf_counter() - begin
    beat.stop()
    report = world.on_store(world.day.review().report)
    if report.approved != many or not report.finished:
        sys.exit(f"only {report.approved} of {many} approved")
    print(beat.table())
    came = sorted(robot.came_ms)
    figures = {
        "people": many,
        "flagged": robot.flagged,
        "sheet opened, ms": opened,
        "next person, ms (median)": statistics.median(came),
        "next person, ms (p95)": came[int(len(came) * 0.95)],
        "next person, ms (max)": came[-1],
        f"next person over {TARGET_MS} ms": sum(each > TARGET_MS for each in came),
        "a person, ms (mean)": statistics.mean(robot.person_ms),
        "a person, CPU ms of all threads": worked * 1000 / many,
        "all of them, s": whole_s,
        "pictures in memory at the end": world.page.pictures.count,
    }
    held = {name: noted.own_longest for name, noted in beat.phases.items()}
    world.close()
    for name, value in figures.items():
        print(f"{name:34} {value:8.1f}")
    return figures | {f"held up, ms: {name}": value for name, value in held.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--look-ms", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    qt_application("ja")
    # Beside the checkout, not in /tmp: that may be memory, which flushes in no time.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
        figures = measure(Path(folder), options.people, options.look_ms)
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()

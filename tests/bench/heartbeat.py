"""How long the window's thread was held up: a beat every few milliseconds, and how late it came."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

BEAT_MS: Final = 5
LIMIT_MS: Final = 50.0
TOLD_MS: Final = 30.0
PROCESSORS: Final = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
HEAD: Final = (
    f"{'window blocked, ms':32} {'beats':>6} {'p50':>7} {'p99':>7} {'max':>7}"
    f" {'ours':>7} {'>50':>4}   the longest: worked, no CPU, waited"
)


class Gap(NamedTuple):
    """One beat that came late, in milliseconds. `worked` is the window thread's own CPU time; for
    `starved` it could have run, but the processors were taken, for `foreign` of that by other
    programs; the rest it waited: for another thread's hold on the interpreter, a lock, the disk."""

    late: float
    worked: float
    starved: float
    foreign: float

    @property
    def waited(self) -> float:
        return max(0.0, self.late - self.worked - self.starved)

    @property
    def own(self) -> float:
        return self.late - self.foreign


@dataclass
class Lateness:
    """The beats of one phase."""

    gaps: list[Gap] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Milliseconds of lateness that this share of the beats did not exceed."""
        ordered = sorted(gap.late for gap in self.gaps)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    @property
    def own_longest(self) -> float:
        return max((gap.own for gap in self.gaps), default=0.0)

    def row(self, name: str) -> str:
        worst = max(self.gaps, key=lambda gap: gap.own, default=Gap(0, 0, 0, 0))
        over = sum(gap.own > LIMIT_MS for gap in self.gaps)
        return (
            f"{name:32} {len(self.gaps):6d} {self.at(0.5):7.1f} {self.at(0.99):7.1f}"
            f" {self.at(1.0):7.1f} {worst.own:7.1f} {over:4d}  "
            f" {worst.worked:7.1f} {worst.starved:7.1f} {worst.waited:7.1f}"
        )


class Heartbeat(QObject):
    """Beats on the window's thread; with `why`, each long gap is written there."""

    def __init__(self, why: TextIO | None = None) -> None:
        super().__init__()
        self.phases: dict[str, Lateness] = {}
        self._why = why
        self._phase = ["other"]
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._last = self._now()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.beat(BEAT_MS))

    def start(self) -> None:
        self._last = self._now()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _now(self) -> tuple[float, float, float, float]:
        """Milliseconds passed, worked by this thread, starved, and worked by all our threads."""
        starved_ns = 0
        if self._schedule.exists():  # Linux tells how long a thread waited for a processor
            starved_ns = int(self._schedule.read_text("ascii").split()[1])
        own, ours = time.thread_time() * 1000, time.process_time() * 1000
        return time.monotonic() * 1000, own, starved_ns / 1e6, ours

    def beat(self, due_ms: float = 0.0) -> None:
        """Note how late this beat is."""
        now = self._now()
        passed, worked, starved, ours = (
            new - old for new, old in zip(now, self._last, strict=True)
        )
        late = max(0.0, passed - due_ms)
        # What our other threads did not use of the processors meanwhile, somebody else did.
        left = 1 - min(1.0, ours / (PROCESSORS * passed)) if passed else 0.0
        gap = Gap(late, worked, starved, min(late, starved * left))
        self.phases.setdefault(self._phase[-1], Lateness()).gaps.append(gap)
        if self._why is not None and gap.late > TOLD_MS:
            figures = f"{late:6.1f} {gap.own:6.1f} {worked:6.1f} {starved:6.1f} {gap.waited:6.1f}"
            print(f"{self._last[0] / 1000:.4f} {figures} {self._phase[-1]}", file=self._why)
        self._last = now

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Beats within belong to that phase; phases may lie in one another."""
        self.beat(BEAT_MS)
        self._phase.append(name)
        try:
            yield
        finally:
            self.beat(BEAT_MS)
            self._phase.pop()

    def table(self) -> str:
        return "\n".join([HEAD, *(noted.row(name) for name, noted in self.phases.items())])


def let_run(ms: int) -> None:
    """Let the window work for that long, in a real event loop (QTest's waiting sleeps)."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def wait_for(true: Callable[[], object], what: str, seconds: float = 20.0) -> float:
    """Milliseconds until it is true."""
    begin = time.perf_counter()
    while not true():
        if time.perf_counter() - begin > seconds:
            sys.exit(f"gave up waiting for {what}")
        let_run(2)
    return (time.perf_counter() - begin) * 1000

"""What programs take, as Linux tells it: processor seconds and memory of a process and its own."""

from __future__ import annotations

import os
import time
from pathlib import Path

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def family(pid: int) -> list[int]:
    """The process and those that it started."""
    found = [pid]
    for task in (PROC / str(pid) / "task").glob("*/children"):
        try:
            children = task.read_text("ascii").split()
        except OSError:  # it has ended
            continue
        for child in children:
            found += family(int(child))
    return found


def cpu_s(pid: int) -> float:
    """Used so far by the process, those it started, and those of them that ended."""
    total = 0.0
    for each in family(pid):
        try:
            fields = (PROC / str(each) / "stat").read_text("ascii").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15]) / _TICKS
    return total


def most_memory_mb(pid: int) -> float:
    """The most that the process and those it started ever had in memory."""
    return sum(_status(each, "VmHWM:") for each in family(pid)) / 1_000


def memory_mb(pid: int) -> float:
    """What they have in memory now."""
    return sum(_status(each, "VmRSS:") for each in family(pid)) / 1_000


def forget_most_memory(pid: int) -> None:
    """From now on `most_memory_mb` speaks of what comes."""
    for each in family(pid):
        (PROC / str(each) / "clear_refs").write_text("5", "ascii")


def _status(pid: int, name: str) -> int:
    for line in (PROC / str(pid) / "status").read_text("ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


class Used:
    """`with Used(pids) as used`: afterwards `shares` of one processor for each, and `idle` of all;
    what is left was taken by others."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._pids = pids
        self.shares: dict[str, float] = {}

    def __enter__(self) -> Used:
        self._before = self._now()
        return self

    def __exit__(self, *_error: object) -> None:
        after = self._now()
        passed = after["time"] - self._before["time"]
        self.shares = {
            name: (after[name] - self._before[name]) / passed for name in (*self._pids, "idle")
        }
        self.shares["idle"] /= os.cpu_count() or 1

    def _now(self) -> dict[str, float]:
        fields = (PROC / "stat").read_text("ascii").split("\n")[0].split()[1:]
        idle = (int(fields[3]) + int(fields[4])) / _TICKS
        taken = {name: cpu_s(pid) for name, pid in self._pids.items()}
        return {**taken, "idle": idle, "time": time.monotonic()}

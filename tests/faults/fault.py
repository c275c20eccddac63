"""The ways to fail, where they strike, and how a run under one of them is told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GAVE_UP = 3
"""Exit code of a program that was refused again and again and stopped politely."""
WRITES, FLUSHES = "pwrite64", "fsync,fdatasync"


@dataclass(frozen=True)
class Fault:
    """One way to fail; `at` is the number of the call or acknowledgement at which it strikes."""

    kind: str
    calls: str = ""  # system calls for strace, or none: SIGKILL from outside
    effect: str = ""
    lasting: bool = False

    def command(self, at: int, program: Sequence[str], only: Sequence[Path] = ()) -> list[str]:
        """How to run the program under this fault; `only` calls on these files, if given."""
        if not self.calls:
            return [*program]
        when = f"{at}+" if self.lasting else f"{at}"
        inject = ("-e", f"inject={self.calls}:{self.effect}:when={when}")
        # Faster, but a signal cannot be sent from there.
        fast = () if self.effect.startswith("signal") else ("--seccomp-bpf",)
        return [*traced(self.calls, Path("/dev/null"), only), *fast, *inject, *program]


def traced(calls: str, log: Path, only: Sequence[Path] = ()) -> list[str]:
    """strace on these system calls of a program and its threads."""
    paths = [part for path in only for part in ("-P", str(path))]
    return ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}", *paths]


FAULTS = (
    Fault("SIGKILL at a random moment"),
    Fault("SIGKILL at the Nth write", WRITES, "signal=KILL"),
    Fault("SIGKILL at the Nth flush", FLUSHES, "signal=KILL"),
    Fault("EIO at the Nth write", WRITES, "error=EIO"),
    Fault("EIO from the Nth write on", WRITES, "error=EIO", lasting=True),
    Fault("EIO at the Nth flush", FLUSHES, "error=EIO"),
    Fault("EIO from the Nth flush on", FLUSHES, "error=EIO", lasting=True),
    Fault("ENOSPC at the Nth write", WRITES, "error=ENOSPC"),
    Fault("ENOSPC from the Nth write on", WRITES, "error=ENOSPC", lasting=True),
    Fault("ENOSPC at the Nth flush", FLUSHES, "error=ENOSPC"),
)


@dataclass(frozen=True)
class Verdict:
    """What was found afterwards; each is a failure."""

    lost: bool = False
    damaged: bool = False
    audit_broken: bool = False
    elsewhere: bool = False  # resumes at another application or step
    silent: bool = False  # an error of which the screen said nothing
    typing_lost: bool = False  # what was typed was gone from the screen


@dataclass(frozen=True)
class Point:
    """One fault that struck: how the program ended, whether it was refused, what was found."""

    ended: str  # "killed", "finished", "gave up" or "crashed"
    refused: bool
    verdict: Verdict


def ending(code: int, crashed: bool) -> str:
    if crashed:
        return "crashed"
    return {0: "finished", GAVE_UP: "gave up"}.get(code, "killed")


def points_for(points: int, last: int, luck: random.Random) -> list[int]:
    """Spread evenly over the whole intake, jittered."""
    width = last / max(1, points)
    return [min(last, 1 + int(luck.uniform(each, each + 1) * width)) for each in range(points)]

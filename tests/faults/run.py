"""Kills an intake at hundreds of points and looks at what is left.

`python -m tests.faults.run [--points 300] [--seed 1]` prints a table and exits 1 if anything that
was acknowledged is gone. Faults: SIGKILL at random moments; and by `strace`, at the Nth write or
flush of the disk, SIGKILL, an input/output error or a full disk, once or from then on.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.domain.errors import DeskError
from tests.faults.intake import GAVE_UP, Kept, newest, script
from tests.storage.storage_world import Booth, open_booth

ROOT = Path(__file__).resolve().parents[2]
WRITES, FLUSHES = "pwrite64", "fsync,fdatasync"


@dataclass(frozen=True)
class Fault:
    """One way to fail; `at` is the number of the call or acknowledgement at which it strikes."""

    kind: str
    calls: str = ""  # system calls for strace, or none: SIGKILL from outside
    effect: str = ""
    lasting: bool = False

    def command(self, at: int, folder: Path) -> list[str]:
        intake = [sys.executable, "-m", "tests.faults.intake", str(folder)]
        if not self.calls:
            return intake
        when = f"{at}+" if self.lasting else f"{at}"
        return [
            *("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={self.calls}"),
            *("-e", f"inject={self.calls}:{self.effect}:when={when}", *intake),
        ]


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
class Run:
    """What the killed program had said."""

    acknowledged: int
    refusals: int
    ended: str  # "killed", "finished", "gave up" or "crashed"


@dataclass(frozen=True)
class Verdict:
    """What was found afterwards."""

    lost: bool = False
    damaged: bool = False
    audit_broken: bool = False
    elsewhere: bool = False  # resumes at another application or step


def strike(fault: Fault, at: int, folder: Path, patience_s: float) -> Run:
    """Run the intake until the fault (or its end); `patience_s` delays the outside kill."""
    with subprocess.Popen(
        fault.command(at, folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if not fault.calls and lines[-1] == f"ack {at}":
                _kill_soon(process, patience_s)
        told = process.stderr.read()
        crashed = "Traceback" in told
    if crashed:
        print(f"{fault.kind}, at {at}:\n{told}", file=sys.stderr)
    acknowledged = sum(line.startswith("ack ") for line in lines)
    refusals = sum(line.startswith("refused ") for line in lines)
    return Run(acknowledged, refusals, _ending(process.returncode, crashed))


def _kill_soon(process: subprocess.Popen[str], patience_s: float) -> None:
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()


def _ending(code: int, crashed: bool) -> str:
    if crashed:
        return "crashed"
    return {0: "finished", GAVE_UP: "gave up"}.get(code, "killed")


def examine(folder: Path, run: Run) -> Verdict:
    """Open the store again, as the program would, and compare with what was acknowledged."""
    try:
        booth = open_booth(folder)
    except DeskError:
        return Verdict(lost=run.acknowledged > 0, damaged=True)
    try:
        return _compare(booth, run)
    finally:
        booth.store.close()


def _compare(booth: Booth, run: Run) -> Verdict:
    damaged = audit_broken = False
    try:
        booth.store.verify_integrity()
    except DeskError:
        damaged = True
    try:
        booth.store.verify_audit()
    except DeskError:
        audit_broken = True
    # What was under way when it happened may have been kept or not; nothing in between.
    before = expected(run.acknowledged)
    after = expected(run.acknowledged + 1)
    found, resumed = found_in(booth)
    lost = found not in (before, after)
    return Verdict(lost, damaged, audit_broken, not lost and not resumed)


def expected(deeds: int) -> Kept:
    kept = Kept()
    for deed in script()[:deeds]:
        deed.expect(kept)
    return kept


def found_in(booth: Booth) -> tuple[Kept, bool]:
    """What the store shows, and whether resume() leads to the open draft."""
    kept = Kept(opened=booth.store.count())
    if not kept.opened:
        return kept, booth.store.resume() is None
    record = newest(booth)
    kept.step, kept.status = record.step.value, record.status.value
    kept.entries = dict(record.entries)
    for picture in record.pictures:
        booth.store.picture_bytes(picture.id)
        kept.pictures[picture.kind.value] = picture.sha256
    lines = booth.store.page("", 0, 99)
    done = [line for line in reversed(lines) if line.status.value == "accepted"]
    kept.done = tuple(str(booth.store.record(line.id).entries["form.id"]) for line in done)
    resumed = booth.store.resume()
    shown = None if resumed is None else (resumed.id, resumed.step)
    return kept, shown == ((record.id, record.step) if kept.status == "draft" else None)


def count_calls(calls: str) -> int:
    """How many such calls a whole undisturbed intake makes."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "calls"
        intake = [sys.executable, "-m", "tests.faults.intake", str(Path(scratch) / "desk")]
        subprocess.run(
            ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={calls}", *intake],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return sum("resumed>" not in line for line in log.read_text().splitlines())


def points_for(fault: Fault, points: int, last: int, luck: random.Random) -> Sequence[int]:
    """Spread evenly over the whole intake, jittered."""
    width = last / points
    return [min(last, 1 + int(luck.uniform(each, each + 1) * width)) for each in range(points)]


def strike_all(fault: Fault, points: int, last: int, luck: random.Random) -> Counter[str]:
    told: Counter[str] = Counter()
    for at in points_for(fault, points, last, luck):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "desk"
            run = strike(fault, at, folder, patience_s=luck.uniform(0, 0.004))
            verdict = examine(folder, run)
        told.update(["points", run.ended])
        told["refused"] += run.refusals > 0
        told.update(name for name in Verdict.__dataclass_fields__ if getattr(verdict, name))
    return told


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--points", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    luck = random.Random(options.seed)
    usable = [fault for fault in FAULTS if not fault.calls or shutil.which("strace")]
    ends = {"": len(script()) - 1}
    ends |= {calls: count_calls(calls) for calls in {fault.calls for fault in usable} - {""}}
    columns = (
        "points",
        "killed",
        "finished",
        "gave up",
        "crashed",
        "refused",
        *Verdict.__dataclass_fields__,
    )
    print(f"{'fault':32}" + "".join(f"{name:>13}" for name in columns))
    total: Counter[str] = Counter()
    for place, fault in enumerate(usable):
        share = options.points // len(usable) + (place < options.points % len(usable))
        told = strike_all(fault, share, ends[fault.calls], luck)
        total += told
        print(f"{fault.kind:32}" + "".join(f"{told[name]:13}" for name in columns), flush=True)
    print(f"{'all':32}" + "".join(f"{total[name]:13}" for name in columns))
    return 1 if any(total[name] for name in ("crashed", *Verdict.__dataclass_fields__)) else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Faults under a scripted intake on the real store, without a window."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.domain.errors import DeskError
from tests.faults.fault import ROOT, Fault, Point, Verdict, ending, traced
from tests.faults.intake import Kept, evidence_of, newest, script
from tests.storage.storage_world import Booth, open_booth

WORKERS = 2
NAME = "store"


@dataclass(frozen=True)
class Run:
    """What the killed program had said."""

    acknowledged: int
    refusals: int
    ended: str


def program(folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.faults.intake", str(folder)]


def strike_at(fault: Fault, at: int, luck: random.Random) -> Point:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        run = strike(fault, at, folder, patience_s=luck.uniform(0, 0.004))
        return Point(run.ended, run.refusals > 0, examine(folder, run))


def last_of(fault: Fault) -> int:
    """How many acknowledgements, or such calls, a whole undisturbed intake makes."""
    return _count(fault.calls) if fault.calls else len(script()) - 1


@cache
def _count(calls: str) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "calls"
        subprocess.run(
            [*traced(calls, log), *program(Path(scratch) / "desk")],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return sum("resumed>" not in line for line in log.read_text().splitlines())


def strike(fault: Fault, at: int, folder: Path, patience_s: float) -> Run:
    """Run the intake until the fault (or its end); `patience_s` delays the outside kill."""
    with subprocess.Popen(
        fault.command(at, program(folder)),
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
    return Run(acknowledged, refusals, ending(process.returncode, crashed))


def _kill_soon(process: subprocess.Popen[str], patience_s: float) -> None:
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()


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
    kept.evidence = evidence_of(booth, record)
    lines = booth.store.page("", 0, 99)
    done = [line for line in reversed(lines) if line.status.value == "accepted"]
    kept.done = tuple(str(booth.store.record(line.id).entries["form.id"]) for line in done)
    resumed = booth.store.resume()
    shown = None if resumed is None else (resumed.id, resumed.step)
    return kept, shown == ((record.id, record.step) if kept.status == "draft" else None)

"""Runs side by side, each lane a process with a hub, a line and a scratch folder of its own."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from sync.hub.verifying import Kind, verify_all
from tests.faults.line import kinds, more_kinds, stick_kinds
from tests.faults.line.backends import objects_here, postgres_here
from tests.faults.line.examine import Verdict, examine
from tests.faults.line.kinds import KINDS
from tests.faults.line.medium import Medium, can_mount
from tests.faults.line.spawn import Hung
from tests.faults.line.world import Run, World

assert more_kinds
assert stick_kinds
SMALL_DISK = 48 << 20
LAST = 1_000
OF_TWINS = frozenset({Kind.DAY_FORK, Kind.DAY_RETURNED, Kind.DAY_MISSING, Kind.DAY_ALTERED})


class Task(NamedTuple):
    place: int
    kind: str
    needs: str
    seed: int


@dataclass
class Row:
    """One run as it is told."""

    kind: str
    seed: int
    place: int = 0
    struck: bool = False
    verdict: Verdict = field(default_factory=Verdict)
    refusals: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return self.verdict.fine

    @property
    def told(self) -> list[str]:
        return self.verdict.told()

    def counted(self) -> Counter[str]:
        found = self.verdict
        told = Counter(["runs"])
        told["noticed"] += self.struck
        told["lost"] += bool(found.lost)
        told["doubled"] += bool(found.doubled)
        told["wrong receipts"] += bool(found.wrong_receipts)
        told["unhandled"] += bool(found.unhandled)
        return told


def usable_kinds() -> tuple[list[kinds.Kind], list[kinds.Kind]]:
    """Those that this machine can do, and the others."""
    can = {
        "plain": True,
        "strace": shutil.which("strace") is not None,
        "mount": can_mount(),
        "small disk": can_mount(),
        "postgresql": postgres_here() is not None,
        "s3": objects_here() is not None,
    }
    return [k for k in KINDS if can[k.needs]], [k for k in KINDS if not can[k.needs]]


def lanes_at_work(tasks: Sequence[Task], scratch: Path, lanes: int) -> list[Row]:
    """Each world's tasks go to one lane after another; rows in the order of kinds."""
    forks = multiprocessing.get_context("spawn")
    parts = [part for part in _parts(tasks, lanes) if part]
    if lanes == 1:
        return _sorted(row for part in parts for row in _lane(part, scratch))
    with ProcessPoolExecutor(len(parts), mp_context=forks) as pool:
        done = list(pool.map(_lane, parts, [scratch] * len(parts)))
    return _sorted(row for rows in done for row in rows)


def _sorted(rows: object) -> list[Row]:
    return sorted(rows, key=lambda row: row.place)  # type: ignore[call-overload, no-any-return]


def _parts(tasks: Sequence[Task], lanes: int) -> list[list[Task]]:
    ordered = sorted(tasks, key=lambda task: task.needs)
    return [ordered[lane::lanes] for lane in range(lanes)]


def _lane(tasks: Sequence[Task], scratch: Path) -> list[Row]:
    rows: list[Row] = []
    worlds = dict.fromkeys(_world_of(task.needs) for task in tasks)
    for name in worlds:
        mine = [task for task in tasks if _world_of(task.needs) == name]
        with ExitStack() as stack:
            world = stack.enter_context(_world(name, scratch, stack))
            world.warm_up()
            for task in mine:
                rows.append(_one(world, task))
                if len(rows) % 25 == 0:
                    print(f"{len(rows)} of {len(tasks)}", file=sys.stderr, flush=True)
            rows.append(_verified(world, name))
    return rows


def _verified(world: World, name: str) -> Row:
    """`desk-hub verify` on what all runs of this world left; restored twins fork their chains."""
    row = Row(f"desk-hub verify afterwards, {name}", 0, LAST, struck=True)
    with world.opened() as hub:
        report = verify_all(hub)
    row.refusals = [finding.kind.value for finding in report.findings]
    row.verdict.unhandled = [
        finding.told() for finding in report.findings if finding.kind not in OF_TWINS
    ]
    return row


def _world_of(needs: str) -> str:
    return needs if needs in ("small disk", "postgresql", "s3") else "plain"


def _world(name: str, scratch: Path, stack: ExitStack) -> World:
    if name == "small disk":
        return World(scratch, disk=stack.enter_context(Medium(scratch, SMALL_DISK)))
    if name == "postgresql":
        postgres = postgres_here()
        assert postgres is not None
        stack.enter_context(postgres)
        return World(scratch, database=postgres.new_database("hub"), postgres=postgres)
    if name == "s3":
        objects = objects_here()
        assert objects is not None
        stack.enter_context(objects)
        return World(scratch, objects=objects.url, s3=objects)
    return World(scratch)


def _one(world: World, task: Task) -> Row:
    found = next(each for each in KINDS if each.name == task.kind)
    row = Row(task.kind, task.seed, task.place)
    try:
        run = found.play(world, Random(task.seed))
        world.line.all_well()
        row.verdict = examine(run)
        row.refusals = [code for told in run.told for code in told.refusals]
        row.struck = any(told.ended != "finished" or told.refusals for told in run.told)
        world.forget(run)
    except Hung as error:
        row.verdict.unhandled.append(f"hung: {error}")
    except Exception:  # noqa: BLE001 the harness itself, or an end that does not open
        row.verdict.unhandled.append(traceback.format_exc())
    if not row.fine:
        print(f"{row.kind}, seed {row.seed}: {row.told[0][-400:]}", file=sys.stderr, flush=True)
    world.well_again()
    world.set_hubs_clock(0.0)
    return row


__all__ = ["Row", "Run", "Task", "lanes_at_work", "usable_kinds"]

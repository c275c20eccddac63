"""Kills and starves an intake at hundreds of points and looks at what is left.

`python -m tests.faults.run [--points 320] [--app-points 40] [--seed 1]` prints a table and exits
1 if anything that was acknowledged is gone. `store` points strike a scripted intake on the store,
`desk` points the real window with a clerk at its keys. Faults: SIGKILL at random moments; and by
`strace`, at the Nth write or flush of the disk, SIGKILL, an input/output error or a full disk,
once or from then on.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults import desk_points, store_points
from tests.faults.fault import FAULTS, Fault, Point, Verdict, points_for

FAILURES = ("crashed", *Verdict.__dataclass_fields__)
COLUMNS = ("points", "killed", "finished", "gave up", "refused", *FAILURES)


@contextmanager
def whole_desks() -> Iterator[desk_points.Desks]:
    with tempfile.TemporaryDirectory() as scratch:
        yield desk_points.Desks(Path(scratch))


def _counted(point: Point) -> Counter[str]:
    verdict = point.verdict
    told = Counter(["points", point.ended])
    told.update(name for name in Verdict.__dataclass_fields__ if getattr(verdict, name))
    told["refused"] += point.refused
    return told


def row(name: str, told: Counter[str]) -> str:
    cells = "".join(f"{told[column]:{max(9, len(column) + 2)}}" for column in COLUMNS)
    return f"{name:38}{cells}"


def head() -> str:
    return f"{'':38}" + "".join(f"{name:>{max(9, len(name) + 2)}}" for name in COLUMNS)


def strike_subject(
    name: str, subject: Any, points: int, workers: int, luck: random.Random
) -> Counter[str]:
    """One row for each fault, the points shared out evenly; several programs at a time, each on
    a folder of its own."""
    usable = [fault for fault in FAULTS if not fault.calls or shutil.which("strace")]
    plan: list[tuple[Fault, int, random.Random]] = []
    for place, fault in enumerate(usable):
        share = points // len(usable) + (place < points % len(usable))
        if share:
            places = points_for(share, subject.last_of(fault), luck)
            plan += [(fault, at, random.Random(luck.random())) for at in places]
    total: Counter[str] = Counter()
    with ThreadPoolExecutor(workers) as lane:
        struck = lane.map(lambda each: subject.strike_at(*each), plan)
        for fault, of_fault in itertools.groupby(zip(plan, struck, strict=True), _fault_of):
            told = sum((_counted(point) for _, point in of_fault), Counter())
            total += told
            print(row(f"{name}: {fault.kind}", told), flush=True)
    return total


def _fault_of(struck: tuple[tuple[Fault, int, random.Random], Point]) -> Fault:
    return struck[0][0]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--points", type=int, default=320, help="of the scripted intake")
    asked.add_argument("--app-points", type=int, default=40, help="of the real window")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    luck = random.Random(options.seed)
    print(head())
    total: Counter[str] = Counter()
    if options.points:
        total += strike_subject(
            store_points.NAME, store_points, options.points, store_points.WORKERS, luck
        )
    if options.app_points:
        with whole_desks() as desks:
            total += strike_subject(
                desk_points.NAME, desks, options.app_points, desk_points.WORKERS, luck
            )
    print(row("all", total))
    return 1 if any(total[name] for name in FAILURES) else 0


if __name__ == "__main__":
    sys.exit(main())

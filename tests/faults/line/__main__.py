"""Breaks terminal, hub and everything between them, lets people recover, and looks at both ends.

`python -m tests.faults.line [--runs 1000] [--seed 1] [--only KIND] [--brief] [--json] [--lanes 2]`
prints a table and exits 1 if any application is lost or doubled, any receipt is wrong, or any
failure went unsaid; `noticed` counts runs in which a process died or a person was told. Real parts
only: the terminal's encrypted store and services and `desk-hub serve` in processes of their own,
the real client and engine over TCP, PostgreSQL, SeaweedFS.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.faults.line.lanes import Row, Task, lanes_at_work, usable_kinds

COLUMNS = ("runs", "noticed", "lost", "doubled", "wrong receipts", "unhandled")


def plan(runs: int, luck: random.Random, only: str = "") -> tuple[list[Task], list[str]]:
    """Every usable kind by its weight; the names of those that this machine cannot do."""
    usable, left_out = usable_kinds()
    chosen = [each for each in usable if only in each.name]
    if not chosen:
        raise SystemExit(f"no such kind: {only}")
    weights = sum(each.weight for each in chosen)
    tasks: list[Task] = []
    for place, each in enumerate(chosen):
        count = math.ceil(runs * each.weight / weights)
        seeds = [luck.randrange(1 << 30) for _ in range(count)]
        tasks += [Task(place, each.name, each.needs, seed) for seed in seeds]
    return tasks, [each.name for each in left_out]


def brief_plan(luck: random.Random) -> list[Task]:
    """One run of each kind that needs no second server; one of a family that differs by a byte."""
    usable, _ = usable_kinds()
    chosen = [each for each in usable if each.brief]
    return [Task(place, k.name, k.needs, luck.randrange(1 << 30)) for place, k in enumerate(chosen)]


def head() -> str:
    return f"{'':52}" + "".join(f"{name:>{max(8, len(name) + 2)}}" for name in COLUMNS) + "  notes"


def line_of(name: str, told: Counter[str], notes: Sequence[str]) -> str:
    cells = "".join(f"{told[column]:{max(8, len(column) + 2)}}" for column in COLUMNS)
    return f"{name:52}{cells}  {' '.join(notes)}".rstrip()


def shown(rows: Sequence[Row], left_out: Sequence[str], as_json: bool) -> None:
    total: Counter[str] = Counter()
    if not as_json:
        print(head())
    for name in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == name]
        told = sum((row.counted() for row in mine), Counter())
        total += told
        codes = Counter(code for row in mine for code in set(row.refusals))
        notes = [f"{code}×{count}" for code, count in codes.most_common(4)]
        facts = {"kind": name, **{each: told[each] for each in COLUMNS}, "codes": dict(codes)}
        print(json.dumps(facts) if as_json else line_of(name, told, notes), flush=True)
    facts = {"kind": "all", **{each: total[each] for each in COLUMNS}, "left_out": [*left_out]}
    print(
        json.dumps(facts) if as_json else line_of("all", total, [f"without {n}" for n in left_out])
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="kinds whose name has this in it")
    asked.add_argument("--lanes", type=int, default=2)
    asked.add_argument("--brief", action="store_true", help="one run of the main kinds")
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    tasks, left_out = plan(options.runs, random.Random(options.seed), options.only)
    if options.brief:
        tasks, left_out = brief_plan(random.Random(options.seed)), []
    with tempfile.TemporaryDirectory() as scratch:
        rows = lanes_at_work(tasks, Path(scratch), options.lanes)
    shown(rows, left_out, options.json)
    bad = [row for row in rows if not row.fine]
    for row in bad:
        print(f"{row.kind}, seed {row.seed}:", *row.told, sep="\n  ", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""What each degradation does to its own measure and how often it gives its own hint.

Run from the repository root: `python -m tests.bench.bench_degradations [--quick] [--json]`.
Drawn heads, and (where ../shared/samples lies beside the checkout) public portraits cut out and put
before a plain wall: their own backgrounds are busy, so as they are they are no good originals.
"On good" is the share of the unspoiled pictures that get the same hint. The originals smile, turn
and tilt as they did: what they are told unspoiled is printed first.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from desk.services.ports import PhotoCheck
from tests.bench.bench_photo import SAMPLES, photo_eye, read
from tests.vision.degradations import (
    DEGRADATIONS,
    Degradation,
    Original,
    as_picture,
    before_a_wall,
    drawn,
)

CUT_OUT_FAILED = {"p010", "p022", "p026"}  # seen by eye: parts of the old background stayed
OFFICIAL = ("fr_biden.jpg", "fr_obama.jpg", "astronaut.png")
EXPRESSION = {"teeth_shown", "smiling", "mouth_open"}


def originals(eye: Any, *, quick: bool) -> Iterator[tuple[str, list[Original]]]:
    yield "drawn heads", [drawn(eye, seed) for seed in range(0, 60, 12 if quick else 3)]
    if not SAMPLES.is_dir():
        return
    paths = sorted((SAMPLES / "faces" / "people").glob("*.jpg"))[:: 8 if quick else 1]
    people = [path for path in paths if path.stem not in CUT_OUT_FAILED]
    yield "people before a wall", [before_a_wall(eye, path.stem, read(path)) for path in people]


def line(eye: Any, base: list[Original], good: list[PhotoCheck], it: Degradation) -> dict[str, Any]:
    checks = [eye.check(as_picture(it.spoil(original))) for original in base]
    before = [check.measures[it.measure] for check in good]
    after = [check.measures[it.measure] for check in checks if it.measure in check.measures]
    return {
        "degradation": it.name,
        "measure": it.measure,
        "before": round(float(np.median(before)), 3),
        "after": round(float(np.median(after)), 3) if after else None,
        "own hint": round(share(checks, it), 2),
        "on good": round(share(good, it), 2),
        "told first": round(float(np.mean([first(check) in it.codes for check in checks])), 2),
        "no face": len(checks) - len(after),
    }


def share(checks: list[PhotoCheck], it: Degradation) -> float:
    told = [any(finding.code in it.codes for finding in check.findings) for check in checks]
    return float(np.mean(told))


def first(check: PhotoCheck) -> str:
    return check.findings[0].code if check.findings else ""


def good_ones(base: list[Original], good: list[PhotoCheck]) -> dict[str, Any]:
    codes = Counter(finding.code for check in good for finding in check.findings)
    other = [
        name
        for name, check in zip((each.name for each in base), good, strict=True)
        if {finding.code for finding in check.findings} - EXPRESSION
    ]
    return {
        "pictures": len(base),
        "without any finding": sum(check.ok for check in good),
        "with more than smile or open mouth": other,
        "findings": dict(codes.most_common()),
    }


def official(eye: Any) -> Iterator[dict[str, Any]]:
    """The three official portraits as they are, with their own backgrounds."""
    for name in OFFICIAL:
        check = eye.check(read(SAMPLES / "faces" / name))
        yield {"portrait": name, "findings": [finding.code for finding in check.findings]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    eye = photo_eye()
    found: dict[str, Any] = {"sets": {}}
    for name, base in originals(eye, quick=args.quick):
        good = [eye.check(original.frame) for original in base]
        rows = [line(eye, base, good, each) for each in DEGRADATIONS]
        found["sets"][name] = {"good": good_ones(base, good), "rows": rows}
        print(f"\n{name}: {found['sets'][name]['good']}\n")
        print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
        for row in rows:
            print("| " + " | ".join(str(value) for value in row.values()) + " |")
    if SAMPLES.is_dir():
        found["official"] = list(official(eye))
        print("\n" + "\n".join(str(row) for row in found["official"]))
    if args.json:
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""The mix-up drill on the real window: every known way is impossible, or flagged before sealing.

With drawn heads; `desk demo --drill --faces DIR` plays it with photographs of real people. Of the
30 ways the tests play 14, all nine of the reported cases among them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desk.demo.drill import chosen_ways

ROOT = Path(__file__).resolve().parents[2]
REPORTED = {"各務原市", "浜松市", "小山市", "大崎市", "宇都宮市", "佐伯市", "安来市", "松阪市"}


def drilled(out: Path, *options: str) -> dict[str, Any]:
    """Played in a process of its own; what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "desk", "demo", "--drill", "--out", str(out), *options],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert (out / "drill.json").exists(), done.stdout[-3000:] + done.stderr[-3000:]
    found: dict[str, Any] = json.loads((out / "drill.json").read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return found


def played(out: Path, numbers: str) -> list[dict[str, str]]:
    """What became of these ways, none of which may end in another way."""
    found = drilled(out, "--ways", numbers)
    assert [way for way in found["ways"] if way["how"] not in ("impossible", "flagged")] == []
    assert found["wrong_faces_unflagged"] == []
    return list(found["ways"])


@pytest.mark.parametrize(("numbers", "count"), [("1-4", 4), ("5-9", 5)])
def test_every_reported_case_is_impossible_or_flagged(
    tmp_path: Path, numbers: str, count: int
) -> None:
    ways = played(tmp_path / "drill", numbers)
    assert len(ways) == count
    assert {way["case"] for way in ways} <= REPORTED


def test_other_ways_are_impossible_or_flagged(tmp_path: Path) -> None:
    """Those that no other test plays in much the same way; `desk demo --drill` plays them all."""
    ways = played(tmp_path / "drill", "10,15,19,21,27")
    assert len(ways) == 5


def test_the_drill_has_every_reported_case_and_no_way_that_is_not_there() -> None:
    assert {way.case for way in chosen_ways("") if way.case} == REPORTED
    assert {way.case for way in chosen_ways("1-9")} == REPORTED
    assert [way.number for way in chosen_ways("")] == list(range(1, 31))
    with pytest.raises(ValueError, match="no way 31"):
        chosen_ways("30-31")

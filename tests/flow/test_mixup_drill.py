"""The mix-up drill on the real window: every known way is impossible, or flagged before sealing.

With drawn heads; `desk demo --drill --faces DIR` plays it with photographs of real people.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def check(found: dict[str, Any]) -> None:
    ways = found["ways"]
    assert len(ways) >= 20
    assert {way["case"] for way in ways if way["case"]} == REPORTED
    assert [way for way in ways if way["how"] not in ("impossible", "flagged")] == []
    assert found["wrong_faces_unflagged"] == []


def test_every_way_is_impossible_or_flagged(tmp_path: Path) -> None:
    check(drilled(tmp_path / "drill"))

"""The short form of `python -m tests.faults.run`: some ten points in every test run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="kills and strace as on Linux")
def test_nothing_acknowledged_is_lost() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.run", "--points", "10", "--app-points", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr

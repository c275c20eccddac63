"""The short form of `python -m tests.faults.line`: a run of most kinds in every test run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="kills, mounts and strace as on Linux")
def test_nothing_is_lost_between_terminal_and_hub() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.line", "--brief", "--lanes", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr

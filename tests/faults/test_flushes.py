"""A kill does not empty the kernel's memory as a power cut does; so the order of calls is looked
at: nothing is acknowledged while a byte of the log is not flushed to the disk."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_every_acknowledgement_follows_a_flush(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    intake = [sys.executable, "-m", "tests.faults.intake", str(tmp_path / "desk")]
    watch = ["strace", "-f", "-y", "-o", str(log), "-e", "trace=pwrite64,fsync,fdatasync,write"]
    subprocess.run([*watch, *intake], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    unflushed = acknowledged = 0
    for call in log.read_text(errors="replace").splitlines():
        if "desk.db-wal>" in call:
            unflushed = unflushed + 1 if "pwrite64(" in call else 0
        elif '"ack ' in call:
            acknowledged += 1
            assert unflushed == 0, call
    assert acknowledged > 60

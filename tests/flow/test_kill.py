"""kill -9 in the middle of step 3 of the real window: reopening goes on right there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from killed_at_step_three import open_desk

ROOT = Path(__file__).resolve().parents[2]


def test_reopening_continues_at_the_same_step(tmp_path: Path) -> None:
    driver = Path(__file__).with_name("killed_at_step_three.py")
    environment = os.environ | {"PYTHONPATH": f"{ROOT}", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(driver), str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    kept = json.loads(done.stdout.splitlines()[-1])
    assert len(kept["entries"]) > 15

    desk, clerk = open_desk(tmp_path)
    clerk.wait(lambda: clerk.bench.draft is not None, "the application that was open")
    clerk.settle()
    again = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in clerk.draft.record.entries.items()
    }
    assert (clerk.bench.step, clerk.draft.record.number.short) == (3, kept["number"])
    assert again == kept["entries"]
    assert desk.store is not None
    desk.window.close_without_asking()

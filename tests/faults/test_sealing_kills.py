"""The short form of the kills under sealing; `python -m tests.faults.sealing_kill` does all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.sealing_kill import events_of, prepare, strike


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_sealing_loses_and_doubles_nothing(tmp_path: Path) -> None:
    prepared = tmp_path / "desk"
    prepare(prepared)
    last = events_of(prepared)
    assert last > 15
    for stop in (2, last // 2, last - 1, last):
        assert strike(prepared, stop) == []

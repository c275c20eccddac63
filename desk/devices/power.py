"""Switching the machine off or starting it again, where the system offers it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

RESTART: Final = "restart"
SWITCH_OFF: Final = "switch_off"
_SYSTEMD_RUNS: Final = Path("/run/systemd/system")
_SYSTEMCTL: Final = {RESTART: "reboot", SWITCH_OFF: "poweroff"}
_SHUTDOWN: Final = {RESTART: "/r", SWITCH_OFF: "/s"}


def power_commands(
    system: str = sys.platform,
    program: Callable[[str], str | None] = shutil.which,
    systemd_runs: bool | None = None,
) -> Mapping[str, tuple[str, ...]]:
    """Deed -> argument list, for what this machine offers; empty where it offers nothing."""
    deeds: dict[str, tuple[str, ...]]
    if system == "win32":
        found = program("shutdown")
        deeds = {deed: (to, "/t", "0") for deed, to in _SHUTDOWN.items()}
    else:
        runs = _SYSTEMD_RUNS.is_dir() if systemd_runs is None else systemd_runs
        found = program("systemctl") if system.startswith("linux") and runs else None
        deeds = {deed: (to,) for deed, to in _SYSTEMCTL.items()}
    return {} if found is None else {deed: (found, *rest) for deed, rest in deeds.items()}


def do(argv: tuple[str, ...]) -> bool:
    """Ask the system for it; False when it refused, and the machine simply goes on."""
    try:
        done = subprocess.run(argv, check=False, timeout=30)  # noqa: S603 from power_commands
        return done.returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False

"""What the README tells a stranger to type, typed: one hub, one office, one terminal, one day."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub.hub_world import free_port

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## The hub: one office, one prefecture, the whole country"
SHORTER = {"--applicants 3": "--applicants 1", "--paper 3 0 0 3": "--paper 1 0 0 1"}


def blocks() -> list[str]:
    """The commands of the section's first part, block by block: the hub's own, then the rest."""
    section = (ROOT / "README.md").read_text("utf-8").partition(HEADING)[2].partition("\n### ")[2]
    first = section.partition("\n### ")[0]
    found = re.findall(r"(?m)^(?: {4}.*\n)+", first)
    return ["\n".join(line[4:] for line in block.splitlines()) for block in found]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """A shell's environment in which `desk` and `desk-hub` are this checkout's."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in (("desk", "desk"), ("desk-hub", "sync.hub")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (programs / name).chmod(0o755)
    unseen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    inherited = {name: value for name, value in os.environ.items() if name not in unseen}
    path = os.pathsep.join((str(programs), os.environ["PATH"]))
    return inherited | {"PATH": path, "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(os.name == "nt", reason="the README's commands are a Unix shell's")
def test_a_stranger_sends_a_day(shell: dict[str, str], tmp_path: Path) -> None:
    serve, *rest = blocks()
    port = str(free_port())
    commands = "set -e\n" + "\n".join(rest).replace("8443", port)
    for said, shorter in SHORTER.items():
        assert said in commands
        commands = commands.replace(said, shorter)
    hub = subprocess.Popen(
        ["sh", "-c", "exec " + serve.replace("8443", port)],
        cwd=tmp_path,
        env=shell,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hub.stdout is not None
        assert "http://127.0.0.1:" + port in hub.stdout.readline()
        done = subprocess.run(
            ["sh", "-c", commands],
            cwd=tmp_path,
            env=shell,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        hub.send_signal(signal.SIGTERM)
        hub.wait(60)
        assert hub.stdout is not None
        hub.stdout.close()
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "受領" in done.stdout
    assert len(list((tmp_path / "hub/objects").glob("139998/*/*.age"))) == 1

"""Processes to be struck: forked from a server that has loaded everything, so that a run costs
tenths of a second; strace takes hold of one before it begins."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tests.faults.line.actor import Orders, Said, act, serve

LONGEST_S = 90.0
"""A process that says nothing for so long hangs: a failure of its own."""
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.line.actor", "sync.hub.serving"])


class Hung(Exception):
    """A process neither ended nor spoke."""


@dataclass(frozen=True)
class Injection:
    """What strace does at the Nth such call of the process."""

    calls: str  # "pwrite64,write"
    effect: str  # "signal=KILL", "error=EIO"
    at: int
    lasting: bool = False

    def arguments(self) -> list[str]:
        when = f"{self.at}+" if self.lasting else f"{self.at}"
        inject = f"inject={self.calls}:{self.effect}:when={when}"
        return ["-e", f"trace={self.calls}", "-e", inject]


def hold(pid: int, injection: Injection, only: Sequence[Path] = ()) -> subprocess.Popen[bytes]:
    """strace on a running process and its threads; it holds it when this returns."""
    paths = [part for path in only for part in ("-P", str(path))]
    command = ["strace", "-f", "-qq", "-o", "/dev/null", *paths, *injection.arguments()]
    tracer = subprocess.Popen([*command, "-p", str(pid)], stderr=subprocess.DEVNULL)
    until = time.monotonic() + LONGEST_S
    while not _held(pid):
        if tracer.poll() is not None or time.monotonic() > until:
            raise RuntimeError("strace did not take hold")
        time.sleep(0.001)
    return tracer


def _held(pid: int) -> bool:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return all("TracerPid:\t0\n" not in (each / "status").read_text() for each in tasks)
    except OSError:
        return False


def let_go(tracer: subprocess.Popen[bytes]) -> None:
    """It detaches and the process goes on."""
    if tracer.poll() is None:
        tracer.send_signal(signal.SIGTERM)
    tracer.wait(30)


@dataclass
class Told:
    """What a process said until it ended."""

    words: list[Said] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    ended: str = ""  # "finished", "gave up", "killed", "crashed"
    stderr: str = ""

    @property
    def refusals(self) -> list[str]:
        return [each.about for each in self.words if each.what in ("refused", "failed")]

    @property
    def traceback(self) -> bool:
        return "Traceback (most recent call last)" in self.stderr

    @property
    def takes(self) -> dict[str, float]:
        """How long each deed took."""
        begun = {
            said.about: at
            for said, at in zip(self.words, self.at, strict=True)
            if said.what == "begin"
        }
        return {
            said.about: at - begun[said.about]
            for said, at in zip(self.words, self.at, strict=True)
            if said.what == "done"
        }


class Actor:
    """One terminal's process."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.told = Told()
        self._hears, speaks = _FORKS.Pipe()  # a pair of sockets
        listens, self._go = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=act, args=(orders, speaks, listens))
        self._process.start()
        speaks.close()
        listens.close()
        self._tracer: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def start(self, injection: Injection | None = None) -> Actor:
        if injection is not None:
            self._tracer = hold(self.pid, injection)
        self._go.send("go")
        return self

    def hear_until(self, heard: Callable[[Said], bool]) -> bool:
        """Listen until that was said; False when it ended before."""
        return any(heard(said) for said in self._heard())

    def begins(self, deed: str) -> bool:
        return self.hear_until(lambda said: said == Said("begin", deed))

    def wait(self, seconds: float) -> None:
        """Let it go on for so long, or to its end."""
        self._process.join(seconds)

    def kill_after(self, seconds: float) -> None:
        """Unless it ends before; what it says meanwhile is heard afterwards."""
        self._process.join(seconds)
        self.kill()

    def kill(self) -> None:
        if self._process.is_alive():
            self._process.kill()

    def end(self) -> Told:
        """Listen to its end."""
        try:
            for _ in self._heard():
                pass
        finally:
            self._bury()
        return self.told

    def _heard(self):  # type: ignore[no-untyped-def]
        while True:
            if not wait([self._hears], LONGEST_S):
                raise Hung(f"{self.orders.deeds}: {self.told.words[-3:]}")
            try:
                said: Said = self._hears.recv()
            except (EOFError, ConnectionResetError):
                return
            self.told.words.append(said)
            self.told.at.append(time.monotonic())
            yield said

    def _bury(self) -> None:
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        if self._tracer is not None:
            self._tracer.wait(30)
        code = self._process.exitcode
        for each in (self._hears, self._go):
            each.close()
        self._process.close()
        path = self.orders.stderr
        self.told.stderr = path.read_text("utf-8", "replace") if path.is_file() else ""
        self.told.ended = {0: "finished", 3: "gave up", 1: "crashed"}.get(code or 0, "killed")


class HubProcess:
    """`desk-hub serve` in a process of its own, on one port for ever."""

    def __init__(self, folder: Path, port: int, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.port = port
        self.offset_s = 0.0
        self.log = folder.with_name(folder.name + ".log")
        self._out = folder.with_name(folder.name + ".out")
        self._options = ["--data", str(folder), "--port", str(port), "--json", *options]
        self._options += ["--log-level", "warning"]
        self._process: multiprocessing.process.BaseProcess | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        self._out.unlink(missing_ok=True)
        self._process = _FORKS.Process(
            target=serve, args=(self._options, self._out, self.log, self.offset_s)
        )
        self._process.start()
        until = time.monotonic() + LONGEST_S
        while not self._answers():
            if not self._process.is_alive() or time.monotonic() > until:
                raise RuntimeError(f"the hub did not start: {self.log.read_text()[-3000:]}")
            time.sleep(0.005)

    def _answers(self) -> bool:
        try:
            return bool(json.loads(self._out.read_text()))
        except (OSError, ValueError):
            return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def restart(self) -> None:
        self.kill()
        self.start()

    def new_log(self) -> str:
        """What it wrote since the last time this was asked."""
        if not self.log.exists():
            return ""
        said = self.log.read_text("utf-8", "replace")
        with self.log.open("ab") as file:
            os.ftruncate(file.fileno(), 0)
        return said


__all__ = ["Actor", "Connection", "HubProcess", "Hung", "Injection", "Told", "hold", "let_go"]

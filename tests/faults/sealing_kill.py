"""Kills the sealing of a day at its Nth flush, rename or commit, and looks at what is left.

`python -m tests.faults.sealing_kill` strikes at every one of them and exits 1 if an application is
lost, sealed twice, or a batch names a packet that is not whole. `… FOLDER N` is the victim itself.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desk.domain.application import Status
from desk.storage import database
from sync.packet import digest_file, packet_name
from tests.sealed_world import BOSS_PIN, Terminal
from tests.storage.storage_world import StillClock

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 5
COUNT_ONLY = 0


class Reopened(Terminal):
    """The same terminal by another process: nothing is made anew."""

    def __post_init__(self) -> None:
        self.open()
        operators = self.store.operators()
        self.boss, self.clerk, self.other = operators
        self.day = self.store.days()[0]
        self.today, self.serial = self.day.on, 99


def prepare(folder: Path) -> None:
    """A day that only waits to be sealed."""
    desk = Terminal(folder)
    for _ in range(PEOPLE):
        desk.take_in()
    desk.end(desk.draft(), Status.HELD)
    desk.count()
    desk.store.close()


def seal(folder: Path, stop: int) -> int:
    """Seal; die at the Nth event, or say how many there were."""
    desk = Reopened(folder, clock=StillClock())
    with dying_at(stop) as events:
        desk.sealing.tidy()
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    desk.store.close()
    return len(events)


@contextmanager
def dying_at(stop: int) -> Iterator[list[str]]:
    """Dies before the Nth flush or rename of a file, or commit of the store."""
    events: list[str] = []

    def note(what: str) -> None:
        events.append(what)
        if len(events) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(what: str, call: Any) -> Any:
        def wrapper(*values: Any, **named: Any) -> Any:
            note(what)
            return call(*values, **named)

        return wrapper

    class Connection:
        def __init__(self, connection: Any) -> None:
            self.__dict__["inner"] = connection

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def execute(self, sql: str, *values: Any) -> Any:
            if sql == "COMMIT":
                note("commit")
            return self.inner.execute(sql, *values)

    fsync, replace, transaction = os.fsync, os.replace, database.Database.transaction

    def wrapped(self: Any) -> Any:
        if not isinstance(self._connection, Connection):
            self._connection = Connection(self._connection)
        return transaction(self)

    os.fsync, os.replace = watched("flush", fsync), watched("rename", replace)
    database.Database.transaction = wrapped  # type: ignore[method-assign]
    try:
        yield events
    finally:
        os.fsync, os.replace = fsync, replace
        database.Database.transaction = transaction  # type: ignore[method-assign]


def strike(prepared: Path, stop: int) -> list[str]:
    """What is wrong after a death at that event and a second try; [] when nothing is."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        shutil.copytree(prepared, folder)
        victim = subprocess.run(
            [sys.executable, "-m", "tests.faults.sealing_kill", str(folder), str(stop)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        if victim.returncode not in (-signal.SIGKILL, 0):
            return [f"crashed: {victim.stderr[-500:]}"]
        return _faults_of(folder)


def _faults_of(folder: Path) -> list[str]:
    desk = Reopened(folder, clock=StillClock())
    faults = []
    try:
        desk.store.verify_integrity()
        desk.store.verify_audit()
        statuses = _statuses(desk)
        if statuses not in (["accepted"] * PEOPLE, ["sealed"] * PEOPLE):
            faults.append(f"half sealed: {statuses}")
        desk.sealing.tidy()
        if desk.close().view().batch is None:
            desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
        faults += _sealed_faults(desk)
    finally:
        desk.store.close()
    return faults


def _statuses(desk: Terminal) -> list[str]:
    lines = desk.store.page("", 0, 99)
    return [each.status.value for each in lines if each.status is not Status.HELD]


def _sealed_faults(desk: Terminal) -> list[str]:
    (row,) = desk.store.batches()
    places = desk.store.places(row.id)
    faults = [] if len(places) == PEOPLE else [f"{len(places)} packets"]
    if len({each.application for each in places}) != PEOPLE:
        faults.append("twice in a batch")
    for each in places:
        if digest_file(desk.outbox / packet_name(each.digest)) != (each.digest, each.size):
            faults.append("a packet is not whole")
    names = {packet_name(each.digest) for each in places}
    if {each.name for each in desk.outbox.iterdir()} != names:
        faults.append("files that belong to nothing")
    if _statuses(desk) != ["sealed"] * PEOPLE:
        faults.append("not sealed")
    return faults


def events_of(prepared: Path) -> int:
    """How many events an undisturbed sealing has."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        shutil.copytree(prepared, folder)
        return seal(folder, COUNT_ONLY)


def main() -> int:
    if len(sys.argv) == 3:
        seal(Path(sys.argv[1]), int(sys.argv[2]))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "desk"
        prepare(prepared)
        found = {stop: strike(prepared, stop) for stop in range(1, events_of(prepared) + 1)}
    wrong = {stop: faults for stop, faults in found.items() if faults}
    print(f"sealing killed at {len(found)} points: {len(wrong)} with faults {wrong or ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

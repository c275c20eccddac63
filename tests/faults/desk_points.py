"""Faults under the real window: tests/faults/whole_desk.py is killed or starved, then its folder
is opened again and compared with what its screen had told as kept."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.demo.people import PASSPHRASE
from desk.domain.application import Record, Status
from desk.domain.errors import DeskError
from desk.storage.store import SqliteStore
from desk.store_at import open_store_at
from tests.faults.fault import FLUSHES, ROOT, WRITES, Fault, Point, Verdict, ending, traced

WORKERS = 4
"""A clerk mostly waits; two cores serve four."""
NAME = "desk"
LONGEST_S = 120.0
LATEST_KILL_S = 0.15
_CRASH = re.compile(r"Traceback|^bug [0-9A-F]{6} |Fatal Python error", re.MULTILINE)


@dataclass
class Told:
    """What the window's process said until it ended."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id, the newest
    newest: str = ""  # id of the application told last
    sent: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    refused: bool = False
    silent: bool = False
    typing_lost: bool = False
    counted: int = 0
    troubles: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        said = json.loads(line)
        if said.keys() & {"refused", "gave_up"}:
            self.troubles.append(line)
        if "kept" in said:
            draft = said["kept"]
            self.kept[draft["id"]] = draft
            self.newest = draft["id"]
            self.counted += 1
        elif "sent" in said:
            for name, value in said["sent"].items():
                self.sent.setdefault((said["id"], name), []).append(value)
        elif "refused" in said:
            self.refused = True
            self.silent |= not said["shown"]
        self.typing_lost |= said.get("typed_stays") is False


class Desks:
    """The prepared folder, and the runs on copies of it."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._pictures = scratch / "pictures"
        code = (
            "import sys; from pathlib import Path;"
            "from tests.faults.whole_desk import prepare_all;"
            "prepare_all(*map(Path, sys.argv[1:]))"
        )
        paths = (str(scratch / "desk"), str(self._pictures))
        self._run([sys.executable, "-c", code, *paths])
        self._lasts: dict[str, int] = {}

    def last_of(self, fault: Fault) -> int:
        """How many acknowledgements, or such calls, an undisturbed run makes."""
        if fault.calls not in self._lasts:
            self._lasts |= self._count(fault.calls)
        return self._lasts[fault.calls]

    def strike_at(self, fault: Fault, at: int, luck: random.Random) -> Point:
        with tempfile.TemporaryDirectory(dir=self._scratch) as own:
            folder = self._copy(Path(own))
            delay_s = luck.uniform(0, LATEST_KILL_S)
            told, ended = self._strike(fault, at, folder, delay_s)
            verdict = examine(folder, told)
            if verdict != Verdict():
                print(
                    f"{fault.kind}, at {at}: {verdict}\n{''.join(told.troubles)}", file=sys.stderr
                )
            return Point(ended, told.refused, verdict)

    # inside
    def _copy(self, own: Path) -> Path:
        return Path(shutil.copytree(self._scratch / "desk", own / "desk"))

    def _program(self, folder: Path) -> list[str]:
        return [
            *(sys.executable, "-m", "tests.faults.whole_desk"),
            *(str(folder), str(self._pictures)),
        ]

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=_environment(), check=True, capture_output=True, text=True
        )
        return done.stdout

    def _count(self, calls: str) -> dict[str, int]:
        with tempfile.TemporaryDirectory(dir=self._scratch) as own:
            folder, log = self._copy(Path(own)), Path(own) / "calls"
            if not calls:
                told = self._run(self._program(folder))
                return {"": told.count('{"kept"')}
            self._run([*traced(f"{WRITES},{FLUSHES}", log, _files(folder)), *self._program(folder)])
            found = log.read_text()
        return {WRITES: found.count("pwrite64("), FLUSHES: found.count("sync(")}

    def _strike(self, fault: Fault, at: int, folder: Path, delay_s: float) -> tuple[Told, str]:
        command = fault.command(at, self._program(folder), _files(folder))
        told = Told()
        with (
            tempfile.TemporaryFile("w+") as errors,
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env=_environment(),
                text=True,
            ) as process,
            _killed_after(process, LONGEST_S) as late,
        ):
            assert process.stdout is not None
            for line in process.stdout:
                if line.endswith("\n"):
                    told.hear(line)
                if not fault.calls and told.counted == at:
                    threading.Timer(delay_s, process.kill).start()
            process.wait()
            errors.seek(0)
            said = errors.read()
        crashed = late.is_set() or _CRASH.search(said) is not None
        if crashed:
            print(f"{fault.kind}, at {at}:\n{said[-3000:]}", file=sys.stderr)
        return told, ending(process.returncode, crashed)


@contextmanager
def _killed_after(process: subprocess.Popen[str], seconds: float) -> Iterator[threading.Event]:
    """A program that hangs is ended, and the event says so."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _environment() -> dict[str, str]:
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.multimedia.*=false"}
    return os.environ | quiet


def _files(folder: Path) -> list[Path]:
    """What the store writes to; Qt's own pipes are left alone."""
    names = ("desk.db", "desk.db-wal", "desk.db-shm", "desk.db-journal", "tries.json.new")
    return [folder / name for name in names]


# looking at what is left ----------------------------------------------------------------------
def examine(folder: Path, told: Told) -> Verdict:
    """Open the folder again, as the program would, and compare with what the screen had told."""
    try:
        store = open_store_at(folder, PASSPHRASE)
    except DeskError:
        return Verdict(lost=bool(told.kept), damaged=True)
    try:
        return Verdict(
            lost=_lost(store, told),
            damaged=_fails(store.verify_integrity),
            audit_broken=_fails(store.verify_audit),
            elsewhere=_elsewhere(store, told),
            silent=told.silent,
            typing_lost=told.typing_lost,
        )
    finally:
        store.close()


def _fails(check: Any) -> bool:
    try:
        check()
    except DeskError:
        return True
    return False


def _lost(store: SqliteStore, told: Told) -> bool:
    """Is anything that was told as kept gone or changed, or a number used twice?"""
    lines = store.page("", 0, 99)
    numbers = [line.number.short for line in lines]
    if len(set(numbers)) < len(numbers):
        return True
    found = {str(line.id): store.record(line.id) for line in lines}
    return any(
        each not in found or not _holds(found[each], kept, told) for each, kept in told.kept.items()
    )


def _holds(record: Record, kept: dict[str, Any], told: Told) -> bool:
    pictures = {picture.id: picture.sha256 for picture in record.pictures}
    return (
        record.number.short == kept["number"]
        and record.step.value >= kept["step"]
        and (kept["status"] == "draft" or record.status.value == kept["status"])
        and kept["pictures"].items() <= pictures.items()
        and all(_entry_holds(record, name, kept, told) for name in kept["entries"])
    )


def _entry_holds(record: Record, name: str, kept: dict[str, Any], told: Told) -> bool:
    """The value that was told, or one that was sent after it and was under way."""
    value = record.entries.get(name)
    found = list(value) if isinstance(value, tuple) else value
    wanted = kept["entries"][name]
    sent = told.sent.get((record.id, name), [])
    later = sent[sent.index(wanted) :] if wanted in sent else []
    return found == wanted or found in later


def _elsewhere(store: SqliteStore, told: Told) -> bool:
    """Does the desk come back somewhere else than where the screen stood?"""
    shown = told.kept.get(told.newest)
    if shown is None:
        return False
    resumed = store.resume()
    own = next(line for line in store.page("", 0, 99) if line.id == shown["id"])
    if own.status is Status.DRAFT:
        return resumed is None or resumed.number.serial < own.number.serial
    return resumed is not None and resumed.number.serial <= own.number.serial

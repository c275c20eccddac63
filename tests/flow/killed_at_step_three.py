"""Driver for test_kill.py: a clerk in the middle of step 3 says what the screen shows as kept,
then the process is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from desk.app import DeskApp, qt_application
from desk.assets import font_files
from desk.clock import SystemClock
from desk.demo.clerk import Clerk
from desk.demo.people import CLERKS, PASSPHRASE, cast
from desk.demo.practice import prepare
from desk.demo.stage import Stage
from desk.store_at import opening_at


def open_desk(folder: Path) -> tuple[DeskApp, Clerk]:
    """The desk with an operator signed on."""
    qt_application("ja")
    clock = SystemClock()
    prepare(folder, clock, opening_at)
    person = cast(1, 7)[0]
    desk = DeskApp(folder, practice=True, stage=Stage(clock, font_files()[0], lambda: person))
    clerk = Clerk(desk)
    clerk.arrive()
    clerk.unlock(PASSPHRASE)
    name, pin = CLERKS[0]
    clerk.choose_operator(name)
    clerk.sign_on(pin)
    return desk, clerk


def work_and_die(folder: Path) -> None:
    _desk, clerk = open_desk(folder)
    person = cast(1, 7)[0]
    clerk.read_form(person)
    clerk.clear_desk()
    clerk.applicant(person)
    clerk.go_on()
    clerk.identity(person)
    shown = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in clerk.draft.record.entries.items()
    }
    state = {"step": clerk.bench.step.value, "number": clerk.draft.record.number.short}
    print(json.dumps({**state, "entries": shown}), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    work_and_die(Path(sys.argv[1]))

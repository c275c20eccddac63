"""A dedicated terminal on a bare X server: no key gets out, a supervisor does, and it comes up
again by itself after a kill -9 in the middle of an entry. Set KIOSK_SHOTS to keep the pictures."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desk.clock import SystemClock
from desk.domain.application import IntakeMethod
from desk.services.opening import Opening, Setup
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import SqliteStore, open_store
from desk.store_at import search_keys
from tests.fakes import bare_x
from tests.fakes.bare_x import BareX

pytestmark = pytest.mark.skipif(not bare_x.is_there(), reason="Xvfb or libXtst is not installed")
ROOT = Path(__file__).resolve().parents[2]
SESSION = ROOT / "installer" / "kiosk" / "desk-kiosk"
PASSPHRASE = "kiosk passphrase 2026"
CHIEF_PIN, CLERK_PIN = "246813", "135792"
SETUP = Setup(
    municipality="みどり野市",
    municipality_code="",
    office="市民課",
    phone="000-000-0000",
    terminal="K3",
    venues=("緑ケ丘郵便局",),
    supervisor="森田 健一",
    pin=CHIEF_PIN,
    method=IntakeMethod.POST_OFFICE,
)
BIRTH = "1991.4.1"
TITLE, LOCK, LEAVE = "まちかど申請デスク", "画面ロック", "専用端末を終える"
LEFT_BY_SUPERVISOR = 64
BOOT = "QLineEdit"
"""What has the focus on the passphrase page."""
WAYS_OUT = (
    ("Alt_L", "F4"),
    ("Control_L", "q"),
    ("Control_L", "w"),
    ("Alt_L", "Tab"),
    ("Alt_L", "Shift_L", "Tab"),
    ("F11",),
    ("Escape",),
    ("Super_L",),
    ("Super_L", "d"),
    ("Alt_L", "Escape"),
    ("Control_L", "Escape"),
    ("Alt_L", "space"),
    ("Alt_L", "F2"),
    ("Control_L", "Alt_L", "F1"),
    ("Control_L", "Alt_L", "Delete"),
    ("Control_L", "Alt_L", "BackSpace"),
    ("Control_L", "Alt_L", "t"),
    ("Control_L", "Alt_L", "Right"),
    ("Shift_L", "F10"),
    ("Menu",),
)


def opening_of(folder: Path) -> Opening:
    clock = SystemClock()
    return Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )


def prepare(folder: Path) -> None:
    """A terminal with a supervisor and a clerk."""
    opening = opening_of(folder)
    store = opening.create(PASSPHRASE, SETUP)
    try:
        opening.add_operator(store, "中村 彩", CLERK_PIN, store.operators()[0])
        store.change_settings({"contracts": "card_intake certificates"}, None)
    finally:
        store.close()


class Terminal:
    """The loop of the unit around the shipped session script, on a display of its own."""

    def __init__(self, x: BareX, folder: Path) -> None:
        self.x, self.folder = x, folder
        self.report = folder.parent / "report.jsonl"
        desk = folder.parent / "desk"
        driver = Path(__file__).with_name("kiosk_reporting.py")
        python, script = shlex.quote(sys.executable), shlex.quote(str(driver))
        desk.write_text(f'#!/bin/sh\nexec {python} {script} "$@"\n', "utf-8")
        desk.chmod(0o755)
        self.environment = {
            **os.environ,
            "DISPLAY": x.name,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
            "DESK": str(desk),
            "DESK_DATA": str(folder),
            "KIOSK_REPORT": str(self.report),
            "XDG_RUNTIME_DIR": str(folder.parent),
        }
        self.session: subprocess.Popen[bytes] | None = None
        self.shots = Path(os.environ.get("KIOSK_SHOTS") or folder.parent / "shots")

    def start(self) -> None:
        """As the service manager does; in a group of its own, to be killed as a whole."""
        self.session = subprocess.Popen(
            ["/bin/sh", str(SESSION)], env=self.environment, start_new_session=True
        )

    def cut_the_power(self) -> None:
        assert self.session is not None
        os.killpg(self.session.pid, signal.SIGKILL)
        self.session.wait(10)
        self.x.until(lambda: not self.x.windows(), "the windows to be gone")

    @property
    def state(self) -> dict[str, Any]:
        """What the program said last."""
        lines = self.report.read_text("utf-8").splitlines() if self.report.exists() else []
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return found

    def wait(self, true: Callable[[dict[str, Any]], bool], what: str) -> None:
        try:
            self.x.until(lambda: bool(self.state) and true(self.state), what)
        except AssertionError as error:
            raise AssertionError(f"{error}; it says {self.state}") from None

    def shot(self, name: str) -> None:
        self.x.shot(self.shots / f"{name}.png")

    # the person

    def wait_for_passphrase(self, other_than: int = 0) -> None:
        self.wait(lambda s: s["focus"] == BOOT and s["pid"] != other_than, "the passphrase page")
        self.x.until(lambda: self.x.focused() == self.x.top().id, "the keys")

    def open(self, other_than: int = 0) -> None:
        self.wait_for_passphrase(other_than)
        self.x.type(PASSPHRASE, pause_s=0.02)
        self.x.press("Return")
        self.wait(lambda s: s["focus"] == "PinField", "the sign-on")

    def sign_on(self, other_than: int = 0) -> None:
        self.open(other_than)
        self.x.type(CHIEF_PIN)
        self.x.press("Return")
        self.wait(lambda s: bool(s["tab"]), "the counter")

    def ask_to_leave(self) -> None:
        """F10 and the last line of the menu."""
        self.x.press("F10", pause_s=0.3)
        self.x.press("Up")
        self.x.press("Return")
        self.wait_for(LEAVE)

    def wait_for(self, title: str) -> None:
        """It is in front and has the keys."""
        x = self.x
        x.until(lambda: x.top().title == title and x.focused() == x.top().id, title)

    def answer(self, pin: str) -> None:
        self.x.type(pin)
        self.x.press("Control_L", "Return")

    # what holds

    def assert_held(self, title: str = TITLE) -> None:
        """The process lives, its window covers the whole screen, is in front and has the keys."""
        top = self.x.top()
        whole = (0, 0, *self.x.size)
        assert (top.title, top.box) == (title, whole)
        assert top.pid == self.state["pid"]
        assert self.x.focused() == top.id
        os.kill(top.pid, 0)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    folder = tmp_path / "data"
    prepare(folder)
    x = BareX()
    made = Terminal(x, folder)
    made.start()
    yield made
    assert made.session is not None
    with suppress(ProcessLookupError):
        os.killpg(made.session.pid, signal.SIGKILL)
    made.session.wait(10)
    x.stop()


def reopened(folder: Path) -> SqliteStore:
    store = opening_of(folder).unlock(PASSPHRASE)
    assert isinstance(store, SqliteStore)
    return store


def test_no_key_gets_out_but_a_supervisor_does(terminal: Terminal) -> None:
    x = terminal.x
    terminal.wait_for_passphrase()
    terminal.assert_held()
    terminal.shot("1-boot")
    try_every_way_out(terminal)
    terminal.ask_to_leave()  # nobody can be asked for a PIN yet
    x.press("Escape")
    terminal.wait_for(TITLE)

    terminal.open()
    terminal.shot("2-sign-on")
    x.type(CHIEF_PIN)
    x.press("Return")
    terminal.wait(lambda s: bool(s["tab"]), "the counter")
    assert terminal.state["tab"] == "procedures"
    terminal.shot("3-procedures")
    try_every_way_out(terminal)

    x.press("F12")
    terminal.wait_for(LOCK)
    terminal.shot("4-lock")
    try_every_way_out(terminal, LOCK)
    x.type(CHIEF_PIN)
    terminal.wait_for(TITLE)

    terminal.ask_to_leave()
    x.press("1")
    x.press("Tab")
    x.press("Tab")
    terminal.answer("111111")  # a wrong PIN
    time.sleep(0.8)
    terminal.shot("5-leave")
    assert x.top().title == LEAVE
    box = x.top().box
    assert abs(2 * box[0] + box[2] - x.size[0]) <= 1  # in the middle
    terminal.answer(CHIEF_PIN)
    assert terminal.session is not None
    assert terminal.session.wait(20) == LEFT_BY_SUPERVISOR
    assert x.windows() == []
    store = reopened(terminal.folder)
    try:
        rows = store._database.rows("SELECT body FROM audit ORDER BY seq")
        left = [body for row in rows if (body := json.loads(row["body"]))["event"] == "kiosk_left"]
        assert [body["facts"]["way"] for body in left] == ["close"]
        assert store.settings()["kiosk_left"] == "一日の業務が終わりました"
        assert store.verify_audit() == len(rows)
    finally:
        store.close()


def try_every_way_out(terminal: Terminal, title: str = TITLE) -> None:
    x = terminal.x
    for keys in WAYS_OUT:
        x.press(*keys)
    x.ask_to_close(x.top().id)
    x.click(300, 300, button=3)
    time.sleep(0.2)
    terminal.assert_held(title)
    assert not x.others_get_the_keys()
    stranger = x.put_stranger_in_front()
    x.until(lambda: x.top().title == title, "the desk in front again", 5)
    x.take_away(stranger)
    terminal.assert_held(title)


def test_it_comes_up_by_itself_where_it_was(terminal: Terminal) -> None:
    x = terminal.x
    terminal.sign_on()
    begin_a_case(terminal)
    before = terminal.state
    terminal.shot("6-before-the-cut")
    x.type("8")  # in the middle of an entry
    terminal.cut_the_power()

    terminal.start()
    terminal.sign_on(other_than=before["pid"])
    terminal.wait(lambda s: s["case"] == before["case"], "the same case")
    terminal.assert_held()
    again = terminal.state
    assert again["tab"] == "procedures"
    assert again["case_entries"].keys() == before["case_entries"].keys()
    assert again["case_entries"]["applicant.birth"] in (BIRTH, BIRTH + "8")
    terminal.shot("7-after-the-cut")

    begin_an_application(terminal)
    before = terminal.state
    os.kill(before["pid"], signal.SIGKILL)  # the desk alone: its session starts it again
    terminal.sign_on(other_than=before["pid"])
    terminal.wait(lambda s: s["number"] == before["number"], "the same application")
    terminal.wait(lambda s: s["step"] == before["step"], "the same step")
    terminal.assert_held()
    again = terminal.state
    assert again["tab"] == "intake"
    assert again["entries"] == before["entries"]
    assert again["case_entries"] == before["case_entries"]


def begin_a_case(terminal: Terminal) -> None:
    """The third procedure of the list; the person and a birth date, by keys alone."""
    x = terminal.x
    terminal.wait(lambda s: s["tab"] == "procedures" and s["focus"] == "RowView", "the list")
    time.sleep(0.5)
    x.press("Down")
    x.press("Down", pause_s=0.3)
    x.press("F2")
    terminal.wait(lambda s: s["case"] is not None and s["focus"] == "ChoiceCard", "the case")
    x.press("space")
    terminal.wait(lambda s: "person" in s["case_entries"], "who came")
    x.press("Tab", pause_s=0.2)
    x.type(BIRTH)
    terminal.wait(lambda s: s["case_entries"].get("applicant.birth") == BIRTH, "the birth date")


def begin_an_application(terminal: Terminal) -> None:
    """Step 2 of an application whose form's id was typed."""
    x = terminal.x
    x.press("Control_L", "1")
    terminal.wait(lambda s: s["tab"] == "intake", "the intake")
    x.press("F2")
    terminal.wait(lambda s: s["number"] is not None and s["step"] == 1, "a new application")
    x.press("Control_L", "i")
    terminal.wait(lambda s: s["focus"] == "QLineEdit", "the field of the form's id")
    for _twice in range(2):
        x.type("19700101000000000000001")  # as a person types: a burst would be the scanner's
        x.press("Return", pause_s=0.5)
    terminal.wait(lambda s: "form.id" in s["entries"], "the form's id")
    x.press("space", pause_s=0.3)  # nothing of the one before is left on the desk
    x.press("Control_L", "Return")
    terminal.wait(lambda s: s["step"] == 2, "step 2")
    x.type("midori")
    terminal.wait(lambda s: "midori" in s["entries"].values(), "the name to be kept")

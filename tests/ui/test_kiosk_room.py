"""Beginning and leaving a dedicated terminal: what the command line, the setting and a supervisor
say, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desk.app import qt_application
from desk.assets import load_wording
from desk.clock import SystemClock
from desk.domain.errors import DeskError
from desk.kiosk_room import KioskRoom, is_remembered, remember
from desk.people import person
from desk.services.opening import Opening, Setup
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.store_at import search_keys
from desk.ui.kiosk_dialog import LeaveKioskDialog
from desk.ui.lanes import Lanes
from desk.ui.message_dialog import MessageDialog
from desk.ui.shell import MainWindow

SETUP = Setup(
    municipality="みどり野市",
    municipality_code="",
    office="市民課",
    phone="000-000-0000",
    terminal="K3",
    venues=("緑ケ丘郵便局",),
    supervisor="森田 健一",
    pin="246813",
)
COMMANDS = {"restart": ("systemctl", "reboot"), "switch_off": ("systemctl", "poweroff")}


class Bench(QObject):
    changed = Signal(object)


@pytest.fixture
def place(qtbot: Any, tmp_path: Path) -> Iterator[Any]:
    qt_application("ja")
    clock, lanes, window, folder = SystemClock(), Lanes(), MainWindow(), tmp_path / "data"
    opening = Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )
    made: list[Any] = []
    lanes.run(lambda: opening.create("kiosk passphrase 2026", SETUP), made.append)
    qtbot.waitUntil(lambda: bool(made))
    operators: list[Any] = []
    lanes.run(made[0].operators, operators.append)
    qtbot.waitUntil(lambda: bool(operators))
    words = load_wording("ja")
    here = SimpleNamespace(window=window, lanes=lanes, folder=folder, store=made[0], open=True)
    here.operator = operators[0][0]

    def room(wanted: bool | None = None) -> KioskRoom:
        return KioskRoom(
            window,
            lanes,
            clock,
            lambda: opening,
            lambda error: words.sentence_for(error) if isinstance(error, DeskError) else "",
            lambda: here.store if here.open else None,
            lambda: [person(each) for each in operators[0]] if here.open else [],
            folder,
            wanted=wanted,
            commands=COMMANDS,
        )

    here.room = room
    here.closed = []
    window.closing.connect(lambda: here.closed.append(1))
    yield here
    window.close_without_asking()
    lanes.run(here.store.close)
    lanes.close()
    window.deleteLater()


@pytest.mark.parametrize(
    ("wanted", "kept", "kiosk"),
    [
        (None, True, True),
        (None, False, False),
        (True, False, True),
        (False, True, False),
    ],
)
def test_the_command_line_wins_over_what_is_remembered(
    place: Any, wanted: bool | None, kept: bool, kiosk: bool
) -> None:
    remember(place.folder, kept)
    room = place.room(wanted)
    assert room.begin() is kiosk
    assert place.window.held is kiosk
    room.guard.release()


def test_the_setting_holds_at_once_and_is_remembered(place: Any, qtbot: Any) -> None:
    room = place.room()
    place.window.show()
    room.follow(True)
    assert place.window.held
    qtbot.waitUntil(lambda: is_remembered(place.folder))
    room.follow(False)
    assert not place.window.held
    qtbot.waitUntil(lambda: not is_remembered(place.folder))
    forced = place.room(False)
    forced.follow(True)
    assert not place.window.held
    qtbot.waitUntil(lambda: is_remembered(place.folder))


def test_it_begins_in_the_procedures_or_where_an_application_is_open(place: Any) -> None:
    shown: list[str] = []
    place.window.show_tab = shown.append
    room, bench = place.room(True), Bench()
    room.open_procedures(place.operator, bench)
    assert shown == []  # not held
    room.begin()
    room.open_procedures(place.operator, bench)
    bench.changed.emit(object())
    bench.changed.emit(object())
    assert shown == ["procedures", "intake"]
    room.guard.release()


def leave(qtbot: Any, way: str, pin: str) -> LeaveKioskDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), LeaveKioskDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveKioskDialog)
    dialog.ways.choose(way)
    dialog.choice.choose("1")
    dialog.pin.setText(pin)
    dialog.confirm.click()
    return dialog


def test_only_the_right_pin_leads_out_and_the_machine_is_asked_last(
    place: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr("desk.devices.power.do", asked.append)
    room = place.room(True)
    room.begin()
    room.ask_to_leave()
    dialog = leave(qtbot, "switch_off", "111111")
    qtbot.waitUntil(lambda: place.lanes.idle)
    assert dialog.isVisible()
    assert place.closed == []
    leave(qtbot, "switch_off", "246813")
    qtbot.waitUntil(lambda: place.closed == [1])
    assert asked == []
    room.do_last()
    assert asked == [("systemctl", "poweroff")]


def test_before_the_records_are_open_it_says_what_to_do(place: Any, qtbot: Any) -> None:
    room = place.room(True)
    room.begin()
    place.open = False
    room.ask_to_leave()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), MessageDialog))
    told: QWidget | None = QApplication.activeModalWidget()
    assert told is not None
    told.close()
    assert place.closed == []


def test_a_terminal_that_was_never_set_up_holds_nobody(place: Any, tmp_path: Path) -> None:
    room = place.room(True)
    room.begin()
    place.open = False
    room._folder = tmp_path / "empty"
    room.ask_to_leave()
    assert place.closed == [1]

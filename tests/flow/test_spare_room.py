"""予備SD while the window is open: its own thread, its words at the foot, nothing ever waits."""

import sys
import threading
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "storage"))
from spare_world import PASSPHRASE, accepted, one_identity
from storage_world import open_booth

from desk.assets import load_wording
from desk.domain.errors import Refused
from desk.spare_room import SpareRoom
from desk.storage import spare_medium
from desk.ui.lanes import Lanes


@pytest.fixture
def world(tmp_path, qapp, monkeypatch):
    monkeypatch.setattr(spare_medium, "new_identity", one_identity)
    lanes = Lanes()
    booth = lanes.wait_for(lambda: open_booth(tmp_path / "desk"))
    lanes.wait_for(lambda: booth.store.change_settings({"terminal": "K3"}, booth.by()))
    (tmp_path / "stick").mkdir()
    room = SpareRoom(
        booth.store, lanes, booth.clock, load_wording("ja"), tmp_path / "outbox", places=tuple
    )
    yield room, lanes, booth, tmp_path / "stick"
    room.shut()
    lanes.wait_for(booth.store.close)
    lanes.close()


def said(room, qtbot, text, act):
    """What the foot says next that contains `text`."""
    with qtbot.waitSignal(room.said, check_params_cb=lambda told, _ok: text in told) as caught:
        act()
    return caught.args


def test_a_chosen_stick_follows_at_once(world, qtbot):
    room, lanes, booth, stick = world
    text, ok = said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    assert (text, ok) == ("予備SDにも複製済み 10:00", True)
    lanes.wait_for(lambda: accepted(booth, b"one"))
    said(room, qtbot, "複製済み", room.touch)
    assert len(list(stick.rglob("record-*.age"))) == 1


def test_it_goes_on_with_the_stick_of_the_settings(world, qtbot):
    room, _lanes, booth, stick = world
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    room.shut()
    stick.rename(stick.with_name("pulled"))
    assert said(room, qtbot, "挿さっていません", room.begin)[1] is False
    stick.with_name("pulled").rename(stick)
    said(room, qtbot, "複製済み", room.touch)


def test_a_short_passphrase_is_refused_and_nothing_is_chosen(world, qtbot):
    room, _lanes, booth, stick = world
    with qtbot.waitSignal(room.refused) as caught:
        room.choose(stick, "short", booth.by())
    assert isinstance(caught.args[0], Refused)
    assert not any(stick.iterdir())


def test_a_stick_that_hangs_holds_nothing_up(world, qtbot, monkeypatch):
    room, lanes, booth, stick = world
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    hanging, free = threading.Event(), threading.Event()
    write = spare_medium._write

    def hang(target, source):
        hanging.set()
        free.wait(10)
        write(target, source)

    monkeypatch.setattr(spare_medium, "_write", hang)
    lanes.wait_for(lambda: accepted(booth, b"one"))
    room.touch()
    assert hanging.wait(10)
    lanes.wait_for(lambda: accepted(booth, b"two"))  # the counter goes on
    room.touch()
    with qtbot.waitSignal(room.said, check_params_cb=lambda told, _ok: "複製済み" in told):
        free.set()
    with qtbot.waitSignal(room.said, check_params_cb=lambda told, _ok: "複製済み" in told):
        room.touch()
    assert len(list(stick.rglob("record-*.age"))) == 2

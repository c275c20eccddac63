"""予備SD while the window is open: its own thread, its words at the foot, nothing ever waits."""

import hashlib
import sys
import threading
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "storage"))
from spare_world import PASSPHRASE, accepted, one_identity
from storage_world import open_booth

from desk import spare_room
from desk.assembly import check_all
from desk.assets import load_wording
from desk.domain.errors import Refused
from desk.services.self_check import State
from desk.services.spare import SpareHolds
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


def test_a_spoiled_packet_comes_back_verified(world, qtbot):
    room, _lanes, booth, stick = world
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    content = b"sealed bytes"
    digest = hashlib.sha256(content).hexdigest()
    copy = next(stick.rglob("spare.json")).parent / "packets" / f"{digest}.age"
    copy.parent.mkdir(exist_ok=True)
    target = room._outbox / copy.name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"spoiled")
    assert not room.fetch(digest)  # no copy
    copy.write_bytes(b"spoiled as well")
    assert not room.fetch(digest)
    assert target.read_bytes() == b"spoiled"
    copy.write_bytes(content)
    assert room.fetch(digest)
    assert target.read_bytes() == content
    assert [each.name for each in target.parent.iterdir()] == [target.name]


def test_a_stick_that_hangs_holds_sending_up_once(world, qtbot, monkeypatch):
    room, _lanes, booth, stick = world
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    monkeypatch.setattr(spare_room, "FETCH_S", 0.05)
    free, asked = threading.Event(), []

    def hang():
        asked.append(1)
        free.wait(10)

    monkeypatch.setattr(room, "_find", hang)
    assert not room.fetch("0" * 64)
    assert not room.fetch("1" * 64)
    assert asked == [1]
    free.set()


def test_what_the_stick_holds_is_told(world, qtbot):
    room, lanes, booth, stick = world
    with qtbot.waitSignal(room.looked) as caught:
        room.look()
    assert (caught.args, room.is_chosen) == ([None], False)
    lanes.wait_for(lambda: accepted(booth, b"one"))
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    with qtbot.waitSignal(room.looked) as caught:
        room.look()
    assert caught.args[0] == SpareHolds(str(stick), 1, 0)
    assert room.is_chosen


def test_the_spare_in_use_is_not_chosen_again_and_another_takes_over(world, qtbot, monkeypatch):
    room, _lanes, booth, stick = world
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    with qtbot.waitSignal(room.refused) as caught:
        room.choose(stick, PASSPHRASE, booth.by())
    assert caught.args[0].code == "spare_same"
    monkeypatch.undo()  # another one has another identity
    other = stick.with_name("other")
    other.mkdir()
    with qtbot.waitSignal(room.chosen):
        room.choose(other, PASSPHRASE, booth.by())
    qtbot.waitUntil(lambda: any(other.rglob("setup-*.age")))


@pytest.mark.parametrize("there", [True, False])
def test_the_check_at_the_start_mentions_a_chosen_spare_and_never_stops(world, qtbot, there):
    room, lanes, booth, stick = world
    clock = booth.clock

    def check():
        return {each.part: each for each in check_all(stick, ((), ()), clock, booth.store)}

    assert "spare" not in lanes.wait_for(check)
    said(room, qtbot, "複製済み", lambda: room.choose(stick, PASSPHRASE, booth.by()))
    room.shut()
    if not there:
        stick.rename(stick.with_name("pulled"))
        stick.mkdir()
    found = lanes.wait_for(check)["spare"]
    assert found.state is (State.OK if there else State.NOTICE)

"""A sealed day from the command line against the real hub: enrol, close, send, carry, purge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.cli import main
from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.storage.key_slots import Cost, Vault
from tests.hub.hub_world import InProcessHub
from tests.sealed_world import BOSS_PIN, HERE, REASON, Terminal
from tests.storage.storage_world import StillClock

PASSPHRASE = "correct horse battery"
Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    folder, clock = tmp_path / "desk", StillClock()
    key = Vault(folder, clock, Cost(8, 1, 1)).create(PASSPHRASE)
    desk = Terminal(folder, clock=clock, enrol=False, key=key)
    desk.store.change_settings({"terminal": "K3"}, desk.by())
    yield desk
    desk.store.close()


@pytest.fixture
def run(desk: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `desk …` while our own store is closed: one program at a time holds it."""
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("DESK_PIN", BOSS_PIN)
    monkeypatch.setenv("DESK_DATA", str(desk.folder))

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        desk.store.close()
        try:
            code = main([*arguments, "--json"])
        finally:
            desk.open()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "{" not in err
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[InProcessHub]:
    with InProcessHub(tmp_path / "hub") as hub:
        hub.add_municipality(HERE, name="みどり野市")
        yield hub


def test_a_day_is_enrolled_closed_and_sent(desk: Terminal, hub: InProcessHub, run: Run) -> None:
    desk.take_in()
    desk.end(desk.draft(), Status.HELD)
    code, (told,), _ = run("close")
    assert (code, told["obstacles"][0]["code"]) == (1, "paper_uncounted")
    paper = ("--paper", "1", "0", "1", "1", "--counter", "中村 彩")
    code, _, err = run("close", *paper)
    assert (code, "登録されていない" in err) == (1, True)
    code, (told,), _ = run("enrol", hub.enrol("K3", HERE))
    assert (code, told["label"], told["municipality"]) == (0, "K3", HERE)
    code, (told,), _ = run("close", *paper)
    assert (code, told["batch"], told["count"]) == (0, "B-1123-K3", 1)
    code, (told,), _ = run("send")
    assert (code, told["state"]) == (0, "received")
    (packet,) = hub.packets()
    assert packet.key.digest == desk.store.places(told["id"])[0].digest
    assert run("send")[1] == [{"ok": True, "batches": 0}]
    code, told, _ = run("purge")
    assert (code, [each.get("kept") for each in told]) == (0, [True])


def test_a_day_is_carried_and_its_receipt_brought_back(
    desk: Terminal, hub: InProcessHub, run: Run, tmp_path: Path
) -> None:
    run("enrol", hub.enrol("K3", HERE))
    row = desk.sealed(2)
    stick = tmp_path / "stick"
    stick.mkdir()
    code, (told,), _ = run("carry", "out", str(stick))
    assert (code, told["packets"]) == (0, 2)
    assert desk.store.batch(row.id).state is BatchState.CARRIED
    assert run("send")[1][0]["state"] == "received"  # a person may send it all the same
    receipt = hub.receipt_bytes(row.id, HERE)
    assert receipt is not None
    (stick / "MKD.receipt.json").write_bytes(receipt)
    code, (told,), _ = run("carry", "in", str(stick))
    assert (code, told["kind"], told["again"]) == (0, "receipt", True)


def test_what_cannot_be_done_is_said(desk: Terminal, run: Run, tmp_path: Path) -> None:
    code, _, said = run("enrol", "MKD1:x")
    assert (code, bool(said.strip())) == (1, True)
    desk.enrol_now()
    desk.sealed(1)
    code, (told,), _ = run("send")
    assert (code, told["state"], told["trouble"]) == (1, "failed", "no_line")
    assert run("carry", "in", str(tmp_path))[0] == 1
    assert run("close", "--reopen", REASON)[0] == 1  # open again: the paper must be counted
    assert run("close", "--supervisor", "だれか")[0] == 1

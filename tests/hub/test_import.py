"""Carried batches: the same receipt whichever way was first, damaged files, other hubs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.carry import read_receipt, receipt_path
from sync.hub.cli import main
from sync.hub.importing import import_carried
from sync.receipts import check_receipt
from tests.hub.hub_world import InProcessHub
from tests.hub.sender import Sender


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[InProcessHub]:
    with InProcessHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def sender(hub: InProcessHub) -> Sender:
    return Sender().enrol(hub.enrol()).sign_on()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_the_stick_first_and_then_the_line(hub: InProcessHub, sender: Sender, stick: Path) -> None:
    batch = sender.seal(3)
    file = sender.carry(batch, stick)
    done = import_carried(hub.hub, file, stick)
    assert (done.outcome, done.code, done.packets) == ("received", None, 3)
    receipt = read_receipt(receipt_path(file))
    check_receipt(receipt, batch.manifest, batch.digest, hub.key_set())
    assert sender.send(batch) == receipt
    again = import_carried(hub.hub, file, stick)
    assert again.outcome == "already"
    assert read_receipt(receipt_path(file)) == receipt
    assert len(hub.packets()) == 3


def test_the_line_first_and_then_the_stick(
    hub: InProcessHub, sender: Sender, stick: Path, tmp_path: Path
) -> None:
    batch = sender.seal(3)
    file = sender.carry(batch, stick)
    receipt = sender.send(batch)
    elsewhere = tmp_path / "receipts"
    elsewhere.mkdir()
    done = import_carried(hub.hub, file, elsewhere)
    assert done.outcome == "already"
    assert done.receipt is not None
    assert done.receipt.read_bytes() == receipt
    assert not receipt_path(file).exists()


def test_half_by_the_line_and_half_by_the_stick(
    hub: InProcessHub, sender: Sender, stick: Path
) -> None:
    batch = sender.seal(3)
    sender.announce(batch)
    digest, data = next(iter(batch.packets.items()))
    sender.put(digest, data)
    done = import_carried(hub.hub, sender.carry(batch, stick), stick)
    assert done.outcome == "received"
    assert sender.complete(batch).content == receipt_path_bytes(done.receipt)


def receipt_path_bytes(path: Path | None) -> bytes:
    assert path is not None
    return path.read_bytes()


def test_a_damaged_file_gives_what_is_whole(hub: InProcessHub, sender: Sender, stick: Path) -> None:
    batch = sender.seal(3)
    file = sender.carry(batch, stick)
    damaged = bytearray(file.read_bytes())
    second = list(batch.packets.values())[1]
    damaged[damaged.index(second[:16])] ^= 1
    file.write_bytes(damaged)
    done = import_carried(hub.hub, file, stick)
    assert (done.outcome, done.code, done.lacking) == ("incomplete", "stick_damaged", 2)
    assert not receipt_path(file).exists()
    assert len(sender.status(batch).lacking) == 2
    assert sender.send(batch)


def test_a_file_cut_off_in_its_end_mark_still_counts(
    hub: InProcessHub, sender: Sender, stick: Path
) -> None:
    batch = sender.seal(2)
    file = sender.carry(batch, stick)
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.index(b"end.json") - 10])
    done = import_carried(hub.hub, file, stick)
    assert done.outcome == "received"
    assert sender.complete(batch).content == receipt_path_bytes(done.receipt)


def test_no_carry_file(hub: InProcessHub, stick: Path) -> None:
    file = stick / "holiday.machikado"
    for content in (b"", b"photo" * 1_000, bytes(10_240)):
        file.write_bytes(content)
        done = import_carried(hub.hub, file, stick)
        assert done.outcome == "refused"
        assert done.code in ("not_ours", "stick_damaged")
    missing = import_carried(hub.hub, stick / "none.machikado", stick)
    assert (missing.outcome, missing.code) == ("refused", "stick_gone")


def test_of_a_terminal_that_is_revoked(hub: InProcessHub, sender: Sender, stick: Path) -> None:
    batch = sender.seal(1)
    file = sender.carry(batch, stick)
    hub.revoke(sender.known_as.terminal)
    assert import_carried(hub.hub, file, stick).code == "revoked"
    done = import_carried(hub.hub, file, stick, even_revoked=True)
    assert done.outcome == "received"


def test_another_hub_takes_it_only_when_it_trusts_the_first(
    hub: InProcessHub, sender: Sender, stick: Path, tmp_path: Path
) -> None:
    batch = sender.seal(2)
    file = sender.carry(batch, stick)
    sender.send(batch)
    second = tmp_path / "second"
    key_set = tmp_path / "keys.json"
    key_set.write_bytes(hub.hub.keys.signed().envelope)
    importing = ["import", "--data", str(second), str(file), "--json"]
    assert main(["init", "--data", str(second), "--name", "Second"]) == 0
    assert main(importing) == 1
    trusting = ["trust", "--data", str(second), str(key_set), "--root"]
    assert main([*trusting, "0" * 64]) == 1
    assert main([*trusting, hub.root]) == 0
    assert main(importing) == 0
    receipt = read_receipt(receipt_path(file))
    with InProcessHub(second) as other:
        check_receipt(receipt, batch.manifest, batch.digest, other.key_set())
        assert {packet.key.digest for packet in other.packets()} == set(batch.packets)
        # the first hub's revoked terminals may have been revoked here as well
        other.revoke("K3")
        assert import_carried(other.hub, file, stick).code == "revoked"


def test_a_hub_that_lost_its_database_takes_its_own_terminals_back(
    hub: InProcessHub, sender: Sender, stick: Path
) -> None:
    first, second = sender.seal(1), sender.seal(1)
    files = [sender.carry(batch, stick) for batch in (first, second)]
    with hub.hub.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM terminal_keys")
        connection.exec_driver_sql("DELETE FROM terminals")
    assert [import_carried(hub.hub, file, stick).outcome for file in files] == ["received"] * 2
    assert sender.sign_on()


def test_the_command_says_what_became_of_each_file(
    hub: InProcessHub, sender: Sender, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sender.carry(sender.seal(1), stick)
    nothing = stick / "none.machikado"
    given = ["import", "--data", str(hub.folder), str(nothing), str(file), "--json"]
    assert main(given) == 1
    lost, came = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (lost["file"], lost["outcome"], lost["code"]) == (
        "none.machikado",
        "refused",
        "stick_gone",
    )
    assert (came["outcome"], came["receipt"]) == ("received", str(receipt_path(file)))

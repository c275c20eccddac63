"""Backups are taken while packets come, hold together, and can be served from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.envelope import decode
from sync.hub.backups import back_up
from sync.hub.cli import main
from sync.hub.hub import open_hub
from sync.hub.settings import HubSettings
from sync.hub.verifying import verify_all
from sync.protocol import Lacking
from tests.hub.hub_world import InProcessHub
from tests.hub.postgres_world import Postgres
from tests.hub.sender import Sender


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[InProcessHub]:
    with InProcessHub(tmp_path / "hub") as hub:
        yield hub


def test_a_backup_is_restored_elsewhere(hub: InProcessHub, tmp_path: Path) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    received, half, loose = sender.seal(2), sender.seal(2), sender.seal(1)
    receipt = sender.send(received)
    sender.announce(half)
    first = next(iter(half.packets))
    sender.put(first, half.packets[first])
    sender.put_all(loose)
    backup, data = tmp_path / "backup", tmp_path / "restored"
    assert main(["backup", "--data", str(hub.folder), "--to", str(backup)]) == 0
    late = sender.seal(1)
    sender.send(late)
    hub.stop()

    restoring = ["restore", "--data", str(data), "--from", str(backup)]
    assert main(restoring) == 0
    assert main(restoring) == 2  # there is a hub now
    assert main(["verify", "--data", str(data)]) == 0
    with InProcessHub(data) as again:
        sender.url = again.url
        assert sender.complete(received).content == receipt
        assert sender.status(half).lacking == tuple(each for each in half.packets if each != first)
        assert sender.send(half)
        assert sender.send(loose)
        assert sender.send(late)  # the terminal has it still


def test_a_backup_over_an_earlier_one(hub: InProcessHub, tmp_path: Path) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    backup = tmp_path / "backup"
    for days in (1, 2, 3):
        sender.send(sender.seal(2))
        assert back_up(hub.hub, backup).packets == 2 * days
    restored = tmp_path / "restored"
    assert main(["restore", "--data", str(restored), "--from", str(backup)]) == 0
    assert main(["verify", "--data", str(restored)]) == 0


def test_a_backup_while_packets_come(hub: InProcessHub, tmp_path: Path) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    stop = threading.Event()
    sent: list[str] = []

    def send() -> None:
        while not stop.is_set():
            batch = sender.seal(3)
            sender.send(batch)
            sent.append(batch.id)

    sending = threading.Thread(target=send)
    sending.start()
    try:
        for number in range(3):
            back_up(hub.hub, tmp_path / f"backup{number}")
    finally:
        stop.set()
        sending.join()
    assert sent
    for number in range(3):
        data = tmp_path / f"restored{number}"
        given = ["--data", str(data), "--from", str(tmp_path / f"backup{number}")]
        assert main(["restore", *given]) == 0
        restored = open_hub(HubSettings(data=data))
        assert verify_all(restored).findings == []
        restored.close()


def test_a_loose_packet_that_was_collected_meanwhile(hub: InProcessHub, tmp_path: Path) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    batch = sender.seal(1)
    sender.put_all(batch)
    hub.hub.objects.remove(hub.packets()[0].key)
    back_up(hub.hub, tmp_path / "backup")
    data = tmp_path / "restored"
    assert main(["restore", "--data", str(data), "--from", str(tmp_path / "backup")]) == 0
    assert main(["verify", "--data", str(data)]) == 0
    with InProcessHub(data) as again:
        sender.url = again.url
        assert decode(sender.announce(batch).content, Lacking).lacking == tuple(batch.packets)


def test_on_postgresql_the_keys_and_packets_are_copied(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_database("backed_up")
    with InProcessHub(tmp_path / "hub", database=url) as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        sender.send(sender.seal(2))
        done = back_up(hub.hub, tmp_path / "backup")
        assert "PostgreSQL" in done.notes[0]
        assert done.packets == 2
        assert verify_all(hub.hub).findings == []
    assert (tmp_path / "backup" / "keys" / "root.key").is_file()
    assert not (tmp_path / "backup" / "hub.db").exists()


def test_what_is_no_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["restore", "--data", str(tmp_path / "hub"), "--from", str(tmp_path)]
    assert main(given) == 2
    assert "no backup" in capsys.readouterr().err
    assert not (tmp_path / "hub").exists()

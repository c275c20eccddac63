"""`desk-hub verify` finds each way to change, lose, add or replace what the hub holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.hub.cli import main
from sync.hub.objects import LocalObjects, ObjectKey
from sync.hub.verifying import Kind, verify_all
from tests.hub.hub_world import InProcessHub
from tests.hub.sender import Application, SealedBatch, Sender


class Held:
    """A hub with three received days of one terminal."""

    def __init__(self, world: InProcessHub) -> None:
        self.world, self.hub = world, world.hub
        self.sender = Sender().enrol(world.enrol()).sign_on()
        self.days = [self.sender.seal(2) for _ in range(3)]
        for day in self.days:
            self.sender.send(day)

    def found(self) -> dict[Kind, int]:
        report = verify_all(self.hub)
        kinds = [finding.kind for finding in report.findings]
        return {kind: kinds.count(kind) for kind in kinds}

    def file(self, day: SealedBatch, packet: int = 0) -> Path:
        digest = list(day.packets)[packet]
        objects = self.hub.objects
        assert isinstance(objects, LocalObjects)
        return objects.folder / ObjectKey("131016", digest).path

    def tamper(self, *statements: str, **values: object) -> None:
        """As somebody with the database file would: past the triggers and the program."""
        with self.hub.database.writing() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.execute(text(names)).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                connection.execute(text(statement), values)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with InProcessHub(tmp_path / "hub") as world:
        yield Held(world)


def test_all_is_right(held: Held) -> None:
    report = verify_all(held.hub)
    assert (report.packets, report.batches, report.receipts) == (6, 3, 3)
    assert report.findings == []
    assert report.bytes == 6 * 3_000


def test_a_changed_packet(held: Held) -> None:
    file = held.file(held.days[0])
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)
    assert held.found() == {Kind.CHANGED: 1}


def test_a_packet_that_lost_its_end(held: Held) -> None:
    file = held.file(held.days[0])
    file.write_bytes(file.read_bytes()[:-1])
    assert held.found() == {Kind.CHANGED: 1}


def test_a_missing_packet(held: Held) -> None:
    held.file(held.days[1]).unlink()
    assert held.found() == {Kind.MISSING: 1}


def test_a_missing_row(held: Held) -> None:
    digest = next(iter(held.days[1].packets))
    held.tamper("DELETE FROM packets WHERE digest = :digest", digest=digest)
    assert held.found() == {Kind.MISSING: 1, Kind.ADDED: 1}  # and its bytes lie there unknown


def test_an_added_file(held: Held) -> None:
    file = held.file(held.days[0])
    stranger = file.parent.parent / "ff" / ("ff" * 32 + ".age")
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"stranger")
    assert held.found() == {Kind.ADDED: 1}


ADD = (
    "INSERT INTO packets SELECT municipality, :new, size, stored_at, terminal, :application, 1,"
    " batch, NULL, NULL FROM packets WHERE digest = :digest"
)


def test_an_added_packet(held: Held) -> None:
    digest = next(iter(held.days[0].packets))
    added = held.sender.seal(1, chain=False)
    new, data = next(iter(added.packets.items()))
    file = held.file(added)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    held.tamper(ADD, new=new, digest=digest, application=added.manifest.packets[0].application)
    assert held.found() == {Kind.ADDED: 1}


def test_a_replaced_packet(held: Held) -> None:
    """Row and bytes of another packet stand for the application."""
    line = held.days[0].manifest.packets[0]
    other = held.sender.seal([Application(line.application)], chain=False)
    new, data = next(iter(other.packets.items()))
    file = held.file(other)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    held.file(held.days[0]).unlink()
    held.tamper(
        "UPDATE packets SET digest = :new WHERE digest = :digest", new=new, digest=line.digest
    )
    assert held.found() == {Kind.REPLACED: 1, Kind.ADDED: 1}


def test_a_changed_manifest(held: Held) -> None:
    envelope = held.sender.seal(2, chain=False, batch_id=held.days[0].id).envelope
    held.tamper(
        "UPDATE batches SET manifest = :envelope WHERE batch = :batch",
        envelope=envelope.replace(b'"sig":"', b'"sig":"A'),
        batch=held.days[0].id,
    )
    assert held.found()[Kind.MANIFEST] == 1


def test_a_line_that_differs_from_the_manifest(held: Held) -> None:
    held.tamper(
        "UPDATE batch_lines SET version = 2 WHERE batch = :batch AND position = 0",
        batch=held.days[0].id,
    )
    assert held.found()[Kind.MANIFEST] == 1


def test_a_removed_day(held: Held) -> None:
    """With its packets, its receipt and everything: the day after it still names it."""
    day = held.days[1]
    for packet in range(2):
        held.file(day, packet).unlink()
    of_it = "WHERE batch = :batch"
    tables = ("packets", "receipts", "batch_lines", "batches")
    held.tamper(*(f"DELETE FROM {table} {of_it}" for table in tables), batch=day.id)
    report = verify_all(held.hub)
    assert [(each.kind, each.terminal) for each in report.findings] == [
        (Kind.DAY_MISSING, held.sender.known_as.terminal)
    ]


def test_two_days_that_follow_the_same_one(held: Held) -> None:
    """A restored twin closed a day as well: kept, with its receipt, and told."""
    held.sender.sequence = 1
    held.sender.previous = held.days[0].digest
    assert held.sender.send(held.sender.seal(1))
    assert held.found() == {Kind.DAY_FORK: 1}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM receipts WHERE batch = :batch",
        "UPDATE receipts SET receipt = (SELECT receipt FROM receipts WHERE batch <> :batch)"
        " WHERE batch = :batch",
        "UPDATE batches SET received_at = NULL WHERE batch = :batch",
    ],
)
def test_receipts_that_are_not_right(held: Held, statement: str) -> None:
    held.tamper(statement, batch=held.days[0].id)
    assert held.found() == {Kind.RECEIPT: 1}


def test_the_command(held: Held, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["verify", "--data", str(held.world.folder), "--json"]
    assert main(given) == 0
    held.file(held.days[0]).unlink()
    capsys.readouterr()
    assert main(given) == 1
    finding, summary = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert finding == {
        "kind": "missing",
        "municipality": "131016",
        "packet": next(iter(held.days[0].packets)),
        "why": "bytes",
    }
    assert summary == {"packets": 6, "bytes": 18_000, "batches": 3, "receipts": 3, "findings": 1}
    assert main(given[:-1]) == 1
    assert "missing" in capsys.readouterr().out

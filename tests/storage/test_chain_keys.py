"""Keys in the encrypted file: at their real cost, bound to their owner, never leaving it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.storage import chain_keys
from desk.storage.key_slots import Cost
from sync.keys import SigningKey
from tests.sealed_world import BOSS_PIN, Terminal


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


def test_a_supervisors_key_opens_with_the_pin_only(
    desk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_keys, "PIN_COST", Cost(memory_kib=19_456, passes=2, lanes=1))
    seed = desk.store.new_supervisor_key(desk.boss.id, BOSS_PIN, desk.by())
    kept = desk.store.supervisor_key(desk.boss.id)
    assert kept is not None
    assert kept.public == SigningKey(seed).public
    assert json.loads(kept.slot)["argon2id"]["memory_kib"] == 19_456
    assert desk.store.open_supervisor_key(desk.boss.id, BOSS_PIN) == seed
    assert desk.store.open_supervisor_key(desk.boss.id, "000000") is None
    full_width = BOSS_PIN.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    assert desk.store.open_supervisor_key(desk.boss.id, full_width) == seed
    assert desk.store.open_supervisor_key(desk.other.id, BOSS_PIN) is None


def test_a_key_is_bound_to_its_owner(desk: Terminal) -> None:
    """Whoever swaps two rows gains nothing."""
    desk.store.new_supervisor_key(desk.boss.id, BOSS_PIN, desk.by())
    with desk.store._database.transaction():
        desk.store._database.run("DROP TRIGGER supervisor_key_is_only_retired")
        desk.store._database.run("UPDATE supervisor_key SET operator = ?", desk.other.id)
    assert desk.store.open_supervisor_key(desk.other.id, BOSS_PIN) is None


def test_one_key_each_and_older_ones_stay_for_their_manifests(desk: Terminal) -> None:
    first = desk.store.new_supervisor_key(desk.boss.id, BOSS_PIN, desk.by())
    second = desk.store.new_supervisor_key(desk.boss.id, BOSS_PIN, desk.by())
    assert first != second
    assert desk.store.open_supervisor_key(desk.boss.id, BOSS_PIN) == second
    row = desk.store._database.row("SELECT count(*), count(retired_at) FROM supervisor_key")
    assert row is not None
    assert tuple(row) == (2, 1)


def test_no_key_is_in_the_trail_or_in_plain_on_the_disk(desk: Terminal) -> None:
    desk.sealed(1)
    seed = desk.store.terminal_key()
    assert seed is not None
    trail = desk.store._database.rows("SELECT body FROM audit")
    assert not any(seed.hex() in each["body"] for each in trail)
    for path in desk.folder.rglob("*"):
        if path.is_file():
            assert seed not in path.read_bytes()

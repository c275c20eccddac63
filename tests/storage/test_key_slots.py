"""Passphrases, slots and waits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from storage_world import StillClock

from desk.domain.errors import NeedsPerson, Refused
from desk.storage.key_slots import KEYS_FILE, STORE_FILE, TRIES_FILE, Cost, Vault

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
RIGHT, WRONG = "midori-no-machi", "midori-no-machI"


def vault_in(folder: Path, clock: StillClock | None = None) -> Vault:
    return Vault(folder, clock or StillClock(), CHEAP)


@pytest.fixture
def vault(folder: Path) -> Vault:
    vault = vault_in(folder)
    vault.create(RIGHT)
    return vault


def test_the_shipped_cost_opens_what_it_closed(folder: Path) -> None:
    vault = Vault(folder, StillClock())
    assert vault.create(RIGHT) == vault.unlock(RIGHT)


def test_a_passphrase_unlocks_after_a_restart(folder: Path) -> None:
    key = vault_in(folder).create(RIGHT)
    assert vault_in(folder).unlock(RIGHT) == key


def test_full_width_is_the_same_passphrase(folder: Path) -> None:
    key = vault_in(folder).create("ｍｉｄｏｒｉ－ｎｏ－ｍａｃｈｉ")
    assert vault_in(folder).unlock("midori-no-machi") == key


def test_a_second_slot_opens_the_same_key(vault: Vault, folder: Path) -> None:
    key = vault.unlock(RIGHT)
    vault.add_slot(key, "another-supervisor")
    assert vault_in(folder).unlock("another-supervisor") == key
    assert vault_in(folder).unlock(RIGHT) == key


def test_a_short_passphrase_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="passphrase_short"):
        vault_in(folder).create("elevenchars")
    assert not folder.exists()


def test_neither_passphrase_nor_key_is_in_the_file(vault: Vault, folder: Path) -> None:
    key = vault.unlock(RIGHT)
    for content in (path.read_bytes() for path in folder.iterdir()):
        assert RIGHT.encode() not in content
        assert key not in content
        assert key.hex().encode() not in content


def test_a_new_key_never_covers_an_old_one(vault: Vault, folder: Path) -> None:
    before = (folder / KEYS_FILE).read_bytes()
    with pytest.raises(NeedsPerson, match="store_exists"):
        vault.create(RIGHT)
    assert (folder / KEYS_FILE).read_bytes() == before


def test_a_store_without_its_keys_is_not_new(folder: Path) -> None:
    folder.mkdir()
    (folder / STORE_FILE).write_bytes(b"something")
    with pytest.raises(NeedsPerson, match="store_exists"):
        vault_in(folder).create(RIGHT)
    with pytest.raises(NeedsPerson, match="keys_missing"):
        vault_in(folder).unlock(RIGHT)


def wrong_try(vault: Vault) -> NeedsPerson:
    with pytest.raises(NeedsPerson) as caught:
        vault.unlock(WRONG)
    return caught.value


def test_waits_grow_and_a_restart_does_not_shorten_them(vault: Vault, folder: Path) -> None:
    clock = StillClock()
    vault = vault_in(folder, clock)
    waits = []
    for _ in range(9):
        told = wrong_try(vault)
        assert told.code == "wrong_passphrase"
        waits.append(told.facts["wait_s"])
        clock.wait(float(str(told.facts["wait_s"])))
        vault = vault_in(folder, clock)
    assert waits == [0, 0, 5, 15, 30, 60, 120, 300, 300]


def test_during_a_wait_even_the_right_one_is_not_looked_at(vault: Vault, folder: Path) -> None:
    clock = StillClock()
    vault = vault_in(folder, clock)
    for _ in range(3):
        wrong_try(vault)
    with pytest.raises(NeedsPerson, match="passphrase_wait") as caught:
        vault_in(folder, clock).unlock(RIGHT)
    assert caught.value.facts == {"wait_s": 5}
    clock.wait(5)
    vault.unlock(RIGHT)
    assert wrong_try(vault).facts == {"wait_s": 0}  # a right one ends the row


def test_a_reboot_or_a_moved_clock_starts_the_wait_anew(vault: Vault, folder: Path) -> None:
    clock = StillClock()
    vault = vault_in(folder, clock)
    for _ in range(3):
        wrong_try(vault)
    later = StillClock(at=clock.at.replace(year=2030), monotonic_ns=1, boot_id="boot-2")
    with pytest.raises(NeedsPerson, match="passphrase_wait") as caught:
        vault_in(folder, later).unlock(RIGHT)
    assert caught.value.facts == {"wait_s": 5}


def test_a_scribbled_tries_file_means_the_longest_wait(vault: Vault, folder: Path) -> None:
    (folder / TRIES_FILE).write_text("{}")
    told = wrong_try(vault_in(folder))
    assert (told.code, told.facts) == ("passphrase_wait", {"wait_s": 300})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "keys_damaged"),
        (b"[]", "keys_damaged"),
        (b'{"format": 1, "store": "x", "slots": []}', "keys_damaged"),
        (b'{"format": 1, "store": "x", "slots": [{}]}', "keys_damaged"),
        (b'{"format": 2}', "keys_newer"),
    ],
)
def test_an_unusable_key_file_says_so(folder: Path, content: bytes, code: str) -> None:
    folder.mkdir()
    (folder / KEYS_FILE).write_bytes(content)
    with pytest.raises(NeedsPerson, match=code):
        vault_in(folder).unlock(RIGHT)


@pytest.mark.parametrize(
    "change", [("memory_kib", 1 << 30), ("passes", 10_000), ("lanes", 0), ("memory_kib", 7)]
)
def test_hostile_parameters_are_not_even_tried(
    vault: Vault, folder: Path, change: tuple[str, int]
) -> None:
    found = json.loads((folder / KEYS_FILE).read_bytes())
    found["slots"][0]["argon2id"][change[0]] = change[1]
    (folder / KEYS_FILE).write_text(json.dumps(found))
    with pytest.raises(NeedsPerson, match="keys_damaged"):
        vault.unlock(RIGHT)


def test_a_slot_of_another_store_does_not_open(vault: Vault, folder: Path) -> None:
    found = json.loads((folder / KEYS_FILE).read_bytes())
    found["store"] = "another"
    (folder / KEYS_FILE).write_text(json.dumps(found))
    assert wrong_try(vault).code == "wrong_passphrase"

"""The encrypted store of one data folder, put together. Free of Qt: any thread may load it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desk.clock import SystemClock
from desk.domain import wareki
from desk.domain.applicant import address_key, kana_key, name_key
from desk.domain.errors import Refused
from desk.services.opening import Opening
from desk.services.ports import Clock
from desk.storage.key_slots import Vault
from desk.storage.part import SearchKeys
from desk.storage.store import SqliteStore, open_store


def _birth(text: str) -> date | None:
    try:
        return wareki.parse(text).day
    except Refused:
        return None


def search_keys() -> SearchKeys:
    """How names, kana, addresses and dates compare, by the rules."""
    return SearchKeys(name=name_key, kana=kana_key, address=address_key, birth=_birth)


def opening_at(folder: Path, clock: Clock) -> Opening:
    """The start of the day on one data folder."""
    return Opening(
        Vault(folder, clock),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )


def open_store_at(folder: Path, passphrase: str) -> SqliteStore:
    """The store of a data folder, for the command line."""
    clock = SystemClock()
    key = Vault(folder, clock).unlock(passphrase)
    return open_store(folder, key, keys=search_keys(), clock=clock)

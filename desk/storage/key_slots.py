"""The key slots: passphrases that unwrap the store's key, and the slowing down of wrong tries.

`keys.json` holds one slot per passphrase: Argon2id makes a wrapping key from it (the parameters
stand in the slot), AES-256-GCM wraps the store's 32 random bytes. A stolen disk leaves the
passphrase to break; the waits only slow down someone at the keyboard.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desk.domain.errors import NeedsPerson, Refused
from desk.services.ports import Clock, Moment, StoreKey
from desk.storage.whole_file import disk_trouble, make_folder, write_whole

SHORTEST_PASSPHRASE: Final = 12
KEYS_FILE: Final = "keys.json"
TRIES_FILE: Final = "tries.json"
STORE_FILE: Final = "desk.db"
_FORMAT: Final = 1
_WAITS_S: Final = (0, 0, 5, 15, 30, 60, 120, 300)
"""After the 1st, 2nd … wrong try in a row; the last one for all that follow."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters. RFC 9106's second recommendation: 64 MiB, 3 passes."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4

    def bearable(self) -> bool:
        """A damaged or hostile file must not make us fill the memory."""
        few = 1 <= self.passes <= 64 and 1 <= self.lanes <= 16
        return few and 8 * self.lanes <= self.memory_kib <= 1 << 20


@dataclass(frozen=True, slots=True)
class Slot:
    """One passphrase's way to the store key; the passphrase itself is nowhere."""

    salt: bytes
    cost: Cost
    nonce: bytes
    wrapped: bytes

    @classmethod
    def closed_with(cls, key: StoreKey, passphrase: str, cost: Cost, store: str) -> Slot:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapping = _wrapping_key(passphrase, salt, cost)
        return cls(salt, cost, nonce, AESGCM(wrapping).encrypt(nonce, key, _bound(store, cost)))

    def opened_with(self, passphrase: str, store: str) -> StoreKey | None:
        """The key, or None if this is not the passphrase of this slot."""
        wrapping = _wrapping_key(passphrase, self.salt, self.cost)
        try:
            key = AESGCM(wrapping).decrypt(self.nonce, self.wrapped, _bound(store, self.cost))
        except InvalidTag:
            return None
        return StoreKey(key)

    @classmethod
    def parse(cls, found: Mapping[str, Any]) -> Slot:
        cost = Cost(**{name: int(value) for name, value in found["argon2id"].items()})
        salt, nonce, wrapped = (b64decode(found[name]) for name in ("salt", "nonce", "aes256gcm"))
        slot = cls(salt, cost, nonce, wrapped)
        if not cost.bearable() or len(slot.salt) < 16 or len(slot.nonce) != 12:
            raise ValueError("a slot's parameters are out of range")
        return slot

    def as_json(self) -> dict[str, object]:
        return {
            "argon2id": asdict(self.cost),
            "salt": b64encode(self.salt).decode(),
            "nonce": b64encode(self.nonce).decode(),
            "aes256gcm": b64encode(self.wrapped).decode(),
        }


def _bound(store: str, cost: Cost) -> bytes:
    """What the wrapping authenticates beside the key: which store, and how hard the hashing is."""
    return f"{_FORMAT}|{store}|{cost.memory_kib}|{cost.passes}|{cost.lanes}".encode()


def _wrapping_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """NFKC first, so that full-width letters from a Japanese keyboard are the same passphrase."""
    return hash_secret_raw(
        secret=unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"),
        salt=salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def check_passphrase(passphrase: str) -> None:
    """Raise Refused("passphrase_short") below 12 characters (counted after NFKC)."""
    now = len(unicodedata.normalize("NFKC", passphrase))
    if now < SHORTEST_PASSPHRASE:
        raise Refused("passphrase_short", shortest=SHORTEST_PASSPHRASE, now=now)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The content of keys.json."""

    store: str
    slots: tuple[Slot, ...]

    def as_bytes(self) -> bytes:
        slots = [slot.as_json() for slot in self.slots]
        content = {"format": _FORMAT, "store": self.store, "slots": slots}
        return (json.dumps(content, indent=1) + "\n").encode()

    @classmethod
    def parse(cls, content: bytes) -> _Keys:
        """Raises NeedsPerson("keys_newer" | "keys_damaged")."""
        try:
            found = json.loads(content)
            if int(found["format"]) > _FORMAT:
                raise NeedsPerson("keys_newer")
            slots = tuple(Slot.parse(slot) for slot in found["slots"])
            if not slots:
                raise ValueError("no slots")
            return cls(str(found["store"]), slots)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NeedsPerson("keys_damaged") from error


class Vault:
    """The data folder's key file (services/opening.py, Vault)."""

    def __init__(self, folder: Path, clock: Clock, cost: Cost = Cost()) -> None:
        self._folder = folder
        self._cost = cost
        self._tries = _Tries(folder / TRIES_FILE, clock)

    def exists(self) -> bool:
        """True as soon as there is anything to lose, even a store whose key file is gone."""
        return self._keys_path.exists() or (self._folder / STORE_FILE).exists()

    def create(self, passphrase: str) -> StoreKey:
        """A new random key behind a first passphrase; never over an existing store."""
        check_passphrase(passphrase)
        if self.exists():
            raise NeedsPerson("store_exists")
        make_folder(self._folder)
        key, store = StoreKey(secrets.token_bytes(32)), secrets.token_hex(16)
        self._write(_Keys(store, (Slot.closed_with(key, passphrase, self._cost, store),)))
        return key

    def unlock(self, passphrase: str) -> StoreKey:
        """The store's key.

        Raises NeedsPerson("wrong_passphrase", wait_s=…) when no slot opens, with the seconds until
        the next try is looked at; NeedsPerson("passphrase_wait", wait_s=…) when that time is not
        over; keys_missing, keys_damaged or keys_newer when the key file is no use.
        """
        keys = self._read()
        self._tries.begin()
        for slot in keys.slots:
            key = slot.opened_with(passphrase, keys.store)
            if key is not None:
                self._tries.forget()
                return key
        raise NeedsPerson("wrong_passphrase", wait_s=self._tries.wait_s())

    def add_slot(self, key: StoreKey, passphrase: str) -> None:
        """Let a further passphrase open the same store."""
        check_passphrase(passphrase)
        keys = self._read()
        slot = Slot.closed_with(key, passphrase, self._cost, keys.store)
        self._write(_Keys(keys.store, (*keys.slots, slot)))

    @property
    def _keys_path(self) -> Path:
        return self._folder / KEYS_FILE

    def _read(self) -> _Keys:
        try:
            return _Keys.parse(self._keys_path.read_bytes())
        except FileNotFoundError as error:
            raise NeedsPerson("keys_missing") from error
        except OSError as error:
            raise disk_trouble(error) from error

    def _write(self, keys: _Keys) -> None:
        try:
            write_whole(self._keys_path, keys.as_bytes())
        except OSError as error:
            raise disk_trouble(error) from error


class _Tries:
    """Wrong tries in a row, kept in a file so that a restart does not forget them.

    A try is counted before the passphrase is looked at: pulling the plug does not undo it. Waits
    run on the monotonic clock; after a reboot, whose length nobody knows, a wait starts anew.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._wrong, self._until_ns, self._boot_id = self._read()

    def begin(self) -> None:
        """Count one more try, or raise NeedsPerson("passphrase_wait")."""
        wait_s = self.wait_s()
        if wait_s:
            raise NeedsPerson("passphrase_wait", wait_s=wait_s)
        self._wrong += 1
        self._start_wait(self._clock.now())

    def wait_s(self) -> int:
        """Seconds, rounded up, until the next try is looked at."""
        now = self._clock.now()
        if self._wrong and now.boot_id != self._boot_id:
            self._start_wait(now)
        left_ns = max(0, self._until_ns - now.monotonic_ns)
        return -(-left_ns // 1_000_000_000)

    def forget(self) -> None:
        self._wrong, self._until_ns = 0, 0
        self._write()

    def _start_wait(self, now: Moment) -> None:
        wait_s = _WAITS_S[min(self._wrong, len(_WAITS_S)) - 1]
        self._until_ns = now.monotonic_ns + wait_s * 1_000_000_000
        self._boot_id = now.boot_id
        self._write()

    def _read(self) -> tuple[int, int, str]:
        try:
            found = json.loads(self._path.read_bytes())
            return max(0, int(found["wrong"])), int(found["until_ns"]), str(found["boot_id"])
        except FileNotFoundError:
            return 0, 0, ""
        except (OSError, ValueError, KeyError, TypeError):
            return len(_WAITS_S), 0, ""  # unreadable: the longest wait, never none

    def _write(self) -> None:
        content = {"wrong": self._wrong, "until_ns": self._until_ns, "boot_id": self._boot_id}
        try:
            write_whole(self._path, json.dumps(content).encode())
        except OSError:
            return  # a full disk must not keep people out; Argon2id remains, and our memory

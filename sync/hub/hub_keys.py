"""The hub's keys: root (may lie in a safe), receipt keys, issuer keys; and the key set of them.

Private keys are files in `data`/keys, readable by the owner only. The key set, signed by the root,
lies in the database, where every hub on it finds it; each of these hubs needs the same key files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from sync.envelope import open_sealed, peek
from sync.errors import CanRetry, SyncError
from sync.hub.settings import WrongSettings
from sync.hub.store.database import Database
from sync.hub.store.facts import add_fact, put_fact, read_fact
from sync.key_set import sign_key_set
from sync.keys import SigningKey, key_id
from sync.protocol import KEY_SET, KeySet, PublicKey
from sync.whole_file import make_folder, write_whole

ROOT_FILE: Final = "root.key"
KEY_SET_FACT: Final = "key_set"

Role = Literal["receipt", "issuer"]


@dataclass(frozen=True, slots=True)
class Signed:
    """A key set and the envelope that it came in."""

    keys: KeySet
    envelope: bytes


class KeyFolder:
    """Key files: `root.key` and `<id>.key`, the seed in hex."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, key: SigningKey, name: str | None = None) -> None:
        make_folder(self.folder)
        text = f"{key.private.hex()}\n".encode()
        write_whole(self.folder / (name or f"{key.id}.key"), text)

    def drop(self, key: SigningKey) -> None:
        (self.folder / f"{key.id}.key").unlink(missing_ok=True)

    def find(self, public: str) -> SigningKey | None:
        return _read_key(self.folder / f"{key_id(public)}.key")

    def root(self, file: Path | None = None) -> SigningKey:
        """From `file` where the root key was taken away; raises WrongSettings without it."""
        place = file or self.folder / ROOT_FILE
        key = _read_key(place)
        if key is None:
            raise WrongSettings(f"the root key is not here ({place.name}); give --root-key FILE")
        return key


class KeyRing:
    """The keys as they are now. Safe from several threads; reads the key set anew each time."""

    def __init__(self, folder: Path, database: Database, clock: Callable[[], datetime]) -> None:
        self.files = KeyFolder(folder)
        self._database = database
        self._clock = clock
        self._known: Signed | None = None
        self._held: dict[str, SigningKey] = {}

    def made(self) -> bool:
        with self._database.reading() as connection:
            return read_fact(connection, KEY_SET_FACT) is not None

    def make(self, hub: str, tls_ca: str) -> None:
        """Root, receipt and issuer key of a new hub. Nothing where another was quicker."""
        root, receipt, issuer = SigningKey.new(), SigningKey.new(), SigningKey.new()
        now = self._clock()
        keys = KeySet(
            hub=hub,
            serial=1,
            issued_at=now,
            root=PublicKey(public=root.public, not_before=now),
            receipt=(PublicKey(public=receipt.public, not_before=now),),
            issuer=(PublicKey(public=issuer.public, not_before=now),),
            tls_ca=tls_ca,
        )
        for key in (root, receipt, issuer):
            self.files.keep(key)
        with self._database.writing() as connection:
            first = add_fact(connection, KEY_SET_FACT, sign_key_set(keys, root))
            if first:  # before the key set counts
                self.files.keep(root, ROOT_FILE)
        for key in (root,) if first else (root, receipt, issuer):
            self.files.drop(key)

    def signed(self) -> Signed:
        """The key set and its envelope."""
        with self._database.reading() as connection:
            envelope = read_fact(connection, KEY_SET_FACT)
        if envelope is None:
            raise WrongSettings("this hub has no keys yet")
        known = self._known
        if known is None or known.envelope != envelope:
            known = self._known = Signed(_opened(envelope), envelope)
        return known

    @property
    def root_id(self) -> str:
        return key_id(self.signed().keys.root.public)

    def receipt_key(self, signed: Signed | None = None) -> SigningKey:
        return self._current((signed or self.signed()).keys.receipt)

    def issuer_key(self) -> SigningKey:
        return self._current(self.signed().keys.issuer)

    def _current(self, keys: Sequence[PublicKey]) -> SigningKey:
        """The newest that counts and whose file is here; raises CanRetry("hub_failed")."""
        for key in reversed(keys):
            if key.revoked_at is not None or key.not_after is not None:
                continue
            held = self._held.get(key.public) or self.files.find(key.public)
            if held is not None:
                self._held[key.public] = held
                return held
        raise CanRetry("hub_failed", why="no signing key here")

    def rotate(self, role: Role, root: SigningKey, *, revoke: bool = False) -> KeySet:
        """A new key of that role. What the old one signed stays valid, unless it is revoked:
        then only what was received before now counts."""
        new, now = SigningKey.new(), self._clock()
        self.files.keep(new)

        def rotated(keys: KeySet) -> KeySet:
            old = keys.receipt if role == "receipt" else keys.issuer
            kept = (*(_ended(key, now, revoke) for key in old), PublicKey(public=new.public))
            if role == "receipt":
                return msgspec.structs.replace(keys, receipt=kept)
            return msgspec.structs.replace(keys, issuer=kept)

        return self._change(root, rotated)

    def set_tls_ca(self, root: SigningKey, tls_ca: str) -> KeySet:
        return self._change(root, lambda keys: msgspec.structs.replace(keys, tls_ca=tls_ca))

    def _change(self, root: SigningKey, change: Callable[[KeySet], KeySet]) -> KeySet:
        with self._database.writing() as connection:
            envelope = read_fact(connection, KEY_SET_FACT, lock=True)
            if envelope is None:
                raise WrongSettings("this hub has no keys yet")
            now = _opened(envelope)
            if root.public != now.root.public:
                raise WrongSettings("that is the root key of another hub")
            changed = msgspec.structs.replace(
                change(now), serial=now.serial + 1, issued_at=self._clock()
            )
            put_fact(connection, KEY_SET_FACT, sign_key_set(changed, root))
        return changed


def _ended(key: PublicKey, now: datetime, revoke: bool) -> PublicKey:
    if revoke and key.revoked_at is None:
        key = msgspec.structs.replace(key, revoked_at=now)
    return key if key.not_after else msgspec.structs.replace(key, not_after=now)


def _opened(envelope: bytes) -> KeySet:
    root = peek(envelope, KeySet).root.public
    return open_sealed(envelope, KEY_SET, KeySet, [root])


def _read_key(file: Path) -> SigningKey | None:
    try:
        return SigningKey(bytes.fromhex(file.read_text("ascii").strip()))
    except FileNotFoundError:
        return None
    except (ValueError, SyncError) as error:
        raise WrongSettings(f"{file.name} is not a key") from error

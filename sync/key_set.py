"""The hub's key set: pinned by its root key, rotated by serial, cut by revocations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sync.envelope import open_sealed, peek, seal
from sync.errors import Refused
from sync.keys import SigningKey, key_id
from sync.protocol import KEY_SET, KeySet, Message, PublicKey

M = TypeVar("M", bound=Message)


def sign_key_set(key_set: KeySet, root: SigningKey) -> bytes:
    """The envelope that terminals pin; ValueError if `root` is not the root named inside."""
    if key_set.root.public != root.public:
        raise ValueError("another root key")
    return seal(key_set, KEY_SET, root)


def check_key_set(envelope: bytes, root_id: str, newer_than: int = -1) -> KeySet:
    """The key set of the hub whose root key has the id `root_id` (from the enrolment code).

    Raises Refused("wrong_hub") for another hub's, Refused("forged"), Refused("malformed"), and
    Refused("reference_old") for a serial lower than `newer_than`, the serial that is known; the
    same serial again is fine.
    """
    root = peek(envelope, KeySet).root.public
    if key_id(root) != root_id:
        raise Refused("wrong_hub", why="root key")
    key_set = open_sealed(envelope, KEY_SET, KeySet, [root])
    if key_set.serial < newer_than:
        raise Refused("reference_old", what="KeySet", serial=key_set.serial, known=newer_than)
    return key_set


def open_by_any(
    envelope: bytes, media_type: str, kind: type[M], keys: Sequence[PublicKey]
) -> tuple[M, tuple[PublicKey, ...]]:
    """Open an envelope, and say which of the keys signed it; raises like `open_sealed`."""
    message = open_sealed(envelope, media_type, kind, [each.public for each in keys])
    return message, tuple(each for each in keys if _signed(envelope, media_type, kind, each))


def trusted_at(keys: Sequence[PublicKey], moment: datetime) -> bool:
    """Whether one of the keys was not revoked at that moment. A key that was merely rotated out
    stays good for what it signed: only a revocation takes that away."""
    return any(each.revoked_at is None or moment < each.revoked_at for each in keys)


def _signed(envelope: bytes, media_type: str, kind: type[Message], key: PublicKey) -> bool:
    try:
        open_sealed(envelope, media_type, kind, [key.public])
    except Refused:
        return False
    return True

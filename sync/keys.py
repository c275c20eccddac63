"""Keys: Ed25519 to sign (terminal, supervisor, hub), age to seal (office, recovery, spare).

Private keys never leave the file that holds them except through `private`/`secret`, which only the
encrypted store and the hub's key folder call.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey

from sync.errors import Refused
from sync.protocol import KeyId

SEED_BYTES: Final = 32
_MOST_IDENTITY_FILE: Final = 4096
"""age's parser takes minutes over a large header; a locked identity has 260 bytes."""


def key_id(public: str) -> KeyId:
    """The id of an Ed25519 public key (hex): SHA-256 of its 32 bytes, hex."""
    return KeyId(hashlib.sha256(_public_bytes(public)).hexdigest())


def fingerprint(public: str) -> str:
    """The id for people: 32 characters in groups of four, read aloud or compared on paper."""
    short = key_id(public)[:32]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def verifying_key(public: str) -> SSlibKey:
    """A public key (hex) for envelopes; raises Refused("malformed")."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_public_bytes(public))
    except ValueError as error:
        raise Refused("malformed", what="key", why="not a key") from error
    return SSlibKey.from_crypto(key, keyid=key_id(public))


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 private key. `private` is its 32-byte seed."""

    private: bytes

    def __post_init__(self) -> None:
        if len(self.private) != SEED_BYTES:
            raise Refused("malformed", what="key", why="length")

    def __repr__(self) -> str:
        return f"SigningKey({self.id[:8]}…)"

    @classmethod
    def new(cls) -> SigningKey:
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def public(self) -> str:
        """Hex of the public key."""
        return self._key.public_key().public_bytes_raw().hex()

    @property
    def id(self) -> KeyId:
        return key_id(self.public)

    @cached_property
    def signer(self) -> CryptoSigner:
        return CryptoSigner(self._key, verifying_key(self.public))

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


@dataclass(frozen=True)
class SealingKey:
    """An age identity (X25519). `secret` is "AGE-SECRET-KEY-1…"; `recipient` is "age1…"."""

    secret: str

    def __repr__(self) -> str:
        return f"SealingKey({self.recipient[:12]}…)"

    @classmethod
    def new(cls) -> SealingKey:
        return cls(str(pyrage.x25519.Identity.generate()))

    @cached_property
    def recipient(self) -> str:
        return str(self.identity.to_public())

    @cached_property
    def identity(self) -> pyrage.x25519.Identity:
        try:
            return pyrage.x25519.Identity.from_str(self.secret)
        except pyrage.IdentityError as error:
            raise Refused("malformed", what="identity", why="not an age identity") from error

    def locked(self, passphrase: str) -> bytes:
        """An identity file that the `age` command opens with the passphrase (scrypt)."""
        return bytes(pyrage.passphrase.encrypt(f"{self.secret}\n".encode(), passphrase))

    @classmethod
    def unlock(cls, file: bytes, passphrase: str) -> SealingKey:
        """Raises Refused("passphrase_wrong"), Refused("malformed") for what is no such file."""
        if len(file) > _MOST_IDENTITY_FILE:
            raise Refused("malformed", what="identity", why="too large")
        try:
            text = pyrage.passphrase.decrypt(file, passphrase).decode("ascii")
        except (pyrage.DecryptError, UnicodeDecodeError) as error:
            raise Refused("passphrase_wrong") from error
        lines = (line.strip() for line in text.splitlines())
        key = cls(next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), ""))
        key.identity  # noqa: B018 says at once whether it is one
        return key


def recipient(text: str) -> pyrage.x25519.Recipient:
    """An age recipient "age1…"; raises Refused("malformed")."""
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Refused("malformed", what="recipient", why="not an age recipient") from error


def _public_bytes(public: str) -> bytes:
    try:
        data = bytes.fromhex(public)
    except ValueError as error:
        raise Refused("malformed", what="key", why="not hex") from error
    if len(data) != SEED_BYTES:
        raise Refused("malformed", what="key", why="length")
    return data

"""Signed bytes: DSSE envelopes (securesystemslib) around JSON messages, checked before parsing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import FormatError, VerificationError
from securesystemslib.signer import Key

from sync.errors import Refused
from sync.keys import SigningKey, verifying_key
from sync.protocol import MOST_MESSAGE_BYTES, Digest, Message

M = TypeVar("M", bound=Message)

_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode(message: Message) -> bytes:
    """A message as JSON. Only for new ones: what was signed once is kept as its bytes."""
    return _ENCODER.encode(message)


def decode(data: bytes, kind: type[M]) -> M:
    """Parse JSON into a message; raises Refused("malformed")."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, ValueError) as error:
        raise Refused("malformed", what=kind.__name__, why=_short(error)) from error


def seal(message: Message, media_type: str, *signers: SigningKey) -> bytes:
    """The message in an envelope, signed by each of the keys; the bytes to keep and to send."""
    envelope = Envelope(encode(message), media_type, {})
    for signer in signers:
        envelope.sign(signer.signer)
    return _ENCODER.encode(envelope.to_dict())


def open_sealed(
    data: bytes | Mapping[str, object],
    media_type: str,
    kind: type[M],
    keys: Sequence[str],
    threshold: int = 1,
) -> M:
    """Verify an envelope against public keys (hex), then parse it.

    Raises Refused("malformed") or Refused("forged") where fewer than `threshold` of the keys
    signed exactly these bytes, or another kind of message was signed.
    """
    envelope = _parse(data)
    if envelope.payload_type != media_type:
        raise Refused("forged", what=kind.__name__, why="media type")
    known: list[Key] = [verifying_key(each) for each in dict.fromkeys(keys)]
    if len(known) < threshold:
        raise Refused("forged", what=kind.__name__, why="no key")
    try:
        envelope.verify(known, threshold)
    except (VerificationError, ValueError) as error:
        raise Refused("forged", what=kind.__name__, why="signature") from error
    return decode(envelope.payload, kind)


def peek(data: bytes | Mapping[str, object], kind: type[M]) -> M:
    """Parse what an envelope holds WITHOUT verifying it: only to find the key to verify with."""
    return decode(_parse(data).payload, kind)


def digest_of(data: bytes | Mapping[str, object]) -> Digest:
    """SHA-256 of what is signed, whoever signed it: the digest of a manifest."""
    return Digest(hashlib.sha256(_parse(data).payload).hexdigest())


def as_json(data: bytes) -> dict[str, object]:
    """An envelope as part of another message; raises Refused("malformed")."""
    try:
        return msgspec.json.decode(data, type=dict[str, object])
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, ValueError) as error:
        raise Refused("malformed", what="envelope", why=_short(error)) from error


def as_bytes(envelope: Mapping[str, object]) -> bytes:
    """The other way round."""
    return _ENCODER.encode(dict(envelope))


def _parse(data: bytes | Mapping[str, object]) -> Envelope:
    if isinstance(data, bytes):
        if len(data) > MOST_MESSAGE_BYTES * 2:
            raise Refused("malformed", what="envelope", why="too large")
        data = as_json(data)
    try:
        # from_dict changes what it is given
        return Envelope.from_dict(msgspec.json.decode(_ENCODER.encode(dict(data))))
    except (KeyError, TypeError, ValueError, AttributeError, FormatError) as error:
        raise Refused("malformed", what="envelope", why=_short(error)) from error


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]

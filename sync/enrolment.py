"""Enrolment: the one-time code on a printed QR that pins the hub, and terminals' certificates."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from sync.envelope import seal
from sync.errors import Refused
from sync.key_set import check_key_set, open_by_any, sign_key_set, trusted_at
from sync.keys import SigningKey
from sync.protocol import CERTIFICATE, Certificate, Hex64, KeySet, PublicKey

__all__ = [
    "EnrolmentCode",
    "check_certificate",
    "check_key_set",
    "issue_certificate",
    "new_code",
    "normal_code",
    "sign_key_set",
]

PREFIX: Final = "MKD1:"
MOST_TEXT: Final = 1_000
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_CODE: Final = re.compile(rf"[{_ALPHABET}]{{20}}", re.ASCII)
_BASE64: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class EnrolmentFields(msgspec.Struct, frozen=True):
    """What the QR holds; short names keep it coarse."""

    u: str
    c: str
    r: Hex64


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """Where to enrol, with which one-time code, and whose root key the hub must prove to have."""

    url: str
    code: str
    root: str

    def text(self) -> str:
        """The text of the QR."""
        fields = msgspec.json.encode(EnrolmentFields(u=self.url, c=self.code, r=self.root))
        return PREFIX + base64.urlsafe_b64encode(fields).rstrip(b"=").decode("ascii")

    @classmethod
    def parse(cls, text: str) -> EnrolmentCode:
        """What was scanned or typed; raises Refused("malformed")."""
        packed = text.strip().removeprefix(PREFIX)
        if len(text) > MOST_TEXT or not text.strip().startswith(PREFIX):
            raise Refused("malformed", what="enrolment", why="not an enrolment code")
        if not _BASE64.fullmatch(packed):
            raise Refused("malformed", what="enrolment", why="not base64url")
        try:
            data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
            fields = msgspec.json.decode(data, type=EnrolmentFields)
        except (binascii.Error, ValueError, RecursionError) as error:
            raise Refused("malformed", what="enrolment", why="content") from error
        return cls(url=_url(fields.u), code=normal_code(fields.c), root=fields.r)


def new_code() -> str:
    """A one-time code, 100 bits: "7K3QX-…", four groups of five."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(20)))


def normal_code(text: str) -> str:
    """A code as `new_code` writes it, however it was typed; raises Refused("malformed")."""
    plain = text.upper().translate(_MISREAD) if len(text) <= 60 else ""
    if not _CODE.fullmatch(plain):
        raise Refused("malformed", what="enrolment", why="code")
    return _grouped(plain)


def issue_certificate(
    *,
    terminal: str,
    label: str,
    municipality: str,
    key: PublicKey,
    issued_at: datetime,
    issuer: SigningKey,
) -> bytes:
    """The certificate of a terminal, in its envelope."""
    certificate = Certificate(
        terminal=terminal, label=label, municipality=municipality, key=key, issued_at=issued_at
    )
    return seal(certificate, CERTIFICATE, issuer)


def check_certificate(envelope: bytes, key_set: KeySet, now: datetime | None = None) -> Certificate:
    """A terminal's certificate, by an issuer key of this hub.

    `now` is the hub's or the office's clock; a terminal gives none, its clock may be years off.
    Raises Refused("malformed"), Refused("forged"), Refused("revoked") for a key that is revoked
    or past its time. Whether a terminal was reported lost is not in here: the hub's own list and
    the reference data know that.
    """
    certificate, signers = open_by_any(envelope, CERTIFICATE, Certificate, key_set.issuer)
    if not trusted_at(signers, certificate.issued_at):
        raise Refused("forged", what="Certificate", why="revoked")
    if now is not None:
        _check_time(certificate.key, now)
    return certificate


def _check_time(key: PublicKey, now: datetime) -> None:
    ends = [each for each in (key.not_after, key.revoked_at) if each is not None]
    if any(now >= each for each in ends):
        raise Refused("revoked", what="Certificate", why="over")
    if key.not_before is not None and now < key.not_before:
        raise Refused("revoked", what="Certificate", why="not yet")


def _grouped(plain: str) -> str:
    return "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))


def _url(text: str) -> str:
    """The hub's address: http or https, a host, no name and password, no query."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Refused("malformed", what="enrolment", why="url") from error
    odd = parts.username is not None or parts.query or parts.fragment or port == 0
    printable = text.isascii() and text.isprintable() and " " not in text
    if parts.scheme not in ("http", "https") or not parts.hostname or odd or not printable:
        raise Refused("malformed", what="enrolment", why="url")
    return text.rstrip("/")

"""Whom the terminal believes: the hub's root key from the enrolment sheet, and what it signed.

TLS hangs on the authority named in the signed key set, not on what the machine trusts, and is
judged by the hub's clock as soon as that is known: a laptop that woke up in 2009 still sends.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import certifi
from cryptography import x509

from sync.key_set import check_key_set
from sync.protocol import KeyId, KeySet

CLOCK_AGREES_S: Final = 60 * 60.0
"""Closer clocks are left to OpenSSL; certificates are not issued for hours."""

# OpenSSL's X509_V_ERR_… and X509_V_FLAG_…; the ssl module does not name them
EXPIRED: Final = 10
NOT_YET_VALID: Final = 9
OTHER_NAME: Final = frozenset({62, 63, 64})
_NO_CHECK_TIME: Final = 0x200000
_PARTIAL_CHAIN: Final = 0x80000  # a pinned certificate counts, whether or not it is a root


@dataclass(frozen=True)
class Trust:
    """The pinned root, and the newest key set that it signed (`envelope` are its bytes)."""

    root: KeyId
    key_set: KeySet | None = None
    envelope: bytes = b""

    @classmethod
    def from_envelope(cls, root: KeyId, envelope: bytes) -> Trust:
        """As it was kept; raises Refused when the root did not sign it."""
        return cls(root, check_key_set(envelope, root), envelope)

    @property
    def serial(self) -> int:
        return -1 if self.key_set is None else self.key_set.serial

    @property
    def tls_ca(self) -> str:
        return "" if self.key_set is None else self.key_set.tls_ca

    @property
    def receipt_keys(self) -> tuple[str, ...]:
        """Public keys that may speak for the hub now."""
        if self.key_set is None:
            return ()
        return tuple(key.public for key in self.key_set.receipt if key.revoked_at is None)

    def with_newer(self, envelope: bytes) -> Trust:
        """With that key set if it is newer than ours; raises Refused when the root did not sign it.

        An older one (a hub restored from its backup) is verified too, and changes nothing.
        """
        key_set = check_key_set(envelope, self.root)
        if key_set.serial <= self.serial:
            return self
        return replace(self, key_set=key_set, envelope=envelope)


@lru_cache(maxsize=8)
def tls_context(ca: str, offset_s: float | None, *, system_too: bool = False) -> ssl.SSLContext:
    """What a server must show. `ca` is PEM; "": the authorities that the system trusts.

    `offset_s` is the hub's clock minus ours, None while it is unknown. `system_too` adds the
    system's authorities: for uploads that go to an object store under another name.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VerifyFlags(_PARTIAL_CHAIN)
    if ca:
        context.load_verify_locations(cadata=ca)
    if system_too or not ca:
        context.load_default_certs()
        context.load_verify_locations(certifi.where())
    if offset_s is not None and abs(offset_s) > CLOCK_AGREES_S:
        _judge_by(context, timedelta(seconds=offset_s))
    return context


def _judge_by(context: ssl.SSLContext, offset: timedelta) -> None:
    """Compare validity with the hub's time instead of ours."""

    class HubTimeSocket(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            shown = self.getpeercert(binary_form=True)
            code = validity_code(shown or b"", datetime.now(UTC) + offset)
            if code is not None:
                error = ssl.SSLCertVerificationError("certificate outside its time")
                error.verify_code = code
                raise error

    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    changed: Any = context  # typeshed says a class attribute; the manual says it may be set
    changed.sslsocket_class = HubTimeSocket


def validity_code(certificate: bytes, now: datetime) -> int | None:
    """EXPIRED, NOT_YET_VALID or None for a certificate (DER) at that time."""
    try:
        shown = x509.load_der_x509_certificate(certificate)
    except ValueError:
        return EXPIRED
    if now < shown.not_valid_before_utc:
        return NOT_YET_VALID
    return EXPIRED if now > shown.not_valid_after_utc else None


def reads_as_pem(ca: str) -> bool:
    """Whether TLS can be pinned to that text at all."""
    try:
        tls_context(ca, None)
    except (ssl.SSLError, ValueError):
        return False
    return True

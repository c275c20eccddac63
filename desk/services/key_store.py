"""What enrolment, sealing and sending ask of the store about keys and signed data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.domain.application import OperatorId
from desk.services.ports import By


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRow:
    """What this terminal is enrolled as."""

    id: int
    hub_url: str
    root: str  # key id of the hub's root key
    public: str  # this terminal's key
    certificate: bytes  # envelope
    at: datetime


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A supervisor's signing key, closed with the PIN (Argon2id, AES-256-GCM)."""

    public: str
    operator: OperatorId
    slot: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """When the hub was last reached; `offset_s` is its clock minus ours."""

    at: datetime
    offset_s: float


class KeyStore(Protocol):
    """Keys, enrolment and signed reference data in the encrypted file."""

    def pending_key(self, by: By) -> bytes:
        """The seed of the key that asks for enrolment: the same one until it is enrolled."""
        ...

    def terminal_key(self) -> bytes | None:
        """The seed of the enrolled key."""
        ...

    def enrolment(self) -> EnrolmentRow | None: ...
    def keep_enrolment(
        self, hub_url: str, root: str, public: str, certificate: bytes, key_set: bytes,
        key_set_serial: int, by: By,
    ) -> EnrolmentRow: ...  # fmt: skip
    def key_set(self, root: str) -> tuple[int, bytes] | None:
        """Serial and envelope of the newest."""
        ...

    def keep_key_set(self, root: str, serial: int, envelope: bytes, by: By) -> bool:
        """False when one that is as new is here."""
        ...

    def reference(self, root: str) -> tuple[int, bytes] | None: ...
    def keep_reference(self, root: str, serial: int, envelope: bytes, by: By) -> bool: ...
    def supervisor_key(self, operator: OperatorId) -> WrappedKey | None: ...
    def new_supervisor_key(self, operator: OperatorId, pin: str, by: By) -> bytes:
        """Make and keep one, closed with the PIN; returns its seed. An older one is retired."""
        ...

    def open_supervisor_key(self, operator: OperatorId, pin: str) -> bytes | None:
        """The seed; None when there is none that this PIN opens."""
        ...

    def contact(self) -> ContactRow | None: ...
    def note_contact(self, at: datetime, offset_s: float) -> None: ...

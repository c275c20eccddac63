"""What the engine needs of a store: everything about sending that must survive a power cut.

The terminal's encrypted store is one (desk/services/sending.py), tests/fakes/memory_outbox.py
another; both pass tests/sync/outbox_contract.py. Each method is durable when it returns (but for
note_early_failure), is called on the engine's own thread, and may be called by two engines at once
(two programs on one store).

Clocks may be wrong by years and be set right while a batch is being sent, so a store never lets a
time keep a batch from leaving: a lease that runs longer than `LONGEST_LEASE_S` from now, or a next
try that lies more than `retry.FARTHEST_S` ahead, was written by another clock and counts as over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from sync.protocol import BatchId, Digest
from sync.retry import FARTHEST_S

LEASE_S: Final = 120.0
"""How long a batch reads 送信中 after the engine was last heard of."""
LONGEST_LEASE_S: Final = 10 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWork:
    """A sealed batch that may be sent now."""

    batch: BatchId
    attempts: int = 0  # failures in a row; a packet that arrives makes it 0 again
    last_code: str = ""  # of the last failure, a Trouble value


class Outbox(Protocol):
    """Sealed batches on their way."""

    def due(self, now: datetime) -> BatchWork | None:
        """The batch to send next: sealed, no receipt, not paused, under nobody's running lease, its
        next try not in the future. Of several, the one whose next try is oldest; then by sealing.
        """

    def lease(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        """Take the batch for `lease_s` from now, unless another owner's lease still runs or the
        batch needs no sending any more. One of two callers gets it. Until then it reads 送信中."""

    def renew(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        """Hold it longer; False when it is ours no more: somebody else goes on with it."""

    def release(self, batch: BatchId, owner: str) -> None:
        """Give it back; nothing happens when it is somebody else's."""

    def manifest(self, batch: BatchId) -> bytes:
        """The manifest's envelope, the bytes that were signed."""

    def packet_path(self, digest: Digest) -> Path:
        """Where the sealed packet lies; the engine finds out whether it still does."""

    def mend(self, digest: Digest) -> bool:
        """A sealed packet is missing or damaged here: put another copy of it in its place, from the
        live spare. True when one with that very digest lies there now; never raises."""

    def paused(self, batch: BatchId) -> bool:
        """Whether a person stopped it, or took it back. Asked some four times a second."""

    def note_announced(self, batch: BatchId) -> None:
        """The hub knows its manifest: it has left this terminal for good, whatever comes then."""

    def note_progress(self, batch: BatchId, sent_packets: int, sent_bytes: int) -> None:
        """So much of the batch is at the hub, by the hub's word. Failures in a row become 0."""

    def note_failure(
        self,
        batch: BatchId,
        code: str,
        facts: Mapping[str, object],
        next_try_at: datetime | None,
    ) -> None:
        """It failed once more. None: not before a person presses the button or carries it."""

    def note_contact(self, at: datetime, offset_s: float) -> None:
        """The hub answered; its clock minus ours. Kept for the screen and the next manifest."""

    def carried(self) -> tuple[BatchId, ...]:
        """Batches that are out on a stick (持出し中): the hub may have them, and their receipts.
        Their packets leave by line only when a person asks for it."""

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        """The hub's receipt, verified by the engine, to be verified by the store again: the batch
        is received. The same receipt twice is no mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyPacket:
    """A sealed packet that may leave before the day is closed (trickle)."""

    municipality: str
    digest: Digest


class EarlyPackets(Protocol):
    """Approved packets of the open day, where the venue allows them to leave early."""

    def early_packets(self, now: datetime) -> tuple[EarlyPacket, ...]:
        """What may leave now, oldest first; () when the venue does not allow it, outside its
        pause after a failure, or when all has left."""

    def note_early(self, digest: Digest) -> None:
        """It is at the hub. It will be sent again with its batch if the hub has lost it."""

    def note_early_failure(self, code: str, next_try_at: datetime) -> None:
        """Nothing more before then. Never shown as a failure: the batch will bring it. Need not be
        durable: after a restart it is simply tried again."""


class ReferenceShelf(Protocol):
    """Where reference data and the hub's keys are kept (sync/reference.py)."""

    def reference_etag(self) -> str:
        """What the hub called the version that is here; "" when there is none."""

    def keep_reference(self, envelope: bytes, etag: str) -> None:
        """A version newer than ours; the shelf verifies it (sync.reference.check_reference)."""

    def keep_key_set(self, envelope: bytes) -> None:
        """A newer key set, verified against the root key that is pinned."""


def still_ahead(then: datetime | None, now: datetime, longest_s: float = FARTHEST_S) -> bool:
    """Whether `then` is still to come, and near enough to be believed."""
    return then is not None and now < then <= now + timedelta(seconds=longest_s)

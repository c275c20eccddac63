"""送信: what is sealed on its way to the hub, by line or on a stick, and what is still here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desk.domain.batch import BatchState
from desk.services.batch_store import BatchRow
from sync.protocol import BatchId

Cancelled = Callable[[], bool]
CarryProgress = Callable[[int, int], None]
"""Bytes written, bytes in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One batch as the sending page shows it."""

    id: BatchId
    name: str  # B-1123-K3
    on: date
    venue: str
    state: BatchState  # a lease that is over reads FAILED
    packets: int
    bytes: int
    sent_packets: int = 0
    sent_bytes: int = 0
    changed_at: datetime
    sealed_at: datetime
    seal_code: str
    trouble: str = ""  # of FAILED; the words are `sync_<trouble>`
    facts: Mapping[str, object] = field(default_factory=dict)
    attempts: int = 0
    failed_at: datetime | None = None
    next_try_at: datetime | None = None  # None: when a person asks for it
    lease_until: datetime | None = None
    carried_at: datetime | None = None
    carried_as: str = ""
    received_at: datetime | None = None
    purge_on: date | None = None  # 受領済み: deleted from that day on
    purge_needs_approval: bool = False
    purged_at: datetime | None = None
    reference_no: str = ""  # お問い合わせ番号, of FAILED
    can_send: bool = False  # 「続きから送る」
    can_pause: bool = False
    can_carry: bool = False
    can_reopen: bool = False

    @property
    def share(self) -> float:
        """0 … 1 of the bytes."""
        return self.sent_bytes / self.bytes if self.bytes else 0.0


@dataclass(frozen=True, slots=True)
class Here:
    """What is still on this terminal and why: `here_<code>` with {count} and {since}.

    held_over, draft, unsealed (accepted), waiting (sealed, unsent), carried, kept (received, until
    its retention is over), closed_out (voided, handed back, corrected).
    """

    code: str
    count: int
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """The sending page, read at one moment."""

    batches: tuple[BatchView, ...]  # newest first; withdrawn ones are left out
    here: tuple[Here, ...]
    enrolled: bool
    hub: str = ""
    last_contact: datetime | None = None
    offset_s: float | None = None
    reference_old: bool = False  # 設定データが古い: warned about, never a stop
    unsent: int = 0  # applications without a receipt, sealed or not
    unsent_bytes: int = 0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What `take_in` found: kind "receipt" (with its batch) or "reference"."""

    kind: str
    batch: BatchRow | None = None
    again: bool = False  # it was here before


class Sending:
    """The terminal's side of sending. Call it on the store's thread, but for `Carrying.write`."""

    def view(self) -> SendingView:
        raise NotImplementedError

    def send_now(self, batch: BatchId) -> BatchView:
        """続きから送る: it waits for the engine at once. Also one that is paused, that failed or
        that is out on a stick. Raises MoveNotAllowed."""
        raise NotImplementedError

    def pause(self, batch: BatchId) -> BatchView:
        """一時停止: the packet under way is finished or dropped; nothing is lost."""
        raise NotImplementedError

    def carrying(self, batch: BatchId) -> Carrying:
        """Everything to write the batch onto a stick; `write` may run on any thread."""
        raise NotImplementedError

    def note_carried(self, batch: BatchId, file: Path) -> BatchView:
        """The file was written and read back: USBで持出し中."""
        raise NotImplementedError

    def take_in(self, path: Path) -> TakenIn:
        """USBから取り込む: a receipt (`….receipt.json`), reference data, or a folder with some.

        Raises what sync raises (SyncError) as Refused or NeedsPerson with the same code.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """A batch ready to be written to a stick."""

    batch: BatchId
    name: str
    packets: int
    bytes: int

    def write(self, folder: Path, progress: CarryProgress, cancelled: Cancelled) -> Path:
        """Write, flush, read back and verify; returns the file.

        Raises NeedsPerson(stick_full | stick_gone | stick_read_only | stick_damaged |
        stick_error | packet_lost) or Refused("cancelled").
        """
        raise NotImplementedError

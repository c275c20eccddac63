"""What the sending page shows, as plain values; desk/sending_room.py fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class BatchState(StrEnum):
    """Where a batch is, in the words of ui.md §10."""

    WAITING = "waiting"  # 待ち
    SENDING = "sending"  # 送信中
    PAUSED = "paused"  # 一時停止
    STUCK = "stuck"  # 送信できません
    CARRIED = "carried"  # USBで持出し中
    RECEIVED = "received"  # 受領済み
    PURGED = "purged"  # 端末から消去済み

    @property
    def unsent(self) -> bool:
        """No receipt yet: it may be sent, carried, paused."""
        return self not in (BatchState.RECEIVED, BatchState.PURGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why something could not be done: a sync.troubles.Trouble code, its facts, and when."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    inquiry: str = ""  # the hub's request id or the batch's short mark
    next_try_at: datetime | None = None  # None: not by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One row, and what its details need."""

    id: str
    label: str  # B-1123-K3
    day: date
    venue: str
    packets: int
    bytes: int
    state: BatchState
    sent_packets: int = 0
    sent_bytes: int = 0
    changed_at: datetime | None = None
    stop: Stop | None = None
    carried_at: datetime | None = None
    carried_file: str = ""
    received_at: datetime | None = None
    hub: str = ""
    already: int = 0  # packets that had arrived before, by another way
    sent_back: int = 0  # 差戻し that came with it
    purge_on: date | None = None
    purged_at: datetime | None = None

    @property
    def share(self) -> float:
        if self.state in (BatchState.RECEIVED, BatchState.PURGED):
            return 1.0
        return self.sent_bytes / self.bytes if self.bytes else 0.0


class LineState(StrEnum):
    """How we stand with the hub."""

    ON = "on"  # センターと通信中
    IDLE = "idle"  # reached lately, nothing under way
    OFF = "off"  # 通信なし
    NOT_ENROLLED = "not_enrolled"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """The line to the hub."""

    state: LineState
    hub: str = ""
    last_contact: datetime | None = None
    offset_s: float | None = None  # hub minus terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Progress of the batch under way; None where it cannot be known yet (計算中)."""

    batch: str
    sent_bytes: int
    total_bytes: int
    rate_bytes_s: float | None = None
    remaining_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """Too much unsent, too long without contact, little disk (design §3.15).

    `code` and `facts` find the sentence; `stopped`: no new applications until extended.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    stopped: bool = False
    extendable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StickView:
    """A medium that is plugged in."""

    name: str
    folder: str
    free_bytes: int
    needed_bytes: int
    batches: int

    @property
    def fits(self) -> bool:
        return self.free_bytes >= self.needed_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """All of the page."""

    batches: tuple[BatchView, ...] = ()
    line: LineView
    limits: tuple[LimitView, ...] = ()
    stick: StickView | None = None
    open_records: int = 0  # accepted, not sealed yet: why they are still here
    purge_days: int = 7
    reference_warning: str = ""  # a sentence: the reference data are old
    desk_contact: str = ""  # 市民課 内線 2214

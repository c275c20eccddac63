"""What the sending page shows beside services.sending.SendingView, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.domain.batch import BatchState
from desk.services.limits import Limit
from desk.services.sending import BatchView, SendingView


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why something could not be done: a sync.troubles.Trouble code, its facts, and when.
    `sentence` takes the code's place for what is not of the line (a wrong state, a bug)."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    inquiry: str = ""  # the hub's request id or the batch's short mark
    next_try_at: datetime | None = None  # None: not by itself
    sentence: str = ""


def stop_of(batch: BatchView) -> Stop | None:
    """Why the batch does not move; None when nothing is wrong with it."""
    if batch.state is not BatchState.FAILED or not batch.trouble:
        return None
    return Stop(
        code=batch.trouble,
        facts=batch.facts,
        at=batch.failed_at,
        inquiry=batch.reference_no,
        next_try_at=batch.next_try_at,
    )


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
class PageView:
    """All of the page."""

    sending: SendingView
    line: LineView
    limits: tuple[Limit, ...] = ()  # those that are near or reached
    stick: StickView | None = None

"""束: one terminal's sealed day on its way to the hub, and the state that it is in.

What is sealed never changes; only where it is does. A batch is received when a verified receipt is
kept, not when something was sent, and nothing of it is deleted before.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from desk.domain.errors import MoveNotAllowed


class BatchState(StrEnum):
    """ui.md §10."""

    WAITING = "waiting"  # 待ち
    SENDING = "sending"  # 送信中, until its lease ends
    PAUSED = "paused"  # 一時停止
    FAILED = "failed"  # 送信できません, with the reason and the next try
    CARRIED = "carried"  # USBで持出し中
    RECEIVED = "received"  # 受領済み
    PURGED = "purged"  # 端末から消去済み
    WITHDRAWN = "withdrawn"  # 封緘を取りやめた


_HERE: Final = frozenset(
    {
        BatchState.WAITING,
        BatchState.SENDING,
        BatchState.PAUSED,
        BatchState.FAILED,
        BatchState.CARRIED,
    }
)
"""Sealed and not yet received: it may change between these, be received, or be withdrawn."""
ALLOWED: Final[dict[BatchState, frozenset[BatchState]]] = {
    BatchState.WAITING: frozenset(
        {
            BatchState.SENDING,
            BatchState.PAUSED,
            BatchState.FAILED,
            BatchState.CARRIED,
            BatchState.RECEIVED,
            BatchState.WITHDRAWN,
        }
    ),
    BatchState.SENDING: frozenset(
        {
            BatchState.WAITING,
            BatchState.PAUSED,
            BatchState.FAILED,
            BatchState.CARRIED,
            BatchState.RECEIVED,
        }
    ),
    BatchState.PAUSED: frozenset(
        {BatchState.WAITING, BatchState.CARRIED, BatchState.RECEIVED, BatchState.WITHDRAWN}
    ),
    BatchState.FAILED: frozenset(
        {
            BatchState.WAITING,
            BatchState.SENDING,
            BatchState.PAUSED,
            BatchState.CARRIED,
            BatchState.RECEIVED,
            BatchState.WITHDRAWN,
        }
    ),
    BatchState.CARRIED: frozenset({BatchState.WAITING, BatchState.RECEIVED}),
    BatchState.RECEIVED: frozenset({BatchState.PURGED}),
    BatchState.PURGED: frozenset(),
    BatchState.WITHDRAWN: frozenset(),
}
"""The only moves there are; the database's triggers say the same."""


def move(now: BatchState, to: BatchState) -> BatchState:
    """Return `to` if it may follow `now`; raise MoveNotAllowed otherwise."""
    if to not in ALLOWED[now]:
        raise MoveNotAllowed(now=now.value, to=to.value)
    return to


def is_unsent(state: BatchState) -> bool:
    """Sealed, and no receipt yet: the only copy may be here."""
    return state in _HERE


def batch_name(day: date, terminal: str, turn: int) -> str:
    """As people see it: B-1123-K3; another one of that day B-1123-K3-2."""
    plain = f"B-{day:%m%d}-{terminal}"
    return plain if turn <= 1 else f"{plain}-{turn}"


def seal_code(digest: str) -> str:
    """封緘値 for people: the manifest's digest in short, 9F3A-77C1-0B2E."""
    short = digest[:12].upper()
    return "-".join(short[at : at + 4] for at in (0, 4, 8))

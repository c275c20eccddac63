"""Invented batches on their way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from desk.domain.batch import BatchState
from desk.services.ports import JAPAN
from desk.services.sending import BatchView, Here, SendingView
from desk.ui.sending.views import LineState, LineView, PageView
from sync.protocol import BatchId

TODAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAPAN)


def batch(serial: int, state: BatchState, **more: Any) -> BatchView:
    on = TODAY - timedelta(days=serial)
    unsent = state not in (BatchState.RECEIVED, BatchState.PURGED)
    facts = {
        "id": BatchId(f"batch-{serial}"),
        "name": f"B-{on:%m%d}-K3",
        "on": on,
        "venue": "南口ショッピングセンター",
        "state": state,
        "packets": 40 + serial,
        "bytes": 58_400_000,
        "changed_at": at(17, 40),
        "sealed_at": at(17, 0),
        "seal_code": "9F3A-77C1-0B2E",
        "can_send": unsent and state is not BatchState.SENDING,
        "can_pause": state in (BatchState.SENDING, BatchState.WAITING),
        "can_carry": unsent,
    }
    return BatchView(**{**facts, **more})


def failed(serial: int, trouble: str, **more: Any) -> BatchView:
    facts = {
        "trouble": trouble,
        "sent_bytes": 7_000_000,
        "failed_at": at(17, 40),
        "next_try_at": at(17, 52),
        "reference_no": "7Q4M",
    }
    return batch(serial, BatchState.FAILED, **{**facts, **more})


def one_of_each() -> tuple[BatchView, ...]:
    return (
        batch(0, BatchState.SENDING, sent_bytes=36_800_000),
        failed(1, "line_cut"),
        batch(
            2, BatchState.CARRIED, carried_at=at(18, 2, 21), carried_as="MKD-K3-261121.machikado"
        ),
        batch(3, BatchState.RECEIVED, received_at=at(18, 0, 20), purge_on=date(2026, 11, 27)),
        batch(4, BatchState.PURGED, purged_at=at(3, 0, 22)),
        batch(5, BatchState.PAUSED, sent_bytes=1_000_000),
        batch(6, BatchState.WAITING),
    )


def page_view(*batches: BatchView, state: LineState = LineState.ON, **more: Any) -> PageView:
    sending = SendingView(
        batches=batches,
        here=(Here("unsealed", 12), Here("waiting", 43, TODAY)),
        enrolled=state is not LineState.NOT_ENROLLED,
        hub="みどり野市 市民課",
        unsent=55,
    )
    line = LineView(state=state, hub="みどり野市 市民課", last_contact=at(17, 46))
    return PageView(sending=sending, line=line, **more)

"""Invented days as the day close sees them."""

from __future__ import annotations

from typing import Any

from batches import TODAY, at
from shell_world import PEOPLE

from desk.assets import load_wording
from desk.domain.application import ApplicationId, DayId, IntakeMethod, OperatorId
from desk.domain.batch import BatchState
from desk.domain.numbers import ApplicationNumber
from desk.domain.tally import Difference, Envelope, Tally
from desk.services.batch_store import BatchRow, Sheet
from desk.services.day_close import CloseState, CloseView, EnvelopeCount, Obstacle
from desk.services.ports import Day
from desk.ui.day_close.page import DayClosePage
from desk.ui.day_close.words import CloseWords
from sync.protocol import BatchId, Digest

DAY = Day(DayId("day"), TODAY, "K3", "南口ショッピングセンター", IntakeMethod.OUTREACH)
TALLY = Tally(
    forms=48,
    accepted=41,
    held_over=3,
    voided=2,
    handed_back=2,
    mail=36,
    counter=5,
    pin_requests=36,
    brought_over=1,
)
CLERK, BOSS = OperatorId(PEOPLE[1].id), OperatorId(PEOPLE[2].id)
RIGHT = (41, 2, 3, 36)


def counts(
    *numbers: int | None, tally: Tally = TALLY, by: OperatorId = CLERK
) -> tuple[EnvelopeCount, ...]:
    """What was counted, in the order of the envelopes; None: not yet."""
    return tuple(
        EnvelopeCount(envelope=each)
        if number is None
        else EnvelopeCount(
            envelope=each,
            counted=number,
            recorded=tally.sheets(each),
            difference=None
            if number == tally.sheets(each)
            else Difference(each, number, tally.sheets(each)),
            counter=by,
            at=at(17, 10),
            tries=1,
        )
        for each, number in zip(Envelope, numbers, strict=True)
    )


def view(*numbers: int | None, **more: Any) -> CloseView:
    found = counts(*numbers) if numbers else counts(None, None, None, None)
    facts = {
        "day": DAY,
        "state": CloseState.COUNTING if numbers else CloseState.OPEN,
        "tally": TALLY,
        "counts": found,
        "obstacles": (),
        "counter": CLERK if numbers else None,
    }
    return CloseView(**{**facts, **more})


BLOCKED = (
    Obstacle("drafts_open", ("K3-044", "K3-047"), (ApplicationId("x"), ApplicationId("y"))),
    Obstacle(
        "not_reviewed",
        tuple(f"K3-{serial:03d}" for serial in range(12, 30)),
        tuple(ApplicationId(str(serial)) for serial in range(12, 30)),
    ),
    Obstacle("sent_back", ("K3-031",), (ApplicationId("z"),)),
)


def sheet(serial: int, envelope: Envelope | None = Envelope.ACCEPTED) -> Sheet:
    return Sheet(
        application=ApplicationId(f"a{serial}"),
        number=ApplicationNumber(TODAY, "K3", serial),
        envelope=envelope,
        name="清水 涼",
        form_id="1" * 23,
        at=at(13, 21),
        operator="中村 彩",
    )


def sealed() -> CloseView:
    batch = BatchRow(
        id=BatchId("b"),
        name="B-1123-K3",
        sequence=4,
        day=DAY.id,
        on=TODAY,
        venue=DAY.venue,
        terminal="t",
        digest=Digest("9f3a77c10b2e" + "0" * 52),
        previous=Digest("5d102a4c9911" + "0" * 52),
        packets=41,
        bytes=58_000_000,
        sealed_at=at(17, 33),
        sealed_by=BOSS,
        state=BatchState.WAITING,
        changed_at=at(17, 33),
        tally=TALLY,
    )
    return view(*RIGHT, state=CloseState.SEALED, batch=batch)


def close_page(language: str = "ja") -> DayClosePage:
    words = CloseWords(load_wording(language), {each.id: each.name for each in PEOPLE})
    page = DayClosePage(words)
    page.show_people(PEOPLE, BOSS)
    page.show_place(words.day(TODAY))
    return page

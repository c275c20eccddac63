"""The order of the sheet and who is next, as pure values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.application import ApplicationId, IntakeMethod, Record, Status, Step
from desk.domain.delivery import Route
from desk.domain.ids import OperatorId
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, Flag, ReviewMark
from desk.services.review import FlagFact, ReviewItem
from desk.ui.review.queue import MODES, ReviewQueue

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def item(
    serial: int, *, grave: bool = False, decision: Decision | None = None, counter: bool = False
) -> ReviewItem:
    record = Record(
        id=ApplicationId(f"a{serial}"),
        number=ApplicationNumber(date(2026, 11, 23), "K3", serial),
        version=1,
        supersedes=None,
        status=Status.ACCEPTED,
        step=Step.PAPERS,
        method=IntakeMethod.OUTREACH,
        venue="",
        opened_at=NOW,
        changed_at=NOW,
        route=Route.COUNTER if counter else Route.MAIL,
    )
    made = ReviewItem(
        record=record,
        birth=None,
        age=None,
        flags=(FlagFact(flag=Flag.NAMESAKE),) if grave else (),
        own=False,
        only_supervisor=False,
        correcting=False,
        slate=None,
        taken_by="",
    )
    return made if decision is None else decided(made, decision)


def decided(one: ReviewItem, decision: Decision) -> ReviewItem:
    mark = ReviewMark(
        decision=decision,
        reason="",
        flags=(),
        looked_ms=1,
        alone=False,
        photo_sha256=None,
        operator=OperatorId("o"),
        at=NOW,
    )
    return replace(one, record=replace(one.record, reviews=(*one.record.reviews, mark)))


def decide(queue: ReviewQueue, decision: Decision) -> bool:
    now = queue.item
    assert now is not None
    queue.put(decided(now, decision))
    return queue.advance()


def serials(queue: ReviewQueue) -> list[int]:
    return [each.record.number.serial for each in queue.shown]


def test_flagged_first_by_number_unchecked_or_counter():
    queue = ReviewQueue()
    queue.set_items(
        [
            item(1),
            item(2, grave=True),
            item(3, decision=Decision.APPROVED),
            item(4, counter=True),
            item(5, grave=True),
        ]
    )
    assert serials(queue) == [2, 5, 1, 3, 4]
    queue.set_mode("number")
    assert serials(queue) == [1, 2, 3, 4, 5]
    assert queue.item.record.number.serial == 2  # whoever was on the screen stays
    queue.set_mode("unchecked")
    assert serials(queue) == [1, 2, 4, 5]
    queue.set_mode("counter")
    assert serials(queue) == [4]
    assert queue.item.record.number.serial == 4


def test_it_begins_with_the_first_open_one():
    queue = ReviewQueue()
    queue.set_items(
        [item(1, decision=Decision.APPROVED), item(2, decision=Decision.LATER), item(3)]
    )
    assert queue.item.record.number.serial == 3
    queue.set_items([item(1, decision=Decision.APPROVED), item(2, decision=Decision.LATER)])
    assert queue.item.record.number.serial == 2
    queue.set_items([])
    assert queue.item is None
    assert not queue.advance()
    assert not queue.step(1)
    assert queue.page == ()


def test_the_pages_of_eight():
    queue = ReviewQueue()
    queue.set_items(item(n) for n in range(1, 20))
    assert [each.record.number.serial for each in queue.page] == list(range(1, 9))
    assert queue.turn(1)
    assert queue.item.record.number.serial == 9
    assert queue.step(-1)
    assert [each.record.number.serial for each in queue.page] == list(range(1, 9))
    assert queue.turn(1)
    assert queue.turn(1)
    assert [each.record.number.serial for each in queue.page] == [17, 18, 19]
    assert not queue.turn(1)
    assert queue.step(1)
    assert queue.step(1)
    assert not queue.step(1)


def test_those_put_off_come_again_at_the_end_but_not_at_once():
    queue = ReviewQueue()
    queue.set_items(item(n) for n in (1, 2, 3))
    assert decide(queue, Decision.LATER)
    assert decide(queue, Decision.APPROVED)
    assert decide(queue, Decision.APPROVED)
    assert queue.item.record.number.serial == 1
    assert not decide(queue, Decision.LATER)  # put off again: the sheet ends here
    assert queue.begin_later()
    assert not decide(queue, Decision.APPROVED)
    assert not queue.begin_later()


def test_when_an_order_is_through_the_others_follow():
    queue = ReviewQueue()
    queue.set_items([item(1), item(2, counter=True), item(3)])
    queue.set_mode("counter")
    assert decide(queue, Decision.APPROVED)
    assert queue.mode == MODES[0]
    assert queue.item.record.number.serial == 1


PEOPLE = st.lists(
    st.tuples(st.booleans(), st.sampled_from([None, *Decision]), st.booleans()), max_size=25
)
DEEDS = st.lists(st.sampled_from([*Decision, "step", "turn", *MODES]), max_size=60)


@given(PEOPLE, DEEDS)
def test_nobody_is_ever_lost(people, deeds):
    """Whatever is pressed, going on to the end looks at everybody who is open."""
    queue = ReviewQueue()
    queue.set_items(
        item(n, grave=grave, decision=decision, counter=counter)
        for n, (grave, decision, counter) in enumerate(people, start=1)
    )
    for deed in deeds:
        if isinstance(deed, Decision):
            if queue.item is not None:
                decide(queue, deed)
        elif deed in MODES:
            queue.set_mode(deed)
        else:
            getattr(queue, deed)(1)
        assert len(queue.items) == len(people)
        assert queue.item is None or queue.item in queue.shown
        assert all(a != b for a, b in pairwise(serials(queue)))
    queue.set_mode("flagged")
    for _ in range(3 * len(people)):
        if queue.item is None or not any(each.open for each in queue.items):
            break
        if queue.item.open:
            decide(queue, Decision.APPROVED)
        elif not queue.advance():
            queue.begin_later()
    assert not any(each.open for each in queue.items)


@pytest.mark.parametrize("ahead", [0, 1, 3])
def test_only_those_who_wait_are_fetched_ahead(ahead):
    queue = ReviewQueue()
    queue.set_items([item(1), item(2, decision=Decision.APPROVED), item(3), item(4)])
    found = [each.record.number.serial for each in queue.neighbours(ahead)]
    assert found == [3, 4][:ahead]

"""What every outbox must do, as tests that each store runs through.

    class TestMine(OutboxContract):
        @pytest.fixture
        def box(self, tmp_path): return ...      # an Outbox that holds no batch

        def put(self, box, label): ...           # seal a batch into it, return its id
        def pause(self, box, batch, paused=True): ...
        def carry(self, box, batch): ...         # it went out on a stick
    def press_retry(self, box, batch): ...   # a person pressed 続きから送る
        def a_receipt(self, box, batch): ...     # a receipt that this store believes
        def reopened(self, box): ...             # the same store after a restart of the program

`put` may be called several times; batches are sealed in that order.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.outbox import LEASE_S
from sync.protocol import BatchId
from sync.retry import FARTHEST_S
from sync.troubles import Trouble

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class OutboxContract:
    """Inherit, give the fixture and the six deeds."""

    def put(self, box: Any, label: str) -> BatchId:
        raise NotImplementedError

    def pause(self, box: Any, batch: BatchId, paused: bool = True) -> None:
        raise NotImplementedError

    def carry(self, box: Any, batch: BatchId) -> None:
        raise NotImplementedError

    def press_retry(self, box: Any, batch: BatchId) -> None:
        raise NotImplementedError

    def a_receipt(self, box: Any, batch: BatchId) -> bytes:
        raise NotImplementedError

    def reopened(self, box: Any) -> Any:
        raise NotImplementedError

    def due(self, box: Any, now: datetime = NOW) -> BatchId | None:
        work = box.due(now)
        return None if work is None else BatchId(work.batch)

    # the order ------------------------------------------------------------------------------
    def test_nothing_is_due_in_an_empty_outbox(self, box: Any) -> None:
        assert box.due(NOW) is None

    def test_the_batch_that_was_sealed_first_leaves_first(self, box: Any) -> None:
        first, _ = self.put(box, "first"), self.put(box, "second")
        assert self.due(box) == first

    def test_a_failing_batch_does_not_hold_up_the_next_one(self, box: Any) -> None:
        first, second = self.put(box, "first"), self.put(box, "second")
        box.note_failure(first, Trouble.HUB_BUSY, {}, later(30))
        assert self.due(box) == second

    def test_it_comes_back_when_its_pause_is_over(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.NO_LINE, {}, later(30))
        assert self.due(box, later(29)) is None
        assert self.due(box, later(30)) == batch

    # failures -------------------------------------------------------------------------------
    def test_failures_in_a_row_are_counted_and_named(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.NO_LINE, {}, later(1))
        box.note_failure(batch, Trouble.HUB_BUSY, {"wait_s": 3.0}, later(2))
        work = box.due(later(3))
        assert (work.attempts, work.last_code) == (2, Trouble.HUB_BUSY)

    def test_a_packet_that_arrives_ends_the_row(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.LINE_CUT, {}, later(1))
        box.note_progress(batch, 1, 600)
        box.note_failure(batch, Trouble.LINE_CUT, {}, later(2))
        assert box.due(later(3)).attempts == 1

    def test_what_needs_a_person_waits_for_the_button(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.BATCH_CONFLICT, {}, None)
        assert self.due(box, later(1e6)) is None
        self.press_retry(box, batch)
        assert self.due(box) == batch

    def test_the_button_also_ends_a_pause(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.NO_LINE, {}, later(600))
        self.press_retry(box, batch)
        assert self.due(box) == batch

    def test_facts_of_a_failure_may_be_lists_and_numbers(self, box: Any) -> None:
        batch = self.put(box, "only")
        facts = {"missing": ["0" * 64, "1" * 64], "wait_s": 1.5, "why": None, "packets": 2}
        box.note_failure(batch, Trouble.PACKET_LOST, facts, None)

    # leases ---------------------------------------------------------------------------------
    def test_a_leased_batch_is_nobody_elses(self, box: Any) -> None:
        batch = self.put(box, "only")
        assert box.lease(batch, "one", NOW, LEASE_S)
        assert self.due(box, later(1)) is None
        assert not box.lease(batch, "two", later(1), LEASE_S)

    def test_a_lease_that_ran_out_is_taken_over(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        after = later(LEASE_S + 1)
        assert self.due(box, after) == batch
        assert box.lease(batch, "two", after, LEASE_S)
        assert not box.renew(batch, "one", after, LEASE_S)
        assert box.renew(batch, "two", after, LEASE_S)

    def test_renewing_holds_it_longer(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        assert box.renew(batch, "one", later(LEASE_S - 1), LEASE_S)
        assert not box.lease(batch, "two", later(LEASE_S + 1), LEASE_S)

    def test_a_released_batch_is_free(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        box.release(batch, "two")
        assert self.due(box) is None
        box.release(batch, "one")
        assert box.lease(batch, "two", NOW, LEASE_S)

    def test_the_owner_may_lease_again(self, box: Any) -> None:
        batch = self.put(box, "only")
        assert box.lease(batch, "one", NOW, LEASE_S)
        assert box.lease(batch, "one", later(1), LEASE_S)

    def test_one_of_many_gets_the_lease(self, box: Any) -> None:
        batch = self.put(box, "only")
        gate, got = threading.Barrier(6), []

        def ask(owner: str) -> None:
            gate.wait()
            if box.lease(batch, owner, NOW, LEASE_S):
                got.append(owner)

        threads = [threading.Thread(target=ask, args=(f"owner {n}",)) for n in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert len(got) == 1

    # wrong clocks ---------------------------------------------------------------------------
    def test_a_clock_that_was_years_ahead_holds_nothing(self, box: Any) -> None:
        batch = self.put(box, "only")
        ahead = NOW + timedelta(days=3 * 365)
        box.lease(batch, "one", ahead, LEASE_S)
        assert box.lease(batch, "two", NOW, LEASE_S)
        box.note_failure(batch, Trouble.NO_LINE, {}, ahead)
        box.release(batch, "two")
        assert self.due(box) == batch

    def test_the_longest_pause_that_was_asked_for_is_kept(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.note_failure(batch, Trouble.HUB_BUSY, {}, later(FARTHEST_S))
        assert self.due(box) is None

    # pause ----------------------------------------------------------------------------------
    def test_a_paused_batch_stays(self, box: Any) -> None:
        first, second = self.put(box, "first"), self.put(box, "second")
        self.pause(box, first)
        assert box.paused(first)
        assert not box.paused(second)
        assert self.due(box) == second
        assert not box.lease(first, "one", NOW, LEASE_S)
        self.pause(box, first, False)
        assert self.due(box) == first

    # the stick ------------------------------------------------------------------------------
    def test_a_carried_batch_stays_until_a_person_asks(self, box: Any) -> None:
        first, second = self.put(box, "first"), self.put(box, "second")
        assert box.carried() == ()
        self.carry(box, first)
        assert box.carried() == (first,)
        assert self.due(box) == second
        assert not box.lease(first, "one", NOW, LEASE_S)
        self.press_retry(box, first)
        assert box.carried() == ()
        assert self.due(box) == first

    def test_the_receipt_of_a_carried_batch_may_come_by_line(self, box: Any) -> None:
        batch = self.put(box, "only")
        self.carry(box, batch)
        box.keep_receipt(batch, self.a_receipt(box, batch))
        assert box.carried() == ()
        assert self.due(box, later(1e6)) is None

    def test_a_packet_of_which_there_is_no_copy_is_not_mended(self, box: Any) -> None:
        assert not box.mend("0" * 64)

    # the end --------------------------------------------------------------------------------
    def test_a_received_batch_is_never_sent_again(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        receipt = self.a_receipt(box, batch)
        box.keep_receipt(batch, receipt)
        box.keep_receipt(batch, receipt)
        box.release(batch, "one")
        assert self.due(box, later(1e6)) is None
        assert not box.lease(batch, "two", later(1e6), LEASE_S)

    def test_a_failure_noted_late_does_not_bring_it_back(self, box: Any) -> None:
        batch = self.put(box, "only")
        box.keep_receipt(batch, self.a_receipt(box, batch))
        box.note_failure(batch, Trouble.LINE_CUT, {}, later(1))
        assert self.due(box, later(2)) is None

    # restart --------------------------------------------------------------------------------
    def test_everything_is_there_after_a_restart(self, box: Any) -> None:
        batch, other = self.put(box, "first"), self.put(box, "second")
        box.note_failure(batch, Trouble.HUB_FULL, {}, later(60))
        box.note_progress(other, 2, 1_200)
        box.lease(other, "one", NOW, LEASE_S)
        again = self.reopened(box)
        assert self.due(again) is None
        work = again.due(later(LEASE_S + 1))
        assert {work.batch} <= {batch, other}
        assert again.lease(other, "two", later(LEASE_S + 1), LEASE_S)
        assert self.due(again, later(LEASE_S + 1)) == batch
        assert again.due(later(LEASE_S + 1)).last_code == Trouble.HUB_FULL

    def test_manifest_and_packets_are_given_as_they_were_sealed(self, box: Any) -> None:
        batch = self.put(box, "only")
        assert box.manifest(batch) == self.reopened(box).manifest(batch)

    def test_a_contact_can_be_noted_without_any_batch(self, box: Any) -> None:
        box.note_contact(NOW, -3.5e8)

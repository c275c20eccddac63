"""Any order of taking in, ending, closing, opening again, sending, carrying, receiving, purging and
restarting keeps the balance, and every accepted application here or covered by a receipt."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desk.domain.application import ApplicationId, Status
from desk.domain.batch import BatchState, is_unsent
from desk.domain.errors import DeskError
from sync.packet import packet_name
from sync.protocol import BatchId
from sync.troubles import Trouble
from tests.sealed_world import BOSS_PIN, GROUNDS, REASON, Terminal

DONE = (Status.SEALED, Status.RECEIVED, Status.PURGED)


class Days(RuleBasedStateMachine):
    """Remembers who was accepted, and what the hub said."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp())
        self.desk = Terminal(self.scratch / "desk")
        self.accepted: set[ApplicationId] = set()
        self.covered: set[ApplicationId] = set()

    def teardown(self) -> None:
        self.desk.store.close()
        shutil.rmtree(self.scratch)

    @property
    def closed(self) -> bool:
        return next(e.closed for e in self.desk.store.days() if e.id == self.desk.day.id)

    def a_batch(self, number: int) -> BatchId | None:
        rows = self.desk.store.batches()
        return rows[number % len(rows)].id if rows else None

    # the counter
    @precondition(lambda self: not self.closed)
    @rule(ending=st.sampled_from(["accept", "accept", "hold", "void", "return", "hand_back"]))
    def take_in(self, ending: str) -> None:
        if ending == "accept":
            self.accepted.add(self.desk.take_in())
            return
        to = {"hold": Status.HELD, "hand_back": Status.HANDED_BACK}.get(ending, Status.VOIDED)
        paper = "returned" if ending == "return" else "envelope"
        self.desk.end(self.desk.draft(), to, paper)

    @precondition(lambda self: not self.closed)
    @rule()
    def continue_a_held_one(self) -> None:
        held = self.desk.store.page("", 0, 1, (Status.HELD,))
        if held:
            self.desk.store.change_status(held[0].id, Status.DRAFT, self.desk.by())
            self.accepted.add(self.desk.accept(self.desk.store.record(held[0].id)))
            self.desk.approve(held[0].id)

    @rule()
    def correct_one(self) -> None:
        found = self.desk.store.page("", 0, 1, (Status.ACCEPTED,))
        if found:
            new = self.desk.store.open_correction(found[0].id, GROUNDS, self.desk.by())
            self.desk.approve(self.desk.accept(new))
            self.accepted = self.accepted - {found[0].id} | {new.id}

    # the end of the day
    @precondition(lambda self: not self.closed)
    @rule(wrong=st.sampled_from([0, 0, 0, 1]))
    def seal(self, wrong: int) -> None:
        tally = self.desk.store.day_tally(self.desk.day.id)
        view = self.desk.count(accepted=tally.accepted + wrong)
        assert view.can_seal == (wrong == 0)
        if view.can_seal:
            row = self.desk.sealing.seal(self.desk.day, self.desk.boss, BOSS_PIN)
            assert row.tally == tally
            assert row.packets == tally.accepted

    @rule()
    def reopen(self) -> None:
        view = self.desk.close().view()
        try:
            self.desk.close().reopen(REASON)
        except DeskError:
            assert view.batch is None or not view.batch.may_be_opened_again
        else:
            assert view.may_be_opened_again

    @rule()
    def continue_the_day(self) -> None:
        if self.desk.close().view().batch is not None:
            self.desk.close().continue_day(REASON)

    @rule(days=st.sampled_from([1, 8]))
    def next_day(self, days: int) -> None:
        self.desk.next_day(days)

    # the line
    @rule(number=st.integers(0, 9), code=st.sampled_from([Trouble.NO_LINE, Trouble.LINE_CUT]))
    def try_to_send(self, number: int, code: str) -> None:
        batch = self.a_batch(number)
        if batch and self.desk.engine_box.lease(batch, "one", self.desk.clock.now().utc, 120):
            self.desk.engine_box.note_failure(batch, code, {}, None)

    @rule(number=st.integers(0, 9))
    def carry(self, number: int) -> None:
        batch = self.a_batch(number)
        if batch and is_unsent(self.desk.store.batch(batch).state):
            self.desk.sending.note_carried(batch, Path("x.machikado"))

    @rule(number=st.integers(0, 9), right=st.booleans())
    def receive(self, number: int, right: bool) -> None:
        batch = self.a_batch(number)
        if batch is None:
            return
        before = self.desk.store.batch(batch)
        changes = {} if right else {"manifest": "0" * 64}
        try:
            self.desk.sending.keep_receipt(batch, self.desk.receipt(batch, **changes))
        except DeskError:
            assert not right or before.state is BatchState.WITHDRAWN
            assert self.desk.store.batch(batch).state is before.state
        else:
            assert right or not is_unsent(before.state)
            if right:
                self.covered |= {e.application for e in self.desk.store.places(batch)}

    @rule()
    def purge(self) -> None:
        self.desk.retention.purge_due(self.desk.boss)

    @rule()
    def restart(self) -> None:
        self.desk.restart()
        self.desk.sealing.tidy()

    # the promises
    @invariant()
    def every_accepted_one_is_here_or_covered(self) -> None:
        for application in self.accepted:
            record = self.desk.store.record(application)
            if record.status is Status.PURGED:
                assert application in self.covered
                continue
            assert record.entries["applicant.name"]
            shot = record.chosen_shot
            assert shot is not None
            assert self.desk.store.picture_bytes(shot.photo)
            assert (record.status is Status.RECEIVED) == (application in self.covered)

    @invariant()
    def every_sealed_one_has_one_standing_batch_and_its_file(self) -> None:
        standing: dict[ApplicationId, int] = {}
        for row in self.desk.store.batches():
            if row.state is BatchState.WITHDRAWN:
                continue
            for place in self.desk.store.places(row.id):
                standing[place.application] = standing.get(place.application, 0) + 1
                file = self.desk.outbox / packet_name(place.digest)
                assert file.exists() == (row.state is not BatchState.PURGED)
        assert set(standing.values()) <= {1}
        for application in self.accepted:
            status = self.desk.store.record(application).status
            assert (status in DONE) == (application in standing)

    @invariant()
    def the_day_balances(self) -> None:
        tally = self.desk.store.day_tally(self.desk.day.id)
        assert tally.balanced
        assert tally.mail + tally.counter == tally.accepted

    @invariant()
    def the_trail_holds(self) -> None:
        self.desk.store.verify_audit()


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)

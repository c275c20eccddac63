"""The encrypted store as the engine's outbox: it passes the contract, on the store's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.services.engine_outbox import EngineOutbox
from sync.errors import NeedsPerson, Refused
from sync.outbox import LEASE_S
from sync.protocol import BatchId
from sync.troubles import Trouble
from tests.sealed_world import REASON, Terminal
from tests.sync.outbox_contract import NOW, OutboxContract

T = TypeVar("T")


class Box(EngineOutbox):
    """An outbox on a store that only one thread may touch, as in the program."""

    def __init__(self, desk: Terminal, lane: ThreadPoolExecutor) -> None:
        self.desk, self.lane = desk, lane

        def run(deed: Callable[[], T]) -> T:
            return lane.submit(deed).result()

        super().__init__(desk.store, desk.clock, desk.sending, run, day=lambda: desk.day.id)

    def on_lane(self, deed: Callable[[], T]) -> T:
        return self.lane.submit(deed).result()


class TestEncryptedStore(OutboxContract):
    @pytest.fixture
    def box(self, tmp_path: Path) -> Iterator[Box]:
        with ThreadPoolExecutor(1) as lane:
            desk = lane.submit(Terminal, tmp_path / "desk").result()
            yield Box(desk, lane)
            lane.submit(desk.store.close).result()

    def put(self, box: Box, label: str) -> BatchId:
        def seal() -> BatchId:
            if box.desk.store.batches():
                box.desk.next_day()
            return box.desk.sealed(2).id

        return box.on_lane(seal)

    def pause(self, box: Box, batch: BatchId, paused: bool = True) -> None:
        sending = box.desk.sending
        box.on_lane(lambda: (sending.pause if paused else sending.send_now)(batch))

    def carry(self, box: Box, batch: BatchId) -> None:
        box.on_lane(lambda: box.desk.sending.note_carried(batch, Path("day.machikado")))

    def press_retry(self, box: Box, batch: BatchId) -> None:
        box.on_lane(lambda: box.desk.sending.send_now(batch))

    def a_receipt(self, box: Box, batch: BatchId) -> bytes:
        return box.on_lane(lambda: box.desk.receipt(batch))

    def reopened(self, box: Box) -> Box:
        box.on_lane(box.desk.restart)
        return Box(box.desk, box.lane)

    # what the contract leaves to the store ----------------------------------------------------
    def test_a_receipt_moves_every_application_at_once(self, box: Box) -> None:
        batch = self.put(box, "only")
        box.keep_receipt(batch, self.a_receipt(box, batch))
        records = box.on_lane(
            lambda: [
                box.desk.store.record(each.application) for each in box.desk.store.places(batch)
            ]
        )
        assert {each.status for each in records} == {Status.RECEIVED}

    def test_a_receipt_of_another_batch_moves_nothing(self, box: Box) -> None:
        one, other = self.put(box, "one"), self.put(box, "other")
        with pytest.raises(Refused, match="receipt_wrong"):
            box.keep_receipt(one, self.a_receipt(box, other))
        assert self.state(box, one) is BatchState.WAITING

    def test_only_a_failure_before_the_hub_leaves_the_day_open_again(self, box: Box) -> None:
        batch = self.put(box, "only")
        for code in (Trouble.NO_LINE, Trouble.PORTAL, Trouble.TLS_CLOCK):
            box.lease(batch, "one", NOW, LEASE_S)
            assert not self.may_be_opened_again(box, batch)  # the manifest may be on its way
            box.note_failure(batch, code, {}, NOW)
            assert self.may_be_opened_again(box, batch)
        box.lease(batch, "one", NOW, LEASE_S)
        box.note_failure(batch, Trouble.LINE_CUT, {}, NOW)
        assert not self.may_be_opened_again(box, batch)
        box.lease(batch, "one", NOW, LEASE_S)
        box.note_failure(batch, Trouble.NO_LINE, {}, NOW)
        assert not self.may_be_opened_again(box, batch)  # it left in an earlier try

    def test_killed_while_sending_counts_as_having_left(self, box: Box) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        again = self.reopened(box)
        again.on_lane(lambda: again.desk.store.release_others("two"))
        assert self.state(again, batch) is BatchState.WAITING
        assert not self.may_be_opened_again(again, batch)

    def test_paused_in_the_middle_stays_paused_whatever_fails(self, box: Box) -> None:
        batch = self.put(box, "only")
        box.lease(batch, "one", NOW, LEASE_S)
        self.pause(box, batch)
        assert box.paused(batch)
        box.note_failure(batch, Trouble.LINE_CUT, {}, NOW)
        box.release(batch, "one")
        assert self.state(box, batch) is BatchState.PAUSED

    def test_a_withdrawn_batch_is_never_sent(self, box: Box) -> None:
        batch = self.put(box, "only")
        box.on_lane(lambda: box.desk.close().reopen(REASON))
        assert box.paused(batch)
        assert self.due(box) is None
        assert not box.lease(batch, "one", NOW, LEASE_S)
        with pytest.raises(Refused):
            box.keep_receipt(batch, self.a_receipt(box, batch))

    def test_a_full_disk_is_told_as_such(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        from desk.domain.errors import NeedsPerson as DeskNeedsPerson

        def full(*_: object, **__: object) -> None:
            raise DeskNeedsPerson("disk_full")

        batch = self.put(box, "only")
        monkeypatch.setattr(box.desk.store, "receive", full)
        with pytest.raises(NeedsPerson, match="disk_full"):
            box.keep_receipt(batch, self.a_receipt(box, batch))
        assert self.state(box, batch) is BatchState.WAITING

    def test_the_packet_lies_where_it_is_said(self, box: Box) -> None:
        batch = self.put(box, "only")
        (place, _) = box.on_lane(lambda: box.desk.store.places(batch))
        assert box.packet_path(place.digest).stat().st_size == place.size

    # packets ahead of their batch -------------------------------------------------------------
    def test_packets_leave_early_only_where_the_venue_may(self, box: Box) -> None:
        desk = box.desk

        def prepare() -> object:
            desk.take_in()
            return desk.sealing.prepare_next(desk.day, desk.boss)

        assert box.on_lane(prepare) is not None
        assert box.on_lane(lambda: desk.sealing.prepare_next(desk.day, desk.boss)) is None
        assert box.early_packets(NOW) == ()
        allowed = desk.hub.reference(2, venues=self.trickling(desk))
        assert box.on_lane(lambda: desk.sending.keep_reference(allowed))
        (packet,) = box.early_packets(NOW)
        box.note_early_failure(Trouble.NO_LINE, NOW + timedelta(minutes=1))
        assert box.early_packets(NOW) == ()
        (again,) = box.early_packets(NOW + timedelta(minutes=2))
        assert again == packet
        box.note_early(packet.digest)
        assert box.early_packets(NOW + timedelta(minutes=2)) == ()
        row = box.on_lane(desk.seal)
        assert box.on_lane(lambda: desk.store.places(row.id))[0].digest == packet.digest
        assert row.may_be_opened_again  # loose packets at the hub belong to no batch

    def trickling(self, desk: Terminal) -> Any:
        from sync.protocol import Venue

        return (Venue(code="v1", name=desk.day.venue, municipality="131016", may_trickle=True),)

    # what the hub sends along -----------------------------------------------------------------
    def test_newer_keys_and_data_are_kept_older_ones_never(self, box: Box) -> None:
        hub = box.desk.hub
        assert box.reference_etag() == ""
        box.keep_reference(hub.reference(3), '"3"')
        assert box.reference_etag() == '"3"'
        with pytest.raises(Refused, match="reference_old"):
            box.keep_reference(hub.reference(2), '"2"')
        box.keep_key_set(hub.key_set(5))
        box.keep_key_set(hub.key_set(4))
        other = type(hub)()
        with pytest.raises(Refused):
            box.keep_key_set(other.key_set(9))
        with pytest.raises(Refused, match="reference_forged"):
            box.keep_reference(other.reference(9), '"9"')
        kept = box.on_lane(
            lambda: (
                box.desk.store.key_set(hub.root.id)[0],  # type: ignore[index]
                box.desk.store.reference(hub.root.id)[0],  # type: ignore[index]
            )
        )
        assert kept == (5, 3)

    def test_the_last_contact_is_kept(self, box: Box) -> None:
        at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
        for seconds, offset in ((0, 1.0), (10, 2.0), (300, -7.5)):
            box.note_contact(at + timedelta(seconds=seconds), offset)
        view = box.on_lane(box.desk.sending.view)
        assert (view.last_contact, view.offset_s) == (at + timedelta(seconds=300), -7.5)
        rows = box.on_lane(lambda: box.desk.store._database.rows("SELECT * FROM contact"))
        assert len(rows) == 2

    def state(self, box: Box, batch: BatchId) -> BatchState:
        return box.on_lane(lambda: box.desk.store.batch(batch)).state

    def may_be_opened_again(self, box: Box, batch: BatchId) -> bool:
        return box.on_lane(lambda: box.desk.store.batch(batch)).may_be_opened_again

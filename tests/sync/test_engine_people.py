"""The engine among people, programs that end, other engines, and packets of the open day."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.engine import Did, Engine, Progress
from sync.lanes import MOST_LANES
from sync.outbox import LEASE_S, EarlyPacket
from sync.protocol import BatchId, Digest
from sync.troubles import Trouble
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import RealHub
from tests.sync.line_world import (
    PACKET,
    Batch,
    Booth,
    drain,
    failure,
    received,
    seal_packet,
)

PACKETS = "PUT /v1/packets"


# ---- people ----------------------------------------------------------------------------------
def test_a_pause_stops_between_two_pieces_and_goes_on_from_there(booth: Booth) -> None:
    batch = booth.batch(packets=6, size=200_000)
    booth.line.throttle(1_000_000)
    engine = booth.engine(progress=lambda now: now.sent_packets >= 1 and pause(booth, batch))
    assert engine.step().did == Did.PAUSED
    assert engine.step().did != Did.RECEIVED
    row = booth.outbox.row(batch.id)
    assert 0 < booth.line.body_bytes(PACKETS) < batch.bytes
    assert (row["owner"], row["code"]) == ("", "")
    booth.line.all_well()
    booth.outbox.pause(batch.id, paused=False)
    assert booth.engine().step().did == Did.RECEIVED
    again = booth.line.body_bytes(PACKETS) - batch.bytes
    assert again <= MOST_LANES * max(each.size for each in batch.manifest.packets)


def pause(booth: Booth, batch: Batch) -> None:
    booth.outbox.pause(batch.id)


def test_the_end_of_the_program_is_a_pause(booth: Booth) -> None:
    batch = booth.batch(packets=6, size=200_000)
    booth.line.throttle(1_000_000)
    stop = threading.Event()
    engine = booth.engine(progress=lambda now: now.sent_bytes > 0 and stop.set())
    thread = threading.Thread(target=engine.run, args=(stop,))
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    assert booth.outbox.row(batch.id)["owner"] == ""
    booth.line.all_well()
    assert booth.engine().step().did == Did.RECEIVED


def test_sending_goes_on_by_itself_when_the_line_is_back(booth: Booth) -> None:
    batch = booth.batch()
    booth.line.unplug()
    stop, engine = threading.Event(), booth.engine()
    seen = threading.Event()
    note = booth.outbox.note_failure

    def noted(*given: Any) -> None:
        note(*given)
        seen.set()

    booth.outbox.note_failure = noted  # type: ignore[method-assign]
    keep = booth.outbox.keep_receipt

    def kept(batch: BatchId, receipt: bytes) -> None:
        keep(batch, receipt)
        stop.set()
        engine.wake()

    booth.outbox.keep_receipt = kept  # type: ignore[method-assign]
    thread = threading.Thread(target=engine.run, args=(stop,))
    thread.start()
    assert seen.wait(20)
    assert failure(booth, batch) == Trouble.NO_LINE
    booth.line.restore()
    engine.wake()
    thread.join(20)
    assert received(booth, batch)


# ---- several engines, restarts ---------------------------------------------------------------
def test_two_engines_on_one_store_send_it_once(booth: Booth) -> None:
    batch = booth.batch(packets=10)
    engines = [booth.engine(progress=lambda _: None) for _ in range(2)]
    threads = [threading.Thread(target=drain, args=(each,)) for each in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert received(booth, batch)
    assert booth.line.body_bytes(PACKETS) == batch.bytes


def test_a_batch_that_another_engine_took_over_is_left_to_it(booth: Booth) -> None:
    batch = booth.batch(packets=6, size=200_000)
    booth.line.throttle(2_000_000)
    later = datetime.now(UTC) + timedelta(seconds=LEASE_S + 1)

    def stolen(now: Progress) -> None:
        if now.sent_bytes > 0:
            booth.outbox.lease(batch.id, "the other", later, LEASE_S)

    assert booth.engine(progress=stolen, lease_s=0.1).step().did == Did.LEFT
    assert booth.outbox.row(batch.id)["owner"] == "the other"
    assert failure(booth, batch) == ""


def test_a_killed_program_is_taken_over_when_its_lease_is_over(
    booth: Booth, tmp_path: Path
) -> None:
    outbox = booth.outbox = MemoryOutbox(tmp_path, tmp_path / "outbox.json")
    batch = booth.batch(packets=6, size=200_000)
    booth.line.throttle(1_000_000)

    class Killed(BaseException):
        pass

    def die(now: Progress) -> None:
        if now.sent_packets >= 2:
            raise Killed

    engine = booth.engine(progress=die)
    engine._outbox.release = lambda *_: None  # type: ignore[method-assign]
    with pytest.raises(Killed):
        engine.step()
    booth.line.all_well()
    outbox = booth.outbox = MemoryOutbox(tmp_path, tmp_path / "outbox.json")
    assert booth.engine().step().did != Did.RECEIVED
    later = datetime.now(UTC) + timedelta(seconds=LEASE_S + 1)
    assert Engine(booth.client, outbox, lambda: later).step().did == Did.RECEIVED
    assert received(booth, batch)
    assert booth.line.body_bytes(PACKETS) <= batch.bytes + 4 * 201_000


def test_the_hub_may_be_killed_and_come_back(own_booth: Booth) -> None:
    booth = own_booth
    batch = booth.batch(packets=6, size=200_000)
    booth.line.throttle(2_000_000)
    hub = booth.hub
    assert isinstance(hub, RealHub)

    def kill(now: Progress) -> None:
        if now.sent_packets >= 2 and hub.running:
            hub.kill()

    assert booth.engine(progress=kill).step().did == Did.FAILED
    hub.start()
    booth.line.all_well()
    drain(booth.engine())
    assert received(booth, batch)


# ---- ahead of the batch, beside the batch ----------------------------------------------------
def test_packets_may_leave_during_the_day(booth: Booth) -> None:
    lines = [seal_packet(booth.folder, PACKET) for _ in range(2)]
    early = [EarlyPacket(municipality=e.municipality, digest=Digest(e.digest)) for e in lines]
    booth.outbox.early = list(early)
    engine = booth.engine(early=booth.outbox)
    assert [engine.step().did for _ in range(2)] == [Did.EARLY, Did.EARLY]
    assert booth.outbox.early == []
    assert booth.line.count(PACKETS) == 2


def test_an_early_packet_that_fails_is_no_failure_to_show(booth: Booth) -> None:
    line = seal_packet(booth.folder, PACKET)
    booth.outbox.early = [
        EarlyPacket(municipality=line.municipality, digest=Digest(line.digest)),
    ]
    booth.line.cut_request(PACKETS, at=10)
    engine = booth.engine(early=booth.outbox, random=lambda: 0.5)
    assert engine.step().code == Trouble.LINE_CUT
    assert engine.step().did == Did.IN_TOUCH
    assert booth.outbox.early_failures[0][0] == Trouble.LINE_CUT


def test_reference_data_are_fetched_once_and_never_stop_a_batch(booth: Booth) -> None:
    first = booth.batch(packets=1)
    booth.engine(shelf=booth.outbox).step()
    assert len(booth.outbox.references) == 1
    assert booth.outbox.reference_etag()
    second = booth.batch(packets=1)
    booth.engine(shelf=booth.outbox).step()
    assert len(booth.outbox.references) == 1
    booth.batch(packets=1)
    booth.line.answer(500, b"", "GET /v1/reference")
    assert booth.engine(shelf=booth.outbox).step().did == Did.RECEIVED
    assert received(booth, first)
    assert received(booth, second)

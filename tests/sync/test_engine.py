"""The engine against the real hub, over a line that loses, repeats, cuts and stalls."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.client import HubClient
from sync.engine import Did, Engine, Phase, Progress
from sync.envelope import digest_of, encode
from sync.lanes import MOST_LANES
from sync.outbox import LEASE_S, EarlyPacket
from sync.protocol import BatchId, Digest, Problem
from sync.receipts import check_receipt
from sync.troubles import Trouble
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import RealHub
from tests.sync.line_world import PACKET, Batch, Booth, Terminal, drain, seal_packet

BATCHES, PACKETS = "POST /v1/batches", "PUT /v1/packets"
COMPLETE = "POST /v1/batches/"


def received(booth: Booth, batch: Batch) -> bool:
    """Whether a receipt is kept that really covers the batch."""
    receipt = booth.outbox.receipt(batch.id)
    if receipt is None:
        return False
    assert booth.terminal.trust.key_set is not None
    check_receipt(receipt, batch.manifest, digest_of(batch.envelope), booth.terminal.trust.key_set)
    return True


def failure(booth: Booth, batch: Batch) -> str:
    return str(booth.outbox.row(batch.id)["code"])


def test_a_batch_is_sent_once_and_its_receipt_kept(booth: Booth) -> None:
    batch = booth.batch(packets=5)
    assert booth.engine().step().did == Did.RECEIVED
    assert received(booth, batch)
    assert booth.line.body_bytes(PACKETS) == batch.bytes
    row = booth.outbox.row(batch.id)
    assert (row["packets"], row["bytes"], row["owner"]) == (5, batch.bytes, "")
    assert booth.engine().step().did == Did.IN_TOUCH


def test_progress_is_told_and_ends_full(booth: Booth) -> None:
    batch = booth.batch(packets=6)
    booth.engine().step()
    told: list[Progress] = booth.told
    assert {each.phase for each in told} == set(Phase)
    assert all(0 <= each.sent_bytes <= each.total_bytes == batch.bytes for each in told)
    assert (told[-1].sent_packets, told[-1].sent_bytes) == (6, batch.bytes)
    assert told[0].rate_bytes_s is None
    assert told[0].remaining_s is None


# ---- replies that are lost, requests that come twice or late ---------------------------------
@pytest.mark.parametrize("to", [BATCHES, PACKETS, COMPLETE, "GET /v1/hello", "POST /v1/session"])
def test_a_lost_reply_costs_no_packet_twice(booth: Booth, to: str) -> None:
    batch = booth.batch()
    booth.line.drop_reply(to)
    drain(booth.engine())
    assert received(booth, batch)
    assert booth.line.body_bytes(PACKETS) == batch.bytes


def test_a_lost_reply_to_the_only_packet_is_told_and_sent_no_more(booth: Booth) -> None:
    batch = booth.batch(packets=1)
    booth.line.drop_reply(PACKETS)
    engine = booth.engine()
    assert engine.step().code == Trouble.LINE_CUT
    assert engine.step().did == Did.RECEIVED
    assert received(booth, batch)
    assert booth.line.count(PACKETS) == 1


def test_the_receipt_is_the_same_when_its_reply_was_lost(booth: Booth) -> None:
    batch = booth.batch()
    booth.line.drop_reply(COMPLETE)
    drain(booth.engine())
    with booth.client() as client:
        assert client.complete(batch.id) == booth.outbox.receipt(batch.id)


@pytest.mark.parametrize("to", [BATCHES, PACKETS, COMPLETE, "POST /v1/session"])
def test_what_arrives_twice_counts_once(booth: Booth, to: str) -> None:
    batch, before = booth.batch(), len(booth.hub.packets())
    booth.line.duplicate(to, times=9)
    drain(booth.engine())
    assert received(booth, batch)
    assert len(booth.hub.packets()) == before + len(batch.manifest.packets)


def test_a_packet_that_was_overtaken_by_its_receipt_changes_nothing(booth: Booth) -> None:
    batch, before = booth.batch(packets=2), len(booth.hub.packets())
    late = booth.line.hold(PACKETS)
    drain(booth.engine(client=booth.quick_client))
    assert received(booth, batch)
    kept = booth.outbox.receipt(batch.id)
    late.event.set()
    with booth.client() as client:
        assert client.complete(batch.id) == kept
    assert len(booth.hub.packets()) == before + 2


# ---- cuts ------------------------------------------------------------------------------------
@pytest.mark.parametrize("at", [0, 1, 20_000, PACKET - 1])
def test_a_cut_costs_at_most_what_was_on_its_way(booth: Booth, at: int) -> None:
    batch = booth.batch(packets=8)
    booth.line.cut_request(PACKETS, at=at, skip=3, times=2)
    drain(booth.engine())
    assert received(booth, batch)
    largest = max(each.size for each in batch.manifest.packets)
    assert booth.line.body_bytes(PACKETS) <= batch.bytes + MOST_LANES * largest


@pytest.mark.parametrize("deed", ["cut_reply", "half_reply"])
@pytest.mark.parametrize("to", ["GET /v1/hello", BATCHES, PACKETS, COMPLETE])
@pytest.mark.parametrize("at", [5, 60, 250])
def test_an_answer_cut_anywhere(booth: Booth, deed: str, to: str, at: int) -> None:
    batch = booth.batch()
    getattr(booth.line, deed)(to, at=at)
    drain(booth.engine())
    assert received(booth, batch)


def test_a_cut_after_something_arrived_starts_the_pauses_anew(booth: Booth) -> None:
    batch = booth.batch(packets=4)
    booth.line.answer(503, b"", BATCHES, times=3)
    engine = booth.engine()
    for _ in range(3):
        assert engine.step().code == Trouble.HUB_BUSY
    assert booth.outbox.row(batch.id)["attempts"] == 3
    booth.line.answer(500, b"", PACKETS, skip=2, times=2)
    assert engine.step().code == Trouble.HUB_FAILED
    assert booth.outbox.row(batch.id)["attempts"] == 1


def test_three_in_twenty_lost_and_still_each_packet_once_at_the_hub(booth: Booth) -> None:
    batch, before = booth.batch(packets=20, size=4_000), len(booth.hub.packets())
    booth.line.lose(0.15, seed=3)
    drain(booth.engine(), steps=200)
    assert received(booth, batch)
    assert len(booth.hub.packets()) == before + 20


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_line_does_it_ends_with_the_right_receipt(booth: Booth, seed: int) -> None:
    luck, line = random.Random(seed), booth.line
    batches = [booth.batch(packets=luck.randint(1, 4), size=3_000) for _ in range(3)]
    deeds = [line.cut_request, line.cut_reply, line.half_reply, line.drop_reply, line.duplicate]
    deeds += [line.login_page, line.redirect]
    for _ in range(12):
        to = luck.choice(["", "PUT", "POST", "GET", COMPLETE])
        deed: Any = luck.choice(deeds)
        places = {"at": luck.randrange(3_000)} if "cut" in deed.__name__ else {}
        deed(to, skip=luck.randrange(6), **places)
    drain(booth.engine(), steps=100)
    assert all(received(booth, batch) for batch in batches)


# ---- slow and silent lines -------------------------------------------------------------------
@pytest.mark.parametrize("to", [BATCHES, PACKETS])
def test_a_line_that_falls_silent_is_told_as_slow(booth: Booth, to: str) -> None:
    batch = booth.batch(packets=1)
    booth.line.stall_reply(to)
    engine = booth.engine(client=booth.quick_client)
    assert engine.step().code == Trouble.LINE_SLOW
    drain(engine)
    assert received(booth, batch)


def test_a_line_that_takes_no_more_is_told_as_slow(booth: Booth) -> None:
    booth.batch(packets=1, size=6_000_000)
    booth.line.stall_request(PACKETS, at=100)
    assert booth.engine(client=booth.quick_client).step().code == Trouble.LINE_SLOW


def test_a_slow_line_with_a_long_way_gets_there(booth: Booth) -> None:
    """128 kbit/s and 300 ms, at forty times the pace."""
    batch = booth.batch(packets=4, size=60_000)
    booth.line.throttle(640_000)
    booth.line.latency(0.008)
    assert booth.engine().step().did == Did.RECEIVED
    assert received(booth, batch)


@pytest.mark.parametrize("seconds", [0.0075, 0.2])
def test_a_long_way_there_and_back(booth: Booth, seconds: float) -> None:
    """150 ms and 4 s each way, at a twentieth."""
    batch = booth.batch(packets=2)
    booth.line.latency(seconds)
    assert booth.engine().step().did == Did.RECEIVED
    assert received(booth, batch)


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


# ---- the matter itself -----------------------------------------------------------------------
def test_a_packet_that_is_missing_here_does_not_keep_the_others(booth: Booth) -> None:
    batch = booth.batch(packets=4)
    lost = Digest(batch.manifest.packets[1].digest)
    path = booth.outbox.packet_path(lost)
    content = path.read_bytes()
    path.unlink()
    assert booth.engine().step().code == Trouble.PACKET_LOST
    row = booth.outbox.row(batch.id)
    assert row["facts"]["missing"] == [lost]
    assert (row["packets"], row["next_try_at"], row["failed"]) == (3, None, True)
    path.write_bytes(content)
    booth.outbox.retry(batch.id)
    assert booth.engine().step().did == Did.RECEIVED
    assert booth.line.body_bytes(PACKETS) == batch.bytes


def test_a_packet_that_was_damaged_here_is_told_as_ours(booth: Booth) -> None:
    batch = booth.batch(packets=2)
    path = booth.outbox.packet_path(Digest(batch.manifest.packets[0].digest))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert booth.engine().step().code == Trouble.PACKET_LOST
    assert booth.outbox.row(batch.id)["packets"] == 1


def test_a_batch_that_came_another_way_needs_only_its_receipt(booth: Booth) -> None:
    batch = booth.batch()
    other = MemoryOutbox(booth.folder)
    other.add(batch.id, batch.envelope)
    assert Engine(booth.client, other, lambda: datetime.now(UTC)).step().did == Did.RECEIVED
    sent = booth.line.body_bytes(PACKETS)
    assert booth.engine().step().did == Did.RECEIVED
    assert booth.line.body_bytes(PACKETS) == sent
    assert booth.outbox.receipt(batch.id) == other.receipt(batch.id)


def test_a_receipt_of_another_batch_is_not_kept(booth: Booth) -> None:
    first = booth.batch(packets=1)
    booth.engine().step()
    wrong = booth.outbox.receipt(first.id) or b""
    second = booth.batch(packets=1)
    booth.line.answer(200, wrong, COMPLETE, "Content-Type: application/json\r\n")
    assert booth.engine().step().code == Trouble.RECEIPT_WRONG
    assert booth.outbox.receipt(second.id) is None
    booth.outbox.retry(second.id)
    assert booth.engine().step().did == Did.RECEIVED


def test_the_hubs_wish_to_wait_is_kept(booth: Booth) -> None:
    batch = booth.batch()
    busy = encode(Problem(code=Trouble.HUB_BUSY, wait_s=240.0, request="r-7"))
    booth.line.answer(429, busy, BATCHES, "Content-Type: application/json\r\n")
    now = datetime.now(UTC)
    assert Engine(booth.client, booth.outbox, lambda: now).step().code == Trouble.HUB_BUSY
    row = booth.outbox.row(batch.id)
    waits = datetime.fromisoformat(row["next_try_at"]) - now
    assert timedelta(seconds=240) <= waits <= timedelta(seconds=480)
    assert row["facts"] == {"wait_s": 240.0, "status": 429, "request": "r-7"}


def test_a_failing_batch_does_not_hold_up_the_next(booth: Booth) -> None:
    first, second = booth.batch(packets=1), booth.batch(packets=1)
    booth.line.answer(500, b"", BATCHES)
    engine = booth.engine(random=lambda: 0.9)
    assert engine.step().did == Did.FAILED
    assert engine.step().did == Did.RECEIVED
    assert received(booth, second)
    assert not received(booth, first)


def test_clocks_that_are_years_off_stop_nothing(booth: Booth) -> None:
    batch = booth.batch()
    long_ago = datetime(2009, 1, 1, tzinfo=UTC)
    assert Engine(booth.client, booth.outbox, lambda: long_ago).step().did == Did.RECEIVED
    assert received(booth, batch)


def test_a_session_that_ran_out_is_renewed_by_itself(booth: Booth) -> None:
    batch = booth.batch(packets=4)
    over = encode(Problem(code=Trouble.SESSION_OVER))
    booth.line.answer(401, over, PACKETS, "Content-Type: application/json\r\n", skip=1)
    assert booth.engine().step().did == Did.RECEIVED
    assert received(booth, batch)
    assert booth.line.count("POST /v1/session/challenge") == 2


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


# ---- what nobody thought of ------------------------------------------------------------------
class Broken(MemoryOutbox):
    """Raises once, when the receipt is to be kept."""

    def __init__(self, folder: Path, error: Exception) -> None:
        super().__init__(folder)
        self.error: Exception | None = error

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error
        super().keep_receipt(batch, receipt)


class Coded(Exception):
    """As the terminal's store raises."""

    def __init__(self, code: str) -> None:
        self.code = code


@pytest.mark.parametrize(
    ("error", "code", "facts"),
    [
        (ZeroDivisionError("a secret"), Trouble.UNEXPECTED, {"why": "ZeroDivisionError"}),
        (OSError(28, "No space"), Trouble.DISK_FULL, {}),
        (OSError(5, "I/O"), Trouble.DISK_ERROR, {"errno": 5}),
        (Coded("disk_full"), Trouble.DISK_FULL, {}),
        (Coded("sync_receipt_wrong"), Trouble.RECEIPT_WRONG, {}),
        (Coded("store_busy"), Trouble.UNEXPECTED, {"why": "Coded"}),
    ],
)
def test_any_exception_has_a_code_and_the_next_step_succeeds(
    booth: Booth, error: Exception, code: Trouble, facts: Mapping[str, object]
) -> None:
    outbox = booth.outbox = Broken(booth.folder, error)
    batch = booth.batch(packets=1)
    assert booth.engine().step().code == code
    assert outbox.row(batch.id)["facts"] == facts
    outbox.retry(batch.id)
    assert booth.engine().step().did == Did.RECEIVED


def test_a_terminal_that_is_not_registered_says_so(booth: Booth, terminal: Terminal) -> None:
    booth.batch(packets=1)

    def nobody() -> HubClient:
        return HubClient(booth.line.url, terminal.trust, None, proxies={})

    assert booth.engine(client=nobody).step().code == Trouble.NOT_ENROLLED

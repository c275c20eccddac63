"""The engine against the real hub, over a line that loses, repeats, cuts and stalls."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.client import HubClient
from sync.engine import Did, Engine, Phase, Progress
from sync.envelope import as_json, digest_of, encode
from sync.lanes import MOST_LANES
from sync.protocol import BatchId, Digest, Lacking, Problem
from sync.troubles import Trouble
from tests.fakes.memory_outbox import MemoryOutbox
from tests.sync.line_world import (
    PACKET,
    Booth,
    Terminal,
    drain,
    received,
)

BATCHES, PACKETS = "POST /v1/batches", "PUT /v1/packets"
COMPLETE = "POST /v1/batches/"


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


# ---- the live spare and the stick ------------------------------------------------------------
@pytest.mark.parametrize("how", ["missing", "damaged", "short"])
def test_a_lost_packet_is_mended_from_the_spare_before_anybody_hears(
    booth: Booth, how: str
) -> None:
    batch = booth.batch(packets=3)
    path = booth.outbox.packet_path(Digest(batch.manifest.packets[1].digest))
    content = path.read_bytes()
    booth.outbox.spares[batch.manifest.packets[1].digest] = content
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + (b"" if how == "short" else bytes([content[-1] ^ 1])))
    assert booth.engine().step().did == Did.RECEIVED
    assert received(booth, batch)
    assert path.read_bytes() == content


def test_a_copy_that_is_lost_again_is_told_and_not_tried_for_ever(booth: Booth) -> None:
    batch = booth.batch(packets=1)
    digest = batch.manifest.packets[0].digest
    path = booth.outbox.packet_path(Digest(digest))
    content = path.read_bytes()
    booth.outbox.spares[digest] = content[:-1] + bytes([content[-1] ^ 1])
    path.unlink()
    assert booth.engine().step().code == Trouble.PACKET_LOST


def test_the_receipt_of_a_carried_batch_is_asked_for_and_no_packet_leaves(booth: Booth) -> None:
    batch = booth.batch()
    booth.outbox.carry(batch.id)
    engine = booth.engine()
    assert engine.step().did == Did.IN_TOUCH  # the hub does not know it yet
    assert engine.step().did == Did.NOTHING  # and is not asked again at once
    other = MemoryOutbox(booth.folder)
    other.add(batch.id, batch.envelope)
    assert Engine(booth.client, other, lambda: datetime.now(UTC)).step().did == Did.RECEIVED
    sent = booth.line.body_bytes(PACKETS)
    again = booth.engine().step()
    assert (again.did, again.batch) == (Did.RECEIVED, batch.id)
    assert booth.outbox.receipt(batch.id) == other.receipt(batch.id)
    assert booth.line.body_bytes(PACKETS) == sent


def test_a_carried_batch_that_arrived_in_part_stays_carried(booth: Booth) -> None:
    batch = booth.batch(packets=2)
    with booth.client() as client:
        client.hello()
        client.post_batch(batch.envelope)
    booth.outbox.carry(batch.id)
    assert booth.engine().step().did == Did.IN_TOUCH
    assert booth.outbox.carried() == (batch.id,)
    assert booth.line.body_bytes(PACKETS) == 0


def test_a_wrong_receipt_for_a_carried_batch_is_not_kept(booth: Booth) -> None:
    first = booth.batch(packets=1)
    booth.engine().step()
    second = booth.batch(packets=1)
    booth.outbox.carry(second.id)
    wrong = Lacking(
        batch=second.id,
        manifest=digest_of(second.envelope),
        lacking=(),
        receipt=as_json(booth.outbox.receipt(first.id) or b""),
    )
    kind = "Content-Type: application/json\r\n"
    booth.line.answer(200, encode(wrong), "GET /v1/batches", kind)
    assert booth.engine().step().did == Did.IN_TOUCH
    assert booth.outbox.receipt(second.id) is None

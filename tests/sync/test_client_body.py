"""A packet's way out: constant memory, small pieces on slow lines, gone files told, lanes."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sync.errors import NeedsPerson
from sync.lanes import Lanes, Rate, lanes_for
from sync.line_trouble import file_problem
from sync.protocol import CHUNK_BYTES, Digest
from sync.sealed_file import SMALLEST_BYTES, Progress, SealedFile, Stopped
from sync.troubles import Trouble

DIGEST = Digest("a" * 64)


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    path = tmp_path / "packet.age"
    path.write_bytes(bytes(range(256)) * 8_000)
    return path


def test_all_of_it_is_read_in_pieces_and_told(packet: Path) -> None:
    told: list[int] = []
    with SealedFile(packet, DIGEST, told.append) as body:
        assert b"".join(body) == packet.read_bytes()
        assert len(body) == packet.stat().st_size
    assert sum(told) == packet.stat().st_size
    assert told[0] == SMALLEST_BYTES
    assert max(told) <= CHUNK_BYTES


def test_pieces_grow_on_a_quick_line(packet: Path) -> None:
    told: list[int] = []
    with SealedFile(packet, DIGEST, told.append) as body:
        list(body)
    assert max(told) == CHUNK_BYTES


def test_sending_stops_between_two_pieces(packet: Path) -> None:
    def stop(_size: int) -> None:
        raise Stopped

    with SealedFile(packet, DIGEST, stop) as body, pytest.raises(Stopped):
        body.read()


def test_starting_again_takes_the_progress_back(packet: Path) -> None:
    told: list[int] = []
    with SealedFile(packet, DIGEST, told.append) as body:
        body.read()
        body.rewind()
        assert sum(told) == 0
        assert b"".join(body) == packet.read_bytes()


@pytest.mark.parametrize("size", [None, 5])
def test_a_packet_that_is_gone_is_told(tmp_path: Path, size: int | None) -> None:
    with pytest.raises(NeedsPerson) as caught:
        SealedFile(tmp_path / "none.age", DIGEST, lambda _: None, size)
    assert caught.value.code == Trouble.PACKET_LOST
    assert caught.value.facts["missing"] == [DIGEST]


def test_a_packet_of_another_length_is_not_sent(packet: Path) -> None:
    with pytest.raises(NeedsPerson, match="packet_lost"):
        SealedFile(packet, DIGEST, lambda _: None, packet.stat().st_size + 1)


def test_a_packet_that_shrinks_on_the_way_is_told(packet: Path) -> None:
    with SealedFile(packet, DIGEST, lambda _: None) as body:
        body.read()
        packet.write_bytes(b"")
        with pytest.raises(NeedsPerson, match="packet_lost"):
            list(body)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Trouble.DISK_FULL),
        (errno.EIO, Trouble.DISK_ERROR),
        (errno.ENOENT, Trouble.PACKET_LOST),
        (errno.EACCES, Trouble.DISK_ERROR),
    ],
)
def test_the_disks_troubles(number: int, code: Trouble) -> None:
    assert file_problem(OSError(number, "…")).code == code


def test_rate_is_a_mean_of_five_seconds_and_unknown_at_first() -> None:
    now = [100.0]
    rate = Rate(lambda: now[0])
    rate.add(500)
    assert rate.bytes_s is None
    assert rate.remaining_s(100) is None
    now[0] += 2
    assert rate.bytes_s == 250
    assert rate.remaining_s(1_000) == 4
    now[0] += 3.5
    rate.add(1_000)
    assert rate.bytes_s == 200
    now[0] += 10
    assert rate.bytes_s == 0
    assert rate.remaining_s(1_000) is None


def test_a_slow_line_gets_one_lane_a_fast_one_four() -> None:
    assert [lanes_for(rate) for rate in (None, 0, 16_000, 300_000, 2_500_000)] == [2, 1, 1, 2, 4]
    assert lanes_for(1e9, most=1) == 1


def test_lanes_give_back_ends_and_count_what_moves() -> None:
    def send(digest: Digest, moved: Progress) -> None:
        moved(10)
        if digest == "bad":
            raise NeedsPerson("packet_refused")

    lanes = Lanes(send)
    lanes.start(Digest("good"))
    lanes.start(Digest("bad"))
    ends = dict(filter(None, (lanes.next_end(5), lanes.next_end(5))))
    assert ends[Digest("good")] is None
    assert isinstance(ends[Digest("bad")], NeedsPerson)
    assert (lanes.running, lanes.fresh_bytes(), lanes.fresh_bytes()) == (0, 20, 0)
    assert lanes.next_end(0) is None
    lanes.stop()
    lanes.start(Digest("late"))
    late = lanes.next_end(5)
    assert late is not None
    assert isinstance(late[1], Stopped)

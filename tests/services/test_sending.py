"""The sending page's facts, sticks, receipts by either way, enrolment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.domain.errors import DeskError, MoveNotAllowed, NeedsPerson, Refused
from desk.services.enrolment import Enrolling
from desk.services.sending import LEASE_OVER
from sync.carry import carry_name, receipt_path
from sync.carry_reading import read_carry
from sync.enrolment import check_key_set
from sync.envelope import peek
from sync.outbox import LEASE_S
from sync.packet import packet_name
from sync.protocol import Manifest
from sync.troubles import Trouble
from tests.sealed_world import GROUNDS, Hub, Terminal


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


# the page -----------------------------------------------------------------------------------
def test_a_batch_shows_where_it_stands(desk: Terminal) -> None:
    row = desk.sealed(2)
    (view,) = desk.sending.view().batches
    assert (view.name, view.state, view.packets, view.share) == (
        "B-1123-K3",
        BatchState.WAITING,
        2,
        0.0,
    )
    assert (view.can_send, view.can_pause, view.can_carry, view.can_reopen) == (True,) * 4
    box, now = desk.engine_box, desk.clock.now().utc
    box.lease(row.id, "one", now, LEASE_S)
    box.note_progress(row.id, 1, row.bytes // 2)
    view = desk.sending.batch(row.id)
    assert (view.state, view.can_send, view.can_reopen) == (BatchState.SENDING, False, False)
    assert 0.4 < view.share < 0.6
    assert view.lease_until == now + timedelta(seconds=LEASE_S)


def test_sending_always_has_an_end(desk: Terminal) -> None:
    row = desk.sealed(1)
    desk.engine_box.lease(row.id, "one", desk.clock.now().utc, LEASE_S)
    desk.clock.wait(LEASE_S + 1)
    view = desk.sending.batch(row.id)
    assert (view.state, view.trouble, view.can_send) == (BatchState.FAILED, LEASE_OVER, True)
    assert desk.sending.send_now(row.id).state is BatchState.WAITING


def test_a_clock_that_was_set_back_does_not_keep_it_sending(desk: Terminal) -> None:
    row = desk.sealed(1)
    desk.engine_box.lease(row.id, "one", desk.clock.now().utc + timedelta(days=400), LEASE_S)
    assert desk.sending.batch(row.id).state is BatchState.FAILED


def test_a_failure_says_why_since_when_and_when_again(desk: Terminal) -> None:
    row = desk.sealed(1)
    then = desk.clock.now().utc + timedelta(seconds=40)
    desk.engine_box.note_failure(row.id, Trouble.HUB_BUSY, {"request": "req-7Q4M"}, then)
    view = desk.sending.batch(row.id)
    assert (view.state, view.trouble, view.attempts) == (BatchState.FAILED, "hub_busy", 1)
    assert (view.next_try_at, view.reference_no) == (then, "req-7Q4M")
    assert view.failed_at is not None
    desk.engine_box.note_failure(row.id, Trouble.PACKET_LOST, {}, None)
    view = desk.sending.batch(row.id)
    assert (view.next_try_at, view.reference_no) == (None, row.id[-4:].upper())


def test_what_is_still_here_and_why(desk: Terminal) -> None:
    desk.end(desk.draft(), Status.HELD)
    desk.end(desk.draft(), Status.VOIDED)
    first = desk.sealed(2)
    desk.receive(first.id)
    desk.next_day()
    second = desk.sealed(1)
    desk.next_day()
    desk.sealed(1)
    desk.sending.note_carried(second.id, Path("x.machikado"))
    desk.next_day()
    desk.take_in()
    desk.draft()
    view = desk.sending.view()
    assert {each.code: each.count for each in view.here} == {
        "held_over": 1,
        "closed_out": 1,
        "kept": 2,
        "carried": 1,
        "waiting": 1,
        "unsealed": 1,
        "draft": 1,
    }
    assert view.unsent == 3
    assert view.unsent_bytes == sum(each.bytes for each in view.batches[:2])
    since = {each.code: each.since for each in view.here}
    assert since["carried"] == second.on


def test_the_states_move_by_one_table(desk: Terminal) -> None:
    row = desk.sealed(1)
    assert desk.sending.pause(row.id).state is BatchState.PAUSED
    assert desk.sending.pause(row.id).state is BatchState.PAUSED
    assert desk.sending.send_now(row.id).state is BatchState.WAITING
    desk.receive(row.id)
    for deed in (desk.sending.pause, desk.sending.send_now):
        with pytest.raises(MoveNotAllowed):
            deed(row.id)
    assert desk.sending.batch(row.id).purge_on == row.on + timedelta(days=7)


def test_old_reference_data_are_only_warned_about(desk: Terminal) -> None:
    assert not desk.sending.view().reference_old
    desk.next_day(100)
    assert desk.sending.view().reference_old
    assert desk.sealed(1).packets == 1


# the stick ----------------------------------------------------------------------------------
def test_a_batch_is_carried_and_its_receipt_comes_back(desk: Terminal, stick: Path) -> None:
    row = desk.sealed(2)
    seen: list[tuple[int, int]] = []
    carrying = desk.sending.carrying(row.id)
    file = carrying.write(stick, lambda done, all_: seen.append((done, all_)))
    assert file.name == carry_name(peek(desk.store.manifest(row.id), Manifest))
    assert seen[-1][0] == seen[-1][1]
    view = desk.sending.note_carried(row.id, file)
    assert (view.state, view.carried_as, view.can_send) == (BatchState.CARRIED, file.name, True)
    with read_carry(file) as read:
        read.check(check_key_set(desk.hub.key_set(), desk.hub.root.id))
        assert len(list(read.iter_packets())) == 2
    receipt_path(file).write_bytes(desk.receipt(row.id))
    (taken,) = desk.sending.take_in(stick)
    assert (taken.kind, taken.again) == ("receipt", False)
    assert desk.store.batch(row.id).state is BatchState.RECEIVED
    assert desk.store.receipt(row.id).way == "carried"  # type: ignore[union-attr]
    assert desk.sending.take_in(receipt_path(file))[0].again
    with pytest.raises(Refused, match="nothing_to_carry"):
        desk.sending.carrying(row.id)
    assert desk.sending.note_carried(row.id, file).state is BatchState.RECEIVED


def test_sent_after_all_while_it_is_out(desk: Terminal, stick: Path) -> None:
    row = desk.sealed(1)
    desk.sending.note_carried(row.id, desk.sending.carrying(row.id).write(stick))
    box = desk.engine_box
    assert box.due(desk.clock.now().utc) is None
    desk.sending.send_now(row.id)
    assert box.due(desk.clock.now().utc) is not None
    desk.receive(row.id)
    assert desk.store.receipt(row.id).way == "line"  # type: ignore[union-attr]


def test_writing_is_stopped_without_a_trace(desk: Terminal, stick: Path) -> None:
    row = desk.sealed(1)
    with pytest.raises(DeskError, match="sync_cancelled"):
        desk.sending.carrying(row.id).write(stick, cancelled=lambda: True)
    assert list(stick.iterdir()) == []


def test_a_lost_packet_is_told(desk: Terminal, stick: Path) -> None:
    row = desk.sealed(1)
    (desk.outbox / packet_name(desk.store.places(row.id)[0].digest)).unlink()
    with pytest.raises(NeedsPerson, match="sync_packet_lost"):
        desk.sending.carrying(row.id).write(stick)
    with pytest.raises(NeedsPerson, match="sync_stick_gone"):
        desk.sending.carrying(row.id).write(stick / "gone")


def test_what_a_stick_brings_is_taken_keys_first(desk: Terminal, stick: Path) -> None:
    row = desk.sealed(1)
    other = Terminal(desk.folder.parent / "other", hub=Hub())
    foreign = other.sealed(1)
    (stick / "b.receipt.json").write_bytes(other.receipt(foreign.id))
    (stick / "reference.json").write_bytes(desk.hub.reference(7))
    (stick / "keys.json").write_bytes(desk.hub.key_set(8))
    (stick / "mine.receipt.json").write_bytes(desk.receipt(row.id))
    (stick / "photo.jpg").write_bytes(b"x")
    taken = desk.sending.take_in(stick)
    assert [each.kind for each in taken] == ["key_set", "reference", "receipt"]
    other.store.close()


def test_a_stick_with_nothing_for_us(desk: Terminal, stick: Path) -> None:
    (stick / "a.json").write_text("{}")
    with pytest.raises(Refused, match="nothing_to_take_in"):
        desk.sending.take_in(stick)
    with pytest.raises(Refused, match="sync_not_ours"):
        desk.sending.take_in(stick / "a.json")
    with pytest.raises(DeskError, match="sync_"):
        desk.sending.take_in(stick / "absent.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"packets": ()},
        {"manifest": "0" * 64},
        {"terminal": "0190e0d6-1111-7000-8000-00000000ffff"},
        {"batch": "0190e0d6-1111-7000-8000-00000000ffff"},
    ],
)
def test_a_receipt_that_does_not_cover_the_batch_moves_nothing(
    desk: Terminal, changes: dict[str, object]
) -> None:
    row = desk.sealed(2)
    with pytest.raises(Refused, match="sync_receipt_wrong"):
        desk.sending.keep_receipt(row.id, desk.receipt(row.id, **changes))
    assert desk.store.batch(row.id).state is BatchState.WAITING
    assert desk.store.receipt(row.id) is None


def test_a_receipt_by_another_hub_moves_nothing(desk: Terminal) -> None:
    row = desk.sealed(1)
    forged = Hub().receipt(desk.store.manifest(row.id), row.digest)
    with pytest.raises(Refused, match="sync_receipt_wrong"):
        desk.sending.keep_receipt(row.id, forged)


# enrolment ----------------------------------------------------------------------------------
def test_a_terminal_is_enrolled_once_and_the_key_is_kept_before(tmp_path: Path) -> None:
    desk = Terminal(tmp_path / "desk", enrol=False)
    enrolling = Enrolling(desk.store, desk.clock, desk.boss)
    assert enrolling.present() is None
    text = desk.hub.code()
    asking = enrolling.begin(text)
    desk.restart()  # the answer was lost: the same key asks again
    enrolling = Enrolling(desk.store, desk.clock, desk.boss)
    again = enrolling.begin(text)
    assert again.key.public == asking.key.public
    found = enrolling.finish(again, desk.hub.enrolled(again))
    assert (found.label, found.hub, found.reference_serial) == ("K3", desk.hub.name, 1)
    assert enrolling.present() == found
    assert enrolling.begin(text).key.public != asking.key.public
    desk.store.verify_audit()
    desk.store.close()


def test_what_is_not_our_enrolment_is_refused(desk: Terminal) -> None:
    enrolling = Enrolling(desk.store, desk.clock, desk.boss)
    with pytest.raises(Refused, match="supervisor_only"):
        Enrolling(desk.store, desk.clock, desk.clerk).begin(desk.hub.code())
    with pytest.raises(Refused, match="sync_malformed"):
        enrolling.begin("https://hub.example")
    desk.store.change_settings({"terminal": "K7"}, desk.by())
    asking = enrolling.begin(desk.hub.code())
    with pytest.raises(Refused, match="enrolment_label"):
        enrolling.finish(asking, desk.hub.enrolled(asking))
    other = Hub()
    with pytest.raises(DeskError, match="sync_"):
        enrolling.finish(asking, other.enrolled(asking))


def test_another_hub_waits_until_everything_is_received(desk: Terminal) -> None:
    row = desk.sealed(1)
    enrolling = Enrolling(desk.store, desk.clock, desk.boss)
    other = Hub("隣の市")
    with pytest.raises(Refused, match="enrolment_unsent"):
        enrolling.begin(other.code())
    with pytest.raises(Refused, match="enrolment_unsent"):
        enrolling.rotate(_Answering(desk.hub))
    enrolling.begin(desk.hub.code())  # the same hub: a lost certificate
    desk.receive(row.id)
    asking = enrolling.begin(other.code())
    assert enrolling.finish(asking, other.enrolled(asking)).hub == "隣の市"
    assert desk.store.certificate_of(row.id).root == desk.hub.root.id


def test_a_key_is_rotated_and_old_receipts_still_count(desk: Terminal) -> None:
    before = desk.store.enrolment()
    assert before is not None
    Enrolling(desk.store, desk.clock, desk.boss).rotate(_Answering(desk.hub))
    after = desk.store.enrolment()
    assert after is not None
    assert (after.root, after.public == before.public) == (before.root, False)
    row = desk.sealed(1)
    assert desk.receive(row.id).state is BatchState.RECEIVED


class _Answering:
    """A hub that answers at once."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def enrol(self, code: object, key: object) -> object:
        raise AssertionError

    def rotate(self, new: object) -> object:
        from desk.services.enrolment import Asking

        return self.hub.enrolled(Asking(None, new))  # type: ignore[arg-type]

    def close(self) -> None:
        return


def test_a_correction_is_a_new_packet_of_its_own(desk: Terminal) -> None:
    application = desk.take_in()
    new = desk.store.open_correction(application, GROUNDS, desk.by())
    desk.approve(desk.accept(new))
    row = desk.seal()
    (place,) = desk.store.places(row.id)
    assert (place.application, place.version) == (new.id, 2)
    desk.receive(row.id)
    assert desk.store.record(application).status is Status.SUPERSEDED
    assert desk.store.record(new.id).status is Status.RECEIVED


def test_a_lost_packet_is_fetched_from_the_spare_before_the_stick_is_written(
    desk: Terminal, stick: Path
) -> None:
    row = desk.sealed(2)
    path = desk.outbox / packet_name(desk.store.places(row.id)[0].digest)
    content, asked = path.read_bytes(), []
    path.write_bytes(b"spoiled")

    def mend(digest: str) -> bool:
        asked.append(digest)
        path.write_bytes(content)
        return True

    carrying = replace(desk.sending.carrying(row.id), mend=mend)
    assert carrying.write(stick).is_file()
    assert [packet_name(each) for each in asked] == [path.name]

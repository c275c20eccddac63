"""Closing a day: the balance, the paper, what blocks, shortages, two supervisors, opening again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.assets import load_rules
from desk.domain.application import ApplicationId, Status
from desk.domain.cases import CaseState
from desk.domain.errors import DeskError, MoveNotAllowed, Refused
from desk.domain.review import Decision
from desk.domain.tally import Envelope
from desk.services.case_store import CaseEnd
from desk.services.day_close import CloseState, Found
from desk.services.ports import By
from desk.services.reports import DayReport, day_report_for
from desk.services.review import day_report
from sync.envelope import peek
from sync.protocol import Manifest
from tests.sealed_world import (
    BOSS_PIN,
    CLERK_PIN,
    GROUNDS,
    OTHER_PIN,
    REASON,
    Terminal,
)

A, B, C = Envelope.ACCEPTED, Envelope.VOIDED, Envelope.HELD_OVER


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


def codes(desk: Terminal) -> list[str]:
    return [each.code for each in desk.close().view().obstacles]


def refused(code: str) -> Any:
    return pytest.raises(DeskError, match=f"^\\('{code}'|^{code}")


# the balance --------------------------------------------------------------------------------
def test_every_sheet_is_counted_in_one_place(desk: Terminal) -> None:
    desk.take_in()
    desk.end(desk.draft(), Status.HELD)
    desk.end(desk.draft(), Status.VOIDED, "envelope")
    desk.end(desk.draft(), Status.VOIDED, "returned")
    desk.end(desk.draft(), Status.HANDED_BACK)
    desk.draft()
    tally = desk.store.day_tally(desk.day.id)
    assert (tally.forms, tally.accepted, tally.held_over, tally.drafts) == (6, 1, 1, 1)
    assert (tally.voided, tally.handed_back) == (1, 2)  # 取消 whose form went back is 返却
    assert not tally.balanced
    counts = desk.store.tally(desk.day.id)
    assert (counts["accepted"], counts["voided"], counts["handed_back"]) == (1, 1, 2)
    assert (counts["held"], counts["draft"], counts["mail"]) == (1, 1, 1)


def test_a_corrected_application_is_one_sheet(desk: Terminal) -> None:
    application = desk.take_in()
    new = desk.store.open_correction(application, GROUNDS, desk.by())
    assert codes(desk)[0] == "corrections_open"
    desk.approve(desk.accept(new))
    tally = desk.store.day_tally(desk.day.id)
    assert (tally.forms, tally.accepted, tally.superseded) == (1, 1, 1)


def test_a_correction_that_was_given_up_leaves_one_sheet(desk: Terminal) -> None:
    application = desk.take_in()
    new = desk.store.open_correction(application, GROUNDS, desk.by())
    desk.end(new, Status.VOIDED)
    tally = desk.store.day_tally(desk.day.id)
    assert (tally.forms, tally.accepted, tally.voided) == (1, 1, 0)
    assert desk.seal().packets == 1


def test_what_blocks_is_named_with_its_numbers(desk: Terminal) -> None:
    desk.draft()
    unseen = desk.accept(desk.draft())
    sent_back = desk.accept(desk.draft())
    desk.approve(sent_back, Decision.SENT_BACK)
    desk.approve(desk.accept(desk.draft()))
    view = desk.close().view()
    found = {each.code: each for each in view.obstacles}
    assert found["drafts_open"].numbers == ("K3-001",)
    assert found["not_reviewed"].applications == (unseen,)
    assert found["sent_back"].applications == (sent_back,)
    assert not view.records_ready
    desk.count()
    with refused("close_drafts_open"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)


# the paper ----------------------------------------------------------------------------------
def test_recorded_numbers_show_only_after_counting(desk: Terminal) -> None:
    desk.take_in()
    assert all(each.recorded is None for each in desk.close().view().counts)
    view = desk.close().count_paper(A, 3, desk.clerk.id)
    row = next(each for each in view.counts if each.envelope is A)
    assert (row.counted, row.recorded, row.tries) == (3, 1, 1)
    assert row.difference is not None
    assert (row.difference.code, row.difference.sheets) == ("count_more", 2)
    assert view.hide_numbers
    assert not desk.count().hide_numbers


def test_every_try_is_kept_and_the_newest_counts(desk: Terminal) -> None:
    desk.take_in()
    for counted in (3, 2, 1):
        desk.close().count_paper(A, counted, desk.clerk.id)
    row = desk.close().view().counts[0]
    assert (row.counted, row.tries, row.difference) == (1, 3, None)
    kept = desk.store._database.rows("SELECT counted, recorded FROM paper_count ORDER BY seq")
    assert [tuple(each) for each in kept] == [(3, 1), (2, 1), (1, 1)]


@pytest.mark.parametrize("envelope", Envelope)
def test_unequal_paper_is_not_sealed(desk: Terminal, envelope: Envelope) -> None:
    desk.take_in()
    view = desk.count(**{envelope.value: 7})
    assert [each.code for each in view.obstacles] == ["paper_differs"]
    assert view.differences[0].envelope is envelope
    with refused("close_paper_differs"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    assert desk.close().view().state is CloseState.COUNTING


@pytest.mark.parametrize("counted", [-1, 100_000])
def test_impossible_counts_are_refused(desk: Terminal, counted: int) -> None:
    with refused("count_impossible"):
        desk.close().count_paper(A, counted, desk.clerk.id)


def test_who_counts_is_not_who_seals(desk: Terminal) -> None:
    desk.take_in()
    view = desk.count(counter=desk.boss)
    assert [each.code for each in view.obstacles] == ["same_person"]
    # Another supervisor may seal what this one counted.
    assert desk.close(desk.other).view().can_seal
    with refused("supervisor_only"):
        desk.close(desk.clerk).allow_alone(REASON)
    with refused("alone_reason"):
        desk.close().allow_alone("一人")
    assert desk.close().allow_alone(REASON).can_seal
    row = desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    manifest = peek(desk.store.manifest(row.id), Manifest)
    assert manifest.paper.counted_by == manifest.supervisor == desk.boss.id


# a shortage ---------------------------------------------------------------------------------
def test_only_a_supervisor_seals_with_a_shortage_and_says_why(desk: Terminal) -> None:
    desk.take_in()
    desk.take_in()
    with refused("no_difference"):
        desk.close().allow_shortage(REASON)
    desk.count(accepted=1)
    with refused("supervisor_only"):
        desk.close(desk.clerk).allow_shortage(REASON)
    with refused("shortage_reason"):
        desk.close().allow_shortage("ない")
    desk.close().begin_scan(A)
    desk.close().scan("0" * 22 + "1")
    assert desk.close().allow_shortage(REASON).can_seal
    assert codes(desk) == []
    assert desk.close().allow_shortage("").obstacles[0].code == "paper_differs"
    desk.close().allow_shortage(REASON)
    row = desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    manifest = peek(desk.store.manifest(row.id), Manifest)
    assert manifest.shortage is not None
    assert manifest.shortage.reason == REASON
    assert manifest.shortage.missing == ("261123-K3-002-U",)
    assert manifest.shortage.expected is not None
    assert (manifest.paper.accepted, manifest.shortage.expected.accepted) == (1, 2)


# continuous scanning ------------------------------------------------------------------------
def test_scanning_leaves_the_missing_number(desk: Terminal) -> None:
    first, second = desk.take_in(), desk.take_in()
    held = desk.end(desk.draft(), Status.HELD)
    scan = desk.close().begin_scan(A)
    assert (scan.expected, scan.read, len(scan.missing)) == (2, 0, 2)
    scan = desk.close().scan("0" * 22 + "1")
    assert (scan.found, scan.read) == (Found.NEW, 1)
    assert [each.application for each in scan.missing] == [second]
    assert scan.missing[0].operator == "中村 彩"
    assert desk.close().scan("261123-K3-001-W").found is Found.AGAIN
    elsewhere = desk.close().scan("0" * 22 + "3")
    assert (elsewhere.found, elsewhere.sheet and elsewhere.sheet.application) == (
        Found.ELSEWHERE,
        held,
    )
    assert desk.close().scan("9" * 23).found is Found.UNKNOWN
    assert desk.close().scan("k3-002").missing == ()
    desk.restart()
    kept = desk.close().scan_view()
    assert kept is not None
    assert (kept.read, kept.missing) == (2, ())
    assert desk.close().begin_scan(A).read == 0  # 最初から
    assert first


def test_scanning_needs_an_envelope_with_codes(desk: Terminal) -> None:
    for deed in (
        lambda: desk.close().begin_scan(Envelope.PIN_REQUESTS),
        lambda: desk.close().scan("1"),
    ):
        with refused("no_scan"):
            deed()
    assert desk.close().scan_view() is None


# held over ----------------------------------------------------------------------------------
def test_held_over_applications_go_to_the_next_day(desk: Terminal) -> None:
    held = desk.end(desk.draft(), Status.HELD)
    first = desk.sealed(1)
    assert first.tally.held_over == 1
    desk.next_day()
    tally = desk.store.day_tally(desk.day.id)
    assert (tally.forms, tally.held_over, tally.brought_over) == (1, 1, 1)
    desk.store.change_status(held, Status.DRAFT, desk.by())
    assert codes(desk)[0] == "drafts_open"
    desk.accept(desk.store.record(held))
    assert held in desk.store.reviewable(desk.day.id)  # the supervisor sees it today
    assert codes(desk)[0] == "not_reviewed"
    desk.approve(held)
    second = desk.seal()
    assert (second.packets, second.tally.brought_over) == (1, 1)
    manifest = peek(desk.store.manifest(second.id), Manifest)
    assert manifest.packets[0].number.startswith("261123-K3-001")
    assert (manifest.sequence, manifest.previous) == (2, first.digest)


def test_a_forgotten_day_is_closed_with_the_next_one(desk: Terminal) -> None:
    desk.take_in()
    forgotten = desk.day
    desk.next_day()
    desk.take_in()
    assert desk.seal().packets == 2
    assert [each.closed for each in desk.store.days()] == [True, True]
    assert desk.close(day=forgotten).view().tally.accepted == 2


# sealing once -------------------------------------------------------------------------------
def test_of_two_supervisors_one_wins_and_the_other_is_told(desk: Terminal) -> None:
    desk.take_in()
    desk.count()
    sealed = []

    def the_other_is_faster(done: int, _all: int) -> None:
        if done and not sealed:
            sealed.append(desk.sealing.seal(desk.day, desk.boss, BOSS_PIN))

    with refused("already_sealed") as told:
        desk.sealing.seal(desk.day, desk.other, OTHER_PIN, progress=the_other_is_faster)
    row = sealed[0]
    assert told.value.code == "already_sealed"
    assert told.value.facts == {"batch": row.name, "who": "責任 者"}
    with refused("already_sealed"):
        desk.sealing.seal(desk.day, desk.other, OTHER_PIN)
    assert len(desk.store.batches()) == 1


def test_an_application_that_comes_while_sealing_is_not_left_out(desk: Terminal) -> None:
    desk.take_in()
    desk.count()

    def late(done: int, _all: int) -> None:
        if done == 1:
            desk.take_in()

    with refused("changed_meanwhile"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN, progress=late)
    assert desk.store.batches() == ()
    assert desk.seal().packets == 2


def test_a_clerk_cannot_seal_and_a_wrong_pin_seals_nothing(desk: Terminal) -> None:
    desk.take_in()
    desk.count()
    with refused("supervisor_only"):
        desk.sealing.seal(desk.day, desk.clerk, CLERK_PIN)
    with refused("pin_wrong"):
        desk.sealing.seal(desk.day, desk.boss, OTHER_PIN)
    assert desk.close().view().can_seal


def test_a_sealed_day_takes_nothing_new(desk: Terminal) -> None:
    desk.sealed(1)
    with refused("day_closed"):
        desk.draft()
    with refused("day_closed"):
        desk.close().count_paper(A, 1, desk.clerk.id)
    sealed = desk.store._database.row("SELECT id FROM application")["id"]  # type: ignore[index]
    for to in (Status.VOIDED, Status.DRAFT):
        with pytest.raises(MoveNotAllowed):
            desk.store.change_status(sealed, to, desk.by(), GROUNDS)
    with pytest.raises(MoveNotAllowed):
        desk.store.open_correction(sealed, GROUNDS, desk.by())
    view = desk.close().view()
    assert (view.state, view.tally.accepted, view.obstacles) == (CloseState.SEALED, 1, ())
    again = desk.store.start_day(desk.day.on, "K3", desk.day.venue, desk.day.method, desk.by())
    assert again.closed  # the program opens all the same: sending goes on


# opening again ------------------------------------------------------------------------------
def test_a_seal_is_withdrawn_before_it_left_and_the_chain_bridges_it(desk: Terminal) -> None:
    first = desk.sealed(2)
    with refused("supervisor_only"):
        desk.close(desk.clerk).reopen(REASON)
    with refused("reopen_reason"):
        desk.close().reopen("まちがい")
    view = desk.close().reopen(REASON)
    assert (view.state, view.tally.accepted) == (CloseState.OPEN, 2)
    with refused("not_sealed"):
        desk.close().reopen(REASON)
    desk.take_in()
    second = desk.seal()
    assert (second.name, second.packets) == ("B-1123-K3-2", 3)
    manifest = peek(desk.store.manifest(second.id), Manifest)
    assert (manifest.sequence, manifest.previous) == (2, first.digest)
    (gone,) = manifest.withdrawn
    assert (gone.batch, gone.manifest, gone.reason) == (first.id, first.digest, REASON)
    old = {each.digest for each in desk.store.places(first.id)}
    assert old < {each.digest for each in desk.store.places(second.id)}  # not made anew
    assert [each.name for each in desk.sending.view().batches] == ["B-1123-K3-2"]
    desk.store.verify_audit()


@pytest.mark.parametrize("how", ["sent", "carried", "received"])
def test_what_has_left_stays_sealed(desk: Terminal, how: str) -> None:
    row = desk.sealed(1)
    if how == "sent":
        desk.store.note_sent(row.id, 0, 0)
    elif how == "carried":
        desk.sending.note_carried(row.id, Path("x"))
    else:
        desk.receive(row.id)
    assert not desk.close().view().may_be_opened_again
    with refused("batch_left"):
        desk.close().reopen(REASON)


def test_a_late_applicant_gets_a_batch_of_its_own(desk: Terminal) -> None:
    first = desk.sealed(1)
    desk.store.note_sent(first.id, 1, first.bytes)
    view = desk.close().continue_day(REASON)
    assert (view.state, view.tally.forms) == (CloseState.OPEN, 0)
    late: ApplicationId = desk.take_in()
    second = desk.seal()
    assert (second.name, second.sequence, second.packets) == ("B-1123-K3-2", 2, 1)
    assert desk.store.places(second.id)[0].application == late
    assert peek(desk.store.manifest(second.id), Manifest).withdrawn == ()


def test_an_empty_day_can_be_sealed(desk: Terminal) -> None:
    desk.end(desk.draft(), Status.VOIDED)
    row = desk.seal()
    assert (row.packets, row.bytes, row.tally.voided) == (0, 0, 1)
    assert desk.receive(row.id).received_at is not None


def test_a_day_that_is_no_day(desk: Terminal) -> None:
    with pytest.raises(Refused, match="day_unknown"):
        desk.close(day=replace(desk.day, id="nowhere")).view()  # type: ignore[arg-type]


# after the seal -----------------------------------------------------------------------------
def test_board_and_day_report_keep_the_reviews_figures_after_sealing_and_receipt(
    desk: Terminal,
) -> None:
    looked_at = desk.take_in()
    desk.take_in()
    again = desk.accept(desk.draft())
    for decision in (Decision.SENT_BACK, Decision.APPROVED):
        desk.approve(again, decision)
    rules = load_rules().on(desk.day.on)

    def board() -> tuple[object, ...]:
        shown = desk.store.tally(desk.day.id)
        numbers = [shown[each] for each in ("mail", "counter", "held", "voided", "handed_back")]
        return day_report(desk.store, rules.settings, desk.day), numbers

    def report() -> DayReport:
        tally, rows = desk.store.day_tally(desk.day.id), desk.store.day_rows(desk.day.id)
        at = datetime(2026, 11, 23, tzinfo=UTC)
        return day_report_for(desk.day, tally, rows, (), {}, rules, "市民課", at)

    before = board(), report()
    assert (before[0][0].approved, before[1].approved, before[1].sent_back) == (3, 3, 1)
    batch = desk.seal()
    assert (board(), report()) == before
    desk.receive(batch.id)
    assert desk.store.record(looked_at).status is Status.RECEIVED
    assert (board(), report()) == before


def test_a_procedure_that_nobody_ended_stops_the_close(desk: Terminal) -> None:
    by = By(desk.boss.id, desk.clock.now())
    case = desk.store.open_case(desk.day.id, "pin_reset_signature", CaseState.WAITING, by)
    assert "cases_open" in codes(desk)
    desk.store.end_case(case.id, CaseState.GONE, CaseEnd(reason="お帰りになった"), by)
    assert "cases_open" not in codes(desk)

"""What is deleted, when, and that nothing else ever is; limits that never stop a queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed

from desk.assets import load_rules
from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.domain.cases import CaseState
from desk.domain.errors import Refused
from desk.domain.rules import Settings
from desk.services.case_store import CaseEnd
from desk.services.intake import Intake
from desk.services.limits import Level, Limits
from desk.storage.store import LOCK_FILE
from tests.sealed_world import BOSS_PIN, GROUNDS, REASON, Terminal

DAYS = 7


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


def rows(desk: Terminal, table: str) -> int:
    return desk.store._database.row(f"SELECT count(*) FROM {table}")[0]  # type: ignore[index]


PERSONAL = (
    *("entry", "picture", "shot", "image", "portrait", "form_seen", "slate", "shot_check"),
    *("doubt", "confirmation", "review", "grounds"),
)


def test_nothing_personal_stays_of_a_purged_day(desk: Terminal) -> None:
    application = desk.take_in()
    new = desk.store.open_correction(application, GROUNDS, desk.by())
    desk.approve(desk.accept(new))
    desk.end(desk.draft(), Status.VOIDED)
    desk.end(desk.draft(), Status.HANDED_BACK)
    desk.portrait(desk.draft().id)
    row = desk.sealed_over_drafts()
    desk.receive(row.id)
    (desk.folder / "desk-before-0003.db").write_bytes(b"copy")
    desk.next_day(DAYS)
    done = desk.retention.purge(row.id, desk.boss)
    assert (done.applications, done.files, done.days) == (5, 2, DAYS)
    assert {name: rows(desk, name) for name in PERSONAL} == dict.fromkeys(PERSONAL, 0)
    for record in desk.store._database.rows("SELECT * FROM application"):
        assert record["status"] == "purged"
        assert (record["name"], record["form_id"], record["reasons"]) == ("", None, "[]")
    assert list(desk.outbox.iterdir()) == []
    left = {each.name for each in desk.folder.iterdir()}
    assert left == {"desk.db", LOCK_FILE, "outbox", "desk.db-wal", "desk.db-shm"}
    assert (desk.folder / "desk.db-wal").stat().st_size == 0
    for file in desk.folder.glob("desk.db*"):
        assert "架空".encode() not in file.read_bytes()
    assert desk.store.batch(row.id).state is BatchState.PURGED
    assert desk.store.manifest(row.id)  # it names nobody
    assert desk.store.receipt(row.id) is not None
    desk.store.verify_integrity()
    desk.store.verify_audit()
    assert desk.retention.purge(row.id, desk.boss) == done  # once is enough


def test_the_plain_bytes_are_overwritten_in_the_open_file(desk: Terminal) -> None:
    """secure_delete: nothing of the photo is left in the pages, seen through the cipher."""
    row = desk.sealed(1)
    desk.receive(row.id)
    desk.next_day(DAYS)
    desk.retention.purge(row.id, desk.boss)
    pages = desk.store._database.row("PRAGMA freelist_count")
    assert desk.store._database.row("PRAGMA secure_delete")[0] == 1  # type: ignore[index]
    assert pages is not None


@pytest.mark.parametrize("state", ["waiting", "carried", "failed", "early"])
def test_nothing_goes_before_receipt_and_retention(desk: Terminal, state: str) -> None:
    row = desk.sealed(1)
    if state == "carried":
        desk.sending.note_carried(row.id, Path("x"))
    if state == "failed":
        desk.engine_box.note_failure(row.id, "no_line", {}, None)
    if state == "early":
        desk.receive(row.id)
        desk.next_day(DAYS - 1)
        with pytest.raises(Refused, match="retention_runs"):
            desk.retention.purge(row.id, desk.boss)
    else:
        desk.next_day(5_000)
        with pytest.raises(Refused, match="not_received"):
            desk.retention.purge(row.id, desk.boss)
    assert desk.retention.purge_due(desk.boss) == ()
    assert rows(desk, "shot") == 1


def test_a_supervisor_approves_the_purge(desk: Terminal) -> None:
    row = desk.sealed(1)
    desk.receive(row.id)
    (due,) = desk.retention.waiting()
    assert (due.due, due.needs_approval, due.on) == (False, True, row.on + timedelta(days=DAYS))
    desk.next_day(DAYS)
    with pytest.raises(Refused, match="supervisor_only"):
        desk.retention.purge(row.id, desk.clerk)
    assert [each.name for each in desk.retention.purge_due(desk.boss)] == ["B-1123-K3"]
    assert [each.name for each in desk.store.deletions()] == ["B-1123-K3"]


def test_entries_of_procedures_go_with_the_days(desk: Terminal) -> None:
    by = desk.by()
    cases = [desk.store.open_case(desk.day.id, "x", CaseState.OPEN, by).id for _ in range(2)]
    for case in cases:
        desk.store.save_case_entries(case, {"applicant.name": "例"}, by)
    desk.store.end_case(cases[0], CaseState.DONE, CaseEnd(result="x", counts=("xs",)), by)
    day = desk.day.id
    desk.next_day(DAYS)
    desk.retention.purge_due(desk.boss)
    assert desk.store.case(cases[0]).entries != {}, "the last day is kept whole"
    desk.next_day(1)
    desk.retention.purge_due(replace(desk.boss, supervisor=False))
    assert desk.store.case(cases[0]).entries != {}, "a supervisor approves"
    desk.retention.purge_due(desk.boss)
    assert desk.store.case(cases[0]).entries == {}
    assert desk.store.case(cases[1]).entries != {}, "it has not ended"
    assert desk.store.case_figures(day)[0].counts == ("xs",)


def test_the_other_days_stay(desk: Terminal) -> None:
    held = desk.end(desk.draft(), Status.HELD)
    first = desk.sealed(1)
    desk.receive(first.id)
    desk.next_day(DAYS)
    second = desk.sealed(1)
    shared = desk.store.places(second.id)[0]
    desk.retention.purge(first.id, desk.boss)
    assert desk.store.record(held).entries["applicant.name"] == "架空 1"
    assert desk.store.picture_bytes(desk.store.record(shared.application).shots[0].photo)
    assert len(list(desk.outbox.iterdir())) == 1
    assert desk.receive(second.id).state is BatchState.RECEIVED


def test_a_picture_that_another_one_holds_stays(desk: Terminal) -> None:
    one = desk.take_in()
    row = desk.seal()
    desk.receive(row.id)
    desk.next_day(DAYS)
    draft = desk.draft(photo=False)
    page = desk.store.record(one).pictures[0]
    with desk.store._database.transaction():  # the same bytes, as a picture of another
        desk.store._database.run("DROP TRIGGER picture_is_evidence")
        desk.store._database.run(
            "UPDATE picture SET sha256 = ? WHERE application_id = ?", page.sha256, draft.id
        )
    desk.retention.purge(row.id, desk.boss)
    (mine,) = desk.store.record(draft.id).pictures
    assert desk.store.picture_bytes(mine.id) == b"page 1"


def test_files_that_a_power_cut_left_are_swept(desk: Terminal) -> None:
    row = desk.sealed(1)
    desk.receive(row.id)
    desk.next_day(DAYS)
    desk.store.purge_batch(row.id, DAYS, 1, desk.by())  # and the power was cut here
    assert len(list(desk.outbox.iterdir())) == 1
    assert desk.retention.sweep() == 1
    assert desk.retention.sweep() == 0


# limits -------------------------------------------------------------------------------------
def limits(desk: Terminal, free_mb: int = 100_000, **settings: Any) -> Limits:
    known: Settings = load_rules().on(desk.today).settings
    return Limits(
        desk.store, desk.clock, lambda: changed(known, **settings), lambda: free_mb * 1_000_000
    )


def levels(found: Limits) -> dict[str, str]:
    return {each.code: each.level.value for each in found.view().limits}


def test_too_many_unsent(desk: Terminal) -> None:
    found = limits(desk, unsent_warn=2, unsent_stop=3)
    assert levels(found)["unsent"] == "ok"
    desk.take_in()
    desk.sealed(1)
    assert levels(found)["unsent"] == "warn"
    found.check_new()
    desk.next_day()
    desk.take_in()
    with pytest.raises(Refused, match="limit_unsent_stop") as told:
        found.check_new()
    assert told.value.facts == {"value": 3, "most": 3}


def test_too_long_without_contact(desk: Terminal) -> None:
    found = limits(desk)
    desk.next_day(4)
    assert levels(found)["contact"] == "warn"
    desk.next_day(30)
    with pytest.raises(Refused, match="limit_contact_stop"):
        found.check_new()
    desk.store.note_contact(desk.clock.now().utc, 0.0)
    assert levels(found)["contact"] == "ok"
    desk.clock.wait(-3 * 86_400)  # the clock was set back: nothing is refused because of it
    assert levels(found)["contact"] == "ok"


def test_little_disk(desk: Terminal) -> None:
    view = limits(desk, free_mb=1_500).view()
    assert [each.code for each in view.warnings] == ["disk"]
    assert view.room_for == (1_500 - 500) // 6
    with pytest.raises(Refused, match="limit_disk_stop"):
        limits(desk, free_mb=400).check_new()
    assert limits(desk, free_mb=400).view().room_for == 0


def test_a_terminal_that_was_never_enrolled_has_no_contact_to_lose(tmp_path: Path) -> None:
    desk = Terminal(tmp_path / "desk", enrol=False)
    desk.next_day(400)
    assert levels(limits(desk))["contact"] == "ok"
    desk.store.close()


def test_a_supervisor_extends_for_some_hours(desk: Terminal) -> None:
    found = limits(desk, free_mb=400)
    with pytest.raises(Refused, match="supervisor_only"):
        found.extend("disk", REASON, desk.clerk)
    with pytest.raises(Refused, match="limit_reason"):
        found.extend("disk", "急ぎ", desk.boss)
    with pytest.raises(Refused, match="limit_not_reached"):
        found.extend("unsent", REASON, desk.boss)
    view = found.extend("disk", REASON, desk.boss)
    (disk,) = view.warnings
    assert (disk.level, disk.stops, disk.extended_until is not None) == (Level.STOP, False, True)
    found.check_new()
    desk.clock.wait(13 * 3600)
    with pytest.raises(Refused, match="limit_disk_stop"):
        found.check_new()
    assert [each.reason for each in desk.store.extensions()] == [REASON]


def test_a_limit_stops_new_applications_only(desk: Terminal) -> None:
    draft = desk.draft()
    intake = Intake(desk.store, desk.clock, load_rules(), lambda _c: True, desk.clerk, desk.day)
    intake.may_open = limits(desk, free_mb=1).check_new
    with pytest.raises(Refused, match="limit_disk_stop"):
        intake.open()
    intake.save(draft.id, {"applicant.phone": "090-0000-0001"})
    desk.approve(desk.accept(draft))
    desk.count()
    row = desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    assert desk.receive(row.id).state is BatchState.RECEIVED

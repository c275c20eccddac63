"""The tables keep the strongest promises even if Python forgets them (style, habit 4)."""

from __future__ import annotations

import pytest
from storage_world import MAIL, Booth, approve, picture, shot

from desk.domain.application import ALLOWED, ApplicationId, IntakeMethod, PictureKind, Status
from desk.domain.application import Concern as ConcernEnum
from desk.storage.database import sqlcipher
from desk.storage.migrations import m0001_the_counter


def attempt(booth: Booth, sql: str, *values: object) -> bool:
    """Whether the tables let it happen; it is undone in any case."""

    class UndoneError(Exception):
        pass

    try:
        with booth.store._database.transaction():
            booth.store._database.run(sql, *values)
            raise UndoneError
    except UndoneError:
        return True
    except sqlcipher.IntegrityError:
        return False


def force(booth: Booth, application: ApplicationId, status: Status) -> None:
    """Put an application where it could not go, with the guard away for a moment."""
    with booth.store._database.transaction():
        booth.store._database.run("DROP TRIGGER application_moves")
        booth.store._database.run(
            "UPDATE application SET status = ? WHERE id = ?", status.value, application
        )
        booth.store._database.run(m0001_the_counter._MOVES)


@pytest.fixture
def accepted(booth: Booth) -> ApplicationId:
    record = booth.store.open_application(booth.day.id, booth.by())
    booth.store.save_entries(record.id, {"applicant.name": "山田 花子"}, booth.by())
    booth.store.add_picture(record.id, picture(), booth.by())
    booth.store.add_shot(record.id, shot(booth.clock), booth.by())
    booth.store.accept(record.id, MAIL, "2026-11", booth.by())
    return record.id


@pytest.mark.parametrize("now", Status)
def test_the_triggers_allow_exactly_the_allowed_moves(
    booth: Booth, accepted: ApplicationId, now: Status
) -> None:
    approve(booth, accepted)
    force(booth, accepted, now)
    move = "UPDATE application SET status = ? WHERE id = ?"
    possible = {to for to in Status if attempt(booth, move, to.value, accepted)}
    assert possible - {now} == ALLOWED[now]


def test_nothing_is_sealed_that_nobody_looked_at(booth: Booth, accepted: ApplicationId) -> None:
    seal = "UPDATE application SET status = 'sealed' WHERE id = ?"
    assert not attempt(booth, seal, accepted)
    approve(booth, accepted)
    assert attempt(booth, seal, accepted)


def test_a_shot_never_takes_a_picture_of_another_application(booth: Booth) -> None:
    ids = []
    for data in (b"one", b"two"):
        record = booth.store.open_application(booth.day.id, booth.by())
        booth.store.add_shot(record.id, shot(booth.clock, data), booth.by())
        ids.append(record.id)
    taken = (
        "INSERT INTO shot (id, application_id, taken_order, frame, photo, form_id, operator,"
        " camera, taken_at, monotonic_ns, boot_id, frame_sha256, photo_sha256, chosen)"
        " SELECT 'x', ?, 9, frame, photo, form_id, operator, camera, taken_at, monotonic_ns,"
        " boot_id, frame_sha256, photo_sha256, 0 FROM shot WHERE application_id = ?"
    )
    assert attempt(booth, taken, ids[0], ids[0])
    assert not attempt(booth, taken, ids[0], ids[1])
    moved = "UPDATE picture SET application_id = ? WHERE application_id = ?"
    assert not attempt(booth, moved, ids[0], ids[1])


FROZEN = (
    "UPDATE application SET name = 'x'",
    "UPDATE application SET form_id = '1'",
    "UPDATE application SET route = 'counter'",
    "UPDATE application SET step = 1",
    "UPDATE application SET accepted_at = NULL",
    "UPDATE entry SET value = '\"x\"'",
    "DELETE FROM entry",
    "DELETE FROM shot",
    "UPDATE shot SET chosen = 0",
    "DELETE FROM picture",
    "INSERT INTO entry SELECT application_id, 'x', value, at, operator FROM entry",
    "INSERT INTO picture SELECT seq + 9, 'x', application_id, kind, sha256, size, width_px,"
    " height_px, taken_at, operator FROM picture LIMIT 1",
    "REPLACE INTO entry SELECT * FROM entry",
)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.PURGED}))
def test_what_is_no_draft_is_frozen(booth: Booth, accepted: ApplicationId, status: Status) -> None:
    approve(booth, accepted)
    force(booth, accepted, status)
    assert [sql for sql in FROZEN if attempt(booth, sql)] == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE application SET serial = 2",
        "UPDATE application SET id = 'x'",
        "DELETE FROM application",
        "UPDATE image SET data = x'00'",
        "DELETE FROM image",
        "UPDATE picture SET sha256 = sha256",
        "UPDATE shot SET photo_sha256 = 'x'",
        "UPDATE shot SET taken_at = 'x'",
        "INSERT INTO application (id, day_id, on_date, terminal, serial, version, status, step,"
        " opened_at, opened_by, changed_at) SELECT 'x', day_id, on_date, terminal, serial, version,"
        " 'draft', step, opened_at, opened_by, changed_at FROM application",
        "UPDATE desk_state SET open_application = 'nobody'",
    ],
)
def test_evidence_and_numbers_never_change_even_in_a_draft(
    booth: Booth, accepted: ApplicationId, sql: str
) -> None:
    force(booth, accepted, Status.DRAFT)
    assert not attempt(booth, sql)


def test_an_application_starts_as_a_draft(booth: Booth, accepted: ApplicationId) -> None:
    columns = (
        "id, day_id, on_date, terminal, serial, version, status, step, opened_at, opened_by,"
        " changed_at, accepted_at, accepted_by, route, rules_version"
    )
    values = (
        "'x', day_id, on_date, terminal, serial + 1, 1, ?, step, opened_at, opened_by,"
        " changed_at, accepted_at, accepted_by, route, rules_version"
    )
    insert = f"INSERT INTO application ({columns}) SELECT {values} FROM application"
    assert {status for status in Status if attempt(booth, insert, status.value)} == {Status.DRAFT}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("application", Status),
        ("picture", PictureKind),
        ("grounds", ConcernEnum),
        ("day", IntakeMethod),
    ],
)
def test_the_checks_know_the_same_words(booth: Booth, table: str, words: type) -> None:
    row = booth.store._database.row("SELECT sql FROM sqlite_master WHERE name = ?", table)
    assert row is not None
    assert all(f"'{word.value}'" in row["sql"] for word in words)  # type: ignore[attr-defined]

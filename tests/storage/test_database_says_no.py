"""The tables keep the strongest promises even if Python forgets them (style, habit 4)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from evidence_world import (
    FORM_ID,
    accept,
    alike,
    confirmation,
    opened,
    photographed,
    portrait,
    review,
    seen,
    slate,
)
from storage_world import MAIL, Booth, approve, picture, shot

from desk.domain.application import (
    ALLOWED,
    ApplicationId,
    Grounds,
    IntakeMethod,
    PictureKind,
    Status,
)
from desk.domain.application import Concern as ConcernEnum
from desk.domain.binding import Degree, DoubtKind, Token
from desk.domain.confirmation import Answer
from desk.domain.review import Decision
from desk.storage.database import sqlcipher
from desk.storage.migrations import m0003_the_sealed_day

GROUNDS = Grounds(concern=ConcernEnum.ENTRY_ERROR, detail="番地の入力の誤りを直す")


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


GUARDS = {
    sql.split()[2]: sql
    for sql in m0003_the_sealed_day._APPLICATION_TRIGGERS
    if sql.split()[0] == "CREATE" and " ON application" in sql
}
"""What a move of an application needs; tests/storage/test_sealed_says_no.py visits the reasons."""


def force(booth: Booth, application: ApplicationId, status: Status) -> None:
    """Put an application where it could not go, with the guards away for a moment."""
    drop_guards(booth)
    with booth.store._database.transaction():
        booth.store._database.run(
            "UPDATE application SET status = ? WHERE id = ?", status.value, application
        )
        for sql in GUARDS.values():
            booth.store._database.run(sql)


def drop_guards(booth: Booth, *but: str) -> None:
    with booth.store._database.transaction():
        for name in GUARDS.keys() - set(but):
            booth.store._database.run(f"DROP TRIGGER {name}")


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
    drop_guards(booth, "application_moves")
    move = "UPDATE application SET status = ? WHERE id = ?"
    possible = {to for to in Status if attempt(booth, move, to.value, accepted)}
    assert possible - {now} == ALLOWED[now]


def test_nothing_is_sealed_that_nobody_looked_at(booth: Booth, accepted: ApplicationId) -> None:
    seal = "UPDATE application SET status = 'sealed' WHERE id = ?"
    drop_guards(booth, "application_moves")
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
        "DELETE FROM shot",
        "DELETE FROM picture WHERE kind = 'form_page'",
        "REPLACE INTO shot SELECT * FROM shot",
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
        ("form_seen", Token),
        ("doubt", DoubtKind),
        ("doubt", Degree),
        ("confirmation", Answer),
        ("review", Decision),
    ],
)
def test_the_checks_know_the_same_words(booth: Booth, table: str, words: type) -> None:
    row = booth.store._database.row("SELECT sql FROM sqlite_master WHERE name = ?", table)
    assert row is not None
    assert all(f"'{word.value}'" in row["sql"] for word in words)  # type: ignore[attr-defined]


# step 2: what binds a photo to its application
EVIDENCE = ("form_seen", "slate", "shot_check", "doubt", "confirmation")


@pytest.fixture
def witnessed(booth: Booth) -> ApplicationId:
    """A draft with a row in every table of step 2 but the reviews."""
    other = photographed(booth, b"other")
    application = photographed(booth, b"1", slate=slate(booth), doubts=(alike(other),))
    booth.store.note_form_seen(application, seen(booth), booth.by())
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.add_confirmation(application, confirmation(booth), booth.by())
    return application


def columns(booth: Booth, table: str) -> list[str]:
    return [row["name"] for row in booth.store._database.rows(f"PRAGMA table_info({table})")]


def copies(booth: Booth, table: str) -> str:
    """Adds every row of the table once more, as if with another key, which stays to be named."""
    names = [name for name in columns(booth, table) if name != "seq"]
    values = {"shot": "'{shot}'", "sitting": "'s9'", "id": "'another'", "document": "'another'"}
    picked = ", ".join(values.get(name, name) for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked} FROM {table}"


@pytest.mark.parametrize("table", EVIDENCE)
def test_evidence_comes_with_drafts_and_stays_until_the_purge(
    booth: Booth, witnessed: ApplicationId, table: str
) -> None:
    mine = f" WHERE application_id = '{witnessed}'"
    with booth.store._database.transaction():  # a shot without check, slate and doubts
        bare = copies(booth, "shot").format(shot="another").replace(" chosen FROM", " 0 FROM")
        booth.store._database.run(bare + mine)
    add = copies(booth, table).format(shot="another") + mine
    delete = f"DELETE FROM {table}{mine}"
    assert statuses_that_allow(booth, witnessed, add) == {Status.DRAFT}
    assert statuses_that_allow(booth, witnessed, delete) == {Status.PURGED}


def statuses_that_allow(
    booth: Booth, application: ApplicationId, sql: str, asked: Iterable[Status] = Status
) -> set[Status]:
    """The application has been through everything, so that the table's own checks are content."""
    if booth.store.record(application).accepted_at is None:
        booth.store.change_settings({"keep_portraits": "until_purge"}, booth.by())
        accept(booth, application)
        approve(booth, application)
    allowed = set()
    for status in asked:
        force(booth, application, status)
        if attempt(booth, sql):
            allowed.add(status)
    return allowed


@pytest.mark.parametrize("table", [*EVIDENCE, "portrait"])
def test_evidence_never_changes_even_in_a_draft(
    booth: Booth, witnessed: ApplicationId, table: str
) -> None:
    assert [
        name
        for name in columns(booth, table)
        if attempt(booth, f"UPDATE {table} SET {name} = {name}")
    ] == []
    if table != "portrait":  # a newer one may take its place
        assert not attempt(booth, f"REPLACE INTO {table} SELECT * FROM {table}")


def test_a_portrait_comes_with_a_draft(booth: Booth, witnessed: ApplicationId) -> None:
    add = copies(booth, "portrait")
    assert statuses_that_allow(booth, witnessed, add) == {Status.DRAFT}


@pytest.mark.parametrize("answer", ["no", None])
def test_no_portrait_without_consent(
    booth: Booth, witnessed: ApplicationId, answer: str | None
) -> None:
    elsewhere = opened(booth, identity_copy_consent=answer)
    move = copies(booth, "portrait").replace(" application_id,", f" '{elsewhere}',", 2)
    move = move.replace(f"'{elsewhere}'", "application_id", 1)
    assert not attempt(booth, move)
    booth.store.save_entries(elsewhere, {"identity.copy_consent": "yes"}, booth.by())
    assert attempt(booth, move)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entry WHERE field = 'identity.copy_consent'",
        "UPDATE entry SET value = '\"no\"' WHERE field = 'identity.copy_consent'",
        "UPDATE entry SET value = '\"\"' WHERE field = 'identity.copy_consent'",
    ],
)
def test_consent_stays_as_long_as_its_portraits(
    booth: Booth, witnessed: ApplicationId, sql: str
) -> None:
    mine = f"{sql} AND application_id = ?"
    assert not attempt(booth, mine, witnessed)
    booth.store.drop_portraits(witnessed, booth.by())
    assert attempt(booth, mine, witnessed)


def test_a_portrait_waits_for_the_supervisor_or_the_end(
    booth: Booth, witnessed: ApplicationId
) -> None:
    accept(booth, witnessed)
    possible = set(Status) - {Status.SEALED}  # nobody looked at it
    allowed = statuses_that_allow(booth, witnessed, "DELETE FROM portrait", possible)
    assert possible - allowed == {Status.HELD, Status.ACCEPTED}


@pytest.mark.parametrize("decision", Decision)
def test_a_portrait_goes_once_it_was_approved(
    booth: Booth, witnessed: ApplicationId, decision: Decision
) -> None:
    booth.store.change_settings({"keep_portraits": "until_purge"}, booth.by())
    accept(booth, witnessed)
    review(booth, witnessed, Decision.APPROVED)
    review(booth, witnessed, decision)
    approved = decision is Decision.APPROVED
    assert attempt(booth, "DELETE FROM portrait") == approved
    seal = "UPDATE application SET status = 'sealed' WHERE id = ?"
    drop_guards(booth, "application_moves")
    assert attempt(booth, seal, witnessed) == approved  # the newest word counts


def test_a_review_comes_to_accepted_ones_and_stays_until_the_purge(
    booth: Booth, witnessed: ApplicationId
) -> None:
    add = copies(booth, "review")
    assert statuses_that_allow(booth, witnessed, add) == {Status.ACCEPTED}
    delete = "DELETE FROM review"
    assert statuses_that_allow(booth, witnessed, delete) == {Status.PURGED}
    assert [
        name
        for name in columns(booth, "review")
        if attempt(booth, f"UPDATE review SET {name} = {name}")
    ] == []


@pytest.mark.parametrize("photo", ["NULL", "'x'", "(SELECT photo_sha256 FROM shot LIMIT 1)"])
def test_a_review_of_another_photo_is_refused(
    booth: Booth, witnessed: ApplicationId, photo: str
) -> None:
    accept(booth, witnessed)
    approve(booth, witnessed)
    add = copies(booth, "review").replace(
        " photo_sha256, at, operator FROM", f" {photo}, at, operator FROM"
    )
    assert photo in add
    assert not attempt(booth, add)
    assert attempt(booth, copies(booth, "review"))


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("supervisor", [True, False])
def test_a_review_is_signed_by_a_supervisor(
    booth: Booth, witnessed: ApplicationId, supervisor: bool, active: bool
) -> None:
    accept(booth, witnessed)
    approve(booth, witnessed)
    who = booth.store.add_operator("二人目", "135790", supervisor=supervisor, by=booth.by()).id
    booth.store.set_operator_active(who, active, booth.by())
    add = copies(booth, "review").replace(" at, operator FROM", f" at, '{who}' FROM")
    assert who in add
    assert attempt(booth, add) == (supervisor and active)


def test_a_shot_is_of_the_form_of_its_application(booth: Booth, witnessed: ApplicationId) -> None:
    for form_id in (None, "9" * 23):
        with pytest.raises(sqlcipher.IntegrityError, match="of the form"):
            booth.store.add_shot(witnessed, shot(booth.clock, b"x", form_id), booth.by())
    formless = opened(booth)
    with pytest.raises(sqlcipher.IntegrityError, match="of the form"):
        booth.store.add_shot(formless, shot(booth.clock, b"x", FORM_ID), booth.by())
    assert len(booth.store.record(witnessed).shots) == 1


def test_the_form_stays_once_a_photo_was_taken(booth: Booth, witnessed: ApplicationId) -> None:
    for form_id in (None, "9" * 23):
        with pytest.raises(sqlcipher.IntegrityError, match="form stays"):
            booth.store.save_entries(witnessed, {"form.id": form_id}, booth.by())
    booth.store.save_entries(witnessed, {"applicant.name": "山田 花子"}, booth.by())
    assert booth.store.record(witnessed).entries["form.id"] == FORM_ID


def test_an_older_shot_of_another_form_can_still_be_corrected(
    booth: Booth, witnessed: ApplicationId
) -> None:
    """Version 1 of the file did not look: its shots are copied as they are, and shown."""
    with booth.store._database.transaction():
        booth.store._database.run("DROP TRIGGER shot_is_evidence")
        booth.store._database.run("UPDATE shot SET form_id = NULL")
    accept(booth, witnessed)
    new = booth.store.open_correction(witnessed, GROUNDS, booth.by())
    assert [each.form_id for each in new.shots] == [None]
    with pytest.raises(sqlcipher.IntegrityError, match="of the form"):
        booth.store.add_shot(new.id, shot(booth.clock, b"x"), booth.by())

"""Step 3 of the file: every trigger of it says no, even if Python forgets (style, habit 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.domain.application import ApplicationId, Status
from desk.domain.batch import ALLOWED, BatchState, move
from desk.domain.errors import MoveNotAllowed
from desk.services.batch_store import BatchRow
from desk.storage.database import sqlcipher
from desk.storage.migrations import m0003_the_sealed_day
from tests.sealed_world import REASON, Terminal


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


def attempt(desk: Terminal, sql: str, *values: object, why: str = "") -> bool:
    """Whether the tables let it happen; it is undone in any case. `why`: what they must say."""

    class UndoneError(Exception):
        pass

    try:
        with desk.store._database.transaction():
            desk.store._database.run(sql, *values)
            raise UndoneError
    except UndoneError:
        return True
    except sqlcipher.IntegrityError as error:
        assert why in str(error)  # noqa: PT017
        return False


def drop(desk: Terminal, *triggers: str) -> None:
    with desk.store._database.transaction():
        for name in triggers:
            desk.store._database.run(f"DROP TRIGGER {name}")


def set_state(desk: Terminal, row: BatchRow, state: BatchState) -> None:
    """Put the batch there, with every guard of its state away."""
    guards = ("batch_moves", "batch_received_with_a_receipt", "batch_purged_by_retention")
    sql = {
        each.split()[2]: each
        for each in m0003_the_sealed_day._BATCH_TRIGGERS
        if each.split()[2] in (*guards, "batch_that_left_stays_sealed")
    }
    drop(desk, *sql)
    columns = {
        BatchState.SENDING: "owner = 'x', lease_until = 'x'",
        BatchState.FAILED: "failed_at = 'x', trouble = 'x'",
        BatchState.CARRIED: "carried_at = 'x'",
        BatchState.RECEIVED: "received_at = 'x'",
        BatchState.PURGED: "received_at = 'x', purged_at = 'x'",
        BatchState.WITHDRAWN: "withdrawn_at = 'x', reason = 'x', withdrawn_by = sealed_by",
    }.get(state, "sent_bytes = 0")
    with desk.store._database.transaction():
        desk.store._database.run(f"UPDATE batch SET state = ?, {columns}", state.value)
        for each in sql.values():
            desk.store._database.run(each)


# the batch ----------------------------------------------------------------------------------
def test_the_table_covers_every_state_and_ends_purged_or_withdrawn() -> None:
    assert set(ALLOWED) == set(BatchState)
    ends = {state for state, after in ALLOWED.items() if not after}
    assert ends == {BatchState.PURGED, BatchState.WITHDRAWN}
    for now in BatchState:
        for to in BatchState:
            if to in ALLOWED[now]:
                assert move(now, to) is to
            else:
                with pytest.raises(MoveNotAllowed):
                    move(now, to)


@pytest.mark.parametrize("now", BatchState)
def test_the_trigger_allows_exactly_the_allowed_moves(desk: Terminal, now: BatchState) -> None:
    row = desk.sealed(1)
    set_state(desk, row, now)
    drop(
        desk,
        "batch_received_with_a_receipt",
        "batch_purged_by_retention",
        "batch_that_left_stays_sealed",
    )
    every = (
        "UPDATE batch SET state = ?1, owner = iif(?1 = 'sending', 'x', NULL),"
        " lease_until = iif(?1 = 'sending', 'x', NULL), failed_at = 'x', trouble = 'x',"
        " carried_at = 'x', received_at = iif(?1 IN ('received', 'purged'), 'x', NULL),"
        " purged_at = iif(?1 = 'purged', 'x', NULL), withdrawn_at = iif(?1 = 'withdrawn', 'x',"
        " NULL), withdrawn_by = sealed_by, reason = 'x'"
    )
    possible = {to for to in BatchState if attempt(desk, every, to.value)}
    assert possible - {now} == ALLOWED[now]
    never = "UPDATE batch SET state = 'waiting', withdrawn_at = NULL WHERE state = 'withdrawn'"
    assert attempt(desk, never, why="a batch cannot go there") is (now is not BatchState.WITHDRAWN)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE batch SET manifest = x'00'",
        "UPDATE batch SET digest = previous",
        "UPDATE batch SET tally = '{}'",
        "UPDATE batch SET packets = 9",
        "UPDATE batch SET sealed_by = 'x'",
        "DELETE FROM batch",
        "UPDATE packet SET size = 1",
        "UPDATE packet SET body = digest",
        "DELETE FROM packet",
        "UPDATE batch_packet SET position = 9",
        "DELETE FROM batch_packet",
        "UPDATE receipt SET way = 'line'",
        "DELETE FROM receipt",
        "UPDATE receipt_line SET outcome = 'already'",
        "DELETE FROM receipt_line",
        "UPDATE paper_count SET counted = 1",
        "DELETE FROM paper_count",
        "UPDATE day_close SET shortage = 'x', shortage_by = begun_by",
        "DELETE FROM day_close",
        "UPDATE application SET counted_in = NULL",
        "UPDATE terminal_key SET private = x'00'",
        "DELETE FROM terminal_key",
        "UPDATE enrolment SET hub_url = 'x'",
        "DELETE FROM enrolment",
        "UPDATE key_set SET envelope = x'00'",
        "DELETE FROM key_set",
        "UPDATE reference SET envelope = x'00'",
        "DELETE FROM reference",
        "UPDATE supervisor_key SET slot = '{}'",
        "DELETE FROM supervisor_key",
        "REPLACE INTO packet SELECT * FROM packet",
        "REPLACE INTO receipt SELECT * FROM receipt",
        "INSERT INTO scanned_sheet SELECT seq, 1, (SELECT id FROM application LIMIT 1), 'x',"
        " begun_by FROM day_close",
    ],
)
def test_what_is_sealed_received_or_signed_never_changes(desk: Terminal, sql: str) -> None:
    desk.end(desk.draft(), Status.HELD)
    row = desk.sealed(1)
    desk.receive(row.id)
    assert not attempt(desk, sql)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE supervisor_key SET retired_at = NULL", "a key is only retired"),
        ("UPDATE grounds SET detail = 'x'", "grounds never change"),
        ("DELETE FROM grounds", "grounds stay until the purge"),
        (
            "INSERT INTO key_set SELECT root, serial - 1, envelope, at FROM key_set",
            "key_set only advances",
        ),
        (
            "INSERT INTO reference SELECT root, serial - 1, envelope, at FROM reference",
            "reference only advances",
        ),
        (
            "INSERT INTO receipt SELECT id, x'00', 'x', 'x', 'x', 'line' FROM batch",
            "no receipt for this batch",
        ),
        (
            "INSERT INTO paper_count SELECT seq + 9, close, envelope, counted, recorded, counter,"
            " at, operator FROM paper_count LIMIT 1",
            "this closing is sealed",
        ),
    ],
)
def test_it_says_why(desk: Terminal, sql: str, words: str) -> None:
    desk.end(desk.draft(), Status.HELD)
    row = desk.sealed(1)
    desk.receive(row.id)
    assert not attempt(desk, sql, why=words)


def test_a_batch_starts_waiting_by_a_supervisor(desk: Terminal) -> None:
    desk.sealed(1)
    columns = (
        "id, name, terminal, sequence, day_id, on_date, venue, enrolment, manifest, digest,"
        " previous, tally, packets, bytes, sealed_at, sealed_by, state, changed_at, carried_at"
    )
    values = (
        "'y', 'y', terminal, 9, day_id, on_date, venue, enrolment, manifest, replace(digest,"
        " substr(digest, 1, 4), '0000'), previous, tally, packets, bytes, sealed_at, ?, ?,"
        " changed_at, 'x'"
    )
    insert = f"INSERT INTO batch ({columns}) SELECT {values} FROM batch"
    assert attempt(desk, insert, desk.boss.id, "waiting")
    assert not attempt(desk, insert, desk.boss.id, "carried", why="starts waiting")
    assert not attempt(desk, insert, desk.clerk.id, "waiting", why="only a supervisor")


def test_what_left_is_not_withdrawn(desk: Terminal) -> None:
    row = desk.sealed(1)
    withdraw = (
        "UPDATE batch SET state = 'withdrawn', withdrawn_at = 'x', withdrawn_by = sealed_by,"
        " reason = 'x'"
    )
    assert attempt(desk, withdraw)
    desk.store.note_sent(row.id, 0, 0)
    assert not attempt(desk, withdraw, why="that left")
    assert not attempt(desk, "UPDATE batch SET sent_at = NULL", why="taken back")
    desk.sending.note_carried(row.id, Path("x"))
    assert not attempt(desk, "UPDATE batch SET carried_at = NULL", why="taken back")


# applications -------------------------------------------------------------------------------
def test_nothing_is_sealed_without_its_packet(desk: Terminal) -> None:
    desk.take_in()
    assert not attempt(desk, "UPDATE application SET status = 'sealed'", why="without a packet")


def test_nothing_is_received_without_a_receipt_that_covers_it(desk: Terminal) -> None:
    row = desk.sealed(2)
    receive = "UPDATE application SET status = 'received'"
    assert not attempt(desk, receive, why="without a receipt")
    batch = "UPDATE batch SET state = 'received', received_at = 'x'"
    assert not attempt(desk, batch, why="with its receipt")
    first = desk.store.places(row.id)[0].digest
    with desk.store._database.transaction():  # a receipt that covers one of two
        desk.store._database.run(
            "INSERT INTO receipt VALUES (?, x'00', 'hub', 'x', 'x', 'line')", row.id
        )
        desk.store._database.run(
            "INSERT INTO receipt_line VALUES (?, ?, 'stored', ?)", row.id, first, first
        )
    assert not attempt(desk, batch, why="with its receipt")
    assert not attempt(desk, receive, why="without a receipt")
    one = "UPDATE application SET status = 'received' WHERE id = ?"
    covered, other = (each.application for each in desk.store.places(row.id))
    assert attempt(desk, one, covered)
    assert not attempt(desk, one, other)
    line = "INSERT INTO receipt_line VALUES (?, ?, 'stored', ?)"
    assert not attempt(desk, line, row.id, "0" * 64, "0" * 64)  # not of this batch


def test_sealed_ones_come_back_only_with_their_batch_withdrawn(desk: Terminal) -> None:
    desk.sealed(1)
    back = "UPDATE application SET status = 'accepted'"
    assert not attempt(desk, back, why="its batch stands")
    with desk.store._database.transaction():
        desk.store._database.run(
            "UPDATE batch SET state = 'withdrawn', withdrawn_at = 'x', withdrawn_by = sealed_by,"
            " reason = 'x'"
        )
    assert attempt(desk, back)


PURGE = (
    "UPDATE application SET status = 'purged', name = '', kana = '', name_key = '', kana_key = '',"
    " birth = NULL, address_key = '', form_id = NULL, reasons = '[]'"
)


@pytest.mark.parametrize("status", ["received", "voided", "handed_back", "superseded"])
def test_nothing_is_purged_without_a_deletion_record(desk: Terminal, status: str) -> None:
    application = _ended(desk, status)
    row = desk.sealed(1)
    mine = f"{PURGE} WHERE id = '{application or desk.store.places(row.id)[0].application}'"
    record = "INSERT INTO deletion VALUES (?, 'x', ?, 7, 0, 0, 0)"
    assert not attempt(desk, record, row.id, desk.boss.id, why="before the receipt")
    desk.receive(row.id)
    assert not attempt(desk, mine, why="without a deletion record")
    purged = "UPDATE batch SET state = 'purged', purged_at = 'x'"
    assert not attempt(desk, purged, why="with its record")
    with desk.store._database.transaction():
        desk.store._database.run(record, row.id, desk.boss.id)
    assert attempt(desk, mine)
    assert not attempt(desk, mine.replace("name = '', ", "", 1), why="nothing personal")
    assert not attempt(desk, "UPDATE deletion SET days = 0", why="never changes")
    assert not attempt(desk, "DELETE FROM deletion", why="stays")


def _ended(desk: Terminal, status: str) -> ApplicationId | None:
    if status in ("voided", "handed_back"):
        return desk.end(desk.draft(), Status(status))
    if status == "superseded":
        from tests.sealed_world import GROUNDS

        application = desk.take_in()
        new = desk.store.open_correction(application, GROUNDS, desk.by())
        desk.approve(desk.accept(new))
        return application
    return None


def test_an_application_is_counted_with_one_day_only(desk: Terminal) -> None:
    held = desk.end(desk.draft(), Status.HELD)
    first = desk.sealed(1)
    count = "UPDATE application SET counted_in = ? WHERE id = ?"
    assert not attempt(desk, count, first.id, held, why="one day only")
    assert not attempt(desk, count, "nowhere", held)
    desk.next_day()
    second = desk.sealed(1)
    sealed = desk.store.places(first.id)[0].application
    assert not attempt(desk, count, second.id, sealed, why="one day only")


# packets, days, people ----------------------------------------------------------------------
def test_packets_are_of_approved_ones_and_come_while_the_day_is_sealed(desk: Terminal) -> None:
    row = desk.sealed(1)
    desk.next_day()
    unseen = desk.accept(desk.draft())
    packet = "INSERT INTO packet VALUES (?, 1, ?, '131016', ?, 'x')"
    digest = "1" * 64
    assert not attempt(desk, packet, digest, unseen, digest, why="only approved")
    desk.approve(unseen)
    assert attempt(desk, packet, digest, unseen, digest)
    with desk.store._database.transaction():
        desk.store._database.run(packet, digest, unseen, digest)
    place = "INSERT INTO batch_packet VALUES (?, 9, ?, ?)"
    assert attempt(desk, place, row.id, digest, unseen)
    sealed = desk.store.places(row.id)[0].application
    assert not attempt(desk, place, row.id, digest, sealed, why="while its day is sealed")
    desk.receive(row.id)
    assert not attempt(desk, place, row.id, digest, unseen, why="while its day is sealed")
    assert attempt(desk, "DELETE FROM packet WHERE digest = ?", digest)  # in no batch


def test_a_day_is_closed_with_a_standing_batch(desk: Terminal) -> None:
    close = "UPDATE day SET closed = 1, closed_with = ?"
    assert not attempt(desk, close, None, why="with its batch")
    row = desk.sealed(1)
    assert attempt(desk, close, row.id)
    desk.close().reopen(REASON)
    assert not attempt(desk, close, row.id, why="with its batch")
    again = (
        "UPDATE day_close SET ended_as = 'continued', ended_at = 'x', ended_by = begun_by,"
        " reason = 'x'"
    )
    assert not attempt(desk, again, why="has ended")


def test_a_closing_ends_as_withdrawn_only_with_its_batch(desk: Terminal) -> None:
    desk.sealed(1)
    end = "UPDATE day_close SET ended_as = ?, ended_at = 'x', ended_by = ?, reason = 'x'"
    assert attempt(desk, end, "continued", desk.boss.id)
    assert not attempt(desk, end, "withdrawn", desk.boss.id, why="has ended")
    assert not attempt(desk, end, "continued", desk.clerk.id, why="only a supervisor")


def test_exceptions_are_a_supervisors(desk: Terminal) -> None:
    desk.take_in()
    desk.count()
    for kind in ("shortage", "alone"):
        sql = f"UPDATE day_close SET {kind} = 'x', {kind}_by = ?"
        assert attempt(desk, sql, desk.boss.id)
        assert not attempt(desk, sql, desk.clerk.id, why="only a supervisor")
    extend = "INSERT INTO extension VALUES (1, 'disk', 'x', 'x', 'x', ?)"
    assert attempt(desk, extend, desk.boss.id)
    assert not attempt(desk, extend, desk.clerk.id, why="only a supervisor")
    key = "INSERT INTO supervisor_key VALUES (?, ?, '{}', 'x', NULL)"
    assert attempt(desk, key, "a" * 64, desk.boss.id)
    assert not attempt(desk, key, "a" * 64, desk.clerk.id, why="only a supervisor")
    with desk.store._database.transaction():
        desk.store._database.run(extend, desk.boss.id)
    assert not attempt(desk, "UPDATE extension SET until = 'y'", why="never changes")
    assert not attempt(desk, "DELETE FROM extension", why="stays")


@pytest.mark.parametrize(
    ("table", "words"), [("batch", BatchState), ("paper_count", None), ("extension", None)]
)
def test_the_checks_know_the_same_words(
    desk: Terminal, table: str, words: type[BatchState] | None
) -> None:
    row = desk.store._database.row("SELECT sql FROM sqlite_master WHERE name = ?", table)
    assert row is not None
    for word in words or ():
        assert f"'{word.value}'" in row["sql"]


def test_every_sentence_of_the_triggers_is_heard() -> None:
    """Whoever adds a trigger adds the test in which it says no: in its own words, or, for the
    plain ones, with the statement that it stops."""
    source = "\n".join(m0003_the_sealed_day.STATEMENTS)
    sentences = {part.split("'")[0] for part in source.split("RAISE(ABORT, '")[1:]}
    here = Path(__file__).read_text("utf-8")
    said = re.findall(r'why="([^"]{4,})"', here)
    plain = {"never changes": "UPDATE {} ", "stays": "DELETE FROM {}"}

    def heard(sentence: str) -> bool:
        table, _, rest = sentence.partition(" ")
        stopped = rest in plain and plain[rest].format(table) in here
        return stopped or any(words in sentence for words in said) or f'"{sentence}"' in here

    elsewhere = {"status cannot follow"}  # tests/storage/test_database_says_no.py
    assert {each for each in sentences if not heard(each)} <= elsewhere

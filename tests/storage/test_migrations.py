"""From every saved version to this one; whole or not at all; after a copy; never back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations
from storage_world import KEY, MAIL, PLAIN_KEYS, TODAY, StillClock, approve, open_booth, shot

from desk.domain.application import Concern, Grounds, Line, Record, Status, Step
from desk.domain.batch import BatchState
from desk.domain.binding import DoubtKind, SlateState, Token
from desk.domain.confirmation import Answer
from desk.domain.errors import NeedsPerson
from desk.domain.review import Decision
from desk.domain.tally import Envelope
from desk.services.ports import StoreKey
from desk.storage.database import Database
from desk.storage.key_slots import STORE_FILE
from desk.storage.migrations import STEPS, m0002_the_photo_station, migrate
from desk.storage.store import SqliteStore, open_store
from sync.envelope import digest_of

FIXTURES = Path(__file__).parent / "fixtures"
SAVED = sorted(FIXTURES.glob("*.db"))


def later(*statements: str) -> Migrations:
    """This version's steps and one more."""
    steps = Migrations("desk")
    steps._migrations = list(STEPS._migrations)

    @steps(name="9999_later")
    def _later(tables: object) -> None:
        for statement in statements:
            tables.conn.execute(statement)  # type: ignore[attr-defined]

    return steps


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    open_booth(folder).store.close()
    database = Database(folder / STORE_FILE, KEY)
    yield database
    database.close()


def test_there_is_a_saved_file_of_a_release() -> None:
    assert SAVED


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: path.stem)
def test_a_saved_file_opens_with_everything_in_it(saved: Path, folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(saved, folder / STORE_FILE)
    key = StoreKey(bytes.fromhex(saved.with_suffix(".key").read_text()))
    store = open_store(folder, key, keys=PLAIN_KEYS, clock=StillClock())
    lines = tuple(line for line in store.page("", 0, 10) if line.day == TODAY)
    assert [(line.name, line.status) for line in lines] == [
        ("例 4", Status.DRAFT),
        ("例 3", Status.VOIDED),
        ("例 2", Status.ACCEPTED),
        ("例 1", Status.ACCEPTED),
    ]
    resumed = store.resume()
    assert resumed is not None
    assert (resumed.id, resumed.step) == (lines[0].id, Step.PHOTO)
    assert {store.picture_bytes(each.id)[:5] for each in resumed.pictures} == {
        b"page",
        b"frame",
        b"photo",
    }
    look_at(store, saved.stem, resumed, lines)
    look_at_the_sealed(store, saved.stem)
    look_at_the_cases(store, saved.stem)
    assert store.verify_audit() > 20
    store.verify_integrity()
    store.close()


def look_at(store: SqliteStore, saved: str, draft: Record, lines: tuple[Line, ...]) -> None:
    """What the file holds of step 2: nothing in one of version 1, everything in a later one."""
    accepted, corrected = store.record(lines[3].id), store.record(lines[2].id)
    shot = draft.chosen_shot
    assert shot is not None
    if saved == "0001_the_counter":
        assert (shot.slate, shot.findings, shot.measures, shot.doubts) == (None, (), {}, ())
        assert (draft.seen, draft.portraits, draft.confirmations) == ((), (), ())
        assert (accepted.reviewed, corrected.reviews) == (False, ())
        return
    assert (shot.findings, shot.measures) == (("EyesOpen",), {"EyesOpen": 0.25})
    assert shot.slate_state(30) is SlateState.MATCHED
    assert [each.kind for each in shot.doubts] == [DoubtKind.NOT_COMPARED, DoubtKind.ALIKE_FACE]
    assert store.doubted_by(accepted.id) == (
        (draft.id, shot.doubts[1]),
        (corrected.id, shot.doubts[1]),
    )
    assert [each.token for each in draft.seen] == [Token.FORM]
    assert [store.picture_bytes(each.id) for each in draft.portraits] == [b"face"]
    assert [each.answer for each in draft.confirmations] == [Answer.RIGHT]
    assert (accepted.reviewed, accepted.portraits) == (True, ())
    assert corrected.supersedes is not None
    (sent_back,) = store.record(corrected.supersedes).reviews
    assert (sent_back.decision, corrected.reviews) == (Decision.SENT_BACK, ())


def look_at_the_sealed(store: SqliteStore, saved: str) -> None:
    """What the file holds of step 3: nothing before it, two days in it and later."""
    batches = {row.state: row for row in store.batches()}
    if saved < "0003":
        assert batches == {}
        assert (store.enrolment(), store.contact(), store.extensions()) == (None, None, ())
        return
    purged, received = batches[BatchState.PURGED], batches[BatchState.RECEIVED]
    assert (purged.sequence, received.sequence, received.previous) == (1, 2, purged.digest)
    (place,) = store.places(received.id)
    assert store.record(place.application).status is Status.RECEIVED
    assert store.record(place.application).entries["applicant.name"] == "例 received"
    (gone,) = store.places(purged.id)
    assert store.record(gone.application).entries == {}
    assert digest_of(store.manifest(purged.id)) == purged.digest
    assert store.receipt(received.id) is not None
    assert [each.name for each in store.deletions()] == [purged.name]
    supervisor = store.operators()[0].id
    assert store.open_supervisor_key(supervisor, "482913") is not None
    assert store.terminal_key() is not None
    closing = store.closing(store.days()[0].id)
    assert closing is not None
    assert (closing.count_of(Envelope.ACCEPTED).counted, store.scanned(closing.id)[0]) == (  # type: ignore[union-attr]
        2,
        Envelope.ACCEPTED,
    )
    assert (len(store.extensions()), store.contact().offset_s) == (1, -1.5)  # type: ignore[union-attr]


def look_at_the_cases(store: SqliteStore, saved: str) -> None:
    """What the file holds of step 4: nothing before it, four cases in it and later."""
    day = next(each.id for each in store.days() if each.on == TODAY)
    cases = store.cases(day)
    if saved < "0004":
        assert cases == ()
        return
    assert [each.state.value for each in cases] == ["waiting", "open", "done", "open"]
    assert cases[1].entries == {"applicant.name": "例 5"}
    assert cases[2].entries["identity.documents"] == ("passport",)
    assert (cases[2].papers, cases[2].result) == (("receipt",), "returned")
    assert store.case_figures(day)[0].counts == ("returns",)
    assert cases[3].application is not None
    assert store.case_of_application(cases[3].application) == cases[3]


def test_what_was_taken_with_version_1_can_be_gone_on_with(folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(FIXTURES / "0001_the_counter.db", folder / STORE_FILE)
    booth = open_booth(folder)
    draft, _, _, accepted = booth.store.page("", 0, 10)
    form_id = booth.store.record(draft.id).entries["form.id"]
    new = shot(booth.clock, b"new", form_id)  # type: ignore[arg-type]
    booth.store.add_shot(draft.id, new, booth.by())
    booth.store.accept(draft.id, MAIL, "2026-11", booth.by())
    approve(booth, draft.id)
    assert booth.store.day_tally(booth.day.id).accepted == 3
    grounds = Grounds(concern=Concern.OTHER, detail="例としての訂正です")
    correction = booth.store.open_correction(accepted.id, grounds, booth.by())
    assert len(correction.shots) == 1
    booth.store.verify_integrity()
    booth.store.verify_audit()
    booth.store.close()


_OPEN = """
import sys
from pathlib import Path
from desk.storage import database
from storage_world import KEY, PLAIN_KEYS, StillClock
from desk.storage.store import open_store
stop = int(sys.argv[2])
statements = 0

class Connection:
    def __init__(self, connection):
        self.__dict__["c"] = connection
    def __getattr__(self, name):
        return getattr(self.c, name)
    def execute(self, sql, *values):
        global statements
        if sql.lstrip().startswith("CREATE"):
            statements += 1
            if statements == stop:
                import os, signal
                os.kill(os.getpid(), signal.SIGKILL)
        return self.c.execute(sql, *values)

tables = database.Database.tables
def watched(self):
    found = tables(self)
    found.conn = Connection(found.conn)
    return found
database.Database.tables = watched
open_store(Path(sys.argv[1]), KEY, keys=PLAIN_KEYS, clock=StillClock()).close()
print(statements)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_migration_killed_in_the_middle_leaves_version_1(folder: Path, tmp_path: Path) -> None:
    def open_and_die_at(statement: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _OPEN, str(folder), str(statement)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{Path.cwd()}"},
            capture_output=True,
            text=True,
            check=False,
        )

    folder.mkdir()
    saved = FIXTURES / "0001_the_counter.db"
    for statement in (1, 2, 20, len(m0002_the_photo_station.STATEMENTS)):
        shutil.copyfile(saved, folder / STORE_FILE)
        killed = open_and_die_at(statement)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        before = Database(folder / STORE_FILE, KEY)
        assert before.row("PRAGMA user_version")[0] == 1  # type: ignore[index]
        assert before.row("SELECT 1 FROM sqlite_master WHERE name = 'slate'") is None
        assert before.row("SELECT count(*) FROM shot")[0] == 5  # type: ignore[index]
        before.close()
    done = open_and_die_at(0)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(m0002_the_photo_station.STATEMENTS)
    store = open_store(folder, KEY, keys=PLAIN_KEYS, clock=StillClock())
    assert store.count() == 4
    store.verify_integrity()
    store.close()
    copy = Database(folder / "desk-before-0002_the_photo_station.db", KEY)
    assert copy.row("SELECT count(*) FROM shot")[0] == 5  # type: ignore[index]
    copy.close()


def test_nothing_is_copied_when_nothing_is_to_do(database: Database) -> None:
    assert migrate(database) is None
    assert [path.name for path in database.path.parent.glob("*before*")] == []


def test_a_new_step_is_applied_once_after_a_copy(database: Database) -> None:
    steps = later("CREATE TABLE later (x INTEGER) STRICT")
    copy = migrate(database, steps)
    assert copy is not None
    assert migrate(database, steps) is None
    assert database.rows("SELECT * FROM later") == []
    before = Database(copy, KEY)  # the copy is encrypted and of the older version
    assert before.row("SELECT 1 FROM sqlite_master WHERE name = 'later'") is None
    assert before.row("SELECT count(*) FROM operator")[0] == 1  # type: ignore[index]
    before.close()


def test_a_failing_step_leaves_nothing_behind(database: Database) -> None:
    before = database.rows("SELECT * FROM sqlite_master ORDER BY rowid")
    with pytest.raises(Exception, match="no such table"):
        migrate(database, later("CREATE TABLE later (x INTEGER)", "DROP TABLE nowhere"))
    assert database.rows("SELECT * FROM sqlite_master ORDER BY rowid") == before
    assert migrate(database) is None


def test_a_file_from_the_future_is_refused_untouched(database: Database) -> None:
    migrate(database, later("CREATE TABLE later (x INTEGER)"))
    database.checkpoint()
    before = database.path.read_bytes()
    with pytest.raises(NeedsPerson, match="store_newer"):
        migrate(database)
    assert database.path.read_bytes() == before


def test_the_store_refuses_a_file_from_the_future(database: Database) -> None:
    migrate(database, later("CREATE TABLE later (x INTEGER)"))
    database.close()
    with pytest.raises(NeedsPerson, match="store_newer"):
        open_store(database.path.parent, KEY, keys=PLAIN_KEYS, clock=StillClock())


def test_damage_found_while_looking_for_steps_is_told(folder: Path) -> None:
    open_booth(folder).store.close()
    path = folder / STORE_FILE
    content = bytearray(path.read_bytes())
    content[8192 + 100] ^= 1  # the second page: sqlite-utils' own table
    path.write_bytes(content)
    with pytest.raises(NeedsPerson, match="store_damaged"):
        open_store(folder, KEY, keys=PLAIN_KEYS, clock=StillClock())

"""From every saved version to this one; whole or not at all; after a copy; never back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations
from storage_world import KEY, PLAIN_KEYS, StillClock, open_booth

from desk.domain.application import Status, Step
from desk.domain.errors import NeedsPerson
from desk.services.ports import StoreKey
from desk.storage.database import Database
from desk.storage.key_slots import STORE_FILE
from desk.storage.migrations import STEPS, migrate
from desk.storage.store import open_store

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
    lines = store.page("", 0, 10)
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
    assert store.verify_audit() > 20
    store.verify_integrity()
    store.close()


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

"""What a supervisor may change, on a real vault and a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_opening import PASSPHRASE, SETUP, FixedClock

from desk.assets import load_wording
from desk.domain.errors import DeskError
from desk.services.opening import Opening
from desk.services.settings import IDLE_MINUTES, Settings, Supervision
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import SqliteStore, open_store
from desk.store_at import search_keys


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    clock, folder = FixedClock(), tmp_path / "data"
    return Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )


@pytest.fixture
def store(opening: Opening) -> Iterator[SqliteStore]:
    store = opening.create(PASSPHRASE, SETUP)
    assert isinstance(store, SqliteStore)
    yield store
    store.close()


@pytest.fixture
def room(opening: Opening, store: SqliteStore) -> Supervision:
    return Supervision(store, opening, FixedClock(), store.operators()[0])


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as caught:
        deed()
    assert load_wording("ja").say(caught.value.code, **caught.value.facts)
    return caught.value.code


def test_the_set_up_is_what_is_shown_first(room: Supervision) -> None:
    assert room.settings() == Settings(
        municipality="みどり野市",
        office="市民課",
        phone="000-000-0000",
        venues=("南口ショッピングセンター", "緑ケ丘公民館"),
        idle_minutes=IDLE_MINUTES,
    )


def test_only_what_differs_is_written_once(room: Supervision, store: SqliteStore) -> None:
    before = store.verify_audit()
    assert room.change(room.settings()) == room.settings()
    # The defaults that nobody chose yet are the same as no entry at all, but for the minutes.
    assert store.verify_audit() == before + 1
    wanted = replace(room.settings(), printer="Booth", scan_folder="/scans", idle_minutes=12)
    assert room.change(wanted) == wanted
    assert room.change(wanted) == wanted
    assert store.verify_audit() == before + 2
    assert Settings.parse(store.settings()) == wanted
    assert store.settings()["terminal"] == "K3"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"municipality": ""}, "setting_missing"),
        ({"venues": ()}, "setting_missing"),
        ({"office": "課" * 201}, "setting_too_long"),
        ({"idle_minutes": 0}, "idle_minutes_range"),
        ({"idle_minutes": 31}, "idle_minutes_range"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    room: Supervision, change: dict[str, object], code: str
) -> None:
    before = room.settings()
    assert refused(lambda: room.change(replace(before, **change))) == code  # type: ignore[arg-type]
    assert room.settings() == before


@given(st.dictionaries(st.sampled_from(["idle_minutes", "venues", "printer"]), st.text()))
def test_any_file_gives_usable_settings(kept: dict[str, str]) -> None:
    found = Settings.parse(kept)
    assert 1 <= found.idle_minutes <= 30
    assert Settings.parse(found.as_kept()) == found


def test_a_clerk_does_not_get_in(opening: Opening, store: SqliteStore, room: Supervision) -> None:
    clerk = room.add_operator("中村 彩", "135792", supervisor=False)
    assert refused(lambda: Supervision(store, opening, FixedClock(), clerk)) == "supervisor_only"


def test_operators_are_switched_off_and_on(
    opening: Opening, store: SqliteStore, room: Supervision
) -> None:
    clerk = room.add_operator("中村 彩", "135792", supervisor=False)
    room.set_active(clerk.id, False)
    assert refused(lambda: opening.sign_on(store, clerk.id, "135792")) == "operator_switched_off"
    room.set_active(clerk.id, True)
    assert opening.sign_on(store, clerk.id, "135792").active
    chief = room.operators()[0]
    assert refused(lambda: room.set_active(chief.id, False)) == "not_yourself"


def test_a_second_passphrase_opens_the_same_records(
    opening: Opening, store: SqliteStore, room: Supervision
) -> None:
    assert refused(lambda: room.add_passphrase(PASSPHRASE, "short")) == "passphrase_short"
    wrong = "ちがう合言葉です2026年"
    assert refused(lambda: room.add_passphrase(wrong, "二人目の責任者の合言葉です")) == (
        "wrong_passphrase"
    )
    assert "passphrase_added_on" not in store.settings()
    room.add_passphrase(PASSPHRASE, "二人目の責任者の合言葉です")
    assert store.settings()["passphrase_added_on"] == "2026-11-23"
    store.close()
    again = opening.unlock("二人目の責任者の合言葉です")
    assert [each.name for each in again.operators()] == ["森田 健一"]
    again.close()

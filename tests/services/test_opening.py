"""The start of the day on a real vault and a real store."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk.domain.application import IntakeMethod
from desk.domain.errors import DeskError
from desk.services.opening import Opening, Setup
from desk.services.ports import Moment
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.store_at import search_keys

PASSPHRASE = "みどりの窓口2026年秋"
SETUP = Setup(
    municipality="みどり野市",
    municipality_code="",
    office="市民課",
    phone="000-000-0000",
    terminal="K3",
    venues=("南口ショッピングセンター", "緑ケ丘公民館"),
    supervisor="森田 健一",
    pin="482913",
)


class FixedClock:
    """Stands still, so that nothing depends on the day of the test."""

    def now(self) -> Moment:
        return Moment(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 1_000, "boot")

    def today(self) -> date:
        return date(2026, 11, 23)


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    clock = FixedClock()
    folder = tmp_path / "data"
    return Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as caught:
        deed()
    return caught.value.code


def test_set_up_lock_and_open_again(opening: Opening) -> None:
    assert opening.is_new
    store = opening.create(PASSPHRASE, SETUP)
    assert store.settings()["terminal"] == "K3"
    supervisor = store.operators()[0]
    assert opening.sign_on(store, supervisor.id, "482913").supervisor
    assert refused(lambda: opening.sign_on(store, supervisor.id, "000001")) == "pin_wrong"
    opening.start_day(store, supervisor, "緑ケ丘公民館", IntakeMethod.OUTREACH)
    store.close()

    assert not opening.is_new
    assert refused(lambda: opening.unlock("まったく違う合言葉です。")) == "wrong_passphrase"


def test_the_day_goes_on_after_a_restart(opening: Opening) -> None:
    store = opening.create(PASSPHRASE, SETUP)
    supervisor = store.operators()[0]
    day = opening.start_day(store, supervisor, "緑ケ丘公民館", IntakeMethod.OUTREACH)
    store.close()
    again = opening.unlock(PASSPHRASE)
    assert opening.start_day(again, supervisor, "緑ケ丘公民館", IntakeMethod.OUTREACH) == day
    again.close()


def test_only_a_supervisor_adds_operators(opening: Opening) -> None:
    store = opening.create(PASSPHRASE, SETUP)
    boss = store.operators()[0]
    clerk = opening.add_operator(store, " 中村 彩 ", "135790", boss)
    assert clerk.name == "中村 彩"
    assert (
        refused(lambda: opening.add_operator(store, "小川", "135791", clerk)) == "supervisor_only"
    )
    assert refused(lambda: opening.add_operator(store, "小川", "111111", boss)) == "pin_too_simple"
    assert (
        refused(lambda: opening.add_operator(store, "  ", "135790", boss)) == "operator_name_empty"
    )
    store.close()


@pytest.mark.parametrize(
    ("passphrase", "code"), [("みじかい", "passphrase_short"), ("", "passphrase_short")]
)
def test_a_weak_passphrase_makes_nothing(opening: Opening, passphrase: str, code: str) -> None:
    assert refused(lambda: opening.create(passphrase, SETUP)) == code
    assert opening.is_new

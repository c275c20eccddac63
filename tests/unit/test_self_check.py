"""The start-of-day check: a notice lets the day begin, only full storage stops it."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.domain.errors import NeedsPerson
from desk.services.self_check import (
    BYTES_PER_PERSON,
    Check,
    State,
    check_cameras,
    check_clock,
    check_printer,
    check_space,
    run_checks,
)

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("people", "state"), [(0, State.STOP), (1, State.NOTICE), (59, State.NOTICE), (60, State.OK)]
)
def test_space_in_people(people: int, state: State) -> None:
    assert check_space(people * BYTES_PER_PERSON).state is state


def test_without_devices_the_day_still_begins() -> None:
    assert check_cameras([]).state is State.NOTICE
    assert check_printer([]).state is State.NOTICE
    assert check_cameras(["a", "b"]).facts == (("count", 2),)


def test_a_wrong_clock_is_told_and_never_stops() -> None:
    day = timedelta(days=1)
    assert check_clock(NOW, NOW - day, NOW - day).state is State.OK
    assert check_clock(NOW, NOW + day, NOW - day).state is State.NOTICE
    assert check_clock(NOW, None, NOW + day).state is State.NOTICE


def test_a_broken_probe_does_not_hide_the_others() -> None:
    def broken() -> Check:
        raise ZeroDivisionError

    def refused() -> Check:
        raise NeedsPerson("model_damaged", name="face")

    found = run_checks([("camera", broken), ("face", refused), ("space", lambda: check_space(0))])
    assert [check.code for check in found] == ["check_failed", "model_damaged", "check_space_none"]
    assert found[1].facts == (("name", "face"),)

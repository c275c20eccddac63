"""Overlays in signed reference data: what is taken, what is refused, and what holds after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desk.assets import load_catalogue, load_rules, load_wording
from desk.domain.errors import DeskError, Refused
from desk.services.current_rules import KEPT, CurrentRules, Followed
from sync.envelope import peek
from sync.protocol import Reference
from tests.sealed_world import ELSEWHERE, HERE, Hub, Terminal

OFF = {"file": "identity", "table": "combinations", "code": "a1_b1", "set": {"enabled": False}}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def current(desk: Terminal) -> CurrentRules:
    made = CurrentRules(load_rules(), load_catalogue())
    assert made.begin(desk.store) == Followed()
    return made


def overlay(*changes: dict[str, Any], serial: int = 1, code: str = HERE) -> dict[str, Any]:
    plain = {"municipality": code, "serial": serial, "made_on": "2026-11-01"}
    return plain | {"changes": list(changes)}


def signed(hub: Hub, serial: int, content: dict[str, Any], at: str = HERE) -> bytes:
    """Reference data of the hub with that overlay in the row of one municipality."""
    plain = peek(hub.reference(serial), Reference)
    rows = tuple(
        msgspec.structs.replace(each, overlay=content) if each.code == at else each
        for each in plain.municipalities
    )
    return hub.reference(serial, municipalities=rows)


def take(desk: Terminal, current: CurrentRules, envelope: bytes) -> Followed:
    desk.sending.keep_reference(envelope)
    return current.follow(desk.store, desk.by())


def is_off(desk: Terminal, current: CurrentRules) -> bool:
    return "a1_b1" not in [each.code for each in current.on(desk.today).combinations]


def code_of(found: Followed) -> str:
    assert isinstance(found.refused, DeskError)
    for language in ("ja", "en"):
        said = load_wording(language).sentence_for(found.refused)
        assert "{" not in said
        assert said != load_wording(language).say("unexpected")
    return found.refused.code


def test_an_overlay_holds_as_soon_as_its_reference_data_are_here(
    desk: Terminal, current: CurrentRules
) -> None:
    before = current.on(desk.today).version
    assert take(desk, current, signed(desk.hub, 2, overlay(OFF))) == Followed(changed=True)
    assert is_off(desk, current)
    assert current.on(desk.today).version != before
    assert current.follow(desk.store) == Followed()  # nothing newer
    assert take(desk, current, signed(desk.hub, 3, overlay(OFF))) == Followed()  # the same again


def test_what_was_accepted_holds_after_a_restart(desk: Terminal, current: CurrentRules) -> None:
    take(desk, current, signed(desk.hub, 2, overlay(OFF)))
    desk.restart()
    again = CurrentRules(load_rules(), load_catalogue())
    assert again.begin(desk.store).changed
    assert is_off(desk, again)
    assert again.on(desk.today).version == current.on(desk.today).version


def test_the_municipality_takes_its_overlay_back(desk: Terminal, current: CurrentRules) -> None:
    take(desk, current, signed(desk.hub, 2, overlay(OFF)))
    assert take(desk, current, desk.hub.reference(3)) == Followed(changed=True)
    assert not is_off(desk, current)
    assert desk.store.settings()[KEPT] == ""


def test_the_overlay_of_another_row_is_nothing_to_us(desk: Terminal, current: CurrentRules) -> None:
    envelope = signed(desk.hub, 2, overlay(OFF, code=ELSEWHERE), at=ELSEWHERE)
    assert take(desk, current, envelope) == Followed()
    assert not is_off(desk, current)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (overlay(serial=5, code=ELSEWHERE), "overlay_other_place"),
        (overlay(serial=2), "overlay_stale"),
        (overlay(serial=3), "overlay_same_serial"),
        (overlay(OFF | {"code": "a9"}, serial=4), "overlay_unknown_row"),
        ({"mail": False}, "overlay_shape"),
        (overlay({"file": "../mail"}, serial=4), "overlay_shape"),
    ],
)
def test_what_is_refused_leaves_the_rules_in_force(
    desk: Terminal, current: CurrentRules, content: dict[str, Any], code: str
) -> None:
    take(desk, current, signed(desk.hub, 2, overlay(OFF, serial=3)))
    before = current.on(desk.today)
    found = take(desk, current, signed(desk.hub, 3, content))
    assert code_of(found) == code
    assert not found.changed
    assert current.on(desk.today) is before
    desk.restart()
    again = CurrentRules(load_rules(), load_catalogue())
    assert code_of(again.begin(desk.store)) == code  # said again, until it is mended
    assert is_off(desk, again)
    repaired = signed(desk.hub, 4, overlay(OFF, OFF | {"code": "a2"}, serial=6))
    assert take(desk, again, repaired) == Followed(changed=True)


def test_forged_and_older_reference_data_never_get_as_far(
    desk: Terminal, current: CurrentRules
) -> None:
    take(desk, current, signed(desk.hub, 2, overlay(OFF)))
    stranger = Hub()
    with pytest.raises(Refused, match="sync_reference_forged"):
        take(desk, current, signed(stranger, 9, overlay(serial=9)))
    with pytest.raises(Refused, match="sync_reference_old"):
        take(desk, current, signed(desk.hub, 1, overlay(serial=9)))
    assert current.follow(desk.store) == Followed()
    assert is_off(desk, current)


def test_an_overlay_that_no_longer_fits_the_program_stops_nothing(
    desk: Terminal, current: CurrentRules
) -> None:
    for kept in ('{"root": "", "overlay": {"municipality": "131016"}}', "{}", "[]", "["):
        desk.store.change_settings({KEPT: kept}, desk.by())
        again = CurrentRules(load_rules(), load_catalogue())
        assert code_of(again.begin(desk.store)) == "overlay_no_longer_fits"
        assert again.on(desk.today) == load_rules().on(desk.today)


def test_another_hub_counts_its_overlays_anew(desk: Terminal, current: CurrentRules) -> None:
    take(desk, current, signed(desk.hub, 2, overlay(OFF, serial=7)))
    desk.hub = Hub("よその センター")
    desk.enrol_now()
    found = take(desk, current, signed(desk.hub, 2, overlay(OFF | {"code": "a2"}, serial=1)))
    assert found == Followed(changed=True)
    assert not is_off(desk, current)


def test_a_terminal_that_is_not_enrolled_has_the_shipped_rules(tmp_path: Path) -> None:
    alone = Terminal(tmp_path / "alone", enrol=False)
    made = CurrentRules(load_rules(), load_catalogue())
    assert made.begin(alone.store) == Followed()
    assert made.rules is load_rules()
    assert made.catalogue is load_catalogue()
    alone.store.close()


def test_the_days_before_are_judged_as_they_were(desk: Terminal, current: CurrentRules) -> None:
    yesterday = desk.today - timedelta(days=1)
    before = current.on(yesterday).version
    tomorrow = OFF | {"from": (desk.today + timedelta(days=1)).isoformat()}
    take(desk, current, signed(desk.hub, 2, overlay(tomorrow)))
    assert current.on(yesterday).version == before
    assert not is_off(desk, current)
    assert "a1_b1" not in [
        each.code for each in current.on(desk.today + timedelta(days=1)).combinations
    ]

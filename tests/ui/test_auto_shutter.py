"""自動撮影 alone, without a screen: when it presses, and above all when it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ui.steps.auto_shutter import COUNT_S, REST_S, STALE_S, STEADY_S, AutoShutter, Phase

EVERY_S = 0.1


def shutter(*, on: bool = True, open_at: float = 0.0) -> AutoShutter:
    made = AutoShutter(on=on)
    made.open(open_at)
    return made


def run(auto: AutoShutter, begin: float, seconds: float, *, well: bool = True) -> list[float]:
    """Check results ten times a second; when it pressed."""
    steps = round(seconds / EVERY_S)
    times = [begin + at * EVERY_S for at in range(steps + 1)]
    return [now for now in times if auto.see(well, now)]


def test_presses_once_all_was_well_and_the_countdown_has_run() -> None:
    auto = shutter()
    (pressed,) = run(auto, 5.0, 10.0)
    assert pressed == pytest.approx(5.0 + STEADY_S + COUNT_S, abs=EVERY_S)
    assert auto.phase(20.0) is Phase.SPENT


def test_the_countdown_is_seen_before_the_press() -> None:
    auto = shutter()
    run(auto, 5.0, STEADY_S - 0.1)
    assert (auto.phase(5.4), auto.progress(5.4)) == (Phase.WATCHING, None)
    run(auto, 5.5, COUNT_S / 2)
    assert auto.phase(6.0) is Phase.COUNTING
    assert auto.progress(6.0) == pytest.approx(0.5)


def test_one_bad_frame_begins_anew() -> None:
    auto = shutter()
    assert not run(auto, 5.0, 1.4)
    auto.see(False, 6.45)
    assert auto.phase(6.45) is Phase.WATCHING
    assert not run(auto, 6.5, 1.4)
    assert run(auto, 8.0, 0.2)


def test_a_camera_that_stalls_is_an_interruption() -> None:
    auto = shutter()
    assert not run(auto, 5.0, 1.0)
    assert auto.progress(6.0 + STALE_S + 0.1) is None
    assert not auto.see(True, 9.0)
    assert not run(auto, 9.1, 1.2)


def test_not_while_the_page_has_just_opened() -> None:
    auto = shutter(open_at=5.0)
    assert auto.phase(5.5) is Phase.RESTING
    (pressed,) = run(auto, 5.0, 4.0)
    assert pressed >= 5.0 + REST_S + STEADY_S + COUNT_S - 1e-6


def test_never_twice_for_one_person() -> None:
    auto = shutter()
    assert run(auto, 5.0, 3.0)
    auto.open(10.0)
    auto.switch(False)
    auto.switch(True)
    assert not run(auto, 12.0, 5.0)
    auto.new_person()
    auto.open(20.0)
    assert run(auto, 21.0, 3.0)


def test_stopping_leaves_the_person_to_the_hand() -> None:
    auto = shutter()
    assert not run(auto, 5.0, 1.0)
    auto.stop()
    assert not run(auto, 6.0, 5.0)


def test_switched_off_or_closed_it_never_presses() -> None:
    assert not run(shutter(on=False), 5.0, 5.0)
    closed = shutter()
    closed.close()
    assert not run(closed, 5.0, 5.0)


@given(
    st.lists(
        st.tuples(st.booleans(), st.floats(0.01, 1.5), st.sampled_from(["", "stop", "switch"])),
        max_size=60,
    )
)
def test_whatever_comes_there_was_a_quiet_stretch_before_the_only_press(
    steps: list[tuple[bool, float, str]],
) -> None:
    auto, now, since, last, pressed = shutter(), 0.0, None, None, 0
    for well, gap, deed in steps:
        now += gap
        if deed == "stop":
            auto.stop()
        elif deed == "switch":
            auto.switch(not auto.on)
        quiet = well and last is not None and now - last <= STALE_S and not deed
        since = since if quiet and since is not None else (now if well else None)
        last = now if well else None
        if auto.see(well, now):
            pressed += 1
            assert since is not None
            assert now - since >= STEADY_S + COUNT_S - 1e-9
            assert now >= REST_S
    assert pressed <= 1

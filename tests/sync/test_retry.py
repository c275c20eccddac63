"""Pauses grow, are spread, and never keep a batch from leaving once the line is back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.retry import (
    FARTHEST_S,
    LINE,
    LINE_S,
    LONGEST_S,
    UNTIL_SOMEBODY_ACTS,
    next_pause,
    pause_after,
)
from sync.troubles import RETRIED, Trouble

unit = st.floats(0, 1, exclude_max=True)


def test_the_ceiling_doubles_up_to_a_quarter_of_an_hour() -> None:
    ceilings = [next_pause(attempts, lambda: 1.0) for attempts in range(1, 11)]
    assert ceilings[:4] == [5, 10, 20, 40]
    assert ceilings[-1] == LONGEST_S


@given(st.integers(-5, 10_000), unit, st.none() | st.floats(0, 1e9))
def test_a_pause_is_never_negative_nor_endless(
    attempts: int, luck: float, wait_s: float | None
) -> None:
    assert 0 <= next_pause(attempts, lambda: luck, wait_s) <= FARTHEST_S


@given(st.integers(1, 50), unit, st.floats(1, 1_000))
def test_what_the_hub_asked_for_is_never_undercut(
    attempts: int, luck: float, wait_s: float
) -> None:
    assert next_pause(attempts, lambda: luck, wait_s) >= wait_s


@given(st.sampled_from(sorted(LINE)), st.integers(1, 10_000), unit)
def test_without_a_line_it_is_asked_within_a_minute(
    code: Trouble, attempts: int, luck: float
) -> None:
    pause = pause_after(code, attempts, lambda: luck)
    assert pause is not None
    assert pause <= LINE_S < 60


def test_every_trouble_is_either_tried_again_or_waits_for_a_person() -> None:
    assert not RETRIED & UNTIL_SOMEBODY_ACTS
    for code in Trouble:
        pause = pause_after(code, 3, lambda: 0.5)
        assert (pause is None) == (code in UNTIL_SOMEBODY_ACTS)

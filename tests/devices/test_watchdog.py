import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.devices.watchdog import SECOND_NS, Watchdog

TENTH = SECOND_NS // 10


def play(dog, images, start=0):
    """Feed one picture each tenth of a second; what was told, with its time in tenths."""
    told = []
    for index, image in enumerate(images, start=1):
        code = dog.see(image, start + index * TENTH)
        if code is not None:
            told.append((index, code))
    return told


def test_live_pictures_start_it_once_and_nothing_more(noisy):
    assert play(Watchdog(), [noisy() for _ in range(50)]) == [(1, "")]


@pytest.mark.parametrize(
    ("level", "code"), [(0, "camera_black"), (5, "camera_black"), (90, "camera_frozen")]
)
def test_a_dead_picture_is_told_once_within_two_seconds(level, code):
    dead = [np.full((48, 64, 3), level, np.uint8)] * 60
    told = play(Watchdog(), dead)
    assert [each for _, each in told] == ["", code]
    assert told[1][0] <= 20


def test_a_noisy_covered_lens_is_black(noisy):
    told = play(Watchdog(), [noisy(low=0, high=9) for _ in range(30)])
    assert [code for _, code in told] == ["", "camera_black"]


def test_a_dark_room_with_one_lamp_is_not_black(noisy):
    images = [noisy(low=0, high=9) for _ in range(40)]
    for image in images:
        image[0:8, 0:8] = 120
    assert [code for _, code in play(Watchdog(), images)] == [""]


def test_good_pictures_end_a_trouble(noisy):
    dog = Watchdog()
    frozen = [noisy()] * 25
    told = play(dog, [*frozen, noisy()])
    assert [code for _, code in told] == ["", "camera_frozen", ""]
    assert dog.trouble == ""


def test_silence_after_opening_and_in_between(noisy):
    dog = Watchdog(silent_code="camera_busy")
    dog.begin(5 * SECOND_NS)
    assert dog.check(6 * SECOND_NS) is None
    assert dog.check(7 * SECOND_NS) == "camera_busy"
    assert dog.check(8 * SECOND_NS) is None
    assert dog.see(noisy(), 9 * SECOND_NS) == ""
    assert dog.check(10 * SECOND_NS) is None
    assert dog.check(11 * SECOND_NS) == "camera_lost"
    assert dog.see(noisy(), 12 * SECOND_NS) == ""


def test_a_slow_camera_is_not_lost_and_two_equal_pictures_are_not_frozen(noisy):
    dog = Watchdog()
    told = [dog.see(noisy(), second * SECOND_NS) for second in range(1, 10)]
    assert told[0] == ""
    assert set(told[1:]) == {None}
    same = noisy()
    assert dog.see(same, 10 * SECOND_NS) is None
    assert dog.see(same, 11 * SECOND_NS) is None


@given(st.lists(st.sampled_from(["live", "black", "same", "wait"]), max_size=80))
def test_a_trouble_is_never_told_twice_in_a_row(steps):
    dog, now, told, live = Watchdog(), 0, [], 0
    for step in steps:
        now += 4 * TENTH
        if step == "wait":
            code = dog.check(now)
        else:
            live += step == "live"
            level = {"black": 0, "same": 99, "live": 100 + live}[step]
            code = dog.see(np.full((4, 4, 3), level, np.uint8), now)
        told += [] if code is None else [code]
    assert all(one != other for one, other in itertools.pairwise(told))

"""The stage of practice: the next person steps up when the last one is done, not before."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from desk.assets import font_files
from desk.clock import SystemClock
from desk.demo.people import Person, cast
from desk.demo.stage import Stage

DESK = np.full((1080, 1920, 3), 100, np.uint8)


class QuickStage(Stage):
    """Draws nothing: whose turn it is, is all that is asked."""

    def _draw(self, person: Person, turn: int) -> None:
        self._form = self._face = (DESK,)


def stage() -> QuickStage:
    people = itertools.cycle(cast(3, 1))
    return QuickStage(SystemClock(), font_files()[0], lambda: next(people))


def test_the_form_camera_beside_the_photo_camera_sees_the_same_person(qapp: Any) -> None:
    made = stage()
    first = made.person
    made.form_camera()
    photo = made.photo_camera()
    photo.start()
    made.form_camera()
    assert made.person is first
    photo.stop()
    made.form_camera()
    assert made.person is not first


def test_a_label_lies_on_the_form_until_the_next_person(qapp: Any) -> None:
    made = stage()
    made.lay_label(np.full((300, 600, 3), 255, np.uint8))
    assert int((made._form[0] == 255).sum()) == 300 * 600 * 3
    made.show(made.person)
    while not made.ready:
        pass
    assert not (made._form[0] == 255).any()

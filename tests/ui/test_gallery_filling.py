"""The lookout's memory is filled behind the counter, one photo at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from workbench_world import FORM_ID, TODAY, ScriptedEye, World

from desk.domain.errors import NeedsPerson
from desk.services.lookout import Lookout
from desk.ui.gallery_filling import GalleryFilling


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def fill(world: World, qtbot: Any, lookout: Lookout) -> list[bool]:
    filling = GalleryFilling(world.store, world.lanes, lookout)
    ended: list[bool] = []
    filling.filled.connect(ended.append)
    filling.begin(TODAY - timedelta(days=7))
    if lookout.on:
        qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    return ended


def test_todays_photos_are_known_and_only_then_is_it_complete(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 5)
    eye = ScriptedEye()
    lookout = Lookout(eye)
    number = world.record.number
    assert fill(world, qtbot, lookout) == [True]
    assert lookout.knows(number)
    assert lookout.complete
    photo = world.record.chosen_shot
    assert photo is not None
    assert eye.looked_at == [world.on_store(lambda: world.store.picture_bytes(photo.photo))]


def test_a_photo_taken_meanwhile_is_not_forgotten_for_an_older_one(
    world: World, qtbot: Any
) -> None:
    world.at_step(qtbot, 5)
    eye = ScriptedEye()
    lookout = Lookout(eye)
    draft = world.bench.draft
    assert draft is not None
    lookout.remember(draft.id, draft.record.number, eye.look_at(b"newer"))
    fill(world, qtbot, lookout)
    assert eye.looked_at == [b"newer"]


def test_one_unreadable_photo_does_not_hold_up_the_others(world: World, qtbot: Any) -> None:
    world.second_at_photo(qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.shoot(draft.id)
    world.settle(qtbot)
    first, second = world.on_store(lambda: world.store.photos_since(TODAY))
    real = world.store.picture_bytes

    def damaged(picture: Any) -> bytes:
        if picture == second[2]:
            raise NeedsPerson("store_damaged")
        return bytes(real(picture))

    world.store.picture_bytes = damaged
    lookout = Lookout(ScriptedEye())
    assert fill(world, qtbot, lookout) == [False]
    assert lookout.knows(first[1])
    assert not lookout.knows(second[1])
    assert not lookout.complete


def test_switched_off_nothing_is_read(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot, FORM_ID)
    lookout = Lookout(None)
    assert fill(world, qtbot, lookout) == []
    assert not lookout.complete

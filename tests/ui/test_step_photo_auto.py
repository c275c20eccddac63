"""自動撮影 on the screen: with the store, the cameras and everything that may stand in its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from workbench_world import OTHER_ID, World, head_picture, one_face

from desk.services.ports import Finding
from desk.ui.message_dialog import QuestionDialog
from desk.ui.steps.photo_page import ANSWER_REST_MS


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    made.at_step(qtbot, 4)
    made.clock.skip(2)
    yield made
    made.close()


def sit(world: World, seconds: float) -> None:
    """The person sits there: ten frames a second."""
    for _ in range(round(seconds * 10)):
        world.clock.skip(0.1)
        world.photo_camera.push(head_picture())


def test_it_takes_the_picture_by_itself_and_says_so_before(world: World, qtbot: Any) -> None:
    sit(world, 1.0)
    assert world.photo.counting
    assert world.photo._view.hint[0] == "撮影します"
    assert world.photo._view.progress is not None
    sit(world, 1.0)
    world.settle(qtbot)
    assert len(world.record.shots) == 1
    assert world.photo._comparison.isVisible()


def test_the_guide_says_all_is_well_in_shape_and_word(world: World) -> None:
    sit(world, 0.2)
    assert world.photo._view.well
    world.eye.answer = one_face(Finding("dark_left", "advice"))
    sit(world, 0.2)
    assert not world.photo._view.well


def test_a_space_meant_for_the_shutter_answers_no_question(world: World, qtbot: Any) -> None:
    sit(world, 2.0)
    world.settle(qtbot)
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert len(world.record.shots) == 1
    assert world.entry("photo.same_person") is None
    QTest.qWait(ANSWER_REST_MS + 100)
    assert QApplication.focusWidget() is world.photo._comparison.questions[
        "photo.same_person"
    ].button("yes")


def test_esc_stops_it_and_leaves_the_application_open(world: World, qtbot: Any) -> None:
    sit(world, 1.0)
    world.press(Qt.Key.Key_Escape)
    assert not world.photo.counting
    assert QApplication.activeModalWidget() is None
    sit(world, 3.0)
    world.settle(qtbot)
    assert world.record.shots == ()
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert len(world.record.shots) == 1


def test_a_retake_is_taken_by_hand(world: World, qtbot: Any) -> None:
    sit(world, 2.0)
    world.settle(qtbot)
    world.press(Qt.Key.Key_F5)
    sit(world, 4.0)
    world.settle(qtbot)
    assert len(world.record.shots) == 1


def test_not_with_advice_not_with_another_form_and_not_behind_a_dialog(
    world: World, qtbot: Any
) -> None:
    world.eye.answer = one_face(Finding("dark_left", "advice"))
    sit(world, 3.0)
    world.eye.answer = one_face()
    world.show_form(OTHER_ID)
    sit(world, 2.0)
    world.clock.skip(5)
    dialog = QuestionDialog("よろしいですか", "", "はい", parent=world.window)
    dialog.open()
    sit(world, 3.0)
    dialog.reject()
    world.settle(qtbot)
    assert world.record.shots == ()


def test_switched_off_it_stays_off_for_the_terminal(world: World, qtbot: Any) -> None:
    world.photo._camera.auto.click()
    world.settle(qtbot)
    sit(world, 3.0)
    world.settle(qtbot)
    assert world.record.shots == ()
    assert world.photo._camera.auto.text() == "自動撮影 切"
    assert world.on_store(lambda: dict(world.store.settings()))["auto_shutter"] == "off"
    assert world.context.settings["auto_shutter"] == "off"


def test_an_exception_of_the_rules_is_no_finding(world: World, qtbot: Any) -> None:
    """Only what that exception lifts; none of the shipped ones lifts the light."""
    world.save(qtbot, {"photo.exception": "religious_cover"})
    world.eye.answer = one_face(Finding("dark_left", "advice"))
    sit(world, 3.0)
    world.settle(qtbot)
    assert world.record.shots == ()

"""申請書との照合 in step 4: whose form lies there while the photo is taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from workbench_world import (
    FORM_ID,
    OTHER_ID,
    World,
    form_picture,
    head_picture,
    identity_entries,
    one_face,
)

from desk.domain.application import Concern, Grounds, Step
from desk.domain.binding import SlateState, Token
from desk.services.ports import Finding, Page
from desk.services.slate import SlateReading, SlateSeen

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def live(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.photo_camera.push(head_picture())


def shoot(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)


def badge(world: World) -> tuple[str, str]:
    found = world.photo._form_badge
    return found.kind, found.text


def form_page() -> bytes:
    return cv2.imencode(".jpg", np.zeros((180, 320, 3), np.uint8))[1].tobytes()


def handwritten(world: World, qtbot: Any) -> None:
    """An application whose form has no QR, at step 4."""
    world.open_new(qtbot)
    world.fill_applicant(qtbot, name="小林 誠")
    world.save(qtbot, {"form.kind": "handwritten", **identity_entries()})
    draft = world.bench.draft
    assert draft is not None
    page = Page(form_page(), 320, 180, True)
    world.on_store(lambda: world.intake.keep_page(draft.id, page))
    world.lanes.run(lambda: world.intake.go_to(draft.id, Step.PHOTO), world.bench.resume)
    world.settle(qtbot)


def test_the_form_read_beside_the_person_goes_with_the_shot(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    assert badge(world)[0] == "waiting"
    world.show_form()
    assert badge(world) == ("ok", "申請書と照合済み 10:38:02")
    shoot(world, qtbot)
    (shot,) = world.record.shots
    assert shot.slate is not None
    assert (shot.slate.token, shot.slate.camera) == (Token.FORM, "書類カメラ")
    assert shot.slate_state(30) is SlateState.MATCHED
    assert badge(world)[0] == "ok"
    assert not world.form_camera.running


def test_nothing_is_taken_while_another_persons_form_lies_there(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.show_form()
    world.show_form(OTHER_ID)
    title, _text, level = world.photo._view.hint
    assert (title, level) == ("別の方の申請書が写っています", "stop")
    assert badge(world)[0] == "stop"
    assert not world.photo._shoot.isEnabled()
    shoot(world, qtbot)
    assert world.record.shots == ()
    world.show_form()
    assert badge(world)[0] == "ok"
    assert QApplication.focusWidget() is world.photo._shoot
    shoot(world, qtbot)
    assert len(world.record.shots) == 1


def test_a_form_that_was_taken_away_blocks_no_longer(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.show_form(OTHER_ID)
    world.clock.skip(2)
    world.photo._form._watch._tell()
    assert not world.photo._shoot.isEnabled()
    world.clock.skip(2)
    world.photo._form._watch._tell()
    assert world.photo._shoot.isEnabled()


def test_the_own_form_on_the_desk_excuses_no_other_before_the_lens(
    world: World, qtbot: Any
) -> None:
    live(world, qtbot)
    world.clock.skip(1)
    held_up = SlateReading(
        form_id=OTHER_ID, number="", camera="写真カメラ", taken=world.clock.now()
    )
    world.photo_slate.answer = SlateSeen(held_up)
    world.photo_camera.push(head_picture())
    world.show_form()
    assert badge(world)[0] == "stop"
    assert not world.photo._shoot.isEnabled()


def test_a_form_laid_down_between_press_and_keeping_stops_it(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.press(Qt.Key.Key_Space)
    world.show_form(OTHER_ID)
    world.settle(qtbot)
    assert world.record.shots == ()
    assert "別の方の申請書" in world.bench.actions.said


def test_two_forms_in_one_picture_block_the_shutter(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.clock.skip(1)
    world.form_slate.answer = SlateSeen(None, "form_two_codes")
    world.form_camera.push(form_picture())
    assert badge(world)[0] == "stop"
    assert not world.photo._shoot.isEnabled()


def test_somebody_elses_slip_is_a_foreign_form_too(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.show_form(None, number="261123-K3-099-2")
    assert badge(world)[0] == "stop"


def test_the_form_read_right_after_the_shot_is_added_to_it(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    shoot(world, qtbot)
    assert world.record.shots[0].slate is None
    assert badge(world)[0] == "waiting"
    assert "照合がまだ" in world.photo._comparison.slate.line.title.text()
    world.show_form(times=2)
    world.settle(qtbot)
    assert world.record.shots[0].slate_state(30) is SlateState.MATCHED
    assert badge(world)[0] == "ok"
    assert not world.photo_camera.running
    assert not world.form_camera.running


def test_without_the_form_the_supervisor_must_look_and_nobody_waits(
    world: World, qtbot: Any
) -> None:
    live(world, qtbot)
    shoot(world, qtbot)
    world.photo._afterwards.timeout.emit()
    assert badge(world) == ("notice", "照合なし")
    assert world.photo._comparison.slate.line.title.text() == "照合なし：責任者が確認します"
    assert not world.photo_camera.running
    world.type("y")
    world.settle(qtbot)
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PAPERS
    assert world.record.shots[0].slate_state(30) is SlateState.MISSING


def test_another_form_right_after_the_shot_is_said_and_not_taken(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    shoot(world, qtbot)
    world.show_form(OTHER_ID)
    world.settle(qtbot)
    assert world.record.shots[0].slate is None
    assert badge(world)[0] == "stop"


def test_a_reading_of_long_ago_does_not_count(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    world.show_form()
    world.clock.skip(31)
    world.photo._form._watch._tell()
    assert badge(world)[0] == "waiting"
    world.photo_camera.push(head_picture())
    shoot(world, qtbot)
    assert world.record.shots[0].slate is None


def test_opened_again_the_form_must_be_shown_again(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    draft = world.bench.draft
    assert draft is not None
    grounds = Grounds(concern=Concern.OTHER, detail="お子さまを迎えに行かれました")
    world.on_store(lambda: world.intake.hold(draft.id, grounds))
    world.bench.replace(lambda: world.intake.continue_held(draft.id))
    world.settle(qtbot)
    world.photo_camera.push(head_picture())
    before = len(world.record.seen)
    assert badge(world) == ("notice", "申請書を写してください")
    world.eye.answer = one_face(Finding("dark_left", "advice"))
    world.photo_camera.push(head_picture())
    title, _text, level = world.photo._view.hint
    assert "もう一度書類カメラに写してください" in title
    assert level == "warning"
    shoot(world, qtbot)
    assert world.record.shots == ()
    world.show_form()
    world.settle(qtbot)
    world.show_form(times=3)
    world.settle(qtbot)
    assert len(world.record.seen) == before + 1
    assert world.photo._shoot.isEnabled()
    shoot(world, qtbot)  # of a picture from before the form was seen
    assert world.record.shots == ()
    world.photo_camera.push(head_picture())
    shoot(world, qtbot)
    assert len(world.record.shots) == 1


def test_opened_again_another_form_does_not_open_the_shutter(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.on_store(world.intake.leave)  # as after a restart
    world.bench.resume(draft)
    world.settle(qtbot)
    world.photo_camera.push(head_picture())
    world.show_form(OTHER_ID)
    world.settle(qtbot)
    world.clock.skip(5)
    world.photo._form._watch._tell()
    assert not world.photo._shoot.isEnabled()
    assert badge(world)[0] == "notice"


def test_a_form_held_up_to_the_photo_camera_counts(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    reading = SlateReading(form_id=FORM_ID, number="", camera="写真カメラ", taken=world.clock.now())
    world.photo_slate.answer = SlateSeen(reading)
    world.photo_camera.push(head_picture())
    assert badge(world)[0] == "ok"
    shoot(world, qtbot)
    slate = world.record.shots[0].slate
    assert slate is not None
    assert slate.camera == "写真カメラ"


def test_frames_are_read_no_faster_than_the_cores_bear(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    read: list[int] = []
    world.photo_slate.result.connect(lambda frame, _seen: read.append(frame.sequence))
    for _ in range(20):
        world.clock.skip(0.05)
        world.photo_camera.push(head_picture())
    assert read == [1, 2, 3]


def test_one_camera_for_both_is_opened_once(world: World, qtbot: Any) -> None:
    world.context.one_camera = lambda: True
    world.at_step(qtbot, 4)
    assert world.photo_camera.running
    assert not world.form_camera.running


def test_closing_lets_both_cameras_go(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    assert world.form_camera.running
    world.bench.close()
    world.settle(qtbot)
    assert not world.form_camera.running
    assert not world.photo_camera.running


def test_a_form_without_a_qr_gets_a_label_of_its_own(world: World, qtbot: Any) -> None:
    handwritten(world, qtbot)
    world.photo_camera.push(head_picture())
    button = world.photo.own_code_button
    assert button.isVisible()
    wanted: list[str] = []
    world.photo.own_code_wanted.connect(wanted.append)
    number = world.record.number.full
    for action in (0, 1):
        button.click()
        menu = world.photo._live.slate.own_code.menu_shown
        assert menu is not None
        menu.actions()[action].trigger()
        menu.close()
    assert (wanted, world.labels) == ([number], [number])
    world.show_form(None, number=number)
    assert badge(world)[0] == "ok"
    assert wanted == [number, ""]  # read: the screen is the applicant's again
    assert not button.isVisible()
    world.photo._shoot.setFocus()
    shoot(world, qtbot)
    slate = world.record.shots[0].slate
    assert slate is not None
    assert slate.token is Token.OWN


def test_a_form_with_a_qr_has_no_such_button(world: World, qtbot: Any) -> None:
    live(world, qtbot)
    assert not world.photo.own_code_button.isVisible()

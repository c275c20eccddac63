"""Step 1 for forms without a QR, and the form of a reopened application read once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from workbench_world import FORM_ID, OTHER_ID, DirectAnalyst, World, form_picture, head_picture

from desk.domain.application import ApplicationId, Concern, Grounds, PictureKind, Step
from desk.domain.errors import Refused
from desk.domain.form_id import FormId
from desk.services.form_reading import Outcome, Seen
from desk.services.ports import Frame
from desk.services.slate import SlateReading, SlateSeen
from desk.ui.steps.form_page import FormPage

CTRL = Qt.KeyboardModifier.ControlModifier


class WorldWithSlate(World):
    restarts = 0

    def _context(self) -> Any:
        context = super()._context()
        self.slate = DirectAnalyst(SlateSeen())
        context.form_slate = self.slate
        context.restart_slate = self._restart
        return context

    def _restart(self) -> None:
        self.restarts += 1


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[WorldWithSlate]:
    made = WorldWithSlate(tmp_path / "desk")
    made.show(qtbot)
    made.open_new(qtbot)
    yield made
    made.close()


def page(world: World) -> FormPage:
    found = world.bench._pages[Step.FORM]
    assert isinstance(found, FormPage)
    return found


def reading(world: World, form_id: FormId | None = FORM_ID, number: str = "") -> SlateSeen:
    return SlateSeen(
        SlateReading(form_id=form_id, number=number, camera="書類カメラ", taken=world.clock.now())
    )


def own_number(world: World) -> str:
    draft = world.bench.draft
    assert draft is not None
    return draft.record.number.full


def may_shoot(world: World) -> str:
    """ "" when the service keeps a photo now, else why not."""
    draft = world.bench.draft
    assert draft is not None
    frame = Frame(head_picture(), 1, "写真カメラ", world.clock.now())
    try:
        world.on_store(lambda: world.context.photographing.shoot(draft.id, frame))
    except Refused as error:
        return error.code
    return ""


def reopened(world: World, qtbot: Any) -> ApplicationId:
    """An application with a form id, left and opened again, at step 1."""
    world.read_form(qtbot)
    world.fill_applicant(qtbot)
    return left_and_back(world, qtbot)


def left_and_back(world: World, qtbot: Any) -> ApplicationId:
    draft = world.bench.draft
    assert draft is not None
    world.scan.answer = Outcome(Seen.NOTHING)
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    world.bench.open(draft.id)
    world.settle(qtbot)
    world.bench.go_to(Step.FORM)
    world.settle(qtbot)
    assert world.bench.step is Step.FORM
    return draft.id


# read once more
def test_a_reopened_application_offers_to_read_its_form(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    assert may_shoot(world) == "form_not_seen"
    assert page(world)._check_button.isVisible()
    assert QApplication.focusWidget() is page(world)._check_button
    assert not page(world)._again.isVisible()
    assert page(world)._checks["seen"].mark == "open"
    world.slate.answer = reading(world)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == "form_not_seen"  # only once the clerk asks
    world.press(Qt.Key.Key_F5)
    assert world.form_camera.running
    assert world.restarts == 1
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == ""
    assert "照合しました" in world.bench.actions.said
    assert not page(world)._check_button.isVisible()
    assert page(world)._checks["seen"].mark == "good"
    assert not world.form_camera.running
    assert world.bench.step is Step.FORM


def test_another_form_is_a_red_stop_until_it_is_changed(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.slate.answer = reading(world, OTHER_ID)
    world.press(Qt.Key.Key_F5)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    stop = page(world)._stop
    assert stop.isVisible()
    assert stop.kind == "stop"
    assert "別の方の申請書" in stop.title
    assert "K3-001" in stop.text
    assert page(world)._badge.text == "別の申請書"
    assert page(world).blocked_reason()
    assert may_shoot(world) == "form_not_seen"
    assert world.entry("form.id") == FORM_ID
    world.slate.answer = reading(world)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == "form_not_seen"  # stopped until the clerk reads again
    page(world)._again.click()
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == ""
    assert not stop.isVisible()
    assert world.entry("form.id") == FORM_ID


def test_a_hint_is_said_over_the_picture(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.slate.answer = SlateSeen(None, "form_two_codes")
    world.press(Qt.Key.Key_F5)
    world.form_camera.push(form_picture())
    assert page(world)._view.hint[0] in world.context.words.say("form_two_codes")


def test_the_hand_scanner_reads_it_again_in_two_scans(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.bench.take_scanned(FORM_ID)
    world.settle(qtbot)
    assert may_shoot(world) == "form_not_seen"
    world.bench.take_scanned(FORM_ID)
    world.settle(qtbot)
    assert may_shoot(world) == ""
    assert world.entry("form.source") == "camera"


def test_a_strange_scan_is_a_red_stop(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    for _ in range(2):
        world.bench.take_scanned(OTHER_ID)
    world.settle(qtbot)
    assert page(world)._stop.isVisible()
    assert may_shoot(world) == "form_not_seen"
    assert world.entry("form.id") == FORM_ID


def test_without_camera_and_scanner_it_is_typed_twice(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.press(Qt.Key.Key_F5)
    world.form_camera.failed.emit("camera_lost")
    assert page(world)._view.hint[2] == "warning"
    world.press(Qt.Key.Key_I, CTRL)
    world.type(FORM_ID)
    assert may_shoot(world) == "form_not_seen"
    world.type(FORM_ID)
    world.settle(qtbot)
    assert may_shoot(world) == ""
    assert world.entry("form.source") == "typed"  # the supervisor sees it
    assert world.bench.step is Step.FORM


def test_another_id_typed_is_a_red_stop(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.press(Qt.Key.Key_I, CTRL)
    world.type(OTHER_ID)
    world.type(OTHER_ID)
    world.settle(qtbot)
    assert page(world)._stop.isVisible()
    assert world.entry("form.id") == FORM_ID
    page(world)._again.click()
    world.settle(qtbot)
    assert world.entry("form.id") == FORM_ID  # it is never dropped here


def test_a_desk_without_slate_reader_still_has_a_way(qtbot: Any, tmp_path: Path) -> None:
    world = World(tmp_path / "desk")
    world.context.form_slate = None
    world.show(qtbot)
    world.open_new(qtbot)
    reopened(world, qtbot)
    assert not page(world)._check_button.isVisible()
    world.press(Qt.Key.Key_F5)
    assert not page(world)._check.running
    for _ in range(2):
        world.bench.take_scanned(FORM_ID)
    world.settle(qtbot)
    assert may_shoot(world) == ""
    world.close()


def test_held_and_continued_needs_the_form_again(world: WorldWithSlate, qtbot: Any) -> None:
    world.read_form(qtbot)
    world.fill_applicant(qtbot)
    draft = world.bench.draft
    assert draft is not None
    grounds = Grounds(concern=Concern.MORE_DOCUMENTS, detail="資格確認書を取りに戻られた")
    world.on_store(lambda: world.intake.hold(draft.id, grounds))
    world.lanes.run(lambda: world.intake.continue_held(draft.id), world.bench.resume)
    world.settle(qtbot)
    world.bench.go_to(Step.FORM)
    world.settle(qtbot)
    assert page(world)._check_button.isVisible()


def test_the_first_reading_needs_no_second(world: WorldWithSlate, qtbot: Any) -> None:
    world.read_form(qtbot)
    world.bench.go_to(Step.FORM)
    world.settle(qtbot)
    assert not page(world)._check_button.isVisible()
    assert not page(world)._checks["seen"].isVisible()
    assert page(world)._again.isVisible()


def test_leaving_the_step_gives_the_camera_back(world: WorldWithSlate, qtbot: Any) -> None:
    reopened(world, qtbot)
    world.press(Qt.Key.Key_F5)
    assert world.form_camera.running
    world.bench.go_to(Step.APPLICANT)
    world.settle(qtbot)
    assert not world.form_camera.running
    world.slate.answer = reading(world)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == "form_not_seen"


# forms without a QR
def test_a_handwritten_form_that_cannot_be_photographed_goes_on_by_its_label(
    world: WorldWithSlate, qtbot: Any
) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("handwritten")
    world.settle(qtbot)
    world.form_camera.failed.emit("camera_lost")
    button = page(world)._label_button
    assert button.isVisible()
    button.click()
    world.settle(qtbot)
    assert world.entry("form.source") == "label"
    assert not button.isVisible()
    assert "手順4" in page(world)._label_mark.title.text()
    assert may_shoot(world) == "form_not_seen"  # the label must be read
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT


@pytest.mark.parametrize("kind", ["handwritten", "none"])
def test_the_own_qr_stands_for_a_form_without_one(
    world: WorldWithSlate, qtbot: Any, kind: str
) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose(kind)
    world.settle(qtbot)
    if kind == "handwritten":
        page(world)._label_button.click()
        world.settle(qtbot)
    assert page(world)._check_button.text() == "札を照合する"
    world.slate.answer = reading(world, None, own_number(world))
    world.press(Qt.Key.Key_F5)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert may_shoot(world) == ""
    assert page(world)._label_mark.mark == "good"


def test_another_label_is_a_red_stop(world: WorldWithSlate, qtbot: Any) -> None:
    mine = own_number(world)
    world.open_new(qtbot)
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("none")
    world.settle(qtbot)
    world.slate.answer = reading(world, None, mine)
    world.press(Qt.Key.Key_F5)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert page(world)._stop.isVisible()
    assert may_shoot(world) == "form_not_seen"


def test_the_own_label_by_the_hand_scanner(world: WorldWithSlate, qtbot: Any) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("none")
    world.settle(qtbot)
    for _ in range(2):
        world.bench.take_scanned(own_number(world))
    world.settle(qtbot)
    assert may_shoot(world) == ""


def test_somebody_without_a_form_has_nothing_to_photograph(
    world: WorldWithSlate, qtbot: Any
) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("none")
    world.settle(qtbot)
    assert not page(world)._keep_frame.isVisible()
    world.form_camera.push(form_picture())
    world.press(Qt.Key.Key_U, CTRL)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.picture(PictureKind.FORM_PAGE) is None
    assert may_shoot(world) == "form_not_seen"
    assert "手順4" in page(world)._label_mark.title.text()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT


def test_a_reopened_handwritten_form_is_photographed_again(
    world: WorldWithSlate, qtbot: Any
) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("handwritten")
    world.settle(qtbot)
    world.form_camera.push(form_picture())
    world.press(Qt.Key.Key_U, CTRL)
    world.settle(qtbot)
    assert may_shoot(world) == ""
    left_and_back(world, qtbot)
    assert may_shoot(world) == "form_not_seen"
    assert page(world)._keep_frame.isVisible()
    world.press(Qt.Key.Key_U, CTRL)  # the kept page was shown: first the live picture
    world.settle(qtbot)
    assert world.form_camera.running
    world.form_camera.push(form_picture())
    world.press(Qt.Key.Key_U, CTRL)
    world.settle(qtbot)
    assert may_shoot(world) == ""

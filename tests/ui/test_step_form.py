"""Step 1: the form's QR, hand entry twice, the scanner, files, and what stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from workbench_world import FORM_ID, OTHER_ID, World, form_picture

from desk.domain.application import PictureKind, Step
from desk.domain.errors import Refused
from desk.services.form_reading import Outcome, Seen
from desk.ui.steps.form_page import FormPage, digits_of

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    made.open_new(qtbot)
    yield made
    made.close()


def page(world: World) -> FormPage:
    found = world.bench._pages[Step.FORM]
    assert isinstance(found, FormPage)
    return found


def test_the_page_is_kept_with_the_id(world: World, qtbot: Any) -> None:
    world.read_form(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.picture(PictureKind.FORM_PAGE) is not None
    assert world.entry("form.source") == "camera"
    assert world.entry("form.desk_clear") is True


def test_scanning_does_not_wait_for_the_question_about_the_desk(world: World, qtbot: Any) -> None:
    world.scan.answer = Outcome(Seen.SETTLED, FORM_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.entry("form.id") == FORM_ID
    assert world.bench.step is Step.FORM
    assert "前の方の書類" in world.bench.actions.said
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT


def test_the_question_names_the_person_before(world: World, qtbot: Any) -> None:
    world.read_form(qtbot)
    world.fill_applicant(qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.shoot(draft.id)
    world.scan.answer = Outcome(Seen.NOTHING)
    world.open_new(qtbot)
    asked = page(world)._desk_mark.title.text()
    assert "001 佐藤 結衣 さん" in asked
    assert world.entry("form.desk_clear") is None


def test_hints_speak_over_the_camera(world: World) -> None:
    world.scan.answer = Outcome(Seen.TWO_CODES, None, "form_two_codes")
    world.form_camera.push(form_picture())
    title, _text, level = page(world)._view.hint
    assert level == "warning"
    assert title
    assert world.entry("form.id") is None


def test_a_form_taken_before_is_a_red_stop(world: World, qtbot: Any) -> None:
    world.read_form(qtbot)
    world.scan.answer = Outcome(Seen.NOTHING)
    world.open_new(qtbot)
    world.scan.answer = Outcome(Seen.SETTLED, FORM_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert "K3-001" in page(world)._stop.title
    assert world.entry("form.id") is None
    assert world.bench.step is Step.FORM
    world.scan.answer = Outcome(Seen.SETTLED, OTHER_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.entry("form.id") is None  # stopped until the clerk reads again
    page(world)._again.click()
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.entry("form.id") == OTHER_ID


def test_twenty_three_digits_typed_twice(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_I, CTRL)
    world.type(FORM_ID)
    assert world.entry("form.id") is None
    assert page(world)._count.text() == "0 / 23"
    world.type(FORM_ID)
    world.settle(qtbot)
    assert world.entry("form.id") == FORM_ID
    assert world.entry("form.source") == "typed"


def test_two_different_entries_are_refused(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_I, CTRL)
    world.type(FORM_ID)
    world.type(OTHER_ID)
    world.settle(qtbot)
    assert world.entry("form.id") is None
    assert "違います" in page(world)._typed_note.text()
    world.type(OTHER_ID)
    world.type(OTHER_ID)
    world.settle(qtbot)
    assert world.entry("form.id") == OTHER_ID


def test_the_count_follows_the_typing(world: World) -> None:
    world.press(Qt.Key.Key_I, CTRL)
    world.type("12345")
    assert page(world)._count.text() == "5 / 23"
    world.press(Qt.Key.Key_Return)
    assert "いま5桁" in page(world)._typed_note.text()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.text() == "12345"


def test_full_width_digits_and_blanks_are_welcome() -> None:
    assert digits_of("１２3 45-6") == "123456"
    assert digits_of("①②") == ""


def test_the_scanner_must_say_it_twice(world: World, qtbot: Any) -> None:
    world.bench.take_scanned(FORM_ID)
    world.settle(qtbot)
    assert world.entry("form.id") is None
    world.bench.take_scanned(OTHER_ID)
    world.settle(qtbot)
    assert world.entry("form.id") is None
    world.bench.take_scanned(OTHER_ID)
    world.settle(qtbot)
    assert world.entry("form.id") == OTHER_ID
    assert world.entry("form.source") == "scanner"


def test_a_scanned_text_of_something_else_is_explained(world: World) -> None:
    world.bench.take_scanned("https://example.com/12345678901234567890123")
    title, _text, level = page(world)._view.hint
    assert level == "warning"
    assert title
    assert world.entry("form.id") is None


def test_a_sheet_from_the_folder(world: World, qtbot: Any) -> None:
    world.still = Outcome(Seen.SETTLED, FORM_ID)
    taken: list[object] = []
    world.bench.file_taken.connect(taken.append)
    world.bench.take_file(Path("sheet.jpg"))
    qtbot.waitUntil(lambda: len(taken) == 1)
    assert world.entry("form.source") == "sheet"


def test_a_sheet_without_a_code_says_so(world: World, qtbot: Any) -> None:
    world.still = Outcome(Seen.NOTHING)
    world.bench.take_file(Path("sheet.jpg"))
    world.settle(qtbot)
    assert world.bench.actions.said
    assert world.entry("form.id") is None


def test_a_hostile_file_is_refused_in_words(world: World, qtbot: Any) -> None:
    def refuse(_path: Path) -> Any:
        raise Refused("picture_too_large")

    world.context.load_form_file = refuse
    world.bench.take_file(Path("bomb.png"))
    world.settle(qtbot)
    assert world.bench.actions.said


@pytest.mark.parametrize(
    "code", ["camera_absent", "camera_black", "camera_frozen", "camera_lost", "camera_busy"]
)
def test_every_camera_trouble_has_a_sentence_and_a_way_on(world: World, code: str) -> None:
    world.form_camera.failed.emit(code)
    title, text, level = page(world)._view.hint
    assert level == "warning"
    assert title
    assert text
    world.press(Qt.Key.Key_I, CTRL)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_a_frozen_picture_is_never_read(world: World, qtbot: Any) -> None:
    world.form_camera.failed.emit("camera_frozen")
    world.scan.answer = Outcome(Seen.SETTLED, FORM_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.entry("form.id") is None
    world.form_camera.started.emit("書類カメラ")
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.entry("form.id") == FORM_ID


def test_what_cannot_be_read_leads_to_hand_entry(world: World) -> None:
    page(world)._on_unreadable()
    assert "Ctrl+I" in world.bench.actions.said


def test_a_form_without_qr_is_photographed(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_Space)
    page(world)._kinds.choose("handwritten")
    world.settle(qtbot)
    assert "申請書を撮って" in world.bench.actions.said
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.FORM
    assert QApplication.focusWidget() is page(world)._keep_frame
    world.form_camera.push(form_picture())
    world.press(Qt.Key.Key_U, CTRL)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.form_seen
    assert draft.record.picture(PictureKind.FORM_PAGE) is not None
    assert draft.assessment.number_to_be_added
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT


def test_another_form_can_be_read_before_anything_was_entered(world: World, qtbot: Any) -> None:
    world.read_form(qtbot)
    world.scan.answer = Outcome(Seen.NOTHING)
    world.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    world.settle(qtbot)
    page(world)._again.click()
    world.settle(qtbot)
    assert world.entry("form.id") is None
    assert world.form_camera.running

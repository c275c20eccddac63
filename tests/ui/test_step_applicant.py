"""Step 2: kept as typed, shown with age, reading and place; look-alikes answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from workbench_world import OTHER_ID, World, form_picture

from desk.domain.application import PictureKind, Step
from desk.domain.postcodes import Place
from desk.services.form_reading import Outcome, Seen
from desk.ui.duplicate_dialog import DuplicateDialog
from desk.ui.steps.applicant_page import ApplicantPage

CTRL = Qt.KeyboardModifier.ControlModifier
PLACES = (
    Place("4980000", "愛知県", "弥富市", "", "23235"),
    Place("4980000", "三重県", "桑名郡木曽岬町", "", "24303"),
)


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    made.open_new(qtbot)
    made.read_form(qtbot)
    yield made
    made.close()


def page(world: World) -> ApplicantPage:
    found = world.bench._pages[Step.APPLICANT]
    assert isinstance(found, ApplicantPage)
    return found


def test_the_whole_page_by_keyboard(world: World, qtbot: Any) -> None:
    world.type_words("佐藤 結衣")
    world.press(Qt.Key.Key_Return)
    world.type_words("さとう ゆい")
    world.press(Qt.Key.Key_Return)
    world.type("H3.4.18")
    world.press(Qt.Key.Key_Return)
    world.press(Qt.Key.Key_Right)
    world.press(Qt.Key.Key_Space)  # 女
    world.settle(qtbot)
    world.press(Qt.Key.Key_Tab)
    world.press(Qt.Key.Key_Tab)
    world.type("1234567")
    world.press(Qt.Key.Key_Return)
    world.type("090-0000-1234")
    world.press(Qt.Key.Key_Return)
    world.type_words("みどり野市南町二丁目14番6号")
    world.press(Qt.Key.Key_Return)
    world.settle(qtbot)
    assert world.entry("applicant.kana") == "さとう ゆい"
    assert world.entry("applicant.birth") == "H3.4.18"
    assert world.entry("applicant.sex") == "female"
    assert world.entry("applicant.resident_here") == "yes"  # the city stands in the address
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.IDENTITY


def test_the_reading_is_shown_normalised_and_kept_as_typed(world: World, qtbot: Any) -> None:
    world.fill_applicant(qtbot, kana="ｻﾄｳ ﾕｲ")
    assert "サトウ　ユイ" in page(world)._fields["applicant.kana"].hint
    assert world.entry("applicant.kana") == "ｻﾄｳ ﾕｲ"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("平成3年4月18日", "1991年・満35歳"), ("1991-04-18", "平成3年・満35歳")],
)
def test_the_other_calendar_and_the_age(world: World, qtbot: Any, typed: str, hint: str) -> None:
    world.fill_applicant(qtbot, birth=typed)
    assert page(world)._fields["applicant.birth"].hint.startswith(hint)


def test_year_zero_is_an_error_and_an_ended_era_a_hint(world: World, qtbot: Any) -> None:
    world.fill_applicant(qtbot, birth="令和0年1月1日")
    page(world).focus_field("applicant.name")
    page(world).refresh(world.bench.draft)  # type: ignore[arg-type]
    assert page(world)._fields["applicant.birth"].error
    world.fill_applicant(qtbot, birth="平成31年5月1日")
    page(world).refresh(world.bench.draft)  # type: ignore[arg-type]
    assert page(world)._fields["applicant.birth"].error == ""
    assert "令和元年5月1日" in page(world)._fields["applicant.birth"].hint


def test_every_place_of_a_postcode_is_offered_and_none_chosen(world: World, qtbot: Any) -> None:
    world.places = PLACES
    page(world).focus_field("applicant.postcode")
    world.type("498-0000")
    qtbot.waitUntil(lambda: page(world)._places.count() == 2)
    assert world.entry("applicant.address") is None
    button = page(world)._places.itemAt(0).widget()  # type: ignore[union-attr]
    button.click()  # type: ignore[attr-defined]
    world.settle(qtbot)
    assert world.entry("applicant.address") == "愛知県弥富市"
    focused = QApplication.focusWidget()
    assert focused is page(world)._fields["applicant.address"].edit


def test_a_place_never_overwrites_an_address(world: World, qtbot: Any) -> None:
    world.places = PLACES
    world.fill_applicant(qtbot)
    page(world).focus_field("applicant.postcode")
    page(world)._fields["applicant.postcode"].edit.clear()
    world.type("4980000")
    qtbot.waitUntil(lambda: page(world)._places.count() == 2)
    page(world)._places.itemAt(0).widget().click()  # type: ignore[union-attr]
    world.settle(qtbot)
    assert world.entry("applicant.address").startswith("みどり野市")


def test_a_child_opens_the_representative(world: World, qtbot: Any) -> None:
    world.fill_applicant(qtbot)
    assert not page(world)._guardian_part.isVisible()
    world.fill_applicant(qtbot, birth="平成25年4月18日")
    assert page(world)._guardian_part.isVisible()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.actions.said == "代理人の氏名がまだです"


def test_a_foreign_resident_opens_the_category(world: World, qtbot: Any) -> None:
    world.fill_applicant(qtbot)
    page(world)._flags["applicant.foreign"].click()
    world.settle(qtbot)
    assert page(world)._foreign_part.isVisible()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.actions.said == "外国人住民の区分がまだです"


def test_a_namesake_must_be_answered(world: World, qtbot: Any) -> None:
    world.fill_applicant(qtbot)
    world.scan.answer = Outcome(Seen.NOTHING)
    world.open_new(qtbot)
    world.read_form(qtbot, OTHER_ID)
    world.fill_applicant(qtbot, address="みどり野市北台5-20-11")
    assert not world.bench.actions.primary.isEnabled()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT
    button = page(world)._look_alikes.first_button
    assert button is QApplication.focusWidget()
    world.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(getattr(world.bench, "dialog", None), DuplicateDialog))
    dialog = world.bench.dialog
    assert isinstance(dialog, DuplicateDialog)
    dialog.answered.emit("different_person")
    dialog.accept()
    world.settle(qtbot)
    assert world.bench.actions.primary.isEnabled()
    assert "different_person" in world.entry("papers.alerts_seen")[0]


def test_the_back_of_the_form(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_U, CTRL)
    world.form_camera.push(form_picture())
    world.press(Qt.Key.Key_U, CTRL)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.picture(PictureKind.FORM_BACK) is not None
    assert not world.form_camera.running


def test_an_answer_of_the_store_never_overwrites_typing(world: World, qtbot: Any) -> None:
    world.type("sa")
    world.bench._saving.flush()
    world.type("to")  # the answer about "sa" is still on its way
    world.settle(qtbot)
    assert page(world)._fields["applicant.name"].text() == "sato"
    assert world.entry("applicant.name") == "sato"

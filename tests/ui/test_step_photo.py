"""Step 4: one face, one press, two questions; every camera trouble in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from workbench_world import OTHER_ID, World, head_picture, identity_entries, no_face, one_face

from desk.domain.application import PictureKind, Step
from desk.services.ports import Finding
from desk.ui.steps.photo_live import CHECKS
from desk.ui.steps.photo_page import PhotoPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def page(world: World) -> PhotoPage:
    found = world.bench._pages[Step.PHOTO]
    assert isinstance(found, PhotoPage)
    return found


def shots(world: World) -> int:
    draft = world.bench.draft
    assert draft is not None
    return len(world.on_store(lambda: world.store.record(draft.id)).shots)


def test_taken_and_confirmed_by_keyboard(world: World, qtbot: Any) -> None:
    world.second_at_photo(qtbot)
    world.photo_camera.push(head_picture(4))
    world.show_form(OTHER_ID)
    assert QApplication.focusWidget() is page(world)._shoot
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert shots(world) == 1
    assert not world.photo_camera.running
    assert world.bench.actions.said == "①に答えると進めます"
    world.type("y")
    world.settle(qtbot)
    assert world.bench.actions.said == "②に答えると進めます"
    world.type("y")
    world.settle(qtbot)
    world.press(Qt.Key.Key_Space)  # 目視
    world.settle(qtbot)
    assert world.entry("photo.not_previous") == "yes"
    assert world.entry("photo.same_person") == "yes"
    assert world.entry("photo.bare_head") is True
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PAPERS


def test_nothing_is_taken_without_exactly_one_face(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.eye.answer = no_face()
    world.photo_camera.push(head_picture())
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert shots(world) == 0
    assert "顔が1つだけ" in world.bench.actions.said


def test_advice_does_not_stop_the_shutter(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.eye.answer = one_face(Finding("dark_left", "advice"), Finding("eyes_closed", "advice"))
    world.photo_camera.push(head_picture())
    lines = page(world)._live.lines
    assert (lines["light"].mark, lines["eyes"].mark, lines["pose"].mark) == ("warn", "warn", "good")
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert shots(world) == 1


def test_no_answer_stops_and_a_new_shot_asks_again(world: World, qtbot: Any) -> None:
    world.second_at_photo(qtbot)
    world.photo_camera.push(head_picture(4))
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    world.type("n")
    world.settle(qtbot)
    assert page(world)._comparison.stop.isVisible()
    assert not world.bench.actions.primary.isEnabled()
    world.press(Qt.Key.Key_F5)
    world.photo_camera.push(head_picture(4))
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert shots(world) == 2
    assert world.entry("photo.not_previous") is None
    draft = world.bench.draft
    assert draft is not None
    assert [shot.chosen for shot in draft.record.shots] == [False, True]


def test_the_first_of_the_day_is_asked_one_question(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.photo_camera.push(head_picture())
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert not page(world)._comparison.not_previous.isVisible()
    assert world.bench.actions.said == "②に答えると進めます"


def test_the_owner_stands_beside_camera_and_on_the_shutter(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.photo_camera.push(head_picture())
    assert "K3-001 佐藤 結衣" in page(world)._camera.owner
    assert page(world)._shoot.text() == "佐藤 さんを撮影"
    assert "佐藤 結衣" in world.bench.band.accessibleName()


@pytest.mark.parametrize("code", ["camera_absent", "camera_black", "camera_frozen", "camera_lost"])
def test_every_camera_trouble_has_a_sentence_and_a_way_on(
    world: World, qtbot: Any, code: str
) -> None:
    world.at_step(qtbot, 4)
    world.photo_camera.push(head_picture())
    world.photo_camera.failed.emit(code)
    title, text, level = page(world)._view.hint
    assert level == "warning"
    assert title
    assert text
    assert "保留" in page(world)._camera.way_on.text()
    assert not page(world)._shoot.isEnabled()
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert shots(world) == 0
    world.photo_camera.started.emit("写真カメラ")
    world.photo_camera.push(head_picture())
    assert page(world)._shoot.isEnabled()
    assert QApplication.focusWidget() is page(world)._shoot


def test_a_baby_needs_no_photo(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3, birth="2026-06-01")
    guardian = {
        "guardian.name": "佐藤 花子",
        "guardian.kana": "サトウ　ハナコ",
        "guardian.relation": "母",
        "guardian.address": "みどり野市南町二丁目14番6号",
        "guardian.present": "yes",
        "guardian.authority": "same_household",
    }
    other = {
        name.replace("identity.", "guardian_identity."): value
        for name, value in identity_entries().items()
        if name.startswith("identity.")
    }
    world.save(qtbot, guardian | identity_entries() | other)
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PAPERS
    world.bench.go_back()
    world.settle(qtbot)
    assert world.bench.step is Step.IDENTITY


def test_an_exception_is_recorded(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    page(world)._camera.reason.click()
    menu = page(world).side.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    world.settle(qtbot)
    assert world.entry("photo.exception") == "religious_cover"


def test_a_photo_withdraws_what_the_applicant_confirmed(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.save(qtbot, {"papers.confirmed": "applicant"})
    world.photo_camera.push(head_picture())
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None


def test_the_chosen_photo_is_the_crop(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.photo_camera.push(head_picture())
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    picture = draft.record.picture(PictureKind.PHOTO)
    assert picture is not None
    assert (picture.width_px, picture.height_px) == (827, 1063)


def test_every_finding_of_the_rules_has_its_line() -> None:
    from desk.assets import rule_table

    known = {code for codes in CHECKS.values() for code in codes}
    findings = rule_table("photo.toml")["findings"]
    assert isinstance(findings, dict)
    assert set(findings) <= known

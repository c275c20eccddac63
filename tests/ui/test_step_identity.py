"""Step 3: documents by two keys, what agrees by one, verdict and reasons beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from workbench_world import World, form_picture, identity_entries

from desk.domain.application import Step
from desk.ui.steps.document_rows import AspectButton, expiry_entry
from desk.ui.steps.identity_page import IdentityPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def page(world: World) -> IdentityPage:
    found = world.bench._pages[Step.IDENTITY]
    assert isinstance(found, IdentityPage)
    return found


def documents(world: World, shortcut: str, expires: str, aspects: str) -> None:
    """As a clerk types: A1, the date, Enter, then 1, 2 or 3 for each aspect."""
    world.type(shortcut.lower())
    world.type(expires)
    world.press(Qt.Key.Key_Return)
    world.type(aspects)


def test_the_whole_check_by_keyboard(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.press(Qt.Key.Key_Space)  # ご本人が来場
    documents(world, "A1", "R11.5.18", "1")
    world.type("1")
    world.type("1")
    world.settle(qtbot)
    assert world.entry("identity.documents") == ("driving_licence",)
    assert world.entry("identity.driving_licence.expires") == "R11.5.18"
    assert world.entry("identity.driving_licence.address") == "agrees"
    assert "窓口での受取りになります" in world.bench.verdict.title
    assert world.bench.actions.primary.text() == "窓口受取りで次へ"
    assert world.bench.actions.hold.isVisible()
    documents(world, "B1", "2027.7.31", "1")
    world.type("1")
    world.type("3")
    world.settle(qtbot)
    assert "郵送できます" in world.bench.verdict.title
    assert not world.bench.actions.hold.isVisible()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PHOTO


def test_the_same_two_keys_take_a_document_out_again(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries())
    world.type("a1")
    world.settle(qtbot)
    assert world.entry("identity.documents") == ("insurance_eligibility",)
    assert world.entry("identity.driving_licence.expires") is None
    assert world.entry("identity.driving_licence.name") is None


def test_letters_in_a_field_choose_nothing(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries())
    page(world).focus_field("identity.driving_licence.expires")
    world.type("b2")
    world.settle(qtbot)
    assert "care_insurance" not in world.entry("identity.documents")


def test_an_expired_document_does_not_count_and_says_so(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries() | {"identity.driving_licence.expires": "2026-11-22"})
    note = page(world)._pickers["applicant"].rows._notes["driving_licence"]
    assert note.isVisible()
    assert "有効期限が切れている" in note.text()  # type: ignore[attr-defined]
    assert "窓口" in world.bench.verdict.title
    panel = page(world)._panel
    assert panel._title.text() == "窓口での受取りになります"


def test_the_panel_tells_what_would_allow_mailing(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    entries = identity_entries()
    entries["identity.documents"] = ("driving_licence",)
    world.save(qtbot, entries)
    lines = [each.accessibleName() for each in page(world)._panel.findChildren(QWidget)]
    assert any("Bの書類をもう1点" in text for text in lines)


def test_other_documents_come_from_a_list(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.type("a6")
    menu = page(world)._pickers["applicant"].findChild(QMenu)
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert "特別永住者証明書" in texts
    menu.actions()[texts.index("特別永住者証明書")].trigger()
    menu.close()
    world.settle(qtbot)
    assert world.entry("identity.documents") == ("special_permanent_certificate",)


def test_consent_by_key(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.press(Qt.Key.Key_D, CTRL)
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "yes"
    world.press(Qt.Key.Key_D, CTRL)
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "no"


def test_a_representative_shows_documents_too(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3, birth="平成25年4月18日")
    world.bench.go_to(Step.APPLICANT)
    world.settle(qtbot)
    guardian = {
        "guardian.name": "佐藤 花子",
        "guardian.kana": "サトウ　ハナコ",
        "guardian.relation": "母",
        "guardian.address": "みどり野市南町二丁目14番6号",
        "guardian.present": "yes",
        "guardian.authority": "same_household",
    }
    world.save(qtbot, guardian | identity_entries())
    world.bench.go_to(Step.IDENTITY)
    world.settle(qtbot)
    assert page(world)._who.isVisible()
    page(world)._who.choose("guardian")
    world.type("a1")
    world.settle(qtbot)
    assert world.entry("guardian_identity.documents") == ("driving_licence",)
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.IDENTITY
    assert "運転免許証の有効期限がまだです" in world.bench.actions.said


def test_an_answer_goes_round_with_space(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries())
    page(world).focus_field("identity.driving_licence.name")
    button = QApplication.focusWidget()
    assert isinstance(button, AspectButton)
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert world.entry("identity.driving_licence.name") == "differs"
    assert button.text() == "不一致"


@pytest.mark.parametrize("typed", ["なし", "無期限", "ー", "none"])
def test_no_expiry_in_words(typed: str) -> None:
    assert expiry_entry(typed) == "none"
    assert expiry_entry("2029.5.18") == "2029.5.18"


def test_the_camera_shows_and_nothing_is_kept(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    draft = world.bench.draft
    assert draft is not None
    before = draft.record.pictures
    assert world.form_camera.running
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    assert world.on_store(lambda: world.store.record(draft.id)).pictures == before

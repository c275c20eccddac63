"""Step 5: six items, the applicant's own confirmation, and completing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from workbench_world import World, paper_entries

from desk.domain.application import Status, Step
from desk.ui.steps.papers_page import PapersPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    made.at_step(qtbot, 5)
    yield made
    made.close()


def page(world: World) -> PapersPage:
    found = world.bench._pages[Step.PAPERS]
    assert isinstance(found, PapersPage)
    return found


def answer(world: World, field: str, code: str) -> None:
    page(world)._segments[field].button(code).setFocus()
    world.press(Qt.Key.Key_Space)


def test_the_six_items_by_keyboard(world: World, qtbot: Any) -> None:
    answer(world, "papers.pin_request", "sealed")
    world.type("P-K3-015")
    for field, code in paper_entries().items():
        if field not in ("papers.pin_request", "papers.pin_seal"):
            answer(world, field, code)
    world.settle(qtbot)
    assert world.entry("papers.pin_seal") == "P-K3-015"
    assert page(world)._count.text() == "6 / 6"
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.actions.said == "申請者の確認がまだです"


def test_reading_aloud_needs_a_reason(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries())
    page(world)._read_aloud.click()
    world.settle(qtbot)
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.actions.said == "代読した理由がまだです"
    world.type_words("目が不自由なため読み上げて確認")
    world.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(
        lambda: world.bench.draft is not None and world.bench.draft.record.status is Status.ACCEPTED
    )


def test_the_certificate_is_locked_for_a_child(world: World, qtbot: Any) -> None:
    assert page(world)._segments["papers.sign_certificate"].isEnabled()
    world.save(qtbot, {"applicant.birth": "平成25年4月18日"})
    segments = page(world)._segments["papers.sign_certificate"]
    assert not segments.isEnabled()
    assert segments.value == "decline"
    notes = [item.note.text() for item in page(world)._items.values()]
    assert any("15歳未満" in note for note in notes)


def test_a_kept_card_turns_the_route(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries() | {"papers.notification_card": "kept"})
    assert "窓口での受取りになります" in world.bench.verdict.title
    assert "通知カード" in world.bench.verdict.accessibleDescription()


def test_an_unsigned_form_is_an_error(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries() | {"papers.signed": "no", "papers.confirmed": "applicant"})
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.draft is not None
    assert world.bench.draft.record.status is Status.DRAFT
    assert "を直してください" in world.bench.actions.said


def test_the_expected_validity_stands_beside_with_its_reason(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries())
    shown = [label.text() for label in page(world)._expiry]
    assert shown == [
        "有効期限の目安（受付の30日後の発行として）",
        "カード 2036年4月18日：10回目の誕生日",
        "証明書 2031年4月18日：5回目の誕生日",
    ]
    whole = page(world)._expiry_part.accessibleDescription()
    assert "18歳以上は発行後10回目の誕生日" in whole
    assert page(world)._expiry_part.toolTip() == whole
    world.save(qtbot, {"applicant.birth": ""})
    assert not page(world)._expiry_part.isVisibleTo(page(world).side)

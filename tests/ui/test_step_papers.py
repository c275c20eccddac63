"""Step 5: six items, the applicant's own confirmation, and completing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from workbench_world import PIN, World, paper_entries

from desk.domain.application import Status, Step
from desk.ui.applicant_display import ApplicantDisplay
from desk.ui.applicant_words import LANGUAGES, WORDS, next_language, word
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


def shown_display(world: World, qtbot: Any) -> ApplicantDisplay:
    world.press(Qt.Key.Key_F4)
    world.settle(qtbot)
    qtbot.waitUntil(lambda: world.bench.display.shown)
    display = world.bench.display.display
    assert display is not None
    return display


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


def test_the_applicant_confirms_on_the_display(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries())
    display = shown_display(world, qtbot)
    assert display._facts["delivery"].text() == word("ja", "mail")
    display._right.click()
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None  # the mailing must be ticked first
    display._mail_tick.click()
    display._right.click()
    world.settle(qtbot)
    assert world.entry("papers.confirmed") == "applicant"
    assert "判定：郵送できます" in world.bench.verdict.title
    assert display._facts["name"].text() == ""  # nothing of the applicant stays


def test_the_applicant_objects(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries())
    display = shown_display(world, qtbot)
    display._wrong.click()
    display.objected.emit("address")
    world.settle(qtbot)
    assert "申請者が確認を求めています：お届け先" in world.bench.actions.said
    assert "お届け先" in page(world)._answer.title
    assert world.entry("papers.confirmed") is None


def test_consent_to_copying_is_the_applicants_own(world: World, qtbot: Any) -> None:
    world.save(qtbot, paper_entries())
    display = shown_display(world, qtbot)
    display._copy_tick.click()
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "yes"


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


# the applicant's screen


def test_every_word_stands_in_every_language() -> None:
    for code, words in WORDS.items():
        assert set(words) == {language for language, _name in LANGUAGES}, code
    seen = "ja"
    for _ in LANGUAGES:
        seen = next_language(seen)
    assert seen == "ja"


def test_the_language_of_the_display_is_its_own(world: World, qtbot: Any) -> None:
    display = shown_display(world, qtbot)
    display._language_button.click()
    display._language_button.click()
    assert display.language == "en"
    assert display._title.text() == "Please check your photo and name"
    assert world.bench.actions.primary.text() == "受付を完了する"


def test_it_hides_by_itself(world: World, qtbot: Any) -> None:
    display = shown_display(world, qtbot)
    assert display._idle.isActive()
    display._idle.timeout.emit()
    assert not display.showing_details
    assert display._waiting.text() == word("ja", "wait")


def test_a_shared_screen_goes_back_by_pin(world: World, qtbot: Any) -> None:
    display = shown_display(world, qtbot)
    assert display.shared_screen
    display.leave()
    assert display._pin_row.isVisible()
    display._pin.setText("000000")
    display._pin.returnPressed.emit()
    world.settle(qtbot)
    assert display.isVisible()
    display._pin.setText(PIN)
    display._pin.returnPressed.emit()
    qtbot.waitUntil(lambda: not display.isVisible())
    assert QApplication.activeWindow() is world.window


def test_nothing_of_the_staff_is_on_the_display(world: World, qtbot: Any) -> None:
    display = shown_display(world, qtbot)
    from PySide6.QtWidgets import QLabel

    texts = " ".join(label.text() for label in display.findChildren(QLabel))
    assert "K3-001" not in texts
    assert "1234567890" not in texts


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614), (911, 512)])
def test_nothing_on_the_display_is_cut_at_125_and_150_percent(
    world: World, qtbot: Any, size: tuple[int, int]
) -> None:
    display = shown_display(world, qtbot)
    display.showNormal()
    display.setFixedSize(*size)
    qtbot.waitUntil(lambda: (display.width(), display.height()) == size)
    QApplication.processEvents()
    for code, label in display._facts.items():
        assert label.height() >= label.heightForWidth(label.width()), code
    for button in (display._wrong, display._right):
        assert button.height() >= 50
        assert display.rect().contains(button.geometry().translated(0, 0))

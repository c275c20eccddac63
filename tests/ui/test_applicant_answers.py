"""What the applicant answers is part of the record, and counts for what was shown only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from workbench_world import PIN, World, head_picture, identity_entries, paper_entries

from desk.domain.application import Step
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import NeedsPerson
from desk.services.own_code import qr_modules
from desk.services.ports import Frame
from desk.ui import entry_saving
from desk.ui.applicant_display import ApplicantDisplay
from desk.ui.applicant_words import word
from desk.ui.display_host import DisplayHost
from desk.ui.steps.papers_page import PapersPage


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    made.at_step(qtbot, 5)
    made.save(qtbot, paper_entries())
    yield made
    made.close()


def page(world: World) -> PapersPage:
    found = world.bench._pages[Step.PAPERS]
    assert isinstance(found, PapersPage)
    return found


def opened(world: World, qtbot: Any) -> ApplicantDisplay:
    """F4."""
    world.press(Qt.Key.Key_F4)
    world.settle(qtbot)
    qtbot.waitUntil(lambda: world.bench.display.shown)
    display = world.bench.display.display
    assert display is not None
    qtbot.waitUntil(lambda: display.details.shown_ms is not None)
    return display


def confirmations(world: World) -> tuple[Confirmation, ...]:
    draft = world.bench.draft
    assert draft is not None
    found: tuple[Confirmation, ...] = world.on_store(
        lambda: world.store.record(draft.id).confirmations
    )
    return found


def chosen_photo(world: World) -> str:
    draft = world.bench.draft
    assert draft is not None
    shot = world.on_store(lambda: world.store.record(draft.id)).chosen_shot
    assert shot is not None
    return str(shot.photo_sha256)


def shoot_again(world: World) -> None:
    """Another photo is kept, behind the screen's back."""
    draft = world.bench.draft
    assert draft is not None
    frame = Frame(head_picture(9), 2, "写真カメラ", world.clock.now())
    world.on_store(lambda: world.context.photographing.shoot(draft.id, frame))


def test_the_answer_is_kept_with_what_was_shown(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    assert display.details.facts["delivery"].text().startswith("郵便でお届け")
    display.set_language("vi")
    display.details.copy_choice.button(True).click()
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "yes"
    display.details.mail_tick.click()
    display.details.right.click()
    world.settle(qtbot)
    (kept,) = confirmations(world)
    assert kept.answer is Answer.RIGHT
    assert kept.language == "vi"
    assert kept.photo_sha256 == chosen_photo(world)
    assert kept.route == "mail"
    assert (kept.mail_consent, kept.copy_consent) == (True, True)
    assert kept.shared_screen
    assert kept.shown_ms > 0
    assert kept.operator == world.operator.id
    assert world.entry("papers.confirmed") == "applicant"
    assert "判定：郵送できます" in world.bench.verdict.title
    assert display.waiting.label.text() == word("vi", "thanks")
    assert display.details.facts["name"].text() == ""


def test_an_objection_is_kept_and_told(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    display.details.wrong.click()
    display.wrong.buttons[Answer.WRONG_ADDRESS].click()
    world.settle(qtbot)
    assert "申請者が確認を求めています：お届け先" in world.bench.actions.said
    assert "お届け先" in page(world)._answer.title
    assert world.entry("papers.confirmed") is None
    (kept,) = confirmations(world)
    assert kept.answer is Answer.WRONG_ADDRESS
    assert kept.photo_sha256 == chosen_photo(world)
    assert display.waiting.label.text() == word("ja", "thanks")


def test_an_objection_takes_a_confirmation_back(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    display.details.mail_tick.click()
    display.details.right.click()
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.bench.display.show(draft)
    world.settle(qtbot)
    display.details.wrong.click()
    display.wrong.buttons[Answer.WRONG_PHOTO].click()
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None
    assert [each.answer for each in confirmations(world)] == [Answer.RIGHT, Answer.WRONG_PHOTO]


def test_another_photo_is_shown_before_it_counts(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    first = chosen_photo(world)
    seen = display.details.portrait._image.copy()
    shoot_again(world)
    assert chosen_photo(world) != first
    display.details.mail_tick.click()
    display.details.right.click()
    world.settle(qtbot)
    assert confirmations(world) == ()
    assert world.entry("papers.confirmed") is None
    assert world.bench.display.shown  # the new one is on the screen, to be confirmed
    assert display.details._hint.text() == word("ja", "changed")
    assert display.details.portrait._image != seen
    assert display.details.sight is not None
    assert display.details.sight.photo_sha256 == chosen_photo(world)
    assert "もう一度" in world.bench.actions.said
    qtbot.waitUntil(lambda: display.details.shown_ms is not None)
    display.details.mail_tick.click()
    display.details.right.click()
    world.settle(qtbot)
    assert [each.photo_sha256 for each in confirmations(world)] == [chosen_photo(world)]


def test_details_changed_meanwhile_are_shown_before_they_count(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.on_store(lambda: world.intake.save(draft.id, {"applicant.name": "佐藤 結花"}))
    display.details.mail_tick.click()
    display.details.right.click()
    world.settle(qtbot)
    assert confirmations(world) == ()
    assert "結花" in display.details.facts["name"].text()


def test_the_screen_follows_what_the_staff_change(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    display.details.mail_tick.click()
    page(world)._segments["papers.forwarding"].button("yes").click()
    world.settle(qtbot)
    assert display.details.facts["delivery"].text() == word("ja", "counter")
    assert not display.details.mail_tick.isVisible()
    assert display.details._hint.text() == word("ja", "changed")
    display.details.right.click()
    world.settle(qtbot)
    (kept,) = confirmations(world)
    assert (kept.route, kept.mail_consent) == ("counter", None)


def test_an_answer_waits_until_the_disk_takes_it(
    world: World, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_saving, "RETRY_AFTER_MS", 60)
    display = opened(world, qtbot)
    display.details.mail_tick.click()
    world.store.trouble = NeedsPerson("disk_full")
    display.details.right.click()
    qtbot.waitUntil(lambda: world.store.saves > 0)
    qtbot.wait(150)
    assert world.entry("papers.confirmed") is None
    assert display.waiting.label.text() == word("ja", "wait")  # nobody is thanked too early
    world.store.trouble = None
    qtbot.waitUntil(lambda: world.entry("papers.confirmed") == "applicant")
    world.settle(qtbot)
    assert len(confirmations(world)) == 1
    assert display.waiting.label.text() == word("ja", "thanks")


def test_what_is_typed_while_the_answer_travels_withdraws_it(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    display.details.mail_tick.click()
    display.details.right.click()
    world.bench._saving.typing("applicant.address", "みどり野市北町1")
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None


def test_reading_aloud_is_kept_too(world: World, qtbot: Any) -> None:
    page(world)._read_aloud.click()
    world.settle(qtbot)
    (kept,) = confirmations(world)
    assert kept.answer is Answer.READ_ALOUD
    assert kept.photo_sha256 == chosen_photo(world)
    assert kept.shown_ms == 0
    assert not kept.shared_screen
    assert world.entry("papers.confirmed") == "read_aloud"
    assert page(world)._reason.isVisible()
    page(world)._read_aloud.click()
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None


def test_the_language_of_the_display_is_its_own(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    display.language_button.click()
    display.languages.buttons["en"].click()
    assert display.title.text() == "Please check your photo and name"
    assert world.bench.actions.primary.text() == "受付を完了する"


def test_a_minute_without_a_touch_is_told_to_the_staff(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    assert page(world)._shown_badge.text == "表示中"
    display._idle.timeout.emit()
    assert not world.bench.display.shown
    assert page(world)._shown_badge.text == "表示していません"


def test_a_shared_screen_goes_back_by_pin(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
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


def test_the_way_back_on_a_shared_screen_is_seen_while_it_waits(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    assert not display._back.isVisible()  # not while the applicant decides
    display.details.wrong.click()
    display.wrong.buttons[Answer.WRONG_NAME].click()
    world.settle(qtbot)
    assert display._back.isVisible()
    display._back.click()
    assert display._pin_row.isVisible()


def test_nothing_of_the_staff_is_on_the_display(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    texts = " ".join(label.text() for label in display.findChildren(QLabel))
    assert "K3-001" not in texts
    assert "1234567890" not in texts


def test_it_goes_with_the_application(world: World, qtbot: Any) -> None:
    display = opened(world, qtbot)
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    assert not display.isVisible()
    assert not display.showing_details


# consent alone, and a second display


def test_the_copy_consent_is_asked_alone(qtbot: Any, tmp_path: Path) -> None:
    world = World(tmp_path / "desk")
    world.show(qtbot)
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries())
    host = world.bench.display
    assert world.bench.draft is not None
    host.ask_copy_consent(world.bench.draft)
    assert host.shown
    display = host.display
    assert display is not None
    display.consent.no.click()
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "no"
    assert not host.shown
    host.ask_copy_consent(world.bench.draft)
    display.consent.yes.click()
    world.settle(qtbot)
    assert world.entry("identity.copy_consent") == "yes"
    world.close()


@pytest.fixture
def host(world: World) -> Iterator[DisplayHost]:
    """As if a second display was plugged in."""
    own = QGuiApplication.primaryScreen()

    class Other:
        """A second screen of the same place: the offscreen platform has one only."""

        def geometry(self) -> Any:
            return own.geometry()

    made = DisplayHost(
        world.context,
        world.bench._pictures,
        world.window,
        lambda: [own, Other()],  # type: ignore[list-item]
    )
    yield made
    made.close()


def test_the_own_code_needs_a_second_display(world: World) -> None:
    assert not world.bench.display.show_own_code("261123-K3-015-C")
    assert world.bench.display.display is None


def test_the_own_code_on_the_second_display(world: World, host: DisplayHost) -> None:
    draft = world.bench.draft
    assert draft is not None
    number = draft.record.number.full
    assert host.show_own_code(number)
    assert host.display is not None
    assert host.display.showing_code
    assert host.display.code.view._modules == qr_modules(number)
    assert not host.shown
    host.hide_own_code()
    assert not host.display.showing_code
    assert host.display.isVisible()
    assert host.show_own_code(number)
    host.hide()  # another application is opened
    assert not host.display.showing_code


def test_a_second_display_leaves_without_a_pin(world: World, host: DisplayHost, qtbot: Any) -> None:
    draft = world.bench.draft
    assert draft is not None
    host.toggle(draft)
    qtbot.waitUntil(lambda: host.shown)
    display = host.display
    assert display is not None
    assert not display.shared_screen
    host.hide_own_code()  # not what is shown: it stays
    assert host.shown
    host.toggle(draft)
    assert not host.shown
    assert display.isVisible()  # 「しばらくお待ちください」
    assert not display._staff_row.isVisible()


def test_a_display_pulled_out_does_not_come_over_the_desk(
    world: World, host: DisplayHost, qtbot: Any
) -> None:
    draft = world.bench.draft
    assert draft is not None
    host.show(draft)
    qtbot.waitUntil(lambda: host.shown)
    told: list[bool] = []
    host.shown_changed.connect(told.append)
    host._screens = lambda: [QGuiApplication.primaryScreen()]
    host._on_screen_removed(QGuiApplication.primaryScreen())
    assert host.display is None
    assert told == [False]

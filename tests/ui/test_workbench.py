"""The open application: opening, steps, saving, ends. Real store, services, rules and threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from workbench_world import (
    FORM_ID,
    OTHER_ID,
    World,
    head_picture,
    identity_entries,
    one_face,
    paper_entries,
)

from desk.domain.application import Status, Step
from desk.domain.errors import NeedsPerson
from desk.ui.reason_dialog import ReasonDialog
from desk.ui.workbench import Workbench

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def test_a_new_application_waits_for_its_form(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    assert world.bench.step is Step.FORM
    assert world.form_camera.running
    assert not world.bench.actions.primary.isEnabled()
    assert "QR" in world.bench.actions.said


def test_a_read_form_leads_to_the_applicant(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    assert world.bench.step is Step.APPLICANT
    assert world.entry("form.id") == FORM_ID
    assert not world.form_camera.running
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.accessibleName() == "氏名"


def test_the_way_on_stops_at_the_first_thing_missing(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    world.type_words("佐藤 結衣")
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT
    assert world.bench.actions.said == "フリガナがまだです"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "フリガナ"
    assert world.entry("applicant.name") == "佐藤 結衣"


def test_a_wrong_field_is_named_and_gets_the_focus(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    world.fill_applicant(qtbot, phone="090-0000-12")
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.actions.said == "電話番号を直してください"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "電話番号"


def test_steps_ahead_stay_shut_and_steps_behind_open(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.press(Qt.Key.Key_5, ALT)
    world.settle(qtbot)
    assert world.bench.step is Step.IDENTITY
    assert "先に手順3" in world.bench.actions.said
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT


def test_the_step_is_remembered(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    draft = world.on_store(world.intake.resume)
    assert draft.record.step is Step.IDENTITY


def test_typing_is_saved_without_leaving_the_field(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    world.type("sato")
    qtbot.waitUntil(lambda: world.entry("applicant.name") == "sato")
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.text() == "sato"


def test_a_full_disk_loses_nothing(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    told: list[tuple[str, bool]] = []
    world.bench.saved.connect(lambda text, ok: told.append((text, ok)))
    world.store.trouble = NeedsPerson("disk_full")
    world.type("sato")
    world.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: world.bench.notice_part.isVisible())
    assert ("保存できていません", False) in told
    world.press(Qt.Key.Key_2, CTRL)  # any key that does not change a field
    world.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: world.lanes.idle)
    assert world.bench.step is Step.APPLICANT
    world.store.trouble = None
    world.type("s")
    world.settle(qtbot)
    assert world.entry("applicant.name") == "sato"
    assert not world.bench.notice_part.isVisible()


def test_an_application_that_is_not_saved_is_not_left(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.read_form(qtbot)
    first = world.bench.draft
    assert first is not None
    world.store.trouble = NeedsPerson("disk_full")
    world.type("sato")
    world.bench.open_new()
    qtbot.waitUntil(lambda: world.bench.notice_part.isVisible())
    assert world.bench.draft is not None
    assert world.bench.draft.id == first.id
    world.store.trouble = None


def test_closing_the_program_keeps_the_last_letters(qtbot: Any, tmp_path: Path) -> None:
    world = World(tmp_path / "desk")
    world.show(qtbot)
    world.open_new(qtbot)
    world.read_form(qtbot)
    world.type("sato")
    world.close()
    again = World(tmp_path / "desk")
    draft = again.on_store(again.intake.resume)
    assert draft.record.entries["applicant.name"] == "sato"
    assert draft.record.step is Step.APPLICANT
    again.close()


def test_two_applications_never_share_a_camera(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    other = Workbench(world.context)
    closed: list[int] = []
    told: list[str] = []
    other.closed.connect(lambda: closed.append(1))
    other.message.connect(lambda title, _text: told.append(title))
    other.open_new()
    qtbot.waitUntil(lambda: closed == [1])
    assert other.draft is None
    assert "K3-001" in told[0]
    other.centre.deleteLater()
    other.right.deleteLater()


def test_escape_asks_before_leaving(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    closed: list[int] = []
    world.bench.closed.connect(lambda: closed.append(1))
    world.press(Qt.Key.Key_Escape)
    assert closed == []
    assert world.bench.dialog.isVisible()
    world.bench.dialog.yes.click()
    qtbot.waitUntil(lambda: closed == [1])
    assert not world.form_camera.running
    assert world.on_store(world.intake.resume) is None


def test_holding_needs_a_reason_and_can_be_continued(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    draft = world.bench.draft
    assert draft is not None
    world.press(Qt.Key.Key_F6)
    dialog = world.bench.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.concern.choose("more_documents")
    dialog.detail.setPlainText("健康保険の資格確認書を取りに戻られた")
    dialog.save.click()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    assert world.on_store(lambda: world.store.record(draft.id)).status is Status.HELD
    world.bench.open(draft.id)
    world.settle(qtbot)
    assert world.bench.actions.primary.text() == "続きを始める"
    world.bench.proceed()
    world.settle(qtbot)
    assert world.bench.draft is not None
    assert world.bench.draft.record.status is Status.DRAFT
    assert world.bench.step is Step.IDENTITY


def test_a_whole_application_ends_with_a_slip(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 5)
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    ended: list[Any] = []
    world.bench.accepted.connect(ended.append)
    world.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert ended[0].record.status is Status.ACCEPTED
    assert world.printed == ["K3-001"]
    assert "完了しました" in world.bench.notice.title
    world.press(Qt.Key.Key_F9)
    assert world.printed == ["K3-001", "K3-001"]


def test_a_completed_application_opens_for_correction(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 5)
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    world.bench.proceed()
    world.settle(qtbot)
    world.bench.ask_change("correct")
    dialog = world.bench.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.concern.choose("entry_error")
    dialog.detail.setPlainText("フリガナの一文字が違っていたため")
    dialog.save.click()
    qtbot.waitUntil(lambda: world.bench.draft is not None and world.bench.draft.record.version == 2)
    world.settle(qtbot)
    assert world.bench.draft is not None
    assert world.bench.draft.record.status is Status.DRAFT


def test_a_scanner_later_only_checks_the_form_in_hand(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    world.bench.take_scanned(FORM_ID)
    assert "合っています" in world.bench.actions.said
    world.bench.take_scanned(OTHER_ID)
    assert "別の申請書" in world.bench.actions.said
    assert world.entry("form.id") == FORM_ID


def test_what_the_applicant_confirmed_is_withdrawn_by_a_change(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 5)
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    page = world.bench._pages[Step.APPLICANT]
    page.focus_field("applicant.address")
    world.type(" 5")
    world.settle(qtbot)
    assert world.entry("papers.confirmed") is None


def test_the_verdict_is_live_and_has_its_reason(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 3)
    assert "まだ決まりません" in world.bench.verdict.title
    world.save(qtbot, {"applicant.present": "no"})
    assert "窓口での受取りになります" in world.bench.verdict.title
    assert "来場" in world.bench.verdict.accessibleDescription()
    world.save(qtbot, {"applicant.present": "yes"} | identity_entries())
    assert "郵送できます" in world.bench.verdict.title


def test_a_shot_reaches_only_the_open_application(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.eye.answer = one_face()
    world.photo_camera.push(head_picture())
    world.press(Qt.Key.Key_Space)
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    world.open_new(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.shots == ()

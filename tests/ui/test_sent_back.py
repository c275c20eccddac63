"""差戻し: the clerk sees who sent it back and why, and one button leads to the correction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from workbench_world import World, paper_entries

from desk.assets import load_rules
from desk.domain.application import ApplicationId, Concern, Status
from desk.services.form_reading import Outcome, Seen
from desk.services.review import Review
from desk.ui.more_menu import MoreMenu
from desk.ui.reason_dialog import ReasonDialog

REASON = "書類の写真と別の方に見えます"


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.show(qtbot)
    yield made
    made.close()


def completed(world: World, qtbot: Any) -> ApplicationId:
    world.at_step(qtbot, 5)
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    world.bench.proceed()
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.status is Status.ACCEPTED
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    world.scan.answer = Outcome(Seen.NOTHING)
    return draft.id


def send_back(world: World, application: ApplicationId) -> None:
    def work() -> None:
        boss = world.store.add_operator("森田 健一", "135791", supervisor=True, by=None)
        review = Review(world.store, world.clock, load_rules(), boss, world.day)
        review.items()
        review.send_back(application, 2300, REASON)

    world.on_store(work)


def opened(world: World, qtbot: Any) -> ApplicationId:
    """A completed application, sent back, on the screen again."""
    application = completed(world, qtbot)
    send_back(world, application)
    world.bench.open(application)
    world.settle(qtbot)
    return application


def test_who_and_why_stand_in_the_notice(world: World, qtbot: Any) -> None:
    opened(world, qtbot)
    notice = world.bench.notice
    assert notice.isVisible()
    assert notice.kind == "notice"
    assert "森田 健一" in notice.title
    assert "責任者" in notice.title
    assert REASON in notice.text
    correct = world.bench._view.correct
    assert correct.isVisible()
    assert QApplication.focusWidget() is correct


def test_the_button_leads_to_a_correction_with_its_concern(world: World, qtbot: Any) -> None:
    application = opened(world, qtbot)
    world.press(Qt.Key.Key_Space)
    dialog = world.bench.dialog
    assert isinstance(dialog, ReasonDialog)
    assert dialog.kind == "correct"
    assert dialog.concern.value == Concern.SENT_BACK.value
    assert REASON in dialog.grounds().detail
    assert dialog.missing() == ""
    assert dialog.first is dialog.detail
    dialog.save.click()
    qtbot.waitUntil(lambda: world.bench.draft is not None and world.bench.draft.record.version == 2)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert draft.record.supersedes == application
    ((status, grounds),) = world.on_store(lambda: world.store.grounds_of(draft.id))
    assert (status, grounds.concern) == (Status.DRAFT, Concern.SENT_BACK)
    assert world.on_store(world.store.sent_back) == ()
    assert not world.bench._view.correct.isVisible()


def test_f7_names_it_too(world: World, qtbot: Any) -> None:
    opened(world, qtbot)
    draft = world.bench.draft
    assert draft is not None
    menu = MoreMenu(draft.record, world.bench.centre)
    texts = [action.text() for action in menu.findChildren(QAction)]
    assert any(text.startswith("差戻しを訂正する") for text in texts)
    menu.deleteLater()


def test_other_completed_ones_open_as_before(world: World, qtbot: Any) -> None:
    application = completed(world, qtbot)
    world.bench.open(application)
    world.settle(qtbot)
    assert "差戻し" not in world.bench.notice.title + world.bench.notice.text
    assert not world.bench._view.correct.isVisible()
    assert QApplication.focusWidget() is world.bench.actions.primary
    world.bench.ask_change("correct")
    dialog = world.bench.dialog
    assert isinstance(dialog, ReasonDialog)
    assert dialog.concern.value is None
    assert dialog.detail.toPlainText() == ""
    dialog.reject()


def test_a_new_photo_in_the_correction_needs_the_form_again(world: World, qtbot: Any) -> None:
    opened(world, qtbot)
    world.bench.ask_change("correct")
    dialog = world.bench.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.save.click()
    qtbot.waitUntil(lambda: world.bench.draft is not None and world.bench.draft.record.version == 2)
    world.settle(qtbot)
    draft = world.bench.draft
    assert draft is not None
    assert not draft.form_seen

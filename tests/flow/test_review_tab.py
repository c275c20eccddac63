"""A whole desk: a clerk takes two people in, a supervisor reviews them at the same terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from review_day import ReviewDay

from desk.app import DeskApp, qt_application
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, Key
from desk.demo.people import CLERKS, PASSPHRASE, SUPERVISOR
from desk.demo.practice import prepare
from desk.domain.form_id import FormId
from desk.domain.review import Decision
from desk.store_at import opening_at
from desk.ui.review.decision_dialog import DecisionDialog
from desk.ui.unlock_dialog import SupervisorDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    qt_application("ja")
    folder = tmp_path / "data"
    prepare(folder, SystemClock(), opening_at)
    desk = DeskApp(folder)
    yield Clerk(desk)
    desk.window.close_without_asking()


def take_in(clerk: Clerk, *form_ids: str) -> list[Any]:
    """Complete applications through the counter's own services; no form lay there at the shot."""
    desk = clerk.desk
    counter, store = desk.counter, desk.store
    assert counter is not None
    assert store is not None
    day = ReviewDay.over(store, desk.clock, counter.intake)

    def work() -> list[Any]:
        found = []
        for name, form_id in zip(("佐藤 結衣", "高橋 武志"), form_ids, strict=False):
            draft = counter.intake.open()
            counter.intake.take_form_id(draft.id, FormId(form_id), "camera")
            found.append(day.finish(draft, name, "カクウ", slate=False))
        return found

    taken: list[Any] = []
    desk.lanes.run(work, taken.append, taken.append)
    clerk.wait(lambda: taken, "two people taken in")
    assert isinstance(taken[0], list), taken[0]
    return taken[0]


def test_a_supervisor_reviews_at_the_clerks_terminal(clerk: Clerk) -> None:
    desk = clerk.desk
    clerk.arrive()
    clerk.unlock(PASSPHRASE)
    clerk.choose_operator(CLERKS[0][0])
    clerk.sign_on(CLERKS[0][1])
    first, second = take_in(clerk, "1" * 23, "2" * 23)
    room = desk.review_room
    assert room is not None
    room.show_count()
    clerk.press(Key.Key_3, CTRL)
    clerk.wait(lambda: _has_focus(SupervisorDialog), "the PIN's window")
    clerk.write(SUPERVISOR[1])
    clerk.wait(lambda: room.page.detail.stands, "the first person")
    assert room.page.detail.flags.texts[0] == "撮影時に申請書と照合していません"

    clerk.press(Key.Key_A)
    clerk.wait(lambda: _has_focus(DecisionDialog), "reasons")
    clerk.press(Key.Key_2)
    clerk.press(Key.Key_A)
    clerk.wait(lambda: room.page.detail.item.id == second.id and room.page.detail.stands, "second")
    clerk.press(Key.Key_R)
    clerk.wait(lambda: _has_focus(DecisionDialog), "reasons")
    clerk.press(Key.Key_2)
    clerk.press(Key.Key_R)
    clerk.wait(lambda: room.page.side.currentWidget() is room.page.end, "the end of the sheet")
    marks = _on_store(clerk, lambda: [desk.store.record(d.id).review for d in (first, second)])
    assert [mark.decision for mark in marks] == [Decision.APPROVED, Decision.SENT_BACK]
    assert {mark.operator for mark in marks} == {_boss(clerk)}

    clerk.press(Key.Key_2, CTRL)
    clerk.wait(lambda: desk.counter.status.review_lines, "today's counts")
    assert dict(desk.counter.status.review_lines)["差戻し（訂正待ち）"] == "1人"
    assert not room.page.active
    assert desk.counter.intake.operator.name == CLERKS[0][0]  # the clerk stays signed on


def _has_focus(kind: type[Any]) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and isinstance(focused.window(), kind)


def _boss(clerk: Clerk) -> Any:
    operators = _on_store(clerk, clerk.desk.store.operators)
    return next(each.id for each in operators if each.name == SUPERVISOR[0])


def _on_store(clerk: Clerk, work: Any) -> Any:
    found: list[Any] = []
    clerk.desk.lanes.run(work, found.append)
    clerk.wait(lambda: found, "the store")
    return found[0]

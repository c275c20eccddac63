"""A whole desk at the end of the day: the tabs stand, and the way on is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desk.app import DeskApp, qt_application
from desk.assembly import opening_at
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, Key
from desk.demo.people import PASSPHRASE, SUPERVISOR
from desk.demo.practice import prepare

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    qt_application("ja")
    folder = tmp_path / "data"
    prepare(folder, SystemClock(), opening_at)
    desk = DeskApp(folder)
    troubles: list[Any] = []
    desk.lanes.unhandled.connect(troubles.append)
    yield Clerk(desk)
    desk.window.close_without_asking()
    assert troubles == []


def test_the_tabs_of_the_days_end(clerk: Clerk) -> None:
    desk = clerk.desk
    clerk.arrive()
    clerk.unlock(PASSPHRASE)
    clerk.choose_operator(SUPERVISOR[0])
    clerk.sign_on(SUPERVISOR[1])
    end = desk.day_end
    assert end is not None
    clerk.press(Key.Key_4, CTRL)
    page = end.closing.page
    clerk.wait(lambda: page.view is not None, "the day close")
    assert page.notice.isVisible()  # not enrolled: said before anybody counts
    assert page.view.records_ready

    clerk.press(Key.Key_5, CTRL)
    sending = end.sending.page
    clerk.wait(lambda: sending.isVisible() and sending.enrol.isVisible(), "the sending page")
    assert next(item.text for item in end.states()) == "未登録の端末"

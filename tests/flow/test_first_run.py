"""A new terminal: set-up, first sign-on, lock and unlock, another operator, the next start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk.app import DeskApp, qt_application
from desk.demo.clerk import Clerk, Key
from desk.ui.setup_page import OperatorDialog, SetupForm, SetupPage
from desk.ui.start_page import StartPage

PASSPHRASE = "みどりの窓口2026年秋"
FORM = SetupForm(
    municipality="みどり野市",
    municipality_code="",
    office="市民課",
    phone="000-000-0000",
    terminal="K3",
    venues=("南口", "公民館"),
    method="outreach",
    supervisor="森田 健一",
    pin="246813",
    passphrase=PASSPHRASE,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskApp]:
    qt_application("ja")
    desk = DeskApp(tmp_path / "data")
    yield desk
    desk.window.close_without_asking()


def page_of(desk: DeskApp) -> object:
    return desk.window.pages.currentWidget()


def test_set_up_sign_on_lock_and_a_second_operator(desk: DeskApp) -> None:
    clerk = Clerk(desk)
    clerk.arrive()
    page = page_of(desk)
    assert isinstance(page, SetupPage)
    page.create_asked.emit(FORM)
    clerk.wait(lambda: desk.store is not None and desk.lanes.idle, "the new store")
    assert isinstance(page_of(desk), StartPage)

    start = page_of(desk)
    assert isinstance(start, StartPage)
    start.add_operator_asked.emit()
    clerk.wait(lambda: isinstance(QApplication.activeModalWidget(), OperatorDialog), "dialog")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, OperatorDialog)
    dialog.added.emit("中村 彩", "135792")
    dialog.accept()
    clerk.wait(lambda: desk.lanes.idle and "中村" in _names(desk), "the new operator")

    clerk.choose_operator("中村 彩")
    clerk.sign_on("135792")
    clerk.lock()
    clerk.write("000001")
    clerk.wait(lambda: desk.window.lock_screen.error != "", "the refusal")
    assert desk.window.lock_screen.isVisible()
    clerk.write("135792")
    clerk.wait(lambda: not desk.window.lock_screen.isVisible(), "unlocking")


def _names(desk: DeskApp) -> str:
    from desk.ui.choices import ChoiceCard

    cards = desk.window.findChildren(ChoiceCard)
    return " ".join(card.accessibleName() for card in cards if card.isVisible())


def test_the_next_start_asks_for_the_passphrase_and_names_a_wrong_one(tmp_path: Path) -> None:
    qt_application("ja")
    first = DeskApp(tmp_path / "data")
    clerk = Clerk(first)
    clerk.arrive()
    page = page_of(first)
    assert isinstance(page, SetupPage)
    page.create_asked.emit(FORM)
    clerk.wait(lambda: first.store is not None and first.lanes.idle, "the new store")
    first.window.close_without_asking()

    again = DeskApp(tmp_path / "data")
    clerk = Clerk(again)
    clerk.arrive()
    start = page_of(again)
    assert isinstance(start, StartPage)
    clerk.write("まったく違う合言葉です。")
    clerk.press(Key.Key_Return)
    clerk.wait(lambda: start.passphrase_error != "", "the refusal")
    assert "合言葉" in start.passphrase_error
    QTest.qWait(50)
    clerk.unlock(PASSPHRASE)
    clerk.sign_on("246813")
    again.window.close_without_asking()

"""Whatever the keyboard reaches has a name for a screen reader and is large enough to touch."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget
from shell_world import PEOPLE, TODAY, EmptyBench, ListedStore, Queue

from desk.ui import theme
from desk.ui.application_list import ApplicationList
from desk.ui.duplicate_dialog import Comparison, DuplicateDialog, Side
from desk.ui.help import HelpDialog
from desk.ui.lock_screen import LockScreen
from desk.ui.message_dialog import MessageDialog, leaving_question
from desk.ui.reason_dialog import ReasonDialog, TextField
from desk.ui.setup_page import OperatorDialog, SetupPage
from desk.ui.shell import MainWindow
from desk.ui.start_page import CheckItem, StartPage
from desk.ui.status_page import StatusPage
from desk.ui.unlock_dialog import UnlockDialog

KEPT: list[MainWindow] = []
METHODS = [("outreach", "出張申請受付")]


def start():
    page = StartPage()
    page.show_checks([CheckItem("camera", "camera", "カメラ", "2台", "ok")], "8:52")
    page.ask_sign_on(PEOPLE, ["南口"], METHODS, handover="保留 3 件")
    return page


def counter():
    window = MainWindow()
    panel = ApplicationList(ListedStore(3), Queue(), lambda: TODAY)
    window.open_desk(EmptyBench(), panel, StatusPage())
    window.set_operator(PEOPLE[0], PEOPLE)
    return window


def reason():
    fields = [TextField("applicant.kana", "フリガナ", "カクウ")]
    return ReasonDialog("K3-001", "架空 太郎", "correct", fields=fields, today=TODAY)


def duplicate():
    rows = [Comparison("氏名", "架空", "架空", "same")]
    return DuplicateDialog("namesake", Side("いま", "架空"), Side("以前", "架空"), rows)


def lock():
    window = MainWindow()
    window.set_operator(PEOPLE[0], PEOPLE)
    window.lock()
    KEPT.append(window)  # the lock lives as long as its window
    return window.lock_screen


SCREENS = {
    "start": start,
    "set-up": lambda: SetupPage(METHODS),
    "counter": counter,
    "reason": reason,
    "duplicate": duplicate,
    "help": lambda: HelpDialog("photo"),
    "message": lambda: MessageDialog("お知らせ", "保存できません", "責任者を呼びます"),
    "leaving": leaving_question,
    "operator": OperatorDialog,
    "unlock": lambda: UnlockDialog(PEOPLE[0], PEOPLE),
    "lock": lock,
}


def reachable(screen: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in screen.findChildren(QWidget)
        if widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        and widget.isVisibleTo(screen)
        and widget.objectName() != "qt_spinbox_lineedit"
        and not isinstance(widget.parentWidget(), EmptyBench)
    ]


@pytest.mark.parametrize("name", SCREENS)
def test_everything_reachable_has_a_name_and_a_size(qtbot, name):
    theme.apply_theme(QApplication.instance())
    screen = SCREENS[name]()
    if not isinstance(screen, LockScreen):
        qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    QApplication.processEvents()
    found = reachable(screen)
    assert found
    for widget in found:
        named = widget.accessibleName() or getattr(widget, "text", str)()
        assert named, widget
        if not isinstance(widget, QAbstractScrollArea):
            assert widget.height() >= theme.TARGET_PX - isinstance(widget, QLineEdit), widget
    if isinstance(screen, MainWindow):
        screen.close_without_asking()
    elif isinstance(screen, LockScreen):
        screen.open_up()
        KEPT.pop().close()

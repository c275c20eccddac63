"""The window: three widths, a drawer, a lock that keeps what is typed, keys that lead there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from shell_world import PEOPLE, TODAY, EmptyBench, ListedStore, Queue

from desk.ui import keys
from desk.ui.application_list import ApplicationList
from desk.ui.banner import line
from desk.ui.bars import StatusItem
from desk.ui.buttons import ActionButton
from desk.ui.camera_view import CameraView
from desk.ui.help import HelpDialog
from desk.ui.message_dialog import QuestionDialog
from desk.ui.shell import MainWindow
from desk.ui.side_layout import SideLayout
from desk.ui.status_page import StatusPage


@pytest.fixture
def desk(qtbot):
    """A window at the counter, signed on."""
    window = MainWindow()
    queue = Queue()
    window.bench = EmptyBench()
    window.applications = ApplicationList(ListedStore(15), queue, lambda: TODAY)
    window.status = StatusPage()
    window.open_desk(window.bench, window.applications, window.status)
    window.set_operator(PEOPLE[0], PEOPLE)
    window.applications.reload()
    queue.deliver()
    window.bench.changed.emit(object())
    with qtbot.waitActive(window):
        window.show()
    yield window
    window.lock_screen.open_up()
    window.close_without_asking()
    window.deleteLater()


def resize(window, width, height):
    window.resize(width, height)
    QApplication.processEvents()


def test_the_reference_screen_has_three_columns(desk):
    resize(desk, 1366, 768)
    assert desk.mode == "wide"
    assert desk.applications.width() == 276
    assert desk.bench.centre.width() == 690
    assert desk.columns.width() - 276 - 690 == 400
    assert desk.top_bar.height() == 56
    assert desk.key_bar.height() == 34


def test_a_large_screen_goes_to_the_centre_then_the_right(desk):
    resize(desk, 1920, 1040)
    assert desk.bench.centre.width() >= 840
    assert desk.columns.width() - desk.bench.centre.width() - desk.applications.width() == 560


def test_125_percent_folds_the_list_away(qtbot, desk):
    resize(desk, 1093, 614)
    assert desk.mode == "medium"
    assert desk.bench.mode == "medium"
    assert not desk.applications.isVisible()
    assert desk.bench.centre.width() == 693
    assert desk.top_bar.list_button.text() == "一覧 15件"
    qtbot.keyClick(desk, Qt.Key.Key_F3)
    assert desk.applications.isVisible()
    assert QApplication.focusWidget() is desk.applications.search
    qtbot.keyClick(desk.applications.search, Qt.Key.Key_Escape)
    assert not desk.applications.isVisible()
    resize(desk, 1366, 768)
    assert desk.applications.isVisible()
    assert desk.applications.width() == 276


def test_150_percent_is_one_column(qtbot, desk):
    resize(desk, 911, 512)
    assert (desk.width(), desk.height()) == (911, 512)
    assert desk.mode == "narrow"
    assert desk.bench.centre.width() == 911
    assert desk.top_bar.menu_button.isVisible()
    assert not desk.key_bar.isVisible()
    desk.set_screen("applicant")
    assert not desk.bench.right.isVisible()
    qtbot.keyClick(desk, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert desk.bench.right.isVisible()
    assert desk.columns.right_shown
    desk.set_screen("applicant")
    assert not desk.bench.right.isVisible()
    desk.set_screen("photo")
    assert desk.bench.right.isVisible()
    resize(desk, 1366, 768)
    assert desk.bench.right.isVisible()
    assert desk.bench.centre.width() == 690


def test_a_failed_saving_shows_in_a_narrow_window_too(desk):
    resize(desk, 911, 512)
    desk.set_saved("保存できていません", False)
    assert desk.key_bar.isVisible()
    desk.set_saved("自動保存済み 10:38:02")
    assert not desk.key_bar.isVisible()


def test_choosing_from_the_drawer_closes_it(qtbot, desk):
    resize(desk, 911, 512)
    desk.show_list()
    assert desk.list_open
    desk.applications.view.row_chosen.emit(0)
    assert not desk.list_open
    desk.show_list()
    desk.applications.new_button.click()
    assert not desk.list_open


def test_the_lock_keeps_what_is_typed(qtbot, desk):
    desk.bench.field.setText("入力の途中")
    desk.bench.field.setFocus()
    locked = []
    desk.locked.connect(lambda: locked.append(1))
    qtbot.keyClick(desk, Qt.Key.Key_F12)
    assert desk.lock_screen.isVisible()
    assert locked == [1]
    assert desk.lock_screen.geometry() == desk.geometry()
    desk.unlock()
    assert not desk.lock_screen.isVisible()
    assert desk.bench.field.text() == "入力の途中"


def test_an_open_dialog_is_covered_and_stays(qtbot, desk):
    question = QuestionDialog("閉じますか", "保存されています。", "閉じる", parent=desk)
    question.open()
    desk.lock()
    assert QApplication.activeModalWidget() is desk.lock_screen
    desk.unlock()
    assert question.isVisible()
    question.reject()


def test_nobody_signed_on_means_nothing_to_lock(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.lock()
    assert not window.lock_screen.isVisible()


def test_idle_time_locks_and_a_key_begins_it_anew(qtbot, desk):
    assert desk._idle.interval() == 300_000
    desk._idle.setInterval(40)
    desk.note_activity()
    assert desk._idle.isActive()
    qtbot.waitUntil(desk.lock_screen.isVisible)
    assert not desk._idle.isActive()
    desk.unlock()
    desk._idle.setInterval(300_000)
    desk._idle.stop()
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(desk.windowHandle(), press)
    assert desk._idle.isActive()


def test_f1_helps_with_the_screen_in_front(qtbot, desk):
    desk.set_screen("identity")
    qtbot.keyClick(desk, Qt.Key.Key_F1)
    found = desk.findChild(HelpDialog)
    assert found.shown_screen == "identity"
    found.reject()


def test_tabs_by_key_and_menu(qtbot, desk):
    qtbot.keyClick(desk, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert desk.pages.currentWidget() is desk.status
    assert desk.screen_name == "status"
    qtbot.keyClick(desk, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert desk.pages.currentWidget() is desk.status
    words = [action.text() for action in desk.menu().actions() if action.text()]
    assert words[:2] == ["受付", "本日の状況"]
    assert "画面ロック\tF12" in words
    qtbot.keyClick(desk, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert desk.pages.currentWidget() is desk.columns


def test_f2_asks_for_a_new_application_only_at_the_counter(qtbot, desk):
    asked = []
    desk.applications.new_asked.connect(lambda: asked.append(1))
    qtbot.keyClick(desk, Qt.Key.Key_F2)
    desk.show_tab("status")
    qtbot.keyClick(desk, Qt.Key.Key_F2)
    assert asked == [1]


def test_f3_comes_back_from_another_tab(qtbot, desk):
    desk.show_tab("status")
    qtbot.keyClick(desk, Qt.Key.Key_F3)
    assert desk.pages.currentWidget() is desk.columns
    assert QApplication.focusWidget() is desk.applications.search


def test_with_nothing_open_there_is_one_thing_to_do(qtbot, desk):
    asked = []
    desk.applications.new_asked.connect(lambda: asked.append(1))
    desk.bench.closed.emit()
    assert not desk.bench.centre.isVisible()
    assert not desk.bench.right.isVisible()
    assert QApplication.focusWidget() is desk.columns.rest.begin
    desk.columns.rest.begin.click()
    assert asked == [1]
    resize(desk, 911, 512)
    desk.bench.changed.emit(object())
    assert desk.bench.centre.isVisible()
    assert not desk.columns.rest.isVisible()
    desk.bench.closed.emit()
    resize(desk, 1366, 768)
    assert not desk.bench.right.isVisible()


def test_the_focus_never_stays_under_the_camera(qtbot, desk):
    inside = QLineEdit()
    desk.bench.body.setWidget(inside)
    resize(desk, 911, 512)
    desk.set_screen("applicant")
    inside.setFocus()
    desk.switch_side()
    assert desk.bench.right.isAncestorOf(QApplication.focusWidget())
    desk.switch_side()
    assert QApplication.focusWidget() is inside
    desk.switch_side()
    inside.setFocus()  # a page leads to the field that is wrong
    assert not desk.columns.right_shown
    assert not desk.bench.right.isVisible()


@pytest.mark.parametrize(("width", "height", "beside"), [(400, 600, False), (911, 250, True)])
def test_a_low_side_puts_the_picture_beside_the_rest(qtbot, width, height, beside):
    side = QWidget()
    qtbot.addWidget(side)
    layout = SideLayout(side)
    title, view, shutter = line("写真カメラ"), CameraView(), ActionButton("撮影", size="l")
    layout.addWidget(title)
    layout.addWidget(view, 1)
    layout.addWidget(shutter)
    side.resize(width, height)
    side.show()
    QApplication.processEvents()
    assert (view.geometry().right() < shutter.geometry().left()) is beside
    assert side.rect().contains(shutter.geometry())
    assert (view.height() == height - 24) is beside
    assert shutter.height() == 56


def test_the_key_bar_follows_the_screen(desk):
    for screen in keys.SCREEN_KEYS:
        desk.set_screen(screen)
        assert desk.screen_name == screen


def test_what_needs_a_look_stays_in_a_small_window(desk):
    resize(desk, 911, 512)
    desk.set_states([StatusItem("clock", "10:42"), StatusItem("disk", "あと 4 人分", True)])
    QApplication.processEvents()
    words = {label.text() for label in desk.top_bar.findChildren(QLabel) if label.isVisible()}
    assert "あと 4 人分" in words
    assert "10:42" not in words


def test_closing_asks_first_and_says_when(qtbot, desk):
    closed = []
    desk.closing.connect(lambda: closed.append(1))
    desk.close()
    assert desk.isVisible()
    assert closed == []
    desk.findChild(QuestionDialog).yes.click()
    assert not desk.isVisible()
    assert closed == [1]


def test_a_closed_window_locks_no_more(desk):
    desk.close_without_asking()
    desk.note_activity()
    desk.lock()
    assert not desk._idle.isActive()
    assert not desk.lock_screen.isVisible()


def test_before_the_counter_it_just_closes(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    page = QLabel("始業点検")
    window.show_page(page, "start")
    window.show()
    assert window.pages.currentWidget() is page
    window.close()
    assert not window.isVisible()


def test_the_numbers_of_today_agree(desk):
    desk.status.show_tally(
        {"accepted": 12, "mail": 9, "counter": 3, "draft": 1, "held": 1, "voided": 1}
    )
    assert desk.status.number("accepted_mail") == "9 件"
    assert desk.status.total == "15 件"


def test_the_whole_window_can_be_reached_by_tab(qtbot, desk):
    desk.applications.new_button.setFocus()
    seen = []
    for _ in range(40):
        seen.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    for widget in (desk.applications.search, desk.bench.field, desk.top_bar.lock_button):
        assert widget in seen


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1040), (1093, 614), (911, 512)])
def test_the_toast_covers_no_button(desk, size):
    resize(desk, *size)
    desk.toast.show_news("K3-014 の受付を完了しました　申請書と依頼書を封筒Aへ入れてください。")
    place = desk.toast.geometry()
    assert desk.rect().contains(place)
    for button in desk.findChildren(QAbstractButton):
        if button.isVisible() and not desk.toast.isAncestorOf(button):
            seen = button.rect().translated(button.mapTo(desk, QPoint(0, 0)))
            assert not place.intersects(seen), button.text()
    assert desk.toast.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_the_toast_goes_when_the_next_deed_begins(desk):
    desk.toast.show_news("K3-014 を保留にしました")
    desk.set_screen("form")
    assert not desk.toast.isVisible()
    desk.toast.show_news("K3-014 を保留にしました")
    window = desk.windowHandle()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    desk.eventFilter(window, key)
    assert not desk.toast.isVisible()

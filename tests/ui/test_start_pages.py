"""The start of the day and the first run: two stages, nothing goes on by mistake."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from shell_world import PEOPLE

from desk.ui.lock_screen import LockScreen
from desk.ui.pin_field import PinField
from desk.ui.setup_page import OperatorDialog, SetupPage, strength
from desk.ui.start_page import Beginning, CheckItem, StartPage
from desk.ui.unlock_dialog import UnlockDialog

METHODS = [("outreach", "出張申請受付"), ("support", "申請サポート")]
OK = CheckItem("camera", "camera", "カメラ", "2台つながっています", "ok")
STOP = CheckItem("space", "disk", "保存場所", "いっぱいです", "stop")


@pytest.fixture
def page(qtbot):
    made = StartPage()
    qtbot.addWidget(made)
    made.resize(1366, 680)
    with qtbot.waitActive(made):
        made.show()
    return made


def sign_on(page):
    page.ask_sign_on(PEOPLE, ["南口", "北口"], METHODS, operator="b", venue="北口")


def test_the_passphrase_opens_by_enter(qtbot, page):
    entered = []
    page.passphrase_entered.connect(entered.append)
    assert page.stage == 1
    assert not page.open_button.isEnabled()
    qtbot.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(page.passphrase.edit, "midori no machi")
    qtbot.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    assert entered == ["midori no machi"]


def test_a_wrong_passphrase_waits(qtbot, page):
    page.refuse_passphrase("合言葉が違います。", wait_s=2)
    page.passphrase.edit.setText("midori no machi")
    assert page.passphrase_error == "合言葉が違います。あと2秒待つと、もう一度入力できます"
    assert not page.open_button.isEnabled()
    assert "あと2秒" in page.open_button.blocked_reason
    page._on_second()
    page._on_second()
    assert page.open_button.isEnabled()


def test_while_the_store_opens_nothing_is_sent_twice(qtbot, page):
    page.passphrase.edit.setText("midori no machi")
    page.set_busy("開いています…")
    assert page.open_button.blocked_reason == "開いています…"
    page.refuse_passphrase("合言葉が違います。")
    assert page.passphrase.text() == ""


def test_six_digits_then_begin(qtbot, page):
    begun = []
    page.begin_asked.connect(begun.append)
    sign_on(page)
    assert page.stage == 2
    qtbot.keyClicks(page.pin, "12x345")
    assert page.begin.blocked_reason == "暗証コードを6桁入力してください"
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.keyClicks(page.pin, "67")
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    assert begun == [Beginning("b", "123456", "北口", "outreach")]
    page.refuse_pin("暗証コードが違います。")
    assert page.pin_error == "＊暗証コードが違います。"
    assert page.pin.text() == ""


def test_a_stop_in_the_check_says_what_to_mend(page):
    page.show_checks([OK, STOP], "8:52")
    sign_on(page)
    page.pin.setText("123456")
    assert page.begin.blocked_reason == "保存場所を直すと始められます"
    page.show_checks([OK], "8:55")
    assert page.begin.isEnabled()


def test_practice_shows_what_to_type(page):
    page.set_practice("れんしゅうの あいことば", [("中村 彩", "246810")])
    assert "れんしゅうの あいことば" in page.practice.text
    assert "246810" in page.practice.text
    assert page.practice.isVisible()


def test_the_supervisor_can_be_asked(qtbot, page):
    asked = []
    page.unlock_asked.connect(asked.append)
    page.unlock.click()
    sign_on(page)
    qtbot.keyClick(page, Qt.Key.Key_F7)
    assert asked == ["b"]


def test_f5_checks_again(qtbot, page):
    asked = []
    page.recheck_asked.connect(lambda: asked.append(1))
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert asked == [1]


@pytest.mark.parametrize("size", [(1366, 680), (1093, 530), (911, 420)])
def test_the_page_never_scrolls_sideways(qtbot, page, size):
    sign_on(page)
    page.show_checks([OK, STOP], "8:52")
    page.resize(*size)
    qtbot.waitUntil(lambda: page.viewport().width() <= size[0])
    assert page.horizontalScrollBar().maximum() == 0


def test_everything_is_in_view_on_the_reference_screen(qtbot, page):
    sign_on(page)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)


def test_the_pin_cannot_be_read_out(qtbot):
    pin = PinField()
    qtbot.addWidget(pin)
    done = []
    pin.completed.connect(done.append)
    qtbot.keyClicks(pin, "135790")
    assert done == ["135790"]
    assert pin.displayText() == ""
    assert pin.accessibleDescription() == "6桁入力済み"
    assert not pin.grab().isNull()


@pytest.mark.parametrize(
    ("phrase", "step"),
    [
        ("short", 0),
        ("aaaaaaaaaaaaaa", 1),
        ("midori no machi", 2),
        ("みどりの さかみち あさの しんぶん", 3),
    ],
)
def test_strength_in_words(phrase, step):
    assert strength(phrase) == step


@pytest.fixture
def setup(qtbot):
    made = SetupPage(METHODS)
    qtbot.addWidget(made)
    made.resize(1366, 680)
    made.show()
    return made


def fill(setup):
    setup.municipality.edit.setText("みどり野市")
    setup.office.edit.setText("市民課")
    setup.phone.edit.setText("000-000-0000")
    setup.terminal.edit.setText("k3")
    setup.venues.setPlainText("南口\n\n 北口 ")
    setup.supervisor.edit.setText("架空 責任者")
    for field in (setup.pin, setup.pin_again):
        field.setText("246810")
    for field in (setup.passphrase, setup.passphrase_again):
        field.edit.setText("midori no machi")


def test_set_up_gives_the_whole_form(qtbot, setup):
    made = []
    setup.create_asked.connect(made.append)
    fill(setup)
    setup.create_button.click()
    assert made[0].venues == ("南口", "北口")
    assert made[0].terminal == "K3"
    assert made[0].method == "outreach"
    assert made[0].passphrase == "midori no machi"
    assert not setup.create_button.isEnabled()
    setup.refuse("保存場所がいっぱいです。")
    assert setup.create_button.isEnabled()
    assert setup.municipality.text() == "みどり野市"


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda page: page.municipality.edit.clear(), "municipality"),
        (lambda page: page.municipality_code.edit.setText("12"), "municipality_code"),
        (lambda page: page.terminal.edit.setText("3K"), "terminal"),
        (lambda page: page.venues.clear(), "_venues_field"),
        (lambda page: page.pin.setText("111111"), "_pin_field"),
        (lambda page: page.pin_again.setText("246811"), "_pin_again_field"),
        (lambda page: page.passphrase.edit.setText("short"), "_passphrase_field"),
        (lambda page: page.passphrase_again.edit.setText("midori no machl"), "_again_field"),
    ],
)
def test_set_up_says_what_to_mend(qtbot, setup, spoil, field):
    fill(setup)
    spoil(setup)
    assert not setup.check()
    assert getattr(setup, field).error


def test_an_operator_is_added(qtbot):
    dialog = OperatorDialog()
    qtbot.addWidget(dialog)
    added = []
    dialog.added.connect(lambda name, pin: added.append((name, pin)))
    dialog.open()
    dialog.save.click()
    assert added == []
    dialog.name.edit.setText(" 架空 係員 ")
    dialog.pin.setText("246810")
    dialog.pin_again.setText("246810")
    dialog.save.click()
    assert added == [("架空 係員", "246810")]


def test_a_supervisor_unlocks(qtbot):
    dialog = UnlockDialog(PEOPLE[0], PEOPLE)
    qtbot.addWidget(dialog)
    asked = []
    dialog.unlock_asked.connect(lambda *words: asked.append(words))
    dialog.open()
    qtbot.keyClicks(dialog.pin, "135791")
    assert asked == [("a", "c", "135791")]
    dialog.refuse("暗証コードが違います。")
    assert dialog.pin.text() == ""
    dialog.reject()


def test_the_lock_stays_shut_until_opened(qtbot, page):
    lock = LockScreen(page)
    entered = []
    lock.pin_entered.connect(lambda *words: entered.append(words))
    lock.lock(PEOPLE, "a")
    qtbot.keyClick(lock, Qt.Key.Key_Escape)
    lock.close()
    assert lock.isVisible()
    qtbot.keyClicks(lock.pin, "246810")
    assert entered == [("a", "246810")]
    lock.refuse("暗証コードが違います。")
    assert lock.error == "＊暗証コードが違います。"
    lock._show_people()
    lock._group.choose("b")
    qtbot.keyClicks(lock.pin, "111222")
    assert entered[-1] == ("b", "111222")
    freed = []
    lock.unlock_asked.connect(freed.append)
    qtbot.waitUntil(lock.isActiveWindow)
    qtbot.keyClick(lock, Qt.Key.Key_F7)
    assert freed == ["b"]
    lock.open_up()
    assert not lock.isVisible()

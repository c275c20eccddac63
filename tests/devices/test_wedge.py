import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from desk.devices.wedge import KeyboardWedge

# The offscreen platform says so about every window that is shown.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

ID = "01234567890123456789012"


class Keyboard:
    """Sends keys as a real keyboard does: with time stamps, asking shortcuts first."""

    def __init__(self):
        self.ms = 1000

    def key(self, text, key=None, gap_ms=5, modifiers=Qt.KeyboardModifier.NoModifier):
        code = key or (ord(text.upper()) if text.isascii() else Qt.Key.Key_unknown)
        self.ms += gap_ms
        override = self._event(QEvent.Type.ShortcutOverride, code, text, modifiers)
        target = QApplication.focusWidget()
        override.ignore()
        QCoreApplication.sendEvent(target, override)
        if not override.isAccepted() and self._ran_shortcut(target, code):
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(target, self._event(kind, code, text, modifiers))

    def _event(self, kind, code, text, modifiers):
        event = QKeyEvent(kind, code, modifiers, text)
        event.setTimestamp(self.ms)
        return event

    def _ran_shortcut(self, target, code):
        for shortcut in target.window().findChildren(QShortcut):
            if QKeySequence(code) in shortcut.keys():  # noqa: SIM118  a QShortcut
                shortcut.activated.emit()
                return True
        return False

    def type(self, text, gap_ms=5):
        for character in text:
            self.key(character, gap_ms=gap_ms)

    def enter(self, gap_ms=5):
        self.key("\r", Qt.Key.Key_Return, gap_ms)


class Desk(QWidget):
    """A field, a text box, a button, single-key shortcuts."""

    def __init__(self):
        super().__init__()
        self.field, self.box, self.button = (
            QLineEdit(self),
            QTextEdit(self),
            QPushButton("受付", self),
        )
        layout = QVBoxLayout(self)
        for widget in (self.field, self.box, self.button):
            layout.addWidget(widget)
        self.ran = []
        self.button.clicked.connect(lambda: self.ran.append("button"))
        self.field.returnPressed.connect(lambda: self.ran.append("enter"))
        self.field.textChanged.connect(lambda text: self.ran.append(text))
        for keys in ("Y", "1", "A, 1"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda keys=keys: self.ran.append(keys))


@pytest.fixture
def desk(qtbot):
    desk = Desk()
    qtbot.addWidget(desk)
    with qtbot.waitActive(desk):
        desk.show()
        desk.activateWindow()
    return desk


@pytest.fixture
def wedge(qapp):
    wedge = KeyboardWedge(qapp)
    wedge.texts = []
    wedge.scanned.connect(wedge.texts.append)
    yield wedge
    wedge.remove()


@pytest.fixture
def keyboard():
    return Keyboard()


def test_a_scan_leaves_nothing_in_the_field(desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type(ID)
    keyboard.enter()
    assert wedge.texts == [ID]
    assert desk.ran == []
    assert desk.field.text() == ""


@pytest.mark.parametrize("target", ["field", "box", "button"])
def test_a_scan_presses_nothing_wherever_the_focus_is(desk, wedge, keyboard, target):
    getattr(desk, target).setFocus()
    keyboard.type("https://example.jp/?a=Y1 A1&id=" + ID)
    keyboard.enter()
    assert len(wedge.texts) == 1
    assert desk.ran == []
    assert desk.box.toPlainText() == ""


def test_a_scan_ended_by_tab_keeps_the_focus(desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type(ID)
    keyboard.key("\t", Qt.Key.Key_Tab)
    assert wedge.texts == [ID]
    assert desk.field.hasFocus()


def test_a_scan_without_end_key_is_taken_after_a_pause(qtbot, desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type(ID)
    qtbot.waitUntil(lambda: wedge.texts == [ID])
    assert desk.field.text() == ""


def test_a_late_end_key_presses_nothing_either(qtbot, desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type(ID)
    keyboard.enter(gap_ms=80)
    assert wedge.texts == [ID]
    keyboard.type(ID, gap_ms=20)
    qtbot.waitUntil(lambda: wedge.texts == [ID, ID])
    keyboard.enter(gap_ms=150)
    assert desk.ran == []
    keyboard.enter(gap_ms=500)
    assert desk.ran == ["enter"]


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_line_feed_ends_a_scan_too(desk, wedge, keyboard, end):
    desk.button.setFocus()
    keyboard.type(ID)
    keyboard.key(end, ord(end))
    assert wedge.texts == [ID]


def test_two_scans_without_end_key_are_two(desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type(ID)
    keyboard.type("9", gap_ms=300)
    keyboard.type(ID[1:])
    keyboard.enter()
    assert wedge.texts == [ID, "9" + ID[1:]]


def test_human_typing_arrives_in_order(qtbot, desk, wedge, keyboard):
    desk.field.setFocus()
    for character in "tanaka 12":
        keyboard.key(character, gap_ms=90)
    keyboard.enter(gap_ms=120)
    assert desk.field.text() == "tanaka 12"
    assert desk.ran[-1] == "enter"
    assert wedge.texts == []


def test_the_last_human_key_arrives_without_a_further_one(qtbot, desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.key("x")
    qtbot.waitUntil(lambda: desk.field.text() == "x")


def test_rolling_fingers_are_not_a_scan(desk, wedge, keyboard):
    desk.field.setFocus()
    for gap_ms, character in zip(itertools.cycle((20, 20, 90)), "yamada hanako", strict=False):
        keyboard.key(character, gap_ms=gap_ms)
    keyboard.enter(gap_ms=20)
    assert desk.field.text() == "yamada hanako"
    assert desk.ran[-1] == "enter"
    assert wedge.texts == []


def test_a_short_code_and_enter_are_typing(desk, wedge, keyboard):
    desk.field.setFocus()
    keyboard.type("1234567")
    keyboard.enter()
    assert desk.field.text() == "1234567"
    assert wedge.texts == []


def test_one_key_shortcuts_still_work_by_hand(qtbot, desk, wedge, keyboard):
    desk.button.setFocus()
    keyboard.key("y", gap_ms=200)
    qtbot.waitUntil(lambda: desk.ran == ["Y"])
    keyboard.key("a", gap_ms=200)
    keyboard.key("1", gap_ms=200)
    qtbot.waitUntil(lambda: desk.ran == ["Y", "A, 1"])
    keyboard.key("1", gap_ms=200)
    qtbot.waitUntil(lambda: desk.ran == ["Y", "A, 1", "1"])
    keyboard.key("y", gap_ms=200)
    desk.field.setFocus()
    keyboard.key("y", gap_ms=200)
    qtbot.waitUntil(lambda: "y" in desk.field.text())


def test_space_still_presses_the_button(qtbot, desk, wedge, keyboard):
    desk.button.setFocus()
    keyboard.key(" ", Qt.Key.Key_Space, gap_ms=200)
    qtbot.waitUntil(lambda: desk.ran == ["button"])


def test_a_held_down_key_is_no_scan(desk, wedge, keyboard):
    desk.field.setFocus()
    for _ in range(20):
        keyboard.ms += 30
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True
        )
        event.setTimestamp(keyboard.ms)
        QCoreApplication.sendEvent(desk.field, event)
    assert desk.field.text() == "a" * 20
    assert wedge.texts == []


def test_a_program_s_keys_pass_untouched(qtbot, desk, wedge):
    qtbot.keyClicks(desk.field, ID)
    assert desk.field.text() == ID
    qtbot.keyClick(desk.field, Qt.Key.Key_Return)
    assert wedge.texts == []


def test_switched_off_it_sees_nothing(desk, wedge, keyboard):
    wedge.enabled = False
    desk.field.setFocus()
    keyboard.type(ID)
    assert desk.field.text() == ID


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc019:/ｱあ１"), st.integers(1, 120)), min_size=1, max_size=30
    )
)
def test_nothing_is_lost_or_doubled(desk, wedge, pairs):
    keyboard = Keyboard()
    keyboard.ms = wedge._last_ms + 10_000
    desk.field.clear()
    wedge.texts.clear()
    desk.field.setFocus()
    for character, gap_ms in pairs:
        keyboard.key(character, gap_ms=gap_ms)
    keyboard.key("", Qt.Key.Key_Left, gap_ms=500)
    typed = "".join(character for character, _ in pairs)
    assert len(desk.field.text()) + sum(map(len, wedge.texts)) == len(typed)
    assert sorted(desk.field.text() + "".join(wedge.texts)) == sorted(typed)
    assert all(len(text) >= 8 for text in wedge.texts)

"""The held window: what leads away goes no further; files are shown inside their places only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from shell_world import PEOPLE

from desk.assets import font_files
from desk.ui import keys
from desk.ui.file_choice import (
    ConfinedFileDialog,
    Confinement,
    ask_for_folder,
    ask_for_form_file,
    ask_where_to_save,
)
from desk.ui.kiosk import KioskGuard, leads_away
from desk.ui.kiosk_dialog import LeaveKioskDialog
from desk.ui.message_dialog import MessageDialog
from desk.ui.shell import MainWindow
from desk.ui.theme import apply_theme

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
META, KEY = Qt.KeyboardModifier.MetaModifier, Qt.Key


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not app.styleSheet():
        apply_theme(app, font_files())
    made = MainWindow()
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    Confinement.find = None
    made.close_without_asking()
    made.deleteLater()


@pytest.fixture
def guard(window: MainWindow) -> Iterator[KioskGuard]:
    made = KioskGuard(window)
    made.hold()
    yield made
    made.release()


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (KEY.Key_F4, ALT),
        (KEY.Key_Q, CTRL),
        (KEY.Key_W, CTRL),
        (KEY.Key_Tab, ALT),
        (KEY.Key_Backtab, ALT | SHIFT),
        (KEY.Key_F11, NONE),
        (KEY.Key_Super_L, NONE),
        (KEY.Key_E, META),
        (KEY.Key_Delete, CTRL | ALT),
        (KEY.Key_F1, CTRL | ALT),
        (KEY.Key_F4, ALT | Qt.KeyboardModifier.KeypadModifier),
    ],
)
def test_keys_that_lead_away(key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    assert leads_away(key, held)


def test_none_of_the_desks_own_keys_leads_away() -> None:
    for action in keys.ACTIONS.values():
        for name in action.keys:
            for pressed in QKeySequence(name):  # type: ignore[attr-defined]
                assert not leads_away(pressed.key(), pressed.keyboardModifiers()), name


def test_it_takes_the_screen_and_cannot_be_closed(guard: KioskGuard, window: MainWindow) -> None:
    assert window.isFullScreen()
    assert window.geometry() == window.screen().geometry()
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
    window.close()
    assert window.isVisible()
    window.setGeometry(10, 10, 950, 600)
    guard.keep()
    assert window.geometry() == window.screen().geometry()


def test_no_link_and_no_menu_of_a_right_click(
    guard: KioskGuard, window: MainWindow, qtbot: Any
) -> None:
    assert QDesktopServices.openUrl(QUrl("http://example.invalid/"))  # taken, and nothing opens
    edit = QLineEdit(window)
    edit.setGeometry(100, 200, 300, 40)
    edit.show()
    edit.raise_()
    guard.keep()
    handle = window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.RightButton, NONE, edit.geometry().center())
    qtbot.wait(50)
    assert QApplication.activePopupWidget() is None
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NONE, edit.geometry().center())
    assert window.focusWidget() is edit  # the left button is as ever


def test_the_menu_leads_to_a_supervisor_only_while_it_is_held(
    guard: KioskGuard, window: MainWindow
) -> None:
    asked: list[int] = []
    window.leave_asked.connect(lambda: asked.append(1))
    last = window.menu().actions()[-1]
    assert "責任者" in last.text()
    last.trigger()
    assert asked == [1]
    guard.release()
    assert window.menu().actions()[-1].text() == "閉じる"
    assert not window.isFullScreen()
    assert window.close()


def test_what_the_machine_offers_can_be_chosen(window: MainWindow) -> None:
    dialog = LeaveKioskDialog(PEOPLE, ("restart", "switch_off"), parent=window)
    given: list[tuple[str, str, str]] = []
    dialog.given.connect(lambda *what: given.append(what))
    dialog.open()
    assert dialog.ways.isVisible()
    dialog.ways.choose("switch_off")
    dialog.choice.choose("2")
    assert not dialog.confirm.isEnabled() or dialog.confirm.blocked_reason
    dialog.pin.setText("246813")
    dialog.confirm.click()
    assert given == [("c", "246813", "端末の点検・更新をします")]
    assert dialog.way == "switch_off"
    dialog.refuse("暗証コードが違います")
    assert dialog.isVisible()
    dialog.reject()
    plain = LeaveKioskDialog(PEOPLE, (), parent=window)
    plain.open()
    assert not plain.ways.isVisible()
    assert plain.way == "close"
    plain.reject()


# files


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with a folder, a form, and a link that leads out of it."""
    made = tmp_path / "media" / "STICK"
    (made / "forms").mkdir(parents=True)
    (made / "form.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4")
    (made / "out").symlink_to(tmp_path)
    (made / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    return made


def opened(qtbot: Any) -> QWidget:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def test_files_are_chosen_on_a_stick_only(window: MainWindow, qtbot: Any, stick: Path) -> None:
    Confinement.find = lambda found: found([stick])
    chosen: list[Path] = []
    ask_for_form_file(window, chosen.append)
    asking = opened(qtbot)
    assert isinstance(asking, ConfinedFileDialog)
    assert Path(asking.directory().path()) == stick
    for outside in (stick.parent.parent, Path("/"), stick / "out", stick / ".." / ".."):
        asking.setDirectory(str(outside))
        asking.directoryEntered.emit(str(outside))
        assert Path(asking.directory().path()) == stick
    edit = asking.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.clear()
    QTest.keyClicks(edit, "../../secret.pdf")
    assert "/" not in edit.text()
    for name in ("link.pdf", str(stick.parent.parent / "secret.pdf"), "none.pdf"):
        edit.setText(name)
        asking.accept()
        assert asking.isVisible()
    assert chosen == []
    edit.setText("form.pdf")
    asking.accept()
    assert chosen == [stick / "form.pdf"]
    for part in ("lookInCombo", "toParentButton", "newFolderButton"):
        found = asking.findChild(QWidget, part)
        assert found is not None
        assert not found.isVisible()


def test_without_a_stick_nothing_is_shown(window: MainWindow, qtbot: Any) -> None:
    Confinement.find = lambda found: found([])
    for ask in (
        lambda: ask_for_form_file(window, lambda _path: None),
        lambda: ask_for_folder(window, "/", lambda _path: None),
        lambda: ask_where_to_save(window, "保存", "slip.pdf", lambda _path: None),
    ):
        ask()
        told = opened(qtbot)
        assert isinstance(told, MessageDialog)
        told.reject()


def test_what_a_supervisor_opened_may_choose_any_folder(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    Confinement.find = lambda found: found([])
    ask_for_folder(window, str(tmp_path), lambda _path: None, supervised=True)
    asking = opened(qtbot)
    assert isinstance(asking, QFileDialog)
    assert not isinstance(asking, ConfinedFileDialog)
    asking.reject()

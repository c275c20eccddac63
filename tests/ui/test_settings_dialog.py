"""Settings: only what is valid leaves the dialog, and it holds at the window and the counter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clipped import clipped
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shell_world import PEOPLE

from desk.assets import font_files
from desk.domain.application import OperatorId
from desk.domain.errors import Refused
from desk.services.opening import Opening, Setup
from desk.services.ports import Operator
from desk.services.settings import Settings
from desk.services.spare import SpareHolds, SpareState, SpareStatus
from desk.settings_room import SettingsRoom
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.message_dialog import QuestionDialog
from desk.ui.settings_dialog import PassphraseDialog, SettingsDialog
from desk.ui.setup_page import OperatorDialog
from desk.ui.shell import MainWindow
from desk.ui.spare_dialog import Place, SpareDialog
from desk.ui.theme import apply_theme
from desk.ui.unlock_dialog import SupervisorDialog

KEPT = Settings(
    municipality="みどり野市",
    office="市民課",
    phone="000-000-0000",
    venues=("南口ショッピングセンター", "緑ケ丘公民館"),
    printer="Booth",
)
CHIEF = Operator(OperatorId("a"), "森田 健一", True)
CLERK = Operator(OperatorId("b"), "中村 彩", False)
PASSPHRASE = "みどりの窓口2026年秋"


@pytest.fixture
def window(qtbot):
    app = QApplication.instance()
    if not app.styleSheet():
        apply_theme(app, font_files())
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


@pytest.fixture
def dialog(qtbot, window):
    made = SettingsDialog(KEPT, ("Booth", "Office"), window)
    made.show_operators((CHIEF, CLERK), "a")
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.accept()


def test_what_is_kept_is_what_is_shown(dialog):
    assert dialog.form() == KEPT
    assert dialog.minutes.count() == 30
    dialog.reject()
    assert not dialog.isVisible()


def test_a_printer_that_is_gone_stays_chosen(qtbot, window):
    made = SettingsDialog(replace(KEPT, printer="Gone"), (), window)
    assert made.form().printer == "Gone"
    assert "いま見つかりません" in made.printer.currentText()
    made.deleteLater()


def test_changes_leave_by_the_key_of_the_primary_button(qtbot, dialog):
    asked = []
    dialog.save_asked.connect(asked.append)
    dialog.venues.setPlainText("本庁舎\n\n  緑ケ丘公民館 \n")
    dialog.minutes.setCurrentIndex(dialog.minutes.findData(12))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == [replace(KEPT, venues=("本庁舎", "緑ケ丘公民館"), idle_minutes=12)]


def test_nothing_leaves_while_a_field_is_empty(dialog):
    asked = []
    dialog.save_asked.connect(asked.append)
    dialog.phone.set_text("  ")
    dialog.save.click()
    assert asked == []
    assert dialog.phone.error
    assert dialog.note.text().startswith("＊")


def test_changes_are_not_thrown_away_without_asking(qtbot, dialog):
    dialog.office.set_text("戸籍住民課")
    dialog.reject()
    question = QApplication.activeModalWidget()
    assert isinstance(question, QuestionDialog)
    question.reject()
    assert dialog.isVisible()
    dialog.reject()
    QApplication.activeModalWidget().yes.click()
    assert not dialog.isVisible()


def test_others_are_switched_off_but_not_oneself(dialog):
    switched = []
    dialog.operator_switched.connect(lambda who, active: switched.append((who, active)))
    buttons = [
        each
        for each in dialog.findChildren(type(dialog.save))
        if each.text() in ("止める", "使えるようにする")
    ]
    assert [each.accessibleName() for each in buttons] == ["中村 彩 止める"]
    buttons[0].click()
    assert switched == [("b", False)]
    dialog.show_operators((CHIEF, replace(CLERK, active=False)), "a")
    assert QApplication.focusWidget().accessibleName() == "中村 彩 使えるようにする"


def test_an_operator_may_become_a_supervisor(qtbot, dialog):
    added = []
    dialog.operator_added.connect(lambda *said: added.append(said))
    dialog.add_operator.click()
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, OperatorDialog)
    asking.name.edit.setText("小川 真理")
    asking.pin.setText("975312")
    asking.pin_again.setText("975312")
    asking._role.setChecked(True)
    asking.save.click()
    assert added == [("小川 真理", "975312", True)]


def test_a_further_passphrase_is_typed_twice(dialog):
    given = []
    dialog.passphrase_added.connect(lambda *said: given.append(said))
    dialog.add_passphrase.click()
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, PassphraseDialog)
    asking.save.click()
    assert given == []
    asking.present.edit.setText(PASSPHRASE)
    asking.further.edit.setText("二人目の責任者の合言葉です")
    asking.again.edit.setText("ちがう")
    asking.save.click()
    assert given == []
    asking.again.edit.setText("二人目の責任者の合言葉です")
    asking.save.click()
    assert given == [(PASSPHRASE, "二人目の責任者の合言葉です")]


def test_the_scan_folder_is_chosen_or_none(qtbot, dialog, tmp_path):
    dialog.choose_folder.click()
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, QFileDialog)
    asking.fileSelected.emit(str(tmp_path))
    asking.reject()
    assert dialog.form().scan_folder == str(tmp_path)
    dialog.no_folder.click()
    assert dialog.form().scan_folder == ""


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614), (911, 512)])
def test_the_dialog_fits_and_every_field_is_whole(qtbot, window, size):
    window.resize(*size)
    made = SettingsDialog(KEPT, ("Booth",), window)
    made.show_operators((CHIEF, CLERK), "a")
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    assert made.width() <= size[0]
    assert made.height() <= size[1]
    for part in (made.municipality.edit, made.folder, made.printer, made.add_passphrase):
        assert part.height() >= 42
        assert part.visibleRegion().isEmpty() or part.width() > 60
    made.accept()


# through the window, on a real store


@pytest.fixture
def desk(qtbot, tmp_path):
    from workbench_world import DeskClock

    from desk.store_at import search_keys

    clock, folder, lanes = DeskClock(), tmp_path / "data", Lanes()
    opening = Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )
    setup = Setup(
        municipality="みどり野市",
        municipality_code="",
        office="市民課",
        phone="000-000-0000",
        terminal="K3",
        venues=("南口ショッピングセンター",),
        supervisor="森田 健一",
        pin="246813",
    )
    made = []
    lanes.run(lambda: opening.create(PASSPHRASE, setup), made.append)
    qtbot.waitUntil(lambda: bool(made))
    window = MainWindow()
    window.store, window.lanes = made[0], lanes
    window.spare = StubSpare()
    window.room = SettingsRoom(
        window,
        lanes,
        clock,
        lambda: opening,
        lambda error: getattr(error, "code", "unexpected"),
        lambda: ("Booth",),
        window.spare,
        lambda: (),
    )
    with qtbot.waitActive(window):
        window.show()
    yield window
    lanes.run(window.store.close)
    lanes.close()
    window.close_without_asking()
    window.deleteLater()


def enter(qtbot, desk, pin="246813"):
    people = []
    desk.lanes.run(desk.store.operators, people.extend)
    qtbot.waitUntil(lambda: bool(people))
    desk.room.enter(desk.store, [Person(each.id, each.name, each.supervisor) for each in people])
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, SupervisorDialog)
    asking.pin.setText(pin)
    qtbot.waitUntil(lambda: desk.lanes.idle)
    return asking


def test_a_wrong_pin_opens_nothing(qtbot, desk):
    asking = enter(qtbot, desk, "000001")
    assert asking.isVisible()
    assert desk.room.dialog is None
    asking.reject()


def test_kept_settings_are_told_and_stay(qtbot, desk, tmp_path):
    told, people = [], []
    desk.room.changed.connect(told.append)
    desk.room.people_changed.connect(people.append)
    enter(qtbot, desk)
    dialog = desk.room.dialog
    dialog.printer.set_code("Booth")
    dialog.folder.setText(str(tmp_path / "absent"))
    dialog.save.click()
    qtbot.waitUntil(lambda: desk.lanes.idle)
    assert dialog.note.text() == "＊scan_folder_absent"
    dialog.folder.setText(str(tmp_path))
    dialog.operator_added.emit("小川 真理", "975312", False)
    qtbot.waitUntil(lambda: desk.lanes.idle)
    assert [each.name for each in people[-1]] == ["森田 健一", "小川 真理"]
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(told))
    assert (told[0].printer, told[0].scan_folder) == ("Booth", str(tmp_path))
    assert desk.room.dialog is None
    kept = []
    desk.lanes.run(lambda: dict(desk.store.settings()), kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    assert kept[0]["printer"] == "Booth"


def test_the_menu_leads_there_once_the_records_are_open(desk):
    assert "設定" not in [each.text() for each in desk.menu().actions()]
    desk.offer_settings()
    asked = []
    desk.settings_asked.connect(lambda: asked.append(1))
    next(each for each in desk.menu().actions() if each.text() == "設定").trigger()
    assert asked == [1]


def test_the_lock_waits_as_long_as_the_settings_say(qtbot, desk):
    desk.set_operator(PEOPLE[0], PEOPLE)
    desk.set_idle_minutes(12)
    assert desk._idle.interval() == 12 * 60_000
    assert desk._idle.isActive()


def test_a_refused_operator_is_said_in_the_dialog(qtbot, desk):
    enter(qtbot, desk)
    dialog = desk.room.dialog
    dialog.operator_added.emit("森田 健一", "975312", False)
    qtbot.waitUntil(lambda: desk.lanes.idle)
    assert dialog.note.text() == f"＊{Refused('operator_name_taken').code}"
    dialog.accept()


# 予備SD


class StubSpare(QObject):
    """A spare room without a stick."""

    said = Signal(str, bool)
    looked = Signal(object)
    chosen = Signal()
    refused = Signal(object)

    def __init__(self):
        super().__init__()
        self.is_chosen, self.state, self.sentence = False, SpareState(SpareStatus.OFF), "予備SDなし"
        self.holds, self.asked = None, []

    def look(self):
        self.looked.emit(self.holds)

    def choose(self, folder, passphrase, by):
        self.asked.append((folder, passphrase, by.operator))


def spare_dialog(desk):
    desk.room.dialog.spare.choose.click()
    desk.room.choosing.dialog.show_places((Place("予備", "/media/spare", 15_900_000_000),))
    return desk.room.choosing.dialog


def test_a_spare_is_chosen_with_a_passphrase_typed_twice(qtbot, desk):
    enter(qtbot, desk)
    card = desk.room.dialog.spare
    assert card.banner.title == "予備SDなし"
    dialog = spare_dialog(desk)
    assert dialog.folder == "/media/spare"  # the only one
    dialog.passphrase.edit.setText("みじかい")
    dialog.save.click()
    assert desk.spare.asked == []
    dialog.passphrase.edit.setText(PASSPHRASE)
    dialog.save.click()
    assert desk.spare.asked == []  # not typed twice
    dialog.again.edit.setText(PASSPHRASE)
    dialog.save.click()
    dialog.save.click()  # impatient: asked once
    assert [(str(folder), words) for folder, words, _by in desk.spare.asked] == [
        ("/media/spare", PASSPHRASE)
    ]
    desk.spare.refused.emit(Refused("spare_taken"))
    assert dialog.banner.title == "＊spare_taken"
    assert dialog.passphrase.text() == PASSPHRASE
    desk.spare.is_chosen, desk.spare.holds = True, SpareHolds("/media/spare", 12, 8)
    desk.spare.state, desk.spare.sentence = (
        SpareState(SpareStatus.CURRENT),
        "予備SDにも複製済み 17:15",
    )
    desk.spare.chosen.emit()
    assert desk.room.choosing.dialog is None
    assert (card.banner.kind, card.banner.title) == ("ok", "予備SDにも複製済み 17:15")
    assert card.banner.text == "/media/spare：受付 12 件・封緘した包み 8 個"
    assert card.choose.text() == "別のSDに替える"
    desk.room.dialog.accept()


def test_nothing_plugged_in_is_said_and_a_folder_will_do(qtbot, desk, tmp_path):
    enter(qtbot, desk)
    desk.room.dialog.spare.choose.click()
    dialog = desk.room.choosing.dialog
    qtbot.waitUntil(lambda: desk.lanes.idle)
    dialog.passphrase.edit.setText(PASSPHRASE)
    dialog.again.edit.setText(PASSPHRASE)
    dialog.save.click()
    assert desk.spare.asked == []
    assert "選んでください" in dialog.banner.title
    dialog.other.click()
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, QFileDialog)
    asking.fileSelected.emit(str(tmp_path))
    asking.reject()
    dialog.save.click()
    assert desk.spare.asked[0][0] == tmp_path
    dialog.reject()
    assert dialog.passphrase.text() == ""
    desk.room.dialog.accept()


def test_a_spare_that_is_away_is_a_notice(qtbot, desk):
    enter(qtbot, desk)
    desk.spare.is_chosen, desk.spare.state = True, SpareState(SpareStatus.ABSENT)
    desk.spare.sentence = "予備SDが挿さっていません（最後の複製 —）"
    desk.spare.said.emit("", False)
    assert desk.room.dialog.spare.banner.kind == "notice"
    desk.room.dialog.accept()


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_choosing_a_spare_fits(qtbot, window, size):
    window.resize(*size)
    made = SpareDialog(window)
    made.open()
    made.show_places((Place("予備", "/media/spare", 15_900_000_000),))
    qtbot.waitUntil(made.isActiveWindow)
    assert made.width() <= size[0]
    assert made.height() <= size[1]
    assert clipped(made) == []
    made.reject()

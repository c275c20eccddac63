"""English: complete, the same gaps as the Japanese, and on every screen."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shell_world import PEOPLE, TODAY, EmptyBench, ListedStore, Queue
from workbench_world import DeskClock, PushCamera, World, identity_entries, paper_entries

from desk.assets import load_wording, translation
from desk.devices.frame_source import CameraInfo
from desk.domain.application import Step
from desk.services.settings import Settings
from desk.services.test_shot import ShotLine, TestShot
from desk.ui import keys
from desk.ui.applicant_words import language
from desk.ui.application_list import ApplicationList
from desk.ui.bars import StatusItem
from desk.ui.camera_choice import CameraChoiceDialog
from desk.ui.camera_view import CameraView
from desk.ui.help import HelpDialog
from desk.ui.message_dialog import leaving_question
from desk.ui.reason_dialog import ReasonDialog, TextField
from desk.ui.settings_dialog import SettingsDialog
from desk.ui.setup_page import OperatorDialog, SetupPage
from desk.ui.shell import MainWindow
from desk.ui.start_page import CheckItem, StartPage
from desk.ui.status_page import StatusPage
from desk.ui.test_shot_dialog import TestShotDialog
from desk.ui.unlock_dialog import UnlockDialog

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("desk_translate", ROOT / "installer/translate.py")
assert _spec is not None
assert _spec.loader is not None
translate = importlib.util.module_from_spec(_spec)
sys.modules["desk_translate"] = translate
_spec.loader.exec_module(translate)

JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
NAMES = (
    *(person.name for person in PEOPLE),
    *("中村 彩", "佐藤 結衣", "佐藤", "サトウ　ユイ", "サトウ ユイ", "カクウ", "平成3年4月18日"),
    *("みどり野市南町二丁目14番6号 コーポさくら203", "みどり野市民会館", "みどり野市"),
    *("2029年5月18日", "2027年7月31日", "書類カメラ", "写真カメラ"),
)
"""What is a person, a place or what somebody typed (the cameras' names are the tests' own)."""


# the files


def kept() -> list[tuple[str, str, str]]:
    found = translate.messages(translate.TEXTS)
    return [(context, ja, en.text or "") for context, ja, en in found]


def test_every_text_of_the_screens_is_translated(tmp_path):
    """If this fails: run installer/translate.py, translate what it lists, run it again."""
    fresh = tmp_path / "desk_en.ts"
    shutil.copy(translate.TEXTS, fresh)
    try:
        translate.collect(fresh)
    except translate.NoTool as missing:
        pytest.skip(str(missing))
    assert translate.unfinished(fresh) == []


def test_the_compiled_file_says_what_the_texts_say():
    translator = QTranslator()
    assert translator.load(str(translation("en")))
    said = {(c, ja): translator.translate(c, ja) for c, ja, _en in kept()}
    assert said == {(c, ja): en for c, ja, en in kept()}


def test_translations_have_the_gaps_of_their_source():
    assert [each for each in kept() if translate.gaps(each[1]) != translate.gaps(each[2])] == []


def test_translations_are_english():
    assert [each for each in kept() if JAPANESE.search(each[2])] == []


def test_the_tool_sees_what_is_missing_or_has_other_gaps(tmp_path):
    texts = tmp_path / "desk_en.ts"
    texts.write_text(
        '<TS version="2.1" language="en_US"><context><name>Badge</name>'
        "<message><source>{count} 件</source><translation>{number}</translation></message>"
        '<message><source>保留</source><translation type="unfinished"></translation></message>'
        "<message><source>一致</source><translation>Same</translation></message></context>"
        "<context><name>Item</name>"
        '<message><source>一致</source><translation type="unfinished"></translation></message>'
        "</context></TS>",
        encoding="utf-8",
    )
    translate.fill(texts)
    found = translate.unfinished(texts)
    assert found == ["other gaps: Badge: {count} 件 -> {number}", "not translated: Badge: 保留"]


def test_the_help_names_buttons_as_the_screens_do():
    known = {en for _context, _ja, en in kept()} | set(language("en").words.values())
    pages = sorted((ROOT / "resources/help").glob("*.en.md"))
    quoted = [
        (page.name, name)
        for page in pages
        for name in re.findall('"([^"]+)"', page.read_text("utf-8"))
    ]
    assert quoted
    assert [each for each in quoted if each[1].removesuffix(".") not in known] == []


# the screens


@pytest.fixture
def english(qtbot):
    """The application in English, for one test."""
    app = QApplication.instance()
    translator = QTranslator()
    assert translator.load(str(translation("en")))
    app.installTranslator(translator)
    yield app
    app.removeTranslator(translator)


def japanese_in(root: QWidget) -> list[str]:
    """What a person sees or hears on that screen that is not in English."""
    said = [word for each in (root, *root.findChildren(QWidget)) for word in _words(each)]
    found = []
    for text in said:
        plain = text
        for name in NAMES:
            plain = plain.replace(name, "")
        if JAPANESE.search(plain):
            found.append(text)
    return found


def _words(widget: QWidget) -> list[str]:
    words = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    if isinstance(widget, (QLabel, QAbstractButton)):
        words.append(widget.text())
    elif isinstance(widget, (QLineEdit, QPlainTextEdit)):
        words.append(widget.placeholderText())
    elif isinstance(widget, QComboBox):
        words += [widget.itemText(at) for at in range(widget.count())]
    elif isinstance(widget, CameraView):
        words += [part for part in widget._hint if isinstance(part, str)]
    return words


METHODS = [("outreach", "Outreach")]


def start() -> QWidget:
    page = StartPage()
    words = load_wording("en")
    name, detail = words.label("check_camera"), words.say("check_camera_none")
    page.show_checks([CheckItem("camera", "camera", name, detail, "notice")], "8:52")
    page.ask_sign_on(PEOPLE, ["みどり野市民会館"], METHODS)
    page.refuse_pin(words.say("pin_wrong"))
    return page


def reason() -> QWidget:
    dialog = ReasonDialog(
        "K3-001",
        "佐藤 結衣",
        "hold",
        fields=[TextField("applicant.kana", "Kana", "カクウ")],
        today=TODAY,
    )
    dialog.findChildren(QAbstractButton)[-1].click()
    return dialog


def cameras() -> QWidget:
    two = (CameraInfo("a", "Cam A"), CameraInfo("b", "Cam B"))
    clock = DeskClock()
    return CameraChoiceDialog(
        two, "a", "b", lambda camera, _purpose: PushCamera(camera, clock), load_wording("en")
    )


def shot_dialog() -> QWidget:
    """With a verdict: one thing well, one not."""
    camera = PushCamera("one", DeskClock())
    dialog = TestShotDialog(lambda: camera, load_wording("en"), (0.35, 0.3, 0.3, 0.4))
    dialog.feed.start()
    camera.push(np.full((90, 160, 3), 120, np.uint8))
    dialog.shoot.click()
    well = ShotLine("test_exposure", True, "test_ok")
    yellow = ShotLine("test_colour", False, "test_cast_yellow", (("cast", 20),))
    dialog.show_verdict(TestShot((well, yellow)))
    assert any("Yellowish" in each.text() for each in dialog.findChildren(QLabel))
    dialog.feed.stop()
    return dialog


SCREENS = {
    "start": start,
    "set-up": lambda: SetupPage(METHODS),
    "operator": OperatorDialog,
    "unlock": lambda: UnlockDialog(PEOPLE[0], PEOPLE),
    "leaving": leaving_question,
    "reason": reason,
    "help": lambda: HelpDialog("photo"),
    "settings": lambda: SettingsDialog(Settings(), ()),
    "cameras": cameras,
    "test shot": shot_dialog,
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_in_english(qtbot, english, screen):
    made = SCREENS[screen]()
    qtbot.addWidget(made)
    assert japanese_in(made) == []


def test_the_window_and_its_list_are_in_english(qtbot, english):
    window, queue = MainWindow(language="en"), Queue()
    panel = ApplicationList(ListedStore(3), queue, lambda: TODAY)
    window.open_desk(EmptyBench(), panel, StatusPage())
    window.set_operator(PEOPLE[0], PEOPLE)
    window.set_states([StatusItem("clock", "10:42")])
    panel.reload()
    queue.deliver()
    bench_words = {"次へ", "カメラ"}  # the stand-in's own
    window.lock()
    found = [text for text in japanese_in(window) if text not in bench_words]
    assert found == []
    window.lock_screen.open_up()
    window.close_without_asking()
    window.deleteLater()


def test_the_keys_are_in_english(english):
    said = [keys.label(action) + keys.shown(action) for action in keys.ACTIONS]
    assert [text for text in said if JAPANESE.search(text)] == []


@pytest.fixture
def desk(tmp_path, qtbot, english):
    made = World(tmp_path, language="en")
    made.show(qtbot)
    yield made
    made.close()


def seen(desk: World) -> list[str]:
    return japanese_in(desk.window)


def test_steps_one_and_two_are_in_english(qtbot, desk):
    desk.open_new(qtbot)
    assert seen(desk) == []
    desk.read_form(qtbot)
    assert seen(desk) == []
    desk.fill_applicant(qtbot, postcode="12", phone="9", foreign=True)
    desk.bench.go_to(Step.APPLICANT)
    desk.settle(qtbot)
    assert desk.bench.step is Step.APPLICANT
    assert seen(desk) == []


def test_the_verdict_and_its_reasons_are_in_english(qtbot, desk):
    desk.at_step(qtbot, 3)
    assert seen(desk) == []
    entries = identity_entries() | {"identity.driving_licence.expires": "2020年5月18日"}
    desk.save(qtbot, entries)
    assert desk.bench.draft.assessment.verdict.reasons
    found = [text for text in seen(desk) if "2020年5月18日" not in text]
    assert found == []


def test_the_last_steps_are_in_english(qtbot, desk):
    desk.at_step(qtbot, 4)
    assert seen(desk) == []
    desk.shoot(desk.bench.draft.id)
    desk.save(qtbot, paper_entries())
    assert seen(desk) == []
    desk.bench.go_to(Step.PAPERS)
    desk.settle(qtbot)
    assert desk.bench.step is Step.PAPERS
    assert seen(desk) == []

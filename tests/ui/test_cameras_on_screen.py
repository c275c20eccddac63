"""カメラ切替 and 試し撮り: what the person sees, and what is remembered of it."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from workbench_world import DeskClock, DirectAnalyst, PushCamera, head_picture

from desk.assets import font_files, load_wording, rule_table
from desk.camera_room import CameraRoom
from desk.devices.desk_cameras import DeskCameras
from desk.devices.frame_source import CameraInfo
from desk.domain.application import OperatorId
from desk.services.camera_choice import CameraChoice, Chosen
from desk.services.ports import Operator
from desk.services.test_shot import LastTestShot, ShotLine, TestShot, kept_test_shot
from desk.ui.camera_choice import CameraChoiceDialog
from desk.ui.camera_feed import CameraFeed
from desk.ui.shell import MainWindow
from desk.ui.test_shot_dialog import TestShotDialog
from desk.ui.theme import apply_theme

WORDS = load_wording("ja")
CAMERAS = (CameraInfo("a", "Cam A"), CameraInfo("b", "Cam B"), CameraInfo("c", "Cam C"))
PLACE = (0.35, 0.3, 0.3, 0.4)
WELL = ShotLine("test_exposure", True, "test_ok")
YELLOW = ShotLine("test_colour", False, "test_cast_yellow", (("cast", 20),))
SAMPLE = np.full((90, 160, 3), (10, 120, 200), np.uint8)


@pytest.fixture
def window(qtbot):
    app = QApplication.instance()
    if not app.styleSheet():
        apply_theme(app, font_files())
    made = MainWindow()
    qtbot.addWidget(made)
    made._ask_before_closing = False
    made.show()
    return made


class Previews:
    """The cameras that the choice opened, by purpose."""

    def __init__(self):
        self.clock, self.opened = DeskClock(), {}

    def open(self, camera, purpose):
        made = PushCamera(camera, self.clock)
        self.opened[purpose] = made
        return made


@pytest.fixture
def previews():
    return Previews()


@pytest.fixture
def choice(qtbot, window, previews):
    dialog = CameraChoiceDialog(CAMERAS, "b", "a", previews.open, WORDS, parent=window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield dialog
    dialog.reject()


def test_both_cameras_are_shown_live(choice, previews):
    previews.opened["photo"].push(SAMPLE)
    assert choice.sides["photo"].view._image is not None
    assert choice.sides["form"].view._image is None
    assert choice.pair == ("b", "a")


def test_ctrl_k_goes_to_the_next_one_and_never_to_the_same(choice):
    pairs = []
    for _ in range(3):
        QTest.keyClick(choice, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        pairs.append(choice.pair)
    # b serves the documents: they change places.
    assert pairs == [("a", "b"), ("a", "c"), ("c", "a")]


def test_swapping_in_one_step_then_deciding(qtbot, choice, previews):
    choice.swap.click()
    with qtbot.waitSignal(choice.chosen) as got:
        QTest.keyClick(choice, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert got.args == ["a", "b"]
    assert not any(camera.running for camera in previews.opened.values())


def test_escape_changes_nothing(qtbot, choice, previews):
    said = []
    choice.chosen.connect(lambda *pair: said.append(pair))
    choice.turn.click()
    QTest.keyClick(choice, Qt.Key.Key_Escape)
    assert said == []
    assert not previews.opened["photo"].running


def test_one_camera_for_both_is_said(choice):
    choice.sides["form"].group.choose("a")
    assert choice.pair == ("a", "a")
    assert choice.remark.text() == "同じカメラを写真と書類の両方に使います。"


def test_a_camera_in_trouble_is_told_at_its_picture(choice, previews):
    previews.opened["form"].failed.emit("camera_busy")
    assert choice.sides["form"].view.hint[0] == "カメラを使えません"
    assert choice.sides["photo"].view.hint[0] == ""


def test_answers_about_the_last_camera_are_dropped_after_a_switch(qtbot):
    clock = DeskClock()
    camera, analyst = PushCamera("one", clock), DirectAnalyst("answer")
    feed, answers, frames = CameraFeed(lambda: camera, analyst), [], []
    feed.answered.connect(lambda frame, _outcome: answers.append(frame.camera))
    feed.shown.connect(frames.append)
    feed.start()
    camera.push(SAMPLE)
    camera.failed.emit("camera_switching")
    camera.name = "two"
    camera.started.emit("two")
    analyst.result.emit(frames[0], "late")
    camera.push(SAMPLE)
    analyst.result.emit(frames[0], "late")
    assert answers == ["one", "two"]
    feed.stop()


# the test shot


@pytest.fixture
def camera():
    return PushCamera("写真カメラ", DeskClock())


@pytest.fixture
def shot(qtbot, window, camera):
    dialog = TestShotDialog(lambda: camera, WORDS, PLACE, window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield dialog
    dialog.reject()


def words_on(dialog):
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog)]


def test_space_takes_the_newest_frame_and_its_rate(qtbot, shot, camera):
    for _ in range(5):
        camera.push(SAMPLE)  # the clock reads a millisecond later each time
    with qtbot.waitSignal(shot.judge_asked) as got:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    frame, rate = got.args
    assert frame.sequence == 5
    assert rate == pytest.approx(1000)


def test_without_a_picture_nothing_is_judged(shot):
    asked = []
    shot.judge_asked.connect(lambda *said: asked.append(said))
    shot.shoot.click()
    assert asked == []
    assert "カメラの映像が出てから" in shot.note.text()


def test_a_pulled_camera_is_told_and_its_old_picture_not_judged(shot, camera):
    asked = []
    shot.judge_asked.connect(lambda *said: asked.append(said))
    camera.push(SAMPLE)
    camera.failed.emit("camera_lost")
    shot.shoot.click()
    assert asked == []
    assert shot.view.hint[0] == "カメラの接続が切れました"


def test_the_verdict_says_what_to_do(qtbot, shot, camera):
    camera.push(SAMPLE)
    shot.shoot.click()
    seen = []
    shot.face_seen.connect(seen.append)
    with qtbot.waitSignal(shot.judged):
        shot.show_verdict(TestShot((WELL, YELLOW)))
    assert shot.said.kind == "notice"
    qtbot.waitUntil(lambda: WORDS.say("test_cast_yellow") in words_on(shot))
    assert "明るさ" in words_on(shot)
    assert seen == []
    shot.shoot.click()
    shot.show_verdict(TestShot((WELL,), one_face=True))
    assert shot.said.kind == "ok"
    assert [frame.sequence for frame in seen] == [1]


def test_an_answer_that_nobody_waits_for_is_dropped(shot):
    kept = []
    shot.judged.connect(kept.append)
    shot.show_verdict(TestShot((WELL,)))
    assert kept == []


def test_brightness_only_where_it_is_offered(shot):
    assert not shot.darker.isVisible()
    shot.show_brightness(True, 0.5)
    asked = []
    shot.brightness_asked.connect(asked.append)
    shot.brighter.click()
    shot.darker.click()
    assert asked == [1.0, 0.0]


# what is remembered


class Kept(QObject):
    """The store's settings, and who signed."""

    def __init__(self):
        super().__init__()
        self.kept, self.by = {"terminal": "K3"}, []

    def change_settings(self, changes, by):
        self.kept.update(changes)
        self.by.append(by)


class AtOnce:
    """Lanes that answer on the spot."""

    def run(self, work, done=None, failed=None):
        try:
            value = work()
        except ValueError as error:
            failed(error)
        else:
            if done is not None:
                done(value)

    compute = run


class Pair:
    """desk.cameras.Cameras with cameras made of push buttons."""

    def __init__(self, clock, plugged):
        from desk.devices.frame_source import ScriptedSource

        self.sources = {}

        def make(info, _wish, _ev):
            self.sources[info.id] = ScriptedSource(clock, info.name)
            return self.sources[info.id]

        self.real = DeskCameras(clock, known=lambda: plugged, make=make)

    def photo(self):
        return self.real.photo()


CLERK = Operator(OperatorId("b"), "中村 彩", False)


@pytest.fixture
def room(window):
    clock = DeskClock()
    made = CameraRoom(
        window, AtOnce(), clock, WORDS, Pair(clock, CAMERAS), lambda _error: "だめでした"
    )
    made.kept = Kept()
    made.settle(made.kept, made.kept.kept, "南口", CLERK)
    return made


def test_the_choice_is_kept_for_this_venue_and_signed(room, window):
    told = []
    window.toast.show_news = told.append
    room.choose("photo")
    room.choice_dialog.swap.click()
    room.choice_dialog.take.click()
    assert CameraChoice.parse(room.kept.kept, "南口") == CameraChoice(
        Chosen("b", "Cam B"), Chosen("a", "Cam A")
    )
    assert CameraChoice.parse(room.kept.kept, "駅前") == CameraChoice()
    assert [by.operator for by in room.kept.by] == ["b"]
    assert room.choice_dialog is None
    assert told == ["カメラを切り替えました。写真：Cam A／書類：Cam B"]
    room.settle(room.kept, room.kept.kept, "駅前", CLERK)
    assert room.cameras.real.assigned().photo == "b"
    room.settle(room.kept, room.kept.kept, "南口", CLERK)
    assert room.cameras.real.assigned().photo == "a"


def test_a_test_shot_leaves_codes_and_time_and_no_picture(room):
    at = room._clock.now()
    room.enter()
    room.cameras.sources["b"].push(head_picture())
    found, faces = [], []
    room.test_shot_kept.connect(found.append)
    room.face_seen.connect(faces.append)
    room.test_dialog.shoot.click()
    kept = json.loads(room.kept.kept["test_shot.K3"])
    assert set(kept) == {"at", "codes"}
    assert "test_no_card" in kept["codes"]
    assert [each.codes for each in found] == [tuple(kept["codes"])]
    assert len(faces) == 1  # a person without a card: the operator's face, in memory only
    last = LastTestShot.parse(room.kept.kept, "K3")
    assert last.was_today(at)
    assert timedelta(0) <= last.at - at.utc.replace(microsecond=0) < timedelta(minutes=1)
    room.test_dialog.reject()
    assert room.test_dialog is None
    assert not room.cameras.sources["b"].running


def test_a_check_that_fails_is_told(room, monkeypatch):
    def broken(_image, _rate):
        raise ValueError

    monkeypatch.setattr(room._check, "judge", broken)
    room.enter()
    room.cameras.sources["b"].push(SAMPLE)
    room.test_dialog.shoot.click()
    assert "だめでした" in room.test_dialog.note.text()
    assert "test_shot.K3" not in room.kept.kept
    room.test_dialog.reject()


def test_a_remembered_camera_that_is_absent_is_told_in_words(room, window):
    told = []
    window.toast.show_news = told.append
    choice = CameraChoice(None, Chosen("z", "Gone"))
    room.settle(room.kept, choice.as_kept("南口"), "南口", CLERK)
    room.cameras.photo()
    assert len(told) == 1
    assert "「Cam B」を使います" in told[0]


@pytest.mark.parametrize("text", ["", "x", "[]", '{"at": "2026-11-23", "codes": []}', '{"at": 1}'])
def test_an_unreadable_last_test_shot_was_none(text):
    assert LastTestShot.parse({"test_shot.K3": text}, "K3") is None


def test_yesterdays_test_shot_is_not_todays():
    clock = DeskClock()
    kept = kept_test_shot(TestShot((WELL, YELLOW)), "K3", clock.now())
    last = LastTestShot.parse(kept, "K3")
    assert last.codes == ("test_cast_yellow",)
    assert last.was_today(clock.now())
    clock.at += timedelta(days=1)
    assert not last.was_today(clock.now())


def test_every_code_of_the_check_has_its_sentence():
    rules = rule_table("camera_check.toml")
    assert all("source" in part for name, part in rules.items() if isinstance(part, dict))
    import re
    from pathlib import Path

    import desk.vision.camera_check as module

    codes = set(re.findall(r'"(test_[a-z_]+)"', Path(module.__file__).read_text("utf-8")))
    for language in ("ja", "en"):
        assert codes <= set(load_wording(language).sentences)
        assert len(codes) > 15


def test_nothing_is_too_small_to_touch(shot, choice):
    from desk.ui import theme

    for dialog in (shot, choice):
        for each in dialog.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible():
                assert each.accessibleName(), each
                assert each.height() >= theme.TARGET_PX, each

"""Two purposes and the cameras that are plugged in: chosen, shared, swapped, pulled, moved."""

from __future__ import annotations

import numpy as np
import pytest

from desk.devices.camera_formats import DOCUMENT, PHOTO
from desk.devices.desk_cameras import DeskCameras
from desk.devices.frame_source import CameraInfo, ScriptedSource
from desk.services.camera_choice import CameraChoice, Chosen

WEB, DOC, TWIN = CameraInfo("usb-1", "C920"), CameraInfo("usb-2", "X1"), CameraInfo("usb-3", "C920")


class Room:
    """What is plugged in; every camera that was opened."""

    def __init__(self, clock, *plugged):
        self.plugged = list(plugged)
        self.made = []
        self.chosen, self.noticed = [], []
        self.desk = DeskCameras(clock, known=lambda: tuple(self.plugged), make=self.make)
        self.desk.chosen.connect(self.chosen.append)
        self.desk.noticed.connect(lambda code, name: self.noticed.append((code, name)))
        self.clock = clock

    def make(self, info, wish, brightness):
        source = ScriptedSource(self.clock, info.name)
        source.wish, source.ev, source.id = wish, brightness, info.id
        self.made.append(source)
        return source

    def source(self, camera):
        return next(each for each in reversed(self.made) if each.id == camera)

    def pull(self, info):
        self.plugged.remove(info)
        self.source(info.id).unplug()
        self.desk.look_again()

    def put(self, info):
        self.plugged.append(info)
        self.desk.look_again()


class Heard:
    def __init__(self, tap):
        self.said, self.frames = [], []
        tap.started.connect(lambda name: self.said.append(name))
        tap.failed.connect(self.said.append)
        tap.frame.connect(self.frames.append)


@pytest.fixture
def room(qtbot, clock):
    return Room(clock, WEB, DOC)


def test_each_purpose_has_its_camera_and_its_wish(room, noisy):
    form, photo = room.desk.form(), room.desk.photo()
    heard = Heard(photo)
    form.start()
    photo.start()
    assert [(each.id, each.wish) for each in room.made] == [("usb-1", DOCUMENT), ("usb-2", PHOTO)]
    room.source("usb-2").push(noisy())
    assert heard.said == ["X1"]
    assert heard.frames[0].camera == photo.name == "X1"
    photo.stop()
    assert not room.source("usb-2").running
    assert room.source("usb-1").running


def test_one_camera_serves_both_and_is_opened_once(qtbot, clock, noisy):
    room = Room(clock, WEB)
    form, photo = room.desk.form(), room.desk.photo()
    first, second = Heard(form), Heard(photo)
    form.start()
    room.made[0].push(noisy())
    photo.start()  # joins while it runs: told at once
    room.made[0].push(noisy())
    assert (first.said, second.said) == (["C920"], ["C920"])
    assert (len(first.frames), len(second.frames)) == (2, 1)
    form.stop()
    room.made[0].push(noisy())
    assert (len(first.frames), len(second.frames)) == (2, 2)
    photo.stop()
    assert len(room.made) == 1
    assert not room.made[0].running


def test_joining_a_camera_in_trouble_is_told_so(qtbot, clock, noisy):
    room = Room(clock, WEB)
    room.desk.form().start()
    room.made[0].push(noisy())
    room.made[0].black()
    photo = room.desk.photo()
    heard = Heard(photo)
    photo.start()
    assert heard.said == ["camera_black"]


def test_the_choice_is_told_to_be_kept_and_used_at_once(room, noisy):
    photo = room.desk.photo()
    heard = Heard(photo)
    photo.start()
    room.desk.swap()
    room.source("usb-1").push(noisy())
    assert heard.said == ["camera_switching", "C920"]
    assert not room.source("usb-2").running
    assert room.chosen == [CameraChoice(Chosen("usb-2", "X1"), Chosen("usb-1", "C920"))]
    room.desk.choose("usb-2", "usb-1")  # the same again
    assert len(room.chosen) == 1


def test_two_that_run_are_swapped_in_one_step(room, noisy):
    form, photo = room.desk.form(), room.desk.photo()
    form.start()
    photo.start()
    room.desk.swap()
    form_heard, photo_heard = Heard(form), Heard(photo)
    room.source("usb-1").push(noisy())
    room.source("usb-2").push(noisy())
    assert [each.camera for each in form_heard.frames] == ["X1"]
    assert [each.camera for each in photo_heard.frames] == ["C920"]


def test_turning_goes_to_the_next_and_one_alone_says_so(room):
    pairs = []
    room.plugged.append(TWIN)
    for _ in range(3):
        assert room.desk.turn("photo")
        now = room.desk.assigned()
        pairs.append((now.form, now.photo))
    assert pairs == [("usb-1", "usb-3"), ("usb-3", "usb-1"), ("usb-3", "usb-2")]
    room.plugged.remove(WEB)
    room.plugged.remove(TWIN)
    assert not room.desk.turn("photo")
    assert room.noticed[-1] == ("camera_only_one", "")
    room.plugged.clear()
    assert not room.desk.turn("photo")
    assert room.noticed[-1] == ("camera_absent", "")


def test_an_absent_remembered_camera_is_told_once_with_the_one_in_its_place(room):
    room.desk.remember(CameraChoice(None, Chosen("usb-9", "Gone")))
    room.desk.photo().start()
    room.desk.photo().start()
    assert room.noticed == [("camera_other_used_photo", "X1")]


def test_the_remembered_one_is_used_without_a_word(room):
    room.desk.remember(CameraChoice(Chosen("usb-2", "X1"), Chosen("usb-1", "C920", 0.5)))
    room.desk.photo().start()
    assert (room.made[0].id, room.made[0].ev) == ("usb-1", 0.5)
    assert room.noticed == []


def test_a_pulled_camera_is_waited_for_not_replaced(room, noisy):
    room.desk.choose("usb-1", "usb-2")
    photo = room.desk.photo()
    heard = Heard(photo)
    photo.start()
    room.source("usb-2").push(noisy())
    room.pull(DOC)
    assert photo.camera == "usb-2"
    room.source("usb-2").plug()
    room.put(DOC)
    room.source("usb-2").push(noisy())
    assert heard.said == ["X1", "camera_lost", "X1"]


def test_it_is_followed_to_another_socket(room, noisy):
    room.desk.choose("usb-1", "usb-2")
    photo = room.desk.photo()
    heard = Heard(photo)
    photo.start()
    room.source("usb-2").push(noisy())
    room.pull(DOC)
    room.put(CameraInfo("usb-7", "X1"))
    room.source("usb-7").push(noisy())
    assert heard.said == ["X1", "camera_lost", "camera_switching", "X1"]
    assert [each.camera for each in heard.frames] == ["X1", "X1"]


def test_no_camera_at_first_then_one_is_plugged_in(qtbot, clock, noisy):
    room = Room(clock)
    photo = room.desk.photo()
    heard = Heard(photo)
    photo.start()
    assert heard.said == ["camera_absent"]
    room.put(WEB)
    room.source("usb-1").push(noisy())
    assert heard.said[-1] == "C920"


def test_twins_are_told_apart_by_a_number(qtbot, clock):
    room = Room(clock, WEB, DOC, TWIN)
    assert [each.name for each in room.desk.listing()] == ["C920 (1)", "X1", "C920 (2)"]


def test_a_preview_stays_at_its_camera(room, noisy):
    preview = room.desk.open_by_id("usb-2", "form")
    preview.start()
    room.desk.swap()
    assert preview.camera == "usb-2"
    preview.stop()
    assert not room.source("usb-2").running


def test_what_a_camera_notices_is_told_with_its_name(room, noisy):
    room.desk.photo().start()
    for _ in range(25):
        room.source("usb-2").push(np.repeat(noisy()[:, :, :1], 3, axis=2))
    assert room.noticed == [("camera_monochrome", "X1")]


def test_brightness_is_remembered_with_the_camera(room):
    room.desk.set_brightness("photo", 0.5)
    assert room.chosen[-1].photo == Chosen("usb-2", "X1", 0.5)
    room.desk.choose("usb-1", "usb-2")
    assert room.desk.choice.photo == Chosen("usb-2", "X1", 0.5)
    room.desk.swap()
    assert room.desk.choice.photo == Chosen("usb-1", "C920")


def test_stopping_on_hearing_of_a_switch_opens_nothing(room, noisy):
    photo = room.desk.photo()
    photo.failed.connect(lambda _code: photo.stop())
    photo.start()
    room.desk.swap()
    assert [each.id for each in room.made] == ["usb-2"]
    assert not room.made[0].running

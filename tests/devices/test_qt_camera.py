"""What a camera does to us, through Qt's own path: capture session, sink, conversion thread."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from fed_camera import BGRX, TENTH, FedCamera, video_frame
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from desk.devices import frame_source
from desk.devices.camera_formats import DOCUMENT, LARGEST_PX, PHOTO, best_format
from desk.devices.camera_notices import NoticeWatch
from desk.devices.frame_source import ScriptedSource
from desk.devices.watchdog import SECOND_NS, Watchdog

pytestmark = pytest.mark.qt_log_ignore("No RHI backend")  # no graphics card: Qt converts itself


class Heard:
    """Everything a source says, in order."""

    def __init__(self, source):
        self.frames, self.said, self.noticed = [], [], []
        source.frame.connect(self.frames.append)
        source.started.connect(lambda name: self.said.append(("started", name)))
        source.failed.connect(lambda code: self.said.append(("failed", code)))
        source.noticed.connect(self.noticed.append)

    @property
    def troubles(self):
        return [what for kind, what in self.said if kind == "failed"]


@pytest.fixture
def camera(qtbot, clock):
    source = FedCamera(clock)
    yield source
    source.stop()


@pytest.fixture
def play(qtbot):
    """Sends pictures one by one; each has arrived before the next is taken."""

    def send(source, heard, pictures, tenths=1.0):
        for picture in pictures:
            before = len(heard.frames)
            source.send(picture, tenths)
            qtbot.waitUntil(lambda before=before: len(heard.frames) > before, timeout=60_000)

    return send


@pytest.fixture
def corners():
    """A picture of which every corner is another: red, green, blue, white."""
    image = np.full((48, 64, 3), 90, np.uint8)
    image[:8, :8] = (0, 0, 255)
    image[:8, -8:] = (0, 255, 0)
    image[-8:, :8] = (255, 0, 0)
    image[-8:, -8:] = (255, 255, 255)
    return image


def test_the_kept_picture_is_never_mirrored(camera, corners, play):
    heard = Heard(camera)
    camera.start()
    plain, wishes_mirror = video_frame(corners), video_frame(corners)
    wishes_mirror.setMirrored(True)  # how a preview should look: not how the person looks
    play(camera, heard, [plain, wishes_mirror])
    assert np.array_equal(heard.frames[0].image, corners)
    assert np.array_equal(heard.frames[1].image, corners)


def stored(corners, *, mirrored=False, bottom_up=False) -> QVideoFrame:
    """A frame whose buffer itself lies mirrored or upside down in memory, and says so."""
    layout = QVideoFrameFormat(QSize(64, 48), BGRX)
    layout.setMirrored(mirrored)
    if bottom_up:
        layout.setScanLineDirection(QVideoFrameFormat.Direction.BottomToTop)
    frame = QVideoFrame(layout)
    lies = corners[:, ::-1] if mirrored else corners[::-1] if bottom_up else corners
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    rows = np.frombuffer(frame.bits(0), np.uint8).reshape(48, frame.bytesPerLine(0) // 4, 4)
    rows[:, :64, :3] = lies
    frame.unmap()
    return frame


@pytest.mark.parametrize("how", [{"mirrored": True}, {"bottom_up": True}, {}])
def test_a_buffer_that_lies_mirrored_is_put_right(camera, corners, play, how):
    heard = Heard(camera)
    camera.start()
    play(camera, heard, [stored(corners, **how)])
    assert np.array_equal(heard.frames[0].image, corners)


@pytest.mark.parametrize(("quarters", "degrees"), [(0, 0), (1, 90), (2, 180), (3, 270)])
def test_a_camera_that_stands_on_its_side_gives_upright_pictures(
    camera, corners, play, quarters, degrees
):
    heard = Heard(camera)
    camera.start()
    lying = video_frame(np.rot90(corners, quarters))  # turned against the clock
    lying.setRotation(QtVideo.Rotation(degrees))
    play(camera, heard, [lying])
    assert np.array_equal(heard.frames[0].image, corners)


def test_pulled_and_put_back(camera, noisy, play):
    heard = Heard(camera)
    camera.start()
    play(camera, heard, [noisy()])
    camera.pull()
    camera.send(noisy())
    camera.put_back()
    play(camera, heard, [noisy(), noisy()])
    assert heard.said == [("started", "qt"), ("failed", "camera_lost"), ("started", "qt")]
    assert (camera.opened, len(heard.frames)) == (2, 3)


def test_absent_at_first_then_plugged_in(qtbot, clock, noisy, play):
    source = FedCamera(clock)
    source.plugged = False
    heard = Heard(source)
    source.start()
    source.put_back()
    play(source, heard, [noisy()])
    assert heard.said == [("failed", "camera_absent"), ("started", "qt")]
    source.stop()


def test_pulled_while_a_picture_is_on_its_way(qtbot, camera, noisy, monkeypatch):
    """The picture that was being converted is not shown as if the camera were still there."""
    begun, gate = threading.Event(), threading.Event()
    real = frame_source._convert

    def slowly(submitted):
        begun.set()
        gate.wait(60)
        return real(submitted)

    monkeypatch.setattr(frame_source, "_convert", slowly)
    heard = Heard(camera)
    camera.start()
    camera.send(noisy())
    assert begun.wait(60)
    camera.pull()
    gate.set()
    camera.put_back()
    camera.send(noisy())
    qtbot.waitUntil(lambda: bool(heard.frames), timeout=60_000)
    assert heard.said == [("failed", "camera_lost"), ("started", "qt")]
    assert len(heard.frames) == 1


def test_a_frame_that_was_taken_outlives_the_camera(camera, noisy, play):
    heard = Heard(camera)
    camera.start()
    picture = noisy()
    play(camera, heard, [picture])
    camera.pull()
    camera.stop()
    assert np.array_equal(heard.frames[0].image, picture)
    assert not heard.frames[0].image.flags.writeable


def test_an_error_of_the_driver_ends_with_the_next_picture(camera, noisy, play):
    from PySide6.QtMultimedia import QCamera

    heard = Heard(camera)
    camera.start()
    play(camera, heard, [noisy()])
    camera._on_camera_error(QCamera.Error.CameraError, "")
    camera._on_camera_error(QCamera.Error.CameraError, "")
    play(camera, heard, [noisy()])
    assert heard.said == [("started", "qt"), ("failed", "camera_busy"), ("started", "qt")]


@pytest.mark.parametrize(
    ("size", "tenths"), [((64, 48), 2.0), ((3840, 2160), 2.0), ((64, 48), 1 / 3)]
)
@pytest.mark.parametrize(("level", "code"), [(3, "camera_black"), (120, "camera_frozen")])
def test_black_and_frozen_within_two_seconds(qtbot, clock, play, size, tenths, level, code):
    """At 5 and at 30 frames a second, and at 4K."""
    source = FedCamera(clock)
    heard = Heard(source)
    source.start()
    width, height = size
    live = np.random.default_rng(1).integers(60, 200, (height, width, 3), dtype=np.uint8)
    dead = np.full((height, width, 3), level, np.uint8)
    play(source, heard, [live])
    began = clock.ns
    while not heard.troubles:
        play(source, heard, [dead], tenths)
        assert clock.ns - began <= 2 * SECOND_NS
    assert heard.troubles == [code]
    source.stop()


def test_silence_is_told_within_two_seconds(camera, clock, noisy, play):
    heard = Heard(camera)
    camera.start()
    play(camera, heard, [noisy()])
    for _ in range(7):
        clock.ns += SECOND_NS // 4
        camera._check()
    assert heard.troubles == ["camera_lost"]
    play(camera, heard, [noisy()])
    assert heard.said[-1] == ("started", "qt")


def grey_scene(noisy):
    return np.repeat(noisy()[:, :, :1], 3, axis=2)


def test_a_camera_without_colours_is_noticed_not_failed(camera, noisy, play):
    heard = Heard(camera)
    camera.start()
    play(camera, heard, [grey_scene(noisy) for _ in range(19)])
    assert heard.noticed == []
    play(camera, heard, [grey_scene(noisy) for _ in range(20)])
    assert heard.noticed == ["camera_monochrome"]
    assert heard.said == [("started", "qt")]


def test_a_colour_camera_that_looks_at_paper_is_not_called_monochrome(noisy):
    watch, told = NoticeWatch(), []
    for tenth in range(1, 60):
        paper = noisy(low=225, high=240) + np.array((0, 1, 9), np.uint8)
        told += watch.see(paper, tenth * TENTH)
    assert told == []


def test_a_covered_lens_says_nothing_about_colours(noisy):
    watch, told = NoticeWatch(), []
    for tenth in range(1, 60):
        told += watch.see(np.full((48, 64, 3), tenth % 5, np.uint8), tenth * TENTH)
    assert told == []


def test_a_slow_camera_is_noticed_once(qtbot, clock, noisy, play):
    source = FedCamera(clock)
    heard = Heard(source)
    source.start()
    play(source, heard, [noisy() for _ in range(30)], tenths=4)
    assert heard.noticed == ["camera_slow"]
    assert heard.said == [("started", "qt")]
    source.stop()


def test_five_frames_a_second_are_enough(noisy):
    watch = NoticeWatch()
    told = [code for at in range(1, 80) for code in watch.see(noisy(), at * 2 * TENTH)]
    assert told == []


def test_another_size_in_the_middle(camera, noisy, play):
    heard = Heard(camera)
    camera.start()
    play(camera, heard, [noisy(), noisy(128, 96), noisy(128, 96), noisy()])
    sizes = [frame.image.shape[:2] for frame in heard.frames]
    assert sizes == [(48, 64), (96, 128), (96, 128), (48, 64)]
    assert heard.noticed == ["camera_size_changed"] * 2
    assert heard.said == [("started", "qt")]


def test_a_hundred_megapixels_are_shrunk(camera, play):
    heard = Heard(camera)
    camera.start()
    frame = QVideoFrame(QVideoFrameFormat(QSize(11_584, 8_688), BGRX))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    np.frombuffer(frame.bits(0), np.uint8)[:] = 77
    frame.unmap()
    play(camera, heard, [frame])
    height, width = heard.frames[0].image.shape[:2]
    assert LARGEST_PX * 0.99 < width * height <= LARGEST_PX
    assert width / height == pytest.approx(11_584 / 8_688, rel=0.001)
    assert heard.noticed == ["camera_picture_large"]


def test_pictures_that_come_too_fast_are_left_out(qtbot, clock, noisy, play):
    source = FedCamera(clock, wish=DOCUMENT)  # used: 10 a second
    heard = Heard(source)
    source.start()
    play(source, heard, [noisy()])
    for _ in range(2):
        source.send(noisy(), 1 / 3)
    play(source, heard, [noisy()], 1 / 3)
    assert [round(frame.taken.monotonic_ns / TENTH) for frame in heard.frames] == [1, 2]
    source.stop()


SIZES = [(640, 480, 30.0), (1280, 720, 30.0), (1920, 1080, 30.0), (3840, 2160, 15.0)]


def test_the_photo_wants_1080_lines_at_15_a_second():
    assert best_format(SIZES, PHOTO) == 2
    assert best_format([(1280, 720, 30.0), (3840, 2160, 14.98)], PHOTO) == 1
    assert best_format([(1920, 1080, 5.0), (1280, 720, 30.0)], PHOTO) == 1
    assert best_format([(1920, 1080, 10.0), (1280, 720, 30.0)], PHOTO) == 0
    assert best_format([(1920, 1080, 5.0), (640, 480, 5.0)], PHOTO) == 0
    assert best_format([], PHOTO) == -1


def test_the_document_wants_4k_if_it_moves_at_all():
    assert best_format(SIZES, DOCUMENT) == 3
    assert best_format([(1920, 1080, 30.0), (3840, 2160, 5.0)], DOCUMENT) == 0
    assert best_format([(1920, 1080, 30.0), (2592, 1944, 15.0)], DOCUMENT) == 1
    assert best_format([(3840, 2160, 10.0), (11_584, 8_688, 10.0)], DOCUMENT) == 0
    assert best_format([(11_584, 8_688, 10.0)], DOCUMENT) == 0


def test_scripted_monochrome_is_a_notice_too(qtbot, clock, noisy):
    source = ScriptedSource(clock)
    heard = Heard(source)
    source.start()
    for _ in range(25):
        source.push(grey_scene(noisy))
    assert (heard.noticed, heard.troubles) == (["camera_monochrome"], [])


def test_scripted_pull_in_the_middle_of_a_capture(qtbot, clock, noisy):
    source = ScriptedSource(clock)
    heard = Heard(source)
    source.start()
    source.push(noisy())
    kept = heard.frames[0].image.copy()
    source.unplug()
    source.push(noisy())
    assert np.array_equal(heard.frames[0].image, kept)
    assert (len(heard.frames), source.trouble) == (1, "camera_lost")
    source.plug()
    source.push(noisy())
    assert (source.trouble, len(heard.frames)) == ("", 2)


def test_a_trouble_that_the_device_tells_is_ended_by_a_picture(noisy):
    dog = Watchdog()
    assert dog.see(noisy(), TENTH) == ""
    assert dog.note("camera_busy") == "camera_busy"
    assert dog.note("camera_busy") is None
    assert dog.check(20 * TENTH) is None
    assert dog.see(noisy(), 21 * TENTH) == ""

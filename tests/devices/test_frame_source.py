import cv2
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat, QVideoFrameInput

from desk.devices.frame_source import (
    FileSource,
    OpenCvSource,
    QtCameraSource,
    ScriptedSource,
    list_cameras,
    read_picture,
)
from desk.devices.video_frames import bgr_from_image, picture_of


class Heard:
    """Everything a source says, in order."""

    def __init__(self, source):
        self.frames, self.said = [], []
        source.frame.connect(self.frames.append)
        source.started.connect(lambda name: self.said.append(("started", name)))
        source.failed.connect(lambda code: self.said.append(("failed", code)))


def test_scripted_frames_are_numbered_stamped_and_read_only(qtbot, clock, noisy):
    source = ScriptedSource(clock, "form camera")
    heard = Heard(source)
    source.push(noisy())
    source.start()
    clock.ns = 5_000
    source.push(noisy())
    source.push(noisy())
    assert heard.said == [("started", "form camera")]
    assert [frame.sequence for frame in heard.frames] == [1, 2]
    assert heard.frames[0].taken.monotonic_ns == 5_000
    assert heard.frames[0].camera == "form camera"
    assert not heard.frames[0].image.flags.writeable
    source.stop()
    source.push(noisy())
    assert len(heard.frames) == 2


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("black", "camera_black"), ("freeze", "camera_frozen"), ("slow", "camera_lost")],
)
def test_scripted_troubles_and_recovery(qtbot, clock, noisy, trouble, code):
    source = ScriptedSource(clock)
    heard = Heard(source)
    source.start()
    source.push(noisy())
    getattr(source, trouble)()
    source.push(noisy())
    assert heard.said == [("started", "scripted"), ("failed", code), ("started", "scripted")]


def test_scripted_unplugging(qtbot, clock, noisy):
    source = ScriptedSource(clock)
    heard = Heard(source)
    source.start()
    source.push(noisy())
    source.unplug()
    source.push(noisy())
    source.plug()
    source.push(noisy())
    assert [code for _, code in heard.said] == ["scripted", "camera_lost", "scripted"]
    assert len(heard.frames) == 2


@pytest.mark.parametrize("code", ["camera_absent", "camera_busy"])
def test_scripted_camera_that_does_not_open(qtbot, clock, noisy, code):
    source = ScriptedSource(clock, opening_trouble=code)
    heard = Heard(source)
    source.start()
    source.push(noisy())
    assert heard.said == [("failed", code)]
    assert heard.frames == []


def test_qt_image_with_padded_rows_becomes_bgr():
    image = QImage(5, 3, QImage.Format.Format_RGB888)
    image.fill(0x102030)
    image.setPixel(4, 2, 0xFF0000FF)
    bgr = bgr_from_image(image)
    assert bgr.shape == (3, 5, 3)
    assert bgr[0, 0].tolist() == [0x30, 0x20, 0x10]
    assert bgr[2, 4].tolist() == [255, 0, 0]


@pytest.mark.qt_log_ignore("No RHI backend")  # no graphics card here: Qt converts by itself
def test_real_qt_path_without_a_camera(qtbot, clock):
    source = QtCameraSource(clock, name="qt")
    size = QSize(320, 240)
    pixels = QVideoFrameFormat.PixelFormat.Format_BGRX8888
    feed = QVideoFrameInput(QVideoFrameFormat(size, pixels))
    source.session.setVideoFrameInput(feed)
    heard = Heard(source)
    source.start()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(0xFF4080C0)
    with qtbot.waitSignal(source.frame):
        feed.sendVideoFrame(QVideoFrame(image))
    assert heard.said == [("started", "qt")]
    assert heard.frames[0].image.shape == (240, 320, 3)
    assert heard.frames[0].image[120, 160].tolist() == [0xC0, 0x80, 0x40]
    source.stop()
    source.session.setVideoFrameInput(None)


@pytest.mark.qt_log_ignore("No RHI backend")
def test_colours_of_a_yuv_camera_survive(qtbot):
    frame = QVideoFrame(QVideoFrameFormat(QSize(64, 48), QVideoFrameFormat.PixelFormat.Format_NV12))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    np.frombuffer(frame.bits(0), np.uint8)[:] = 81  # red in BT.601, limited range
    chroma = np.frombuffer(frame.bits(1), np.uint8)
    chroma[0::2], chroma[1::2] = 90, 240
    frame.unmap()
    blue, green, red = picture_of(frame).image[24, 32].tolist()
    assert red > 230
    assert max(blue, green) < 40


def test_no_camera_is_told_at_once_and_can_be_started_again(qtbot, clock):
    source = QtCameraSource(clock, camera_id="not plugged in")
    heard = Heard(source)
    source.start()
    source.stop()
    source.start()
    source.stop()
    assert heard.said == [("failed", "camera_absent")] * 2


def test_cameras_are_listed_with_id_and_name(qtbot):
    assert all(camera.id for camera in list_cameras())


@pytest.fixture
def video(tmp_path, noisy):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for _ in range(5):
        writer.write(noisy())
    writer.release()
    return path


def test_opencv_reads_in_its_thread_and_tells_the_end(qtbot, clock, video):
    source = OpenCvSource(clock, str(video), name="second choice")
    heard = Heard(source)
    source.start()
    qtbot.waitUntil(lambda: ("failed", "camera_lost") in heard.said)
    assert heard.said[0] == ("started", "second choice")
    assert heard.frames[0].image.shape == (48, 64, 3)
    source.stop()


class StubCapture:
    """A capture that is closed, or gives the same live picture until released."""

    def __init__(self, opened, noisy):
        self.opened, self.noisy, self.released = opened, noisy, False

    def isOpened(self):
        return self.opened

    def read(self):
        return True, self.noisy()

    def release(self):
        self.released = True


def test_opencv_without_camera(qtbot, clock, noisy):
    source = OpenCvSource(clock, 0, opener=lambda _source: StubCapture(False, noisy))
    heard = Heard(source)
    with qtbot.waitSignal(source.failed):
        source.start()
    assert heard.said == [("failed", "camera_absent")]
    source.stop()


def test_opencv_releases_the_camera_on_stop(qtbot, clock, noisy):
    capture = StubCapture(True, noisy)
    source = OpenCvSource(clock, 0, opener=lambda _source: capture)
    with qtbot.waitSignal(source.frame):
        source.start()
    source.stop()
    assert capture.released


def test_files_are_played_and_loop(qtbot, clock, tmp_path, noisy):
    paths = []
    for index in range(2):
        paths.append(tmp_path / f"{index}.png")
        cv2.imwrite(str(paths[-1]), np.full((30, 40, 3), 50 + index, np.uint8))
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing")
    source = FileSource(clock, [*paths, tmp_path / "broken.png"], frames_per_s=200)
    heard = Heard(source)
    source.start()
    qtbot.waitUntil(lambda: len(heard.frames) >= 4)
    source.stop()
    assert {int(frame.image[0, 0, 0]) for frame in heard.frames} == {50, 51}
    assert heard.said == [("started", "file")]


def test_arrays_are_played_once_without_loop(qtbot, clock, noisy):
    source = FileSource(clock, [noisy(), noisy()], frames_per_s=500, loops=False)
    heard = Heard(source)
    source.start()
    qtbot.waitUntil(lambda: len(heard.frames) == 2)
    qtbot.wait(10)
    assert len(heard.frames) == 2
    source.stop()


def test_a_picture_bomb_is_not_decoded(tmp_path):
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 40000, 40000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )
    assert read_picture(bomb) is None

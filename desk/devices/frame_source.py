"""Cameras behind one small face: Qt, OpenCV, files, and a scripted one for tests and practice."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QLoggingCategory, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImageReader
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from desk.devices.camera_controls import CameraControls
from desk.devices.camera_formats import PHOTO, Wish, best_format
from desk.devices.camera_notices import NoticeWatch
from desk.devices.frame_worker import FrameWorker
from desk.devices.video_frames import Picture, bgr_from_image, opencv, picture_of
from desk.devices.watchdog import SECOND_NS, Watchdog
from desk.services.ports import Clock, Frame, Image, Moment

CHECK_EVERY_MS = 250
SOONER = 0.8
"""Frames do not come evenly: one that is this much of its interval after the last is taken."""
CAMERA_OPENING_NS = 5 * SECOND_NS
"""USB cameras take up to some 3 s from opening to the first picture."""


class FrameSource(QObject):
    """A source of frames; see ports.FrameSource. All signals come on the owner's thread.

    `failed` tells a trouble once; when pictures are good again, `started` comes again. A black
    or frozen picture is still delivered, so that the person sees it too. `noticed` tells, once,
    what stops nobody: a camera without colours, a slow one (camera_notices.py).
    """

    frame = Signal(object)
    started = Signal(str)
    failed = Signal(str)
    noticed = Signal(str)

    def __init__(
        self, clock: Clock, name: str, watchdog: Watchdog | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._name = name
        self._watchdog = watchdog
        self._notices = NoticeWatch()
        self._sequence = itertools.count(1)
        self._running = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def running(self) -> bool:
        """Between `start` and `stop`; a trouble does not end it."""
        return self._running

    @property
    def trouble(self) -> str:
        """The present trouble's code, "" when all is well, "opening" before the first picture."""
        return "" if self._watchdog is None else self._watchdog.trouble

    def start(self) -> None:
        """Open the camera; `started` or `failed` follows. Nothing happens when it is running."""
        if self._running:
            return
        self._running = True
        self._begin_watch()
        self._open()

    def stop(self) -> None:
        """Close the camera. No signal comes after this."""
        if not self._running:
            return
        self._running = False
        self._close()

    def _open(self) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError

    def _now_ns(self) -> int:
        return self._clock.now().monotonic_ns

    def _begin_watch(self) -> None:
        if self._watchdog is not None:
            self._watchdog.begin(self._now_ns())
        self._notices.begin(self._now_ns())

    def _fail(self, code: str) -> None:
        """The device itself says what is wrong; told once, until a good picture comes."""
        if self._watchdog is None:
            self.failed.emit(code)
        else:
            self._tell(self._watchdog.note(code))

    def _deliver(self, image: Image, taken: Moment | None = None, *, shrunk: bool = False) -> None:
        """Emit one frame; the array must not be written to afterwards."""
        if not self._running:
            return
        image.setflags(write=False)
        if self._watchdog is not None:
            now = self._now_ns()
            self._tell(self._watchdog.see(image, now))
            for code in self._notices.see(image, now, shrunk=shrunk):
                self.noticed.emit(code)
        moment = taken or self._clock.now()
        self.frame.emit(Frame(image, next(self._sequence), self._name, moment))

    def _check(self) -> None:
        if self._running and self._watchdog is not None:
            self._tell(self._watchdog.check(self._now_ns()))

    def _tell(self, trouble: str | None) -> None:
        if trouble == "":
            self.started.emit(self._name)
        elif trouble:
            self.failed.emit(trouble)


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """One camera that is plugged in; `id` is stable as long as it stays in its socket."""

    id: str
    name: str


def quieten_multimedia() -> None:
    """Keep Qt from warning about each optional codec library that the machine lacks: a camera
    needs none of them, and the warnings hide those that matter."""
    QLoggingCategory.setFilterRules("qt.multimedia.symbolsresolver=false")


def list_cameras() -> tuple[CameraInfo, ...]:
    """The cameras plugged in now, the system's default first."""
    quieten_multimedia()
    default = QMediaDevices.defaultVideoInput().id()
    devices = sorted(QMediaDevices.videoInputs(), key=lambda device: device.id() != default)
    return tuple(CameraInfo(_device_id(device), device.description()) for device in devices)


def _device_id(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")


class QtCameraSource(FrameSource):
    """The camera through Qt; converts in its own thread.

    `camera_id` as list_cameras gives it, "" for the default one. A camera that is pulled out
    fails with camera_lost and starts again by itself when it is plugged in again. `brightness`
    (EV) is set anew with each opening, where the camera has such a control.
    """

    def __init__(
        self,
        clock: Clock,
        camera_id: str = "",
        name: str = "",
        parent: QObject | None = None,
        *,
        wish: Wish = PHOTO,
        brightness: float = 0.0,
    ) -> None:
        watchdog = Watchdog(opening_ns=CAMERA_OPENING_NS, silent_code="camera_busy")
        super().__init__(clock, name or camera_id or "default", watchdog, parent)
        self._camera_id = camera_id
        self.wish = wish
        self.brightness = brightness
        self._fed = False
        self._opened = False
        self._last_used_ns: int | None = None
        self._camera: QCamera | None = None
        self._worker: FrameWorker | None = None
        quieten_multimedia()
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        # Direct: only the hand-over runs in the camera's thread, and no frames queue up.
        self._sink.videoFrameChanged.connect(
            self._on_video_frame, Qt.ConnectionType.DirectConnection
        )
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._on_devices_changed)
        self._timer = QTimer(self, interval=CHECK_EVERY_MS)
        self._timer.timeout.connect(self._check)

    @property
    def session(self) -> QMediaCaptureSession:
        """The capture session, so that a QVideoFrameInput can stand in for the camera."""
        return self._session

    @property
    def controls(self) -> CameraControls | None:
        """Exposure and focus of the open camera; None while it is closed."""
        return None if self._camera is None else CameraControls(self._camera)

    def set_brightness(self, ev: float) -> None:
        """明るさ, now and with every later opening."""
        self.brightness = ev
        if self.controls is not None:
            self.brightness = self.controls.set_brightness(ev)

    def _open(self) -> None:
        self._worker = FrameWorker(_convert, self, name="camera")
        self._worker.result.connect(self._on_converted)
        self._last_used_ns = None
        self._timer.start()
        self._fed = self._session.videoFrameInput() is not None
        if not self._fed:
            self._open_device()

    def _close(self) -> None:
        self._timer.stop()
        if not self._fed:
            self._close_device()
        if self._worker is not None:
            self._worker.retire()  # the window does not wait for a conversion
            self._worker.deleteLater()
            self._worker = None

    def _open_device(self) -> None:
        device = self._find_device()
        if device is None:
            self._fail("camera_absent")
            return
        self._begin_watch()
        self._opened = True
        self._attach(device)

    def _close_device(self) -> None:
        self._opened = False
        if self._worker is not None:
            self._worker.clear()  # no picture of a camera that is gone comes after the news
        self._detach()

    def _attach(self, device: QCameraDevice) -> None:
        self._camera = QCamera(device, self)
        self._camera.errorOccurred.connect(self._on_camera_error)
        formats = device.videoFormats()
        sizes = [
            (f.resolution().width(), f.resolution().height(), f.maxFrameRate()) for f in formats
        ]
        best = best_format(sizes, self.wish)
        if best >= 0:
            self._camera.setCameraFormat(formats[best])
        self._camera.activeChanged.connect(self._on_active)
        self._session.setCamera(self._camera)
        self._camera.start()

    def _detach(self) -> None:
        if self._camera is not None:
            self._camera.stop()
            # PySide's stub does not know that None takes the camera off.
            self._session.setCamera(None)  # type: ignore[arg-type]
            self._camera.deleteLater()
            self._camera = None

    def _on_active(self, active: bool) -> None:
        """Controls can only be set once the device is open."""
        if active and self.controls is not None:
            self.controls.let_it_adjust()
            if self.brightness:
                self.set_brightness(self.brightness)

    def _find_device(self) -> QCameraDevice | None:
        if not self._camera_id:
            default = QMediaDevices.defaultVideoInput()
            return None if default.isNull() else default
        devices = QMediaDevices.videoInputs()
        return next((d for d in devices if _device_id(d) == self._camera_id), None)

    def _on_video_frame(self, frame: QVideoFrame) -> None:
        worker = self._worker
        if worker is None or not frame.isValid():
            return
        now, last = self._clock.now(), self._last_used_ns
        if last is not None and now.monotonic_ns - last < SOONER * SECOND_NS / self.wish.used:
            return
        self._last_used_ns = now.monotonic_ns
        worker.submit((QVideoFrame(frame), now))

    def _on_converted(self, submitted: object, picture: object) -> None:
        if isinstance(submitted, tuple) and isinstance(picture, Picture):
            self._deliver(picture.image, submitted[1], shrunk=picture.shrunk)

    def _on_camera_error(self, error: QCamera.Error, _text: str) -> None:
        if error != QCamera.Error.NoError and self._running:
            present = self._find_device() is not None
            self._fail("camera_busy" if present else "camera_lost")

    def _on_devices_changed(self) -> None:
        if not self._running or self._fed:
            return
        present = self._find_device() is not None
        if not present and self._opened:
            self._close_device()
            self._fail("camera_lost")
        elif present and not self._opened:
            self._open_device()


def _convert(submitted: object) -> Picture | None:
    frame: QVideoFrame = submitted[0]  # type: ignore[index]  # as _on_video_frame submits it
    return picture_of(frame)


class Capture(Protocol):
    """The part of cv2.VideoCapture that OpenCvSource uses."""

    def isOpened(self) -> bool: ...
    def set(self, prop: int, value: float) -> bool: ...
    def read(self) -> tuple[bool, Any]: ...
    def release(self) -> None: ...


def open_capture(source: int | str) -> Capture:
    """Open a camera number or a file with OpenCV, near 1920x1080."""
    cv2 = opencv()
    capture: Capture = cv2.VideoCapture(source)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1920)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 1080)
    return capture


class OpenCvSource(FrameSource):
    """The second choice: OpenCV's capture in its own thread."""

    _arrived = Signal(int)
    _ended = Signal(int, str)

    def __init__(
        self,
        clock: Clock,
        source: int | str = 0,
        name: str = "",
        parent: QObject | None = None,
        opener: Callable[[int | str], Capture] = open_capture,
    ) -> None:
        watchdog = Watchdog(opening_ns=CAMERA_OPENING_NS, silent_code="camera_busy")
        super().__init__(clock, name or f"opencv-{source}", watchdog, parent)
        self._source = source
        self._opener = opener
        self._newest: tuple[Image, Moment] | None = None
        self._lock = threading.Lock()
        self._turn = 0  # tells signals of an earlier start from those of this one
        self._thread: threading.Thread | None = None
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=CHECK_EVERY_MS)
        self._timer.timeout.connect(self._check)

    def _open(self) -> None:
        self._turn += 1
        self._halt = threading.Event()
        self._thread = threading.Thread(
            target=self._read, args=(self._turn, self._halt), name="opencv camera", daemon=True
        )
        self._thread.start()
        self._timer.start()

    def _close(self) -> None:
        self._timer.stop()
        self._halt.set()
        self._turn += 1
        if self._thread is not None:
            # A driver can hang in read; the window must not hang with it.
            self._thread.join(timeout=1.0)
        self._newest = None

    def _read(self, turn: int, halt: threading.Event) -> None:
        capture = self._opener(self._source)
        try:
            if not capture.isOpened():
                self._ended.emit(turn, "camera_absent")
                return
            while not halt.is_set():
                ok, image = capture.read()
                if not ok or image is None:
                    self._ended.emit(turn, "camera_lost")
                    return
                self._put(image, turn)
        finally:
            capture.release()

    def _put(self, image: Image, turn: int) -> None:
        with self._lock:
            waiting = self._newest is not None
            self._newest = (image, self._clock.now())
        if not waiting:
            self._arrived.emit(turn)

    def _on_arrived(self, turn: int) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if turn == self._turn and newest is not None:
            self._deliver(*newest)

    def _on_ended(self, turn: int, code: str) -> None:
        if turn == self._turn and self._running:
            self._timer.stop()
            self._fail(code)


class FileSource(FrameSource):
    """Plays pictures as if a camera took them, for training and practice.

    Files are decoded in a thread; arrays are taken as they are. A list is played again from the
    start when `loops`; a one-time iterator ends. A file that is no picture is skipped.
    """

    def __init__(
        self,
        clock: Clock,
        pictures: Iterable[Path | Image],
        frames_per_s: float = 5.0,
        *,
        loops: bool = True,
        name: str = "file",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(clock, name, None, parent)
        self._pictures = pictures
        self._loops = loops
        self._next: Iterator[Path | Image] = iter(())
        self._worker: FrameWorker | None = None
        self._timer = QTimer(self, interval=max(1, round(1000 / frames_per_s)))
        self._timer.timeout.connect(self._on_tick)

    def _open(self) -> None:
        self._next = iter(self._pictures)
        self._worker = FrameWorker(read_picture, self, name="picture files")
        self._worker.result.connect(self._on_read)
        self._timer.start()
        self.started.emit(self.name)
        self._on_tick()

    def _close(self) -> None:
        self._timer.stop()
        if self._worker is not None:
            self._worker.retire()  # the window does not wait for a conversion
            self._worker.deleteLater()
            self._worker = None

    def _on_tick(self) -> None:
        picture = next(self._next, None)
        if picture is None and self._loops:
            self._next = iter(self._pictures)
            picture = next(self._next, None)
        if picture is None:
            self._timer.stop()
        elif isinstance(picture, Path):
            if self._worker is not None:
                self._worker.submit(picture)
        else:
            self._deliver(picture.copy())

    def _on_read(self, _path: object, image: object) -> None:
        if isinstance(image, np.ndarray):
            self._deliver(image)


def read_picture(path: object) -> Image | None:
    """A picture file as a BGR array, upright; None if it is none or too large to be safe."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > 60_000_000:
        return None
    picture = reader.read()
    return None if picture.isNull() else bgr_from_image(picture)


class ScriptedSource(FrameSource):
    """A camera with push buttons: every trouble on request, nothing depends on real time.

    Each pushed picture counts as a tenth of a second for the watchdog.
    """

    def __init__(
        self,
        clock: Clock,
        name: str = "scripted",
        *,
        opening_trouble: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(clock, name, Watchdog(), parent)
        self.opening_trouble = opening_trouble  # "camera_absent" or "camera_busy": start fails
        self._plugged = True
        self._script_ns = 0
        self._last = np.full((1080, 1920, 3), 128, np.uint8)

    def _open(self) -> None:
        if self.opening_trouble:
            self._fail(self.opening_trouble)
        elif not self._plugged:
            self._fail("camera_absent")

    def _close(self) -> None:
        """Nothing is held."""

    def _now_ns(self) -> int:
        return self._script_ns

    def push(self, image: Image) -> None:
        """Deliver one picture at once."""
        self._script_ns += SECOND_NS // 10
        if self._running and self._plugged and not self.opening_trouble:
            self._last = image.copy()
            self._deliver(self._last)

    def unplug(self) -> None:
        """Pull the cable."""
        self._plugged = False
        if self._running:
            self._fail("camera_lost")

    def plug(self) -> None:
        """Put the cable back; the next picture starts it again."""
        self._plugged = True
        self._begin_watch()

    def black(self, seconds: float = 2.0) -> None:
        """Cover the lens."""
        for _ in range(round(seconds * 10)):
            self.push(np.zeros_like(self._last))

    def freeze(self, seconds: float = 2.0) -> None:
        """Deliver the same picture again and again."""
        for _ in range(round(seconds * 10)):
            self.push(self._last)

    def slow(self, seconds: float = 2.0) -> None:
        """Let time pass without a picture."""
        for _ in range(round(seconds * 10)):
            self._script_ns += SECOND_NS // 10
            self._check()

"""The cameras of one desk: which serves what, each opened once however many look through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtMultimedia import QMediaDevices

from desk.devices.camera_controls import CameraControls
from desk.devices.camera_formats import DOCUMENT, PHOTO, Wish
from desk.devices.frame_source import (
    CameraInfo,
    FrameSource,
    QtCameraSource,
    list_cameras,
)
from desk.services.camera_choice import (
    PURPOSES,
    Assigned,
    CameraChoice,
    Chosen,
    Purpose,
    assign,
    following,
)
from desk.services.ports import Clock, Frame

WISHES: Final[dict[Purpose, Wish]] = {"form": DOCUMENT, "photo": PHOTO}
MakeSource = Callable[[CameraInfo, Wish, float], FrameSource]


class CameraTap(FrameSource):
    """One look through a camera that others may look through too; see ports.FrameSource."""

    def __init__(self, clock: Clock, desk: DeskCameras, purpose: Purpose, camera: str) -> None:
        super().__init__(clock, camera or purpose, None)
        self._desk = desk
        self._source: FrameSource | None = None
        self.purpose = purpose
        self.camera = camera  # "": none was plugged in yet

    @property
    def name(self) -> str:
        return self._name if self._source is None else self._source.name

    @property
    def trouble(self) -> str:
        return "camera_absent" if self._source is None else self._source.trouble

    @property
    def controls(self) -> CameraControls | None:
        return self._source.controls if isinstance(self._source, QtCameraSource) else None

    def _open(self) -> None:
        self._source = self._desk.join(self)
        source = self._source
        if source is None:
            self.failed.emit("camera_absent")
            return
        source.frame.connect(self._on_frame)
        source.started.connect(self._on_started)
        source.failed.connect(self._on_failed)
        source.noticed.connect(self._on_noticed)
        if not source.running:
            source.start()
        elif source.trouble == "":
            self.started.emit(source.name)
        elif source.trouble != "opening":
            self.failed.emit(source.trouble)

    def _close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.frame.disconnect(self._on_frame)
            source.started.disconnect(self._on_started)
            source.failed.disconnect(self._on_failed)
            source.noticed.disconnect(self._on_noticed)
        self._desk.leave(self)

    def point_at(self, camera: str) -> None:
        """Look through another camera from now on."""
        if camera == self.camera:
            return
        running = self._running
        if running:
            self._close()
            self.failed.emit("camera_switching")
        self.camera = camera
        if running and self._running:  # nobody stopped it on hearing that
            self._open()

    def _on_frame(self, frame: Frame) -> None:
        if self._running:
            self.frame.emit(frame)

    def _on_started(self, name: str) -> None:
        self.started.emit(name)

    def _on_failed(self, code: str) -> None:
        self.failed.emit(code)

    def _on_noticed(self, code: str) -> None:
        self.noticed.emit(code)


class DeskCameras(QObject):
    """Real cameras by purpose, as remembered for the venue (services/camera_choice.py).

    `chosen(CameraChoice)`: a person chose; keep it. `noticed(code, camera's name)`: to be told in
    one sentence, the work goes on. A camera that is pulled out stays the one for its purpose: the
    other one sees something else. It is followed to another socket, by its name.
    """

    chosen = Signal(object)
    noticed = Signal(str, str)

    def __init__(
        self,
        clock: Clock,
        *,
        known: Callable[[], Sequence[CameraInfo]] = list_cameras,
        make: MakeSource | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._known = known
        self._make = make or self._qt_source
        self._choice = CameraChoice()
        self._told: Assigned | None = None
        self._taps: list[CameraTap] = []  # those that run
        self._sources: dict[str, FrameSource] = {}  # those that run, by camera
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.look_again)

    # which camera

    @property
    def choice(self) -> CameraChoice:
        return self._choice

    def remember(self, choice: CameraChoice) -> None:
        """What was chosen at this venue before."""
        self._choice = choice
        self._told = None
        self._repoint()

    def listing(self) -> tuple[CameraInfo, ...]:
        """What is plugged in, two of the same make told apart by a number."""
        known = self._known()
        names = [each.name for each in known]
        return tuple(
            CameraInfo(each.id, _numbered(names, at) if names.count(each.name) > 1 else each.name)
            for at, each in enumerate(known)
        )

    def assigned(self) -> Assigned:
        return assign(self._known(), self._choice)

    def choose(self, form: str, photo: str) -> None:
        """Both at once (also swapped); they are remembered."""
        before, names = self._choice, {each.id: each.name for each in self._known()}
        for purpose, camera in zip(PURPOSES, (form, photo), strict=True):
            if camera in names:
                kept = self._choice.of(purpose)
                same = kept is not None and kept.id == camera
                ev = kept.brightness if same and kept is not None else 0.0
                self._choice = self._choice.put(purpose, Chosen(camera, names[camera], ev))
        if self._choice != before:
            self.chosen.emit(self._choice)
        self._repoint()

    def swap(self) -> None:
        """The document camera becomes the photo camera and the other way round."""
        now = self.assigned()
        self.choose(now.photo, now.form)

    def turn(self, purpose: Purpose) -> bool:
        """カメラ切替: the next camera for that purpose; False when there is no other. If the other
        purpose had it, they change places: the same camera for both is hardly ever meant."""
        now = self.assigned()
        found = following(self._known(), now.of(purpose))
        if found is None or found.id == now.of(purpose):
            self.noticed.emit("camera_only_one" if found else "camera_absent", "")
            return False
        form, photo = (found.id, now.photo) if purpose == "form" else (now.form, found.id)
        if form == photo:
            form, photo = now.photo, now.form
        self.choose(form, photo)
        return True

    def set_brightness(self, purpose: Purpose, ev: float) -> None:
        """明るさ of the camera for that purpose, now and at this venue from now on."""
        camera = self.assigned().of(purpose)
        info = next((each for each in self._known() if each.id == camera), None)
        if info is None:
            return
        source = self._sources.get(camera)
        if isinstance(source, QtCameraSource):
            source.set_brightness(ev)
            ev = source.brightness
        self._choice = self._choice.put(purpose, Chosen(info.id, info.name, ev))
        self.chosen.emit(self._choice)

    def has_brightness(self, purpose: Purpose) -> bool:
        """Whether the open camera for that purpose has such a control."""
        source = self._sources.get(self.assigned().of(purpose))
        controls = source.controls if isinstance(source, QtCameraSource) else None
        return controls is not None and controls.has_brightness

    # looking through one

    def form(self) -> CameraTap:
        return self._tap("form")

    def photo(self) -> CameraTap:
        return self._tap("photo")

    def open_by_id(self, camera: str, purpose: Purpose) -> CameraTap:
        """A look through that very camera, whatever it is chosen for (the choice's preview)."""
        tap = CameraTap(self._clock, self, purpose, camera)
        tap.setProperty("fixed", True)
        return tap

    def _tap(self, purpose: Purpose) -> CameraTap:
        self._tell_absent()
        return CameraTap(self._clock, self, purpose, self.assigned().of(purpose))

    def join(self, tap: CameraTap) -> FrameSource | None:
        """For CameraTap: the one source of that camera, made when nobody looks yet."""
        self._taps.append(tap)
        source = self._sources.get(tap.camera)
        if source is None and tap.camera:
            info = next((each for each in self.listing() if each.id == tap.camera), None)
            if info is None:
                info = CameraInfo(tap.camera, self._name_of(tap.camera))
            chosen = self._choice.of(tap.purpose)
            mine = chosen is not None and chosen.id == tap.camera
            ev = chosen.brightness if mine and chosen is not None else 0.0
            source = self._make(info, WISHES[tap.purpose], ev)
            source.noticed.connect(self._on_noticed)
            self._sources[tap.camera] = source
        return source

    def leave(self, tap: CameraTap) -> None:
        """For CameraTap: the last one out closes the camera."""
        if tap in self._taps:
            self._taps.remove(tap)
        if any(each.camera == tap.camera for each in self._taps):
            return
        source = self._sources.pop(tap.camera, None)
        if source is not None:
            source.stop()
            source.deleteLater()

    # changes

    def look_again(self) -> None:
        """Something was plugged in or pulled out."""
        known = {each.id for each in self._known()}
        now = self.assigned()
        for tap in [each for each in self._taps if not each.property("fixed")]:
            if tap.camera in known or not known:
                continue
            wanted = self._choice.of(tap.purpose)
            came_back = tap.purpose not in now.absent and wanted is not None
            if not tap.camera or came_back:
                tap.point_at(now.of(tap.purpose))

    def _repoint(self) -> None:
        self._tell_absent()
        now = self.assigned()
        for tap in [each for each in self._taps if not each.property("fixed")]:
            tap.point_at(now.of(tap.purpose))

    def _tell_absent(self) -> None:
        """The remembered camera is not here: say once which one stands in."""
        now = self.assigned()
        if now == self._told:
            return
        self._told = now
        for purpose in now.absent:
            if now.of(purpose):
                self.noticed.emit(f"camera_other_used_{purpose}", self._name_of(now.of(purpose)))

    def _name_of(self, camera: str) -> str:
        name = next((each.name for each in self.listing() if each.id == camera), "")
        remembered = (self._choice.of(each) for each in PURPOSES)
        known = (each.name for each in remembered if each is not None and each.id == camera)
        return name or next(known, camera)

    def _on_noticed(self, code: str) -> None:
        source = self.sender()
        self.noticed.emit(code, source.name if isinstance(source, FrameSource) else "")

    def _qt_source(self, info: CameraInfo, wish: Wish, brightness: float) -> FrameSource:
        return QtCameraSource(
            self._clock, info.id, info.name, self, wish=wish, brightness=brightness
        )


def _numbered(names: Sequence[str], at: int) -> str:
    return f"{names[at]} ({names[: at + 1].count(names[at])})"

"""The stage of practice and demonstration: a form on the desk, a person before the camera."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from desk.demo.people import Person
from desk.devices.frame_source import FileSource, FrameSource
from desk.services.ports import Clock, Image, LookEye

FRAME_PX = (1920, 1080)
UPPER_HALF_MM = (118.0, 78.0)
"""Where on the sheet the document camera looks: the printed part with its QR."""
_BARE_DESK = np.full((1080, 1920, 3), (92, 104, 112), np.uint8)

Scene = tuple[Image, ...]


def form_scene(
    person: Person, font: Path, seed: int, level: int, size: tuple[int, int] = FRAME_PX
) -> Scene:
    """The person's form as the document camera sees it, in a hand that is never quite still."""
    # Lazy: drawing needs OpenCV and Pillow, which the first paint of the window must not wait for.
    from desk.demo.forms import FormPerson, draw_form, photograph

    sheet = draw_form(
        FormPerson(
            name=person.name,
            kana=person.kana,
            address=person.address,
            birth=person.birth,
            sex={"male": "男", "female": "女"}[person.sex],
            form_id=person.form_id,
            text="" if person.form_id else " ",
        ),
        font,
    )
    rng = np.random.default_rng(seed)
    return unsteady(photograph(sheet, rng, level, size=size, field_mm=175, centre_mm=UPPER_HALF_MM))


def person_scene(person: Person, size: tuple[int, int] = FRAME_PX) -> Scene:
    """The person before the photo camera, breathing by a pixel or two."""
    from desk.demo.heads import camera_picture

    return unsteady(camera_picture(person.head_seed, size, sex=person.sex, age=person.looks))


def unsteady(still: Image) -> Scene:
    """No camera stands quite still: the same picture a pixel or two to the side."""
    return tuple(np.roll(still, step, axis=1) for step in (0, 1, 2, 1))


def _with_label(desk: Image, label: Image) -> Image:
    """The label in the lower right corner, where the form is empty."""
    made = desk.copy()
    height, width = label.shape[:2]
    top, left = made.shape[0] - height - 60, made.shape[1] - width - 80
    made[top : top + height, left : left + width] = label
    return made


class Stage:
    """Whose form lies there and who stands there; both cameras of the desk look at it."""

    eye: LookEye | None = None
    """What compares the faces on it; None: as on any desk."""

    def __init__(
        self, clock: Clock, font: Path, people: Callable[[], Person], *, level: int = 1
    ) -> None:
        self._clock = clock
        self._font = font
        self._people = people
        self._level = level
        self._lock = threading.Lock()
        self._round = 0
        self._form: Scene = ()
        self._face: Scene = ()
        self._label: Image | None = None
        self._photo_camera: FileSource | None = None
        self._used = True
        self.person = people()
        self.show(self.person)

    def show(self, person: Person) -> None:
        """The next person steps up; the pictures are drawn in a thread."""
        with self._lock:
            self._round += 1
            turn = self._round
            self.person, self._form, self._face, self._used = person, (), (), False
            self._label = None
        # Not a daemon: ended in the middle of OpenCV it would take the process down with it.
        threading.Thread(target=self._draw, args=(person, turn)).start()

    @property
    def ready(self) -> bool:
        """Both scenes are drawn."""
        return bool(self._form) and bool(self._face)

    def form_camera(self) -> FrameSource:
        """The document camera; the next person steps up once the last one was photographed. Beside
        the running photo camera it still sees the same person's form."""
        beside = self._photo_camera is not None and self._photo_camera.running
        if self._used and not beside:
            self.show(self._people())
        return FileSource(
            self._clock, self._play(lambda: self._form), 8.0, loops=False, name="練習用 書類カメラ"
        )

    def photo_camera(self) -> FrameSource:
        self._used = True
        self._photo_camera = FileSource(
            self._clock, self._play(lambda: self._face), 8.0, loops=False, name="練習用 写真カメラ"
        )
        return self._photo_camera

    def lay_label(self, label: Image) -> None:
        """照合用ラベル: lies on the form from now on, until the next person steps up."""
        with self._lock:
            self._label = label
            self._form = tuple(_with_label(each, label) for each in self._form)

    def _draw(self, person: Person, turn: int) -> None:
        form = form_scene(person, self._font, turn, self._level)
        face = person_scene(person)
        with self._lock:
            if turn == self._round:
                self._form, self._face = form, face
                if self._label is not None:
                    self._form = tuple(_with_label(each, self._label) for each in form)

    @staticmethod
    def _play(scene: Callable[[], Scene]) -> Iterator[Image]:
        number = 0
        while True:
            pictures = scene()
            yield pictures[number % len(pictures)] if pictures else _BARE_DESK
            number += 1

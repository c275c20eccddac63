"""The stage of the drill: which form lies there, and who sits there, each on its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from desk.demo.people import Person
from desk.demo.stage import Scene, Stage, form_scene, person_scene, unsteady
from desk.devices.frame_source import FileSource, FrameSource
from desk.services.ports import Clock, Image

FRAME_PX: Final = (1280, 720)
"""What both cameras deliver: enough for every check, and less to look through than 1080p."""
WALL: Final = (224, 222, 216)
DESK_PX: Final = (1920, 1080)
CARD_PX: Final = (760, 480)
PORTRAIT_PX: Final = (196, 252)
KEPT_FACES: Final = 12
DESK: Final = (92, 104, 112)
_NOTHING: Final[Scene] = (np.full((FRAME_PX[1], FRAME_PX[0], 3), DESK, np.uint8),)

Faces = Callable[[Person], Image]
"""A person as the photo camera sees them."""


def drawn_faces(person: Person) -> Image:
    """Invented heads; they need no samples."""
    return person_scene(person, FRAME_PX)[0]


def photographed_faces(folder: Path) -> Faces:
    """Portraits of a folder before a plain wall, one for each head seed; for measuring only."""
    files = sorted(each for each in folder.iterdir() if each.suffix in (".jpg", ".png"))
    if not files:
        raise FileNotFoundError(folder)

    def face(person: Person) -> Image:
        portrait = cv2.imread(str(files[person.head_seed % len(files)]))
        if portrait is None:
            raise FileNotFoundError(folder)
        return _before_a_wall(np.asarray(portrait, np.uint8))

    return face


def _before_a_wall(portrait: Image) -> Image:
    """The portrait enlarged, its edges faded into a wall."""
    height = 600
    width = round(portrait.shape[1] * height / portrait.shape[0])
    large = cv2.resize(portrait, (width, height), interpolation=cv2.INTER_CUBIC)
    frame = np.full((FRAME_PX[1], FRAME_PX[0], 3), WALL, np.uint8)
    left, top = (FRAME_PX[0] - width) // 2, FRAME_PX[1] - height
    fade = np.zeros((height, width), np.float32)
    fade[40:, 40 : width - 40] = 1.0
    fade = cv2.GaussianBlur(fade, (0, 0), 16)[:, :, None]
    place = frame[top:, left : left + width].astype(np.float32)
    frame[top:, left : left + width] = np.clip(large * fade + place * (1 - fade), 0, 255)
    return frame


class DrillStage(Stage):
    """Both cameras show what they are told to, until told otherwise."""

    def __init__(self, clock: Clock, font: Path, faces: Faces, nobody: Person) -> None:
        self._faces = faces
        self._drawn: dict[str, Image] = {}
        super().__init__(clock, font, lambda: nobody)

    # what the cameras see
    def lay(self, person: Person | None) -> None:
        """That person's form lies under the document camera; None: nothing does."""
        self.lay_picture(None if person is None else self.form_of(person))

    def lay_picture(self, scene: Scene | None) -> None:
        with self._lock:
            self._round += 1
            self._form = _NOTHING if scene is None else scene

    def seat(self, person: Person | None) -> None:
        """That person sits before the photo camera."""
        self.show_face(None if person is None else self.face_of(person))

    def show_face(self, image: Image | None) -> None:
        """Any picture before the photo camera, held by a hand that is never quite still."""
        with self._lock:
            self._round += 1
            self._face = _NOTHING if image is None else unsteady(image)

    def freeze(self, image: Image) -> None:
        """A camera that delivers the very same picture again and again."""
        with self._lock:
            self._round += 1
            self._face = (image,)

    # pictures of people
    def form_of(self, person: Person) -> Scene:
        return form_scene(person, self._font, person.head_seed, 0, FRAME_PX)

    def face_of(self, person: Person) -> Image:
        key = f"{person.head_seed} {person.sex} {person.looks}"
        if key not in self._drawn:
            if len(self._drawn) > KEPT_FACES:
                self._drawn.clear()
            self._drawn[key] = self._faces(person)
        return self._drawn[key]

    def print_of(self, person: Person) -> Image:
        """A paper print with a white border, held before the wall at a slight angle."""
        portrait = _crop(self.face_of(person))
        sheet = cv2.copyMakeBorder(portrait, 23, 23, 23, 23, cv2.BORDER_CONSTANT, value=(250,) * 3)
        return _held(np.asarray(sheet, np.uint8), angle=4.0)

    def phone_of(self, person: Person) -> Image:
        """A telephone that shows the portrait: dark edge, pixel grid."""
        portrait = cv2.resize(_crop(self.face_of(person)), (480, 617))
        grid = np.repeat(np.repeat(portrait[::3, ::3], 3, axis=0), 3, axis=1)[:617, :480].copy()
        grid[::3] = grid[::3] * 0.8
        grid[:, ::3] = grid[:, ::3] * 0.8
        screen = cv2.copyMakeBorder(grid, 40, 40, 16, 16, cv2.BORDER_CONSTANT, value=(18,) * 3)
        return _held(np.asarray(screen, np.uint8), angle=-2.0)

    def two_of(self, one: Person, other: Person) -> Image:
        """Two people before the camera."""
        left, right = (cv2.resize(self.face_of(each), (640, 360)) for each in (one, other))
        frame = np.full((FRAME_PX[1], FRAME_PX[0], 3), WALL, np.uint8)
        frame[360:, :640], frame[360:, 640:] = left, right
        return frame

    def card_of(self, person: Person) -> Image:
        """An identity card with that person's portrait under the document camera, at DESK_PX."""
        card = np.full((CARD_PX[1], CARD_PX[0], 3), (236, 240, 232), np.uint8)
        face = _crop(self.face_of(person))
        portrait = cv2.resize(face, PORTRAIT_PX, interpolation=cv2.INTER_AREA)
        card[120 : 120 + PORTRAIT_PX[1], 540 : 540 + PORTRAIT_PX[0]] = portrait
        for row, width in enumerate((420, 380, 460, 300, 440)):
            top = 60 + row * 74
            cv2.rectangle(card, (32, top), (32 + width, top + 22), (120, 120, 120), -1)
        frame = np.full((DESK_PX[1], DESK_PX[0], 3), DESK, np.uint8)
        frame[300 : 300 + CARD_PX[1], 580 : 580 + CARD_PX[0]] = card
        return frame

    # cameras
    def form_camera(self) -> FrameSource:
        return FileSource(
            self._clock, self._play(lambda: self._form), 8.0, loops=False, name="訓練用 書類カメラ"
        )

    def photo_camera(self) -> FrameSource:
        return FileSource(
            self._clock, self._play(lambda: self._face), 8.0, loops=False, name="訓練用 写真カメラ"
        )


def _crop(frame: Image) -> Image:
    """The middle 7:9 of a camera picture."""
    height, width = frame.shape[:2]
    side = round(height * 7 / 9)
    left = (width - side) // 2
    return frame[:, left : left + side]


def _held(sheet: Image, angle: float) -> Image:
    frame = np.full((FRAME_PX[1], FRAME_PX[0], 3), (150, 164, 176), np.uint8)
    tall = 573
    wide = round(sheet.shape[1] * tall / sheet.shape[0])
    small = cv2.resize(sheet, (wide, tall), interpolation=cv2.INTER_AREA)
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), angle, 1.0)
    turn[:, 2] += np.array([(FRAME_PX[0] - wide) / 2, (FRAME_PX[1] - tall) / 2])
    held = cv2.warpAffine(small, turn, FRAME_PX)
    mask = cv2.warpAffine(np.full((tall, wide), 255, np.uint8), turn, FRAME_PX)
    frame[mask > 127] = np.asarray(held, np.uint8)[mask > 127]
    return frame

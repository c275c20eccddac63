"""An honest small LookEye: faces are points on a line, pictures are numbers; nothing is random.

A picture's pixel [0, 1] says whose face it shows (0: none that can be compared), [0, 2] which
picture it is, [0, 3] whether it looks like a picture of a picture.
"""

from __future__ import annotations

import numpy as np

from desk.domain.errors import Refused
from desk.services.ports import FaceBox, Image, Look

FACE = FaceBox(1, 1, 9, 9, 0.9, ())


def image(face: int, picture: int = 0, *, recaptured: bool = False, faces: int = 1) -> Image:
    found = np.zeros((10, 10, 3), np.uint8)
    found[0, 0] = faces
    found[0, 1], found[0, 2], found[0, 3] = face, picture, recaptured
    return found


class PointEye:
    """Faces 1 apart are the same person's ("very"), 2 apart alike ("some"); documents may differ
    by 3 and are unsure up to 6."""

    def look(self, image: Image) -> Look:
        face, picture = int(image[0, 1, 0]), int(image[0, 2, 0])
        return Look(face or None, picture)

    def look_at(self, data: bytes) -> Look:
        return self.look(np.frombuffer(data.removeprefix(b"crop"), np.uint8).reshape(10, 10, 3))

    def alike(self, one: Look, other: Look) -> str:
        apart = _apart(one, other)
        return "very" if apart <= 1 else "some" if apart <= 2 else ""

    def twin(self, one: Look, other: Look) -> bool:
        return one.fingerprint == other.fingerprint != 0

    def matches(self, portrait: Look, photo: Look) -> str:
        if portrait.vector is None or photo.vector is None:
            return ""
        apart = _apart(portrait, photo)
        return "match" if apart <= 3 else "look" if apart <= 6 else "none"

    def recaptured(self, image: Image, face: FaceBox) -> bool:
        return bool(image[0, 3, 0])

    def cut_portrait(self, image: Image) -> tuple[bytes, int, int]:
        raise Refused("no_face")


def _apart(one: Look, other: Look) -> float:
    if not isinstance(one.vector, int) or not isinstance(other.vector, int):
        return float("inf")
    return abs(one.vector - other.vector)

"""The surroundings of one face, shrunk once so that a large picture costs no more than a small."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from desk.services.ports import Image
from desk.vision.crop import Head, Point
from desk.vision.face import CHIN, Mesh, as_image

UNIT_PX = 180.0  # eye-to-chin distance in the close-up of a larger face
WORTH = 1.5  # less shrinking is not worth its time
BESIDE, ABOVE, BELOW = 2.1, 2.2, 1.3  # around the eyes, in eye-to-chin distances


@dataclass(frozen=True, slots=True)
class CloseUp:
    """Pixels, the mesh in them, and how they lie in the picture."""

    image: Image
    mesh: Mesh
    shrunk: float
    corner: Point

    @classmethod
    def of(cls, image: Image, mesh: Mesh) -> CloseUp:
        """The face of that mesh; the picture itself if the face is small."""
        eyes = sum(mesh.eyes, np.zeros(2)) / 2
        unit = max(1.0, float(np.linalg.norm(mesh.points[CHIN, :2] - eyes)))
        shrunk = unit / UNIT_PX
        if shrunk < WORTH:
            return cls(image, mesh, 1.0, np.zeros(2))
        limit = np.array([image.shape[1], image.shape[0]])
        low = np.clip(eyes - np.array([BESIDE, ABOVE]) * unit, 0, limit - 1).astype(int)
        high = np.clip(eyes + np.array([BESIDE, BELOW]) * unit, low + 1, limit).astype(int)
        part = image[low[1] : high[1], low[0] : high[0]]
        size = (max(1, round(part.shape[1] / shrunk)), max(1, round(part.shape[0] / shrunk)))
        small = as_image(cv2.resize(part, size, interpolation=cv2.INTER_AREA))
        away = mesh.points - np.array([low[0], low[1], 0], np.float32)
        return cls(
            small, replace(mesh, points=away / np.float32(shrunk)), shrunk, low.astype(float)
        )

    def in_picture(self, head: Head) -> Head:
        """The same head in pixels of the picture."""
        return Head(
            head.eyes * self.shrunk + self.corner,
            head.up,
            head.eye_to_chin * self.shrunk,
            head.crown_over_eyes * self.shrunk,
            head.roll_deg,
            head.eye_distance * self.shrunk,
        )

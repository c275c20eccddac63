"""One face upright and always of the same size: what light, eyes and mouth are measured in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image
from desk.vision.crop import Head, upright_view
from desk.vision.face import Mesh, as_image

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

UNIT_PX = 96  # eye-to-chin distance in the view
SIDE, ABOVE, BELOW = 1.0, 0.9, 1.1  # what it shows around the eyes, in eye-to-chin distances

# FaceMesh indices; left and right are as seen in the picture.
LEFT_CHEEK, RIGHT_CHEEK = (50, 117, 118, 101), (280, 346, 347, 330)
CHEEK_HALF = 0.16  # half the side of the patch that stands for a cheek


@dataclass(frozen=True, slots=True)
class FaceView:
    """The view's pixels in colour and grey, and the 468 points of the mesh in it."""

    colour: Image
    grey: Image
    points: NDArray[np.float64]

    @classmethod
    def of(cls, image: Image, head: Head, mesh: Mesh) -> FaceView:
        colour = upright_view(image, head, UNIT_PX, left=SIDE, right=SIDE, above=ABOVE, below=BELOW)
        away = (mesh.points[:, :2].astype(np.float64) - head.eyes) / head.eye_to_chin
        points = np.stack([SIDE + away @ head.right, ABOVE - away @ head.up], axis=1) * UNIT_PX
        return cls(colour, as_image(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)), points)

    def inside(self, points: tuple[int, ...]) -> Mask:
        """The pixels within the outline through these points of the mesh."""
        outline = np.round(self.points[list(points)] * 16).astype(np.int32)
        mask = np.zeros(self.grey.shape, np.uint8)
        return cv2.fillPoly(mask, [outline], 1, cv2.LINE_8, 4).astype(bool)

    def skin(self) -> Mask:
        """The pixels of the whole face."""
        hull = cv2.convexHull(self.points.astype(np.int32))
        return cv2.fillConvexPoly(np.zeros_like(self.grey), hull, 1).astype(bool)

    def box(self, points: tuple[int, ...], beside: int, above: int) -> tuple[slice, slice]:
        """Rows and columns around these points, with so many pixels more on each side."""
        more = np.array([beside, above])
        low = self.points[list(points)].min(axis=0) - more
        high = self.points[list(points)].max(axis=0) + more
        rows = slice(max(0, int(low[1])), max(0, int(high[1]) + 1))
        return rows, slice(max(0, int(low[0])), max(0, int(high[0]) + 1))

    def cheek(self, points: tuple[int, ...]) -> tuple[slice, slice]:
        """Rows and columns of a patch of bare skin."""
        x, y = self.points[list(points)].mean(axis=0)
        half = CHEEK_HALF * UNIT_PX
        rows = slice(max(0, int(y - half)), max(0, int(y + half)))
        return rows, slice(max(0, int(x - half)), max(0, int(x + half)))

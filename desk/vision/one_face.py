"""The one near face of a picture with its mesh: what likeness, twins and portraits start from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desk.services.ports import FaceBox, Image
from desk.vision.crop import Head
from desk.vision.face import CHIN, FaceFinder, FaceMesh, Mesh


@dataclass(frozen=True, slots=True)
class FaceModels:
    """The bytes of the two model files that find a face and lay a mesh over it."""

    detector: bytes
    landmark: bytes


class FaceSeeker:
    """Finds faces and their meshes, for all who ask in one thread: the networks keep state."""

    def __init__(self, models: FaceModels) -> None:
        self._finder = FaceFinder(models.detector)
        self._mesh = FaceMesh(models.landmark)

    def faces(self, image: Image, *, filling: bool = True) -> tuple[tuple[FaceBox, Mesh], ...]:
        """Every face that the closer look confirms, by falling score of the detector. `filling`:
        faces that fill the picture are looked for too."""
        boxes = self._finder.find(image, filling=filling)
        fitted = ((box, self._mesh.fit(image, box)) for box in boxes)
        return tuple((box, mesh) for box, mesh in fitted if mesh is not None)

    def only(self, image: Image, face: FaceBox | None = None) -> Mesh | None:
        """The mesh of `face` where it is known already, else of the only face; None for any
        other number of faces."""
        if face is not None:
            return self._mesh.fit(image, face)
        found = self.faces(image)
        return found[0][1] if len(found) == 1 else None


def eye_head(mesh: Mesh) -> Head:
    """The head's axes by the line of its eye centres; the crown is not looked for."""
    left, right = mesh.eyes
    roll = float(np.arctan2(right[1] - left[1], right[0] - left[0]))
    up = np.array([np.sin(roll), -np.cos(roll)])
    eyes = (left + right) / 2
    eye_to_chin = max(1.0, float((eyes - mesh.points[CHIN, :2]) @ up))
    apart = float(np.linalg.norm(right - left))
    return Head(eyes, up, eye_to_chin, eye_to_chin, float(np.degrees(roll)), apart)

"""The one near face of a picture with its mesh: what likeness, twins and portraits start from."""

from __future__ import annotations

from dataclasses import dataclass

from desk.services.ports import FaceBox, Image
from desk.vision.face import FaceFinder, FaceMesh, Mesh


@dataclass(frozen=True, slots=True)
class FaceModels:
    """The bytes of the two model files that find a face and lay a mesh over it."""

    detector: bytes
    landmark: bytes


class FaceSeeker:
    """Finds faces and their meshes. One thread at a time: the networks keep state."""

    def __init__(self, models: FaceModels) -> None:
        self._finder = FaceFinder(models.detector)
        self._mesh = FaceMesh(models.landmark)

    def meshes(self, image: Image) -> tuple[Mesh, ...]:
        """Every face that the closer look confirms, by falling score."""
        fitted = (self._mesh.fit(image, box) for box in self._finder.find(image))
        return tuple(mesh for mesh in fitted if mesh is not None)

    def only(self, image: Image, face: FaceBox | None = None) -> Mesh | None:
        """The mesh of `face` where it is known already, else of the only face; None for any
        other number of faces."""
        if face is not None:
            return self._mesh.fit(image, face)
        found = self.meshes(image)
        return found[0] if len(found) == 1 else None

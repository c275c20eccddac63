"""Who is this? One eye for faces, twins, recaptures and ID portraits (ports.LookEye)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from desk.services.ports import FaceBox, Image, Look
from desk.vision.likeness import FaceMatcher, LikenessRules, score
from desk.vision.load_image import load
from desk.vision.one_face import FaceModels, FaceSeeker
from desk.vision.portrait import PortraitCutter, PortraitRules
from desk.vision.recapture import RecaptureEye, RecaptureRules
from desk.vision.same_picture import Fingerprint, TwinFinder, TwinRules

MATCHES = {"very": "match", "some": "look", "none": "none"}


@dataclass(frozen=True, slots=True)
class LookModels:
    """The bytes of the model files (resources/models); `matcher` None: no face is compared."""

    detector: bytes
    landmark: bytes
    matcher: bytes | None


@dataclass(frozen=True, slots=True)
class LookRules:
    """resources/rules/likeness.toml."""

    likeness: LikenessRules
    twins: TwinRules
    recapture: RecaptureRules
    portrait: PortraitRules

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> LookRules:
        """From the TOML table. Raises KeyError or ValueError for a wrong file, which is ours."""
        return cls(
            LikenessRules.parse(table),
            TwinRules.parse(table),
            RecaptureRules.parse(table),
            PortraitRules.parse(table),
        )


class LookEye:
    """Advice only (ports.LookEye). One thread at a time: the networks are shared by all parts."""

    def __init__(self, models: LookModels, rules: LookRules) -> None:
        """Raises NeedsPerson("model_damaged") if a model's bytes are none."""
        seeker = FaceSeeker(FaceModels(models.detector, models.landmark))
        self._seeker = seeker
        self._matcher = (
            None if models.matcher is None else FaceMatcher(seeker, models.matcher, rules.likeness)
        )
        self._rules = rules.likeness
        self._twins = TwinFinder(seeker, rules.twins)
        self._recapture = RecaptureEye(seeker, rules.recapture)
        self._portraits = PortraitCutter(seeker, rules.portrait)

    @property
    def compares_faces(self) -> bool:
        return self._matcher is not None

    def look(self, image: Image) -> Look:
        mesh = self._seeker.only(image)
        matcher = self._matcher
        vector = None if matcher is None or mesh is None else matcher.vector_of(image, mesh)
        return Look(vector, self._twins.fingerprint_of(image, mesh))

    def look_at(self, data: bytes) -> Look:
        """Raises Refused as load_image does for what is no picture."""
        return self.look(load(data))

    def alike(self, one: Look, other: Look) -> str:
        scored = _score(one, other)
        degree = "none" if scored is None else self._rules.crowd.degree(scored)
        return "" if degree == "none" else degree

    def twin(self, one: Look, other: Look) -> bool:
        first, second = one.fingerprint, other.fingerprint
        if not isinstance(first, Fingerprint) or not isinstance(second, Fingerprint):
            return False
        return bool(self._twins.is_twin(first, second))

    def matches(self, portrait: Look, photo: Look) -> str:
        scored = _score(portrait, photo)
        return "" if scored is None else MATCHES[self._rules.document.degree(scored)]

    def recaptured(self, image: Image, face: FaceBox) -> bool:
        return bool(self._recapture.look(image, face).signs)

    def cut_portrait(self, image: Image) -> tuple[bytes, int, int]:
        found = self._portraits.cut_portrait(image)
        return found.data, found.width_px, found.height_px


def _score(one: Look, other: Look) -> float | None:
    first, second = one.vector, other.vector
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray):
        return None
    return score(first, second)

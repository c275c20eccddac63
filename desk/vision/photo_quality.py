"""The eye on the photo: one face or none, what to change, and the finished crop."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from desk.domain.application import PictureKind
from desk.domain.errors import Refused
from desk.services.ports import FaceBox, Finding, Image, NewPicture, PhotoCheck
from desk.vision import measure_detail, measure_features, measure_head, measure_light
from desk.vision.close_up import CloseUp
from desk.vision.crop import cut, encode_photo, locate_head, plan_crop
from desk.vision.face import EyeLook, FaceFinder, FaceMesh, Mesh, as_image
from desk.vision.face_view import FaceView
from desk.vision.photo_rules import FindingRule, Measures, PhotoRules

# PNG, tuned: 86 ms and 2.4 MB for 1080p; lossless WebP needs 1.2 s for 2.3 MB.
KEEP = [
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_AVG),
]


@dataclass(frozen=True, slots=True)
class PhotoModels:
    """The bytes of the three model files (resources/models)."""

    detector: bytes
    landmark: bytes
    iris: bytes


@dataclass(frozen=True, slots=True)
class _Seen:
    """A face that the mesh model confirmed, in pixels of the picture that was looked at."""

    box: FaceBox
    mesh: Mesh


class PhotoEye:
    """The one-face gate, live advice and the crop (ports.PhotoEye). One thread at a time: the
    networks keep state while they run."""

    def __init__(self, models: PhotoModels, rules: PhotoRules) -> None:
        self._finder = FaceFinder(models.detector)
        self._mesh = FaceMesh(models.landmark)
        self._eyes = EyeLook(models.iris)
        self.rules = rules

    def check(self, image: Image, *, finished: bool = False) -> PhotoCheck:
        """Findings, most useful first. `finished`: the picture is already the photo, so its
        edges are the photo's and nothing will be cropped."""
        small, scale = self._small(image)
        seen = self._faces(small)
        measures: Measures = {"SingleFacePresent": float(len(seen))}
        if not seen:
            measures |= measure_light.frame_light(small)
        if len(seen) == 1:
            measures |= self._measure(image, small, seen[0].mesh, scale, finished=finished)
        measures = {name: round(float(value), 4) for name, value in measures.items()}
        findings = self._judge(measures)
        can_shoot = not any(finding.severity == "hard" for finding in findings)
        boxes = tuple(_box_at(face.box, scale) for face in seen)
        return PhotoCheck(boxes, findings, measures, can_shoot)

    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        """The finished photo, from the picture's own pixels.

        Raises Refused: no_face, photo_too_small, photo_margin, photo_file_size.
        """
        small, scale = self._small(image)
        mesh = self._mesh.fit(small, _box_at(face, 1 / scale))
        if mesh is None:
            raise Refused("no_face")
        rules = self.rules.crop
        near = CloseUp.of(image, _mesh_at(mesh, scale))
        head = near.in_picture(locate_head(near.image, near.mesh, rules))
        plan = plan_crop(image.shape, head, rules)
        data = encode_photo(cut(image, plan, rules), self.rules.file)
        return NewPicture(
            kind=PictureKind.PHOTO, data=data, width_px=rules.width_px, height_px=rules.height_px
        )

    def keep(self, image: Image) -> NewPicture:
        """The untouched frame without loss: it decodes to the very same pixels."""
        _, data = cv2.imencode(".png", image, KEEP)
        height, width = image.shape[:2]
        return NewPicture(
            kind=PictureKind.PHOTO_FRAME, data=data.tobytes(), width_px=width, height_px=height
        )

    def _small(self, image: Image) -> tuple[Image, float]:
        """The picture in which faces are sought, and how much larger the given one is."""
        longer, most = max(image.shape[:2]), self.rules.measuring.most_looked_at_px
        if longer <= most:
            return image, 1.0
        height, width = (max(1, round(side * most / longer)) for side in image.shape[:2])
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        return as_image(small), longer / most

    def _faces(self, image: Image) -> tuple[_Seen, ...]:
        found = ((box, self._mesh.fit(image, box)) for box in self._finder.find(image))
        return tuple(_Seen(box, mesh) for box, mesh in found if mesh is not None)

    def _measure(
        self, image: Image, small: Image, seen: Mesh, scale: float, *, finished: bool
    ) -> Measures:
        rules, measuring = self.rules, self.rules.measuring
        near = CloseUp.of(image, _mesh_at(seen, scale))
        close = locate_head(near.image, near.mesh, rules.crop)
        head = near.in_picture(close)
        view = FaceView.of(near.image, close, near.mesh)
        turned = measure_head.pose(seen, rules)
        return {
            **measure_head.place(image, head, rules, finished=finished),
            **measure_head.eye_distance(head, turned["HeadPoseYaw"]),
            **turned,
            **measure_light.light(view, measuring),
            **measure_light.colour(view, measuring),
            **measure_light.background(near.image, close),
            **measure_detail.sharpness(near.image, close),
            **measure_detail.noise(image, head, rules.crop),
            **measure_detail.compression(image, head),
            **measure_features.eyes_open(small, seen, self._eyes),
            **measure_features.expression(view, close, measuring),
            **measure_features.visible(view, seen),
        }

    def _judge(self, measures: Measures) -> tuple[Finding, ...]:
        """All findings but those that another one says better; what is not told itself silences
        nothing."""
        told = [rule for rule in self.rules.findings if rule.found(measures.get(rule.measure))]
        codes = {rule.code for rule in told}
        heard = {rule.code for rule in told if codes.isdisjoint(rule.unless)}
        return tuple(_finding(rule, measures) for rule in told if heard.isdisjoint(rule.unless))


def _finding(rule: FindingRule, measures: Measures) -> Finding:
    value = measures[rule.measure]
    facts = (("measure", rule.measure), ("value", value), ("limit", rule.limit))
    return Finding(rule.code, rule.severity, facts)


def _mesh_at(mesh: Mesh, scale: float) -> Mesh:
    return mesh if scale == 1.0 else replace(mesh, points=mesh.points * np.float32(scale))


def _box_at(box: FaceBox, scale: float) -> FaceBox:
    if scale == 1.0:
        return box
    return FaceBox(
        box.x * scale,
        box.y * scale,
        box.width * scale,
        box.height * scale,
        box.score,
        tuple((x * scale, y * scale) for x, y in box.points),
    )

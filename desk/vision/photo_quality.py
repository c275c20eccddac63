"""The eye on the photo: one face or none, what to change, and the finished crop."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.domain.application import PictureKind
from desk.domain.errors import Refused
from desk.services.ports import FaceBox, Finding, Image, NewPicture, PhotoCheck
from desk.vision.crop import (
    Head,
    cut,
    encode_photo,
    locate_head,
    plan_crop,
    upright_view,
)
from desk.vision.face import CHIN, FOREHEAD, EyeLook, FaceFinder, FaceMesh, Mesh, as_image
from desk.vision.photo_rules import PhotoRules

Measures = dict[str, float]

# FaceMesh indices, as seen in the picture.
LEFT_CHEEK, RIGHT_CHEEK = (50, 117, 118, 101), (280, 346, 347, 330)
INNER_LIPS = (13, 14)
PAIRS = ((33, 263), (133, 362), (61, 291), (234, 454), (127, 356), (50, 280), (105, 334))
NEUTRAL_PITCH_DEG = 9.0  # what the mesh says of a level face: median of the samples

LIGHT_UNIT_PX = 96  # eye-to-chin distance in the view that light is measured in
SHARP_UNIT_PX = 180

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
    """A face that the mesh model confirmed."""

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
        seen = self._faces(image)
        measures: Measures = {"SingleFacePresent": float(len(seen))}
        if len(seen) == 1:
            measures |= self._measure(image, seen[0].mesh, finished=finished)
        findings = self._judge(measures)
        can_shoot = not any(finding.severity == "hard" for finding in findings)
        return PhotoCheck(tuple(face.box for face in seen), findings, measures, can_shoot)

    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        """The finished photo. Raises Refused: no_face, photo_too_small, photo_margin."""
        mesh = self._mesh.fit(image, face)
        if mesh is None:
            raise Refused("no_face")
        rules = self.rules.crop
        plan = plan_crop(image.shape, locate_head(image, mesh, rules), rules)
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

    def _faces(self, image: Image) -> tuple[_Seen, ...]:
        found = ((box, self._mesh.fit(image, box)) for box in self._finder.find(image))
        return tuple(_Seen(box, mesh) for box, mesh in found if mesh is not None)

    def _measure(self, image: Image, mesh: Mesh, *, finished: bool) -> Measures:
        head = locate_head(image, mesh, self.rules.crop)
        measures = _pose(mesh) | _place(image, head, self.rules, finished=finished)
        measures |= _light(image, head, mesh) | _sharpness(image, head)
        measures["BackgroundUniformity"] = _background(image, head)
        measures["EyesOpen"] = min(self._eyes.openness(image, mesh))
        upper, lower = mesh.points[list(INNER_LIPS), :2]
        measures["MouthClosed"] = float(np.linalg.norm(lower - upper)) / head.eye_to_chin
        return {name: round(float(value), 4) for name, value in measures.items()}

    def _judge(self, measures: Measures) -> tuple[Finding, ...]:
        findings = []
        for rule in self.rules.findings:
            value = measures.get(rule.measure)
            if value is not None and rule.found(value):
                facts = (("measure", rule.measure), ("value", value), ("limit", rule.limit))
                findings.append(Finding(rule.code, rule.severity, facts))
        return tuple(findings)


def _pose(mesh: Mesh) -> Measures:
    """Turn of the head in degrees: yaw > 0 to the picture's right, pitch > 0 chin up, roll > 0
    clockwise."""
    points = mesh.points.astype(np.float64)
    across = sum((points[right] - points[left] for left, right in PAIRS), np.zeros(3))
    down = points[CHIN] - points[FOREHEAD]
    height = float(np.hypot(down[0], down[1]))
    pitch = float(np.degrees(np.arctan2(down[2], height)))
    return {
        "HeadPoseYaw": float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))),
        "HeadPosePitch": pitch - NEUTRAL_PITCH_DEG,
        "HeadPoseRoll": float(np.degrees(np.arctan2(across[1], across[0]))),
    }


def _place(image: Image, head: Head, rules: PhotoRules, *, finished: bool) -> Measures:
    """Size and place of the head in the frame, or in the finished photo."""
    height, width = image.shape[:2]
    crop = rules.crop
    fits = min(float(height), width * crop.height_mm / crop.width_mm)
    native = fits if finished else head.length * crop.height_mm / crop.head_mm
    centre = head.centre
    top = float(centre[1]) - head.length / 2
    measures = {
        "InterEyeDistance": head.eye_distance,
        "HeadSize": head.length / fits,
        "Upscale": crop.height_px / native,
        "FaceOffsetX": (float(centre[0]) - width / 2) / width,
        "MarginTop": top / fits,
        "MarginBottom": (height - top - head.length) / fits,
    }
    if not finished:
        measures["CropOutside"] = float(_crop_outside(image, head, rules))
    return measures


def _crop_outside(image: Image, head: Head, rules: PhotoRules) -> bool:
    try:
        plan_crop(image.shape, head, rules.crop)
    except Refused as refusal:
        return refusal.code == "photo_margin"
    return False


def _light(image: Image, head: Head, mesh: Mesh) -> Measures:
    """Brightness of the face's skin, and the balance of its cheeks (> 0: the right is darker)."""
    view = _face_view(image, head, LIGHT_UNIT_PX)
    grey = as_image(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY))
    hull = cv2.convexHull(_in_view(mesh.points[:, :2], head, LIGHT_UNIT_PX).astype(np.int32))
    mask = cv2.fillConvexPoly(np.zeros_like(grey), hull, 1).astype(bool)
    skin = grey[mask]
    left = _cheek(grey, mesh, head, LEFT_CHEEK)
    right = _cheek(grey, mesh, head, RIGHT_CHEEK)
    return {
        "Luminance": float(np.median(skin)) / 255 if skin.size else 0.0,
        "UnderExposed": float((skin <= 25).mean()) if skin.size else 1.0,
        "OverExposed": float((skin >= 247).mean()) if skin.size else 0.0,
        "IlluminationUniformity": (left - right) / max(1.0, left + right),
    }


VIEW_SIDE, VIEW_ABOVE, VIEW_BELOW = 1.0, 0.9, 1.1


def _face_view(image: Image, head: Head, unit_px: float) -> Image:
    return upright_view(
        image,
        head,
        unit_px,
        left=VIEW_SIDE,
        right=VIEW_SIDE,
        above=VIEW_ABOVE,
        below=VIEW_BELOW,
    )


def _in_view(points: NDArray[np.float32], head: Head, unit_px: float) -> NDArray[np.float64]:
    away = points.astype(np.float64) - head.eyes
    unit = unit_px / head.eye_to_chin
    x = away @ head.right * unit + VIEW_SIDE * unit_px
    y = VIEW_ABOVE * unit_px - away @ head.up * unit
    return np.stack([x, y], axis=1)


def _cheek(grey: NDArray[np.uint8], mesh: Mesh, head: Head, where: tuple[int, ...]) -> float:
    x, y = _in_view(mesh.points[list(where), :2], head, LIGHT_UNIT_PX).mean(axis=0)
    half = 0.16 * LIGHT_UNIT_PX
    patch = grey[max(0, int(y - half)) : int(y + half), max(0, int(x - half)) : int(x + half)]
    return float(np.median(patch)) if patch.size else 0.0


def _sharpness(image: Image, head: Head) -> Measures:
    """Fine detail of the inner face after smoothing (noise would count as detail)."""
    unit = min(SHARP_UNIT_PX, head.eye_to_chin)
    view = upright_view(image, head, unit, left=0.48, right=0.48, above=0.25, below=0.8)
    grey = cv2.GaussianBlur(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), (0, 0), 1.0).astype(np.float32)
    detail = cv2.Laplacian(grey, cv2.CV_32F)
    return {"Sharpness": float(detail.std() / max(4.0, grey.std()))}


def _background(image: Image, head: Head) -> float:
    """Unevenness of what shows beside and above the head: 0 is one colour."""
    unit = 24.0
    view = upright_view(image, head, unit, left=1.03, right=1.03, above=1.3, below=0.15)
    smooth = cv2.GaussianBlur(view, (0, 0), 1.0).astype(np.float32)
    rows, columns = np.mgrid[: view.shape[0], : view.shape[1]]
    x, y = (columns - 1.03 * unit) / (0.98 * unit), (rows - 1.3 * unit) / (1.3 * unit)
    outside = smooth[(x * x + y * y) > 1.0]
    if not len(outside):
        return 0.0
    away = np.abs(outside - np.median(outside, axis=0)).max(axis=1)
    return float(np.percentile(away, 90)) / 255

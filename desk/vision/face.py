"""Faces in a picture: where they are (BlazeFace), and their 468 points (FaceMesh)."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.domain.errors import NeedsPerson
from desk.services.ports import FaceBox, Image

Floats = NDArray[np.float32]

DETECTOR_PX = 192
ANCHOR_PX = 4  # one anchor each 4 px of the detector's input: 48 x 48
MESH_PX = 192
EYE_PX = 64
MESH_POINTS = 468
SEEN = 0.5  # detector score from which a face counts (MediaPipe's own value)
SAME_OVERLAP = 0.3  # boxes overlapping more are the same face (MediaPipe's own value)
MESH_SEEN = 0.5
MESH_MARGIN = 1.5  # the mesh model looks at the box enlarged by this (MediaPipe)
EYE_MARGIN = 2.3

# FaceMesh indices; left and right are as seen in the picture.
LEFT_EYE = (33, 133)
RIGHT_EYE = (362, 263)
CHIN = 152
FOREHEAD = 10


@dataclass(frozen=True, slots=True)
class Mesh:
    """468 points of one face in pixels of the picture; z is depth in the same unit (near < 0)."""

    points: Floats
    score: float

    @property
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Centres of the eye that is left in the picture, and of the right one."""
        flat = self.points[:, :2].astype(np.float64)
        return flat[list(LEFT_EYE)].mean(axis=0), flat[list(RIGHT_EYE)].mean(axis=0)


class FaceFinder:
    """Finds every face of a picture (BlazeFace full range, up to some five metres)."""

    def __init__(self, detector_model: bytes) -> None:
        self._net = load_net(detector_model)
        self._anchors = _anchors()

    def find(self, image: Image, *, filling: bool = True) -> tuple[FaceBox, ...]:
        """Faces by falling score. A second look at a shrunken picture finds faces that fill it
        (`filling`)."""
        faces = self._look(image, fill=1.0)
        return faces or (self._look(image, fill=0.5) if filling else ())

    def _look(self, image: Image, fill: float) -> tuple[FaceBox, ...]:
        scale = DETECTOR_PX * fill / max(image.shape[:2])
        # as the training did, the rest of the square is black
        square, offset = _letterbox(image, scale)
        scores, boxes = self._run(square)
        keep = scores > SEEN
        merged = _merge(boxes[keep], scores[keep])
        return tuple(_face_box(points, score, scale, offset) for points, score in merged)

    def _run(self, square: Image) -> tuple[Floats, Floats]:
        blob = cv2.dnn.blobFromImage(square, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        self._net.setInput(blob)
        outputs = self._net.forward(self._net.getUnconnectedOutLayersNames())
        raw_scores, raw_boxes = sorted(
            (np.asarray(o)[0] for o in outputs), key=lambda o: o.shape[1]
        )
        scores = 1 / (1 + np.exp(-np.clip(raw_scores[:, 0], -80, 80)))
        boxes = raw_boxes.reshape(-1, 8, 2).copy()
        boxes[:, 0] += self._anchors
        boxes[:, 2:] += self._anchors[:, None]
        return scores.astype(np.float32), boxes.astype(np.float32)


class FaceMesh:
    """Lays 468 points over a found face."""

    def __init__(self, landmark_model: bytes) -> None:
        self._net = load_net(landmark_model)

    def fit(self, image: Image, face: FaceBox) -> Mesh | None:
        """The mesh, or None if what was found is no face on a closer look."""
        centre = (face.x + face.width / 2, face.y + face.height / 2)
        side = MESH_MARGIN * max(face.width, face.height)
        angle = _angle(face.points[0], face.points[1])
        to_image = _patch_to_image(centre, side, angle, MESH_PX)
        outputs = _forward(self._net, _patch(image, to_image, MESH_PX))
        raw_points, raw_score = (o.ravel() for o in sorted(outputs, key=lambda o: -o.size))
        score = float(1 / (1 + np.exp(-np.clip(raw_score[0], -80, 80))))
        if score <= MESH_SEEN:
            return None
        points = raw_points.reshape(MESH_POINTS, 3)
        flat = points[:, :2] @ to_image[:, :2].T + to_image[:, 2]
        depth = points[:, 2:] * (side / MESH_PX)
        return Mesh(np.hstack([flat, depth]).astype(np.float32), score)


class EyeLook:
    """Looks closely at one eye: how far the lids are apart."""

    def __init__(self, iris_model: bytes) -> None:
        self._net = load_net(iris_model)

    def openness(self, image: Image, mesh: Mesh) -> tuple[float, float]:
        """Lid distance over the eye's width, for the left and the right eye in the picture."""
        left = self._one(image, mesh.points[LEFT_EYE[0]], mesh.points[LEFT_EYE[1]], mirror=False)
        right = self._one(image, mesh.points[RIGHT_EYE[0]], mesh.points[RIGHT_EYE[1]], mirror=True)
        return left, right

    def _one(self, image: Image, start: Floats, end: Floats, *, mirror: bool) -> float:
        width = float(np.hypot(end[0] - start[0], end[1] - start[1]))
        centre = (float(start[0] + end[0]) / 2, float(start[1] + end[1]) / 2)
        angle = _angle((start[0], start[1]), (end[0], end[1]))
        to_image = _patch_to_image(centre, EYE_MARGIN * width, angle, EYE_PX)
        patch = _patch(image, to_image, EYE_PX)
        outputs = _forward(self._net, patch[:, ::-1] if mirror else patch)
        contour = max(outputs, key=lambda o: o.size).reshape(-1, 3)[:, :2]
        lower, upper = contour[1:8], contour[9:16]  # between the corners 0 and 8
        eye = float(np.linalg.norm(contour[8] - contour[0]))
        return float((lower[:, 1] - upper[:, 1])[2:5].mean()) / max(eye, 1e-3)


def as_image(matrix: object) -> Image:
    """What OpenCV returned, as a picture; nothing is copied."""
    return np.asarray(matrix, np.uint8)


def load_net(model: bytes) -> cv2.dnn.Net:
    """A network from the bytes of a .tflite file.

    OpenCV's new engine loses all but one output of these models, and reading from memory takes
    the new engine unless the environment says otherwise; a path may hold characters that OpenCV
    cannot open on Windows. So: from memory, with the variable set for this one call.

    Raises NeedsPerson("model_damaged") if the bytes are no model.
    """
    before = os.environ.get("OPENCV_FORCE_DNN_ENGINE")
    os.environ["OPENCV_FORCE_DNN_ENGINE"] = str(cv2.dnn.ENGINE_CLASSIC)
    try:
        net = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))
        if len(net.getUnconnectedOutLayersNames()) < 2:
            net = _load_by_path(model)
    except cv2.error as error:
        raise NeedsPerson("model_damaged") from error
    finally:
        if before is None:
            del os.environ["OPENCV_FORCE_DNN_ENGINE"]
        else:
            os.environ["OPENCV_FORCE_DNN_ENGINE"] = before
    return net


def _load_by_path(model: bytes) -> cv2.dnn.Net:
    # An OpenCV that read its environment only at start-up (static C runtime on Windows).
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(model)
        return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)


def _forward(net: cv2.dnn.Net, patch: Image) -> list[Floats]:
    net.setInput(cv2.dnn.blobFromImage(np.ascontiguousarray(patch), 1 / 255, swapRB=True))
    return [np.asarray(o, np.float32) for o in net.forward(net.getUnconnectedOutLayersNames())]


def _anchors() -> Floats:
    steps = (np.arange(DETECTOR_PX // ANCHOR_PX, dtype=np.float32) + 0.5) * ANCHOR_PX
    x, y = np.meshgrid(steps, steps)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _letterbox(image: Image, scale: float) -> tuple[Image, tuple[float, float]]:
    height, width = image.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (DETECTOR_PX - size[0]) // 2, (DETECTOR_PX - size[1]) // 2
    square = np.zeros((DETECTOR_PX, DETECTOR_PX, 3), np.uint8)
    square[top : top + size[1], left : left + size[0]] = small
    return square, (left, top)


def _merge(boxes: Floats, scores: Floats) -> list[tuple[Floats, float]]:
    """Weighted non-maximum suppression: overlapping boxes become their mean, by score."""
    found: list[tuple[Floats, float]] = []
    half = boxes[:, 1] * np.float32(0.5)
    corners = np.hstack([boxes[:, 0] - half, boxes[:, 0] + half])
    left = np.argsort(-scores)
    while left.size:
        same = _overlap(corners[left[0]], corners[left]) > SAME_OVERLAP
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        found.append((np.tensordot(weights, boxes[group], axes=1), float(scores[left[0]])))
        left = left[~same]
    return found


def _overlap(one: Floats, many: Floats) -> Floats:
    low, high = np.maximum(one[:2], many[:, :2]), np.minimum(one[2:], many[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=1)
    areas = (many[:, 2:] - many[:, :2]).prod(axis=1) + (one[2:] - one[:2]).prod()
    overlap: Floats = common / np.maximum(areas - common, 1e-6)
    return overlap


def _face_box(points: Floats, score: float, scale: float, offset: tuple[float, float]) -> FaceBox:
    placed = (points - np.asarray(offset, np.float32)) / scale
    width, height = (float(v) for v in points[1] / scale)
    x, y = float(placed[0, 0]) - width / 2, float(placed[0, 1]) - height / 2
    six = tuple((float(px), float(py)) for px, py in placed[2:])
    return FaceBox(x, y, width, height, score, six)


def _angle(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Slope of the line between two points, in radians; positive turns clockwise on screen."""
    return float(np.arctan2(right[1] - left[1], right[0] - left[0]))


def _patch_to_image(
    centre: tuple[float, float], side: float, angle: float, patch_px: int
) -> Floats:
    """2x3 matrix from pixels of a square patch to pixels of the picture."""
    scale = side / patch_px
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    half = patch_px / 2
    x0 = centre[0] - cos * half + sin * half
    y0 = centre[1] - sin * half - cos * half
    return np.array([[cos, -sin, x0], [sin, cos, y0]], np.float32)


def _patch(image: Image, to_image: Floats, patch_px: int) -> Image:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_image(cv2.warpAffine(image, to_image, (patch_px, patch_px), flags=flags))

"""Portraits spoiled in one way each, as honestly as a program can: for tests and the bench.

Real people stand before a plain wall: their portraits have busy backgrounds, so the person is cut
out (GrabCut, started from the mesh) and scaled to a camera's frame. Turns of the head move the
mesh's own three-dimensional points and stretch the skin between them. Closed eyes, smiles and open
mouths are bent out of the same face; only the dark of the open mouth is painted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.demo.heads import camera_picture
from desk.services.ports import Image
from desk.vision.crop import Head, locate_head
from desk.vision.face import CHIN, FOREHEAD, Mesh
from desk.vision.photo_quality import PhotoEye

Points = NDArray[np.float64]
Floats = NDArray[np.float32]

FRAME = (1280, 720)
WALL = (224, 222, 218)
UNIT = 251.0  # eye-to-chin distance in the frame
EYE_LINE = 0.475

LEFT_UPPER_LID, LEFT_LOWER_LID = (
    (246, 161, 160, 159, 158, 157, 173),
    (7, 163, 144, 145, 153, 154, 155),
)
RIGHT_UPPER_LID, RIGHT_LOWER_LID = (
    (398, 384, 385, 386, 387, 388, 466),
    (382, 381, 380, 374, 373, 390, 249),
)
LIDS = ((LEFT_UPPER_LID, LEFT_LOWER_LID), (RIGHT_UPPER_LID, RIGHT_LOWER_LID))
INNER_MOUTH = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
INNER_MOUTH += (324, 318, 402, 317, 14, 87, 178, 88, 95)
LOWER_LIP = (14, 87, 178, 88, 95, 317, 402, 318, 324, 17, 84, 181, 91, 314, 405, 321)
MOUTH_FIXED = (1, 2, 4, 33, 263, 133, 362, 234, 454, 127, 356, 10, 105, 334)


@dataclass(frozen=True, slots=True)
class Original:
    """A good camera frame, its face, and how far each pixel belongs to the person."""

    name: str
    frame: Image
    mesh: Mesh
    head: Head
    person: Floats

    @property
    def unit(self) -> float:
        return self.head.eye_to_chin


Spoil = Callable[[Original], Any]


def face_of(eye: PhotoEye, image: Image) -> tuple[Mesh, Head]:
    (seen,) = eye._faces(image)
    return seen.mesh, locate_head(image, seen.mesh, eye.rules.crop)


def drawn(eye: PhotoEye, seed: int) -> Original:
    """An invented head; who belongs to it is seen by comparing it with the empty wall."""
    frame, wall = camera_picture(seed), camera_picture(seed, defect="no_one")
    away = np.abs(frame.astype(int) - wall).max(axis=2) > 12
    solid = cv2.morphologyEx(away.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    return Original(f"drawn {seed}", frame, *face_of(eye, frame), np.asarray(solid, np.float32))


def before_a_wall(eye: PhotoEye, name: str, portrait: Image) -> Original:
    """A public portrait, cut out and put before a plain wall as a 720p camera would see it."""
    mesh, head = face_of(eye, portrait)
    mask = _cut_out(portrait, mesh, head)
    scale = UNIT / head.eye_to_chin
    shift = (FRAME[0] / 2 - head.eyes[0] * scale, FRAME[1] * EYE_LINE - head.eyes[1] * scale)
    place = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (portrait.shape[1], portrait.shape[0])
    inside = cv2.warpAffine(np.ones(size[::-1], np.float32), place, FRAME)
    person = cv2.warpAffine(mask, place, FRAME, flags=cv2.INTER_CUBIC)
    person = np.clip(np.asarray(person, np.float32), 0, 1) * (np.asarray(inside) > 0.99)
    pixels = cv2.warpAffine(portrait, place, FRAME, flags=cv2.INTER_CUBIC)
    grain = np.random.default_rng(1).normal(0, 1.0, (FRAME[1], FRAME[0], 1))
    frame = WALL * (1 - person[..., None]) + np.asarray(pixels) * person[..., None] + grain
    image = as_picture(frame)
    return Original(name, image, *face_of(eye, image), person.astype(np.float32))


def _cut_out(portrait: Image, mesh: Mesh, head: Head) -> Floats:
    height, width = portrait.shape[:2]
    unit = head.eye_to_chin

    def ellipse(mask: NDArray[np.uint8], up: float, wide: float, high: float, value: int) -> None:
        middle = tuple(int(each) for each in head.at(0.0, up * unit))
        axes = (int(wide * unit), int(high * unit))
        cv2.ellipse(mask, middle, axes, head.roll_deg, 0, 360, value, -1)

    mask = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    chin = int(head.at(0.0, -unit)[1])
    mask[: max(0, int(head.at(0.0, 1.5 * unit)[1]))] = cv2.GC_BGD
    left, right = (int(head.at(side * unit, 0)[0]) for side in (-1.5, 1.5))
    mask[:chin, : max(0, left)] = cv2.GC_BGD
    mask[:chin, max(0, right) :] = cv2.GC_BGD
    ellipse(mask, 0.1, 0.95, 1.2, cv2.GC_PR_FGD)
    body = np.array([[-1.6, -2.4], [-0.5, -1.15], [0.5, -1.15], [1.6, -2.4]]) * unit
    outline = np.array([head.at(*each) for each in body]).astype(np.int32)
    cv2.fillConvexPoly(mask, outline, cv2.GC_PR_FGD)
    hull = cv2.convexHull(mesh.points[:, :2].astype(np.int32))
    cv2.fillConvexPoly(mask, hull, cv2.GC_FGD)
    mask[min(height, int(head.at(0.0, -2.2 * unit)[1])) :, int(left) : int(right)] = cv2.GC_PR_FGD
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(7)
    cv2.grabCut(portrait, mask, None, *models, 5, cv2.GC_INIT_WITH_MASK)
    person = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    person = np.asarray(cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    _, labels = cv2.connectedComponents(person)
    own = labels[
        int(np.clip(head.eyes[1], 0, height - 1)), int(np.clip(head.eyes[0], 0, width - 1))
    ]
    whole = (labels == own).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(whole, (0, 0), max(0.6, 0.012 * unit)), np.float32)


def as_picture(values: Any) -> Image:
    return np.clip(values, 0, 255).astype(np.uint8)


# light, lens and camera


def blur(it: Original) -> Any:
    return cv2.GaussianBlur(it.frame, (0, 0), 0.025 * it.unit)


def noise(it: Original, sigma: float = 16.0) -> Any:
    return it.frame + np.random.default_rng(2).normal(0, sigma, it.frame.shape)


def blur_and_noise(it: Original) -> Any:
    return as_picture(blur(it)) + np.random.default_rng(2).normal(0, 16.0, it.frame.shape)


def dark(it: Original) -> Any:
    return it.frame * 0.25


def deep_shadow(it: Original) -> Any:
    """Light from behind one shoulder: nearly half of the face lies in black shadow."""
    x = (np.arange(it.frame.shape[1]) - it.head.eyes[0]) / it.unit
    return it.frame * (0.08 + 0.92 / (1 + np.exp(-30 * (x + 0.08))))[None, :, None]


def bright(it: Original) -> Any:
    return it.frame * 2.2


def side_light(it: Original) -> Any:
    x = (np.arange(it.frame.shape[1]) - it.head.eyes[0]) / it.unit
    return it.frame * (0.25 + 0.75 / (1 + np.exp(-6 * x)))[None, :, None]


def flat(it: Original) -> Any:
    return it.frame * 0.3 + 110


def blue_light(it: Original) -> Any:
    return it.frame * np.array([1.3, 1.0, 0.7])


def orange_light(it: Original) -> Any:
    return it.frame * np.array([0.55, 0.9, 1.15])


def grey(it: Original) -> Any:
    return cv2.cvtColor(cv2.cvtColor(it.frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def infrared(it: Original) -> Any:
    """Grey with a violet tint, as infrared cameras give it."""
    return np.asarray(grey(it)) * np.array([1.0, 0.75, 0.9])


def jpeg_q10(it: Original) -> Any:
    _, data = cv2.imencode(".jpg", it.frame, [cv2.IMWRITE_JPEG_QUALITY, 10])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


# place and pose


def _moved(it: Original, matrix: Any) -> Any:
    return cv2.warpAffine(
        it.frame,
        np.asarray(matrix, float),
        FRAME,
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_REPLICATE,
    )


def off_centre(it: Original) -> Any:
    return _moved(it, [[1, 0, 290], [0, 1, 0]])


def too_high(it: Original) -> Any:
    return _moved(it, [[1, 0, 0], [0, 1, -100]])


def too_low(it: Original) -> Any:
    return _moved(it, [[1, 0, 0], [0, 1, 130]])


def smaller(it: Original, scale: float = 0.55) -> Any:
    middle = np.array(FRAME) / 2 * (1 - scale)
    wall = np.median(it.frame[:60].reshape(-1, 3), axis=0)
    small = cv2.resize(it.frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    frame = np.full(it.frame.shape, wall, np.uint8)
    top, left = int(middle[1]), int(middle[0])
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return frame


def far_off(it: Original) -> Any:
    return smaller(it, 0.27)


def larger(it: Original) -> Any:
    turn = cv2.getRotationMatrix2D((FRAME[0] / 2, FRAME[1] / 2), 0, 1.35)
    return _moved(it, turn)


def roll(it: Original, degrees: float = 14.0) -> Any:
    turn = cv2.getRotationMatrix2D(tuple(float(v) for v in it.head.eyes), -degrees, 1.0)
    return cv2.warpAffine(
        it.frame, turn, FRAME, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def yaw(it: Original, degrees: float = 28.0) -> Any:
    """Turned to the picture's right: its right side goes back."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return turned(it, np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]]))


def pitch(it: Original, degrees: float = 22.0) -> Any:
    """Chin up: the chin comes nearer, the forehead goes back."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return turned(it, np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]]))


def turned(it: Original, rotation: Points) -> Image:
    """The mesh turned in space about the neck's axis, the skin stretched between its points."""
    points = it.mesh.points.astype(np.float64)
    centre = np.array(
        [*points[[CHIN, FOREHEAD], :2].mean(axis=0), points[:, 2].max() + 0.35 * it.unit]
    )
    goal = (points - centre) @ rotation.T + centre
    goal[:, :2] += points[[33, 263, CHIN], :2].mean(axis=0) - goal[[33, 263, CHIN], :2].mean(axis=0)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = it.head.eyes + it.unit * (
        np.stack([1.35 * np.cos(angles), 0.05 + 1.55 * np.sin(angles)], axis=1)
    )
    start = np.vstack([points[:, :2], ring])
    end = np.vstack([goal[:, :2], ring])
    depth = np.concatenate([goal[:, 2], np.full(len(ring), 1e6)])
    return _stretched(it.frame, start, end, depth)


def _stretched(frame: Image, start: Points, end: Points, depth: Points) -> Image:
    height, width = frame.shape[:2]
    map_x, map_y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    triangles = _triangles(start)
    for triangle in sorted(triangles, key=lambda each: -depth[list(each)].mean()):  # far ones first
        old, new = start[list(triangle)], end[list(triangle)]
        low = np.maximum(np.floor(new.min(axis=0)).astype(int) - 1, 0)
        high = np.minimum(np.ceil(new.max(axis=0)).astype(int) + 2, (width, height))
        if (high <= low).any() or abs(np.linalg.det(new[1:] - new[0])) < 1e-3:
            continue
        mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
        cv2.fillConvexPoly(mask, np.round((new - low) * 16).astype(np.int32), 1, cv2.LINE_8, 4)
        back = cv2.getAffineTransform(new.astype(np.float32), old.astype(np.float32))
        rows, columns = np.nonzero(mask)
        x, y = columns + low[0], rows + low[1]
        map_x[y, x] = back[0, 0] * x + back[0, 1] * y + back[0, 2]
        map_y[y, x] = back[1, 0] * x + back[1, 1] * y + back[1, 2]
    return np.asarray(
        cv2.remap(frame, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _triangles(points: Points) -> list[tuple[int, int, int]]:
    low = points.min(axis=0) - 10
    size = np.ceil(points.max(axis=0) - low + 20).astype(int)
    division = cv2.Subdiv2D((0, 0, int(size[0]), int(size[1])))
    near = (points - low).astype(np.float32)
    for point in near:
        division.insert((float(point[0]), float(point[1])))
    found = []
    for corners in np.asarray(division.getTriangleList()).reshape(-1, 3, 2):
        away = np.linalg.norm(near[None] - corners[:, None], axis=2)
        if away.min(axis=1).max() < 0.01:
            one, two, three = (int(each) for each in away.argmin(axis=1))
            found.append((one, two, three))
    return found


# eyes, mouth, what covers them


def closed_eyes(it: Original) -> Any:
    """The skin over each eye drawn down to the lower lid; what was open becomes the lash line."""
    height, width = it.frame.shape[:2]
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=float))
    points = it.mesh.points[:, :2].astype(np.float64)
    lash, above = 0.018 * it.unit, 0.11 * it.unit
    for (upper, lower), corners in zip(LIDS, ((33, 133), (362, 263)), strict=True):
        start, end = points[list(corners)]
        x = np.arange(int(start[0]), int(end[0]) + 1)
        top, bottom = (
            np.interp(x, *np.vstack([start, points[list(lid)], end]).T) for lid in (upper, lower)
        )
        for column, high, low in zip(x, top - 0.01 * it.unit, bottom + 0.01 * it.unit, strict=True):
            closed = max(high, low - lash)
            goal, source = [high - above, closed, low], [high - above, high, low]
            y = np.arange(int(high - above) + 1, int(low) + 1)
            rows[y, column] = np.interp(y, goal, source)
    return cv2.remap(it.frame, columns, rows.astype(np.float32), cv2.INTER_LINEAR)


def smile(it: Original) -> Any:
    """The corners of the mouth drawn outward and up, the lips kept closed."""
    points = it.mesh.points[:, :2].astype(np.float64)
    ids = [*MOUTH_FIXED, CHIN, 13, 14, 0, 17, 61, 291]
    start, end = points[ids], points[ids].copy()
    for row, side in ((-2, -1.0), (-1, 1.0)):
        end[row] += (it.head.right * side * 0.09 + it.head.up * 0.07) * it.unit
    return bent(it.frame, start, end, it)


def open_mouth(it: Original) -> Any:
    """The lower lip and the chin let down, the gap painted dark."""
    points = it.mesh.points[:, :2].astype(np.float64)
    ids = [*MOUTH_FIXED, 61, 291, 13, 0, *LOWER_LIP, CHIN]
    drop = -it.head.up * 0.22 * it.unit
    start, end = points[ids], points[ids].copy()
    end[len(MOUTH_FIXED) + 4 :] += drop
    opened = np.asarray(bent(it.frame, start, end, it)).astype(np.float32)
    gap = points[list(INNER_MOUTH)].copy()
    gap[11:] += drop
    mask = cv2.fillPoly(
        np.zeros(it.frame.shape[:2], np.float32), [np.round(gap).astype(np.int32)], 1.0
    )
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.01 * it.unit))[..., None]
    return opened * (1 - mask) + np.array([28, 22, 52]) * mask


def bent(frame: Image, start: Points, end: Points, it: Original) -> Image:
    """A thin plate bent so that each start point comes to lie at its end; fixed beyond the face."""
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = (
        it.head.eyes
        - it.head.up * 0.3 * it.unit
        + it.unit * 1.25 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    )
    start, end = np.vstack([start, ring]), np.vstack([end, ring])
    low = np.maximum(ring.min(axis=0).astype(int), 0)
    high = np.minimum(ring.max(axis=0).astype(int), (frame.shape[1], frame.shape[0]))
    step = 4
    x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step))
    where = np.stack([x.ravel(), y.ravel()], axis=1).astype(float)
    source = _thin_plate(end, start, where).reshape(*x.shape, 2)
    away = source - np.stack([x, y], axis=2)
    centre = it.head.eyes - it.head.up * 0.3 * it.unit
    far = np.linalg.norm(np.stack([x, y], axis=2) - centre, axis=2) / (1.25 * it.unit)
    away *= np.clip((1 - far) / 0.15, 0, 1)[..., None]
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    full = np.asarray(cv2.resize(away.astype(np.float32), size, interpolation=cv2.INTER_CUBIC))
    columns, rows = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    map_x, map_y = (columns + full[..., 0], rows + full[..., 1])
    out = frame.copy()
    out[low[1] : high[1], low[0] : high[0]] = cv2.remap(
        frame,
        map_x.astype(np.float32),
        map_y.astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return out


def _thin_plate(start: Points, end: Points, where: Points) -> Points:
    def kernel(one: Points, other: Points) -> Points:
        squared = ((one[:, None] - other[None]) ** 2).sum(axis=2)
        bend: Points = squared * np.log(squared + 1e-9) / 2
        return bend

    count = len(start)
    flat_part = np.hstack([np.ones((count, 1)), start])
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = kernel(start, start) + 1e-3 * np.eye(count)
    system[:count, count:], system[count:, :count] = flat_part, flat_part.T
    weights = np.linalg.lstsq(system, np.vstack([end, np.zeros((3, 2))]), rcond=None)[0]
    bend = kernel(where, start) @ weights[:count]
    moved: Points = bend + np.hstack([np.ones((len(where), 1)), where]) @ weights[count:]
    return moved


def hand(it: Original, right: float, up: float, turn: float) -> Any:
    """A palm and four fingers in the colour of the person's own cheeks, a little darker."""
    unit, head = it.unit, it.head
    x, y = it.mesh.points[[50, 280], :2].astype(int).T
    skin = np.median(it.frame[y, x].astype(float), axis=0) * 0.92
    mask, shade = np.zeros(it.frame.shape[:2], np.float32), np.ones(it.frame.shape[:2], np.float32)

    def at(across: float, along: float) -> tuple[int, int]:
        cos, sin = np.cos(turn), np.sin(turn)
        place = head.at(
            (right + cos * across - sin * along) * unit, (up + sin * across + cos * along) * unit
        )
        return int(place[0]), int(place[1])

    for number, across in enumerate((-0.36, -0.12, 0.12, 0.36)):
        tip = 0.75 - 0.08 * abs(number - 1.5)
        cv2.line(mask, at(across, 0.1), at(across * 1.1, tip), 1.0, int(0.22 * unit))
        edge = across + 0.12
        cv2.line(shade, at(edge, -0.1), at(edge * 1.1, tip - 0.1), 0.6, int(0.03 * unit))
    cv2.circle(mask, at(0.0, -0.25), int(0.5 * unit), 1.0, -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.012 * unit))
    shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), 0.02 * unit))
    dice = np.random.default_rng(5)
    grain = cv2.GaussianBlur(dice.normal(0, 8, mask.shape).astype(np.float32), (0, 0), 1.2)
    palm = skin * shade[..., None] + np.asarray(grain)[..., None]
    return it.frame * (1 - mask[..., None]) + palm * mask[..., None]


def hand_on_eye(it: Original) -> Any:
    return hand(it, -0.35, -0.1, -0.2)


def hand_on_mouth(it: Original) -> Any:
    return hand(it, 0.0, -0.72, -1.3)


def mask_on(it: Original) -> Any:
    outline = [(-0.62, -0.3), (0.0, -0.22), (0.62, -0.3), (0.6, -0.8), (0.0, -1.12), (-0.6, -0.8)]
    return _covered(it, [outline], (236, 234, 232))


def dark_glasses(it: Original) -> Any:
    lenses = [
        [(side * 0.62, 0.15), (side * 0.08, 0.12), (side * 0.1, -0.2), (side * 0.5, -0.22)]
        for side in (-1, 1)
    ]
    return _covered(it, lenses, (26, 26, 28))


def fringe(it: Original) -> Any:
    return _covered(it, [[(-0.7, 0.7), (0.7, 0.7), (0.6, -0.16), (-0.6, -0.16)]], (30, 32, 40))


def _covered(it: Original, outlines: list[list[tuple[float, float]]], colour: Any) -> Any:
    mask = np.zeros(it.frame.shape[:2], np.float32)
    for outline in outlines:
        corners = [it.head.at(right * it.unit, up * it.unit) for right, up in outline]
        cv2.fillPoly(mask, [np.round(np.array(corners)).astype(np.int32)], 1.0)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.0))[..., None]
    light = np.linspace(0.85, 1.05, it.frame.shape[0])[:, None, None]
    return it.frame * (1 - mask) + np.array(colour) * light * mask


def busy_background(it: Original) -> Any:
    dice = np.random.default_rng(11)
    wall = np.full(it.frame.shape, 200, np.uint8)
    for _ in range(110):
        left, top = dice.integers(0, FRAME[0]), dice.integers(0, FRAME[1])
        corner = (int(left + dice.integers(40, 160)), int(top + dice.integers(30, 140)))
        paint = tuple(int(each) for each in dice.integers(30, 240, 3))
        cv2.rectangle(wall, (int(left), int(top)), corner, paint, -1)
    return it.frame * it.person[..., None] + wall * (1 - it.person[..., None])


@dataclass(frozen=True, slots=True)
class Degradation:
    """What is spoiled, the measure it must move (up: +1, down: -1), and its own findings."""

    name: str
    spoil: Spoil
    measure: str
    moves: int
    codes: tuple[str, ...]


DEGRADATIONS = (
    Degradation("blur", blur, "Sharpness", -1, ("blurred",)),
    Degradation("blur and noise", blur_and_noise, "Sharpness", -1, ("blurred",)),
    Degradation("noise", noise, "Noise", 1, ("noisy",)),
    Degradation("dark", dark, "Luminance", -1, ("too_dark",)),
    Degradation("deep shadow", deep_shadow, "UnderExposed", 1, ("under_exposed",)),
    Degradation("bright", bright, "OverExposed", 1, ("too_bright",)),
    Degradation("side light", side_light, "IlluminationUniformity", -1, ("dark_left",)),
    Degradation("low dynamic range", flat, "GreyRange", -1, ("low_contrast",)),
    Degradation("blue light", blue_light, "NaturalColour", 1, ("colour_cast",)),
    Degradation("orange light", orange_light, "NaturalColour", 1, ("colour_cast",)),
    Degradation("grey", grey, "ColourSpread", -1, ("monochrome",)),
    Degradation("infrared (tinted grey)", infrared, "ColourSpread", -1, ("monochrome",)),
    Degradation("JPEG q10", jpeg_q10, "Compression", 1, ("over_compressed",)),
    Degradation("off-centre", off_centre, "HeadOffset", 1, ("face_right",)),
    Degradation("too high", too_high, "HeadRoomAbove", -1, ("face_high", "photo_margin")),
    Degradation("too low", too_low, "HeadRoomBelow", -1, ("face_low", "photo_margin")),
    Degradation("small", smaller, "Upscale", 1, ("head_small", "face_few_pixels")),
    Degradation("far off", far_off, "Upscale", 1, ("photo_too_small",)),
    Degradation("large", larger, "HeadSize", 1, ("head_large",)),
    Degradation("roll", roll, "HeadPoseRoll", 1, ("head_tilted_right",)),
    Degradation("yaw", yaw, "HeadPoseYaw", 1, ("head_turned_right",)),
    Degradation("chin up", pitch, "HeadPosePitch", 1, ("chin_up",)),
    Degradation("chin down", lambda it: pitch(it, -22), "HeadPosePitch", -1, ("chin_down",)),
    Degradation(
        "busy background", busy_background, "BackgroundUniformity", 1, ("background_uneven",)
    ),
    Degradation("closed eyes", closed_eyes, "EyesOpen", -1, ("eyes_closed",)),
    Degradation("open mouth", open_mouth, "MouthClosed", 1, ("mouth_open",)),
    Degradation("smile", smile, "ExpressionNeutrality", 1, ("smiling", "teeth_shown")),
    Degradation("hand on one eye", hand_on_eye, "EyesVisible", -1, ("eyes_covered", "eyes_closed")),
    Degradation(
        "hand on the mouth", hand_on_mouth, "MouthVisible", -1, ("mouth_covered", "no_face")
    ),
    Degradation("mask", mask_on, "MouthVisible", -1, ("mouth_covered",)),
    Degradation("dark glasses", dark_glasses, "EyesVisible", -1, ("eyes_covered", "eyes_closed")),
    Degradation("hair over the eyes", fringe, "EyesVisible", -1, ("eyes_covered", "eyes_closed")),
)

"""Cuts the finished photo out of the frame: crop, rotate and scale, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.face import CHIN, LEFT_EYE, RIGHT_EYE, Mesh, as_image
from desk.vision.photo_rules import CropRules, FileRules

Point = NDArray[np.float64]

QUALITIES = (95, 98, 100)
LOWER_QUALITIES = (90, 85, 80, 70)
TRY_STEP_MM = 0.5


@dataclass(frozen=True, slots=True)
class Head:
    """Where a head is in the frame (pixels); `up` is the unit vector from chin to crown."""

    eyes: Point
    up: Point
    eye_to_chin: float
    crown_over_eyes: float
    roll_deg: float
    eye_distance: float

    @property
    def length(self) -> float:
        """Crown to chin."""
        return self.crown_over_eyes + self.eye_to_chin

    @property
    def centre(self) -> Point:
        return self.eyes + self.up * (self.crown_over_eyes - self.eye_to_chin) / 2

    @property
    def right(self) -> Point:
        """Unit vector to the right of the upright head, as seen in the picture."""
        return np.array([-self.up[1], self.up[0]])

    def at(self, right: float, up: float) -> Point:
        """A point relative to the middle between the eyes, along the head's own axes."""
        return self.eyes + self.right * right + self.up * up


@dataclass(frozen=True, slots=True)
class CropPlan:
    """The rectangle to cut: its middle, its size in frame pixels, and its turn."""

    centre_x: float
    centre_y: float
    width: float
    height: float
    angle_deg: float

    def corners(self) -> Point:
        return _corners(self.centre_x, self.centre_y, self.width, self.height, self.angle_deg)


def locate_head(image: Image, mesh: Mesh, rules: CropRules) -> Head:
    """The head from its mesh. The mesh ends at the hairline: the crown is estimated from the
    distance of eyes and chin, and corrected by where the hair ends if the background is plain."""
    left, right = mesh.eyes
    across = mesh.points[RIGHT_EYE[1], :2].astype(float) - mesh.points[LEFT_EYE[0], :2]
    roll = float(np.arctan2(across[1], across[0]))
    up = np.array([np.sin(roll), -np.cos(roll)])
    eyes = (left + right) / 2
    eye_to_chin = max(1.0, float((eyes - mesh.points[CHIN, :2]) @ up))
    guess = eye_to_chin * rules.crown_by_eyes
    distance = float(np.linalg.norm(right - left))
    head = Head(eyes, up, eye_to_chin, guess, float(np.degrees(roll)), distance)
    seen = _hair_top(image, head)
    if seen is None:
        return head
    return Head(eyes, up, eye_to_chin, seen, float(np.degrees(roll)), distance)


def plan_crop(shape: tuple[int, ...], head: Head, rules: CropRules) -> CropPlan:
    """The rectangle with the head nearest to its ideal place that lies wholly in the frame.

    Raises Refused("photo_too_small") if it holds too few pixels, Refused("photo_margin") if no
    allowed place fits: pixels outside the frame are never invented.
    """
    smallest_px = rules.height_px / rules.max_upscale
    ideal = _place(head, rules, rules.head_mm, rules.top_mm, 0.0)
    if ideal.height < smallest_px:
        raise Refused(
            "photo_too_small", height_px=round(ideal.height), needed_px=round(smallest_px)
        )
    for head_mm, top_mm, side_mm in _places(rules):
        plan = _place(head, rules, head_mm, top_mm, side_mm)
        if plan.height >= smallest_px and _inside(plan, shape):
            return plan
    raise Refused("photo_margin")


def cut(image: Image, plan: CropPlan, rules: CropRules) -> Image:
    """The pixels of the plan, scaled to the finished size."""
    piece = _upright_piece(image, plan)
    smaller = piece.shape[0] > rules.height_px
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return as_image(cv2.resize(piece, (rules.width_px, rules.height_px), interpolation=how))


def encode_photo(photo: Image, rules: FileRules) -> bytes:
    """JPEG, RGB 4:4:4, within the file limits, no metadata: no EXIF, and no colour profile, since
    a JPEG without one counts as sRGB, which is what cameras give and load_image turns files into.

    Raises Refused("photo_file_size") if no quality gets there (an empty picture).
    """
    for quality in QUALITIES:
        data = _jpeg(photo, quality)
        if rules.min_bytes <= len(data) <= rules.max_bytes:
            return data
        if len(data) > rules.max_bytes:
            break
    for quality in LOWER_QUALITIES:
        data = _jpeg(photo, quality)
        if rules.min_bytes <= len(data) <= rules.max_bytes:
            return data
    raise Refused("photo_file_size", bytes=len(data))


def _jpeg(photo: Image, quality: int) -> bytes:
    options = [
        *(cv2.IMWRITE_JPEG_QUALITY, quality),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
        *(cv2.IMWRITE_JPEG_OPTIMIZE, 1),
    ]
    _, data = cv2.imencode(".jpg", photo, options)
    return data.tobytes()


def _upright_piece(image: Image, plan: CropPlan) -> Image:
    width, height = round(plan.width), round(plan.height)
    if plan.angle_deg == 0.0:
        left = min(max(0, round(plan.centre_x - plan.width / 2)), image.shape[1] - width)
        top = min(max(0, round(plan.centre_y - plan.height / 2)), image.shape[0] - height)
        return image[top : top + height, left : left + width]
    corners = plan.corners()
    low = np.clip(np.floor(corners.min(axis=0)) - 4, 0, None).astype(int)
    high = np.ceil(corners.max(axis=0)).astype(int) + 4
    part = image[low[1] : high[1], low[0] : high[0]]
    middle = (plan.centre_x - float(low[0]), plan.centre_y - float(low[1]))
    turn = cv2.getRotationMatrix2D(middle, plan.angle_deg, 1.0)
    turn[0, 2] += (width - 1) / 2 - middle[0]
    turn[1, 2] += (height - 1) / 2 - middle[1]
    piece = cv2.warpAffine(
        part, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return as_image(piece)


def _place(head: Head, rules: CropRules, head_mm: float, top_mm: float, side_mm: float) -> CropPlan:
    px_per_mm = head.length / head_mm
    turned = rules.min_roll_deg <= abs(head.roll_deg) <= rules.max_roll_deg
    angle = head.roll_deg if turned else 0.0
    down = np.array([-np.sin(np.radians(angle)), np.cos(np.radians(angle))])
    right = np.array([down[1], -down[0]])
    crown = head.eyes - down * head.crown_over_eyes
    middle = crown + down * (rules.height_mm / 2 - top_mm) * px_per_mm + right * side_mm * px_per_mm
    return CropPlan(
        float(middle[0]),
        float(middle[1]),
        rules.width_mm * px_per_mm,
        rules.height_mm * px_per_mm,
        angle,
    )


@cache
def _places(rules: CropRules) -> tuple[tuple[float, float, float], ...]:
    """Head height, top margin and side shift to try, the nearest to the ideal first."""
    heads = list(_steps(rules.head_mm, rules.head_tolerance_mm))
    tops = list(_steps(rules.top_mm, rules.top_tolerance_mm))
    sides = list(_steps(0.0, rules.side_tolerance_mm))
    every = [(h, t, s) for h in heads for t in tops for s in sides]
    ideal = np.array([rules.head_mm, rules.top_mm, 0.0])
    return tuple(sorted(every, key=lambda place: float(np.abs(np.array(place) - ideal).sum())))


def _steps(middle: float, tolerance: float) -> Iterator[float]:
    count = int(tolerance / TRY_STEP_MM)
    yield from (middle + TRY_STEP_MM * step for step in range(-count, count + 1))


def _inside(plan: CropPlan, shape: tuple[int, ...]) -> bool:
    corners = plan.corners()
    low, high = corners.min(axis=0), corners.max(axis=0)
    return bool(low.min() >= -0.5 and high[0] <= shape[1] + 0.5 and high[1] <= shape[0] + 0.5)


def _corners(x: float, y: float, width: float, height: float, angle_deg: float) -> Point:
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    turn: Point = half @ np.array([[cos, sin], [-sin, cos]]) + (x, y)
    return turn


PLAIN_SPREAD = 6.0  # brightness steps within one row beyond which no plain wall is assumed
PLAIN_CHANGE = 50.0  # the same from top to bottom
SCAN_UNIT_PX = 48  # eye-to-chin in the small picture in which the top of the hair is sought
LOWEST, HIGHEST = 0.85, 1.55  # believable crown heights over the eyes, in eye-to-chin distances


def _hair_top(image: Image, head: Head) -> float | None:
    """Height of the hair's top over the eyes, if a plain background lets it be seen."""
    unit = SCAN_UNIT_PX
    view = upright_view(image, head, unit, left=1.9, right=1.9, above=2.0, below=0.0)
    small = cv2.GaussianBlur(view, (0, 0), 1.0).astype(np.float32)
    height, edge = int(1.4 * unit), int(0.35 * unit)
    left, right = small[:height, :edge], small[:height, -edge:]
    plain_left, plain_right = np.median(left, axis=1), np.median(right, axis=1)
    spread = max(_spread(left, plain_left), _spread(right, plain_right))
    if spread > PLAIN_SPREAD or _restless(plain_left) or _restless(plain_right):
        return None
    middle, reach = int(1.9 * unit), int(0.3 * unit)
    strip = small[:height, middle - reach : middle + reach]
    away = np.abs(strip - ((plain_left + plain_right) / 2)[:, None]).max(axis=2)
    bent = np.abs(plain_left - plain_right).max(axis=1) / 4
    is_head = (away > (max(14.0, 4 * spread) + bent)[:, None]).mean(axis=1) > 0.4
    rows = np.flatnonzero(~is_head[: int((2.0 - LOWEST) * unit)])
    if not rows.size:
        return None
    height = 2.0 - (rows[-1] + 1) / unit
    return height * head.eye_to_chin if LOWEST + 0.02 < height < HIGHEST else None


def _restless(plain: NDArray[np.float32]) -> bool:
    """Whether a side changes from top to bottom as no wall does."""
    return bool(np.ptp(plain, axis=0).max() > PLAIN_CHANGE)


def _spread(side: NDArray[np.float32], plain: NDArray[np.float32]) -> float:
    return float(np.median(np.abs(side - plain[:, None]).max(axis=2)))


def upright_view(
    image: Image,
    head: Head,
    unit_px: float,
    *,
    left: float,
    right: float,
    above: float,
    below: float,
) -> Image:
    """A small upright picture around the eyes, in units of the eye-to-chin distance."""
    size = (round((left + right) * unit_px), round((above + below) * unit_px))
    step = head.eye_to_chin / unit_px
    corner = head.at(-left * head.eye_to_chin, above * head.eye_to_chin)
    to_image = np.column_stack([head.right * step, -head.up * step, corner])
    source, to_image = _part(image, to_image, size)
    if step > 1.5:  # thin out first, or fine patterns would flicker
        source, to_image = _thinned(source, to_image, step)
    view = cv2.warpAffine(
        source,
        to_image,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return as_image(view)


def _part(image: Image, to_image: Point, size: tuple[int, int]) -> tuple[Image, Point]:
    """Only the part of the picture that a view needs: OpenCV turns no side over 32767 pixels."""
    ends = np.array([[0, 0, 1], [size[0], 0, 1], [0, size[1], 1], [size[0], size[1], 1]])
    seen = ends @ to_image.T
    limit = np.array([image.shape[1] - 1, image.shape[0] - 1])
    low = np.clip(np.floor(seen.min(axis=0)) - 2, 0, limit).astype(int)
    high = np.clip(np.ceil(seen.max(axis=0)) + 2, low + 1, limit + 1).astype(int)
    moved = to_image.copy()
    moved[:, 2] -= low
    return image[low[1] : high[1], low[0] : high[0]], moved


def _thinned(part: Image, to_image: Point, step: float) -> tuple[Image, Point]:
    """Scaled down to about the view's pixels."""
    small_size = (max(1, round(part.shape[1] / step)), max(1, round(part.shape[0] / step)))
    small = as_image(cv2.resize(part, small_size, interpolation=cv2.INTER_AREA))
    factor = np.array([[small_size[0] / part.shape[1]], [small_size[1] / part.shape[0]]])
    return small, to_image * factor

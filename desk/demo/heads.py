"""Invented heads as a photo camera would see them: no real person, drawn anew for every seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image

Floats = NDArray[np.float32]
Points = NDArray[np.float64]
Colour = tuple[float, float, float]  # blue, green, red, 0-255

DEFECTS: Final = (
    "no_one",
    "two_heads",
    "too_far",
    "off_centre",
    "turned",
    "tilted",
    "dim",
    "dark_side",
    "blurred",
    "busy_background",
    "eyes_closed",
)

DRAWN_SIZE: Final = (1280, 720)
EYE_TO_CHIN_PX: Final = 251.0  # every length below is in this unit
EYE_LINE: Final = 0.475  # of the picture's height

SKINS: Final[tuple[Colour, ...]] = (
    (178, 204, 236),
    (165, 193, 228),
    (152, 183, 220),
    (138, 172, 212),
    (170, 196, 232),
    (122, 156, 200),
    (90, 122, 168),
)
HAIRS: Final[tuple[Colour, ...]] = (
    (28, 27, 30),
    (36, 36, 44),
    (38, 45, 62),
    (46, 60, 88),
    (30, 30, 34),
)
GREYS: Final[tuple[Colour, ...]] = ((150, 150, 152), (190, 190, 190), (110, 110, 114))
CLOTHES: Final[tuple[Colour, ...]] = (
    (96, 72, 52),
    (58, 52, 50),
    (120, 110, 60),
    (70, 70, 140),
    (150, 160, 170),
    (92, 104, 76),
    (176, 150, 128),
    (66, 60, 92),
)
WALLS: Final[tuple[Colour, ...]] = (
    (226, 224, 220),
    (232, 226, 214),
    (218, 222, 226),
    (228, 216, 202),
)
STYLES: Final = {
    "male": ("side_part", "crew", "swept", "fringe"),
    "female": ("bob", "long", "tied", "long_fringe"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one invented person looks like."""

    sex: str
    age: int
    skin: Colour
    hair: Colour
    hair_style: str
    clothes: Colour
    collar: bool
    glasses: bool
    wall: Colour
    width: float  # of the face, 1 is the middle of all
    jaw: float
    eye: float  # size of the eyes
    slant: float
    brow: float
    nose: float
    mouth: float
    smile: float
    light: float  # from where the lamp shines, -1 left to 1 right


def look_of(seed: int, *, sex: str | None = None, age: int | None = None) -> Look:
    """The person of that seed; sex ("male", "female") and age can be given."""
    dice = np.random.default_rng([seed, 7110])
    drawn_sex, drawn_age = (
        ("female", "male")[seed % 2],
        int(dice.choice([9, 24, 31, 38, 46, 58, 72, 80, 20, 35])),
    )
    sex, age = sex or drawn_sex, drawn_age if age is None else age
    between = dice.uniform(0, 1, 16)
    styles: tuple[str, ...] = STYLES["male" if sex == "male" else "female"]
    if age > 65 and sex == "female":
        styles = ("bob", "tied")
    style = (
        "bald"
        if sex == "male" and age > 50 and between[14] < 0.4
        else styles[seed // 2 % len(styles)]
    )
    grey = age > 65 or (age > 54 and between[0] < 0.5)
    hairs = GREYS if grey else HAIRS
    return Look(
        sex=sex,
        age=age,
        skin=SKINS[int(between[1] ** 1.3 * len(SKINS))],
        hair=hairs[int(between[2] * len(hairs))],
        hair_style=style,
        clothes=CLOTHES[int(between[3] * len(CLOTHES))],
        collar=bool(between[4] < 0.55),
        glasses=bool(between[5] < 0.3),
        wall=WALLS[int(between[6] * len(WALLS))],
        width=0.95 + 0.10 * between[7] + (0.05 if age < 15 else 0.0),
        jaw=0.88 + 0.16 * between[8] + (0.06 if sex == "male" else 0.0),
        eye=0.92 + 0.18 * between[9] + (0.22 if age < 15 else 0.0),
        slant=-0.012 + 0.03 * between[10],
        brow=0.75 + 0.5 * between[11] + (0.25 if sex == "male" and age > 15 else 0.0),
        nose=0.88 + 0.26 * between[12] - (0.2 if age < 15 else 0.0),
        mouth=0.9 + 0.22 * between[13] - (0.16 if age < 15 else 0.0),
        smile=0.012 * between[15],
        light=-0.5 + float(between[0]),
    )


def camera_picture(
    seed: int,
    size: tuple[int, int] = DRAWN_SIZE,
    defect: str | None = None,
    *,
    sex: str | None = None,
    age: int | None = None,
) -> Image:
    """What the photo camera sees (width, height): that person before a plain wall.

    The same arguments give the same pixels. `defect` is one of DEFECTS; raises ValueError for
    any other.
    """
    if defect is not None and defect not in DEFECTS:
        raise ValueError(defect)
    dice = np.random.default_rng([seed, 7111])
    look = look_of(seed, sex=sex, age=age)
    canvas = Canvas.wall(look.wall, busy=defect == "busy_background", dice=dice)
    _place_people(canvas, look, seed, defect, dice)
    return _expose(canvas.pixels, size, defect, dice)


def _place_people(
    canvas: Canvas, look: Look, seed: int, defect: str | None, dice: np.random.Generator
) -> None:
    width, height = DRAWN_SIZE
    shift_x, shift_y = dice.uniform(-0.02, 0.02), dice.uniform(-0.008, 0.008)
    where = (width * (0.5 + shift_x), height * (EYE_LINE + shift_y))
    if defect == "no_one":
        return
    if defect == "two_heads":
        for side, who in ((0.3, look), (0.7, look_of(seed + 1))):
            draw_head(canvas, who, (width * side, height * 0.45), 0.62, dice)
    elif defect == "too_far":
        draw_head(canvas, look, (where[0], height * 0.5), 0.30, dice)
    elif defect == "off_centre":
        draw_head(canvas, look, (width * 0.76, where[1]), 1.0, dice)
    else:
        yaw = 36.0 if defect == "turned" else 0.0
        draw_head(canvas, look, where, 1.0, dice, eyes_closed=defect == "eyes_closed", yaw_deg=yaw)
        if defect == "tilted":
            canvas.tilt(where, 14)


def _expose(
    pixels: Floats, size: tuple[int, int], defect: str | None, dice: np.random.Generator
) -> Image:
    """Lamp, lens and sensor: light, focus, size and noise."""
    if defect == "dark_side":
        across = np.linspace(-1, 1, pixels.shape[1], dtype=np.float32) * 9
        pixels *= (0.16 + 0.84 / (1 + np.exp(-across)))[None, :, None]
    if defect == "dim":
        pixels *= np.float32(0.24)
    pixels = np.asarray(
        cv2.GaussianBlur(pixels, (0, 0), 6.0 if defect == "blurred" else 0.5), np.float32
    )
    if size != (pixels.shape[1], pixels.shape[0]):
        pixels = _fill(pixels, size)
    grain = dice.integers(-2, 3, (size[1], size[0], 3), dtype=np.int8)
    noisy = cv2.add(cv2.convertScaleAbs(pixels), grain, dtype=cv2.CV_8U)
    return np.asarray(noisy, np.uint8)


def _fill(pixels: Floats, size: tuple[int, int]) -> Floats:
    """Scaled to fill that size, the rest cut off evenly."""
    height, width = pixels.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    shift = ((size[0] - width * scale) / 2, (size[1] - height * scale) / 2)
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    filled = cv2.warpAffine(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(filled, np.float32)


class Canvas:
    """Soft brushes on a picture; lengths in eye-to-chin distances around `origin`."""

    def __init__(self, pixels: Floats) -> None:
        self.pixels = pixels
        self.origin = (0.0, 0.0)
        self.unit = EYE_TO_CHIN_PX

    @classmethod
    def wall(cls, colour: Colour, *, busy: bool, dice: np.random.Generator) -> Canvas:
        """A plain wall, a little brighter in the middle; or one full of posters."""
        width, height = DRAWN_SIZE
        x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        bright = 1.0 - 0.05 * x * x - 0.04 * y * y
        pixels = bright[..., None] * np.array(colour, np.float32)
        if busy:
            for _ in range(110):
                left, top = dice.integers(0, width), dice.integers(0, height)
                corner = (int(left + dice.integers(40, 160)), int(top + dice.integers(30, 140)))
                paint = tuple(float(c) for c in dice.uniform(30, 240, 3))
                cv2.rectangle(pixels, (int(left), int(top)), corner, paint, -1)
        return cls(pixels)

    def to_px(self, points: Points) -> Points:
        placed: Points = points * self.unit + np.array(self.origin)
        return placed

    def fill(
        self,
        outline: Points,
        paint: Colour | Floats,
        *,
        opacity: float = 1.0,
        soft: float = 0.0,
        inside: Points | None = None,
    ) -> None:
        """Fill a closed outline; `paint` is a colour, or a picture as large as the canvas."""
        self._lay(
            [self.to_px(outline)], paint, opacity, soft * self.unit, thickness=-1, inside=inside
        )

    def stroke(
        self, line: Points, width: float, colour: Colour, *, opacity: float = 1.0, soft: float = 0.0
    ) -> None:
        """Draw an open line."""
        thick = max(1, round(width * self.unit))
        self._lay([self.to_px(line)], colour, opacity, soft * self.unit, thickness=thick)

    def _lay(
        self,
        lines: Sequence[Points],
        paint: Colour | Floats,
        opacity: float,
        soft_px: float,
        *,
        thickness: int,
        inside: Points | None = None,
    ) -> None:
        area = self._area(np.vstack(lines), 3 * soft_px + max(thickness, 0) + 2)
        if area is None:
            return
        rows, columns = area
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        alpha = self._stencil(lines, area, shape, thickness)
        if soft_px > 0:
            alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), soft_px), np.uint8)
        strength = alpha.astype(np.float32) * np.float32(opacity / 255)
        if inside is not None:
            strength *= self._stencil([self.to_px(inside)], area, shape, -1) / np.float32(255)
        part = self.pixels[rows, columns]
        over = (
            paint[rows, columns] if isinstance(paint, np.ndarray) else np.array(paint, np.float32)
        )
        part += (over - part) * strength[..., None]

    def _stencil(
        self, lines: Sequence[Points], area: tuple[slice, slice], shape: tuple[int, int], thick: int
    ) -> NDArray[np.uint8]:
        stencil = np.zeros(shape, np.uint8)
        corner = np.array([area[1].start, area[0].start])
        fixed = [np.round((line - corner) * 16).astype(np.int32)[:, None] for line in lines]
        if thick < 0:
            cv2.fillPoly(stencil, fixed, 255, cv2.LINE_AA, 4)
        else:
            cv2.polylines(stencil, fixed, False, 255, thick, cv2.LINE_AA, 4)
        return stencil

    def _area(self, points: Points, margin: float) -> tuple[slice, slice] | None:
        low = np.maximum(np.floor(points.min(axis=0) - margin), 0).astype(int)
        size = (self.pixels.shape[1], self.pixels.shape[0])
        high = np.minimum(np.ceil(points.max(axis=0) + margin) + 1, size).astype(int)
        if (high <= low).any():
            return None
        return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))

    def grid(self, left: float, top: float, right: float, bottom: float) -> Grid | None:
        """The pixels of a rectangle with their coordinates."""
        area = self._area(self.to_px(np.array([[left, top], [right, bottom]])), 0)
        if area is None:
            return None
        y = (np.arange(area[0].start, area[0].stop, dtype=np.float32) - self.origin[1]) / self.unit
        x = (np.arange(area[1].start, area[1].stop, dtype=np.float32) - self.origin[0]) / self.unit
        return Grid(area, x[None, :].astype(np.float32), y[:, None].astype(np.float32))

    def turn_head(self, yaw_deg: float) -> None:
        """Turn the head to the right: each point moves by its depth, the nose most of all."""
        grid = self.grid(-1.25, -1.3, 1.25, 1.35)
        if grid is None:
            return
        sin, cos = float(np.sin(np.radians(yaw_deg))), float(np.cos(np.radians(yaw_deg)))
        x, y = np.broadcast_arrays(grid.x, grid.y)
        share = np.clip((1.3 - y) / 0.4, 0, 1) * np.clip((1.25 - np.abs(x)) / 0.4, 0, 1)
        source = x
        for _ in range(8):  # which point comes to lie here? settles quickly
            goal = x - (_depth(source, grid.y) - 0.6) * sin
            source = 0.5 * source + 0.5 * (x + (goal / cos - x) * share)
        columns = (source * self.unit + self.origin[0]).astype(np.float32)
        rows = (y * self.unit + self.origin[1]).astype(np.float32)
        turned = cv2.remap(self.pixels, columns, rows, cv2.INTER_LINEAR)
        self.pixels[grid.area] = np.asarray(turned, np.float32)

    def tilt(self, where: tuple[float, float], roll_deg: float) -> None:
        """Turn the whole picture about the face."""
        matrix = cv2.getRotationMatrix2D(where, -roll_deg, 1.0)
        size = (self.pixels.shape[1], self.pixels.shape[0])
        turned = cv2.warpAffine(self.pixels, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        self.pixels = np.asarray(turned, np.float32)


@dataclass(frozen=True, slots=True)
class Grid:
    """A rectangle of the canvas and its coordinates (columns of x, rows of y)."""

    area: tuple[slice, slice]
    x: Floats
    y: Floats

    def bump(self, x: float, y: float, rx: float, ry: float) -> Floats:
        """A soft hill of height 1."""
        across = np.exp(-(((self.x - x) / rx) ** 2))
        down = np.exp(-(((self.y - y) / ry) ** 2))
        return np.asarray(across * down, np.float32)


def smooth(
    points: Sequence[tuple[float, float]], *, closed: bool = True, steps: int = 10
) -> Points:
    """A smooth curve through points (Catmull-Rom)."""
    knots = np.array(points, float)
    if closed:
        before, after, after2 = np.roll(knots, 1, 0), np.roll(knots, -1, 0), np.roll(knots, -2, 0)
    else:
        ends = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
        before, knots, after, after2 = ends[:-3], ends[1:-2], ends[2:-1], ends[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    p0, p1, p2, p3 = (each[:, None] for each in (before, knots, after, after2))
    curve = p1 + 0.5 * t * (
        (p2 - p0) + t * ((2 * p0 - 5 * p1 + 4 * p2 - p3) + t * (3 * (p1 - p2) + p3 - p0))
    )
    line = curve.reshape(-1, 2)
    return line if closed else np.vstack([line, points[-1]])


def mirrored(half: Sequence[tuple[float, float]]) -> Points:
    """A closed outline from its right half, top to bottom."""
    left = [(-x, y) for x, y in reversed(half) if abs(x) > 1e-9]
    return smooth([*half, *left])


def flipped(points: Points, side: int) -> Points:
    """The same on the other side, if side is -1."""
    mirror: Points = points * np.array((side, 1.0))
    return mirror


def moved(points: Points, right: float, down: float) -> Points:
    shifted: Points = points + np.array((right, down))
    return shifted


def shade(colour: Colour, factor: float) -> Colour:
    blue, green, red = (min(255.0, max(0.0, part * factor)) for part in colour)
    return blue, green, red


def mix(one: Colour, other: Colour, share: float) -> Colour:
    blue, green, red = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return blue, green, red


def draw_head(
    canvas: Canvas,
    look: Look,
    where: tuple[float, float],
    scale: float,
    dice: np.random.Generator,
    *,
    eyes_closed: bool = False,
    yaw_deg: float = 0.0,
) -> None:
    """Draw one person from the back to the front; `where` is the middle between the eyes."""
    canvas.origin, canvas.unit = where, EYE_TO_CHIN_PX * scale
    strands = _strands(canvas, look, dice)
    _hair_behind(canvas, look, strands)
    _neck_and_clothes(canvas, look)
    _ears(canvas, look)
    _face(canvas, look, dice)
    for side in (-1, 1):
        _eye(canvas, look, side, closed=eyes_closed)
        _brow(canvas, look, side, dice)
    _nose(canvas, look)
    _mouth(canvas, look)
    _age_lines(canvas, look)
    _hair_before(canvas, look, strands)
    if look.glasses:
        _glasses(canvas, look)
    if yaw_deg:
        canvas.turn_head(yaw_deg)


def _face_outline(look: Look, grow: float = 0.0) -> Points:
    w, j = look.width, look.jaw
    child = 0.045 if look.age < 15 else 0.0
    half = [
        (0.0, -0.94 - grow),
        (0.30 * w + grow, -0.87),
        (0.52 * w + grow, -0.55),
        (0.595 * w + grow, -0.15),
        (0.575 * w + child + grow, 0.2),
        (0.485 * w * (0.5 + 0.5 * j) + child + grow, 0.52),
        (0.345 * j + child + grow, 0.79),
        (0.165 * j + grow, 0.965 + grow),
        (0.0, 1.0 + grow),
    ]
    return mirrored(half)


def _face(canvas: Canvas, look: Look, dice: np.random.Generator) -> None:
    grid = canvas.grid(-0.75, -1.1, 0.75, 1.1)
    if grid is None:
        return
    paint = np.zeros_like(canvas.pixels)
    light = _relief(grid, look)
    shape = light.shape
    skin = np.array(look.skin, np.float32) * np.ones((*shape, 1), np.float32)
    blush = 0.5 * (grid.bump(-0.34, 0.3, 0.2, 0.17) + grid.bump(0.34, 0.3, 0.2, 0.17))
    blush += 0.35 * grid.bump(0, 0.36, 0.14, 0.1)
    skin += blush[..., None] * np.array((-16, -14, 4), np.float32)
    if look.sex == "male" and look.age > 18:
        beard = grid.bump(0, 0.82, 0.42, 0.24) * (1 - 0.8 * grid.bump(0, 0.63, 0.2, 0.09))
        skin *= 1 - 0.10 * beard[..., None]
    mottle = cv2.resize(
        dice.normal(0, 1, (24, 18)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    skin *= (1 + 0.008 * np.asarray(mottle))[..., None]
    warm = np.array((0.90, 0.96, 1.02), np.float32)  # shadows of skin are warm
    tone = light[..., None] * (1 + (warm - 1) * np.clip(1.1 - light, 0, 1)[..., None] * 1.6)
    paint[grid.area] = np.clip(skin * tone, 0, 255)
    canvas.fill(_face_outline(look), paint, soft=0.004)


def _relief(grid: Grid, look: Look) -> Floats:
    """How much light each point of the face sends back, from its shape."""
    reach = (np.abs(grid.x) / (0.64 * look.width)) ** 2.4
    reach = reach + (np.abs(grid.y - 0.02) / 1.12) ** 2.6
    z = 0.62 * np.sqrt(np.clip(1 - reach, 0.0, 1))
    n = look.nose
    ridge = np.clip((grid.y + 0.15) / 0.55, 0, 1) * (grid.y < 0.6)
    z = z + 0.13 * n * ridge * np.exp(-((grid.x / (0.055 + 0.05 * ridge)) ** 2)) * _fall(
        grid.y, 0.40
    )
    z += 0.055 * n * grid.bump(0, 0.36, 0.085, 0.075)
    z += 0.035 * n * (grid.bump(-0.115, 0.395, 0.05, 0.045) + grid.bump(0.115, 0.395, 0.05, 0.045))
    z += 0.030 * (grid.bump(-0.27, -0.19, 0.2, 0.06) + grid.bump(0.27, -0.19, 0.2, 0.06))
    z -= 0.050 * (grid.bump(-0.275, -0.01, 0.17, 0.10) + grid.bump(0.275, -0.01, 0.17, 0.10))
    z += 0.022 * (grid.bump(-0.275, 0.0, 0.10, 0.06) + grid.bump(0.275, 0.0, 0.10, 0.06))
    z += 0.035 * (grid.bump(-0.36, 0.26, 0.16, 0.14) + grid.bump(0.36, 0.26, 0.16, 0.14))
    z += 0.030 * grid.bump(0, 0.59, 0.19, 0.05) + 0.032 * grid.bump(0, 0.69, 0.17, 0.045)
    z -= 0.018 * grid.bump(0, 0.775, 0.17, 0.03)
    z += 0.035 * grid.bump(0, 0.88, 0.16, 0.08)
    down, across = np.gradient(z, float(grid.y[1, 0] - grid.y[0, 0]))
    length = np.sqrt(across**2 + down**2 + 1)
    lamp = np.array((0.34 * look.light, -0.34, 0.88))
    lamp = lamp / np.linalg.norm(lamp)
    facing = (-across * lamp[0] - down * lamp[1] + lamp[2]) / length
    shine = np.clip(facing, 0, 1) ** 24
    return np.asarray(0.56 + 0.53 * np.clip(facing, -0.3, 1) + 0.05 * shine, np.float32)


def _fall(y: Floats, end: float) -> Floats:
    return np.asarray(1 / (1 + np.exp((y - end) / 0.018)), np.float32)


def _depth(x: Floats, y: Floats) -> Floats:
    """How far a point of the head stands out towards the camera."""
    dome = 0.95 * np.sqrt(np.clip(1 - (x / 0.86) ** 2, 0, 1))
    nose = 0.26 * np.exp(-((x / 0.13) ** 2)) * np.exp(-(((y - 0.33) / 0.16) ** 2))
    ridge = 0.09 * np.exp(-((x / 0.09) ** 2)) * np.exp(-(((y - 0.05) / 0.20) ** 2))
    eyes = -0.05 * np.exp(-(((np.abs(x) - 0.28) / 0.14) ** 2)) * np.exp(-((y / 0.10) ** 2))
    return np.asarray(dome + nose + ridge + eyes, np.float32)


def _ears(canvas: Canvas, look: Look) -> None:
    for side in (-1, 1):
        x = 0.585 * look.width
        ear = smooth(
            [(x, -0.1), (x + 0.1, -0.13), (x + 0.115, 0.05), (x + 0.065, 0.3), (x - 0.02, 0.34)]
        )
        canvas.fill(flipped(ear, side), shade(look.skin, 0.86), soft=0.004)
        inner = smooth([(x + 0.03, -0.03), (x + 0.075, -0.05), (x + 0.075, 0.08), (x + 0.03, 0.22)])
        canvas.fill(flipped(inner, side), shade(look.skin, 0.68), opacity=0.6, soft=0.015)


def _eye(canvas: Canvas, look: Look, side: int, *, closed: bool) -> None:
    e, x = look.eye, 0.278
    half, up, low = 0.125 * e, 0.050 * e, 0.030 * e
    tilt = look.slant
    lid = [(-half, 0.012), (-0.5 * half, -up * 0.72), (0.1 * half, -up), (0.62 * half, -up * 0.72)]
    under = [(0.55 * half, low * 0.8), (0.0, low), (-0.55 * half, low * 0.75)]
    corner = (half, -tilt)
    place = np.array((x, 0.0))
    upper = flipped(smooth([*lid, corner], closed=False) + place, side)
    lower = flipped(smooth([corner, *under, lid[0]], closed=False) + place, side)
    dark = shade(look.skin, 0.55)
    if closed:
        canvas.fill(np.vstack([upper, lower]), shade(look.skin, 0.95), soft=0.012)
        canvas.stroke(moved(lower, 0, 0.006), 0.014, shade(look.hair, 0.8), opacity=0.9, soft=0.003)
        return
    opening = np.vstack([upper, lower])
    canvas.fill(opening, (228, 232, 236), soft=0.002)
    _iris(canvas, look, side, opening, x)
    canvas.stroke(moved(upper, 0, 0.012), 0.030, (60, 64, 80), opacity=0.35, soft=0.010)
    lashes = 0.017 if look.sex == "female" else 0.013
    canvas.stroke(upper, lashes, (24, 22, 26), opacity=0.92, soft=0.002)
    canvas.stroke(lower, 0.006, shade(look.skin, 0.55), opacity=0.55, soft=0.003)
    crease = flipped(
        smooth(
            [(-0.9 * half, -0.022), (0.05, -up - 0.034), (half * 1.02, -0.03 - tilt)], closed=False
        )
        + place,
        side,
    )
    canvas.stroke(crease, 0.007, dark, opacity=0.5, soft=0.005)
    bag = flipped(
        smooth([(-half * 0.7, 0.075), (0, 0.092), (half * 0.8, 0.07)], closed=False) + place, side
    )
    canvas.stroke(bag, 0.02, shade(look.skin, 0.8), opacity=0.25 + look.age / 250, soft=0.014)


def _iris(canvas: Canvas, look: Look, side: int, opening: Points, x: float) -> None:
    centre = np.array((side * x, -0.008))
    r = 0.052 * (0.6 + 0.4 * look.eye)
    canvas.fill(_round(centre, r), (26, 32, 44), soft=0.003, inside=opening)
    canvas.fill(_round(centre, r * 0.84), (38, 58, 86), opacity=0.9, soft=0.006, inside=opening)
    canvas.fill(_round(centre, r * 0.42), (10, 10, 12), soft=0.003, inside=opening)
    spark = moved(centre, 0.018 if look.light >= 0 else -0.018, -0.018)
    canvas.fill(_round(spark, 0.011), (250, 250, 250), opacity=0.95, soft=0.002)


def _round(centre: Points, radius: float, ratio: float = 1.0) -> Points:
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return centre + radius * np.stack([np.cos(angles), ratio * np.sin(angles)], axis=1)


def _brow(canvas: Canvas, look: Look, side: int, dice: np.random.Generator) -> None:
    thick = 0.030 * look.brow
    top = [(0.11, -0.175), (0.24, -0.225), (0.36, -0.225), (0.455, -0.165)]
    low = [(0.36, -0.225 + thick), (0.24, -0.22 + thick * 1.25), (0.115, -0.165 + thick)]
    shape = flipped(smooth([*top, *low], closed=True), side)
    colour = mix(look.hair, look.skin, 0.12)
    canvas.fill(shape, colour, opacity=0.72, soft=0.010)
    for t in np.linspace(0.02, 0.95, 26):
        x = 0.12 + 0.32 * t
        y = -0.165 - 0.055 * np.sin(np.pi * min(1.0, t * 0.95 + 0.05)) + thick * 0.6
        lean = 0.030 * (0.3 + t) + dice.normal(0, 0.004)
        hair = np.array([(x, y + dice.normal(0, 0.005)), (x + lean, y - thick * (1.1 - 0.5 * t))])
        canvas.stroke(flipped(hair, side), 0.005, shade(look.hair, 0.9), opacity=0.35, soft=0.002)


def _nose(canvas: Canvas, look: Look) -> None:
    n = look.nose
    dark = shade(look.skin, 0.42)
    for side in (-1, 1):
        hole = np.array((side * 0.062 * n, 0.428))
        canvas.fill(_round(hole, 0.030 * n, 0.42), dark, opacity=0.75, soft=0.008)
        wing = [(0.105 * n, 0.34), (0.148 * n, 0.385), (0.135 * n, 0.43), (0.095 * n, 0.437)]
        line = flipped(smooth(wing, closed=False), side)
        canvas.stroke(line, 0.012, shade(look.skin, 0.62), opacity=0.42, soft=0.008)
    under = smooth([(-0.10 * n, 0.445), (0, 0.462), (0.10 * n, 0.445)], closed=False)
    canvas.stroke(under, 0.03, shade(look.skin, 0.6), opacity=0.38, soft=0.016)
    side = -1 if look.light > 0 else 1
    flank = smooth([(0.075, -0.08), (0.07, 0.12), (0.10 * n, 0.3)], closed=False)
    canvas.stroke(flipped(flank, side), 0.05, shade(look.skin, 0.72), opacity=0.22, soft=0.026)


def _mouth(canvas: Canvas, look: Look) -> None:
    w, s = 0.225 * look.mouth, look.smile
    female = look.sex == "female" and look.age > 15
    lip = mix(look.skin, (96, 88, 190), 0.5 if female else 0.3)
    up = 0.042 if female else 0.034
    line = [(-w, 0.632 - s), (-0.5 * w, 0.636), (0, 0.640), (0.5 * w, 0.636), (w, 0.632 - s)]
    upper = [(0.55 * w, 0.60), (0.16 * w, 0.628 - up), (0, 0.640 - up * 0.85)]
    upper += [(-0.16 * w, 0.628 - up), (-0.55 * w, 0.60)]
    lower = [(0.6 * w, 0.676), (0.22 * w, 0.702), (-0.22 * w, 0.702), (-0.6 * w, 0.676)]
    canvas.fill(smooth([*line, *upper]), shade(lip, 0.86), opacity=0.9, soft=0.007)
    canvas.fill(smooth([*line, *lower]), lip, opacity=0.88, soft=0.008)
    canvas.fill(
        _round(np.array((0.0, 0.672)), 0.06, 0.25), shade(lip, 1.25), opacity=0.35, soft=0.014
    )
    canvas.stroke(smooth(line, closed=False), 0.010, shade(lip, 0.42), opacity=0.85, soft=0.003)
    shadow = smooth([(-0.5 * w, 0.735), (0, 0.752), (0.5 * w, 0.735)], closed=False)
    canvas.stroke(shadow, 0.03, shade(look.skin, 0.68), opacity=0.35, soft=0.018)
    for side in (-1, 1):
        groove = np.array([(0.022, 0.49), (0.026, 0.575)])
        canvas.stroke(flipped(groove, side), 0.012, shade(look.skin, 0.8), opacity=0.25, soft=0.01)


def _age_lines(canvas: Canvas, look: Look) -> None:
    strength = min(0.6, max(0.0, (look.age - 28) / 75))
    if strength == 0:
        return
    dark = shade(look.skin, 0.62)
    for side in (-1, 1):
        fold = smooth([(0.165, 0.40), (0.235, 0.5), (0.285, 0.62)], closed=False)
        canvas.stroke(flipped(fold, side), 0.012, dark, opacity=0.65 * strength, soft=0.009)
        if look.age > 50:
            for spread in (-0.03, 0.01, 0.05):
                crow = np.array([(0.425, 0.0 + spread * 0.4), (0.49, spread)])
                canvas.stroke(flipped(crow, side), 0.006, dark, opacity=0.7 * strength, soft=0.004)
    if look.age > 55:
        for y in (-0.42, -0.5, -0.58):
            line = smooth([(-0.26, y + 0.015), (0, y), (0.26, y + 0.015)], closed=False)
            canvas.stroke(line, 0.009, dark, opacity=0.5 * strength, soft=0.006)


def _neck_and_clothes(canvas: Canvas, look: Look) -> None:
    grown = 0.75 if look.age < 15 else 1.0
    n = (0.40 if look.sex == "male" else 0.34) * (0.85 if look.age < 15 else 1.0)
    neck = mirrored([(0.0, 0.4), (n, 0.4), (n, 1.1), (n + 0.10, 1.33), (n + 0.3, 1.6), (0.0, 1.7)])
    canvas.fill(neck, shade(look.skin, 0.84), soft=0.004)
    wide = (1.62 if look.sex == "male" else 1.38) * grown
    body = [(0.0, 1.55), (n + 0.03, 1.26), (n + 0.28, 1.40), (wide * 0.72, 1.54)]
    body += [(wide * 0.95, 1.74), (wide * 1.05, 2.6), (wide * 1.05, 9.0), (0.0, 9.0)]
    outline = mirrored(body)
    canvas.fill(outline, look.clothes, soft=0.004)
    for side in (-1, 1):
        fold = smooth([(wide * 0.62, 1.6), (wide * 0.66, 1.8), (wide * 0.68, 2.2)], closed=False)
        canvas.stroke(flipped(fold, side), 0.06, shade(look.clothes, 0.7), opacity=0.5, soft=0.04)
    under_chin = mirrored([(0.0, 0.7), (n * 1.02, 0.7), (n * 0.98, 1.02), (0.0, 1.16)])
    canvas.fill(under_chin, shade(look.skin, 0.48), opacity=0.78, soft=0.045, inside=neck)
    _collar(canvas, look, n)


def _collar(canvas: Canvas, look: Look, n: float) -> None:
    if not look.collar:
        rim = smooth(
            [(-n - 0.06, 1.28), (-0.2, 1.5), (0, 1.55), (0.2, 1.5), (n + 0.06, 1.28)], closed=False
        )
        canvas.stroke(rim, 0.05, shade(look.clothes, 0.8), soft=0.004)
        return
    shirt = mirrored([(0.0, 1.42), (n + 0.02, 1.24), (n * 0.9, 1.7), (0.0, 2.3)])
    canvas.fill(shirt, (236, 234, 232), soft=0.003)
    skin = mirrored([(0.0, 1.2), (n * 0.72, 1.18), (n * 0.4, 1.38), (0.0, 1.52)])
    canvas.fill(skin, shade(look.skin, 0.72), soft=0.006)
    for side in (-1, 1):
        wing = np.array([(n + 0.03, 1.17), (n + 0.13, 1.34), (0.17, 1.66), (0.02, 1.50)])
        canvas.fill(flipped(wing, side), (246, 245, 244), soft=0.003)
        canvas.stroke(flipped(wing[1:], side), 0.008, (176, 176, 180), soft=0.003)
    if look.sex == "male" and look.age > 20:
        tie = mirrored([(0.0, 1.49), (0.075, 1.51), (0.05, 1.63), (0.11, 2.3), (0.0, 2.35)])
        canvas.fill(tie, mix(look.clothes, (60, 40, 120), 0.6), soft=0.003)


def _strands(canvas: Canvas, look: Look, dice: np.random.Generator) -> Floats:
    """Hair as a picture: strands falling from the parting, with a band of light."""
    paint = np.zeros_like(canvas.pixels)
    grid = canvas.grid(-1.2, -1.35, 1.2, 2.1)
    if grid is None:
        return paint
    part = 0.18 if look.hair_style in ("side_part", "swept", "long_fringe") else 0.0
    x, y = grid.x - part, grid.y + 1.12
    angle = np.arctan2(x, np.maximum(y, 0.02) + 0.25)
    noise = dice.normal(0, 1, 2048).astype(np.float32)
    fine = cv2.GaussianBlur(noise[None], (0, 0), 1.2)[0] * 1.6
    broad = cv2.GaussianBlur(noise[None, ::-1], (0, 0), 7.0)[0] * 4
    turn = (angle / np.pi + 0.5) * 1500 + 6 * np.sin(7 * y)
    place = np.clip(turn, 0, 2047).astype(np.int32)
    strand = 0.10 * fine[place] + 0.10 * broad[place]
    away = np.sqrt(x**2 + y**2)
    shine = np.exp(-(((away - 0.42) / 0.13) ** 2)) * (0.6 + 0.5 * broad[place])
    dim = 1 - 0.25 * np.clip((np.abs(grid.x) - 0.35) / 0.5, 0, 1)
    tone = (0.95 + strand) * dim
    glow = np.array((34, 36, 40), np.float32) * (0.55 if sum(look.hair) < 240 else 0.3)
    part_of = np.array(look.hair, np.float32) * tone[..., None] + shine[..., None] * glow
    paint[grid.area] = np.clip(part_of, 4, 255)
    return paint


def _hair_behind(canvas: Canvas, look: Look, strands: Floats) -> None:
    w = look.width
    shadow = strands * np.float32(0.72)
    if look.hair_style in ("long", "long_fringe"):
        half = [(0.0, -1.02), (0.5 * w, -0.9), (0.72 * w, -0.45), (0.76, 0.2), (0.80, 0.9)]
        half += [(0.78, 1.5), (0.55, 1.66), (0.2, 1.5), (0.0, 1.45)]
        canvas.fill(mirrored(half), shadow, soft=0.008)
    elif look.hair_style == "bob":
        half = [(0.0, -1.02), (0.52 * w, -0.9), (0.76 * w, -0.4), (0.80, 0.25), (0.76, 0.75)]
        half += [(0.55, 0.86), (0.2, 0.8), (0.0, 0.8)]
        canvas.fill(mirrored(half), shadow, soft=0.008)
    elif look.hair_style == "tied":
        canvas.fill(_round(np.array((0.0, -0.98)), 0.2), shadow, soft=0.01)


def _hair_before(canvas: Canvas, look: Look, strands: Floats) -> None:
    w = look.width
    outlines = _hair_outlines(look.hair_style, w)
    for outline in outlines:
        canvas.fill(
            moved(outline, 0, 0.025),
            shade(look.skin, 0.5),
            opacity=0.35,
            soft=0.022,
            inside=_face_outline(look),
        )
    opacity = 0.55 if look.hair_style == "bald" else 1.0
    for outline in outlines:
        canvas.fill(outline, strands, soft=0.007, opacity=opacity)


def _cap(w: float, high: float, side_end: float, thick: float) -> list[tuple[float, float]]:
    """The outer edge of the hair from the left side over the crown to the right side."""
    left = [(-0.60 * w, side_end), (-0.625 * w - thick, -0.25), (-0.555 * w - thick, -0.64)]
    left += [(-0.34 * w, -0.92 - high), (0.0, -1.02 - high)]
    return [*left, *((-x, y) for x, y in reversed(left[:-1]))]


def _hair_outlines(style: str, w: float) -> list[Points]:
    if style == "bald":
        return _bald_sides(w)
    edges = {
        "side_part": (
            0.06,
            0.02,
            0.02,
            [
                (0.54, -0.2),
                (0.50, -0.5),
                (0.30, -0.60),
                (0.12, -0.64),
                (-0.2, -0.52),
                (-0.44, -0.40),
                (-0.54, -0.18),
            ],
        ),
        "crew": (
            0.03,
            0.0,
            0.0,
            [
                (0.55, -0.22),
                (0.50, -0.52),
                (0.26, -0.66),
                (0.0, -0.68),
                (-0.26, -0.66),
                (-0.50, -0.52),
                (-0.55, -0.22),
            ],
        ),
        "swept": (
            0.14,
            0.02,
            0.02,
            [
                (0.54, -0.2),
                (0.52, -0.52),
                (0.36, -0.68),
                (0.0, -0.74),
                (-0.34, -0.66),
                (-0.50, -0.5),
                (-0.54, -0.2),
            ],
        ),
        "fringe": (
            0.07,
            0.06,
            0.03,
            [
                (0.54, -0.1),
                (0.52, -0.34),
                (0.3, -0.36),
                (0.1, -0.31),
                (-0.14, -0.36),
                (-0.36, -0.32),
                (-0.54, -0.1),
            ],
        ),
        "bob": (
            0.08,
            0.62,
            0.14,
            [
                (0.56, 0.7),
                (0.53, 0.15),
                (0.50, -0.26),
                (0.26, -0.34),
                (0.0, -0.31),
                (-0.26, -0.34),
                (-0.50, -0.26),
                (-0.53, 0.15),
                (-0.56, 0.7),
            ],
        ),
        "long": (
            0.07,
            1.45,
            0.12,
            [
                (0.62, 1.5),
                (0.56, 0.6),
                (0.54, -0.05),
                (0.40, -0.45),
                (0.12, -0.70),
                (0.0, -0.80),
                (-0.12, -0.70),
                (-0.40, -0.45),
                (-0.54, -0.05),
                (-0.56, 0.6),
                (-0.62, 1.5),
            ],
        ),
        "long_fringe": (
            0.08,
            1.4,
            0.12,
            [
                (0.60, 1.45),
                (0.56, 0.6),
                (0.53, -0.1),
                (0.42, -0.40),
                (0.18, -0.58),
                (-0.1, -0.40),
                (-0.36, -0.30),
                (-0.53, -0.05),
                (-0.56, 0.6),
                (-0.60, 1.45),
            ],
        ),
        "tied": (
            0.05,
            0.05,
            0.01,
            [
                (0.55, -0.1),
                (0.50, -0.46),
                (0.25, -0.66),
                (0.0, -0.71),
                (-0.25, -0.66),
                (-0.50, -0.46),
                (-0.55, -0.1),
            ],
        ),
    }
    high, side_end, thick, line = edges[style]
    inner = [(x * w if y < 0.3 else x, y) for x, y in line]
    if side_end < 0.5:
        return [smooth([*_cap(w, high, side_end, thick), *inner])]
    end = (0.70 if style == "bob" else 0.74, side_end + 0.1)
    cap = _cap(w, high, 0.2, thick)
    outer = [(-end[0], end[1]), (-0.74, 0.6), *cap[1:-1], (0.74, 0.6), end]
    return [smooth([*outer, *inner])]


def _bald_sides(w: float) -> list[Points]:
    side = [(0.60, 0.05), (0.655, -0.2), (0.63, -0.52), (0.55, -0.66), (0.52, -0.42), (0.55, -0.15)]
    outline = smooth([(x * w, y) for x, y in side])
    return [outline, flipped(outline, -1)]


def _glasses(canvas: Canvas, look: Look) -> None:
    frame: Colour = (38, 36, 40) if look.age < 60 else (70, 84, 110)
    for side in (-1, 1):
        x = 0.285
        lens = smooth(
            [
                (x - 0.19, -0.09),
                (x, -0.125),
                (x + 0.2, -0.10),
                (x + 0.195, 0.08),
                (x, 0.155),
                (x - 0.16, 0.10),
            ]
        )
        lens = flipped(lens, side)
        canvas.fill(lens, (250, 248, 245), opacity=0.05)
        canvas.stroke(np.vstack([lens, lens[:1]]), 0.016, frame, opacity=0.92, soft=0.002)
        temple = np.array([(x + 0.2, -0.06), (0.62 * look.width, -0.03)])
        canvas.stroke(flipped(temple, side), 0.016, frame, opacity=0.9, soft=0.003)
    bridge = smooth([(-0.095, -0.03), (0, -0.055), (0.095, -0.03)], closed=False)
    canvas.stroke(bridge, 0.016, frame, opacity=0.92, soft=0.002)

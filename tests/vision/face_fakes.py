"""Pictures made of portraits for the measures of "who is this?": booths, copies, prints held before
the camera, screens, and cards on the document camera's table. Used by tests and by tests/bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from desk.assets import model_bytes
from desk.services.ports import Image
from desk.vision.face import CHIN
from desk.vision.one_face import FaceModels, FaceSeeker

WALL = (226, 224, 220)


def face_models() -> FaceModels:
    return FaceModels(model_bytes("face_detection_full_range"), model_bytes("face_landmark"))


def portraits(samples: Path) -> list[Image]:
    faces = samples / "faces"
    return [
        np.asarray(cv2.imread(str(path)), np.uint8)
        for path in (*sorted(faces.glob("*.*")), *sorted((faces / "people").glob("*.jpg")))
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """A portrait with where its eyes are and how far they are from the chin."""

    image: Image
    eyes: tuple[float, float]
    unit: float


def person(image: Image, seeker: FaceSeeker) -> Person:
    mesh = seeker.only(image)
    assert mesh is not None
    middle = np.mean(mesh.eyes, axis=0)
    unit = float(np.linalg.norm(middle - mesh.points[CHIN, :2]))
    return Person(image, (float(middle[0]), float(middle[1])), unit)


def placed(who: Person, size: tuple[int, int], eyes: tuple[float, float], unit: float) -> Any:
    """The portrait scaled and moved, and where it covers the new picture."""
    scale = unit / who.unit
    shift = (eyes[0] - scale * who.eyes[0], eyes[1] - scale * who.eyes[1])
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    source = cv2.GaussianBlur(who.image, (0, 0), 0.5 / scale) if scale < 0.8 else who.image
    picture = cv2.warpAffine(
        source, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    cover = cv2.warpAffine(np.full(who.image.shape[:2], 255, np.uint8), matrix, size)
    return picture, cover


def wall(size: tuple[int, int]) -> Any:
    across, down = np.meshgrid(np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1]))
    return np.array(WALL) * (1 - 0.05 * across**2 - 0.04 * down**2)[..., None]


def booth(who: Person, seed: int, size: tuple[int, int] = (1280, 720), unit: float = 150) -> Image:
    """The person cut out softly before the wall that everybody of the day has, at one place."""
    middle = (size[0] / 2, size[1] * 0.42)
    picture, cover = placed(who, size, middle, unit)
    x, y = middle
    mask = np.zeros(size[::-1], np.uint8)
    cv2.ellipse(mask, (int(x), int(y)), (int(0.85 * unit), int(1.3 * unit)), 0, 0, 360, 255, -1)
    body = [(-0.5, 0.9), (0.5, 0.9), (1.6, 1.7), (1.9, 6.0), (-1.9, 6.0), (-1.6, 1.7)]
    cv2.fillPoly(mask, [np.array([(x + a * unit, y + b * unit) for a, b in body], np.int32)], 255)
    soft = cv2.GaussianBlur(np.minimum(mask, cover), (0, 0), 0.06 * unit)[..., None] / 255
    grain = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return as_bytes(picture * soft + wall(size) * (1 - soft) + grain)


def as_bytes(values: Any) -> Image:
    return np.clip(values, 0, 255).astype(np.uint8)


def jpeg(image: Image, quality: int) -> Image:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


# one picture, changed ------------------------------------------------------------------------
def turned(image: Image, degrees: float) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(
        cv2.warpAffine(
            image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def cut_closer(image: Image) -> Image:
    height, width = image.shape[:2]
    return np.ascontiguousarray(
        image[int(0.03 * height) : int(0.95 * height), int(0.05 * width) : int(0.97 * width)]
    )


def from_aside(image: Image, share: float, seed: int) -> Image:
    height, width = image.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + np.random.default_rng(seed).uniform(-share, share, (4, 2)) * (width, height)
    plane = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return np.asarray(
        cv2.warpPerspective(
            image, plane, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def print_again(image: Image) -> Image:
    """A faded print seen a little from aside, softer, noisier, smaller."""
    faded = from_aside(image, 0.03, 0) * 0.8 + 35
    light = 1 + 0.08 * np.linspace(-1, 1, image.shape[1])
    soft = cv2.GaussianBlur(faded * light[None, :, None], (0, 0), 1.5)
    noisy = as_bytes(soft + np.random.default_rng(0).normal(0, 4, soft.shape))
    return jpeg(scaled(noisy, 0.7), 80)


def scaled(image: Image, factor: float) -> Image:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def grey(image: Image) -> Image:
    one = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.cvtColor(one, cv2.COLOR_GRAY2BGR), np.uint8)


COPIES: dict[str, Callable[[Image], Image]] = {
    "JPEG 40": lambda image: jpeg(image, 40),
    "half size": lambda image: scaled(image, 0.5),
    "1.3 times": lambda image: scaled(image, 1.3),
    "15 % lighter": lambda image: as_bytes(image * 1.15),
    "15 % darker": lambda image: as_bytes(image * 0.85),
    "gamma 0.85": lambda image: as_bytes(255 * (image / 255) ** 0.85),
    "gamma 1.18": lambda image: as_bytes(255 * (image / 255) ** 1.18),
    "mirrored": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "cut closer": cut_closer,
    "turned 3 deg": lambda image: turned(image, 3),
    "grey": grey,
    "soft": lambda image: np.asarray(cv2.GaussianBlur(image, (0, 0), 2), np.uint8),
    "noisy": lambda image: as_bytes(image + np.random.default_rng(1).normal(0, 8, image.shape)),
    "from aside": lambda image: from_aside(image, 0.03, 0),
    "print again": print_again,
}


# held before the camera ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Held:
    """A flat picture held up: what surrounds it, its screen, and how it is held."""

    border: float = 0.0  # of its width
    border_grey: int = 245
    pixel_px: float = 0.0  # size of a screen's pixel in camera pixels; 0 is no screen
    dots_px: float = 0.0  # size of a print's dots
    fills: bool = False  # the whole camera frame: no edge is in view


HELD = {
    "print, white border": Held(border=0.06),
    "print, no border": Held(),
    "phone, pixels of 0.45": Held(border=0.05, border_grey=12, pixel_px=0.45),
    "tablet, pixels of 1.2": Held(border=0.05, border_grey=12, pixel_px=1.2),
    "fills the frame: phone, 0.45": Held(pixel_px=0.45, fills=True),
    "fills the frame: screen, 1.2": Held(pixel_px=1.2, fills=True),
    "fills the frame: screen, 2.3": Held(pixel_px=2.3, fills=True),
    "fills the frame: print, dots of 3": Held(dots_px=3.0, fills=True),
    "fills the frame: good print": Held(fills=True),
}


def held_up(who: Person, how: Held, seed: int, size: tuple[int, int] = (1280, 720)) -> Image:
    """What the photo camera sees when somebody's picture is held before it."""
    dice = np.random.default_rng([seed, 77])
    unit = 130.0 if not how.fills else 150.0
    width, height = (round(2.06 * unit), round(2.65 * unit)) if not how.fills else size
    eyes = (width / 2, 1.24 * unit) if not how.fills else (width / 2, height * 0.45)
    picture, _ = placed(who, (width, height), eyes, unit)
    edge = round(how.border * width)
    flat = cv2.copyMakeBorder(
        picture, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(how.border_grey,) * 3
    ).astype(np.float64)
    spread = 0.06 if not how.fills else 0.0
    plane = _plane(flat.shape, size, dice, spread, 0.0 if how.fills else 7.0)
    laid = cv2.warpPerspective(flat, plane, size, flags=cv2.INTER_CUBIC)
    cover = cv2.warpPerspective(np.full(flat.shape[:2], 1.0), plane, size)[..., None]
    laid = laid * _raster(how, size, dice)
    seen = laid * cover + wall(size) * (1 - cover)
    if not how.fills:
        seen = _fingers(seen, plane, flat.shape, dice)
    soft = cv2.GaussianBlur(seen, (0, 0), 0.6)
    return jpeg(as_bytes(soft + dice.normal(0, 2, soft.shape)), 90)


def _plane(
    shape: tuple[int, ...],
    size: tuple[int, int],
    dice: np.random.Generator,
    spread: float,
    turn: float,
) -> Any:
    """From the flat picture to the frame: turned, a little from aside, somewhere in the middle."""
    height, width = shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    angle = np.radians(dice.uniform(-turn, turn))
    around = (corners - corners.mean(axis=0)) @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    shift = dice.uniform(-0.03, 0.03, 2) * size * (turn > 0)
    moved = around + dice.uniform(-spread, spread, (4, 2)) * width + np.array(size) / 2 + shift
    return cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))


LENS_PX = 0.5  # how far a good lens spreads a point


def _raster(how: Held, size: tuple[int, int], dice: np.random.Generator) -> Any:
    """The grid of a screen or the dots of a print, as lens and sensor let it through: what is too
    fine to be seen comes out even, what is just too fine as coarse waves (moire)."""
    if not how.pixel_px and not how.dots_px:
        return 1.0
    angle = np.radians(dice.uniform(1, 6) + (45 if how.dots_px else 0))
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    period = how.pixel_px or how.dots_px
    along = (x * np.cos(angle) + y * np.sin(angle)) / period
    across = (y * np.cos(angle) - x * np.sin(angle)) / period
    share = 0.85 if how.pixel_px else 0.5  # of a period that is lit, or without ink
    waves = _wave(along, period, share) * _wave(across, period, share) / share**2
    if how.dots_px:
        waves = 0.8 + 0.2 * waves
    return waves[..., None]


def _wave(place: Any, period: float, share: float) -> Any:
    """Light and dark along one axis: the first harmonics, each dimmed by lens and pixel."""
    total = np.full(place.shape, share)
    for number in (1, 2, 3):
        pitch = number / period  # cycles a camera pixel
        dim = np.exp(-2 * (np.pi * LENS_PX * pitch) ** 2) * abs(np.sinc(pitch))
        size = 2 * np.sin(np.pi * number * share) / (np.pi * number)
        total = total + size * dim * np.cos(2 * np.pi * number * place)
    return total


def _fingers(seen: Any, plane: Any, shape: tuple[int, ...], dice: np.random.Generator) -> Any:
    """A thumb over the lower edge and the hand below it."""
    at = np.array([[[shape[1] * dice.uniform(0.3, 0.7), shape[0] * 0.98]]], np.float32)
    x, y = (int(v) for v in cv2.perspectiveTransform(at, plane)[0, 0])
    hand = seen.copy()
    cv2.ellipse(hand, (x, y), (22, 46), float(dice.uniform(-20, 20)), 0, 360, (150, 175, 215), -1)
    cv2.ellipse(hand, (x, y + 120), (90, 100), 0, 0, 360, (140, 165, 205), -1)
    return cv2.GaussianBlur(hand, (0, 0), 0.5)


# a card on the document camera's table ---------------------------------------------------------
TABLE_SIZE = (1920, 1080)
INK = (255, 0, 255)
PRINT = ("Family Name TARO", "1988.03.12", "Machikado 1-2-3", "1234 5678 9012", "2031.05.04")


@dataclass(frozen=True, slots=True)
class Card:
    """A card with portrait, print in INK and 12-digit numbers beside, above and under it."""

    portrait_px: int = 200
    turn: float = 0.0
    place: tuple[float, float] = (0.5, 0.5)
    ghost: float = 0.0  # a second, smaller portrait: its share of the first
    glare: float = 0.0  # of the portrait's height
    blur: float = 0.0


def on_table(*cards: tuple[Person, Card], seed: int = 0) -> Image:
    dice = np.random.default_rng([seed, 5])
    table = np.full((TABLE_SIZE[1], TABLE_SIZE[0], 3), (85.0, 80.0, 70.0))
    for who, card in cards:
        table = _laid(table, who, card)
        if card.blur:
            table = cv2.GaussianBlur(table, (0, 0), card.blur)
    return jpeg(as_bytes(table + dice.normal(0, 2.5, table.shape)), 92)


def _laid(table: Any, who: Person, card: Card) -> Any:
    face, middle = _card_face(who, card)
    height, width = face.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), card.turn, 1)
    matrix[:, 2] += np.array(card.place) * TABLE_SIZE - (width / 2, height / 2)
    cover = cv2.warpAffine(np.ones((height, width)), matrix, TABLE_SIZE)[..., None]
    laid = cv2.warpAffine(face, matrix, TABLE_SIZE, flags=cv2.INTER_CUBIC)
    table = table * (1 - cover) + laid * cover
    if not card.glare:
        return table
    x, y = matrix @ (*middle, 1)
    across, down = np.meshgrid(np.arange(TABLE_SIZE[0]) - x, np.arange(TABLE_SIZE[1]) - y)
    spot = np.exp(-(across**2 + down**2) / (2 * (card.glare * card.portrait_px) ** 2))
    return table + 300 * spot[..., None]


def _card_face(who: Person, card: Card) -> tuple[Any, tuple[float, float]]:
    """The card's front, and where the face's middle is on it."""
    mm = card.portrait_px / 30
    face = np.full((round(54 * mm), round(86 * mm), 3), (228, 235, 225), np.uint8)
    for row, text in enumerate(PRINT):
        _write(face, text, 30.0, 17 + 7 * row, mm)
    _write(face, "LICENCE 123456789012", 5, 11.5, mm)
    _write(face, "123456789012", 5, 50, mm)
    _paste(face, who, (5, 14), card.portrait_px, mm)
    if card.ghost:
        _paste(face, who, (68, 33), round(card.ghost * card.portrait_px), mm)
    return face, (5 * mm + 0.4 * card.portrait_px, 14 * mm + 0.5 * card.portrait_px)


def _write(face: Any, text: str, x: float, y: float, mm: float) -> None:
    where, thick = (round(x * mm), round(y * mm)), max(1, round(mm / 4))
    cv2.putText(face, text, where, cv2.FONT_HERSHEY_SIMPLEX, 0.11 * mm, INK, thick, cv2.LINE_AA)


def _paste(face: Any, who: Person, corner_mm: tuple[float, float], height: int, mm: float) -> None:
    width = round(0.8 * height)
    picture, _ = placed(who, (width, height), (width / 2, 0.47 * height), height * 17 / 45)
    left, top = (round(each * mm) for each in corner_mm)
    face[top : top + height, left : left + width] = picture


def ink_in(image: Image) -> int:
    """Pixels in the colour of the print."""
    blue, green, red = (image[..., channel].astype(int) for channel in range(3))
    return int(((blue > green + 60) & (red > green + 60)).sum())


# the portrait on a document, as it comes back ---------------------------------------------------
def _glare(image: Image) -> Image:
    height, width = image.shape[:2]
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    spot = np.exp(-((across - 0.42 * width) ** 2 + (down - 0.4 * height) ** 2) / (0.1 * width) ** 2)
    return as_bytes(image + 160 * spot[..., None])


PRINTED: dict[str, Callable[[Image], Image]] = {
    "240 px": lambda image: _tall(image, 240),
    "120 px": lambda image: _tall(image, 120),
    "60 px": lambda image: _tall(image, 60),
    "120 px, grey, JPEG 40": lambda image: jpeg(grey(_tall(image, 120)), 40),
    "240 px, faded": lambda image: as_bytes(_tall(image, 240) * 0.55 + 80),
    "240 px, blurred": lambda image: np.asarray(
        cv2.GaussianBlur(_tall(image, 240), (0, 0), 2.5), np.uint8
    ),
    "240 px, glare": lambda image: _glare(_tall(image, 240)),
}


def _tall(image: Image, height: int) -> Image:
    return scaled(image, height / image.shape[0])


def passport_cut(who: Person) -> Image:
    """The portrait as an ID photo is cut: 35 x 45 with a head of 34."""
    unit = min(who.unit, 300.0)
    size = (round(unit * 35 / 17), round(unit * 45 / 17))
    return np.asarray(placed(who, size, (size[0] / 2, size[1] * 0.47), unit)[0], np.uint8)

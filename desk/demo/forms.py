"""Invented application forms, drawn as sheets and photographed by a pretended document camera.

The layout is our own, in the spirit of the real 個人番号カード交付申請書 but not a copy of it,
and every sheet says 見本・練習用. Used by the demonstration day, by tests and by benches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

import desk.vision  # noqa: F401  takes back what cv2 does to Qt's environment
from desk.services.ports import Image

SITE = "https://net.kojinbango-card.go.jp/SS_SERVICE_OUT/FA01S001Action.do"
DOTS_PER_MM = 8.0  # about 200 dpi: enough for a module of 0.3 mm
SHEET_MM = (210, 297)
LEVELS = 5
_INK = (40, 40, 40)
_BAND = (222, 233, 223)
_QR_CORNER_MM = (168.0, 44.0)  # upper left corner; the printed id stands below it
QR_CENTRE_MM = (177.0, 53.0)  # of a code of the usual 18 mm
SHEET_CENTRE_MM = (SHEET_MM[0] / 2, SHEET_MM[1] / 2)
_CAMERA_MM = 320.0  # above the sheet
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPerson:
    """What is pre-printed on one form; `text` is what its QR says."""

    name: str
    kana: str
    address: str
    birth: str
    sex: str
    form_id: str
    text: str = ""

    @property
    def qr_text(self) -> str:
        return self.text or f"{SITE}?id={self.form_id}"


def qr_modules(text: str, level: str = "M") -> NDArray[np.bool_]:
    """The modules of a QR code, True for dark, without its quiet zone."""
    # Lazy: whoever only photographs sheets needs no encoder.
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture = np.array(code.to_image(scale=1, add_quiet_zones=False))
    return np.asarray(picture < 128)


def draw_form(person: FormPerson, font_file: Path, *, qr_mm: float = 18.0) -> Image:
    """One A4 sheet at DOTS_PER_MM, BGR, with the QR in the upper right."""
    sheet = Pillow.new("RGB", _px(*SHEET_MM), "white")
    draw = ImageDraw.Draw(sheet)
    fonts = _Fonts(draw, font_file)
    draw.rectangle((*_px(0, 12), *_px(SHEET_MM[0], 28)), fill=_BAND)
    fonts.text(14, 15, 7.4, "個人番号カード交付申請書")
    fonts.text(150, 16.5, 5, "見本・練習用（無効）", fill=(170, 30, 30))
    fonts.text(14, 34, 3.6, "申請書の内容をたしかめ、太枠の中を記入してください。（架空の方です）")
    _table(draw, fonts, person)
    _photo_and_signature(draw, fonts)
    code = _qr_picture(person.qr_text, qr_mm)
    sheet.paste(code, _px(*_QR_CORNER_MM))
    fonts.text(_QR_CORNER_MM[0] - 24, _QR_CORNER_MM[1] + qr_mm + 3, 3.2, "申請書ID")
    fonts.text(_QR_CORNER_MM[0] - 24, _QR_CORNER_MM[1] + qr_mm + 7.5, 3.6, person.form_id)
    return np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])


class _Fonts:
    """Draws text at millimetres with one font file."""

    def __init__(self, draw: ImageDraw.ImageDraw, font_file: Path) -> None:
        self._draw = draw
        self._file = str(font_file)

    def text(
        self, x: float, y: float, mm: float, text: str, fill: tuple[int, int, int] = _INK
    ) -> None:
        font = _font(self._file, round(mm * DOTS_PER_MM))
        self._draw.text(_px(x, y), text, font=font, fill=fill)


@lru_cache(maxsize=32)
def _font(file: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size_px)


def _px(x_mm: float, y_mm: float) -> tuple[int, int]:
    return round(x_mm * DOTS_PER_MM), round(y_mm * DOTS_PER_MM)


def _table(draw: ImageDraw.ImageDraw, fonts: _Fonts, person: FormPerson) -> None:
    rows = (
        ("フリガナ", person.kana),
        ("氏名", person.name),
        ("住所", person.address),
        ("生年月日", person.birth),
        ("性別", person.sex),
        ("電話番号", ""),
    )
    top, height = 44.0, 15.0
    for number, (label, value) in enumerate(rows):
        y = top + number * height
        draw.rectangle((*_px(14, y), *_px(40, y + height)), outline=_INK, width=3)
        draw.rectangle((*_px(40, y), *_px(138, y + height)), outline=_INK, width=3)
        fonts.text(16, y + 5, 4, label)
        fonts.text(43, y + 4.5, 4.4 if len(value) < 20 else 3.4, value)


def _photo_and_signature(draw: ImageDraw.ImageDraw, fonts: _Fonts) -> None:
    draw.rectangle((*_px(14, 150), *_px(49, 195)), outline=_INK, width=2)
    fonts.text(20, 166, 4, "顔写真貼付")
    fonts.text(17, 173, 3.2, "縦4.5cm 横3.5cm")
    for number, label in enumerate(("申請日", "申請者氏名", "代理人氏名", "本人との関係")):
        y = 150 + number * 16
        draw.rectangle((*_px(56, y), *_px(196, y + 16)), outline=_INK, width=3)
        fonts.text(59, y + 5.5, 4, label)
    for number, label in enumerate(("署名用電子証明書　不要", "利用者証明用電子証明書　不要")):
        draw.rectangle((*_px(58, 222 + number * 9), *_px(62, 226 + number * 9)), outline=_INK)
        fonts.text(65, 221.5 + number * 9, 3.8, label)
    fonts.text(14, 250, 3.4, "この紙は操作の練習のために作ったもので、申請には使えません。")


def _qr_picture(text: str, side_mm: float) -> Pillow.Image:
    modules = qr_modules(text)
    code = Pillow.fromarray(np.where(modules, 0, 255).astype(np.uint8))
    side_px = round(side_mm * DOTS_PER_MM)
    # By way of a large one: modules of uneven width would be a printer's fault, not the camera's.
    large = code.resize((code.width * 16, code.height * 16), Pillow.Resampling.NEAREST)
    return large.resize((side_px, side_px), Pillow.Resampling.BOX).convert("RGB")


# What each level does to the picture: a share of full strength from flat and sharp to hopeless.
@dataclass(frozen=True, slots=True)
class _Hardship:
    tilt_deg: float
    turn_deg: float
    bend: float  # height of the sheet's wave, in sheet widths
    blur_px: float  # standard deviation at 1080 lines
    motion_px: float
    light: float  # brightness of white paper
    gradient: float  # how much darker the far side is
    noise: float
    glare: float
    jpeg: int


_LEVELS = (
    _Hardship(2, 3, 0.0, 0.3, 0, 0.95, 0.05, 1.5, 0.0, 95),
    _Hardship(12, 15, 0.0, 0.6, 0, 0.85, 0.2, 4.0, 0.0, 88),
    _Hardship(24, 180, 0.012, 0.9, 2, 0.7, 0.35, 7.0, 0.25, 80),
    _Hardship(34, 180, 0.022, 1.2, 3, 0.5, 0.5, 10.0, 0.55, 72),
    _Hardship(44, 180, 0.032, 1.5, 4, 0.36, 0.6, 14.0, 0.8, 62),
)


def photograph(
    sheet: Image,
    rng: np.random.Generator,
    level: int,
    *,
    size: tuple[int, int] = (1920, 1080),
    field_mm: float | None = None,
    centre_mm: tuple[float, float] = QR_CENTRE_MM,
) -> Image:
    """A camera frame (width, height) of the sheet, BGR; level 0 easy to 4 hopeless.

    `field_mm` is how much of the sheet the frame's height shows (drawn by the level if None)
    and `centre_mm` what on the sheet lies near its middle. The same generator state gives the
    same frame.
    """
    hard = _LEVELS[level]
    field = field_mm or float(rng.uniform(110, 190 if level else 240))
    aim = np.array(size) * (0.5 + rng.uniform(-0.15, 0.15, 2))
    where_x, where_y = _sheet_position(rng, hard, size, aim, size[1] / field, centre_mm)
    shade = rng.integers(30, 120, 3)
    desk = tuple(float(0.8 * shade.mean() + 0.2 * part) for part in shade)  # a desk, not a flag
    sampled = cv2.remap(sheet, where_x, where_y, cv2.INTER_LINEAR, None, cv2.BORDER_CONSTANT, desk)
    picture = _through_the_lens(np.asarray(sampled, np.float32), rng, hard, aim)
    return _as_jpeg(picture, hard.jpeg)


def _sheet_position(
    rng: np.random.Generator,
    hard: _Hardship,
    size: tuple[int, int],
    aim: Floats,
    px_per_mm: float,
    centre_mm: tuple[float, float],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each camera pixel the pixel of the sheet that it sees."""
    ys, xs = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    x, y = (xs - aim[0]) / px_per_mm, (ys - aim[1]) / px_per_mm
    tilt = np.deg2rad(hard.tilt_deg * rng.uniform(0.7, 1.0))
    axis = rng.uniform(0, 2 * np.pi)
    along, across = x * np.cos(axis) + y * np.sin(axis), -x * np.sin(axis) + y * np.cos(axis)
    # A plane turned about `across`: how far the ray through `along` goes until it meets it.
    far = np.cos(tilt) - along / _CAMERA_MM * np.sin(tilt)
    along, across = along / far, across * np.cos(tilt) / far
    turn = np.deg2rad(rng.uniform(-hard.turn_deg, hard.turn_deg)) + axis
    u = along * np.cos(turn) - across * np.sin(turn)
    v = along * np.sin(turn) + across * np.cos(turn)
    phase = u / SHEET_MM[0] * 2.6 * np.pi + rng.uniform(0, 2 * np.pi)
    v = v + hard.bend * SHEET_MM[0] * np.sin(phase)
    where_x = ((u + centre_mm[0]) * DOTS_PER_MM).astype(np.float32)
    where_y = ((v + centre_mm[1]) * DOTS_PER_MM).astype(np.float32)
    return where_x, where_y


def _through_the_lens(
    picture: NDArray[np.float32], rng: np.random.Generator, hard: _Hardship, aim: Floats
) -> Image:
    height, width = picture.shape[:2]
    scale = height / 1080
    blur_px = max(hard.blur_px * scale * rng.uniform(0.7, 1.3), 0.15)
    lit = cv2.GaussianBlur(picture, (0, 0), blur_px)
    if hard.motion_px:
        moved_px = hard.motion_px * scale * rng.uniform(0.3, 1.0)
        lit = cv2.filter2D(lit, -1, _motion(moved_px, rng.uniform(0, 180)))
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (xs / width - 0.5) * np.cos(angle) + (ys / height - 0.5) * np.sin(angle) + 0.5
    light = lit * (hard.light * (1 - hard.gradient * ramp))[:, :, None]
    if hard.glare:
        light += _glare(xs - aim[0], ys - aim[1], rng, hard.glare, height)[:, :, None]
    light += rng.normal(0, hard.noise, (height, width, 1))
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def _motion(length_px: float, angle_deg: float) -> NDArray[np.float32]:
    """A shaken hand: the kernel of a straight line of that length."""
    side = 2 * int(np.ceil(length_px / 2)) + 1
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2] = 1
    turn = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), angle_deg, 1)
    turned = cv2.warpAffine(kernel, turn, (side, side))
    return np.asarray(turned / turned.sum(), np.float32)


def _glare(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    rng: np.random.Generator,
    strength: float,
    height: int,
) -> NDArray[np.float32]:
    """A lamp's reflection somewhere near the aim, where it hurts."""
    away = height * rng.uniform(-0.14, 0.14, 2)
    spread = height * rng.uniform(0.03, 0.09)
    far = ((x - away[0]) ** 2 + (y - away[1]) ** 2) / (2 * spread**2)
    return np.asarray(255 * strength * rng.uniform(0.5, 1.0) * np.exp(-far), np.float32)


def _as_jpeg(picture: Image, quality: int) -> Image:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done  # noqa: S101  an array in memory always encodes
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)

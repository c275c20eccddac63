"""The finished photo: its place, its pixels, its file; crop, rotation and scale and no more."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desk.assets import rule_table
from desk.demo.heads import camera_picture
from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.crop import CropPlan, Head, cut, encode_photo, locate_head, plan_crop
from desk.vision.face import FaceFinder, FaceMesh
from desk.vision.photo_quality import PhotoEye, PhotoModels
from desk.vision.photo_rules import PhotoRules

Numbers = NDArray[np.float64]


def head_at(x: float, y: float, length: float, roll_deg: float = 0.0) -> Head:
    roll = np.radians(roll_deg)
    up = np.array([np.sin(roll), -np.cos(roll)])
    return Head(np.array([x, y]), up, length / 2, length / 2, roll_deg, length * 0.27)


def textured(width: int = 1280, height: int = 720) -> Image:
    noise = np.random.default_rng(5).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    return np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def cubic_weights(length: int, wanted: int) -> Numbers:
    """Our own bicubic interpolation (a = -0.75), as a matrix: each row makes one pixel."""
    weights = np.zeros((wanted, length))
    for row in range(wanted):
        at = (row + 0.5) * length / wanted - 0.5
        first = int(np.floor(at)) - 1
        for tap in range(first, first + 4):
            weights[row, min(max(tap, 0), length - 1)] += cubic(abs(at - tap))
    return weights


def cubic(t: float, a: float = -0.75) -> float:
    if t < 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0.0


def area_weights(length: int, wanted: int) -> Numbers:
    """Our own mean over areas, as a matrix."""
    edges = np.arange(wanted + 1) * length / wanted
    pixels = np.arange(length)
    low = np.maximum(edges[:-1, None], pixels)
    high = np.minimum(edges[1:, None], pixels + 1)
    return np.clip(high - low, 0, None) * wanted / length


def scaled(piece: Image, width: int, height: int) -> Numbers:
    weights = area_weights if piece.shape[0] > height else cubic_weights
    rows, columns = weights(piece.shape[0], height), weights(piece.shape[1], width)
    return np.stack([rows @ piece[..., c] @ columns.T for c in range(3)], axis=2)


@pytest.mark.parametrize("size", [(1280, 720), (3840, 2160)])
def test_pixels_are_only_cropped_and_scaled(photo_rules: PhotoRules, size: tuple[int, int]) -> None:
    frame, rules = textured(*size), photo_rules.crop
    middle = (size[0] / 2, size[1] / 2)
    plan = plan_crop(frame.shape, head_at(*middle, size[1] * 0.65), rules)
    left, top = round(plan.centre_x - plan.width / 2), round(plan.centre_y - plan.height / 2)
    piece = frame[top : top + round(plan.height), left : left + round(plan.width)]
    expected = np.clip(scaled(piece, rules.width_px, rules.height_px), 0, 255)
    difference = np.abs(cut(frame, plan, rules).astype(float) - expected)
    assert difference.max() <= 1.01  # rounding, and nothing else


def test_a_tilted_head_is_turned_upright_by_rotation_alone(photo_rules: PhotoRules) -> None:
    rules = photo_rules.crop
    smooth = np.asarray(cv2.GaussianBlur(textured(), (0, 0), 3), np.uint8)
    plan = plan_crop(smooth.shape, head_at(640, 360, 420, roll_deg=6), rules)
    assert plan.angle_deg == 6
    photo = cut(smooth, plan, rules)
    expected = sampled(smooth, plan, rules.width_px, rules.height_px)
    difference = np.abs(photo.astype(float) - expected)
    assert difference.mean() < 0.7
    assert difference.max() < 8


def sampled(image: Image, plan: CropPlan, width: int, height: int) -> Numbers:
    """The plan's pixels looked up one by one, bilinear: an independent way to the same picture."""
    turn = np.radians(plan.angle_deg)
    across, down = np.meshgrid(
        ((np.arange(width) + 0.5) / width - 0.5) * round(plan.width),
        ((np.arange(height) + 0.5) / height - 0.5) * round(plan.height),
    )
    x = plan.centre_x + across * np.cos(turn) - down * np.sin(turn)
    y = plan.centre_y + across * np.sin(turn) + down * np.cos(turn)
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - column)[..., None], (y - row)[..., None]
    pixels = image.astype(float)
    upper = pixels[row, column] * (1 - fx) + pixels[row, column + 1] * fx
    lower = pixels[row + 1, column] * (1 - fx) + pixels[row + 1, column + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy)


def test_colours_and_brightness_do_not_depend_on_the_picture(photo_rules: PhotoRules) -> None:
    frame, rules = textured(), photo_rules.crop
    plan = plan_crop(frame.shape, head_at(640, 360, 440, roll_deg=3), rules)
    swapped = cut(np.ascontiguousarray(frame[..., ::-1]), plan, rules)
    assert np.array_equal(swapped[..., ::-1], cut(frame, plan, rules))
    darker = cut(frame // 2, plan, rules).astype(float)
    assert np.abs(darker - cut(frame, plan, rules) / 2).max() < 4


def photographed(frame: Image, rules: PhotoRules, roll_deg: float) -> Image:
    """Planned, cut, encoded and decoded again: everything that happens to a frame's pixels."""
    plan = plan_crop(frame.shape, head_at(640, 360, 440, roll_deg), rules.crop)
    return decoded(encode_photo(cut(frame, plan, rules.crop), rules.file))


@pytest.mark.parametrize("roll_deg", [0.0, 5.0])
@pytest.mark.parametrize(
    "colour", [(0, 0, 0), (255, 255, 255), (18, 92, 201), (201, 92, 18), (128, 128, 128)]
)
def test_a_constant_colour_stays_that_colour(
    photo_rules: PhotoRules, colour: tuple[int, int, int], roll_deg: float
) -> None:
    """Through the JPEG, too. A plain picture alone would be too small a file: a strip of texture
    at the left edge of the frame comes along."""
    frame = np.full((720, 1280, 3), colour, np.uint8)
    frame[:, :500] = textured()[:, :500]
    photo = photographed(frame, photo_rules, roll_deg)
    plain = photo[:, 420:].astype(int)
    assert np.abs(plain - colour).max() <= 2


@pytest.mark.parametrize("roll_deg", [0.0, 4.0])
def test_a_ramp_of_colours_stays_a_ramp(photo_rules: PhotoRules, roll_deg: float) -> None:
    """No curve was laid over it: every value of every channel comes out as itself."""
    across = np.linspace(0, 255, 1280)[None, :]
    down = np.linspace(255, 0, 720)[:, None]
    frame = np.stack(np.broadcast_arrays(across, down, (across + down) / 2), axis=2)
    frame = np.round(frame).astype(np.uint8)
    rules = photo_rules.crop
    plan = plan_crop(frame.shape, head_at(640, 360, 440, roll_deg), rules)
    expected = sampled(frame, plan, rules.width_px, rules.height_px)
    away = photographed(frame, photo_rules, roll_deg).astype(float) - expected
    assert np.abs(away).max() <= 4
    assert np.abs(away.mean(axis=(0, 1))).max() < 0.4


@pytest.mark.parametrize("roll_deg", [0.0, 6.0])
@pytest.mark.parametrize("curve", ["gamma", "negative", "darker"])
def test_a_curve_before_the_crop_is_the_same_curve_after_it(
    photo_rules: PhotoRules, curve: str, roll_deg: float
) -> None:
    """What looks at the whole picture (levels, contrast, white balance, sharpening) would not
    let itself be exchanged with a curve over the pixels."""
    values = np.arange(256) / 255
    bent = {"gamma": values**0.6, "negative": 1 - values, "darker": values * 0.5}[curve]
    table = np.round(bent * 255).astype(np.uint8)
    frame = np.asarray(cv2.GaussianBlur(textured(), (0, 0), 4), np.uint8)
    before = photographed(table[frame], photo_rules, roll_deg).astype(float)
    after = table[photographed(frame, photo_rules, roll_deg)].astype(float)
    assert np.abs(before - after).mean() < 1.5
    assert np.percentile(np.abs(before - after), 99.9) < 12


@pytest.mark.parametrize("roll_deg", [0.0, 6.0])
def test_one_part_of_the_picture_does_not_change_another(
    photo_rules: PhotoRules, roll_deg: float
) -> None:
    frame = textured()
    other = frame.copy()
    other[:, 800:] = 255 - other[:, 800:]
    rules = photo_rules.crop
    plan = plan_crop(frame.shape, head_at(640, 360, 440, roll_deg), rules)
    one, two = cut(frame, plan, rules), cut(other, plan, rules)
    assert np.array_equal(one[:, :500], two[:, :500])
    assert not np.array_equal(one[:, 760:], two[:, 760:])


def test_the_head_stands_where_the_standard_wants_it(photo_rules: PhotoRules) -> None:
    rules = photo_rules.crop
    plan = plan_crop((1080, 1920), head_at(960, 540, 600), rules)
    top_of_head = 540 - 300
    assert plan.width / plan.height == pytest.approx(7 / 9)
    assert 600 / plan.height == pytest.approx(34 / 45)
    assert (top_of_head - (plan.centre_y - plan.height / 2)) / plan.height == pytest.approx(4 / 45)
    assert plan.centre_x == pytest.approx(960)


def test_a_head_near_the_edge_is_shifted_within_the_tolerance(photo_rules: PhotoRules) -> None:
    plan = plan_crop((1080, 1920), head_at(960, 335, 600), photo_rules.crop)
    assert plan.corners().min() >= -0.5
    with pytest.raises(Refused, match="photo_margin"):
        plan_crop((1080, 1920), head_at(960, 305, 600), photo_rules.crop)
    with pytest.raises(Refused, match="photo_margin"):
        plan_crop((1080, 1920), head_at(150, 540, 600), photo_rules.crop)


def test_too_few_pixels_are_refused(photo_rules: PhotoRules) -> None:
    with pytest.raises(Refused, match="photo_too_small"):
        plan_crop((720, 1280), head_at(640, 360, 195), photo_rules.crop)
    plan_crop((720, 1280), head_at(640, 360, 205), photo_rules.crop)


@pytest.mark.parametrize("seed", [3, 8, 10, 13])
def test_the_crown_is_seen_before_a_plain_wall(
    photo_models: PhotoModels, photo_rules: PhotoRules, seed: int
) -> None:
    frame = camera_picture(seed)
    face = FaceFinder(photo_models.detector).find(frame)[0]
    mesh = FaceMesh(photo_models.landmark).fit(frame, face)
    assert mesh is not None
    head = locate_head(frame, mesh, photo_rules.crop)
    top = head.at(0, head.crown_over_eyes)
    wall = frame[5, int(top[0])].astype(int)
    column = np.abs(frame[:, int(top[0])].astype(int) - wall).max(axis=1) > 40
    assert abs(int(np.argmax(column)) - top[1]) < 0.06 * head.length


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_file_keeps_the_limits(eye: PhotoEye, size: tuple[int, int]) -> None:
    frame = camera_picture(4, size)
    picture = eye.crop(frame, eye.check(frame).faces[0])
    assert 20_480 <= len(picture.data) <= 7_000_000
    with PIL.Image.open(BytesIO(picture.data)) as photo:
        assert (photo.format, photo.mode, photo.size) == ("JPEG", "RGB", (827, 1063))
        assert (picture.width_px, picture.height_px) == photo.size
        assert not photo.getexif()
        assert "exif" not in photo.info
        assert [layer[1:3] for layer in photo.layer] == [(1, 1)] * 3  # 4:4:4
    assert len(eye.check(decoded(picture.data), finished=True).faces) == 1


def decoded(data: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def test_noise_stays_under_seven_megabytes_and_an_empty_picture_is_refused(
    photo_rules: PhotoRules,
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (6000, 4667, 3), np.uint8)
    assert len(encode_photo(noise[:2000, :1556], photo_rules.file)) <= 7_000_000
    with pytest.raises(Refused, match="photo_file_size"):
        encode_photo(np.full((1063, 827, 3), 255, np.uint8), photo_rules.file)


def test_the_kept_frame_decodes_to_the_same_pixels(eye: PhotoEye) -> None:
    frame = camera_picture(2)
    kept = eye.keep(frame)
    assert (kept.width_px, kept.height_px) == (1280, 720)
    assert np.array_equal(decoded(kept.data), frame)


@given(
    x=st.floats(-200, 2200),
    y=st.floats(-200, 1300),
    length=st.floats(20, 1500),
    roll_deg=st.floats(-40, 40),
)
def test_a_plan_lies_in_the_frame_or_is_refused(
    photo_rules: PhotoRules, x: float, y: float, length: float, roll_deg: float
) -> None:
    rules = photo_rules.crop
    try:
        plan = plan_crop((1080, 1920), head_at(x, y, length, roll_deg), rules)
    except Refused:
        return
    corners = plan.corners()
    assert corners.min() >= -0.5
    assert corners[:, 0].max() <= 1920.5
    assert corners[:, 1].max() <= 1080.5
    assert plan.height * rules.max_upscale >= rules.height_px - 1e-6
    head_mm = length / plan.height * rules.height_mm
    assert abs(head_mm - rules.head_mm) <= rules.head_tolerance_mm + 1e-6
    assert abs(plan.angle_deg) <= rules.max_roll_deg
    assert cut(np.zeros((1080, 1920, 3), np.uint8), plan, rules).shape == (1063, 827, 3)


@pytest.mark.parametrize(
    "row",
    [
        {"severity": "fatal", "above": 1},
        {"severity": "hard"},
        {"severity": "hard", "above": 1, "below": 0},
    ],
)
def test_a_wrong_rule_file_is_noticed_at_once(row: dict[str, object]) -> None:
    table = dict(rule_table("photo.toml"))
    table["findings"] = {"x": {"measure": "HeadSize", "component": "HeadSize", **row}}
    with pytest.raises(ValueError, match="x"):
        PhotoRules.parse(table)

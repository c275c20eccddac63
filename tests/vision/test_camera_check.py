"""Each fault of camera or light gives its own line of the test shot, and only that one."""

import cv2
import numpy as np
import pytest

from desk.assets import rule_table
from desk.vision.camera_check import CameraCheck, edge_blur


@pytest.fixture(scope="module")
def check():
    return CameraCheck(rule_table("camera_check.toml"))


def scene(level=205, size=(1920, 1080), seed=1, noise=1.5):
    """A card held before a room with shelves: plain in the middle, edges around."""
    width, height = size
    room = np.full((height, width, 3), (120, 140, 150), np.uint8)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        colour = tuple(int(each) for each in rng.integers(20, 230, 3))
        cv2.rectangle(room, (x, y), (x + width // 12, y + height // 8), colour, -1)
    card = room.copy()
    cv2.rectangle(
        card,
        (int(width * 0.3), int(height * 0.25)),
        (int(width * 0.7), int(height * 0.75)),
        (level, level, level),
        -1,
    )
    return spoil(card, noise=noise, seed=seed)


def spoil(image, *, gain=(1.0, 1.0, 1.0), noise=0.0, seed=0):
    rng = np.random.default_rng(seed)
    made = image * np.asarray(gain) + rng.normal(0, noise, image.shape)
    return np.clip(np.rint(made), 0, 255).astype(np.uint8)


def side_light(image, most=0.45, axis=1):
    slope = np.linspace(1, 1 - most, image.shape[axis])
    shape = (1, -1, 1) if axis == 1 else (-1, 1, 1)
    return np.clip(image * slope.reshape(shape), 0, 255).astype(np.uint8)


def blurred(image, sigma):
    return cv2.GaussianBlur(image, (0, 0), sigma)


@pytest.mark.parametrize(
    ("level", "size"),
    [*((level, (1920, 1080)) for level in (118, 160, 205, 235)), (205, (3840, 2160))],
)
def test_white_and_grey_cards_in_good_light_are_well(check, level, size):
    shot = check.judge(scene(level, size), 30.0)
    assert (shot.ok, shot.codes) == (True, ())
    assert [line.part for line in shot.lines] == [
        "test_exposure",
        "test_colour",
        "test_evenness",
        "test_noise",
        "test_sharpness",
        "test_size",
        "test_rate",
    ]


FAULTS = {
    "dark": (lambda: scene(50), {"test_too_dark"}),
    "clipped": (lambda: scene(255), {"test_too_bright"}),
    "bulb": (lambda: spoil(scene(200), gain=(0.78, 0.95, 1.0)), {"test_cast_yellow"}),
    "shade": (lambda: spoil(scene(200), gain=(1.15, 1.0, 0.88)), {"test_cast_blue"}),
    "tube": (lambda: spoil(scene(200), gain=(0.92, 1.06, 0.92)), {"test_cast_green"}),
    "pink": (lambda: spoil(scene(200), gain=(1.04, 0.9, 1.06)), {"test_cast_red"}),
    "window left": (lambda: side_light(scene(200), 0.75), {"test_left_brighter"}),
    "window right": (lambda: side_light(scene(200), 0.75)[:, ::-1], {"test_right_brighter"}),
    "lamp above": (lambda: side_light(scene(220), 0.7, axis=0), {"test_top_brighter"}),
    "gain": (lambda: scene(160, noise=9), {"test_noisy"}),
    "out of focus": (lambda: blurred(scene(), 5), {"test_unsharp"}),
    "small": (lambda: scene(size=(1280, 720)), {"test_small"}),
    "infrared": (
        lambda: np.repeat(scene(180)[:, :, :1], 3, axis=2),
        {"test_monochrome"},
    ),
    "no edges": (lambda: np.full((1080, 1920, 3), (200, 201, 204), np.uint8), {"test_no_edges"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_own_line(check, fault):
    picture, codes = FAULTS[fault]
    assert set(check.judge(picture(), 30.0).codes) == codes


def test_a_slow_camera(check):
    assert check.judge(scene(), 5.0).codes == ("test_slow",)


def test_a_face_or_a_room_is_no_card(check):
    from desk.demo.heads import camera_picture

    for seed in range(6):
        assert "test_no_card" in check.judge(camera_picture(seed, (1920, 1080)), 30.0).codes


def test_real_portraits_are_no_card(check, samples):
    for path in sorted((samples / "faces" / "people").glob("*.jpg"))[:20]:
        face = cv2.imread(str(path))
        frame = np.full((1080, 1920, 3), 180, np.uint8)
        tall = cv2.resize(face, None, fx=1000 / face.shape[0], fy=1000 / face.shape[0])
        left = (1920 - tall.shape[1]) // 2
        frame[40 : 40 + tall.shape[0], left : left + tall.shape[1]] = tall[:, :1920]
        assert "test_no_card" in check.judge(frame, 30.0).codes, path.name


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0, 5.0])
def test_the_blur_is_measured_in_pixels(sigma):
    measured = edge_blur(blurred(scene(noise=0), sigma), 60)
    assert measured == pytest.approx(sigma, rel=0.25)


def test_noise_does_not_pass_for_sharpness():
    clean = edge_blur(blurred(scene(noise=0), 4), 60)
    noisy = edge_blur(spoil(blurred(scene(noise=0), 4), noise=5), 60)
    assert noisy > 2.2
    assert noisy == pytest.approx(clean, rel=0.35)

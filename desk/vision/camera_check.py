"""試し撮り: judges camera and light by a white or grey card held where the face will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image
from desk.services.test_shot import OK, ShotLine, TestShot

Floats = NDArray[np.float64]
Rules = Mapping[str, Mapping[str, Any]]
LINES: Final = 1080
"""Sharpness is measured in pixels of this many lines."""
FINE, COARSE = 0.8, 2.4


class CameraCheck:
    """`rules` is resources/rules/camera_check.toml."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def judge(self, image: Image, per_second: float) -> TestShot:
        """The verdict on one frame. Without a card in its place nothing that needs one is said."""
        card = self._card(image)
        lines = (
            *self._of_card(image, card),
            self._sharpness(image),
            self._size(image),
            self._rate(per_second),
        )
        return TestShot(lines)

    def _card(self, image: Image) -> Image:
        left, top, width, height = self._rules["card"]["place"]
        rows, columns = image.shape[:2]
        y, x = int(top * rows), int(left * columns)
        return image[y : y + int(height * rows), x : x + int(width * columns)]

    def _of_card(self, image: Image, card: Image) -> tuple[ShotLine, ...]:
        """A card first of all; then its light, colour and noise."""
        if self._texture(card) > self._rules["card"]["max_texture"]:
            return (ShotLine("test_card", False, "test_no_card"),)
        if self._is_colourless(image):
            colour = ShotLine("test_colour", False, "test_monochrome")
        else:
            colour = self._colour_cast(card)
        return self._exposure(card), colour, self._evenness(card), self._noise(card)

    def _texture(self, card: Image) -> float:
        """How much of the place is not as plain as a card."""
        grey = _grey(card)
        smooth = cv2.GaussianBlur(grey, (0, 0), max(1.0, card.shape[0] / 100))
        around = cv2.GaussianBlur(grey, (0, 0), max(4.0, card.shape[0] / 12))
        return float((np.abs(smooth - around) > self._rules["card"]["texture_step"]).mean())

    def _is_colourless(self, image: Image) -> bool:
        rules = self._rules["colourless"]
        few = image[:: max(1, image.shape[0] // 200), :: max(1, image.shape[1] // 200)]
        apart = few.max(axis=2).astype(int) - few.min(axis=2)
        return bool(float((apart > rules["difference"]).mean()) <= rules["part"])

    def _exposure(self, card: Image) -> ShotLine:
        rules = self._rules["exposure"]
        median = float(np.median(_grey(card)))
        clipped = float((card.max(axis=2) >= rules["clipped_level"]).mean())
        facts = (("level", round(median)),)
        if clipped > rules["max_clipped"] or median > rules["brightest"]:
            return ShotLine("test_exposure", False, "test_too_bright", facts)
        if median < rules["darkest"]:
            return ShotLine("test_exposure", False, "test_too_dark", facts)
        return ShotLine("test_exposure", True, OK, facts)

    def _colour_cast(self, card: Image) -> ShotLine:
        """How far the card is from grey, and towards which colour."""
        middle = np.median(card.reshape(-1, 3), axis=0).astype(np.float32) / 255
        _light, green_red, blue_yellow = cv2.cvtColor(middle.reshape(1, 1, 3), cv2.COLOR_BGR2LAB)[
            0, 0
        ].tolist()
        cast = float(np.hypot(green_red, blue_yellow))
        facts = (("cast", round(cast)),)
        if cast <= self._rules["colour"]["max_cast"]:
            return ShotLine("test_colour", True, OK, facts)
        if abs(blue_yellow) >= abs(green_red):
            code = "test_cast_yellow" if blue_yellow > 0 else "test_cast_blue"
        else:
            code = "test_cast_red" if green_red > 0 else "test_cast_green"
        return ShotLine("test_colour", False, code, facts)

    def _evenness(self, card: Image) -> ShotLine:
        grey, rules = _grey(card), self._rules["evenness"]
        third, fourth = card.shape[1] // 3, card.shape[0] // 4
        side = _balance(grey[:, :third], grey[:, -third:])
        height = _balance(grey[:fourth], grey[-fourth:])
        if abs(side) > rules["max_side"]:
            code = "test_left_brighter" if side > 0 else "test_right_brighter"
            return ShotLine("test_evenness", False, code, (("percent", round(abs(side) * 200)),))
        if abs(height) > rules["max_height"]:
            code = "test_top_brighter" if height > 0 else "test_bottom_brighter"
            return ShotLine("test_evenness", False, code, (("percent", round(abs(height) * 200)),))
        return ShotLine("test_evenness", True, OK, (("percent", round(abs(side) * 200)),))

    def _noise(self, card: Image) -> ShotLine:
        """Differences of neighbours: slopes of the light cancel out, paper's own grain is small."""
        grey = _grey(card)
        apart = grey[1:, 1:] - grey[1:, :-1] - grey[:-1, 1:] + grey[:-1, :-1]
        sigma = float(np.median(np.abs(apart))) / 0.6745 / 2
        ok = sigma <= self._rules["noise"]["max_sigma"]
        return ShotLine("test_noise", ok, OK if ok else "test_noisy", (("sigma", round(sigma, 1)),))

    def _sharpness(self, image: Image) -> ShotLine:
        rules = self._rules["sharpness"]
        blur = edge_blur(image, rules["min_edges"])
        if blur is None:
            return ShotLine("test_sharpness", False, "test_no_edges")
        ok = blur <= rules["max_blur"]
        code = OK if ok else "test_unsharp"
        return ShotLine("test_sharpness", ok, code, (("blur", round(blur, 1)),))

    def _size(self, image: Image) -> ShotLine:
        height, width = image.shape[:2]
        ok = min(height, width) >= self._rules["size"]["lines"]
        facts = (("width", width), ("height", height))
        return ShotLine("test_size", ok, OK if ok else "test_small", facts)

    def _rate(self, per_second: float) -> ShotLine:
        ok = per_second >= self._rules["rate"]["per_second"]
        code = OK if ok else "test_slow"
        return ShotLine("test_rate", ok, code, (("rate", round(per_second)),))


def edge_blur(image: Image, fewest: int) -> float | None:
    """Blur (Gaussian sigma) of the sharpest edges, in pixels at LINES lines; None without edges.

    An edge of blur b, smoothed by s, has the slope 1 / sqrt(b^2 + s^2): two smoothings give b.
    Only strong edges count, so that noise, which has no coarse slope, cannot pass for sharpness.
    """
    scale = LINES / min(image.shape[:2])
    grey = _grey(image)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fine, coarse = _slope(grey, FINE), _slope(grey, COARSE)
    strong = coarse >= max(6.0, float(coarse.max()) * 0.35)
    # On the ridge only: beside it the finer slope falls faster.
    ridge = coarse >= cv2.dilate(coarse, np.ones((5, 5), np.uint8)) - 1e-3
    found = fine[strong & ridge] / coarse[strong & ridge]
    if found.size < fewest:
        return None
    ratio = float(np.percentile(found, 80))
    ratio = min(max(ratio, 1.0001), COARSE / FINE)
    blur = float(np.sqrt(max(0.0, (COARSE**2 - ratio**2 * FINE**2) / (ratio**2 - 1))))
    return float(min(blur, 20.0) * max(1.0, scale))


def _slope(grey: Any, sigma: float) -> Any:
    smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) / 8
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1) / 8
    return cv2.magnitude(across, down)


def _grey(image: Image) -> Any:
    return cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2GRAY).astype(np.float32)


def _balance(one: Any, other: Any) -> float:
    first, second = float(np.median(one)), float(np.median(other))
    return (first - second) / max(1.0, first + second)

"""Versions of a picture in which a code may be easier to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from desk.vision.decoders import Gray, Rendering

_MOST_PIXELS = 9_000_000  # larger versions cost seconds and show nothing new
_SCALES = (1.0, 0.5, 2.0, 0.75, 1.5, 3.0)


def gray_of(image: Gray) -> Gray:
    """The picture in grey, whatever it was."""
    if image.ndim == 2:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def renderings(gray: Gray) -> Iterator[Rendering]:
    """Every version worth trying on a still picture, the quick and likely ones first."""
    for scale in _SCALES:
        if gray.size * scale * scale > _MOST_PIXELS and scale > 1:
            continue
        scaled = scaled_by(gray, scale)
        if min(scaled.shape) < 20:
            continue
        for name, filtered in _filtered(scaled):
            yield Rendering(f"{scale:g}-{name}", filtered, scale)


def scaled_by(gray: Gray, scale: float) -> Gray:
    """The picture in another size."""
    if scale == 1:
        return gray
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    size = tuple(max(1, round(length * scale)) for length in gray.shape[::-1])
    return np.asarray(cv2.resize(gray, size, interpolation=how), np.uint8)


def sharpened(gray: Gray, sigma: float = 3.0, amount: float = 1.5) -> Gray:
    """Unsharp mask, against a soft lens."""
    soft = cv2.GaussianBlur(gray, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(gray, 1 + amount, soft, -amount, 0), np.uint8)


def evened(gray: Gray, window: int = 41) -> Gray:
    """Light and dark stretched to the local extremes, against glare and shade."""
    soft = cv2.GaussianBlur(gray, (0, 0), 1.2)
    kernel = np.ones((window, window), np.uint8)
    low = cv2.blur(cv2.erode(soft, kernel), (window, window)).astype(np.float32)
    high = cv2.blur(cv2.dilate(soft, kernel), (window, window)).astype(np.float32)
    return np.asarray(np.clip((soft - low) * 255 / np.maximum(high - low, 12), 0, 255), np.uint8)


def _filtered(gray: Gray) -> Iterator[tuple[str, Gray]]:
    steps: tuple[tuple[str, Callable[[Gray], Gray]], ...] = (
        ("plain", lambda g: g),
        ("sharp", sharpened),
        ("even", evened),
        ("clahe", _clahe),
        ("threshold", _thresholded),
        ("soft", lambda g: np.asarray(cv2.GaussianBlur(g, (0, 0), 1.5), np.uint8)),
        ("dark", lambda g: _gamma(g, 2.2)),
        ("bright", lambda g: _gamma(g, 0.45)),
    )
    for name, step in steps:
        yield name, step(gray)


def _clahe(gray: Gray) -> Gray:
    return np.asarray(cv2.createCLAHE(3, (8, 8)).apply(gray), np.uint8)


def _thresholded(gray: Gray) -> Gray:
    soft = cv2.GaussianBlur(gray, (0, 0), 1.2)
    kind = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return np.asarray(cv2.adaptiveThreshold(soft, 255, kind, cv2.THRESH_BINARY, 51, 0), np.uint8)


def _gamma(gray: Gray, power: float) -> Gray:
    table = (255 * (np.arange(256) / 255) ** power).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, table), np.uint8)

"""The light on the face, its colours, and what is behind the head."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image
from desk.vision.crop import Head, upright_view
from desk.vision.face_view import LEFT_CHEEK, RIGHT_CHEEK, FaceView
from desk.vision.photo_rules import Measures, MeasuringRules

Floats = NDArray[np.float32]

HAIR_ALIKE = 36.0  # most difference of a channel to one of three tones of the hair
LEAST_SHARE = 0.4  # of the surroundings that hair leaves to be seen
LEAST_SEEN = 40  # pixels of background; with fewer, nothing can be said


def light(view: FaceView, rules: MeasuringRules) -> Measures:
    """Brightness of the face, its crushed and burnt parts, and the balance of its cheeks (> 0: the
    right is darker). DynamicRange is the entropy of its grey values, in bits, as the standard has
    it; a hand before the face lowers it too, so haze is told by GreyRange, from the darkest to the
    palest of face, hair and surroundings."""
    skin = view.grey[view.skin()]
    if not skin.size:
        return {"Luminance": 0.0, "UnderExposed": 1.0, "OverExposed": 0.0}
    dark, pale = np.percentile(view.grey, (1, 99))
    left, right = (float(np.median(view.grey[where])) for where in _cheeks(view))
    return {
        "Luminance": float(np.median(skin)) / 255,
        "UnderExposed": float((skin <= rules.under_exposed_level).mean()),
        "OverExposed": float((skin >= rules.over_exposed_level).mean()),
        "DynamicRange": _entropy(skin),
        "GreyRange": float(pale - dark) / 255,
        "IlluminationUniformity": (left - right) / max(1.0, left + right),
    }


def colour(view: FaceView, rules: MeasuringRules) -> Measures:
    """How far the cheeks' colour lies outside the colours of skin (CIELAB), and how much colours
    differ at all: hardly in a black-and-white picture, even in a tinted one."""
    patch = np.concatenate([view.colour[where].reshape(-1, 3) for where in _cheeks(view)])
    middle = (np.median(patch, axis=0) / 255).astype(np.float32) if patch.size else np.zeros(3)
    lab = cv2.cvtColor(np.asarray(middle, np.float32)[None, None], cv2.COLOR_BGR2LAB)[0, 0]
    away = (_outside(lab[1], rules.natural_a), _outside(lab[2], rules.natural_b))
    return {"NaturalColour": float(np.hypot(*away)), "ColourSpread": _spread(view.colour)}


def background(image: Image, head: Head) -> Measures:
    """Unevenness of what shows beside and above the head: 0 is one colour.

    Hair that reaches beyond an ordinary head is told by its colour and left out.
    """
    unit = 24.0
    view = upright_view(image, head, unit, left=1.03, right=1.03, above=1.3, below=0.15)
    smooth = cv2.GaussianBlur(view, (0, 0), 1.0).astype(np.float32)
    rows, columns = np.mgrid[: view.shape[0], : view.shape[1]]
    x, y = (columns - 1.03 * unit) / (0.98 * unit), (rows - 1.3 * unit) / (1.3 * unit)
    inside = (x * x + y * y) <= 1.0
    outside = smooth[~inside]
    if len(outside) < LEAST_SEEN:
        return {"BackgroundUniformity": 0.0}
    beyond_hair = smooth[~_hair(smooth, inside, unit)]
    if len(beyond_hair) > LEAST_SHARE * len(outside):  # else the wall has the colour of the hair
        outside = beyond_hair
    away = np.abs(outside - np.median(outside, axis=0)).max(axis=1)
    return {"BackgroundUniformity": float(np.percentile(away, 90)) / 255}


def _hair(smooth: Floats, inside: NDArray[np.bool_], unit: float) -> NDArray[np.bool_]:
    """What has the colour of the hair over the forehead and hangs together with the head."""
    top, middle, reach = int(0.35 * unit), int(1.03 * unit), int(0.35 * unit)
    sample = smooth[top : int(0.6 * unit), middle - reach : middle + reach].reshape(-1, 3)
    order = np.argsort(sample.sum(axis=1))
    tones = sample[order[[len(order) // 5, len(order) // 2, len(order) * 4 // 5]]]
    away = np.abs(smooth[:, :, None] - tones[None, None]).max(axis=3).min(axis=2)
    _, parts = cv2.connectedComponents(
        (inside | (away < HAIR_ALIKE)).astype(np.uint8), connectivity=4
    )
    whole = (parts == parts[int(1.3 * unit), middle]).astype(np.uint8)
    return np.asarray(cv2.dilate(whole, np.ones((5, 5), np.uint8)), np.bool_)  # and its soft edge


def frame_light(image: Image) -> Measures:
    """Brightness of the brighter parts of the whole picture (a covered lens sees next to none)."""
    small = cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return {"FrameLuminance": float(np.percentile(grey, 95)) / 255}


def _cheeks(view: FaceView) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    return view.cheek(LEFT_CHEEK), view.cheek(RIGHT_CHEEK)


def _entropy(values: NDArray[np.uint8]) -> float:
    shares = np.bincount(values, minlength=256) / len(values)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def _outside(value: float, limits: tuple[float, float]) -> float:
    low, high = limits
    return max(0.0, low - float(value), float(value) - high)


def _spread(picture: Image) -> float:
    size = (picture.shape[1] // 4, picture.shape[0] // 4)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # noise has a hue of its own
    smooth = np.asarray(small).reshape(-1, 3).astype(np.float32)
    lit = smooth[smooth.sum(axis=1) > 90]  # the hue of the dark is chance
    if len(lit) < 50:
        return 1.0
    hue = lit / lit.sum(axis=1, keepdims=True)
    return float(np.percentile(np.abs(hue - np.median(hue, axis=0)).max(axis=1), 95))

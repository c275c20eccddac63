"""Sharpness, noise and the traces of strong compression."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image
from desk.vision.crop import Head, upright_view
from desk.vision.photo_rules import CropRules, Measures

Floats = NDArray[np.float32]

SHARP_UNIT_PX = 180  # eye-to-chin distance in the view in which sharpness is measured
SHARPEST = 20  # one in so many pixels: the edges of eyes, nose and mouth, where focus shows
LEAST_CONTRAST = 4.0
NOISE_BLOCK = 8  # in pairs of pixels
QUIET = 20  # percentile of the blocks: skin has quiet places, noise has none
PATCH_PX = 512  # the most of a large face that noise and compression look at
JPEG_BLOCK = 8


def sharpness(image: Image, head: Head) -> Measures:
    """Strength of the strongest edges around the eyes or around the mouth (the better: a mask or
    dark glasses say nothing of focus) against the contrast there.

    Noise is taken out before, as strongly as there is noise, since it would count as detail.
    """
    unit = min(SHARP_UNIT_PX, head.eye_to_chin)
    view = upright_view(image, head, unit, left=0.48, right=0.48, above=0.25, below=0.8)
    grey = cv2.cvtColor(view, cv2.COLOR_BGR2GRAY)
    strength = max(3.0, 4 * _noise(grey))
    quiet = cv2.bilateralFilter(grey, 7, strength, 2.0)
    smooth = cv2.GaussianBlur(quiet, (0, 0), 1.2).astype(np.float32)
    edges = np.abs(cv2.Laplacian(smooth, cv2.CV_32F))
    middle = int(0.6 * unit)
    return {
        "Sharpness": max(
            _crispness(edges[part], smooth[part]) for part in (slice(middle), slice(middle, None))
        )
    }


def _crispness(edges: Floats, grey: Floats) -> float:
    count = max(1, edges.size // SHARPEST)
    strongest = np.partition(edges.ravel(), -count)[-count:]
    return float(strongest.mean()) / max(LEAST_CONTRAST, float(grey.std()))


def noise(image: Image, head: Head, rules: CropRules) -> Measures:
    """Standard deviation of the noise in brightness (0-255), as the finished photo will have it:
    scaling a large picture down takes noise away."""
    native_px = head.length * rules.height_mm / rules.head_mm
    kept = min(1.0, rules.height_px / native_px)
    return {"Noise": kept * _noise(_inner_face(image, head))}


def compression(image: Image, head: Head) -> Measures:
    """How much the steps between the blocks of a JPEG exceed those within: none is 0.

    Sees compression only if the picture was not scaled or cut since.
    """
    grey = _inner_face(image, head).astype(np.float32)
    if min(grey.shape) < 4 * JPEG_BLOCK:
        return {"Compression": 0.0}
    across, down = _steps(grey), _steps(grey.T)
    excess = sum(float(each[7] - (each[6] + each[0]) / 2) for each in (across, down))
    usual = sum(float(np.median(each)) for each in (across, down))
    return {"Compression": max(0.0, excess) / max(0.5, usual)}


def _steps(grey: Floats) -> Floats:
    """Mean step from each column of a block to the next; the last crosses to the next block."""
    step = np.abs(np.diff(grey, axis=1))
    whole = step[:, : step.shape[1] // JPEG_BLOCK * JPEG_BLOCK]
    mean: Floats = whole.reshape(len(whole), -1, JPEG_BLOCK).mean(axis=(0, 1))
    return mean


def _noise(grey: NDArray[np.uint8] | NDArray[np.generic]) -> float:
    """From the finest diagonal detail of the quietest parts."""
    rows, columns = (side // (2 * NOISE_BLOCK) * (2 * NOISE_BLOCK) for side in grey.shape)
    if not rows or not columns:
        return 0.0
    even = grey[:rows, :columns].astype(np.float32)
    fine = (even[::2, ::2] - even[1::2, ::2] - even[::2, 1::2] + even[1::2, 1::2]) / 2
    blocks = fine.reshape(rows // 2 // NOISE_BLOCK, NOISE_BLOCK, -1, NOISE_BLOCK)
    power = (blocks**2).mean(axis=(1, 3))
    return float(np.sqrt(np.percentile(power, QUIET)))


def _inner_face(image: Image, head: Head) -> NDArray[np.uint8]:
    """The inner face in the camera's own pixels; its corner lies on the grid of JPEG blocks."""
    reach = min(0.55 * head.eye_to_chin, PATCH_PX / 2)
    middle = head.at(0.0, -0.35 * head.eye_to_chin)
    left, top = (max(0, int(each - reach)) // JPEG_BLOCK * JPEG_BLOCK for each in middle)
    right, bottom = (int(each + reach) for each in middle)
    part = image[top : max(top + 1, bottom), left : max(left + 1, right)]
    if not part.size:
        return np.zeros((1, 1), np.uint8)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGR2GRAY), np.uint8)

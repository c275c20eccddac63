"""The form's page: found in the camera frame, flattened and kept as a small JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image, Page

MOST_BYTES = 400_000
_WORK_SIDE = 640  # px: edges of a sheet are found in a picture no larger than this
_LONGEST_SIDE_PX = 2400  # A4 at about 200 dpi
_LEAST_SHARE = 0.12  # of the frame: a smaller sheet would not be legible
_QUALITIES = (92, 88, 84, 80, 75, 70)
_SCALES = (1.0, 0.85, 0.7, 0.6, 0.5)
_LEAST_QUALITY = 45
Quad = NDArray[np.float64]


class PageFinder:
    """The PageFinder of the desk (services/ports.py); keeps no state."""

    def flatten(self, image: Image) -> Page:
        """The sheet seen from straight above, at most 400 KB; the whole frame if none is found.

        The reading direction is left to the camera's: a sheet laid sideways stays sideways.
        """
        quad = find_sheet(image)
        flat = image if quad is None else _straight(image, quad)
        return _encoded(flat, found=quad is not None)


def find_sheet(image: Image) -> Quad | None:
    """The sheet's corners in pixels from the upper left clockwise; None if there is no sheet.

    A sheet that runs out of the frame is found too: its corners then lie on the frame's edge.
    """
    scale = min(1.0, _WORK_SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best: Quad | None = None
    best_score = 0.0
    for mask in _paper_masks(np.asarray(small, np.uint8)):
        for quad in _quads(mask):
            score = _score(quad, mask)
            if score > best_score:
                best, best_score = quad, score
    if best is None:
        return None
    return _clockwise(best / scale)


def _paper_masks(small: Image) -> list[NDArray[np.uint8]]:
    """Where paper may be: bright, or bright and colourless, by Otsu's threshold."""
    soft = cv2.GaussianBlur(small, (0, 0), 1.5)
    hsv = cv2.cvtColor(soft, cv2.COLOR_BGR2HSV)
    white = cv2.subtract(hsv[:, :, 2], hsv[:, :, 1] // 2)
    masks = []
    for channel in (hsv[:, :, 2], white):
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        # Print and the photo frame are dark islands in the sheet: close them.
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
        masks.append(np.asarray(opened, np.uint8))
    return masks


def _quads(mask: NDArray[np.uint8]) -> list[Quad]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [o for o in outlines if cv2.contourArea(o) > _LEAST_SHARE * mask.size]
    quads = (_four_corners(outline) for outline in large)
    return [quad for quad in quads if quad is not None]


def _four_corners(outline: NDArray[np.generic]) -> Quad | None:
    hull = cv2.convexHull(np.asarray(outline))
    length = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.02, 0.03, 0.05, 0.07, 0.1):
        corners = cv2.approxPolyDP(hull, share * length, closed=True)
        if len(corners) == 4 and cv2.isContourConvex(corners):
            return np.asarray(corners.reshape(4, 2), np.float64)
    return None


def _score(quad: Quad, mask: NDArray[np.uint8]) -> float:
    """Area, when the quadrilateral is filled by paper and not just the frame itself; else 0."""
    inside = np.zeros_like(mask)
    cv2.fillConvexPoly(inside, quad.astype(np.int32), 255)
    area = float(np.count_nonzero(inside))
    filled = float(np.count_nonzero(cv2.bitwise_and(inside, mask))) / max(area, 1.0)
    outside = float(np.count_nonzero(cv2.bitwise_and(cv2.bitwise_not(inside), mask)))
    if filled < 0.9 or area > 0.97 * mask.size or outside > 0.12 * area:
        return 0.0
    corners = _clockwise(quad)
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return area if sides.min() > 0.25 * sides.max() else 0.0


def _clockwise(quad: Quad) -> Quad:
    """From the corner nearest to the frame's upper left, clockwise."""
    middle = quad.mean(axis=0)
    order = np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))
    around = quad[order]
    return np.asarray(np.roll(around, -int(around.sum(axis=1).argmin()), axis=0))


def _straight(image: Image, quad: Quad) -> Image:
    """The quadrilateral as a rectangle with as many pixels as the sheet had in the frame."""
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    shrink = min(1.0, _LONGEST_SIDE_PX / max(width, height))
    width, height = round(width * shrink), round(height * shrink)
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    plane = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(image, plane, (width, height), flags=cv2.INTER_CUBIC), np.uint8
    )


def _encoded(flat: Image, *, found: bool) -> Page:
    """The best JPEG within the limit: quality is given up first, then size."""
    shrink = min(1.0, _LONGEST_SIDE_PX / max(flat.shape[:2]))
    for scale in _SCALES:
        part = _shrunk(flat, scale * shrink)
        for quality in _QUALITIES if scale > _SCALES[-1] else (*_QUALITIES, _LEAST_QUALITY, 25):
            data = _jpeg(part, quality)
            if len(data) <= MOST_BYTES:
                return Page(data, part.shape[1], part.shape[0], found)
    tiny = _shrunk(flat, 0.25 * shrink)
    return Page(_jpeg(tiny, 25), tiny.shape[1], tiny.shape[0], found)


def _shrunk(picture: Image, scale: float) -> Image:
    if scale >= 1:
        return picture
    return np.asarray(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _jpeg(picture: Image, quality: int) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, data = cv2.imencode(".jpg", picture, options)
    return bytes(data)

"""The modules of a QR code on bent, glaring or noisy paper, sampled through a bending grid.

zxing and zbar lay a flat grid over the code; on a sheet that curls they sample beside the modules.
Here the three finder patterns are found by their nested outlines, a grid is laid through their
corners, and the grid is then bent: first towards the alignment patterns, then towards the code's
own modules as read so far. Only sampling happens here: what comes out is a clean black-and-white
code that the ordinary decoders read or refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Floats = NDArray[np.float64]
Modules = NDArray[np.bool_]
Outline = NDArray[Any]

_PX = 6  # pixels per module of the flattened code
_MARGIN = 2  # modules around it, so that blocks at the rim can still be moved
_ROUNDS = 5
_SIGMAS = ((0.8, 1.6, 2.6),)  # smoothings under which finder patterns are looked for, in px
_CUT_OUT_SIGMAS = ((0.8, 1.6, 2.6), (3.0, 4.5))
_RIDGE, _FITS = 0.05, 8  # of the deblurring: how far weights are kept small, and how often fitted
_LEAST_AGREEMENT = 0.1  # of the known patterns with what is seen, before the grid is bent


@dataclass(frozen=True, slots=True)
class Finder:
    """One finder pattern: the corners of its white ring's outer edge, 5 modules a side."""

    corners: Floats  # 4 x 2, in order around
    centre: Floats
    module_px: float


@dataclass(frozen=True, slots=True)
class Sampled:
    """One sampling of one code: its modules (True is dark) and where its corners lie."""

    modules: Modules
    corners: tuple[tuple[float, float], ...]
    name: str


def sample_codes(gray: Gray, *, codes: int = 3, cut_out: bool = False) -> Iterator[Sampled]:
    """Samplings of the likeliest codes in the picture, roughly best first.

    `cut_out` says that the picture is an enlarged cut-out around one code (qr_place.py): finder
    patterns are looked for under more smoothing, too, and where they cannot be seen the code's
    outline has to do.
    """
    for sigmas in _CUT_OUT_SIGMAS if cut_out else _SIGMAS:
        for triple in _triples(_finders_of(gray, sigmas))[:codes]:
            for size in _sizes(triple):
                laid = _lay(triple, size)
                if laid is not None:
                    name = f"{sigmas[0]:g}-{size}"
                    yield from _bend_and_sample(gray, *laid, name)
    if cut_out:
        for laid in _laid_by_outline(gray):
            yield from _bend_and_sample(gray, *laid, f"outline-{laid[0].size}")


# --- finder patterns ---------------------------------------------------------------------------


def _finders_of(gray: Gray, sigmas: tuple[float, ...]) -> list[Finder]:
    found: list[Finder] = []
    for binary in _binaries(gray, sigmas):
        for finder in _nested(binary):
            _add(found, finder)
    return found


def _binaries(gray: Gray, sigmas: tuple[float, ...]) -> Iterator[Gray]:
    """Black-and-white versions for looking for outlines: several smoothings and windows."""
    for sigma in sigmas:
        smooth = cv2.GaussianBlur(gray, (0, 0), sigma)
        for window in (21, 45, 91):
            yield np.asarray(
                cv2.adaptiveThreshold(
                    smooth,
                    255,
                    cv2.ADAPTIVE_THRESH_MEAN_C,
                    cv2.THRESH_BINARY_INV,
                    window,
                    2,
                ),
                np.uint8,
            )


def _nested(binary: Gray) -> Iterator[Finder]:
    """White rings (holes in the dark) that hold a dark block of about 9/25 of their area."""
    outlines, tree = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return
    blocks = [
        (outline, cv2.boundingRect(outline))
        for outline, links in zip(outlines, tree[0], strict=True)
        if links[3] < 0 and len(outline) >= 8
    ]
    centres = np.array([(x + w / 2, y + h / 2) for _, (x, y, w, h) in blocks]).reshape(-1, 2)
    for outline, links in zip(outlines, tree[0], strict=True):
        if links[3] >= 0 and len(outline) >= 16:
            yield from _ring_around(outline, blocks, centres)


def _ring_around(
    ring: Outline,
    blocks: list[tuple[Outline, Sequence[int]]],
    centres: Floats,
) -> Iterator[Finder]:
    area = cv2.contourArea(ring)
    x, y, width, height = cv2.boundingRect(ring)
    if area < 60 or not 0.4 < width / height < 2.5:
        return
    middle = np.array((x + width / 2, y + height / 2))
    near = np.flatnonzero(np.abs(centres - middle).max(axis=1) < 0.12 * max(width, height) + 1)
    for index in near:
        inner = cv2.contourArea(blocks[index][0])
        if inner > 0 and 1.7 < area / inner < 5.5 and inner < area:
            corners = _quad(ring)
            if corners is not None:
                yield Finder(corners, corners.mean(axis=0), float(np.sqrt(area)) / 5)
            return


def _quad(outline: Outline) -> Floats | None:
    """The outline as four corners: the best simplification, else the smallest box around it."""
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, closed=True)
    for share in (0.03, 0.05, 0.08, 0.11):
        corners = cv2.approxPolyDP(hull, share * length, closed=True)
        if len(corners) == 4:
            return np.asarray(corners.reshape(4, 2), np.float64)
    box = np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)
    full = cv2.contourArea(hull) > 0.6 * cv2.contourArea(box)
    return box.astype(np.float64) if full else None


def _add(found: list[Finder], new: Finder) -> None:
    """Keep one finder per place."""
    for old in found:
        if np.hypot(*(old.centre - new.centre)) < 2.5 * max(old.module_px, new.module_px):
            return
    found.append(new)


def _triples(found: list[Finder]) -> list[tuple[Finder, Finder, Finder]]:
    """Corner, right and lower finder of plausible codes, best first."""
    scored = []
    for three in combinations(found[:24], 3):
        sizes = [finder.module_px for finder in three]
        if max(sizes) > 2.2 * min(sizes):
            continue
        best = min(_turns(three), key=_misfit)
        if _misfit(best) < 1.2:
            scored.append((_misfit(best) + np.log(max(sizes) / min(sizes)), best))
    scored.sort(key=lambda pair: pair[0])
    return [triple for _, triple in scored]


def _turns(
    three: tuple[Finder, Finder, Finder],
) -> Iterator[tuple[Finder, Finder, Finder]]:
    """The orders in which right and lower finder lie clockwise, so never a mirror image."""
    for corner, right, lower in permutations(three):
        across, down = right.centre - corner.centre, lower.centre - corner.centre
        if across[0] * down[1] - across[1] * down[0] > 0:
            yield corner, right, lower


def _misfit(triple: tuple[Finder, Finder, Finder]) -> float:
    """0 for a square seen from the front; grows with the slant, over 1 is hardly a code."""
    corner, right, lower = triple
    across, down = right.centre - corner.centre, lower.centre - corner.centre
    wide, high = np.hypot(*across), np.hypot(*down)
    module = (corner.module_px + right.module_px + lower.module_px) / 3
    span = max(wide, high) / module
    if not 10 < span < 130:
        return 9.0
    return float(abs(np.dot(across, down)) / (wide * high) + abs(np.log(wide / high)))


def _sizes(triple: tuple[Finder, Finder, Finder]) -> list[int]:
    """Modules a side: the nearest sizes a QR code can have, likeliest first."""
    corner, right, lower = triple
    wide = np.hypot(*(right.centre - corner.centre)) * 2 / (corner.module_px + right.module_px)
    high = np.hypot(*(lower.centre - corner.centre)) * 2 / (corner.module_px + lower.module_px)
    guess = max(21.0, (wide + high) / 2 + 7)
    sizes = sorted(range(21, 82, 4), key=lambda size: abs(size - guess))
    return [size for size in sizes[:4] if abs(size - guess) < 0.22 * guess + 2]


# --- the grid ----------------------------------------------------------------------------------


class _Grid:
    """Where each module lies in the picture: a plane seen in perspective, plus a gentle bend."""

    def __init__(self, plane: Floats, size: int) -> None:
        self.size = size
        self._plane = plane
        self._bend: Floats | None = None
        self._degree = 0

    def at(self, modules: Floats) -> Floats:
        """Picture pixels of points given in modules (N x 2)."""
        flat = np.column_stack([modules, np.ones(len(modules))]) @ self._plane.T
        points = flat[:, :2] / flat[:, 2:]
        if self._bend is not None:
            points = points + _powers(modules / self.size, self._degree) @ self._bend
        return np.asarray(points, np.float64)

    def is_sound(self) -> bool:
        """Whether no part of the code would lie behind the camera or far out of any picture."""
        low, high = -_MARGIN - 1, self.size + _MARGIN + 1
        rim = np.array([(low, low), (high, low), (high, high), (low, high)], np.float64)
        depth = np.column_stack([rim, np.ones(4)]) @ self._plane[2]
        if not np.isfinite(depth).all() or depth.min() <= 0.05 * abs(depth).max():
            return False
        return bool(np.abs(self.at(rim)).max() < 1e5)

    def bent(self, modules: Floats, pixels: Floats, weights: Floats, degree: int) -> _Grid:
        """The grid that passes close to these points; the bend is kept small by a penalty."""
        grid = _Grid(self._plane, self.size)
        flat = grid.at(modules)
        powers = _powers(modules / self.size, degree)
        weighted = powers * weights[:, None]
        stiffness = np.diag([1e-6] * 3 + [1e-3] * (powers.shape[1] - 3)) * weights.sum()
        grid._bend = np.linalg.solve(powers.T @ weighted + stiffness, weighted.T @ (pixels - flat))
        grid._degree = degree
        return grid

    def flattened(self, gray: Gray) -> NDArray[np.float32]:
        """The code as seen through the grid, upright, _PX pixels a module, with its margin."""
        # Mapped at every third of a module and interpolated: the grid is smooth.
        steps = np.arange(-_MARGIN, self.size + _MARGIN + 0.01, 1 / 3)
        v, u = np.meshgrid(steps, steps, indexing="ij")
        points = self.at(np.column_stack([u.ravel(), v.ravel()])).reshape(len(steps), -1, 2)
        side = (self.size + 2 * _MARGIN) * _PX
        where = (np.arange(side) + 0.5) / _PX * 3
        rows, columns = np.meshgrid(where, where, indexing="ij")
        maps = cv2.remap(
            points.astype(np.float32),
            columns.astype(np.float32),
            rows.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(
            cv2.remap(
                gray,
                np.asarray(maps[..., 0]),
                np.asarray(maps[..., 1]),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.float32,
        )


def _powers(uv: Floats, degree: int) -> Floats:
    u, v = uv[:, 0] - 0.5, uv[:, 1] - 0.5
    terms = [
        u**i * v**j for total in range(degree + 1) for i in range(total + 1) for j in [total - i]
    ]
    return np.column_stack(terms)


def _lay(triple: tuple[Finder, Finder, Finder], size: int) -> tuple[_Grid, Floats, Floats] | None:
    """A flat grid through the corners of the three finders, and the pairs it was laid by."""
    centres = np.array([(3.5, 3.5), (size - 3.5, 3.5), (3.5, size - 3.5)])
    seen = np.array([finder.centre for finder in triple])
    rough = cv2.getAffineTransform(centres.astype(np.float32), seen.astype(np.float32))
    square = np.array([(-2.5, -2.5), (2.5, -2.5), (2.5, 2.5), (-2.5, 2.5)])
    modules, pixels = [], []
    for centre, finder in zip(centres, triple, strict=True):
        ideal = centre + square
        guess = ideal @ rough[:, :2].T + rough[:, 2]
        turned = min(
            (
                np.roll(order, turn, axis=0)
                for order in (finder.corners, finder.corners[::-1])
                for turn in range(4)
            ),
            key=lambda corners: float(np.sum((corners - guess) ** 2)),
        )
        modules.append(ideal)
        pixels.append(turned)
    source, target = np.concatenate(modules), np.concatenate(pixels)
    plane, _ = cv2.findHomography(source, target, 0)
    if plane is None:
        return None
    return _Grid(np.asarray(plane, np.float64), size), source, target


# --- without finder patterns --------------------------------------------------------------------


def _laid_by_outline(gray: Gray, most: int = 4) -> list[tuple[_Grid, Floats, Floats]]:
    """Grids through the outer corners of the code, for the sizes and turns that look likeliest."""
    outline = _outline(gray)
    if outline is None:
        return []
    laid: list[tuple[float, int, tuple[_Grid, Floats, Floats]]] = []
    for size in range(21, 54, 4):
        known = _known_modules(size)
        for turn in range(4):
            for swell in (0.98, 1.0, 1.02):
                grid, modules, pixels = _through_corners(
                    np.roll(outline, turn, axis=0), size, swell
                )
                score = _agreement(_values(grid.flattened(gray), size), known)
                laid.append((score, len(laid), (grid, modules, pixels)))
    laid.sort(reverse=True)
    return [grid for score, _, grid in laid[:most] if score > _LEAST_AGREEMENT]


def _through_corners(corners: Floats, size: int, swell: float) -> tuple[_Grid, Floats, Floats]:
    middle = corners.mean(axis=0)
    pixels = middle + (corners - middle) * swell
    modules = np.array([(0, 0), (size, 0), (size, size), (0, size)], np.float64)
    plane = cv2.getPerspectiveTransform(modules.astype(np.float32), pixels.astype(np.float32))
    return _Grid(np.asarray(plane, np.float64), size), modules, pixels


def _outline(gray: Gray) -> Floats | None:
    """The four corners, clockwise, of the dark patch in the middle of an enlarged cut-out."""
    side = max(gray.shape)
    far = cv2.GaussianBlur(gray.astype(np.float32), (0, 0), side / 55)
    paper = cv2.morphologyEx(far, cv2.MORPH_CLOSE, np.ones((side // 2, side // 2), np.uint8))
    dark = (paper - far) / (paper + 6)
    middle = tuple(length // 2 for length in gray.shape)
    reach = side // 6
    core = dark[middle[0] - reach : middle[0] + reach, middle[1] - reach : middle[1] + reach]
    mask = (dark > 0.5 * float(np.median(core))).astype(np.uint8)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((side // 20, side // 20), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    patch = max(outlines, key=cv2.contourArea)
    if cv2.contourArea(patch) < 0.08 * gray.size:
        return None
    return _sides_meet(cv2.convexHull(patch).reshape(-1, 2).astype(np.float64))


def _sides_meet(hull: Floats) -> Floats | None:
    """Corners where the four sides would meet, since blur rounds the corners themselves."""
    length = cv2.arcLength(hull.astype(np.float32), closed=True)
    for share in (0.04, 0.06, 0.09, 0.12):
        rough = cv2.approxPolyDP(hull.astype(np.float32), share * length, closed=True)
        if len(rough) == 4:
            break
    else:
        return None
    corners = np.asarray(rough.reshape(4, 2), np.float64)
    dense = _dense(hull)
    lines = [_side(dense, corners[n], corners[(n + 1) % 4]) for n in range(4)]
    met = np.array([_crossing(lines[n - 1], lines[n]) for n in range(4)])
    if not np.isfinite(met).all():
        return None
    turning = _turning(met)
    return met if turning.sum() > 0 else met[::-1]


def _turning(corners: Floats) -> Floats:
    """Positive where the outline turns right (clockwise on the screen)."""
    side = np.roll(corners, -1, axis=0) - corners
    following = np.roll(side, -1, axis=0)
    return np.asarray(side[:, 0] * following[:, 1] - side[:, 1] * following[:, 0], np.float64)


def _dense(hull: Floats) -> Floats:
    """The closed outline as points two pixels apart."""
    following = np.roll(hull, -1, axis=0)
    parts = [
        here
        + (there - here) * np.linspace(0, 1, max(2, int(np.hypot(*(there - here)) / 2)))[:, None]
        for here, there in zip(hull, following, strict=True)
    ]
    return np.concatenate(parts)


def _side(points: Floats, start: Floats, end: Floats) -> Floats:
    """The line (a, b, c) with ax + by = c along the middle part of one side."""
    along = (end - start) / np.hypot(*(end - start))
    normal = np.array((-along[1], along[0]))
    share = (points - start) @ along / np.hypot(*(end - start))
    beside = np.abs((points - start) @ normal) < 0.12 * np.hypot(*(end - start))
    chosen = points[(share > 0.2) & (share < 0.8) & beside]
    if len(chosen) < 4:
        return np.array((*normal, float(normal @ start)))
    vx, vy, x, y = np.ravel(cv2.fitLine(chosen.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01))
    return np.array((-vy, vx, -vy * x + vx * y), np.float64)


def _crossing(one: Floats, other: Floats) -> Floats:
    matrix = np.array((one[:2], other[:2]))
    if abs(np.linalg.det(matrix)) < 0.1:
        return np.full(2, np.nan)
    return np.asarray(np.linalg.solve(matrix, np.array((one[2], other[2]))), np.float64)


# --- bending and sampling ----------------------------------------------------------------------


def _bend_and_sample(
    gray: Gray, grid: _Grid, modules: Floats, pixels: Floats, name: str
) -> Iterator[Sampled]:
    if not grid.is_sound():
        return
    known = _known_modules(grid.size)
    flat = grid.flattened(gray)
    if _agreement(_values(flat, grid.size), known) < _LEAST_AGREEMENT:
        return
    yield from _samples(flat, grid, known, f"{name}-flat")
    grid = _towards_alignment(gray, grid, modules, pixels)
    for number in range(_ROUNDS):
        flat = grid.flattened(gray)
        yield from _samples(flat, grid, known, f"{name}-bent{number}")
        grid = _towards_own_modules(flat, grid, known, 2 if number < 2 else 3)


def _samples(
    flat: NDArray[np.float32], grid: _Grid, known: NDArray[np.float32], name: str
) -> Iterator[Sampled]:
    values = _values(flat, grid.size)
    rim = np.array([(0, 0), (grid.size, 0), (grid.size, grid.size), (0, grid.size)], np.float64)
    corners = tuple((float(x), float(y)) for x, y in grid.at(rim))
    for window in (7, 13):
        modules = values < _threshold(values, window)
        yield Sampled(modules, corners, f"{name}-{window}")
    yield Sampled(_unblurred(flat, known), corners, f"{name}-unblurred")


def _unblurred(flat: NDArray[np.float32], known: NDArray[np.float32]) -> Modules:
    """Modules freed of their neighbours' light.

    A blur of about a module's width mixes each with those around it, by the same recipe all over
    the code. The recipe's inverse (weights of the light around, taken at every half module) is
    fitted to the modules as decided so far (the known patterns always right), applied, and
    fitted again.
    """
    values = _values(flat, len(known))
    level = _threshold(values, 9)
    around = _light_around(flat, level, cv2.GaussianBlur(np.abs(values - level), (0, 0), 3) + 1)
    weight = np.where(known != 0, 4.0, 1.0).ravel()[:, None]
    normal = around.T @ (around * weight) + _RIDGE * len(around) * np.eye(around.shape[1])
    inverse = np.linalg.solve(normal, (around * weight).T)
    decided = np.where(level > values, 1.0, -1.0)
    for _ in range(_FITS):
        decided = np.where(known != 0, known, decided)
        decided = np.where(around @ (inverse @ decided.ravel()) > 0, 1.0, -1.0).reshape(known.shape)
    return np.asarray(np.where(known != 0, known, decided) > 0)


def _light_around(
    flat: NDArray[np.float32], level: NDArray[np.float32], swing: NDArray[np.generic]
) -> Floats:
    """For each module how dark it is in the 9 x 9 half modules around it, and a constant."""
    size, reach = len(level), 4
    soft = _soft(flat, _PX / 3)
    steps = (np.arange(2 * size - 1 + 2 * reach) - reach) / 2  # in modules, 0 is the first middle
    pixels = ((steps + _MARGIN + 0.5) * _PX - 0.5).astype(np.float32)
    columns, rows = np.meshgrid(pixels, pixels)
    seen = cv2.remap(soft, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    columns, rows = np.meshgrid(steps.astype(np.float32), steps.astype(np.float32))
    edge = cv2.BORDER_REPLICATE
    here = cv2.remap(level, columns, rows, cv2.INTER_LINEAR, borderMode=edge)
    scale = cv2.remap(
        np.asarray(swing, np.float32), columns, rows, cv2.INTER_LINEAR, borderMode=edge
    )
    dark = (np.asarray(here, np.float64) - seen) / scale
    windows = np.lib.stride_tricks.sliding_window_view(dark, (2 * reach + 1, 2 * reach + 1))
    each = windows[::2, ::2].reshape(size * size, -1)
    return np.column_stack([each, np.ones(size * size)])


def _values(flat: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """One brightness per module: the mean of its middle."""
    soft = _soft(flat, _PX / 4.5)
    start = _MARGIN * _PX + _PX // 2
    middle = soft[start - 1 :: _PX, start - 1 :: _PX], soft[start::_PX, start::_PX]
    return np.asarray((middle[0][:size, :size] + middle[1][:size, :size]) / 2, np.float32)


def _threshold(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """Half-way between the local dark and the local light, so that glare and shade cancel."""
    mean = cv2.blur(values, (window, window), borderType=cv2.BORDER_REFLECT)
    dark = values < mean
    light = _mean_where(values, ~dark, window)
    return np.asarray((light + _mean_where(values, dark, window)) / 2, np.float32)


def _mean_where(values: NDArray[np.float32], where: Modules, window: int) -> NDArray[np.float32]:
    mask = where.astype(np.float32)
    kernel = (0, 0)
    total = cv2.GaussianBlur(values * mask, kernel, window / 3, borderType=cv2.BORDER_REFLECT)
    count = cv2.GaussianBlur(mask, kernel, window / 3, borderType=cv2.BORDER_REFLECT)
    return np.asarray(total / np.maximum(count, 1e-3), np.float32)


def _soft(flat: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), sigma), np.float32)


def _alignment_centres(size: int) -> list[int]:
    """Rows (and columns) of the alignment patterns' middles, by ISO/IEC 18004 annex E."""
    version = (size - 17) // 4
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6] + [size - 7 - step * i for i in range(count - 2, -1, -1)]


def _alignment_places(size: int) -> list[tuple[int, int]]:
    lines = _alignment_centres(size)
    rim = (6, size - 7)
    skip = {(6, 6), (6, rim[1]), (rim[1], 6)}
    return [(x, y) for x in lines for y in lines if (x, y) not in skip]


def _known_modules(size: int) -> NDArray[np.float32]:
    """Finder, timing and alignment patterns: 1 dark, -1 light, 0 for what the data decides."""
    known = np.zeros((size, size), np.float32)
    known[6, :] = known[:, 6] = np.where(np.arange(size) % 2 == 0, 1, -1)
    for x, y in _alignment_places(size):
        known[y - 2 : y + 3, x - 2 : x + 3] = _rings(5)
    block = -np.ones((8, 8), np.float32)
    block[:7, :7] = _rings(7)
    known[:8, :8] = block
    known[:8, -8:] = block[:, ::-1]
    known[-8:, :8] = block[::-1]
    return known


def _rings(side: int) -> NDArray[np.float32]:
    """A finder (7) or alignment (5) pattern."""
    far = np.abs(np.arange(side) - side // 2)
    ring = np.maximum(far[:, None], far[None, :])
    light = 2 if side == 7 else 1
    return np.where(ring == light, -1, 1).astype(np.float32)


def _agreement(values: NDArray[np.float32], known: NDArray[np.float32]) -> float:
    """How alike the known patterns and what is seen there are, from -1 to 1."""
    place = known != 0
    light = (_threshold(values, 13) - values)[place]
    light = np.clip(light / (np.abs(light).mean() + 1e-6), -2, 2)
    return float(np.corrcoef(light, known[place])[0, 1]) if light.std() > 0 else 0.0


def _towards_alignment(gray: Gray, grid: _Grid, modules: Floats, pixels: Floats) -> _Grid:
    """Bend the grid through the alignment patterns that can be seen, nearest first."""
    places = sorted(_alignment_places(grid.size), key=lambda p: min(sum(p), abs(p[0] - p[1])))
    reach = 3.0
    source, target = modules, pixels
    weights = np.full(len(source), 0.5)
    for _ in range(2):
        flat = _soft(grid.flattened(gray), _PX / 4)
        seen = [(place, _look_for_alignment(flat, place, reach)) for place in places]
        hits = [(place, shift) for place, shift in seen if shift is not None]
        if not hits:
            return grid
        middles = np.array([place for place, _ in hits], np.float64) + 0.5
        moved = grid.at(middles + np.array([shift for _, shift in hits]))
        source, target = np.vstack([modules, middles]), np.vstack([pixels, moved])
        weights = np.concatenate([np.full(len(modules), 0.5), np.full(len(hits), 2.0)])
        grid = grid.bent(source, target, weights, 2 if len(hits) < 4 else 3)
        reach = 1.5
    return grid


def _look_for_alignment(
    flat: NDArray[np.float32], place: tuple[int, int], reach: float
) -> tuple[float, float] | None:
    """How many modules the alignment pattern lies beside its place; None if it is not seen."""
    template = _soft(np.kron(-_rings(5), np.ones((_PX, _PX), np.float32)), _PX / 4)
    pad = round(reach * _PX)
    left, top = ((p - 2 + _MARGIN) * _PX - pad for p in place)
    side = 5 * _PX + 2 * pad
    if left < 0 or top < 0:
        return None
    window = flat[top : top + side, left : left + side]
    if window.shape != (side, side):
        return None
    match = cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(match)
    return ((x - pad) / _PX, (y - pad) / _PX) if best > 0.55 else None


def _towards_own_modules(
    flat: NDArray[np.float32], grid: _Grid, known: NDArray[np.float32], degree: int
) -> _Grid:
    """Move each block of the grid to where its modules, as read so far, look crispest."""
    ideal = np.where(_unblurred(flat, known), -1, 1).astype(np.float32)
    crisp = _soft(np.kron(ideal, np.ones((_PX, _PX), np.float32)), _PX / 2.5)
    spread = 5 * _PX
    light = flat - cv2.blur(flat, (spread, spread))
    power = np.maximum(cv2.blur(light * light, (spread, spread)), 0)  # rounding may go below
    light = light / (np.sqrt(power) + 2)
    where, shifts, scores = _best_shifts(np.asarray(light, np.float32), crisp, grid.size)
    pixels = grid.at(where + shifts)
    return grid.bent(where, pixels, scores, degree)


def _best_shifts(
    light: NDArray[np.float32], crisp: NDArray[np.float32], size: int
) -> tuple[Floats, Floats, Floats]:
    """For blocks all over the code: their middle, the shift that fits best, and how well."""
    edge, reach = _MARGIN * _PX, 4
    side = size * _PX
    step = 3 * _PX
    scores = []
    shifts = [(x, y) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1)]
    for x, y in shifts:
        part = light[edge + y : edge + y + side, edge + x : edge + x + side]
        fit = cv2.blur(part * crisp, (7 * _PX, 7 * _PX), borderType=cv2.BORDER_CONSTANT)
        scores.append(fit[step // 2 :: step, step // 2 :: step])
    stack = np.stack(scores)
    best = stack.argmax(axis=0)
    rows, columns = np.meshgrid(*[np.arange(stack.shape[1])] * 2, indexing="ij")
    middle = np.column_stack([columns.ravel(), rows.ravel()]) * step + step // 2
    moved = np.array(shifts, np.float64)[best.ravel()] / _PX
    weight = np.maximum(stack.max(axis=0).ravel(), 0.01).astype(np.float64) ** 2
    return middle / _PX, moved, weight

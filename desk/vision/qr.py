"""Reads the form's QR code: quickly in live frames, stubbornly in still pictures."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import cv2
import numpy as np

from desk.domain.form_id import Agreement, FormId, Reading, Standing
from desk.services.ports import Image
from desk.vision.decoders import Gray, Rendering, zbar, zxing, zxing_drawn
from desk.vision.qr_grid import Modules, sample_codes
from desk.vision.qr_place import cut_out, likely_places
from desk.vision.renderings import evened, gray_of, renderings, scaled_by, sharpened

STILL_BUDGET_S = 6.0
_GRID_SIDE = 1300  # px: finder patterns are looked for in a picture no larger than this
_SMALL = 250 * 250
_NEAR_PX = 100  # a code of an address with 37 modules needs about that many pixels
_DARK = 34  # mean brightness under which nobody could read print


@dataclass(frozen=True, slots=True)
class StillResult:
    """What a still picture gave: an id only when two readings agree, else why not."""

    form_id: FormId | None
    readings: tuple[Reading, ...]
    decoders: tuple[str, ...]
    reason_code: str
    ms: float


class QrReader:
    """The FormReader of the desk (services/ports.py). Belongs to one thread at a time.

    `heavy_every`: of frames in which nothing was read, each n-th gets one of the slower attempts,
    so that the median frame stays quick.
    """

    def __init__(self, *, heavy_every: int = 6) -> None:
        self._heavy_every = heavy_every
        self._missed = 0

    def read_frame(self, image: Image) -> tuple[Reading, ...]:
        """Readings in one live frame, by up to two decoders; none when nothing was read."""
        gray = gray_of(image)
        found = zxing(Rendering("frame", gray))
        if found:
            self._missed = 0
            return (*found, *_cross_checked(Rendering("frame", gray), found))
        self._missed += 1
        if self._missed % self._heavy_every:
            return ()
        return tuple(_attempt(gray, self._missed // self._heavy_every))

    def read_still(self, image: Image, *, budget_s: float = STILL_BUDGET_S) -> StillResult:
        """Try one version of the picture after another until two readings agree.

        Stops, too, when two forms are in view, when readings contradict each other, or after
        about `budget_s`.
        """
        start = time.perf_counter()
        agreement = Agreement(still=True)
        kept: list[Reading] = []
        for readings in _still_attempts(gray_of(image)):
            kept += readings
            agreement = agreement.add(readings, 0)
            if agreement.standing in (Standing.SETTLED, Standing.DISAGREE, Standing.TWO_CODES):
                break
            spent_s = time.perf_counter() - start
            if spent_s > (budget_s if not _is_other_code(kept) else budget_s / 6):
                break
        if not agreement.votes and not agreement.two_codes:
            agreement = agreement.add(kept, 0)  # why what was read is not a form
        reason = agreement.code or _why_nothing(agreement, gray_of(image))
        ms = (time.perf_counter() - start) * 1e3
        return StillResult(agreement.settled, tuple(kept), agreement.decoders, reason, ms)

    def read_texts(self, image: Image, *, budget_s: float = STILL_BUDGET_S) -> tuple[str, ...]:
        """The texts of all QR codes in a still picture that two readings agree on.

        Not for form ids: nothing is parsed. A text that another agreed text contradicts at the
        same place is left out.
        """
        start = time.perf_counter()
        gray = gray_of(image)
        votes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for readings in _text_attempts(gray):
            for reading in readings:
                votes[reading.text].add((reading.decoder, reading.rendering))
            agreed = [text for text, witnesses in votes.items() if len(witnesses) > 1]
            if agreed or time.perf_counter() - start > budget_s:
                break
        return tuple(text for text, witnesses in votes.items() if len(witnesses) > 1)

    def hint(self, image: Image) -> str:
        """What would help while nothing is read: "form_too_dark", "form_closer" or "".

        Takes some 15 ms: ask now and then, not on every frame.
        """
        gray = gray_of(image)
        if _is_dark(gray):
            return "form_too_dark"
        places = likely_places(gray, most=1)
        return "form_closer" if places and places[0].side < _NEAR_PX else ""


def _cross_checked(seen: Rendering, found: list[Reading]) -> Iterator[Reading]:
    """zbar's answer on the places where zxing read something."""
    for number, reading in enumerate(found):
        yield from zbar(_cut_out(seen, reading.corners, f"{seen.name}-cut{number}"))


def _cut_out(seen: Rendering, corners: tuple[tuple[float, float], ...], name: str) -> Rendering:
    """The code and a fifth around it, in the size that zbar reads best."""
    points = (np.array(corners) - (seen.x, seen.y)) * seen.scale
    low, high = points.min(axis=0), points.max(axis=0)
    room = (high - low).max() * 0.2 + 6
    left, top = np.maximum(low - room, 0).astype(int)
    right, bottom = (high + room).astype(int)
    cut = seen.gray[top:bottom, left:right]
    scale = float(np.clip(400 / max(cut.shape), 0.4, 3.0))
    scale = 1.0 if 0.7 < scale < 1.4 else scale
    x, y = left / seen.scale + seen.x, top / seen.scale + seen.y
    return Rendering(name, scaled_by(cut, scale), scale * seen.scale, float(x), float(y))


def _attempt(gray: Gray, number: int) -> list[Reading]:
    """One slower attempt on a live frame; the next number gives the next kind."""
    kind = number % 4
    if kind == 0:
        return zxing(Rendering("frame-even", evened(scaled_by(gray, 0.5)), 0.5))
    if kind == 1:
        return _first(_bent(_shrunk(gray)))
    if kind == 2:
        return [r for p in likely_places(gray, most=2) for r in zxing(cut_out(gray, p))]
    places = likely_places(gray, most=1)
    return _first(_bent(cut_out(gray, places[0]))) if places else []


def _still_attempts(gray: Gray) -> Iterator[list[Reading]]:
    """Readings of one version after another; the likely and quick versions first."""
    first = Rendering("still", gray)
    found = zxing(first, inverted=True)
    yield found
    yield list(_cross_checked(first, found)) if found else zbar(first)
    yield from _bent(_shrunk(gray))
    for place in likely_places(gray, most=2):
        yield from _place_attempts(cut_out(gray, place))
    for rendering in renderings(gray):
        found = zxing(rendering, inverted=True)
        yield found
        if found:
            yield list(_cross_checked(rendering, found))


def _place_attempts(cut: Rendering) -> Iterator[list[Reading]]:
    for name, gray in (
        ("plain", cut.gray),
        ("sharp", sharpened(cut.gray, 5, 2)),
        ("even", evened(cut.gray, 61)),
    ):
        rendering = replace(cut, name=f"{cut.name}-{name}", gray=gray)
        yield zxing(rendering) + zbar(rendering)
    yield from _bent(cut, cut=True)


def _text_attempts(gray: Gray) -> Iterator[list[Reading]]:
    """As for stills, but every text counts, and the whole picture is looked at each time."""
    edge = 24  # a code that touches the picture's edge lacks its quiet zone
    framed = cv2.copyMakeBorder(gray, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    larger = [Rendering("still", gray), Rendering("still-framed", np.asarray(framed, np.uint8))]
    if gray.size < _SMALL:  # drawn codes of one or two pixels a module
        larger.append(Rendering("still-x3", np.kron(gray, np.ones((3, 3), np.uint8)), 3.0))
    for rendering in (*larger, *renderings(larger[1].gray)):
        checked = [r for r in zbar(rendering) if r.text.isascii()]  # see zbar's docstring
        yield zxing(rendering, inverted=True, model_1=True) + checked
    yield from _bent(_shrunk(gray))
    for place in likely_places(gray, most=2):
        yield from _bent(cut_out(gray, place), cut=True)


def _first(attempts: Iterator[list[Reading]], most: int = 24) -> list[Reading]:
    """The first of so many attempts that read something: a live frame does not wait for more."""
    return next((readings for readings in islice(attempts, most) if readings), [])


def _shrunk(gray: Gray) -> Rendering:
    scale = min(1.0, _GRID_SIDE / max(gray.shape))
    return Rendering("grid", scaled_by(gray, scale), scale)


def _bent(seen: Rendering, *, cut: bool = False) -> Iterator[list[Reading]]:
    """What the decoders read in codes sampled through a bending grid, sampling by sampling."""
    for sampled in sample_codes(seen.gray, cut_out=cut):
        drawing = Rendering(f"{seen.name}-{sampled.name}", _drawn(sampled.modules))
        corners = seen.back(sampled.corners)
        yield [replace(each, corners=corners, sampled=True) for each in zxing_drawn(drawing)]


def _drawn(modules: Modules, side_px: int = 4) -> Gray:
    dark_is_black = np.where(np.pad(modules, 4), 0, 255).astype(np.uint8)
    return np.kron(dark_is_black, np.ones((side_px, side_px), np.uint8))


def _is_other_code(kept: list[Reading]) -> bool:
    """Whether one and the same text was read twice without being a form's."""
    return len(kept) > len({reading.text for reading in kept})


def _why_nothing(agreement: Agreement, gray: Gray) -> str:
    if agreement.settled is not None:
        return ""
    if agreement.standing is Standing.ONE:
        return "form_one_reading"
    return "form_too_dark" if _is_dark(gray) else "form_no_code"


def _is_dark(gray: Gray) -> bool:
    small = cv2.resize(gray, (160, 90), interpolation=cv2.INTER_AREA)
    return float(np.percentile(small, 90)) < _DARK

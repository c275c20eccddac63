"""zxing-cpp and zbar behind one face: a grey picture in, readings out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from desk.domain.form_id import Reading

Gray = NDArray[np.uint8]
ZXING, ZBAR = "zxing", "zbar"
_ANY_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_MODEL_2 = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])


@dataclass(frozen=True, slots=True)
class Rendering:
    """A version of a picture made for decoding, and how to get back to the picture's pixels."""

    name: str
    gray: Gray
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def back(self, corners: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        """Points of the rendering as points of the picture it was made from."""
        return tuple((x / self.scale + self.x, y / self.scale + self.y) for x, y in corners)


def zxing(rendering: Rendering, *, inverted: bool = False, model_1: bool = False) -> list[Reading]:
    """What zxing-cpp reads. Plain text mode: nothing is added for GS1 or control characters.

    Micro and rectangular codes are left out: on damaged codes they only give wrong texts.
    """
    found = zxingcpp.read_barcodes(
        rendering.gray,
        formats=_ANY_QR if model_1 else _MODEL_2,
        try_invert=inverted,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [
        Reading(code.text, ZXING, rendering.name, rendering.back(_corners(code.position)))
        for code in found
    ]


def zxing_drawn(rendering: Rendering) -> list[Reading]:
    """What zxing-cpp reads in a clean upright drawing of one code."""
    found = zxingcpp.read_barcodes(
        rendering.gray,
        formats=_MODEL_2,
        try_invert=False,
        try_rotate=False,
        try_downscale=False,
        binarizer=zxingcpp.Binarizer.FixedThreshold,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [Reading(code.text, ZXING, rendering.name) for code in found]


def zbar(rendering: Rendering) -> list[Reading]:
    """What zbar reads; nothing when its library is not on this machine (two frames then agree).

    Only QR codes: its other decoders print assertions on stderr. Japanese text comes out
    garbled now and then, digits and addresses do not.
    """
    pyzbar = _pyzbar()
    if pyzbar is None:
        return []
    found = pyzbar.decode(rendering.gray, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [
        Reading(
            code.data.decode("utf-8", "replace"),
            ZBAR,
            rendering.name,
            rendering.back(tuple((float(point.x), float(point.y)) for point in code.polygon)),
        )
        for code in found
    ]


def zbar_is_here() -> bool:
    """Whether the cross-check by zbar works on this machine (for the start-of-day check)."""
    return _pyzbar() is not None


@cache
def _pyzbar() -> Any | None:
    # Lazy: loading the shared library may fail, and then the app still reads forms.
    try:
        from pyzbar import pyzbar
    except (ImportError, OSError):
        return None
    return pyzbar


def _corners(position: Any) -> tuple[tuple[float, float], ...]:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((float(point.x), float(point.y)) for point in points)

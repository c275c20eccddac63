"""An application's own number as a QR: on the slip, on a label, or on the second display, where it
serves as slate for an application without a QR form (slate.py reads it)."""

from __future__ import annotations

from typing import Any, cast

Modules = tuple[tuple[bool, ...], ...]
QUIET_MODULES = 4
"""The white margin that every reader may rely on."""


def qr_modules(text: str) -> Modules:
    """The QR's dark modules, row by row, without the quiet zone; a quarter may be lost (Q)."""
    import zxingcpp  # on first use: it takes part of the start-up time

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    image = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows = cast(list[list[int]], memoryview(cast(Any, image)).tolist())  # grey, 0 is dark
    return tuple(tuple(value < 128 for value in row) for row in rows)

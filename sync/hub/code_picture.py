"""An enrolment code as QR: on the terminal's text screen, or as a PNG for printing."""

from __future__ import annotations

import struct
import zlib
from typing import Any, Final, cast

QUIET_MODULES: Final = 4
PIXELS: Final = 8
"""Of one module in the PNG."""


def as_text(text: str) -> str:
    """Two modules a character, for a dark-on-light or light-on-dark screen alike (inverted
    codes are read by phones and by the desk)."""
    rows = _framed(text)
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    halves = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(halves[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs
    )


def as_png(text: str) -> bytes:
    """Black on white, 8 bits of grey."""
    lines = []
    for row in _framed(text):
        line = b"".join((b"\x00" if dark else b"\xff") * PIXELS for dark in row)
        lines += [b"\x00" + line] * PIXELS
    side = len(lines)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def _framed(text: str) -> list[list[bool]]:
    """The dark modules with the quiet zone around them."""
    import zxingcpp  # only `enrol` draws: the server does not load it

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    grey = cast(list[list[int]], memoryview(cast(Any, image)).tolist())
    side = len(grey) + 2 * QUIET_MODULES
    edge = [False] * QUIET_MODULES
    inner = [edge + [value < 128 for value in row] + edge for row in grey]
    blank = [[False] * side for _ in range(QUIET_MODULES)]
    return blank + inner + blank

"""Variant shapes of characters (異体字セレクタ): 葛󠄀 is another drawing of 葛.

Qt leaves variation selectors out when it chooses glyphs (6.11), so a name would be printed in the
usual shape. The font's own table (OpenType cmap, format 14) says which glyph a pair of character
and selector has; a line that holds such a pair is drawn with these glyphs in their places.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGlyphRun, QPainter, QTextLayout, QTextLine

from desk.assets import font_files

Variants = Mapping[tuple[str, str], int]
_BOLD_FROM: Final = 600


def has_selector(text: str) -> bool:
    """Does the text hold a variation selector (VS1 to VS16, VS17 to VS256)?"""
    return any(is_selector(each) for each in text)


def is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def draw_line(painter: QPainter, layout: QTextLayout, row: QTextLine, at: QPointF) -> None:
    """Draw one line of a layout with the shapes that its selectors ask for."""
    if not has_selector(layout.text()):
        row.draw(painter, at)
        return
    utf16 = _positions(layout.text())
    for run in row.glyphRuns(-1, -1, QTextLayout.GlyphRunRetrievalFlag.RetrieveAll):
        _draw_run(painter, run, utf16, at)


def _draw_run(painter: QPainter, run: QGlyphRun, utf16: Mapping[int, str], at: QPointF) -> None:
    font = run.rawFont()
    known = variants(font.weight() >= _BOLD_FROM)
    glyphs, places = run.glyphIndexes(), run.stringIndexes()
    for number, place in enumerate(places):
        glyph = known.get(_pair(utf16.get(place, "")))
        if glyph is not None:
            glyphs[number] = glyph
    run.setGlyphIndexes(glyphs)
    painter.drawGlyphRun(at, run)


def _positions(text: str) -> dict[int, str]:
    """Each character with its selector, by its place in UTF-16 as Qt counts."""
    found: dict[int, str] = {}
    place = last = 0
    for character in text:
        if is_selector(character) and found:
            found[last] += character
        else:
            last = place
            found[place] = character
        place += 2 if character > "\uffff" else 1
    return found


def _pair(text: str) -> tuple[str, str]:
    return (text[0], text[1]) if len(text) == 2 else ("", "")


def unknown_variants(text: str) -> tuple[str, ...]:
    """The pairs of character and selector whose shape the papers' font does not have: they are
    drawn in the character's usual shape, which may not be the one that is meant."""
    pairs = [each for each in _positions(text).values() if len(each) == 2 and is_selector(each[1])]
    known, usual = variants(False), _usual()
    strange = (each for each in pairs if _pair(each) not in known and _pair(each) not in usual)
    return tuple(dict.fromkeys(strange))


@lru_cache(maxsize=1)
def _usual() -> dict[tuple[str, str], int]:
    return read_variants(font_files()[0], usual=True)


@lru_cache(maxsize=2)
def variants(bold: bool) -> Variants:
    """The glyph of each (character, selector) that is not the character's usual one."""
    files = font_files()
    named = [path for path in files if ("Bold" in path.name) is bold]
    return read_variants((named or list(files))[0])


def read_variants(path: Path, *, usual: bool = False) -> dict[tuple[str, str], int]:
    """The table of one font file; empty where it has none. `usual`: instead those pairs whose
    shape is the character's usual one (glyph 0: look it up by the character)."""
    data = path.read_bytes()
    table = _table(data, b"cmap")
    found: dict[tuple[str, str], int] = {}
    if table is None:
        return found
    (count,) = struct.unpack_from(">H", data, table + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", data, table + 4 + 8 * number + 4)
        if struct.unpack_from(">H", data, table + offset) == (14,):
            found |= (_usual_14 if usual else _format_14)(data, table + offset)
    return found


def _table(data: bytes, tag: bytes) -> int | None:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if name == tag:
            return int(offset)
    return None


def _format_14(data: bytes, start: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    (selectors,) = struct.unpack_from(">I", data, start + 6)
    for number in range(selectors):
        record = start + 10 + 11 * number
        selector = chr(int.from_bytes(data[record : record + 3], "big"))
        (offset,) = struct.unpack_from(">I", data, record + 7)
        if not offset:
            continue
        (count,) = struct.unpack_from(">I", data, start + offset)
        for each in range(count):
            at = start + offset + 4 + 5 * each
            character = chr(int.from_bytes(data[at : at + 3], "big"))
            (glyph,) = struct.unpack_from(">H", data, at + 3)
            found[character, selector] = glyph
    return found


def _usual_14(data: bytes, start: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    (selectors,) = struct.unpack_from(">I", data, start + 6)
    for number in range(selectors):
        record = start + 10 + 11 * number
        selector = chr(int.from_bytes(data[record : record + 3], "big"))
        (offset,) = struct.unpack_from(">I", data, record + 3)
        if not offset:
            continue
        (count,) = struct.unpack_from(">I", data, start + offset)
        for each in range(count):
            at = start + offset + 4 + 4 * each
            first = int.from_bytes(data[at : at + 3], "big")
            for code in range(first, first + data[at + 3] + 1):
                found[chr(code), selector] = 0
    return found

"""The type of the papers: Noto Sans JP in two weights, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from desk.domain.errors import NeedsPerson

FAMILIES: Final = ("Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", "Hiragino Sans")
"""By name: Qt would otherwise pick the Hong Kong shapes of the same characters."""
UNITS_PER_MM: Final = 50
"""Papers are laid out in 1/50 mm: fine enough that whole-pixel fonts have their true widths."""
_MM_PER_POINT: Final = 25.4 / 72
_loaded: set[Path] = set()


def ensure_fonts(paths: Iterable[Path]) -> None:
    """Register the font files with the application, once each.

    Needs a QGuiApplication. Raises NeedsPerson("paper_font_missing").
    """
    for path in paths:
        if path in _loaded:
            continue
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise NeedsPerson("paper_font_missing", name=path.name)
        _loaded.add(path)


def paper_font(points: float, *, bold: bool = False) -> QFont:
    """The paper's font at a size in points on paper, in layout units, with even-width digits."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(round(points * _MM_PER_POINT * UNITS_PER_MM))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font

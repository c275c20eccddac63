"""Colours, type and the style sheet: the tokens of ui.md §3 and the QSS of §4."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

BLUE_900: Final = "#0017c1"
BLUE_1000: Final = "#00118f"
BLUE_1200: Final = "#000060"
BLUE_50: Final = "#e8f1fe"
BLUE_200: Final = "#c5d7fb"
BLUE_300: Final = "#9db7f9"
BLUE_700: Final = "#264af4"
WHITE: Final = "#ffffff"
GRAY_50: Final = "#f2f2f2"
GRAY_100: Final = "#e6e6e6"
GRAY_200: Final = "#cccccc"
GRAY_300: Final = "#b3b3b3"
GRAY_500: Final = "#7f7f7f"
GRAY_536: Final = "#767676"
GRAY_600: Final = "#666666"
GRAY_700: Final = "#4d4d4d"
GRAY_800: Final = "#333333"
GRAY_900: Final = "#1a1a1a"
GREEN_50: Final = "#e6f5ec"
GREEN_800: Final = "#197a4b"
GREEN_900: Final = "#115a36"
ORANGE_50: Final = "#ffeee2"
ORANGE_800: Final = "#c74700"
ORANGE_1000: Final = "#8b3200"
YELLOW_50: Final = "#fbf5e0"
YELLOW_300: Final = "#ffd43d"
YELLOW_400: Final = "#ffc700"
YELLOW_900: Final = "#927200"
YELLOW_1200: Final = "#604b00"
RED_50: Final = "#fdeeee"
RED_900: Final = "#ce0000"
RED_1000: Final = "#a90000"
BLACK: Final = "#000000"

TEXT_PAIRS: Final = (
    (GRAY_900, WHITE),
    (GRAY_900, BLUE_50),
    (GRAY_900, GRAY_50),
    (GRAY_700, GRAY_50),
    (GRAY_700, BLUE_50),
    (GRAY_600, WHITE),
    (GRAY_600, GRAY_100),
    (WHITE, BLUE_900),
    (WHITE, BLUE_1000),
    (WHITE, BLUE_1200),
    (WHITE, RED_900),
    (WHITE, GRAY_900),
    (BLUE_900, WHITE),
    (BLUE_900, GRAY_50),
    (BLUE_1000, BLUE_50),
    (BLUE_1000, BLUE_200),
    (BLUE_1200, BLUE_300),
    (GREEN_900, GREEN_50),
    (GREEN_900, WHITE),
    (ORANGE_1000, ORANGE_50),
    (ORANGE_1000, WHITE),
    (YELLOW_1200, YELLOW_50),
    (YELLOW_1200, WHITE),
    (RED_1000, RED_50),
    (RED_900, WHITE),
    (GRAY_800, GRAY_50),
)
"""(text, ground) as used; the test holds each to 4.5:1."""
EDGE_PAIRS: Final = (
    (GRAY_500, WHITE),
    (GRAY_600, WHITE),
    (GRAY_536, WHITE),
    (BLUE_900, WHITE),
    (BLUE_700, BLUE_50),
    (GREEN_800, GREEN_50),
    (GREEN_800, WHITE),
    (ORANGE_800, ORANGE_50),
    (ORANGE_800, WHITE),
    (YELLOW_900, YELLOW_50),
    (YELLOW_900, WHITE),
    (RED_900, RED_50),
    (RED_900, WHITE),
    (YELLOW_300, BLACK),
    (YELLOW_400, GRAY_900),
    (BLACK, WHITE),
)
"""(edge or icon, ground) that carry meaning; the test holds each to 3:1."""

TOP_BAR_PX: Final = 56
LIST_PX: Final = 276
RIGHT_PX: Final = 400
CENTRE_PX: Final = 690
KEY_BAR_PX: Final = 34
TARGET_PX: Final = 44
"""The smallest side of anything that is touched."""

_FALLBACKS: Final = ("Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", "Hiragino Sans")
_MONO: Final = ("Noto Sans Mono", "Noto Sans Mono CJK JP", "Consolas", "Menlo")


def font(px: float, bold: bool = False, mono: bool = False) -> QFont:
    """The type of that many CSS pixels, given to Qt in points so that it follows the scale."""
    return QFont(_font(px, bold, mono))


@lru_cache(maxsize=64)
def _font(px: float, bold: bool, mono: bool) -> QFont:
    made = QFont([*_MONO, *_FALLBACKS] if mono else list(_FALLBACKS))
    made.setPointSizeF(px * 0.75)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def type_scale() -> float:
    """How much larger the type is than designed: 2 when a person set the text to 200 %."""
    return max(1.0, font(16).pointSizeF() / 12)


def colour(token: str) -> QColor:
    return QColor(token)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(token: str) -> float:
    parts = [int(token[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def apply_theme(app: QApplication, font_paths: Sequence[Path] = ()) -> None:
    """Give the application its type, palette and style sheet; a font that cannot be read is left
    out, since the family list names others."""
    for path in font_paths:
        QFontDatabase.addApplicationFont(str(path))
    app.setStyle("Fusion")
    app.setFont(font(16))
    app.setPalette(_palette())
    app.setStyleSheet(QSS)


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: GRAY_50,
        QPalette.ColorRole.Base: WHITE,
        QPalette.ColorRole.AlternateBase: GRAY_50,
        QPalette.ColorRole.Button: WHITE,
        QPalette.ColorRole.WindowText: GRAY_900,
        QPalette.ColorRole.Text: GRAY_900,
        QPalette.ColorRole.ButtonText: GRAY_900,
        QPalette.ColorRole.PlaceholderText: GRAY_600,
        QPalette.ColorRole.Highlight: BLUE_900,
        QPalette.ColorRole.HighlightedText: WHITE,
        QPalette.ColorRole.ToolTipBase: GRAY_900,
        QPalette.ColorRole.ToolTipText: WHITE,
        QPalette.ColorRole.Link: BLUE_900,
    }
    for role, token in roles.items():
        palette.setColor(role, QColor(token))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, QColor(GRAY_600))
    return palette


# Buttons of ours paint themselves (buttons.py); these rules keep Qt's own ones in line. Sizes of
# type are not set for "*": a style sheet would overrule every setFont().
QSS: Final = """
QWidget#page { background: #f2f2f2; }
QWidget#plain { background: #ffffff; }
QFrame[role="card"] { background: #ffffff; border: 1px solid #b3b3b3; border-radius: 8px; }
QPushButton { min-height: 46px; padding: 0 16px; border-radius: 8px; font-weight: 700;
  border: 1px solid #0017c1; background: #fff; color: #0017c1; }
ActionButton { min-height: 0; padding: 0; }
QPushButton:hover { background: #c5d7fb; color: #00118f; }
QPushButton:pressed { background: #9db7f9; color: #000060; }
QPushButton:disabled { background: #e6e6e6; color: #666; border-color: #b3b3b3; }
QLineEdit, QComboBox, QDateEdit, QPlainTextEdit { border: 1px solid #666666; border-radius: 8px;
  background: #ffffff; color: #1a1a1a; selection-background-color: #0017c1;
  selection-color: #ffffff; }
QLineEdit, QComboBox, QDateEdit { min-height: 42px; padding: 0 14px; }
QPlainTextEdit { padding: 6px 10px; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] {
  border: 2px solid #ce0000; }
QLineEdit:read-only { border-style: dashed; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: #f2f2f2;
  border-color: #b3b3b3; color: #666666; }
QComboBox::drop-down { border: 0; width: 40px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: #ffffff; border: 1px solid #666666; color: #1a1a1a;
  selection-background-color: #e8f1fe; selection-color: #1a1a1a; outline: 0; }
QTableView { background: #fff; gridline-color: #ccc; selection-background-color: #e8f1fe;
  selection-color: #1a1a1a; border: 0; }
QHeaderView::section { background: #f2f2f2; border: 0; border-bottom: 1px solid #7f7f7f;
  padding: 6px 10px; font-size: 10.5pt; font-weight: 700; }
QProgressBar { min-height: 14px; max-height: 14px; border: 1px solid #7f7f7f; border-radius: 8px;
  background: #e6e6e6; text-align: right; }
QProgressBar::chunk { background: #0017c1; border-radius: 7px; }
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: #f2f2f2; width: 14px; margin: 0; }
QScrollBar::handle:vertical { background: #7f7f7f; min-height: 44px; border-radius: 5px;
  margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QMenu { background: #ffffff; border: 1px solid #666666; padding: 4px; }
QMenu::item { padding: 11px 24px 11px 16px; min-height: 22px; border-radius: 4px;
  color: #1a1a1a; }
QMenu::item:selected { background: #e8f1fe; color: #00118f; }
QMenu::item:disabled { color: #666666; }
QToolTip { background: #1a1a1a; color: #ffffff; border: 0; padding: 6px 10px; }
"""

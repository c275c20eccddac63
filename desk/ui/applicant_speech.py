"""Texts that follow the applicant's language, each in that language's own type and size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QLayout, QWidget

from desk.assets import applicant_font_files
from desk.ui import theme
from desk.ui.applicant_words import FIRST, Language, language

PARTS: Final = {
    "sc": "Machikado Part of Noto Sans SC",
    "kr": "Machikado Part of Noto Sans KR",
}
SMALLEST_PX: Final = 13.3
"""On a screen of 150 % these are 20 of its real pixels, the smallest text of ui.md §7."""


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make the parts for Chinese and Korean known; they are not needed before."""
    for path in applicant_font_files():
        QFontDatabase.addApplicationFont(str(path))


def typed(font: str, px: float, *, bold: bool = False) -> QFont:
    """The type of a language: the same character looks different in China and in Japan."""
    made = theme.font(px, bold)
    if font in PARTS:
        made.setFamilies([PARTS[font], *made.families()])
    return made


@dataclass(slots=True)
class _Said:
    widget: QLabel | QAbstractButton
    word: str  # "" where the page sets the text itself
    px: float
    bold: bool
    own: bool = False  # the applicant's name and address: Japanese shapes in every language


class Speech:
    """All texts of one screen: `speak` puts them into a language, `resize` gives them a size."""

    def __init__(self) -> None:
        load_fonts()
        self.language: Language = language(FIRST)
        self.factor = 1.0
        self._said: list[_Said] = []
        self._layouts: list[tuple[QLayout, tuple[int, int, int, int], int]] = []

    def label(
        self,
        word: str,
        px: float,
        *,
        bold: bool = False,
        tint: str = theme.GRAY_900,
        own: bool = False,
    ) -> QLabel:
        """A text that breaks over lines rather than being cut."""
        made = QLabel()
        made.setWordWrap(True)
        made.setStyleSheet(f"color: {tint};")
        self.add(made, word, px, bold=bold, own=own)
        return made

    def add(
        self, made: QLabel, word: str, px: float, *, bold: bool = False, own: bool = False
    ) -> None:
        """A label that looks otherwise."""
        self._said.append(_Said(made, word, px, bold, own))

    def button(self, made: QAbstractButton, word: str, px: float) -> None:
        """A button that says the word."""
        self._said.append(_Said(made, word, px, bold=True))

    def name(self, tick: QAbstractButton, word: str) -> None:
        """A button without a text of its own is called like the word."""
        self._said.append(_Said(tick, f"#{word}", 16, bold=False))

    def note_rooms(self, root: QWidget) -> None:
        """Remember the margins and gaps inside, as they are on the screen it was drawn for."""
        for each in root.findChildren(QLayout):
            if isinstance(each, QGridLayout):
                continue  # has two gaps; its page looks after them
            around = each.contentsMargins()
            margins = (around.left(), around.top(), around.right(), around.bottom())
            self._layouts.append((each, margins, each.spacing()))

    def speak(self, chosen: Language) -> None:
        self.language = chosen
        for said in self._said:
            if said.word.startswith("#"):
                said.widget.setAccessibleName(chosen.words[said.word[1:]])
            elif said.word and isinstance(said.widget, QLabel):
                said.widget.setText(chosen.flowing(chosen.words[said.word]))
            elif said.word:
                said.widget.setText(chosen.words[said.word])
        self.resize(self.factor)

    def resize(self, factor: float) -> None:
        """Give every text its size: that of the design times the factor of this screen."""
        self.factor = factor
        for said in self._said:
            self._type(said)
        for layout, margins, gap in self._layouts:
            layout.setContentsMargins(*(round(each * factor) for each in margins))
            layout.setSpacing(round(gap * factor))

    def size(self, widget: QWidget, px: float) -> None:
        """Another size for one text, in pixels of the design."""
        for said in self._said:
            if said.widget is widget:
                said.px = px
                self._type(said)

    def real(self, px: float) -> int:
        """That many pixels of the design, on this screen."""
        return round(px * self.factor)

    def _type(self, said: _Said) -> None:
        px = max(min(SMALLEST_PX, said.px), said.px * self.factor)
        font = typed("jp" if said.own else self.language.font, px, bold=said.bold)
        if said.widget.font() != font:
            said.widget.setFont(font)

"""The star before what must be put right, which needs no colour to be seen (ui.md §4)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def starred(sentence: str) -> str:
    """＊ in Japanese, * in English; never two of them; empty stays empty."""
    plain = bare(sentence)
    shape = QCoreApplication.translate("Starred", "＊{sentence}")
    return shape.format(sentence=plain) if plain else ""


def bare(sentence: str) -> str:
    """The sentence alone, for places that mark an error otherwise."""
    return sentence.removeprefix("＊").removeprefix("* ")

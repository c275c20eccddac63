"""What a person can read on the screen just now, in all windows."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desk.domain.errors import DeskError
from desk.domain.wording import Wording
from desk.ui.banner import Banner
from desk.ui.camera_view import CameraView


def words_on_screen() -> str:
    """Every visible text, one part a line."""
    return "\n".join(
        text
        for widget in QApplication.allWidgets()
        if widget.isVisible()
        for text in _texts(widget)
        if text
    )


def _texts(widget: QWidget) -> tuple[str, ...]:
    if isinstance(widget, CameraView):
        return widget.hint[:2]
    if isinstance(widget, Banner):
        return (widget.title, widget.text)
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return (widget.text(),)
    return ()


def says(sentence: str) -> bool:
    """Is that sentence on the screen, in one place or as a headline with its text?"""
    shown = words_on_screen()
    head, _, rest = sentence.removeprefix("＊").partition("。")
    return head in shown and rest.strip() in shown


def told(words: Wording, error: Exception) -> bool:
    """Is the sentence for that error on the screen?"""
    return isinstance(error, DeskError) and says(words.sentence_for(error))

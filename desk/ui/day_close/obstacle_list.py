"""1 記録の数を合わせる: what must be finished first, each with the button that leads there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk.services.day_close import Obstacle
from desk.ui import theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.day_close.words import CloseWords

NAMED: Final = 8
"""So many numbers are named; the others are counted."""
PAPER: Final = ("paper_uncounted", "paper_differs", "same_person")
"""Matters of steps 2 and 3."""


class ObstacleList(QWidget):
    """`open_asked(application id)`, `review_asked`, `cases_asked`, `older_asked`."""

    open_asked = Signal(str)
    review_asked = Signal()
    cases_asked = Signal()
    older_asked = Signal()

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self._words = words
        self.banner = Banner("notice", " ")
        self.buttons: list[ActionButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.banner)
        column.addLayout(self._rows)
        self._shown: tuple[Obstacle, ...] = ()

    def show_obstacles(self, obstacles: Sequence[Obstacle]) -> None:
        """Those of the records; the paper's own stand where the paper is counted."""
        shown = tuple(each for each in obstacles if each.code not in PAPER)
        if shown:
            self.banner.set(
                "notice",
                self.tr("封緘の前に、終えることがあります"),
                self.tr("ボタンを押すと、その受付へ移ります。終わったらこの画面に戻ります。"),
            )
        else:
            self.banner.set(
                "ok",
                self.tr("記録の数が合いました"),
                self.tr("次に、責任者とは別の方が紙の束を数えます。"),
            )
        if shown == self._shown:
            return
        self._shown = shown
        self._clear()
        for each in shown:
            self._rows.addWidget(self._row(each))

    def _clear(self) -> None:
        self.buttons = []
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _row(self, found: Obstacle) -> QWidget:
        row = QFrame()
        row.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(line(self._words.obstacle(found), 16, bold=True))
        named = self._named(found)
        if named:
            words.addWidget(line(named, 16))
        way = self._words.way_on(found)
        if way:
            words.addWidget(line(way, 14, ink=theme.GRAY_700))
        inside = QHBoxLayout(row)
        inside.setContentsMargins(14, 10, 12, 10)
        inside.setSpacing(10)
        inside.addLayout(words, 1)
        button = self._button(found)
        if button is not None:
            inside.addWidget(button)
            self.buttons.append(button)
        return row

    def _named(self, found: Obstacle) -> str:
        named = self.tr("、").join(found.numbers[:NAMED])
        more = len(found.numbers) - NAMED
        if more > 0:
            named += self.tr(" ほか {count} 件").replace("{count}", str(more))
        return named

    def _button(self, found: Obstacle) -> ActionButton | None:
        if found.code in ("not_reviewed",):
            button = ActionButton(self.tr("責任者確認へ"), size="s")
            button.clicked.connect(lambda: self.review_asked.emit())
            return button
        if found.code == "cases_open":
            button = ActionButton(self.tr("手続きへ"), size="s")
            button.clicked.connect(lambda: self.cases_asked.emit())
            return button
        if found.code == "older_open":
            button = ActionButton(self.tr("その日を締める"), size="s")
            button.clicked.connect(lambda: self.older_asked.emit())
            return button
        if not found.applications:
            return None
        shape = self.tr("{number} を開く")
        button = ActionButton(shape.replace("{number}", found.numbers[0]), size="s")
        button.clicked.connect(self._opener(found.applications[0]))
        return button

    def _opener(self, application: str) -> Callable[[], None]:
        return lambda: self.open_asked.emit(application)

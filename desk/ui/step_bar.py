"""The five steps: number and name, what is left below, always all in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desk.domain.assessment import Progress
from desk.ui import icons, painting, theme
from desk.ui.buttons import underline

HEIGHT_PX: Final = 56
_MARKS: Final = {
    Progress.DONE: ("check-circle", theme.GREEN_800),
    Progress.SKIPPED: ("check-circle", theme.GREEN_800),
    Progress.ATTENTION: ("warning", theme.ORANGE_800),
    Progress.TODO: ("dotted-circle", theme.GRAY_600),
}


class _StepButton(QAbstractButton):
    """One step: done, now, attention or not yet."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self._name, self._note, self._progress = "", "", Progress.TODO
        self._now = self._compact = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, name: str, note: str, progress: Progress, now: bool, compact: bool) -> None:
        self._name, self._note, self._progress = name, note, progress
        self._now, self._compact = now, compact
        said = {
            Progress.DONE: self.tr("済み"),
            Progress.SKIPPED: self.tr("なし"),
            Progress.ATTENTION: self.tr("要対応"),
            Progress.TODO: self.tr("まだ"),
        }[progress]
        self.setText(f"{self.number} {name}")
        self.setAccessibleName(self.tr("手順{number} {name}").format(number=self.number, name=name))
        state = self.tr("いま") if now else said
        self.setAccessibleDescription(self.tr("、").join(part for part in (state, note) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._compact and not self._now:
            return QSize(64, 46)
        wide = painting.text_width(self.text(), theme.font(16, bold=True))
        return QSize(round(wide) + 46, 46 if self._compact else HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, 46 if self._compact else HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        ground = theme.WHITE if self._now else theme.GRAY_50
        if self.underMouse() and not self._now:
            ground = theme.BLUE_50
        painter.fillRect(box, theme.colour(ground))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        if self._now:
            underline(painter, box, theme.BLUE_900, 4)
        mark, tint = _MARKS[self._progress]
        if self._now and self._progress is not Progress.ATTENTION:
            mark, tint = "current", theme.BLUE_900
        top = (self.height() - 18) / 2 if self._one_line() else 10
        icons.paint_icon(painter, QRectF(10, top, 18, 18), mark, tint)
        self._paint_words(painter)

    def _one_line(self) -> bool:
        return self._compact or not self._note

    def _paint_words(self, painter: QPainter) -> None:
        ink = theme.BLUE_900 if self._now else theme.GRAY_800
        room = self.width() - 34
        face = theme.font(16, bold=self._now)
        if self._compact:
            words = self.text()
            if self._now and self._note:
                words = self.tr("{name}：{note}").format(name=words, note=self._note)
            words = words if self._now else str(self.number)
            painting.paint_text(painter, QRectF(34, 0, room, self.height()), words, face, ink)
            return
        height = HEIGHT_PX if self._one_line() else 24
        top = 0 if self._one_line() else 6
        if painting.text_width(self.text(), face) > room:
            face = theme.font(14, bold=self._now)
        painting.paint_text(painter, QRectF(34, top, room, height), self.text(), face, ink)
        soft, bold = theme.GRAY_700, False
        if self._progress is Progress.ATTENTION:
            soft, bold = theme.ORANGE_1000, True
        painting.paint_text(
            painter, QRectF(34, 29, room, 20), self._note, theme.font(14, bold=bold), soft
        )


class StepBar(QWidget):
    """`show_states` with (number, name, note, progress) for each step; `step_chosen(number)`."""

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self._states: Sequence[tuple[int, str, str, Progress]] = ()
        self._current = 1
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._buttons: dict[int, _StepButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("手順"))

    def show_states(
        self, states: Sequence[tuple[int, str, str, Progress | str]], current: int
    ) -> None:
        self._states = [(n, name, note, Progress(p)) for n, name, note, p in states]
        self._current = int(current)
        for number, *_ in self._states:
            if number not in self._buttons:
                button = _StepButton(number, self)
                button.clicked.connect(lambda _on=False, n=number: self.step_chosen.emit(n))
                self._buttons[number] = button
                self._row.addWidget(button, 1)
        self._draw()

    def set_compact(self, compact: bool) -> None:
        """At 150 %: only the present step by name, the others by number and mark."""
        self._compact = compact
        self._draw()

    def _draw(self) -> None:
        for number, name, note, progress in self._states:
            now = number == self._current
            self._buttons[number].set(name, note, progress, now, self._compact)
            self._row.setStretch(number - 1, 3 if self._compact and now else 1)
        self.setFixedHeight(46 if self._compact else HEIGHT_PX)

    def button(self, number: int) -> QAbstractButton:
        return self._buttons[number]

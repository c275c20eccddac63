"""Why to look twice, in words: the gravest with what to do, the others below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desk.ui import icons, painting, theme

_LEFT_PX: Final = 48
_RIGHT_PX: Final = 12


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag: `grave` ones need a reason."""

    title: str
    why: str
    grave: bool


class _Lines(QWidget):
    """The painted words; their height follows from the width."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[FlagLine] = ()
        self.calm = ""
        self.room = 0
        self._brief = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_lines(self, lines: Sequence[FlagLine], calm: str) -> None:
        self.lines, self.calm = lines, calm
        self._grow()
        self.update()

    def set_room(self, room: int) -> None:
        """How much is seen without scrolling."""
        self.room = room
        self._grow()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        self._brief = False
        if self._tall() > self.room > 0:
            self._brief = True  # what to do only for the gravest, so that all titles are seen
        tall = self._tall()
        if self.minimumHeight() != tall:
            self.setMinimumHeight(tall)

    def _tall(self) -> int:
        return sum(high for *_rest, high in self._parts()) + 16

    def _parts(self) -> list[tuple[str, bool, str, int]]:
        """(text, bold, icon before it, height)"""
        room = max(60, self.width() - _LEFT_PX - _RIGHT_PX)
        if not self.lines:
            return [(self.calm, False, "check-circle", self._high(self.calm, room, bold=False))]
        parts = []
        for at, each in enumerate(self.lines):
            mark = "warning" if each.grave else "info"
            parts.append((each.title, True, mark, self._high(each.title, room, bold=True)))
            if at == 0 or not self._brief:
                parts.append((each.why, False, "", self._high(each.why, room, bold=False)))
        return parts

    def _high(self, text: str, room: float, *, bold: bool) -> int:
        face = theme.font(16 if bold else 14, bold)
        return round(painting.wrapped_size(text, face, room).height()) + (3 if bold else 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 8.0
        room = max(60, self.width() - _LEFT_PX - _RIGHT_PX)
        grave = any(each.grave for each in self.lines)
        for text, bold, mark, high in self._parts():
            if mark:
                tint = {
                    "warning": theme.RED_900,
                    "info": theme.YELLOW_900,
                    "check-circle": theme.GREEN_800,
                }[mark]
                icons.paint_icon(painter, QRectF(15, top + 1, 22, 22), mark, tint)
            ink = theme.GRAY_900
            if bold:
                ink = theme.RED_1000 if grave and mark == "warning" else theme.GRAY_900
            face = theme.font(16 if bold else 14, bold)
            box = QRectF(_LEFT_PX, top, room, high)
            painting.paint_text(painter, box, text, face, ink, wrap=True)
            top += high


class FlagBox(QScrollArea):
    """`show_flags`; the keyboard scrolls it with ↑ ↓ while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines()
        self._edge = theme.GRAY_300
        self.setWidgetResizable(True)
        self.setWidget(self._lines)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("注意する点"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(88)
        self.setObjectName("flags")
        self.show_flags(())

    def sizeHint(self) -> QSize:
        return QSize(300, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lines.set_room(self.viewport().height())

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(each.title for each in self._lines.lines)

    def show_flags(self, lines: Sequence[FlagLine]) -> None:
        calm = self.tr("気になる点はありません。写真と書類の写真を見比べてください。")
        self._lines.show_lines(lines, calm)
        grave = any(each.grave for each in lines)
        self._edge = theme.GRAY_536
        width = 1
        if lines:
            self._edge, width = (theme.RED_900, 2) if grave else (theme.YELLOW_900, 2)
        self.setStyleSheet(
            f"QScrollArea#flags {{ border: {width}px solid {self._edge}; border-radius: 8px;"
            " background: #ffffff; }"
        )
        self.verticalScrollBar().setValue(0)
        texts = [part for each in lines for part in (each.title, each.why)]
        self.setAccessibleDescription(" ".join(texts) or calm)

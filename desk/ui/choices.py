"""Cards to choose from: one of several (radio) or any of several (check)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QWidget,
)

from desk.ui import icons, painting, theme
from desk.ui.buttons import choose_where_arrow_led


@dataclass(frozen=True, slots=True)
class Option:
    """One card: what is stored, what is said, and the key that chooses it."""

    code: str
    title: str
    subtitle: str = ""
    key: str = ""
    icon: str = ""


class ChoiceCard(QAbstractButton):
    """One card with a round (radio) or square (check) mark, or with an icon instead."""

    def __init__(
        self, option: Option, *, check: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.option = option
        self._check = check
        self._wrong = False
        self._reason = ""
        self.setText(option.title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(option.title)
        self.setAccessibleDescription(
            self.tr("・").join(p for p in (option.subtitle, option.key) if p)
        )
        self.toggled.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        choose_where_arrow_led(self, event)

    def set_error(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def set_blocked(self, reason: str) -> None:
        """Grey it out; the reason takes the place of the subtitle."""
        self._reason = reason
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason or self.option.subtitle)
        self.update()

    def _under(self) -> str:
        return self._reason or self.option.subtitle

    def _left(self) -> int:
        return 48

    def _right(self) -> int:
        return 16 + (round(painting.key_width(self.option.key)) + 8 if self.option.key else 0)

    def heightForWidth(self, width: int) -> int:
        room = width - self._left() - self._right()
        tall = painting.wrapped_size(self.text(), theme.font(16, bold=True), room).height()
        if self._under():
            tall += painting.wrapped_size(self._under(), theme.font(14), room).height()
        return max(52 if self._under() else theme.TARGET_PX, round(tall) + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def sizeHint(self) -> QSize:
        words = max(
            painting.text_width(self.text(), theme.font(16, bold=True)),
            painting.text_width(self._under(), theme.font(14)),
        )
        width = round(words) + 2 + self._left() + self._right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 140), 52 if self._under() else theme.TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isChecked() and self.isEnabled()
        edge = theme.BLUE_900 if on else theme.GRAY_600
        edge = theme.RED_900 if self._wrong else edge
        fill = theme.BLUE_50 if on or (self.underMouse() and self.isEnabled()) else theme.WHITE
        if not self.isEnabled():
            fill, edge = theme.GRAY_50, theme.GRAY_300
        box = QRectF(self.rect())
        width = 2 if on or self._wrong else 1
        painting.rounded(painter, box, radius=8, fill=fill, edge=edge, width=width)
        middle = self.height() / 2
        if self.option.icon:
            ink = theme.BLUE_900 if on else theme.GRAY_800
            icons.paint_icon(painter, QRectF(15, middle - 11, 22, 22), self.option.icon, ink)
        else:
            paint_mark(
                painter,
                QRectF(13, middle - 12, 24, 24),
                check=self._check,
                on=self.isChecked(),
                enabled=self.isEnabled(),
                wrong=self._wrong,
            )
        self._paint_words(painter, on)

    def _paint_words(self, painter: QPainter, on: bool) -> None:
        room = self.width() - self._left() - self._right()
        title, under = theme.font(16, bold=bool(self.option.subtitle) or on), theme.font(14)
        ink = theme.GRAY_900 if self.isEnabled() else theme.GRAY_600
        first = painting.wrapped_size(self.text(), title, room).height()
        second = painting.wrapped_size(self._under(), under, room).height() if self._under() else 0
        top = (self.height() - first - second) / 2
        line = QRectF(self._left(), top, room, first)
        painting.paint_text(painter, line, self.text(), title, ink, wrap=True)
        line = QRectF(self._left(), top + first, room, second)
        soft = theme.GRAY_700 if self.isEnabled() else theme.GRAY_600
        painting.paint_text(painter, line, self._under(), under, soft, wrap=True)
        if self.option.key:
            wide, high = painting.key_width(self.option.key), painting.KEY_HEIGHT_PX
            box = QRectF(self.width() - 14 - wide, (self.height() - high) / 2, wide, high)
            painting.paint_key(
                painter, box, self.option.key, theme.GRAY_900, theme.GRAY_500, theme.WHITE
            )


def paint_mark(
    painter: QPainter,
    box: QRectF,
    *,
    check: bool,
    on: bool,
    enabled: bool = True,
    wrong: bool = False,
) -> None:
    """The round or square mark of a choice."""
    edge = theme.BLUE_900 if on else theme.GRAY_600
    edge = theme.RED_900 if wrong else edge
    edge = edge if enabled else theme.GRAY_300
    ground = theme.WHITE if enabled else theme.GRAY_50
    if check:
        fill = edge if on else ground
        painting.rounded(painter, box, radius=4, fill=fill, edge=edge, width=2)
        if on:
            icons.paint_icon(painter, box.adjusted(4, 4, -4, -4), "check", theme.WHITE)
        return
    painting.rounded(painter, box, radius=12, fill=ground, edge=edge, width=2)
    if on:
        painting.rounded(painter, box.adjusted(6, 6, -6, -6), radius=6, fill=edge)


class ChoiceGroup(QWidget):
    """Several cards: exclusive, or with `multiple` any number of them.

    `chosen(code)` says what the person pressed (exclusive); `changed(codes)` gives the tuple of
    all that are on, in the order of the cards. Neither speaks for set_value. Arrow keys move
    between cards; a card's one-character key chooses it while the focus is in the group.
    """

    chosen = Signal(str)
    changed = Signal(object)

    def __init__(
        self,
        options: Sequence[Option | tuple[str, ...]],
        *,
        multiple: bool = False,
        columns: int = 1,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._multiple, self._columns = multiple, columns
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multiple)
        self._cards: dict[str, ChoiceCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        for given in options:
            self._add(given if isinstance(given, Option) else Option(*given))
        self.set_columns(columns)

    def _add(self, option: Option) -> None:
        card = ChoiceCard(option, check=self._multiple)
        self._group.addButton(card)
        self._cards[option.code] = card
        card.clicked.connect(lambda _on=False, code=option.code: self._on_clicked(code))

    def set_columns(self, columns: int) -> None:
        """Lay the cards out anew (narrow windows)."""
        self._columns = columns
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for at, card in enumerate(self._cards.values()):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, at // columns, at % columns)
            self._grid.setColumnStretch(at % columns, 1)

    def _on_clicked(self, code: str) -> None:
        if not self._multiple:
            self.chosen.emit(code)
        self.changed.emit(self.values)

    @property
    def value(self) -> str | None:
        """The chosen code of an exclusive group."""
        return next(iter(self.values), None)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(code for code, card in self._cards.items() if card.isChecked())

    def set_value(self, value: str | Iterable[str] | None) -> None:
        wanted = {value} if isinstance(value, str) else set(value or ())
        self._group.setExclusive(False)
        for code, card in self._cards.items():
            card.setChecked(code in wanted)
        self._group.setExclusive(not self._multiple)

    def card(self, code: str) -> ChoiceCard:
        return self._cards[code]

    def choose(self, code: str) -> None:
        """As if the person had pressed the card."""
        self._cards[code].click()

    def set_error(self, wrong: bool) -> None:
        for card in self._cards.values():
            card.set_error(wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for code, card in self._cards.items():
            if card.option.key and event.text().upper() == card.option.key and card.isEnabled():
                card.setFocus()
                self.choose(code)
                return
        super().keyPressEvent(event)


class CheckBox(ChoiceCard):
    """One yes/no as a small card: 外国人住民, 外字あり."""

    def __init__(self, title: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Option("", title, key=key), check=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

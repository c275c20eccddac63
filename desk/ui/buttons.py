"""Buttons that paint their key, and the row of exclusive choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desk.ui import icons, keys, painting, theme

_HEIGHT: Final = {"s": 44, "m": 48, "l": 56}
_PADDING: Final = {"s": 12, "m": 16, "l": 20}
_GAP = 8


@dataclass(frozen=True, slots=True)
class _Look:
    """The colours of one state: ground, edge and ink."""

    fill: str | None
    edge: str | None
    ink: str


_DISABLED = _Look(theme.GRAY_100, theme.GRAY_300, theme.GRAY_600)
# kind: (normal, hover, pressed)
_LOOKS: Final[dict[str, tuple[_Look, _Look, _Look]]] = {
    "plain": (
        _Look(theme.WHITE, theme.BLUE_900, theme.BLUE_900),
        _Look(theme.BLUE_200, theme.BLUE_1000, theme.BLUE_1000),
        _Look(theme.BLUE_300, theme.BLUE_1200, theme.BLUE_1200),
    ),
    "primary": (
        _Look(theme.BLUE_900, None, theme.WHITE),
        _Look(theme.BLUE_1000, None, theme.WHITE),
        _Look(theme.BLUE_1200, None, theme.WHITE),
    ),
    "text": (
        _Look(None, None, theme.BLUE_900),
        _Look(theme.BLUE_50, None, theme.BLUE_1000),
        _Look(theme.BLUE_200, None, theme.BLUE_1200),
    ),
    "danger": (
        _Look(theme.WHITE, theme.RED_900, theme.RED_900),
        _Look(theme.RED_50, theme.RED_900, theme.RED_1000),
        _Look(theme.RED_50, theme.RED_1000, theme.RED_1000),
    ),
    "danger_primary": (
        _Look(theme.RED_900, None, theme.WHITE),
        _Look(theme.RED_1000, None, theme.WHITE),
        _Look(theme.RED_1000, None, theme.WHITE),
    ),
}


class ActionButton(QPushButton):
    """A button with its key in it. kind: plain, primary, text, danger, danger_primary (only the
    last step of a confirmation); size: s 44, m 48, l 56 px.

    `action` names a row of keys.py for the frame; binding the key is the page's matter
    (`keys.bind("hold", page, button.click)`; a disabled button ignores it).
    """

    def __init__(
        self,
        text: str,
        *,
        action: str | None = None,
        kind: str = "plain",
        size: str = "m",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._key = keys.shown(action) if action else ""
        self._kind, self._size, self._icon = kind, size, icon
        self._reason = ""
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self._describe()

    def set_blocked(self, reason: str) -> None:
        """Grey it out with the reason, or free it with an empty one. Show the reason in words
        beside the button too (ui.md §4)."""
        self._reason = reason
        self.setEnabled(not reason)
        self._describe()

    @property
    def blocked_reason(self) -> str:
        return self._reason

    def set_key(self, action: str | None) -> None:
        self._key = keys.shown(action) if action else ""
        self._describe()
        self.updateGeometry()
        self.update()

    def set_key_text(self, text: str) -> None:
        """A key that the table does not name, such as "A1"."""
        self._key = text
        self._describe()
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str | None) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: str) -> None:
        self._kind = kind
        self.update()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def _describe(self) -> None:
        parts = [part for part in (self._reason, self._key) if part]
        self.setAccessibleDescription(self.tr("・").join(parts))
        self.setToolTip(self._reason)

    # sizes

    def sizeHint(self) -> QSize:
        return QSize(round(self._content(key=True)) + 2 * _PADDING[self._size], self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._content(key=False)) + 2 * _PADDING[self._size], self._height())

    def _height(self) -> int:
        tall = painting.wrapped_size(self.text(), self._face(), 10_000).height()
        return max(_HEIGHT[self._size], round(tall) + 12)

    def _face(self) -> QFont:
        return theme.font(17 if self._size == "l" else 16, bold=True)

    def _content(self, *, key: bool) -> float:
        width = painting.text_width(self.text(), self._face()) + 1
        if self._icon:
            width += 20 + (_GAP if self.text() else 0)
        if key and self._key:
            width += painting.key_width(self._key) + _GAP + 6
        return width

    # paint

    def _look(self) -> _Look:
        if not self.isEnabled():
            if self.isChecked():  # an answer stays readable when it cannot be changed any more
                return _Look(theme.GRAY_600, theme.GRAY_600, theme.WHITE)
            return _DISABLED if self._kind != "text" else _Look(None, None, theme.GRAY_600)
        normal, hover, pressed = _LOOKS[self._kind]
        if self.isChecked():
            return _LOOKS["primary"][0]
        if self.isDown():
            return pressed
        return hover if self.underMouse() else normal

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._look()
        if look.fill or look.edge:
            painting.rounded(painter, QRectF(self.rect()), radius=8, fill=look.fill, edge=look.edge)
        room = self.width() - 2 * _PADDING[self._size]
        with_key = bool(self._key) and self._content(key=True) <= room + 1
        left = (self.width() - self._content(key=with_key)) / 2
        left = max(left, 4.0)
        if self._icon:
            box = QRectF(left, (self.height() - 20) / 2, 20, 20)
            icons.paint_icon(painter, box, self._icon, look.ink)
            left += 20 + _GAP
        self._paint_words(painter, left, look, with_key)

    def _paint_words(self, painter: QPainter, left: float, look: _Look, with_key: bool) -> None:
        face = self._face()
        face.setUnderline(self._kind == "text")
        width = painting.text_width(self.text(), face) + 1
        painting.paint_text(
            painter, QRectF(left, 0, width, self.height()), self.text(), face, look.ink
        )
        if not with_key:
            return
        wide = painting.key_width(self._key)
        high = painting.KEY_HEIGHT_PX
        box = QRectF(left + width + _GAP + 6, (self.height() - high) / 2, wide, high)
        self._paint_key(painter, box, look)

    def _paint_key(self, painter: QPainter, box: QRectF, look: _Look) -> None:
        if not self.isEnabled():
            painting.paint_key(painter, box, self._key, theme.GRAY_600, theme.GRAY_300)
        elif look.ink == theme.WHITE:
            ground = theme.BLUE_1200 if look.fill and look.fill != theme.RED_900 else None
            painting.paint_key(painter, box, self._key, theme.WHITE, theme.WHITE, ground)
        else:
            painting.paint_key(painter, box, self._key, theme.GRAY_900, theme.GRAY_500, theme.WHITE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.update()


_ARROWS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def choose_where_arrow_led(button: QAbstractButton, event: QKeyEvent) -> None:
    """After Qt moved the focus within an exclusive group: choose there, also when nothing was
    chosen before (Qt itself would only move)."""
    group = button.group()
    if event.key() not in _ARROWS or group is None or not group.exclusive():
        return
    now = QApplication.focusWidget()
    if isinstance(now, QAbstractButton) and now in group.buttons() and not now.isChecked():
        now.click()


class _Segment(ActionButton):
    """One answer of a row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        choose_where_arrow_led(self, event)


class Segmented(QWidget):
    """A short row of exclusive answers (返納／紛失届／対象外); the chosen one is filled.

    Arrow keys move within it. `chosen(code)` only speaks for the person, not for set_value.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, ActionButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for code, text in options:
            button = _Segment(text, size="s")
            button.setCheckable(True)
            button.setAccessibleDescription(name)
            button.clicked.connect(lambda _checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self._buttons[code] = button
            row.addWidget(button)
        row.addStretch(1)

    @property
    def value(self) -> str | None:
        return next((code for code, b in self._buttons.items() if b.isChecked()), None)

    def set_value(self, code: str | None) -> None:
        """Show an answer (None: no answer) without saying `chosen`."""
        self._group.setExclusive(False)
        for known, button in self._buttons.items():
            button.setChecked(known == code)
        self._group.setExclusive(True)

    def button(self, code: str) -> ActionButton:
        return self._buttons[code]

    def choose(self, code: str) -> None:
        """As if the person had pressed it (a key such as Y or N)."""
        self._buttons[code].click()

    def set_error(self, wrong: bool) -> None:
        for button in self._buttons.values():
            button.set_kind("danger" if wrong else "plain")


def underline(painter: QPainter, rect: QRectF, token: str, width: int) -> None:
    """A thick line along the foot: the present tab or step."""
    painter.save()
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(theme.colour(token))
    painter.drawRect(QRectF(rect.left(), rect.bottom() - width, rect.width(), width))
    painter.restore()

"""The bars around the pages: tabs and state above, keys and saving below, and the toast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.ui import icons, keys, painting, theme
from desk.ui.announce import announce
from desk.ui.banner import line
from desk.ui.buttons import ActionButton, underline

LIST_STANDS_FROM_PX: Final = 1300
"""From this width on the list has its own column (shell.WIDE_FROM_PX)."""
ONE_COLUMN_BELOW_PX: Final = 1040
"""Below it the right side has no column of its own (shell.MEDIUM_FROM_PX)."""
BAND_BUTTONS_PX: Final = 260
"""What 保留 and その他 take at the right of the applicant's band."""


class _KeyHint(QWidget):
    """[F6] 保留, as the key bar shows it."""

    def __init__(self, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._word = keys.shown(action), keys.label(action)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._key} {self._word}")

    def sizeHint(self) -> QSize:
        wide = painting.key_width(self._key) + painting.text_width(self._word, theme.font(14))
        return QSize(round(wide) + 8, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = painting.key_width(self._key)
        box = QRectF(0, 2, wide, painting.KEY_HEIGHT_PX)
        painting.paint_key(painter, box, self._key, theme.GRAY_900, theme.GRAY_500, theme.WHITE)
        words = QRectF(wide + 5, 0, self.width() - wide - 5, self.height() - 1)
        painting.paint_text(painter, words, self._word, theme.font(14), theme.GRAY_800)


class KeyBar(QWidget):
    """The keys of the screen at the left, the state of saving at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.KEY_BAR_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(14)
        self._hints = QHBoxLayout()
        self._hints.setSpacing(14)
        self._mark, self._saved = QLabel(), line("", 14, ink=theme.GRAY_800)
        self._saved.setWordWrap(False)
        self._spare = line("", 14, ink=theme.GRAY_700)
        self._spare.setWordWrap(False)
        row.addLayout(self._hints)
        row.addStretch(1)
        row.addWidget(self._spare)
        row.addWidget(self._mark)
        row.addWidget(self._saved)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_actions(self, actions: Sequence[str]) -> None:
        while (item := self._hints.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for action in actions:
            self._hints.addWidget(_KeyHint(action))

    def set_saved(self, text: str, ok: bool = True) -> None:
        """自動保存済み 10:38:02; a failure is also read out."""
        mark, tint = ("check-circle", theme.GREEN_800) if ok else ("stop", theme.RED_900)
        self._mark.setPixmap(icons.icon(mark, tint, 16))
        self._mark.setVisible(bool(text))
        ink = theme.GRAY_800 if ok else theme.RED_900
        self._saved.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        self._saved.setText(text)
        self._saved.setAccessibleName(text)
        if not ok:
            announce(self._saved)

    def set_spare(self, text: str) -> None:
        """予備SDにも複製済み 17:15; empty without one, or while the top bar speaks of it."""
        self._spare.setText(text)
        self._spare.setAccessibleName(text)

    @property
    def saved(self) -> str:
        return self._saved.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.WHITE))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        painter.drawLine(0, 0, self.width(), 0)


class TabButton(QAbstractButton):
    """One tab of the top bar; the present one has a 4 px line under it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleDescription(str(count) if count else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = painting.text_width(self.text(), theme.font(16, bold=True)) + 26
        return QSize(round(wide) + (self._pill() + 6 if self._count else 0), theme.TOP_BAR_PX)

    def _pill(self) -> int:
        """How wide the count's ground is: three digits need more than two."""
        text = painting.text_width(str(self._count), theme.font(14, bold=True))
        return max(24, round(text) + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        if self.underMouse() and not on:
            painter.fillRect(self.rect(), theme.colour(theme.BLUE_50))
        ink = theme.BLUE_900 if on else theme.GRAY_800
        words = QRectF(13, 0, self.width() - 13, self.height())
        painting.paint_text(painter, words, self.text(), theme.font(16, bold=on), ink)
        if on:
            underline(painter, QRectF(self.rect()), theme.BLUE_900, 4)
        if self._count:
            wide = self._pill()
            box = QRectF(self.width() - wide - 10, (self.height() - 22) / 2, wide, 22)
            fill = theme.BLUE_900 if on else theme.GRAY_800
            painting.rounded(painter, box, radius=11, fill=fill)
            centre = Qt.AlignmentFlag.AlignCenter
            face = theme.font(14, bold=True)
            painting.paint_text(painter, box, str(self._count), face, theme.WHITE, centre)


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One state in the top bar: icon and words, `attention` when someone should look."""

    icon: str
    text: str
    attention: bool = False


class TopBar(QWidget):
    """Product name, tabs, states, operator and lock. `set_narrow` shows menu and list buttons
    instead (150 %)."""

    tab_chosen = Signal(str)
    lock_asked = Signal()
    menu_asked = Signal()
    list_asked = Signal()
    switch_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.TOP_BAR_PX)
        self._tabs: dict[str, TabButton] = {}
        self._narrow = False
        self._states = QHBoxLayout()
        self._states.setSpacing(14)
        self._tab_row = QHBoxLayout()
        self._tab_row.setSpacing(0)
        self._logo, self._name = QLabel(), line(self.tr("まちかど申請デスク"), 17, bold=True)
        self._name.setWordWrap(False)
        self.menu_button = ActionButton(
            self.tr("メニュー"), action="menu", kind="text", size="s", icon="menu"
        )
        self.list_button = ActionButton(self.tr("一覧"), action="list", kind="text", size="s")
        self.switch_button = ActionButton(
            self.tr("カメラ・項目"), action="switch", kind="text", size="s"
        )
        self.switch_button.hide()
        self._person_mark = QLabel()
        self._person, self._role = line("", 14, bold=True), line("", 14, ink=theme.GRAY_800)
        self.lock_button = ActionButton(
            self.tr("ロック"), action="lock", kind="text", size="s", icon="lock"
        )
        self._lay_out()
        self._connect()
        self.set_operator("", "")
        self.set_narrow(False)

    def _lay_out(self) -> None:
        self._logo.setPixmap(_logo())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        for widget in (
            self._logo,
            self._name,
            self.menu_button,
            self.list_button,
            self.switch_button,
        ):
            row.addWidget(widget)
        row.addLayout(self._tab_row)
        row.addStretch(1)
        row.addLayout(self._states)
        self._edge = QFrame()
        self._edge.setFixedWidth(1)
        self._edge.setStyleSheet(f"background: {theme.GRAY_200};")
        row.addSpacing(6)
        row.addWidget(self._edge)
        row.addSpacing(6)
        self._person_mark.setPixmap(icons.icon("person", theme.GRAY_800, 20))
        row.addWidget(self._person_mark)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        for label in (self._person, self._role):
            label.setWordWrap(False)
            names.addWidget(label)
        names.addStretch(1)
        row.addLayout(names)
        row.addWidget(self.lock_button)

    def _connect(self) -> None:
        self.lock_button.clicked.connect(self.lock_asked)
        self.menu_button.clicked.connect(self.menu_asked)
        self.list_button.clicked.connect(self.list_asked)
        self.switch_button.clicked.connect(self.switch_asked)

    def set_tabs(self, tabs: Sequence[tuple[str, str]], current: str) -> None:
        """(code, name) of each tab that exists."""
        for code, name in tabs:
            button = TabButton(name)
            button.clicked.connect(lambda _on=False, code=code: self.tab_chosen.emit(code))
            self._tabs[code] = button
            self._tab_row.addWidget(button)
        self.set_tab(current)
        self._fit()

    def tabs(self) -> list[tuple[str, str]]:
        """(code, name) of the tabs, in their order."""
        return [(code, button.text()) for code, button in self._tabs.items()]

    def set_tab(self, current: str) -> None:
        for code, button in self._tabs.items():
            button.setChecked(code == current)

    def set_count(self, tab: str, count: int) -> None:
        self._tabs[tab].set_count(count)
        self._fit()

    def set_states(self, items: Sequence[StatusItem]) -> None:
        while (item := self._states.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for state in items:
            self._states.addWidget(_State(state))
        self._fit()

    def set_operator(self, name: str, role: str) -> None:
        self._person.setText(name)
        self._role.setText(role)
        signed_on = bool(name)
        for widget in (self._edge, self._person_mark, self._person, self._role, self.lock_button):
            widget.setVisible(signed_on)
        self._fit()

    def set_narrow(self, narrow: bool, list_words: str = "") -> None:
        """Tabs become a menu and the list a drawer."""
        self._narrow = narrow
        self.list_button.setVisible(narrow)
        if list_words:
            self.list_button.setText(list_words)
        self._fit()

    def show_list_button(self, shown: bool) -> None:
        self.list_button.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        """Nothing is ever cut: where there is no room the product's name goes first, then all
        quiet states but the first, and at last the tabs become a menu."""
        for level in (2.5, 3, 4) if self._narrow else (0, 1, 2, 3, 4):
            self._logo.setVisible(not self._narrow)
            self._name.setVisible(level < 1)
            for at, state in enumerate(self._shown_states()):
                room = level in (0, 1, 2.5) or (at == 0 and level < 4)
                state.setVisible(room or state.attention)
            for tab in self._tabs.values():
                tab.setVisible(level < 2.5)
            self.menu_button.setVisible(level > 2)
            inner = self.layout()
            for part in (self._tab_row, self._states, inner):
                if part is not None:
                    part.invalidate()  # Qt does not tell a layout within a layout
            if inner is None or inner.totalMinimumSize().width() <= self.width():
                return

    def _shown_states(self) -> list[_State]:
        found = (self._states.itemAt(at) for at in range(self._states.count()))
        widgets = (item.widget() for item in found if item is not None)
        return [widget for widget in widgets if isinstance(widget, _State)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.WHITE))
        painter.setPen(QPen(theme.colour(theme.GRAY_300), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class _State(QWidget):
    """An icon and a few words in the top bar."""

    def __init__(self, state: StatusItem) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        tint = theme.YELLOW_1200 if state.attention else theme.GRAY_800
        mark = QLabel()
        mark.setPixmap(icons.icon("warning" if state.attention else state.icon, tint, 18))
        words = line(state.text, 14, bold=state.attention, ink=tint)
        words.setWordWrap(False)
        row.addWidget(mark)
        row.addWidget(words)
        self.attention = state.attention
        self.setAccessibleName(state.text)


def _logo() -> QPixmap:
    ratio = icons.screen_ratio()
    pixmap = QPixmap(round(28 * ratio), round(28 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painting.rounded(painter, QRectF(0, 0, 28, 28), radius=5, fill=theme.BLUE_900)
    icons.paint_icon(painter, QRectF(4, 4, 20, 20), "home-card", theme.WHITE)
    painter.end()
    return pixmap


class Toast(QWidget):
    """The news of something finished, six seconds, one at a time, never over a button. Never for
    an error, a verdict or a mix-up. Whoever owns it hides it when the next deed begins."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._words = line("", 16, ink=theme.WHITE)
        self._button = _ToastButton()
        mark = QLabel()
        mark.setPixmap(icons.icon("check", "#9bd4b5", 20))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 4, 12, 4)
        self._row.setSpacing(12)
        self._row.addWidget(mark)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(6000)
        self._timer.timeout.connect(self.hide)
        self._button.clicked.connect(self.pressed)
        parent.installEventFilter(self)
        self.hide()

    def show_news(self, text: str, button: str = "", action: str | None = None) -> None:
        self._words.setText(text)
        self.setAccessibleName(text)
        self._button.set(button, keys.shown(action) if action else "")
        self._button.setVisible(bool(button))
        # A bare toast lets the mouse through: it never takes a press from what lies below.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not button)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self)

    @property
    def text(self) -> str:
        return self._words.text()

    def _place(self) -> None:
        """The first of the places where no button would be covered."""
        places = self._places()
        free = (place for place in places if not self._covers_a_button(place))
        self.setGeometry(next(free, places[-1]))

    def _places(self) -> list[QRect]:
        parent = self._window
        foot = parent.height() - theme.KEY_BAR_PX - 12
        below_bar = theme.TOP_BAR_PX + 2
        lower_left = self._box(theme.LIST_PX - 16)
        lower_left.moveBottomLeft(QPoint(8, foot))
        upper_right = self._box(theme.RIGHT_PX - 24)
        upper_right.moveTopRight(QPoint(parent.width() - 12, below_bar))
        # Over the applicant's band, short of its buttons, in no more than its height.
        band = parent.width() if parent.width() < ONE_COLUMN_BELOW_PX else theme.CENTRE_PX
        upper_left = self._box(band - BAND_BUTTONS_PX)
        upper_left.moveTopLeft(QPoint(12, below_bar))
        # The list's foot only where the list stands; elsewhere that is the workbench.
        wide = [lower_left] if parent.width() >= LIST_STANDS_FROM_PX else []
        return [*wide, upper_right, upper_left]

    def _box(self, width: int) -> QRect:
        """No wider than that, and as tall as its words then need."""
        around = 16 + 12 + 20 + self._row.spacing()
        if not self._button.isHidden():
            around += self._button.sizeHint().width() + self._row.spacing()
        natural = round(painting.text_width(self.text, theme.font(16))) + 4
        width = min(width, natural + around)
        room = width - around
        words = painting.wrapped_size(self.text, theme.font(16), room).height()
        return QRect(0, 0, width, max(theme.TARGET_PX, round(words) + 10))

    def _covers_a_button(self, place: QRect) -> bool:
        parent = self._window
        for button in parent.findChildren(QAbstractButton):
            if button.isVisible() and not self.isAncestorOf(button):
                seen = button.visibleRegion().boundingRect()
                if place.intersects(seen.translated(button.mapTo(parent, QPoint(0, 0)))):
                    return True
        return False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.rounded(painter, QRectF(self.rect()), radius=8, fill=theme.GRAY_900)


class _ToastButton(QAbstractButton):
    """The underlined words with their key on the black ground."""

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set(self, text: str, key: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self._key = key
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = painting.text_width(self.text(), theme.font(16)) + 8
        wide += painting.key_width(self._key) + 8 if self._key else 0
        return QSize(round(wide), theme.TARGET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        face = theme.font(16)
        face.setUnderline(True)
        painting.paint_text(painter, QRectF(self.rect()), self.text(), face, theme.WHITE)
        if self._key:
            wide, high = painting.key_width(self._key), painting.KEY_HEIGHT_PX
            box = QRectF(self.width() - wide, (self.height() - high) / 2, wide, high)
            painting.paint_key(painter, box, self._key, theme.GRAY_900, theme.WHITE, theme.WHITE)

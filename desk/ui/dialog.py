"""The frame of every confirmation: veil, title, scrolling body, and the buttons at the foot."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk.ui import keys, painting, theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton

_EDGE_PX: Final = 16
_ROUND_PX: Final = 12


class Veil(QWidget):
    """Darkens the window behind a dialog (black, 55 %)."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = theme.colour(theme.BLACK)
        shade.setAlphaF(0.55)
        QPainter(self).fillRect(self.rect(), shade)


class DeskDialog(QDialog):
    """Modal, over its window, never larger than it: what does not fit scrolls, title and buttons
    stay. Esc closes by `reject`. Subclasses fill `body` and call `add_button`; open with
    `open()`, which returns at once, and listen to their signals.

    `first` is the widget that gets the focus: the safe side or the first input.
    """

    def __init__(self, title: str, width_px: int = 940, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width_px = width_px
        self._veil: Veil | None = None
        self.first: QWidget | None = None
        self.setWindowTitle(title)
        self.setModal(True)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.title = line(title, 20, bold=True)
        self.close_button = ActionButton(
            self.tr("閉じる"), action="cancel", kind="text", size="s", icon="close"
        )
        self.close_button.clicked.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(20, 14, 20, 16)
        self.body.setSpacing(12)
        self.note = line("", 14, ink=theme.GRAY_700)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 8, 12, 8)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setLayout(self.body)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 14, 20, 14)
        foot.setSpacing(12)
        foot.addWidget(self.note, 1)
        foot.addLayout(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self._scroll, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._inside, self._head, self._foot = inside, head, foot

    def add_button(self, button: ActionButton) -> ActionButton:
        """The last one added stands at the right end: the one that decides."""
        self._buttons.addWidget(button)
        return button

    def bind_next(self, button: ActionButton) -> None:
        keys.bind("next", self, button.click)

    # size and veil

    def fit(self) -> None:
        """Take the place over the window again: its size or the content changed."""
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        room = window.geometry() if window is not None else QRect(0, 0, 1366, 768)
        width = min(self._width_px, room.width() - 2 * _EDGE_PX)
        around = self._head.sizeHint().height() + self._foot.sizeHint().height() + 6
        inner = self._inside.layout()
        needed = self._inside.sizeHint().height()
        if inner is not None and inner.hasHeightForWidth():
            needed = inner.heightForWidth(width - 2)
        needed = max(needed, self._scroll.minimumSizeHint().height())
        height = min(needed + around, room.height() - 2 * _EDGE_PX)
        self._place(room, width, height)
        if not self.isVisible():
            return
        # Cards and banners know their height only once they have their width.
        for layout in (self.layout(), inner):
            if layout is not None:
                layout.activate()
        short = self._inside.minimumSizeHint().height() - self._scroll.viewport().height()
        if short > 0:
            self._place(room, width, min(height + short, room.height() - 2 * _EDGE_PX))

    def _place(self, room: QRect, width: int, height: int) -> None:
        box = QRect(0, 0, width, height)
        box.moveCenter(room.center())
        self.setGeometry(box)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._veil is None:
            self._veil = Veil(parent.window())
        self.fit()
        QTimer.singleShot(0, self, self.fit)
        QTimer.singleShot(
            0, self, self.activateWindow
        )  # a dedicated terminal may have no window manager
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() == "xcb":
            # A dedicated terminal has no compositor: what is translucent would be black there.
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), _ROUND_PX, _ROUND_PX)
            self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def done(self, result: int) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None
        super().done(result)
        parent = self.parentWidget()
        if parent is not None:
            parent.window().activateWindow()  # a dedicated terminal may have no window manager

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter never decides by itself here: that is Ctrl+Enter's matter (ui.md §5).
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, ActionButton):
                focused.click()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            up = event.key() == Qt.Key.Key_PageUp
            action = QAbstractSlider.SliderAction
            self._scroll.verticalScrollBar().triggerAction(
                action.SliderPageStepSub if up else action.SliderPageStepAdd
            )
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.rounded(
            painter, QRectF(self.rect()), radius=_ROUND_PX, fill=theme.WHITE, edge=theme.GRAY_600
        )


def rule() -> QFrame:
    """A thin line between parts."""
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {theme.GRAY_300}; border: 0;")
    return made

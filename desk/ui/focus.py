"""The focus ring (ui.md §4): 2 px yellow and 4 px black around whatever has the focus."""

from __future__ import annotations

from typing import Self

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from desk.ui import theme

_REACH_PX = 6


class _Ring(QWidget):
    """The painted ring: a see-through child of the window that the mouse does not feel."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        painter.setPen(QPen(theme.colour(theme.BLACK), 4))
        painter.drawRoundedRect(whole.adjusted(2, 2, -2, -2), 11, 11)
        painter.setPen(QPen(theme.colour(theme.YELLOW_300), 2))
        painter.drawRoundedRect(whole.adjusted(5, 5, -5, -5), 8, 8)


class FocusRing(QObject):
    """Keeps the ring around the widget with the focus. Item views draw their own (delegate);
    a widget with the property `noFocusRing` has none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._on_focus_changed)

    @classmethod
    def install(cls, app: QApplication) -> Self:
        """Start drawing; once for each application."""
        return cls(app)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._forget()
        if now is None or isinstance(now, QAbstractItemView) or now.property("noFocusRing"):
            return
        if now.focusPolicy() is Qt.FocusPolicy.NoFocus:
            return  # a page that got the focus for want of anything better
        if isinstance(now.parentWidget(), QAbstractItemView):
            return
        self._target = now
        window = now.window()
        step: QWidget | None = now
        while step is not None:
            step.installEventFilter(self)
            self._watched.append(step)
            step = None if step is window else step.parentWidget()
        self._ring = _Ring(window)
        self._place()

    def stop(self) -> None:
        """Draw no more."""
        self._app.focusChanged.disconnect(self._on_focus_changed)
        self._forget()

    def ring_geometry(self) -> QRect | None:
        """Where the ring stands in its window, or None while there is none."""
        if self._ring is None or not isValid(self._ring) or not self._ring.isVisible():
            return None
        return self._ring.geometry()

    def _forget(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self._target = None
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        moved = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in moved:
            self._place()
        return False

    def _place(self) -> None:
        target, ring = self._target, self._ring
        if target is None or ring is None or not isValid(target) or not isValid(ring):
            return
        corner = target.mapTo(target.window(), QPoint(0, 0))
        box = QRect(corner, target.size()).adjusted(-_REACH_PX, -_REACH_PX, _REACH_PX, _REACH_PX)
        seen = box.intersected(_window_of_scrolling(target))
        ring.setGeometry(box)
        ring.setMask(QRegion(seen.translated(-box.topLeft())))
        ring.setVisible(target.isVisible() and not seen.isEmpty())
        ring.raise_()


def _window_of_scrolling(target: QWidget) -> QRect:
    """The part of the window in which the target may show: inside all its scroll areas."""
    window = target.window()
    room = window.rect()
    step = target.parentWidget()
    while step is not None and step is not window:
        if isinstance(step.parentWidget(), QAbstractScrollArea):
            room = room.intersected(QRect(step.mapTo(window, QPoint(0, 0)), step.size()))
        step = step.parentWidget()
    return room

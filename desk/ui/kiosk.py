"""Holds the one window on a dedicated terminal: full screen, in front, and no key that leads away.

What an application can do stands here. Switching consoles, killing the X server and everything
else that happens below the application belongs to the session (installer/kiosk).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QScreen,
    QWindow,
)
from PySide6.QtWidgets import QApplication, QWidget

from desk.ui import theme
from desk.ui.shell import SMALLEST_PX, MainWindow

KEEP_EVERY_MS: Final = 700
"""How long something else may lie in front at most."""
_LINKS: Final = ("http", "https", "file", "mailto", "ftp")
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT, _META = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.MetaModifier
_NONE = Qt.KeyboardModifier.NoModifier
_KEY = Qt.Key
_ANYWAY: Final = frozenset(
    {
        _KEY.Key_F11,  # full screen off, in many toolkits
        _KEY.Key_Meta,
        _KEY.Key_Super_L,
        _KEY.Key_Super_R,
        _KEY.Key_Hyper_L,
        _KEY.Key_Hyper_R,
        _KEY.Key_Menu,  # the context menu
        _KEY.Key_Print,
        _KEY.Key_SysReq,
    }
)
_WITH: Final = frozenset(
    {
        (_ALT, _KEY.Key_F4),
        (_CTRL, _KEY.Key_F4),
        (_CTRL, _KEY.Key_Q),
        (_CTRL, _KEY.Key_W),
        (_ALT, _KEY.Key_Tab),
        (_ALT | _SHIFT, _KEY.Key_Tab),
        (_ALT | _SHIFT, _KEY.Key_Backtab),
        (_ALT, _KEY.Key_Escape),
        (_CTRL, _KEY.Key_Escape),
        (_CTRL | _SHIFT, _KEY.Key_Escape),
        (_ALT, _KEY.Key_Space),
        (_ALT, _KEY.Key_F1),
        (_ALT, _KEY.Key_F2),
        (_SHIFT, _KEY.Key_F10),
    }
)
_OURS: Final = _ALT | _CTRL | _SHIFT | _META
_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_BUTTONS: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
    }
)
_DROPS: Final = frozenset(
    {QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop}
)


def leads_away(key: int, held: Qt.KeyboardModifier) -> bool:
    """A key of which some system makes a way out; the desk itself uses none of them."""
    with_what = held & _OURS
    pressed = Qt.Key(key)
    if pressed in _ANYWAY or with_what & _META:
        return True
    if with_what & _ALT and with_what & _CTRL:
        return True
    return (with_what, pressed) in _WITH


class Cover(QWidget):
    """Lies over a screen that the desk does not use, so that nothing behind it is reached."""

    def __init__(self, screen: QScreen) -> None:
        super().__init__(
            None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAutoFillBackground(True)
        self.setStyleSheet(f"background: {theme.GRAY_900};")
        self.setGeometry(screen.geometry())
        self.show()


class KioskGuard(QObject):
    """`hold()` until `release()`: the window cannot be closed, covered or left by a key."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held = False
        self._covers: list[Cover] = []
        self._keep = QTimer(self)
        self._keep.setInterval(KEEP_EVERY_MS)
        self._keep.timeout.connect(self.keep)

    @property
    def held(self) -> bool:
        return self._held

    def hold(self) -> None:
        """Take the whole screen and keep it."""
        if self._held:
            return
        self._held = self._window.held = True
        self._cover_other_screens()
        self._take_screen()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_focus_window)
            app.screenAdded.connect(self._on_screens)
            app.screenRemoved.connect(self._on_screens)
        for scheme in _LINKS:
            # The stub wants bytes, the function a text.
            QDesktopServices.setUrlHandler(scheme, self, "go_nowhere")  # type: ignore[arg-type]
        self._keep.start()

    def release(self) -> None:
        """The window is a usual one again."""
        if not self._held:
            return
        self._held = self._window.held = False
        self._keep.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._on_focus_window)
            app.screenAdded.disconnect(self._on_screens)
            app.screenRemoved.disconnect(self._on_screens)
        for scheme in _LINKS:
            QDesktopServices.unsetUrlHandler(scheme)
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
            if QGuiApplication.platformName() == "xcb":
                window.setKeyboardGrabEnabled(False)
        self._drop_covers()
        self._window.setWindowFlags(Qt.WindowType.Window)
        self._window.setMinimumSize(*SMALLEST_PX)
        self._window.showMaximized()

    @Slot(QUrl)
    def go_nowhere(self, _url: QUrl) -> None:
        """A link opens no other program here."""

    def keep(self) -> None:
        """Once more the whole screen, in front and with the keys."""
        self._watch_windows()
        if self._window.screen().geometry() != self._window.geometry():
            self._take_screen()
        front = self._front()
        front.raise_()
        focused = QGuiApplication.focusWindow()
        if focused is None and QApplication.activePopupWidget() is None:
            front.activateWindow()
        self._grab(focused)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Of every window of ours: what leads away goes no further."""
        kind = event.type()
        if kind in _KEYS and isinstance(event, QKeyEvent):
            return leads_away(event.key(), event.modifiers())
        if kind in _BUTTONS and isinstance(event, QMouseEvent):
            return event.button() == Qt.MouseButton.RightButton
        return kind in _DROPS

    # inside

    def _take_screen(self) -> None:
        """Without a window manager nobody else makes the window as large as the screen."""
        window, screen = self._window, self._window.screen()
        flags = (
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        if window.windowFlags() & flags != flags:
            window.setWindowFlags(flags)
        window.setMinimumSize(QSize(*SMALLEST_PX).boundedTo(screen.size()))
        window.setGeometry(screen.geometry())
        window.showFullScreen()
        window.activateWindow()
        self._watch_windows()

    def _front(self) -> QWidget:
        """What the person at the desk has before them."""
        return (
            QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._over_it()
        )

    def _over_it(self) -> QWidget:
        """The applicant's pages lie over the staff's own screen where there is no second one."""
        own = self._window.screen()
        over = (
            each
            for each in QApplication.topLevelWidgets()
            if each is not self._window
            and each.isVisible()
            and each.isFullScreen()
            and each.screen() is own
        )
        return next(over, self._window)

    def _watch_windows(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _on_focus_window(self, window: QWindow | None) -> None:
        self._watch_windows()
        self._grab(window)

    def _grab(self, window: QWindow | None) -> None:
        """Keys of a window manager (Alt+Tab) are ours while a window of ours has them; a menu
        takes and gives back the keys itself."""
        if (
            window is not None
            and QGuiApplication.platformName() == "xcb"
            and QApplication.activePopupWidget() is None
        ):
            window.setKeyboardGrabEnabled(True)

    def _on_screens(self, _screen: QScreen) -> None:
        self._cover_other_screens()
        self._take_screen()

    def _cover_other_screens(self) -> None:
        self._drop_covers()
        own = self._window.screen()
        self._covers = [Cover(each) for each in QGuiApplication.screens() if each is not own]
        for cover in self._covers:
            cover.lower()

    def _drop_covers(self) -> None:
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        self._covers = []

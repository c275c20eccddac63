"""The waiting board (番号表示): numbers only, large, in Japanese and English; never a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from desk.domain.cases import Board
from desk.ui import painting, theme

CALLED: Final = "お呼びしています"
CALLED_EN: Final = "Now being served"
WAITING: Final = "お待ちの番号"
WAITING_EN: Final = "Waiting"
NOBODY: Final = "お待ちの方はいません"
NOBODY_EN: Final = "Nobody is waiting"
EARLIER_SHOWN: Final = 3
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_WINDOW_PX: Final = (960, 540)


class WaitingBoard(QWidget):
    """Everything scales with the window. Both languages stand there at once: nobody can ask a
    board to change its language."""

    closed = Signal()

    def __init__(self, *, whole_screen: bool) -> None:
        super().__init__()
        self.board = Board()
        self.whole_screen = whole_screen
        self.setWindowTitle(self.tr("番号表示"))
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The staff go on typing in their own window.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setMinimumSize(480, 270)
        self.show_board(Board())

    def sizeHint(self) -> QSize:
        return QSize(*_WINDOW_PX)

    def show_board(self, board: Board) -> None:
        self.board = board
        called, waiting = " ".join(board.called[:1]), " ".join(board.waiting)
        self.setAccessibleName(f"{CALLED} {called} {WAITING} {waiting}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        painter.fillRect(box, theme.colour(theme.WHITE))
        split = box.width() * 0.58
        left = QRectF(0, 0, split, box.height())
        right = QRectF(split, 0, box.width() - split, box.height())
        self._paint_called(painter, left)
        self._paint_waiting(painter, right)

    def _paint_head(self, painter: QPainter, box: QRectF, ja: str, en: str, ground: str) -> float:
        high = box.height() * 0.18
        head = QRectF(box.left(), box.top(), box.width(), high)
        painter.fillRect(head, theme.colour(ground))
        first = head.adjusted(0, high * 0.1, 0, -high * 0.42)
        second = head.adjusted(0, high * 0.58, 0, -high * 0.08)
        painting.paint_text(painter, first, ja, _fitting(ja, first, bold=True), "#ffffff", _CENTRE)
        painting.paint_text(painter, second, en, _fitting(en, second), "#ffffff", _CENTRE)
        return high

    def _paint_called(self, painter: QPainter, box: QRectF) -> None:
        top = self._paint_head(painter, box, CALLED, CALLED_EN, theme.BLUE_900)
        rest = box.adjusted(0, top, 0, 0)
        called = self.board.called
        if not called:
            dash = rest.adjusted(0, rest.height() * 0.25, 0, -rest.height() * 0.35)
            painting.paint_text(painter, dash, "―", _fitting("―", dash), theme.GRAY_600, _CENTRE)
            return
        large = rest.adjusted(rest.width() * 0.06, 0, -rest.width() * 0.06, -rest.height() * 0.3)
        face = _fitting(called[0], large, bold=True)
        painting.paint_text(painter, large, called[0], face, theme.GRAY_900, _CENTRE)
        earlier = called[1 : 1 + EARLIER_SHOWN]
        wide = rest.width() / EARLIER_SHOWN
        start = rest.left() + (EARLIER_SHOWN - len(earlier)) * wide / 2
        for at, number in enumerate(earlier):
            cell = QRectF(
                start + at * wide, rest.top() + rest.height() * 0.72, wide, rest.height() * 0.2
            )
            face = _fitting(number, cell, bold=True)
            painting.paint_text(painter, cell, number, face, theme.GRAY_800, _CENTRE)

    def _paint_waiting(self, painter: QPainter, box: QRectF) -> None:
        top = self._paint_head(painter, box, WAITING, WAITING_EN, theme.GRAY_800)
        painter.fillRect(QRectF(box.left(), 0, 2, box.height()), theme.colour(theme.GRAY_500))
        rest = box.adjusted(box.width() * 0.05, top, -box.width() * 0.05, 0)
        waiting = self.board.waiting
        if not waiting:
            for at, text in enumerate((NOBODY, NOBODY_EN)):
                cell = QRectF(
                    rest.left(),
                    rest.top() + rest.height() * (0.3 + at * 0.13),
                    rest.width(),
                    rest.height() * 0.09,
                )
                face = _fitting(text, cell)
                painting.paint_text(painter, cell, text, face, theme.GRAY_700, _CENTRE)
            return
        columns = 2 if len(waiting) <= 12 else 3
        rows = max(6, -(-min(len(waiting), 24) // columns))
        high, wide = rest.height() * 0.86 / rows, rest.width() / columns
        for at, number in enumerate(waiting[: rows * columns]):
            cell = QRectF(
                rest.left() + at % columns * wide,
                rest.top() + rest.height() * 0.04 + at // columns * high,
                wide,
                high,
            )
            face = _fitting(number, cell.adjusted(0, 4, 0, -4), bold=True)
            painting.paint_text(painter, cell, number, face, theme.GRAY_900, _CENTRE)
        more = len(waiting) - rows * columns
        if more > 0:
            cell = QRectF(rest.left(), rest.bottom() - rest.height() * 0.09, rest.width(), 40)
            painting.paint_text(
                painter, cell, f"+{more}", _fitting("+99", cell), "#333333", _CENTRE
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def _fitting(text: str, box: QRectF, *, bold: bool = False) -> QFont:
    """The largest type in which the text fits the box."""
    px = max(8.0, box.height() * 0.72)
    wide = painting.text_width(text, theme.font(100, bold)) / 100
    if wide:
        px = min(px, box.width() * 0.94 / wide)
    return theme.font(round(px, 1), bold)


class BoardHost(QObject):
    """The board on the second display, or in a window of its own where there is only one."""

    shown_changed = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(window)
        self._window, self._screens = window, screens
        self.widget: WaitingBoard | None = None
        self._board = Board()
        running = QGuiApplication.instance()
        if isinstance(running, QGuiApplication):
            running.screenRemoved.connect(lambda _screen: self._on_screen_removed())

    @property
    def shown(self) -> bool:
        return self.widget is not None and self.widget.isVisible()

    def toggle(self) -> None:
        """F4."""
        if self.shown:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        screen = self._second_screen()
        board = WaitingBoard(whole_screen=screen is not None)
        board.closed.connect(self._on_closed)
        board.show_board(self._board)
        self.widget = board
        if screen is None:
            board.resize(*_WINDOW_PX)
            board.show()
        else:
            board.setGeometry(screen.geometry())
            board.showFullScreen()
        self._window.window().activateWindow()
        self.shown_changed.emit(True)

    def show_board(self, board: Board) -> None:
        self._board = board
        if self.widget is not None:
            self.widget.show_board(board)

    def close(self) -> None:
        if self.widget is not None:
            self.widget.close()

    def _on_closed(self) -> None:
        if self.widget is not None:
            self.widget.deleteLater()
            self.widget = None
        self.shown_changed.emit(False)

    def _second_screen(self) -> QScreen | None:
        """A screen on which the staff's window does not lie."""
        own, screens = self._window.window().screen(), self._screens()
        if len(screens) < 2:
            return None
        return next((each for each in screens if each is not own), screens[1])

    def _on_screen_removed(self) -> None:
        """It must not come to lie over the staff's window."""
        if self.widget is not None and self.widget.whole_screen and self._second_screen() is None:
            self.close()

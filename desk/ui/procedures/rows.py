"""Lists of the procedures' page: rows of their own height, painted, walked by the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desk.ui import painting, theme

Index = QModelIndex | QPersistentModelIndex
ROW: Final = int(Qt.ItemDataRole.UserRole)
R = TypeVar("R")


class RowModel(QAbstractListModel):
    """Any rows. `spoken(row)` is what a screen reader says; `reachable(row)`: may be chosen."""

    def __init__(
        self,
        spoken: Callable[[object], str],
        reachable: Callable[[object], bool] = lambda _row: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._spoken, self._reachable = spoken, reachable
        self.rows: tuple[object, ...] = ()

    def show_rows(self, rows: Sequence[object]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return len(self.rows)

    def data(self, index: Index, role: int = ROW) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not 0 <= index.row() < len(self.rows) or not self._reachable(self.rows[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowDelegate(QStyledItemDelegate):
    """Subclasses say how tall a row is and paint what is in it."""

    def height(self, row: object, width: int) -> int:
        raise NotImplementedError

    def paint_row(self, painter: QPainter, box: QRectF, row: object) -> None:
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 320
        return QSize(width, self.height(index.data(ROW), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, state = QRectF(option.rect), option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        chosen = bool(state & QStyle.StateFlag.State_Selected) and enabled
        over = bool(state & QStyle.StateFlag.State_MouseOver) and enabled
        painter.save()
        painter.setClipRect(box)
        ground = theme.BLUE_50 if chosen else theme.GRAY_50 if over else theme.WHITE
        painter.fillRect(box, theme.colour(ground))
        if chosen:
            bar = QRectF(box.left(), box.top(), 6, box.height())
            painter.fillRect(bar, theme.colour(theme.BLUE_900))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        foot = box.bottom() - 1
        painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))
        self.paint_row(painter, box, index.data(ROW))
        if state & QStyle.StateFlag.State_HasFocus and enabled:
            inner = box.adjusted(0, 0, 0, -1)
            painting.rounded(painter, inner, radius=0, edge=theme.BLACK, width=4)
        painter.restore()


class RowView(QListView):
    """Arrows move, Enter opens (`opened`), a press is `touched`; a typed letter goes to `typed`
    (the search)."""

    opened = Signal(object)
    touched = Signal(object)
    moved = Signal(object)
    typed = Signal(str)

    def __init__(self, model: RowModel, delegate: RowDelegate, name: str) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setMinimumHeight(72)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setStyleSheet("QListView { background: #ffffff; border: 0; outline: 0; }")
        self.clicked.connect(lambda index: self.touched.emit(index.data(ROW)))

    @property
    def current(self) -> object:
        return self.currentIndex().data(ROW)

    def choose(self, wanted: Callable[[object], bool]) -> bool:
        """Make the first such row the current one, without opening it."""
        for at, row in enumerate(self._rows.rows):
            index = self._rows.index(at)
            if wanted(row) and index.flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit(current.data(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.current is not None:
                self.opened.emit(self.current)
            return
        text = event.text()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if text and text.isprintable() and not text.isspace() and plain:
            self.typed.emit(text)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

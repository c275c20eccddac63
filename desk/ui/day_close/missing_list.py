"""まだ読まれていない申請書: a list with a delegate, since it begins with all of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk.services.batch_store import Sheet
from desk.ui import painting, theme
from desk.ui.badges import badge_pixmap, badge_size
from desk.ui.day_close.words import CloseWords

SHEET_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ROWS_SHOWN: Final = 4
_Index = QModelIndex | QPersistentModelIndex


class MissingModel(QAbstractListModel):
    def __init__(self, words: CloseWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._sheets: tuple[Sheet, ...] = ()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return self._sheets

    def show_sheets(self, sheets: Sequence[Sheet]) -> None:
        if tuple(sheets) != self._sheets:
            self.beginResetModel()
            self._sheets = tuple(sheets)
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self._sheets)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == SHEET_ROLE:
            return self._sheets[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join((*self._words.sheet(self._sheets[index.row()]), self.tr("未読取")))
        return None


class _MissingDelegate(QStyledItemDelegate):
    def __init__(self, words: CloseWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        two = painting.wrapped_size("あ\nあ", theme.font(16, bold=True), 1000).height()
        return QSize(200, max(54, round(two) + 6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        sheet = index.data(SHEET_ROLE)
        box = QRectF(option.rect)
        painter.save()
        painter.fillRect(box, theme.colour(theme.WHITE))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        painter.drawLine(
            QPointF(box.left(), box.bottom() - 1), QPointF(box.right(), box.bottom() - 1)
        )
        if isinstance(sheet, Sheet):
            self._paint_sheet(painter, box.adjusted(10, 0, -8, -1), sheet)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painting.rounded(painter, box.adjusted(0, 0, 0, -1), radius=0, edge="#000000", width=4)
        painter.restore()

    def _paint_sheet(self, painter: QPainter, box: QRectF, sheet: Sheet) -> None:
        number, name, under = self._words.sheet(sheet)
        bold = theme.font(16, bold=True)
        wide = painting.text_width("K3-000", bold) + 18
        painting.paint_text(
            painter, QRectF(box.left(), box.top(), wide, box.height()), number, bold, theme.GRAY_900
        )
        word = self.tr("未読取")
        size = badge_size(word)
        at = QPointF(box.right() - size.width(), box.center().y() - size.height() / 2)
        painter.drawPixmap(at, badge_pixmap("waiting", word))
        room = QRectF(
            box.left() + wide, box.top() + 3, at.x() - box.left() - wide - 8, box.height() / 2 - 3
        )
        for text, face, ink in (
            (name, bold, theme.GRAY_900),
            (under, theme.font(14), theme.GRAY_700),
        ):
            painter.setFont(face)
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, round(room.width())
            )
            painting.paint_text(painter, room, shown, face, ink)
            room = room.translated(0, box.height() / 2 - 3)


class MissingList(QListView):
    """`show_sheets(sheets)`; as tall as four rows at most, then it scrolls."""

    def __init__(self, words: CloseWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = MissingModel(words, self)
        self.setModel(self.rows)
        self.setItemDelegate(_MissingDelegate(words, self))
        self.setAccessibleName(self.tr("まだ読まれていない申請書"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: #ffffff; border: 0; }")

    def show_sheets(self, sheets: Sequence[Sheet]) -> None:
        self.rows.show_sheets(sheets)
        row = self.sizeHintForRow(0) if sheets else 0
        self.setFixedHeight(max(1, row * min(ROWS_SHOWN, len(sheets)) + 2))
        self.setVisible(bool(sheets))

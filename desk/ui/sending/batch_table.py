"""The table of batches: a model and a delegate, no widget for a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
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
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desk.domain.batch import BatchState, is_unsent
from desk.services.sending import BatchView
from desk.ui import painting, theme
from desk.ui.badges import badge_pixmap, badge_size, badge_word
from desk.ui.sending.words import BADGES, SendingWords
from desk.ui.share_bar import paint_share, percent

NAME, PACKETS, SIZE, STATE, PROGRESS, CHANGED = range(6)
BATCH_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_PAD_PX: Final = 10
_BAR_PX: Final = 120
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_BARRED: Final = (BatchState.WAITING, BatchState.SENDING, BatchState.PAUSED, BatchState.FAILED)


class BatchModel(QAbstractTableModel):
    """Newest first."""

    def __init__(self, words: SendingWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._batches: tuple[BatchView, ...] = ()
        self._heads = (
            self.tr("束"),
            self.tr("件数"),
            self.tr("容量"),
            self.tr("状態"),
            self.tr("進み"),
            self.tr("更新"),
        )

    @property
    def batches(self) -> tuple[BatchView, ...]:
        return self._batches

    def show_batches(self, batches: Sequence[BatchView]) -> None:
        """New values; the rows stay where they are while the batches are the same ones."""
        same = [each.id for each in batches] == [each.id for each in self._batches]
        if same:
            self._batches = tuple(batches)
            if batches:
                last = self.index(len(batches) - 1, CHANGED)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._batches = tuple(batches)
        self.endResetModel()

    def put(self, batch: BatchView) -> None:
        """One of them moved on."""
        row = self.row_of(batch.id)
        if row is not None:
            self._batches = (*self._batches[:row], batch, *self._batches[row + 1 :])
            self.dataChanged.emit(self.index(row, 0), self.index(row, CHANGED))

    def row_of(self, batch: str) -> int | None:
        return next((row for row, each in enumerate(self._batches) if each.id == batch), None)

    # what the view asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self._batches)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (PACKETS, SIZE) else _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        batch = self._batches[index.row()]
        if role == BATCH_ROLE:
            return batch
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(batch, index.column())
        return None

    def _cell(self, batch: BatchView, column: int) -> str:
        words = self.words
        return {
            NAME: f"{batch.name} {words.under(batch)}",
            PACKETS: words.packets(batch.packets),
            SIZE: words.size(batch.bytes),
            STATE: badge_word(BADGES[batch.state]),
            PROGRESS: words.note(batch) or f"{percent(_share(batch))}%",
            CHANGED: words.short_time(batch.changed_at),
        }[column]


class BatchDelegate(QStyledItemDelegate):
    """Paints the cells of picture 15."""

    def __init__(self, words: SendingWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def row_height(self) -> int:
        two = painting.wrapped_size("あ\nあ", theme.font(16, bold=True), 1000).height()
        return max(60, round(two) + 10)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(60, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        batch = index.data(BATCH_ROLE)
        box = QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, theme.colour(theme.BLUE_50 if chosen else theme.WHITE))
        if chosen and index.column() == NAME:
            edge = QRectF(box.left(), box.top(), 6, box.height())
            painter.fillRect(edge, theme.colour(theme.BLUE_900))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        foot = box.bottom() - 1
        painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))
        if isinstance(batch, BatchView):
            self._paint_cell(painter, box.adjusted(_PAD_PX, 0, -_PAD_PX, -1), batch, index, chosen)
        self._paint_focus(painter, box, option, index)
        painter.restore()

    def _paint_cell(
        self, painter: QPainter, box: QRectF, batch: BatchView, index: _Index, chosen: bool
    ) -> None:
        column = index.column()
        if column == NAME:
            self._paint_name(painter, box, batch)
        elif column in (PACKETS, SIZE):
            text = str(index.data())
            painting.paint_text(painter, box, text, theme.font(16, chosen), theme.GRAY_900, _RIGHT)
        elif column == STATE:
            kind = BADGES[batch.state]
            picture = badge_pixmap(kind, badge_word(kind))
            tall = picture.deviceIndependentSize().height()
            painter.drawPixmap(QPointF(box.left(), box.center().y() - tall / 2), picture)
        elif column == PROGRESS:
            self._paint_progress(painter, box, batch)
        else:
            text = self._words.short_time(batch.changed_at)
            painting.paint_text(painter, box, text, theme.font(14), theme.GRAY_700)

    def _paint_name(self, painter: QPainter, box: QRectF, batch: BatchView) -> None:
        half = box.height() / 2
        first = QRectF(box.left(), box.top() + 4, box.width(), half - 4)
        second = QRectF(box.left(), box.top() + half, box.width(), half - 4)
        face = theme.font(16, bold=True)
        painting.paint_text(painter, first, batch.name, face, theme.GRAY_900)
        under = self._words.under(batch)
        face = theme.font(14)
        if painting.text_width(under, face) > box.width():
            painter.setFont(face)
            under = painter.fontMetrics().elidedText(
                under, Qt.TextElideMode.ElideRight, round(box.width())
            )
        painting.paint_text(painter, second, under, face, theme.GRAY_700)

    def _paint_progress(self, painter: QPainter, box: QRectF, batch: BatchView) -> None:
        note, face = self._words.note(batch), theme.font(14)
        if note or batch.state not in _BARRED:
            room = box.adjusted(0, 2, 0, -2)
            painting.paint_text(painter, room, note, face, theme.GRAY_700, wrap=True)
            return
        figure = f"{percent(_share(batch))}%"
        wide = painting.text_width("100%", face)
        bar = min(float(_BAR_PX), box.width() - wide - 8)
        if bar >= 24:
            paint_share(painter, QRectF(box.left(), box.center().y() - 6, bar, 12), _share(batch))
        text = QRectF(box.left() + max(0.0, bar) + 8, box.top(), wide + 4, box.height())
        painting.paint_text(painter, text, figure, face, theme.GRAY_900)

    def _paint_focus(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        view = option.widget
        if not isinstance(view, BatchTable) or not view.hasFocus():
            return
        if view.currentIndex().row() != index.row():
            return
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 4), theme.colour(theme.BLACK))
        foot = QRectF(box.left(), box.bottom() - 4, box.width(), 4)
        painter.fillRect(foot, theme.colour(theme.BLACK))
        if index.column() == NAME:
            edge = QRectF(box.left(), box.top(), 4, box.height())
            painter.fillRect(edge, theme.colour(theme.BLACK))
        if index.column() == view.last_column:
            edge = QRectF(box.right() - 4, box.top(), 4, box.height())
            painter.fillRect(edge, theme.colour(theme.BLACK))


class BatchTable(QTableView):
    """`chosen(batch id)` when the row changes; `pause_pressed` for Space."""

    chosen = Signal(str)
    pause_pressed = Signal()

    def __init__(self, words: SendingWords) -> None:
        super().__init__()
        self.rows = BatchModel(words, self)
        self._painter = BatchDelegate(words, self)
        self._shown = ""
        self.setModel(self.rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(self.tr("封緘した束の一覧"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._painter.row_height())
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(20)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    @property
    def last_column(self) -> int:
        """The rightmost one that there is room for."""
        return max(at for at in range(6) if not self.isColumnHidden(at))

    @property
    def batch(self) -> str:
        return self._shown

    def show_batches(self, batches: Sequence[BatchView]) -> None:
        """The chosen one stays chosen; else the first that needs somebody, else the newest."""
        self.rows.show_batches(batches)
        row = self.rows.row_of(self._shown)
        if row is None:
            row = _first_to_see(batches)
        if row is not None and self.currentIndex().row() != row:
            self.selectRow(row)
        if not batches:
            self._shown = ""
        self.fit()

    def choose(self, batch: str) -> None:
        row = self.rows.row_of(batch)
        if row is not None:
            self.selectRow(row)

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        batch = now.data(BATCH_ROLE)
        if isinstance(batch, BatchView) and batch.id != self._shown:
            self._shown = batch.id
            self.chosen.emit(batch.id)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.pause_pressed.emit()
            return
        super().keyPressEvent(event)

    # widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Every column as wide as its words; when there is no room, size and time go first."""
        least = [self._needed(column) for column in range(6)]
        shown = [NAME, PACKETS, SIZE, STATE, PROGRESS, CHANGED]
        room = self.viewport().width()
        for spare in (SIZE, CHANGED, PACKETS):
            if sum(least[column] for column in shown) > room:
                shown.remove(spare)
        for column in range(6):
            self.setColumnHidden(column, column not in shown)
        more = max(0, room - sum(least[column] for column in shown))
        for column in shown:
            extra = more // 2 if column in (NAME, PROGRESS) else 0
            self.setColumnWidth(column, least[column] + extra)
        taken = sum(self.columnWidth(column) for column in shown)
        self.setColumnWidth(NAME, self.columnWidth(NAME) + room - taken)

    def _needed(self, column: int) -> int:
        batches = self.rows.batches
        head = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
        widths = [painting.text_width(head, theme.font(14, bold=True))]
        if column == NAME:
            widths += [painting.text_width(each.name, theme.font(16, True)) for each in batches]
            widths.append(painting.text_width("あ" * 9, theme.font(14)))
        elif column == STATE:
            kinds = {BADGES[each.state] for each in batches}
            widths += [badge_size(badge_word(kind)).width() for kind in kinds]
        elif column == PROGRESS:
            widths.append(painting.text_width("100%", theme.font(14)) + 8 + 80)
        else:
            face = theme.font(14 if column == CHANGED else 16, bold=column != CHANGED)
            said = (str(self.rows.index(row, column).data()) for row in range(len(batches)))
            widths += [painting.text_width(each, face) for each in said]
        return round(max(widths)) + 2 * _PAD_PX + 2


def _share(batch: BatchView) -> float:
    return batch.share if is_unsent(batch.state) else 1.0


def _first_to_see(batches: Sequence[BatchView]) -> int | None:
    for state in (BatchState.SENDING, BatchState.FAILED):
        for row, each in enumerate(batches):
            if each.state is state:
                return row
    return 0 if batches else None

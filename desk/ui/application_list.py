"""The list at the left: paged, so that ten thousand rows stay fluid."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desk.domain.application import ApplicationId, DayId, Line, Status
from desk.services.ports import JAPAN
from desk.ui import icons, keys, painting, theme
from desk.ui.badges import badge_of, badge_pixmap, badge_word
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.context import Tasks
from desk.ui.sent_back_strip import SentBackStrip

PAGE_ROWS: Final = 100
PAGES_KEPT: Final = 20
ROW_PX: Final = 58
SEARCH_PAUSE_MS: Final = 180
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
OPEN_ROLE: Final = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex


class ListSource(Protocol):
    """The part of ports.Store that the list reads; always inside tasks.run."""

    def count(self, query: str = "", statuses: Sequence[Status] = ()) -> int: ...
    def page(
        self, query: str, offset: int, limit: int, statuses: Sequence[Status] = ()
    ) -> tuple[Line, ...]: ...
    def tally(self, day: DayId) -> Mapping[str, int]: ...
    def sent_back(self) -> tuple[Line, ...]: ...


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows as fetched, and the round of fetching they belong to."""

    lines: tuple[Line, ...]
    round: int


class LineModel(QAbstractListModel):
    """Rows are fetched a hundred at a time when they are first looked at. A row that is on its
    way has no line yet; after `reload` the old line stands until the new one has come."""

    counted = Signal(int, str)  # how many rows there are for which search text

    def __init__(self, source: ListSource, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._tasks = source, tasks
        self._query = ""
        self._rows = 0
        self._round = 0
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._open: ApplicationId | None = None

    # what the view asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        return 0 if parent.isValid() else self._rows

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self.line_at(index.row())
        if role == LINE_ROLE:
            return found
        if role == OPEN_ROLE:
            return found is not None and found.id == self._open
        if role == Qt.ItemDataRole.DisplayRole and found is not None:
            return found.name
        if role == Qt.ItemDataRole.AccessibleTextRole and found is not None:
            words = [found.number.short, found.name, badge_word(_badge(found))]
            if _slip_missing(found):
                words.append(self.tr("控え 未印刷"))
            return self.tr("、").join(words)
        return None

    def line_at(self, row: int) -> Line | None:
        """The line of that row, or None while it is being fetched."""
        number, offset = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None or page.round != self._round:
            self._fetch(number)
        if page is None or offset >= len(page.lines):
            return None
        self._pages.move_to_end(number)
        return page.lines[offset]

    @property
    def query(self) -> str:
        return self._query

    @property
    def pages_held(self) -> int:
        return len(self._pages)

    # what changes it

    def search(self, query: str) -> None:
        """Show what matches instead; an empty query shows everything."""
        if query != self._query:
            self._query = query
            self.reload()

    def reload(self) -> None:
        """Count and fetch anew: something was written, or the search changed."""
        self._round += 1
        self._asked.clear()
        round_now, query = self._round, self._query

        def work() -> tuple[int, tuple[Line, ...]]:
            return self._source.count(query), self._source.page(query, 0, PAGE_ROWS)

        self._tasks.run(work, lambda found: self._on_counted(round_now, query, *found))

    def _on_counted(self, round_now: int, query: str, rows: int, first: tuple[Line, ...]) -> None:
        if round_now != self._round:
            return
        if rows > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()
        elif rows < self._rows:
            self.beginRemoveRows(QModelIndex(), rows, self._rows - 1)
            self._rows = rows
            self.endRemoveRows()
        self._keep(0, _Page(first, round_now))
        self._tell(0, self._rows - 1)
        self.counted.emit(rows, query)

    def _fetch(self, number: int) -> None:
        round_now, query = self._round, self._query
        if (round_now, number) in self._asked:
            return
        self._asked.add((round_now, number))

        def work() -> tuple[Line, ...]:
            return self._source.page(query, number * PAGE_ROWS, PAGE_ROWS)

        self._tasks.run(work, lambda lines: self._on_page(round_now, number, lines))

    def _on_page(self, round_now: int, number: int, lines: tuple[Line, ...]) -> None:
        if round_now != self._round:
            return
        self._keep(number, _Page(lines, round_now))
        self._tell(number * PAGE_ROWS, number * PAGE_ROWS + len(lines) - 1)

    def _keep(self, number: int, page: _Page) -> None:
        self._pages[number] = page
        self._pages.move_to_end(number)
        while len(self._pages) > PAGES_KEPT:
            dropped, old = self._pages.popitem(last=False)
            self._asked.discard((old.round, dropped))

    def set_open(self, application: ApplicationId | None) -> None:
        """Mark the application that stands on the workbench."""
        self._open = application
        self._tell(0, self._rows - 1)

    def row_of(self, application: ApplicationId) -> int | None:
        """Its row, if its page is held."""
        for number, page in self._pages.items():
            for offset, found in enumerate(page.lines):
                if found.id == application:
                    return number * PAGE_ROWS + offset
        return None

    def _tell(self, first: int, last: int) -> None:
        last = min(last, self._rows - 1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))


class LineDelegate(QStyledItemDelegate):
    """Paints one row of picture 02: number, name, badge, time."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(theme.LIST_PX, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QRectF(option.rect)
        state = option.state
        is_open = bool(index.data(OPEN_ROLE))
        painter.save()
        painter.setClipRect(box)
        ground = theme.BLUE_50 if is_open else theme.WHITE
        if not is_open and state & QStyle.StateFlag.State_MouseOver:
            ground = theme.GRAY_50
        painter.fillRect(box, theme.colour(ground))
        if is_open:
            painter.fillRect(QRectF(box.left(), box.top(), 6, ROW_PX), theme.colour(theme.BLUE_900))
        painter.setPen(QPen(theme.colour(theme.GRAY_200), 1))
        foot = box.bottom() - 1
        painter.drawLine(QPointF(box.left(), foot), QPointF(box.right(), foot))
        found = index.data(LINE_ROLE)
        if found is None:
            self._paint_placeholder(painter, box)
        else:
            self._paint_line(painter, box, found)
        if state & QStyle.StateFlag.State_HasFocus:
            painting.rounded(painter, box.adjusted(0, 0, 0, -1), radius=0, edge="#000000", width=4)
        painter.restore()

    def _paint_placeholder(self, painter: QPainter, box: QRectF) -> None:
        for left, top, width in ((14, 22, 28), (60, 10, 90), (60, 34, 70)):
            bar = QRectF(box.left() + left, box.top() + top, width, 12)
            painting.rounded(painter, bar, radius=4, fill=theme.GRAY_100)

    def _paint_line(self, painter: QPainter, box: QRectF, found: Line) -> None:
        small = theme.font(14)
        left = box.left() + 14
        number = f"{found.number.serial:03d}"
        if found.day != self._today():
            day = f"{found.day.month}/{found.day.day}"
            above = QRectF(left, box.top() + 8, 46, 20)
            painting.paint_text(painter, above, day, small, theme.GRAY_700)
            below = QRectF(left, box.top() + 30, 46, 20)
            painting.paint_text(painter, below, number, small, theme.GRAY_700)
        else:
            whole = QRectF(left, box.top(), 46, ROW_PX)
            painting.paint_text(painter, whole, number, small, theme.GRAY_700)
        time = _clock_text(found)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        edge = QRectF(box.right() - 60, box.top(), 50, ROW_PX)
        painting.paint_text(painter, edge, time, small, theme.GRAY_700, right)
        self._paint_name(painter, QRectF(left + 46, box.top() + 4, box.width() - 124, 24), found)
        kind = _badge(found)
        badge = badge_pixmap(kind, badge_word(kind))
        painter.drawPixmap(QPointF(left + 46, box.top() + 28), badge)
        if _slip_missing(found):
            beside = left + 46 + badge.deviceIndependentSize().width() + 8
            self._paint_missing(painter, QRectF(beside, box.top() + 30, edge.right() - beside, 22))

    def _paint_missing(self, painter: QPainter, room: QRectF) -> None:
        """控え 未印刷 by a mark and, where there is room, in words."""
        words, small = self.tr("控え 未印刷"), theme.font(14)
        mark = QRectF(room.left(), room.top() + 2, 18, 18)
        icons.paint_icon(painter, mark, "printer", theme.ORANGE_800)
        # The time stands at the right, in the middle of the row: not under it.
        if room.width() - 22 - 50 >= painting.text_width(words, small):
            text = room.adjusted(22, 0, -50, 0)
            painting.paint_text(painter, text, words, small, theme.ORANGE_1000)

    def _paint_name(self, painter: QPainter, box: QRectF, found: Line) -> None:
        name = found.name or self.tr("（氏名未入力）")
        face = theme.font(16, bold=True)
        if painting.text_width(name, face) > box.width():
            face = theme.font(14, bold=True)
        painter.setFont(face)
        shown = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, round(box.width())
        )
        painting.paint_text(painter, box, shown, face, theme.GRAY_900)


def _badge(found: Line) -> str:
    if found.sent_back:
        return "sent_back"
    return badge_of(found.status, found.route, found.form_kind, found.version)


def _slip_missing(found: Line) -> bool:
    return found.status is Status.ACCEPTED and not found.slip_printed


def _clock_text(found: Line) -> str:
    local = found.changed_at.astimezone(JAPAN)
    return f"{local.hour}:{local.minute:02d}"


class _View(QListView):
    """Enter opens the row; the arrows only move."""

    row_chosen = Signal(int)

    def dataChanged(
        self, _first: _Index, _last: _Index, _roles: Sequence[int] | None = None
    ) -> None:
        # QListView would lay out all ten thousand rows anew (14 ms); ours are all equally high.
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.row_chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class ApplicationList(QFrame):
    """The panel: new application, heading, search, what was sent back, and rows.

    `application_chosen(ApplicationId)`: a row was clicked or opened by Enter. `new_asked`: F2 or
    the button. The window binds the keys. `reload()` after anything was written.
    """

    application_chosen = Signal(object)
    new_asked = Signal()
    words_changed = Signal()  # count_words says something else

    def __init__(
        self,
        source: ListSource,
        tasks: Tasks,
        today: Callable[[], date],
        day: DayId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._tasks, self._day = source, tasks, day
        self._today_count: int | None = None
        self._total = 0
        self.setObjectName("plain")
        self.setMinimumWidth(theme.LIST_PX)
        self.model = LineModel(source, tasks, self)
        self.new_button = ActionButton(self.tr("新しい受付"), action="new", icon="plus")
        self._title, self._order = line("", 17, bold=True), line("", 14, ink=theme.GRAY_700)
        self.search = QLineEdit()
        self.view = _View()
        self.sent_back = SentBackStrip()
        self.sent_back.open_wanted.connect(self.application_chosen)
        self._timer = QTimer(self)
        self._prepare_search()
        self._prepare_view(today)
        self._lay_out()
        self.model.counted.connect(self._on_counted)
        self.new_button.clicked.connect(self.new_asked)
        self._show_heading()

    def _prepare_search(self) -> None:
        self.search.setFont(theme.font(16))
        self.search.setPlaceholderText(self.tr("氏名・受付番号"))
        self.search.setAccessibleName(self.tr("受付を探す（氏名・カナ・受付番号）"))
        self.search.setClearButtonEnabled(False)
        self.search.setTextMargins(26, 0, 40, 0)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_PAUSE_MS)
        self._timer.timeout.connect(lambda: self.model.search(self.search.text().strip()))
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._to_rows)

    def _prepare_view(self, today: Callable[[], date]) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(LineDelegate(today, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("受付の一覧"))
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        self.view.row_chosen.connect(self._choose)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(12, 10, 12, 10)
        row.addWidget(self.new_button, 1)
        column.addLayout(row)
        column.addWidget(_rule())
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 12, 12)
        self._order.setWordWrap(False)
        head.addWidget(self._title, 1)
        head.addWidget(self._order)
        column.addLayout(head)
        column.addWidget(_rule())
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(_SearchBox(self.search), 1)
        column.addLayout(row)
        column.addWidget(_rule())
        column.addWidget(self.sent_back)
        column.addWidget(self.view, 1)

    # what the window does

    def reload(self) -> None:
        """Count and read anew."""
        self.model.reload()
        self._tasks.run(self._source.sent_back, self._on_sent_back)
        day = self._day
        if day is not None:
            self._tasks.run(lambda: self._source.tally(day), self._on_tally)

    def set_open(self, application: ApplicationId | None) -> None:
        """Mark and show the application on the workbench."""
        self.model.set_open(application)
        row = self.model.row_of(application) if application is not None else None
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @property
    def heading(self) -> str:
        return self._title.text()

    @property
    def count_words(self) -> str:
        """For the button that opens the list in a narrow window."""
        shown = self._total if self._today_count is None else self._today_count
        words = self.tr("一覧 {count}件").replace("{count}", str(shown))
        if self.sent_back.count:
            more = self.tr("・差戻し {count}").replace("{count}", str(self.sent_back.count))
            return words + more
        return words

    def _to_rows(self) -> None:
        self._timer.stop()
        self.model.search(self.search.text().strip())
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))

    def _choose(self, row: int) -> None:
        found = self.model.line_at(row) if row >= 0 else None
        if found is not None:
            self.application_chosen.emit(found.id)

    def _on_counted(self, rows: int, query: str) -> None:
        self._total = rows
        self._show_heading(query)

    def _on_sent_back(self, lines: tuple[Line, ...]) -> None:
        self.sent_back.show_lines(lines)
        self.words_changed.emit()

    def _on_tally(self, counts: Mapping[str, int]) -> None:
        states = {status.value for status in Status if status is not Status.SUPERSEDED}
        self._today_count = sum(n for name, n in counts.items() if name in states)
        self._show_heading(self.model.query)
        self.words_changed.emit()

    def _show_heading(self, query: str = "") -> None:
        if query:
            words = self.tr("見つかった受付 {count} 件").replace("{count}", str(self._total))
        elif self._today_count is None:
            words = self.tr("受付 {count} 件").replace("{count}", str(self._total))
        else:
            words = self.tr("本日の受付 {count} 件").replace("{count}", str(self._today_count))
        self._title.setText(words)
        more = self._today_count is not None and self._total > self._today_count and not query
        order = self.tr("全 {count} 件") if more else self.tr("新しい順")
        self._order.setText(order.replace("{count}", f"{self._total:,}"))


class _SearchBox(QWidget):
    """The search field with its glass and its key drawn over it."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field)
        field.setMinimumHeight(theme.TARGET_PX)
        self._glass = _Glass(self)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._glass.setGeometry(self.rect())
        self._glass.raise_()


class _Glass(QWidget):
    """Paint only: the mouse goes through to the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        mark = QRectF(14, (self.height() - 20) / 2, 20, 20)
        icons.paint_icon(painter, mark, "search", theme.GRAY_600)
        text = keys.shown("list")
        wide, high = painting.key_width(text), painting.KEY_HEIGHT_PX
        box = QRectF(self.width() - wide - 14, (self.height() - high) / 2, wide, high)
        painting.paint_key(painter, box, text, theme.GRAY_900, theme.GRAY_500, theme.WHITE)


def _rule() -> QFrame:
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {theme.GRAY_200}; border: 0;")
    return made

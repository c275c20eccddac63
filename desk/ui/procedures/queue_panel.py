"""Who waits, who is called and who is at the counter: numbers, procedures, minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk.domain.cases import Case, CaseState
from desk.ui import keys, painting, theme
from desk.ui.badges import badge_pixmap
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.flow import Flow
from desk.ui.procedures.rows import RowDelegate, RowModel, RowView
from desk.ui.procedures.words import ProcedureWords

_LEFT = 16


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case as its row says it."""

    case: Case
    name: str
    badge: str
    state: str
    waited: str


class _Delegate(RowDelegate):
    def _number_px(self) -> int:
        return round(painting.text_width("000", theme.font(22, bold=True))) + 20

    def _room(self, width: int) -> int:
        return width - _LEFT - self._number_px() - 12

    def height(self, row: object, width: int) -> int:
        if not isinstance(row, Waiting):
            return 0
        face = theme.font(14)
        return round(painting.wrapped_size(row.name, face, self._room(width)).height()) + 48

    def paint_row(self, painter: QPainter, box: QRectF, row: object) -> None:
        if not isinstance(row, Waiting):
            return
        number = QRectF(box.left() + _LEFT, box.top(), self._number_px(), box.height())
        bold = theme.font(22, bold=True)
        painting.paint_text(painter, number, row.case.number.called, bold, theme.GRAY_900)
        left, room = box.left() + _LEFT + self._number_px(), self._room(round(box.width()))
        painter.drawPixmap(QPointF(left, box.top() + 8), badge_pixmap(row.badge, row.state))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        at = QRectF(left, box.top() + 8, room, 26)
        painting.paint_text(painter, at, row.waited, theme.font(14), theme.GRAY_700, right)
        at = QRectF(left, box.top() + 38, room, box.height() - 44)
        painting.paint_text(painter, at, row.name, theme.font(14), theme.GRAY_900, wrap=True)


class QueuePanel(QFrame):
    """`next_asked`; for the chosen one `call_asked(id)`, `again_asked(id)`, `begin_asked(id)`,
    `wait_asked(id)`, `leave_asked(id)`; `board_asked`."""

    next_asked = Signal()
    call_asked = Signal(str)
    again_asked = Signal(str)
    begin_asked = Signal(str)
    wait_asked = Signal(str)
    leave_asked = Signal(str)
    board_asked = Signal()

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self.setProperty("role", "card")
        self.title = line(self.tr("順番待ち"), 17, bold=True)
        self.title.setWordWrap(False)
        self.count = line("", 14, ink=theme.GRAY_700)
        self.board = ActionButton(
            self.tr("番号表示"), action="board", kind="text", size="s", icon="display"
        )
        self.next = ActionButton(self.tr("次の方を呼ぶ"), action="call_next", icon="bell")
        self._model = RowModel(_spoken)
        self.view = RowView(self._model, _Delegate(), self.tr("順番待ちの一覧"))
        self._none = line(self.tr("待っている方はいません。"), 16, ink=theme.GRAY_700)
        self._none.setContentsMargins(16, 8, 16, 8)
        self.begin = ActionButton(self.tr("受付を始める"), size="s")
        self.call = ActionButton(self.tr("呼ぶ"), size="s", icon="bell")
        self.again = ActionButton(self.tr("もう一度呼ぶ"), size="s", icon="bell")
        self.wait = ActionButton(self.tr("待ちに戻す"), size="s", icon="undo")
        self.leave = ActionButton(self.tr("取りやめ"), size="s", kind="danger")
        self._deeds = Flow(
            (self.begin, self.call, self.again, self.wait, self.leave), margins=(12, 6, 12, 10)
        )
        self._lay_out()
        self._connect()
        self.show_rows((), {}, None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 6, 0)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        head.addWidget(self.board)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(6)
        column.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 0, 12, 4)
        inner.addWidget(self.next)
        column.addLayout(inner)
        column.addWidget(self._none, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.view, 1)
        column.addWidget(self._deeds)
        column.addStretch(0)

    def _connect(self) -> None:
        self.board.clicked.connect(self.board_asked)
        self.next.clicked.connect(self.next_asked)
        self.view.moved.connect(lambda _row: self._show_deeds())
        self.view.opened.connect(lambda _row: self.begin.click())
        for button, signal in (
            (self.begin, self.begin_asked),
            (self.call, self.call_asked),
            (self.again, self.again_asked),
            (self.wait, self.wait_asked),
            (self.leave, self.leave_asked),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: self._emit(signal))

    def bind(self, page: QWidget) -> None:
        keys.bind("call_next", page, self.next.click)
        keys.bind("board", page, self.board.click)

    # showing

    def show_rows(
        self, cases: Sequence[Case], names: Mapping[str, str], now: datetime | None
    ) -> None:
        """`names`: what each procedure is called."""
        chosen = self.chosen
        rows = []
        for case in sorted(cases, key=_order):
            kind, state = self._words.state(case.state)
            waited = "" if now is None else self._words.waited(case.opened_at, now)
            name = names.get(case.procedure) or self.tr("いまの規則にない手続き")
            rows.append(Waiting(case, name, kind, state, waited))
        self._model.show_rows(rows)
        waiting = sum(case.state is CaseState.WAITING for case in cases)
        self.count.setText(self.tr("{count} 人").replace("{count}", str(waiting)))
        self._none.setVisible(not rows)
        self.view.setVisible(bool(rows))
        reason = "" if waiting else self.tr("待っている方はいません")
        self.next.set_blocked(reason)
        before = None if chosen is None else chosen.id
        if not self.view.choose(lambda row: isinstance(row, Waiting) and row.case.id == before):
            self.view.choose(lambda row: isinstance(row, Waiting))
        self._show_deeds()

    @property
    def chosen(self) -> Case | None:
        row = self.view.current
        return row.case if isinstance(row, Waiting) else None

    @property
    def rows(self) -> tuple[Waiting, ...]:
        return tuple(row for row in self._model.rows if isinstance(row, Waiting))

    def choose(self, case: str) -> None:
        self.view.choose(lambda row: isinstance(row, Waiting) and row.case.id == case)

    def _show_deeds(self) -> None:
        case = self.chosen
        state = None if case is None else case.state
        going = state in (CaseState.OPEN, CaseState.HANDED_OVER)
        self.begin.setText(self.tr("続ける") if going else self.tr("受付を始める"))
        self.begin.setVisible(case is not None)
        self.call.setVisible(state is CaseState.WAITING)
        self.again.setVisible(state is CaseState.CALLED)
        self.wait.setVisible(state is CaseState.CALLED)
        self.leave.setVisible(state in (CaseState.WAITING, CaseState.CALLED))
        self._deeds.setVisible(case is not None)
        self._deeds.refit()

    def _emit(self, signal: object) -> None:
        case = self.chosen
        if case is not None:
            signal.emit(case.id)  # type: ignore[attr-defined]


_FIRST = (CaseState.OPEN, CaseState.HANDED_OVER, CaseState.CALLED, CaseState.WAITING)


def _order(case: Case) -> tuple[int, datetime, int]:
    """At the counter first, then called, then waiting; the longest wait first."""
    place = _FIRST.index(case.state) if case.state in _FIRST else len(_FIRST)
    return place, case.opened_at, case.number.serial


def _spoken(row: object) -> str:
    if not isinstance(row, Waiting):
        return ""
    return " ".join((row.case.number.called, row.state, row.name, row.waited))

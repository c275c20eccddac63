"""The catalogue at the left: search, groups, every procedure with one line about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from desk.domain.cases import Offer
from desk.domain.catalogue import Procedure
from desk.ui import icons, painting, theme
from desk.ui.banner import line
from desk.ui.procedures.rows import RowDelegate, RowModel, RowView
from desk.ui.procedures.words import ProcedureWords

_LEFT: Final = 18
_RIGHT: Final = 16
_HEAD_PX: Final = 36


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a group."""

    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure; `why` in words where it is not taken here."""

    offer: Offer
    name: str
    about: str
    why: str

    @property
    def code(self) -> str:
        return self.offer.procedure.code


def folded(text: str) -> str:
    """For finding: width, case and kana (カード, かーど) do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each
        for each in plain
        if not each.isspace()
    )


def matches(procedure: Procedure, query: str) -> bool:
    """Does every part of the query stand in its names, its one line or a field's name?"""
    where = folded(
        "\n".join(
            (
                *(procedure.ja, procedure.en, procedure.about.ja, procedure.about.en),
                *(row.ja for row in procedure.papers),
            )
        )
    )
    return all(folded(part) in where for part in query.split())


class _Delegate(RowDelegate):
    def _room(self, width: int) -> int:
        return width - _LEFT - _RIGHT

    def _heights(self, row: Line, width: int) -> tuple[float, float, float]:
        room = self._room(width)
        name = painting.wrapped_size(row.name, theme.font(16, bold=True), room).height()
        about = painting.wrapped_size(row.about, theme.font(14), room).height()
        why = 0.0
        if row.why:
            why = painting.wrapped_size(row.why, theme.font(14), room - 22).height() + 2
        return name, about, why

    def height(self, row: object, width: int) -> int:
        if not isinstance(row, Line):
            return round(_HEAD_PX * theme.type_scale())
        return max(theme.TARGET_PX, round(sum(self._heights(row, width))) + 14)

    def paint_row(self, painter: QPainter, box: QRectF, row: object) -> None:
        if isinstance(row, Head):
            painter.fillRect(box, theme.colour(theme.GRAY_50))
            words = box.adjusted(_LEFT, 4, 0, 0)
            painting.paint_text(
                painter, words, row.words, theme.font(14, bold=True), theme.GRAY_700
            )
            return
        if not isinstance(row, Line):
            return
        name, about, why = self._heights(row, round(box.width()))
        room, top = self._room(round(box.width())), box.top() + 6
        ink = theme.GRAY_900 if row.offer.here else theme.GRAY_700
        at = QRectF(box.left() + _LEFT, top, room, name)
        painting.paint_text(painter, at, row.name, theme.font(16, bold=True), ink, wrap=True)
        at = QRectF(box.left() + _LEFT, top + name, room, about)
        painting.paint_text(painter, at, row.about, theme.font(14), theme.GRAY_700, wrap=True)
        if why:
            mark = QRectF(box.left() + _LEFT, top + name + about + 3, 16, 16)
            icons.paint_icon(painter, mark, "void", theme.GRAY_700)
            at = QRectF(box.left() + _LEFT + 22, top + name + about + 1, room - 22, why)
            face = theme.font(14, bold=True)
            painting.paint_text(painter, at, row.why, face, theme.GRAY_700, wrap=True)


class CatalogueList(QFrame):
    """`chosen(code)`: the row in front changed; `entered(code)`: Enter or a press on it."""

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, words: ProcedureWords) -> None:
        super().__init__()
        self._words = words
        self._offers: tuple[Offer, ...] = ()
        self._why: dict[str, str] = {}
        self.setProperty("role", "card")
        self.search = QLineEdit()
        self.search.setFont(theme.font(16))
        self.search.setPlaceholderText(self.tr("手続きを探す（名前・内容）"))
        self.search.setAccessibleName(self.tr("手続きを探す"))
        self.search.setClearButtonEnabled(True)
        self._model = RowModel(_spoken, lambda row: isinstance(row, Line))
        self.view = RowView(self._model, _Delegate(), self.tr("手続きの一覧"))
        self._none = line(
            self.tr("見つかりません。言葉を短くするか、消して一覧から選んでください。"), 16
        )
        self._none.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 10, 2, 2)
        column.setSpacing(8)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 0, 12, 0)
        inner.addWidget(self.search)
        column.addLayout(inner)
        column.addWidget(self._none)
        column.addWidget(self.view, 1)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.returnPressed.connect(self._on_search_entered)
        self.search.installEventFilter(self)
        self.view.moved.connect(self._on_moved)
        self.view.opened.connect(self._on_opened)
        self.view.touched.connect(self._on_opened)
        self.view.typed.connect(self._on_typed)

    def show_offers(self, offers: Sequence[Offer], why: dict[str, str]) -> None:
        """`why`: the words of each reason code."""
        self._offers, self._why = tuple(offers), dict(why)
        self._fill()

    @property
    def code(self) -> str:
        row = self.view.current
        return row.code if isinstance(row, Line) else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(row for row in self._model.rows if isinstance(row, Line))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def choose(self, code: str) -> None:
        self.view.choose(lambda row: isinstance(row, Line) and row.code == code)

    # inside

    def _fill(self) -> None:
        before = self.code
        query = self.search.text().strip()
        self._model.show_rows(tuple(self._rows(query)))
        found = bool(self.lines)
        self._none.setVisible(not found)
        self.view.setVisible(found)
        if not self.view.choose(lambda row: isinstance(row, Line) and row.code == before):
            self.view.choose(lambda row: isinstance(row, Line))

    def _rows(self, query: str) -> Iterator[object]:
        group = ""
        for offer in self._offers:
            procedure = offer.procedure
            if query and not matches(procedure, query):
                continue
            if procedure.group != group:
                group = procedure.group
                yield Head(self._words.group(group))
            yield Line(
                offer,
                self._words.say(procedure),
                self._words.say(procedure.about),
                "" if offer.here else self._why.get(offer.why, ""),
            )

    def _on_moved(self, row: object) -> None:
        if isinstance(row, Line):
            self.chosen.emit(row.code)

    def _on_opened(self, row: object) -> None:
        if isinstance(row, Line):
            self.entered.emit(row.code)

    def _on_search_entered(self) -> None:
        """Enter in the search: to what it found."""
        if self.lines:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.insert(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent):
            down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            if event.type() is QEvent.Type.KeyPress and down and self.lines:
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False


def _spoken(row: object) -> str:
    if isinstance(row, Head):
        return row.words
    if isinstance(row, Line):
        return " ".join(part for part in (row.name, row.about, row.why) if part)
    return ""

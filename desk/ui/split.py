"""A page in two columns: the table at the left, the chosen one and its deeds at the right.

In a narrow window both stand one above the other and scroll together, while the head and the
deeds stay where they are (ui.md §2 and §15).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desk.ui import theme

WIDE_FROM_PX: Final = 1300
RIGHT_PX: Final = 480
RIGHT_MOST_PX: Final = 560
LEFT_MOST_PX: Final = 1060


class Split(QWidget):
    """`head` and `foot` never scroll; `left` and `body` do, each for itself or together. `tail`
    stands below `left`, in one column below `body`."""

    mode_changed = Signal()

    def __init__(
        self,
        head: QWidget,
        left: QWidget,
        body: QWidget,
        foot: QWidget,
        tail: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.tail = QWidget() if tail is None else tail
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head, self.left, self.body, self.foot = head, left, body, foot
        self._flat: bool | None = None
        self._body_first = False
        self._left_room, self._body_room = _room(), _room()
        self.card = QFrame()
        self.card.setProperty("role", "card")
        self._in_card = QVBoxLayout(self.card)
        self._in_card.setContentsMargins(4, 4, 4, 4)
        self._in_card.setSpacing(0)
        self._flat_inside = QWidget()
        self._flat_column = QVBoxLayout(self._flat_inside)
        self._flat_column.setContentsMargins(16, 0, 16, 12)
        self._flat_column.setSpacing(12)
        self._left_column = QWidget()
        self._in_left = QVBoxLayout(self._left_column)
        self._in_left.setContentsMargins(0, 0, 0, 0)
        self._in_left.setSpacing(12)
        for each in (self._left_column, self._left_room, self.card):
            each.setParent(self)
        self._place(flat=False)

    @property
    def flat(self) -> bool:
        """One column."""
        return bool(self._flat)

    def set_body_first(self, first: bool) -> None:
        """In one column: the right side above the left one, where it is what matters now."""
        if first != self._body_first:
            self._body_first = first
            if self._flat:
                self._place(flat=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        flat = event.size().width() < WIDE_FROM_PX * theme.type_scale()
        if flat != self._flat:
            self._place(flat=flat)
            self.mode_changed.emit()
        self._share()

    def _share(self) -> None:
        wide, high = self.width(), self.height()
        if self._flat:
            top = self.head.sizeHint().height()
            top = max(top, self.head.heightForWidth(wide - 32)) + 8
            foot = self._foot_height(wide)
            self.head.setGeometry(16, 4, wide - 32, top - 4)
            self._left_room.setGeometry(0, top, wide, high - top - foot)
            self.foot.setGeometry(0, high - foot, wide, foot)
            return
        right = max(RIGHT_PX, min(RIGHT_MOST_PX, wide - LEFT_MOST_PX - 56))
        self._left_column.setGeometry(20, 14, wide - right - 56, high - 28)
        self.card.setGeometry(wide - right - 20, 14, right, high - 28)

    def _foot_height(self, wide: int) -> int:
        tall = self.foot.sizeHint().height()
        return max(tall, self.foot.heightForWidth(wide)) if not self.foot.isHidden() else 0

    def reveal(self, part: QWidget | None) -> None:
        """From the top again, and down to `part` where it would not be seen; once laid out."""

        def show() -> None:
            for room in (self._left_room, self._body_room):
                room.verticalScrollBar().setValue(0)
                inside = room.widget()
                if part is not None and inside is not None and inside.isAncestorOf(part):
                    room.ensureWidgetVisible(part, 0, 24)

        QTimer.singleShot(0, self, show)

    def refit(self) -> None:
        """Something that does not scroll became taller or shorter."""
        self._share()

    def _place(self, *, flat: bool) -> None:
        self._flat = flat
        focused = self.window().focusWidget() if self.isVisible() else None
        self._left_room.takeWidget()
        self._body_room.takeWidget()
        for each in (
            *(self.head, self.left, self.tail, self.body, self.foot),
            *(self._body_room, self._left_room),
        ):
            each.setParent(self)
        if flat:
            parts = (self.body, self.left) if self._body_first else (self.left, self.body)
            for each in (*parts, self.tail):
                self._flat_column.addWidget(each)
            self._flat_column.addStretch(1)
            self._left_room.setWidget(self._flat_inside)
            self._left_column.hide()
            self.card.hide()
            self._body_room.hide()
        else:
            self._empty_flat_column()
            self._left_room.setWidget(self.left)
            self._body_room.setWidget(self.body)
            self._in_left.addWidget(self.head)
            self._in_left.addWidget(self._left_room, 1)
            self._in_left.addWidget(self.tail)
            self._in_card.addWidget(self._body_room, 1)
            self._in_card.addWidget(self.foot)
            self._left_column.show()
            self.card.show()
            self._body_room.show()
        for each in (self.head, self.left, self.tail, self.body, self._left_room):
            each.show()
        self.foot.setVisible(not self.foot.property("put_away"))
        self._share()
        if focused is not None:
            focused.setFocus()

    def _empty_flat_column(self) -> None:
        while self._flat_column.takeAt(0) is not None:
            pass


def _room() -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made

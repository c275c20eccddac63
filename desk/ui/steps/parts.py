"""Small pieces the step pages are put together from: lines of text, cards, check lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk.ui import painting, theme
from desk.ui.icons import icon


def line(text: str, px: float = 16, *, bold: bool = False, tint: str = theme.GRAY_900) -> QLabel:
    """A text that breaks over lines rather than being cut."""
    label = QLabel(text)
    label.setFont(theme.font(px, bold))
    label.setStyleSheet(f"color: {tint};")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def short(text: str, px: float = 16, *, bold: bool = False, tint: str = theme.GRAY_900) -> QLabel:
    """A text of a few words that keeps its one line."""
    label = line(text, px, bold=bold, tint=tint)
    label.setWordWrap(False)
    return label


def heading(text: str) -> QLabel:
    """What to do on this page (20/700)."""
    return line(text, 20, bold=True)


def row(*parts: QWidget | None, gap: int = 8) -> QHBoxLayout:
    """Widgets side by side; None is the stretch between them."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


def column(*parts: QWidget | QLayout | None, gap: int = 8) -> QVBoxLayout:
    """Widgets and layouts below each other; None is the stretch between them."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def boxed(layout: QLayout, *, name: str = "") -> QWidget:
    """A plain widget around a layout, to be shown and hidden as one."""
    holder = QWidget()
    holder.setLayout(layout)
    if name:
        holder.setObjectName(name)
    return holder


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def rule() -> QFrame:
    """A thin line between rows; decoration only."""
    frame = QFrame()
    frame.setFixedHeight(1)
    frame.setStyleSheet(f"background: {theme.GRAY_200};")
    return frame


class Card(QFrame):
    """A white card whose border may say what it is about."""

    def __init__(self, *, border: str = theme.GRAY_300, width_px: int = 1) -> None:
        super().__init__()
        self.setObjectName("paneCard")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(6)
        self.set_border(border, width_px)

    def set_border(self, border: str, width_px: int = 1) -> None:
        sheet = (
            "QFrame#paneCard { background: #ffffff; border-radius: 8px;"
            f" border: {width_px}px solid {border}; }}"
        )
        if sheet != self.styleSheet():  # a new one styles everything inside anew
            self.setStyleSheet(sheet)


MARKS = {
    "good": ("check-circle", theme.GREEN_800),
    "warn": ("warning", theme.ORANGE_800),
    "stop": ("stop", theme.RED_900),
    "open": ("dotted-circle", theme.GRAY_600),
    "info": ("info", theme.BLUE_900),
    "mail": ("mail", theme.GREEN_800),
    "counter": ("counter", theme.ORANGE_800),
}
SPOKEN = {"good": "よし", "warn": "注意", "stop": "止まる", "open": "まだ", "info": "お知らせ"}


class CheckLine(QWidget):
    """An icon, a sentence and perhaps a smaller one below: state by shape, colour and words."""

    def __init__(self, mark: str, title: str, text: str = "", *, bold: bool = False) -> None:
        super().__init__()
        self._icon = QLabel()
        self._icon.setFixedWidth(20)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.title = line(title, 16, bold=bold)
        self.text = line(text, 14, tint=theme.GRAY_700)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column(self.title, self.text, gap=0), 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.mark = ""
        self.show_state(mark, title, text)

    def sizeHint(self) -> QSize:
        """As high as the lines need at this width: with a Maximum policy Qt cuts at the hint."""
        hint = super().sizeHint()
        needed = self.heightForWidth(self.width()) if self.width() > 0 else 0
        return QSize(hint.width(), max(hint.height(), needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def show_state(self, mark: str, title: str, text: str = "") -> None:
        if (mark, title, text) == (self.mark, self.title.text(), self.text.text()):
            return
        self.mark = mark
        name, tint = MARKS[mark]
        self._icon.setPixmap(icon(name, tint, 20))
        self._icon.setContentsMargins(0, 2, 0, 0)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())


class Thumbnail(QLabel):
    """A picture in a frame with its caption's place left to the page; empty says so in words."""

    def __init__(self, width_px: int, height_px: int, *, strong: bool = False) -> None:
        super().__init__()
        self.setFixedSize(width_px, height_px)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFont(theme.font(14))
        self._edge = theme.BLUE_900 if strong else theme.GRAY_536
        self.setStyleSheet(
            f"border: 2px solid {self._edge}; border-radius: 6px; background: {theme.GRAY_50};"
            f" color: {theme.GRAY_700};"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pictures keep their colours on an application that cannot be changed any more."""
        if self.pixmap().isNull():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, radius=6, fill=theme.GRAY_50, edge=self._edge, width=2)
        size = self.pixmap().deviceIndependentSize()
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(box.center())
        painter.drawPixmap(place.topLeft(), self.pixmap())


class Flow(QLayout):
    """Children in rows that wrap, so that no word is cut at any width."""

    def __init__(self, children: Iterable[QWidget] = (), gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(gap)
        for child in children:
            self.addWidget(child)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, tall, gap = rect.x(), rect.y(), 0, self.spacing()
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, tall = rect.x(), y + tall + gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + gap
            tall = max(tall, size.height())
        return y + tall - rect.y()


def stretchy(widget: QWidget) -> QWidget:
    """Let a widget take the room that is left, both ways."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return widget


def two_parts(sentence: str) -> tuple[str, str]:
    """A sentence for the camera's hint: what is wrong, then what to do."""
    for mark in ("。", ". "):
        head, found, rest = sentence.partition(mark)
        if found:
            return head, rest.strip()
    return sentence, ""

"""The sheet of eight: one card for each person, painted, with the current one framed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from desk.domain.review import Decision
from desk.services.review import ReviewItem
from desk.ui import painting, theme
from desk.ui.badges import HEIGHT_PX, badge_size, paint_badge
from desk.ui.review.photo_view import box_in
from desk.ui.review.queue import ON_A_PAGE
from desk.ui.review.sheet_pictures import SheetPictures
from desk.ui.review.words import ReviewWords

COLUMNS: Final = 4
_PAD_PX: Final = 10
_FOOT_PX: Final = 46
_HEAD_PX: Final = 34


def badge_for(item: ReviewItem, words: ReviewWords, *, current: bool = False) -> tuple[str, str]:
    """(kind, text) of the badge: what was decided, else why to look twice, else 未確認."""
    if item.decision is Decision.APPROVED:
        return "ok", words.decision(item)
    if item.decision is Decision.SENT_BACK:
        return "sent_back", words.decision(item)
    if current:
        return "draft", QCoreApplication.translate("ReviewWords", "確認中")
    if item.decision is Decision.LATER:
        return "held", words.decision(item)
    if item.needs_look:
        return "attention", words.short_flag(item.flags[0])
    if item.flags:
        return "notice", words.short_flag(item.flags[0])
    return "waiting", words.decision(item)


class SheetCard(QAbstractButton):
    """One person. A press (or the arrow keys of the page) brings them to the right side; Tab does
    not stop at each of eight."""

    def __init__(self, pictures: SheetPictures, words: ReviewWords) -> None:
        super().__init__()
        self._pictures, self._words = pictures, words
        self.item: ReviewItem | None = None
        self.current = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(140, 124)

    def sizeHint(self) -> QSize:
        return QSize(206, 209)

    def show_item(self, item: ReviewItem | None, *, current: bool) -> None:
        if item is self.item and current == self.current:
            return
        self.item, self.current = item, current
        self.setEnabled(item is not None)
        if item is not None:
            _kind, state = badge_for(item, self._words, current=current)
            self.setAccessibleName(f"{item.record.number.short} {self._words.name(item)} {state}")
        else:
            self.setAccessibleName(self.tr("空き"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        item = self.item
        if item is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, width = (theme.BLUE_900, 3) if self.current else (theme.GRAY_536, 1)
        fill = theme.BLUE_50 if self.underMouse() and not self.current else theme.WHITE
        painting.rounded(painter, QRectF(self.rect()), radius=8, fill=fill, edge=edge, width=width)
        self._paint_head(painter, item)
        self._paint_pictures(painter, item)
        self._paint_foot(painter, item)

    def _paint_head(self, painter: QPainter, item: ReviewItem) -> None:
        kind, text = badge_for(item, self._words, current=self.current)
        size = badge_size(text)
        right = QRectF(self.width() - size.width() - 8, 8, size.width(), HEIGHT_PX)
        paint_badge(painter, right, kind, text)
        number = QRectF(_PAD_PX, 8, right.left() - _PAD_PX, HEIGHT_PX)
        face = _fitting(item.record.number.short, number.width(), 14, bold=True)
        painting.paint_text(painter, number, item.record.number.short, face, theme.GRAY_800)

    def _paint_pictures(self, painter: QPainter, item: ReviewItem) -> None:
        room = QRect(_PAD_PX, _HEAD_PX + 6, self.width() - 2 * _PAD_PX, 0)
        room.setBottom(self.height() - _FOOT_PX - 6)
        half = (room.width() - 8) // 2
        shot = item.record.chosen_shot
        left = box_in(QRect(room.left(), room.top(), half, room.height()))
        right = box_in(QRect(room.left() + half + 8, room.top(), half, room.height()))
        self._paint_one(painter, left, None if shot is None else shot.photo, self.tr("写真なし"))
        portrait = item.record.portraits[-1].id if item.record.portraits else None
        self._paint_one(painter, right, portrait, self._words.portrait(item))

    def _paint_one(self, painter: QPainter, box: QRect, picture: str | None, words: str) -> None:
        image = self._pictures.small(picture)  # type: ignore[arg-type]
        if image is not None and not image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, image)
            painter.setPen(QPen(theme.colour(theme.GRAY_536), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            return
        missing = picture is None or image is not None
        painting.rounded(
            painter, QRectF(box), radius=2, fill=theme.GRAY_50, edge=theme.GRAY_536, dashed=missing
        )
        if missing:
            room = QRectF(box).adjusted(2, 2, -2, -2)
            if box.height() < 70:
                words = self.tr("なし")
            face = _wrapped(words, room)
            centre = Qt.AlignmentFlag.AlignCenter
            painting.paint_text(painter, room, words, face, theme.GRAY_900, centre, wrap=True)

    def _paint_foot(self, painter: QPainter, item: ReviewItem) -> None:
        top, wide = self.height() - _FOOT_PX - 2, self.width() - 2 * _PAD_PX
        name = self._words.name(item)
        bold = theme.font(16, bold=True)
        if painting.text_width(name, bold) > wide:  # two lines of name; the facts stand at right
            room = QRectF(_PAD_PX, top, wide, _FOOT_PX)
            face = _wrapped(name, room, bold=True)
            painting.paint_text(painter, room, name, face, theme.GRAY_900, wrap=True)
            return
        painting.paint_text(painter, QRectF(_PAD_PX, top, wide, 24), name, bold, theme.GRAY_900)
        facts = self._words.sex_and_age(item) + "　" + self._words.route(item, brief=True)
        face = _fitting(facts, wide, 14)
        painting.paint_text(
            painter, QRectF(_PAD_PX, top + 23, wide, 21), facts, face, theme.GRAY_800
        )


def _fitting(text: str, width: float, px: int, *, bold: bool = False) -> QFont:
    """Smaller type rather than a cut text."""
    while px > 9 and painting.text_width(text, theme.font(px, bold)) > width:
        px -= 1
    return theme.font(px, bold)


def _wrapped(text: str, room: QRectF, *, bold: bool = False) -> QFont:
    """The largest type from 14 px down in which it fits on as many lines as there are."""
    px = 14
    while px > 9:
        size = painting.wrapped_size(text, theme.font(px, bold), room.width())
        if size.height() <= room.height():
            break
        px -= 1
    return theme.font(px, bold)


class CardGrid(QWidget):
    """`chosen(application)` when a card is pressed."""

    chosen = Signal(str)

    def __init__(self, pictures: SheetPictures, words: ReviewWords) -> None:
        super().__init__()
        self.cards = [SheetCard(pictures, words) for _ in range(ON_A_PAGE)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for at, card in enumerate(self.cards):
            grid.addWidget(card, at // COLUMNS, at % COLUMNS)
            card.clicked.connect(lambda _on=False, card=card: self._on_clicked(card))
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        pictures.ready.connect(self._on_ready)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No taller than two pictures side by side need."""
        super().resizeEvent(event)
        wide = (event.size().width() - (COLUMNS - 1) * 10) // COLUMNS
        tall = (wide - 2 * _PAD_PX - 8) // 2 * 9 // 7 + _HEAD_PX + _FOOT_PX + 14
        rows = ON_A_PAGE // COLUMNS
        self.setMaximumHeight(max(tall, 124) * rows + 10 * (rows - 1))

    def _on_clicked(self, card: SheetCard) -> None:
        if card.item is not None:
            self.chosen.emit(card.item.id)

    def show_page(self, page: Sequence[ReviewItem], current: str | None) -> None:
        for at, card in enumerate(self.cards):
            item = page[at] if at < len(page) else None
            card.show_item(item, current=item is not None and item.id == current)

    def _on_ready(self, picture: str, large: bool) -> None:
        for card in self.cards:
            if not large and card.item is not None and picture in _pictures_of(card.item):
                card.update()


def _pictures_of(item: ReviewItem) -> list[str]:
    shot = item.record.chosen_shot
    return [*([] if shot is None else [shot.photo]), *(p.id for p in item.record.portraits)]

"""前後: the photos of the persons before and after, and the old one of a corrected application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desk.domain.application import PictureId
from desk.domain.review import Flag
from desk.services.review import ReviewItem
from desk.ui import painting, theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.review.photo_view import fitting
from desk.ui.review.sheet_pictures import SheetPictures
from desk.ui.review.words import ReviewWords

translate = QCoreApplication.translate
THUMB: Final = QSize(40, 52)


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody whose photo can stand beside the applicant's."""

    key: str
    heading: str  # 前 K3-030, 同姓同名 K3-008, 訂正前, 書類の写真
    name: str
    picture: PictureId | None


def companions(item: ReviewItem, words: ReviewWords) -> tuple[Companion, ...]:
    """Whom to compare with: those the flags are about first, then the old photo, before, after,
    and the document's portrait."""
    found: list[Companion] = []
    portrait = _portrait(item, words)
    for fact in item.flags:
        if fact.flag in (Flag.PORTRAIT_DIFFERS, Flag.PORTRAIT_UNSURE):
            found += portrait
        for who in fact.about:
            heading = f"{words.short_flag(fact)} {words.number(who)}"
            found.append(Companion(f"of:{who.id}", heading, who.name, who.photo))
    old = item.old_photo
    if old is not None:
        found.append(
            Companion("old", translate("ReviewWords", "訂正前"), words.name(item), old.photo)
        )
    for key, word, taken in (
        ("before", translate("ReviewWords", "前"), item.before),
        ("after", translate("ReviewWords", "後"), item.after),
    ):
        if taken is not None:
            heading = f"{word} {words.number(taken.who)}"
            found.append(Companion(key, heading, taken.who.name, taken.who.photo))
    found += portrait
    return tuple({each.key: each for each in reversed(found)}[key] for key in _keys(found))


def _keys(found: list[Companion]) -> list[str]:
    """Each once, where it came first."""
    return list(dict.fromkeys(each.key for each in found))


def _portrait(item: ReviewItem, words: ReviewWords) -> list[Companion]:
    if not item.record.portraits:
        return []
    kept = item.record.portraits[-1].id
    return [Companion("portrait", translate("ReviewWords", "書類の写真"), words.name(item), kept)]


class _Thumb(QAbstractButton):
    """A small photo with its number; pressing compares large."""

    def __init__(self, pictures: SheetPictures) -> None:
        super().__init__()
        self._pictures = pictures
        self.companion: Companion | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_companion(self, companion: Companion | None) -> None:
        if companion == self.companion and companion is not None:
            return
        self.companion = companion
        self.setVisible(companion is not None)
        if companion is not None:
            self.setAccessibleName(f"{companion.heading} {companion.name}")
            self.setToolTip(companion.name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        text = "" if self.companion is None else self.companion.heading
        wide = painting.text_width(text, theme.font(14)) + THUMB.width() + 8
        return QSize(round(wide), THUMB.height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.companion is None:
            return
        painter = QPainter(self)
        box = QRect(0, 1, THUMB.width(), THUMB.height())
        image = self._pictures.small(self.companion.picture)
        if image is not None and not image.isNull():
            painter.drawPixmap(box.topLeft(), fitting(image, box.size()))
        painting.rounded(painter, QRectF(box), radius=1, edge=theme.GRAY_536)
        words = QRectF(box.right() + 6, 0, self.width() - box.right() - 6, self.height())
        face = theme.font(14)
        face.setUnderline(self.underMouse())
        painting.paint_text(painter, words, self.companion.heading, face, theme.GRAY_800)


class Neighbours(QWidget):
    """`compare_asked(key)`; an empty key means the one that matters most."""

    compare_asked = Signal(str)

    def __init__(self, pictures: SheetPictures, words: ReviewWords) -> None:
        super().__init__()
        self._words = words
        self._thumbs = [_Thumb(pictures) for _ in range(3)]
        self._label = line(self.tr("前後"), 14, ink=theme.GRAY_700)
        self._label.setWordWrap(False)
        self.compare = ActionButton(
            self.tr("並べて比べる"), action="compare", kind="text", size="s"
        )
        self.compare.clicked.connect(lambda: self.compare_asked.emit(""))
        self.setMinimumHeight(THUMB.height() + 2)  # also without any: nothing jumps
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._label)
        for thumb in self._thumbs:
            row.addWidget(thumb)
            thumb.clicked.connect(lambda _on=False, thumb=thumb: self._on_clicked(thumb))
        row.addStretch(1)
        row.addWidget(self.compare)

    def _on_clicked(self, thumb: _Thumb) -> None:
        if thumb.companion is not None:
            self.compare_asked.emit(thumb.companion.key)

    def show_item(self, item: ReviewItem) -> None:
        everyone = companions(item, self._words)
        shown = [each for each in everyone if each.key in ("old", "before", "after")]
        for thumb, each in zip(self._thumbs, [*shown, None, None, None], strict=False):
            thumb.show_companion(each)
        self._label.setVisible(any(each.key in ("before", "after") for each in shown))
        self.compare.set_blocked("" if everyone else self.tr("比べる相手がいません"))

    def fill(self, picture: str) -> None:
        """That picture has come."""
        for thumb in self._thumbs:
            if thumb.companion is not None and thumb.companion.picture == picture:
                thumb.update()

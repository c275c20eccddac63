"""Badges: a state as colour, shape and word, 26 px high."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.domain.application import Status
from desk.domain.delivery import Route
from desk.ui import icons, painting, theme

HEIGHT_PX: Final = 26


@dataclass(frozen=True, slots=True)
class _Look:
    icon: str
    fill: str
    edge: str
    ink: str
    word: object  # a text; QT_TRANSLATE_NOOP is declared to give object
    mark: str = ""  # the icon's colour where it is not the word's
    dashed: bool = False


_GREEN = (theme.GREEN_50, theme.GREEN_800, theme.GREEN_900)
_ORANGE = (theme.ORANGE_50, theme.ORANGE_800, theme.ORANGE_1000)
_BLUE = (theme.BLUE_50, theme.BLUE_700, theme.BLUE_1000)
_YELLOW = (theme.YELLOW_50, theme.YELLOW_900, theme.YELLOW_1200)
_GRAY = (theme.GRAY_50, theme.GRAY_536, theme.GRAY_800)
_RED = (theme.RED_50, theme.RED_900, theme.RED_1000)
_LOOKS: Final[dict[str, _Look]] = {
    "draft": _Look("current", *_BLUE, QT_TRANSLATE_NOOP("Badge", "受付中")),
    "correcting": _Look("pencil", *_BLUE, QT_TRANSLATE_NOOP("Badge", "訂正中")),
    "accepted_mail": _Look("mail", *_GREEN, QT_TRANSLATE_NOOP("Badge", "完了・郵送")),
    "accepted_counter": _Look("counter", *_ORANGE, QT_TRANSLATE_NOOP("Badge", "完了・窓口")),
    "sent_back": _Look("undo", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "差戻し")),
    "held": _Look("pause", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "保留")),
    "voided": _Look("void", *_GRAY, QT_TRANSLATE_NOOP("Badge", "取消")),
    "handed_back": _Look("undo", *_GRAY, QT_TRANSLATE_NOOP("Badge", "返却")),
    "retake": _Look("camera", *_RED, QT_TRANSLATE_NOOP("Badge", "撮り直し")),
    "number_pending": _Look("pencil", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "番号追記待ち")),
    "attention": _Look("warning", *_RED, QT_TRANSLATE_NOOP("Badge", "要注意")),
    "ok": _Look("check-circle", *_GREEN, QT_TRANSLATE_NOOP("Badge", "正常")),
    "notice": _Look("warning", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "注意")),
    "stop": _Look("stop", *_RED, QT_TRANSLATE_NOOP("Badge", "使えません")),
    "info": _Look("info", *_BLUE, QT_TRANSLATE_NOOP("Badge", "お知らせ")),
    "neutral": _Look("check-circle", *_GRAY, QT_TRANSLATE_NOOP("Badge", "ちがう")),
    "erased_later": _Look("clock", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "責任者確認後に消去")),
    "batch_sending": _Look("arrow-up", *_BLUE, QT_TRANSLATE_NOOP("Badge", "送信中")),
    "batch_paused": _Look("pause", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "一時停止")),
    "batch_failed": _Look("stop", *_RED, QT_TRANSLATE_NOOP("Badge", "送信できません")),
    "batch_carried": _Look("usb", *_YELLOW, QT_TRANSLATE_NOOP("Badge", "USBで持出し中")),
    "batch_received": _Look("check-circle", *_GREEN, QT_TRANSLATE_NOOP("Badge", "受領済み")),
    "batch_purged": _Look("check-circle", *_GRAY, QT_TRANSLATE_NOOP("Badge", "端末から消去済み")),
    "line_on": _Look("wifi", *_GREEN, QT_TRANSLATE_NOOP("Badge", "センターと通信中")),
    "line_idle": _Look("wifi", *_GRAY, QT_TRANSLATE_NOOP("Badge", "通信できます")),
    "line_off": _Look("wifi-off", *_GRAY, QT_TRANSLATE_NOOP("Badge", "通信なし")),
    "batch_waiting": _Look(
        "dotted-circle",
        theme.WHITE,
        theme.GRAY_536,
        theme.GRAY_800,
        QT_TRANSLATE_NOOP("Badge", "待ち"),
        dashed=True,
    ),
    "waiting": _Look(
        "dotted-circle",
        theme.WHITE,
        theme.GRAY_536,
        theme.GRAY_800,
        QT_TRANSLATE_NOOP("Badge", "まだ"),
        dashed=True,
    ),
}
KINDS: Final = tuple(_LOOKS)


def badge_word(kind: str) -> str:
    """The usual word of that kind, in the language of the screen."""
    return QCoreApplication.translate("Badge", str(_LOOKS[kind].word))


def badge_of(status: Status, route: Route | None, form_kind: str = "", version: int = 1) -> str:
    """The kind of badge for one line of the list; a draft's later version is a correction."""
    if status is Status.DRAFT and version > 1:
        return "correcting"
    if status in (Status.ACCEPTED, Status.SEALED, Status.RECEIVED):
        if form_kind == "handwritten":
            return "number_pending"
        return "accepted_counter" if route is Route.COUNTER else "accepted_mail"
    return {
        Status.DRAFT: "draft",
        Status.HELD: "held",
        Status.VOIDED: "voided",
        Status.HANDED_BACK: "handed_back",
    }.get(status, "voided")


def badge_size(text: str) -> QSize:
    width = painting.text_width(text, theme.font(14, bold=True)) + 7 + 16 + 4 + 9
    return QSize(round(width), HEIGHT_PX)


def badge_pixmap(kind: str, text: str) -> QPixmap:
    """The badge as a picture that is drawn once: for rows of a list."""
    return _badge_pixmap(kind, text, icons.screen_ratio())


@lru_cache(maxsize=64)
def _badge_pixmap(kind: str, text: str, ratio: float) -> QPixmap:
    size = badge_size(text)
    pixmap = QPixmap((size.toSizeF() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_badge(painter, QRectF(0, 0, size.width(), size.height()), kind, text)
    painter.end()
    return pixmap


def paint_badge(painter: QPainter, rect: QRectF, kind: str, text: str) -> None:
    """Draw a badge that fills `rect` (take its size from badge_size)."""
    look = _LOOKS[kind]
    painting.rounded(painter, rect, radius=4, fill=look.fill, edge=look.edge, dashed=look.dashed)
    mark = QRectF(rect.left() + 7, rect.center().y() - 8, 16, 16)
    icons.paint_icon(painter, mark, look.icon, look.mark or look.ink)
    words = rect.adjusted(7 + 16 + 4, -1, -4, -1)
    painting.paint_text(painter, words, text, theme.font(14, bold=True), look.ink)


class Badge(QWidget):
    """One badge. Kinds: see KINDS; an empty text takes the kind's usual word."""

    def __init__(self, kind: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(kind, text)

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def text(self) -> str:
        return self._text

    def set(self, kind: str, text: str = "") -> None:
        self._kind = kind
        self._text = text or badge_word(kind)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._text)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._kind, self._text)

"""The left side: head with the counts, the orders, eight cards, how far it is, the pages."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk.services.review import counts
from desk.ui import painting, theme
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.buttons import ActionButton, Segmented
from desk.ui.review.cards import CardGrid
from desk.ui.review.queue import ON_A_PAGE, ReviewQueue
from desk.ui.review.sheet_pictures import SheetPictures
from desk.ui.review.words import ReviewWords


class _Progress(QWidget):
    """How many are approved. QProgressBar would repaint the sheet at once at each step."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(16)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, radius=8, fill=theme.GRAY_100, edge=theme.GRAY_500)
        if self._share:
            done = QRectF(1, 1, max(14.0, (box.width() - 2) * self._share), box.height() - 2)
            painting.rounded(painter, done, radius=7, fill=theme.BLUE_900)


class SheetPanel(QWidget):
    """`chosen(application)`, `mode_chosen(mode)`, `turned(±1)`, `close_asked` (as a drawer)."""

    chosen = Signal(str)
    mode_chosen = Signal(str)
    turned = Signal(int)
    close_asked = Signal()

    def __init__(self, pictures: SheetPictures, words: ReviewWords, place: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._place = line(place, 14, ink=theme.GRAY_700)
        self._badges = {
            "flagged": Badge("attention"),
            "open": Badge("waiting"),
            "sent_back": Badge("sent_back"),
            "approved": Badge("ok"),
        }
        self.modes = Segmented(
            [
                ("flagged", self.tr("要注意を先に")),
                ("number", self.tr("受付順")),
                ("unchecked", self.tr("未確認のみ")),
                ("counter", self.tr("窓口受取り")),
            ],
            name=self.tr("並べ方"),
        )
        self.modes.chosen.connect(self.mode_chosen)
        self._sides = line(
            self.tr("左：受付の写真　右：本人確認書類の写真"), 14, ink=theme.GRAY_700
        )
        self.grid = CardGrid(pictures, words)
        self.grid.chosen.connect(self.chosen)
        self._bar, self._done = _Progress(), line("", 16, bold=True)
        self._bar.setAccessibleName(self.tr("承認の進み"))
        self.back = ActionButton(
            self.tr("前の8人"), action="page_before", size="s", icon="chevron-left"
        )
        self.on = ActionButton(
            self.tr("次の8人"), action="page_after", size="s", icon="chevron-right"
        )
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.shut = ActionButton(self.tr("閉じる"), action="cancel", kind="text", size="s")
        self.shut.clicked.connect(self.close_asked)
        self._which = line("", 14, ink=theme.GRAY_700)
        self._hint = line(self.tr("全員の承認が終わると日締めに進めます"), 14, ink=theme.GRAY_700)
        self._lay_out()

    def _lay_out(self) -> None:
        for label in (self._place, self._done, self._which, self._hint, self._sides):
            label.setWordWrap(False)
        self._title = line(self.tr("責任者確認"), 20, bold=True)
        self._title.setWordWrap(False)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._place)
        head.addStretch(1)
        for badge in self._badges.values():
            head.addWidget(badge)
        head.addWidget(self.shut)
        modes = QHBoxLayout()
        modes.setSpacing(12)
        modes.addWidget(self.modes)
        modes.addWidget(self._sides)
        modes.addStretch(1)
        progress = QHBoxLayout()
        progress.setSpacing(12)
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._done)
        pages = QHBoxLayout()
        pages.setSpacing(12)
        for widget in (self.back, self._which, self.on):
            pages.addWidget(widget)
        pages.addStretch(1)
        pages.addWidget(self._hint)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 12, 12)
        self._column.setSpacing(10)
        for part in (head, modes):
            self._column.addLayout(part)
        self._column.addWidget(self.grid, 1000)
        for part in (progress, pages):
            self._column.addLayout(part)
        self._column.addStretch(1)

    def set_drawer(self, drawer: bool) -> None:
        """Over the page of a narrow window: less around the cards."""
        for widget in (self._sides, self._place, self._hint, self._bar):
            widget.setVisible(not drawer)
        self.shut.setVisible(drawer)
        around = (12, 6, 12, 6) if drawer else (20, 10, 12, 12)
        self._column.setContentsMargins(*around)
        self._column.setSpacing(6 if drawer else 10)

    def show_queue(self, queue: ReviewQueue, *, looking: bool = True) -> None:
        """`looking`: somebody of them is on the screen now."""
        found = counts(queue.items)
        texts = {
            "flagged": self.tr("要注意 {count}"),
            "open": self.tr("未確認 {count}"),
            "sent_back": self.tr("差戻し {count}"),
            "approved": self.tr("承認 {count}"),
        }
        for kind, badge in self._badges.items():
            looks = {"flagged": "attention", "open": "waiting", "approved": "ok"}
            text = texts[kind].replace("{count}", str(found[kind]))
            badge.set(looks.get(kind, "sent_back"), text)
            badge.setVisible(bool(found[kind]) or kind != "sent_back")
        self.modes.set_value(queue.mode)
        self.grid.show_page(queue.page, queue.current if looking else None)
        everybody = len(queue.items)
        self._bar.show_share(found["approved"] / max(1, everybody))
        done = self.tr("{approved} / {all} 人 承認済み")
        done = done.replace("{approved}", str(found["approved"])).replace("{all}", str(everybody))
        self._done.setText(done)
        self._bar.setAccessibleDescription(done)
        self._show_pages(queue)

    def _show_pages(self, queue: ReviewQueue) -> None:
        shown = len(queue.shown)
        first = queue.at // ON_A_PAGE * ON_A_PAGE
        last = min(first + ON_A_PAGE, shown)
        words = self.tr("{first}〜{last} 人目 / {all} 人")
        if not shown:
            words = self.tr("この並びには、だれもいません")
        for gap, value in (("{first}", first + 1), ("{last}", last), ("{all}", shown)):
            words = words.replace(gap, str(value))
        self._which.setText(words)
        self.back.setEnabled(first > 0)
        self.on.setEnabled(last < shown)

"""The right side: one applicant, large, with what speaks against them and the three decisions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desk.domain.delivery import Route
from desk.domain.review import Decision
from desk.services.review import ReviewItem
from desk.ui import icons, theme
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.review.cards import badge_for
from desk.ui.review.flag_box import FlagBox, FlagLine
from desk.ui.review.neighbours import Neighbours
from desk.ui.review.photo_view import PhotoView
from desk.ui.review.sheet_pictures import SheetPictures
from desk.ui.review.words import ReviewWords


class Detail(QWidget):
    """`approve_asked`, `send_back_asked`, `later_asked`, `compare_asked(key of whom)`.

    `stood_ns` is when both pictures had really been painted, None before: nothing may be decided
    until then, and the time of looking counts from there.
    """

    approve_asked = Signal()
    send_back_asked = Signal()
    later_asked = Signal()
    compare_asked = Signal(str)
    sheet_asked = Signal()

    def __init__(
        self, pictures: SheetPictures, words: ReviewWords, now_ns: Callable[[], int]
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pictures, self._words, self._now_ns = pictures, words, now_ns
        self._stood_ns: int | None = None
        self.item: ReviewItem | None = None
        self._make_parts()
        self._lay_out()
        pictures.ready.connect(self._on_ready)

    def _make_parts(self) -> None:
        self._who, self._kana = line("", 20, bold=True), line("", 14, ink=theme.GRAY_700)
        self._place = line("", 14, ink=theme.GRAY_700)
        self._place.setWordWrap(False)
        self._badge, self._route = Badge("waiting"), Badge("accepted_mail")
        self.photo = PhotoView(self.tr("受付の写真"), self._on_stands)
        self.portrait = PhotoView(self.tr("書類の写真"), self._on_stands)
        self._portrait_words = line(self.tr("書類の写真"), 14, bold=True)
        self._facts = {
            "sex": line("", 16, bold=True),
            "form": line("", 16),
            "taken": line("", 16),
        }
        self.flags = FlagBox()
        self.around = Neighbours(self._pictures, self._words)
        self.around.compare_asked.connect(self.compare_asked)
        self.send_back = ActionButton(
            self.tr("差し戻す"), action="send_back", kind="danger", icon="undo"
        )
        self.later = ActionButton(self.tr("後で"), action="later")
        self.approve = ActionButton(
            self.tr("承認する"), action="approve", kind="primary", icon="check"
        )
        self.sheet = ActionButton(self.tr("一覧"), action="list", size="m", icon="people")
        self.sheet.clicked.connect(self.sheet_asked)
        self.send_back.clicked.connect(self.send_back_asked)
        self.later.clicked.connect(self.later_asked)
        self.approve.clicked.connect(self.approve_asked)
        self._note_mark, self._note = QLabel(), line("", 14, ink=theme.GRAY_700)
        self._note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> None:
        self._who.setWordWrap(True)
        self._kana.setWordWrap(False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._place)
        head.addWidget(self._who, 1)
        head.addWidget(self._route)
        head.addWidget(self._badge)
        photos = QHBoxLayout()
        photos.setSpacing(16)
        for words, view in (
            (line(self.tr("受付の写真"), 14, bold=True), self.photo),
            (self._portrait_words, self.portrait),
        ):
            words.setWordWrap(False)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(words)
            column.addWidget(view, 1)
            photos.addLayout(column, 1)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        beside.addWidget(self._fact_table())
        beside.addWidget(self.flags, 1)
        beside.addWidget(self.around)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(8)
        self._body.addLayout(photos, 5)
        self._body.addLayout(beside, 2)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.sheet)
        self._buttons.addWidget(self.send_back, 3)
        self._buttons.addWidget(self.later, 2)
        self._buttons.addWidget(self.approve, 3)
        note = QHBoxLayout()
        note.setSpacing(6)
        note.addWidget(self._note_mark, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 8, 18, 8)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(self._kana)
        self._column.addLayout(self._body, 1)
        self._column.addLayout(self._buttons)
        self._column.addLayout(note)

    def _fact_table(self) -> QWidget:
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        labels = {
            "sex": self.tr("性別・年齢"),
            "form": self.tr("申請書ID"),
            "taken": self.tr("担当・時刻"),
        }
        for key, value in self._facts.items():
            name = line(labels[key], 14, ink=theme.GRAY_700)
            name.setFixedWidth(88)
            name.setWordWrap(False)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(value, 1)
            column.addLayout(row)
        return table

    def set_flat(self, flat: bool) -> None:
        """One column (150 %): pictures at the left, words at the right of them."""
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if flat else direction.TopToBottom)
        self._body.setStretch(0, 6 if flat else 5)
        self._body.setStretch(1, 5 if flat else 2)
        self._body.setSpacing(14 if flat else 8)
        # Two lines are kept free, so that the pictures do not jump from one person to the next.
        self._note.setMinimumHeight(22 if flat else 42)
        self.sheet.setVisible(flat)
        self._place.setVisible(flat)
        self._column.setContentsMargins(*((12, 4, 12, 4) if flat else (18, 8, 18, 8)))

    # one applicant

    def show_item(self, item: ReviewItem | None) -> None:
        """Another person: their pictures must be painted before anything can be decided."""
        changed = item is None or self.item is None or item.id != self.item.id
        self.item = item
        if changed:
            self._stood_ns = None
            self.photo.wait()
            self.portrait.wait()
        if item is None:
            return
        self._who.setText(f"{item.record.number.short}　{self._words.name(item)}")
        self._kana.setText(self._words.kana(item))
        self._badge.set(*badge_for(item, self._words))
        at_counter = item.record.route is Route.COUNTER
        kind = "accepted_counter" if at_counter else "accepted_mail"
        self._route.set(kind, self._words.route(item))
        birth = self._words.birth(item)
        sex = self._words.sex_and_age(item)
        self._facts["sex"].setText(f"{sex}　{birth}" if birth else sex)
        self._facts["form"].setText(self._words.form(item))
        self._facts["taken"].setText(self._words.taken(item))
        self.flags.show_flags(
            [
                FlagLine(self._words.flag(item, fact), self._words.why(item, fact), not fact.mild)
                for fact in item.flags
            ]
        )
        self.around.show_item(item)
        self._show_decisions(item)
        self._fill()
        self.setAccessibleName(f"{self._who.text()} {sex}")

    def _show_decisions(self, item: ReviewItem) -> None:
        done = item.decision is Decision.APPROVED
        self.approve.set_blocked(self._why_blocked(item))
        self.later.set_blocked(self._words.decision(item) if done else "")

    def _why_blocked(self, item: ReviewItem) -> str:
        if item.decision is Decision.APPROVED:
            return self._words.decision(item)
        return self._words.table.label(item.blocked) if item.blocked else ""

    def show_place(self, at: int, everybody: int) -> None:
        """3 / 41 人目, where the sheet of eight is not beside it."""
        words = self.tr("{at} / {all} 人目").replace("{at}", str(at))
        self._place.setText(words.replace("{all}", str(everybody)))

    def show_note(self, text: str, *, warning: bool = False) -> None:
        """The line under the buttons: why one is grey, who is alone, what is recorded."""
        ink = theme.RED_1000 if warning else theme.GRAY_700
        self._note.setText(text)
        self._note.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        self._note_mark.setVisible(warning)
        if warning:
            self._note_mark.setPixmap(icons.icon("warning", theme.RED_900, 20))

    @property
    def note(self) -> str:
        return self._note.text()

    # pictures

    def _fill(self) -> None:
        item = self.item
        if item is None:
            return
        shot = item.record.chosen_shot
        words = self.tr("写真なし\n（1歳未満など）")
        self._put(self.photo, None if shot is None else shot.photo, words)
        portraits = item.record.portraits
        picture = portraits[-1].id if portraits else None
        self._put(self.portrait, picture, self._words.portrait(item))
        document = self._words.document(portraits[-1].document) if portraits else ""
        shown = self.tr("書類の写真（{document}）").replace("{document}", document)
        self._portrait_words.setText(shown if document else self.tr("書類の写真"))

    def _put(self, view: PhotoView, picture: str | None, words: str) -> None:
        if picture is None:
            # What was erased on approval stays before the eyes until the next person comes.
            if not view.shows_picture:
                view.show_words(words)
            return
        image = self._pictures.large(picture)  # type: ignore[arg-type]
        if image is None:
            return
        if image.isNull():
            view.show_words(self.tr("画像を\n読めません"))
        else:
            view.show_picture(image)

    def _on_ready(self, picture: str, large: bool) -> None:
        if large:
            self._fill()
        else:
            self.around.fill(picture)

    # looking

    def _on_stands(self) -> None:
        if self._stood_ns is None and self.photo.stands and self.portrait.stands:
            self._stood_ns = self._now_ns()

    @property
    def stands(self) -> bool:
        """Both pictures (or the words that there is none) are on the screen now."""
        return self._stood_ns is not None and self.photo.stands and self.portrait.stands

    def looked_ms(self) -> int:
        """How long they have been there; 0 before."""
        if not self.stands or self._stood_ns is None:
            return 0
        return max(1, (self._now_ns() - self._stood_ns) // 1_000_000)

    def look_anew(self) -> None:
        """The sheet was hidden meanwhile: count from the next painting."""
        self._stood_ns = None
        for view in (self.photo, self.portrait):
            view.stands = False
            view.update()

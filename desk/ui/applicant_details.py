"""The page on which an applicant checks photo, details, what happens next, and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from desk.domain.delivery import Route
from desk.ui import theme
from desk.ui.applicant_parts import BigButton, Portrait, Tick, YesNo
from desk.ui.applicant_sight import Sight
from desk.ui.applicant_speech import SMALLEST_PX, Speech
from desk.ui.applicant_words import Language
from desk.ui.steps.parts import boxed, column, row

if TYPE_CHECKING:
    from desk.domain.rules import Rules
    from desk.services.intake import Draft

PHOTO_PX: Final = QSize(342, 438)
CAPTION_WIDTH_PX: Final = 150
_OWN: Final = ("name", "address")
_BREAK_AFTER: Final = 16  # characters without a blank
_ZERO_WIDTH: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class Level:
    """How large the texts are; the first level at which everything fits is taken."""

    name: int
    kana: int
    fact: int
    small: int
    gap: int


LEVELS: Final = (
    Level(45, 24, 28, 21, 10),
    Level(45, 22, 26, 20, 6),
    Level(36, 20, 24, 20, 4),
    Level(30, 20, 22, 20, 2),
    Level(26, 20, 20, 20, 1),
)
"""In pixels of the screen it was drawn for; 20 is the smallest text (ui.md §7)."""


class DetailsPage(QWidget):
    """Shows what a Sight holds. Whatever is longer than the room scrolls; nothing is cut."""

    said_right = Signal()
    said_wrong = Signal()
    copy_consent = Signal(bool)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._sight: Sight | None = None
        self._rules: Rules | None = None
        self._birth: date | None = None
        self._changed = False
        self._level = LEVELS[0]
        self._sized: dict[QWidget, str] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_middle(), 1)
        layout.addLayout(self._make_answers())

    # making
    def _make_middle(self) -> QWidget:
        self._middle = _Resized()
        self._middle.resized.connect(self.fit)
        self._middle.setMinimumSize(1, 1)
        self.portrait = Portrait()
        self._speech.add(self.portrait, "", 20)
        self._caption = self._speech.label("photo", 20)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._side = column(self.portrait, self._caption, None)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QScroller.grabGesture(self._area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._column = column(self._make_facts(), self._make_consents(), None)
        self._content = boxed(self._column)
        self._area.setWidget(self._content)
        across = QHBoxLayout(self._middle)
        across.setContentsMargins(48, 18, 48, 8)
        across.setSpacing(44)
        across.addLayout(self._side)
        across.addWidget(self._area, 1)
        return self._middle

    def _make_facts(self) -> QWidget:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.facts = {
            code: self._sized_label("", size, bold=True, own=code in _OWN)
            for code, size in (
                ("name", "name"),
                ("birth", "fact"),
                ("sex", "fact"),
                ("address", "fact"),
                ("delivery", "fact"),
            )
        }
        self.facts["next"] = self._sized_label("", "small")
        self.facts["name"].setTextFormat(Qt.TextFormat.RichText)
        for code in ("birth", "sex", "address", "delivery", "next"):
            self.facts[code].setTextFormat(Qt.TextFormat.PlainText)
        sex = row(self._captioned("sex"), self.facts["sex"], gap=16)
        both = row(self.facts["birth"], boxed(sex), None, gap=36)
        what = column(self.facts["delivery"], self.facts["next"], gap=2)
        self._address_caption = self._captioned("address")
        name, birth = self._captioned("name"), self._captioned("birth")
        captions = (name, birth, self._address_caption, self._captioned("delivery"))
        values = (self.facts["name"], boxed(both), self.facts["address"], boxed(what))
        for at, (caption, value) in enumerate(zip(captions, values, strict=True)):
            self._grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)
        self._captions = dict.fromkeys(captions, "fact") | {name: "name"}
        return boxed(self._grid)

    def _captioned(self, word: str) -> QLabel:
        return self._sized_label(word, "small", tint=theme.GRAY_700)

    def _sized_label(
        self,
        word: str,
        size: str,
        *,
        bold: bool = False,
        tint: str = theme.GRAY_900,
        own: bool = False,
    ) -> QLabel:
        label = self._speech.label(word, getattr(LEVELS[0], size), bold=bold, tint=tint, own=own)
        self._sized[label] = size
        return label

    def _make_consents(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("consents")
        frame.setStyleSheet(
            f"QFrame#consents {{ border: 2px solid {theme.GRAY_800}; border-radius: 8px; }}"
        )
        self.mail_tick = Tick()
        self.mail_tick.clicked.connect(self._on_tick)
        self._speech.name(self.mail_tick, "mail_consent")
        said = self._sized_label("mail_consent", "small")
        said.setBuddy(self.mail_tick)
        self._mail_row = _across(row(self.mail_tick, said, gap=14), 1)
        self.copy_choice = YesNo(self._speech)
        self.copy_choice.chosen.connect(self.copy_consent)
        asked = self._sized_label("copy_consent", "small")
        self._between = QFrame()
        self._between.setFixedHeight(1)
        self._between.setStyleSheet(f"background: {theme.GRAY_300};")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(18, 8, 18, 8)
        layout.setSpacing(6)
        layout.addWidget(self._mail_row)
        layout.addWidget(self._between)
        layout.addWidget(_across(row(asked, self.copy_choice, gap=14), 0))
        return frame

    def _make_answers(self) -> QVBoxLayout:
        self._hint = self._speech.label("", 20, bold=True, tint=theme.RED_900)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.wrong = BigButton(theme.RED_900, icon="close")
        self.right = BigButton(theme.BLUE_900, filled=True, icon="check")
        self._speech.button(self.wrong, "wrong", 28)
        self._speech.button(self.right, "right", 28)
        self.wrong.clicked.connect(self.said_wrong)
        self.right.clicked.connect(self._on_right)
        buttons = row(self.wrong, self.right, gap=24)
        buttons.setStretch(0, 472)
        buttons.setStretch(1, 774)
        answers = column(self._hint, buttons, gap=6)
        answers.setContentsMargins(48, 0, 48, 22)
        return answers

    # what the screen calls
    @property
    def sight(self) -> Sight | None:
        return self._sight

    @property
    def shown_ms(self) -> int | None:
        return self.portrait.shown_ms

    @property
    def mail_consent(self) -> bool | None:
        """None while mailing is not what was asked about."""
        asked = self._sight is not None and self._sight.route == Route.MAIL
        return self.mail_tick.isChecked() if asked else None

    @property
    def can_be_right(self) -> bool:
        """Only a person who sees the photo can say that it is the right one."""
        sight = self._sight
        return sight is not None and (self.portrait.has_image or not sight.photo_needed)

    def show_sight(
        self, sight: Sight, draft: Draft, rules: Rules, photo: QImage, *, changed: bool
    ) -> None:
        """Show one applicant; a tick given for something else is not shown again."""
        self._sight, self._rules, self._changed = sight, rules, changed
        self._birth = draft.assessment.birth
        self.mail_tick.setChecked(False)
        self.show_copy_consent(draft.text("identity.copy_consent"))
        self._mail_row.setVisible(sight.route == Route.MAIL)
        self._between.setVisible(sight.route == Route.MAIL)
        self.portrait.show_image(photo)
        self.right.setVisible(self.can_be_right)
        self._area.verticalScrollBar().setValue(0)
        self.speak()

    def show_copy_consent(self, entry: str) -> None:
        """What the applicant, or the staff, answered before."""
        self.copy_choice.set_value({"yes": True, "no": False}.get(entry))

    def forget(self) -> None:
        """Nothing of the applicant stays in a widget."""
        self._sight = self._birth = None
        self.portrait.forget()
        self.facts["name"].setText("")
        for label in self.facts.values():
            label.setText("")

    # drawing
    def speak(self) -> None:
        """Everything in the language of the moment."""
        if self._sight is not None and self._rules is not None:
            self._render_facts(self._sight, self._rules)
            self._render_photo(self._sight, self._rules)
        self._render_hint()
        self.fit()

    def _render_facts(self, sight: Sight, rules: Rules) -> None:
        language = self._speech.language
        self.facts["birth"].setText(
            sight.birth if self._birth is None else language.day(self._birth)
        )
        known = sight.sex in ("male", "female")
        self.facts["sex"].setText(language.words[sight.sex] if known else "")
        self.facts["address"].setText(breakable(sight.address))
        mailed = sight.route == Route.MAIL
        caption = language.words["delivery_address" if mailed else "address"]
        self._address_caption.setText(language.flowing(caption))
        delivery, after = what_happens(sight.route, language, rules)
        self.facts["delivery"].setText(language.flowing(delivery))
        self.facts["next"].setText(language.flowing("\n".join(after)))
        self.facts["next"].setVisible(bool(after))

    def _render_name(self) -> None:
        """The name with its reading beside it, in the size of the level."""
        sight = self._sight
        if sight is None:
            return
        px = max(SMALLEST_PX, self._level.kana * self._speech.factor)
        self.facts["name"].setText(
            f"{_escaped(breakable(sight.name))} <span style='font-size:{px * 0.75:g}pt;"
            f" font-weight:400'>{_escaped(breakable(sight.kana))}</span>"
        )

    def _render_photo(self, sight: Sight, rules: Rules) -> None:
        language = self._speech.language
        self._caption.setVisible(self.portrait.has_image)
        if self.portrait.has_image:
            return
        if not sight.photo_needed:
            text = language.say("no_photo", age=rules.settings.no_photo_below_age)
        else:
            text = language.words["photo_later" if sight.photo_sha256 is None else "photo_unseen"]
        self.portrait.setText(language.flowing(text))

    def _render_hint(self) -> None:
        language, word = self._speech.language, ""
        if self._changed:
            word = "changed"
        elif self.mail_consent is False:
            word = "tick_first"
        self._hint.setText(language.flowing(language.words[word]) if word else " ")

    def _on_tick(self) -> None:
        self._changed = False  # they have seen it
        self._render_hint()

    # room
    def fit(self) -> None:
        """The largest texts with which all of it is in view."""
        room = self._middle.contentsRect().marginsRemoved(
            self._middle.layout().contentsMargins()  # type: ignore[union-attr]
        )
        wide = self._fit_photo(room.height())
        left = room.width() - wide - self._speech.real(44)
        if left < 100 or room.height() < 100:
            return  # not laid out yet
        for level in LEVELS:
            self._take(level)
            if self._needed(left) <= room.height():
                return

    def _fit_photo(self, height: int) -> int:
        """As large as drawn, or smaller where its words would not fit below; returns its width."""
        size = QSize(self._speech.real(PHOTO_PX.width()), self._speech.real(PHOTO_PX.height()))
        below = 0
        if not self._caption.isHidden():
            self._caption.setFixedWidth(size.width())
            below = self._caption.heightForWidth(size.width()) + self._side.spacing()
        tall = max(80, min(size.height(), height - below))
        shown = QSize(round(tall * size.width() / size.height()), tall)
        if self.portrait.size() != shown:
            self.portrait.setFixedSize(shown)
            self.portrait.fit()
        self._side.setAlignment(self.portrait, Qt.AlignmentFlag.AlignHCenter)
        return size.width() if below else shown.width()

    def _take(self, level: Level) -> None:
        self._level = level
        for label, size in self._sized.items():
            self._speech.size(label, getattr(level, size))
        self._render_name()
        real = self._speech.real
        self._grid.setVerticalSpacing(real(level.gap))
        self._grid.setHorizontalSpacing(real(16))
        self._column.setSpacing(real(4 + level.gap))
        for caption, value in self._captions.items():
            caption.setFixedWidth(max(110, real(CAPTION_WIDTH_PX)))
            lower = (getattr(level, value) - level.small) * 0.7
            caption.setContentsMargins(0, round(lower * self._speech.factor), 0, 0)
        self.copy_choice.fit(self._speech.factor)
        self.mail_tick.fit(self._speech.factor)

    def _needed(self, width: int) -> int:
        """How tall all of it is at that width."""
        within = self._content.layout()
        if within is None:
            return 0
        for layout in (*reversed(within.findChildren(QLayout)), within):
            layout.invalidate()
            layout.activate()
        for holder in reversed(self._content.findChildren(QWidget)):
            inner = holder.layout()
            if inner is not None:
                inner.invalidate()
                inner.activate()
        return within.heightForWidth(width)

    # what the applicant does
    def _on_right(self) -> None:
        if not self.can_be_right or self.shown_ms is None:
            return
        if self.mail_consent is False:
            self.mail_tick.setFocus()
            return
        self.said_right.emit()


class _Resized(QWidget):
    """Tells when its room has changed."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def what_happens(route: str, language: Language, rules: Rules) -> tuple[str, tuple[str, ...]]:
    """How the card comes, and what follows: when, who may receive it, what to bring."""
    if not route:
        return language.words["undecided"], ()
    time = language.rule(rules.texts["expected_time"])[0]
    if route == Route.MAIL:
        mail = rules.mail_type
        arrival = language.together(language.rule(mail.arrival))
        return language.say("mail", time=time), (language.of_rule(mail.ja, mail.en), arrival)
    things = language.words["between"].join(language.rule(rules.texts["counter_bring"]))
    return language.words["counter"], (
        _capital(language.say("counter_next", time=time)),
        language.say("bring", things=things),
    )


def breakable(text: str) -> str:
    """The same text, which may break within a very long word: nothing runs out of its column."""
    return " ".join(
        each if len(each) <= _BREAK_AFTER else _ZERO_WIDTH.join(each) for each in text.split(" ")
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _across(layout: QHBoxLayout, stretched: int) -> QWidget:
    layout.setStretch(stretched, 1)
    return boxed(layout)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")

"""The applicant's own screen (ui.md §7, picture 09): what will be on the card, and two answers.

It shows nothing of the staff's side: no number of the intake, no verdict under way, nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk.domain.delivery import Route
from desk.domain.wareki import both
from desk.ui import theme
from desk.ui.applicant_words import LANGUAGES, next_language, word
from desk.ui.choices import paint_mark
from desk.ui.steps.parts import boxed, column, line, row, short
from desk.ui.verdict_panel import expected_route

if TYPE_CHECKING:
    from desk.services.intake import Draft

HIDE_AFTER_S = 60
DRAWN_FOR_PX = (1366, 768)
SMALLEST_FACTOR = 0.6
SMALLEST_PT = 12.0
PHOTO_PX = QSize(342, 438)
BIG_PX = 84
_CHECK_PIN = Callable[[str, Callable[[str], None]], None]
"""Checks a PIN and answers with a sentence: why it was not taken, "" when it was right."""


class ApplicantDisplay(QWidget):
    """Full window on the second display, or over the staff's own when there is only one.

    `confirmed` and `objected` are the applicant's answers; after either, and after a minute
    without a touch, it only asks to wait. On a shared screen it goes away by the operator's PIN.
    """

    confirmed = Signal()
    objected = Signal(str)  # "photo", "name" or "address"
    copy_consent = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, shared_screen: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("noFocusRing", True)
        self._language = "ja"
        self._draft: Draft | None = None
        self._photo = QImage()
        self._shared = shared_screen
        self._check_pin: _CHECK_PIN | None = None
        self._texts: list[tuple[QLabel | QPushButton | QCheckBox, str]] = []
        self._idle = QTimer(self, singleShot=True, interval=HIDE_AFTER_S * 1000)
        self._idle.timeout.connect(self.hide_details)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_details())
        self._pages.addWidget(self._make_which())
        self._pages.addWidget(self._make_waiting())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._make_pin_row())
        self.installEventFilter(self)
        self._note_sizes()
        self.hide_details()

    # showing
    @property
    def shared_screen(self) -> bool:
        """Is this over the staff's own screen?"""
        return self._shared

    @property
    def showing_details(self) -> bool:
        return self._draft is not None

    def show_draft(self, draft: Draft, photo: QImage, address: str) -> None:
        """Show one applicant; answers given earlier are not shown again as given."""
        self._draft, self._photo, self._address_text = draft, photo, address
        self._mail_tick.setChecked(False)
        self._copy_tick.blockSignals(True)
        self._copy_tick.setChecked(draft.text("identity.copy_consent") == "yes")
        self._copy_tick.blockSignals(False)
        self._pages.setCurrentIndex(0)
        self._render()
        self.setFocus()  # no button has the focus: a stray key must not answer
        self._idle.start()

    def hide_details(self) -> None:
        """Only 「しばらくお待ちください」; nothing of the applicant stays on the screen."""
        self._show_waiting("wait")

    def lock_with(self, check_pin: _CHECK_PIN) -> None:
        """On a shared screen: `check_pin(pin, answer)` lets the operator back."""
        self._check_pin = check_pin

    def leave(self) -> None:
        """F4: away at once on a second display, after the operator's PIN on a shared screen."""
        if self._shared and self._check_pin is not None:
            self._pin_row.show()
            self._pin.clear()
            self._pin.setFocus()
            return
        self.hide_details()
        self.closed.emit()

    @property
    def language(self) -> str:
        return self._language

    def set_language(self, language: str) -> None:
        self._language = language
        self._render()

    # events
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        touched = (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.KeyPress,
            QEvent.Type.TouchBegin,
        )
        if event.type() in touched and self.showing_details:
            self._idle.start()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Escape):
            self.leave()
            return
        super().keyPressEvent(event)

    # room
    def _note_sizes(self) -> None:
        """How large everything is on the screen it was drawn for."""
        self._factor = 1.0
        texts = (*self.findChildren(QLabel), *self.findChildren(QPushButton))
        self._fonts = [(each, each.font().pointSizeF()) for each in texts]
        self._layouts = [
            (each, each.contentsMargins(), each.spacing()) for each in self.findChildren(QLayout)
        ]
        self._big = [each for each in self.findChildren(QPushButton) if isinstance(each, BigButton)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width() / DRAWN_FOR_PX[0], self.height() / DRAWN_FOR_PX[1]
        factor = max(SMALLEST_FACTOR, min(1.0, width, height))
        if abs(factor - self._factor) > 0.01:
            self._factor = factor
            self._scale()

    def _scale(self) -> None:
        """On a screen that shows fewer, larger pixels (125 %, 150 %) nothing may be cut."""
        factor = self._factor
        for widget, points in self._fonts:
            font = widget.font()
            font.setPointSizeF(max(min(SMALLEST_PT, points), points * factor))
            widget.setFont(font)
        for layout, margins, spacing in self._layouts:
            layout.setContentsMargins(margins * factor)
            layout.setSpacing(round(spacing * factor))
        for button in self._big:
            button.set_height(round(BIG_PX * factor))
        self._picture.setFixedSize(PHOTO_PX * factor)
        self._bar.setContentsMargins(QMargins(48, 20, 48, 16) * factor)
        self._language_button.setMinimumSize(round(212 * factor), max(44, round(56 * factor)))
        self._render()

    # parts
    def _make_details(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_title())
        edge = QFrame()
        edge.setFixedHeight(4)
        edge.setStyleSheet(f"background: {theme.BLUE_900};")
        layout.addWidget(edge)
        middle = QHBoxLayout()
        middle.setContentsMargins(48, 22, 48, 12)
        middle.setSpacing(44)
        middle.addLayout(self._make_photo())
        middle.addLayout(self._make_facts(), 1)
        layout.addLayout(middle, 1)
        layout.addLayout(self._make_answers())
        return page

    def _make_title(self) -> QWidget:
        self._title = self._worded(line("", 36, bold=True), "title")
        self._language_button = QPushButton("Language / ことば")
        self._language_button.setFont(theme.font(20, bold=True))
        self._language_button.setMinimumSize(212, 56)
        self._language_button.clicked.connect(
            lambda: self.set_language(next_language(self._language))
        )
        bar = boxed(row(self._title, self._language_button, gap=16))
        bar.setContentsMargins(48, 20, 48, 16)
        self._bar = bar
        bar.layout().setStretch(0, 1)  # type: ignore[union-attr]
        return bar

    def _make_photo(self) -> QVBoxLayout:
        self._picture = QLabel()
        self._picture.setFixedSize(PHOTO_PX)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setFont(theme.font(20))
        self._picture.setWordWrap(True)
        self._picture.setStyleSheet(
            f"border: 3px solid {theme.GRAY_800}; border-radius: 8px; background: {theme.GRAY_50};"
        )
        caption = self._worded(line("", 20), "photo")
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return column(self._picture, caption, None)

    def _make_facts(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, 134)
        grid.setColumnStretch(1, 1)
        self._facts: dict[str, QLabel] = {}
        for at, (code, size) in enumerate(
            (("name", 45), ("birth", 28), ("sex", 28), ("delivery_address", 28), ("delivery", 28))
        ):
            caption = self._worded(line("", 22, tint=theme.GRAY_700), code)
            if code == "delivery_address":
                self._address_caption = caption
            self._facts[code] = line("", size, bold=True)
            grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self._facts[code], at, 1)
        return column(boxed(grid), self._make_consents(), None, gap=12)

    def _make_consents(self) -> QWidget:
        self._consents = QFrame()
        self._consents.setObjectName("consents")
        self._consents.setStyleSheet(
            f"QFrame#consents {{ border: 2px solid {theme.GRAY_800}; border-radius: 8px; }}"
        )
        self._mail_tick = Tick()
        self._copy_tick = Tick()
        self._mail_row = self._consent_row(self._mail_tick, "mail_consent")
        layout = QVBoxLayout(self._consents)
        layout.setContentsMargins(18, 10, 18, 10)
        layout.addWidget(self._mail_row)
        layout.addWidget(self._consent_row(self._copy_tick, "copy_consent"))
        self._mail_tick.toggled.connect(lambda _on: self._render_answers())
        self._copy_tick.toggled.connect(self.copy_consent)
        return self._consents

    def _consent_row(self, tick: QCheckBox, code: str) -> QWidget:
        text = self._worded(line("", 21), code)
        holder = boxed(row(tick, text, gap=14))
        holder.layout().setStretch(1, 1)  # type: ignore[union-attr]
        text.setBuddy(tick)
        self._texts.append((tick, code))
        return holder

    def _make_answers(self) -> QVBoxLayout:
        self._hint = self._worded(line("", 20, tint=theme.GRAY_700), "tick_first")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._wrong = BigButton(theme.RED_900, filled=False)
        self._right = BigButton(theme.BLUE_900, filled=True)
        self._worded(self._wrong, "wrong")
        self._worded(self._right, "right")
        self._wrong.clicked.connect(lambda: self._pages.setCurrentIndex(1))
        self._right.clicked.connect(self._on_right)
        buttons = row(self._wrong, self._right, gap=24)
        buttons.setStretch(0, 472)
        buttons.setStretch(1, 774)
        answers = column(self._hint, buttons, gap=6)
        answers.setContentsMargins(48, 0, 48, 22)
        return answers

    def _make_which(self) -> QWidget:
        page = QWidget()
        parts: list[BigButton] = []
        for code in ("photo", "name", "address"):
            button = BigButton(theme.BLUE_900, filled=False)
            self._worded(button, f"wrong_{code}")
            button.clicked.connect(lambda _checked=False, what=code: self._on_wrong(what))
            parts.append(button)
        back = BigButton(theme.GRAY_800, filled=False)
        self._worded(back, "back")
        back.clicked.connect(lambda: self._pages.setCurrentIndex(0))
        layout = column(None, self._worded(line("", 36, bold=True), "which"), gap=24)
        for button in (*parts, back):
            layout.addWidget(button)
        layout.addStretch(1)
        layout.setContentsMargins(160, 24, 160, 24)
        page.setLayout(layout)
        return page

    def _make_waiting(self) -> QWidget:
        self._waiting_code = "wait"
        self._waiting = line("", 36, bold=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        layout = column(None, self._waiting, None)
        layout.setContentsMargins(48, 48, 48, 48)
        page.setLayout(layout)
        return page

    def _make_pin_row(self) -> QWidget:
        self._pin = QLineEdit()
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setFixedWidth(160)
        self._pin.setAccessibleName(word("ja", "staff_pin"))
        self._pin.returnPressed.connect(self._on_pin)
        self._pin_refusal = line("", 14, tint=theme.RED_900)
        self._pin_refusal.hide()
        asked = row(None, self._worded(short("", 16), "staff_pin"), self._pin)
        self._pin_row = boxed(column(asked, self._pin_refusal, gap=4))
        self._pin_row.setContentsMargins(48, 4, 48, 8)
        self._pin_row.hide()
        return self._pin_row

    # what happens
    def _on_right(self) -> None:
        if self._mail_row.isVisibleTo(self) and not self._mail_tick.isChecked():
            self._mail_tick.setFocus()
            return
        self._show_waiting("thanks")
        self.confirmed.emit()

    def _on_wrong(self, what: str) -> None:
        self._show_waiting("thanks")
        self.objected.emit(what)

    def _on_pin(self) -> None:
        pin, check = self._pin.text(), self._check_pin
        self._pin.clear()
        if check is not None:
            check(pin, self._on_pin_checked)

    def _on_pin_checked(self, refusal: str) -> None:
        self._pin_refusal.setText(refusal)
        self._pin_refusal.setVisible(bool(refusal))
        if not refusal:
            self._pin_row.hide()
            self.hide_details()
            self.closed.emit()
        else:
            self._pin.setFocus()

    def _show_waiting(self, code: str) -> None:
        self._idle.stop()
        self._draft, self._photo = None, QImage()
        self._picture.setPixmap(QPixmap())
        for label in self._facts.values():
            label.setText("")
        self._waiting_code = code
        self._pages.setCurrentIndex(2)
        self._render()

    # words
    def _worded(self, widget, code: str):  # type: ignore[no-untyped-def]
        """Register a widget whose text is a word of the applicant's language."""
        self._texts.append((widget, code))
        return widget

    def _render(self) -> None:
        for widget, code in self._texts:
            if isinstance(widget, Tick):
                widget.setAccessibleName(word(self._language, code))
            else:
                widget.setText(word(self._language, code))
        self._waiting.setText(word(self._language, self._waiting_code))
        self._language_button.setAccessibleName(" / ".join(name for _code, name in LANGUAGES))
        if self._draft is not None:
            self._render_facts(self._draft)
        self._render_answers()

    def _render_facts(self, draft: Draft) -> None:
        name, kana = draft.text("applicant.name"), draft.text("applicant.kana")
        self._facts["name"].setTextFormat(Qt.TextFormat.RichText)
        self._facts["name"].setText(
            f"{_escaped(name)} "
            f"<span style='font-size:{max(12, round(18 * self._factor))}pt; font-weight:400'>"
            f"{_escaped(kana)}</span>"
        )
        birth = draft.assessment.birth
        typed = draft.text("applicant.birth")
        shown = typed if birth is None else birth_text(birth, self._language)
        self._facts["birth"].setText(shown)
        sex = draft.text("applicant.sex")
        self._facts["sex"].setText(word(self._language, sex) if sex in ("male", "female") else "")
        self._facts["delivery_address"].setText(self._address_text)
        route = expected_route(draft.assessment)
        code = "undecided" if route is None else route.value
        self._facts["delivery"].setText(word(self._language, code))
        self._mail_row.setVisible(route is Route.MAIL)
        where = "delivery_address" if route is Route.MAIL else "address"
        self._address_caption.setText(word(self._language, where))
        self._render_photo(draft)

    def _render_photo(self, draft: Draft) -> None:
        if self._photo.isNull():
            code = "no_photo" if not draft.assessment.needs_photo else "photo"
            self._picture.setText(word(self._language, code))
            return
        ratio = self.devicePixelRatioF()
        scaled = self._photo.scaled(
            self._picture.contentsRect().size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        self._picture.setPixmap(QPixmap.fromImage(scaled))

    def _render_answers(self) -> None:
        missing = self._mail_row.isVisibleTo(self) and not self._mail_tick.isChecked()
        self._hint.setText(word(self._language, "tick_first") if missing else " ")


class Tick(QCheckBox):
    """A check box large enough for a finger, with a mark and not only a colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)

    def hitButton(self, _where: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        paint_mark(QPainter(self), box, check=True, on=self.isChecked())


class BigButton(QPushButton):
    """An answer for a finger: 84 px tall on the usual screen (ui.md §7)."""

    def __init__(self, tint: str, *, filled: bool) -> None:
        super().__init__()
        self.setFont(theme.font(28, bold=True))
        self._colours = (tint, theme.WHITE) if filled else (theme.WHITE, tint)
        self._edge = tint
        self.set_height(BIG_PX)

    def set_height(self, height_px: int) -> None:
        # In the style sheet, since it overrules the widget's own minimum.
        ground, text = self._colours
        self.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {text}; border: 2px solid {self._edge};"
            f" border-radius: 12px; padding: 0 24px; min-height: {height_px - 4}px; }}"
        )


def birth_text(day: date, language: str) -> str:
    """In both calendars for Japanese readers."""
    return f"{day:%d %B %Y}" if language == "en" else both(day)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")

"""The applicant's own screen (ui.md §7, picture 09): what will be on the card, and two answers.

It shows nothing of the staff's side: no number of the intake, no verdict under way, nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk.domain.confirmation import Answer
from desk.services.own_code import Modules
from desk.ui import theme
from desk.ui.applicant_details import DetailsPage
from desk.ui.applicant_pages import CodePage, ConsentPage, LanguagesPage, WaitPage, WrongPage
from desk.ui.applicant_parts import BigButton
from desk.ui.applicant_sight import Reply, Sight
from desk.ui.applicant_speech import Speech
from desk.ui.applicant_words import FIRST, language, languages
from desk.ui.components import ActionButton
from desk.ui.steps.parts import boxed, column, line, row, short

if TYPE_CHECKING:
    from desk.domain.application import ApplicationId
    from desk.domain.rules import Rules
    from desk.services.intake import Draft

HIDE_AFTER_S: Final = 60
DRAWN_FOR_PX: Final = (1366, 768)
SMALLEST_FACTOR: Final = 0.6
LARGEST_FACTOR: Final = 2.0
_TOUCHED: Final = (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin)
_CHECK_PIN = Callable[[str, Callable[[str], None]], None]
"""Checks a PIN and answers with a sentence: why it was not taken, "" when it was right."""


class ApplicantDisplay(QWidget):
    """Full window on the second display, or over the staff's own when there is only one.

    After an answer, and after a minute without a touch, it only asks to wait. On a shared screen
    it goes away by the operator's PIN.
    """

    replied = Signal(object)  # Reply
    copy_consent = Signal(bool)
    timed_out = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, shared_screen: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("noFocusRing", True)
        # The staff go on typing in their own window; only a touch brings this one forward.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not shared_screen)
        self._shared = shared_screen
        self._check_pin: _CHECK_PIN | None = None
        self._speaks_to: ApplicationId | None = None
        self._speech = Speech()
        self._idle = QTimer(self, singleShot=True, interval=HIDE_AFTER_S * 1000)
        self._idle.timeout.connect(self._on_idle)
        self._make_pages()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # never off the screen
        layout.addWidget(self._make_head())
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._make_staff_row())
        self._watch_touches()
        self._speech.note_rooms(self)
        self._speech.speak(language(FIRST))
        self.hide_details()

    # making
    def _make_pages(self) -> None:
        self.details = DetailsPage(self._speech)
        self.wrong = WrongPage(self._speech)
        self.consent = ConsentPage(self._speech)
        self.languages = LanguagesPage(self._speech)
        self.waiting = WaitPage(self._speech)
        self.code = CodePage(self._speech)
        self._asked: QWidget = self.waiting  # to which the list of languages leads back
        self._pages = QStackedWidget()
        for page in (
            *(self.details, self.wrong, self.consent),
            *(self.languages, self.waiting, self.code),
        ):
            self._pages.addWidget(page)
        self.details.said_right.connect(lambda: self._reply(Answer.RIGHT))
        self.details.said_wrong.connect(lambda: self._show(self.wrong))
        self.details.copy_consent.connect(self.copy_consent)
        self.wrong.chosen.connect(self._reply)
        self.wrong.back.connect(lambda: self._show(self.details))
        self.consent.answered.connect(self._on_consent)
        self.languages.chosen.connect(self._on_language)

    def _make_head(self) -> QWidget:
        self.title = self._speech.label("", 36, bold=True)
        self.language_button = QPushButton("Language / ことば")
        self.language_button.setAccessibleName(" / ".join(each.name for each in languages()))
        self.language_button.clicked.connect(self._on_language_button)
        within = row(self.title, self.language_button, gap=16)
        within.setStretch(0, 1)
        within.setContentsMargins(48, 16, 48, 14)
        edge = QFrame()
        edge.setFixedHeight(4)
        edge.setStyleSheet(f"background: {theme.BLUE_900};")
        self._head = boxed(column(boxed(within), edge, gap=0))
        return self._head

    def _make_staff_row(self) -> QWidget:
        """For the staff, in the staff's language: how the shared screen goes back."""
        self._back = ActionButton(
            self.tr("係員：画面を戻す"), action="applicant_display", size="s", kind="text"
        )
        self._back.clicked.connect(self.leave)
        self._pin = QLineEdit()
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setFixedWidth(160)
        self._pin.setAccessibleName(self.tr("係員の方へ：暗証コードを入れると戻ります"))
        self._pin.returnPressed.connect(self._on_pin)
        self._pin_refusal = line("", 14, tint=theme.RED_900)
        self._pin_refusal.hide()
        asked = row(None, short(self._pin.accessibleName(), 16), self._pin)
        self._pin_row = boxed(column(asked, self._pin_refusal, gap=4))
        self._pin_row.hide()
        self._staff_row = boxed(row(None, self._back, self._pin_row))
        self._staff_row.setContentsMargins(24, 0, 24, 6)
        return self._staff_row

    def _watch_touches(self) -> None:
        self.installEventFilter(self)
        for each in self.findChildren(QWidget):
            each.installEventFilter(self)

    # showing
    @property
    def shared_screen(self) -> bool:
        """Is this over the staff's own screen?"""
        return self._shared

    @property
    def showing_details(self) -> bool:
        return self.details.sight is not None

    @property
    def asking(self) -> bool:
        """Does the applicant have something to answer?"""
        return self._asked is not self.waiting

    @property
    def showing_code(self) -> bool:
        return self._pages.currentWidget() is self.code

    def show_draft(
        self, sight: Sight, draft: Draft, rules: Rules, photo: QImage, *, changed: bool = False
    ) -> None:
        """Show one applicant. `changed`: this is not what they saw a moment ago."""
        self._speak_to(draft)
        self.details.show_sight(sight, draft, rules, photo, changed=changed)
        self._ask(self.details)

    def show_consent(self, draft: Draft) -> None:
        """Ask about the portrait on the identity document only."""
        self._speak_to(draft)
        self.details.forget()
        self._ask(self.consent)

    def show_code(self, modules: Modules) -> None:
        """A QR as large as the screen."""
        self._stop_asking()
        self.code.show_code(modules)
        self._show(self.code)

    def hide_details(self) -> None:
        """Only 「しばらくお待ちください」; nothing of the applicant stays on the screen."""
        self._wait("wait")

    def thank(self) -> None:
        """The answer is kept."""
        if not self.asking:
            self._wait("thanks")

    def lock_with(self, check_pin: _CHECK_PIN) -> None:
        """On a shared screen: `check_pin(pin, answer)` lets the operator back."""
        self._check_pin = check_pin

    def leave(self) -> None:
        """F4: away at once on a second display, after the operator's PIN on a shared screen."""
        if self._shared and self._check_pin is not None:
            self._back.hide()
            self._pin_row.show()
            self._staff_row.show()
            self._pin.clear()
            self._pin.setFocus()
            return
        self.hide_details()
        self.closed.emit()

    @property
    def language(self) -> str:
        return self._speech.language.code

    def set_language(self, code: str) -> None:
        self._speech.speak(language(code))
        self._render()

    # events
    def closeEvent(self, event: QCloseEvent) -> None:
        """A shared screen is given back by a PIN, not by Alt+F4."""
        if self._shared and self._check_pin is not None:
            event.ignore()
            self.leave()
            return
        super().closeEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHED and self.asking:
            self._idle.start()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Escape):
            self.leave()
            return
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QAbstractButton
        ):
            focused.click()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width() / DRAWN_FOR_PX[0], self.height() / DRAWN_FOR_PX[1]
        factor = max(SMALLEST_FACTOR, min(LARGEST_FACTOR, width, height))
        if abs(factor - self._speech.factor) > 0.01:
            self._speech.resize(factor)
            self._render()

    # what happens
    def _speak_to(self, draft: Draft) -> None:
        """Each applicant begins in Japanese, or in the language they answered in before."""
        if self._speaks_to == draft.id:
            return
        self._speaks_to = draft.id
        before = draft.record.confirmations
        self._speech.speak(language(before[-1].language if before else FIRST))

    def _ask(self, page: QWidget) -> None:
        self._asked = page
        self._show(page)
        self._pin_row.hide()
        self._back.setVisible(self._shared)
        self._render()
        self.setFocus()  # no button has the focus: a stray key must not answer
        self._idle.start()

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._head.setVisible(page not in (self.waiting, self.code))
        self._staff_row.setVisible(self._shared and page is self.waiting)
        self._render_title()

    def _stop_asking(self) -> None:
        self._idle.stop()
        self._asked = self.waiting
        self.details.forget()

    def _wait(self, word: str) -> None:
        self._stop_asking()
        self.waiting.say(word)
        self._pin_row.hide()
        self._back.setVisible(self._shared)
        self._show(self.waiting)

    def _reply(self, answer: Answer) -> None:
        sight = self.details.sight
        if sight is None:
            return
        reply = Reply(
            answer=answer,
            sight=sight,
            language=self.language,
            mail_consent=self.details.mail_consent,
            copy_consent=self.details.copy_choice.value,
            shown_ms=self.details.shown_ms or 0,
            shared_screen=self._shared,
        )
        self.hide_details()
        self.replied.emit(reply)

    def _on_consent(self, given: bool) -> None:
        self._wait("thanks")
        self.copy_consent.emit(given)

    def _on_idle(self) -> None:
        self.hide_details()
        self.timed_out.emit()

    def _on_language_button(self) -> None:
        listed = self._pages.currentWidget() is self.languages
        self._show(self._asked if listed else self.languages)

    def _on_language(self, code: str) -> None:
        self.set_language(code)
        self._show(self._asked)

    def _on_pin(self) -> None:
        pin, check = self._pin.text(), self._check_pin
        self._pin.clear()
        if check is not None:
            check(pin, self._on_pin_checked)

    def _on_pin_checked(self, refusal: str) -> None:
        self._pin_refusal.setText(refusal)
        self._pin_refusal.setVisible(bool(refusal))
        if not refusal:
            self.hide_details()
            self.closed.emit()
        else:
            self._pin.setFocus()

    # drawing
    def _render(self) -> None:
        for button in self.findChildren(BigButton):
            button.fit(self._speech.factor)
        self.language_button.setFont(theme.font(max(16, self._speech.real(20)), bold=True))
        tall = max(theme.TARGET_PX, self._speech.real(60))
        self.language_button.setFixedHeight(tall)
        self.languages.fit()
        self.waiting.speak()
        self.details.speak()
        self._render_title()

    def _render_title(self) -> None:
        spoken = self._speech.language
        words = spoken.words
        titles: dict[QWidget | None, str] = {
            self.wrong: words["which"],
            self.consent: words["copy_title"],
            self.languages: "Language / ことば",
        }
        title = titles.get(self._pages.currentWidget(), words["title"])
        self.title.setText(spoken.flowing(title))

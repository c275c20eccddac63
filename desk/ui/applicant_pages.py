"""The smaller pages of the applicant's screen: languages, what is wrong, consent, waiting, QR."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desk.domain.confirmation import Answer
from desk.services.own_code import Modules
from desk.ui import theme
from desk.ui.applicant_parts import BigButton, CodeView
from desk.ui.applicant_speech import Speech, typed
from desk.ui.applicant_words import languages
from desk.ui.steps.parts import column, row

WRONG = (
    (Answer.WRONG_PHOTO, "wrong_photo"),
    (Answer.WRONG_NAME, "wrong_name"),
    (Answer.WRONG_ADDRESS, "wrong_address"),
)


class LanguagesPage(QWidget):
    """Every language under its own name; one touch chooses."""

    chosen = Signal(str)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.buttons: dict[str, BigButton] = {}
        self._grid = QGridLayout(self)
        for at, each in enumerate(languages()):
            button = BigButton(theme.BLUE_900)
            button.setText(each.name)
            button.clicked.connect(lambda _on=False, code=each.code: self.chosen.emit(code))
            self.buttons[each.code] = button
            self._grid.addWidget(button, at % 4, at // 4)
        self.fit()

    def fit(self) -> None:
        real = self._speech.real
        self._grid.setContentsMargins(real(120), real(48), real(120), real(48))
        self._grid.setHorizontalSpacing(real(32))
        self._grid.setVerticalSpacing(real(20))
        for each in languages():
            self.buttons[each.code].setFont(typed(each.font, real(30), bold=True))


class WrongPage(QWidget):
    """What is wrong: the photo, the name or the address."""

    chosen = Signal(object)  # Answer
    back = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self.buttons: dict[Answer, BigButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(160, 24, 160, 24)
        layout.setSpacing(24)
        layout.addStretch(1)
        for answer, word in WRONG:
            button = BigButton(theme.BLUE_900)
            speech.button(button, word, 28)
            button.clicked.connect(lambda _on=False, said=answer: self.chosen.emit(said))
            self.buttons[answer] = button
            layout.addWidget(button)
        back = BigButton(theme.GRAY_800, icon="chevron-left")
        speech.button(back, "back", 28)
        back.clicked.connect(self.back)
        layout.addWidget(back)
        layout.addStretch(1)


class ConsentPage(QWidget):
    """One question alone: may the portrait on the identity document be photographed."""

    answered = Signal(bool)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self.yes = BigButton(theme.BLUE_900, icon="check")
        self.no = BigButton(theme.BLUE_900, icon="close")
        speech.button(self.yes, "yes", 32)
        speech.button(self.no, "no", 32)
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        layout = column(
            None,
            speech.label("copy_use", 28),
            speech.label("copy_gone", 28),
            speech.label("copy_free", 28, bold=True),
            None,
            gap=18,
        )
        layout.addLayout(row(self.no, self.yes, gap=24))
        layout.setContentsMargins(96, 24, 96, 48)
        self.setLayout(layout)


class WaitPage(QWidget):
    """One sentence, and nothing of anybody."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._word = "wait"
        self.label = speech.label("", 36, bold=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(None, self.label, None)
        layout.setContentsMargins(48, 48, 48, 48)
        self.setLayout(layout)

    def say(self, word: str) -> None:
        self._word = word
        self.speak()

    def speak(self) -> None:
        """In the language of the moment."""
        language = self._speech.language
        self.label.setText(language.flowing(language.words[self._word]))


class CodePage(QWidget):
    """The application's own number as a QR, for the camera; nothing to read but "please wait"."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self.view = CodeView()
        self.label: QLabel = speech.label("wait", 24, bold=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 12)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.label)

    def show_code(self, modules: Modules) -> None:
        self.view.show_code(modules)

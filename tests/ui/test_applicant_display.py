"""The applicant's screen by itself: pages, languages, sizes, answers, the own QR."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desk.assets import font_files, load_rules
from desk.domain.application import ApplicationId
from desk.domain.confirmation import Answer
from desk.services.own_code import qr_modules
from desk.ui import theme
from desk.ui.applicant_display import ApplicantDisplay
from desk.ui.applicant_parts import BigButton
from desk.ui.applicant_sight import Reply, Sight
from desk.ui.applicant_words import languages, word
from desk.vision.qr import QrReader

CODES = [each.code for each in languages()]
SIZES = [(1366, 768), (911, 512), (1920, 1080)]
NUMBER = "261123-K3-015-C"
LONG = {
    "name": "NGUYEN THI BICH PHUONG MARIA FERNANDA DOS SANTOS CAVALCANTI DE OLIVEIRA",
    "kana": "グエン ティ ビック フオン マリア フェルナンダ ドス サントス カヴァルカンティ"
    " デ オリヴェイラ",
    "address": "みどり野市中央南町二丁目一四番六号 グランドメゾンみどり野セントラルパークサイド"
    "レジデンス ウエストタワー一二〇三号室 国際交流会館気付",
}


def draft(application: str = "a", copy: str = "", before: tuple[Any, ...] = ()) -> Any:
    """As much of a draft as the screen reads."""
    entries = {"identity.copy_consent": copy}
    return SimpleNamespace(
        id=ApplicationId(application),
        record=SimpleNamespace(confirmations=before, entries=entries),
        assessment=SimpleNamespace(birth=date(1991, 4, 18)),
        text=lambda field: entries.get(field, ""),
    )


def sight(route: str = "mail", *, application: str = "a", **given: Any) -> Sight:
    shown: dict[str, Any] = {
        "name": "佐藤 結衣",
        "kana": "サトウ ユイ",
        "address": "みどり野市南町二丁目14番6号 コーポさくら203",
        "birth": "平成3年4月18日",
        "sex": "female",
        "photo_sha256": "ab",
        "photo_needed": True,
    }
    return Sight(application=ApplicationId(application), route=route, **{**shown, **given})


def photo() -> QImage:
    image = QImage(827, 1063, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    return image


class Shown:
    """A display on a screen of that size, and what it gave away."""

    def __init__(self, qtbot: Any, size: tuple[int, int], *, shared: bool = False) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not app.styleSheet():
            theme.apply_theme(app, font_files())
        self.display = ApplicantDisplay(shared_screen=shared)
        qtbot.addWidget(self.display)
        self.replies: list[Reply] = []
        self.consents: list[bool] = []
        self.display.replied.connect(self.replies.append)
        self.display.copy_consent.connect(self.consents.append)
        self.display.resize(*size)
        self.display.show()
        qtbot.waitExposed(self.display)

    def show(self, seen: Sight, image: QImage | None = None, copy: str = "") -> None:
        rules = load_rules().on(date(2026, 11, 23))
        shown = draft(seen.application, copy)
        self.display.show_draft(seen, shown, rules, photo() if image is None else image)
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(12, widget.height() // 2))


@pytest.fixture
def shown(qtbot: Any) -> Shown:
    return Shown(qtbot, (1366, 768))


def texts(root: QWidget) -> str:
    said = [each.text() for each in root.findChildren(QLabel)]
    return " ".join([*said, *(each.text() for each in root.findChildren(QPushButton))])


# answers


def test_the_mailing_is_ticked_before_it_is_right(shown: Shown) -> None:
    shown.show(sight())
    page = shown.display.details
    shown.click(page.right)
    assert shown.replies == []
    assert shown.display.focusWidget() is page.mail_tick
    assert page._hint.text() == word("ja", "tick_first")
    shown.click(page.mail_tick)
    assert page._hint.text() == " "
    QTest.qWait(30)
    shown.click(page.right)
    reply = shown.replies[0]
    assert reply.answer is Answer.RIGHT
    assert reply.sight == sight()
    assert (reply.mail_consent, reply.copy_consent) == (True, None)
    assert reply.shown_ms >= 30
    assert shown.display.waiting.label.text() == word("ja", "wait")
    shown.display.thank()
    assert shown.display.waiting.label.text() == word("ja", "thanks")


def test_nobody_is_asked_about_the_mail_when_it_is_collected(shown: Shown) -> None:
    shown.show(sight("counter"))
    assert not shown.display.details.mail_tick.isVisible()
    shown.click(shown.display.details.right)
    assert shown.replies[0].mail_consent is None


def test_refusing_the_copy_stops_nothing(shown: Shown) -> None:
    shown.show(sight("counter"))
    shown.click(shown.display.details.copy_choice.button(False))
    assert shown.consents == [False]
    shown.click(shown.display.details.right)
    assert shown.replies[0].copy_consent is False


def test_an_earlier_answer_about_copies_is_shown(shown: Shown) -> None:
    shown.show(sight(), copy="yes")
    assert shown.display.details.copy_choice.value is True
    shown.show(sight(), copy="")
    assert shown.display.details.copy_choice.value is None


@pytest.mark.parametrize("answer", [Answer.WRONG_PHOTO, Answer.WRONG_NAME, Answer.WRONG_ADDRESS])
def test_what_is_wrong_is_said_with_one_more_touch(shown: Shown, answer: Answer) -> None:
    shown.show(sight())
    shown.click(shown.display.details.wrong)
    assert shown.display.title.text() == word("ja", "which")
    shown.click(shown.display.wrong.buttons[answer])
    assert [each.answer for each in shown.replies] == [answer]


def test_nobody_confirms_a_photo_that_is_not_there(shown: Shown) -> None:
    page = shown.display.details
    shown.show(sight(photo_sha256=None), QImage())
    assert page.right.isHidden()
    assert page.portrait.text() == word("ja", "photo_later")
    shown.show(sight(), QImage())  # kept, but cannot be read
    assert page.right.isHidden()
    assert page.portrait.text() == word("ja", "photo_unseen")
    shown.show(sight("counter", photo_sha256=None, photo_needed=False), QImage())
    assert not page.right.isHidden()
    assert "1歳未満" in page.portrait.text()


def test_a_photo_that_was_never_painted_was_not_confirmed(qtbot: Any) -> None:
    shown = Shown(qtbot, (1366, 768))
    shown.display.hide()
    shown.show(sight("counter"))
    shown.display.details.right.click()
    assert shown.replies == []


def test_the_time_begins_with_the_newest_photo(shown: Shown) -> None:
    shown.show(sight("counter"))
    QTest.qWait(60)
    before = shown.display.details.shown_ms
    assert before is not None
    shown.show(sight("counter", photo_sha256="cd"))
    after = shown.display.details.shown_ms
    assert after is not None
    assert after < before


def test_nothing_of_the_applicant_stays(shown: Shown) -> None:
    shown.show(sight(**LONG))
    shown.display.hide_details()
    said = texts(shown.display)
    for each in ("NGUYEN", "グエン", "みどり野市", "1991"):
        assert each not in said
    assert shown.display.details.portrait.pixmap().isNull()
    assert not shown.display.asking


def test_it_hides_after_a_minute_without_a_touch(shown: Shown, qtbot: Any) -> None:
    shown.show(sight())
    assert shown.display._idle.interval() == 60_000
    assert shown.display._idle.isActive()
    shown.display._idle.start(40_000)
    shown.click(shown.display.details.mail_tick)
    assert shown.display._idle.remainingTime() > 0
    with qtbot.waitSignal(shown.display.timed_out):
        shown.display._idle.timeout.emit()
    assert not shown.display.showing_details
    assert shown.display.waiting.label.text() == word("ja", "wait")


def test_by_keyboard_alone(shown: Shown) -> None:
    shown.show(sight())
    display = shown.display
    QTest.keyClick(display, Qt.Key.Key_Return)
    QTest.keyClick(display, Qt.Key.Key_Space)
    assert shown.replies == []  # no button has the focus: a stray key answers nothing
    reached: list[QWidget | None] = []
    for _ in range(8):
        QTest.keyClick(display.focusWidget() or display, Qt.Key.Key_Tab)
        reached.append(display.focusWidget())
    page = display.details
    for each in (
        *(display.language_button, page.mail_tick, page.wrong, page.right),
        *(page.copy_choice.button(True), page.copy_choice.button(False)),
    ):
        assert each in reached
    page.mail_tick.setFocus()
    QTest.keyClick(page.mail_tick, Qt.Key.Key_Space)
    page.right.setFocus()
    QTest.keyClick(page.right, Qt.Key.Key_Return)
    assert len(shown.replies) == 1


# languages


def test_one_touch_opens_the_languages_and_one_chooses(shown: Shown) -> None:
    shown.show(sight())
    for code in reversed(CODES):
        shown.click(shown.display.language_button)
        button = shown.display.languages.buttons[code]
        assert button.isVisible()
        shown.click(button)
        assert shown.display.language == code
        assert shown.display.title.text().replace("\u2060", "") == word(code, "title")
        assert shown.display.details.isVisible()
    shown.click(shown.display.language_button)
    shown.click(shown.display.language_button)  # back, nothing chosen
    assert shown.display.details.isVisible()


def test_the_next_applicant_begins_in_japanese(shown: Shown) -> None:
    shown.show(sight())
    shown.display.set_language("vi")
    shown.show(sight(photo_sha256="cd"))
    assert shown.display.language == "vi"  # the same person, shown again
    shown.show(sight(application="b"))
    assert shown.display.language == "ja"


def test_who_answered_before_is_spoken_to_in_the_same_language(shown: Shown) -> None:
    before = (SimpleNamespace(language="tl"),)
    shown.display.show_consent(draft("c", before=before))
    assert shown.display.language == "tl"


def test_only_the_consent_is_asked(shown: Shown) -> None:
    shown.display.show_consent(draft())
    shown.settle()
    assert shown.display.asking
    assert not shown.display.showing_details
    assert shown.display.title.text() == word("ja", "copy_title")
    shown.click(shown.display.language_button)
    shown.click(shown.display.languages.buttons["pt"])
    assert shown.display.consent.isVisible()
    shown.click(shown.display.consent.no)
    assert shown.consents == [False]
    assert shown.display.waiting.label.text() == word("pt", "thanks")
    shown.display.show_consent(draft())
    shown.click(shown.display.consent.yes)
    assert shown.consents == [False, True]


# room


def open_page(shown: Shown, page: str, code: str) -> None:
    if page == "consent":
        shown.display.show_consent(draft())
    elif page == "long":
        shown.show(sight("mail", **LONG))
    else:
        shown.show(sight(page if page in ("mail", "counter") else "mail"))
    shown.display.set_language(code)
    if page == "wrong":
        shown.display.details.wrong.click()
    if page == "languages":
        shown.display.language_button.click()
    if page == "wait":
        shown.display.hide_details()
        shown.display.thank()
    shown.settle()


def inside(widget: QWidget, of: QWidget) -> bool:
    return of.rect().contains(widget.rect().translated(widget.mapTo(of, QPoint(0, 0))))


def cut(shown: Shown) -> list[str]:
    """Visible texts that do not fit into what they have, or lie outside the screen."""
    found = []
    details = shown.display.details
    own = (details.portrait, details.facts["name"], details.facts["address"])
    for label in shown.display.findChildren(QLabel):
        if not label.isVisible() or not label.text().strip() or label is details.portrait:
            continue
        needed = label.heightForWidth(label.width())
        if needed > label.height() or not inside(label, shown.display):
            found.append(f"{label.text()}: {needed} > {label.height()}")
        if shown.display.language not in ("ja", "zh") and label not in own:
            wide = label.fontMetrics().horizontalAdvance
            words = label.text().replace("\u2060", "").split()
            found += [f"{each}: too narrow" for each in words if wide(each) > label.width()]
    for button in shown.display.findChildren(QPushButton):
        if not button.isVisible():
            continue
        room = button.width() - (button.iconSize().width() + 8 if not button.icon().isNull() else 0)
        if button.fontMetrics().horizontalAdvance(button.text()) + 16 > room:
            found.append(f"{button.text()}: too wide")
        if not inside(button, shown.display):
            found.append(f"{button.text()}: outside")
    return found


def overlapping(shown: Shown) -> list[str]:
    """Pairs of visible texts and buttons that lie over each other."""
    seen = [
        each
        for each in (
            *shown.display.findChildren(QLabel),
            *shown.display.findChildren(QPushButton),
        )
        if each.isVisible() and each.text().strip()
    ]
    boxes = [
        (each, each.rect().translated(each.mapTo(shown.display, QPoint(0, 0)))) for each in seen
    ]
    return [
        f"{one.text()} / {other.text()}"
        for at, (one, box) in enumerate(boxes)
        for other, its in boxes[at + 1 :]
        if box.intersects(its)
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", CODES)
def test_nothing_is_cut_on_any_page_in_any_language(
    qtbot: Any, code: str, size: tuple[int, int]
) -> None:
    shown = Shown(qtbot, size)
    for page in ("mail", "counter", "long", "wrong", "languages", "consent", "wait"):
        open_page(shown, page, code)
        assert (shown.display.width(), shown.display.height()) == size
        assert cut(shown) == [], page
        assert overlapping(shown) == [], page
        if page in ("mail", "counter", "long"):
            assert shown.display.details._area.verticalScrollBar().maximum() == 0, page


def test_whatever_is_longer_still_scrolls_and_the_answers_stay(qtbot: Any) -> None:
    shown = Shown(qtbot, (911, 512))
    shown.show(sight("mail", name="A" * 200, kana="ア" * 200, address="長い住所" * 60))
    details = shown.display.details
    assert details._area.verticalScrollBar().maximum() > 0
    assert details._content.width() <= details._area.viewport().width()
    assert inside(details.right, shown.display)
    assert inside(details.wrong, shown.display)


@pytest.mark.parametrize("size", SIZES)
def test_answers_are_large_enough_for_a_finger(qtbot: Any, size: tuple[int, int]) -> None:
    """84 px on the usual screen; as many real pixels at 150 %."""
    shown = Shown(qtbot, size)
    scale = min(size[0] / 1366, size[1] / 768)
    for page in ("mail", "wrong", "languages", "consent"):
        open_page(shown, page, "ja")
        for each in shown.display.findChildren(BigButton):
            if each.isVisible():
                assert each.height() >= 84 * scale - 1
    open_page(shown, "mail", "ja")
    details = shown.display.details
    others = (details.mail_tick, details.copy_choice.button(True), shown.display.language_button)
    for each in others:
        assert min(each.width(), each.height()) >= 44


@pytest.mark.parametrize("size", SIZES)
def test_no_text_is_smaller_than_twenty_real_pixels(qtbot: Any, size: tuple[int, int]) -> None:
    shown = Shown(qtbot, size)
    smallest = 20 * min(1.0, size[0] / 1366)
    for page in ("mail", "counter", "long", "consent"):
        open_page(shown, page, "easy")
        for label in shown.display.findChildren(QLabel):
            if label.isVisible():
                assert label.font().pointSizeF() / 0.75 >= smallest - 0.1, label.text()


def test_the_texts_stand_out_from_their_ground() -> None:
    """WCAG AA, 4.5:1."""
    pairs = [
        *((theme.GRAY_900, theme.WHITE), (theme.GRAY_700, theme.WHITE)),
        *((theme.RED_900, theme.WHITE), (theme.BLUE_900, theme.WHITE)),
        *((theme.WHITE, theme.BLUE_900), (theme.GRAY_800, theme.WHITE)),
        (theme.GRAY_900, theme.GRAY_50),
    ]
    assert [pair for pair in pairs if theme.contrast(*pair) < 4.5] == []


# the application's own QR


def grey(display: QWidget) -> Any:
    image = display.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    plain = rows[:, : image.width()].copy()
    return np.dstack([plain] * 3)


@pytest.mark.parametrize("size", SIZES)
def test_the_own_code_is_read_from_the_screen(qtbot: Any, size: tuple[int, int]) -> None:
    shown = Shown(qtbot, size)
    shown.show(sight())
    shown.display.show_code(qr_modules(NUMBER))
    shown.settle()
    picture = grey(shown.display)
    assert QrReader().read_texts(picture) == (NUMBER,)
    assert {each.text for each in QrReader().read_frame(picture)} == {NUMBER}
    dark = np.argwhere(picture[:, :, 0] < 100)
    tall = np.ptp(dark[dark[:, 0] < size[1] * 0.9][:, 0])
    assert tall > size[1] * 0.6  # as large as the screen allows, with its white margin
    assert shown.display.code.label.text() == word("ja", "wait")
    assert not shown.display.showing_details
    assert NUMBER not in texts(shown.display)


def test_the_own_code_goes_when_it_is_no_longer_needed(shown: Shown) -> None:
    shown.display.show_code(qr_modules(NUMBER))
    assert shown.display.showing_code
    shown.display.hide_details()
    shown.settle()
    assert not shown.display.showing_code
    assert QrReader().read_texts(grey(shown.display)) == ()

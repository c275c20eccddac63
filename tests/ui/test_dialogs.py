"""Every change has its reason, every question a safe answer; Enter alone decides nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from shell_world import TODAY

from desk.assets import resource
from desk.domain.application import Concern, Grounds
from desk.ui import keys
from desk.ui.dialog import Veil
from desk.ui.duplicate_dialog import Comparison, DuplicateDialog, Side
from desk.ui.help import HelpDialog, help_text, key_table
from desk.ui.message_dialog import MessageDialog, QuestionDialog, leaving_question
from desk.ui.reason_dialog import KINDS, ReasonDialog, TextField

DETAIL = "フリガナの読みを直しました"


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def reason(window, kind, **more):
    dialog = ReasonDialog("K3-012", "山本 健太", kind, today=TODAY, parent=window, **more)
    dialog.open()
    return dialog


def listen(dialog):
    heard = []
    dialog.corrected.connect(lambda grounds, changes: heard.append(("corrected", grounds, changes)))
    dialog.held.connect(lambda grounds: heard.append(("held", grounds)))
    dialog.voided.connect(lambda grounds: heard.append(("voided", grounds)))
    dialog.handed_back.connect(lambda grounds: heard.append(("handed_back", grounds)))
    return heard


def test_nothing_is_saved_without_reason_and_detail(qtbot, window):
    dialog = reason(window, "hold")
    heard = listen(dialog)
    assert dialog.save.blocked_reason == "理由を1つ選んでください"
    dialog.concern.choose("more_documents")
    assert dialog.save.blocked_reason == "くわしい内容をあと10文字以上入力してください"
    dialog.detail.setPlainText("名前の読み")
    assert dialog.detail.property("state") == "error"
    assert dialog.save.blocked_reason == "くわしい内容をあと5文字以上入力してください"
    dialog.detail.setPlainText("          ")
    assert dialog.save.blocked_reason
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    dialog.detail.setPlainText(DETAIL)
    assert dialog.save.isEnabled()
    dialog.save.click()
    assert heard == [("held", Grounds(concern=Concern.MORE_DOCUMENTS, detail=DETAIL))]
    assert not dialog.isVisible()


def test_a_hold_may_have_a_date(window):
    dialog = reason(window, "hold")
    heard = listen(dialog)
    dialog.concern.choose("applicant_asked")
    dialog.detail.setPlainText(DETAIL)
    dialog._no_date.choose("date")
    dialog.save.click()
    assert heard[0][1].returns_on == TODAY + timedelta(days=1)


def test_voiding_says_where_the_paper_went(window):
    dialog = reason(window, "void")
    heard = listen(dialog)
    dialog.concern.choose("other")
    dialog.detail.setPlainText(DETAIL)
    assert dialog.save.blocked_reason == "申請書をどうしたかを選んでください"
    dialog.paper.choose("envelope")
    dialog.save.click()
    assert heard == [("voided", Grounds(concern=Concern.OTHER, detail=DETAIL, paper="envelope"))]


def test_handing_back_needs_no_envelope(window):
    dialog = reason(window, "hand_back")
    heard = listen(dialog)
    dialog.concern.choose("applicant_asked")
    dialog.detail.setPlainText(DETAIL)
    dialog.save.click()
    assert heard[0][0] == "handed_back"
    assert heard[0][1].paper is None


def test_a_correction_gives_only_what_changed(window):
    fields = (
        TextField("applicant.kana", "フリガナ", "ヤマモト ケンタ"),
        TextField("applicant.phone", "電話番号", "000"),
    )
    dialog = reason(window, "correct", fields=fields)
    heard = listen(dialog)
    dialog.concern.choose("entry_error")
    dialog.detail.setPlainText(DETAIL)
    assert dialog.save.blocked_reason == "直したあとの内容を入力してください"
    dialog._edits["applicant.kana"].setText("ヤマモト ケンタロウ")
    dialog.save.click()
    assert heard[0][0] == "corrected"
    assert heard[0][2] == {"applicant.kana": "ヤマモト ケンタロウ"}


def test_a_correction_without_fields_opens_the_record(window):
    dialog = reason(window, "correct")
    heard = listen(dialog)
    dialog.concern.choose("sent_back")
    dialog.detail.setPlainText(DETAIL)
    dialog.save.click()
    assert heard == [("corrected", Grounds(concern=Concern.SENT_BACK, detail=DETAIL), {})]


def test_keys_choose_kind_and_reason(qtbot, window):
    dialog = reason(window, "hold")
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F8)
    assert dialog.kind == "void"
    qtbot.keyClick(dialog, Qt.Key.Key_3)
    assert dialog.concern.value == "sent_back"
    dialog.detail.setFocus()
    qtbot.keyClick(dialog.detail, Qt.Key.Key_4)
    assert dialog.concern.value == "sent_back"
    assert dialog.detail.toPlainText() == "4"
    dialog.reject()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_entered_stays_when_the_kind_turns(window, kind):
    dialog = reason(window, "hold")
    dialog.concern.choose("other")
    dialog.detail.setPlainText(DETAIL)
    dialog.set_kind(kind)
    assert dialog.grounds().detail == DETAIL
    assert dialog.grounds().concern is Concern.OTHER
    dialog.reject()


def test_only_allowed_kinds_are_offered(window):
    dialog = reason(window, "correct", kinds=("hold", "void"))
    assert dialog.kind == "hold"
    with pytest.raises(KeyError):
        dialog.kind_choice.card("correct")
    dialog.reject()


def test_the_date_is_the_one_of_the_clock(window):
    dialog = reason(window, "hold")
    assert dialog.returns.minimumDate().toPython() == TODAY
    assert isinstance(dialog.grounds().returns_on, date | None)
    dialog.reject()


def duplicate(window, kind="namesake", **more):
    rows = [
        Comparison("氏名・生年月日", "架空 葵", "架空 葵", "same"),
        Comparison("住所", "東町", "北台", "different"),
        Comparison("顔", "11:46", "9:36", "similar", "とても似ている"),
    ]
    photo = QImage(98, 126, QImage.Format.Format_RGB32)
    sides = (Side("いま", "架空 葵", ("東町",), photo), Side("以前", "架空 葵"))
    dialog = DuplicateDialog(kind, *sides, rows, parent=window, **more)
    dialog.open()
    return dialog


@pytest.mark.parametrize(
    ("key", "answer"), [("1", "different_person"), ("2", "same_person"), ("3", "ask_supervisor")]
)
def test_three_answers_by_digit(qtbot, window, key, answer):
    dialog = duplicate(window)
    answers = []
    dialog.answered.connect(answers.append)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.decide.blocked_reason
    qtbot.keyClick(dialog, key)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert answers == [answer]


def test_the_same_form_cannot_be_another_person(window):
    dialog = duplicate(window, "same_form_id")
    dialog.choice.choose("different_person")
    assert dialog.choice.value is None
    dialog.reject()


def test_calling_the_supervisor_chooses_not_sure(window):
    dialog = duplicate(window)
    called = []
    dialog.supervisor_called.connect(lambda: called.append(1))
    dialog.call.click()
    assert called == [1]
    assert dialog.choice.value == "ask_supervisor"
    dialog.reject()


def test_a_former_answer_is_shown(window):
    dialog = duplicate(window, answer="same_person")
    assert dialog.choice.value == "same_person"
    assert dialog.decide.isEnabled()
    dialog.reject()


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614), (911, 512)])
def test_no_dialog_is_larger_than_its_window(qtbot, window, size):
    window.resize(*size)
    for dialog in (reason(window, "correct"), duplicate(window), HelpDialog("form", parent=window)):
        dialog.open()
        qtbot.waitUntil(dialog.isVisible)
        assert dialog.width() <= size[0]
        assert dialog.height() <= size[1]
        dialog.reject()


def test_the_veil_comes_and_goes(qtbot, window):
    dialog = duplicate(window)
    veil = window.findChild(Veil)
    assert veil is not None
    assert veil.size() == window.size()
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(Veil) is None)


def test_the_safe_answer_has_the_focus(qtbot, window):
    question = QuestionDialog("閉じますか", "保存されています。", "閉じる", parent=window)
    agreed = []
    question.agreed.connect(lambda: agreed.append(1))
    question.open()
    qtbot.waitUntil(question.isActiveWindow)
    assert question.focusWidget() is question.no
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert agreed == []
    assert not question.isVisible()
    question.open()
    qtbot.waitUntil(question.isActiveWindow)
    qtbot.keyClick(question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert agreed == [1]


def test_a_message_says_what_to_do(window):
    message = MessageDialog("お知らせ", "保存できません", "責任者を呼びます", inquiry="D-1")
    message.setParent(window, message.windowFlags())
    message.open()
    message.ok.click()
    assert not message.isVisible()
    question = leaving_question(window)
    assert question.windowTitle() == "受付の画面を閉じますか"
    question.deleteLater()


@pytest.mark.parametrize("screen", sorted(keys.HELP_KEYS))
def test_every_screen_has_its_help_in_both_languages(screen):
    for language in ("ja", "en"):
        assert resource("help", f"{screen}.{language}.md").is_file()
        assert help_text(screen, language).startswith("# ")
    assert "こんなときは" in help_text(screen) or screen in ("status", "setup")


def test_help_lists_the_keys_of_the_table(qtbot, window):
    assert "| **F6** | 保留 |" in key_table("form")
    dialog = HelpDialog("photo", parent=window)
    dialog.open()
    text = dialog.browser.toPlainText()
    assert "手順4 写真" in text
    assert "撮り直し" in text
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    assert not dialog.isVisible()


def test_help_falls_back_to_japanese():
    assert help_text("form", "fr") == help_text("form", "ja")
    assert help_text("no_such_screen") == help_text("start")

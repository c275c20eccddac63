"""日締め: numbers stay hidden until counted, differences in words, every state with room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clipped import clipped
from closings import BLOCKED, BOSS, RIGHT, close_page, counts, sealed, sheet, view
from PySide6.QtCore import QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication
from shell_world import PEOPLE

from desk.assets import font_files, translation
from desk.domain.form_id import FormId
from desk.domain.tally import Envelope
from desk.services.day_close import CloseView, Found, Obstacle, ScanView
from desk.services.form_reading import Outcome, Seen
from desk.services.sealing import Unready
from desk.ui import theme
from desk.ui.day_close.page import DayClosePage
from desk.ui.day_close.scanner import GONE_AFTER, SheetScanner
from desk.ui.day_close.steps import PAPER, PRINT, RECORDS, SEAL
from desk.ui.supervised_dialog import SupervisedDialog

SIZES = {"100 %": (1366, 678), "125 %": (1093, 524), "150 %": (911, 456)}
CTRL = Qt.KeyboardModifier.ControlModifier
SCAN = ScanView(envelope=Envelope.ACCEPTED, expected=41, read=40, missing=(sheet(31),))


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> None:
    if not qapp.styleSheet():
        theme.apply_theme(qapp, font_files())


@pytest.fixture
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    code = request.param
    translator = QTranslator()
    if code == "en":
        assert translator.load(str(translation("en")))
        qapp.installTranslator(translator)
    yield code
    qapp.removeTranslator(translator)


def shown(qtbot, first: CloseView, size: str = "100 %", language: str = "ja") -> DayClosePage:
    page = close_page(language)
    qtbot.addWidget(page)
    page.resize(*SIZES[size])
    page.show_view(first)
    with qtbot.waitActive(page):
        page.show()
    return page


def states() -> dict[str, CloseView]:
    differs = (Obstacle("paper_differs", envelopes=(Envelope.ACCEPTED,)),)
    return {
        "records": view(obstacles=BLOCKED),
        "begin": view(),
        "typing": view(40, None, None, None),
        "differs": view(40, 2, 4, 36, obstacles=differs),
        "agrees": view(*RIGHT),
        "short": view(40, 2, 3, 36, shortage="1枚だけ机の裏に落ちて取れません。後日届けます"),
        "sealed": sealed(),
    }


@pytest.mark.parametrize("language", ["ja", "en"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_every_state_has_room_for_its_words(qtbot, language, size):
    page = shown(qtbot, view(), size, language)
    for name, each in states().items():
        page.show_view(each)
        page.go_to(SEAL)
        assert clipped(page) == [], name
    page.show_view(states()["differs"])
    page.show_scan(SCAN, scanning=True)
    assert clipped(page) == []
    page.show_scan(SCAN, scanning=False)
    page.show_unready(Unready("not_enrolled"))
    assert clipped(page) == []


def test_text_twice_as_large_is_not_cut(qtbot, monkeypatch):
    plain = theme.font
    monkeypatch.setattr(theme, "font", lambda px, bold=False, mono=False: plain(px * 2, bold, mono))
    page = shown(qtbot, view())
    for name, each in states().items():
        page.show_view(each)
        assert clipped(page) == [], name


def test_what_blocks_leads_to_where_it_is_solved(qtbot):
    page = shown(qtbot, view(obstacles=BLOCKED))
    assert page.step == RECORDS
    went: list[str] = []
    page.open_asked.connect(went.append)
    page.review_asked.connect(lambda: went.append("review"))
    for button in page.obstacles.buttons:
        button.click()
    assert went == ["x", "review", "z"]
    assert not page.foot.go.isEnabled()
    assert page.foot.why == "上の項目を終えると進めます"
    page.show_view(view())
    assert page.step == PAPER  # it goes on by itself once all is done


def test_recorded_numbers_stay_hidden_until_everything_was_counted(qtbot):
    page = shown(qtbot, view(40, None, None, None))
    assert page.balance.figure("accepted") == "—"
    recorded = {which: label.text() for which, label in page.counting._recorded.items()}
    assert recorded[Envelope.ACCEPTED] == "41"
    assert recorded[Envelope.VOIDED] == "—"
    page.show_view(view(40, 2, 3, 36))
    assert page.balance.figure("accepted") == "41"


def test_somebody_counts_and_types_one_after_the_other(qtbot):
    page = shown(qtbot, view())
    typed: list[tuple[object, int, str]] = []
    page.count_asked.connect(lambda *each: typed.append(each))
    assert not page.counting.fields[Envelope.ACCEPTED].isEnabled()
    assert page.counting.who.itemData(1) != BOSS  # others than the supervisor stand first
    who = page.counting.who
    who.setFocus()
    while who.code() != PEOPLE[1].id:  # passing other names moves nothing
        qtbot.keyClick(who, Qt.Key.Key_Down)
        assert who.hasFocus()
    qtbot.keyClick(who, Qt.Key.Key_Return)
    qtbot.waitUntil(page.counting.fields[Envelope.ACCEPTED].hasFocus)
    qtbot.keyClicks(page.counting.fields[Envelope.ACCEPTED], "40")
    qtbot.keyClick(page.counting.fields[Envelope.ACCEPTED], Qt.Key.Key_Return)
    assert page.counting.fields[Envelope.VOIDED].hasFocus()
    assert typed == [(Envelope.ACCEPTED, 40, PEOPLE[1].id)]


def test_the_difference_is_said_in_words_and_leads_to_scanning(qtbot):
    page = shown(qtbot, view(40, 2, 3, 36))
    assert page.paper.banner.title == "封筒A が記録より 1 枚少ないです"
    assert page.paper.banner.text.startswith("紙 40 枚・記録 41 件。")
    assert not page.foot.go.isEnabled()
    asked: list[object] = []
    page.scan_asked.connect(asked.append)
    page.scan_stopped.connect(lambda: asked.append("stop"))
    qtbot.keyClick(page, Qt.Key.Key_F6)
    page.show_scan(SCAN, scanning=True)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert asked == [Envelope.ACCEPTED, "stop"]
    page.show_scan(SCAN, scanning=False)
    assert [each.number.short for each in page.paper.missing.rows.sheets] == ["K3-031"]
    assert "030" in page._words.likely(page.view.differences[0], SCAN)


@pytest.mark.parametrize(
    ("found", "one", "says"),
    [
        (Found.NEW, sheet(31), "K3-031 を読みました"),
        (Found.AGAIN, sheet(31), "K3-031 はもう読みました"),
        (Found.ELSEWHERE, sheet(31, Envelope.VOIDED), "K3-031 は 封筒B に入れる申請書です"),
        (Found.ELSEWHERE, sheet(31, None), "K3-031 は受付の途中か返却です。よけてください。"),
        (Found.UNKNOWN, None, "この日の記録にない申請書です。"),
    ],
)
def test_each_sheet_that_is_read_is_answered(qtbot, found, one, says):
    page = shown(qtbot, view(40, 2, 3, 36))
    scan = ScanView(
        envelope=Envelope.ACCEPTED, expected=41, read=40, missing=(), found=found, sheet=one
    )
    page.show_scan(scan, scanning=True)
    assert page.paper.heard.startswith(says)


def test_only_with_a_pin_and_by_another_person_the_day_is_sealed(qtbot):
    page = shown(qtbot, view(*RIGHT))
    sealed_by: list[tuple[str, str]] = []
    page.seal_asked.connect(lambda *each: sealed_by.append(each))
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    assert page.step == SEAL
    assert page.seal.pin.hasFocus()
    assert not page.foot.go.isEnabled()
    qtbot.keyClicks(page.seal.pin, "280731")
    qtbot.keyClick(page.seal.pin, Qt.Key.Key_Return, CTRL)
    assert sealed_by == [(BOSS, "280731")]
    page.show_progress(17, 41)
    assert not page.foot.go.isEnabled()
    page.refuse_seal("暗証コードが違います。")
    assert page.seal.error == "＊暗証コードが違います。"
    assert page.seal.pin.text() == ""


def test_who_counted_does_not_seal_without_a_reason(qtbot):
    alone = counts(*RIGHT, by=BOSS)
    page = shown(qtbot, view(*RIGHT, counts=alone, counter=BOSS))
    page.go_to(SEAL)
    page.seal.pin.setText("280731")
    assert page.foot.why == "数えた人とは別の責任者が封緘します"
    asked: list[bool] = []
    page.alone_asked.connect(lambda: asked.append(True))
    page.seal.alone.click()
    assert asked
    page.show_view(view(*RIGHT, counts=alone, counter=BOSS, alone="会場にほかの担当者がいません"))
    assert page.foot.go.isEnabled()


def test_a_shortage_needs_its_key_and_goes_past_the_difference(qtbot):
    page = shown(qtbot, view(*RIGHT))
    asked: list[str] = []
    page.shortage_asked.connect(lambda: asked.append("short"))
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert asked == []  # nothing is short
    page.show_view(view(40, 2, 3, 36))
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert asked == ["short"]
    page.show_view(view(40, 2, 3, 36, shortage="後日、届けます。場所は分かっています"))
    page.go_to(SEAL)
    assert page.step == SEAL
    assert page.seal.banner.title == "不足ありで封緘します"


def test_after_the_seal_the_papers_and_then_sending(qtbot):
    page = shown(qtbot, view(*RIGHT))
    done: list[str] = []
    page.print_asked.connect(lambda: done.append("print"))
    page.send_asked.connect(lambda: done.append("send"))
    page.reopen_asked.connect(lambda: done.append("reopen"))
    page.show_view(sealed())
    assert page.step == PRINT
    assert dict(page.sealed.lines)["封緘値"] == "9F3A-77C1-0B2E"
    qtbot.keyClick(page, Qt.Key.Key_F9)
    page.show_view(sealed(), printed=True)
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    page.sealed.reopen.click()
    assert done == ["print", "send", "reopen"]


def test_an_unready_terminal_is_said_before_anybody_counts(qtbot):
    page = shown(qtbot, view())
    ways: list[str] = []
    page.enrol_asked.connect(lambda: ways.append("enrol"))
    page.send_asked.connect(lambda: ways.append("send"))
    page.show_unready(Unready("not_enrolled"))
    assert page.notice.isVisible()
    page.notice_button.click()
    page.show_unready(Unready("no_recipient", "131016"))
    page.notice_button.click()
    assert ways == ["enrol", "send"]
    page.show_unready(None)
    assert not page.notice.isVisible()


def test_a_reason_and_a_pin_before_an_exception(qtbot):
    dialog = SupervisedDialog(
        "不足", "合いません", "進む", PEOPLE, reasons=["後日、届けます。連絡済みです"]
    )
    qtbot.addWidget(dialog)
    given: list[tuple[str, str, str]] = []
    dialog.given.connect(lambda *each: given.append(each))
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.keyClick(dialog.choice.card("1"), Qt.Key.Key_1)
    assert dialog.confirm.blocked_reason == "責任者の暗証コードを入れてください"
    dialog.pin.setFocus()
    qtbot.keyClicks(dialog.pin, "111111")  # digits are the PIN here, not reasons
    qtbot.keyClick(dialog.pin, Qt.Key.Key_Return, CTRL)
    assert given == [(BOSS, "111111", "後日、届けます。連絡済みです")]
    dialog.refuse("暗証コードが違います。")
    assert dialog.pin.text() == ""
    assert dialog.reason == "後日、届けます。連絡済みです"


class _Analyst(QObject):
    result = Signal(object, object)
    failed = Signal(str)


def test_a_sheet_that_lies_there_is_read_once(qtbot):
    restarts: list[int] = []
    scanner = SheetScanner(lambda: None, _Analyst(), lambda: restarts.append(1))
    read: list[str] = []
    scanner.read.connect(read.append)
    scanner.start(camera=False)
    first, second = FormId("1" * 23), FormId("2" * 23)

    def answer(form_id: FormId | None) -> None:
        kind = Seen.NOTHING if form_id is None else Seen.SETTLED
        scanner._on_answer(None, Outcome(kind, form_id))

    for each in (first, first, None, first, second, first):
        answer(each)
    assert read == [first, second, first]
    for _ in range(GONE_AFTER):
        answer(None)
    answer(first)
    assert read == [first, second, first, first]
    scanner.stop()
    answer(second)
    assert len(read) == 4


@pytest.mark.parametrize("answered_late", [True, False])
def test_enter_on_the_last_envelope_goes_on_in_the_page(qtbot, answered_late):
    page = shown(qtbot, view(41, 2, 3, None))
    page._on_counter(PEOPLE[1].id)
    last = list(page.counting.fields.values())[-1]
    last.setFocus()
    qtbot.keyClicks(last, str(RIGHT[-1]))
    if not answered_late:
        page.counting.counted.connect(lambda *_each: page.show_view(view(*RIGHT)))
    qtbot.keyClick(last, Qt.Key.Key_Return)
    if answered_late:
        assert last.hasFocus()  # until the store has answered
        page.show_view(view(41, 2, 3, None))  # of an earlier count
        assert last.hasFocus()
        page.show_view(view(*RIGHT))
    assert page.foot.go.hasFocus()


def test_enter_on_the_last_envelope_with_a_difference_leads_to_finding_it(qtbot):
    page = shown(qtbot, view(40, 2, 3, 36))  # counted before
    page._on_counter(PEOPLE[1].id)
    last = list(page.counting.fields.values())[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert page.paper.scan.hasFocus()


def test_enter_on_the_last_envelope_before_another_leads_to_that_one(qtbot):
    page = shown(qtbot, view(None, 2, 3, 36))
    page._on_counter(PEOPLE[1].id)
    last = list(page.counting.fields.values())[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Return)
    assert page.counting.fields[Envelope.ACCEPTED].hasFocus()

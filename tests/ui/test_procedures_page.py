"""手続き: the catalogue, one page for every case, the queue, the board; all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from clipped import clipped
from procedure_world import World, settle, world
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desk.assets import font_files, load_catalogue, load_postcodes, translation
from desk.domain.application import IntakeMethod
from desk.domain.cases import Board, CaseState
from desk.domain.catalogue import Catalogue
from desk.domain.errors import NeedsPerson
from desk.domain.municipalities import found_by_name, municipalities, with_check_digit
from desk.ui import theme
from desk.ui.procedures.board import BoardHost, WaitingBoard
from desk.ui.procedures.catalogue_list import folded, matches

CODES = tuple(sorted(each.code for each in load_catalogue().procedures))
SIZES = {"100 %": (1366, 768), "125 %": (1093, 614), "150 %": (911, 512)}
RESET = "pin_reset_signature"
GIVEN: dict[str, str | tuple[str, ...]] = {
    "person": "self",
    "applicant.name": "髙﨑 𠮷男",
    "applicant.birth": "平成3.4.18",
    "applicant.sex": "male",
    "applicant.address": "みどり野市中央一丁目2番3号",
    "pin.reason": "forgotten",
    "applicant.ward": "no",
    "applicant.resident_here": "yes",
    "card.expires": "2031.4.18",
    "card.face_only": "no",
    "identity.card": "yes",
    "identity.documents": ("driving_licence",),
}


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


@pytest.fixture
def make(qtbot: Any) -> Any:
    def shown(**about: Any) -> World:
        made = world(**about)
        qtbot.addWidget(made.window)
        with qtbot.waitExposed(made.window):
            made.window.show()
        made.window.activateWindow()
        settle()
        return made

    return shown


both = pytest.mark.parametrize("language", ["ja", "en"], indirect=True)
sizes = pytest.mark.parametrize("size", SIZES)


# the catalogue


def test_every_procedure_stands_in_its_group_with_one_line_about_it(make: Any) -> None:
    page = make().page
    assert sorted(line.code for line in page.catalogue.lines) == list(CODES)
    assert all(line.name and line.about for line in page.catalogue.lines)


def test_found_by_kanji_kana_width_and_english(make: Any) -> None:
    page = make().page
    for query, expected in (
        ("再交付", "card_reissue"),
        ("かーど 再交付", "card_reissue"),
        ("ｶｰﾄﾞ", "card_first"),
        ("Reset signature", RESET),
        ("紛失", "loss_report"),
    ):
        page.catalogue.search.setText(query)
        assert expected in [line.code for line in page.catalogue.lines], query
    page.catalogue.search.setText("そんな手続きはない")
    assert page.catalogue.lines == ()
    assert folded("ﾏｲﾅ ｶｰﾄﾞ") == folded("まいなカード")
    assert not matches(load_catalogue().procedures[0], "ない言葉")


def test_the_whole_way_by_keyboard(qtbot: Any, make: Any) -> None:
    """Type to search, arrows, Enter, the answers, papers, hand-over, result."""
    made = make()
    page, case = made.page, made.case
    page.catalogue.view.setFocus()
    qtbot.keyClicks(page.catalogue.view, "R")
    assert page.catalogue.search.hasFocus()
    qtbot.keyClicks(page.catalogue.search, "eset signature")
    qtbot.keyClick(page.catalogue.search, Qt.Key.Key_Down)
    qtbot.keyClick(page.catalogue.view, Qt.Key.Key_Return)
    assert page.overview.begin.hasFocus()
    qtbot.keyClick(page.overview.begin, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: case.fields.person.card("self").hasFocus())
    assert page.screen_name == "case"
    qtbot.keyClick(focus(), Qt.Key.Key_1)
    seen = 0
    while case.view.verdict.missing and seen < 30:
        seen += 1
        code = case.view.verdict.missing[0]
        case.lead_to(code)
        target = focus()
        value = GIVEN[code]
        if isinstance(value, tuple):
            for key in "A1":
                qtbot.keyClick(target, key)
        elif case.fields.fields[code].row.kind == "yes_no":
            qtbot.keyClick(target, "Y" if value == "yes" else "N")
        elif case.fields.fields[code].row.kind == "choice":
            qtbot.keyClick(target, Qt.Key.Key_Space)
        else:
            target.setText(str(value))
            target.textEdited.emit(value)
            qtbot.keyClick(target, Qt.Key.Key_Return)
        settle()
    assert case.view.verdict.complete, case.view.verdict.missing
    for _paper in case.view.verdict.papers:
        qtbot.keyClick(made.window, Qt.Key.Key_F9)
    assert sorted(code for _p, code in made.papers.printed) == sorted(
        each.code for each in case.view.verdict.papers
    )
    qtbot.keyClick(made.window, Qt.Key.Key_F6)
    assert case.view.case.state is CaseState.HANDED_OVER
    case.results.card("reset").setFocus()
    qtbot.keyClick(focus(), Qt.Key.Key_Space)
    qtbot.keyClick(made.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.screen_name == "procedures"
    assert [each.count for each in made.procedures.tally()] == [1] * len(made.procedures.tally())
    assert made.procedures.tally()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_what_is_not_taken_here_says_why_and_leads_to_a_referral(make: Any) -> None:
    made = make(method=IntakeMethod.OUTREACH)
    page = made.page
    line = next(each for each in page.catalogue.lines if each.code == RESET)
    assert line.why == "この窓口では受け付けていない手続きです"
    page.catalogue.choose(RESET)
    assert page.overview.why.title == line.why
    assert page.overview.begin.isHidden()
    page.overview.press_primary()
    assert made.papers.printed == [(RESET, "referral")]
    assert made.procedures.queue() == ()
    assert {each.code for each in made.procedures.tally()} == {"case_referred"}


def test_a_post_office_without_contract(make: Any) -> None:
    made = make(method=IntakeMethod.POST_OFFICE, contracts=frozenset())
    line = next(each for each in made.page.catalogue.lines if each.code == RESET)
    assert line.why == "この郵便局は、この手続きの委託を受けていません"


# answers


def test_a_refused_answer_stays_with_its_sentence(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer("person", "self")
    field = made.case.fields.fields["applicant.address"]
    made.answer("applicant.address", "番号は 1234 5678 9018 です")
    assert field.edit.text() == "番号は 1234 5678 9018 です"
    assert "マイナンバー" in field.error
    made.answer("applicant.name", "佐藤 結衣")  # another answer comes back meanwhile
    assert field.edit.text() == "番号は 1234 5678 9018 です"
    assert "マイナンバー" in field.error
    made.case.press_primary()
    assert made.case.view.case.state is CaseState.OPEN
    made.answer("applicant.address", "みどり野市中央1")
    assert field.error == ""
    assert made.case.view.case.entries["applicant.address"] == "みどり野市中央1"


def test_what_cannot_be_read_is_kept_and_said(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer("applicant.birth", "平成3年")
    field = made.case.fields.fields["applicant.birth"]
    made.case.fields.person.card("self").setFocus()
    settle()
    made.answer("person", "self")
    assert made.case.view.case.entries["applicant.birth"] == "平成3年"
    assert field.error
    assert "applicant.birth" in made.case.verdict.links
    made.answer("applicant.birth", "平成3.4.18")
    assert (field.error, field.hint) == ("", "1991（平成3）年4月18日")


def test_a_paused_text_is_kept_without_leaving_the_field(qtbot: Any, make: Any) -> None:
    made = make()
    made.open(RESET)
    edit = made.case.fields.fields["applicant.name"].edit
    edit.setFocus()
    qtbot.keyClicks(edit, "Sato")
    qtbot.waitUntil(lambda: made.case.view.case.entries.get("applicant.name") == "Sato")
    qtbot.keyClicks(edit, " Yui")
    assert edit.text() == "Sato Yui"  # nothing came over what is being typed
    made.case.back.click()
    assert made.procedures.queue()[0].entries["applicant.name"] == "Sato Yui"


def test_a_deed_waits_for_what_is_typed(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer_all({k: v for k, v in GIVEN.items() if k != "applicant.name"})
    edit = made.case.fields.fields["applicant.name"].edit
    edit.setText("佐藤 結衣")
    edit.textEdited.emit("佐藤 結衣")
    made.lanes.hold()
    made.case.press_primary()
    assert made.case.view.case.state is CaseState.OPEN
    made.lanes.go()
    assert made.case.view.case.state is CaseState.HANDED_OVER
    assert made.case.view.case.entries["applicant.name"] == "佐藤 結衣"


def test_a_store_that_fails_keeps_the_text_on_the_screen(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.store.broken = NeedsPerson("disk_full")
    made.answer("applicant.name", "佐藤 結衣")
    field = made.case.fields.fields["applicant.name"]
    assert field.edit.text() == "佐藤 結衣"
    assert field.error
    for dialog in QApplication.topLevelWidgets():
        if dialog.isVisible() and dialog is not made.window:
            dialog.close()


def test_what_is_missing_leads_to_its_field(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer("person", "self")
    made.case.verdict.links["card.expires"].click()
    assert made.case.fields.fields["card.expires"].edit.hasFocus()
    made.case.press_primary()  # not ready: to the first thing that is missing
    assert made.case.fields.fields["applicant.name"].edit.hasFocus()
    assert made.case._note.isVisible()


def test_every_reason_stands_with_what_to_do(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer_all({**GIVEN, "applicant.ward": "yes"})
    assert made.case.verdict.banner.title == "別の窓口をご案内します"
    assert made.case.hand_over.isHidden()
    assert made.case.primary is made.case.refer
    made.case.press_primary()
    assert made.papers.printed == [(RESET, "referral")]
    assert made.page.screen_name == "procedures"


def test_without_a_printer_a_referral_asks_first(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer_all({**GIVEN, "applicant.ward": "yes"})
    made.papers.broken = True
    made.case.press_primary()
    assert made.case.view.case.state is CaseState.OPEN
    question = QApplication.activeModalWidget()
    question.yes.click()
    assert made.procedures.queue() == ()


def test_a_paper_that_cannot_be_printed_is_said_above_the_buttons(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer_all(GIVEN)
    made.papers.broken = True
    made.case.papers.press_print()
    assert made.case._note.isVisible()
    assert made.case.view.case.papers == ()


def test_a_procedure_that_the_rules_lost_can_only_be_left_or_referred(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer("person", "self")
    lost = {each.code: each for each in load_catalogue().procedures if each.code != RESET}
    made.books.catalogue = Catalogue(lost, load_catalogue().common)
    made.room.judge_again()
    case = made.case
    assert case.verdict.banner.title == "この手続きは、いまの規則にありません"
    assert [each for each in (case.hand_over, case.done) if not each.isHidden()] == []
    assert not case.refer.isHidden()
    assert not case.leave.isHidden()
    assert made.procedures.queue()[0].entries == {"person": "self"}
    case.back.click()
    assert made.page.queue.rows[0].name == "いまの規則にない手続き"
    made.page.queue.begin.click()
    case.leave.click()
    dialog = QApplication.activeModalWidget()
    dialog.choice.choose("1")
    dialog.confirm.click()
    assert made.procedures.queue() == ()


def test_another_rule_holds_at_once(make: Any) -> None:
    """What was not asked a moment ago is asked now, and what was entered stays."""
    made = make()
    made.open(RESET)
    made.answer_all(GIVEN)
    assert made.case.verdict.banner.title == "受け付けられます"
    known = {each.code: each for each in load_catalogue().procedures}
    stricter = tuple(msgspec.structs.replace(row, required=True) for row in known[RESET].fields)
    known[RESET] = msgspec.structs.replace(known[RESET], fields=stricter)
    made.books.catalogue = Catalogue(known, load_catalogue().common)
    made.room.judge_again()
    assert "applicant.kana" in made.case.verdict.links
    assert made.case.fields.fields["applicant.name"].edit.text() == "髙﨑 𠮷男"


def test_the_lock_hands_over_what_is_typed(make: Any) -> None:
    made = make()
    made.open(RESET)
    edit = made.case.fields.fields["applicant.name"].edit
    edit.setText("佐藤 結衣")
    edit.textEdited.emit("佐藤 結衣")
    made.window.locked.emit()
    assert made.procedures.queue()[0].entries["applicant.name"] == "佐藤 結衣"


def test_an_open_case_is_there_again_after_a_restart(make: Any) -> None:
    made = make()
    made.open(RESET)
    made.answer("applicant.name", "佐藤 結衣")
    made.case.view = None  # the program ends; the next one finds only the store
    made.page.show_home()
    made.room.refresh()
    (row,) = made.page.queue.rows
    assert row.state == "受付中"
    made.page.queue.begin.click()
    assert made.case.fields.fields["applicant.name"].edit.text() == "佐藤 結衣"


# municipalities


def test_a_municipality_by_prefecture_and_name(make: Any) -> None:
    made = make()
    made.open("convenience_certificates")
    field = made.case.fields.fields["applicant.municipality"]
    made.answer("applicant.municipality", "府中市")
    assert "東京都、広島県" in field.error
    assert field.search.text() == "府中市"
    made.answer("applicant.municipality", "東京都府中市")
    assert field.error == ""
    assert made.case.view.case.entries["applicant.municipality"] == "132063"
    made.answer("applicant.municipality", "ない町")
    assert "見つかりません" in field.error
    assert field.search.text() == "ない町"


def test_a_municipality_chosen_from_the_hits_by_keyboard(qtbot: Any, make: Any) -> None:
    made = make()
    made.open("convenience_certificates")
    field = made.case.fields.fields["applicant.municipality"]
    edit = field.search.edit
    edit.setFocus()
    edit.setText("府中")
    edit.textEdited.emit("府中")
    assert [each.text() for each in field.search.links][:2] == ["東京都府中市", "広島県府中市"]
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(focus(), Qt.Key.Key_Down)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert edit.text() == "広島県府中市"
    assert made.case.view.case.entries["applicant.municipality"] == "342084"
    assert field.search.links == []


def test_codes_have_their_check_digit_and_cities_their_wards() -> None:
    known = municipalities(load_postcodes())
    assert with_check_digit("13206") == "132063"
    assert [each.code for each in found_by_name("札幌市", known)] == ["011002"]
    assert {each.code for each in found_by_name("府中市", known)} == {"132063", "342084"}
    assert [each.code for each in found_by_name("神奈川県 川崎市", known)] == ["141305"]


# queue and board


def test_ticket_call_again_and_start(make: Any) -> None:
    made = make()
    page = made.page
    for code in (RESET, "loss_report"):
        page.catalogue.choose(code)
        page.overview.ticket.click()
    assert [code for _p, code in made.papers.printed] == ["ticket", "ticket"]
    assert made.window.top_bar is not None
    page.queue.next.click()
    assert made.procedures.board() == Board(("001",), ("002",))
    page.queue.again.click()
    assert made.procedures.board().called == ("001",)
    page.queue.wait.click()
    assert made.procedures.board() == Board((), ("001", "002"))
    page.queue.choose(made.procedures.queue()[1].id)
    page.queue.begin.click()
    assert made.case.view.case.number.called == "002"
    made.case.back.click()
    assert [row.case.number.called for row in page.queue.rows] == ["002", "001"]
    page.queue.choose(made.procedures.queue()[1].id)
    assert page.queue.begin.text() == "続ける"


def test_a_ticket_stands_even_where_nothing_prints(make: Any) -> None:
    made = make()
    made.papers.broken = True
    made.page.catalogue.choose(RESET)
    made.page.overview.ticket.click()
    assert "001" in made.window.toast.text
    assert made.procedures.queue()[0].state is CaseState.WAITING


@pytest.mark.parametrize("count", [0, 1, 12, 40])
def test_the_board_has_numbers_only(qtbot: Any, count: int) -> None:
    board = WaitingBoard(whole_screen=False)
    qtbot.addWidget(board)
    board.resize(960, 540)
    numbers = tuple(f"{each:03d}" for each in range(2, 2 + count))
    board.show_board(Board(("001",) * min(count, 1), numbers))
    board.show()
    assert not board.grab().isNull()
    assert set(board.accessibleName()) <= set("お呼びしています待ちの番号 0123456789")


def test_the_board_opens_in_a_window_of_its_own_and_closes(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    host = BoardHost(window)
    host.show_board(Board(("007",), ()))
    host.toggle()
    assert host.shown
    assert host.widget is not None
    assert host.widget.board.called == ("007",)
    host.toggle()
    assert not host.shown


# every procedure on every size


@sizes
@both
def test_nothing_is_cut(make: Any, language: str, size: str) -> None:
    made = make(language=language, size=SIZES[size])
    assert clipped(made.page) == []
    made.page.show_side("queue")
    made.page.overview.ticket.click()
    assert clipped(made.page) == []


@both
@pytest.mark.parametrize("code", CODES)
def test_every_procedure_shows_its_case(make: Any, language: str, code: str) -> None:
    made = make(language=language, size=SIZES["150 %"])
    made.open(code)
    made.answer("person", "self")
    settle()
    assert clipped(made.case) == []
    shown = [made.case.fields.fields[each] for each in made.case.fields.shown]
    assert all(not each.isHidden() and each.editor.accessibleName() for each in shown)
    for widget in made.case.findChildren(QWidget):
        reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if reachable and widget.isVisibleTo(made.case):
            assert widget.height() >= theme.TARGET_PX - 2, (widget, widget.height())
            assert widget.accessibleName(), widget


def test_the_first_day_of_renewal_is_no_last_day(make: Any) -> None:
    made = make()
    made.open("card_renewal")
    made.answer("card.expires", "2031.4.18")
    settle()
    words = [each.text() for each in made.case.findChildren(QLabel)]
    assert any("2031（令和13）年1月18日 から" in each for each in words)

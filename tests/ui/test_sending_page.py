"""送信: each state and each failure has its words, its next step, and room for both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from batches import TODAY, at, batch, failed, one_of_each, page_view
from clipped import clipped
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desk.assets import font_files, load_wording, translation
from desk.domain.batch import BatchState
from desk.services.limits import Level, Limit
from desk.ui import theme
from desk.ui.sending.batch_table import CHANGED, PROGRESS, SIZE, STATE
from desk.ui.sending.page import SendingPage
from desk.ui.sending.stop_dialog import StopDialog
from desk.ui.sending.views import LineState, Moving, StickView, stop_of
from desk.ui.sending.words import SendingWords
from sync.troubles import Trouble

SIZES = {"100 %": (1366, 678), "125 %": (1093, 524), "150 %": (911, 456)}


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


def words(language: str = "ja") -> SendingWords:
    return SendingWords(load_wording(language), TODAY)


def shown(qtbot, size: str = "100 %", language: str = "ja") -> SendingPage:
    page = SendingPage(words(language))
    qtbot.addWidget(page)
    page.resize(*SIZES[size])
    with qtbot.waitExposed(page):
        page.show()
    return page


both = pytest.mark.parametrize("language", ["ja", "en"], indirect=True)
sizes = pytest.mark.parametrize("size", SIZES)


@both
@sizes
def test_every_failure_says_what_happened_what_to_do_and_its_number(qtbot, language, size):
    texts = load_wording(language)
    page = shown(qtbot, size, language)
    for trouble in Trouble:
        page.show_view(page_view(failed(1, trouble.value)))
        box = page.detail.failure
        assert box.banner.title == texts.sentences[f"sync_{trouble.value}"]
        assert box.banner.text == texts.sentences[f"sync_{trouble.value}_kept"]
        assert len(box.steps) == len(texts.sentences[f"sync_{trouble.value}_next"].splitlines())
        number = texts.sentences[f"sync_{trouble.value}_ref"]
        assert box.inquiry.text().endswith(f"{number} / 7Q4M")
        assert clipped(page) == [], trouble
        assert page.send.isVisible()


@both
def test_a_failure_in_its_own_window_has_room_too(qtbot, language):
    parent = shown(qtbot, "150 %", language)
    for trouble in (Trouble.STICK_FULL, Trouble.CODE_USED, Trouble.PORTAL, Trouble.TLS_CLOCK):
        stop = stop_of(failed(1, trouble.value))
        assert stop is not None
        dialog = StopDialog("USB", stop, words(language), parent)
        dialog.open()
        assert dialog.failure.steps
        assert clipped(dialog) == []
        dialog.accept()


@both
@sizes
def test_every_state_has_room_for_its_words(qtbot, language, size):
    page = shown(qtbot, size, language)
    stick = StickView(
        name="MKD-USB-02", folder="/x", free_bytes=14_000_000, needed_bytes=10**8, batches=2
    )
    limits = (Limit(code="unsent", level=Level.WARN, value=410, warn=400, most=500),)
    page.show_view(page_view(*one_of_each(), stick=stick, limits=limits))
    for each in one_of_each():
        page.table.choose(each.id)
        assert page.detail.batch.id == each.id
        assert page.detail.fact("here")
        assert clipped(page) == [], each.state
    page.show_view(page_view(state=LineState.NOT_ENROLLED))
    assert clipped(page) == []
    assert page.enrol.isVisible()


def test_text_twice_as_large_is_not_cut(qtbot, monkeypatch):
    plain = theme.font
    monkeypatch.setattr(theme, "font", lambda px, bold=False, mono=False: plain(px * 2, bold, mono))
    page = shown(qtbot)
    page.show_view(page_view(*one_of_each()))
    for each in one_of_each():
        page.table.choose(each.id)
        assert clipped(page) == [], each.state


def test_figures_that_are_not_known_are_being_reckoned(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(batch(0, BatchState.SENDING)))
    page.show_moving(Moving(batch="batch-0", sent_bytes=0, total_bytes=58_400_000))
    assert page.detail.fact("rate") == page.detail.fact("remaining") == "計算中"
    page.show_moving(
        Moving(
            batch="batch-0",
            sent_bytes=36_800_000,
            total_bytes=58_400_000,
            rate_bytes_s=210_000,
            remaining_s=105,
        )
    )
    assert page.detail.fact("rate") == "毎秒 0.21 MB"
    assert page.detail.fact("remaining") == "約 1 分 45 秒"
    assert page.table.rows.index(0, PROGRESS).data() == "63%"


def test_progress_moves_the_row_and_leaves_the_choice(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(*one_of_each()))
    page.table.choose("batch-1")
    page.show_moving(Moving(batch="batch-0", sent_bytes=58_000_000, total_bytes=58_400_000))
    assert page.detail.batch.id == "batch-1"
    assert page.table.rows.index(0, PROGRESS).data() == "99%"


def test_the_row_keeps_its_choice_and_nothing_is_said_by_colour_alone(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(*one_of_each()))
    page.table.choose("batch-3")
    page.show_view(page_view(*one_of_each()))
    assert page.table.batch == "batch-3"
    words_of = [page.table.rows.index(row, STATE).data() for row in range(7)]
    assert words_of == [
        "送信中",
        "送信できません",
        "USBで持出し中",
        "受領済み",
        "端末から消去済み",
        "一時停止",
        "待ち",
    ]


def test_keys_reach_what_the_buttons_do(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(batch(0, BatchState.SENDING), failed(1, "line_cut")))
    done: list[object] = []
    page.pause_asked.connect(lambda each: done.append(("pause", each)))
    page.send_asked.connect(lambda each: done.append(("send", each)))
    page.carry_out_asked.connect(lambda: done.append("out"))
    page.carry_in_asked.connect(lambda: done.append("in"))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.table, Qt.Key.Key_F7)
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    assert done == [("pause", "batch-0"), ("send", "batch-1"), "out", "in"]


def test_a_narrow_table_gives_up_size_before_state(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(*one_of_each()))
    assert not page.table.isColumnHidden(SIZE)
    page.table.setFixedWidth(560)
    QApplication.processEvents()
    assert page.table.isColumnHidden(SIZE)
    assert page.table.isColumnHidden(CHANGED)
    assert not page.table.isColumnHidden(STATE)
    assert sum(page.table.columnWidth(c) for c in range(6)) <= page.table.viewport().width()


def test_nothing_to_carry_is_said_beside_the_button(qtbot):
    page = shown(qtbot)
    page.show_view(page_view(batch(4, BatchState.PURGED, purged_at=at(3, 0, 22))))
    assert not page.carry_out.isEnabled()
    assert page.carry_out.blocked_reason == "書き出す束がありません"
    assert not page.send.isVisible()


def test_a_limit_can_be_extended_by_a_supervisor(qtbot):
    page = shown(qtbot)
    asked: list[str] = []
    page.extend_asked.connect(asked.append)
    page.show_view(
        page_view(limits=(Limit(code="unsent", level=Level.STOP, value=501, warn=400, most=500),))
    )
    assert page.limit.kind == "stop"
    page.extend.click()
    assert asked == ["unsent"]

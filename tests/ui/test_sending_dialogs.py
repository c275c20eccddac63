"""Sticks, enrolment, what is still here: each window answers, and none cuts its words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from batches import TODAY, batch, one_of_each, page_view
from clipped import clipped
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from desk.assets import font_files, load_wording, translation
from desk.domain.batch import BatchState
from desk.ui import theme
from desk.ui.sending.carry_dialog import CarryDialog
from desk.ui.sending.enrol_dialog import EnrolDialog
from desk.ui.sending.here_dialog import HereDialog
from desk.ui.sending.views import Stop
from desk.ui.sending.words import SendingWords

CTRL = Qt.KeyboardModifier.ControlModifier
TWO = (batch(1, BatchState.WAITING), batch(2, BatchState.PAUSED))


@pytest.fixture(params=["ja", "en"])
def words(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[SendingWords]:
    if not qapp.styleSheet():
        theme.apply_theme(qapp, font_files())
    translator = QTranslator()
    if request.param == "en":
        assert translator.load(str(translation("en")))
        qapp.installTranslator(translator)
    yield SendingWords(load_wording(request.param), TODAY)
    qapp.removeTranslator(translator)


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    made.resize(911, 512)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_a_stick_is_chosen_checked_written_and_done(qtbot, window, words):
    dialog = CarryDialog(TWO, "batch-1", words, window)
    written: list[tuple[str, tuple[str, ...]]] = []
    cancelled: list[bool] = []
    dialog.write_asked.connect(lambda *each: written.append(each))
    dialog.cancel_asked.connect(lambda: cancelled.append(True))
    with qtbot.waitActive(dialog):
        dialog.open()
    assert dialog.chosen == ("batch-1",)
    assert not dialog.write.isEnabled()
    dialog.set_folder("/media/MKD-USB-02", 1_000_000)
    assert dialog.write.blocked_reason  # not enough space
    assert clipped(dialog) == []
    dialog.set_folder("/media/MKD-USB-02", 14_000_000_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert written == [("/media/MKD-USB-02", ("batch-1",))]
    dialog.show_progress("batch-1", 20_000_000, 58_400_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert cancelled
    assert dialog.isVisible()  # writing is stopped first
    assert clipped(dialog) == []
    dialog.show_stop(Stop(code="stick_gone"))
    assert dialog.failure.steps
    assert clipped(dialog) == []
    dialog.show_cancelled()
    dialog.show_done(["MKD-K3-261122-5d10aa01.machikado"])
    assert "MKD-K3-261122-5d10aa01.machikado" in dialog.banner.text
    assert clipped(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert not dialog.isVisible()


def test_enrolment_takes_only_its_own_code_and_says_what_came_of_it(qtbot, window, words):
    dialog = EnrolDialog(words, window)
    given: list[str] = []
    dialog.code_given.connect(given.append)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert clipped(dialog) == []
    dialog.take_scanned("https://example.invalid/")
    assert dialog.text == ""
    assert dialog.note.text()
    dialog.code.setPlainText("  MKD1:eyJ1\n IjoiIn0 ")
    assert dialog.text == "MKD1:eyJ1IjoiIn0"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert given == ["MKD1:eyJ1IjoiIn0"]
    assert not dialog.enrol.isEnabled()
    dialog.show_stop(Stop(code="code_used"))
    assert dialog.failure.steps
    assert dialog.enrol.isEnabled()
    assert clipped(dialog) == []
    dialog.show_stop(Stop(code="unexpected", sentence="この端末の登録票ではありません。"))
    assert dialog.failure.banner.title == "この端末の登録票ではありません。"
    assert dialog.failure.steps == ()
    dialog.show_done([("Hub", "みどり野市"), ("K", "1111-2222-3333-4444-5555-6666-7777-8888")])
    assert clipped(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert not dialog.isVisible()


def test_what_is_still_here_and_why(qtbot, window, words):
    dialog = HereDialog(page_view(*one_of_each()).sending, words, window)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert clipped(dialog) == []
    assert not dialog.approve.isVisible()
    dialog.reject()
    waits = batch(3, BatchState.RECEIVED, purge_needs_approval=True, purge_on=TODAY)
    dialog = HereDialog(page_view(waits).sending, words, window)
    asked: list[bool] = []
    dialog.purge_asked.connect(lambda: asked.append(True))
    dialog.open()
    dialog.approve.click()
    assert asked


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_all_that_was_enrolled_stands_there_without_scrolling(qtbot, words, window, size):
    window.resize(*size)
    dialog = EnrolDialog(words, window)
    with qtbot.waitActive(dialog):
        dialog.open()
    dialog.show_done(
        [
            ("センター", "https://hub.midorino.example.jp:8443/"),
            ("端末", "K3"),
            ("市区町村", "みどり野市"),
            (
                "センターの鍵（登録票と同じか確かめてください）",
                "1111 2222 3333 4444 5555 6666 7777 8888",
            ),
        ]
    )
    assert clipped(dialog) == []
    assert dialog._scroll.verticalScrollBar().maximum() == 0

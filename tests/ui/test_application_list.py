"""Ten thousand rows: only what is looked at is fetched, and late answers are not believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shell_world import TODAY, ListedStore, Queue, invented_line

from desk.domain.application import DayId, Line
from desk.ui.application_list import LINE_ROLE, OPEN_ROLE, PAGES_KEPT, ApplicationList, LineModel


@pytest.fixture
def queue():
    return Queue()


def model_of(rows, queue):
    source = ListedStore(rows)
    model = LineModel(source, queue)
    model.reload()
    queue.deliver()
    return source, model


def test_only_the_pages_that_are_looked_at_are_fetched(qapp, queue):
    source, model = model_of(10_000, queue)
    assert model.rowCount() == 10_000
    assert source.asked == [("", 0)]
    assert model.line_at(0).name == "架空 1"
    assert model.line_at(5_050) is None
    assert model.line_at(5_051) is None
    queue.deliver()
    assert source.asked == [("", 0), ("", 5_000)]
    assert model.line_at(5_050) == source.lines[5_050]


def test_old_pages_are_let_go(qapp, queue):
    _source, model = model_of(10_000, queue)
    for row in range(0, 10_000, 100):
        model.line_at(row)
        queue.deliver()
    assert model.pages_held == PAGES_KEPT
    assert model.line_at(0) is None
    queue.deliver()
    assert model.line_at(0) is not None


def test_an_answer_to_an_old_search_is_dropped(qapp, queue):
    source = ListedStore(300)
    model = LineModel(source, queue)
    counted = []
    model.counted.connect(lambda rows, query: counted.append((rows, query)))
    model.search("架空 29")
    model.search("架空 300")
    queue.deliver()
    assert counted == [(1, "架空 300")]
    assert model.rowCount() == 1


def test_a_new_application_comes_on_top_without_a_gap(qapp, queue):
    source, model = model_of(250, queue)
    model.line_at(150)
    queue.deliver()
    source.lines.insert(0, invented_line(9000))
    model.reload()
    assert model.line_at(150) is not None  # the former line until the new one has come
    queue.deliver()
    assert model.rowCount() == 251
    assert model.line_at(0).number.serial == 9000
    model.line_at(150)
    queue.deliver()
    assert model.line_at(150) == source.lines[150]


def test_rows_go_when_a_search_finds_fewer(qapp, queue):
    _source, model = model_of(250, queue)
    model.search("架空 25")
    queue.deliver()
    assert model.rowCount() == 2
    model.search("だれもいない")
    queue.deliver()
    assert model.rowCount() == 0
    model.search("")
    queue.deliver()
    assert model.rowCount() == 250


def test_the_open_application_is_marked_and_named(qapp, queue):
    source, model = model_of(20, queue)
    model.set_open(source.lines[3].id)
    assert model.data(model.index(3), OPEN_ROLE) is True
    assert model.data(model.index(4), OPEN_ROLE) is False
    assert model.data(model.index(3), LINE_ROLE) == source.lines[3]
    said = model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "K3-017、架空 17、完了・郵送"


@pytest.fixture
def panel(qtbot, queue):
    made = ApplicationList(ListedStore(10_000), queue, lambda: TODAY, DayId("day"))
    qtbot.addWidget(made)
    made.resize(276, 600)
    made.reload()
    queue.deliver()
    with qtbot.waitActive(made):
        made.show()
    return made


def test_the_panel_draws_scrolls_and_asks_little(qtbot, panel, queue):
    panel.view.scrollToBottom()
    QApplication.processEvents()
    panel.grab()
    assert queue.deliver() <= 2
    panel.grab()
    assert panel.heading == "本日の受付 10000 件"


def test_typing_searches_once(qtbot, panel, queue):
    source = panel.model._source
    source.asked.clear()
    panel.search.insert("架空 77")
    assert source.asked == []
    qtbot.waitUntil(lambda: bool(queue.waiting))
    queue.deliver()
    assert {query for query, _offset in source.asked} == {"架空 77"}
    assert panel.heading.startswith("見つかった受付")


def test_by_keyboard_from_search_to_the_row(qtbot, panel, queue):
    chosen = []
    panel.application_chosen.connect(chosen.append)
    panel.focus_search()
    panel.search.insert("架空 1234")
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    queue.deliver()
    panel.view.setCurrentIndex(panel.model.index(0))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen == [panel.model.line_at(0).id]
    assert panel.model.line_at(0).name == "架空 1234"


def test_a_click_chooses_and_the_button_asks_for_a_new_one(qtbot, panel):
    chosen, asked = [], []
    panel.application_chosen.connect(chosen.append)
    panel.new_asked.connect(lambda: asked.append(1))
    place = panel.view.visualRect(panel.model.index(2)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    panel.new_button.click()
    assert chosen == [panel.model.line_at(2).id]
    assert asked == [1]


def test_days_gone_by_and_empty_names_are_drawn(qtbot, queue):
    source = ListedStore(0)
    source.lines = [invented_line(2, day=TODAY.replace(day=21)), invented_line(1)]
    panel = ApplicationList(source, queue, lambda: TODAY)
    qtbot.addWidget(panel)
    panel.resize(276, 500)
    panel.show()
    panel.reload()
    queue.deliver()
    panel.set_open(source.lines[0].id)
    assert not panel.grab().isNull()
    assert panel.heading == "受付 2 件"
    assert panel.count_words == "一覧 2件"


def with_sent_back(qtbot, queue, *rows: int) -> ApplicationList:
    source = ListedStore(20)
    for row in rows:
        source.lines[row] = replace(source.lines[row], sent_back=True)
    made = ApplicationList(source, queue, lambda: TODAY, DayId("day"))
    qtbot.addWidget(made)
    made.resize(276, 600)
    made.reload()
    queue.deliver()
    with qtbot.waitActive(made):
        made.show()
    return made


def test_what_was_sent_back_stands_on_top_and_opens(qtbot, queue):
    panel = with_sent_back(qtbot, queue, 3, 9)
    chosen = []
    panel.application_chosen.connect(chosen.append)
    oldest: Line = panel.model.line_at(9)
    assert panel.sent_back.isVisible()
    assert panel.sent_back.words == "差戻し 2件"
    assert panel.sent_back.mapTo(panel, panel.sent_back.rect().topLeft()).y() < panel.view.y() + 1
    assert panel.sent_back.button.height() >= 44
    assert panel.count_words == "一覧 20件・差戻し 2"
    panel.sent_back.button.setFocus()
    qtbot.keyClick(panel.sent_back.button, Qt.Key.Key_Space)
    assert chosen == [oldest.id]


def test_the_row_says_it_in_words(qtbot, queue):
    panel = with_sent_back(qtbot, queue, 3)
    said = panel.model.data(panel.model.index(3), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "K3-017、架空 17、差戻し"
    assert not panel.grab().isNull()


def test_once_corrected_the_strip_is_gone(qtbot, queue):
    panel = with_sent_back(qtbot, queue, 3)
    source = panel.model._source
    told = []
    panel.words_changed.connect(lambda: told.append(panel.count_words))
    source.lines[3] = replace(source.lines[3], sent_back=False)
    panel.reload()
    queue.deliver()
    assert not panel.sent_back.isVisible()
    assert told[-1] == "一覧 20件"

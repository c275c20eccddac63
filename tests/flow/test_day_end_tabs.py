"""A whole desk at the end of the day: the tabs stand, and the way on is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from review_day import ReviewDay

from desk.app import DeskApp, qt_application
from desk.assets import load_rules
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, Key
from desk.demo.people import CLERKS, PASSPHRASE, SUPERVISOR
from desk.demo.practice import prepare
from desk.domain.batch import BatchState
from desk.domain.form_id import FormId
from desk.domain.tally import Envelope
from desk.services.reports import TallySheet
from desk.services.review import Review
from desk.store_at import opening_at

sys.path.append(str(Path(__file__).resolve().parents[1] / "hub"))
from hub_world import RealHub

PRINTED: list[TallySheet] = []
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    qt_application("ja")
    folder = tmp_path / "data"
    prepare(folder, SystemClock(), opening_at)
    PRINTED.clear()
    desk = DeskApp(folder, print_tally=lambda sheet, _words: PRINTED.append(sheet))
    troubles: list[Any] = []
    desk.lanes.unhandled.connect(troubles.append)
    yield Clerk(desk)
    desk.window.close_without_asking()
    assert troubles == []


def test_the_tabs_of_the_days_end(clerk: Clerk) -> None:
    desk = clerk.desk
    clerk.arrive()
    clerk.unlock(PASSPHRASE)
    clerk.choose_operator(SUPERVISOR[0])
    clerk.sign_on(SUPERVISOR[1])
    end = desk.day_end
    assert end is not None
    clerk.press(Key.Key_4, CTRL)
    page = end.closing.page
    clerk.wait(lambda: page.view is not None, "the day close")
    assert page.notice.isVisible()  # not enrolled: said before anybody counts
    assert page.view.records_ready

    clerk.press(Key.Key_5, CTRL)
    sending = end.sending.page
    clerk.wait(lambda: sending.isVisible() and sending.enrol.isVisible(), "the sending page")
    assert next(item.text for item in end.states()) == "未登録の端末"


def _on_store(clerk: Clerk, work: Any) -> Any:
    found: list[Any] = []
    clerk.desk.lanes.run(work, found.append, found.append)
    clerk.wait(lambda: found, "the store")
    assert not isinstance(found[0], Exception), found[0]
    return found[0]


def _take_in_and_approve(clerk: Clerk) -> None:
    """Two people of the clerk's, approved by the supervisor, through the services."""
    desk = clerk.desk
    counter, store = desk.counter, desk.store
    assert counter is not None
    assert store is not None
    day = ReviewDay.over(store, desk.clock, counter.intake)

    def work() -> int:
        operators = {each.name: each for each in store.operators()}
        boss, counter.intake.operator = counter.intake.operator, operators[CLERKS[0][0]]
        for name, form_id in (("佐藤 結衣", "1" * 23), ("高橋 武志", "2" * 23)):
            draft = counter.intake.open()
            counter.intake.take_form_id(draft.id, FormId(form_id), "camera")
            day.finish(draft, name, "カクウ", slate=False)
        counter.intake.operator = boss
        review = Review(store, desk.clock, load_rules(), boss, counter.intake.day)
        for item in review.items():
            review.approve(item.id, 5_000, "申請書を手元で照合しました")
        return len(review.items())

    assert _on_store(clerk, work) == 2


def _enrol(clerk: Clerk, hub: RealHub) -> None:
    end = clerk.desk.day_end
    assert end is not None
    clerk.press(Key.Key_5, CTRL)
    page = end.sending.page
    clerk.wait(lambda: page.enrol.isVisible(), "the way to enrol")
    clerk.press(Key.Key_Return, CTRL)
    room = end.sending.enrolling
    clerk.wait(lambda: room.dialog is not None and room.dialog.isVisible(), "the enrolment")
    assert end.sending.take_scanned("1" * 23)  # another code: said so, not taken
    assert end.sending.take_scanned(hub.enrol("K3"))
    dialog = room.dialog
    assert dialog is not None
    clerk.wait(lambda: QApplication.focusWidget() is dialog.enrol, "the code stands there")
    clerk.press(Key.Key_Return, CTRL)
    clerk.wait(lambda: dialog.lines or dialog.failure.isVisible(), "the hub's answer")
    assert dict(dialog.lines)["端末"] == "K3", dialog.failure.banner.title
    clerk.press(Key.Key_Return, CTRL)
    clerk.wait(lambda: room.dialog is None and clerk.desk.window.isActiveWindow(), "its end")


def test_a_day_is_counted_sealed_printed_and_sent(tmp_path: Path, clerk: Clerk) -> None:
    desk = clerk.desk
    with RealHub(tmp_path / "hub") as hub:
        hub.add_municipality()
        clerk.arrive()
        clerk.unlock(PASSPHRASE)
        clerk.choose_operator(SUPERVISOR[0])
        clerk.sign_on(SUPERVISOR[1])
        _take_in_and_approve(clerk)
        _enrol(clerk, hub)
        end = desk.day_end
        assert end is not None

        clerk.press(Key.Key_4, CTRL)
        page = end.closing.page
        clerk.wait(lambda: page.isVisible() and page.view is not None, "the day close")
        clerk.wait(lambda: not page.notice.isVisible(), "nothing keeps the terminal from sealing")
        assert page.balance.figure("accepted") == "—"
        other = next(each.id for each in desk.people.shown() if not each.supervisor)
        who = page.counting.who
        who.setFocus()
        clerk.drop_down(who, other)
        clerk.press(Key.Key_Return)
        clerk.wait(page.counting.fields[Envelope.ACCEPTED].hasFocus, "the first envelope")
        for number in ("1", "0", "0"):
            clerk.write(number)
            clerk.press(Key.Key_Return)
        pins = _on_store(clerk, lambda: desk.store.day_tally(page.view.day.id).pin_requests)
        clerk.write(str(pins))
        clerk.press(Key.Key_Return)
        clerk.wait(lambda: page.view.differences and not page.view.hide_numbers, "one is missing")
        assert page.paper.banner.title == "封筒A が記録より 1 枚少ないです"

        clerk.press(Key.Key_F6)
        clerk.wait(lambda: end.closing.scanner.running, "scanning")
        assert end.closing.take_scanned("2" * 23)
        clerk.wait(lambda: len(page.paper.missing.rows.sheets) == 1, "one sheet is left")
        clerk.press(Key.Key_F6)
        clerk.wait(lambda: not end.closing.scanner.running, "scanning ends")
        page.counting.fields[Envelope.ACCEPTED].setFocus()
        page.counting.fields[Envelope.ACCEPTED].selectAll()
        clerk.write("2")
        clerk.press(Key.Key_Return)
        clerk.wait(lambda: page.view.paper_agrees, "the paper agrees")

        clerk.press(Key.Key_Return, CTRL)
        clerk.write(SUPERVISOR[1])
        clerk.press(Key.Key_Return, CTRL)
        clerk.wait(lambda: page.view.batch is not None, "sealed")
        clerk.wait(lambda: page.sealed._sample.pixmap().width() > 0, "the tally sheet, small")
        clerk.press(Key.Key_F9)
        clerk.wait(lambda: PRINTED, "the tally sheet")
        assert PRINTED[-1].code.number == page.view.batch.name

        clerk.press(Key.Key_Return, CTRL)
        sending = end.sending.page
        clerk.wait(
            lambda: sending.chosen is not None and sending.chosen.state is BatchState.RECEIVED,
            "the receipt",
        )
        assert len(hub.packets()) == 2
        assert end.states()[0].text.startswith("通信できます")

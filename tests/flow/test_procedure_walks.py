"""Every procedure of the catalogue, walked on the real window and store from its name to its count.

One desk at a municipality's counter, where all of them are taken: choose, number ticket, call,
begin, answer every question, print every paper, hand over, result. A card procedure goes on to its
application, whose acceptance ends the case.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from review_day import ReviewDay

from desk.app import DeskApp, qt_application
from desk.assets import load_catalogue
from desk.demo.clerk import Clerk, Key
from desk.demo.people import CLERKS, PASSPHRASE
from desk.demo.practice import prepare
from desk.domain.application import Concern, Grounds
from desk.domain.cases import CaseEntry, CaseState
from desk.domain.form_id import FormId
from desk.papers.case_paper import case_paper_pdf
from desk.services.ports import Moment
from desk.store_at import opening_at
from desk.ui.message_dialog import QuestionDialog
from desk.ui.procedures.entry_field import ChoiceEntry, DocumentsEntry, MunicipalityEntry
from tests.procedure_answers import NAME, NEEDED, ON, likely

CODES = tuple(sorted(each.code for each in load_catalogue().procedures))
CTRL = Qt.KeyboardModifier.ControlModifier
VOIDED = Grounds(
    concern=Concern.APPLICANT_ASKED, detail="きょうは申請をやめるとのこと", paper="returned"
)
GUARDIAN: dict[str, Any] = {
    "applicant.ward": False,
    "guardian.name": "髙﨑 𠮷葛",
    "guardian.kana": "タカサキ ヨシカツ",
    "guardian.relation": "母",
}


class Standing:
    """2026-11-26 10:30 in Japan; a millisecond passes each time it is read."""

    def __init__(self) -> None:
        self.read = 0

    def now(self) -> Moment:
        self.read += 1
        at = datetime(2026, 11, 26, 1, 30, tzinfo=UTC) + timedelta(milliseconds=self.read)
        return Moment(at, self.read * 1_000_000, "boot")

    def today(self) -> date:
        return ON

    def wait(self, seconds: float) -> None:
        self.read += round(seconds * 1000)


class Desk:
    """One desk for the whole file, with what its printer was given."""

    def __init__(self, folder: Path) -> None:
        qt_application("ja")
        clock = Standing()
        prepare(folder, clock, opening_at)
        self.printed: list[tuple[str, bytes]] = []
        self.app = DeskApp(folder, clock=clock, print_case_paper=self._print)
        self.troubles: list[Any] = []
        self.app.lanes.unhandled.connect(self.troubles.append)
        self.clerk = Clerk(self.app)
        self.clerk.patience_s = 10.0
        self.clerk.arrive()
        self.clerk.unlock(PASSPHRASE)
        self.clerk.choose_operator(CLERKS[0][0])
        self.app._start_page().method.set_code("office_visit")
        self.clerk.sign_on(CLERKS[0][1])
        room = self.app.procedure_room
        assert room is not None
        self.room, self.page, self.case = room, room.page, room.page.case
        self.clerk.wait(lambda: room.words.municipalities, "the municipalities")

    def _print(self, content: Any, words: Any) -> None:
        self.printed.append((content.paper.code, case_paper_pdf(content, words)))

    def idle(self, until: Callable[[], object], what: str) -> None:
        self.clerk.wait(lambda: self.app.lanes.idle and until(), what)

    def on_store(self, work: Callable[[], Any]) -> Any:
        found: list[Any] = []
        self.app.lanes.run(work, found.append, found.append)
        self.clerk.wait(lambda: found, "the store")
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    # the counter

    def take_ticket_and_call(self, code: str) -> None:
        """F3, the name, the number ticket by F6, called by F7, begun by Enter."""
        page, clerk = self.page, self.clerk
        self.app.window.show_tab("procedures")
        clerk.press(Key.Key_F3)
        page.catalogue.search.setText(load_name(code))
        page.catalogue.choose(code)
        assert page.catalogue.code == code
        clerk.press(Key.Key_F6)
        self.idle(lambda: page.queue.rows, "the ticket")
        clerk.press(Key.Key_F7)
        self.idle(lambda: page.queue.chosen.state is CaseState.CALLED, "the call")
        number = page.queue.chosen.number.called
        assert self.on_store(self.room.procedures.board).called == (number,)
        clerk.press(Key.Key_Return)
        self.idle(lambda: page.screen_name == "case", "the case")
        page.catalogue.search.clear()

    def answer_everything(self, code: str) -> None:
        """Field by field in the order of the screen, until the verdict wants no more."""
        case = self.case
        self.give("person", NEEDED.get(code, {}).get("person", "self"))
        self.idle(lambda: "person" in case.view.case.entries, "person")
        given: set[str] = set()
        while waiting := [each for each in case.fields.shown if each not in given]:
            for each in waiting:  # as fast as somebody types who knows them all
                self.give(each, likely(code, case.fields.fields[each].row))
            given.update(waiting)
            self.idle(lambda: not case.waits, "the answers")
        assert case.view.case.entries.keys() >= set(case.fields.shown)
        assert case.view.verdict.complete, case.view.verdict.missing
        assert case.view.problems == ()

    def give(self, code: str, value: CaseEntry) -> None:
        case = self.case
        case.lead_to(code)
        if code == "person":
            case.fields.person.choose(str(value))
        else:
            field = case.fields.fields[code]
            if isinstance(field, ChoiceEntry):
                field.choose(str(value))
            elif isinstance(field, DocumentsEntry):
                for document in value:
                    field.cards.toggle(document)
            else:
                target = QApplication.focusWidget()
                assert target is field.first()
                if isinstance(field, MunicipalityEntry):
                    value = self.room.words.municipality(str(value))
                self.clerk.write(str(value))
                self.clerk.press(Key.Key_Return)

    def print_papers(self) -> None:
        """F9 until all are printed; each is a PDF of whole pages."""
        wanted = [paper.code for paper in self.case.view.verdict.papers if paper.kind != "ticket"]
        for at in range(len(wanted)):
            self.clerk.press(Key.Key_F9)
            self.idle(lambda at=at: len(self.printed) == at + 2, "the paper")
        assert [code for code, _pdf in self.printed[1:]] == wanted
        for _code, pdf in self.printed:
            assert len(pypdfium2.PdfDocument(pdf)) >= 1

    def finish_here(self) -> None:
        """Hand over where the terminal does it, then the result, then 完了."""
        case = self.case
        if not case.hand_over.isHidden():
            self.clerk.press(Key.Key_F6)
            self.idle(lambda: case.view.case.state is CaseState.HANDED_OVER, "the hand-over")
        result = next(row for row in case.view.procedure.results if row.done)
        case.results.card(result.code).setFocus()
        self.clerk.press(Key.Key_Space)
        self.clerk.press(Key.Key_Return, CTRL)
        self.idle(lambda: self.page.screen_name == "procedures", "the end")

    def finish_as_application(self, code: str) -> None:
        """On to the five steps, which other tests walk; accepted through the services."""
        clerk, counter = self.clerk, self.app.counter
        assert counter is not None
        clerk.press(Key.Key_Return, CTRL)
        self.idle(lambda: counter.bench.draft is not None, "the application")
        assert self.app.window.tab == "intake"
        draft = counter.bench.draft
        assert draft.record.entries["procedure.code"] == code
        day = ReviewDay.over(self.app.store, self.app.clock, counter.intake)

        def work() -> None:
            counter.intake.take_form_id(draft.id, FormId(f"{CODES.index(code) + 1:023d}"), "camera")
            day.finish(draft, "佐藤 結衣", "サトウ ユイ", slate=False, head_seed=CODES.index(code))

        self.on_store(work)


def load_name(code: str) -> str:
    return next(each.ja for each in load_catalogue().procedures if each.code == code)


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("walks") / "data")
    yield made
    made.app.window.close_without_asking()


@pytest.mark.parametrize("code", CODES)
def test_from_its_name_to_its_count(open_desk: Desk, code: str) -> None:
    desk = open_desk
    procedures = desk.room.procedures
    desk.printed.clear()
    before = Tally({each.code: each.count for each in desk.on_store(procedures.tally)})
    desk.take_ticket_and_call(code)
    desk.answer_everything(code)
    desk.print_papers()
    verdict = desk.case.view.verdict
    if desk.case.view.procedure.screen == "workbench":
        desk.finish_as_application(code)
    else:
        desk.finish_here()
    after = Tally({each.code: each.count for each in desk.on_store(procedures.tally)})
    assert after - before == Tally(each.code for each in verdict.counts)
    assert desk.on_store(procedures.queue) == ()
    assert desk.troubles == []


@pytest.mark.parametrize("same", [False, True])
def test_a_move_asks_about_the_movers_own_card_application(open_desk: Desk, same: bool) -> None:
    """The address changes, so no mail; but only a person says that it is the same applicant."""
    desk, intake = open_desk, open_desk.app.counter.intake
    who = {"applicant.name": NAME, "applicant.birth": "1991-04-18"}
    draft = desk.on_store(lambda: intake.save(intake.open().id, who))
    desk.on_store(intake.leave)
    desk.printed.clear()
    desk.take_ticket_and_call("moving_out_one_stop")
    desk.answer_everything("moving_out_one_stop")
    desk.finish_here()
    desk.idle(lambda: questions(desk), "the question")
    (question,) = questions(desk)
    (question.yes if same else question.no).click()
    desk.idle(lambda: not questions(desk), "the answer")
    record = desk.on_store(lambda: intake.look(draft.id)).record
    assert record.entries.get("papers.moving") == ("yes" if same else None)
    desk.on_store(lambda: intake.void(draft.id, VOIDED))
    assert desk.troubles == []


def questions(desk: Desk) -> list[QuestionDialog]:
    return [each for each in desk.app.window.findChildren(QuestionDialog) if each.isVisible()]

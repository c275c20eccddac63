"""The procedures' tab on the real window and catalogue, with cases in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desk.assets import load_catalogue, load_postcodes, load_rules, load_wording
from desk.domain.application import IntakeMethod, OperatorId
from desk.domain.cases import CaseView
from desk.domain.catalogue import Catalogue, PaperRow
from desk.domain.errors import NeedsPerson
from desk.domain.ids import DayId
from desk.domain.municipalities import municipalities
from desk.domain.rules import RuleBook, Rules
from desk.procedure_room import ProcedureRoom, ProcedureSurroundings
from desk.services.ports import Day, Moment, Operator
from desk.services.procedures import Procedures
from desk.ui.procedures.entry_field import ChoiceEntry, DocumentsEntry, EntryField, TextEntry
from desk.ui.shell import MainWindow

sys.path.append(str(Path(__file__).resolve().parents[1] / "fakes"))
from memory_cases import MemoryCases

TODAY = date(2026, 11, 23)
CONTRACTS = frozenset({"certificates", "card_intake"})


@dataclass
class Books:
    """Rules and procedures in force; a test may put others there."""

    rules: RuleBook = field(default_factory=load_rules)
    catalogue: Catalogue = field(default_factory=load_catalogue)

    def on(self, day: date) -> Rules:
        return self.rules.on(day)


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def now(self) -> Moment:
        self.at += timedelta(seconds=1)
        return Moment(self.at, 0, "boot")

    def today(self) -> date:
        return TODAY


class AtOnce:
    """Lanes that answer on the spot; `hold()` keeps the work until `go()`."""

    def __init__(self) -> None:
        self.held: list[tuple[Callable[[], Any], Any, Any]] | None = None

    def run(self, work: Callable[[], Any], done: Any = None, failed: Any = None) -> None:
        if self.held is not None:
            self.held.append((work, done, failed))
            return
        try:
            value = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            if done is not None:
                done(value)

    compute = run

    def hold(self) -> None:
        self.held = []

    def go(self) -> None:
        held, self.held = self.held or [], None
        for each in held:
            self.run(*each)


class Papers:
    """A printer that keeps what it was given; `broken`: it is absent."""

    def __init__(self) -> None:
        self.printed: list[tuple[str, str]] = []
        self.broken = False

    def image(self, _view: CaseView, _paper: PaperRow, width_px: int) -> QImage:
        made = QImage(width_px, width_px, QImage.Format.Format_RGB32)
        made.fill(0xFFFFFF)
        return made

    def pdf(self, _view: CaseView, _paper: PaperRow) -> bytes:
        return b"%PDF-"

    def print(self, view: CaseView, paper: PaperRow) -> None:
        if self.broken:
            raise NeedsPerson("printer_absent")
        self.printed.append((view.case.procedure, paper.code))


@dataclass
class World:
    """Everything a test presses and looks at."""

    window: MainWindow
    room: ProcedureRoom
    procedures: Procedures
    store: MemoryCases
    books: Books
    lanes: AtOnce
    papers: Papers
    opened: list[Any]

    @property
    def page(self) -> Any:
        return self.room.page

    @property
    def case(self) -> Any:
        return self.room.page.case

    def open(self, procedure: str) -> None:
        self.page.catalogue.choose(procedure)
        self.page.overview.press_primary()

    def answer(self, code: str, value: str | tuple[str, ...]) -> None:
        answer(self.case, code, value)

    def answer_all(self, answers: dict[str, str | tuple[str, ...]]) -> None:
        for code, value in answers.items():
            self.answer(code, value)


def answer(case: Any, code: str, value: str | tuple[str, ...]) -> None:
    """As a person would: type and go on, or press."""
    if code == "person":
        case.fields.person.choose(value)
        return
    found: EntryField = case.fields.fields[code]
    assert not found.isHidden(), code
    if isinstance(found, ChoiceEntry):
        found.choose(str(value))
    elif isinstance(found, DocumentsEntry):
        for document in value:
            found.cards.toggle(document)
        if not value:
            found.cards.none.click()
    elif isinstance(found, TextEntry):
        type_into(found.edit, str(value))
    else:
        type_into(found.search.edit, str(value))  # type: ignore[attr-defined]


def type_into(edit: Any, text: str) -> None:
    edit.setText(text)
    edit.textEdited.emit(text)
    edit.editingFinished.emit()


def world(
    method: IntakeMethod = IntakeMethod.OFFICE_VISIT,
    *,
    language: str = "ja",
    size: tuple[int, int] = (1366, 768),
    contracts: frozenset[str] = CONTRACTS,
) -> World:
    window = MainWindow(language=language)
    window.resize(*size)
    store, books, clock, lanes, papers = MemoryCases(TODAY), Books(), Clock(), AtOnce(), Papers()
    day = Day(id=DayId("day"), on=TODAY, terminal="K3", venue="南口", method=method)
    operator = Operator(id=OperatorId("a"), name="中村 彩", supervisor=False)
    procedures = Procedures(store, clock, books, operator, day, contracts)
    opened: list[Any] = []
    bench = SimpleNamespace(open=opened.append)
    wording = load_wording(language)
    room = ProcedureRoom(
        ProcedureSurroundings(
            window=window,
            lanes=lanes,
            clock=clock,
            counter=SimpleNamespace(procedures=procedures, intake=None, bench=bench),
            books=books,
            wording=wording,
            sentence=wording.sentence_for,
            papers=papers,
        )
    )
    room.words.learn_municipalities(municipalities(load_postcodes()))
    room.begin()
    window.show_tab("procedures")
    return World(window, room, procedures, store, books, lanes, papers, opened)


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()

"""Every procedure at the counter: ticket, questions, verdict, papers, hand-over, end.

A case is judged by the rules and the catalogue of the day on which it was opened (dom§17.2 V25);
what was judged is frozen with its end. Never a PIN: those are entered at the closed-network
terminal (統合端末) by the person alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from desk.domain import fields as application_fields
from desk.domain.applicant import name_key
from desk.domain.application import ApplicationId, EntryValue, Line, Status
from desk.domain.cases import (
    Board,
    Case,
    CaseCount,
    CaseEntries,
    CaseEntry,
    CaseId,
    CaseProblem,
    CaseState,
    CaseView,
    Offer,
)
from desk.domain.catalogue import BooksInForce, Catalogue, FieldRow, Procedure, ReasonRow
from desk.domain.conditions import Fact, weigh
from desk.domain.errors import Refused
from desk.domain.my_number import holds_my_number
from desk.domain.participation import Participation
from desk.domain.procedure_judge import Book, Outcome, ProcedureVerdict, Sitting, judge
from desk.domain.wareki import parse
from desk.services.case_store import CaseEnd, CaseStore
from desk.services.intake import Draft, Intake
from desk.services.ports import JAPAN, By, Clock, Day, Operator

PERSON: Final = "person"
PERSONS: Final = ("self", "statutory", "agent")
LONGEST_REASON: Final = 200
APPLICATION: Final = "application"
"""The result of a case that became a card application."""
CONTRACTS: Final = ("card_intake", "certificates")
"""郵便局への委託 (dom§7): 交付申請の受付; 電子証明書と暗証番号の手続き."""
MOVING: Final = "moving"
"""The catalogue's group of procedures that change the address (引越し)."""
_CONCERNED: Final = frozenset({Status.DRAFT, Status.HELD, Status.ACCEPTED})
_MOMENT: Final = re.compile(r"(.+?)[\sT　]+(\d{1,2})[:：時](\d{1,2})分?")


class Procedures:
    """The procedures of one counter, all called on the store's thread."""

    def __init__(
        self,
        store: CaseStore,
        clock: Clock,
        books: BooksInForce,
        operator: Operator,
        day: Day,
        contracts: frozenset[str] = frozenset(),
        participation: Callable[[], Participation | None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._books = books
        self._participation = participation
        self.operator = operator
        self.day = day
        self.contracts = contracts
        """What the post office is contracted for (dom§7): card_intake, certificates."""

    # what there is ----------------------------------------------------------------------------
    def offered(self) -> tuple[Offer, ...]:
        """Every procedure of today; those that are not taken here with the engine's reason."""
        sitting = self._sitting(self.day.on)
        offers = []
        for procedure in self._books.catalogue.on(self.day.on):
            verdict = judge(self._books.catalogue, procedure.code, {}, sitting)
            codes = () if verdict is None else tuple(each.code for each in verdict.grounds)
            why = next((each for each in ("not_here", "no_contract") if each in codes), "")
            offers.append(Offer(procedure, not why, why))
        return tuple(offers)

    # from ticket to counter -------------------------------------------------------------------
    def take_ticket(self, procedure: str) -> Case:
        """番号札を出す: a case that waits. Raises Refused("procedure_unknown")."""
        self._must_exist(procedure)
        return self._store.open_case(self.day.id, procedure, CaseState.WAITING, self._by())

    def open(self, procedure: str) -> CaseView:
        """Begin at once, without waiting. Raises Refused("procedure_unknown")."""
        self._must_exist(procedure)
        case = self._store.open_case(self.day.id, procedure, CaseState.OPEN, self._by())
        return self._view(case)

    def call(self, case: CaseId) -> Case:
        return self._store.move_case(case, CaseState.CALLED, self._by())

    def wait_again(self, case: CaseId) -> Case:
        """Nobody came when the number was called: back to the waiting ones."""
        return self._store.move_case(case, CaseState.WAITING, self._by())

    def start(self, case: CaseId) -> CaseView:
        return self._view(self._store.move_case(case, CaseState.OPEN, self._by()))

    def next_waiting(self) -> Case | None:
        """Who has waited longest."""
        return next((each for each in self.queue() if each.state is CaseState.WAITING), None)

    def queue(self) -> tuple[Case, ...]:
        """Every case that has not ended, oldest first."""
        return self._store.live_cases()

    def board(self) -> Board:
        """The waiting board: numbers of today only."""
        live = [each for each in self.queue() if each.number.day == self.day.on]
        called = [each for each in live if each.state is CaseState.CALLED]
        called.sort(key=lambda each: each.changed_at, reverse=True)
        return Board(
            called=tuple(each.number.called for each in called),
            waiting=tuple(each.number.called for each in live if each.state is CaseState.WAITING),
        )

    # the case ---------------------------------------------------------------------------------
    def view(self, case: CaseId) -> CaseView:
        return self._view(self._store.case(case))

    def enter(self, case: CaseId, field: str, value: CaseEntry) -> CaseView:
        """Keep an entry exactly as entered; an empty one removes it.

        What cannot be read is kept too and becomes a problem of the view. Raises
        Refused("field_unknown" | "value_does_not_fit" | "value_too_long" | "entry_my_number" |
        "case_ended").
        """
        found = self._store.case(case)
        procedure = self._books.catalogue.get(found.procedure, found.number.day)
        if procedure is None:
            raise Refused("procedure_unknown")
        _check(procedure, field, value)
        kept = None if value in ("", ()) and not _may_be_empty(procedure, field, value) else value
        return self._view(self._store.save_case_entries(case, {field: kept}, self._by()))

    def note_printed(self, case: CaseId, paper: str) -> CaseView:
        return self._view(self._store.note_case_paper(case, paper, self._by()))

    def hand_over(self, case: CaseId) -> CaseView:
        """端末へ引き渡す. Raises Refused("case_not_ready") while something is missing."""
        self._must_be_ready(self.view(case))
        return self._view(self._store.move_case(case, CaseState.HANDED_OVER, self._by()))

    def finish(self, case: CaseId, result: str) -> CaseView:
        """完了. Raises Refused("case_not_ready" | "case_to_be_referred" | "result_unknown" |
        "case_has_application")."""
        view = self.view(case)
        self._must_end_by_itself(view.case)
        self._must_be_ready(view)
        results = () if view.procedure is None else view.procedure.results
        found = next((each for each in results if each.code == result), None)
        if found is None:
            raise Refused("result_unknown")
        return self._end(view, CaseState.DONE, result=result, counted=found.done)

    def refer(self, case: CaseId) -> CaseView:
        """ご案内: sent to another counter, with every reason kept.

        Raises Refused("case_has_application").
        """
        view = self.view(case)
        self._must_end_by_itself(view.case)
        return self._end(view, CaseState.REFERRED)

    def leave(self, case: CaseId, reason: str) -> CaseView:
        """取りやめ. Raises Refused("reason_missing" | "value_too_long" | "entry_my_number" |
        "case_has_application")."""
        said = reason.strip()
        if not said:
            raise Refused("reason_missing")
        if len(said) > LONGEST_REASON:
            raise Refused("value_too_long", longest=LONGEST_REASON)
        if holds_my_number(said):
            raise Refused("entry_my_number")
        view = self.view(case)
        self._must_end_by_itself(view.case)
        return self._end(view, CaseState.GONE, reason=said)

    # the card application that comes of it ----------------------------------------------------
    def start_application(self, case: CaseId, intake: Intake) -> Draft:
        """Open the card application of a workbench procedure with what is known already.

        The same one again when it was opened before. Raises Refused("case_not_ready" |
        "not_a_card_procedure").
        """
        view = self.view(case)
        if view.procedure is None or view.procedure.screen != "workbench":
            raise Refused("not_a_card_procedure")
        if view.case.application is not None:
            return intake.load(view.case.application)
        verdict = self._must_be_ready(view)
        draft = intake.open()
        self._store.bind_case(case, draft.id, self._by())
        return intake.save(draft.id, dict(_carried_over(view, verdict)))

    def settle(self) -> tuple[Case, ...]:
        """End the cases whose application was accepted, voided or handed back meanwhile; called
        after each such deed and once at the start (a power cut may have come between)."""
        return tuple(ended for case in self.queue() if (ended := self._settled(case)) is not None)

    def _settled(self, case: Case) -> Case | None:
        if case.application is None:
            return None
        status = self._store.record(case.application).status
        if status in (Status.DRAFT, Status.HELD):
            return None
        if status in (Status.VOIDED, Status.HANDED_BACK):
            return self._end(self._view(case), CaseState.GONE, reason=status.value).case
        view = self._view(case)
        return self._end(view, CaseState.DONE, result=APPLICATION, counted=True).case

    def applications_concerned(self, case: CaseId) -> tuple[Line, ...]:
        """Card applications of this person (same name and birth) that a move of house changes: the
        address does not stay, so the card cannot be mailed. Open and accepted ones, of whatever
        day; empty for any other procedure. Only a person decides that it is the same applicant:
        an open one takes `note_moving` then, an accepted one needs a correction (訂正)."""
        view = self.view(case)
        name, birth = view.facts.get("applicant.name"), view.facts.get("applicant.birth")
        if view.procedure is None or view.procedure.group != MOVING:
            return ()
        if not isinstance(name, str) or not isinstance(birth, date):
            return ()
        found = self._store.look_alikes(None, name_key(name), "", birth, "")
        return tuple(
            line for kind, line in found if kind == "namesake" and line.status in _CONCERNED
        )

    def note_moving(self, case: CaseId, application: ApplicationId, intake: Intake) -> Draft:
        """A person confirmed that the mover is that applicant: 転居の予定あり, so no mail.

        Raises Refused("not_concerned") and what `Intake.save` raises.
        """
        if application not in {line.id for line in self.applications_concerned(case)}:
            raise Refused("not_concerned")
        return intake.save(application, {"papers.moving": "yes"})

    # figures ----------------------------------------------------------------------------------
    def tally(self) -> tuple[CaseCount, ...]:
        """The figures of today by the catalogue's counts, in its order."""
        return case_counts(self._store, self._books.catalogue, self.day)

    # parts ------------------------------------------------------------------------------------
    def _by(self) -> By:
        return By(self.operator.id, self._clock.now())

    def _must_exist(self, procedure: str) -> None:
        if not self._books.catalogue.in_force(procedure, self.day.on):
            raise Refused("procedure_unknown")

    def _must_end_by_itself(self, case: Case) -> None:
        """A case whose card application lives ends with it (`settle`), never before."""
        if case.application is not None and not case.ended:
            raise Refused("case_has_application")

    def _must_be_ready(self, view: CaseView) -> ProcedureVerdict:
        verdict = view.verdict
        if verdict is None or not verdict.complete or view.problems:
            raise Refused("case_not_ready")
        if verdict.outcome not in (Outcome.ACCEPT, Outcome.SUPPORT):
            raise Refused("case_to_be_referred")
        return verdict

    def _end(
        self,
        view: CaseView,
        to: CaseState,
        *,
        result: str | None = None,
        reason: str | None = None,
        counted: bool = False,
    ) -> CaseView:
        verdict = view.verdict
        end = CaseEnd(result=result, reason=reason)
        if verdict is not None:
            end = CaseEnd(
                result=result,
                reason=reason,
                outcome=None if verdict.outcome is None else verdict.outcome.value,
                rules_version=verdict.rules_version,
                grounds=tuple(each.code for each in verdict.grounds),
                counts=tuple(each.code for each in verdict.counts) if counted else (),
            )
        return self._view(self._store.end_case(view.case.id, to, end, self._by()))

    def _view(self, case: Case) -> CaseView:
        on = case.number.day
        catalogue = self._books.catalogue
        procedure = catalogue.get(case.procedure, on)
        if procedure is None:
            return CaseView(case=case, procedure=None, verdict=None)
        sitting = self._sitting(on, case.changed_at if case.ended else None)
        facts, problems = read_facts(procedure, case.entries, sitting)
        verdict = judge(catalogue, case.procedure, facts, sitting)
        return CaseView(
            case=case, procedure=procedure, verdict=verdict, facts=facts, problems=problems
        )

    def _sitting(self, on: date, at: datetime | None = None) -> Sitting:
        moment = (at or self._clock.now().utc).astimezone(JAPAN)
        documents = self._books.on(on).documents
        return Sitting(
            place=self.day.method.value,
            on=on,
            at=moment.replace(tzinfo=None),
            contracts=self.contracts,
            classes={code: row.document_class for code, row in documents.items()},
            participation=self._participation(),
        )


def case_counts(store: CaseStore, catalogue: Catalogue, day: Day) -> tuple[CaseCount, ...]:
    """The figures of a day: what was done by the catalogue's counts, then who was referred and who
    left."""
    words = {
        row.code: row for procedure in catalogue.procedures for row in procedure.on(day.on).counts
    }
    figures = store.case_figures(day.id)
    counted = [code for each in figures for code in each.counts]
    known = [
        CaseCount(code, row.ja, row.en, counted.count(code))
        for code, row in words.items()
        if code in counted
    ]
    gone = [
        CaseCount(code, ja, en, number)
        for code, ja, en, number in (
            ("case_referred", "別の窓口をご案内", "Referred elsewhere",
             sum(each.state is CaseState.REFERRED for each in figures)),
            ("case_gone", "取りやめ", "Left without it",
             sum(each.state is CaseState.GONE for each in figures)),
        )
        if number
    ]  # fmt: skip
    return (*known, *gone)


# entries --------------------------------------------------------------------------------------
def read_facts(
    procedure: Procedure, entries: CaseEntries, sitting: Sitting
) -> tuple[Mapping[str, Fact], tuple[CaseProblem, ...]]:
    """The facts behind the entries of the fields that are shown; what cannot be read is a problem
    and no fact. An answer in a field that later answers hid does not count."""
    facts: dict[str, Fact] = {}
    problems: dict[str, CaseProblem] = {}
    person = entries.get(PERSON)
    if isinstance(person, str) and person:
        facts[PERSON] = person
    for row in procedure.fields:
        value = entries.get(row.code)
        if value is None:
            continue
        try:
            facts[row.code] = _fact(row, value)
        except Refused as error:
            problems[row.code] = CaseProblem(row.code, error.code, tuple(error.facts.items()))
    for _ in procedure.fields:  # a hidden answer may have shown another field
        book = Book(facts, sitting, procedure.fields)
        hidden = [row.code for row in procedure.fields if not _shown(row, book)]
        gone = [code for code in hidden if code in facts or code in problems]
        if not gone:
            break
        for code in gone:
            facts.pop(code, None)
            problems.pop(code, None)
    return facts, tuple(problems.values())


def _shown(row: FieldRow, book: Book) -> bool:
    return row.when is None or weigh(row.when, book).value is True


def _fact(row: FieldRow, value: CaseEntry) -> Fact:
    """Raises Refused for an entry that cannot be read as this kind."""
    if row.kind == "documents":
        return value if isinstance(value, tuple) else (value,)
    text = value.strip() if isinstance(value, str) else ""
    match row.kind:
        case "date":
            return _day(text)
        case "moment":
            return _moment(text)
        case "number":
            plain = unicodedata.normalize("NFKC", text).replace(",", "")
            if not plain.isdecimal() or len(plain) > 9:
                raise Refused("number_unreadable")
            return int(plain)
        case "choice" if text not in {each.code for each in row.choices}:
            raise Refused("value_does_not_fit")
        case "yes_no" if text not in ("yes", "no"):
            raise Refused("value_does_not_fit")
    return text


def _day(text: str) -> date:
    parsed = parse(text)
    if parsed.day is None:
        raise Refused("date_incomplete")
    return parsed.day


def _moment(text: str) -> datetime:
    """A date as it may be typed, and a time: 令和8年11月26日 9:05, 2026-11-26T09:05."""
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Refused("moment_unreadable")
    day, hour, minute = _day(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        raise Refused("moment_unreadable")
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 local, as printed


def _check(procedure: Procedure, field: str, value: CaseEntry) -> None:
    """Whether the field can hold it at all; whether it makes sense is the verdict's matter."""
    if field == PERSON:
        if value not in PERSONS and value != "":
            raise Refused("value_does_not_fit", field=field)
        return
    row = procedure.field(field)
    if row is None:
        raise Refused("field_unknown")
    if (row.kind == "documents") != isinstance(value, tuple):
        raise Refused("value_does_not_fit", field=field)
    texts: Iterable[str] = value if isinstance(value, tuple) else (value,)
    for text in texts:
        if len(text) > row.longest:
            raise Refused("value_too_long", field=field, longest=row.longest)
        if holds_my_number(text):
            raise Refused("entry_my_number", field=field)


def _may_be_empty(procedure: Procedure, field: str, value: CaseEntry) -> bool:
    """No document at all is an answer."""
    row = procedure.field(field)
    return value == () and row is not None and row.kind == "documents"


def _carried_over(view: CaseView, verdict: ProcedureVerdict) -> Iterator[tuple[str, EntryValue]]:
    """What the application begins with: its procedure, the reasons against mailing that its steps
    do not find by themselves, and every entry that has a field there."""
    yield "procedure.code", verdict.procedure
    kept_grounds = tuple(
        f"{verdict.procedure}__{each.code}"
        for each in verdict.grounds
        if isinstance(each.row, ReasonRow) or each.row.workbench_reason is None
    )
    if kept_grounds:
        yield "procedure.grounds", kept_grounds
    for name, value in view.case.entries.items():
        if name not in view.facts or name not in application_fields.FIELDS:
            continue
        kept: EntryValue = value
        if application_fields.FIELDS[name].kind is application_fields.Kind.FLAG:
            kept = value == "yes"
        try:
            yield name, application_fields.checked(name, kept)
        except Refused:
            continue  # the workbench asks in its own way

"""Cases on a real store: tickets, entries, verdicts, ends, the application that comes of one."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from counter import VOIDED, Counter
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desk.assets import load_catalogue, load_rules
from desk.domain.application import IntakeMethod, Status
from desk.domain.cases import ENDED, MOVES, Case, CaseNumber, CaseState
from desk.domain.catalogue import Catalogue, FieldRow
from desk.domain.errors import MoveNotAllowed, Refused
from desk.domain.my_number import holds_my_number
from desk.domain.procedure_judge import Outcome
from desk.domain.rules import RuleBook, Rules
from desk.services.ports import Day
from desk.services.procedures import Procedures

RESET = "pin_reset_signature"
CONTRACTS = frozenset({"certificates", "card_intake"})
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "person": "self",
    "applicant.name": "佐藤 結衣",
    "applicant.birth": "平成3年4月18日",
    "applicant.address": "みどり野市南町二丁目14番6号",
    "applicant.sex": "female",
    "applicant.ward": "no",
    "applicant.resident_here": "yes",
    "pin.reason": "forgotten",
    "card.expires": "2031-04-18",
    "card.face_only": "no",
    "applicant.can_sign": "yes",
    "identity.card": "yes",
    "identity.documents": ("driving_licence",),
}


@dataclass
class Books:
    """Rules and procedures in force (domain.catalogue.BooksInForce)."""

    rules: RuleBook
    catalogue: Catalogue

    def on(self, day: date) -> Rules:
        return self.rules.on(day)


def at_post_office(day: Day) -> Day:
    return replace(day, method=IntakeMethod.POST_OFFICE)


def procedures_of(counter: Counter, catalogue: Catalogue | None = None) -> Procedures:
    chosen = catalogue or load_catalogue()
    made = Procedures(
        counter.store,
        counter.clock,
        Books(load_rules(), chosen),
        counter.intake.operator,
        at_post_office(counter.intake.day),
        CONTRACTS,
    )
    counter.intake.on_ended = made.settle
    return made


@pytest.fixture
def procedures(counter: Counter) -> Procedures:
    return procedures_of(counter)


def answered(procedures: Procedures, **changes: str | tuple[str, ...]) -> Case:
    """A case of RESET with every answer given; `changes` with __ for the dot."""
    given = {**ANSWERS, **{name.replace("__", "."): value for name, value in changes.items()}}
    view = procedures.open(RESET)
    case, asked = view.case, set[str]()
    while view.verdict is not None and (wanted := [*set(view.verdict.missing) - asked]):
        field = min(wanted)
        asked.add(field)
        row = None if view.procedure is None else view.procedure.field(field)
        view = procedures.enter(case.id, field, given.get(field) or likely(row))
    for field, value in given.items():
        if field not in view.case.entries:
            view = procedures.enter(case.id, field, value)
    return view.case


def likely(row: FieldRow | None) -> str:
    """What an applicant whose procedure goes through may answer."""
    assert row is not None
    return {
        "yes_no": "no",
        "date": "2030-05-01",
        "text": "あ",
        "choice": row.choices[0].code if row.choices else "",
    }[row.kind]


def test_numbers_have_no_gap_and_survive_a_restart(counter: Counter) -> None:
    procedures = procedures_of(counter)
    first, second = (procedures.take_ticket(RESET) for _ in range(2))
    assert [each.number.short for each in (first, second)] == ["K3-P001", "K3-P002"]
    counter.reopen()
    again = procedures_of(counter)
    assert again.take_ticket(RESET).number.short == "K3-P003"
    assert [each.number.called for each in again.queue()] == ["001", "002", "003"]
    assert CaseNumber.parse(first.number.full) == first.number


def test_the_board_shows_numbers_and_nothing_else(procedures: Procedures) -> None:
    cases = [procedures.take_ticket(RESET) for _ in range(4)]
    procedures.call(cases[1].id)
    procedures.call(cases[0].id)
    board = procedures.board()
    assert (board.called, board.waiting) == (("001", "002"), ("003", "004"))
    procedures.wait_again(cases[0].id)
    procedures.start(cases[1].id)
    assert procedures.board().called == ()
    found = procedures.next_waiting()
    assert found is not None
    assert found.id == cases[0].id


def test_a_case_goes_from_ticket_to_result(procedures: Procedures) -> None:
    case = answered(procedures)
    view = procedures.view(case.id)
    assert view.verdict is not None
    assert (view.verdict.outcome, view.verdict.missing) == (Outcome.ACCEPT, ())
    procedures.note_printed(case.id, "application")
    procedures.hand_over(case.id)
    result = view.procedure.results[0].code if view.procedure else ""
    done = procedures.finish(case.id, result).case
    assert (done.state, done.result, done.papers) == (CaseState.DONE, result, ("application",))
    assert done.outcome == "accept"
    assert done.rules_version
    counted = {each.code: each.count for each in procedures.tally()}
    assert counted["pin_procedures"] == 1


def test_what_is_missing_is_named_and_stops_the_end(procedures: Procedures) -> None:
    case = procedures.open(RESET).case
    view = procedures.enter(case.id, "person", "self")
    assert view.verdict is not None
    assert view.verdict.outcome is None
    assert "applicant.birth" in view.verdict.missing
    for deed in (
        lambda: procedures.hand_over(case.id),
        lambda: procedures.finish(case.id, "reset"),
    ):
        with pytest.raises(Refused, match="case_not_ready"):
            deed()
    assert procedures.view(case.id).case.state is CaseState.OPEN


def test_what_cannot_be_read_is_kept_and_told(procedures: Procedures) -> None:
    case = answered(procedures, applicant__birth="平成3年13月40日")
    view = procedures.view(case.id)
    assert view.case.entries["applicant.birth"] == "平成3年13月40日"
    assert [each.field for each in view.problems] == ["applicant.birth"]
    assert "applicant.birth" not in view.facts


def test_a_child_is_referred_and_never_finished_here(procedures: Procedures) -> None:
    case = answered(procedures, applicant__birth="平成30年4月1日")
    view = procedures.view(case.id)
    assert view.verdict is not None
    assert view.verdict.outcome is Outcome.REFER
    assert {each.kind for each in view.verdict.papers} <= {"ticket", "referral"}
    with pytest.raises(Refused, match="case_to_be_referred"):
        procedures.finish(case.id, "reset")
    ended = procedures.refer(case.id).case
    assert (ended.state, ended.outcome) == (CaseState.REFERRED, "refer")
    assert {each.code: each.count for each in procedures.tally()} == {"case_referred": 1}


def test_leaving_needs_a_reason(procedures: Procedures) -> None:
    case = procedures.take_ticket(RESET)
    with pytest.raises(Refused, match="reason_missing"):
        procedures.leave(case.id, "  ")
    assert procedures.leave(case.id, "お帰りになった").case.state is CaseState.GONE


def test_a_reason_holds_no_my_number(procedures: Procedures) -> None:
    case = procedures.take_ticket(RESET)
    with pytest.raises(Refused, match="entry_my_number"):
        procedures.leave(case.id, "番号 123456789018 を書いたため")
    assert procedures.queue() == (case,)


def test_an_ended_case_never_changes(procedures: Procedures) -> None:
    case = procedures.take_ticket(RESET)
    procedures.leave(case.id, "お帰りになった")
    with pytest.raises(Refused, match="case_ended"):
        procedures.enter(case.id, "applicant.name", "別の名前")
    with pytest.raises(MoveNotAllowed):
        procedures.call(case.id)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("applicant.name", "123456789018", "entry_my_number"),
        ("applicant.name", "１２３４-５６７８-９０１８", "entry_my_number"),
        ("applicant.name", "あ" * 500, "value_too_long"),
        ("applicant.name", ("a",), "value_does_not_fit"),
        ("identity.documents", "driving_licence", "value_does_not_fit"),
        ("person", "dog", "value_does_not_fit"),
        ("pin", "1234", "field_unknown"),
    ],
)
def test_what_no_field_can_hold_is_refused_and_loses_nothing(
    procedures: Procedures, field: str, value: str | tuple[str, ...], code: str
) -> None:
    case = procedures.open(RESET).case
    procedures.enter(case.id, "applicant.name", "髙橋 葛󠄀")
    with pytest.raises(Refused, match=code):
        procedures.enter(case.id, field, value)
    assert procedures.view(case.id).case.entries == {"applicant.name": "髙橋 葛󠄀"}


def test_a_procedure_that_is_gone_keeps_what_was_entered(counter: Counter) -> None:
    case = answered(procedures_of(counter))
    left = load_catalogue()
    without = Catalogue(
        {each.code: each for each in left.procedures if each.code != RESET}, left.common
    )
    later = procedures_of(counter, without)
    view = later.view(case.id)
    assert (view.procedure, view.verdict) == (None, None)
    assert view.case.entries["applicant.name"] == "佐藤 結衣"
    with pytest.raises(Refused, match="procedure_unknown"):
        later.enter(case.id, "applicant.name", "")
    with pytest.raises(Refused, match="case_not_ready"):
        later.finish(case.id, "reset")
    assert later.refer(case.id).case.state is CaseState.REFERRED


def test_a_case_is_judged_by_the_rules_of_its_own_day(counter: Counter) -> None:
    procedures = procedures_of(counter)
    case = answered(procedures)
    version = procedures.view(case.id).verdict
    counter.clock.days(400)
    assert procedures.view(case.id).verdict == version


def test_the_venue_needs_the_contract(procedures: Procedures) -> None:
    offers = {each.procedure.code: each for each in procedures.offered()}
    assert offers[RESET].here
    procedures.contracts = frozenset()
    offers = {each.procedure.code: each for each in procedures.offered()}
    assert (offers[RESET].here, offers[RESET].why) == (False, "no_contract")


def test_my_number_is_known_by_its_check_digit() -> None:
    assert holds_my_number("番号 123456789018 です")
    assert holds_my_number("983205673214")
    assert not holds_my_number("123456789019")
    assert not holds_my_number("03-1234-5678")
    assert not holds_my_number("12345678901234567890123")


def test_cases_are_purged_to_their_figures(counter: Counter, procedures: Procedures) -> None:
    case = answered(procedures)
    procedures.leave(case.id, "お帰りになった")
    open_one = answered(procedures)
    counter.clock.days(8)
    by = procedures._by()
    assert counter.store.purge_cases(counter.clock.today(), by) == 1
    assert counter.store.case(case.id).entries == {}
    assert counter.store.case(open_one.id).entries != {}
    (reason,) = counter.store._database.rows(
        "SELECT reason FROM procedure_case WHERE id = ?", case.id
    )
    assert reason["reason"] == ""
    assert {each.code for each in procedures.tally()} == {"case_gone"}
    assert counter.store.purge_cases(counter.clock.today(), by) == 0


def test_every_deed_is_in_the_trail_and_no_answer_is(
    counter: Counter, procedures: Procedures
) -> None:
    answered(procedures)
    assert counter.store.verify_audit() > 5
    bodies = "".join(row["body"] for row in counter.store._database.rows("SELECT body FROM audit"))
    assert "case_entries_saved" in bodies
    assert "佐藤" not in bodies


class Moves(RuleBasedStateMachine):
    """Any order of deeds: the store allows exactly the moves of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.counter = Counter(Path(self.folder.name))
        self.procedures = procedures_of(self.counter)
        self.states: dict[str, CaseState] = {}

    @rule()
    def ticket(self) -> None:
        case = self.procedures.take_ticket(RESET)
        self.states[case.id] = case.state

    @rule(number=st.integers(0, 9), to=st.sampled_from(CaseState))
    def move(self, number: int, to: CaseState) -> None:
        if not self.states:
            return
        case = sorted(self.states)[number % len(self.states)]
        deed = {
            CaseState.WAITING: lambda: self.procedures.wait_again(case),
            CaseState.CALLED: lambda: self.procedures.call(case),
            CaseState.OPEN: lambda: self.procedures.start(case),
            CaseState.GONE: lambda: self.procedures.leave(case, "理由"),
            CaseState.REFERRED: lambda: self.procedures.refer(case),
        }.get(to)
        if deed is None:
            return
        if to in MOVES[self.states[case]]:
            deed()
            self.states[case] = to
        else:
            with pytest.raises((MoveNotAllowed, Refused)):
                deed()

    @rule()
    def restart(self) -> None:
        self.counter.reopen()
        self.procedures = procedures_of(self.counter)

    @invariant()
    def the_store_agrees(self) -> None:
        day = self.counter.intake.day.id
        assert {each.id: each.state for each in self.counter.store.cases(day)} == self.states
        live = {each.id for each in self.procedures.queue()}
        assert live == {key for key, state in self.states.items() if state not in ENDED}

    def teardown(self) -> None:
        self.counter.store.close()
        self.folder.cleanup()


TestMoves = Moves.TestCase
TestMoves.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


# the card application ---------------------------------------------------------------------------
def test_a_voided_application_ends_its_case(counter: Counter, card_case: Case) -> None:
    procedures = procedures_of(counter, with_card_procedure())
    draft = procedures.start_application(card_case.id, counter.intake)
    assert draft.record.entries["procedure.code"] == card_case.procedure
    assert draft.record.entries["applicant.name"] == "佐藤 結衣"
    again = procedures.start_application(card_case.id, counter.intake)
    assert again.id == draft.id
    counter.intake.void(draft.id, VOIDED)
    assert counter.store.case(card_case.id).state is CaseState.GONE


def test_a_case_with_an_open_application_ends_with_it_only(
    counter: Counter, card_case: Case
) -> None:
    procedures = procedures_of(counter, with_card_procedure())
    procedures.start_application(card_case.id, counter.intake)
    for deed in (
        lambda: procedures.finish(card_case.id, "application"),
        lambda: procedures.refer(card_case.id),
        lambda: procedures.leave(card_case.id, "お帰り"),
    ):
        with pytest.raises(Refused, match="case_has_application"):
            deed()
    assert counter.store.case(card_case.id).state is CaseState.OPEN


@pytest.fixture
def mover(counter: Counter) -> Case:
    procedures = procedures_of(counter)
    case = procedures.open("moving_out_one_stop").case
    procedures.enter(case.id, "applicant.name", "佐藤　結衣")
    return procedures.enter(case.id, "applicant.birth", "平成3年4月18日").case


def test_a_move_of_house_finds_the_card_application(counter: Counter, mover: Case) -> None:
    procedures = procedures_of(counter)
    assert procedures.applications_concerned(mover.id) == ()
    same, other = counter.intake.open().id, counter.intake.open().id
    entries = {"applicant.name": "佐藤 結衣", "applicant.birth": "平成3年4月18日"}
    counter.intake.save(same, {**entries, "papers.moving": "no"})
    counter.intake.save(other, {**entries, "applicant.birth": "平成3年4月19日"})
    assert [each.id for each in procedures.applications_concerned(mover.id)] == [same]
    assert counter.store.record(same).entries["papers.moving"] == "no", "a person decides"
    with pytest.raises(Refused, match="not_concerned"):
        procedures.note_moving(mover.id, other, counter.intake)
    draft = procedures.note_moving(mover.id, same, counter.intake)
    assert draft.record.entries["papers.moving"] == "yes"
    assert "moving" in {each.code for each in draft.assessment.verdict.reasons}


def test_only_a_move_concerns_other_applications(counter: Counter, mover: Case) -> None:
    procedures = procedures_of(counter)
    draft = counter.intake.open()
    entries = {"applicant.name": "佐藤 結衣", "applicant.birth": "平成3年4月18日"}
    counter.intake.save(draft.id, entries)
    assert procedures.applications_concerned(answered(procedures).id) == ()
    counter.intake.void(draft.id, VOIDED)
    assert procedures.applications_concerned(mover.id) == ()


def test_an_accepted_application_finishes_its_case(counter: Counter, card_case: Case) -> None:
    procedures = procedures_of(counter, with_card_procedure())
    draft = procedures.start_application(card_case.id, counter.intake)
    counter.fill(draft.id)
    assert counter.intake.accept(draft.id).record.status is Status.ACCEPTED
    case = counter.store.case(card_case.id)
    assert (case.state, case.result, case.application) == (CaseState.DONE, "application", draft.id)


@pytest.fixture
def card_case(counter: Counter) -> Case:
    procedures = procedures_of(counter, with_card_procedure())
    case = procedures.open("card_test").case
    procedures.enter(case.id, "person", "self")
    return procedures.enter(case.id, "applicant.name", "佐藤 結衣").case


def with_card_procedure() -> Catalogue:
    shipped = load_catalogue()
    made = Catalogue.parse(
        {
            "_common.toml": {"reasons": [msgspec.to_builtins(r) for r in shipped.common.reasons]},
            "card_test.toml": tomllib.loads(CARD),
        }
    )
    return Catalogue({each.code: each for each in made.procedures}, made.common)


CARD = """
code = "card_test"
group = "card"
screen = "workbench"
ja = "試しの申請"
en = "A trial"
about = { ja = "試し", en = "Trial" }
source = "test"
places = [
    { code = "post_office", delivery = "mail", ja = "郵送", en = "mail", source = "test" },
    { code = "outreach", delivery = "mail", ja = "郵送", en = "mail", source = "test" },
]
persons = [{ code = "self", ja = "本人", en = "self", source = "test" }]
fields = [{ code = "applicant.name", kind = "text", step = "who", ja = "氏名", en = "Name", source = "test" }]
papers = [{ code = "slip", kind = "slip", ja = "控え", en = "Slip", source = "test" }]
counts = [{ code = "tests", ja = "試し", en = "trials", source = "test" }]
"""  # noqa: E501 one row a line

"""One engine for every procedure: facts in, (outcome, reasons, papers, what is missing) out.

It never guesses. What a missing fact could still change makes the outcome open (None), and the
verdict names that fact. Same facts, same date, same rules: same verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from desk.domain.applicant import age_on, first_day_of_age, months_later
from desk.domain.catalogue import (
    AFTERWARDS,
    ENTERED_AS,
    Catalogue,
    ConditionRow,
    CountRow,
    DeadlineRow,
    Delivery,
    DocumentRow,
    FeeRow,
    FieldRow,
    NextRow,
    NoteRow,
    PaperRow,
    PlaceRow,
    Procedure,
    ReasonRow,
    RouteRow,
    Row,
)
from desk.domain.conditions import Fact, Facts, Finding, weigh
from desk.domain.participation import Participation

_R = TypeVar("_R", bound=Row)

BIRTH: Final = "applicant.birth"
DOCUMENTS: Final = "identity.documents"
CARD: Final = "identity.card"
CARD_DOCUMENT: Final = "my_number_card"
MUNICIPALITY: Final = "applicant.municipality"


class Outcome(StrEnum):
    """What the counter does, from best to worst."""

    ACCEPT = "accept"  # 受け付ける
    SUPPORT = "support"  # 申請サポートとして受け付け、窓口で受け取る
    REFER = "refer"  # 別の窓口を案内する
    REFUSE = "refuse"  # 受け付けられない


RANK: Final[Mapping[Outcome, int]] = {each: place for place, each in enumerate(Outcome)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Where and when a case is judged."""

    place: str  # catalogue.Place
    on: date  # 受付日
    at: datetime  # the moment, local time without zone
    contracts: frozenset[str] = frozenset()  # what the post office is contracted for (dom§7)
    municipality: str = ""  # 6-digit code of the municipality that takes in; "": not known
    classes: Mapping[str, str] = field(default_factory=dict)  # A, B or N of each document
    participation: Participation | None = None  # convenience-store certificates; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why the outcome is not better, with where to click and what to do."""

    code: str
    outcome: Outcome
    row: ConditionRow | ReasonRow | PlaceRow
    fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A last moment (期限). `whole_day`: valid through that day."""

    row: DeadlineRow
    at: datetime
    whole_day: bool

    @property
    def begins(self) -> bool:
        """Counted back from its fact (三か月前から): the first moment, not the last."""
        return self.row.months < 0 or self.row.days < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVerdict:
    """Everything that the screens, papers and counts show of a case."""

    procedure: str
    rules_version: str
    outcome: Outcome | None  # None: `missing` could still change it
    delivery: Delivery | None  # None while the outcome is open; "none": nothing is delivered
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]  # facts that are wanted, in the order of the screens
    fields: tuple[FieldRow, ...]  # the fields to show
    identity: RouteRow | None  # the identity check that is met
    documents: tuple[DocumentRow, ...]
    papers: tuple[PaperRow, ...]
    notes: tuple[NoteRow, ...]
    next: tuple[NextRow, ...]
    deadlines: tuple[Deadline, ...]
    fee: FeeRow | None
    counts: tuple[CountRow, ...]

    @property
    def complete(self) -> bool:
        return self.outcome is not None and not self.missing


class Book:
    """The facts of one case with those that follow from them (catalogue.DERIVED).

    `fields` are the fields of the day: what a hidden one holds does not count. `gone` are fields
    of other days, or switched off: nobody asks for them.
    """

    def __init__(
        self,
        facts: Facts,
        sitting: Sitting,
        fields: tuple[FieldRow, ...] = (),
        gone: frozenset[str] = frozenset(),
    ) -> None:
        self.on = sitting.on
        self.at = sitting.at
        self._facts = facts
        self._sitting = sitting
        self._fields = {row.code: row for row in fields}
        self._gone = gone - self._fields.keys()
        self._decided: dict[str, Fact] = {}

    def decide(self, outcome: Outcome, delivery: Delivery) -> None:
        """From now on the rows that follow from the verdict can ask for it."""
        self._decided = {"outcome": outcome.value, "delivery": delivery}

    def asked(self, name: str) -> Finding:
        """Is the field of this fact shown? True for a fact without a field."""
        entry = _entry(name)
        if entry in self._gone:
            return Finding(False)
        row = self._fields.get(entry)
        return Finding(True) if row is None or row.when is None else weigh(row.when, self)

    def get(self, name: str) -> Fact | None:
        match name:
            case "place":
                return self._sitting.place
            case "accepted":
                return self.on
            case "municipality":
                return self._sitting.municipality or None
            case "outcome" | "delivery":
                return self._decided.get(name)
            case "age":
                return self._age()
            case "documents.a" | "documents.b" | "documents.n":
                return self._documents(name[-1].upper())
            case "municipality.convenience":
                return self._convenience()
        fact = self._facts.get(name)
        return None if fact == "" else fact

    def _age(self) -> int | None:
        """None also for a birth date in the future: an entry that cannot be right."""
        birth = self._facts.get(BIRTH)
        if not isinstance(birth, date) or birth > self.on:
            return None
        return age_on(birth, self.on)

    def _convenience(self) -> str | None:
        code = self._facts.get(MUNICIPALITY)
        table = self._sitting.participation
        if table is None or not isinstance(code, str) or not code:
            return None
        return table.standing(code)

    def _documents(self, document_class: str) -> int | None:
        shown = self._facts.get(DOCUMENTS)
        if not isinstance(shown, tuple):
            return None
        codes = set(shown)
        if CARD in self._fields:  # the card is asked for by itself and does not count again
            codes.discard(CARD_DOCUMENT)
        return sum(self._sitting.classes.get(each) == document_class for each in codes)


def judge(
    catalogue: Catalogue, code: str, facts: Facts, sitting: Sitting
) -> ProcedureVerdict | None:
    """Judge a case by the rules of its acceptance date; None for a procedure that no file knows.

    `facts` holds what was entered by field code: dates as dates, moments as datetimes, yes/no as
    "yes"/"no", documents as a tuple of codes, `person` as self, statutory or agent.
    """
    procedure = catalogue.get(code, sitting.on)
    if procedure is None:
        return None
    book = Book(facts, sitting, procedure.fields, catalogue.field_codes(code))
    return _Case(catalogue, procedure, book, sitting).verdict()


class _Case:
    def __init__(
        self, catalogue: Catalogue, procedure: Procedure, book: Book, sitting: Sitting
    ) -> None:
        self._catalogue = catalogue
        self._procedure = procedure
        self._book = book
        self._sitting = sitting
        self._open: list[tuple[Outcome, str]] = []  # what a missing fact could still lead to

    def verdict(self) -> ProcedureVerdict:
        procedure, book = self._procedure, self._book
        place, grounds = self._place()
        grounds += self._person_grounds()
        for row in procedure.conditions:
            found = weigh(row.when, book)
            if found.value:
                grounds.append(_ground(row))
            else:
                self._wants(found, Outcome(row.outcome))
        route = self._identity(grounds)
        worst = max((each.outcome for each in grounds), key=_rank, default=Outcome.ACCEPT)
        could = [name for each, name in self._open if _rank(each) > _rank(worst)]
        outcome: Outcome | None = None if could else worst
        delivery: Delivery | None = None
        if outcome is not None:
            delivery = _delivery(outcome, place)
            book.decide(outcome, delivery)
        fee, open_fees = self._fee()
        if worst in (Outcome.ACCEPT, Outcome.SUPPORT):
            could += [*self._unfilled(), *open_fees, *self._open_counts()]
        told = sorted(grounds, key=lambda each: -_rank(each.outcome))
        return ProcedureVerdict(
            procedure=procedure.code,
            rules_version=self._catalogue.version(procedure.code, book.on),
            outcome=outcome,
            delivery=delivery,
            grounds=tuple(told),
            missing=self._in_order(could),
            fields=self._those(procedure.fields),
            identity=route,
            documents=self._those(procedure.documents),
            papers=self._papers(worst),
            notes=self._those(procedure.notes),
            next=self._those(procedure.next),
            deadlines=tuple(self._deadlines()),
            fee=fee,
            counts=self._those(procedure.counts),
        )

    # where and who ----------------------------------------------------------------------------
    def _place(self) -> tuple[PlaceRow | None, list[Ground]]:
        """The row of this place, and what it means for the outcome. A row whose `when` is open may
        still hold."""
        rows = [row for row in self._procedure.places if row.code == self._sitting.place]
        if not self._catalogue.in_force(self._procedure.code, self._book.on):
            return None, [self._built_in("not_in_force", Outcome.REFUSE)]
        found = [(row, self._weigh(row)) for row in rows]
        place = next((row for row, each in found if each.value), None)
        if place is None and any(each.value is None for _, each in found):
            for _, each in found:
                self._wants(each, Outcome.REFER)
            return None, []
        if place is None:
            return None, [self._built_in("not_here", Outcome.REFER)]
        if place.contract is not None and place.contract not in self._sitting.contracts:
            return place, [self._built_in("no_contract", Outcome.REFER)]
        if place.delivery == "counter":
            code = f"place_{place.code}"
            return place, [Ground(code=code, outcome=Outcome.SUPPORT, row=place)]
        return place, []

    def _person_grounds(self) -> Iterator[Ground]:
        """Nobody named yet is an open question; a row whose `when` is open may still allow."""
        person = self._book.get("person")
        if person is None:
            self._open.append((Outcome.REFER, "person"))
            return
        rows = [
            row
            for row in self._procedure.persons
            if row.code == person and (not row.places or self._sitting.place in row.places)
        ]
        found = [self._weigh(row) for row in rows]
        if any(each.value for each in found):
            return
        if any(each.value is None for each in found):
            for each in found:
                self._wants(each, Outcome.REFER)
            return
        yield self._built_in("person_not_allowed", Outcome.REFER, "person")

    def _built_in(self, code: str, outcome: Outcome, fact: str = "") -> Ground:
        row = self._catalogue.reasons[code]
        return Ground(code=code, outcome=outcome, row=row, fact=fact)

    # identity ---------------------------------------------------------------------------------
    def _identity(self, grounds: list[Ground]) -> RouteRow | None:
        """The first way that holds; none: open while facts are missing, else a reason. Where every
        way is switched off, nobody's identity can be established."""
        rows = self._procedure.identity
        if not self._catalogue.checks_identity(self._procedure.code):
            return None
        short = Outcome.REFER if self._procedure.screen == "counter" else Outcome.SUPPORT
        found = [(row, weigh(row.when, self._book)) for row in rows if row.when is not None]
        for row, finding in found:
            if finding.value:
                return row
        if any(each.value is None for _, each in found):
            for _, each in found:
                self._wants(each, short)
        else:
            where = _first(rows[0]) if rows else ""
            grounds.append(self._built_in("identity_short", short, where))
        return None

    # what follows -----------------------------------------------------------------------------
    def _wants(self, found: Finding, outcome: Outcome) -> None:
        self._open += [(outcome, name) for name in found.wanted]

    def _unfilled(self) -> Iterator[str]:
        for row in self._those(self._procedure.fields):
            if row.required and self._book.get(row.code) is None:
                yield row.code

    def _fee(self) -> tuple[FeeRow | None, tuple[str, ...]]:
        """The first row that holds; none while one above it is open, and what is wanted then."""
        for row in self._procedure.fees:
            found = self._weigh(row)
            if found.value:
                return row, ()
            if found.value is None:
                return None, found.wanted
        return None, ()

    def _open_counts(self) -> Iterator[str]:
        """What decides in which figures the case counts."""
        for row in self._procedure.counts:
            yield from self._weigh(row).wanted

    def _weigh(self, row: Row) -> Finding:
        return Finding(True) if row.when is None else weigh(row.when, self._book)

    def _holds(self, row: Row) -> bool:
        return self._weigh(row).value is True

    def _those(self, rows: tuple[_R, ...]) -> tuple[_R, ...]:
        return tuple(row for row in rows if self._holds(row))

    def _papers(self, outcome: Outcome | None) -> tuple[PaperRow, ...]:
        """Someone who is sent elsewhere gets the way there and no application."""
        sent = outcome in (Outcome.REFER, Outcome.REFUSE)
        return tuple(
            row
            for row in self._those(self._procedure.papers)
            if row.kind == "ticket" or (row.kind == "referral") == sent
        )

    def _deadlines(self) -> Iterator[Deadline]:
        for row in self._those(self._procedure.deadlines):
            fact = self._book.get(row.after)
            if not isinstance(fact, date) or self._book.asked(row.after).value is not True:
                continue
            whole = not row.hours
            moment = _moment(fact)
            if row.months:
                later = months_later(moment.date(), row.months)
                moment = moment.replace(year=later.year, month=later.month, day=later.day)
            if row.until_age:
                last = first_day_of_age(moment.date(), row.until_age) - timedelta(days=1)
                moment = datetime.combine(last, time.min)
            moment += timedelta(hours=row.hours, days=row.days)
            yield Deadline(row=row, at=moment, whole_day=whole)

    def _in_order(self, names: list[str]) -> tuple[str, ...]:
        places = {row.code: place for place, row in enumerate(self._procedure.fields)}
        entries = dict.fromkeys(map(_entry, names))
        for decided in AFTERWARDS:  # nobody enters the verdict
            entries.pop(decided, None)
        return tuple(sorted(entries, key=lambda each: places.get(each, -1)))


def _entry(name: str) -> str:
    """The field in which a derived fact is entered."""
    return ENTERED_AS.get(name, name)


def _rank(outcome: Outcome) -> int:
    return RANK[outcome]


def _ground(row: ConditionRow) -> Ground:
    return Ground(code=row.code, outcome=Outcome(row.outcome), row=row, fact=_first(row))


def _first(row: Row) -> str:
    return "" if row.when is None else _entry(next(row.when.facts(), ""))


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time.min)


def _delivery(outcome: Outcome, place: PlaceRow | None) -> Delivery:
    if place is None or outcome in (Outcome.REFER, Outcome.REFUSE):
        return "none"
    return "counter" if outcome is Outcome.SUPPORT else place.delivery

"""One case at the counter: a procedure (手続き) that somebody came for, from ticket to end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from desk.domain.catalogue import Procedure
from desk.domain.conditions import Facts
from desk.domain.errors import MoveNotAllowed, Refused
from desk.domain.ids import ApplicationId, DayId
from desk.domain.numbers import TERMINAL, check_character
from desk.domain.procedure_judge import ProcedureVerdict

CaseId = NewType("CaseId", str)
CaseEntry = str | tuple[str, ...]
"""What was entered in one field of a case: a text as typed, the code of a choice, "yes" or "no",
or the codes of the documents shown. An emptied field is absent."""
CaseEntries = Mapping[str, CaseEntry]


class CaseState(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"  # 順番待ち
    CALLED = "called"  # お呼出し中
    OPEN = "open"  # 受付中
    HANDED_OVER = "handed_over"  # 統合端末へ引渡し
    DONE = "done"  # 完了
    REFERRED = "referred"  # ご案内（別の窓口へ）
    GONE = "gone"  # 取りやめ（お帰り）


ENDED = frozenset({CaseState.DONE, CaseState.REFERRED, CaseState.GONE})
MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.WAITING: frozenset({CaseState.CALLED, CaseState.OPEN, CaseState.GONE}),
    CaseState.CALLED: frozenset({CaseState.WAITING, CaseState.OPEN, CaseState.GONE}),
    CaseState.OPEN: frozenset(
        {CaseState.HANDED_OVER, CaseState.DONE, CaseState.REFERRED, CaseState.GONE}
    ),
    CaseState.HANDED_OVER: frozenset({CaseState.OPEN, CaseState.DONE, CaseState.GONE}),
    CaseState.DONE: frozenset(),
    CaseState.REFERRED: frozenset(),
    CaseState.GONE: frozenset(),
}
"""The only moves there are; the database's triggers say the same."""


def move_case(now: CaseState, to: CaseState) -> CaseState:
    """Return `to` if it may follow `now`; raise MoveNotAllowed otherwise."""
    if to not in MOVES[now]:
        raise MoveNotAllowed(now=now.value, to=to.value)
    return to


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber:
    """番号札の番号: terminal, day and the day's serial of cases; no personal data in it.

    `P` keeps it apart from the number of an application (domain/numbers.py).
    """

    day: date
    terminal: str
    serial: int

    def __post_init__(self) -> None:
        if not TERMINAL.fullmatch(self.terminal) or not 1 <= self.serial <= 9999:
            raise Refused("number_malformed")

    @property
    def called(self) -> str:
        """What is called out and stands on the board: 012."""
        return f"{self.serial:03d}"

    @property
    def short(self) -> str:
        """As on screen: K3-P012."""
        return f"{self.terminal}-P{self.serial:03d}"

    @property
    def full(self) -> str:
        """As on paper, with its check character: 261123-K3-P012-C."""
        body = f"{self.day:%y%m%d}-{self.short}"
        return f"{body}-{check_character(body.replace('-', ''))}"

    @classmethod
    def parse(cls, text: str) -> CaseNumber:
        """Read the full form back; raise Refused for a wrong shape or check character."""
        found = re.fullmatch(r"(\d{6})-([A-Z][A-Z0-9]{0,3})-P(\d{3,4})-([0-9A-Z])", text.strip())
        if found is None:
            raise Refused("number_malformed")
        digits = found[1]
        try:
            day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        except ValueError as error:
            raise Refused("number_malformed") from error
        number = cls(day, found[2], int(found[3]))
        if number.full != text.strip():
            raise Refused("number_malformed")
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as it stands in the store."""

    id: CaseId
    number: CaseNumber
    procedure: str  # its code in the catalogue, which may have lost it since
    day: DayId
    state: CaseState
    opened_at: datetime
    changed_at: datetime
    entries: CaseEntries = field(default_factory=dict)
    result: str | None = None  # code of the procedure's results
    outcome: str | None = None  # frozen when it ended
    rules_version: str | None = None
    application: ApplicationId | None = None  # the card application that came of it
    papers: tuple[str, ...] = ()  # codes of the papers that were printed, in order

    @property
    def ended(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """An entry that cannot be read: the field, the code of its sentence, facts of the sentence."""

    field: str
    code: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with everything that is known about it now. `procedure` and `verdict` are None where
    no file knows the procedure any more: such a case can only be left or referred."""

    case: Case
    procedure: Procedure | None
    verdict: ProcedureVerdict | None
    facts: Facts = field(default_factory=dict)
    problems: tuple[CaseProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One procedure of today: is it taken here, and if not, the engine's reason."""

    procedure: Procedure
    here: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The waiting board (番号表示): numbers only, never a name. `called`: newest first."""

    called: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCount:
    """One figure of the day's report."""

    code: str
    ja: str
    en: str
    count: int

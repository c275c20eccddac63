"""One case at the counter: a procedure (手続き) that somebody came for, from ticket to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from desk.domain.catalogue import Procedure
from desk.domain.conditions import Facts
from desk.domain.errors import MoveNotAllowed
from desk.domain.ids import ApplicationId, DayId
from desk.domain.numbers import CaseNumber as CaseNumber  # the number is part of the case
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

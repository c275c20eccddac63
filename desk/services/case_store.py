"""The store as the procedures see it (storage/cases.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from desk.domain.application import ApplicationId, DayId, Line, Record
from desk.domain.cases import Case, CaseEntry, CaseId, CaseState
from desk.services.ports import By


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnd:
    """How a case ended: frozen with it."""

    result: str | None = None
    outcome: str | None = None
    rules_version: str | None = None
    grounds: tuple[str, ...] = ()  # codes of the reasons
    counts: tuple[str, ...] = ()  # figures of the day's report
    reason: str | None = None  # why it was left, in the clerk's words


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """What one ended case counts in."""

    procedure: str
    state: CaseState
    counts: tuple[str, ...]


class CaseStore(Protocol):
    """Every method is one transaction, durable when it returns, with its audit entry."""

    def open_case(self, day: DayId, procedure: str, state: CaseState, by: By) -> Case: ...
    def case(self, case: CaseId) -> Case: ...
    def cases(self, day: DayId) -> tuple[Case, ...]: ...
    def live_cases(self) -> tuple[Case, ...]: ...
    def case_of_application(self, application: ApplicationId) -> Case | None: ...
    def record(self, application: ApplicationId) -> Record: ...
    def look_alikes(
        self,
        other_than: ApplicationId | None,
        name_key: str,
        kana_key: str,
        birth: date | None,
        address_key: str,
    ) -> tuple[tuple[str, Line], ...]:
        """(kind, line) of applications that may be the same person (storage/search.py)."""
        ...

    def save_case_entries(
        self, case: CaseId, entries: Mapping[str, CaseEntry | None], by: By
    ) -> Case: ...
    def move_case(self, case: CaseId, to: CaseState, by: By, reason: str | None = None) -> Case: ...
    def end_case(self, case: CaseId, to: CaseState, end: CaseEnd, by: By) -> Case: ...
    def bind_case(self, case: CaseId, application: ApplicationId, by: By) -> Case: ...
    def note_case_paper(self, case: CaseId, paper: str, by: By) -> Case: ...
    def case_figures(self, day: DayId) -> tuple[CaseFigure, ...]: ...
    def purge_cases(self, ended_before: date, by: By) -> int: ...

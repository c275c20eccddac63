"""Cases in memory, for the screens (desk/services/case_store.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desk.domain.application import ApplicationId, Line, Record
from desk.domain.cases import ENDED, Case, CaseEntry, CaseId, CaseNumber, CaseState, move_case
from desk.domain.errors import Refused
from desk.domain.ids import DayId
from desk.services.case_store import CaseEnd, CaseFigure
from desk.services.ports import By

TERMINAL = "K3"


class MemoryCases:
    """`broken`: the next write raises that error, once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.ends: dict[CaseId, CaseEnd] = {}
        self.broken: Exception | None = None
        self._cases: dict[CaseId, Case] = {}

    def open_case(self, day: DayId, procedure: str, state: CaseState, by: By) -> Case:
        serial = len(self._cases) + 1
        made = Case(
            id=CaseId(f"case-{serial}"),
            number=CaseNumber(self.on, TERMINAL, serial),
            procedure=procedure,
            day=day,
            state=state,
            opened_at=by.at.utc,
            changed_at=by.at.utc,
        )
        return self._put(made)

    def case(self, case: CaseId) -> Case:
        return self._cases[case]

    def cases(self, day: DayId) -> tuple[Case, ...]:
        return tuple(each for each in self._cases.values() if each.day == day)

    def live_cases(self) -> tuple[Case, ...]:
        return tuple(each for each in self._cases.values() if not each.ended)

    def case_of_application(self, application: ApplicationId) -> Case | None:
        found = (each for each in self._cases.values() if each.application == application)
        return next(found, None)

    def save_case_entries(
        self, case: CaseId, entries: Mapping[str, CaseEntry | None], by: By
    ) -> Case:
        self._break()
        found = self.case(case)
        if found.state in ENDED:
            raise Refused("case_ended", number=found.number.short)
        kept = {**found.entries, **entries}
        kept = {name: value for name, value in kept.items() if value is not None}
        return self._put(replace(found, entries=kept, changed_at=by.at.utc))

    def move_case(self, case: CaseId, to: CaseState, by: By, reason: str | None = None) -> Case:
        found = self.case(case)
        return self._put(replace(found, state=move_case(found.state, to), changed_at=by.at.utc))

    def end_case(self, case: CaseId, to: CaseState, end: CaseEnd, by: By) -> Case:
        found = self.case(case)
        self.ends[case] = end
        ended = replace(
            found,
            state=move_case(found.state, to),
            changed_at=by.at.utc,
            result=end.result,
            outcome=end.outcome,
            rules_version=end.rules_version,
        )
        return self._put(ended)

    def bind_case(self, case: CaseId, application: ApplicationId, by: By) -> Case:
        return self._put(replace(self.case(case), application=application, changed_at=by.at.utc))

    def note_case_paper(self, case: CaseId, paper: str, by: By) -> Case:
        found = self.case(case)
        return self._put(replace(found, papers=(*found.papers, paper)))

    def case_figures(self, day: DayId) -> tuple[CaseFigure, ...]:
        return tuple(
            CaseFigure(each.procedure, each.state, self.ends[each.id].counts)
            for each in self.cases(day)
            if each.ended
        )

    def purge_cases(self, ended_before: date, by: By) -> int:
        raise NotImplementedError

    def record(self, application: ApplicationId) -> Record:
        raise NotImplementedError

    def look_alikes(
        self,
        other_than: ApplicationId | None,
        name_key: str,
        kana_key: str,
        birth: date | None,
        address_key: str,
    ) -> tuple[tuple[str, Line], ...]:
        return ()

    def _put(self, case: Case) -> Case:
        self._cases[case.id] = case
        return case

    def _break(self) -> None:
        error, self.broken = self.broken, None
        if error is not None:
            raise error

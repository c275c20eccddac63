"""Any order of saving, accepting, correcting, holding and voiding keeps the store's promises."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from storage_world import MAIL, approve, open_booth, shot

from desk.domain.application import (
    ALLOWED,
    NEEDS_REASON,
    ApplicationId,
    Concern,
    EntryValue,
    Grounds,
    Status,
    Step,
)
from desk.domain.errors import MoveNotAllowed, Refused

GROUNDS = Grounds(concern=Concern.OTHER, detail="組み合わせを試す例です")
ONLY_BY_OTHER_DEEDS = (
    Status.ACCEPTED,
    Status.SUPERSEDED,
    Status.SEALED,
    Status.RECEIVED,
    Status.PURGED,
)
FIELDS = st.sampled_from(["applicant.name", "applicant.kana", "applicant.phone"])
TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=24)


class Counter(RuleBasedStateMachine):
    """Remembers what must be there, in plain dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp())
        self.booth = open_booth(self.scratch / "desk")
        self.entries: dict[ApplicationId, dict[str, EntryValue]] = {}
        self.statuses: dict[ApplicationId, Status] = {}
        self.replaces: dict[ApplicationId, ApplicationId] = {}
        self.shots: dict[ApplicationId, int] = {}

    def teardown(self) -> None:
        self.booth.store.close()
        shutil.rmtree(self.scratch)

    def pick(self, number: int) -> ApplicationId:
        known = list(self.statuses)
        return known[number % len(known)]

    def remember(self, application: ApplicationId, entries: dict[str, EntryValue]) -> None:
        self.entries[application] = entries
        self.statuses[application] = Status.DRAFT
        self.shots.setdefault(application, 0)

    def being_corrected(self, application: ApplicationId) -> bool:
        return any(
            old == application and self.statuses[new] in (Status.DRAFT, Status.HELD)
            for new, old in self.replaces.items()
        )

    @rule()
    def open(self) -> None:
        self.remember(self.booth.store.open_application(self.booth.day.id, self.booth.by()).id, {})

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99), field=FIELDS, text=TEXTS)
    def save(self, number: int, field: str, text: str | None) -> None:
        application = self.pick(number)
        try:
            self.booth.store.save_entries(application, {field: text}, self.booth.by())
        except Refused as error:
            assert error.code == "not_a_draft"  # noqa: PT017
            assert self.statuses[application] is not Status.DRAFT
            return
        assert self.statuses[application] is Status.DRAFT
        self.entries[application].pop(field, None)
        if text is not None:
            self.entries[application][field] = text

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99), step=st.sampled_from(Step))
    def shoot(self, number: int, step: Step) -> None:
        application = self.pick(number)
        if self.statuses[application] is Status.DRAFT:
            new = shot(self.booth.clock, bytes([step]))
            self.booth.store.add_shot(application, new, self.booth.by())
            self.shots[application] += 1

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99))
    def accept(self, number: int) -> None:
        application = self.pick(number)
        try:
            self.booth.store.accept(application, MAIL, "2026-11", self.booth.by())
        except MoveNotAllowed:
            assert self.statuses[application] is not Status.DRAFT
            return
        assert self.statuses[application] is Status.DRAFT
        self.statuses[application] = Status.ACCEPTED
        if application in self.replaces:
            self.statuses[self.replaces[application]] = Status.SUPERSEDED

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99), to=st.sampled_from(Status))
    def change(self, number: int, to: Status) -> None:
        application = self.pick(number)
        now = self.statuses[application]
        grounds = GROUNDS if to in NEEDS_REASON else None
        try:
            self.booth.store.change_status(application, to, self.booth.by(), grounds)
        except MoveNotAllowed:
            assert to not in ALLOWED[now] or to in ONLY_BY_OTHER_DEEDS
        except Refused as error:
            assert error.code == "correction_open"  # noqa: PT017
            assert self.being_corrected(application)
        else:
            assert to in ALLOWED[now]
            self.statuses[application] = to

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99))
    def look_at(self, number: int) -> None:
        application = self.pick(number)
        try:
            approve(self.booth, application)
        except Refused:
            assert self.statuses[application] is not Status.ACCEPTED
        else:
            assert self.statuses[application] is Status.ACCEPTED

    @precondition(lambda self: self.statuses)
    @rule(number=st.integers(0, 99))
    def correct(self, number: int) -> None:
        application = self.pick(number)
        try:
            new = self.booth.store.open_correction(application, GROUNDS, self.booth.by())
        except (MoveNotAllowed, Refused):
            corrected = self.being_corrected(application)
            assert corrected or self.statuses[application] is not Status.ACCEPTED
            return
        self.replaces[new.id] = application
        self.shots[new.id] = self.shots[application]
        self.remember(new.id, dict(self.entries[application]))

    @rule()
    def restart(self) -> None:
        self.booth.reopen(self.scratch / "desk")

    @invariant()
    def everything_is_there(self) -> None:
        numbers = set()
        for application, status in self.statuses.items():
            record = self.booth.store.record(application)
            assert record.status is status
            assert record.entries == self.entries[application]
            assert len(record.shots) == self.shots[application]
            assert sum(each.chosen for each in record.shots) == min(1, len(record.shots))
            assert record.supersedes == self.replaces.get(application)
            numbers.add((record.number, record.version))
        assert len(numbers) == len(self.statuses)

    def shows(self, application: ApplicationId) -> bool:
        """A living correction stands for its predecessor, a given-up one leaves it standing."""
        status = self.statuses[application]
        if status is Status.SUPERSEDED or self.being_corrected(application):
            return False
        before = self.replaces.get(application)
        gone = status in (Status.VOIDED, Status.HANDED_BACK)
        return not (gone and before is not None and self.statuses[before] is Status.ACCEPTED)

    @invariant()
    def the_list_shows_each_number_once(self) -> None:
        shown = {line.id: line for line in self.booth.store.page("", 0, 999)}
        wanted = {each for each in self.statuses if self.shows(each)}
        assert set(shown) == wanted
        assert len({line.number for line in shown.values()}) == len(shown)
        for application, line in shown.items():
            assert line.name == self.entries[application].get("applicant.name", "")
        assert self.booth.store.count() == len(wanted)

    @invariant()
    def resume_leads_to_a_draft_or_nowhere(self) -> None:
        resumed = self.booth.store.resume()
        assert resumed is None or resumed.status is Status.DRAFT

    @invariant()
    def the_trail_holds(self) -> None:
        self.booth.store.verify_audit()


TestCounter = Counter.TestCase
TestCounter.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)

"""責任者確認 (the contact sheet): one applicant at a time; nothing is sealed unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date

from desk.domain.applicant import age_on
from desk.domain.application import ApplicationId, OperatorId, Record
from desk.domain.binding import SlateState
from desk.domain.errors import Refused
from desk.domain.review import (
    Decision,
    Flag,
    ReviewMark,
    check_decision,
    must_explain,
)
from desk.domain.rules import RulesByDay, Settings
from desk.services.ports import JAPAN, By, Clock, Day, Operator
from desk.services.review_flags import FlagFact as FlagFact
from desk.services.review_flags import Flagging
from desk.services.sheet import Earlier, SheetFacts, SheetStore, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One applicant as the supervisor sees them."""

    record: Record
    birth: date | None
    age: int | None  # on the day of acceptance
    flags: tuple[FlagFact, ...]  # the gravest first
    own: bool  # this supervisor took the photo or completed the application
    only_supervisor: bool  # nobody else could approve it
    correcting: bool  # a correction is under way: it will come back in a new version
    slate: SlateState | None  # None: there is no photo
    taken_by: str  # 担当者の氏名
    said: tuple[ReviewMark, ...] = ()  # all decisions, also about earlier versions; newest last
    earlier: tuple[Earlier, ...] = ()  # versions that were corrected, newest first
    before: Taken | None = None  # photographed right before on that day (前)
    after: Taken | None = None  # and right after (後)
    minutes_since_previous: float | None = None

    @property
    def id(self) -> ApplicationId:
        return self.record.id

    @property
    def decision(self) -> Decision | None:
        """The newest decision about this version and photo; None while it is open."""
        mark = self.record.review
        if mark is None:
            return None
        if mark.decision is Decision.APPROVED and not self.record.reviewed:
            return None
        return mark.decision

    @property
    def open(self) -> bool:
        """Somebody must still look: nobody did, or 後で."""
        return self.decision in (None, Decision.LATER)

    @property
    def needs_look(self) -> bool:
        """要注意: something more than a mild flag."""
        return must_explain(fact.flag for fact in self.flags)

    @property
    def blocked(self) -> str:
        """Why it cannot be approved now: "own_review", "correction_open", or ""."""
        if self.correcting:
            return "correction_open"
        return "own_review" if self.own and not self.only_supervisor else ""

    @property
    def alone(self) -> bool:
        """An approval would be by the only supervisor, who took the photo."""
        return self.own and self.only_supervisor

    @property
    def sent_back(self) -> ReviewMark | None:
        """The newest 差戻し, of this version or of an earlier one."""
        marks = (mark for mark in reversed(self.said) if mark.decision is Decision.SENT_BACK)
        return next(marks, None)

    @property
    def old_photo(self) -> Earlier | None:
        """The newest earlier version that had another photo."""
        shot = self.record.chosen_shot
        now = None if shot is None else shot.photo_sha256
        return next((e for e in self.earlier if e.photo and e.photo_sha256 != now), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport:
    """What the day report says of the review."""

    approved: int
    sent_back: int
    later: int
    open: int
    fast: tuple[tuple[str, str, int], ...]  # number, supervisor, looked ms: faster than a look
    alone: tuple[str, ...]  # numbers approved by the only supervisor, who took the photo
    flagged: int  # approved although something spoke against them, with a reason
    median_look_ms: int

    @property
    def finished(self) -> bool:
        """Everybody was looked at; those sent back wait for the clerks."""
        return self.open == 0 and self.later == 0


class Review:
    """A supervisor's looks of one day. Call it on the store's thread."""

    def __init__(
        self, store: SheetStore, clock: Clock, rulebook: RulesByDay, supervisor: Operator, day: Day
    ) -> None:
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._day = day
        self.supervisor = supervisor

    @property
    def _settings(self) -> Settings:
        return self._rulebook.on(self._day.on).settings

    @property
    def fast_ms(self) -> int:
        """An approval faster than this is named in the report."""
        return self._settings.fast_approval_ms

    def items(self) -> tuple[ReviewItem, ...]:
        """Everything accepted on the day: flagged first, then in the order of the numbers."""
        found = self._items(self._store.sheet_facts(self._day.id))
        return tuple(sorted(found, key=lambda item: not item.needs_look))

    def item(self, application: ApplicationId) -> ReviewItem:
        """One of them afresh. Raises Refused("not_accepted")."""
        return self._read(application)[1]

    def approve(self, application: ApplicationId, looked_ms: int, reason: str = "") -> ReviewItem:
        """承認. Raises Refused("own_review" | "review_reason" | "not_looked" | "not_accepted" |
        "correction_open"). What is approved already stays approved by whom it was."""
        return self._decide(application, Decision.APPROVED, looked_ms, reason)

    def send_back(self, application: ApplicationId, looked_ms: int, reason: str) -> ReviewItem:
        """差戻し: it comes to the top of the clerks' list and waits for a correction."""
        return self._decide(application, Decision.SENT_BACK, looked_ms, reason)

    def later(self, application: ApplicationId, looked_ms: int) -> ReviewItem:
        """後で: stays unapproved, at the end of the queue."""
        return self._decide(application, Decision.LATER, looked_ms, "")

    def report(self) -> ReviewReport:
        """The figures of the day so far."""
        return day_report(self._store, self._settings, self._day)

    # inside
    def _decide(
        self, application: ApplicationId, decision: Decision, looked_ms: int, reason: str
    ) -> ReviewItem:
        facts, item = self._read(application)
        if decision is Decision.APPROVED and item.decision is Decision.APPROVED:
            return item  # a second try after an error of the disk finds it done
        if decision is Decision.APPROVED and item.correcting:
            raise Refused("correction_open")
        flags = tuple(fact.flag for fact in item.flags)
        check_decision(
            decision,
            reason,
            flags,
            own=item.own,
            only_supervisor=item.only_supervisor,
            looked_ms=looked_ms,
        )
        shot = item.record.chosen_shot
        now = self._clock.now()
        mark = ReviewMark(
            decision=decision,
            reason=reason.strip(),
            flags=tuple(flag.value for flag in flags),
            looked_ms=looked_ms,
            alone=decision is Decision.APPROVED and item.alone,
            photo_sha256=None if shot is None else shot.photo_sha256,
            operator=self.supervisor.id,
            at=now.utc,
        )
        self._store.add_review(application, mark, By(self.supervisor.id, now))
        # Only the record is another now; what the other flags rest on was read a moment ago.
        return self._items(replace(facts, records=(self._store.record(application),)))[0]

    def _read(self, application: ApplicationId) -> tuple[SheetFacts, ReviewItem]:
        facts = self._store.sheet_facts(self._day.id, application)
        if not facts.records:
            raise Refused("not_accepted")
        return facts, self._items(facts)[0]

    def _items(self, facts: SheetFacts) -> list[ReviewItem]:
        operators = self._store.operators()
        names = {each.id: each.name for each in operators}
        active = [each.id for each in operators if each.supervisor and each.active]
        only = active == [self.supervisor.id]
        flags = Flagging(facts, self._settings)
        places = _places(facts.taken)
        return [
            self._item(record, facts, flags.of(record), places, names, only)
            for record in facts.records
        ]

    def _item(
        self,
        record: Record,
        facts: SheetFacts,
        flags: tuple[FlagFact, ...],
        places: Mapping[tuple[str, int], _Place],
        names: Mapping[OperatorId, str],
        only: bool,
    ) -> ReviewItem:
        shot, mine = record.chosen_shot, self.supervisor.id
        place = places.get((record.number.terminal, record.number.serial), _Place())
        birth = facts.births.get(record.id)
        earlier = facts.earlier.get(record.id, ())
        return ReviewItem(
            record=record,
            birth=birth,
            age=None if birth is None else age_on(birth, _accepted_on(record, self._day)),
            flags=flags,
            own=record.accepted_by == mine or (shot is not None and shot.operator == mine),
            only_supervisor=only,
            correcting=record.id in facts.correcting,
            slate=None if shot is None else shot.slate_state(self._settings.slate_apart_s),
            taken_by="" if shot is None else names.get(shot.operator, ""),
            said=(*(m for each in reversed(earlier) for m in each.reviews), *record.reviews),
            earlier=earlier,
            before=place.before,
            after=place.after,
            minutes_since_previous=place.minutes,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Who was photographed right before and after, and how long after the one before."""

    before: Taken | None = None
    after: Taken | None = None
    minutes: float | None = None


def _places(taken: tuple[Taken, ...]) -> dict[tuple[str, int], _Place]:
    found: dict[tuple[str, int], _Place] = {}
    for at, each in enumerate(taken):
        before = taken[at - 1] if at else None
        after = taken[at + 1] if at + 1 < len(taken) else None
        minutes = None
        if before is not None:
            minutes = (each.taken_at - before.taken_at).total_seconds() / 60
        number = each.who.number
        found[number.terminal, number.serial] = _Place(before, after, minutes)
    return found


def _accepted_on(record: Record, day: Day) -> date:
    accepted = record.accepted_at
    if accepted is None:
        return day.on
    return accepted.replace(tzinfo=accepted.tzinfo or UTC).astimezone(JAPAN).date()


def day_report(store: SheetStore, settings: Settings, day: Day) -> ReviewReport:
    """The figures of a day. A fast approval stays named when a correction followed."""
    counts = store.review_counts(day.id)
    names = {each.id: each.name for each in store.operators()}
    approvals = [each for each in store.said_on(day.id) if each.mark.decision is Decision.APPROVED]
    looks = sorted(each.mark.looked_ms for each in approvals)
    return ReviewReport(
        approved=counts[Decision.APPROVED],
        sent_back=counts[Decision.SENT_BACK],
        later=counts[Decision.LATER],
        open=counts["open"],
        fast=tuple(
            (each.number.short, names.get(each.mark.operator, ""), each.mark.looked_ms)
            for each in approvals
            if each.mark.looked_ms < settings.fast_approval_ms
        ),
        alone=tuple(dict.fromkeys(each.number.short for each in approvals if each.mark.alone)),
        flagged=sum(each.current and must_explain(_flags_of(each.mark)) for each in approvals),
        median_look_ms=looks[len(looks) // 2] if looks else 0,
    )


def _flags_of(mark: ReviewMark) -> list[Flag]:
    known = {flag.value for flag in Flag}
    return [Flag(flag) for flag in mark.flags if flag in known]


def counts(items: Iterable[ReviewItem]) -> dict[str, int]:
    """要注意・未確認・承認・差戻し of the sheet's head."""
    known = tuple(items)
    states = [item.decision for item in known]
    return {
        "flagged": sum(item.needs_look and item.open for item in known),
        "open": sum(item.open for item in known),
        "approved": states.count(Decision.APPROVED),
        "sent_back": states.count(Decision.SENT_BACK),
        "later": states.count(Decision.LATER),
    }

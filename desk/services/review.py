"""責任者確認 (the contact sheet): one applicant at a time; nothing is sealed unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from desk.domain.application import ApplicationId, Record
from desk.domain.assessment import Assessment
from desk.domain.binding import DoubtKind, SlateState
from desk.domain.confirmation import Answer
from desk.domain.errors import Refused
from desk.domain.review import (
    Decision,
    Flag,
    ReviewMark,
    check_decision,
    must_explain,
)
from desk.domain.rules import RuleBook
from desk.services.intake import Intake
from desk.services.ports import By, Clock, Day, Operator, Store

_OF_DOUBT: Final = {
    DoubtKind.SAME_PICTURE: Flag.SAME_PICTURE,
    DoubtKind.ALIKE_FACE: Flag.ALIKE_FACE,
    DoubtKind.OPERATOR_FACE: Flag.OPERATOR_FACE,
    DoubtKind.RECAPTURED: Flag.RECAPTURED,
    DoubtKind.PORTRAIT_DIFFERS: Flag.PORTRAIT_DIFFERS,
    DoubtKind.PORTRAIT_UNSURE: Flag.PORTRAIT_UNSURE,
    DoubtKind.NOT_COMPARED: Flag.NOT_COMPARED,
}
_OF_ALERT: Final = {
    "namesake": Flag.NAMESAKE,
    "same_name": Flag.SAME_NAME,
    "same_birth_address": Flag.SAME_BIRTH_ADDRESS,
    "same_household": Flag.SAME_HOUSEHOLD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFact:
    """One flag with whom it is about: other applications' numbers (K3-008)."""

    flag: Flag
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One applicant as the supervisor sees them."""

    record: Record
    assessment: Assessment
    flags: tuple[FlagFact, ...]  # the gravest first
    own: bool  # this supervisor took the photo or completed the application
    taken_by: str  # 担当者の氏名
    before: ApplicationId | None = None  # photographed right before on that day (前)
    after: ApplicationId | None = None  # and right after (後)
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
    def needs_look(self) -> bool:
        """要注意: something more than a mild flag."""
        return must_explain(fact.flag for fact in self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport:
    """What the day report says of the review."""

    approved: int
    sent_back: int
    later: int
    open: int
    fast: tuple[tuple[str, str, int], ...]  # number, supervisor, looked ms: faster than a look
    alone: tuple[str, ...]  # numbers approved by the only supervisor, who took the photo
    flagged: int
    median_look_ms: int


class Review:
    """A supervisor's looks of one day. Call it on the store's thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rulebook: RuleBook,
        intake: Intake,
        supervisor: Operator,
        day: Day,
    ) -> None:
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        self._store = store
        self._clock = clock
        self._settings = rulebook.on(day.on).settings
        self._intake = intake
        self._day = day
        self._places: dict[ApplicationId, _Place] = {}
        self.supervisor = supervisor

    def items(self) -> tuple[ReviewItem, ...]:
        """Everything accepted on the day: flagged first, then in the order of the numbers."""
        records = [self._store.record(each) for each in self._store.reviewable(self._day.id)]
        self._places = _places(records)
        found = [self._item(record) for record in records]
        found.sort(key=lambda item: (not item.needs_look, item.record.number.serial))
        return tuple(found)

    def item(self, application: ApplicationId) -> ReviewItem:
        """One of them afresh."""
        return self._item(self._store.record(application))

    def approve(self, application: ApplicationId, looked_ms: int, reason: str = "") -> ReviewItem:
        """承認. Raises Refused("own_review" | "review_reason" | "not_looked" | "not_accepted")."""
        return self._decide(application, Decision.APPROVED, looked_ms, reason)

    def send_back(self, application: ApplicationId, looked_ms: int, reason: str) -> ReviewItem:
        """差戻し: it comes to the top of the clerks' list and waits for a correction."""
        return self._decide(application, Decision.SENT_BACK, looked_ms, reason)

    def later(self, application: ApplicationId, looked_ms: int) -> ReviewItem:
        """後で: stays unapproved, at the end of the queue."""
        return self._decide(application, Decision.LATER, looked_ms, "")

    def report(self) -> ReviewReport:
        """The figures of the day so far."""
        items = self.items()
        names = {each.id: each.name for each in self._store.operators()}
        approved = [
            (item.record.number.short, mark)
            for item in items
            for mark in item.record.reviews
            if mark.decision is Decision.APPROVED
        ]
        looks = sorted(mark.looked_ms for _number, mark in approved)
        states = [item.decision for item in items]
        return ReviewReport(
            approved=states.count(Decision.APPROVED),
            sent_back=states.count(Decision.SENT_BACK),
            later=states.count(Decision.LATER),
            open=states.count(None),
            fast=tuple(
                (number, names.get(mark.operator, ""), mark.looked_ms)
                for number, mark in approved
                if mark.looked_ms < self._settings.fast_approval_ms
            ),
            alone=tuple(number for number, mark in approved if mark.alone),
            flagged=sum(item.needs_look for item in items),
            median_look_ms=looks[len(looks) // 2] if looks else 0,
        )

    # inside
    def _decide(
        self, application: ApplicationId, decision: Decision, looked_ms: int, reason: str
    ) -> ReviewItem:
        item = self.item(application)
        flags = tuple(fact.flag for fact in item.flags)
        only = self._is_only_supervisor()
        check_decision(
            decision, reason, flags, own=item.own, only_supervisor=only, looked_ms=looked_ms
        )
        shot = item.record.chosen_shot
        now = self._clock.now()
        mark = ReviewMark(
            decision=decision,
            reason=reason.strip(),
            flags=tuple(flag.value for flag in flags),
            looked_ms=looked_ms,
            alone=decision is Decision.APPROVED and item.own and only,
            photo_sha256=None if shot is None else shot.photo_sha256,
            operator=self.supervisor.id,
            at=now.utc,
        )
        self._store.add_review(application, mark, By(self.supervisor.id, now))
        return self.item(application)

    def _is_only_supervisor(self) -> bool:
        active = [each for each in self._store.operators() if each.supervisor and each.active]
        return [each.id for each in active] == [self.supervisor.id]

    def _item(self, record: Record) -> ReviewItem:
        shot = record.chosen_shot
        names = {each.id: each.name for each in self._store.operators()}
        place = self._places.get(record.id, _Place())
        mine = self.supervisor.id
        return ReviewItem(
            record=record,
            assessment=self._intake.look(record.id).assessment,
            flags=self._flags(record),
            own=record.accepted_by == mine or (shot is not None and shot.operator == mine),
            taken_by="" if shot is None else names.get(shot.operator, ""),
            before=place.before,
            after=place.after,
            minutes_since_previous=place.minutes,
        )

    def _flags(self, record: Record) -> tuple[FlagFact, ...]:
        found: dict[Flag, list[str]] = {}

        def add(flag: Flag, other: str = "") -> None:
            others = found.setdefault(flag, [])
            if other and other not in others:
                others.append(other)

        self._flags_of_shot(record, add)
        for kind, line in self._intake.resembling(record.id):
            add(_OF_ALERT[kind], line.number.short)
        self._flags_of_others(record, add)
        self._flags_of_course(record, add)
        order = list(Flag)
        return tuple(
            FlagFact(flag=flag, others=tuple(found[flag]))
            for flag in sorted(found, key=order.index)
        )

    def _flags_of_shot(self, record: Record, add: Callable[..., None]) -> None:
        shot = record.chosen_shot
        if shot is None:
            return
        state = shot.slate_state(self._settings.slate_apart_s)
        if state is not SlateState.MATCHED:
            add(Flag.SLATE_MISSING if state is SlateState.MISSING else Flag.SLATE_APART)
        for doubt in shot.doubts:
            line = None if doubt.other is None else self._store.line(doubt.other)
            if doubt.other is None or line is not None:
                add(_OF_DOUBT[doubt.kind], "" if line is None else line.number.short)
        if record.entries.get("photo.kept_reason"):
            add(Flag.PHOTO_ADVICE)
        if record.entries.get("photo.exception"):
            add(Flag.EXCEPTION)
        if len(record.shots) >= self._settings.many_shots:
            add(Flag.MANY_SHOTS)

    def _flags_of_others(self, record: Record, add: Callable[..., None]) -> None:
        """A doubt of somebody else's shot that means this applicant is this one's doubt too."""
        for other, doubt in self._store.doubted_by(record.id):
            line = self._store.line(other)
            if line is None:
                continue
            add(_OF_DOUBT[doubt.kind], line.number.short)
            seen = self._store.record(other).entries.get("papers.alerts_seen", ())
            answers = seen if isinstance(seen, tuple) else ()
            if any(f":{doubt.subject}@" in each and each.endswith(":mix_up") for each in answers):
                add(Flag.MIX_UP_SUSPECTED, line.number.short)

    def _flags_of_course(self, record: Record, add: Callable[..., None]) -> None:
        """How this application came about."""
        if record.version > 1:
            add(Flag.CORRECTED)
        if self._was_sent_back(record):
            add(Flag.SENT_BACK_BEFORE)
        if record.entries.get("form.source") == "typed":
            add(Flag.FORM_TYPED)
        if record.entries.get("papers.confirmed") == "read_aloud":
            add(Flag.READ_ALOUD)
        wrong = (Answer.WRONG_PHOTO, Answer.WRONG_NAME, Answer.WRONG_ADDRESS)
        if any(each.answer in wrong for each in record.confirmations):
            add(Flag.APPLICANT_OBJECTED)

    def _was_sent_back(self, record: Record) -> bool:
        now: Record | None = record
        while now is not None:
            if any(mark.decision is Decision.SENT_BACK for mark in now.reviews):
                return True
            now = None if now.supersedes is None else self._store.record(now.supersedes)
        return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Who was photographed right before and after, and how long after the one before."""

    before: ApplicationId | None = None
    after: ApplicationId | None = None
    minutes: float | None = None


def _places(records: Iterable[Record]) -> dict[ApplicationId, _Place]:
    taken = sorted(
        (shot.taken_at, record.id) for record in records if (shot := record.chosen_shot) is not None
    )
    found: dict[ApplicationId, _Place] = {}
    for at, (when, application) in enumerate(taken):
        before = taken[at - 1] if at else None
        after = taken[at + 1] if at + 1 < len(taken) else None
        found[application] = _Place(
            None if before is None else before[1],
            None if after is None else after[1],
            None if before is None else (when - before[0]).total_seconds() / 60,
        )
    return found


def counts(items: Iterable[ReviewItem]) -> dict[str, int]:
    """要注意・未確認・承認・差戻し of the sheet's head."""
    known = tuple(items)
    states = [item.decision for item in known]
    return {
        "flagged": sum(
            item.needs_look and item.decision is not Decision.APPROVED for item in known
        ),
        "open": states.count(None) + states.count(Decision.LATER),
        "approved": states.count(Decision.APPROVED),
        "sent_back": states.count(Decision.SENT_BACK),
    }

"""責任者確認 (the contact sheet): one applicant at a time; nothing is sealed unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Final, TypeVar

from desk.domain.applicant import age_on
from desk.domain.application import ApplicationId, OperatorId, Record
from desk.domain.binding import Doubt, DoubtKind, SlateState
from desk.domain.confirmation import Answer
from desk.domain.errors import Refused
from desk.domain.review import (
    MILD,
    Decision,
    Flag,
    ReviewMark,
    check_decision,
    must_explain,
)
from desk.domain.rules import RuleBook, Settings
from desk.services.ports import JAPAN, By, Clock, Day, Operator
from desk.services.sheet import Earlier, Named, SheetFacts, SheetStore, Taken

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
T = TypeVar("T")
_WRONG: Final = (Answer.WRONG_PHOTO, Answer.WRONG_NAME, Answer.WRONG_ADDRESS)
_ORDER: Final = {flag: at for at, flag in enumerate(Flag)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFact:
    """One flag with whom it is about; `count` where the flag is about a number of things."""

    flag: Flag
    about: tuple[Named, ...] = ()
    count: int = 0

    @property
    def others(self) -> tuple[str, ...]:
        """The other applications' numbers (K3-008)."""
        return tuple(each.number.short for each in self.about)

    @property
    def mild(self) -> bool:
        """Shown, but needs no written reason."""
        return self.flag in MILD


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
        self, store: SheetStore, clock: Clock, rulebook: RuleBook, supervisor: Operator, day: Day
    ) -> None:
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        self._store = store
        self._clock = clock
        self._settings = rulebook.on(day.on).settings
        self._day = day
        self.supervisor = supervisor

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
        flags = _Flags(facts, self._settings)
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


class _Flags:
    """Why to look twice, from the facts of the sheet."""

    def __init__(self, facts: SheetFacts, settings: Settings) -> None:
        self._facts, self._settings = facts, settings
        self._alike = _by_first((mine, (kind, who)) for mine, kind, who in facts.resembling)
        self._doubted = _by_first((mine, (who, doubt)) for mine, who, doubt in facts.doubted_by)
        self._mix_ups = _by_first(facts.mix_ups)

    def of(self, record: Record) -> tuple[FlagFact, ...]:
        """Each flag once, the gravest first, with everyone whom it is about."""
        found: dict[Flag, dict[object, Named]] = {}

        def add(flag: Flag, other: Named | None = None) -> None:
            about = found.setdefault(flag, {})
            if other is not None:
                about.setdefault(other.number, other)

        self._of_shot(record, add)
        for kind, who in self._alike.get(record.id, ()):
            add(_OF_ALERT[kind], who)
        for who, doubt in self._doubted.get(record.id, ()):
            add(_OF_DOUBT[doubt.kind], who)
        for who in self._mix_ups.get(record.id, ()):
            add(Flag.MIX_UP_SUSPECTED, who)
        self._of_course(record, add)
        return tuple(
            FlagFact(
                flag=flag,
                about=tuple(found[flag].values()),
                count=len(record.shots) if flag is Flag.MANY_SHOTS else 0,
            )
            for flag in sorted(found, key=_ORDER.__getitem__)
        )

    def _of_shot(self, record: Record, add: Callable[..., None]) -> None:
        shot = record.chosen_shot
        if shot is None:
            return
        state = shot.slate_state(self._settings.slate_apart_s)
        if state is not SlateState.MATCHED:
            add(Flag.SLATE_MISSING if state is SlateState.MISSING else Flag.SLATE_APART)
        for doubt in shot.doubts:
            self._of_doubt(record, doubt, add)
        if record.entries.get("photo.kept_reason"):
            add(Flag.PHOTO_ADVICE)
        if record.entries.get("photo.exception"):
            add(Flag.EXCEPTION)
        if len(record.shots) >= self._settings.many_shots:
            add(Flag.MANY_SHOTS)

    def _of_doubt(self, record: Record, doubt: Doubt, add: Callable[..., None]) -> None:
        """The doubt outlives a correction of the other, and its voiding: the face was here."""
        other = None if doubt.other is None else self._facts.known.get(doubt.other)
        if other is None or other.number != record.number:
            add(_OF_DOUBT[doubt.kind], other)

    def _of_course(self, record: Record, add: Callable[..., None]) -> None:
        """How this application came about."""
        if record.version > 1:
            add(Flag.CORRECTED)
        versions = (record.reviews, *(each.reviews for each in self._earlier(record)))
        if any(mark.decision is Decision.SENT_BACK for marks in versions for mark in marks):
            add(Flag.SENT_BACK_BEFORE)
        if record.entries.get("form.source") == "typed":
            add(Flag.FORM_TYPED)
        if record.entries.get("papers.confirmed") == "read_aloud":
            add(Flag.READ_ALOUD)
        if any(each.answer in _WRONG for each in record.confirmations):
            add(Flag.APPLICANT_OBJECTED)

    def _earlier(self, record: Record) -> tuple[Earlier, ...]:
        return self._facts.earlier.get(record.id, ())


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


def _by_first(pairs: Iterable[tuple[ApplicationId, T]]) -> dict[ApplicationId, list[T]]:
    found: dict[ApplicationId, list[T]] = {}
    for mine, what in pairs:
        found.setdefault(mine, []).append(what)
    return found


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

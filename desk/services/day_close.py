"""日締め: the records balance, the paper agrees, nothing is open; then the day can be sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from desk.domain.application import ApplicationId, OperatorId, Status
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.domain.tally import Difference, Envelope, Tally, check_count
from desk.services.batch_store import BatchRow, Closing, PaperCount, SealStore, Sheet
from desk.services.ports import By, Clock, Day, Operator
from sync.protocol import MOST_PACKETS

SHORTEST_REASON: Final = 10
"""Characters of 「不足ありで封緘」, of re-opening and of counting alone (as くわしい内容)."""
BLOCKING: Final = ("drafts_open", "corrections_open", "not_reviewed", "sent_back")
"""What must be finished at the counter or at the contact sheet first."""


class CloseState(StrEnum):
    """How far the day is."""

    OPEN = "open"  # nobody counted yet
    COUNTING = "counting"  # 紙の束を数えている
    SEALED = "sealed"  # 封緘済み


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the day cannot be sealed now; the words are `close_<code>` with {count} and {numbers}.

    drafts_open, corrections_open, not_reviewed, sent_back: `numbers` names the applications.
    cases_open: `numbers` names the tickets (番号札). balance_off; paper_uncounted (`envelopes`);
    paper_differs (`envelopes`); same_person: the one who counted is the supervisor who seals;
    too_many; older_open.
    """

    code: str
    numbers: tuple[str, ...] = ()
    applications: tuple[ApplicationId, ...] = ()
    envelopes: tuple[Envelope, ...] = ()

    @property
    def count(self) -> int:
        return len(self.numbers) or len(self.envelopes)

    @property
    def about_paper(self) -> bool:
        """「不足ありで封緘」 goes past it."""
        return self.code == "paper_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeCount:
    """One row of 「紙の束を数える」."""

    envelope: Envelope
    counted: int | None = None
    recorded: int | None = None  # None until it was counted: nobody counts towards a number
    difference: Difference | None = None
    counter: OperatorId | None = None
    at: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseView:
    """Everything the day close shows, read at one moment."""

    day: Day
    state: CloseState
    tally: Tally
    counts: tuple[EnvelopeCount, ...]
    obstacles: tuple[Obstacle, ...]
    shortage: str = ""
    alone: str = ""
    counter: OperatorId | None = None  # who counted last
    batch: BatchRow | None = None  # once sealed

    @property
    def hide_numbers(self) -> bool:
        """The figures of the balance that would give away a count must not be shown yet."""
        return self.state is not CloseState.SEALED and any(
            each.counted is None for each in self.counts
        )

    @property
    def records_ready(self) -> bool:
        """Step 1 is done: the records balance and nothing is open at the counter."""
        return self.tally.balanced and not any(
            each.code in (*BLOCKING, "balance_off") for each in self.obstacles
        )

    @property
    def paper_agrees(self) -> bool:
        """Step 2 is done without a shortage."""
        return all(each.counted is not None and each.difference is None for each in self.counts)

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(each.difference for each in self.counts if each.difference is not None)

    @property
    def can_seal(self) -> bool:
        return self.state is not CloseState.SEALED and not self.obstacles

    @property
    def may_be_opened_again(self) -> bool:
        return self.batch is not None and self.batch.may_be_opened_again


class Found(StrEnum):
    """What continuous scanning makes of one code; the words are `scan_<value>`."""

    NEW = "found"
    AGAIN = "again"  # read before
    ELSEWHERE = "other_envelope"  # belongs into another envelope, or is still a draft
    UNKNOWN = "unknown_sheet"  # not of this day: 別の日・別の端末の申請書


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    """連続読取 of one envelope. `missing` is what was not read yet, in the order of numbers."""

    envelope: Envelope
    expected: int
    read: int
    missing: tuple[Sheet, ...]
    found: Found | None = None
    sheet: Sheet | None = None  # the one that was just read, if it is known


class DayClose:
    """Closes one day. Call it on the store's thread."""

    def __init__(self, store: SealStore, clock: Clock, operator: Operator, day: Day) -> None:
        self._store = store
        self._clock = clock
        self.operator = operator
        self.day = day

    # the records and the paper
    def days(self) -> tuple[Day, ...]:
        """All days of this terminal, the newest first; `closed` ones are sealed."""
        return self._store.days()

    def view(self) -> CloseView:
        """The day as it stands, for the person who is signed on."""
        closing = self._store.closing(self.day.id)
        tally = self._store.day_tally(self.day.id)
        batch = None if closing is None else closing.batch
        counts = tuple(_count(each, closing, tally) for each in Envelope)
        counted = () if closing is None else closing.counts
        newest = max(counted, key=lambda each: each.at, default=None)
        return CloseView(
            day=self.day,
            state=_state(closing),
            tally=tally,
            counts=counts,
            obstacles=() if batch else self._obstacles(closing, tally, counts),
            shortage="" if closing is None else closing.shortage,
            alone="" if closing is None else closing.alone,
            counter=None if newest is None else newest.counter,
            batch=None if batch is None else self._store.batch(batch),
        )

    def count_paper(self, envelope: Envelope, counted: int, counter: OperatorId) -> CloseView:
        """Keep what a person counted in one envelope. Every try is kept; the newest counts.

        Raises Refused("count_impossible" | "operator_unknown" | "day_closed").
        """
        check_count(counted)
        if not any(each.id == counter and each.active for each in self._store.operators()):
            raise Refused("operator_unknown")
        by = self._by()
        closing = self._store.begin_closing(self.day.id, by)
        recorded = self._store.day_tally(self.day.id).sheets(envelope)
        count = PaperCount(
            envelope=envelope, counted=counted, recorded=recorded, counter=counter, at=by.at.utc
        )
        self._store.add_paper_count(closing.id, count, by)
        return self.view()

    def allow_shortage(self, reason: str) -> CloseView:
        """不足ありで封緘: only a supervisor, with a reason that goes into the manifest and onto
        the tally sheet; an empty one takes it back.

        Raises Refused("supervisor_only" | "shortage_reason" | "no_difference").
        """
        self._must_be_supervisor()
        view = self.view()
        if reason.strip():
            _explained(reason, "shortage_reason")
            if not view.differences:
                raise Refused("no_difference")
        closing = self._store.begin_closing(self.day.id, self._by())
        self._store.note_shortage(closing.id, reason.strip(), self._by())
        return self.view()

    def allow_alone(self, reason: str) -> CloseView:
        """The supervisor counted too, since nobody else is here: a recorded exception, with a
        reason. Raises Refused("supervisor_only" | "alone_reason")."""
        self._must_be_supervisor()
        if reason.strip():
            _explained(reason, "alone_reason")
        closing = self._store.begin_closing(self.day.id, self._by())
        self._store.note_alone(closing.id, reason.strip(), self._by())
        return self.view()

    # continuous scanning
    def begin_scan(self, envelope: Envelope = Envelope.ACCEPTED) -> ScanView:
        """連続読取: every sheet of one envelope is shown to the camera, one after another.

        Raises Refused("no_scan") for PIN requests: they are sealed and carry no code.
        """
        if envelope is Envelope.PIN_REQUESTS:
            raise Refused("no_scan")
        closing = self._store.begin_closing(self.day.id, self._by())
        self._store.begin_scan(closing.id, envelope, self._by())
        return self._scan_view(closing, envelope)

    def scan(self, text: str) -> ScanView:
        """A form id, or an application's own number (slip or label), was read.

        Raises Refused("no_scan") before `begin_scan`.
        """
        closing = self._store.begin_closing(self.day.id, self._by())
        envelope, _ = self._store.scanned(closing.id)
        if envelope is None:
            raise Refused("no_scan")
        sheet = _sheet_for(text, self._store.sheets(self.day.id))
        if sheet is None:
            return self._scan_view(closing, envelope, Found.UNKNOWN)
        if sheet.envelope is not envelope:
            return self._scan_view(closing, envelope, Found.ELSEWHERE, sheet)
        new = self._store.note_scanned(closing.id, sheet.application, self._by())
        return self._scan_view(closing, envelope, Found.NEW if new else Found.AGAIN, sheet)

    def scan_view(self) -> ScanView | None:
        """The scan as it stands; None when none was begun."""
        closing = self._store.closing(self.day.id)
        if closing is None:
            return None
        envelope, _ = self._store.scanned(closing.id)
        return None if envelope is None else self._scan_view(closing, envelope)

    # opening again
    def reopen(self, reason: str) -> CloseView:
        """封緘を取りやめる, before anything left: the batch is withdrawn, which the next manifest
        says, and the day is open again.

        Raises Refused("supervisor_only" | "reopen_reason" | "not_sealed" | "batch_left").
        """
        self._must_be_supervisor()
        _explained(reason, "reopen_reason")
        closing = self._store.closing(self.day.id)
        if closing is None or closing.batch is None:
            raise Refused("not_sealed")
        self._store.withdraw(closing.batch, reason.strip(), self._by())
        return self.view()

    def continue_day(self, reason: str) -> CloseView:
        """A late applicant after the batch has left: the day goes on, and what comes now is
        counted and sealed as a batch of its own (B-1123-K3-2).

        Raises Refused("supervisor_only" | "reopen_reason" | "not_sealed").
        """
        self._must_be_supervisor()
        _explained(reason, "reopen_reason")
        closing = self._store.closing(self.day.id)
        if closing is None or closing.batch is None:
            raise Refused("not_sealed")
        self._store.continue_day(closing.batch, reason.strip(), self._by())
        return self.view()

    # inside
    def _obstacles(
        self, closing: Closing | None, tally: Tally, counts: Iterable[EnvelopeCount]
    ) -> tuple[Obstacle, ...]:
        found = [*self._blocked(), *self._cases_open()]
        if not tally.balanced and not any(each.code == "drafts_open" for each in found):
            found.append(Obstacle("balance_off"))
        if tally.accepted > MOST_PACKETS:
            found.append(Obstacle("too_many"))
        uncounted = tuple(each.envelope for each in counts if each.counted is None)
        differing = tuple(each.envelope for each in counts if each.difference is not None)
        if uncounted:
            found.append(Obstacle("paper_uncounted", envelopes=uncounted))
        if differing and not (closing is not None and closing.shortage):
            found.append(Obstacle("paper_differs", envelopes=differing))
        if closing is not None and not closing.alone and self.operator.supervisor:
            same = tuple(e.envelope for e in closing.counts if e.counter == self.operator.id)
            if same:
                found.append(Obstacle("same_person", envelopes=same))
        return tuple(found)

    def _blocked(self) -> Iterable[Obstacle]:
        blocked = self._store.blocked(self.day.id)
        for code in BLOCKING:
            mine = [each for each in blocked if each.code == code]
            if mine:
                yield Obstacle(
                    code,
                    tuple(_shown(each.number, self.day) for each in mine),
                    tuple(each.application for each in mine),
                )

    def _cases_open(self) -> Iterable[Obstacle]:
        """手続き that nobody ended; one whose application is held over waits with it."""
        numbers = tuple(
            each.number.short
            for each in self._store.live_cases()
            if each.day == self.day.id and not self._is_held(each.application)
        )
        if numbers:
            yield Obstacle("cases_open", numbers)

    def _is_held(self, application: ApplicationId | None) -> bool:
        return application is not None and self._store.record(application).status is Status.HELD

    def _scan_view(
        self,
        closing: Closing,
        envelope: Envelope,
        found: Found | None = None,
        sheet: Sheet | None = None,
    ) -> ScanView:
        _, read = self._store.scanned(closing.id)
        expected = [each for each in self._store.sheets(self.day.id) if each.envelope is envelope]
        missing = tuple(each for each in expected if each.application not in read)
        return ScanView(
            envelope=envelope,
            expected=len(expected),
            read=len(expected) - len(missing),
            missing=missing,
            found=found,
            sheet=sheet,
        )

    def _must_be_supervisor(self) -> None:
        if not self.operator.supervisor:
            raise Refused("supervisor_only")

    def _by(self) -> By:
        return By(self.operator.id, self._clock.now())


def check_can_seal(view: CloseView) -> None:
    """Raise Refused("already_sealed") or the first obstacle as Refused("close_<code>")."""
    if view.batch is not None:
        raise Refused("already_sealed", batch=view.batch.name)
    for each in view.obstacles:
        raise Refused(f"close_{each.code}", count=each.count, numbers="・".join(each.numbers))


def _state(closing: Closing | None) -> CloseState:
    if closing is None:
        return CloseState.OPEN
    if closing.batch is not None:
        return CloseState.SEALED
    return CloseState.COUNTING


def _count(envelope: Envelope, closing: Closing | None, tally: Tally) -> EnvelopeCount:
    count = None if closing is None else closing.count_of(envelope)
    if closing is None or count is None:
        return EnvelopeCount(envelope=envelope)
    now = Difference(envelope, count.counted, tally.sheets(envelope))
    return EnvelopeCount(
        envelope=envelope,
        counted=count.counted,
        recorded=now.recorded,
        difference=now if now.sheets else None,
        counter=count.counter,
        at=count.at,
        tries=closing.tries.get(envelope, 0),
    )


def _explained(reason: str, code: str) -> None:
    now = len(reason.strip())
    if now < SHORTEST_REASON:
        raise Refused(code, missing=SHORTEST_REASON - now)


def _shown(number: ApplicationNumber, day: Day) -> str:
    """K3-008; with its date when it is an earlier day's."""
    if number.day == day.on:
        return number.short
    return f"{number.short}（{number.day.month}/{number.day.day}）"


def _sheet_for(text: str, sheets: Iterable[Sheet]) -> Sheet | None:
    """By form id, by the full number, or by the number as typed (K3-015)."""
    wanted = text.strip().upper()
    for sheet in sheets:
        if wanted in (sheet.form_id, sheet.number.full, sheet.number.short):
            return sheet
    return None

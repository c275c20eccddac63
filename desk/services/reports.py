"""What tally sheet (集計票), day report (日報) and enrolment sheet (端末登録票) say.

Facts and figures here, drawn in papers/. Numbers and operators only, never an applicant's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from desk.domain.application import Concern, DayId, Status
from desk.domain.cases import CaseCount
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, Flag, ReviewMark, must_explain
from desk.domain.rules import Rules
from desk.domain.tally import Tally
from desk.services.batch_store import BatchRow
from desk.services.ports import JAPAN, Day
from desk.services.tally_code import TallyCode
from sync.enrolment import EnrolmentCode
from sync.errors import SyncError
from sync.protocol import Digest, Manifest

# tally sheet ---------------------------------------------------------------------------------
ENVELOPES: Final = ("a", "b", "c", "pin")
"""封筒A 完了, B 取消, C 繰越, 暗証番号設定依頼書."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One envelope of the bag."""

    code: str  # of ENVELOPES
    recorded: int
    counted: int

    @property
    def difference(self) -> int:
        """Sheets more (+) or fewer (-) than recorded."""
        return self.counted - self.recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySheet:
    """The paper on the bag of one batch."""

    code: TallyCode
    on: date
    venue: str
    terminal: str
    method: str  # a word's code, method_outreach …
    office: str  # "みどり野市 市民課"
    envelopes: tuple[Envelope, ...]
    mail: int
    counter: int
    superseded: int
    shortage: str  # the supervisor's reason; "" where all is there
    missing: tuple[str, ...]
    counted_by: str
    counted_at: datetime
    sealed_by: str
    sealed_at: datetime
    previous: Digest
    same_person: bool = False  # who counted also sealed: nobody else was there
    copy_no: int = 1


def tally_sheet_for(
    manifest: Manifest,
    digest: Digest,
    number: str,
    names: Mapping[str, str],
    office: str,
    copy_no: int = 1,
) -> TallySheet:
    """The tally sheet of a sealed batch; `number` as people say it, `names` by operator id.

    It comes from the manifest alone: what is printed is what was signed.
    """
    paper, short = manifest.paper, manifest.shortage
    recorded = paper if short is None or short.expected is None else short.expected
    return TallySheet(
        code=TallyCode.of(manifest, digest, number),
        on=manifest.day,
        venue=manifest.venue,
        terminal=manifest.label,
        method=f"method_{manifest.method}",
        office=office,
        envelopes=(
            Envelope(code="a", recorded=recorded.accepted, counted=paper.accepted),
            Envelope(code="b", recorded=recorded.voided, counted=paper.voided),
            Envelope(code="c", recorded=recorded.held_over, counted=paper.held_over),
            Envelope(code="pin", recorded=recorded.pin_requests, counted=paper.pin_requests),
        ),
        mail=manifest.counts.mail,
        counter=manifest.counts.counter,
        superseded=manifest.counts.superseded,
        shortage="" if short is None else short.reason,
        missing=() if short is None else tuple(short.missing),
        counted_by=names.get(paper.counted_by, ""),
        counted_at=paper.counted_at,
        sealed_by=names.get(manifest.supervisor, ""),
        sealed_at=manifest.sealed_at,
        previous=Digest(manifest.previous),
        same_person=paper.counted_by == manifest.supervisor,
        copy_no=copy_no,
    )


# day report ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One version of one application of the day, without anything about the applicant."""

    number: ApplicationNumber
    version: int
    status: Status
    route: Route | None
    reasons: tuple[str, ...]
    opened_at: datetime
    accepted_at: datetime | None
    concern: Concern | None  # why it is in that status, or why the correction was opened
    reviews: tuple[ReviewMark, ...] = ()


class DayStore(Protocol):
    """The store's part that the report reads (storage/day_rows.py)."""

    def day_rows(self, day: DayId) -> tuple[DayRow, ...]:
        """Every version of every application of the day, in the order of numbers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """How far a batch of the day has got; None where it has not."""

    number: str
    packets: int
    sealed_at: datetime
    sent_at: datetime | None = None  # carried out, or the last byte was sent
    received_at: datetime | None = None
    carried: bool = False
    shortage: str = ""
    missing: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FastLook:
    """An approval faster than a look."""

    number: str
    supervisor: str
    looked_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """日報: everything worded by code, so that it can be said in any language."""

    on: date
    venue: str
    terminal: str
    method: str
    office: str
    counts: Mapping[str, int]  # forms accepted mail counter voided handed_back held drafts …
    counter_reasons: tuple[tuple[str, int], ...]  # code of a reason, the most frequent first
    reason_words: Mapping[str, str]  # 理由の言葉, by the rules of the day
    ended: tuple[tuple[Status, Concern | None, int, tuple[str, ...]], ...]
    corrections: tuple[tuple[str, int, Concern | None], ...]  # number, version, why
    approved: int
    sent_back: int
    not_looked: int
    median_look_ms: int
    fast: tuple[FastLook, ...]
    alone: tuple[str, ...]
    flagged: tuple[tuple[Flag, int], ...]  # approved although, the gravest first
    flagged_people: int
    first_at: datetime | None
    last_at: datetime | None
    by_hour: tuple[tuple[int, int], ...]  # hour in Japan, accepted
    median_minutes: float | None  # from opening to acceptance
    batches: tuple[BatchLine, ...]
    printed_at: datetime
    copy_no: int = 1
    procedures: tuple[CaseCount, ...] = ()  # 手続きの件数 by the catalogue's counts


def batch_line(row: BatchRow, manifest: Manifest) -> BatchLine:
    """How the report names a batch; its shortage as it was signed."""
    short = manifest.shortage
    return BatchLine(
        number=row.name,
        packets=row.packets,
        sealed_at=row.sealed_at,
        sent_at=row.carried_at or row.sent_at,
        received_at=row.received_at,
        carried=row.carried_at is not None,
        shortage="" if short is None else short.reason,
        missing=() if short is None else tuple(short.missing),
        withdrawn=row.withdrawn_at is not None,
    )


_STANDING: Final = (Status.ACCEPTED, Status.SEALED, Status.RECEIVED)
_ENDED: Final = (Status.VOIDED, Status.HELD, Status.HANDED_BACK)


def day_report_for(
    day: Day,
    tally: Tally,
    rows: Sequence[DayRow],
    batches: Sequence[BatchLine],
    names: Mapping[str, str],
    rules: Rules,
    office: str,
    printed_at: datetime,
    copy_no: int = 1,
    procedures: Sequence[CaseCount] = (),
) -> DayReport:
    """The figures of one day as they stand now; `names` by operator id."""
    current = _current(rows)
    standing = [row for row in current if row.status in _STANDING]
    approvals = [
        (row, mark) for row in rows for mark in row.reviews if mark.decision is Decision.APPROVED
    ]
    looks = sorted(mark.looked_ms for _, mark in approvals)
    reasons = Counter(
        code
        for row in standing
        if row.route is Route.COUNTER
        for code in dict.fromkeys(row.reasons)
    )
    flags, people = _flagged(standing)
    accepted = [row.accepted_at for row in standing if row.accepted_at is not None]
    return DayReport(
        on=day.on,
        venue=day.venue,
        terminal=day.terminal,
        method=f"method_{day.method.value}",
        office=office,
        counts=_counts(tally, sum(row.status is Status.PURGED for row in current)),
        counter_reasons=tuple(reasons.most_common()),
        reason_words={code: rules.reasons[code].ja for code in reasons if code in rules.reasons},
        ended=_ended(current),
        corrections=tuple(
            (row.number.short, row.version, row.concern)
            for row in rows
            if row.version > 1 and row.status in (*_STANDING, Status.SUPERSEDED, Status.PURGED)
        ),
        approved=sum(_decision(row) is Decision.APPROVED for row in standing),
        sent_back=sum(m.decision is Decision.SENT_BACK for row in rows for m in row.reviews),
        not_looked=sum(_decision(row) is not Decision.APPROVED for row in standing),
        median_look_ms=looks[len(looks) // 2] if looks else 0,
        fast=tuple(
            FastLook(
                number=row.number.short,
                supervisor=names.get(mark.operator, ""),
                looked_ms=mark.looked_ms,
            )
            for row, mark in approvals
            if mark.looked_ms < rules.settings.fast_approval_ms
        ),
        alone=tuple(dict.fromkeys(row.number.short for row, mark in approvals if mark.alone)),
        flagged=flags,
        flagged_people=people,
        first_at=min((row.opened_at for row in rows), default=None),
        last_at=max(accepted, default=None),
        by_hour=_by_hour(accepted),
        median_minutes=_median_minutes(standing),
        batches=tuple(batches),
        printed_at=printed_at,
        copy_no=copy_no,
        procedures=tuple(procedures),
    )


def _current(rows: Iterable[DayRow]) -> list[DayRow]:
    """For each number the version that counts: accepted before under way before given up."""

    def rank(row: DayRow) -> tuple[bool, bool, int]:
        given_up = row.status in (Status.VOIDED, Status.HANDED_BACK, Status.SUPERSEDED)
        return row.status in _STANDING, not given_up, row.version

    best: dict[ApplicationNumber, DayRow] = {}
    for row in rows:
        if row.number not in best or rank(row) > rank(best[row.number]):
            best[row.number] = row
    return [best[number] for number in sorted(best)]


def _counts(tally: Tally, purged: int) -> dict[str, int]:
    """The figures of the day close, so that report and screens agree."""
    names = ("forms", "accepted", "mail", "counter", "voided", "handed_back", "drafts")
    counts = {name: int(getattr(tally, name)) for name in names}
    return {**counts, "held": tally.held_over, "brought_over": tally.brought_over, "purged": purged}


def _ended(
    current: Sequence[DayRow],
) -> tuple[tuple[Status, Concern | None, int, tuple[str, ...]], ...]:
    found: dict[tuple[Status, Concern | None], list[str]] = {}
    for row in current:
        if row.status in _ENDED:
            found.setdefault((row.status, row.concern), []).append(row.number.short)
    order = {status: at for at, status in enumerate(_ENDED)}
    return tuple(
        (status, concern, len(numbers), tuple(numbers))
        for (status, concern), numbers in sorted(
            found.items(), key=lambda each: (order[each[0][0]], -len(each[1]))
        )
    )


def _decision(row: DayRow) -> Decision | None:
    return row.reviews[-1].decision if row.reviews else None


def _flagged(standing: Sequence[DayRow]) -> tuple[tuple[tuple[Flag, int], ...], int]:
    """What spoke against those that were approved all the same, and how many people that is."""
    known = {flag.value for flag in Flag}
    counted: Counter[Flag] = Counter()
    people = 0
    for row in standing:
        if _decision(row) is Decision.APPROVED:
            flags = [Flag(flag) for flag in row.reviews[-1].flags if flag in known]
            people += must_explain(flags)
            counted.update(flag for flag in flags if must_explain([flag]))
    return tuple((flag, counted[flag]) for flag in Flag if counted[flag]), people


def _by_hour(accepted: Sequence[datetime]) -> tuple[tuple[int, int], ...]:
    hours = Counter(at.astimezone(JAPAN).hour for at in accepted)
    if not hours:
        return ()
    return tuple((hour, hours[hour]) for hour in range(min(hours), max(hours) + 1))


def _median_minutes(standing: Sequence[DayRow]) -> float | None:
    """Of first versions only: a correction's clock starts when it is opened."""
    lasted = sorted(
        (row.accepted_at - row.opened_at).total_seconds() / 60
        for row in standing
        if row.version == 1 and row.accepted_at is not None
    )
    return lasted[len(lasted) // 2] if lasted else None


# enrolment sheet -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentSheet:
    """端末登録票: the one-time code for one terminal, printed by the hub's office."""

    code: str  # MKD1:…, in the QR and as text
    spoken: str  # the one-time code itself, in groups
    label: str  # K3
    url: str
    fingerprint: str  # of the hub's root key, in groups
    hub: str = ""
    office: str = ""
    valid_until: datetime | None = None


def enrolment_sheet_for(
    text: str,
    *,
    label: str = "",
    hub: str = "",
    office: str = "",
    valid_until: datetime | None = None,
) -> EnrolmentSheet:
    """The sheet of a code as `desk-hub enrol` prints it; raises Refused("enrolment_code_wrong")."""
    try:
        code = EnrolmentCode.parse(text)
    except SyncError as error:
        raise Refused("enrolment_code_wrong") from error
    short = code.root[:32]
    return EnrolmentSheet(
        code=code.text(),
        spoken=code.code,
        label=label,
        url=code.url,
        fingerprint=" ".join(short[at : at + 4] for at in range(0, len(short), 4)),
        hub=hub,
        office=office,
        valid_until=valid_until,
    )

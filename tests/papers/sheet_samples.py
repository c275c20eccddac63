"""Sealed batches, days and codes to draw, all invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from desk.domain.application import Concern, DayId, IntakeMethod, OperatorId, Status
from desk.domain.delivery import Route
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, ReviewMark
from desk.domain.tally import Tally
from desk.services.ports import Day
from desk.services.reports import BatchLine, DayRow, EnrolmentSheet
from sync.protocol import NO_DIGEST, AuditHead, Counts, Digest, Manifest, Paper, Shortage

ON = date(2026, 11, 25)
SEAL = Digest("9f3a77c10b2e41d7" * 4)
NAMES = {"op-1": "森田 健一", "op-2": "小川 真理"}
SEALED_AT = datetime(2026, 11, 25, 8, 31, tzinfo=UTC)


def manifest(shortage: Shortage | None = None, counted: int = 41) -> Manifest:
    return Manifest(
        batch="01935f00-1111-7222-8333-444455556666",
        terminal="01935f00-aaaa-7bbb-8ccc-ddddeeeeffff",
        label="K3",
        municipality="131016",
        sequence=4,
        day=ON,
        venue="南口ショッピングセンター 1階 催事場",
        method="outreach",
        sealed_at=SEALED_AT,
        monotonic_ns=1,
        boot_id="boot",
        counts=Counts(
            forms=48, accepted=41, held_over=3, voided=2, handed_back=2, mail=33, counter=8,
            superseded=1,
        ),
        paper=Paper(
            accepted=counted, voided=2, held_over=3, pin_requests=36, counted_by="op-2",
            counted_at=datetime(2026, 11, 25, 8, 18, tzinfo=UTC),
        ),
        shortage=shortage,
        packets=(),
        previous=Digest("5d102a4c" * 8) if shortage is None else NO_DIGEST,
        audit=AuditHead(seq=900, hash="a" * 64),
        rules="2026-11",
        app="0.4",
        supervisor="op-1",
        supervisor_key="b" * 64,
    )  # fmt: skip


def shortage(reason: str = "催事場の机をすべて探しましたが見つかりません。") -> Shortage:
    expected = Paper(
        accepted=41, voided=2, held_over=3, pin_requests=36, counted_by="op-2",
        counted_at=SEALED_AT,
    )  # fmt: skip
    return Shortage(reason=reason, missing=("K3-031",), expected=expected)


DAY = Day(DayId("d"), ON, "K3", "南口ショッピングセンター 1階 催事場", IntakeMethod.OUTREACH, True)


def mark(
    decision: Decision = Decision.APPROVED, looked_ms: int = 4_200, flags: tuple[str, ...] = (),
    *, alone: bool = False,
) -> ReviewMark:  # fmt: skip
    return ReviewMark(
        decision=decision, reason="", flags=flags, looked_ms=looked_ms, alone=alone,
        photo_sha256=None, operator=OperatorId("op-1"), at=SEALED_AT,
    )  # fmt: skip


def rows(count: int = 48) -> list[DayRow]:
    """A day: every seventh voided, held or handed back, every fifth at the counter, one corrected,
    some approved fast, alone or although flagged."""
    return [row for serial in range(1, count + 1) for row in _versions(serial)]


def _versions(serial: int) -> list[DayRow]:
    opened = datetime(2026, 11, 25, 1, 0, tzinfo=UTC) + timedelta(minutes=9 * serial)
    ended = serial % 7 == 0
    endings = (Status.VOIDED, Status.HELD, Status.HANDED_BACK)
    status = endings[serial // 7 % 3] if ended else Status.SEALED
    counter = serial % 5 == 0
    facts = {
        "number": ApplicationNumber(ON, "K3", serial),
        "route": None if ended else (Route.COUNTER if counter else Route.MAIL),
        "reasons": ("documents_short", "moving_soon")[: 1 + serial % 2] if counter else (),
        "opened_at": opened,
        "accepted_at": None if ended else opened + timedelta(minutes=7 + serial % 6),
    }
    looked = mark(
        looked_ms=600 if serial % 19 == 0 else 4_000 + serial,
        flags=("alike_face", "same_name") if serial % 11 == 0 else (),
        alone=serial % 23 == 0,
    )
    reviews = () if ended else (looked,)
    concern = tuple(Concern)[serial % 5] if ended else None
    if serial == 9:
        old = DayRow(version=1, status=Status.SUPERSEDED, concern=Concern.ENTRY_ERROR,
                     reviews=(mark(Decision.SENT_BACK),), **facts)  # fmt: skip
        new = DayRow(version=2, status=status, concern=Concern.SENT_BACK, reviews=reviews, **facts)
        return [old, new]
    return [DayRow(version=1, status=status, concern=concern, reviews=reviews, **facts)]


def batches() -> list[BatchLine]:
    return [
        BatchLine(
            number="B-1125-K3", packets=41, sealed_at=SEALED_AT - timedelta(minutes=20),
            withdrawn=True,
        ),
        BatchLine(
            number="B-1125-K3-2", packets=41, sealed_at=SEALED_AT,
            sent_at=SEALED_AT + timedelta(minutes=6), received_at=SEALED_AT + timedelta(minutes=9),
            shortage="催事場の机をすべて探しましたが見つかりません。", missing=("K3-031",),
        ),
    ]  # fmt: skip


TALLY = Tally(
    forms=48, accepted=42, held_over=2, voided=2, handed_back=2, mail=34, counter=8,
    superseded=1, pin_requests=36, brought_over=1,
)  # fmt: skip

ENROLMENT = EnrolmentSheet(
    code="MKD1:eyJ1IjoiaHR0cHM6Ly9odWIuZXhhbXBsZS5qcCIsImMiOiJBQkNERS1GR0hKSy1NTlBRUi1TVFZXWCIsInIi"
    "OiI5ZjNhNzdjMTBiMmU0MWQ3OWYzYTc3YzEwYjJlNDFkNzlmM2E3N2MxMGIyZTQxZDc5ZjNhNzdjMTBiMmU0MWQ3In0",
    spoken="ABCDE-FGHJK-MNPQR-STVWX",
    label="K3",
    url="https://hub.example.jp",
    fingerprint="9f3a 77c1 0b2e 41d7 9f3a 77c1 0b2e 41d7",
    hub="みどり野県センター",
    office="みどり野市 市民課",
    valid_until=datetime(2026, 12, 2, 8, 0, tzinfo=UTC),
)

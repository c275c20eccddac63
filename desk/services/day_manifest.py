"""目録: what a sealed day says of itself, out of the rows of its closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.domain.tally import Envelope, Tally
from desk.services.batch_store import Chain, Closing, PacketPlace
from desk.services.ports import By, Day
from sync.protocol import (
    AuditHead,
    BatchId,
    Certificate,
    Counts,
    Manifest,
    PacketLine,
    Paper,
    Shortage,
    Withdrawn,
)

LONGEST_NAME = 200
"""Characters of a venue, as the protocol takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """Everything that a manifest says besides its packets."""

    batch: BatchId
    day: Day
    tally: Tally
    closing: Closing
    chain: Chain
    missing: tuple[str, ...]  # numbers that continuous scanning did not find
    certificate: Certificate
    supervisor_key: str
    audit: tuple[int, str]
    clock_offset_s: float | None
    rules: str
    app: str


def manifest_of(facts: DayFacts, places: tuple[PacketPlace, ...], by: By) -> Manifest:
    """The manifest, ready to be signed by terminal and supervisor."""
    seq, head = facts.audit
    return Manifest(
        batch=facts.batch,
        terminal=facts.certificate.terminal,
        label=facts.certificate.label,
        municipality=facts.certificate.municipality,
        sequence=facts.chain.sequence,
        day=facts.day.on,
        venue=facts.day.venue[:LONGEST_NAME],
        method=facts.day.method.value,
        sealed_at=by.at.utc,
        monotonic_ns=by.at.monotonic_ns,
        boot_id=by.at.boot_id,
        clock_offset_s=facts.clock_offset_s,
        counts=_counts(facts.tally),
        paper=_paper(facts.closing),
        shortage=_shortage(facts),
        packets=tuple(_line(each) for each in places),
        previous=facts.chain.previous,
        withdrawn=_withdrawn(facts.chain),
        audit=AuditHead(seq=seq, hash=head),
        rules=facts.rules,
        app=facts.app,
        supervisor=by.operator,
        supervisor_key=facts.supervisor_key,
    )


def _withdrawn(chain: Chain) -> tuple[Withdrawn, ...]:
    return tuple(
        Withdrawn(
            batch=each.batch,
            manifest=each.manifest,
            previous=each.previous,
            reason=each.reason,
            at=each.at,
        )
        for each in chain.withdrawn
    )


def _shortage(facts: DayFacts) -> Shortage | None:
    if not facts.closing.shortage:
        return None
    recorded = {each: facts.tally.sheets(each) for each in Envelope}
    return Shortage(
        reason=facts.closing.shortage,
        missing=facts.missing,
        expected=_paper(facts.closing, recorded),
    )


def _line(place: PacketPlace) -> PacketLine:
    """`supersedes` stays empty: a version that was corrected before the seal never left."""
    return PacketLine(
        digest=place.digest,
        size=place.size,
        application=place.application,
        version=place.version,
        number=place.number,
        municipality=place.municipality,
        route="mail" if place.route == "mail" else "counter",
    )


def _counts(tally: Tally) -> Counts:
    return Counts(
        forms=tally.forms,
        accepted=tally.accepted,
        held_over=tally.held_over,
        voided=tally.voided,
        handed_back=tally.handed_back,
        mail=tally.mail,
        counter=tally.counter,
        superseded=tally.superseded,
    )


def _paper(closing: Closing, numbers: Mapping[Envelope, int] | None = None) -> Paper:
    """What was counted; with `numbers`, what should have been."""
    counted = numbers or {each.envelope: each.counted for each in closing.counts}
    newest = max(closing.counts, key=lambda each: each.at)
    return Paper(
        accepted=counted[Envelope.ACCEPTED],
        voided=counted[Envelope.VOIDED],
        held_over=counted[Envelope.HELD_OVER],
        pin_requests=counted[Envelope.PIN_REQUESTS],
        counted_by=newest.counter,
        counted_at=newest.at,
    )

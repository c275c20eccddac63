"""What the applicant's slip (受付控え) says: worded here, drawn in papers/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from desk.domain.application import Record
from desk.domain.assessment import Assessment
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.services.ports import JAPAN, Slip, Words

Label = Callable[[str], str]
"""The wording of a reason or remedy code, from the rules of the record's day."""


def slip_for(
    record: Record,
    assessment: Assessment,
    settings: Mapping[str, str],
    words: Words,
    reason: Label,
    remedy: Label,
    today: date,
) -> Slip:
    """Word the slip of an application.

    It never carries the form id, a PIN or the My Number (dom§17.4 item 6). A slip of a draft is
    a preview and is numbered like the first copy. Raises Refused("slip_undecided") while the
    route is open.
    """
    route = record.route or assessment.verdict.route
    if route is None:
        raise Refused("slip_undecided")
    kind = route.value
    codes = (
        record.reasons
        if record.accepted_at is not None
        else tuple(each.code for each in assessment.verdict.reasons)
    )
    accepted = record.accepted_at
    return Slip(
        number=record.number.full,
        short_number=record.number.short,
        applicant=str(record.entries.get("applicant.name", "")),
        accepted_on=accepted.astimezone(JAPAN).date() if accepted is not None else today,
        venue=record.venue,
        headline=words.say(f"slip_headline_{kind}"),
        next_steps=_next_steps(kind, assessment, settings, words),
        reasons=tuple(dict.fromkeys(reason(code) for code in codes)),
        bring=_bring(route, assessment, words, remedy),
        expected=words.say(f"slip_expected_{kind}"),
        contact=_contact(settings),
        copy_no=record.slips_printed + 1,
        route=route,
    )


def _next_steps(
    kind: str, assessment: Assessment, settings: Mapping[str, str], words: Words
) -> tuple[str, ...]:
    office = settings.get("municipality", "") + settings.get("office", "")
    steps = [words.say(f"slip_next_{kind}_{number}", office=office) for number in (1, 2, 3)]
    if assessment.number_to_be_added:
        steps.insert(0, words.say("slip_next_number", office=office))
    return tuple(steps)


def _bring(route: Route, assessment: Assessment, words: Words, remedy: Label) -> tuple[str, ...]:
    if route is Route.MAIL:
        return (words.say("slip_bring_mail_id"), words.say("slip_bring_mail_move"))
    lines = [words.say("slip_bring_counter_notice"), words.say("slip_bring_counter_id")]
    lines += [words.say("slip_bring_counter_cards")]
    if assessment.needs_guardian:
        lines.append(words.say("slip_bring_guardian"))
    return tuple(lines + [remedy(code) for code in assessment.verdict.remedies])


def _contact(settings: Mapping[str, str]) -> tuple[str, ...]:
    office = " ".join(
        part for part in (settings.get("municipality", ""), settings.get("office", "")) if part
    )
    return tuple(line for line in (office, settings.get("phone", "")) if line)

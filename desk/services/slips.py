"""What the applicant's slip (受付控え) says: worded here, drawn in papers/."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desk.domain.application import Record, Status
from desk.domain.assessment import Assessment
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.rules import Label, Rules
from desk.services.ports import JAPAN, Slip, Words
from desk.services.validity_words import validity_lines, validity_notes


def slip_for(
    record: Record,
    assessment: Assessment,
    rules: Rules,
    settings: Mapping[str, str],
    words: Words,
    today: date,
    language: str = "ja",
) -> Slip:
    """Word the slip of an application by the rules of its own day.

    Mail type, expected time and what to bring are the municipality's (resources/rules/mail.toml).
    The slip never carries the form id, a PIN or the My Number (dom§17.4 item 6). A slip of a draft
    is a preview and is numbered like the first copy. Raises Refused("slip_undecided") while the
    route is open.
    """
    route = record.route or assessment.verdict.route
    if route is None:
        raise Refused("slip_undecided")
    wording = _Wording(rules, settings, words, language)
    accepted = record.accepted_at
    codes = [reason.code for reason in assessment.verdict.reasons]
    return Slip(
        number=record.number.full,
        short_number=record.number.short,
        applicant=str(record.entries.get("applicant.name", "")),
        accepted_on=accepted.astimezone(JAPAN).date() if accepted is not None else today,
        venue=record.venue,
        headline=words.say(f"slip_headline_{route.value}"),
        next_steps=wording.next_steps(route, assessment),
        reasons=wording.reasons(record.reasons if accepted is not None else codes),
        bring=wording.bring(route, record.status, assessment),
        expected=words.say(f"slip_expected_{route.value}", time=wording.text("expected_time")[0]),
        contact=wording.contact(),
        copy_no=record.slips_printed + 1,
        corrected=record.version > 1,
        route=route,
        validity=_validity(assessment, rules, words),
    )


def _validity(assessment: Assessment, rules: Rules, words: Words) -> tuple[str, ...]:
    if assessment.expiry is None:
        return ()
    said = (assessment.expiry, rules.settings, words)
    return (*validity_lines(*said), "".join(validity_notes(*said)))


class _Wording:
    """The rules' and the municipality's words in one language."""

    def __init__(
        self, rules: Rules, settings: Mapping[str, str], words: Words, language: str
    ) -> None:
        self._rules = rules
        self._settings = settings
        self._words = words
        self._japanese = language == "ja"

    def text(self, code: str) -> tuple[str, ...]:
        passage = self._rules.texts[code]
        return passage.ja if self._japanese else passage.en

    def label(self, labelled: Label) -> str:
        return labelled.ja if self._japanese else labelled.en

    def next_steps(self, route: Route, assessment: Assessment) -> tuple[str, ...]:
        office = self._settings.get("municipality", "") + self._settings.get("office", "")
        kind = route.value
        mail = self.label(self._rules.mail_type)
        steps = [
            self._words.say(f"slip_next_{kind}_{number}", office=office, mail=mail)
            for number in (1, 2, 3)
        ]
        if assessment.number_to_be_added:
            steps.insert(0, self._words.say("slip_next_number", office=office))
        return tuple(steps)

    def reasons(self, codes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        known = self._rules.reasons
        return tuple(
            self.label(known[code]) if code in known else self._words.label(code)
            for code in dict.fromkeys(codes)
        )

    def bring(self, route: Route, status: Status, assessment: Assessment) -> tuple[str, ...]:
        if route is Route.MAIL:
            arrival = self._rules.mail_type.arrival
            return (*(arrival.ja if self._japanese else arrival.en), *self.text("before_arrival"))
        lines = list(self.text("counter_bring"))
        if assessment.needs_guardian:
            lines.append(self._words.say("slip_bring_guardian"))
        if status in (Status.DRAFT, Status.HELD) and assessment.verdict.remedies:
            lines.insert(0, self._any_of(assessment.verdict.remedies))
        return tuple(lines)

    def _any_of(self, codes: tuple[str, ...]) -> str:
        """What would still make mailing possible, as one line: any of these, not all."""
        known = self._rules.remedies
        names = [self.label(known[code]) for code in codes if code in known]
        return self._words.say("slip_bring_any", list="／".join(names))

    def contact(self) -> tuple[str, ...]:
        parts = (self._settings.get("municipality", ""), self._settings.get("office", ""))
        office = " ".join(part for part in parts if part)
        lines = tuple(line for line in (office, self._settings.get("phone", "")) if line)
        return lines or self.text("contact")

"""Taking one application: every deed of the counter, each durable before it is confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Final

from desk.domain.applicant import address_key, kana_key, name_key
from desk.domain.application import (
    ApplicationId,
    EntryValue,
    Grounds,
    Line,
    PictureKind,
    Record,
    SittingId,
    Status,
    Step,
)
from desk.domain.assessment import Assessment, Held
from desk.domain.binding import MUST_ANSWER, Degree, DoubtKind, FormSeen, Token
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import Refused
from desk.domain.form_id import FormId
from desk.domain.judge import assess
from desk.domain.rules import Rules, RulesByDay
from desk.services.ports import JAPAN, By, Clock, Day, Moment, NewPicture, Operator, Page, Store
from desk.services.slate import SlateReading, is_before

SHORTEST_DETAIL: Final = 10
"""Characters of くわしい内容 (ui.md §8)."""
ALERT_ANSWERS: Final = (
    "different_person",
    "same_person",
    "looked_right",
    "ask_supervisor",
    "mix_up",
)
"""looked_right (見て確かめた): for doubts about nobody else, such as a picture of a picture.
mix_up (写真の取り違え): the photo must be taken again; the other application is flagged too."""
STOPPING_ANSWERS: Final = ("same_person", "ask_supervisor", "mix_up")
_STOPPING_OF_PORTRAIT: Final = ("different_person", "ask_supervisor", "mix_up")
"""The document must show the same person, another application a different one."""
_SEEN: Final = "papers.alerts_seen"
_LIVE: Final = (Status.DRAFT, Status.HELD)
_DOUBTS: Final = frozenset(each.value for each in DoubtKind)
_OF_PORTRAIT: Final = (DoubtKind.PORTRAIT_DIFFERS, DoubtKind.PORTRAIT_UNSURE)
_ANSWERED: Final = frozenset({"namesake", *(each.value for each in MUST_ANSWER)})
_CONFIRMED: Final = {Answer.RIGHT: "applicant", Answer.READ_ALOUD: "read_aloud"}
_PORTRAITS_HANG_ON: Final = frozenset({"identity.copy_consent", "identity.documents"})
_SEEN_BY_SOURCE: Final = {"typed": Token.TYPED}


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that speaks for a mix-up or a double application; `answer` is the clerk's.

    Kinds about the person: same_form_id (stops), namesake (same name and birth date), same_name,
    same_birth_address, same_household. Kinds about the chosen shot: domain.binding.DoubtKind.
    `line` is the other application, if it is about one.
    """

    kind: str
    line: Line | None
    answer: str | None
    degree: str = ""
    subject: str = ""

    @property
    def about_the_photo(self) -> bool:
        return self.kind in _DOUBTS

    @property
    def must_be_answered(self) -> bool:
        """Same names alone, or families at one address, are shown but need no answer."""
        return self.kind in _ANSWERED

    @property
    def stops(self) -> bool:
        """Whatever was answered, this application cannot be completed like this."""
        same_bytes = self.kind == DoubtKind.SAME_PICTURE and self.degree == Degree.SAME
        stopping = _STOPPING_OF_PORTRAIT if self.kind in _OF_PORTRAIT else STOPPING_ANSWERS
        return self.kind == "same_form_id" or same_bytes or self.answer in stopping


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One application on the screen, since when."""

    application: ApplicationId
    id: SittingId
    began: Moment


@dataclass(frozen=True, slots=True)
class Draft:
    """One application as the workbench shows it."""

    record: Record
    assessment: Assessment
    alerts: tuple[Alert, ...]
    previous: Record | None
    form_seen: bool = False
    """Was the form in view since the application came onto the screen?"""

    @property
    def id(self) -> ApplicationId:
        return self.record.id

    @property
    def person_alerts(self) -> tuple[Alert, ...]:
        """Those that the entries of steps 1 and 2 raise."""
        return tuple(alert for alert in self.alerts if not alert.about_the_photo)

    @property
    def photo_alerts(self) -> tuple[Alert, ...]:
        """Those that the chosen shot raises."""
        return tuple(alert for alert in self.alerts if alert.about_the_photo)

    def text(self, field: str) -> str:
        """An entry as text; "" when it is absent or no text."""
        value = self.record.entries.get(field, "")
        return value if isinstance(value, str) else ""


class Intake:
    """The counter's deeds, all called on the store's thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rulebook: RulesByDay,
        has_glyph: Callable[[str], bool],
        operator: Operator,
        day: Day,
    ) -> None:
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._has_glyph = has_glyph
        self.operator = operator
        self.day = day
        self.may_open: Callable[[], None] = lambda: None
        """Asked before a new application is opened, and only then (services/limits.py)."""
        self.on_ended: Callable[[], object] = lambda: None
        """Called after an application was accepted, voided or handed back (services/procedures)."""
        self._sitting: _Sitting | None = None

    # opening and saving
    def open(self) -> Draft:
        """A new application with the next number of the day; raises what `may_open` raises."""
        self.may_open()
        record = self._store.open_application(self.day.id, self._by())
        self.sitting_of(record.id)
        return self._draft(record.id)

    def resume(self) -> Draft | None:
        """The application that was open when the program last ended, at its step."""
        record = self._store.resume()
        return None if record is None else self._draft(record.id)

    def sitting_of(self, application: ApplicationId) -> SittingId:
        """The present sitting of an application. Another application, leaving, or a restart of
        the program ends it: then the form must be in view again before a photo is taken."""
        return self._sit(application, self._clock.now()).id

    def _sit(self, application: ApplicationId, now: Moment) -> _Sitting:
        if self._sitting is None or self._sitting.application != application:
            self._sitting = _Sitting(application, SittingId(secrets.token_hex(16)), now)
        return self._sitting

    def load(self, application: ApplicationId) -> Draft:
        """Open an application for the screen; a draft becomes the one to resume."""
        self._store.note_open(application, self._by())
        self.sitting_of(application)
        return self._draft(application)

    def look(self, application: ApplicationId) -> Draft:
        """An application as it stands, without making it the one on the screen."""
        return self._draft(application)

    def leave(self) -> None:
        """No application is open any more."""
        self._sitting = None
        self._store.note_open(None, self._by())

    def save(self, application: ApplicationId, entries: Mapping[str, EntryValue | None]) -> Draft:
        """Keep entries exactly as entered; an empty text or list means the field is empty."""
        kept = {name: None if value in ("", ()) else value for name, value in entries.items()}
        if "form.id" in kept:
            raise Refused("form_id_by_reading_only")
        if _PORTRAITS_HANG_ON & kept.keys():
            self._drop_unwanted_portraits(application, kept)
        self._store.save_entries(application, kept, self._by())
        return self._draft(application)

    def _drop_unwanted_portraits(
        self, application: ApplicationId, changes: Mapping[str, EntryValue | None]
    ) -> None:
        """Consent was withdrawn, or a document taken out of the list: its portrait goes at once.

        Before the entry is kept: a power cut in between leaves a portrait too few, never one
        that nobody agreed to.
        """
        record = self._store.record(application)
        if record.status is not Status.DRAFT:
            return
        entries = {**record.entries, **changes}
        agreed = entries.get("identity.copy_consent") == "yes"
        wanted = _texts(entries.get("identity.documents") or ()) if agreed else ()
        for portrait in record.portraits:
            if portrait.document not in wanted:
                self._store.drop_portraits(application, self._by(), portrait.document)

    def go_to(self, application: ApplicationId, step: Step) -> Draft:
        """Remember at which step the application stands."""
        self._store.save_step(application, step, self._by())
        return self._draft(application)

    # the form
    def take_form_id(self, application: ApplicationId, form_id: FormId, source: str) -> Draft:
        """Bind the form's id to the application.

        Raises Refused("form_id_taken", number=…) when another live application on this terminal
        has it (here or on another day), Refused("form_id_settled") when this application already
        has a different one, ("form_id_in_use") when a photo was taken without it: another
        person's form must never slip into an open application.
        """
        record = self._store.record(application)
        present = record.entries.get("form.id")
        if present not in (None, form_id):
            raise Refused("form_id_settled", number=record.number.short)
        if present is None and record.shots:
            raise Refused("form_id_in_use", number=record.number.short)
        others = [
            line
            for line in self._store.with_form_id(form_id, application)
            if line.number != record.number
        ]
        if others:
            raise Refused("form_id_taken", number=self._shown_number(others[0]))
        kind = "old" if record.entries.get("form.kind") == "old" else "qr"
        self._store.save_entries(
            application,
            {"form.kind": kind, "form.id": form_id, "form.source": source},
            self._by(),
        )
        token = _SEEN_BY_SOURCE.get(source, Token.FORM)
        self._note_seen(application, token, source, self._clock.now())
        return self._draft(application)

    def note_form(self, application: ApplicationId, slate: SlateReading) -> Draft:
        """The form, or the own QR, of an application that was opened again is in view.

        Raises Refused("slate_differs") when it is another one's, or ("form_not_seen") when it was
        read before this sitting began.
        """
        record = self._store.record(application)
        if not slate.belongs_to(record):
            raise Refused("slate_differs", number=record.number.short)
        if is_before(slate.taken, self._sit(application, slate.taken).began):
            raise Refused("form_not_seen", number=record.number.short)
        self._note_seen(application, slate.as_slate().token, slate.camera, slate.taken)
        return self._draft(application)

    def _note_seen(
        self, application: ApplicationId, token: Token, camera: str, taken: Moment
    ) -> None:
        seen = FormSeen(
            sitting=self.sitting_of(application),
            token=token,
            camera=camera,
            seen_at=taken.utc,
            monotonic_ns=taken.monotonic_ns,
            boot_id=taken.boot_id,
        )
        self._store.note_form_seen(application, seen, self._by())

    def drop_form_id(self, application: ApplicationId) -> Draft:
        """Take a form id out again before anything was entered about the applicant."""
        record = self._store.record(application)
        if any(name.startswith("applicant.") for name in record.entries) or record.shots:
            raise Refused("form_id_in_use", number=record.number.short)
        self._store.save_entries(application, {"form.id": None, "form.source": None}, self._by())
        return self._draft(application)

    def keep_page(
        self, application: ApplicationId, page: Page, kind: PictureKind = PictureKind.FORM_PAGE
    ) -> Draft:
        """Keep the flattened page of the form for the office."""
        self._store.add_picture(
            application,
            NewPicture(kind=kind, data=page.jpeg, width_px=page.width_px, height_px=page.height_px),
            self._by(),
        )
        if "form.id" not in self._store.record(application).entries:
            self._note_seen(application, Token.PAGE, "page", self._clock.now())
        return self._draft(application)

    # the applicant
    def confirm(self, application: ApplicationId, confirmation: Confirmation) -> Draft:
        """Keep what the applicant was shown and answered on the second display.

        「まちがいありません」 and reading aloud count as confirmed, anything else takes it back,
        first of all, so that a power cut never leaves an application confirmed that was not.

        Raises Refused("photo_changed") when another photo is chosen than the one shown.
        """
        record = self._store.record(application)
        shot = record.chosen_shot
        if confirmation.photo_sha256 != (None if shot is None else shot.photo_sha256):
            raise Refused("photo_changed")
        self.save(application, {"papers.confirmed": None})
        kept = record.confirmations[-1:]
        if [replace(each, at=confirmation.at) for each in kept] != [confirmation]:  # a second try
            self._store.add_confirmation(application, confirmation, self._by())
        return self.save(application, {"papers.confirmed": _CONFIRMED.get(confirmation.answer)})

    # look-alikes
    def answer(self, application: ApplicationId, alert: Alert, answer: str) -> Draft:
        """Record what the clerk answered to an alert."""
        if answer not in ALERT_ANSWERS:
            raise Refused("value_does_not_fit", field=_SEEN)
        record = self._store.record(application)
        seen = record.entries.get(_SEEN, ())
        mark = f"{alert.kind}:{alert.subject}:"
        others = tuple(
            each for each in (seen if isinstance(seen, tuple) else ()) if not each.startswith(mark)
        )
        self._store.save_entries(application, {_SEEN: (*others, mark + answer)}, self._by())
        return self._draft(application)

    # ends
    def accept(self, application: ApplicationId) -> Draft:
        """Complete the application (受付を完了する) with its route and reasons.

        Raises Refused("not_complete"), ("alert_unanswered") or ("alert_stops") with the number.
        A second try after an error of the disk finds it done if it was kept after all.
        """
        draft = self._draft(application)
        if draft.record.status is Status.ACCEPTED:
            return draft
        if not draft.assessment.can_accept or draft.assessment.verdict.route is None:
            raise Refused("not_complete")
        for alert in draft.alerts:
            if alert.stops:
                raise Refused(_worded("alert_stops", alert), **self._other(alert))
            if alert.must_be_answered and alert.answer is None:
                raise Refused(_worded("alert_unanswered", alert), **self._other(alert))
        self._store.accept(
            application,
            draft.assessment.verdict,
            self._rules_for(draft.record).version,
            self._by(),
        )
        self.leave()
        self.on_ended()
        return self._draft(application)

    def hold(self, application: ApplicationId, grounds: Grounds) -> Draft:
        """保留: keep it for later, with the day on which the applicant returns if known."""
        return self._end(application, Status.HELD, grounds)

    def void(self, application: ApplicationId, grounds: Grounds) -> Draft:
        """取消: undo the intake; the number stays used and counted."""
        if grounds.paper not in ("returned", "envelope"):
            raise Refused("void_paper_missing")
        return self._end(application, Status.VOIDED, grounds)

    def hand_back(self, application: ApplicationId, grounds: Grounds) -> Draft:
        """返却: the form goes back to the applicant, nothing was taken in."""
        return self._end(application, Status.HANDED_BACK, grounds)

    def continue_held(self, application: ApplicationId) -> Draft:
        """Go on with a held application where it stopped."""
        if self._store.record(application).status is not Status.DRAFT:  # a second try
            self._store.change_status(application, Status.DRAFT, self._by())
        return self.load(application)

    def open_correction(self, application: ApplicationId, grounds: Grounds) -> Draft:
        """訂正: a new version opens in the steps; the accepted one stands until it is accepted."""
        self._check(grounds)
        record = self._store.open_correction(application, grounds, self._by())
        return self.load(record.id)

    def correct(
        self,
        application: ApplicationId,
        changes: Mapping[str, EntryValue | None],
        grounds: Grounds,
    ) -> Draft:
        """訂正 of single entries in one go.

        When the corrected version cannot be accepted as it stands (its sentence is raised), it
        stays open as a draft; the accepted version is untouched.
        """
        draft = self.open_correction(application, grounds)
        self.save(draft.id, changes)
        return self.accept(draft.id)

    # inside
    def _end(self, application: ApplicationId, to: Status, grounds: Grounds) -> Draft:
        self._check(grounds)
        if self._store.record(application).status is not to:  # a second try, as in accept()
            self._store.change_status(application, to, self._by(), grounds)
        self.leave()
        self.on_ended()
        return self._draft(application)

    def _check(self, grounds: Grounds) -> None:
        now = len(grounds.detail.strip())
        if now < SHORTEST_DETAIL:
            raise Refused("detail_short", missing=SHORTEST_DETAIL - now)

    def _other(self, alert: Alert) -> dict[str, object]:
        return {} if alert.line is None else {"number": self._shown_number(alert.line)}

    def _shown_number(self, line: Line) -> str:
        """K3-008 today, with its date when it is another day's."""
        if line.day == self._clock.today():
            return line.number.short
        return f"{line.number.short}（{line.day.month}/{line.day.day}）"

    def _by(self) -> By:
        return By(self.operator.id, self._clock.now())

    def rules_for(self, application: ApplicationId) -> Rules:
        """The rules by which this application is judged."""
        return self._rules_for(self._store.record(application))

    def _rules_for(self, record: Record) -> Rules:
        return self._rulebook.on(self._judged_on(record))

    def _judged_on(self, record: Record) -> date:
        """A record is judged by the rules of its acceptance date (design §3.7)."""
        accepted = record.accepted_at
        if accepted is None and record.supersedes is not None:
            accepted = self._store.record(record.supersedes).accepted_at
        if accepted is None:
            return self._clock.today()
        return accepted.replace(tzinfo=accepted.tzinfo or UTC).astimezone(JAPAN).date()

    def _draft(self, application: ApplicationId) -> Draft:
        record = self._store.record(application)
        previous = self._store.previous(application)
        shot = record.chosen_shot
        held = Held(
            form_page=record.picture(PictureKind.FORM_PAGE) is not None,
            photo=record.picture(PictureKind.PHOTO) is not None,
            previous_photo=previous is not None,
            photo_findings=() if shot is None else shot.findings,
        )
        on = self._judged_on(record)
        assessment = assess(
            record.entries, held, self._rulebook.on(on), on, self._has_glyph, record.method
        )
        alerts = self._alerts(record, assessment)
        return Draft(record, assessment, alerts, previous, self._has_seen(record))

    def _has_seen(self, record: Record) -> bool:
        """Only asks: looking at another application must not end the present sitting."""
        sitting = self._sitting
        return (
            sitting is not None and sitting.application == record.id and record.seen_in(sitting.id)
        )

    def _alerts(self, record: Record, assessment: Assessment) -> tuple[Alert, ...]:
        if record.status not in _LIVE:
            return ()
        found: list[tuple[str, Line]] = []
        form_id = record.entries.get("form.id")
        if isinstance(form_id, str):
            found += [
                ("same_form_id", line)
                for line in self._store.with_form_id(FormId(form_id), record.id)
            ]
        found += self._resembling(record, assessment)
        seen = record.entries.get(_SEEN, ())
        people = tuple(
            Alert(kind, line, _answer(seen, kind, line.id), subject=line.id)
            for kind, line in found
            if line.number != record.number
        )
        return (*people, *self._photo_alerts(record, seen))

    def resembling(self, application: ApplicationId) -> tuple[tuple[str, Line], ...]:
        """Namesakes, same birth date and address, same household, also of a completed one."""
        draft = self._draft(application)
        found = self._resembling(draft.record, draft.assessment)
        return tuple((kind, line) for kind, line in found if line.number != draft.record.number)

    def _resembling(self, record: Record, assessment: Assessment) -> tuple[tuple[str, Line], ...]:
        text = {
            name: str(record.entries.get(f"applicant.{name}", ""))
            for name in ("name", "kana", "address")
        }
        if not (text["name"] or text["address"]):
            return ()
        return self._store.look_alikes(
            record.id,
            name_key(text["name"]),
            kana_key(text["kana"]),
            assessment.birth,
            address_key(text["address"]),
        )

    def _photo_alerts(self, record: Record, seen: EntryValue) -> tuple[Alert, ...]:
        """The doubts about the chosen shot; an answer counts for that photo only, and for the same
        photo in a correction."""
        shot = record.chosen_shot
        if shot is None:
            return ()
        alerts = []
        for doubt in shot.doubts:
            line = None if doubt.other is None else self._store.line(doubt.other)
            if doubt.other is not None and line is None:
                continue  # voided or handed back since
            subject = f"{doubt.subject}@{shot.photo_sha256}"
            answer = _answer(seen, doubt.kind.value, subject)
            alerts.append(Alert(doubt.kind.value, line, answer, doubt.degree.value, subject))
        return tuple(alerts)


def _worded(code: str, alert: Alert) -> str:
    """The sentence about the person, or the one about the photo."""
    return f"{code}_photo" if alert.about_the_photo else code


def _answer(seen: EntryValue, kind: str, subject: str) -> str | None:
    mark = f"{kind}:{subject}:"
    given = [each.removeprefix(mark) for each in _texts(seen) if each.startswith(mark)]
    return given[-1] if given else None


def _texts(value: EntryValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()

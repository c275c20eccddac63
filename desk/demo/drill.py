"""The mix-up drill: every way we know in which another person's photo comes onto a card.

`desk demo --drill --out DIR` plays each of them on the real window, services and store, with the
reported cases among them (reference: eight municipalities, 2023), and leaves `drill.md`,
`drill.json` and a picture of each. A way is either impossible (the desk refuses and keeps
nothing), or flagged before sealing (要注意 on the supervisor's sheet). Anything else is a failure.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desk.app import DeskApp, qt_application
from desk.assets import font_files, load_rules
from desk.bugs import start_logging
from desk.clock import SystemClock
from desk.counter import Counter
from desk.demo.album import SCREEN_PX, Album, invisible_screens, to_stderr
from desk.demo.clerk import Clerk, GaveUp
from desk.demo.drawn_eye import DrawnEye
from desk.demo.drill_stage import DrillStage, Faces, drawn_faces, photographed_faces
from desk.demo.people import CLERKS, PASSPHRASE, SUPERVISOR, Person, cast
from desk.demo.practice import prepare
from desk.domain.application import ApplicationId, EntryValue, Record, Status, Step
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import DeskError
from desk.domain.fields import document_field
from desk.services.intake import Draft, Intake
from desk.services.photographing import Photographing
from desk.services.ports import By, NewPortrait, Operator
from desk.services.review import Review, ReviewItem
from desk.services.slate import SlateReading
from desk.storage.store import SqliteStore
from desk.store_at import open_store_at, opening_at
from desk.ui.steps.photo_page import PhotoPage

T = TypeVar("T")
NAME, PIN = CLERKS[0]
IMPOSSIBLE: Final = "impossible"
FLAGGED: Final = "flagged"
FAILED: Final = "FAILED"
PATIENCE_S: Final = 12.0
STOPPED_BY: Final = ("alert_stops_photo",)
LONG_MINUTES: Final = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one way ended, and by what: a message code, or the flags of the sheet."""

    how: str
    by: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mix photos up; `case` names the municipality that reported it, if any."""

    number: int
    title: str
    title_en: str
    case: str
    play: Callable[[Drill], Outcome]


class Drill:
    """One terminal with its window; a robot clerk, and people who do the wrong thing."""

    def __init__(self, out: Path, faces: Faces, seed: int, language: str) -> None:
        self.out = out
        self.clock = SystemClock()
        self.people = list(cast(99, seed)[9:])  # after the nine told stories: plain adults
        self.stage = DrillStage(self.clock, font_files()[0], faces, self.people[0])
        if faces is drawn_faces:
            self.stage.eye = DrawnEye()
        self.desk = DeskApp(
            out / "data",
            language=language,
            practice=True,
            stage=self.stage,
            clock=self.clock,
            print_paper=lambda _slip, _words: None,
        )
        self.clerk = Clerk(self.desk)
        self.album = Album(out / "screens")
        self._turn = 0

    # hands
    def begin(self) -> None:
        desk, clerk = self.desk, self.clerk
        desk.window.resize(*SCREEN_PX)
        clerk.arrive()
        clerk.wait(lambda: desk.checked, "the check of the start of the day")
        clerk.unlock(PASSPHRASE)
        self.store(lambda: self._store.change_settings({"auto_shutter": "off"}, None))
        clerk.choose_operator(NAME)
        clerk.sign_on(PIN)
        desk.window.set_idle_minutes(LONG_MINUTES)  # a robot's keys wake no lock

    def end(self) -> None:
        self.desk.window.close_without_asking()

    def next_person(self) -> Person:
        """Somebody who was not here yet."""
        self._turn += 1
        return self.people[self._turn % len(self.people)]

    def store(self, work: Callable[[], T]) -> T:
        """On the store's thread; what it raises is raised here."""
        return self._on(self.desk.lanes.run, work)

    def pixels(self, work: Callable[[], T]) -> T:
        """On the pixel thread."""
        return self._on(self.desk.lanes.compute, work)

    def _on(self, lane: Callable[..., None], work: Callable[[], T]) -> T:
        answers: list[T] = []
        errors: list[Exception] = []
        lane(work, answers.append, errors.append)
        self.clerk.wait(lambda: answers or errors, "an answer")
        if errors:
            raise errors[0]
        return answers[0]

    @property
    def _store(self) -> SqliteStore:
        if self.desk.store is None:
            raise GaveUp("the store is not open")
        return self.desk.store

    @property
    def counter(self) -> Counter:
        if self.desk.counter is None:
            raise GaveUp("the counter is not open")
        return self.desk.counter

    @property
    def intake(self) -> Intake:
        return self.counter.intake

    @property
    def photographing(self) -> Photographing:
        return self.counter.context.photographing

    @property
    def page(self) -> PhotoPage:
        return self.clerk.photo_page

    def record(self, application: ApplicationId) -> Record:
        """As it stands in the store; called on the store's thread."""
        return self._store.record(application)

    # the steps before the photo
    def open(self, person: Person, **changes: str) -> Draft:
        """The form is read on the screen; the entries are typed behind it; step 4 opens."""
        clerk = self.clerk
        self.stage.lay(person)
        self.stage.seat(person)
        clerk.leave()
        clerk.read_form(person)
        self.enter(person, **changes)
        return self.at_photo()

    def enter(self, person: Person, **changes: str) -> None:
        """Everything of steps 1 to 3, as a clerk would have typed it."""
        application = self.clerk.draft.id
        entries = entries_of(person) | {
            name.replace("__", "."): value for name, value in changes.items()
        }
        self.show(self.store(lambda: self.intake.save(application, entries)))

    def at_photo(self) -> Draft:
        application = self.clerk.draft.id
        self.answer_people(application)
        self.show(self.store(lambda: self.intake.go_to(application, Step.PHOTO)))
        return self.clerk.draft

    def show(self, draft: Draft) -> None:
        self.clerk.bench.resume(draft)
        self.clerk.settle()

    def keep_portrait(self, document_of: Person) -> Draft:
        """The document on the desk is photographed, with consent; only its portrait is kept."""
        application = self.clerk.draft.id
        cut = self.counter.context.cut_portrait
        if cut is None:
            raise GaveUp("nothing cuts portraits")
        frame = self.stage.card_of(document_of)
        data, width, height = self.pixels(lambda: cut(frame))
        portrait = NewPortrait(
            document="driving_licence", data=data, width_px=width, height_px=height, camera="drill"
        )
        draft = self.store(lambda: self.photographing.keep_portrait(application, portrait))
        number = draft.record.number
        lookout = self.photographing.lookout
        self.pixels(lambda: lookout.learn_portrait(number, portrait.document, data))
        self.show(draft)
        return draft

    # the photo
    def see(self, until: Callable[[], object], what: str) -> bool:
        """Wait a while for something on the screen; False when it does not come."""
        patience, self.clerk.patience_s = self.clerk.patience_s, PATIENCE_S
        try:
            self.clerk.wait(until, what)
        except GaveUp:
            return False
        finally:
            self.clerk.patience_s = patience
        return True

    def shoot(self) -> Draft:
        """Space on the shutter, once a face and the form are seen."""
        before = len(self.clerk.draft.record.shots)
        self._look_afresh()
        self.clerk.see_face()
        self.see(lambda: self.page.slate_matched, "the form beside")
        self.page.focus_field("photo")
        self.clerk.press(Qt.Key.Key_Space)
        self.clerk.wait(lambda: len(self.clerk.draft.record.shots) > before, "the shot")
        self.clerk.settle()
        return self.clerk.draft

    def _look_afresh(self) -> None:
        """Until the desk judged what stands before the camera now: on a slow machine the picture of
        a moment ago would be taken, of whoever sat there before."""
        counter = self.clerk.desk.counter
        if counter is None:
            raise GaveUp("the counter is not open")
        worker = counter.context.photo_worker
        judged: list[object] = []

        def heard(frame: object, _answer: object) -> None:
            judged.append(frame)

        worker.result.connect(heard)
        # the first may be of a frame from before, and so may the one that waited behind it
        self.see(lambda: len(judged) > 2, "fresh frames")
        worker.result.disconnect(heard)

    def refuses_to_shoot(self) -> str:
        """Press the shutter although it should not work; what the screen said, "" if it worked."""
        before = len(self.clerk.draft.record.shots)
        self.page.focus_field("photo")
        self.clerk.press(Qt.Key.Key_Space)
        self.clerk.settle()
        if len(self.clerk.draft.record.shots) > before:
            return ""
        return self.page.why_not or "?"

    # the end of one application
    def answer_people(self, application: ApplicationId, answer: str = "different_person") -> None:
        """Namesakes and the like are answered as a clerk in good faith would."""
        draft = self.store(lambda: self.intake.look(application))
        for alert in draft.person_alerts:
            if alert.must_be_answered and alert.answer is None:
                self.store(partial(self.intake.answer, application, alert, answer))

    def accept(self, *, in_good_faith: bool = True) -> Draft:
        """Answer everything with yes, as a tired clerk would, and complete."""
        application = self.clerk.draft.id
        draft = self.fill_papers(application)
        for alert in draft.photo_alerts:
            if in_good_faith and alert.must_be_answered and alert.answer is None:
                answer = "different_person" if alert.line is not None else "looked_right"
                self.store(partial(self.intake.answer, application, alert, answer))
        self.confirm(Answer.RIGHT)
        done = self.store(lambda: self.intake.accept(application))
        self.show(done)
        return done

    def fill_papers(self, application: ApplicationId) -> Draft:
        """The questions of step 4 and the six papers, as a tired clerk answers them."""
        entries: dict[str, EntryValue | None] = {
            "photo.not_previous": "yes",
            "photo.same_person": "yes",
            "photo.bare_head": True,
        }
        shot = self.store(lambda: self.record(application)).chosen_shot
        if shot is not None and shot.findings:
            entries["photo.kept_reason"] = "looks_right"
        return self.store(lambda: self.intake.save(application, entries | PAPERS))

    def own_reading(self, number: str) -> SlateReading:
        """The label of an intake, read by the document camera."""
        return SlateReading(form_id=None, number=number, camera="drill", taken=self.clock.now())

    def right_answer(
        self, application: ApplicationId, answer: Answer = Answer.RIGHT
    ) -> Confirmation:
        """What the applicant's display would answer; called on the store's thread."""
        shot = self.record(application).chosen_shot
        return Confirmation(
            answer=answer,
            language="ja",
            photo_sha256=None if shot is None else shot.photo_sha256,
            route="mail",
            mail_consent=True,
            copy_consent=None,
            shown_ms=4000,
            shared_screen=False,
            operator=self.intake.operator.id,
            at=self.clock.now().utc,
        )

    def confirm(self, answer: Answer) -> Draft:
        """The applicant's own answer on the second display."""
        application = self.clerk.draft.id
        return self.store(
            lambda: self.intake.confirm(application, self.right_answer(application, answer))
        )

    # the supervisor
    def review(self) -> Review:
        """The sheet, as the supervisor who did not take the photos opens it."""
        supervisor = next(o for o in self._store.operators() if o.name == SUPERVISOR[0])
        return self.review_by(supervisor)

    def review_by(self, operator: Operator) -> Review:
        context = self.counter.context
        return Review(self._store, self.clock, load_rules(), operator, context.day)

    def sheet(self, application: ApplicationId) -> ReviewItem:
        def look() -> ReviewItem:
            review = self.review()
            review.items()
            return review.item(application)

        return self.store(look)

    def flagged(self, application: ApplicationId, *wanted: str) -> Outcome:
        """The sheet's flags; a failure unless one of those wanted makes the supervisor look."""
        item = self.sheet(application)
        flags = [fact.flag.value for fact in item.flags]
        seen = item.needs_look and bool(set(wanted) & set(flags))
        return Outcome(FLAGGED if seen else FAILED, ", ".join(flags) or "no flag")

    def seal(self, application: ApplicationId) -> None:
        """Try to seal without a look."""
        by = By(self.intake.operator.id, self.clock.now())
        self.store(lambda: self._store.change_status(application, Status.SEALED, by))


def refused(deed: Callable[[], object]) -> str:
    """The code of the refusal; "" when it was not refused."""
    try:
        deed()
    except DeskError as error:
        return error.code
    return ""


def impossible(code: str) -> Outcome:
    """Impossible by that code; a failure when nothing refused it."""
    return Outcome(IMPOSSIBLE, code) if code else Outcome(FAILED, "nothing refused it")


def entries_of(person: Person) -> dict[str, EntryValue | None]:
    """What a clerk types for a person with a licence and an insurance paper."""
    documents = ("driving_licence", "insurance_eligibility")
    found: dict[str, EntryValue | None] = {
        "form.desk_clear": True,
        "applicant.name": person.name,
        "applicant.kana": person.kana,
        "applicant.birth": person.birth,
        "applicant.sex": person.sex,
        "applicant.postcode": person.postcode,
        "applicant.address": person.address,
        "applicant.phone": person.phone,
        "applicant.resident_here": "yes",
        "applicant.present": "yes",
        "identity.documents": documents,
        "identity.copy_consent": "yes",
    }
    for code in documents:
        found[document_field(code, "expires")] = "2029-05-18"
        for aspect in ("name", "birth", "address"):
            found[document_field(code, aspect)] = "agrees"
    return found


PAPERS: Final[dict[str, EntryValue | None]] = {
    "papers.pin_request": "sealed",
    "papers.pin_seal": "P-1",
    "papers.forwarding": "no",
    "papers.moving": "no",
    "papers.notification_card": "not_applicable",
    "papers.resident_card": "not_applicable",
    "papers.sign_certificate": "issue",
    "papers.auth_certificate": "issue",
    "papers.signed": "yes",
}


def chosen_ways(numbers: str) -> tuple[Way, ...]:
    """`1-9,12`: these ways, in the order of the table; "" are all. Raises ValueError."""
    from desk.demo.drill_ways import WAYS  # they need the names above

    chosen: set[int] = set()
    for part in numbers.split(","):
        first, _, last = (part or f"1-{len(WAYS)}").partition("-")
        chosen.update(range(int(first), int(last or first) + 1))
    unknown = chosen - {way.number for way in WAYS}
    if unknown:
        raise ValueError(f"there is no way {min(unknown)}")
    return tuple(way for way in WAYS if way.number in chosen)


def play_drill(
    out: Path, *, seed: int, language: str, faces: Path | None = None, ways: Sequence[Way] = ()
) -> int:
    """Play these ways, or all; 0 when each is impossible or flagged and nothing is wrong after."""
    from desk.demo.drill_ways import wrong_faces

    for part in ("screens", "data"):
        shutil.rmtree(out / part, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    invisible_screens(out)
    qInstallMessageHandler(to_stderr)
    app = qt_application(language)
    prepare(out / "data", SystemClock(), opening_at)
    start_logging(out / "data")
    drill = Drill(out, drawn_faces if faces is None else photographed_faces(faces), seed, language)
    drill.begin()
    rows = []
    try:
        for way in ways or chosen_ways(""):
            outcome = _played(drill, way)
            rows.append((way, outcome))
            mark = {IMPOSSIBLE: "不可能", FLAGGED: "要注意"}.get(outcome.how, outcome.how)
            print(f"{way.number:>2}  {mark}  {way.title}  [{outcome.by}]", flush=True)
        unflagged = drill.store(lambda: wrong_faces(drill))
    finally:
        drill.end()
        app.processEvents()
    _write(out, rows, unflagged)
    failed = [way.number for way, outcome in rows if outcome.how not in (IMPOSSIBLE, FLAGGED)]
    good = len(rows) - len(failed)
    print(f"{len(rows)} ways: {good} impossible or flagged, {len(failed)} failed")
    return 0 if not failed and not unflagged and _audit_holds(out) else 1


def _played(drill: Drill, way: Way) -> Outcome:
    try:
        return way.play(drill)
    except GaveUp as error:
        return Outcome(FAILED, f"gave up waiting for {error}")
    except DeskError as error:
        if error.code in STOPPED_BY:  # the very same picture: it cannot even be completed
            return Outcome(IMPOSSIBLE, error.code)
        return Outcome(FAILED, f"refused too early: {error.code}")
    finally:
        drill.album.take(f"way-{way.number:02d}", drill.desk.window)
        over = QApplication.activeModalWidget()
        if over is not None:
            over.close()


def _audit_holds(out: Path) -> bool:
    store = open_store_at(out / "data", PASSPHRASE)
    try:
        store.verify_integrity()
        return store.verify_audit() > 0
    finally:
        store.close()


def _write(out: Path, rows: list[tuple[Way, Outcome]], unflagged: list[str]) -> None:
    found = [
        {
            "number": way.number,
            "title": way.title,
            "title_en": way.title_en,
            "case": way.case,
            **asdict(outcome),
        }
        for way, outcome in rows
    ]
    whole = {"ways": found, "wrong_faces_unflagged": unflagged}
    (out / "drill.json").write_text(
        json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    lines = [
        "| | 取り違え方 | 報告された市町村 | 結果 | 何によって |",
        "| --- | --- | --- | --- | --- |",
    ]
    marks = {IMPOSSIBLE: "不可能", FLAGGED: "要注意"}
    lines += [
        f"| {way.number} | {way.title} | {way.case or '—'} | {marks.get(o.how, o.how)} | {o.by} |"
        for way, o in rows
    ]
    (out / "drill.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if unflagged:
        print(f"wrong faces without a flag: {unflagged}", file=sys.stderr)

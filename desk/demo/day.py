"""A whole day at the counter on invented people, through the real screens and services.

`desk demo --out DIR` leaves `screens/*.png`, `slips/*.pdf`, the tally sheet, `data/` (the encrypted
store), `hub/` and `second-hub/`, the day's manifest and receipt, the carried file and
`summary.json`. It works without a display and without a network.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk.app import DeskApp, qt_application
from desk.assets import font_files
from desk.bugs import start_logging
from desk.clock import SystemClock
from desk.demo.album import SCREEN_PX, Album, invisible_screens, to_stderr
from desk.demo.centre import Centre, CentreFailed
from desk.demo.clerk import Clerk, GaveUp, Key
from desk.demo.drawn_eye import DrawnEye
from desk.demo.evening import Evening, tally_to
from desk.demo.handover import OfficeKeys, hand_over
from desk.demo.people import CLERKS, MUNICIPALITY, PASSPHRASE, SUPERVISOR, Person, cast
from desk.demo.practice import lay_label, prepare
from desk.demo.stage import Stage
from desk.domain.application import Status, Step
from desk.domain.tally import Envelope
from desk.papers.slip import PaperWords, slip_pdf
from desk.services.day_close import DayClose
from desk.services.ports import Slip
from desk.store_at import open_store_at, opening_at

log = logging.getLogger("desk.demo")
SMALL_PX: Final = (911, 512)
"""The logical size of that screen at 150 %."""
NAME, PIN = CLERKS[0]
PARTS: Final = ("screens", "slips", "data", "hub", "second-hub", "carried")
ENCRYPTED: Final = ("data", "hub", "second-hub", "carried")
"""No readable word of an applicant is in any of these."""
DONE: Final = (Status.ACCEPTED, Status.SEALED, Status.RECEIVED)
LOOK_S: Final = 1.2
"""How long the supervisor looks at each, longer than what the day report would name."""
HELD: Final = "書類を取りに帰宅され、15時ごろ戻られる予定です"
VOIDED: Final = "きょうは申請をやめたいとのお申し出がありました"
CORRECTED: Final = "フリガナの最後の2文字が抜けていました"


class DemoDay:
    """One day: the start, the applicants, a mistake put right, the look at the counts. Without a
    centre it is not closed and not sent."""

    def __init__(
        self, out: Path, people: tuple[Person, ...], language: str, centre: Centre | None
    ) -> None:
        self._out = out
        self._centre = centre
        self._people = people
        self._slips = out / "slips"
        self._slips.mkdir()
        self._acknowledged: dict[str, Status] = {}
        self.reviewed = 0
        self._album = Album(out / "screens")
        clock = SystemClock()
        queue = iter(people)
        self._stage = Stage(clock, font_files()[0], lambda: next(queue, people[-1]))
        self._stage.eye = DrawnEye()
        self._desk = DeskApp(
            out / "data",
            language=language,
            practice=True,
            stage=self._stage,
            clock=clock,
            print_paper=self._print,
            print_label=partial(lay_label, self._stage),
            print_tally=tally_to(out),
        )
        self._clerk = Clerk(self._desk)

    @property
    def acknowledged(self) -> dict[str, Status]:
        """What the screens said was kept: short number and status."""
        return self._acknowledged

    def play(self) -> None:
        """The day from opening to closing the window."""
        self._begin()
        for index, person in enumerate(self._people):
            if index:
                self._stage.show(person)
            self._clerk.wait(lambda: self._stage.ready, "the stage")
            self._take_in(person, pictures=index == 0)
        self._end()

    def stop(self) -> None:
        """Break off, with a last picture that shows where."""
        self._shot("gave-up")
        self._desk.window.close_without_asking()

    # parts of the day

    def _begin(self) -> None:
        desk, clerk = self._desk, self._clerk
        desk.window.resize(*SCREEN_PX)
        clerk.arrive()
        clerk.wait(lambda: desk.checked, "the check of the start of the day")
        self._shot("start")
        clerk.unlock(PASSPHRASE)
        clerk.choose_operator(NAME)
        self._shot("sign-on")
        clerk.sign_on(PIN)
        self._shot("counter")

    def _take_in(self, person: Person, *, pictures: bool) -> None:
        clerk = self._clerk
        clerk.read_form(person)
        if pictures:
            self._shot("form-read")
        clerk.clear_desk()
        clerk.applicant(person, kana=person.wrong_kana)
        if pictures:
            self._shot("applicant")
        number = clerk.draft.record.number.short
        if person.ends == "void":
            self._change(Key.Key_F8, VOIDED, Key.Key_2, number, Status.VOIDED)
            return
        clerk.go_on()
        clerk.identity(person)
        self._shot("identity" if pictures else f"identity-{number}")
        if person.ends == "hold":
            self._change(Key.Key_F6, HELD, Key.Key_4, number, Status.HELD)
            return
        clerk.go_on()
        if clerk.bench.step == Step.PHOTO:  # under one year there is none
            self._photograph(pictures=pictures)
            clerk.go_on()
        clerk.papers(person)
        self._confirm_and_accept(pictures=pictures)
        if person.ends == "correct":
            self._correct(person)

    def _photograph(self, *, pictures: bool) -> None:
        clerk = self._clerk
        clerk.see_face()
        if pictures:
            self._shot("photo-live")
        clerk.show_form()
        number = clerk.draft.record.number.short
        if pictures and clerk.wait_for_countdown():
            self._shot("photo-countdown")
        clerk.shoot()
        if not pictures and clerk.doubtful:
            self._shot(f"photo-doubts-{number}")
        clerk.compare()
        if pictures:
            self._shot("photo-compare")

    def _confirm_and_accept(self, *, pictures: bool) -> None:
        clerk = self._clerk
        clerk.confirm()
        display = clerk.bench.display.display
        if pictures and display is not None:
            self._album.take("applicant-display", display)
        clerk.say_right(PIN)
        self._shot("papers" if pictures else f"papers-{clerk.draft.record.number.short}")
        done = clerk.accept()
        self._acknowledged[done.record.number.short] = done.record.status
        if pictures:
            self._shot("accepted")

    def _change(self, key: Key, detail: str, concern: Key, number: str, status: Status) -> None:
        clerk = self._clerk
        clerk.reason(key, detail, concern)
        if status is Status.VOIDED:
            clerk.paper_returned()
        self._shot(status.value)
        clerk.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        clerk.wait(lambda: clerk.bench.draft is None, status.value)
        clerk.settle()
        self._acknowledged[number] = status

    def _correct(self, person: Person) -> None:
        """The mistake: the kana was heard wrong, noticed only after completing."""
        clerk = self._clerk
        clerk.correct(CORRECTED)
        self._shot("correction")
        clerk.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        clerk.wait(lambda: clerk.draft.record.version == 2, "the new version")
        clerk.settle()
        clerk.to_step(Step.APPLICANT)
        clerk.put(Step.APPLICANT, "applicant.kana", person.kana)
        self._shot("correction-made")
        clerk.to_step(Step.PAPERS)
        clerk.confirm()  # what changed must be seen by the applicant again
        clerk.say_right(PIN)
        clerk.accept()

    def _end(self) -> None:
        clerk, window = self._clerk, self._desk.window
        clerk.leave()
        clerk.press(Key.Key_F3)
        clerk.write(self._people[0].name[:2])
        QTest.qWait(400)
        clerk.settle()
        self._shot("search")
        self._review()
        if self._centre is not None:
            Evening(clerk, self._centre, self._shot).play()
        clerk.press(Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        clerk.settle()
        self._shot("counts")
        clerk.press(Key.Key_6, Qt.KeyboardModifier.ControlModifier)
        clerk.settle()
        self._shot("procedures")
        clerk.press(Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        clerk.settle()
        clerk.press(Key.Key_F1)
        self._shot("help")
        clerk.press(Key.Key_Escape)
        clerk.wait(lambda: QApplication.activeWindow() is window, "the help closed")
        clerk.lock()
        self._shot("locked")
        clerk.write(PIN)
        clerk.wait(lambda: not window.lock_screen.isVisible(), "unlocking the screen")
        window.close_without_asking()

    def _review(self) -> None:
        """The supervisor looks at everybody before the day can be sealed."""
        clerk = self._clerk
        page = clerk.open_review(SUPERVISOR[1])
        self._shot("review")
        self.reviewed = clerk.review_all(page, LOOK_S)
        self._shot("review-done")

    def _shot(self, name: str) -> None:
        self._album.take(name, self._desk.window)

    def _print(self, slip: Slip, words: PaperWords) -> None:
        """The demonstration's printer writes a file; on paper the slip names its bearer too."""
        copies = len(list(self._slips.glob(f"{slip.short_number}-*.pdf")))
        path = self._slips / f"{slip.short_number}-{copies + 1}.pdf"
        path.write_bytes(slip_pdf(slip, words))


def play(out: Path, *, applicants: int, seed: int, language: str) -> int:
    """Play the day into `out`; returns 0 when nothing was lost and nothing lies open."""
    app = _set_up(out, language)
    people = cast(applicants, seed)
    keys = OfficeKeys()
    centre = Centre(out / "hub", f"{MUNICIPALITY}センター", keys.office, keys.recovery)
    second = Centre(out / "second-hub", "予備のセンター", keys.office, keys.recovery)
    try:
        with centre:
            acknowledged = _played(out, people, language, centre, app)
        with second:
            summary = summarise(out, people, acknowledged, keys, centre, second)
    except (GaveUp, CentreFailed) as error:
        print(f"desk demo: gave up waiting for {error}", file=sys.stderr)
        return 1
    _tell(out, summary)
    return 0 if summary["lost"] == 0 and summary["plaintext_found"] == 0 else 1


def play_unsent(out: Path, *, applicants: int, seed: int, language: str) -> int:
    """Play the day up to the supervisor's review and leave the rest to the command line."""
    app = _set_up(out, language)
    try:
        acknowledged = _played(out, cast(applicants, seed), language, None, app)
    except GaveUp as error:
        print(f"desk demo: gave up waiting for {error}", file=sys.stderr)
        return 1
    store, clock = open_store_at(out / "data", PASSPHRASE), SystemClock()
    try:
        (supervisor,) = (each for each in store.operators() if each.name == SUPERVISOR[0])
        tally = DayClose(store, clock, supervisor, store.days()[0]).view().tally
    finally:
        store.close()
    _tell(
        out,
        {
            "applications": len(acknowledged),
            "accepted": tally.accepted,
            "paper": [tally.sheets(each) for each in Envelope],
            "counter": CLERKS[1][0],
        },
    )
    return 0


def _set_up(out: Path, language: str) -> QApplication:
    for part in PARTS:
        shutil.rmtree(out / part, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    invisible_screens(out)
    qInstallMessageHandler(to_stderr)
    app = qt_application(language)
    prepare(out / "data", SystemClock(), opening_at)
    start_logging(out / "data")
    return app


def _tell(out: Path, summary: Mapping[str, object]) -> None:
    (out / "summary.json").write_text(
        json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(json.dumps(summary, ensure_ascii=False))


def _played(
    out: Path, people: tuple[Person, ...], language: str, centre: Centre | None, app: QApplication
) -> dict[str, Status]:
    day = DemoDay(out, people, language, centre)
    try:
        day.play()
    except GaveUp:
        day.stop()
        raise
    finally:
        app.processEvents()
    return day.acknowledged


def summarise(
    out: Path,
    people: tuple[Person, ...],
    acknowledged: dict[str, Status],
    keys: OfficeKeys,
    centre: Centre,
    second: Centre,
) -> dict[str, int]:
    """Open the files again as strangers would and compare them with what the screens had said.

    `lost`: what the screens said was kept and is not, and what was sealed without a receipt.
    """
    store = open_store_at(out / "data", PASSPHRASE)
    try:
        lines = store.page("", 0, 10_000)
        found = {line.number.short: line.status for line in lines}
        records = [store.record(each.id) for each in lines if each.status in DONE]
        routes = Counter(line.route.value for line in lines if line.status in DONE and line.route)
        states = Counter(line.status for line in lines)
        audited = store.verify_audit()
        store.verify_integrity()
        handed = hand_over(store, out, keys, centre, second)
    finally:
        store.close()
    unlike = sum(not _kept(found.get(number), status) for number, status in acknowledged.items())
    folders = (*(out / part for part in ENCRYPTED), Path(tempfile.gettempdir()))
    return {
        "applications": len(lines),
        "accepted": sum(states[each] for each in DONE),
        "mail": routes["mail"],
        "counter": routes["counter"],
        "reviewed": sum(record.reviewed for record in records),
        "with_slate": sum(
            record.chosen_shot is not None and record.chosen_shot.slate is not None
            for record in records
        ),
        "held": states[Status.HELD],
        "voided": states[Status.VOIDED],
        "corrected": sum(line.version > 1 for line in lines),
        "number_to_be_added": sum(line.form_kind in ("handwritten", "none") for line in lines),
        "slips": len(list((out / "slips").glob("*.pdf"))),
        "batches": handed["batches"],
        "sealed": handed["sealed"],
        "received": handed["received"],
        "opened_by_office": handed["opened"],
        "received_by_file": handed["carried"],
        "lost": unlike + handed["sealed"] - handed["received"],
        "audit_entries": audited,
        "plaintext_found": plaintext_in(folders, people),
    }


def _kept(found: Status | None, said: Status) -> bool:
    """As the screens said, or since then sealed and received."""
    return found is said or (said is Status.ACCEPTED and found in DONE)


def plaintext_in(folders: Iterable[Path], people: tuple[Person, ...]) -> int:
    """How many files in these folders hold a name, kana, address or form id in readable form.

    Only files directly in the folders that are ours to look at: the data folder as a whole, and
    what the desk left in the system's temporary folder.
    """
    words = {
        word.encode(encoding)
        for person in people
        for word in (person.name, person.kana, person.address, person.form_id)
        if len(word) > 3
        for encoding in ("utf-8", "utf-16-le", "shift_jis")
        if _fits(word, encoding)
    }
    guilty = 0
    for folder in folders:
        own = folder.name in ENCRYPTED
        for path in sorted(folder.rglob("*") if own else folder.glob("*desk*")):
            if path.is_file() and any(word in path.read_bytes() for word in words):
                guilty += 1
    return guilty


def _fits(word: str, encoding: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

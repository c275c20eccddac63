"""A desk for tests of the workbench: real store, services, rules and threads; cameras to push."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desk.assembly import Glyphs, flatten
from desk.assets import font_files, load_rules, load_wording
from desk.devices.camera_lease import CameraLeases
from desk.domain.application import IntakeMethod, PictureKind, Record, Step
from desk.domain.errors import NeedsPerson
from desk.domain.form_id import FormId
from desk.domain.postcodes import Place
from desk.services.form_reading import Outcome, Seen
from desk.services.intake import Draft, Intake
from desk.services.lookout import Lookout
from desk.services.photographing import Photographing
from desk.services.ports import (
    By,
    Day,
    FaceBox,
    Finding,
    Frame,
    Image,
    Look,
    Moment,
    NewPicture,
    Operator,
    Page,
    PhotoCheck,
    StoreKey,
)
from desk.services.slate import SlateReading, SlateSeen
from desk.storage.store import open_store
from desk.store_at import search_keys
from desk.ui.collecting import UiThreadCollector
from desk.ui.context import DeskContext
from desk.ui.lanes import Lanes
from desk.ui.steps.photo_page import PhotoPage
from desk.ui.theme import apply_theme
from desk.ui.workbench import Workbench

TODAY = date(2026, 11, 23)
FORM_ID = FormId("12345678901234567894821")
OTHER_ID = FormId("98765432109876543217730")
PIN = "482913"


@dataclass
class DeskClock:
    """Moves by a millisecond each time it is read."""

    at: datetime = datetime(2026, 11, 23, 1, 38, 2, tzinfo=UTC)
    reads: int = 0
    skipped_ms: int = 0

    def now(self) -> Moment:
        self.reads += 1
        gone = self.reads + self.skipped_ms
        return Moment(self.at + timedelta(milliseconds=gone), gone * 1_000_000, "boot")

    def skip(self, seconds: float) -> None:
        """Let that much time pass."""
        self.skipped_ms += round(seconds * 1000)

    def today(self) -> date:
        return TODAY


class PushCamera(QObject):
    """A camera with a push button."""

    frame = Signal(object)
    started = Signal(str)
    failed = Signal(str)

    def __init__(self, name: str, clock: DeskClock) -> None:
        super().__init__()
        self.name = name
        self._clock = clock
        self._sequence = 0
        self.running = False

    def start(self) -> None:
        self.running = True
        self.started.emit(self.name)

    def stop(self) -> None:
        self.running = False

    def push(self, image: Image) -> None:
        self._sequence += 1
        if self.running:
            self.frame.emit(Frame(image, self._sequence, self.name, self._clock.now()))


class DirectAnalyst(QObject):
    """Answers on the spot with what the test laid out."""

    result = Signal(object, object)
    failed = Signal(str)

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def submit(self, frame: Frame) -> None:
        self.result.emit(frame, self.answer)

    def clear(self) -> None:
        pass


@lru_cache(maxsize=4)
def head_picture(seed: int = 3) -> Image:
    from desk.demo.heads import camera_picture

    return camera_picture(seed, (1280, 720))


@lru_cache(maxsize=4)
def form_picture() -> Image:
    from desk.demo.forms import FormPerson, draw_form, photograph

    person = FormPerson(
        name="佐藤 結衣",
        kana="サトウ ユイ",
        address="みどり野市南町二丁目14番6号 コーポさくら203",
        birth="平成3年4月18日",
        sex="女",
        form_id=FORM_ID,
        text="",
    )
    sheet = draw_form(person, font_files()[0])
    return photograph(
        sheet,
        np.random.default_rng(5),
        1,
        size=(1920, 1080),
        field_mm=175,
        centre_mm=(118.0, 78.0),
    )


class PlainEye:
    """Takes every picture for one face in its middle; the real eye has its own tests."""

    findings: tuple[Finding, ...] = ()

    def check(self, image: Image) -> PhotoCheck:
        return one_face(*self.findings)

    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        height, width = image.shape[:2]
        side = round(height * 7 / 9)
        left = (width - side) // 2
        return _picture(PictureKind.PHOTO, cv2.resize(image[:, left : left + side], (827, 1063)))

    def keep(self, image: Image) -> NewPicture:
        return _picture(PictureKind.PHOTO_FRAME, image)


def _picture(kind: PictureKind, image: Any) -> NewPicture:
    data = cv2.imencode(".jpg", image)[1].tobytes()
    return NewPicture(kind=kind, data=data, width_px=image.shape[1], height_px=image.shape[0])


def one_face(*findings: Finding) -> PhotoCheck:
    face = FaceBox(500, 200, 280, 320, 0.99, ())
    return PhotoCheck((face,), findings, {}, True)


def no_face() -> PhotoCheck:
    return PhotoCheck((), (Finding("no_face", "hard"),), {}, False)


@dataclass
class ScriptedEye:
    """A look eye that says what the test laid out; pictures are told apart by their bytes."""

    degree: str = ""  # what `alike` says of two different pictures
    twins: bool = False
    portrait: str = ""  # what `matches` says
    screen: bool = False  # is every frame a photograph of a screen?
    looked_at: list[bytes] = field(default_factory=list)

    def look(self, image: Image) -> Look:
        return Look("somebody", "picture")

    def look_at(self, data: bytes) -> Look:
        self.looked_at.append(data)
        return Look("somebody", hash(data))

    def alike(self, one: Look, other: Look) -> str:
        return self.degree

    def twin(self, one: Look, other: Look) -> bool:
        return self.twins

    def matches(self, portrait: Look, photo: Look) -> str:
        return self.portrait

    def recaptured(self, image: Image, face: FaceBox) -> bool:
        return self.screen


class TroubledStore:
    """The real store with a disk that can be made to refuse."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.trouble: NeedsPerson | None = None
        self.saves = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def save_entries(self, *given: Any) -> None:
        self.saves += 1
        if self.trouble is not None:
            raise self.trouble
        self._store.save_entries(*given)


@dataclass
class World:
    """One booth with its workbench in a window."""

    folder: Path
    language: str = "ja"
    clock: DeskClock = field(default_factory=DeskClock)
    printed: list[str] = field(default_factory=list)
    places: tuple[Place, ...] = ()
    size: tuple[int, int] = (1090, 678)

    def __post_init__(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not app.styleSheet():
            apply_theme(app, font_files())
        self.collector = UiThreadCollector()
        self.lanes = Lanes()
        self.store, self.operator, self.day = self.on_store(self._open)
        self.intake = Intake(
            self.store, self.clock, load_rules(), Glyphs(), self.operator, self.day
        )
        self.form_camera = PushCamera("書類カメラ", self.clock)
        self.photo_camera = PushCamera("写真カメラ", self.clock)
        self.scan = DirectAnalyst(Outcome(Seen.NOTHING))
        self.eye = DirectAnalyst(one_face())
        self.form_slate, self.photo_slate = (DirectAnalyst(SlateSeen()) for _each in range(2))
        self.labels: list[str] = []
        self.plain_eye = PlainEye()
        self.still = Outcome(Seen.NOTHING)
        self.context = self._context()
        self.bench = Workbench(self.context)
        self.window = QWidget()
        self.window.setObjectName("page")
        layout = QHBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bench.centre, 1)
        self.bench.right.setFixedWidth(400)
        layout.addWidget(self.bench.right)
        self.window.resize(*self.size)

    def _open(self) -> tuple[TroubledStore, Operator, Day]:
        key = StoreKey(bytes(range(32)))
        store = open_store(self.folder, key, keys=search_keys(), clock=self.clock)
        known = store.operators()
        operator = (
            known[0] if known else store.add_operator("中村 彩", PIN, supervisor=True, by=None)
        )
        by = By(operator.id, self.clock.now())
        day = store.start_day(TODAY, "K3", "みどり野市民会館", IntakeMethod.OUTREACH, by)
        return TroubledStore(store), operator, day

    def on_store(self, work: Callable[[], Any]) -> Any:
        """Do it on the store's thread and wait for the answer."""
        answers: list[Any] = []
        self.lanes.run(work, answers.append, answers.append)
        while not answers:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if isinstance(answers[0], BaseException):
            raise answers[0]
        return answers[0]

    def _context(self) -> DeskContext:
        return DeskContext(
            intake=self.intake,
            photographing=Photographing(self.store, self.plain_eye, self.intake, self.clock),
            store=self.store,
            tasks=self.lanes,
            words=load_wording(self.language),
            rulebook=load_rules(),
            clock=self.clock,
            day=self.day,
            language=self.language,
            form_camera=lambda: self.form_camera,
            photo_camera=lambda: self.photo_camera,
            scan_worker=self.scan,
            photo_worker=self.eye,
            restart_scan=lambda: None,
            form_slate=self.form_slate,
            photo_slate=self.photo_slate,
            read_still=lambda _image: self.still,
            load_form_file=lambda _path: (form_picture(),),
            flatten=self.flatten,
            find_places=lambda _postcode: self.places,
            print_slip=self._print,
            print_label=self._print_label,
            leases=CameraLeases(),
            municipality="みどり野市",
        )

    def flatten(self, image: Image) -> Page:
        """A small page, quickly; screens with `true_pages` show the real one."""
        if self.true_pages:
            return flatten(image)
        data = cv2.imencode(".jpg", cv2.resize(image, (320, 180)))[1].tobytes()
        return Page(data, 320, 180, True)

    true_pages = False

    def _print(self, draft: Any, answer: Callable[[bool, str], None]) -> None:
        self.printed.append(draft.record.number.short)
        answer(True, "")

    def _print_label(self, draft: Any, answer: Callable[[bool, str], None]) -> None:
        self.labels.append(draft.record.number.full)
        answer(True, "")

    @property
    def photo(self) -> PhotoPage:
        """Step 4, once it was built."""
        found = self.bench.page(Step.PHOTO)
        assert isinstance(found, PhotoPage)
        return found

    # what tests do
    def show(self, qtbot: Any) -> None:
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def settle(self, qtbot: Any) -> None:
        """Until nothing is under way on either thread."""
        for _ in range(3):
            qtbot.waitUntil(lambda: self.lanes.idle and self.bench.everything_saved, timeout=10_000)
            QApplication.processEvents()

    def open_new(self, qtbot: Any) -> None:
        self.bench.open_new()
        self.settle(qtbot)

    def read_form(self, qtbot: Any, form_id: FormId = FORM_ID) -> None:
        """The desk is clear and the camera sees a form."""
        self.press(Qt.Key.Key_Space)
        self.scan.answer = Outcome(Seen.SETTLED, form_id)
        self.form_camera.push(form_picture())
        self.settle(qtbot)

    def fill_applicant(self, qtbot: Any, **changes: str | bool) -> None:
        """Through the service: for tests of later steps."""
        self.save(qtbot, applicant_entries(changes))

    def second_at_photo(self, qtbot: Any, **entries: Any) -> None:
        """高橋 武志 at step 4, after a first applicant whose photo was taken."""
        self.at_step(qtbot, 5)
        self.scan.answer = Outcome(Seen.NOTHING)
        self.open_new(qtbot)
        self.read_form(qtbot, OTHER_ID)
        self.fill_applicant(
            qtbot,
            name="高橋 武志",
            kana="タカハシ　タケシ",
            birth="1980-01-02",
            address="みどり野市北台1",
        )
        self.save(qtbot, identity_entries() | entries)
        draft = self.bench.draft
        assert draft is not None
        self.lanes.run(lambda: self.intake.go_to(draft.id, Step.PHOTO), self.bench.resume)
        self.settle(qtbot)

    @property
    def record(self) -> Record:
        """The open application as it stands in the store."""
        draft = self.bench.draft
        assert draft is not None
        found = self.on_store(lambda: self.store.record(draft.id))
        assert isinstance(found, Record)
        return found

    def save(self, qtbot: Any, entries: dict[str, Any]) -> None:
        """Enter values behind the screen's back and show them."""
        draft = self.bench.draft
        assert draft is not None
        self.lanes.run(lambda: self.intake.save(draft.id, entries), self.bench.resume)
        self.settle(qtbot)

    def at_step(self, qtbot: Any, step: int, **changes: str | bool) -> None:
        """A new application at that step, everything before it done: by the services, since the
        pages before it have tests of their own."""

        def work() -> Draft:
            draft = self.intake.open()
            self.intake.take_form_id(draft.id, FORM_ID, "camera")
            self.intake.keep_page(draft.id, self.flatten(form_picture()))
            entries = applicant_entries(changes) | (identity_entries() if step > 3 else {})
            self.intake.save(draft.id, entries)
            if step > 4:
                self._shoot(draft.id)
            return self.intake.go_to(draft.id, Step(step))

        self.bench.resume(self.on_store(work))
        self.settle(qtbot)

    def compare_faces(self, eye: ScriptedEye) -> None:
        """Switch the comparison of faces on; it says what `eye` says."""
        self.context.photographing.lookout = Lookout(eye)

    def show_form(
        self, form_id: FormId | None = FORM_ID, *, number: str = "", times: int = 1
    ) -> None:
        """A form (or an own number's QR) lies under the document camera for that many looks."""
        for _ in range(times):
            self.clock.skip(0.3)
            reading = SlateReading(
                form_id=form_id, number=number, camera="書類カメラ", taken=self.clock.now()
            )
            self.form_slate.answer = SlateSeen(reading)
            self.form_camera.push(form_picture())
            self.form_slate.answer = SlateSeen()

    def shoot(self, application: Any) -> None:
        """A photo was taken and its questions answered, behind the screen's back."""
        self.on_store(lambda: self._shoot(application))

    def _shoot(self, application: Any) -> None:
        frame = Frame(head_picture(), 1, "写真カメラ", self.clock.now())
        self.context.photographing.shoot(application, frame)
        answers = {
            "photo.same_person": "yes",
            "photo.not_previous": "yes",
            "photo.bare_head": True,
        }
        self.intake.save(application, answers)

    def press(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus, as a keyboard sends it."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers)

    def type(self, text: str) -> None:
        target = QApplication.focusWidget() or self.window
        QTest.keyClicks(target, text)

    def type_words(self, text: str) -> None:
        """Text of an input method, which QTest cannot type."""
        from PySide6.QtGui import QInputMethodEvent

        event = QInputMethodEvent()
        event.setCommitString(text)
        target = QApplication.focusWidget()
        assert target is not None
        QApplication.sendEvent(target, event)

    def entry(self, name: str) -> Any:
        """What stands in the store."""
        draft = self.bench.draft
        assert draft is not None
        return self.on_store(lambda: self.store.record(draft.id).entries.get(name))

    def close(self) -> None:
        self.bench.shut()
        self.window.close()
        self.lanes.run(self.store.close)
        self.lanes.close()
        self.window.deleteLater()
        self.collector.stop()


def applicant_entries(changes: Mapping[str, str | bool]) -> dict[str, Any]:
    """A grown-up who lives here, their form read and the desk clear."""
    entries: dict[str, Any] = {
        "form.kind": "qr",
        "form.desk_clear": True,
        "applicant.name": "佐藤 結衣",
        "applicant.kana": "サトウ　ユイ",
        "applicant.birth": "平成3年4月18日",
        "applicant.sex": "female",
        "applicant.postcode": "1234567",
        "applicant.address": "みどり野市南町二丁目14番6号 コーポさくら203",
        "applicant.phone": "090-0000-1234",
        "applicant.resident_here": "yes",
    }
    return entries | {f"applicant.{name}": value for name, value in changes.items()}


def identity_entries() -> dict[str, Any]:
    """A driving licence and an eligibility certificate, both agreeing."""
    entries: dict[str, Any] = {
        "applicant.present": "yes",
        "identity.documents": ("driving_licence", "insurance_eligibility"),
        "identity.driving_licence.expires": "2029年5月18日",
        "identity.insurance_eligibility.expires": "2027年7月31日",
    }
    for code in ("driving_licence", "insurance_eligibility"):
        for aspect in ("name", "birth", "address"):
            entries[f"identity.{code}.{aspect}"] = "agrees"
    return entries


def paper_entries() -> dict[str, Any]:
    """Nothing speaks against mailing."""
    return {
        "papers.pin_request": "sealed",
        "papers.pin_seal": "P-K3-015",
        "papers.forwarding": "no",
        "papers.moving": "no",
        "papers.notification_card": "returned",
        "papers.resident_card": "not_applicable",
        "papers.sign_certificate": "issue",
        "papers.auth_certificate": "issue",
        "papers.signed": "yes",
    }

"""The counter once somebody signed on: workbench, list, cameras, scanner, papers, wired up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desk.assembly import (
    Glyphs,
    LazyEye,
    LazyReader,
    find_places,
    flatten,
    form_reading,
    load_form_file,
    look_eye,
    slate_reader,
)
from desk.assets import load_participation
from desk.cameras import Cameras
from desk.devices.camera_lease import CameraLeases
from desk.devices.frame_worker import FrameWorker
from desk.devices.printer import print_pages
from desk.devices.watch_folder import WatchFolder
from desk.devices.wedge import KeyboardWedge
from desk.domain.catalogue import BooksInForce
from desk.domain.errors import CanRetry, DeskError, NeedsPerson, Refused
from desk.domain.wording import Wording
from desk.papers.label import Label, draw_label
from desk.papers.slip import PaperWords, draw_slip, slip_image, slip_pdf
from desk.services.intake import Draft, Intake
from desk.services.lookout import Lookout
from desk.services.photographing import Photographing
from desk.services.ports import By, Clock, Day, Frame, Operator, Slip
from desk.services.procedures import Procedures
from desk.services.settings import Settings
from desk.services.slips import slip_for
from desk.storage.store import SqliteStore
from desk.storage.whole_file import disk_trouble, write_whole
from desk.ui.application_list import ApplicationList
from desk.ui.context import DeskContext
from desk.ui.gallery_filling import GalleryFilling
from desk.ui.lanes import Lanes
from desk.ui.status_page import StatusPage
from desk.ui.workbench import Workbench

TRY_AGAIN_MS: Final = 5_000
PrintPaper = Callable[[Slip, PaperWords], None]
PrintLabel = Callable[[Label, PaperWords], None]


def print_on_paper(slip: Slip, words: PaperWords, printer: str = "") -> None:
    """The slip on that printer, or on the default one.

    Raises NeedsPerson("printer_absent" | "printer_failed").
    """
    print_pages(lambda device: draw_slip(device, slip, words), printer)


def print_label_on_paper(label: Label, words: PaperWords, printer: str = "") -> None:
    """The label at the corner of the printer's paper, to be cut out; raises as print_on_paper."""
    print_pages(lambda device: draw_label(device, label, words), printer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the counter is given by the app."""

    store: SqliteStore
    lanes: Lanes
    clock: Clock
    words: Wording
    papers: PaperWords
    cameras: Cameras
    print_paper: PrintPaper | None  # None: the printer of the settings
    language: str
    print_label: PrintLabel | None = None  # None: the printer of the settings
    rules: BooksInForce


class Counter(QObject):
    """One operator's counter. Emits `trouble(DeskError)`, `supervisor_called` and, for カメラ切替,
    `camera_asked("form" | "photo")`."""

    trouble = Signal(object)
    supervisor_called = Signal()
    camera_asked = Signal(str)

    def __init__(
        self, around: Surroundings, operator: Operator, day: Day, settings: dict[str, str]
    ) -> None:
        super().__init__()
        self._around = around
        self._day = day
        self.scan_takers: list[Callable[[str], bool]] = []
        """Who may take a hand scanner's line before the workbench does; True: it is taken."""
        self._workers: list[FrameWorker] = []
        self._watch: WatchFolder | None = None
        self._locked: set[Path] = set()  # the scanner's program still holds them
        self._kept = Settings.parse(settings)
        rulebook, clock = around.rules, around.clock
        self.intake = Intake(around.store, clock, rulebook, Glyphs(), operator, day)
        self.procedures = Procedures(
            around.store,
            clock,
            around.rules,
            operator,
            day,
            frozenset(self._kept.contracts),
            load_participation,
        )
        self.intake.on_ended = self.procedures.settle
        reading, still = form_reading(), LazyReader()
        form_slate, photo_slate = slate_reader(), slate_reader()
        stage = around.cameras.stage
        eye = look_eye() if stage is None or stage.eye is None else stage.eye
        self.lookout = Lookout(eye if self._kept.compare_faces else None)

        def restart_slate() -> None:
            form_slate.restart()
            photo_slate.restart()

        cameras = around.cameras
        self.context = DeskContext(
            intake=self.intake,
            photographing=Photographing(around.store, LazyEye(), self.intake, clock, self.lookout),
            store=around.store,
            tasks=around.lanes,
            words=around.words,
            rulebook=rulebook,
            clock=clock,
            day=day,
            settings=settings,
            language=around.language,
            form_camera=cameras.form,
            photo_camera=cameras.photo,
            scan_worker=self._worker(reading.look, "scan"),
            photo_worker=self._worker(_checker(), "photo"),
            restart_scan=reading.restart,
            form_slate=self._worker(form_slate.look, "form slate"),
            photo_slate=self._worker(photo_slate.look, "photo slate"),
            restart_slate=restart_slate,
            one_camera=cameras.are_one,
            cut_portrait=eye.cut_portrait,
            read_still=still.read_still,
            load_form_file=load_form_file,
            flatten=flatten,
            find_places=find_places,
            preview_slip=self._preview_slip,
            print_slip=self._print_slip,
            save_slip=self._save_slip,
            print_label=self._print_label,
            next_camera=self.camera_asked.emit,
            call_supervisor=self.supervisor_called.emit,
            municipality=settings.get("municipality", ""),
            leases=CameraLeases(),
        )
        self.bench = Workbench(self.context)
        self._gallery = GalleryFilling(around.store, around.lanes, self.lookout, self)
        self.list = ApplicationList(around.store, around.lanes, clock.today, day.id)
        self.status = StatusPage()
        self._connect()
        app = QCoreApplication.instance()
        if app is None:
            raise RuntimeError("no application")
        self._wedge = KeyboardWedge(app, self)
        self._wedge.scanned.connect(self._on_scanned)
        self._watch_folder(self._kept.scan_folder)

    def begin(self) -> None:
        """Fill the list; an application that was open comes back at its step."""
        self.list.reload()
        self._around.lanes.run(self.procedures.settle)
        self._around.lanes.run(self.intake.resume, self._on_resumed)
        back = self._around.rules.on(self._day.on).settings.look_back_days
        self._gallery.begin(self._day.on - timedelta(days=back))

    def judge_again(self) -> None:
        """Other rules hold than a moment ago: the open application is judged by them."""
        self.bench.judge_again()

    def show_counts(self) -> None:
        """Today's counts, from the same rows as the day's close."""
        store, day = self._around.store, self._day.id
        self._around.lanes.run(lambda: store.tally(day), self.status.show_tally)

    def learn_operator(self, frame: Frame) -> None:
        """The face of the test shot is the operator's (担当者の顔); in memory only."""
        operator, lookout = self.intake.operator.id, self.lookout
        self._around.lanes.compute(lambda: lookout.learn_operator(operator, frame.image))

    def apply(self, settings: Settings) -> None:
        """A supervisor changed the settings: they hold from now on."""
        self._kept = settings
        self.procedures.contracts = frozenset(settings.contracts)
        self.context.settings = {**self.context.settings, **settings.as_kept()}
        self.context.municipality = settings.municipality
        self._watch_folder(settings.scan_folder)

    def shut(self) -> None:
        """The program ends: hand over what is typed, stop scanner, folder and workers."""
        self._wedge.remove()
        if self._watch is not None:
            self._watch.stop()
        self._gallery.stop()
        self.bench.shut()
        for worker in self._workers:
            worker.stop()

    # wiring

    def _on_scanned(self, text: str) -> None:
        if not any(take(text) for take in self.scan_takers):
            self.bench.take_scanned(text)

    def _connect(self) -> None:
        self.list.new_asked.connect(self.bench.open_new)
        self.list.application_chosen.connect(self.bench.open)
        self.bench.changed.connect(self._on_changed)
        self.bench.closed.connect(lambda: self._on_changed(None))
        self.bench.accepted.connect(lambda _draft: self.list.reload())
        self.bench.file_taken.connect(self._let_go)

    def _on_resumed(self, draft: Draft | None) -> None:
        if draft is not None:
            self.bench.resume(draft)
        self.bench.build_ahead()

    def _on_changed(self, draft: Draft | None) -> None:
        self.list.set_open(draft.id if draft is not None else None)
        self.list.reload()

    def _watch_folder(self, folder: str) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch.deleteLater()
            self._watch = None
        if not folder:
            return
        self._watch = WatchFolder(Path(folder), self)
        self._watch.arrived.connect(self.bench.take_file)
        self._watch.refused.connect(lambda _path, code: self.trouble.emit(NeedsPerson(code)))
        self._watch.failed.connect(lambda code: self.trouble.emit(NeedsPerson(code)))
        self._watch.start()

    def _let_go(self, path: Path) -> None:
        """The page is in the store: no plain copy stays in the scanner's folder."""
        watch = self._watch
        if watch is None:
            return
        try:
            watch.consume(path)
        except CanRetry as error:
            if path not in self._locked:
                self._locked.add(path)
                self.trouble.emit(error)
            QTimer.singleShot(TRY_AGAIN_MS, self, lambda: self._let_go(path))
        except Refused as error:
            self.trouble.emit(error)
        else:
            self._locked.discard(path)

    def _worker(self, analyse: Callable[[Frame], object], name: str) -> FrameWorker:
        def of_frame(frame: object) -> object:
            if not isinstance(frame, Frame):
                raise TypeError("only frames are submitted")
            return analyse(frame)

        worker = FrameWorker(of_frame, self, name=name)
        self._workers.append(worker)
        return worker

    # papers

    def slip(self, draft: Draft) -> Slip:
        """The slip's words, afresh from the store; called on its thread."""
        around = self._around
        fresh = self.intake.look(draft.id)
        rules = self.intake.rules_for(draft.id)
        settings = dict(around.store.settings())
        return slip_for(
            fresh.record,
            fresh.assessment,
            rules,
            settings,
            around.papers.ja,
            around.clock.today(),
        )

    def _preview_slip(self, draft: Draft, show: Callable[[QImage], None]) -> None:
        papers = self._around.papers
        self._around.lanes.run(
            lambda: self.slip(draft), lambda slip: show(slip_image(slip, papers, 720))
        )

    def _print_slip(self, draft: Draft, answer: Callable[[bool, str], None]) -> None:
        around = self._around

        def note(printed: bool, code: str) -> None:
            by = By(self.intake.operator.id, around.clock.now())
            around.lanes.run(
                lambda: around.store.note_slip(draft.id, printed, by),
                lambda _count: answer(printed, code),
            )

        def ready(slip: Slip) -> None:
            try:
                self._put_on_paper(slip)
            except DeskError as error:
                note(False, error.code)
            else:
                note(True, "slip_printed")

        around.lanes.run(lambda: self.slip(draft), ready, lambda error: answer(False, _code(error)))

    def _put_on_paper(self, slip: Slip) -> None:
        around = self._around
        if around.print_paper is None:
            print_on_paper(slip, around.papers, self._kept.printer)
        else:
            around.print_paper(slip, around.papers)

    def _print_label(self, draft: Draft, answer: Callable[[bool, str], None]) -> None:
        """照合用のQR and, with an exception for the photo, its reason for the office."""
        around, number = self._around, draft.record.number
        exceptions = self.context.rulebook.on(around.clock.today()).photo_exceptions
        exception = exceptions.get(draft.text("photo.exception"))
        label = Label(number.full, number.short, "" if exception is None else exception.on_form.ja)
        try:
            if around.print_label is None:
                print_label_on_paper(label, around.papers, self._kept.printer)
            else:
                around.print_label(label, around.papers)
        except DeskError as error:
            answer(False, error.code)
        else:
            answer(True, "")

    def _save_slip(self, draft: Draft, path: Path, answer: Callable[[bool, str], None]) -> None:
        """A PDF file, written whole; noted as made, not as printed."""
        around = self._around
        by = By(self.intake.operator.id, around.clock.now())

        def failed(error: Exception) -> None:
            answer(False, _code(error))

        def note() -> None:
            around.lanes.run(
                lambda: around.store.note_slip(draft.id, False, by),
                lambda _count: answer(True, "slip_saved"),
                failed,
            )

        def ready(slip: Slip) -> None:
            content = slip_pdf(slip, around.papers)
            around.lanes.compute(lambda: _write(path, content), lambda _none: note(), failed)

        around.lanes.run(lambda: self.slip(draft), ready, failed)


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise disk_trouble(error) from error


def _checker() -> Callable[[Frame], object]:
    eye = LazyEye()  # its own: one eye serves one thread
    return lambda frame: eye.check(frame.image)


def _code(error: Exception) -> str:
    return error.code if isinstance(error, DeskError) else "unexpected"

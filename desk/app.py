"""Wires every object of the desk: the window, the threads, the store, cameras and papers."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, QTimer, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desk.assembly import (
    Glyphs,
    LazyEye,
    LazyReader,
    check_all,
    devices_of_this_machine,
    find_places,
    flatten,
    form_reading,
    load_form_file,
    opening_at,
    slip_of,
)
from desk.assets import font_files, load_rules, load_wording, translation
from desk.clock import SystemClock
from desk.demo.practice import PASSPHRASE, PINS, practice_stage, prepare
from desk.demo.stage import Stage
from desk.devices.camera_lease import CameraLeases
from desk.devices.frame_source import FrameSource, QtCameraSource, list_cameras, quieten_multimedia
from desk.devices.frame_worker import FrameWorker
from desk.devices.printer import print_pages
from desk.devices.watch_folder import WatchFolder
from desk.devices.wedge import KeyboardWedge
from desk.domain.application import IntakeMethod, OperatorId
from desk.domain.errors import DeskError, NeedsPerson
from desk.domain.wording import Wording
from desk.papers.fonts import ensure_fonts
from desk.papers.slip import PaperWords, draw_slip, slip_image
from desk.services.intake import JAPAN, Draft, Intake
from desk.services.opening import Setup
from desk.services.photographing import Photographing
from desk.services.ports import By, Clock, Day, Frame, Operator, Slip
from desk.services.self_check import Check
from desk.storage.store import SqliteStore
from desk.ui.application_list import ApplicationList
from desk.ui.bars import StatusItem
from desk.ui.context import DeskContext
from desk.ui.focus import FocusRing
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.message_dialog import MessageDialog
from desk.ui.setup_page import OperatorDialog, SetupForm, SetupPage
from desk.ui.shell import MainWindow
from desk.ui.start_page import Beginning, CheckItem, StartPage
from desk.ui.status_page import StatusPage
from desk.ui.theme import apply_theme
from desk.ui.unlock_dialog import UnlockDialog
from desk.ui.workbench import Workbench

log = logging.getLogger("desk")
CHECK_ICONS: Final = {
    "camera": "camera",
    "printer": "printer",
    "space": "disk",
    "clock": "clock",
    "records": "key",
    "face": "person",
    "fonts": "document",
    "reader": "qr",
}
CLOCK_EVERY_MS: Final = 20_000


def print_on_paper(slip: Slip, words: PaperWords) -> None:
    """The slip on the default printer; raises NeedsPerson("printer_absent" | "printer_failed")."""
    print_pages(lambda device: draw_slip(device, slip, words))


@dataclass(slots=True)
class Cameras:
    """The two cameras of the desk: real ones, or the stage of practice."""

    clock: Clock
    stage: Stage | None = None
    form_index: int = 0
    photo_index: int = 0

    def form(self) -> FrameSource | None:
        return self.stage.form_camera() if self.stage else self._real(self.form_index)

    def photo(self) -> FrameSource | None:
        return self.stage.photo_camera() if self.stage else self._real(self.photo_index)

    def turn(self, which: str) -> None:
        """カメラ切替: the next camera for that purpose."""
        if which == "form":
            self.form_index += 1
        else:
            self.photo_index += 1

    def _real(self, index: int) -> FrameSource | None:
        known = list_cameras()
        if not known:
            return None
        return QtCameraSource(self.clock, known[index % len(known)].id)


class DeskApp(QObject):
    """One run of the desk: from the start page to the closing of the window."""

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "ja",
        practice: bool = False,
        stage: Stage | None = None,
        clock: Clock | None = None,
        print_paper: Callable[[Slip, PaperWords], None] = print_on_paper,
    ) -> None:
        super().__init__()
        self._print_paper = print_paper
        self.folder = folder
        self.language = language
        self.practice = practice
        self.clock: Clock = clock or SystemClock()
        self.words: Wording = load_wording(language)
        self.papers = PaperWords(load_wording("ja"), load_wording("en"))
        self.lanes = Lanes(self)
        self.opening = opening_at(folder, self.clock)
        self.store: SqliteStore | None = None
        self.intake: Intake | None = None
        self.bench: Workbench | None = None
        self.context: DeskContext | None = None
        self.applications: ApplicationList | None = None
        self.cameras = Cameras(self.clock, stage, photo_index=1)
        self._operators: tuple[Operator, ...] = ()
        self._workers: list[FrameWorker] = []
        self._wedge: KeyboardWedge | None = None
        self._watch: WatchFolder | None = None
        self._status = StatusPage()
        self._page: QWidget = QWidget()
        self.window = MainWindow(language=language)
        self.window.closing.connect(self._on_closing)
        self.window.lock_screen.pin_entered.connect(self._on_unlock)
        self.lanes.unhandled.connect(self.tell)
        self._minute = QTimer(self)
        self._minute.timeout.connect(self._show_states)

    # the start of the day

    def start(self) -> None:
        """Show the first page; the checks run after the window is painted."""
        if self.opening.is_new:
            self._ask_set_up()
        else:
            self._ask_passphrase()
        QTimer.singleShot(0, self.recheck)

    def _ask_set_up(self) -> None:
        page = SetupPage(self._methods())
        page.create_asked.connect(self._on_create)
        self._page = page
        self.window.show_page(page, "setup")

    def _ask_passphrase(self) -> None:
        page = StartPage()
        page.passphrase_entered.connect(self._on_passphrase)
        page.begin_asked.connect(self._on_begin)
        page.recheck_asked.connect(self.recheck)
        page.unlock_asked.connect(self._on_pin_unlock_asked)
        page.add_operator_asked.connect(self._on_add_operator)
        if self.practice:
            page.set_practice(PASSPHRASE, PINS)
        self._page = page
        self.window.show_page(page, "start")
        page.ask_passphrase()

    def recheck(self) -> None:
        """Look at every part again, off the window's thread."""
        if not isinstance(self._page, StartPage):
            return
        devices = (
            (("練習用", "練習用"), ())  # the stage stands in for both cameras
            if self.cameras.stage is not None
            else devices_of_this_machine()
        )
        store = self.store

        self.lanes.run(
            lambda: check_all(self.folder, devices, self.clock, store), self._show_checks
        )

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        if not isinstance(self._page, StartPage):
            return
        items = [
            CheckItem(
                check.part,
                CHECK_ICONS[check.part],
                self.words.label(f"check_{check.part}"),
                self.words.say(check.code, **dict(check.facts)),
                check.state.value,
            )
            for check in checks
        ]
        self._page.show_checks(items, f"{self.clock.now().utc.astimezone(JAPAN):%H:%M}")

    def _on_create(self, form: SetupForm) -> None:
        page = self._page
        assert isinstance(page, SetupPage)  # noqa: S101 only that page emits it
        page.set_busy(self.tr("記録を作っています"))
        setup = Setup(
            municipality=form.municipality,
            municipality_code=form.municipality_code,
            office=form.office,
            phone=form.phone,
            terminal=form.terminal,
            venues=form.venues,
            supervisor=form.supervisor,
            pin=form.pin,
            method=IntakeMethod(form.method),
        )

        def made(store: SqliteStore) -> None:
            self._ask_passphrase()
            self._on_store(store)

        self.lanes.run(
            lambda: self._as_sqlite(self.opening.create(form.passphrase, setup)),
            made,
            lambda error: page.refuse(self.sentence(error)),
        )

    def _on_passphrase(self, passphrase: str) -> None:
        page = self._page
        assert isinstance(page, StartPage)  # noqa: S101
        page.set_busy(self.tr("記録を開いています"))

        def refused(error: Exception) -> None:
            wait_s = error.facts.get("wait_s", 0) if isinstance(error, DeskError) else 0
            page.refuse_passphrase(self.sentence(error), int(str(wait_s)))

        self.lanes.run(
            lambda: self._as_sqlite(self.opening.unlock(passphrase)), self._on_store, refused
        )

    @staticmethod
    def _as_sqlite(store: object) -> SqliteStore:
        assert isinstance(store, SqliteStore)  # noqa: S101 opening_at makes no other
        return store

    def _on_store(self, store: SqliteStore) -> None:
        self.store = store
        self.lanes.run(
            lambda: (store.operators(), dict(store.settings()), store.current_day()),
            lambda found: self._ask_sign_on(*found),
        )
        self.recheck()

    def _ask_sign_on(
        self, operators: tuple[Operator, ...], settings: dict[str, str], day: Day | None
    ) -> None:
        self._operators = operators
        page = self._page
        if not isinstance(page, StartPage):
            return
        venues = [line for line in settings.get("venues", "").split("\n") if line]
        page.ask_sign_on(
            self._people(),
            venues,
            self._methods(),
            venue=day.venue if day else "",
            method=day.method.value if day else settings.get("method", ""),
        )

    def _on_begin(self, beginning: Beginning) -> None:
        store, page = self.store, self._page
        assert store is not None  # noqa: S101 the PIN is asked for after the store opened
        assert isinstance(page, StartPage)  # noqa: S101

        def work() -> tuple[Operator, Day, dict[str, str]]:
            operator = self.opening.sign_on(store, OperatorId(beginning.operator), beginning.pin)
            method = IntakeMethod(beginning.method)
            day = self.opening.start_day(store, operator, beginning.venue, method)
            return operator, day, dict(store.settings())

        self.lanes.run(
            work,
            lambda found: self.open_desk(*found),
            lambda error: page.refuse_pin(self.sentence(error)),
        )

    # the counter

    def open_desk(self, operator: Operator, day: Day, settings: dict[str, str]) -> None:
        """The counter opens; an application that was open comes back at its step."""
        store = self.store
        assert store is not None  # noqa: S101
        rulebook, eye = load_rules(), LazyEye()
        self.intake = Intake(store, self.clock, rulebook, Glyphs(), operator, day)
        reading, still = form_reading(), LazyReader()
        scan, live = self._worker(reading.look, "scan"), self._worker(_checker(), "photo")
        self.context = DeskContext(
            intake=self.intake,
            photographing=Photographing(store, eye, self.intake, self.clock),
            store=store,
            tasks=self.lanes,
            words=self.words,
            rulebook=rulebook,
            clock=self.clock,
            day=day,
            settings=settings,
            language=self.language,
            form_camera=self.cameras.form,
            photo_camera=self.cameras.photo,
            scan_worker=scan,
            photo_worker=live,
            restart_scan=reading.restart,
            read_still=still.read_still,
            load_form_file=load_form_file,
            flatten=flatten,
            find_places=find_places,
            preview_slip=self._preview_slip,
            print_slip=self._print_slip,
            next_camera=self.cameras.turn,
            call_supervisor=self._call_supervisor,
            municipality=settings.get("municipality", ""),
            leases=CameraLeases(),
        )
        self._show_desk(store, day, operator)
        self.lanes.run(self.intake.resume, self._on_resumed)

    def _show_desk(self, store: SqliteStore, day: Day, operator: Operator) -> None:
        assert self.context is not None  # noqa: S101
        self.bench = Workbench(self.context)
        self.applications = ApplicationList(store, self.lanes, self.clock.today, day.id)
        self._connect_bench(self.bench, self.applications)
        self.window.open_desk(self.bench, self.applications, self._status)
        self.window.set_operator(_person(operator), self._people())
        self.window.tab_chosen.connect(self._refresh_status)
        self.applications.reload()
        self._show_states()
        self._minute.start(CLOCK_EVERY_MS)
        app = QApplication.instance()
        assert app is not None  # noqa: S101
        self._wedge = KeyboardWedge(app, self)
        self._wedge.scanned.connect(self.bench.take_scanned)
        self._watch_folder(self.context.settings.get("scan_folder", ""))

    def _connect_bench(self, bench: Workbench, applications: ApplicationList) -> None:
        applications.new_asked.connect(bench.open_new)
        applications.application_chosen.connect(bench.open)
        bench.screen_changed.connect(self.window.set_screen)
        bench.saved.connect(self.window.set_saved)
        bench.message.connect(self._show_message)
        bench.changed.connect(self._on_changed)
        bench.closed.connect(self._on_bench_closed)
        bench.accepted.connect(lambda _draft: applications.reload())

    def _watch_folder(self, folder: str) -> None:
        if not folder:
            return
        assert self.bench is not None  # noqa: S101
        self._watch = WatchFolder(Path(folder), self)
        self._watch.arrived.connect(self.bench.take_file)
        self._watch.refused.connect(lambda _path, code: self.tell(NeedsPerson(code)))
        self._watch.failed.connect(lambda code: self.tell(NeedsPerson(code)))
        self.bench.file_taken.connect(self._watch.consume)
        self._watch.start()

    def _on_resumed(self, draft: Draft | None) -> None:
        assert self.bench is not None  # noqa: S101
        if draft is not None:
            self.bench.resume(draft)

    def _on_changed(self, draft: Draft | None) -> None:
        assert self.applications is not None  # noqa: S101
        self.applications.set_open(draft.id if draft is not None else None)
        self.applications.reload()

    def _on_bench_closed(self) -> None:
        assert self.applications is not None  # noqa: S101
        self.applications.set_open(None)
        self.applications.reload()

    def _worker(self, analyse: Callable[[Frame], object], name: str) -> FrameWorker:
        def of_frame(frame: object) -> object:
            assert isinstance(frame, Frame)  # noqa: S101 nothing else is submitted
            return analyse(frame)

        worker = FrameWorker(of_frame, self, name=name)
        self._workers.append(worker)
        return worker

    # bars

    def _show_states(self) -> None:
        now = f"{self.clock.now().utc.astimezone(JAPAN):%H:%M}"
        states = [StatusItem("clock", now)]
        if self.practice:
            states.insert(0, StatusItem("info", self.tr("練習モード"), attention=True))
        self.window.set_states(states)

    def _refresh_status(self, tab: str) -> None:
        store, intake = self.store, self.intake
        if tab == "status" and store is not None and intake is not None:
            self.lanes.run(lambda: store.tally(intake.day.id), self._status.show_tally)

    # papers

    def _slip(self, draft: Draft) -> Slip:
        """Worded afresh from the store; called on its thread."""
        assert self.intake is not None  # noqa: S101
        assert self.store is not None  # noqa: S101
        fresh = self.intake.look(draft.id)
        rules = self.intake.rules_for(draft.id)
        settings = dict(self.store.settings())
        return slip_of(fresh, settings, self.papers.ja, rules, self.clock.today(), "ja")

    def slip(self, draft: Draft, ready: Callable[[Slip], None]) -> None:
        """The slip's words, ready on the window's thread."""
        self.lanes.run(lambda: self._slip(draft), ready)

    def _preview_slip(self, draft: Draft, show: Callable[[QImage], None]) -> None:
        self.slip(draft, lambda slip: show(slip_image(slip, self.papers, 720)))

    def _print_slip(self, draft: Draft, answer: Callable[[bool, str], None]) -> None:
        store, intake = self.store, self.intake
        assert store is not None  # noqa: S101
        assert intake is not None  # noqa: S101

        def note(printed: bool, code: str) -> None:
            by = By(intake.operator.id, self.clock.now())
            self.lanes.run(
                lambda: store.note_slip(draft.id, printed, by), lambda _n: answer(printed, code)
            )

        def ready(slip: Slip) -> None:
            try:
                self._print_paper(slip, self.papers)
            except DeskError as error:
                note(False, error.code)
            else:
                note(True, "slip_printed")

        self.lanes.run(lambda: self._slip(draft), ready, lambda error: answer(False, _code(error)))

    # people

    def _people(self) -> list[Person]:
        return [_person(each) for each in self._operators if each.active]

    def _methods(self) -> list[tuple[str, str]]:
        return [(each.value, self.words.label(f"method_{each.value}")) for each in IntakeMethod]

    def _on_unlock(self, operator: str, pin: str) -> None:
        store = self.store
        assert store is not None  # noqa: S101 nobody signed on before

        def done(found: Operator) -> None:
            if self.intake is not None:
                self.intake.operator = found
            self.window.set_operator(_person(found), self._people())
            self.window.unlock()

        self.lanes.run(
            lambda: self.opening.sign_on(store, OperatorId(operator), pin),
            done,
            lambda error: self.window.lock_screen.refuse(self.sentence(error)),
        )

    def _on_pin_unlock_asked(self, operator: str) -> None:
        store = self.store
        locked = next((each for each in self._people() if each.id == operator), None)
        if store is None or locked is None:
            return
        dialog = UnlockDialog(locked, self._people(), self.window)

        def asked(locked_id: str, supervisor: str, pin: str) -> None:
            def work() -> None:
                found = self.opening.sign_on(store, OperatorId(supervisor), pin)
                store.unlock_pin(OperatorId(locked_id), By(found.id, self.clock.now()))

            self.lanes.run(
                work,
                lambda _none: dialog.accept(),
                lambda error: dialog.refuse(self.sentence(error)),
            )

        dialog.unlock_asked.connect(asked)
        dialog.open()

    def _on_add_operator(self) -> None:
        store = self.store
        supervisor = next((each for each in self._operators if each.supervisor), None)
        if store is None or supervisor is None:
            return
        dialog = OperatorDialog(self.window)
        dialog.added.connect(
            lambda name, pin: self.lanes.run(
                lambda: self.opening.add_operator(store, name, pin, supervisor),
                lambda _made: self._on_store(store),
            )
        )
        dialog.open()

    def _call_supervisor(self) -> None:
        MessageDialog(
            self.tr("責任者を呼んでください"),
            self.tr("この受付は開いたまま保存されています。"),
            self.tr("責任者が来たら、画面を一緒に見てください。"),
            kind="info",
            parent=self.window,
        ).open()

    # sentences

    def sentence(self, error: Exception) -> str:
        """What a person is told; a bug is logged without personal data and gets a number."""
        if not isinstance(error, DeskError):
            log_bug(error)
        return self.words.sentence_for(error)

    def tell(self, error: Exception) -> None:
        """One calm sentence in a window of its own."""
        inquiry = "" if isinstance(error, DeskError) else log_bug(error)
        MessageDialog(
            self.tr("お知らせ"), self.words.sentence_for(error), inquiry=inquiry, parent=self.window
        ).open()

    def _show_message(self, title: str, text: str) -> None:
        self.window.toast.show_news(f"{title}　{text}".strip())

    def _on_closing(self) -> None:
        """Everything accepted is on the disk before the threads end."""
        self._minute.stop()
        for part in (self._wedge, self._watch):
            if part is not None:
                part.remove() if isinstance(part, KeyboardWedge) else part.stop()
        if self.bench is not None:
            self.bench.shut()
        for worker in self._workers:
            worker.stop()
        if self.store is not None:
            self.lanes.run(self.store.close)
        self.lanes.close()


def _checker() -> Callable[[Frame], object]:
    eye = LazyEye()  # its own: one eye serves one thread
    return lambda frame: eye.check(frame.image)


def _person(operator: Operator) -> Person:
    return Person(operator.id, operator.name, operator.supervisor)


def _code(error: Exception) -> str:
    return error.code if isinstance(error, DeskError) else "unexpected"


# logging ----------------------------------------------------------------------------------------
def log_bug(error: BaseException) -> str:
    """Log where a bug happened, never what it said: messages can quote what was typed.

    Returns the inquiry number that people can read out.
    """
    number = secrets.token_hex(3).upper()
    places: list[str] = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    log.error("bug %s %s at %s", number, type(error).__name__, " > ".join(places))
    return number


def start_logging(folder: Path) -> None:
    """The log file: events and places, no personal data."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(
        folder / "desk.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("desk")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    root.propagate = False


# running ----------------------------------------------------------------------------------------
def qt_application(language: str, arguments: Sequence[str] = ("desk",)) -> QApplication:
    """The one QApplication, themed, in that language."""
    quieten_multimedia()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(list(arguments))
    app.setApplicationName("machikado-desk")
    apply_theme(app, font_files())
    ensure_fonts(font_files())
    compiled = translation(language)
    if compiled is not None:
        translator = QTranslator(app)
        translator.load(str(compiled))
        app.installTranslator(translator)
    FocusRing.install(app)
    return app


def run(folder: Path, *, language: str, kiosk: bool, practice: bool) -> int:
    """Open the desk and stay until its window closes."""
    app = qt_application(language)
    stage: Stage | None = None
    if practice:
        folder = folder / "practice" if not os.environ.get("DESK_DATA") else folder
        prepare(folder, SystemClock(), opening_at)
        stage = None if list_cameras() else practice_stage(SystemClock(), font_files()[0])
    start_logging(folder)
    desk = DeskApp(folder, language=language, practice=practice, stage=stage)

    def on_bug(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        desk.tell(error if isinstance(error, Exception) else RuntimeError())

    sys.excepthook = on_bug
    desk.start()
    if kiosk:
        desk.window.showFullScreen()
    elif practice:
        desk.window.show()
    else:
        desk.window.showMaximized()
    return app.exec()

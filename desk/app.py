"""The desk's run: the start of the day, operators and the lock, and the sentences people get.

Only what the first page needs is imported with this module. Store, vision and the counter are
loaded by the store's thread after the first paint: all at once they would triple the time until
the window can be used (design §7).
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from desk.assets import font_files, load_catalogue, load_rules, load_wording, translation
from desk.bugs import log_bug, start_logging
from desk.clock import SystemClock
from desk.domain.application import IntakeMethod, OperatorId
from desk.domain.errors import DeskError
from desk.domain.wording import Wording
from desk.kiosk_room import KioskRoom
from desk.loading import Loading
from desk.people import People, person
from desk.services.opening import Setup
from desk.services.ports import JAPAN, Clock, Day, Frame, Operator
from desk.services.test_shot import LastTestShot
from desk.ui.bars import StatusItem
from desk.ui.collecting import UiThreadCollector
from desk.ui.focus import FocusRing
from desk.ui.lanes import Lanes
from desk.ui.message_dialog import MessageDialog
from desk.ui.shell import MainWindow
from desk.ui.start_page import Beginning, CheckItem, StartPage
from desk.ui.theme import apply_theme

if TYPE_CHECKING:
    from desk.camera_room import CameraRoom
    from desk.close_surroundings import PrintTally
    from desk.counter import Counter, PrintLabel, PrintPaper
    from desk.day_end import DayEnd
    from desk.demo.stage import Stage
    from desk.overlay_room import OverlayRoom
    from desk.procedure_papers import PrintCasePaper
    from desk.procedure_room import ProcedureRoom
    from desk.review_room import ReviewRoom
    from desk.rules_follower import RulesFollower
    from desk.services.current_rules import CurrentRules, Followed
    from desk.services.opening import Opening
    from desk.services.self_check import Check
    from desk.services.settings import Settings
    from desk.settings_room import SettingsRoom
    from desk.spare_room import SpareRoom
    from desk.storage.store import SqliteStore
    from desk.ui.setup_page import SetupForm

CHECK_ICONS: Final = {
    "camera": "camera",
    "printer": "printer",
    "space": "disk",
    "clock": "clock",
    "records": "key",
    "spare": "usb",
    "face": "person",
    "fonts": "document",
    "reader": "qr",
}
CLOCK_EVERY_MS: Final = 20_000
AFTER_PAINT_MS: Final = 60
"""Loading takes turns with painting: it waits until the page stands."""


class NotReady(RuntimeError):
    """A signal came from a page that is not shown; a bug of ours."""


class DeskApp(QObject):
    """One run of the desk: from the start page to the closing of the window."""

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "ja",
        practice: bool = False,
        kiosk: bool | None = False,
        stage: Stage | None = None,
        clock: Clock | None = None,
        print_paper: PrintPaper | None = None,
        print_label: PrintLabel | None = None,
        print_tally: PrintTally | None = None,
        print_case_paper: PrintCasePaper | None = None,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.language = language
        self.practice = practice
        self.clock: Clock = clock or SystemClock()
        self.lanes = Lanes(self)
        self._collector = UiThreadCollector(self)
        self.store: SqliteStore | None = None
        self.counter: Counter | None = None
        self.checked = False  # the self-check stands on the first page
        self._stage = stage
        self._print_paper = print_paper
        self._print_label = print_label
        self._print_tally = print_tally
        self._print_case_paper = print_case_paper
        self._opening: Opening | None = None
        self._page: QWidget = QWidget()
        self._settings_room: SettingsRoom | None = None
        self._spare_room: SpareRoom | None = None
        self._camera_room: CameraRoom | None = None
        self._face_frame: Frame | None = None
        self.review_room: ReviewRoom | None = None
        self.day_end: DayEnd | None = None
        self.procedure_room: ProcedureRoom | None = None
        self.rules: RulesFollower | None = None
        self.overlay_room: OverlayRoom | None = None
        self._minute = QTimer(self)
        self._minute.timeout.connect(self._on_minute)
        self.window = MainWindow(language=language)
        self.window.closing.connect(self._on_closing)
        self.people = People(
            self.window, self.lanes, self.clock, self._desk, self.sentence, lambda: self.store
        )
        self.kiosk = KioskRoom(
            self.window,
            self.lanes,
            self.clock,
            self._desk,
            self.sentence,
            lambda: self.store,
            self.people.shown,
            folder,
            wanted=kiosk,
        )
        self.people.unlocked.connect(self._on_unlocked)
        self.people.added.connect(self._on_store)
        self.window.settings_asked.connect(self._on_settings_asked)
        self.window.test_shot_asked.connect(self._on_test_shot_asked)
        self.lanes.unhandled.connect(self.tell)

    @property
    def words(self) -> Wording:
        """The sentences in the language of the screen."""
        return load_wording(self.language)

    # the start of the day

    def start(self) -> None:
        """Show the first page; everything else is loaded after it is painted."""
        if _is_new(self.folder):
            self._ask_set_up()
        else:
            self._ask_passphrase()
        QTimer.singleShot(AFTER_PAINT_MS, Loading(self.lanes, self.recheck, self).begin)

    def _desk(self) -> Opening:
        """Called on the store's thread only: loads the store's code the first time."""
        if self._opening is None:
            from desk.store_at import opening_at

            self._opening = opening_at(self.folder, self.clock)
        return self._opening

    def _ask_set_up(self) -> None:
        from desk.ui.setup_page import SetupPage  # only ever needed once on a terminal

        page = SetupPage(self._methods())
        page.create_asked.connect(lambda form: self._on_create(page, form))
        self._page = page
        self.window.show_page(page, "setup")

    def _ask_passphrase(self) -> None:
        page = StartPage()
        page.passphrase_entered.connect(self._on_passphrase)
        page.begin_asked.connect(self._on_begin)
        page.recheck_asked.connect(self.recheck)
        page.unlock_asked.connect(self.people.free_pin)
        page.add_operator_asked.connect(self.people.ask_for_one_more)
        page.settings_asked.connect(self._on_settings_asked)
        page.test_shot_asked.connect(self._on_test_shot_asked)
        if self.practice:
            from desk.demo.people import PASSPHRASE, PINS

            page.set_practice(PASSPHRASE, PINS)
        self._page = page
        self.window.show_page(page, "start")
        page.ask_passphrase()

    def _start_page(self) -> StartPage:
        if not isinstance(self._page, StartPage):
            raise NotReady("start page")
        return self._page

    def recheck(self) -> None:
        """Look at every part again, off the window's thread."""
        from desk.assembly import check_all, devices_of_this_machine

        if not isinstance(self._page, StartPage):
            return
        # The stage of practice stands in for both cameras.
        devices = (("1", "2"), ()) if self._stage is not None else devices_of_this_machine()
        store = self.store
        self.lanes.run(
            lambda: check_all(self.folder, devices, self.clock, store), self._show_checks
        )

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        if not isinstance(self._page, StartPage):
            return
        words = self.words
        items = [
            CheckItem(
                check.part,
                CHECK_ICONS[check.part],
                words.label(f"check_{check.part}"),
                words.say(check.code, **dict(check.facts)),
                check.state.value,
            )
            for check in checks
        ]
        self._page.show_checks(items, self._time())
        self.checked = True

    def _on_create(self, page: QWidget, form: SetupForm) -> None:
        setup = _setup(form)

        def made(store: SqliteStore) -> None:
            self._ask_passphrase()
            self._on_store(store)

        def refused(error: Exception) -> None:
            page.refuse(self.sentence(error))  # type: ignore[attr-defined]

        page.set_busy(self.tr("記録を作っています"))  # type: ignore[attr-defined]
        self.lanes.run(lambda: _sqlite(self._desk().create(form.passphrase, setup)), made, refused)

    def _on_passphrase(self, passphrase: str) -> None:
        page = self._start_page()

        def refused(error: Exception) -> None:
            wait_s = error.facts.get("wait_s", 0) if isinstance(error, DeskError) else 0
            page.refuse_passphrase(self.sentence(error), int(str(wait_s)))

        page.set_busy(self.tr("記録を開いています"))
        self.lanes.run(lambda: _sqlite(self._desk().unlock(passphrase)), self._on_store, refused)

    def _on_store(self, store: SqliteStore) -> None:
        self.store = store

        def found(what: tuple[tuple[Operator, ...], dict[str, str], Day | None]) -> None:
            operators, settings, day = what
            self.kiosk.follow(settings.get("kiosk") == "on")
            if "terminal" in settings and operators:
                self.window.offer_settings()
                self._ask_sign_on(operators, settings, day)
            else:
                self._finish_set_up(store)

        def refused(error: Exception) -> None:
            # It could be opened but not read: shut it, so that a second try finds it free.
            self.store = None
            self.lanes.run(store.close, None, lambda _error: None)
            self._start_page().refuse_passphrase(self.sentence(error))

        self.lanes.run(
            lambda: (store.operators(), dict(store.settings()), store.current_day()),
            found,
            refused,
        )
        self.recheck()

    def _finish_set_up(self, store: SqliteStore) -> None:
        """A power cut fell between making the file and its first settings: ask for them again."""
        from desk.ui.setup_page import SetupPage

        page = SetupPage(self._methods(), finishing=True)

        def done(_none: None) -> None:
            self._ask_passphrase()
            self._on_store(store)

        def work(form: SetupForm) -> None:
            page.set_busy(self.tr("記録を作っています"))
            self.lanes.run(
                lambda: self._desk().finish(store, _setup(form)),
                done,
                lambda error: page.refuse(self.sentence(error)),
            )

        page.create_asked.connect(work)
        self._page = page
        self.window.show_page(page, "setup")

    def _ask_sign_on(
        self, operators: tuple[Operator, ...], settings: dict[str, str], day: Day | None
    ) -> None:
        self.people.operators = operators
        self._start_page().ask_sign_on(
            self.people.shown(),
            [line for line in settings.get("venues", "").split("\n") if line],
            self._methods(),
            venue=day.venue if day else "",
            method=day.method.value if day else settings.get("method", ""),
        )
        self._show_test_shot(LastTestShot.parse(settings, settings.get("terminal", "")))

    def _on_begin(self, beginning: Beginning) -> None:
        store, page = self._open_store(), self._start_page()

        def work() -> tuple[Operator, Day, dict[str, str], CurrentRules, Followed]:
            opening = self._desk()
            operator = opening.sign_on(store, OperatorId(beginning.operator), beginning.pin)
            method = IntakeMethod(beginning.method)
            day = opening.start_day(store, operator, beginning.venue, method)
            return operator, day, dict(store.settings()), *_rules_in_force(store)

        def begun(found: tuple[Operator, Day, dict[str, str], CurrentRules, Followed]) -> None:
            page.set_busy("")
            operator, day, settings, current, told = found
            self._follow_rules(current)
            self._open_counter(operator, day, settings, current)
            if told.refused is not None:
                self._on_overlay_refused(told.refused)

        page.set_busy(self.tr("暗証コードを確かめています"))
        self.lanes.run(work, begun, lambda error: page.refuse_pin(self.sentence(error)))

    # the counter

    def _open_counter(
        self, operator: Operator, day: Day, settings: dict[str, str], current: CurrentRules
    ) -> None:
        from desk.counter import Counter, Surroundings
        from desk.papers.fonts import ensure_fonts
        from desk.papers.slip import PaperWords
        from desk.services.settings import Settings

        ensure_fonts(font_files())
        room = self._cameras()
        room.settle(self._open_store(), settings, day.venue, operator)
        counter = Counter(
            Surroundings(
                store=self._open_store(),
                lanes=self.lanes,
                clock=self.clock,
                words=self.words,
                papers=PaperWords(load_wording("ja"), load_wording("en")),
                cameras=room.cameras,
                print_paper=self._print_paper,
                language=self.language,
                print_label=self._print_label,
                rules=current,
            ),
            operator,
            day,
            settings,
        )
        counter.trouble.connect(self.tell)
        counter.supervisor_called.connect(self._call_supervisor)
        counter.camera_asked.connect(room.choose)
        self.window.set_idle_minutes(Settings.parse(settings).idle_minutes)
        self._show_counter(counter, operator, current)

    def _show_counter(self, counter: Counter, operator: Operator, current: CurrentRules) -> None:
        self.counter, window, bench = counter, self.window, counter.bench
        bench.screen_changed.connect(window.set_screen)
        bench.saved.connect(window.set_saved)
        bench.message.connect(
            lambda title, text: window.toast.show_news(
                self.tr("{title}　{text}").format(title=title, text=text).strip()
            )
        )
        window.open_desk(bench, counter.list, counter.status)
        window.set_operator(person(operator), self.people.shown())
        self._open_review_room(counter, current)
        self._open_day_end(counter, current)
        self._open_procedures(counter, current)
        window.tab_chosen.connect(lambda tab: counter.show_counts() if tab == "status" else None)
        self._show_states()
        self._minute.start(CLOCK_EVERY_MS)
        self.kiosk.open_procedures(operator, bench)
        if self.kiosk.held and self.procedure_room is not None:
            self.procedure_room.resume()
        counter.begin()
        if self._face_frame is not None:
            counter.learn_operator(self._face_frame)

    def _open_review_room(self, counter: Counter, current: CurrentRules) -> None:
        from desk.review_room import ReviewRoom

        self.review_room = ReviewRoom(
            self.window,
            self.lanes,
            self.clock,
            self._desk,
            self.sentence,
            self.words,
            self._open_store(),
            counter.intake.day,
            lambda: counter.intake.operator,
            self.people.shown,
            counter.status,
            current,
        )
        counter.bench.accepted.connect(lambda _draft: self._count_reviews())
        counter.bench.closed.connect(self._count_reviews)

    def _open_day_end(self, counter: Counter, current: CurrentRules) -> None:
        from desk.day_end import DayEnd, DayEndSurroundings
        from desk.papers.slip import PaperWords

        spare = self._spare()
        self.day_end = DayEnd(
            DayEndSurroundings(
                window=self.window,
                lanes=self.lanes,
                clock=self.clock,
                opening=self._desk,
                sentence=self.sentence,
                words=self.words,
                papers=PaperWords(load_wording("ja"), load_wording("en")),
                store=self._open_store(),
                folder=self.folder,
                people=self.people.shown,
                spare=spare,
                rules=current,
                print_tally=self._print_tally,
            ),
            counter,
        )
        self.day_end.changed.connect(self._show_states)
        self.day_end.sending.changed.connect(self._look_for_rules)
        self._open_overlay_room(counter, current)
        if self.review_room is not None:
            self.review_room.page.decided.connect(lambda _item: self._prepare_soon())
        self.day_end.start()

    def _open_procedures(self, counter: Counter, current: CurrentRules) -> None:
        from desk.papers.slip import PaperWords
        from desk.procedure_papers import DeskCasePapers
        from desk.procedure_room import ProcedureRoom, ProcedureSurroundings

        papers = PaperWords(load_wording("ja"), load_wording("en"))
        self.procedure_room = ProcedureRoom(
            ProcedureSurroundings(
                window=self.window,
                lanes=self.lanes,
                clock=self.clock,
                counter=counter,
                books=current,
                wording=self.words,
                sentence=self.sentence,
                papers=DeskCasePapers(counter, current, self.clock, papers, self._print_case_paper),
            )
        )
        if self.day_end is not None:
            self.procedure_room.kept.connect(self.day_end.spare.touch)
        self.procedure_room.begin()

    # the rules

    def _open_overlay_room(self, counter: Counter, current: CurrentRules) -> None:
        from desk.overlay_room import OverlayRoom

        room = OverlayRoom(
            self.window,
            self.lanes,
            self.clock,
            self._desk,
            self.sentence,
            self.words,
            self._open_store(),
            current,
            lambda: counter.intake.operator,
            self.people.shown,
        )
        room.import_asked.connect(self._take_in_rules)
        self.overlay_room = room

    def _take_in_rules(self) -> None:
        if self.day_end is not None:
            self.day_end.sending.carrying.take_in(None)

    def _follow_rules(self, current: CurrentRules) -> None:
        from desk.rules_follower import RulesFollower

        self.rules = RulesFollower(current, self._open_store(), self.lanes, self.clock, self)
        self.rules.changed.connect(self._on_rules_changed)
        self.rules.refused.connect(self._on_overlay_refused)

    def _look_for_rules(self) -> None:
        if self.rules is not None and self.counter is not None:
            self.rules.look(self.counter.intake.operator)

    def _on_rules_changed(self) -> None:
        if self.counter is not None:
            self.counter.judge_again()
        if self.procedure_room is not None:
            self.procedure_room.judge_again()
        if self.review_room is not None:
            self.review_room.judge_again()

    def _on_overlay_refused(self, error: DeskError) -> None:
        """Said once; the rules in force stay and nothing stops."""
        MessageDialog(
            self.tr("規則の調整"),
            self.words.label("overlay_refused"),
            self.sentence(error),
            "notice",
            parent=self.window,
        ).open()

    def _prepare_soon(self) -> None:
        if self.day_end is not None:
            self.day_end.prepare_soon()

    def _count_reviews(self) -> None:
        if self.review_room is not None:
            self.review_room.show_count()

    def _open_store(self) -> SqliteStore:
        if self.store is None:
            raise NotReady("store")
        return self.store

    def _on_minute(self) -> None:
        if self.day_end is not None:
            self.day_end.refresh()
        self._show_states()

    def _show_states(self) -> None:
        states = [] if self.day_end is None else self.day_end.states()
        states.append(StatusItem("clock", self._time()))
        if self.practice:
            states.insert(0, StatusItem("info", self.tr("練習モード"), attention=True))
        self.window.set_states(states)

    def _time(self) -> str:
        return f"{self.clock.now().utc.astimezone(JAPAN):%H:%M}"

    # people

    def _methods(self) -> list[tuple[str, str]]:
        words = self.words
        return [(each.value, words.label(f"method_{each.value}")) for each in IntakeMethod]

    def _on_unlocked(self, operator: Operator) -> None:
        if self.counter is not None:
            self.counter.intake.operator = operator
            self.counter.procedures.operator = operator
        if self.review_room is not None:
            self.review_room.on_unlocked()

    # cameras

    def _cameras(self) -> CameraRoom:
        if self._camera_room is None:
            from desk.camera_room import CameraRoom  # loads QtMultimedia: not before it is needed
            from desk.cameras import Cameras

            cameras = Cameras(self.clock, self._stage)
            self._camera_room = CameraRoom(
                self.window, self.lanes, self.clock, self.words, cameras, self.sentence
            )
            self._camera_room.test_shot_kept.connect(self._show_test_shot)
            self._camera_room.face_seen.connect(self._on_face_seen)
        return self._camera_room

    def _on_face_seen(self, frame: Frame) -> None:
        """Whoever stood there at the test shot works here: their face on an application later is
        a doubt. In memory only, and gone with the program."""
        self._face_frame = frame
        if self.counter is not None:
            self.counter.learn_operator(frame)

    def _on_test_shot_asked(self) -> None:
        """試し撮り: on the start page once the record is open, and from the counter's menu."""
        room, store, page = self._cameras(), self.store, self._page
        if store is None:
            return
        if self.counter is not None or not isinstance(page, StartPage):
            room.enter()
            return
        venue = page.venue.code()

        def settled(settings: dict[str, str]) -> None:
            room.settle(store, settings, venue)
            room.enter()

        self.lanes.run(lambda: dict(store.settings()), settled)

    def _show_test_shot(self, last: LastTestShot | None) -> None:
        if self.counter is not None or not isinstance(self._page, StartPage):
            return
        today = last is not None and last.was_today(self.clock.now())
        if last is None or not today:
            self._page.show_test_shot("")
            return
        at, words = f"{last.at.astimezone(JAPAN):%H:%M}", self.words
        parts = [words.say(code) for code in last.codes[:1]]
        said = parts[0] if parts else words.say("test_ok")
        self._page.show_test_shot(at, said, well=not last.codes)

    # the settings

    def _on_settings_asked(self) -> None:
        if self.store is None:
            return
        from desk.devices.printer import list_printers
        from desk.settings_room import SettingsRoom  # seldom needed: start-up time

        if self._settings_room is None:
            self._settings_room = SettingsRoom(
                self.window,
                self.lanes,
                self.clock,
                self._desk,
                self.sentence,
                list_printers,
                self._spare(),
            )
            self._settings_room.changed.connect(self._on_settings)
            self._settings_room.people_changed.connect(self._on_people)
        self._settings_room.enter(self.store, self.people.shown())

    def _spare(self) -> SpareRoom:
        """One follower for the start page and the counter: two would write to one stick."""
        if self._spare_room is None:
            from desk.spare_room import OUTBOX, SpareRoom

            self._spare_room = SpareRoom(
                self._open_store(),
                self.lanes,
                self.clock,
                self.words,
                self.folder / OUTBOX,
                self,
            )
        return self._spare_room

    def _on_settings(self, settings: Settings) -> None:
        """They hold at once, at the counter as on the start page."""
        self.window.set_idle_minutes(settings.idle_minutes)
        self.kiosk.follow(settings.kiosk)
        if self.counter is not None:
            self.counter.apply(settings)
        elif self.store is not None:
            self._on_store(self.store)

    def _on_people(self, operators: tuple[Operator, ...]) -> None:
        self.people.operators = operators
        self.window.set_people(self.people.shown())
        if self.counter is None and isinstance(self._page, StartPage):
            self._page.show_people(self.people.shown())

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
        """What a person is told; a bug is logged without personal data."""
        if not isinstance(error, DeskError):
            log_bug(error)
        return self.words.sentence_for(error)

    def tell(self, error: Exception) -> None:
        """One calm sentence in a window of its own; a bug with its inquiry number."""
        inquiry = "" if isinstance(error, DeskError) else log_bug(error)
        MessageDialog(
            self.tr("お知らせ"), self.words.sentence_for(error), inquiry=inquiry, parent=self.window
        ).open()

    def _on_closing(self) -> None:
        """Everything entered is on the disk before the threads end."""
        self._minute.stop()
        if self.procedure_room is not None:
            self.procedure_room.stop()
        if self.day_end is not None:
            self.day_end.stop()
        if self.counter is not None:
            self.counter.shut()
        if self._spare_room is not None:
            self._spare_room.shut()
        if self.store is not None:
            self.lanes.run(self.store.close)
        self.lanes.close()
        self._collector.stop()


def _rules_in_force(store: SqliteStore) -> tuple[CurrentRules, Followed]:
    """The shipped rules with the accepted overlay; on the store's thread."""
    from desk.services.current_rules import CurrentRules

    current = CurrentRules(load_rules(), load_catalogue())
    return current, current.begin(store)


def _is_new(folder: Path) -> bool:
    """As storage/key_slots.py's Vault.exists, without loading its cryptography."""
    return not any((folder / name).exists() for name in ("keys.json", "desk.db"))


def _sqlite(store: object) -> SqliteStore:
    from desk.storage.store import SqliteStore

    if not isinstance(store, SqliteStore):
        raise TypeError("opening_at makes no other store")
    return store


def _setup(form: SetupForm) -> Setup:
    return Setup(
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


def qt_application(language: str) -> QApplication:
    """The one QApplication, themed, in that language."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["desk"])
    app.setApplicationName("machikado-desk")
    apply_theme(app, font_files())
    compiled = translation(language)
    if compiled is not None:
        translator = QTranslator(app)
        translator.load(str(compiled))
        app.installTranslator(translator)
    _translate_qt(app, language)
    FocusRing.install(app)
    return app


def _translate_qt(app: QApplication, language: str) -> None:
    """Qt's own words, as the file dialog says them (ships with PySide6)."""
    own = QTranslator(app)
    if own.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(own)


def run(folder: Path, *, language: str, kiosk: bool | None, practice: bool) -> int:
    """Open the desk and stay until its window closes.

    `kiosk`: True or False as the command line says; None as the terminal's setting says.
    """
    app = qt_application(language)
    stage = _practice_stage(folder) if practice else None
    lay_label = None if stage is None else _label_of_practice(stage)
    desk = DeskApp(
        folder,
        language=language,
        practice=practice,
        kiosk=kiosk,
        stage=stage,
        print_label=lay_label,
    )

    def on_bug(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        desk.tell(error if isinstance(error, Exception) else RuntimeError())

    sys.excepthook = on_bug
    desk.start()
    QTimer.singleShot(AFTER_PAINT_MS, lambda: start_logging(folder))
    if not desk.kiosk.begin():
        if practice:
            desk.window.show()
        else:
            desk.window.showMaximized()
        desk.window.activateWindow()  # there may be no window manager
    code = app.exec()
    desk.kiosk.do_last()
    return code


def _practice_stage(folder: Path) -> Stage | None:
    """Make the practice venue; without real cameras, a stage stands in for them."""
    from desk.assembly import devices_of_this_machine
    from desk.demo.practice import practice_stage, prepare
    from desk.store_at import opening_at

    clock = SystemClock()
    prepare(folder, clock, opening_at)
    cameras, _printers = devices_of_this_machine()
    return None if cameras else practice_stage(clock, font_files()[0])


def _label_of_practice(stage: Stage) -> PrintLabel:
    from desk.demo.practice import lay_label

    return partial(lay_label, stage)

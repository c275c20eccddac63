"""日締め, wired: counting, scanning, the seal with a supervisor's PIN, papers, opening again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from desk.close_surroundings import CloseSurroundings
from desk.day_papers import DayPapers
from desk.devices.frame_worker import FrameWorker
from desk.domain.application import OperatorId
from desk.domain.errors import DeskError, NeedsPerson
from desk.domain.tally import Envelope
from desk.services.day_close import CloseView, DayClose, ScanView
from desk.services.form_reading import Outcome
from desk.services.ports import Day, Frame, Operator
from desk.services.sealing import Unready
from desk.ui.context import Lease
from desk.ui.day_close.page import DayClosePage
from desk.ui.day_close.scanner import SheetScanner
from desk.ui.day_close.words import CloseWords
from desk.ui.message_dialog import MessageDialog
from desk.ui.supervised_dialog import SupervisedDialog

TAB: Final = "day_close"


@dataclass(frozen=True, slots=True)
class _Read:
    """The day, as one look at the store found it."""

    view: CloseView
    scan: ScanView | None
    unready: Unready | None


class DayCloseRoom(QObject):
    """`sealed` when a batch waits to be sent or was withdrawn, `open_asked(application id)`,
    `enrol_asked`."""

    sealed = Signal()
    open_asked = Signal(str)
    enrol_asked = Signal()
    _made = Signal(int, int)

    def __init__(self, around: CloseSurroundings) -> None:
        super().__init__(around.window)
        self._around = around
        self._window, self._lanes, self._store = around.window, around.lanes, around.store
        self._day = around.day
        self._sampled = ""
        self._lease: Lease | None = None
        names = {each.id: each.name for each in around.people()}
        self._words = CloseWords(around.words, names)
        self.page = DayClosePage(self._words)
        worker = FrameWorker(self._look, self, name="sheets")
        self._worker = worker
        self.scanner = SheetScanner(around.form_camera, worker, around.reading.restart, self)
        window = around.window
        window.add_tab(TAB, self.tr("日締め"), self.page, TAB)
        window.tab_chosen.connect(self._on_tab)
        window.locked.connect(self._stop_scanning)
        self.papers = DayPapers(around, self.page, self._tell, self)
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.count_asked.connect(self._on_count)
        page.scan_asked.connect(self._on_scan)
        page.scan_stopped.connect(self._stop_scanning)
        page.number_typed.connect(self._take)
        page.shortage_asked.connect(self._ask_shortage)
        page.alone_asked.connect(self._ask_alone)
        page.reopen_asked.connect(self._ask_reopen)
        page.continue_asked.connect(self._ask_continue)
        page.seal_asked.connect(self._on_seal)
        page.print_asked.connect(self.papers.print)
        page.report_asked.connect(lambda: self.papers.save_report(self._day))
        page.send_asked.connect(lambda: self._window.show_tab("sending"))
        page.review_asked.connect(lambda: self._window.show_tab("review"))
        page.cases_asked.connect(lambda: self._window.show_tab("procedures"))
        page.open_asked.connect(self.open_asked)
        page.older_asked.connect(self._on_older)
        page.enrol_asked.connect(self.enrol_asked)
        self.scanner.read.connect(self._take)
        self.scanner.told.connect(self._on_scanner_told)
        self.scanner.shown.connect(page.paper.camera.show_image)
        self._made.connect(page.show_progress, Qt.ConnectionType.QueuedConnection)

    # the day as it stands

    def refresh(self) -> None:
        """Read the day and show it."""
        close, sealing, day = self._close(), self._around.sealing, self._day

        def look() -> _Read:
            return _Read(close.view(), close.scan_view(), sealing.unready(day))

        self._lanes.run(look, self._show)

    def _close(self, operator: Operator | None = None) -> DayClose:
        around = self._around
        return DayClose(self._store, around.clock, operator or around.signed_on(), self._day)

    def _show(self, read: _Read) -> None:
        day = self._day
        shape = self.tr("{date}・{venue}・端末 {terminal}")
        shape = shape.replace("{date}", self._words.day(day.on)).replace("{venue}", day.venue)
        self.page.show_place(shape.replace("{terminal}", day.terminal))
        self._words.people = {each.id: each.name for each in self._around.people()}
        self.page.show_people(self._around.people(), self._around.signed_on().id)
        if self.scanner.running:
            self.page.show_scan(read.scan, scanning=True)
        self._show_view(read.view, read.scan)
        self.page.show_unready(read.unready if read.view.batch is None else None)

    def _show_view(self, view: CloseView, scan: ScanView | None = None) -> None:
        printed = view.batch is not None and self.papers.printed(view.batch.id)
        self.page.show_view(view, scan, printed=printed)
        if view.batch is not None and self._sampled != view.batch.id:
            self._sampled = view.batch.id
            self.papers.show_sample(view.batch.id)

    def _do(self, deed: Callable[[], CloseView]) -> None:
        """A deed on the store's thread; the day is shown as it then is."""
        close = self._close()
        self._lanes.run(
            lambda: (deed(), close.scan_view()), lambda found: self._show_view(*found), self._fail
        )

    def _fail(self, error: Exception) -> None:
        self._tell(self._around.sentence(error))
        self.refresh()

    def _tell(self, sentence: str) -> None:
        head, mark, rest = sentence.partition(self.tr("。"))
        MessageDialog(
            self.tr("日締め"), head + mark.strip(), rest.strip(), "notice", parent=self._window
        ).open()

    def _on_tab(self, tab: str) -> None:
        if tab == TAB:
            self.refresh()
        else:
            self._stop_scanning()

    def _on_older(self) -> None:
        """An earlier day that was never closed comes first."""

        def show(days: tuple[Day, ...]) -> None:
            open_ones = [each for each in days if not each.closed]
            if open_ones:
                self._day = min(open_ones, key=lambda each: each.on)
                self.refresh()

        self._lanes.run(self._close().days, show)

    # the paper

    def _on_count(self, envelope: Envelope, counted: int, counter: str) -> None:
        close = self._close()
        self._do(lambda: close.count_paper(envelope, counted, OperatorId(counter)))

    def take_scanned(self, text: str) -> bool:
        """A hand scanner's line: ours while this page is in front and sheets are scanned."""
        if self._window.tab != TAB or not self.scanner.running:
            return False
        self._take(text)
        return True

    def _on_scan(self, envelope: Envelope) -> None:
        close = self._close()

        def begun(scan: ScanView) -> None:
            self._start_scanner()
            self.page.show_scan(scan, scanning=True)

        self._lanes.run(lambda: close.begin_scan(envelope), begun, self._fail)

    def _start_scanner(self) -> None:
        leases = self._around.leases
        if self.scanner.running:
            return
        try:
            self._lease = None if leases is None else leases.take("form", TAB)
        except NeedsPerson as error:
            # A hand scanner and typed numbers still work; an application holds the camera.
            self.page.paper.tell("notice", self._around.sentence(error))
            self.scanner.start(camera=False)
            return
        self.scanner.start()

    def _stop_scanning(self) -> None:
        if not self.scanner.running:
            return
        self.scanner.stop()
        if self._lease is not None:
            self._lease.release()
            self._lease = None
        close = self._close()
        self._lanes.run(close.scan_view, lambda scan: self.page.show_scan(scan, scanning=False))

    def _take(self, text: str) -> None:
        close = self._close()

        def read(scan: ScanView) -> None:
            if self.scanner.running:
                self.page.show_scan(scan, scanning=True)

        self._lanes.run(lambda: close.scan(text), read, self._fail)

    def _look(self, frame: object) -> Outcome | None:
        """On the worker's thread."""
        return self._around.reading.look(frame) if isinstance(frame, Frame) else None

    def _on_scanner_told(self, code: str) -> None:
        self.page.paper.tell("notice", self._around.words.say(code))

    # a supervisor's exceptions

    def _ask_shortage(self) -> None:
        reasons = [
            self.tr("探しましたが見つかりません。後日、届けます"),
            self.tr("申請者が持ち帰りました。連絡して預かります"),
        ]
        self._supervised(
            SupervisedDialog(
                self.tr("不足ありで封緘する"),
                self.tr("紙と記録の数が合わないまま封緘します"),
                self.tr("不足ありで進む"),
                self._around.people(),
                reasons=reasons,
                present=self._around.signed_on().id,
                more=self.tr("理由は封緘の目録と集計票に残り、庁内に届きます。"),
                parent=self._window,
            ),
            lambda close, reason: close.allow_shortage(reason),
        )

    def _ask_alone(self) -> None:
        self._supervised(
            SupervisedDialog(
                self.tr("責任者が1人で数える"),
                self.tr("数える人と封緘する人が同じになります"),
                self.tr("理由を記録する"),
                self._around.people(),
                reasons=[self.tr("会場にほかの担当者がいません")],
                present=self.page.seal.supervisor,
                more=self.tr("責任者1人で数えたことを、日締めの記録と集計票に残します。"),
                parent=self._window,
            ),
            lambda close, reason: close.allow_alone(reason),
        )

    def _ask_reopen(self) -> None:
        self._supervised(
            SupervisedDialog(
                self.tr("封緘を取りやめる"),
                self.tr("封緘した束を取りやめ、日締めをやり直します"),
                self.tr("封緘を取りやめる"),
                self._around.people(),
                present=self._around.signed_on().id,
                more=self.tr(
                    "まだ何も送っていないときだけできます。印刷した集計票は破いてください。"
                ),
                danger=True,
                parent=self._window,
            ),
            lambda close, reason: close.reopen(reason),
            self.sealed.emit,
        )

    def _ask_continue(self) -> None:
        self._supervised(
            SupervisedDialog(
                self.tr("この日を続ける"),
                self.tr("封緘した束はそのままで、この日の受付を続けます"),
                self.tr("この日を続ける"),
                self._around.people(),
                reasons=[self.tr("封緘のあとに申請者が来ました")],
                present=self._around.signed_on().id,
                kind="info",
                more=self.tr("これからの分は、次の束として数えて封緘します。"),
                parent=self._window,
            ),
            lambda close, reason: close.continue_day(reason),
        )

    def _supervised(
        self,
        asked: SupervisedDialog,
        deed: Callable[[DayClose, str], CloseView],
        after: Callable[[], object] = lambda: None,
    ) -> None:
        store = self._store

        def on_given(supervisor: str, pin: str, reason: str) -> None:
            def work() -> CloseView:
                who = self._around.opening().sign_on(store, OperatorId(supervisor), pin)
                return deed(self._close(who), reason)

            def done(view: CloseView) -> None:
                asked.accept()
                self._show_view(view)
                self.page.focus_work()
                after()

            self._lanes.run(work, done, lambda error: asked.refuse(self._around.sentence(error)))

        asked.given.connect(on_given)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    # the seal

    def _on_seal(self, supervisor: str, pin: str) -> None:
        around, store, day = self._around, self._store, self._day

        def work() -> CloseView:
            who = around.opening().sign_on(store, OperatorId(supervisor), pin)
            around.sealing.seal(day, who, pin, self._made.emit)
            return self._close(who).view()

        def done(view: CloseView) -> None:
            self.page.seal_done()
            self._show_view(view)
            self.sealed.emit()

        self._lanes.run(work, done, self._on_not_sealed)

    def _on_not_sealed(self, error: Exception) -> None:
        """The records are as they were; who closed it meanwhile is shown at once."""
        sentence = self._around.sentence(error)
        self.page.refuse_seal(sentence)
        code = error.code if isinstance(error, DeskError) else ""
        if code in ("already_sealed", "day_closed", "changed_meanwhile"):
            self._tell(sentence)
        self.refresh()

    def stop(self) -> None:
        """The program ends."""
        self.scanner.stop()
        self._worker.stop()

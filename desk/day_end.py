"""The end of the day, wired: 日締め and 送信 beside the counter, on the open store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desk import __version__
from desk.assembly import form_reading
from desk.close_surroundings import CloseSurroundings, PrintTally
from desk.day_close_room import DayCloseRoom
from desk.domain.application import ApplicationId
from desk.domain.catalogue import BooksInForce
from desk.domain.errors import DeskError
from desk.domain.wording import Wording
from desk.papers.slip import PaperWords
from desk.plugged_in import sticks
from desk.send_surroundings import SendSurroundings
from desk.sending_room import SendingRoom
from desk.services.limits import Limits
from desk.services.ports import Clock, Image, Operator
from desk.services.retention import Retention
from desk.services.sealing import Sealing
from desk.services.sending import Sending
from desk.spare_room import OUTBOX, SpareRoom
from desk.storage.store import SqliteStore
from desk.ui.bars import StatusItem
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.shell import MainWindow

if TYPE_CHECKING:
    from desk.counter import Counter
    from desk.services.opening import Opening
    from desk.vision.qr import QrReader

_AHEAD_MS: Final = 3_000
"""Packets are made ahead once nobody pressed anything for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEndSurroundings:
    """What the app has."""

    window: MainWindow
    lanes: Lanes
    clock: Clock
    opening: Callable[[], Opening]
    sentence: Callable[[Exception], str]
    words: Wording
    papers: PaperWords
    store: SqliteStore
    folder: Path
    people: Callable[[], list[Person]]
    spare: SpareRoom
    rules: BooksInForce
    print_tally: PrintTally | None = None


class DayEnd(QObject):
    """Both rooms. `changed` when the states of the top bar changed; `start` and `stop` are the
    engine's."""

    changed = Signal()

    def __init__(self, around: DayEndSurroundings, counter: Counter) -> None:
        super().__init__(around.window)
        self._around, self._counter = around, counter
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._prepare_one)
        outbox, rules = around.folder / OUTBOX, around.rules
        self.spare = around.spare
        self.sealing = Sealing(around.store, around.clock, rules, outbox, __version__)
        self.closing = DayCloseRoom(self._close_surroundings())
        self.sending = SendingRoom(self._send_surroundings(outbox))
        self.closing.sealed.connect(self.sending.wake)
        self.closing.open_asked.connect(self._open_application)
        self.closing.enrol_asked.connect(self.sending.enrolling.enter)
        self.sending.enrolling.enrolled.connect(self.closing.refresh)
        self.sending.changed.connect(self.changed)
        self._follow_with_spare()
        for take in (self.sending.take_scanned, self.closing.take_scanned):
            counter.scan_takers.append(take)

    def _follow_with_spare(self) -> None:
        """予備SD: everything that is kept goes onto the stick as well, a moment later."""
        bench = self._counter.bench
        self._spare_trouble = ""
        self.spare.said.connect(self._on_spare_said)
        for kept in (bench.saved, bench.changed, bench.accepted, bench.closed):
            kept.connect(lambda *_what: self.spare.touch())
        for kept in (self.closing.sealed, self.sending.changed):
            kept.connect(self.spare.touch)

    def _on_spare_said(self, text: str, fine: bool) -> None:
        self._around.window.set_spare(text if fine else "")
        self._spare_trouble = "" if fine else text
        self.changed.emit()

    def _signed_on(self) -> Operator:
        return self._counter.intake.operator

    def _close_surroundings(self) -> CloseSurroundings:
        around, counter = self._around, self._counter
        reading = form_reading()
        return CloseSurroundings(
            window=around.window,
            lanes=around.lanes,
            clock=around.clock,
            opening=around.opening,
            sentence=around.sentence,
            words=around.words,
            papers=around.papers,
            store=around.store,
            sealing=self.sealing,
            day=counter.intake.day,
            signed_on=self._signed_on,
            people=around.people,
            settings=lambda: counter.context.settings,
            form_camera=counter.context.form_camera,
            reading=reading,
            leases=counter.context.leases,
            print_tally=around.print_tally,
            rules=around.rules,
        )

    def _send_surroundings(self, outbox: Path) -> SendSurroundings:
        around, counter = self._around, self._counter
        store, clock, rules = around.store, around.clock, around.rules
        settings = counter.context.settings
        contact = " ".join(p for p in (settings.get("office"), settings.get("phone")) if p)

        def sending_as(operator: Operator) -> Sending:
            return Sending(store, clock, rules, outbox, operator, around.spare.fetch)

        limits = Limits(
            store,
            clock,
            lambda: rules.on(counter.intake.day.on).settings,
            lambda: shutil.disk_usage(around.folder).free,
        )
        counter.intake.may_open = limits.check_new
        return SendSurroundings(
            window=around.window,
            lanes=around.lanes,
            clock=clock,
            opening=around.opening,
            sentence=around.sentence,
            words=around.words,
            store=store,
            sealing=self.sealing,
            sending_as=sending_as,
            limits=limits,
            retention=Retention(store, clock, rules, outbox),
            day=counter.intake.day,
            signed_on=self._signed_on,
            people=around.people,
            contact=contact,
            app=f"machikado-desk/{__version__}",
            sticks=sticks,
            form_camera=counter.context.form_camera,
            read_texts=read_texts,
        )

    def start(self) -> None:
        self.sending.start()
        self.spare.begin()

    def stop(self) -> None:
        """Before the store closes."""
        self._ahead.stop()
        self.spare.shut()
        self.closing.stop()
        self.sending.stop()

    def refresh(self) -> None:
        """Once a minute: leases end and limits come near by time alone."""
        self.sending.refresh()

    def states(self) -> list[StatusItem]:
        states = self.sending.states()
        if self._spare_trouble:
            states.append(StatusItem("usb", self._spare_trouble, attention=True))
        return states

    def prepare_soon(self) -> None:
        """Somebody was approved: their packet is made while nobody waits for the desk."""
        self.spare.touch()
        self._ahead.start()

    def _prepare_one(self) -> None:
        day, who, sealing = self._counter.intake.day, self._signed_on(), self.sealing

        def work() -> ApplicationId | None:
            try:
                return sealing.prepare_next(day, who)
            except DeskError:
                return None  # not enrolled, disk full: the day close says so

        def made(application: ApplicationId | None) -> None:
            if application is not None:
                self._ahead.start()

        self._around.lanes.run(work, made)

    def _open_application(self, application: str) -> None:
        self._around.window.show_tab("intake")
        self._counter.bench.open(ApplicationId(application))


def read_texts(image: Image) -> tuple[str, ...]:
    """Every QR in a picture, as it says."""
    return _reader().read_texts(image)


@lru_cache(maxsize=1)
def _reader() -> QrReader:
    from desk.vision.qr import QrReader as Reader  # the decoders: not before they are needed

    return Reader()

"""送信, wired: the engine on its own thread, what a person asks for, sticks, enrolment, limits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from desk.carrying_room import CarryingRoom
from desk.domain.application import OperatorId
from desk.domain.batch import BatchState
from desk.enrolling_room import EnrollingRoom
from desk.send_surroundings import SendSurroundings
from desk.services.engine_outbox import EngineOutbox
from desk.services.enrolment import Enrolling, Enrolment
from desk.services.hub_client import client_of
from desk.services.limits import LimitView
from desk.services.sending import Sending, SendingView
from desk.ui.bars import StatusItem
from desk.ui.sending.here_dialog import HereDialog
from desk.ui.sending.page import SendingPage
from desk.ui.sending.views import LineState, LineView, Moving, PageView, StickView
from desk.ui.sending.words import SendingWords
from desk.ui.supervised_dialog import SupervisedDialog
from desk.ui.unlock_dialog import SupervisorDialog
from sync.client import HubClient
from sync.engine import Engine, Progress
from sync.protocol import BatchId

if TYPE_CHECKING:
    pass

TAB: Final = "sending"
LATELY: Final = timedelta(minutes=20)
"""A hub that answered so lately counts as reachable: the engine asks it every 15 minutes."""
CLOSING_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Read:
    """The terminal's side of sending, as one look at the store found it."""

    sending: SendingView
    limits: LimitView
    enrolment: Enrolment | None


class SendingRoom(QObject):
    """`start()` after signing on, `stop()` before the store closes. `changed` when the states of
    the top bar may have changed."""

    changed = Signal()
    _moved = Signal(object)
    _noted = Signal()

    def __init__(self, around: SendSurroundings) -> None:
        super().__init__(around.window)
        self._around = around
        self._window, self._lanes, self._store = around.window, around.lanes, around.store
        self._read: _Read | None = None
        self._stick: StickView | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._words = SendingWords(around.words, around.clock.today(), around.contact)
        self.page = SendingPage(self._words)
        self.carrying = CarryingRoom(around, self._words, self._sending, self)
        self.enrolling = EnrollingRoom(around, self._words, self)
        around.window.add_tab(TAB, self.tr("送信"), self.page, TAB)
        around.window.tab_chosen.connect(lambda tab: self.refresh() if tab == TAB else None)
        around.window.add_menu_entry(self.tr("端末を登録する"), self.enrolling.enter)
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.send_asked.connect(self._on_send)
        page.pause_asked.connect(self._on_pause)
        page.carry_out_asked.connect(
            lambda: self.carrying.write_out(page.batches, page.table.batch, self._stick)
        )
        page.carry_in_asked.connect(lambda: self.carrying.take_in(self._stick))
        page.enrol_asked.connect(self.enrolling.enter)
        page.extend_asked.connect(self._ask_extension)
        page.here_asked.connect(self._show_here)
        page.close_day_asked.connect(lambda: self._window.show_tab("day_close"))
        self.carrying.changed.connect(self.refresh)
        self.enrolling.enrolled.connect(self._on_enrolled)
        queued = Qt.ConnectionType.QueuedConnection
        self._moved.connect(self._on_moved, queued)
        self._noted.connect(self.refresh, queued)

    def _sending(self) -> Sending:
        return self._around.sending_as(self._around.signed_on())

    # the engine

    def start(self) -> None:
        """Leases of programs that are gone end; then everything that waits is sent."""
        owner = f"desk-{uuid.uuid4()}"
        around, store = self._around, self._store
        outbox = _Outbox(
            store,
            around.clock,
            self._sending(),
            self._lanes.wait_for,
            lambda: around.day.id,
        )
        outbox.noted = self._noted.emit
        self._engine = Engine(
            self._client,
            outbox,
            lambda: around.clock.now().utc,
            progress=self._moved.emit,
            early=outbox,
            shelf=outbox,
            owner=owner,
        )
        engine, stop = self._engine, self._stop

        def begin(_gone: object) -> None:
            self._thread = threading.Thread(
                target=lambda: engine.run(stop), name="sending", daemon=True
            )
            self._thread.start()
            self.refresh()

        def tidy() -> int:
            around.sealing.tidy()
            around.retention.sweep()
            return store.release_others(owner)

        self._lanes.run(tidy, begin)
        self._purge_quietly()

    def _client(self) -> HubClient:
        """Called on the engine's thread."""
        store, app = self._store, self._around.app
        return self._lanes.wait_for(lambda: client_of(store, app))

    def stop(self) -> None:
        """The program ends: the packet under way is dropped and sent again later."""
        self._stop.set()
        if self._engine is not None:
            self._engine.wake()
        self.carrying.stop()
        if self._thread is not None:
            self._thread.join(CLOSING_S)

    def wake(self) -> None:
        """Something was sealed or asked for."""
        if self._engine is not None:
            self._engine.wake()
        self.refresh()

    def _on_moved(self, progress: Progress) -> None:
        self.page.show_moving(
            Moving(
                batch=progress.batch,
                sent_bytes=progress.sent_bytes,
                total_bytes=progress.total_bytes,
                rate_bytes_s=progress.rate_bytes_s,
                remaining_s=progress.remaining_s,
            )
        )

    def _purge_quietly(self) -> None:
        """What is received and past its days goes, unless a supervisor must approve it."""
        retention, who = self._around.retention, self._around.signed_on()
        if not retention.rule.needs_approval:
            self._lanes.run(lambda: retention.purge_due(who), lambda _done: self.refresh())

    # what is shown

    def refresh(self) -> None:
        """Read the batches, the limits and who we are; then look for sticks."""
        around, sending = self._around, self._sending()
        operator = around.signed_on()

        def look() -> _Read:
            enrolment = Enrolling(self._store, around.clock, operator).present()
            return _Read(sending.view(), around.limits.view(), enrolment)

        self._lanes.run(look, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        self._words.today = self._around.clock.today()
        self.page.show_view(self._page_view(read))
        waiting = sum(
            each.state in (BatchState.FAILED, BatchState.PAUSED) for each in read.sending.batches
        )
        self._window.top_bar.set_count(TAB, waiting)
        self.changed.emit()
        if self._window.tab == TAB:
            self._lanes.aside(self._around.sticks, self._show_sticks, lambda _error: None)

    def _show_sticks(self, sticks: tuple[StickView, ...]) -> None:
        read = self._read
        if read is None:
            return
        unsent = [each for each in read.sending.batches if each.can_carry]
        found = sticks[0] if sticks and unsent else None
        if found is not None:
            found = StickView(
                name=found.name,
                folder=found.folder,
                free_bytes=found.free_bytes,
                needed_bytes=sum(each.bytes for each in unsent),
                batches=len(unsent),
            )
        if found != self._stick:
            self._stick = found
            self.page.show_view(self._page_view(read))

    def _page_view(self, read: _Read) -> PageView:
        return PageView(
            sending=read.sending,
            line=self._line(read),
            limits=read.limits.warnings,
            stick=self._stick,
        )

    def _line(self, read: _Read) -> LineView:
        sending = read.sending
        last, now = sending.last_contact, self._around.clock.now().utc
        return LineView(
            state=line_state(sending, now),
            hub="" if read.enrolment is None else read.enrolment.hub,
            last_contact=last,
            offset_s=sending.offset_s,
        )

    def states(self) -> list[StatusItem]:
        """For the top bar: the line with its last contact, and for how many there is room."""
        read = self._read
        if read is None:
            return []
        line = self._line(read)
        off = line.state in (LineState.OFF, LineState.NOT_ENROLLED)
        room = self.tr("あと {count} 人分").replace("{count}", str(read.limits.room_for))
        low = any(each.code == "disk" for each in read.limits.warnings)
        icon = "wifi-off" if off else "wifi"
        return [StatusItem(icon, self._words.contact_line(line)), StatusItem("disk", room, low)]

    # what a person asks for

    def _on_send(self, batch: str) -> None:
        sending = self._sending()
        self._lanes.run(lambda: sending.send_now(BatchId(batch)), lambda _view: self.wake())

    def _on_pause(self, batch: str) -> None:
        sending = self._sending()
        self._lanes.run(lambda: sending.pause(BatchId(batch)), lambda _view: self.wake())

    def _on_enrolled(self) -> None:
        self.wake()

    def _show_here(self) -> None:
        if self._read is None:
            return
        dialog = HereDialog(self._read.sending, self._words, self._window)
        dialog.purge_asked.connect(self._ask_purge)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_purge(self) -> None:
        asked = SupervisorDialog(
            self.tr("消去を承認する"),
            self.tr("受領書があり、保存の日数が過ぎた記録を消去します。元に戻せません。"),
            self._around.people(),
            self._window,
        )
        around, store = self._around, self._store

        def on_pin(supervisor: str, pin: str) -> None:
            def work() -> int:
                who = around.opening().sign_on(store, OperatorId(supervisor), pin)
                return len(around.retention.purge_due(who))

            def done(count: int) -> None:
                asked.accept()
                words = self.tr("{count} 束の記録を消去しました").replace("{count}", str(count))
                self._window.toast.show_news(words)
                self.refresh()

            self._lanes.run(work, done, lambda error: asked.refuse(around.sentence(error)))

        asked.pin_given.connect(on_pin)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _ask_extension(self, code: str) -> None:
        read, around, store = self._read, self._around, self._store
        limit = (
            next((each for each in read.limits.limits if each.code == code), None)
            if (read is not None)
            else None
        )
        if limit is None:
            return
        asked = SupervisedDialog(
            self.tr("上限を延長する"),
            self._words.limit(limit),
            self.tr("延長する"),
            around.people(),
            reasons=[
                self.tr("まだ待っている方がいます"),
                self.tr("閉場後に庁内で送信します"),
            ],
            present=around.signed_on().id,
            parent=self._window,
        )

        def on_given(supervisor: str, pin: str, reason: str) -> None:
            def work() -> LimitView:
                who = around.opening().sign_on(store, OperatorId(supervisor), pin)
                return around.limits.extend(code, reason, who)

            def done(_view: LimitView) -> None:
                asked.accept()
                self.refresh()

            self._lanes.run(work, done, lambda error: asked.refuse(around.sentence(error)))

        asked.given.connect(on_given)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def take_scanned(self, text: str) -> bool:
        """A hand scanner's line while the enrolment window is open."""
        return self.enrolling.take_scanned(text)


class _Outbox(EngineOutbox):
    """Says that something was noted; called on the engine's thread."""

    noted: Callable[[], None] = staticmethod(lambda: None)

    def lease(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        taken = super().lease(batch, owner, now, lease_s)
        self.noted()
        return taken

    def note_failure(self, *args: object, **facts: object) -> None:
        super().note_failure(*args, **facts)  # type: ignore[arg-type]
        self.noted()

    def note_contact(self, at: datetime, offset_s: float) -> None:
        super().note_contact(at, offset_s)
        self.noted()

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        super().keep_receipt(batch, receipt)
        self.noted()

    def keep_reference(self, envelope: bytes, etag: str) -> None:
        super().keep_reference(envelope, etag)
        self.noted()


def line_state(view: SendingView, now: datetime) -> LineState:
    """How we stand with the hub, from what is kept: no clock but ours is believed."""
    if not view.enrolled:
        return LineState.NOT_ENROLLED
    if any(each.state is BatchState.SENDING for each in view.batches):
        return LineState.ON
    last = view.last_contact
    if last is None or not timedelta(0) <= now - last <= LATELY:
        return LineState.OFF
    failed = [each.failed_at for each in view.batches if each.trouble and each.failed_at]
    return LineState.OFF if any(each > last for each in failed) else LineState.IDLE

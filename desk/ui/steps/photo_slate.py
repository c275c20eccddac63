"""申請書との照合: both cameras are read for the form while its applicant sits there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.binding import seconds_apart
from desk.services.ports import Frame, Moment
from desk.services.slate import SlateReading, SlateSeen, SlateStand
from desk.ui.camera_feed import CameraFeed

if TYPE_CHECKING:
    from desk.domain.application import Record
    from desk.ui.context import DeskContext, FrameAnalyst

FORM_EVERY_MS: Final = 250
PHOTO_EVERY_MS: Final = 400
"""Frames that are read for the form: more would take the cores from the live guidance."""
GONE_S: Final = 3.0
"""Another person's form counts as taken away once it was not read for so long."""
_LOOK_AGAIN_MS: Final = 500
_TWO_CODES: Final = "form_two_codes"


class SlateReaderFeed(QObject):
    """Hands every so many milliseconds a frame to one slate reader; `seen(Frame, SlateSeen)`.

    Numbers its frames itself: a reader compares the last few that it was given, and a camera's
    own numbers leap by a dozen between two of them.
    """

    seen = Signal(object, object)

    def __init__(
        self, analyst: FrameAnalyst | None, every_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._analyst = analyst
        self._every_ns = every_ms * 1_000_000
        self._sequence = 0
        self._last_ns: int | None = None
        self._running = False
        if analyst is not None:
            analyst.result.connect(self._on_result)

    def begin(self) -> None:
        """From now on; nothing read before counts."""
        self._running, self._last_ns = True, None
        if self._analyst is not None:
            self._analyst.clear()

    def end(self) -> None:
        self._running = False
        if self._analyst is not None:
            self._analyst.clear()

    def take(self, frame: Frame) -> None:
        """Read this frame if it is time for one."""
        now = frame.taken.monotonic_ns
        if not self._running or self._analyst is None:
            return
        if self._last_ns is not None and 0 <= now - self._last_ns < self._every_ns:
            return
        self._last_ns = now
        self._sequence += 1
        self._analyst.submit(replace(frame, sequence=self._sequence))

    def _on_result(self, frame: object, outcome: object) -> None:
        if self._running and isinstance(frame, Frame) and isinstance(outcome, SlateSeen):
            self.seen.emit(frame, outcome)


class SlateWatch(QObject):
    """What is known about the form between `begin` and `end`.

    `changed` whenever something to show changed; `own_read(SlateReading)` with every settled
    reading of this application's form or own number.
    """

    changed = Signal()
    own_read = Signal(object)

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._record: Record | None = None
        self._stands: dict[str, SlateStand] = {}  # by camera: what one sees excuses not the other
        self._two: dict[str, Moment] = {}
        self._shown: tuple[object, ...] = ()
        self._feed = CameraFeed(context.form_camera, None, self)
        self._form = SlateReaderFeed(context.form_slate, FORM_EVERY_MS, self)
        self._photo = SlateReaderFeed(context.photo_slate, PHOTO_EVERY_MS, self)
        self._feed.shown.connect(self._on_form_frame)
        self._feed.failed.connect(lambda _code: self._tell())
        self._feed.running.connect(lambda _name: self._tell())
        for each in (self._form, self._photo):
            each.seen.connect(self._on_seen)
        self._timer = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._tell)

    # what the page calls
    def begin(self, record: Record) -> None:
        """Watch for this application's form; nothing of an earlier one counts. Call it once the
        photo camera is open."""
        self._record, self._stands, self._two = record, {}, {}
        self._context.restart_slate()
        self._photo.begin()
        if not self._context.one_camera():
            self._form.begin()
            self._feed.start()
        self._timer.start()
        self._tell()

    def follow(self, record: Record) -> None:
        """The same application, as the store now answers it."""
        if self._record is not None and record.id == self._record.id:
            self._record = record

    def end(self) -> None:
        self._timer.stop()
        self._feed.stop()
        self._form.end()
        self._photo.end()
        self._record = None

    def take(self, frame: Frame) -> None:
        """A frame of the photo camera: the form may be held up there."""
        self._photo.take(frame)

    # what is known
    @property
    def running(self) -> bool:
        return self._record is not None

    @property
    def newest(self) -> SlateReading | None:
        """The last reading of this application's form."""
        own = [stand.newest for stand in self._stands.values() if stand.newest is not None]
        return max(own, key=lambda reading: reading.taken.monotonic_ns, default=None)

    @property
    def foreign(self) -> bool:
        """Does another person's form lie there, or did until a moment ago?"""
        found = (stand.foreign for stand in self._stands.values())
        return any(each is not None and self._age_s(each.taken) < GONE_S for each in found)

    @property
    def two_forms(self) -> bool:
        """Are there two different forms in one picture?"""
        return any(self._age_s(taken) < GONE_S for taken in self._two.values())

    @property
    def camera_trouble(self) -> str:
        """Why the document camera reads nothing now, as a code, or "" ."""
        return self._feed.trouble if self.running else ""

    def fresh(self, most_s: float) -> SlateReading | None:
        """The newest reading, if it is of the last so many seconds."""
        newest = self.newest
        return newest if newest is not None and self._age_s(newest.taken) <= most_s else None

    def for_shot(self, taken: Moment, most_s: float) -> SlateReading | None:
        """The newest reading, if it is at most so many seconds from that shot."""
        newest = self.newest
        if newest is None:
            return None
        apart = seconds_apart(taken.utc, taken.monotonic_ns, taken.boot_id, newest.as_slate())
        return newest if apart <= most_s else None

    # inside
    def _on_form_frame(self, frame: Frame) -> None:
        if not self._feed.trouble:
            self._form.take(frame)

    def _on_seen(self, frame: Frame, seen: SlateSeen) -> None:
        record, reading = self._record, seen.reading
        if record is None:
            return
        if seen.message_code == _TWO_CODES:
            self._two[frame.camera] = frame.taken
        if reading is not None:
            stand = self._stands.get(reading.camera, SlateStand(record.id))
            self._stands[reading.camera] = stand.with_reading(reading, record)
            if reading.belongs_to(record):
                self.own_read.emit(reading)
        self._tell()

    def _age_s(self, taken: Moment) -> float:
        return (self._context.clock.now().monotonic_ns - taken.monotonic_ns) / 1e9

    def _tell(self) -> None:
        newest = self.newest
        shown = (
            None if newest is None else int(self._age_s(newest.taken)),
            self.foreign,
            self.two_forms,
            self.camera_trouble,
        )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

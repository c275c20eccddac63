"""What the window is handed by app.py: services, threads, cameras and words.

No widget builds a service, opens a camera device or touches the store by itself. Everything that
reaches the disk goes through `Tasks.run`, everything that chews pixels through `Tasks.compute` or
one of the two frame workers, so that the window never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtGui import QImage

from desk.services.ports import Clock, Day, Frame, FrameSource, Image, Page, Signal, Store, Words

if TYPE_CHECKING:
    from desk.domain.postcodes import Place
    from desk.domain.rules import RulesByDay
    from desk.services.form_reading import Outcome
    from desk.services.intake import Draft, Intake
    from desk.services.photographing import Photographing

T = TypeVar("T")


class Tasks(Protocol):
    """Work off the UI thread (lanes.py); both callbacks come back on the UI thread.

    Without `failed`, an error is the application's to report (one sentence, data kept).
    """

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], Any] | None = None,
        failed: Callable[[BaseException], Any] | None = None,
    ) -> None:
        """First in, first out on the one thread that owns the store."""
        ...

    def compute(
        self,
        work: Callable[[], T],
        done: Callable[[T], Any] | None = None,
        failed: Callable[[BaseException], Any] | None = None,
    ) -> None:
        """On another thread, for pixels and files; never touches the store."""
        ...


class FrameAnalyst(Protocol):
    """devices/frame_worker.py: analyses the newest frame only, signals result(frame, outcome)
    and failed(code)."""

    @property
    def result(self) -> Signal: ...
    @property
    def failed(self) -> Signal: ...

    def submit(self, frame: Frame) -> None: ...
    def clear(self) -> None:
        """Drop what waits and what is under way: the applicant changed."""
        ...


class Lease(Protocol):
    """The right to one camera; a second `release` does nothing."""

    def release(self) -> None: ...


class CameraLeases(Protocol):
    """devices/camera_lease.py: one camera serves one application at a time."""

    def take(self, camera: str, holder: str) -> Lease:
        """Raises NeedsPerson("camera_in_use", holder=…) while another application has it."""
        ...


def _no_places(_postcode: str) -> Sequence[Place]:
    return ()


@dataclass(slots=True, kw_only=True)
class DeskContext:
    """Everything the workbench, the list and the dialogs need, put together by app.py."""

    intake: Intake
    photographing: Photographing
    store: Store  # for reading (list, search, picture bytes): only inside tasks.run
    tasks: Tasks
    words: Words
    rulebook: RulesByDay
    clock: Clock
    day: Day
    settings: Mapping[str, str] = field(default_factory=dict)
    language: str = "ja"

    form_camera: Callable[[], FrameSource | None]  # None: no such camera is set up
    photo_camera: Callable[[], FrameSource | None]
    scan_worker: FrameAnalyst  # frame -> services.form_reading.Outcome
    photo_worker: FrameAnalyst  # frame -> ports.PhotoCheck
    restart_scan: Callable[[], None]  # forget the readings of the previous form
    form_slate: FrameAnalyst | None = None  # document camera: frame -> services.slate.SlateSeen
    photo_slate: FrameAnalyst | None = None  # photo camera: the same, form held into the picture
    restart_slate: Callable[[], None] = lambda: None  # another application is photographed
    one_camera: Callable[[], bool] = lambda: False  # one device serves form and photo
    cut_portrait: Callable[[Image], tuple[bytes, int, int]] | None = None  # compute; Refused
    read_still: Callable[[Image], Outcome]  # one still picture, two renderings (compute)
    load_form_file: Callable[[Path], Sequence[Image]]  # raises Refused (compute)
    flatten: Callable[[Image], Page]  # compute

    find_places: Callable[[str], Sequence[Place]] = _no_places
    preview_slip: Callable[[Draft, Callable[[QImage], None]], None] | None = None
    print_slip: Callable[[Draft, Callable[[bool, str], None]], None] | None = None
    """Makes and prints the slip off the UI thread; answers (printed, message code) on it. A slip
    that could not be printed never undoes the acceptance."""
    save_slip: Callable[[Draft, Path, Callable[[bool, str], None]], None] | None = None
    """The slip as a PDF file, written whole; answers like print_slip. It counts as made, not as
    printed."""
    print_label: Callable[[Draft, Callable[[bool, str], None]], None] | None = None
    """The label with the application's own QR (照合用のQR); answers like print_slip."""
    next_camera: Callable[[str], None] | None = None  # "form" or "photo": カメラ切替
    call_supervisor: Callable[[], None] | None = None
    leases: CameraLeases | None = None  # devices.camera_lease.CameraLeases
    municipality: str = ""  # 受付市区町村, as people write it (みどり野市)

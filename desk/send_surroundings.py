"""What the rooms of sending are given by the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.domain.wording import Wording
from desk.services.limits import Limits
from desk.services.ports import Clock, Day, FrameSource, Image, Operator
from desk.services.retention import Retention
from desk.services.sealing import Sealing
from desk.services.sending import Sending
from desk.storage.store import SqliteStore
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.sending.views import StickView
from desk.ui.shell import MainWindow

if TYPE_CHECKING:
    from desk.services.opening import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSurroundings:
    """Services of the open store, the window, and who is signed on."""

    window: MainWindow
    lanes: Lanes
    clock: Clock
    opening: Callable[[], Opening]
    sentence: Callable[[Exception], str]
    words: Wording
    store: SqliteStore
    sealing: Sealing
    sending_as: Callable[[Operator], Sending]
    limits: Limits
    retention: Retention
    day: Day
    signed_on: Callable[[], Operator]
    people: Callable[[], list[Person]]
    contact: str  # 市民課 内線 2214, of the settings
    app: str  # name and version, for the hub
    sticks: Callable[[], tuple[StickView, ...]]  # may wait for a medium
    form_camera: Callable[[], FrameSource | None]
    read_texts: Callable[[Image], tuple[str, ...]]  # every QR in a picture

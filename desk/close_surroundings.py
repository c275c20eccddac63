"""What the rooms of the day close are given by the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.domain.catalogue import BooksInForce
from desk.domain.wording import Wording
from desk.papers.slip import PaperWords
from desk.services.form_reading import FormReading
from desk.services.ports import Clock, Day, FrameSource, Operator
from desk.services.reports import TallySheet
from desk.services.sealing import Sealing
from desk.storage.store import SqliteStore
from desk.ui.context import CameraLeases
from desk.ui.lanes import Lanes
from desk.ui.lock_screen import Person
from desk.ui.shell import MainWindow

if TYPE_CHECKING:
    from desk.services.opening import Opening

PrintTally = Callable[[TallySheet, PaperWords], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSurroundings:
    """Services of the open store, the window, and who is signed on."""

    window: MainWindow
    lanes: Lanes
    clock: Clock
    opening: Callable[[], Opening]
    sentence: Callable[[Exception], str]
    words: Wording
    papers: PaperWords
    store: SqliteStore
    sealing: Sealing
    day: Day
    signed_on: Callable[[], Operator]
    people: Callable[[], list[Person]]
    settings: Callable[[], Mapping[str, str]]
    rules: BooksInForce
    form_camera: Callable[[], FrameSource | None]
    reading: FormReading
    leases: CameraLeases | None = None
    print_tally: PrintTally | None = None  # None: the printer of the settings

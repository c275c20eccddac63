"""Practice mode (練習モード): an invented venue, whose passphrase and PINs are shown openly."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from desk.demo.drawn_eye import DrawnEye
from desk.demo.people import CLERKS, MUNICIPALITY, PASSPHRASE, SUPERVISOR, Person, cast
from desk.demo.stage import Stage
from desk.devices.video_frames import bgr_from_image
from desk.papers.label import Label, label_image
from desk.papers.slip import PaperWords
from desk.services.opening import Opening, Setup
from desk.services.ports import Clock

LABEL_PX: Final = 640
"""As wide as a label of 66 mm looks to the stage's document camera."""
SETUP: Final = Setup(
    municipality=MUNICIPALITY,
    municipality_code="",
    office="市民課",
    phone="000-000-0000（練習用）",
    terminal="K3",
    venues=("南口ショッピングセンター 1階 催事場", "緑ケ丘公民館 第2会議室"),
    supervisor=SUPERVISOR[0],
    pin=SUPERVISOR[1],
)


def prepare(folder: Path, clock: Clock, opening_at: Callable[[Path, Clock], Opening]) -> None:
    """Make the practice venue in `folder` unless it is there already."""
    opening = opening_at(folder, clock)
    if not opening.is_new:
        return
    store = opening.create(PASSPHRASE, SETUP)
    try:
        supervisor = store.operators()[0]
        for name, pin in CLERKS:
            opening.add_operator(store, name, pin, supervisor)
    finally:
        store.close()


def practice_stage(clock: Clock, font: Path) -> Stage:
    """A stage on which ever new people step up; no form id comes twice, not even tomorrow."""
    people = _endless(clock.now().monotonic_ns + clock.today().toordinal())
    stage = Stage(clock, font, lambda: next(people))
    stage.eye = DrawnEye()
    return stage


def lay_label(stage: Stage, label: Label, words: PaperWords) -> None:
    """The printer of practice: the label lies under the document camera at once."""
    stage.lay_label(bgr_from_image(label_image(label, words, LABEL_PX)))


def _endless(seed: int) -> Iterator[Person]:
    for turn in itertools.count():
        yield from cast(24, seed + turn)

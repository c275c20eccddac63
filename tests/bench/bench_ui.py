"""How long the window is ever held up, while a clerk takes applications in the real desk.

    python -m tests.bench.bench_ui [--people 3] [--rows 10000] [--seconds 4] [--why FILE] [--json]

The desk runs invisibly, with a store of 10,000 applications. Both cameras go the way of a real
one (Qt's capture session, 30 pictures a second); what they see is drawn before anything is
measured. The clerk types key by key, and the window's own loop runs in between.

A gap counts whole in p50, p99 and max. "ours" is the longest gap without the time that the
processors spent on other programs meanwhile: the figure to judge the desk by on a shared machine.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat, QVideoFrameInput
from PySide6.QtTest import QTest

from desk.app import DeskApp, qt_application
from desk.assets import font_files
from desk.clock import SystemClock
from desk.demo.clerk import Clerk, Key
from desk.demo.heads import camera_picture
from desk.demo.people import CLERKS, PASSPHRASE, Person, cast
from desk.demo.practice import prepare
from desk.demo.stage import FRAME_PX, form_scene
from desk.devices.frame_source import FrameSource, QtCameraSource
from desk.domain.application import IntakeMethod, Step
from desk.papers.slip import PaperWords, slip_pdf
from desk.services.ports import By, Clock, Image, Slip
from desk.store_at import open_store_at, opening_at
from tests.bench.bench_store import fill
from tests.bench.heartbeat import Heartbeat, let_run, wait_for
from tests.storage.storage_world import Booth, StillClock

NAME, PIN = CLERKS[0]
CAMERA_FPS = 30
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}
KEY_EVERY_MS = 25
SCROLLED_FRAMES = 300
FRAME_MS = 1000 / 60
_NONE = Qt.KeyboardModifier.NoModifier


def video_frame(picture: Image) -> QVideoFrame:
    """A picture as USB cameras deliver it: brightness and colour apart (NV12)."""
    height, width = picture.shape[:2]
    planar = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    colours = planar[height:].reshape(2, height // 2, width // 2)
    kind = QVideoFrameFormat(QSize(width, height), QVideoFrameFormat.PixelFormat.Format_NV12)
    frame = QVideoFrame(kind)
    frame.map(QVideoFrame.MapMode.WriteOnly)
    for plane, content in ((0, planar[:height]), (1, np.dstack(tuple(colours)))):
        rows = np.frombuffer(frame.bits(plane), np.uint8).reshape(height >> plane, -1)
        rows[:, :width] = content.reshape(height >> plane, width)
    frame.unmap()
    return frame


@dataclass
class Scene:
    """What the cameras see of one person, as video frames."""

    form: tuple[QVideoFrame, ...]
    faces: dict[str, tuple[QVideoFrame, ...]]


def unsteady(picture: Image) -> tuple[QVideoFrame, ...]:
    return tuple(video_frame(np.roll(picture, step, axis=1)) for step in (0, 1, 2, 1))


def scene_of(person: Person, seed: int) -> Scene:
    form = form_scene(person, font_files()[0], seed, 1)[0]
    faces = {
        name: unsteady(camera_picture(person.head_seed, size, sex=person.sex, age=person.looks))
        for name, size in SIZES.items()
    }
    return Scene(unsteady(form), faces)


class FedCamera(QtCameraSource):
    """The Qt camera of production, with prepared frames in place of the device."""

    def __init__(self, clock: Clock, frames: Callable[[], tuple[QVideoFrame, ...]]) -> None:
        super().__init__(clock, name="bench")
        self._frames, self._number = frames, 0
        self._input = QVideoFrameInput(frames()[0].surfaceFormat())
        self.session.setVideoFrameInput(self._input)
        self._shutter = QTimer(self, interval=1000 // CAMERA_FPS)
        self._shutter.setTimerType(Qt.TimerType.PreciseTimer)
        self._shutter.timeout.connect(self._feed)

    def start(self) -> None:
        super().start()
        self._shutter.start()

    def stop(self) -> None:
        self._shutter.stop()
        super().stop()

    def _feed(self) -> None:
        frames = self._frames()
        self._number += 1
        self._input.sendVideoFrame(frames[self._number % len(frames)])


class BenchStage:
    """Whom the cameras see; stands in for desk.demo.stage.Stage, drawn beforehand."""

    eye = None  # the real one

    def __init__(self, clock: Clock, scenes: list[Scene]) -> None:
        self._clock = clock
        self.scenes = scenes
        self.turn, self.size = 0, "720p"
        self.empty = unsteady(np.full((*FRAME_PX[::-1], 3), 110, np.uint8))
        self.form_lies_there = True

    def form_camera(self) -> FrameSource:
        return FedCamera(
            self._clock,
            lambda: self.scenes[self.turn].form if self.form_lies_there else self.empty,
        )

    def photo_camera(self) -> FrameSource:
        return FedCamera(self._clock, lambda: self.scenes[self.turn].faces[self.size])


class PacedClerk(Clerk):
    """Types one key after another, as fingers do, and waits in a real event loop."""

    def wait(self, until: Callable[[], object], what: str) -> None:
        wait_for(until, what)

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        super().press(key, modifiers)
        let_run(KEY_EVERY_MS)

    def write(self, text: str) -> None:
        if not text.isascii():
            super().write(text)
            let_run(KEY_EVERY_MS)
        for character in text if text.isascii() else "":
            QTest.keyClicks(self._target(), character)
            let_run(KEY_EVERY_MS)


class Bench:
    """One run; `figures` gathers what is not a lateness."""

    def __init__(self, folder: Path, options: argparse.Namespace, beat: Heartbeat) -> None:
        self.beat, self.options = beat, options
        self.figures: dict[str, float] = {}
        usual = [p for p in cast(24, 7) if p.form_kind == "qr" and p.ends == "accept"]
        self.people = [p for p in usual if not p.guardian and not p.extra][: options.people]
        clock = SystemClock()
        self.stage = BenchStage(clock, [scene_of(p, n) for n, p in enumerate(self.people)])
        self.desk = DeskApp(
            folder,
            practice=True,
            stage=self.stage,  # type: ignore[arg-type]  # the two cameras are all it is asked for
            clock=clock,
            print_paper=self._print,
        )
        self.clerk = PacedClerk(self.desk)

    def run(self) -> None:
        """A start, the applications, the list."""
        clerk, beat = self.clerk, self.beat
        beat.start()
        with beat.phase("start of the day"):
            clerk.arrive()
            clerk.unlock(PASSPHRASE)
            clerk.choose_operator(NAME)
            clerk.sign_on(PIN)
            let_run(1000)  # the clerk looks for the first applicant
        for turn, person in enumerate(self.people):
            self.stage.turn = turn
            self._take_in(person, first=turn == 0)
        self._search()
        self._scroll()
        beat.stop()
        self.desk.window.close_without_asking()

    def _take_in(self, person: Person, *, first: bool) -> None:
        clerk, beat = self.clerk, self.beat
        self._scan(person, first=first)
        with beat.phase("saving: applicant, identity"):
            clerk.applicant(person)
            clerk.go_on()
            clerk.identity(person)
            clerk.go_on()
        self._photograph(first=first)
        with beat.phase("saving: papers"):
            clerk.go_on()
            clerk.papers(person)
        with beat.phase("applicant's screen"):
            clerk.confirm()
            clerk.say_right(PIN)
        with beat.phase("accepting"), self._timed("accept, key to screen"):
            clerk.accept()
        wait_for(lambda: clerk.desk.lanes.idle, "the slip")

    def _scan(self, person: Person, *, first: bool) -> None:
        clerk, beat = self.clerk, self.beat
        if first:
            self.stage.form_lies_there = False
            with beat.phase("opening the first application"):
                clerk.press(Key.Key_F2)
                clerk.wait(lambda: clerk.bench.draft is not None, "F2")
                clerk.settle()
            with beat.phase("scanning: nothing to read"), self._rate("scan", "scans/s, no form"):
                let_run(self.options.seconds * 1000)
            self.stage.form_lies_there = True
            with beat.phase("scanning"):
                clerk.wait(lambda: clerk.draft.text("form.id"), "the form's QR")
                clerk.wait(lambda: clerk.draft.assessment.step(Step.FORM).missing, "the page")
                clerk.settle()
        else:
            with beat.phase("scanning"):
                clerk.read_form(person)
        with beat.phase("saving: applicant, identity"):
            clerk.clear_desk()

    def _photograph(self, *, first: bool) -> None:
        clerk, beat = self.clerk, self.beat
        for size in reversed(SIZES) if first else ("720p",):
            self.stage.size = size
            with beat.phase("photo camera opens"):
                clerk.see_face()
                clerk.by_hand()
                let_run(500)
            with beat.phase(f"live guidance at {size}"), self._rate("photo", f"guidance/s {size}"):
                let_run(self.options.seconds * 1000)
        with beat.phase("shooting"), self._timed("shot kept, key to screen"):
            clerk.shoot()
        with beat.phase("comparing"):
            let_run(300)
            clerk.compare()

    @contextmanager
    def _rate(self, worker: str, name: str) -> Iterator[None]:
        """How many results a second came from a worker, and pictures on the screen."""
        context = self.desk.counter.context if self.desk.counter else None
        assert context is not None
        analyst: Any = context.scan_worker if worker == "scan" else context.photo_worker
        seen: list[object] = []

        def note(*_result: object) -> None:
            seen.append(None)

        analyst.result.connect(note)
        begin = time.perf_counter()
        yield
        self.figures[name] = round(len(seen) / (time.perf_counter() - begin), 1)
        analyst.result.disconnect(note)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        took = (time.perf_counter() - begin) * 1000
        self.figures[name] = round(max(took, self.figures.get(name, 0.0)), 1)

    def _print(self, slip: Slip, words: PaperWords) -> None:
        with self.beat.phase("printing the slip to PDF"):
            slip_pdf(slip, words)

    def _search(self) -> None:
        """Type letter by letter, then Enter, and wait for the rows."""
        clerk = self.clerk
        clerk.leave()
        assert self.desk.counter is not None
        model = self.desk.counter.list.model
        answers: list[str] = []
        model.counted.connect(lambda _rows, query: answers.append(query))
        took = []
        with self.beat.phase("searching 10,000"):
            for text in ("山田", "タカハシ", "k3-0", "見つからない", "0042"):
                clerk.press(Key.Key_F3)
                clerk.write(text)
                begin = time.perf_counter()
                clerk.press(Key.Key_Return)
                wait_for(lambda t=text: t in answers, text)
                took.append((time.perf_counter() - begin) * 1000 - KEY_EVERY_MS)
                let_run(250)
            clerk.press(Key.Key_F3)
            clerk.press(Key.Key_Delete)
            let_run(400)
            clerk.settle()
        self.figures["search answered, ms (max)"] = round(max(took), 1)

    def _scroll(self) -> None:
        """Sixty steps a second through all rows; each step is painted at once and timed."""
        assert self.desk.counter is not None
        view = self.desk.counter.list.view
        bar = view.verticalScrollBar()
        self.figures["rows in the list"] = self.desk.counter.list.model.rowCount()
        painted, empty = [], 0
        with self.beat.phase("scrolling 10,000"):
            for frame in range(SCROLLED_FRAMES):
                begin = time.perf_counter()
                bar.setValue(bar.maximum() * frame // SCROLLED_FRAMES)
                view.viewport().repaint()
                painted.append((time.perf_counter() - begin) * 1000)
                let_run(max(1, round(FRAME_MS - painted[-1])))
                top = view.indexAt(view.rect().center()).row()
                empty += self.desk.counter.list.model.line_at(top) is None
        self.figures["list frame painted, ms (max)"] = round(max(painted), 1)
        self.figures["list frames dropped"] = sum(each > FRAME_MS for each in painted)
        self.figures["list frames with rows still coming"] = empty


def fill_store(folder: Path, rows: int) -> None:
    """The practice venue with so many earlier applications."""
    prepare(folder, SystemClock(), opening_at)
    store = open_store_at(folder, PASSPHRASE)
    clock, operator = StillClock(), store.operators()[0]
    by = By(operator.id, clock.now())
    day = store.start_day(date(2026, 1, 10), "K3", "会場", IntakeMethod.OUTREACH, by)
    fill(Booth(store, clock, operator, day), rows)
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=4, help="of live picture a phase")
    parser.add_argument("--why", type=Path, help="write what ran during long gaps to this file")
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    with ExitStack() as held:
        # Beside the checkout, not in /tmp: that may be memory, which flushes in no time.
        folder = held.enter_context(
            tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-")
        )
        why = held.enter_context(options.why.open("w")) if options.why else None
        app = qt_application("ja")
        fill_store(Path(folder), options.rows)
        bench = Bench(Path(folder), options, Heartbeat(why))
        bench.run()
        app.processEvents()
    report(bench, as_json=options.json)


def report(bench: Bench, *, as_json: bool) -> None:
    print(bench.beat.table())
    for name, value in bench.figures.items():
        print(f"{name:34} {value:8}")
    if as_json:
        held_up = {
            name: {"raw": noted.at(1.0), "own": noted.own_longest}
            for name, noted in bench.beat.phases.items()
        }
        print(json.dumps({"held_up_ms": held_up, **bench.figures}))


if __name__ == "__main__":
    main()

"""The review in its window: real store, services and threads; the bench is an empty one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from review_day import TODAY, ReviewDay
from shell_world import EmptyBench, ListedStore, Queue

from desk.assets import font_files, load_rules, load_wording
from desk.domain.errors import DeskError, Refused
from desk.people import person
from desk.review_room import ReviewRoom
from desk.services.ports import Operator
from desk.ui.application_list import ApplicationList
from desk.ui.collecting import UiThreadCollector
from desk.ui.lanes import Lanes
from desk.ui.review.page import ReviewPage
from desk.ui.shell import MainWindow
from desk.ui.status_page import StatusPage
from desk.ui.theme import apply_theme


class Desk:
    """What the review asks of services.opening.Opening: PINs."""

    def __init__(self, world: ReviewWorld) -> None:
        self._world = world

    def sign_on(self, store: Any, operator: Any, pin: str) -> Operator:
        if not store.check_pin(operator, pin, self._world.day.clock.now()):
            raise Refused("pin_wrong")
        return next(each for each in store.operators() if each.id == operator)


class ReviewWorld:
    """`build(day)` takes people in, on the store's thread; then the window opens."""

    def __init__(
        self,
        folder: Path,
        build: Callable[[ReviewDay], object],
        *,
        language: str = "ja",
        lone: bool = False,
        signed_on: str = "boss",
        size: tuple[int, int] = (1366, 768),
    ) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not app.styleSheet():
            apply_theme(app, font_files())
        self.collector = UiThreadCollector()
        self.lanes = Lanes()
        self.troubles: list[Exception] = []
        self.lanes.unhandled.connect(self.troubles.append)
        self.words = load_wording(language)
        self.day: ReviewDay = self.on_store(lambda: ReviewDay(folder, lone=lone))
        self.built: Any = self.on_store(lambda: build(self.day))
        self.window = MainWindow()
        self.bench = EmptyBench()
        self.status = StatusPage()
        panel = ApplicationList(ListedStore(5), Queue(), lambda: TODAY)
        self.window.open_desk(self.bench, panel, self.status)
        self.signed_on: Operator = getattr(self.day, signed_on)
        self.window.set_operator(person(self.signed_on), self.people())
        self.room = ReviewRoom(
            self.window,
            self.lanes,
            self.day.clock,
            lambda: Desk(self),  # type: ignore[arg-type,return-value]
            self._sentence,
            self.words,
            self.day.store,
            self.day.day,
            lambda: self.signed_on,
            self.people,
            self.status,
            load_rules(),
        )
        self.window.resize(*size)

    def people(self) -> list[Any]:
        everyone = {each.id: each for each in (self.day.clerk, self.day.boss, self.day.other)}
        return [person(each) for each in everyone.values()]

    def _sentence(self, error: Exception) -> str:
        assert isinstance(error, DeskError)
        return self.words.sentence_for(error)

    @property
    def page(self) -> ReviewPage:
        return self.room.page

    def on_store(self, work: Callable[[], Any]) -> Any:
        """Do it on the store's thread and wait for the answer."""
        answers: list[Any] = []
        self.lanes.run(work, answers.append, answers.append)
        while not answers:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if isinstance(answers[0], BaseException):
            raise answers[0]
        return answers[0]

    def show(self, qtbot: Any) -> None:
        with qtbot.waitActive(self.window):
            self.window.show()

    def open_tab(self, qtbot: Any) -> None:
        """To the sheet, until the first person stands there (or the end does)."""
        self.window.show_tab("review")
        self.settle(qtbot)

    def settle(self, qtbot: Any) -> None:
        """Nothing is under way, and what is shown was painted."""

        def still() -> bool:
            detail = self.page.detail
            on_screen = self.page.side.currentWidget() is detail and self.page.active
            return self.lanes.idle and (not on_screen or detail.stands)

        for _ in range(3):
            qtbot.waitUntil(still, timeout=10_000)
            QApplication.processEvents()

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        target: QWidget = (
            QApplication.focusWidget() or QApplication.activeModalWidget() or self.window
        )
        QTest.keyClick(target, key, modifiers)

    def look(self, seconds: float) -> None:
        """The supervisor looks at what is on the screen."""
        self.day.clock.wait(seconds)

    @property
    def number(self) -> str:
        item = self.page.detail.item
        return "" if item is None else item.record.number.short

    def record(self, serial: int) -> Any:
        """The newest accepted record of that number."""
        return self.on_store(lambda: self._record(serial))

    def _record(self, serial: int) -> Any:
        store = self.day.store
        for each in store.reviewable(self.day.day.id):
            found = store.record(each)
            if found.number.serial == serial:
                return found
        raise AssertionError(serial)

    def close(self) -> None:
        self.window.lock_screen.open_up()
        self.room.leave()
        self.window.close_without_asking()
        self.lanes.run(self.day.store.close)
        self.lanes.close()
        self.window.deleteLater()
        self.collector.stop()

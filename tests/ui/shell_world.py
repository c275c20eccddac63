"""Invented lines, a store that only lists, and a bench with nothing on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desk.domain.application import ApplicationId, DayId, Line, Status
from desk.domain.delivery import Route
from desk.domain.numbers import ApplicationNumber
from desk.ui.lock_screen import Person

TODAY = date(2026, 11, 23)
PEOPLE = (
    Person("a", "中村 彩", False),
    Person("b", "小川 真理", False),
    Person("c", "森田 健一", True),
)


def invented_line(serial: int, *, day: date = TODAY, status: Status = Status.ACCEPTED) -> Line:
    return Line(
        id=ApplicationId(f"{day}-{serial}"),
        number=ApplicationNumber(day, "K3", serial),
        version=1,
        status=status,
        route=Route.MAIL if status is Status.ACCEPTED else None,
        name=f"架空 {serial}",
        kana="カクウ",
        form_kind="qr",
        changed_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC) + timedelta(seconds=serial),
        day=day,
    )


class ListedStore:
    """Newest first, as ports.Store.page promises; remembers what was asked."""

    def __init__(self, rows: int) -> None:
        self.lines = [invented_line((n - 1) % 9999 + 1) for n in range(rows, 0, -1)]
        self.asked: list[tuple[str, int]] = []

    def _found(self, query: str) -> list[Line]:
        return [each for each in self.lines if query in each.name]

    def count(self, query: str = "", statuses: Sequence[Status] = ()) -> int:
        return len(self._found(query))

    def page(
        self, query: str, offset: int, limit: int, statuses: Sequence[Status] = ()
    ) -> tuple[Line, ...]:
        self.asked.append((query, offset))
        return tuple(self._found(query)[offset : offset + limit])

    def tally(self, day: DayId) -> Mapping[str, int]:
        return {"accepted": len(self.lines), "mail": len(self.lines), "superseded": 4}

    def sent_back(self) -> tuple[Line, ...]:
        return tuple(each for each in reversed(self.lines) if each.sent_back)


class Queue:
    """Tasks that wait until the test delivers them, in order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], object], Callable[[object], object] | None]] = []

    def run(self, work, done=None, failed=None) -> None:
        self.waiting.append((work, done))

    compute = run

    def deliver(self) -> int:
        """Run everything that waits, also what that asks for; returns how many."""
        delivered = 0
        while self.waiting:
            work, done = self.waiting.pop(0)
            answer = work()
            delivered += 1
            if done is not None:
                done(answer)
        return delivered


class EmptyBench(QObject):
    """A workbench in outline: a field, a button, something at the right."""

    changed = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.centre, self.right, self.body = QWidget(), QWidget(), QScrollArea()
        self.field = QLineEdit()
        self.mode = ""
        column = QVBoxLayout(self.centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body, 1)
        column.addWidget(self.field)
        column.addWidget(QPushButton("次へ"))
        QVBoxLayout(self.right).addWidget(QPushButton("カメラ"))

    def set_mode(self, mode: str) -> None:
        self.mode = mode

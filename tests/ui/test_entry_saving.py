"""Entries are let go only once the store has answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desk.domain.application import ApplicationId
from desk.domain.errors import DeskError, NeedsPerson, Refused
from desk.ui.entry_saving import EntrySaving

ONE = ApplicationId("one")


class HeldTasks:
    """Work waits until the test lets it go."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Any, Any]] = []

    def run(self, work: Callable[[], Any], done: Any = None, failed: Any = None) -> None:
        self.waiting.append((work, done, failed))

    compute = run

    def answer(self) -> None:
        work, done, failed = self.waiting.pop(0)
        try:
            result = work()
        except DeskError as error:
            failed(error)
        else:
            if done is not None:
                done(result)


class Disk:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.full = False

    def save(self, _application: ApplicationId, changes: dict[str, Any]) -> str:
        if self.full:
            raise NeedsPerson("disk_full")
        if any(len(str(value)) > 9 for value in changes.values()):
            raise Refused("value_too_long")
        self.kept.update(changes)
        return "draft"


@pytest.fixture
def tasks() -> HeldTasks:
    return HeldTasks()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def saving(qapp: Any, tasks: HeldTasks, disk: Disk) -> EntrySaving:
    made = EntrySaving(tasks, disk.save)  # type: ignore[arg-type]
    made.follow(ONE)
    return made


def test_what_is_typed_waits_for_a_pause(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk, qtbot: Any
) -> None:
    for text in ("サ", "サト", "サトウ"):
        saving.typing("applicant.kana", text)
    assert tasks.waiting == []
    qtbot.waitUntil(lambda: len(tasks.waiting) == 1)
    tasks.answer()
    assert disk.kept == {"applicant.kana": "サトウ"}
    assert saving.everything_saved


def test_a_value_typed_during_a_save_is_saved_too(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    saving.entered("a", "1")
    saving.entered("a", "2")
    saving.entered("b", "3")
    tasks.answer()
    assert not saving.everything_saved
    assert saving.pending == {"a": "2", "b": "3"}
    tasks.answer()
    assert disk.kept == {"a": "2", "b": "3"}
    assert saving.everything_saved


def test_a_failed_save_keeps_everything_and_the_next_change_tries_again(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    disk.full = True
    told: list[object] = []
    saving.failed.connect(told.append)
    saving.entered("a", "1")
    tasks.answer()
    assert len(told) == 1
    assert saving.pending == {"a": "1"}
    disk.full = False
    saving.typing("b", "2")  # no pause after a failure
    tasks.answer()
    assert disk.kept == {"a": "1", "b": "2"}


def test_a_newer_value_wins_over_the_one_that_failed(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    disk.full = True
    saving.entered("a", "old")
    saving.typing("a", "new")
    tasks.answer()
    disk.full = False
    saving.flush()
    tasks.answer()
    assert disk.kept == {"a": "new"}


def test_what_follows_a_save_waits_for_it_and_never_follows_a_failure(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    steps: list[str] = []
    saving.entered("a", "1")
    saving.flush(lambda: steps.append("went on"))
    assert steps == []
    tasks.answer()
    assert steps == ["went on"]
    disk.full = True
    saving.entered("a", "2")
    saving.flush(lambda: steps.append("never"))
    tasks.answer()
    disk.full = False
    saving.flush()
    tasks.answer()
    assert steps == ["went on"]


def test_the_last_typing_is_handed_over_at_the_end(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    saving.entered("a", "1")
    saving.typing("b", "2")
    saving.send_last()
    while tasks.waiting:
        tasks.answer()
    assert disk.kept == {"a": "1", "b": "2"}


def test_an_answer_about_an_earlier_application_says_nothing(
    saving: EntrySaving, tasks: HeldTasks
) -> None:
    told: list[object] = []
    saving.saved.connect(told.append)
    saving.entered("a", "1")
    saving.follow(ApplicationId("two"))
    tasks.answer()
    assert told == []


def test_a_value_that_does_not_fit_keeps_no_other_from_being_saved(
    saving: EntrySaving, tasks: HeldTasks, disk: Disk
) -> None:
    told: list[DeskError] = []
    steps: list[str] = []
    saving.failed.connect(told.append)
    for name, value in (("a", "1"), ("b", "far too long"), ("c", "3")):
        saving.typing(name, value)
    saving.flush(lambda: steps.append("went on"))
    while tasks.waiting:
        tasks.answer()
    assert disk.kept == {"a": "1", "c": "3"}
    assert saving.pending == {"b": "far too long"}
    assert {error.code for error in told} == {"value_too_long"}
    assert (steps, saving.everything_saved) == ([], False)
    saving.entered("b", "2")
    while tasks.waiting:
        tasks.answer()
    assert disk.kept["b"] == "2"
    assert saving.everything_saved

"""The four steps: where the day stands, what each says, and why the next cannot be done yet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from desk.domain.assessment import Progress
from desk.services.day_close import CloseState, CloseView
from desk.ui.pin_field import DIGITS

RECORDS, PAPER, SEAL, PRINT = range(1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealEntry:
    """What the supervisor has entered so far."""

    sealing: bool
    supervisor: str
    digits: int


class StepWords(QObject):
    """Names, notes and reasons of the steps."""

    def title(self, view: CloseView, step: int) -> str:
        """Of the right side."""
        differs = bool(view.differences) and not view.hide_numbers
        return {
            RECORDS: self.tr("記録の数を合わせる"),
            PAPER: self.tr("数の差") if differs else self.tr("紙の束を数える"),
            SEAL: self.tr("3 封緘する"),
            PRINT: self.tr("4 集計票を印刷"),
        }[step]

    def states(self, view: CloseView, *, printed: bool) -> list[tuple[int, str, str, Progress]]:
        """(number, name, note, progress) of each step."""
        sealed = view.state is CloseState.SEALED
        natural = natural_step(view)
        names = (
            self.tr("記録の数を合わせる"),
            self.tr("紙の束を数える"),
            self.tr("封緘する"),
            self.tr("集計票を印刷"),
        )
        notes = (
            "" if view.records_ready or sealed else self.tr("終えることがあります"),
            self._paper_note(view) if not sealed else "",
            "",
            self.tr("印刷済み") if printed else "",
        )
        states: list[tuple[int, str, str, Progress]] = []
        for number, (name, note) in enumerate(zip(names, notes, strict=True), start=1):
            done = number < natural or (number == PRINT and printed)
            attention = number == natural and bool(note) and number < SEAL
            progress = Progress.DONE if done else Progress.TODO
            states.append((number, name, note, Progress.ATTENTION if attention else progress))
        return states

    def _paper_note(self, view: CloseView) -> str:
        if view.shortage:
            return self.tr("不足あり")
        if view.differences and not view.hide_numbers:
            return self.tr("差があります")
        return ""

    def go(self, view: CloseView, step: int, counter: str, entry: SealEntry) -> tuple[str, str]:
        """What the one next step is called, and why it cannot be done yet."""
        if step == RECORDS:
            why = "" if view.records_ready else self.tr("上の項目を終えると進めます")
            return self.tr("紙の束を数える"), why
        if step == PAPER:
            return self.tr("封緘へ進む"), self._paper_missing(view, counter)
        if step == SEAL:
            return self.tr("1日分を封緘する"), self._seal_missing(view, entry)
        return self.tr("送信へ"), ""

    def _paper_missing(self, view: CloseView, counter: str) -> str:
        if view.shortage or view.paper_agrees:
            return ""
        if not counter:
            return self.tr("数える人を選んでください")
        if view.hide_numbers:
            return self.tr("すべての束の数を入れると進めます")
        return self.tr("差がなくなると進めます")

    def _seal_missing(self, view: CloseView, entry: SealEntry) -> str:
        if entry.sealing:
            return self.tr("封緘しています")
        counted = any(each.counter == entry.supervisor for each in view.counts)
        if counted and not view.alone:
            return self.tr("数えた人とは別の責任者が封緘します")
        if entry.digits < DIGITS:
            return self.tr("責任者の暗証コードを入れてください")
        return ""


def natural_step(view: CloseView) -> int:
    """Where the day stands."""
    if view.state is CloseState.SEALED:
        return PRINT
    if not view.records_ready:
        return RECORDS
    if view.hide_numbers or not (view.paper_agrees or view.shortage):
        return PAPER
    return SEAL


def is_sealed(view: CloseView) -> bool:
    """Nothing of it can be changed any more, only withdrawn."""
    return view.state is CloseState.SEALED


def is_settled(view: CloseView) -> bool:
    """Everything was counted: with a difference there is something to find, else to seal."""
    return not view.hide_numbers

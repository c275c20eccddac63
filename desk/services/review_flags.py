"""Why a supervisor should look twice (要注意), from the facts of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from desk.domain.application import ApplicationId, Record
from desk.domain.binding import Doubt, DoubtKind, SlateState
from desk.domain.confirmation import Answer
from desk.domain.review import MILD, Decision, Flag
from desk.domain.rules import Settings
from desk.services.sheet import Earlier, Named, SheetFacts

_OF_DOUBT: Final = {
    DoubtKind.SAME_PICTURE: Flag.SAME_PICTURE,
    DoubtKind.ALIKE_FACE: Flag.ALIKE_FACE,
    DoubtKind.OPERATOR_FACE: Flag.OPERATOR_FACE,
    DoubtKind.RECAPTURED: Flag.RECAPTURED,
    DoubtKind.PORTRAIT_DIFFERS: Flag.PORTRAIT_DIFFERS,
    DoubtKind.PORTRAIT_UNSURE: Flag.PORTRAIT_UNSURE,
    DoubtKind.NOT_COMPARED: Flag.NOT_COMPARED,
}
_OF_ALERT: Final = {
    "namesake": Flag.NAMESAKE,
    "same_name": Flag.SAME_NAME,
    "same_birth_address": Flag.SAME_BIRTH_ADDRESS,
    "same_household": Flag.SAME_HOUSEHOLD,
}
T = TypeVar("T")
_WRONG: Final = (Answer.WRONG_PHOTO, Answer.WRONG_NAME, Answer.WRONG_ADDRESS)
_ORDER: Final = {flag: at for at, flag in enumerate(Flag)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFact:
    """One flag with whom it is about; `count` where the flag is about a number of things."""

    flag: Flag
    about: tuple[Named, ...] = ()
    count: int = 0

    @property
    def others(self) -> tuple[str, ...]:
        """The other applications' numbers (K3-008)."""
        return tuple(each.number.short for each in self.about)

    @property
    def mild(self) -> bool:
        """Shown, but needs no written reason."""
        return self.flag in MILD


class Flagging:
    """Why to look twice, from the facts of the sheet."""

    def __init__(self, facts: SheetFacts, settings: Settings) -> None:
        self._facts, self._settings = facts, settings
        self._alike = _by_first((mine, (kind, who)) for mine, kind, who in facts.resembling)
        self._doubted = _by_first((mine, (who, doubt)) for mine, who, doubt in facts.doubted_by)
        self._mix_ups = _by_first(facts.mix_ups)

    def of(self, record: Record) -> tuple[FlagFact, ...]:
        """Each flag once, the gravest first, with everyone whom it is about."""
        found: dict[Flag, dict[object, Named]] = {}

        def add(flag: Flag, other: Named | None = None) -> None:
            about = found.setdefault(flag, {})
            if other is not None:
                about.setdefault(other.number, other)

        self._of_shot(record, add)
        for kind, who in self._alike.get(record.id, ()):
            add(_OF_ALERT[kind], who)
        for who, doubt in self._doubted.get(record.id, ()):
            add(_OF_DOUBT[doubt.kind], who)
        for who in self._mix_ups.get(record.id, ()):
            add(Flag.MIX_UP_SUSPECTED, who)
        self._of_course(record, add)
        return tuple(
            FlagFact(
                flag=flag,
                about=tuple(found[flag].values()),
                count=len(record.shots) if flag is Flag.MANY_SHOTS else 0,
            )
            for flag in sorted(found, key=_ORDER.__getitem__)
        )

    def _of_shot(self, record: Record, add: Callable[..., None]) -> None:
        shot = record.chosen_shot
        if shot is None:
            return
        state = shot.slate_state(self._settings.slate_apart_s)
        if state is not SlateState.MATCHED:
            add(Flag.SLATE_MISSING if state is SlateState.MISSING else Flag.SLATE_APART)
        for doubt in shot.doubts:
            self._of_doubt(record, doubt, add)
        if record.entries.get("photo.kept_reason"):
            add(Flag.PHOTO_ADVICE)
        if record.entries.get("photo.exception"):
            add(Flag.EXCEPTION)
        if len(record.shots) >= self._settings.many_shots:
            add(Flag.MANY_SHOTS)

    def _of_doubt(self, record: Record, doubt: Doubt, add: Callable[..., None]) -> None:
        """The doubt outlives a correction of the other, and its voiding: the face was here."""
        other = None if doubt.other is None else self._facts.known.get(doubt.other)
        if other is None or other.number != record.number:
            add(_OF_DOUBT[doubt.kind], other)

    def _of_course(self, record: Record, add: Callable[..., None]) -> None:
        """How this application came about."""
        if record.version > 1:
            add(Flag.CORRECTED)
        versions = (record.reviews, *(each.reviews for each in self._earlier(record)))
        if any(mark.decision is Decision.SENT_BACK for marks in versions for mark in marks):
            add(Flag.SENT_BACK_BEFORE)
        if record.entries.get("form.source") == "typed":
            add(Flag.FORM_TYPED)
        if record.entries.get("papers.confirmed") == "read_aloud":
            add(Flag.READ_ALOUD)
        if any(each.answer in _WRONG for each in record.confirmations):
            add(Flag.APPLICANT_OBJECTED)

    def _earlier(self, record: Record) -> tuple[Earlier, ...]:
        return self._facts.earlier.get(record.id, ())


def _by_first(pairs: Iterable[tuple[ApplicationId, T]]) -> dict[ApplicationId, list[T]]:
    found: dict[ApplicationId, list[T]] = {}
    for mine, what in pairs:
        found.setdefault(mine, []).append(what)
    return found

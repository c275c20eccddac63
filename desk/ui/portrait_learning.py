"""The machine knows the open application's portraits (書類の写真), and forgets them with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desk.domain.application import PictureId
    from desk.domain.numbers import ApplicationNumber
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class PortraitLearning(QObject):
    """Follows what the store answers: a portrait that was taken anew is learned anew, one that was
    dropped is forgotten at once, wherever that happened. Vectors never leave the memory."""

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._number: ApplicationNumber | None = None
        self._known: tuple[PictureId, ...] = ()

    def follow(self, draft: Draft | None) -> None:
        """The open application as it stands; None when none is open."""
        lookout = self._context.photographing.lookout
        portraits = () if draft is None or not lookout.on else draft.record.portraits
        number = None if draft is None else draft.record.number
        ids = tuple(each.id for each in portraits)
        if (number, ids) == (self._number, self._known):
            return
        before, had = self._number, bool(self._known)
        self._number, self._known = number, ids
        if before is not None and had:
            self._context.tasks.compute(lambda: lookout.forget_portraits(before))
        if draft is None or number is None or not portraits:
            return
        application, deed = draft.id, self._context.photographing
        self._context.tasks.run(
            lambda: [(each.document, data) for each, data in deed.portraits(application)],
            lambda found: self._learn(number, ids, found),
            lambda _error: None,  # dropped meanwhile: the answer to that follows
        )

    def _learn(
        self,
        number: ApplicationNumber,
        ids: tuple[PictureId, ...],
        found: list[tuple[str, bytes]],
    ) -> None:
        if (number, ids) != (self._number, self._known):
            return
        lookout = self._context.photographing.lookout

        def learn() -> None:
            for document, data in found:
                lookout.learn_portrait(number, document, data)

        self._context.tasks.compute(learn)

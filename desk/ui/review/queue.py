"""In which order the persons come, which eight stand on the sheet, and who is next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desk.domain.application import ApplicationId
from desk.domain.delivery import Route
from desk.domain.review import Decision
from desk.services.review import ReviewItem

ON_A_PAGE: Final = 8
MODES: Final = ("flagged", "number", "unchecked", "counter")


class ReviewQueue:
    """The persons of the day and the one on the screen. Knows no Qt."""

    def __init__(self) -> None:
        self._items: dict[ApplicationId, ReviewItem] = {}
        self._order: list[ApplicationId] = []
        self.mode = MODES[0]
        self.current: ApplicationId | None = None

    def set_items(self, items: Iterable[ReviewItem]) -> None:
        """Begin with the first one that is open."""
        self._items = {item.id: item for item in items}
        self.current = None
        self._sort()
        self.current = self._first(None) or self._first(Decision.LATER)
        if self.current is None and self._order:
            self.current = self._order[0]

    def set_mode(self, mode: str) -> None:
        """Another order; the person on the screen stays if they are in it."""
        self.mode = mode
        self._sort()
        if self.current not in self._order:
            self.current = self._first(None) or (self._order[0] if self._order else None)

    def put(self, item: ReviewItem) -> None:
        """That person as they stand now."""
        self._items[item.id] = item

    @property
    def items(self) -> tuple[ReviewItem, ...]:
        """Everybody, whatever the order shows."""
        return tuple(self._items.values())

    @property
    def shown(self) -> tuple[ReviewItem, ...]:
        """Those in the present order."""
        return tuple(self._items[each] for each in self._order)

    @property
    def item(self) -> ReviewItem | None:
        return None if self.current is None else self._items.get(self.current)

    @property
    def at(self) -> int:
        """The place of the current person in the order; 0 while there is none."""
        return self._order.index(self.current) if self.current in self._order else 0

    @property
    def page(self) -> tuple[ReviewItem, ...]:
        """The eight around the current person."""
        first = self.at // ON_A_PAGE * ON_A_PAGE
        return self.shown[first : first + ON_A_PAGE]

    def neighbours(self, count: int) -> tuple[ReviewItem, ...]:
        """Who comes next if everybody is decided in turn: for fetching ahead."""
        ahead = self._order[self.at + 1 :] + self._order[: self.at]
        waiting = [self._items[each] for each in ahead if self._items[each].open]
        return tuple(waiting[:count])

    # moving

    def go_to(self, application: ApplicationId) -> bool:
        if application not in self._order or application == self.current:
            return False
        self.current = application
        return True

    def step(self, by: int) -> bool:
        """← →: the person before or after; False at the ends."""
        place = self.at + by
        if not self._order or not 0 <= place < len(self._order):
            return False
        return self.go_to(self._order[place])

    def turn(self, by: int) -> bool:
        """PgUp PgDn: the first of the eight before or after."""
        first = (self.at // ON_A_PAGE + by) * ON_A_PAGE
        if not self._order or not 0 <= first < len(self._order):
            return False
        return self.go_to(self._order[first])

    def advance(self) -> bool:
        """After a decision: the next one nobody decided, then those of 後で; False when all were
        looked at. Whoever was just put off is not asked for again at once."""
        found = self._next(None)
        if found is None and self._first(None, everywhere=True) is not None:
            self.set_mode(MODES[0])  # this order is through, others still wait
            found = self._first(None)
        just = self.item
        put_off = just is not None and just.decision is Decision.LATER
        if found is None and not put_off:
            found = self._next(Decision.LATER)
        if found is not None:
            self.current = found
        self._sort()
        return found is not None

    def begin_later(self) -> bool:
        """From the end of the sheet back to those of 後で."""
        found = self._first(Decision.LATER, everywhere=True)
        if found is None:
            return False
        if found not in self._order:
            self.set_mode(MODES[0])
        self.current = found
        return True

    # inside

    def _sort(self) -> None:
        known = sorted(self._items.values(), key=lambda item: item.record.number)
        if self.mode == "flagged":
            known.sort(key=lambda item: not item.needs_look)
        elif self.mode == "unchecked":
            known = [item for item in known if item.open or item.id == self.current]
        elif self.mode == "counter":
            known = [item for item in known if item.record.route is Route.COUNTER]
        self._order = [item.id for item in known]

    def _first(
        self, decision: Decision | None, *, everywhere: bool = False
    ) -> ApplicationId | None:
        known = self._items if everywhere else self._order
        return next((each for each in known if self._items[each].decision is decision), None)

    def _next(self, decision: Decision | None) -> ApplicationId | None:
        """The next one in the order, going round, the current one last of all."""
        at = self.at
        around = self._order[at + 1 :] + self._order[: at + 1]
        return next((each for each in around if self._items[each].decision is decision), None)

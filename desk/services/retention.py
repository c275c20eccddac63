"""消去: what may go, when, and that nothing else ever does.

A batch may be purged once its verified receipt is here and the days of retention are over, by this
terminal's own clock since the receipt was kept. A hub can neither ask for it nor hasten it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Final

from desk.domain.batch import BatchState
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.rules import Retention as RetentionRule
from desk.domain.rules import RulesByDay
from desk.services.batch_store import BatchRow, DeletionRow, PurgeStore
from desk.services.ports import JAPAN, By, Clock, Operator
from sync.protocol import BatchId, Digest

RULE: Final = "terminal_after_receipt"
CASES: Final = "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A received batch, and from when on it may be purged."""

    batch: BatchRow
    on: date
    due: bool
    needs_approval: bool


class Retention:
    """Call it on the store's thread."""

    def __init__(self, store: PurgeStore, clock: Clock, rulebook: RulesByDay, outbox: Path) -> None:
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._outbox = outbox

    def waiting(self) -> tuple[Due, ...]:
        """Every received batch that is still here, the oldest first."""
        rows = (each for each in self._store.batches() if each.state is BatchState.RECEIVED)
        return tuple(sorted((self._due(each) for each in rows), key=lambda each: each.on))

    def purge_on(self, batch: BatchRow) -> date | None:
        """From which day on; None as long as there is no receipt."""
        if batch.received_at is None:
            return None
        kept = batch.received_at.replace(tzinfo=batch.received_at.tzinfo or UTC)
        return kept.astimezone(JAPAN).date() + timedelta(days=self.rule.days)

    @property
    def rule(self) -> RetentionRule:
        return self._rulebook.on(self._clock.today()).retention[RULE]

    def purge(self, batch: BatchId, by: Operator) -> DeletionRow:
        """Delete one batch's records, pictures and packets; the record of it stays.

        Raises Refused("not_received" | "retention_runs" | "supervisor_only"),
        NeedsPerson("disk_full" | "disk_error").
        """
        row = self._store.batch(batch)
        if row.state is BatchState.PURGED:
            return next(each for each in self._store.deletions() if each.batch == batch)
        if row.state is not BatchState.RECEIVED or self._store.receipt(batch) is None:
            raise Refused("not_received", batch=row.name)
        due = self._due(row)
        if not due.due:
            raise Refused("retention_runs", batch=row.name, on=due.on.isoformat())
        if due.needs_approval and not by.supervisor:
            raise Refused("supervisor_only")
        files = [place.digest for place in self._store.places(batch)]
        done = self._store.purge_batch(
            batch, self.rule.days, len(files), By(by.id, self._clock.now())
        )
        self.sweep()
        self._store.shrink()
        return done

    def purge_due(self, by: Operator) -> tuple[DeletionRow, ...]:
        """Everything whose time has come; the entries of ended cases go with it."""
        today = self._clock.today()
        rule = self._rulebook.on(today).retention[CASES]
        if by.supervisor or not rule.needs_approval:
            before = today - timedelta(days=rule.days)
            self._store.purge_cases(before, By(by.id, self._clock.now()))
        return tuple(self.purge(each.batch.id, by) for each in self.waiting() if each.due)

    def sweep(self) -> int:
        """Remove the packets of what was purged, also those that a power cut left; how many."""
        return sum(self._remove(digest) for digest in self._store.dead_packets())

    def _remove(self, digest: Digest) -> bool:
        path = self._outbox / f"{digest}.age"
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise NeedsPerson("disk_error") from error
        return True

    def _due(self, row: BatchRow) -> Due:
        on = self.purge_on(row)
        assert on is not None  # noqa: S101 received ones only
        return Due(
            batch=row,
            on=on,
            due=self._clock.today() >= on,
            needs_approval=self.rule.needs_approval,
        )

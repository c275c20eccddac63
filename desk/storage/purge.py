"""The purge: the only code that deletes an application, after its receipt and its retention."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from desk.domain.batch import BatchState, move
from desk.domain.errors import Refused
from desk.services.batch_store import DeletionRow
from desk.services.ports import By
from desk.storage.database import Row
from desk.storage.outbox import Outboxes
from desk.storage.part import when
from sync.protocol import BatchId, Digest

_BLANK: Final = """
    UPDATE application SET status = 'purged', changed_at = ?2, name = '', kana = '',
        name_key = '', kana_key = '', birth = NULL, address_key = '', form_id = NULL,
        form_kind = '', reasons = '[]'
    WHERE counted_in = ?1 AND status IN ('received', 'voided', 'handed_back', 'superseded')
    """
_HANGING: Final = (
    "slate",
    "shot_check",
    "doubt",
    "shot",
    "picture",
    "portrait",
    "form_seen",
    "confirmation",
    "review",
    "grounds",
    "entry",
)
"""In the order of their references."""
_IMAGES: Final = """
    SELECT sha256 FROM picture WHERE application_id IN (
        SELECT id FROM application WHERE counted_in = ?1)
    UNION SELECT sha256 FROM portrait WHERE application_id IN (
        SELECT id FROM application WHERE counted_in = ?1)
    """
_UNUSED: Final = """
    DELETE FROM image WHERE sha256 = ?1
        AND NOT EXISTS (SELECT 1 FROM picture WHERE sha256 = ?1)
        AND NOT EXISTS (SELECT 1 FROM portrait WHERE sha256 = ?1)
    """
_DELETIONS: Final = """
    SELECT deletion.*, batch.name FROM deletion JOIN batch ON batch.id = deletion.batch
    ORDER BY deletion.at, batch.sequence
    """
_COPIES: Final = "*-before-*.db"


class Purges(Outboxes):
    """`desk.services.batch_store.PurgeStore`'s part of the store."""

    def purge_batch(self, batch: BatchId, days: int, files: int, by: By) -> DeletionRow:
        """secure_delete overwrites what was there. Raises Refused("not_received")."""
        with self._database.transaction():
            row = self.batch(batch)
            if row.state is not BatchState.RECEIVED:
                raise Refused("not_received", batch=row.name)
            move(row.state, BatchState.PURGED)
            counts = self._counts(batch)
            self._database.insert(
                "deletion",
                batch=batch,
                at=when(by),
                operator=by.operator,
                days=days,
                files=files,
                **counts,
            )
            self._delete(batch, by)
            self._database.run(
                "UPDATE batch SET state = 'purged', purged_at = ?, changed_at = ? WHERE id = ?",
                when(by),
                when(by),
                batch,
            )
            self._audit.write(
                "purged", by, batch=batch, application_count=counts["applications"], counted=files
            )
        return next(each for each in self.deletions() if each.batch == batch)

    def _counts(self, batch: BatchId) -> dict[str, int]:
        applications = self._database.row(
            "SELECT count(*) AS found FROM application WHERE counted_in = ?", batch
        )
        images = self._database.rows(_IMAGES, batch)
        found = 0 if applications is None else int(applications["found"])
        return {"applications": found, "pictures": len(images)}

    def _delete(self, batch: BatchId, by: By) -> None:
        images = [row["sha256"] for row in self._database.rows(_IMAGES, batch)]
        self._database.run(_BLANK, batch, when(by))
        for table in _HANGING:
            self._database.run(
                f"DELETE FROM {table} WHERE application_id IN ("  # noqa: S608 our own text
                "SELECT id FROM application WHERE counted_in = ?)",
                batch,
            )
        for sha256 in images:
            self._database.run(_UNUSED, sha256)

    def dead_packets(self) -> tuple[Digest, ...]:
        rows = self._database.rows(
            "SELECT digest FROM packet JOIN application ON application.id = application_id"
            " WHERE status = 'purged'"
        )
        return tuple(row["digest"] for row in rows)

    def deletions(self) -> tuple[DeletionRow, ...]:
        return tuple(_deletion(row) for row in self._database.rows(_DELETIONS))

    def shrink(self) -> tuple[str, ...]:
        self._database.checkpoint()
        copies = sorted(self._database.path.parent.glob(_COPIES))
        for copy in copies:
            copy.unlink(missing_ok=True)
        return tuple(copy.name for copy in copies)


def _deletion(row: Row) -> DeletionRow:
    return DeletionRow(
        batch=row["batch"],
        name=row["name"],
        at=datetime.fromisoformat(row["at"]),
        operator=row["operator"],
        days=row["days"],
        applications=row["applications"],
        pictures=row["pictures"],
        files=row["files"],
    )

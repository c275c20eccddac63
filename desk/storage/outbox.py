"""Batches on their way: leases, failures, sticks, receipts. Sending's memory survives a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from desk.domain.batch import BatchState, is_unsent, move
from desk.domain.errors import Refused
from desk.services.batch_store import BatchRow, EnrolmentRow, Extension, Packet, ReceiptRow
from desk.services.ports import By
from desk.storage.batches import Batches
from desk.storage.chain_keys import ChainKeys
from desk.storage.closing import STANDS
from desk.storage.part import text_of, when
from sync.outbox import LONGEST_LEASE_S, still_ahead
from sync.protocol import BatchId, Digest

_LEASE: Final = """
    UPDATE batch SET state = 'sending', owner = ?2, lease_until = ?3, changed_at = ?4,
        sent_before = CASE WHEN owner IS ?2 THEN sent_before ELSE sent_at END,
        sent_at = coalesce(sent_at, ?4)
    WHERE id = ?1 AND state IN ('waiting', 'failed', 'sending')
    """
_NO_LEASE: Final = "owner = NULL, lease_until = NULL"
_HERE: Final = f"""
    SELECT CASE
            WHEN application.status = 'accepted' THEN 'unsealed'
            WHEN application.status = 'draft' THEN 'draft'
            WHEN application.status = 'held' THEN 'held_over'
            WHEN application.status = 'sealed' AND state = 'carried' THEN 'carried'
            WHEN application.status = 'sealed' THEN 'waiting'
            WHEN application.status = 'received' THEN 'kept'
            ELSE 'closed_out' END AS why,
        count(*) AS found, min(application.on_date) AS since
    FROM application LEFT JOIN batch ON batch.id = counted_in
    WHERE application.status <> 'purged' AND ({STANDS} OR application.status = 'superseded')
    GROUP BY why
    """  # noqa: S608 our own text


class Outboxes(Batches, ChainKeys):
    """`desk.services.batch_store.SendStore`'s part of the store."""

    def certificate_of(self, batch: BatchId) -> EnrolmentRow:
        """What the terminal was enrolled as when it sealed this batch."""
        row = self._database.row(
            "SELECT enrolment.* FROM enrolment JOIN batch ON batch.enrolment = enrolment.seq"
            " WHERE batch.id = ?",
            batch,
        )
        if row is None:
            raise Refused("batch_unknown")
        return EnrolmentRow(
            id=row["seq"],
            hub_url=row["hub_url"],
            root=row["root"],
            public=row["public"],
            certificate=bytes(row["certificate"]),
            at=datetime.fromisoformat(row["at"]),
        )

    # a person's deeds
    def move_batch(self, batch: BatchId, to: BatchState, by: By) -> BatchRow:
        """待ち or 一時停止; a wait for the next try ends with it."""
        with self._database.transaction():
            row = self.batch(batch)
            if row.state is not to:
                move(row.state, to)
            self._database.run(
                f"UPDATE batch SET state = ?, next_try_at = NULL, changed_at = ?, {_NO_LEASE}"  # noqa: S608
                " WHERE id = ?",
                to.value,
                when(by),
                batch,
            )
            self._audit.write("batch_moved", by, batch=batch, was=row.state.value, status=to.value)
        return self.batch(batch)

    def note_carried(self, batch: BatchId, name: str, by: By) -> BatchRow:
        """A batch that was received meanwhile stays so."""
        with self._database.transaction():
            row = self.batch(batch)
            if not is_unsent(row.state):
                return row
            if row.state is not BatchState.CARRIED:
                move(row.state, BatchState.CARRIED)
            self._database.run(
                f"UPDATE batch SET state = 'carried', carried_at = ?, carried_as = ?,"  # noqa: S608
                f" changed_at = ?, next_try_at = NULL, {_NO_LEASE} WHERE id = ?",
                when(by),
                name,
                when(by),
                batch,
            )
            self._audit.write("batch_carried", by, batch=batch, digest=row.digest)
        return self.batch(batch)

    # the engine's
    def lease_batch(
        self, batch: BatchId, owner: str, now: datetime, until: datetime, by: By
    ) -> bool:
        """One of two gets it: both ask inside a transaction that writes."""
        with self._database.transaction():
            row = self.batch(batch)
            others = row.owner is not None and row.owner != owner
            if others and still_ahead(row.lease_until, now, LONGEST_LEASE_S):
                return False
            leased = self._database.run(_LEASE, batch, owner, text_of(until), text_of(now))
            if leased and row.state is not BatchState.SENDING:
                self._audit.write("sending_begun", by, batch=batch)
        return bool(leased)

    def renew_batch(self, batch: BatchId, owner: str, until: datetime) -> bool:
        with self._database.transaction():
            held = self._database.run(
                "UPDATE batch SET lease_until = ? WHERE id = ? AND owner = ? AND state = 'sending'",
                text_of(until),
                batch,
                owner,
            )
        return bool(held)

    def release_batch(self, batch: BatchId, owner: str) -> None:
        with self._database.transaction():
            self._database.run(
                f"UPDATE batch SET state = 'waiting', {_NO_LEASE}"  # noqa: S608
                " WHERE id = ? AND owner = ? AND state = 'sending'",
                batch,
                owner,
            )

    def release_others(self, owner: str) -> int:
        with self._database.transaction():
            return self._database.run(
                f"UPDATE batch SET state = 'waiting', {_NO_LEASE}"  # noqa: S608
                " WHERE state = 'sending' AND owner <> ?",
                owner,
            )

    def note_announced(self, batch: BatchId) -> None:
        """From the first word of the hub on the batch has left for good."""
        with self._database.transaction():
            self._database.run(
                "UPDATE batch SET sent_at = coalesce(sent_at, ?1),"
                " sent_before = coalesce(sent_before, sent_at, ?1)"
                " WHERE id = ?2 AND state NOT IN ('received', 'purged', 'withdrawn')",
                text_of(self._clock.now().utc),
                batch,
            )

    def note_sent(self, batch: BatchId, packets: int, bytes_: int) -> None:
        with self._database.transaction():
            self._database.run(
                "UPDATE batch SET sent_packets = min(packets, ?1), sent_bytes = min(bytes, ?2),"
                " attempts = 0, sent_at = coalesce(sent_at, ?3),"
                " sent_before = coalesce(sent_before, sent_at, ?3), changed_at = ?3"
                " WHERE id = ?4 AND state NOT IN ('received', 'purged', 'withdrawn')",
                max(0, packets),
                max(0, bytes_),
                text_of(self._clock.now().utc),
                batch,
            )

    def fail_batch(
        self,
        batch: BatchId,
        code: str,
        facts: Mapping[str, object],
        next_try_at: datetime | None,
        by: By,
        *,
        unreached: bool,
    ) -> BatchRow:
        """`unreached`: the hub has certainly not seen the manifest in this try. What a person
        decided meanwhile (一時停止, USB) stands."""
        with self._database.transaction():
            row = self.batch(batch)
            if not is_unsent(row.state):
                return row
            stays = row.state in (BatchState.PAUSED, BatchState.CARRIED)
            state = row.state if stays else BatchState.FAILED
            never_left = unreached and row.state is BatchState.SENDING
            self._database.run(
                f"UPDATE batch SET state = ?, failed_at = ?, trouble = ?, facts = ?,"  # noqa: S608
                " next_try_at = ?, attempts = attempts + 1, changed_at = ?,"
                " sent_at = CASE WHEN ? AND sent_packets = 0 THEN sent_before ELSE sent_at END,"
                f" {_NO_LEASE} WHERE id = ?",
                state.value,
                when(by),
                code,
                json.dumps(facts, ensure_ascii=False, default=str, sort_keys=True),
                None if next_try_at is None else text_of(next_try_at),
                when(by),
                int(never_left),
                batch,
            )
            if row.trouble != code or row.state is not BatchState.FAILED:
                self._audit.write("sending_failed", by, batch=batch, code=code)
        return self.batch(batch)

    # receipts
    def receive(
        self,
        batch: BatchId,
        receipt: ReceiptRow,
        lines: Sequence[tuple[Digest, str, Digest]],
        by: By,
    ) -> BatchRow:
        """The second time, by whatever way, nothing changes."""
        with self._database.transaction():
            row = self.batch(batch)
            if row.state in (BatchState.RECEIVED, BatchState.PURGED):
                return row
            move(row.state, BatchState.RECEIVED)
            self._database.insert(
                "receipt",
                batch=batch,
                envelope=receipt.envelope,
                hub=receipt.hub,
                received_at=text_of(receipt.received_at),
                kept_at=when(by),
                way=receipt.way,
            )
            for digest, outcome, first in lines:
                self._database.insert(
                    "receipt_line", batch=batch, digest=digest, outcome=outcome, first=first
                )
            self._database.run(
                f"UPDATE batch SET state = 'received', received_at = ?, changed_at = ?,"  # noqa: S608
                " trouble = '', facts = '{}', next_try_at = NULL, sent_packets = packets,"
                f" sent_bytes = bytes, sent_at = coalesce(sent_at, ?), {_NO_LEASE} WHERE id = ?",
                when(by),
                when(by),
                when(by),
                batch,
            )
            self._database.run(
                "UPDATE application SET status = 'received', changed_at = ?"
                " WHERE status = 'sealed' AND id IN ("
                "SELECT application_id FROM batch_packet WHERE batch = ?)",
                when(by),
                batch,
            )
            self._audit.write("received", by, batch=batch, digest=row.digest, way=receipt.way)
        return self.batch(batch)

    def receipt(self, batch: BatchId) -> ReceiptRow | None:
        row = self._database.row("SELECT * FROM receipt WHERE batch = ?", batch)
        if row is None:
            return None
        return ReceiptRow(
            envelope=bytes(row["envelope"]),
            hub=row["hub"],
            received_at=datetime.fromisoformat(row["received_at"]),
            kept_at=datetime.fromisoformat(row["kept_at"]),
            way=row["way"],
        )

    # packets that leave before the day is closed
    def to_trickle(self) -> tuple[Packet, ...]:
        rows = self._database.rows(
            "SELECT packet.* FROM packet JOIN application ON application.id = application_id"
            " WHERE status = 'accepted' AND digest NOT IN (SELECT digest FROM trickled)"
            " AND digest NOT IN (SELECT digest FROM batch_packet) ORDER BY made_at"
        )
        return tuple(
            Packet(
                digest=row["digest"],
                size=row["size"],
                application=row["application_id"],
                municipality=row["municipality"],
                body=row["body"],
            )
            for row in rows
        )

    def note_trickled(self, digest: Digest, by: By) -> None:
        with self._database.transaction():
            self._database.run(
                "INSERT INTO trickled (digest, at) SELECT digest, ? FROM packet WHERE digest = ?"
                " ON CONFLICT (digest) DO NOTHING",
                when(by),
                digest,
            )

    # what is still here
    def here(self) -> Mapping[str, tuple[int, date | None]]:
        return {
            row["why"]: (row["found"], date.fromisoformat(row["since"]))
            for row in self._database.rows(_HERE)
        }

    # limits
    def extend(self, extension: Extension, by: By) -> None:
        with self._database.transaction():
            self._must_be_supervisor(by)
            self._database.insert(
                "extension",
                which=extension.limit,
                reason=extension.reason,
                at=text_of(extension.at),
                until=text_of(extension.until),
                operator=extension.operator,
            )
            self._audit.write("limit_extended", by, kind=extension.limit)

    def extensions(self) -> tuple[Extension, ...]:
        """The newest last."""
        rows = self._database.rows("SELECT * FROM extension ORDER BY seq")
        return tuple(
            Extension(
                limit=row["which"],
                reason=row["reason"],
                operator=row["operator"],
                at=datetime.fromisoformat(row["at"]),
                until=datetime.fromisoformat(row["until"]),
            )
            for row in rows
        )

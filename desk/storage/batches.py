"""Packets and batches: what was sealed, in one transaction with everything that follows from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from desk.domain.application import ApplicationId, DayId
from desk.domain.batch import BatchState
from desk.domain.batch import move as move_batch
from desk.domain.errors import NeedsPerson, Refused
from desk.services.batch_store import (
    BatchRow,
    Chain,
    NewBatch,
    Packet,
    PacketPlace,
    WithdrawnRow,
)
from desk.services.ports import By
from desk.storage.closing import STANDS, UNCOUNTED, Closings
from desk.storage.database import Row
from desk.storage.part import when
from desk.storage.records import number_of
from desk.storage.tallies import tally_from, tally_text
from sync.protocol import NO_DIGEST, BatchId, Digest

_TO_SEAL: Final = f"""
    SELECT id FROM application WHERE {UNCOUNTED} AND status = 'accepted'
    ORDER BY on_date, serial
    """  # noqa: S608 our own text, here and below
_UNPREPARED: Final = f"""
    SELECT id FROM application WHERE {UNCOUNTED} AND status = 'accepted'
        AND 'approved' IS (SELECT decision FROM review
            WHERE review.application_id = application.id ORDER BY review.seq DESC LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM packet WHERE packet.application_id = application.id)
        AND id NOT IN (SELECT supersedes FROM application
            WHERE supersedes IS NOT NULL AND status IN ('draft', 'held'))
    ORDER BY on_date, serial
    """  # noqa: S608
_READY: Final = """
    SELECT 1 FROM application WHERE id = ? AND status = 'accepted'
        AND 'approved' IS (SELECT decision FROM review
            WHERE review.application_id = application.id ORDER BY review.seq DESC LIMIT 1)
    """
_COUNT_IN: Final = f"""
    UPDATE application SET counted_in = ?2 WHERE {UNCOUNTED}
        AND status IN ('accepted', 'voided', 'handed_back', 'superseded')
    """  # noqa: S608
_OPEN: Final = f"""
    SELECT count(*) AS found FROM application WHERE {UNCOUNTED}
        AND (status = 'draft' OR (status = 'held' AND NOT ({STANDS})))
    """  # noqa: S608
_LOOSE: Final = "NOT EXISTS (SELECT 1 FROM batch_packet WHERE batch_packet.digest = packet.digest)"
_COLUMNS: Final = """
    id, name, sequence, day_id, on_date, venue, terminal, digest, previous, packets, bytes,
    sealed_at, sealed_by, state, changed_at, tally, sent_packets, sent_bytes, owner, attempts,
    trouble, facts, carried_as, reason, lease_until, sent_at, failed_at, next_try_at, carried_at,
    received_at, purged_at, withdrawn_at
    """
"""Without the manifest, which is large."""
_PLACES: Final = """
    SELECT packet.digest, size, packet.application_id, municipality, version, supersedes, route,
        on_date, terminal, serial
    FROM batch_packet JOIN packet ON packet.digest = batch_packet.digest
        JOIN application ON application.id = batch_packet.application_id
    WHERE batch = ? ORDER BY position
    """


class Batches(Closings):
    """`desk.services.batch_store.SealStore`'s part of the store."""

    # packets
    def to_seal(self, day: DayId) -> tuple[ApplicationId, ...]:
        rows = self._database.rows(_TO_SEAL, self._day(day)["on_date"])
        return tuple(row["id"] for row in rows)

    def approved_unprepared(self, day: DayId) -> tuple[ApplicationId, ...]:
        rows = self._database.rows(_UNPREPARED, self._day(day)["on_date"])
        return tuple(row["id"] for row in rows)

    def picture_data(self, sha256: str) -> bytes:
        """Raises NeedsPerson("store_damaged"); whoever seals hashes the bytes anyway."""
        row = self._database.row("SELECT data FROM image WHERE sha256 = ?", sha256)
        if row is None:
            raise NeedsPerson("store_damaged")
        return bytes(row["data"])

    def packets_of(self, application: ApplicationId) -> tuple[Packet, ...]:
        """Newest first."""
        rows = self._database.rows(
            "SELECT * FROM packet WHERE application_id = ? ORDER BY made_at DESC", application
        )
        return tuple(_packet(row) for row in rows)

    def keep_packets(self, packets: Sequence[Packet], by: By) -> None:
        """The files are whole on the disk already. One of an application that moved on meanwhile
        is left out: its file belongs to nothing and goes at the next start."""
        with self._database.transaction():
            for each in packets:
                if not self._may_be_sealed(each.application):
                    continue
                self._database.insert(
                    "packet",
                    digest=each.digest,
                    size=each.size,
                    application_id=each.application,
                    municipality=each.municipality,
                    body=each.body,
                    made_at=when(by),
                )
                self._audit.write(
                    "packet_made", by, each.application, digest=each.digest, counted=each.size
                )

    def _may_be_sealed(self, application: ApplicationId) -> bool:
        return self._database.row(_READY, application) is not None

    def packet_digests(self) -> frozenset[Digest]:
        return frozenset(row["digest"] for row in self._database.rows("SELECT digest FROM packet"))

    def drop_loose_packets(self, application: ApplicationId, but: Digest, by: By) -> int:
        loose = self._database.rows(
            f"SELECT digest FROM packet WHERE application_id = ? AND digest <> ? AND {_LOOSE}",  # noqa: S608
            application,
            but,
        )
        if not loose:
            return 0
        with self._database.transaction():
            for row in loose:
                self._database.run("DELETE FROM trickled WHERE digest = ?", row["digest"])
                self._database.run("DELETE FROM packet WHERE digest = ?", row["digest"])
            self._audit.write("packets_dropped", by, application, counted=len(loose))
        return len(loose)

    # the chain
    def chain(self, terminal: str) -> Chain:
        rows = self._database.rows(
            "SELECT id, digest, previous, reason, withdrawn_at, state, sequence FROM batch"
            " WHERE terminal = ? ORDER BY sequence",
            terminal,
        )
        if not rows:
            return Chain()
        standing = [row for row in rows if row["state"] != BatchState.WITHDRAWN.value]
        since = standing[-1]["sequence"] if standing else 0
        gone = tuple(_withdrawn(row) for row in rows if row["sequence"] > since)
        previous = rows[-1]["digest"] if rows else NO_DIGEST
        return Chain(rows[-1]["sequence"] + 1, Digest(previous), gone)

    def audit_head(self) -> tuple[int, str]:
        row = self._database.row("SELECT seq, hash FROM audit_head")
        return (0, NO_DIGEST) if row is None else (int(row["seq"]), str(row["hash"]))

    def batches_on(self, day: date) -> int:
        row = self._database.row(
            "SELECT count(*) AS found FROM batch WHERE on_date = ?", day.isoformat()
        )
        return 0 if row is None else int(row["found"])

    # sealing
    def seal(self, batch: NewBatch, by: By) -> BatchRow:
        """What the manifest says is compared once more with what the tables say."""
        on_date = batch.day.on.isoformat()
        with self._database.transaction():
            self._must_be_open(batch)
            self._must_be_unchanged(batch, on_date)
            self._insert_batch(batch, on_date, by)
            self._database.run(
                "UPDATE day_close SET batch = ? WHERE seq = ?", batch.id, batch.closing
            )
            for position, place in enumerate(batch.packets):
                self._seal_one(batch.id, position, place, by)
            self._count_in(batch, on_date)
            self._audit.write(
                "sealed",
                by,
                day=on_date,
                batch=batch.id,
                digest=batch.digest,
                sequence=batch.sequence,
                application_count=len(batch.packets),
            )
            return self.batch(batch.id)

    def _must_be_open(self, batch: NewBatch) -> None:
        row = self._database.row(
            "SELECT day_close.batch, day.closed"
            " FROM day_close JOIN day ON day.id = day_close.day_id"
            " WHERE day_close.seq = ? AND ended_as IS NULL",
            batch.closing,
        )
        if row is None or row["closed"] or row["batch"] is not None:
            raise Refused("already_sealed", **self._by_whom(batch.day.id))

    def _by_whom(self, day: DayId) -> dict[str, object]:
        row = self._database.row(
            "SELECT batch.name AS batch, operator.name AS who FROM day JOIN batch"
            " ON batch.id = day.closed_with JOIN operator ON operator.id = sealed_by"
            " WHERE day.id = ?",
            day,
        )
        return (
            {"batch": "", "who": ""} if row is None else {"batch": row["batch"], "who": row["who"]}
        )

    def _must_be_unchanged(self, batch: NewBatch, on_date: str) -> None:
        wanted = tuple(place.application for place in batch.packets)
        open_ones = self._database.row(_OPEN, on_date)
        if (
            self.to_seal(batch.day.id) != wanted
            or self._live_tally(on_date) != batch.tally
            or (open_ones is not None and open_ones["found"])
        ):
            raise Refused("changed_meanwhile")

    def _insert_batch(self, batch: NewBatch, on_date: str, by: By) -> None:
        self._database.insert(
            "batch",
            id=batch.id,
            name=batch.name,
            terminal=batch.terminal,
            sequence=batch.sequence,
            day_id=batch.day.id,
            on_date=on_date,
            venue=batch.day.venue,
            enrolment=batch.enrolment,
            manifest=batch.manifest,
            digest=batch.digest,
            previous=batch.previous,
            tally=tally_text(batch.tally),
            packets=len(batch.packets),
            bytes=sum(place.size for place in batch.packets),
            sealed_at=when(by),
            sealed_by=by.operator,
            state=BatchState.WAITING.value,
            changed_at=when(by),
        )

    def _seal_one(self, batch: BatchId, position: int, place: PacketPlace, by: By) -> None:
        self._database.insert(
            "batch_packet",
            batch=batch,
            position=position,
            digest=place.digest,
            application_id=place.application,
        )
        sealed = self._database.run(
            "UPDATE application SET status = 'sealed', changed_at = ?"
            " WHERE id = ? AND status = 'accepted'",
            when(by),
            place.application,
        )
        if sealed != 1:
            raise Refused("changed_meanwhile")

    def _count_in(self, batch: NewBatch, on_date: str) -> None:
        for place in batch.packets:
            self._database.run(
                "UPDATE application SET counted_in = ? WHERE id = ?", batch.id, place.application
            )
        self._database.run(_COUNT_IN, on_date, batch.id)
        # Days before that were never closed are closed with it: what they took in is in it.
        self._database.run(
            "UPDATE day SET closed = 1, closed_with = ? WHERE closed = 0 AND on_date <= ?",
            batch.id,
            on_date,
        )

    # opening again
    def withdraw(self, batch: BatchId, reason: str, by: By) -> None:
        with self._database.transaction():
            self._must_be_supervisor(by)
            row = self.batch(batch)
            if not row.may_be_opened_again:
                raise Refused("batch_left", batch=row.name)
            self._database.run(
                "UPDATE batch SET state = ?, withdrawn_at = ?, withdrawn_by = ?, reason = ?,"
                " changed_at = ? WHERE id = ?",
                move_batch(row.state, BatchState.WITHDRAWN).value,
                when(by),
                by.operator,
                reason,
                when(by),
                batch,
            )
            self._database.run(
                "UPDATE application SET status = 'accepted', changed_at = ?"
                " WHERE counted_in = ? AND status = 'sealed'",
                when(by),
                batch,
            )
            self._database.run(
                "UPDATE application SET counted_in = NULL WHERE counted_in = ?", batch
            )
            self._end_closing(batch, "withdrawn", reason, by)
            self._audit.write("withdrawn", by, batch=batch, digest=row.digest)

    def _end_closing(self, batch: BatchId, how: str, reason: str, by: By) -> None:
        self._database.run(
            "UPDATE day_close SET ended_as = ?, ended_at = ?, ended_by = ?, reason = ?"
            " WHERE batch = ? AND ended_as IS NULL",
            how,
            when(by),
            by.operator,
            reason,
            batch,
        )
        # Days that were only closed along open again with a withdrawal, not with a late applicant.
        self._database.run(
            "UPDATE day SET closed = 0, closed_with = NULL WHERE closed_with = ?1 AND (?2"
            " OR id = (SELECT day_id FROM batch WHERE id = ?1))",
            batch,
            int(how == "withdrawn"),
        )

    def continue_day(self, batch: BatchId, reason: str, by: By) -> None:
        """The day goes on although its batch stands: what comes now is a batch of its own."""
        with self._database.transaction():
            self._must_be_supervisor(by)
            self._end_closing(batch, "continued", reason, by)
            self._audit.write("day_continued", by, batch=batch)

    # reading
    def batch(self, batch: BatchId) -> BatchRow:
        """Raises Refused("batch_unknown")."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM batch WHERE id = ?", batch)  # noqa: S608
        if row is None:
            raise Refused("batch_unknown")
        return batch_from(row)

    def batches(self) -> tuple[BatchRow, ...]:
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM batch ORDER BY sealed_at DESC, sequence DESC"  # noqa: S608
        )
        return tuple(batch_from(row) for row in rows)

    def unsent(self) -> tuple[BatchRow, ...]:
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM batch"  # noqa: S608
            " WHERE state IN ('waiting', 'sending', 'paused', 'failed', 'carried')"
            " ORDER BY sequence"
        )
        return tuple(batch_from(row) for row in rows)

    def manifest(self, batch: BatchId) -> bytes:
        row = self._database.row("SELECT manifest FROM batch WHERE id = ?", batch)
        if row is None:
            raise Refused("batch_unknown")
        return bytes(row["manifest"])

    def places(self, batch: BatchId) -> tuple[PacketPlace, ...]:
        return tuple(
            PacketPlace(
                digest=row["digest"],
                size=row["size"],
                application=row["application_id"],
                version=row["version"],
                number=number_of(row).full,
                municipality=row["municipality"],
                route=row["route"],
                supersedes=row["supersedes"],
            )
            for row in self._database.rows(_PLACES, batch)
        )


def _packet(row: Row) -> Packet:
    return Packet(
        digest=row["digest"],
        size=row["size"],
        application=row["application_id"],
        municipality=row["municipality"],
        body=row["body"],
    )


def _withdrawn(row: Row) -> WithdrawnRow:
    return WithdrawnRow(
        batch=row["id"],
        manifest=row["digest"],
        previous=row["previous"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["withdrawn_at"]),
    )


_MOMENTS: Final = (
    "lease_until",
    "sent_at",
    "failed_at",
    "next_try_at",
    "carried_at",
    "received_at",
    "purged_at",
    "withdrawn_at",
)


def batch_from(row: Row) -> BatchRow:
    moments: dict[str, Any] = {
        name: None if row[name] is None else datetime.fromisoformat(row[name]) for name in _MOMENTS
    }
    return BatchRow(
        id=row["id"],
        name=row["name"],
        sequence=row["sequence"],
        day=row["day_id"],
        on=date.fromisoformat(row["on_date"]),
        venue=row["venue"],
        terminal=row["terminal"],
        digest=row["digest"],
        previous=row["previous"],
        packets=row["packets"],
        bytes=row["bytes"],
        sealed_at=datetime.fromisoformat(row["sealed_at"]),
        sealed_by=row["sealed_by"],
        state=BatchState(row["state"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        tally=tally_from(row["tally"]),
        sent_packets=row["sent_packets"],
        sent_bytes=row["sent_bytes"],
        owner=row["owner"],
        attempts=row["attempts"],
        trouble=row["trouble"],
        facts=json.loads(row["facts"]),
        carried_as=row["carried_as"],
        reason=row["reason"],
        **moments,
    )

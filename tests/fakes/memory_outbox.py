"""An outbox in memory, or in one JSON file that is written whole on each change.

Stands in for the terminal's store in tests of the engine; passes tests/sync/outbox_contract.py as
that store does. With `file`, several objects (and processes, one after another) share its state.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.outbox import LONGEST_LEASE_S, BatchWork, EarlyPacket, still_ahead
from sync.protocol import BatchId, Digest


class MemoryOutbox:
    """`add` puts a sealed batch in; `row` shows its state."""

    def __init__(self, packets: Path, file: Path | None = None) -> None:
        self._packets = packets
        self._file = file
        self._lock = threading.RLock()
        self._rows: dict[str, dict[str, Any]] = {}
        self.contacts: list[tuple[datetime, float]] = []
        self.references: list[tuple[bytes, str]] = []
        self.key_sets: list[bytes] = []
        self.early: list[EarlyPacket] = []
        self.early_failures: list[tuple[str, datetime]] = []
        self.spares: dict[str, bytes] = {}  # what lies on the live spare

    # what tests do --------------------------------------------------------------------------
    def add(self, batch: BatchId, manifest: bytes) -> None:
        """A batch that was just sealed."""
        with self._open() as rows:
            rows[batch] = {
                "manifest": manifest.decode(),
                "order": len(rows),
                "attempts": 0,
                "code": "",
                "facts": {},
                "failed": False,
                "next_try_at": None,
                "owner": "",
                "until": None,
                "paused": False,
                "carried": False,
                "packets": 0,
                "bytes": 0,
                "receipt": None,
            }

    def row(self, batch: BatchId) -> dict[str, Any]:
        with self._open() as rows:
            return dict(rows[batch])

    def pause(self, batch: BatchId, paused: bool = True) -> None:
        with self._open() as rows:
            rows[batch]["paused"] = paused

    def carry(self, batch: BatchId) -> None:
        """It went out on a stick."""
        with self._open() as rows:
            rows[batch]["carried"] = True

    def retry(self, batch: BatchId) -> None:
        """A person pressed 続きから送る."""
        with self._open() as rows:
            rows[batch].update(next_try_at=None, failed=False, paused=False, carried=False)

    def receipt(self, batch: BatchId) -> bytes | None:
        kept = self.row(batch)["receipt"]
        return None if kept is None else str(kept).encode()

    # Outbox ---------------------------------------------------------------------------------
    def due(self, now: datetime) -> BatchWork | None:
        with self._open() as rows:
            free = [(b, r) for b, r in rows.items() if self._may_leave(r, now)]
        if not free:
            return None
        batch, row = min(free, key=lambda each: (each[1]["next_try_at"] or "", each[1]["order"]))
        return BatchWork(batch=BatchId(batch), attempts=row["attempts"], last_code=row["code"])

    def lease(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        with self._open() as rows:
            row = rows[batch]
            if row["receipt"] is not None or row["paused"] or row["carried"]:
                return False
            if self._held(row, now, owner):
                return False
            row.update(owner=owner, until=now.timestamp() + lease_s)
            return True

    def renew(self, batch: BatchId, owner: str, now: datetime, lease_s: float) -> bool:
        with self._open() as rows:
            row = rows[batch]
            if row["owner"] != owner:
                return False
            row["until"] = now.timestamp() + lease_s
            return True

    def release(self, batch: BatchId, owner: str) -> None:
        with self._open() as rows:
            if rows[batch]["owner"] == owner:
                rows[batch].update(owner="", until=None)

    def manifest(self, batch: BatchId) -> bytes:
        return str(self.row(batch)["manifest"]).encode()

    def packet_path(self, digest: Digest) -> Path:
        return self._packets / f"{digest}.age"

    def mend(self, digest: Digest) -> bool:
        copy = self.spares.get(digest)
        if copy is None:
            return False
        self.packet_path(digest).write_bytes(copy)
        return True

    def carried(self) -> tuple[BatchId, ...]:
        with self._open() as rows:
            return tuple(BatchId(b) for b, r in rows.items() if r["carried"] and not r["receipt"])

    def paused(self, batch: BatchId) -> bool:
        row = self.row(batch)
        return bool(row["paused"] or row["carried"])

    def note_announced(self, batch: BatchId) -> None:
        with self._open() as rows:
            rows[batch]["announced"] = True

    def note_progress(self, batch: BatchId, sent_packets: int, sent_bytes: int) -> None:
        with self._open() as rows:
            rows[batch].update(packets=sent_packets, bytes=sent_bytes, attempts=0)

    def note_failure(
        self,
        batch: BatchId,
        code: str,
        facts: Mapping[str, object],
        next_try_at: datetime | None,
    ) -> None:
        with self._open() as rows:
            row = rows[batch]
            row.update(code=code, facts=dict(facts), attempts=row["attempts"] + 1)
            row["failed"] = next_try_at is None
            row["next_try_at"] = None if next_try_at is None else next_try_at.isoformat()

    def note_contact(self, at: datetime, offset_s: float) -> None:
        self.contacts.append((at, offset_s))

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        with self._open() as rows:
            rows[batch].update(receipt=receipt.decode(), owner="", until=None)

    # EarlyPackets ---------------------------------------------------------------------------
    def early_packets(self, now: datetime) -> tuple[EarlyPacket, ...]:
        waits = self.early_failures and still_ahead(self.early_failures[-1][1], now)
        return () if waits else tuple(self.early)

    def note_early(self, digest: Digest) -> None:
        self.early = [each for each in self.early if each.digest != digest]

    def note_early_failure(self, code: str, next_try_at: datetime) -> None:
        self.early_failures.append((code, next_try_at))

    # ReferenceShelf -------------------------------------------------------------------------
    def reference_etag(self) -> str:
        return self.references[-1][1] if self.references else ""

    def keep_reference(self, envelope: bytes, etag: str) -> None:
        self.references.append((envelope, etag))

    def keep_key_set(self, envelope: bytes) -> None:
        self.key_sets.append(envelope)

    # ----------------------------------------------------------------------------------------
    def _may_leave(self, row: dict[str, Any], now: datetime) -> bool:
        if row["receipt"] is not None or row["failed"] or row["paused"] or row["carried"]:
            return False
        at = row["next_try_at"]
        ahead = still_ahead(None if at is None else datetime.fromisoformat(at), now)
        return not ahead and not self._held(row, now, owner="")

    @staticmethod
    def _held(row: dict[str, Any], now: datetime, owner: str) -> bool:
        if row["until"] is None or row["owner"] == owner:
            return False
        until = datetime.fromtimestamp(row["until"], now.tzinfo)
        return still_ahead(until, now, LONGEST_LEASE_S)

    @contextmanager
    def _open(self) -> Iterator[dict[str, dict[str, Any]]]:
        with self._lock:
            if self._file is not None and self._file.exists():
                self._rows = json.loads(self._file.read_text())
            yield self._rows
            if self._file is not None:
                part = self._file.with_suffix(".part")
                part.write_text(json.dumps(self._rows))
                part.replace(self._file)

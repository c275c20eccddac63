"""The audit trail: append-only, hash-chained, listed facts only (design §3.13).

Each entry's hash is SHA-256 over the previous hash and the entry's own canonical JSON, so a change
in any entry breaks every later one. The head kept beside the table shows a tail that was cut off,
as long as whoever cut it did not also rewrite the head; the head also goes into each manifest.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Final

from desk.domain.errors import NeedsPerson
from desk.services.ports import By
from desk.storage.database import Database

GENESIS: Final = "0" * 64
FACTS: Final = frozenset(
    {
        "active",
        "allowed",
        "application_count",
        "batch",
        "code",
        "counted",
        "digest",
        "recorded",
        "serial",
        "sequence",
        "way",
        "about",  # the operator an action was about
        "alone",
        "camera",
        "concern",
        "copy_no",
        "cut",  # the entry from which a restored trail could not be read on
        "damaged",  # files of a spare
        "day",
        "fields",  # names, never values
        "flags",
        "frame_sha256",
        "kind",
        "language",
        "looked_ms",
        "method",
        "missing",  # numbers that a restore could not bring back
        "number",
        "photo_sha256",
        "printed",
        "reasons",
        "route",
        "rules_version",
        "settings",  # names, never values
        "sha256",
        "shot",
        "status",
        "step",
        "supervisor",
        "supersedes",
        "version",
        "was",
        "wrong_tries",
    }
)
"""The only facts an entry may carry; none of them is what an applicant told us."""


def chained(previous: str, body: str) -> str:
    """The hash of an entry."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


class Audit:
    """Writes into and verifies the chain of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, event: str, by: By, application: str | None = None, **facts: object) -> None:
        """Add an entry inside the transaction of what happened."""
        unlisted = facts.keys() - FACTS
        if unlisted:
            raise ValueError(f"not on the list of audit facts: {sorted(unlisted)}")
        head = self._database.row("SELECT seq, hash FROM audit_head")
        seq, previous = (0, GENESIS) if head is None else (head["seq"], head["hash"])
        body = _canonical(
            seq=seq + 1,
            at=by.at.utc.astimezone(UTC).isoformat(),
            monotonic_ns=by.at.monotonic_ns,
            boot_id=by.at.boot_id,
            operator=by.operator,
            event=event,
            application=application,
            facts=facts,
        )
        self._database.insert(
            "audit", seq=seq + 1, previous=previous, body=body, hash=chained(previous, body)
        )

    def verify(self) -> int:
        """How many entries there are; raises NeedsPerson("audit_broken", at=N) at the first
        entry that does not fit."""
        seq, previous = 0, GENESIS
        for row in self._database.each("SELECT seq, previous, body, hash FROM audit ORDER BY seq"):
            seq += 1
            fits = (
                row["seq"] == seq == json.loads(row["body"])["seq"]
                and row["previous"] == previous
                and row["hash"] == chained(previous, row["body"])
            )
            if not fits:
                raise NeedsPerson("audit_broken", at=seq)
            previous = row["hash"]
        head = self._database.row("SELECT seq, hash FROM audit_head")
        if head is None or (head["seq"], head["hash"]) != (seq, previous):
            raise NeedsPerson("audit_broken", at=seq + 1)
        return seq


def _canonical(**listed: object) -> str:
    return json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)

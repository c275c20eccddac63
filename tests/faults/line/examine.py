"""Both ends opened anew: is every application that was accepted where it must be, once, and does
every receipt say exactly that?"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from desk.domain.application import Status
from desk.domain.batch import BatchState
from desk.domain.errors import DeskError, Refused
from desk.services.batch_store import BatchRow
from sync.envelope import digest_of, peek
from sync.errors import SyncError
from sync.hub.hub import Hub
from sync.hub.objects import ObjectKey
from sync.hub.store import batches as batch_rows
from sync.hub.store import tables
from sync.key_set import check_key_set
from sync.packet import OpenedPacket, check_line, open_packet
from sync.protocol import BatchId, Certificate, Digest, KeySet, Manifest, Receipt
from sync.receipts import check_receipt
from tests.faults.line.booth import Booth, Entered, entered_of, entries_text
from tests.faults.line.world import Run


@dataclass
class Verdict:
    """What was found; all of these lists are empty when all is well."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong_receipts: list[str] = field(default_factory=list)
    unhandled: list[str] = field(default_factory=list)
    received: int = 0

    @property
    def fine(self) -> bool:
        return not (self.lost or self.doubled or self.wrong_receipts or self.unhandled)

    def told(self) -> list[str]:
        return [
            f"{name}: {each}"
            for name in ("lost", "doubled", "wrong_receipts", "unhandled")
            for each in getattr(self, name)
        ]


def examine(run: Run, *, all_received: bool = True) -> Verdict:
    """Of the terminal and its twins. `all_received`: people had the time to finish."""
    verdict = Verdict()
    _processes(run, verdict)
    with run.world.opened() as hub:
        for folder in (run.desk, *run.twins):
            _Terminal(run, hub, folder, verdict, all_received).look()
        _Hub(run, hub, verdict).look()
    return verdict


def _processes(run: Run, verdict: Verdict) -> None:
    for told in run.told:
        if told.traceback or told.ended == "crashed":
            verdict.unhandled.append(f"terminal: {told.stderr[-2000:]}")
        if "unexpected" in " ".join(told.refusals):
            verdict.unhandled.append(f"terminal says unexpected: {told.refusals}")
    said = run.world.process.new_log()
    for line in said.splitlines():
        if '"event":"request"' not in line and not _is_expected(line):
            verdict.unhandled.append(f"hub: {line[-1500:]}")


def _is_expected(line: str) -> bool:
    """A hub that is told at its start, or that stops, says so without a fault."""
    return '"level":"info"' in line or not line.strip()


class _Terminal:
    """One terminal's store against what was entered, and against the hub."""

    def __init__(
        self, run: Run, hub: Hub, folder: Path, verdict: Verdict, all_received: bool
    ) -> None:
        self._run, self._hub, self._verdict = run, hub, verdict
        self._all_received = all_received
        self._folder = folder
        self._name = folder.name

    def look(self) -> None:
        try:
            self._booth = Booth(self._folder)
        except DeskError as error:
            self._verdict.lost.append(f"{self._name} does not open: {error}")
            return
        try:
            self._store = self._booth.store
            self._soundness()
            for row in self._store.batches():
                self._batch(row)
            for entered in self._run.entered:
                self._application(entered)
        finally:
            self._booth.store.close()

    def _soundness(self) -> None:
        for what, check in (
            ("integrity", self._store.verify_integrity),
            ("audit", self._store.verify_audit),
        ):
            try:
                check()
            except DeskError as error:
                self._verdict.lost.append(f"{self._name}: {what}: {error}")

    def _batch(self, row: BatchRow) -> None:
        received = row.state in (BatchState.RECEIVED, BatchState.PURGED)
        if received:
            self._verdict.received += 1
            self._receipt(row)
        elif self._store.receipt(row.id) is not None:
            self._wrong(f"a receipt for {row.state}")
        if self._all_received and not received and row.state is not BatchState.WITHDRAWN:
            self._verdict.unhandled.append(
                f"{self._name}: {row.name} stays {row.state.value} {row.trouble} {dict(row.facts)}"
            )

    def _receipt(self, row: BatchRow) -> None:
        """It verifies, covers exactly its manifest, and is the hub's very own."""
        kept = self._store.receipt(row.id)
        if kept is None:
            self._wrong(f"{row.name} is {row.state} without a receipt")
            return
        envelope = self._store.manifest(row.id)
        manifest = peek(envelope, Manifest)
        try:
            check_receipt(kept.envelope, manifest, digest_of(envelope), self._keys())
        except SyncError as error:
            self._wrong(str(error))
        with self._hub.database.reading() as connection:
            at_hub = batch_rows.find_receipt(connection, manifest.municipality, row.id)
        if at_hub is None or at_hub.receipt != kept.envelope:
            self._wrong("the hub has another receipt, or none")
        self._packets(manifest, peek(kept.envelope, Receipt))

    def _packets(self, manifest: Manifest, receipt: Receipt) -> None:
        """Every line's packet, or the one that came first, is at the hub and opens."""
        first = {line.digest: line.first for line in receipt.packets}
        for line in manifest.packets:
            key = ObjectKey(line.municipality, Digest(first[line.digest]))
            opened = self._opened(key)
            if opened is None:
                continue
            if first[line.digest] == line.digest:
                try:
                    check_line(opened, line, manifest)
                except SyncError as error:
                    self._wrong(str(error))
            said = opened.statement
            if (said.application, said.version) != (line.application, line.version):
                self._wrong("the receipt's packet is of another application")

    def _opened(self, key: ObjectKey) -> OpenedPacket | None:
        try:
            data = b"".join(self._hub.objects.chunks(key))
            if hashlib.sha256(data).hexdigest() != key.digest:
                raise Refused("digest")
            return open_packet(io.BytesIO(data), self._run.world.office, self._public_keys())
        except (SyncError, DeskError) as error:
            self._verdict.lost.append(f"{key.digest[:8]} at the hub: {error}")
            return None

    def _application(self, entered: Entered) -> None:
        """On the terminal as it was entered, or at the hub under a verified receipt."""
        record = self._store.record(entered.id)  # type: ignore[arg-type]
        if record.status is Status.PURGED or record.status is Status.RECEIVED:
            self._at_hub(entered)
        if record.status is Status.PURGED:
            return
        if record.status not in (Status.ACCEPTED, Status.SEALED, Status.RECEIVED):
            self._verdict.lost.append(f"{self._name}: {entered.id} is {record.status}")
        elif entered_of(self._store, record.id) != entered:
            self._verdict.lost.append(f"{self._name}: {entered.id} is not as entered")
        if self._all_received and record.status is not Status.RECEIVED:
            self._verdict.unhandled.append(f"{self._name}: stays {record.status}")

    def _at_hub(self, entered: Entered) -> None:
        keys = list(_held(self._hub, entered))
        if not keys:
            self._verdict.lost.append(f"{entered.id} has a receipt and is not at the hub")
            return
        opened = self._opened(keys[0])
        if opened is not None and _as_entered(opened) != entered:
            self._verdict.lost.append(f"{entered.id} at the hub is not as entered")

    def _keys(self) -> KeySet:
        enrolment = self._store.enrolment()
        assert enrolment is not None
        known = self._store.key_set(enrolment.root)
        assert known is not None
        return check_key_set(known[1], enrolment.root)

    def _public_keys(self) -> list[str]:
        enrolment = self._store.enrolment()
        assert enrolment is not None
        return [peek(enrolment.certificate, Certificate).key.public]

    def _wrong(self, what: str) -> None:
        self._verdict.wrong_receipts.append(f"{self._name}: {what}")


class _Hub:
    """What the hub holds of this run's applications: each version once, nothing else."""

    def __init__(self, run: Run, hub: Hub, verdict: Verdict) -> None:
        self._run, self._hub, self._verdict = run, hub, verdict

    def look(self) -> None:
        counted = Counter(
            (entered.id, entered.version)
            for entered in self._run.entered
            for _ in _held(self._hub, entered)
        )
        for key, count in counted.items():
            if count > 1:
                self._verdict.doubled.append(f"{key} is stored {count} times")
        wanted = {(each.id, each.version) for each in self._run.entered}
        for batch in self._batches():
            self._no_others(batch, wanted)

    def _batches(self) -> Iterator[BatchId]:
        for folder in (self._run.desk, *self._run.twins):
            booth = Booth(folder)
            yield from (row.id for row in booth.store.batches())
            booth.store.close()

    def _no_others(self, batch: BatchId, wanted: set[tuple[str, int]]) -> None:
        query = select(tables.packets).where(tables.packets.c.batch == batch)
        with self._hub.database.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            if (row.application, row.version) not in wanted:
                self._verdict.doubled.append(f"{row.application} was never accepted")


def _held(hub: Hub, entered: Entered) -> Iterator[ObjectKey]:
    """Wherever that version is stored and counts, whichever municipality."""
    packets = tables.packets
    query = select(packets).where(
        packets.c.application == entered.id,
        packets.c.version == entered.version,
        packets.c.lost_at.is_(None),
    )
    with hub.database.reading() as connection:
        rows = connection.execute(query).all()
    return iter([ObjectKey(row.municipality, Digest(row.digest)) for row in rows])


def _as_entered(opened: OpenedPacket) -> Entered:
    body = json.loads(opened.application)
    files = {each.name: hashlib.sha256(each.data).hexdigest() for each in opened.files}
    return Entered(
        id=body["id"],
        version=body["version"],
        entries=entries_text(body["entries"]),
        photo=files.get("photo.jpg", ""),
        page=files.get("form_page.jpg", ""),
    )

"""One sealed batch on its way: manifest, packets side by side, receipt; from wherever it stands.

May end anywhere: killed, paused, cut. Whoever sends it next asks the hub what it lacks.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sync.client import HubClient
from sync.envelope import as_bytes, digest_of, peek
from sync.errors import SyncError
from sync.lanes import MOST_LANES, Lanes, Rate, lanes_for
from sync.line_trouble import file_problem, problem
from sync.outbox import LEASE_S, Outbox
from sync.packet import digest_file
from sync.protocol import BatchId, Digest, Lacking, Manifest, PacketLine, Upload
from sync.receipts import check_receipt
from sync.sealed_file import Progress as Moved
from sync.sealed_file import Stopped
from sync.troubles import Trouble

BEAT_S: Final = 0.2
"""How soon a pause is noticed, and how often progress is told."""
_NOTE_S: Final = 1.0
_OF_ONE_PACKET: Final = frozenset({Trouble.PACKET_LOST, Trouble.PACKET_REFUSED, Trouble.TOO_LARGE})
_CUTS: Final = frozenset({Trouble.LINE_CUT, Trouble.LINE_SLOW})


class Phase(StrEnum):
    CONTACT = "contact"
    SENDING = "sending"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is. Rate and remaining time are None as long as they cannot be told."""

    batch: BatchId
    phase: Phase
    sent_packets: int
    total_packets: int
    sent_bytes: int
    total_bytes: int
    rate_bytes_s: float | None
    remaining_s: float | None


class LeaseLost(Exception):
    """Somebody else holds the batch now: this machine slept, or hung."""


class Sending:
    """`send` takes the batch through; raises SyncError, Stopped, LeaseLost, or what the outbox
    raises. `went_on`: the hub has more of it than before, whatever came then."""

    def __init__(
        self,
        batch: BatchId,
        outbox: Outbox,
        client: HubClient,
        *,
        owner: str,
        clock: Callable[[], datetime],
        tell: Callable[[Progress], None],
        stopping: Callable[[], bool],
        lanes: int = MOST_LANES,
        lease_s: float = LEASE_S,
    ) -> None:
        self._batch = batch
        self._outbox = outbox
        self._client = client
        self._owner = owner
        self._clock = clock
        self._tell = tell
        self._stopping = stopping
        self._most_lanes = lanes
        self._lease_s = lease_s
        self._envelope = outbox.manifest(batch)
        self._manifest = peek(self._envelope, Manifest)
        self._lines = {each.digest: each for each in self._manifest.packets}
        self._rate = Rate()
        self._phase = Phase.CONTACT
        self._arrived: set[str] = set()
        self._mended: set[str] = set()
        self._moving_bytes = 0
        self._renewed = time.monotonic()
        self._noted = self._beaten = 0.0
        self._shown: Phase | None = None
        self.went_on = False

    def send(self) -> None:
        """Until the outbox has the receipt."""
        self._beat()
        lacking: Lacking | bytes = self._client.post_batch(self._envelope)
        self._outbox.note_announced(self._batch)
        idle_rounds = 0
        while not isinstance(lacking, bytes):
            if lacking.receipt is not None:
                lacking = as_bytes(lacking.receipt)
                break
            before = len(lacking.lacking)
            lacking = self._round(lacking)
            stuck = not isinstance(lacking, bytes) and len(lacking.lacking) >= before
            idle_rounds = idle_rounds + 1 if stuck else 0
            if idle_rounds > 1:
                raise problem(Trouble.HUB_FAILED, why="lacks the same again")
        self._receive(lacking)

    def _round(self, lacking: Lacking) -> Lacking | bytes:
        """Send what lacks and ask for the receipt. A cut after something arrived is no failure:
        the hub is asked anew, so that a packet whose answer was lost is not sent again."""
        wanted = self._wanted(lacking)
        self._arrived = set(self._lines) - {each.digest for each in wanted}
        before = len(self._arrived)
        try:
            self._upload(wanted, lacking.uploads)
        except SyncError as error:
            if error.code not in _CUTS or len(self._arrived) <= before:
                raise
            return self._client.post_batch(self._envelope)
        self._phase = Phase.RECEIPT
        self._beat()
        return self._client.complete(self._batch)

    def _receive(self, receipt: bytes) -> None:
        check_hubs_receipt(receipt, self._envelope, self._client)
        self._arrived = set(self._lines)
        self._outbox.note_progress(self._batch, len(self._arrived), self._arrived_bytes)
        self._outbox.keep_receipt(self._batch, receipt)
        self._show()

    # packets --------------------------------------------------------------------------------
    def _upload(self, wanted: list[PacketLine], uploads: Iterable[Upload]) -> None:
        """All that lack, side by side. Packets that fail for their own reason do not keep the
        others; any other failure lets those on their way end and is raised then."""
        self._phase = Phase.SENDING
        lanes = self._lanes(wanted, uploads)
        waiting = deque(Digest(each.digest) for each in wanted)
        own: list[SyncError] = []
        common: Exception | None = None
        try:
            while lanes.running or (waiting and common is None):
                most = lanes_for(self._rate.bytes_s, self._most_lanes)
                while waiting and common is None and lanes.running < most:
                    lanes.start(waiting.popleft())
                ended = lanes.next_end(BEAT_S)
                if ended is not None:
                    common = common or self._ended(*ended, own, waiting)
                self._rate.add(lanes.fresh_bytes())
                self._moving_bytes = lanes.moving_bytes
                self._beat()
        finally:
            lanes.stop()
            self._moving_bytes = 0
        self._note()
        if common is not None:
            raise common
        if own:
            raise _together(own)

    def _ended(
        self,
        digest: Digest,
        error: Exception | None,
        own: list[SyncError],
        waiting: deque[Digest],
    ) -> Exception | None:
        """Files the end of one packet; returns an error that concerns the others too. One that was
        lost here waits once more when another copy was found."""
        if error is None:
            self._arrived.add(digest)
            self.went_on = True
            return None
        if isinstance(error, SyncError) and error.code in _OF_ONE_PACKET:
            fault = self._whose_fault(error, digest)
            if fault.code == Trouble.PACKET_LOST and self._mend(digest):
                waiting.append(digest)
            else:
                own.append(fault)
            return None
        return error

    def _mend(self, digest: Digest) -> bool:
        """Once for each packet: a disk that spoils it again needs a person."""
        if digest in self._mended:
            return False
        self._mended.add(digest)
        return self._outbox.mend(digest)

    def _whose_fault(self, error: SyncError, digest: Digest) -> SyncError:
        """A packet that the hub refuses may have been damaged here."""
        facts = {**error.facts, "missing": [digest]}
        if error.code == Trouble.PACKET_REFUSED:
            try:
                if digest_file(self._outbox.packet_path(digest))[0] != digest:
                    return problem(Trouble.PACKET_LOST, **facts)
            except OSError as gone:
                return file_problem(gone, **facts)
        return problem(error.code, **facts)

    def _lanes(self, wanted: list[PacketLine], uploads: Iterable[Upload]) -> Lanes:
        past_the_hub = {each.digest: each for each in uploads}
        paths = {each.digest: self._outbox.packet_path(Digest(each.digest)) for each in wanted}

        def send(digest: Digest, moved: Moved) -> None:
            line = self._lines[digest]
            upload = past_the_hub.get(digest)
            self._client.put_packet(
                line.municipality, digest, paths[digest], moved, upload=upload, size=line.size
            )

        return Lanes(send)

    def _wanted(self, lacking: Lacking) -> list[PacketLine]:
        """In the manifest's order; raises HUB_FAILED where the hub asks for what is not in it."""
        asked = set(lacking.lacking)
        if not asked <= set(self._lines):
            raise problem(Trouble.HUB_FAILED, why="lacks what is not ours")
        return [each for each in self._manifest.packets if each.digest in asked]

    # between two pieces ---------------------------------------------------------------------
    def _beat(self) -> None:
        """Progress, the lease, and whether to stop; raises Stopped or LeaseLost."""
        now = time.monotonic()
        if now - self._beaten < BEAT_S / 2 and self._phase is self._shown:
            return
        self._beaten, self._shown = now, self._phase
        if now - self._renewed > self._lease_s / 4:
            self._renewed = now
            if not self._outbox.renew(self._batch, self._owner, self._clock(), self._lease_s):
                raise LeaseLost
        if now - self._noted > _NOTE_S:
            self._note()
        self._show()
        if self._stopping() or self._outbox.paused(self._batch):
            raise Stopped

    def _note(self) -> None:
        if self.went_on:
            self._noted = time.monotonic()
            self._outbox.note_progress(self._batch, len(self._arrived), self._arrived_bytes)

    def _show(self) -> None:
        total = sum(each.size for each in self._lines.values())
        sent = min(total, self._arrived_bytes + self._moving_bytes)
        sending = self._phase is Phase.SENDING
        self._tell(
            Progress(
                batch=self._batch,
                phase=self._phase,
                sent_packets=len(self._arrived),
                total_packets=len(self._lines),
                sent_bytes=sent,
                total_bytes=total,
                rate_bytes_s=self._rate.bytes_s if sending else None,
                remaining_s=self._rate.remaining_s(total - sent) if sending else None,
            )
        )

    @property
    def _arrived_bytes(self) -> int:
        return sum(self._lines[each].size for each in self._arrived)


def check_hubs_receipt(receipt: bytes, manifest: bytes, client: HubClient) -> None:
    """Raises RECEIPT_WRONG unless the hub that the client trusts signed it for that manifest."""
    key_set = client.trust.key_set
    if key_set is None:
        raise problem(Trouble.WRONG_HUB, why="no key set")
    check_receipt(receipt, peek(manifest, Manifest), digest_of(manifest), key_set)


def _together(errors: list[SyncError]) -> SyncError:
    """Several packets, each with its reason, as one trouble: the first one's, with all digests."""
    first = errors[0]
    reasons = {digest: each.code for each in errors for digest in _missing(each)}
    return problem(first.code, **{**first.facts, "missing": [*reasons], "reasons": reasons})


def _missing(error: SyncError) -> list[str]:
    missing = error.facts.get("missing")
    return [str(each) for each in missing] if isinstance(missing, list) else []

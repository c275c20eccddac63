"""Sends sealed batches until each has its receipt. Remembers nothing: all of it is in the outbox.

One step takes one batch as far as it goes (sync/sending.py); a packet of the open day ahead of its
batch where nothing is due; else it asks the hub for news now and then, also for the receipts of
batches that went out on a stick.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import random as luck
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.client import HubClient
from sync.envelope import as_bytes
from sync.errors import SyncError
from sync.lanes import MOST_LANES
from sync.line_trouble import file_problem, problem
from sync.outbox import (
    LEASE_S,
    BatchWork,
    EarlyPacket,
    EarlyPackets,
    Outbox,
    ReferenceShelf,
)
from sync.protocol import BatchId
from sync.retry import LINE, pause_after
from sync.sealed_file import Stopped
from sync.sending import LeaseLost, Phase, Progress, Sending, check_hubs_receipt
from sync.troubles import Trouble

__all__ = ["Did", "Engine", "Outbox", "Outcome", "Phase", "Progress", "trouble_of"]

log = logging.getLogger(__name__)

POLL_S: Final = 1.0
KEEP_IN_TOUCH_S: Final = 15 * 60.0
"""Hello, reference data and receipts of carried batches while there is nothing to send."""
_OF_ONE_BATCH: Final = frozenset({Trouble.NOT_OURS, Trouble.RECEIPT_WRONG})


_CODES: Final = frozenset(each.value for each in Trouble)


class Did(StrEnum):
    """What a step came to."""

    NOTHING = "nothing"  # nothing was due
    RECEIVED = "received"  # a receipt is kept
    FAILED = "failed"  # noted in the outbox
    PAUSED = "paused"  # by a person, or the program ends
    LEFT = "left"  # another engine goes on with it
    EARLY = "early"  # a packet of the open day left
    IN_TOUCH = "in_touch"  # the hub was asked for news


@dataclass(frozen=True, slots=True)
class Outcome:
    did: Did
    batch: BatchId | None = None
    code: str = ""


class Engine:
    """`step` from a loop of your own, or `run` on a thread (a daemon is fine: see `step`).

    `client_factory` may raise SyncError, for a terminal that is not registered yet. `progress` is
    called on the engine's thread some five times a second.
    """

    def __init__(
        self,
        client_factory: Callable[[], HubClient],
        outbox: Outbox,
        clock: Callable[[], datetime],
        *,
        progress: Callable[[Progress], None] = lambda _progress: None,
        early: EarlyPackets | None = None,
        shelf: ReferenceShelf | None = None,
        random: Callable[[], float] = luck.random,
        lanes: int = MOST_LANES,
        lease_s: float = LEASE_S,
        owner: str = "",
    ) -> None:
        self._new_client = client_factory
        self._outbox = outbox
        self._clock = clock
        self._tell = progress
        self._early = early
        self._shelf = shelf
        self._random = random
        self._most_lanes = lanes
        self._lease_s = lease_s
        self._owner = owner or f"engine-{uuid.uuid4()}"
        self._client: HubClient | None = None
        self._in_touch_at: float | None = None
        self._stop = threading.Event()
        self._woken = threading.Event()

    # a thread's life ------------------------------------------------------------------------
    def run(self, stop: threading.Event) -> None:
        """Steps until `stop` is set; looks into the outbox every second, or when woken."""
        self._stop = stop
        while not stop.is_set():
            try:
                outcome = self.step()
            except Exception:  # the store itself failed; it says so on its own screens
                log.exception("the outbox failed")
                outcome = Outcome(Did.NOTHING)
            if outcome.did not in (Did.RECEIVED, Did.EARLY):
                self._woken.wait(POLL_S)
                self._woken.clear()
        self.close()

    def wake(self) -> None:
        """Something was sealed, or a button pressed: look now. From any thread."""
        self._woken.set()

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    # one step -------------------------------------------------------------------------------
    def step(self) -> Outcome:
        """One due batch as far as it goes now, else a packet ahead of its batch, else news.

        Failures are noted in the outbox, never raised; only what the outbox itself raises is.
        """
        now = self._clock()
        work = self._outbox.due(now)
        if work is None:
            return self._beside()
        if not self._outbox.lease(work.batch, self._owner, now, self._lease_s):
            return Outcome(Did.NOTHING)
        try:
            return self._send_or_note(work)
        finally:
            self._outbox.release(work.batch, self._owner)

    def _send_or_note(self, work: BatchWork) -> Outcome:
        sending: Sending | None = None
        try:
            client = self._ready_client()
            client.be_patient(work.attempts if work.last_code in LINE else 0)
            self._keep_contact(client)
            sending = self._sending(work, client)
            sending.send()
        except Stopped:
            return Outcome(Did.PAUSED, work.batch)
        except LeaseLost:
            return Outcome(Did.LEFT, work.batch)
        except Exception as error:  # noqa: BLE001 each has a code; see trouble_of
            return self._failed(work, error, sending is not None and sending.went_on)
        return Outcome(Did.RECEIVED, work.batch)

    def _sending(self, work: BatchWork, client: HubClient) -> Sending:
        return Sending(
            work.batch,
            self._outbox,
            client,
            owner=self._owner,
            clock=self._clock,
            tell=self._tell,
            stopping=self._stop.is_set,
            lanes=self._most_lanes,
            lease_s=self._lease_s,
        )

    # failures -------------------------------------------------------------------------------
    def _failed(self, work: BatchWork, error: Exception, went_on: bool) -> Outcome:
        trouble = trouble_of(error)
        if trouble.code == Trouble.UNEXPECTED:
            log.error("unexpected: %s", type(error).__name__, exc_info=error)
        attempts = 1 if went_on else work.attempts + 1
        wait_s = trouble.facts.get("wait_s")
        pause_s = pause_after(
            trouble.code, attempts, self._random, wait_s if isinstance(wait_s, float) else None
        )
        then = None if pause_s is None else self._clock() + timedelta(seconds=pause_s)
        log.info("not sent: %s", {"batch": work.batch, "code": trouble.code, "try": attempts})
        self.close()
        self._outbox.note_failure(work.batch, trouble.code, trouble.facts, then)
        return Outcome(Did.FAILED, work.batch, trouble.code)

    # beside batches -------------------------------------------------------------------------
    def _beside(self) -> Outcome:
        early = () if self._early is None else self._early.early_packets(self._clock())
        if self._early is not None and early:
            return self._send_early(self._early, early[0])
        touched = self._in_touch_at
        if touched is not None and time.monotonic() - touched < KEEP_IN_TOUCH_S:
            return Outcome(Did.NOTHING)
        self._in_touch_at = time.monotonic()
        try:
            client = self._ready_client()
            self._keep_contact(client)
            received = self._ask_for_carried(client)
        except SyncError as error:
            self.close()
            return Outcome(Did.NOTHING, code=error.code)
        return Outcome(Did.IN_TOUCH if received is None else Did.RECEIVED, received)

    def _ask_for_carried(self, client: HubClient) -> BatchId | None:
        """The stick may have arrived: one small question for each batch, and no packet leaves.
        The last one whose receipt came."""
        received: BatchId | None = None
        for batch in self._outbox.carried():
            try:
                if self._receipt_came(batch, client):
                    received = batch
            except SyncError as error:
                if error.code not in _OF_ONE_BATCH:
                    raise
                log.info("no receipt yet: %s", {"batch": batch, "code": error.code})
        return received

    def _receipt_came(self, batch: BatchId, client: HubClient) -> bool:
        known = client.batch(batch)
        if known.receipt is None:
            return False
        receipt = as_bytes(known.receipt)
        check_hubs_receipt(receipt, self._outbox.manifest(batch), client)
        self._outbox.keep_receipt(batch, receipt)
        return True

    def _send_early(self, box: EarlyPackets, packet: EarlyPacket) -> Outcome:
        path = self._outbox.packet_path(packet.digest)

        def moved(_size: int) -> None:
            if self._stop.is_set():
                raise Stopped

        try:
            client = self._ready_client()
            self._keep_contact(client)
            client.put_packet(packet.municipality, packet.digest, path, moved)
        except Stopped:
            return Outcome(Did.PAUSED)
        except Exception as error:  # noqa: BLE001 never a failure to show: the batch brings it
            code = trouble_of(error).code
            self.close()
            pause_s = pause_after(code, 5, self._random) or KEEP_IN_TOUCH_S
            box.note_early_failure(code, self._clock() + timedelta(seconds=pause_s))
            return Outcome(Did.NOTHING, code=code)
        box.note_early(packet.digest)
        return Outcome(Did.EARLY)

    def _ready_client(self) -> HubClient:
        if self._client is None:
            self._client = self._new_client()
        return self._client

    def _keep_contact(self, client: HubClient) -> None:
        """Hello; its clock, newer keys and newer reference data are kept."""
        serial = client.trust.serial
        contact = client.hello()
        self._outbox.note_contact(self._clock(), contact.offset_s)
        if self._shelf is None:
            return
        if client.trust.serial > serial:
            self._shelf.keep_key_set(contact.key_set)
        with contextlib.suppress(SyncError):  # old reference data never stop anything
            fetched = client.reference(self._shelf.reference_etag())
            if fetched is not None:
                self._shelf.keep_reference(fetched.envelope, fetched.etag)


def trouble_of(error: BaseException) -> SyncError:
    """Any exception as one of our troubles: by its own code, its errno, or by its type only."""
    if isinstance(error, SyncError):
        return error
    code = getattr(error, "code", None)
    known = code.removeprefix("sync_") if isinstance(code, str) else ""
    if known in _CODES:
        return problem(known)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO, errno.EROFS):
        return file_problem(error)
    return problem(Trouble.UNEXPECTED, why=type(error).__name__)

"""What runs in a process of its own and is struck: a terminal closing, sealing, sending, carrying
and purging; and the hub's own `serve`.

A deed says when it begins and what came of it (`Said`). What a person would be told is answered as
a person would: looked at, tried again, a few times. Anything else is a traceback and exit code 1.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from desk.assets import load_rules
from desk.domain.batch import BatchState, is_unsent
from desk.domain.errors import CanRetry, NeedsPerson, Refused
from desk.services.engine_outbox import EngineOutbox
from desk.services.hub_client import client_of
from desk.services.retention import Retention
from desk.storage.store import LOCK_FILE
from sync.client import HubClient
from sync.engine import Did, Engine, Progress
from tests.faults.line.booth import APP, Booth
from tests.sealed_world import BOSS_PIN, OTHER_PIN

TRIES = 4
QUICK = (2.0, 4.0)
"""Time-outs of a line on this machine."""
REASON = "到着の順を確かめるため開け直します"


class Said(NamedTuple):
    """begin DEED, done DEED, refused CODE, failed CODE (a batch), packet N, gave_up DEED."""

    what: str
    about: str


@dataclass(frozen=True)
class Orders:
    """What a process does, in order: count, seal, seal_other, seal_between:N, reseal, send,
    send_day:N, carry:DIR, take_in:DIR, purge."""

    folder: Path
    deeds: Sequence[str]
    offset_s: float = 0.0
    tries: int = TRIES
    stderr: Path = Path("/dev/null")
    quick: tuple[float, float] = QUICK


def act(orders: Orders, said: Connection, go: Connection) -> None:
    """The child's whole life; starts when something comes over `go`."""
    speak_into(orders.stderr)
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        del os.environ[name]
    go.recv()
    try:
        done = _Actor(orders, _speaker(said)).run()
    except BaseException:  # noqa: BLE001 the harness reads it and counts it
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0 if done else 3)


def _speaker(said: Connection) -> Callable[[str, str], None]:
    """What `said.recv` understands, but by `send`: a fault at the Nth write is for files."""
    wire = socket.socket(fileno=os.dup(said.fileno()))

    def say(what: str, about: str) -> None:
        words = pickle.dumps(Said(what, about))
        wire.sendall(struct.pack("!i", len(words)) + words)

    return say


def speak_into(path: Path) -> None:
    with path.open("ab") as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 for the process' life
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


class _Actor:
    def __init__(self, orders: Orders, say: Callable[[str, str], None]) -> None:
        self._orders = orders
        self._say = say
        self._booth: Booth | None = None
        self.deeds: dict[str, Callable[[str], None]] = {
            "open": lambda _: self._open(),
            "count": lambda _: self._count(),
            "seal": lambda _: self._seal(BOSS_PIN, other=False),
            "seal_between": self._seal_between,
            "seal_other": lambda _: self._seal(OTHER_PIN, other=True),
            "reseal": lambda _: self._reseal(),
            "send": lambda _: self._send(),
            "send_day": self._send_day,
            "carry": self._carry,
            "take_in": self._take_in,
            "purge": lambda _: self._purge(),
        }

    @property
    def booth(self) -> Booth:
        if self._booth is None:
            self._booth = Booth(self._orders.folder, offset_s=self._orders.offset_s)
        return self._booth

    def run(self) -> bool:
        for deed in ("open", *self._orders.deeds):
            name, _, about = deed.partition(":")
            self._say("begin", deed)
            if not self._kept_after_all(self.deeds[name], about):
                self._say("gave_up", deed)
                return False
            self._say("done", deed)
        self.booth.store.close()
        return True

    def _kept_after_all(self, deed: Callable[[str], None], about: str) -> bool:
        for _ in range(self._orders.tries):
            try:
                deed(about)
                return True
            except (NeedsPerson, Refused, CanRetry) as error:
                self._say("refused", error.code)
                if error.code == "already_open":
                    self._wait_for_the_other()
        return False

    def _wait_for_the_other(self) -> None:
        """Until the program that has this store open is gone."""
        with (self._orders.folder / LOCK_FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)

    # as the program's start does (desk/sending_room.py)
    def _open(self) -> None:
        booth = self.booth
        for row in booth.store.unsent():
            if row.state is BatchState.PAUSED:
                booth.sending.send_now(row.id)
        booth.sealing.tidy()
        booth.retention.sweep()
        booth.store.release_others(f"actor-{os.getpid()}")

    def _count(self) -> None:
        if self.booth.close().view().batch is None:
            self.booth.count()

    def _seal(self, pin: str, other: bool) -> None:
        booth = self.booth
        supervisor = booth.other if other else booth.boss
        if booth.close().view().batch is not None:
            return
        try:
            booth.sealing.seal(
                booth.day, supervisor, pin, lambda done, _all: self._say("packet", str(done))
            )
        except Refused as error:
            if error.code != "already_sealed":
                raise
            self._say("refused", error.code)

    def _seal_between(self, place: str) -> None:
        """The other supervisor seals while this one's packets are being made."""
        booth = self.booth

        def progress(done: int, _all: int) -> None:
            if done == int(place):
                self._seal(OTHER_PIN, other=True)

        try:
            booth.sealing.seal(booth.day, booth.boss, BOSS_PIN, progress)
        except Refused as error:
            if error.code != "already_sealed":
                raise
            self._say("refused", error.code)

    def _reseal(self) -> None:
        """封緘を取りやめる, once, and seal again."""
        booth = self.booth
        view = booth.close().view()
        if view.batch is not None and view.may_be_opened_again:
            booth.close().reopen(REASON)
        self._count()
        self._seal(BOSS_PIN, other=False)

    # sending
    def _client(self) -> HubClient:
        client = client_of(self.booth.store, APP)
        client._timeouts = self._orders.quick
        return client

    def _send(self) -> None:
        booth = self.booth
        box = EngineOutbox(booth.store, booth.clock, booth.sending)
        engine = Engine(
            self._client,
            box,
            lambda: booth.clock.now().utc,
            shelf=box,
            progress=self._moved,
            owner=f"actor-{os.getpid()}-{threading.get_ident()}",
        )
        try:
            for _ in range(self._orders.tries):
                if not self._press_send():
                    return
                self._step(engine)
        finally:
            engine.close()
        unsent = [row for row in booth.store.batches() if is_unsent(row.state)]
        if unsent:
            raise NeedsPerson(f"still_{unsent[0].trouble or unsent[0].state.value}")

    def _send_day(self, place: str) -> None:
        """One of the sealed days alone; the others are paused."""
        rows = sorted(self.booth.store.unsent(), key=lambda row: row.sequence)
        chosen = rows[int(place) % len(rows)] if rows else None
        for row in rows:
            if row is not chosen:
                self.booth.sending.pause(row.id)
        try:
            self._send()
        except NeedsPerson as error:
            if error.code != "still_paused":
                raise

    def _press_send(self) -> bool:
        """続きから送る on everything that is unsent; whether anything is."""
        unsent = [row for row in self.booth.store.unsent() if row.state is not BatchState.PAUSED]
        for row in unsent:
            if row.state is not BatchState.WAITING:
                self.booth.sending.send_now(row.id)
        return bool(unsent)

    def _step(self, engine: Engine) -> None:
        for _ in self.booth.store.unsent():
            outcome = engine.step()
            if outcome.did is Did.FAILED:
                self._say("failed", outcome.code)
            else:
                self._say("step", outcome.did.value)

    def _moved(self, progress: Progress) -> None:
        self._say("moved", f"{progress.phase.value} {progress.sent_packets}")

    # the stick
    def _carry(self, folder: str) -> None:
        sending = self.booth.sending
        for row in self.booth.store.unsent():
            file = sending.carrying(row.id).write(
                Path(folder), lambda done, _all: self._say("wrote", str(done))
            )
            sending.note_carried(row.id, file)

    def _take_in(self, folder: str) -> None:
        for each in self.booth.sending.take_in(Path(folder)):
            self._say("taken", each.kind)

    def _purge(self) -> None:
        booth = self.booth
        Retention(booth.store, booth.clock, load_rules(), booth.outbox).purge_due(booth.boss)


# the hub ---------------------------------------------------------------------------------------
def serve(options: Sequence[str], stdout: Path, stderr: Path, offset_s: float) -> None:
    """`desk-hub serve`, as the command does it; its clock may be wrong."""
    speak_into(stderr)
    with stdout.open("wb", buffering=0) as out:
        os.dup2(out.fileno(), 1)
    from sync.hub import cli

    if offset_s:
        _shift_the_hubs_clock(offset_s)
    os._exit(cli.main(["serve", *options]))


def _shift_the_hubs_clock(offset_s: float) -> None:
    """Every clock that the hub's program reads."""
    import time
    from datetime import datetime, timedelta

    import sync.hub.app
    import sync.hub.hub
    import sync.hub.serving

    right, shift = sync.hub.hub.utc_now, timedelta(seconds=offset_s)

    def wrong() -> datetime:
        return right() + shift

    real = time.time
    time.time = lambda: real() + offset_s
    for module in (sync.hub.hub, sync.hub.app):
        module.utc_now = wrong
    opened: Any = sync.hub.hub.open_hub
    sync.hub.serving.open_hub = lambda settings, clock=wrong: opened(settings, clock)

"""One lane of runs: a real hub's process, a line that can be made nasty, terminals on copies of one
template, and the keys of the office that opens what arrived."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sync.enrolment import EnrolmentCode
from sync.hub.hub import Hub, open_hub, utc_now
from sync.hub.importing import Imported, import_carried
from sync.hub.settings import HubSettings, read_settings
from sync.keys import SealingKey
from sync.protocol import Municipality
from tests.faults.line.actor import QUICK, TRIES, Orders
from tests.faults.line.backends import until_postgres_answers
from tests.faults.line.booth import Booth, Entered, copy_store, make_template
from tests.faults.line.medium import Medium, quiet_port
from tests.faults.line.spawn import Actor, HubProcess, Injection, Told
from tests.faults.line.wires import Wires
from tests.sealed_world import ELSEWHERE, HERE
from tests.storage.storage_world import TODAY

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = "0123456789" + _LETTERS
LITTLE_ROOM = 0
DAY_S = 86_400.0


def labels() -> Iterator[str]:
    for first, *rest in itertools.product(_LETTERS, _SIGNS, _SIGNS, _SIGNS):
        yield "".join((first, *rest))


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass
class Run:
    """One terminal's day, what was entered, and everything that was said."""

    world: World
    folder: Path
    luck: Random
    entered: list[Entered] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    twins: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    purged: bool = False
    carried: list[Imported] = field(default_factory=list)

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    @property
    def stick(self) -> Path:
        path = self.folder / "stick"
        path.mkdir(exist_ok=True)
        return path

    def actor(
        self,
        *deeds: str,
        desk: Path | None = None,
        offset_s: float = 0.0,
        tries: int = TRIES,
        quick: tuple[float, float] = QUICK,
    ) -> Actor:
        orders = Orders(
            folder=desk or self.desk,
            deeds=deeds,
            offset_s=offset_s,
            tries=tries,
            quick=quick,
            stderr=self.folder / f"stderr-{len(self.told)}",
        )
        return Actor(orders)

    def play(self, *deeds: str, injection: Injection | None = None, **more: object) -> Told:
        """From its beginning to its end."""
        return self.ended(self.actor(*deeds, **more).start(injection))  # type: ignore[arg-type]

    def ended(self, actor: Actor) -> Told:
        told = actor.end()
        self.told.append(told)
        return told

    def twin(self) -> Path:
        """A second terminal with the same data, as from a disk image."""
        path = self.folder / f"twin-{len(self.twins)}"
        copy_store(self.desk, path)
        self.twins.append(path)
        return path


class World:
    """Enter it; `run` gives terminals. `options` are those of `desk-hub serve`."""

    def __init__(
        self,
        scratch: Path,
        *,
        database: str = "",
        objects: str = "",
        disk: Medium | None = None,
        postgres: Any = None,
        s3: Any = None,
    ) -> None:
        self.disk, self.postgres, self.s3 = disk, postgres, s3
        self.offset_s = 0.0
        self.scratch = Path(tempfile.mkdtemp(dir=scratch))
        self.folder = (self.scratch if disk is None else disk.folder) / "hub"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "hub.toml").write_text(
            f'reserve_bytes = {LITTLE_ROOM}\nenrol_rate = "99999/minute"\n'
            'terminal_rate = "99999/second"\naddress_rate = "99999/second"\n'
        )
        self.settings: HubSettings = read_settings(
            self.folder, database=database or None, objects=objects or None
        )
        options: list[str] = ["--database", database] if database else []
        options += ["--objects", objects] if objects else []
        self.office, self.recovery = SealingKey.new(), SealingKey.new()
        with self.opened() as hub:
            for code, name in ((HERE, "みどり野市"), (ELSEWHERE, "青葉町")):
                hub.reference.add_municipality(
                    Municipality(
                        code=code,
                        name=name,
                        recipient=self.office.recipient,
                        recovery=self.recovery.recipient,
                    )
                )
        self.process = HubProcess(self.folder, quiet_port(), options)
        self.process.start()
        self.line = Wires("127.0.0.1", self.process.port)
        self.template = self.scratch / "template"
        make_template(self.template)
        self._labels = labels()
        self._count = itertools.count(1)
        self.takes: dict[str, float] = {}

    @contextmanager
    def opened(self) -> Iterator[Hub]:
        """The hub's parts, opened anew on what lies on its disk."""
        shift = timedelta(seconds=self.offset_s)
        hub = open_hub(self.settings, lambda: utc_now() + shift)
        try:
            yield hub
        finally:
            hub.close()

    def run(
        self,
        luck: Random,
        *,
        people: int = 3,
        days: int = 1,
        large: bool = False,
        desk: Path | None = None,
    ) -> Run:
        """A terminal with `people` accepted and approved applications for each of the days, one
        corrected and one voided; enrolled through the line. The earlier days are sealed."""
        folder = self.scratch / f"run-{next(self._count)}"
        folder.mkdir()
        run = Run(self, folder, luck)
        if desk is not None:
            copy_store(self.template, desk)
            run.desk.symlink_to(desk)
        else:
            copy_store(self.template, run.desk)
        booth = Booth(run.desk, next(self._labels))
        booth.photo_size = 600_000 if large else 2_000
        booth.today = TODAY
        booth.new_day(TODAY)
        booth.enrol_at(self.code(booth.label))
        for place in range(days):
            self._one_day(booth, people, run, last=place == days - 1)
        booth.store.close()
        return run

    def _one_day(self, booth: Booth, people: int, run: Run, last: bool) -> None:
        booth.end_some()
        for n in range(people):
            where = "青葉町中央1番地" if n == 0 else "みどり野市本町2番地"
            booth.take_in(applicant__address=where)
        run.entered += booth.entered()
        if not last:
            booth.seal()
            booth.next_day()

    def warm_up(self) -> None:
        """How long each deed takes undisturbed, and how many writes and flushes it makes."""
        run = self.run(Random(1))
        told = run.play("count", "seal", "send")
        assert told.ended == "finished", told
        later = run.play("purge", offset_s=8 * DAY_S)
        self.takes = told.takes | later.takes
        self.forget(run)

    def code(self, label: str) -> str:
        with self.opened() as hub:
            code = hub.enrolling.make_code(label=label, municipality=HERE)
            return EnrolmentCode(url=self.line.url, code=code, root=hub.keys.root_id).text()

    def take_carried(self, run: Run, folder: Path | None = None) -> None:
        """`desk-hub import` of everything on the stick; receipts lie beside it."""
        folder = folder or run.stick
        with self.opened() as hub:
            for file in sorted(folder.glob("*.machikado")):
                run.carried.append(import_carried(hub, file, folder))

    def set_hubs_clock(self, offset_s: float) -> None:
        """Wrong by so much from now on; the hub is started anew for it."""
        if self.offset_s != offset_s:
            self.process.offset_s = self.offset_s = offset_s
            self.process.restart()

    def kill_a_backend(self, luck: Random) -> None:
        """SIGKILL to one process of PostgreSQL that serves the hub: all of it recovers."""
        before = self._backends()
        if before:
            os.kill(luck.choice(before), signal.SIGKILL)
            while set(before) & set(self._backends()):
                time.sleep(0.005)

    def _backends(self) -> list[int]:
        """PostgreSQL's processes that serve a connection."""
        master = self.postgres.pid
        found = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [int(pid) for pid in found if b"127.0.0.1" in _command(pid)]

    def well_again(self) -> None:
        """Whatever was done to hub and line is over."""
        self.line.all_well()
        if self.postgres is not None:
            until_postgres_answers(self.postgres)
        if self.s3 is not None and not self.s3.running:
            self.s3.start()
        if not self.process.running:
            self.process.start()

    def recovered(self, run: Run, *deeds: str, desk: Path | None = None) -> Told:
        """As people would: start again, press the buttons again."""
        self.well_again()
        return run.play(*(deeds or ("count", "seal", "send")), desk=desk, tries=8)

    def forget(self, run: Run) -> None:
        shutil.rmtree(run.folder, ignore_errors=True)

    def close(self) -> None:
        self.line.close()
        self.process.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

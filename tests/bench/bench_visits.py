"""How many batches a hub takes: `python -m tests.bench.bench_visits` (design §5: 20 a second).

A real hub on a real PostgreSQL that flushes (a cluster of its own, thrown away), and the embedded
hub on SQLite, each with its load on the same processors: 10 to 300 senders, each a terminal of its
own, of 30 municipalities; each batch of 8 packets a whole visit (visits_load.py). Twice: as fast as
they are answered, which tells how much the hub takes, and at 20 visits a second at random moments,
which tells how long a terminal waits. Every receipt is verified.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import signal
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.envelope import digest_of, peek, seal
from sync.manifest import sign_manifest
from sync.protocol import ENROLMENT, Certificate, Enrolment, KeySet, Manifest, PacketLine
from sync.receipts import check_receipt
from tests.bench.proc import Used
from tests.bench.visits_load import Day, Plan, Told
from tests.hub.hub_world import ROOT, RealHub
from tests.hub.postgres_world import Postgres, postgres_programs
from tests.hub.sender import Sender

SENDERS = (10, 30, 100, 300)
PACKETS = 8
TO_REACH_BATCHES_S = 20.0
TO_REACH_P99_S = 1.0
MUNICIPALITIES = 30
UNIQUE_BYTES = 2_000
UNLIMITED = dict.fromkeys(("terminal_rate", "address_rate", "enrol_rate"), "1000000/minute")
"""The load comes from one address, which stands for hundreds."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--senders", type=int, nargs="+", default=SENDERS)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each figure")
    parser.add_argument("--kilobytes", type=int, default=2, help="of a packet")
    parser.add_argument("--workers", type=int, default=1, help="processes of the hub")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--most", type=int, default=900, help="batches of a figure, at the most")
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nothing is left running
    if given.database == "postgresql" and postgres_programs() is None:
        raise SystemExit("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
        figures = measure(Path(folder), given)
    if given.json:
        print(json.dumps(figures))
    return 0


def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    rows = []
    with running_hub(folder, given.database, given.workers) as (hub, programs):
        terminals = enrolled(hub, max(given.senders))
        run = Run(hub, programs, given.kilobytes * 1_000, given.seconds, given.most, folder)
        run.of(terminals[:4], 0, seconds=2, most=40)  # whatever is loaded at the first request
        print(f"  {given.database}, {given.workers} processes, packets of {given.kilobytes} KB")
        print(f"  {'senders':>9} {'asked':>12} batches/s  p50      p99      hub   db    load  idle")
        for count in given.senders:
            for rate in (0.0, TO_REACH_BATCHES_S):
                rows.append({"senders": count, **run.of(terminals[:count], rate)})
                print(f"  {count:9} {told(rows[-1])}", flush=True)
    fastest = [row["batches_s"] for row in rows if not row["asked"]]
    return {
        "database": given.database,
        "workers": given.workers,
        "kilobytes": given.kilobytes,
        "least_batches_s": min(fastest),
        "most_batches_s": max(fastest),
        "p99_s": max(row["p99_s"] for row in rows if row["asked"]),
        "troubles": sum(row["troubles"] for row in rows),
        "rows": rows,
    }


def told(row: dict[str, Any]) -> str:
    asked = f"{row['asked']:.0f} a second" if row["asked"] else "all they can"
    said = f"{asked:>12} {row['batches_s']:8.1f}  "
    said += " ".join(f"{row[each] * 1_000:5.0f} ms" for each in ("p50_s", "p99_s"))
    shares = "  ".join(f"{row.get(who, 0):4.0%}" for who in ("hub", "db", "load", "idle"))
    return f"{said}  {shares}" + (f"  TROUBLES: {row['troubles']}" if row["troubles"] else "")


@contextmanager
def running_hub(
    folder: Path, database: str, workers: int
) -> Iterator[tuple[RealHub, dict[str, int]]]:
    with ExitStack() as stack:
        programs, url = {}, ""
        if database == "postgresql":
            found = postgres_programs()
            assert found is not None
            postgres = stack.enter_context(Postgres(found, durable=True))
            programs["db"] = postgres.pid
            url = postgres.url
        options = ["--log-level", "warning", "--workers", str(workers)]
        hub = RealHub(folder / "hub", database=url, options=options, limits=UNLIMITED)
        stack.enter_context(hub)
        programs["hub"] = hub.pid
        yield hub, programs


# terminals and their days -------------------------------------------------------------------
@dataclass(frozen=True)
class Booth:
    """A terminal as its hub knows it."""

    sender: Sender

    def day(self, size: int, rest: bytes) -> tuple[Day, Manifest]:
        firsts = [uuid.uuid4().bytes + bytes(UNIQUE_BYTES - 16) for _ in range(PACKETS)]
        lines = tuple(line_of(self.sender.known_as, first, rest, size) for first in firsts)
        manifest = self.sender.manifest(lines, str(uuid.uuid4()))
        envelope = sign_manifest(manifest, self.sender.key, self.sender.supervisor)
        self.sender.sequence += 1
        self.sender.previous = digest_of(envelope)
        packets = zip(lines, firsts, strict=True)
        named = tuple((line.municipality, line.digest, first) for line, first in packets)
        return Day(manifest.batch, envelope, named), manifest


def line_of(known: Certificate, first: bytes, rest: bytes, size: int) -> PacketLine:
    digest = hashlib.sha256(first)
    digest.update(rest)
    return PacketLine(
        digest=digest.hexdigest(),
        size=size,
        application=str(uuid.uuid4()),
        version=1,
        number="261125-K3-001-C",
        municipality=known.municipality,
        route="mail",
    )


def enrolled(hub: RealHub, count: int) -> list[Booth]:
    booths = []
    with hub.opened() as parts:
        for number in range(count):
            sender = Sender(hub.url)
            municipality = f"{130_001 + number % MUNICIPALITIES}"
            code = parts.enrolling.make_code(label=f"T{number}", municipality=municipality)
            asked = Enrolment(code=code, public=sender.key.public)
            sender.certificate = parts.enrolling.enrol(seal(asked, ENROLMENT, sender.key))
            booths.append(Booth(sender))
    return booths


# one figure ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Run:
    hub: RealHub
    programs: dict[str, int]
    size: int
    seconds: float
    most: int
    folder: Path

    def of(
        self, booths: Sequence[Booth], rate: float, seconds: float = 0.0, most: int = 0
    ) -> dict[str, Any]:
        seconds, most = seconds or self.seconds, most or self.most
        rest = os.urandom(max(0, self.size - UNIQUE_BYTES))
        wanted = min(most, int(rate * seconds * 2)) if rate else most
        sealed = [
            [booth.day(max(self.size, UNIQUE_BYTES), rest) for _ in range(share(wanted, booths))]
            for booth in booths
        ]
        senders = tuple(
            (booth.sender.known_as.terminal, booth.sender.key.private, tuple(d for d, _ in days))
            for booth, days in zip(booths, sealed, strict=True)
        )
        plan = Plan(self.hub.port, senders, rest, seconds, rate)
        with Used(self.programs) as used:
            done = loaded(plan, self.folder / "plan")
        self._verify(done, {day.id: (day, manifest) for days in sealed for day, manifest in days})
        visits = sorted(done.visits_s)
        return {
            "asked": rate,
            "batches": len(visits),
            "batches_s": len(visits) / done.passed_s,
            "p50_s": statistics.median(visits),
            "p99_s": visits[min(len(visits) - 1, int(len(visits) * 0.99))],
            "slowest_s": visits[-1],
            "troubles": len(done.troubles),
            "trouble": done.troubles[:3],
            "load": done.cpu_s / done.passed_s,
            **used.shares,
        }

    def _verify(self, done: Told, sealed: dict[str, tuple[Day, Manifest]]) -> None:
        """Every receipt is right."""
        key_set = peek(self.hub.key_set_envelope(), KeySet)
        for batch, receipt in done.receipts.items():
            day, manifest = sealed[batch]
            check_receipt(receipt, manifest, digest_of(day.envelope), key_set)


def share(wanted: int, booths: Sequence[Booth]) -> int:
    return max(1, -(-wanted // len(booths)))


def loaded(plan: Plan, file: Path) -> Told:
    file.write_bytes(pickle.dumps(plan))
    command = [sys.executable, "-m", "tests.bench.visits_load", str(file)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=300)
    told: Told = pickle.loads(done.stdout)
    return told


if __name__ == "__main__":
    raise SystemExit(main())

"""Memory of both ends while a day is sent: `python -m tests.bench.bench_send_memory` (Linux).

The real sender in a process of its own and the real, embedded hub, with many small and with few
large packets: how far each rises above what it had before the first byte, at the most.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sync.client import HubClient, TerminalIdentity
from sync.engine import Did, Engine
from sync.keys import SigningKey
from sync.trust import Trust
from tests.bench.proc import forget_most_memory, memory_mb, most_memory_mb
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import ROOT, RealHub
from tests.sync.line_world import enrol

DAYS = {"200 x 600 KB": (200, 600_000), "20 x 20 MB": (20, 20_000_000)}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of each day")
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    parser.add_argument("--send", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.send is not None:
        return send(given.send)
    if not Path("/proc/self/clear_refs").exists():
        raise SystemExit("this bench asks Linux")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nothing is left running
    figures = {}
    for name, (packets, size) in DAYS.items():
        with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
            figures[name] = measure(Path(folder), packets // (5 if given.quick else 1), size)
        said = ", ".join(f"{end} {rise:+.1f} MB" for end, rise in figures[name].items())
        print(f"  {name:13} {said}", flush=True)
    if given.json:
        print(json.dumps(figures))
    return 0


def measure(folder: Path, packets: int, size: int) -> dict[str, float]:
    """Rise of hub and sender. A small day goes before, so that everything is loaded."""
    (folder / "outbox").mkdir()
    outbox = MemoryOutbox(folder / "outbox", folder / "outbox.json")
    rises = {}
    with RealHub(folder / "hub", options=["--log-level", "warning"]) as hub:
        terminal = enrol(hub)
        for number, (many, large) in enumerate(((8, 600_000), (packets, size))):
            terminal.seal_batch(outbox, folder / "outbox", many, large)
            mine, trust = terminal.identity, terminal.trust
            told = (hub.url, mine.terminal, mine.key.private, trust.root, trust.envelope, folder)
            (folder / "plan").write_bytes(pickle.dumps(told))
            before = memory_mb(hub.pid)
            forget_most_memory(hub.pid)
            command = [sys.executable, "-m", "tests.bench.bench_send_memory", "--send"]
            done = subprocess.run(
                [*command, str(folder / "plan")], cwd=ROOT, stdout=subprocess.PIPE, check=True
            )
            if number:
                rises["hub"] = most_memory_mb(hub.pid) - before
                rises["sender"] = float(done.stdout)
    return rises


def send(plan: Path) -> int:
    """In the sender's process: says how far it rose while it sent."""
    url, name, seed, root, key_set, folder = pickle.loads(plan.read_bytes())
    identity = TerminalIdentity(name, SigningKey(seed))

    def client() -> HubClient:
        return HubClient(url, Trust(root).with_newer(key_set), identity, proxies={})

    outbox = MemoryOutbox(folder / "outbox", folder / "outbox.json")
    engine = Engine(client, outbox, lambda: datetime.now(UTC))
    with client() as first:
        first.hello()  # what is loaded at the first request is not sending's
    before = memory_mb(os.getpid())
    forget_most_memory(os.getpid())
    outcome = engine.step()
    engine.close()
    assert outcome.did == Did.RECEIVED, outcome
    print(most_memory_mb(os.getpid()) - before)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""What sending reaches over bad lines: `python -m tests.bench.bench_line` (needs root).

Real TCP through a network namespace and a pump of ours with a rate, a delay and loss both ways
(tests/fakes/thin_line.py). "raw" is one TCP connection that writes the same bytes to a sink.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection

from sync.engine import Engine
from sync.line import TIMEOUTS_S
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.thin_line import ThinLine, can_be_made
from tests.hub.hub_world import RealHub
from tests.sync.line_world import Terminal, enrol

LINES = {
    # name: bits a second, delay one way, loss each way, packets, KB each
    "20 Mbit/s, 20 ms": (20e6, 0.010, 0.0, 20, 600),
    "20 Mbit/s, 20 ms, 2 % loss": (20e6, 0.010, 0.02, 20, 600),
    "20 Mbit/s, 40 ms, 2 % loss": (20e6, 0.020, 0.02, 20, 600),
    "5 Mbit/s, 150 ms, 3 % loss": (5e6, 0.075, 0.03, 6, 600),
    "1 Mbit/s, 600 ms, 1 % loss": (1e6, 0.300, 0.01, 4, 300),
    "128 kbit/s, 300 ms, 3 % loss": (128e3, 0.150, 0.03, 2, 100),
}
SINK = """
import socket, sys
heard = socket.create_server((sys.argv[1], 9))
while True:
    wire, _ = heard.accept()
    while wire.recv(1 << 16): pass
    wire.sendall(b"!")
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    parser.add_argument("--only", default="", help="lines whose name begins so")
    parser.add_argument("--lanes", type=int, nargs="+", default=(1, 4), help="at the most, of each")
    given = parser.parse_args()
    if not can_be_made():
        print("  not measured: a network namespace needs root and /dev/net/tun")
        if given.json:
            print("{}")
        return 0
    figures = {}
    print(f"  TCP: {Path('/proc/sys/net/ipv4/tcp_congestion_control').read_text().strip()}")
    for name, line in LINES.items():
        if not name.startswith(given.only):
            continue
        with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
            figures[name] = measure(Path(folder), given.lanes, *line)
        rate = line[0] / 1e6
        said = ", ".join(
            f"{what} {share * rate:.2f} ({share:.0%})" for what, share in figures[name].items()
        )
        print(f"  {name:30} Mbit/s: {said}", flush=True)
    if given.json:
        print(json.dumps(figures))
    return 0


def measure(
    folder: Path,
    most_lanes: Sequence[int],
    bits_s: float,
    delay_s: float,
    loss: float,
    packets: int,
    kilobytes: int,
) -> dict[str, float]:
    """Shares of the line's rate."""
    shares: dict[str, float] = {}
    with ThinLine(bits_s, delay_s, loss) as line, hub_behind(line, folder / "hub") as (hub, url):
        terminal = enrol(hub, url, timeouts=TIMEOUTS_S)
        for lanes in most_lanes:
            took, size = sent(terminal, url, folder, packets, kilobytes * 1_000, lanes)
            shares[f"{lanes} lanes" if lanes > 1 else "one lane"] = size * 8 / took / bits_s
        shares["raw"] = size * 8 / raw(line, size) / bits_s
    return shares


@contextmanager
def hub_behind(line: ThinLine, folder: Path) -> Iterator[tuple[RealHub, str]]:
    options = ["--host", line.address, "--log-level", "warning"]
    with RealHub(folder, options=options, wrapper=line.inside) as hub:
        yield hub, f"http://{line.address}:{hub.port}"


def sent(
    terminal: Terminal, url: str, folder: Path, packets: int, size: int, lanes: int
) -> tuple[float, int]:
    outbox = MemoryOutbox(folder)
    batch = terminal.seal_batch(outbox, folder, packets, size)
    began = time.perf_counter()
    make = lambda: terminal.client(url, timeouts=TIMEOUTS_S)  # noqa: E731
    engine = Engine(make, outbox, lambda: datetime.now(UTC), random=lambda: 0.0, lanes=lanes)
    for _ in range(50):
        outcome = engine.step()
        if outcome.code:
            print(f"    {outcome.code}", flush=True)
        if outbox.receipt(batch.id) is not None:
            break
    took = time.perf_counter() - began
    engine.close()
    assert outbox.receipt(batch.id) is not None
    return took, batch.bytes


def raw(line: ThinLine, size: int) -> float:
    sink = subprocess.Popen([*line.inside, sys.executable, "-c", SINK, line.address])
    try:
        time.sleep(1)
        began = time.perf_counter()
        with create_connection((line.address, 9), 60) as wire:
            wire.sendall(bytes(size))
            wire.shutdown(1)
            wire.recv(1)
        return time.perf_counter() - began
    finally:
        sink.kill()
        sink.wait()


if __name__ == "__main__":
    raise SystemExit(main())

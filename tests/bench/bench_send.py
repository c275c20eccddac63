"""How fast a day is sent: `python -m tests.bench.bench_send` (design §5: 70 % of nginx).

200 packets of 600 KB on loopback to the real, embedded hub, which has flushed every byte and
signed a receipt at the end; beside it, in the same run, a parallel PUT of the same files to nginx,
as it is (it never flushes), and with each file flushed as soon as it was answered. Then the cost of
cuts: bytes sent twice. All on the disk beside the checkout, not in /tmp, which may be memory.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests

from sync.engine import Did, Engine
from sync.lanes import MOST_LANES, Lanes
from sync.line import TIMEOUTS_S
from sync.protocol import Digest, Upload
from sync.sealed_file import Progress
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import RealHub, free_port
from tests.sync.line_world import Batch, Terminal, enrol, line_to

NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 2;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/temp; client_max_body_size 100m;
    server {{
        listen 127.0.0.1:{port};
        location / {{ root {folder}/kept; dav_methods PUT; create_full_put_path on; }}
    }}
}}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=200)
    parser.add_argument("--kilobytes", type=int, default=600)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as name:
        figures = measure(Path(name), given.packets, given.kilobytes * 1_000, given.runs)
    if given.json:
        print(json.dumps(figures))
    return 0


def measure(folder: Path, packets: int, size: int, runs: int) -> dict[str, float]:
    outbox_folder = folder / "outbox"
    outbox_folder.mkdir()
    names = ("hub", "ours to nginx", "nginx", "nginx, flushed", "curl")
    took: dict[str, list[float]] = {name: [] for name in names}
    outbox = MemoryOutbox(outbox_folder)
    with RealHub(folder / "hub", options=["--log-level", "warning"]) as hub, nginx(folder) as web:
        terminal = enrol(hub)
        growth = 0.0
        for run in range(runs):
            batch = terminal.seal_batch(outbox, outbox_folder, packets, size)
            files = [outbox.packet_path(each.digest) for each in batch.manifest.packets]
            for file in files:  # read once, so that all read from memory
                file.read_bytes()
            before = most_memory_mb()
            took["hub"].append(seconds(lambda: send(terminal, hub.url, outbox)))
            growth = max(growth, most_memory_mb() - before) if run else 0.0
            ours = seconds(lambda: put_by_lanes(terminal, web.url, files, run))  # noqa: B023
            took["ours to nginx"].append(ours)
            took["nginx"].append(seconds(lambda: put_all(web.url, files, run)))  # noqa: B023
            flushed = seconds(lambda: put_all(web.url, files, run, web.kept))  # noqa: B023
            took["nginx, flushed"].append(flushed)
            took["curl"].append(seconds(lambda: curl_all(web.url, files, run)))  # noqa: B023
            for file in files:
                file.unlink()
        megabytes = batch.bytes / 1e6
        said = {name: megabytes / statistics.median(each) for name, each in took.items()}
        for name, rate in said.items():
            spread = f"{megabytes / max(took[name]):.0f}–{megabytes / min(took[name]):.0f}"
            print(f"  {name:16} {rate:6.0f} MB/s  ({spread}, {runs} runs)")
        costs = resume_costs(terminal, hub, outbox_folder)
    figures = {
        "hub_mb_s": said["hub"],
        "nginx_mb_s": said["nginx"],
        "ratio": said["hub"] / said["nginx"],
        "ratio_flushed": said["hub"] / said["nginx, flushed"],
        "ratio_sender": said["ours to nginx"] / said["nginx"],
        "ratio_curl": said["hub"] / said["curl"],
        "growth_mb": growth,
        **costs,
    }
    print(f"  of nginx {figures['ratio']:.0%}, of nginx flushed {figures['ratio_flushed']:.0%}")
    print(f"  our sender alone, both to nginx: {figures['ratio_sender']:.0%}")
    print(f"  most memory of the sender, over the first run: {growth:+.1f} MB")
    print(
        f"  {costs['cuts']:.0f} cuts: at most {costs['twice_a_cut']:.2f} packets a connection sent"
        f" twice at each; receipt after all of them"
    )
    return figures


def send(terminal: Terminal, url: str, outbox: MemoryOutbox) -> None:
    """The whole way: hello, signing on, manifest, packets, verified receipt."""
    engine = Engine(
        lambda: terminal.client(url, timeouts=TIMEOUTS_S), outbox, lambda: datetime.now(UTC)
    )
    outcome = engine.step()
    engine.close()
    assert outcome.did == Did.RECEIVED, outcome


def put_by_lanes(terminal: Terminal, url: str, files: Sequence[Path], run: int) -> None:
    """Our own sending, without a hub: as past it, to an object store."""
    by_digest = {Digest(each.stem): each for each in files}
    with terminal.client(url, timeouts=TIMEOUTS_S) as client:

        def put(digest: Digest, moved: Progress) -> None:
            upload = Upload(digest=digest, url=f"{url}/{run}-ours-{digest}")
            client.put_packet("131016", digest, by_digest[digest], moved, upload=upload)

        lanes, waiting = Lanes(put), list(by_digest)
        while waiting or lanes.running:
            while waiting and lanes.running < MOST_LANES:
                lanes.start(waiting.pop())
            ended = lanes.next_end(60)
            assert ended is not None
            assert ended[1] is None, ended[1]


def put_all(url: str, files: Sequence[Path], run: int, kept: Path | None = None) -> None:
    """A parallel PUT with requests, as many at a time as we use; `kept`: flushed there as well."""
    waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for file in files:
        waiting.put(file)

    def lane() -> None:
        with requests.Session() as session:
            session.trust_env = False
            while True:
                try:
                    file = waiting.get_nowait()
                except queue.Empty:
                    return
                name = f"{run}-{kept is not None}-{file.name}"
                with file.open("rb") as body:
                    answer = session.put(f"{url}/{name}", data=body, timeout=60)
                assert answer.status_code in (201, 204), answer.status_code
                if kept is not None:
                    flush(kept / name)
                    flush(kept)

    lanes = [threading.Thread(target=lane) for _ in range(MOST_LANES)]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()


def curl_all(url: str, files: Sequence[Path], run: int) -> None:
    """The same by curl, in C."""
    command = [
        "curl",
        "-sfZ",
        "--no-progress-meter",
        "--parallel-max",
        str(MOST_LANES),
        "--parallel-immediate",
    ]
    for file in files:
        command += ["-T", str(file), f"{url}/{run}-curl-{file.name}"]
    subprocess.run(command, check=True)


def flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Web:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.kept = folder / "kept"


@contextmanager
def nginx(folder: Path) -> Iterator[Web]:
    folder = folder / "nginx"
    web = Web(folder)
    (folder / "temp").mkdir(parents=True)
    web.kept.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""
    configured = folder / "nginx.conf"
    configured.write_text(NGINX.format(folder=folder, port=web.port, user=user))
    found = shutil.which("nginx")
    if found is None:
        raise SystemExit("nginx is not installed")
    server = subprocess.Popen([found, "-c", str(configured), "-p", str(folder)])
    try:
        wait_for(web.port)
        yield web
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("nginx does not answer")


# cuts -----------------------------------------------------------------------------------------
def resume_costs(terminal: Terminal, hub: RealHub, folder: Path) -> dict[str, float]:
    """40 packets of 300 KB over a line that is cut again and again, at places all over a packet."""
    outbox, cuts = MemoryOutbox(folder), 0
    batch: Batch = terminal.seal_batch(outbox, folder, 40, 300_000)
    largest = max(each.size for each in batch.manifest.packets)
    with line_to(hub) as line:
        rules = [
            line.cut_request("PUT", at=at, skip=4)
            for at in (0, 1, 100_000, 200_000, largest - 1, 16_384, 150_000)
        ]
        rules += [line.cut_reply("PUT", at=at, skip=5) for at in (0, 1, 50)]
        make = lambda: terminal.client(line.url)  # noqa: E731
        engine = Engine(make, outbox, lambda: datetime.now(UTC), random=lambda: 0.0)
        for _ in range(60):
            if engine.step().did == Did.RECEIVED:
                break
        assert outbox.receipt(batch.id) is not None
        cuts = sum(rule.met.is_set() for rule in rules)
        twice = line.body_bytes("PUT") - batch.bytes
    return {
        "cuts": cuts,
        "bytes_twice": twice,
        "twice_a_cut": twice / largest / max(1, cuts) / MOST_LANES,
    }


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def most_memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


if __name__ == "__main__":
    raise SystemExit(main())

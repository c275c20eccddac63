"""A thin, long, leaky line for real TCP: two TUN devices, one of them in a network namespace, and a
pump between them with a rate, a delay, a buffer and a share of packets that it drops. Needs root.

    with ThinLine(bits_s=20e6, delay_s=0.02, loss=0.02) as line:
        subprocess.run([*line.inside, "command", …])     # reachable at line.address
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import random
import select
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import TracebackType

TUN = Path("/dev/net/tun")
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
BUFFER_BYTES = 128_000
_NUMBERS = count(1)


def can_be_made() -> bool:
    return TUN.exists() and os.geteuid() == 0


class ThinLine:
    def __init__(self, bits_s: float, delay_s: float = 0.0, loss: float = 0.0) -> None:
        self._bytes_s = bits_s / 8
        self._delay_s = delay_s
        self._loss = loss
        self._luck = random.Random(1)
        self._name = f"mkd{os.getpid() % 100_000}x{next(_NUMBERS)}"
        self.address, self._here = "10.231.77.2", "10.231.77.1"
        self.inside = ["ip", "netns", "exec", self._name]
        self._ends: list[int] = []
        self._threads: list[threading.Thread] = []
        self._done = threading.Event()

    def __enter__(self) -> ThinLine:
        ip("netns", "add", self._name)
        near, far = f"{self._name}a", f"{self._name}b"
        self._ends = [opened(near), opened(far)]
        ip("link", "set", far, "netns", self._name)
        ip("addr", "add", f"{self._here}/24", "dev", near)
        ip("link", "set", near, "up")
        ip("-n", self._name, "addr", "add", f"{self.address}/24", "dev", far)
        ip("-n", self._name, "link", "set", far, "up")
        ip("-n", self._name, "link", "set", "lo", "up")
        for one, other in (self._ends, self._ends[::-1]):
            self._pump(one, other)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            os.close(end)
        ip("netns", "del", self._name)

    def _pump(self, one: int, other: int) -> None:
        waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        for work in (self._take, self._give):
            end = one if work == self._take else other
            thread = threading.Thread(target=work, args=(end, waiting), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _take(self, end: int, waiting: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        free_at = 0.0
        for packet in self._packets(end):
            now = time.monotonic()
            queued = max(0.0, free_at - now) * self._bytes_s
            if queued > max(BUFFER_BYTES, self._bytes_s / 2) or self._luck.random() < self._loss:
                continue
            free_at = max(now, free_at) + len(packet) / self._bytes_s
            waiting.put((free_at + self._delay_s, packet))

    def _packets(self, end: int) -> Iterator[bytes]:
        while not self._done.is_set():
            if select.select([end], [], [], 0.2)[0]:
                with contextlib.suppress(OSError):
                    yield os.read(end, 2_048)

    def _give(self, end: int, waiting: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        while not self._done.is_set():
            try:
                then, packet = waiting.get(timeout=0.5)
            except queue.Empty:
                continue
            time.sleep(max(0.0, then - time.monotonic()))
            with contextlib.suppress(OSError):
                os.write(end, packet)


def opened(name: str) -> int:
    """The file of a new TUN device, which lives as long as it is open."""
    end = os.open(TUN, os.O_RDWR)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22s", name.encode(), _IFF_TUN | _IFF_NO_PI, b""))
    return end


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)

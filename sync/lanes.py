"""Packets on their way side by side, how fast they go, and how many lanes the line can bear.

Lanes are daemon threads: a packet whose answer is awaited holds up neither a pause nor the end of
the program; it may arrive all the same, which is fine, for packets are named by their contents.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from sync.protocol import Digest
from sync.sealed_file import Progress, Stopped

MOST_LANES: Final = 4
_ONE_MORE_LANE_BYTES_S: Final = 250_000
_WINDOW_S: Final = 5.0
_ENOUGH_S: Final = 1.0


def lanes_for(rate_bytes_s: float | None, most: int = MOST_LANES) -> int:
    """One on a slow line, where each cut costs what is on its way; more as it proves fast."""
    if rate_bytes_s is None:
        return min(2, most)
    return max(1, min(most, 1 + int(rate_bytes_s / _ONE_MORE_LANE_BYTES_S)))


class Rate:
    """Bytes a second over the last 5 seconds; None before there is anything to say."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, size: int) -> None:
        self._seen.append((self._clock(), size))

    @property
    def bytes_s(self) -> float | None:
        now = self._clock()
        while self._seen and self._seen[0][0] < now - _WINDOW_S:
            self._seen.popleft()
        passed = min(now - self._began, _WINDOW_S)
        if passed < _ENOUGH_S:
            return None
        return max(0.0, sum(size for _, size in self._seen) / passed)

    def remaining_s(self, left: int) -> float | None:
        rate = self.bytes_s
        return left / rate if rate else None


class Lanes:
    """Starts sendings and gives back their ends; everything but the sending itself happens on the
    caller's thread."""

    def __init__(self, send: Callable[[Digest, Progress], None]) -> None:
        self._send = send
        self._ended: queue.SimpleQueue[tuple[Digest, Exception | None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._moved: dict[Digest, int] = {}
        self._fresh = 0
        self._stop = threading.Event()

    @property
    def running(self) -> int:
        with self._lock:
            return len(self._moved)

    @property
    def moving_bytes(self) -> int:
        """Of packets that are on their way."""
        with self._lock:
            return sum(self._moved.values())

    def fresh_bytes(self) -> int:
        """Moved since the last time this was asked."""
        with self._lock:
            fresh, self._fresh = self._fresh, 0
            return fresh

    def start(self, digest: Digest) -> None:
        with self._lock:
            self._moved[digest] = 0
        threading.Thread(target=self._run, args=(digest,), name="lane", daemon=True).start()

    def next_end(self, timeout_s: float) -> tuple[Digest, Exception | None] | None:
        """A packet that arrived (None) or did not; None when none ended in time."""
        try:
            digest, error = self._ended.get(timeout=timeout_s)
        except queue.Empty:
            return None
        with self._lock:
            self._moved.pop(digest, None)
        return digest, error

    def stop(self) -> None:
        """Every lane ends before its next piece."""
        self._stop.set()

    def _run(self, digest: Digest) -> None:
        def moved(size: int) -> None:
            if self._stop.is_set():
                raise Stopped
            with self._lock:
                self._fresh += size
                if digest in self._moved:
                    self._moved[digest] += size

        try:
            self._send(digest, moved)
        except Exception as error:  # noqa: BLE001 told to the engine, which knows what it means
            self._ended.put((digest, error))
        else:
            self._ended.put((digest, None))

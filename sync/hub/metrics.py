"""Figures for Prometheus: counts, bytes, ages and times; nothing about anybody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One registry an app, so that two hubs in one process do not count together."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "machikado_requests", "Requests.", ["route", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "machikado_request_seconds", "Time of a request.", buckets=_SECONDS, registry=registry
        )
        self._packets = Counter("machikado_packets_stored", "Packets stored.", registry=registry)
        self._bytes = Counter("machikado_stored_bytes", "Bytes of them.", registry=registry)
        self._announced = Counter(
            "machikado_batches_announced", "Batches announced.", registry=registry
        )
        self._received = Counter(
            "machikado_batches_received", "Batches received: receipts signed.", registry=registry
        )
        self._receipts = Counter(
            "machikado_receipts", "Receipts given out, repeats included.", registry=registry
        )
        self._open = Gauge(
            "machikado_batches_open", "Announced and not received.", registry=registry
        )
        self._oldest = Gauge(
            "machikado_oldest_open_batch_seconds", "Age of the oldest.", registry=registry
        )
        self._durable = Histogram(
            "machikado_durable_write_seconds",
            "From the last byte of a packet to its row.",
            buckets=_SECONDS,
            registry=registry,
        )

    def request(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).inc()
        self._request_seconds.observe(seconds)

    def packet_stored(self, size: int) -> None:
        self._packets.inc()
        self._bytes.inc(size)

    def batch_announced(self) -> None:
        self._announced.inc()

    def batch_received(self) -> None:
        self._received.inc()

    def receipt_given(self) -> None:
        self._receipts.inc()

    @contextmanager
    def durable_write(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self._durable.observe(time.perf_counter() - began)

    def text(self, open_batches: int, oldest: datetime | None, now: datetime) -> bytes:
        self._open.set(open_batches)
        self._oldest.set(0 if oldest is None else max(0.0, (now - oldest).total_seconds()))
        return bytes(generate_latest(self._registry))

"""The outboxes of the tests keep the contract that the terminal's store keeps."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from sync.protocol import BatchId
from tests.fakes.memory_outbox import MemoryOutbox
from tests.sync.outbox_contract import OutboxContract


class TestMemoryOutbox(OutboxContract):
    @pytest.fixture(params=["memory", "file"])
    def box(self, request: pytest.FixtureRequest, tmp_path: Path) -> MemoryOutbox:
        file = tmp_path / "outbox.json" if request.param == "file" else None
        return MemoryOutbox(tmp_path, file)

    def put(self, box: MemoryOutbox, label: str) -> BatchId:
        batch = BatchId(str(uuid4()))
        box.add(batch, f'"manifest of {label}"'.encode())
        return batch

    def pause(self, box: MemoryOutbox, batch: BatchId, paused: bool = True) -> None:
        box.pause(batch, paused)

    def carry(self, box: MemoryOutbox, batch: BatchId) -> None:
        box.carry(batch)

    def press_retry(self, box: MemoryOutbox, batch: BatchId) -> None:
        box.retry(batch)

    def a_receipt(self, box: MemoryOutbox, batch: BatchId) -> bytes:
        return b'"a receipt"'

    def reopened(self, box: MemoryOutbox) -> MemoryOutbox:
        return box if box._file is None else MemoryOutbox(box._packets, box._file)

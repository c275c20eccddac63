"""One real hub for all tests of the line; each test has its own line to it and its own outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.flaky_line import FlakyLine
from tests.fakes.memory_outbox import MemoryOutbox
from tests.sync.line_world import Booth, HubProcess, Terminal, enrol


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    process = HubProcess(tmp_path_factory.mktemp("hub"))
    yield process
    process.stop()


@pytest.fixture(scope="session")
def terminal(hub: HubProcess) -> Terminal:
    return enrol(hub)


@pytest.fixture
def line(hub: HubProcess) -> Iterator[FlakyLine]:
    with FlakyLine("127.0.0.1", hub.port) as line:
        yield line


@pytest.fixture
def booth(hub: HubProcess, terminal: Terminal, line: FlakyLine, tmp_path: Path) -> Booth:
    return Booth(hub, line, terminal, MemoryOutbox(tmp_path), tmp_path)


@pytest.fixture
def own_booth(tmp_path: Path) -> Iterator[Booth]:
    """With a hub of its own, to be killed."""
    hub = HubProcess(tmp_path / "hub")
    with FlakyLine("127.0.0.1", hub.port) as line:
        yield Booth(hub, line, enrol(hub), MemoryOutbox(tmp_path), tmp_path)
    hub.stop()

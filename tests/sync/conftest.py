"""One real hub for all tests of the line; each test has its own line to it and its own outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.flaky_line import FlakyLine
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import InProcessHub, RealHub
from tests.sync.line_world import Booth, Terminal, enrol, line_to


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHub]:
    with InProcessHub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


@pytest.fixture(scope="session")
def terminal(hub: InProcessHub) -> Terminal:
    return enrol(hub)


@pytest.fixture
def line(hub: InProcessHub) -> Iterator[FlakyLine]:
    with line_to(hub) as line:
        yield line


@pytest.fixture
def booth(hub: InProcessHub, terminal: Terminal, line: FlakyLine, tmp_path: Path) -> Booth:
    return Booth(hub, line, terminal, MemoryOutbox(tmp_path), tmp_path)


@pytest.fixture
def own_booth(tmp_path: Path) -> Iterator[Booth]:
    """With a hub process of its own, to be killed."""
    with RealHub(tmp_path / "hub") as hub, line_to(hub) as line:
        yield Booth(hub, line, enrol(hub), MemoryOutbox(tmp_path), tmp_path)

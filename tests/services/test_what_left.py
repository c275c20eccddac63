"""A batch of which the hub has heard stays sealed, however its sending ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.services.engine_outbox import EngineOutbox
from desk.services.hub_client import client_of
from sync.engine import Did, Engine
from tests.fakes.flaky_line import FlakyLine
from tests.faults.line.booth import APP, Booth
from tests.hub.hub_world import InProcessHub
from tests.sealed_world import HERE
from tests.storage.storage_world import TODAY


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHub]:
    with InProcessHub(tmp_path_factory.mktemp("hub")) as hub:
        hub.add_municipality(HERE, name="みどり野市")
        yield hub


@pytest.fixture
def line(hub: InProcessHub) -> Iterator[FlakyLine]:
    with FlakyLine("127.0.0.1", int(hub.url.rpartition(":")[2])) as line:
        yield line


@pytest.mark.parametrize(
    ("label", "to", "known"),
    [
        ("A", "POST /v1/batches", False),
        ("B", "PUT /v1/packets", True),
        ("C", "POST /v1/batches/", True),
    ],
)
def test_a_login_page_after_the_announcement_takes_nothing_back(
    hub: InProcessHub, line: FlakyLine, tmp_path: Path, label: str, to: str, known: bool
) -> None:
    booth = Booth(tmp_path / "desk", label)
    booth.found()
    booth.today = TODAY
    booth.new_day(TODAY)
    booth.enrol_at(hub.enrol(label, HERE, url=line.url))
    batch = booth.sealed(0 if label == "C" else 1).id
    box = EngineOutbox(booth.store, booth.clock, booth.sending)
    line.login_page(to, times=9)
    engine = Engine(lambda: client_of(booth.store, APP), box, lambda: booth.clock.now().utc)
    outcome = engine.step()
    engine.close()
    assert (outcome.did, outcome.code) == (Did.FAILED, "portal")
    assert hub.knows_batch(batch) == known
    assert booth.store.batch(batch).may_be_opened_again == (not known)
    booth.store.close()

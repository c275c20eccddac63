"""A day goes to the hub over HTTP: whole, twice, with replies lost, from a twin terminal."""

from __future__ import annotations

import pytest
from hub_world import InProcessHub
from sender import Sender

from sync.envelope import as_bytes, decode
from sync.protocol import Lacking
from sync.receipts import check_receipt


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> object:
    with InProcessHub(tmp_path_factory.mktemp("sending") / "hub") as hub:
        yield hub


@pytest.fixture
def sender(hub: InProcessHub, request: pytest.FixtureRequest) -> Sender:
    hub.labels = getattr(hub, "labels", 0) + 1
    return Sender().enrol(hub.enrol(f"T{hub.labels}")).sign_on()


def test_a_day_is_sent_and_its_receipt_covers_it(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(3)
    announced = sender.announce(batch)
    assert announced.status_code == 201
    lacking = decode(announced.content, Lacking)
    assert set(lacking.lacking) == set(batch.packets)
    early = sender.complete(batch)
    assert early.status_code == 409
    assert decode(early.content, Lacking) == lacking
    sender.put_all(batch)
    receipt = sender.complete(batch).content
    checked = check_receipt(receipt, batch.manifest, batch.digest, hub.key_set())
    assert [line.outcome for line in checked.packets] == ["stored"] * 3
    assert hub.receipt_bytes(batch.id) == receipt
    assert as_bytes(sender.status(batch).receipt or {}) == receipt

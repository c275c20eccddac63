"""Packets in a real S3 store: uploaded past the hub, read back before they count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sync.envelope import decode
from sync.hub.objects import ObjectKey
from sync.hub.s3_objects import open_s3
from sync.hub.settings import HubSettings, WrongSettings
from sync.hub.verifying import Kind, verify_all
from sync.protocol import Digest, Lacking, Problem
from sync.receipts import check_receipt
from tests.hub.hub_world import InProcessHub
from tests.hub.seaweed_world import Seaweed, weed_program
from tests.hub.sender import SealedBatch, Sender


@pytest.fixture(scope="module")
def seaweed() -> Iterator[Seaweed]:
    program = weed_program()
    if program is None:
        pytest.skip("SeaweedFS is not installed")
    with Seaweed(program) as store:
        yield store


@pytest.fixture
def hub(
    seaweed: Seaweed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InProcessHub]:
    for name, value in seaweed.env.items():
        monkeypatch.setenv(name, value)
    prefix = f"&prefix={tmp_path.name}"
    with InProcessHub(tmp_path / "hub", objects=seaweed.url + prefix) as hub:
        yield hub


def upload(lacking: Lacking, batch: SealedBatch, wrong: str = "") -> None:
    """As a terminal does: PUT, no Authorization."""
    for each in lacking.uploads:
        data = batch.packets[Digest(each.digest)]
        if each.digest == wrong:
            data = data[:-1] + b"!"
        assert requests.put(each.url, data=data, timeout=30).status_code == 200


def test_a_day_goes_past_the_hub_into_the_store(hub: InProcessHub) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    batch = sender.seal(3, size=300_000)
    lacking = decode(sender.announce(batch).content, Lacking)
    assert [each.digest for each in lacking.uploads] == list(lacking.lacking)
    wrong = lacking.lacking[1]
    upload(lacking, batch, wrong)
    early = sender.complete(batch)
    assert early.status_code == 409
    left = decode(early.content, Lacking)
    assert left.lacking == (wrong,)  # it was not what it should be
    upload(left, batch)
    done = sender.complete(batch)
    assert done.status_code == 200
    check_receipt(done.content, batch.manifest, batch.digest, hub.key_set())
    assert sender.complete(batch).content == done.content
    assert verify_all(hub.hub).findings == []

    # the other way, through the hub, and both at once
    second = sender.seal(2, size=300_000)
    lacking = decode(sender.announce(second).content, Lacking)
    first, *_ = lacking.lacking
    assert sender.put(first, second.packets[Digest(first)]).status_code == 201
    upload(lacking, second)
    assert sender.complete(second).status_code == 200
    assert list((hub.folder / "incoming").iterdir()) == []
    assert sender.get("/readyz").status_code == 200

    # a packet that vanished in the store
    gone = ObjectKey("131016", Digest(first))
    hub.hub.objects.remove(gone)
    findings = verify_all(hub.hub).findings
    assert [(each.kind, each.packet) for each in findings] == [(Kind.MISSING, first)]


def test_a_store_that_is_down(hub: InProcessHub, seaweed: Seaweed) -> None:
    sender = Sender().enrol(hub.enrol()).sign_on()
    kept, batch = sender.seal(1, size=50_000), sender.seal(1, size=50_000)
    upload(decode(sender.announce(kept).content, Lacking), kept)
    receipt = sender.complete(kept).content
    sender.announce(batch)
    seaweed.kill()
    digest, data = next(iter(batch.packets.items()))
    answer = sender.put(digest, data)
    assert (answer.status_code, decode(answer.content, Problem).code) == (503, "hub_busy")
    assert sender.get("/readyz").status_code == 503
    assert sender.get("/healthz").status_code == 200
    assert sender.complete(kept).content == receipt
    assert list((hub.folder / "incoming").iterdir()) == []


def test_objects_that_are_no_place(tmp_path: Path) -> None:
    for objects in ("s3://", "http://x", "s3://key:secret@bucket", "s3://bucket?secret=x"):
        with pytest.raises(WrongSettings):
            open_s3(HubSettings(data=tmp_path, objects=objects))

"""Receipts: only the right one lets a terminal forget."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync.envelope import digest_of, seal
from sync.errors import Refused
from sync.keys import SigningKey
from sync.protocol import RECEIPT, Digest, KeySet, Manifest, PublicKey, ReceiptLine
from sync.receipts import check_receipt
from tests.sync.samples import (
    HubKeys,
    TerminalKeys,
    invented_line,
    manifest_of,
    receipt_of,
)

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def hub() -> HubKeys:
    return HubKeys()


@pytest.fixture(scope="module")
def manifest(hub) -> Manifest:
    return manifest_of(TerminalKeys(hub), [invented_line(1), invented_line(2)])


DIGEST = Digest("d" * 64)
ANOTHER = "01890000-0000-7000-8000-000000000000"


def refusal(envelope: bytes, manifest: Manifest, keys: KeySet) -> object:
    with pytest.raises(Refused) as caught:
        check_receipt(envelope, manifest, DIGEST, keys)
    assert caught.value.code == "receipt_wrong"
    return caught.value.facts["why"]


def test_the_receipt_of_this_manifest(hub, manifest):
    receipt = check_receipt(hub.receipt_for(manifest, DIGEST), manifest, DIGEST, hub.key_set())
    assert receipt == receipt_of(manifest, DIGEST)


def test_a_receipt_for_a_day_without_applications(hub):
    terminal = TerminalKeys(hub)
    empty = manifest_of(terminal, [])
    digest = digest_of(terminal.sign(empty))
    assert check_receipt(hub.receipt_for(empty, digest), empty, digest, hub.key_set()).packets == ()


def test_already_received_names_what_came_first(hub, manifest):
    first, second = receipt_of(manifest, DIGEST).packets
    line = ReceiptLine(digest=first.digest, outcome="already", first="f" * 64)
    envelope = hub.receipt_for(manifest, DIGEST, packets=(second, line))  # the order is free
    assert check_receipt(envelope, manifest, DIGEST, hub.key_set()).packets[1].first == "f" * 64


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"batch": ANOTHER}, "batch"),
        ({"terminal": ANOTHER}, "terminal"),
        ({"manifest": "e" * 64}, "manifest"),
    ],
)
def test_a_receipt_for_something_else(hub, manifest, changes, why):
    assert refusal(hub.receipt_for(manifest, DIGEST, **changes), manifest, hub.key_set()) == why


def test_it_covers_exactly_every_packet(hub, manifest):
    first, second = receipt_of(manifest, DIGEST).packets
    other = ReceiptLine(digest="f" * 64, outcome="stored", first="f" * 64)
    for packets in ((first,), (), (first, second, other), (first, first), (first, other)):
        envelope = hub.receipt_for(manifest, DIGEST, packets=packets)
        assert refusal(envelope, manifest, hub.key_set()) == "packets"
    odd = ReceiptLine(digest=first.digest, outcome="stored", first=second.digest)
    envelope = hub.receipt_for(manifest, DIGEST, packets=(odd, second))
    assert refusal(envelope, manifest, hub.key_set()) == "outcome"


def test_only_a_receipt_key_of_this_hub_counts(hub, manifest):
    receipt = receipt_of(manifest, DIGEST)
    for signer in (SigningKey.new(), hub.root, hub.issuer, HubKeys().receipt):
        assert refusal(seal(receipt, RECEIPT, signer), manifest, hub.key_set()) == "signature"


def test_another_kind_of_message_is_no_receipt(hub, manifest):
    envelope = seal(receipt_of(manifest, DIGEST), "text/plain", hub.receipt)
    assert refusal(envelope, manifest, hub.key_set()) == "signature"
    for other in (b"", b"{}", b"<html>", hub.signed_key_set()):
        assert refusal(other, manifest, hub.key_set()) in ("format", "signature")


def test_rotation_leaves_receipts_valid_and_revocation_takes_the_later_ones(hub, manifest):
    received_at = receipt_of(manifest, DIGEST).received_at
    envelope = hub.receipt_for(manifest, DIGEST)

    def keys(**changes: object) -> KeySet:
        old = replace(PublicKey(public=hub.receipt.public), **changes)
        return hub.key_set(serial=2, receipt=(PublicKey(public=SigningKey.new().public), old))

    rotated = keys(not_after=received_at - timedelta(days=1))
    assert check_receipt(envelope, manifest, DIGEST, rotated)
    later = keys(revoked_at=received_at + timedelta(seconds=1))
    assert check_receipt(envelope, manifest, DIGEST, later)
    assert refusal(envelope, manifest, keys(revoked_at=received_at)) == "revoked"
    gone = hub.key_set(receipt=(PublicKey(public=SigningKey.new().public),))
    assert refusal(envelope, manifest, gone) == "signature"


def test_a_good_second_signature_saves_one_by_a_revoked_key(hub, manifest):
    new = SigningKey.new()
    receipt = receipt_of(manifest, DIGEST)
    old = PublicKey(public=hub.receipt.public, revoked_at=receipt.received_at)
    keys = hub.key_set(receipt=(old, PublicKey(public=new.public)))
    assert check_receipt(seal(receipt, RECEIPT, hub.receipt, new), manifest, DIGEST, keys)

"""Receipts: the hub's signed word that every packet of a manifest is durable."""

from __future__ import annotations

from sync.envelope import seal
from sync.errors import Refused
from sync.key_set import open_by_any, trusted_at
from sync.keys import SigningKey
from sync.protocol import RECEIPT, Digest, KeySet, Manifest, Receipt


def sign_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """The envelope to keep and to answer with, the same every time."""
    return seal(receipt, RECEIPT, key)


def check_receipt(
    envelope: bytes, manifest: Manifest, manifest_digest: Digest, key_set: KeySet
) -> Receipt:
    """The receipt of exactly this manifest, by a receipt key of this hub.

    Raises Refused("receipt_wrong", why=…): format, signature (an unknown key: fetch the key set
    anew, then ask again), revoked, batch, terminal, manifest, packets. Only after this may a
    terminal forget anything.
    """
    try:
        receipt, signers = open_by_any(envelope, RECEIPT, Receipt, key_set.receipt)
    except Refused as error:
        why = "format" if error.code == "malformed" else "signature"
        raise Refused("receipt_wrong", why=why) from error
    if not trusted_at(signers, receipt.received_at):
        raise Refused("receipt_wrong", why="revoked")
    for why, is_wrong in _differences(receipt, manifest, manifest_digest).items():
        if is_wrong:
            raise Refused("receipt_wrong", why=why)
    return receipt


def _differences(receipt: Receipt, manifest: Manifest, digest: Digest) -> dict[str, bool]:
    covered = [line.digest for line in receipt.packets]
    kept_as = [line for line in receipt.packets if line.outcome == "stored"]
    return {
        "batch": receipt.batch != manifest.batch,
        "terminal": receipt.terminal != manifest.terminal,
        "manifest": receipt.manifest != digest,
        "packets": sorted(covered) != sorted(line.digest for line in manifest.packets),
        "outcome": any(line.first != line.digest for line in kept_as),
    }

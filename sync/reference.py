"""Reference data: municipalities with their recipients, venues, overlays; signed by an issuer key.

Fetched when there is a line or brought on a stick. Old data is warned about and stops nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sync.envelope import seal
from sync.errors import NeedsPerson, Refused
from sync.key_set import open_by_any, trusted_at
from sync.keys import SigningKey, recipient
from sync.protocol import MOST_MESSAGE_BYTES, REFERENCE, KeySet, Municipality, Reference


def sign_reference(reference: Reference, issuer: SigningKey) -> bytes:
    """The envelope that terminals fetch; raises Refused("malformed") for data that they would
    refuse."""
    _check_content(reference)
    return seal(reference, REFERENCE, issuer)


def check_reference(envelope: bytes, key_set: KeySet, newer_than_serial: int = -1) -> Reference:
    """Reference data of this hub.

    Raises Refused("reference_forged"), Refused("malformed"), and Refused("reference_old") for a
    serial lower than `newer_than_serial`, the serial that is here; the same one again is fine.
    """
    try:
        reference, signers = open_by_any(envelope, REFERENCE, Reference, key_set.issuer)
    except Refused as error:
        if error.code != "forged":
            raise
        raise Refused("reference_forged", **error.facts) from error
    if not trusted_at(signers, reference.issued_at):
        raise Refused("reference_forged", why="revoked")
    if reference.serial < newer_than_serial:
        raise Refused("reference_old", serial=reference.serial, known=newer_than_serial)
    _check_content(reference)
    return reference


def recipients_for(reference: Reference, municipality: str) -> tuple[str, str]:
    """Who opens its packets: office and recovery; raises NeedsPerson("no_recipient")."""
    for each in reference.municipalities:
        if each.code == municipality:
            return each.recipient, each.recovery
    raise NeedsPerson("no_recipient", municipality=municipality)


def read_reference_file(path: Path) -> bytes:
    """An envelope that was brought as a file; raises OSError, Refused("not_ours")."""
    if not path.is_file():
        raise Refused("not_ours", why="not a file")
    with path.open("rb") as file:
        data = file.read(2 * MOST_MESSAGE_BYTES + 1)
    if len(data) > 2 * MOST_MESSAGE_BYTES:
        raise Refused("not_ours", why="too large")
    return data


def _check_content(reference: Reference) -> None:
    """One row for each code, and recipients that age knows, two different ones each."""
    _unique("municipality", [each.code for each in reference.municipalities])
    _unique("venue", [each.code for each in reference.venues])
    for each in reference.municipalities:
        _check_recipients(each)


def _check_recipients(municipality: Municipality) -> None:
    if municipality.recipient == municipality.recovery:
        raise Refused("malformed", what="recipient", why="the same twice")
    for each in (municipality.recipient, municipality.recovery):
        recipient(each)


def _unique(what: str, codes: Sequence[str]) -> None:
    if len(set(codes)) != len(codes):
        raise Refused("malformed", what=what, why="twice")

"""Reference data: who opens the packets of a municipality, and that nobody else says so."""

from __future__ import annotations

import os
from datetime import timedelta

import msgspec
import pytest

from sync.envelope import seal
from sync.errors import NeedsPerson, Refused
from sync.keys import SigningKey
from sync.protocol import REFERENCE, PublicKey
from sync.reference import (
    check_reference,
    read_reference_file,
    recipients_for,
    sign_reference,
)
from tests.sync.samples import CHIYODA, NOON, HubKeys, OfficeKeys, reference

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def hub() -> HubKeys:
    return HubKeys()


@pytest.fixture(scope="module")
def office() -> OfficeKeys:
    return OfficeKeys()


def refusal(envelope: bytes, hub: HubKeys, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        check_reference(envelope, hub.key_set(), **more)
    return caught.value.code


def test_it_says_who_opens_the_packets(hub, office):
    read = check_reference(hub.reference(office), hub.key_set())
    assert read == reference(office)
    assert recipients_for(read, CHIYODA) == office.recipients


def test_a_municipality_without_a_key_needs_a_person(office):
    with pytest.raises(NeedsPerson, match="no_recipient"):
        recipients_for(reference(office), "141003")


def test_only_an_issuer_key_signs_it(hub, office):
    for signer in (SigningKey.new(), hub.receipt, hub.root):
        assert refusal(seal(reference(office), REFERENCE, signer), hub) == "reference_forged"
    assert refusal(seal(reference(office), "text/plain", hub.issuer), hub) == "reference_forged"
    assert refusal(b"<html>login</html>", hub) == "malformed"


def test_a_revoked_issuer_counts_only_for_before(hub, office):
    def keys(moment):
        return hub.key_set(issuer=(PublicKey(public=hub.issuer.public, revoked_at=moment),))

    assert check_reference(hub.reference(office), keys(NOON + timedelta(seconds=1)))
    with pytest.raises(Refused, match="reference_forged"):
        check_reference(hub.reference(office), keys(NOON))


def test_older_data_never_replaces_newer(hub, office):
    envelope = hub.reference(office, serial=5)
    assert check_reference(envelope, hub.key_set(), 4).serial == 5
    assert check_reference(envelope, hub.key_set(), 5).serial == 5  # the same once more
    assert refusal(envelope, hub, newer_than_serial=6) == "reference_old"


def test_old_data_is_never_refused_for_its_age(hub, office):
    past = NOON - timedelta(days=4000)
    assert check_reference(hub.reference(office, issued_at=past, warn_after=past), hub.key_set())


def test_data_that_would_seal_for_nobody_is_neither_signed_nor_taken(hub, office):
    home = reference(office).municipalities[0]
    venue = reference(office).venues[0]
    one = home.recipient
    for changes in (
        {"municipalities": (home, home)},
        {"venues": (venue, venue)},
        {"municipalities": (replace(home, recovery=one),)},
        {"municipalities": (replace(home, recipient="age1nobody"),)},
        {"municipalities": (replace(home, recovery=""),)},
    ):
        bad = reference(office, **changes)
        with pytest.raises(Refused, match="malformed"):
            sign_reference(bad, hub.issuer)
        assert refusal(seal(bad, REFERENCE, hub.issuer), hub) == "malformed"


def test_many_municipalities_are_read(hub):
    offices = [OfficeKeys() for _ in range(3)]
    many = tuple(
        replace(reference(each).municipalities[0], code=f"{at:06}")
        for at, each in enumerate(offices)
    )
    read = check_reference(hub.reference(offices[0], municipalities=many), hub.key_set())
    assert recipients_for(read, "000002") == offices[2].recipients


def test_it_comes_from_a_file(hub, office, tmp_path):
    path = tmp_path / "reference.json"
    path.write_bytes(hub.reference(office))
    assert check_reference(read_reference_file(path), hub.key_set()) == reference(office)
    with path.open("r+b") as file:
        file.truncate(1 << 30)
    with pytest.raises(Refused, match="not_ours"):
        read_reference_file(path)
    os.mkfifo(tmp_path / "pipe")
    for other in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Refused, match="not_ours"):
            read_reference_file(other)

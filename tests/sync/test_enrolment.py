"""Enrolment: the QR that pins the hub, the certificate, and the key set behind both."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.enrolment import (
    EnrolmentCode,
    check_certificate,
    check_key_set,
    issue_certificate,
    new_code,
    normal_code,
)
from sync.envelope import seal
from sync.errors import Refused
from sync.key_set import sign_key_set
from sync.keys import SigningKey
from sync.protocol import CERTIFICATE, KEY_SET, KeySet, PublicKey
from tests.sync.samples import NOON, HubKeys, TerminalKeys

ROOT = "5" * 64


@pytest.fixture(scope="module")
def hub() -> HubKeys:
    return HubKeys()


@pytest.fixture(scope="module")
def terminal(hub) -> TerminalKeys:
    return TerminalKeys(hub)


def packed(**fields: object) -> str:
    plain = {"u": "https://hub.example", "c": "AAAAA-BBBBB-CCCCC-DDDDD", "r": ROOT, **fields}
    data = base64.urlsafe_b64encode(msgspec.json.encode(plain)).rstrip(b"=")
    return "MKD1:" + data.decode()


# the code on paper ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url", ["https://hub.example", "http://127.0.0.1:8080", "https://[::1]:8443/city/hub"]
)
def test_the_text_carries_address_code_and_root(url):
    code = EnrolmentCode(url=url, code=new_code(), root=ROOT)
    assert EnrolmentCode.parse(code.text()) == code
    assert EnrolmentCode.parse(f"  {code.text()}\n") == code
    assert re.fullmatch(r"MKD1:[A-Za-z0-9_-]+", code.text())


def test_codes_are_long_and_differ():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", c) for c in codes)


def test_a_code_is_understood_however_it_is_typed():
    code = "01ABC-DEFGH-JKMNP-QRSTV"
    for typed in (
        "o1abcdefghjkmnpqrstv",
        "OIABC DEFGH JKMNP QRSTV",
        "0labc-defgh-jkmnp-qrstv",
        code,
    ):
        assert normal_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "01ABC", "01ABC-DEFGH-JKMNP-QRSTVX", "U" * 20, "é" * 20, "1" * 999]
)
def test_other_codes_are_refused(typed):
    with pytest.raises(Refused, match="malformed"):
        normal_code(typed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MKD1:",
        "MKD2:abc",
        "MKD1:a",
        "MKD1:!!!!",
        "MKD1:" + "A" * 5000,
        packed(u="ftp://hub.example"),
        packed(u="hub.example"),
        packed(u="https://"),
        packed(u="https://user:secret@hub.example"),
        packed(u="https://hub.example/?code=1"),
        packed(u="https://hub.example/#part"),
        packed(u="https://hub.example:0"),
        packed(u="https://hub.example:99999"),
        packed(u="https://hub example"),
        packed(u="https://hub.example\n"),
        packed(u="https://hüb.example"),
        packed(u="https://[::1"),
        packed(u=7),
        packed(c="short"),
        packed(r="xyz"),
        packed(r=None),
        "MKD1:" + base64.urlsafe_b64encode(b"[" * 400).decode().rstrip("="),
        "https://www.kojinbango-card.go.jp/",
    ],
)
def test_another_text_is_no_enrolment_code(text):
    with pytest.raises(Refused, match="malformed"):
        EnrolmentCode.parse(text)


@given(st.text(max_size=1200) | st.text(max_size=400).map(lambda text: "MKD1:" + text))
def test_any_text_is_read_or_refused(text):
    with suppress(Refused):
        EnrolmentCode.parse(text)


# key set -------------------------------------------------------------------------------------
def test_the_pinned_root_vouches_for_the_keys(hub):
    assert check_key_set(hub.signed_key_set(), hub.root.id) == hub.key_set()


def test_another_root_is_another_hub(hub):
    with pytest.raises(Refused, match="wrong_hub"):
        check_key_set(HubKeys().signed_key_set(), hub.root.id)


def test_the_named_root_must_have_signed(hub):
    forged = seal(hub.key_set(), KEY_SET, SigningKey.new())
    with pytest.raises(Refused, match="forged"):
        check_key_set(forged, hub.root.id)
    with pytest.raises(ValueError, match="root"):
        sign_key_set(hub.key_set(), SigningKey.new())


def test_an_older_key_set_never_replaces_a_newer(hub):
    envelope = hub.signed_key_set(serial=7)
    assert check_key_set(envelope, hub.root.id, newer_than=6).serial == 7
    assert check_key_set(envelope, hub.root.id, newer_than=7).serial == 7  # known already
    with pytest.raises(Refused, match="reference_old"):
        check_key_set(envelope, hub.root.id, newer_than=8)


# certificate ---------------------------------------------------------------------------------
def test_a_certificate_says_who_the_terminal_is(hub, terminal):
    read = check_certificate(terminal.signed_certificate, hub.key_set(), NOON)
    assert read == terminal.certificate


def test_a_certificate_of_another_hub_is_forged(terminal):
    with pytest.raises(Refused, match="forged"):
        check_certificate(terminal.signed_certificate, HubKeys().key_set(), NOON)


def test_a_receipt_key_issues_no_certificates(hub, terminal):
    envelope = seal(terminal.certificate, CERTIFICATE, hub.receipt)
    with pytest.raises(Refused, match="forged"):
        check_certificate(envelope, hub.key_set())


def keys(hub: HubKeys, **changes: object) -> KeySet:
    issuer = msgspec.structs.replace(PublicKey(public=hub.issuer.public), **changes)
    return hub.key_set(issuer=(PublicKey(public=SigningKey.new().public), issuer))


def test_a_rotated_issuer_still_vouches_a_revoked_one_only_for_before(hub, terminal):
    rotated = keys(hub, not_after=NOON - timedelta(days=1))
    assert check_certificate(terminal.signed_certificate, rotated, NOON)
    assert check_certificate(
        terminal.signed_certificate, keys(hub, revoked_at=NOON + timedelta(seconds=1))
    )
    with pytest.raises(Refused, match="forged"):
        check_certificate(terminal.signed_certificate, keys(hub, revoked_at=NOON))


@pytest.mark.parametrize(
    ("changes", "now", "fine"),
    [
        ({"not_after": NOON}, NOON - timedelta(seconds=1), True),
        ({"not_after": NOON}, NOON, False),
        ({"not_after": NOON}, None, True),  # a terminal's own clock decides nothing
        ({"revoked_at": NOON}, NOON, False),
        ({"not_before": NOON}, NOON - timedelta(days=900), False),
        ({"not_before": NOON}, NOON, True),
    ],
)
def test_the_time_of_a_certificate(hub, terminal, changes, now, fine):
    envelope = issue_certificate(
        terminal=terminal.id,
        label="K3",
        municipality="131016",
        key=PublicKey(public=terminal.key.public, **changes),
        issued_at=NOON,
        issuer=hub.issuer,
    )
    if fine:
        assert check_certificate(envelope, hub.key_set(), now).terminal == terminal.id
    else:
        with pytest.raises(Refused, match="revoked"):
            check_certificate(envelope, hub.key_set(), now)

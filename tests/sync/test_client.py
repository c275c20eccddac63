"""What a terminal says to a hub: enrolment, proxies, TLS, wrong clocks, uploads past the hub."""

from __future__ import annotations

import logging
import socket
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from sync.client import HubClient
from sync.engine import Did
from sync.enrolment import EnrolmentCode
from sync.errors import CanRetry, NeedsPerson, SyncError
from sync.keys import SigningKey, key_id
from sync.protocol import Digest, KeyId, Upload
from sync.troubles import Trouble
from sync.trust import Trust
from tests.fakes.flaky_line import FlakyLine
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import InProcessHub
from tests.sync.line_world import (
    CALM,
    LABELS,
    MUNICIPALITY,
    QUICK,
    Booth,
    Terminal,
    enrol,
    line_to,
    seal_packet,
)
from tests.sync.tls_world import YEAR, SecureHub, pem, secure_hub, shows


@contextmanager
def trouble(code: Trouble) -> Iterator[None]:
    with pytest.raises(SyncError) as caught:
        yield
    assert caught.value.code == code, caught.value


# ---- hello and enrolment ---------------------------------------------------------------------
def test_hello_brings_the_hubs_clock_and_keys(booth: Booth) -> None:
    with booth.client() as client:
        contact = client.hello()
        assert contact.hub == "hub"
        assert abs(contact.offset_s) < 5
        assert contact.key_set == client.trust.envelope


def test_another_hub_is_not_believed(booth: Booth, tmp_path: Path) -> None:
    with (
        InProcessHub(tmp_path / "other") as other,
        booth.client(url=other.url) as client,
        trouble(Trouble.WRONG_HUB),
    ):
        client.hello()


def test_a_hello_that_was_recorded_is_not_believed(booth: Booth) -> None:
    recorded: list[bytes] = []
    with booth.client() as client:
        client.hello()
        recorded.append(requests.get(f"{booth.hub.url}/v1/hello?nonce=old", timeout=5).content)
        booth.line.answer_by(lambda _head: recorded[0], "GET /v1/hello")
        with trouble(Trouble.WRONG_HUB):
            client.hello()


@pytest.mark.parametrize("to", ["GET /v1/hello", "POST /v1/enrol"])
def test_enrolment_may_be_repeated_after_a_lost_answer(
    hub: InProcessHub, line: FlakyLine, to: str
) -> None:
    code = EnrolmentCode.parse(hub.enrol(next(LABELS), MUNICIPALITY, url=line.url))
    key = SigningKey.new()
    line.drop_reply(to)
    with HubClient.for_code(code, timeouts=CALM, proxies={}) as client:
        with trouble(Trouble.LINE_CUT):
            client.enrol(code, key)
        client.enrol(code, key)
        assert client.identity is not None
        assert client.identity.key == key
        assert client.trust.serial >= 0
        assert client.reference() is not None


def test_a_sheet_of_another_hub_is_refused_before_its_code_is_told(
    hub: InProcessHub, line: FlakyLine
) -> None:
    code = EnrolmentCode.parse(hub.enrol(next(LABELS), MUNICIPALITY, url=line.url))
    wrong = EnrolmentCode(url=code.url, code=code.code, root=key_id(SigningKey.new().public))
    with HubClient.for_code(wrong, proxies={}) as client, trouble(Trouble.WRONG_HUB):
        client.enrol(wrong, SigningKey.new())
    assert line.count("POST") == 0


def test_a_code_serves_one_terminal(hub: InProcessHub) -> None:
    code = EnrolmentCode.parse(hub.enrol(next(LABELS), MUNICIPALITY))
    with HubClient.for_code(code, proxies={}) as client:
        client.enrol(code, SigningKey.new())
        with trouble(Trouble.CODE_USED):
            client.enrol(code, SigningKey.new())


def test_a_key_is_changed_and_a_lost_answer_does_no_harm(
    hub: InProcessHub, line: FlakyLine
) -> None:
    mine, new = enrol(hub), SigningKey.new()
    line.drop_reply("POST /v1/terminals/self/key")
    with mine.client(line.url) as client:
        with trouble(Trouble.LINE_CUT):
            client.rotate(new)
        client.rotate(new)
        assert client.identity is not None
        assert client.identity.key == new
        assert client.reference() is not None
    with mine.client(line.url) as old, pytest.raises(NeedsPerson):
        old.reference()


# ---- proxies ---------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureHub]:
    with secure_hub(tmp_path_factory.mktemp("secure") / "hub") as world:
        yield world


def test_through_a_proxy(hub: InProcessHub, terminal: Terminal, line: FlakyLine) -> None:
    with terminal.client("http://hub.example", proxies={"http": line.proxy_url}) as client:
        client.hello()
    assert line.requests


def test_through_a_proxy_of_the_environment(
    terminal: Terminal, line: FlakyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", line.proxy_url)
    monkeypatch.setenv("no_proxy", "")
    with terminal.client("http://hub.example", proxies=None) as client:
        client.hello()
    assert line.requests


def test_tls_through_a_proxy_that_asks_for_a_name(secure: SecureHub) -> None:
    tls = shows(secure.authority, "hub.example")
    with line_to(secure.hub, tls) as proxy:
        proxy.asks_for_a_name = True
        url = "https://hub.example"
        nameless = secure.terminal.client(url, proxies={"https": proxy.proxy_url})
        with nameless as client, trouble(Trouble.PROXY_ASKS):
            client.hello()
        named = proxy.proxy_url.replace("//", "//desk:secret@")
        with secure.terminal.client(url, proxies={"https": named}) as client:
            client.hello()


@pytest.mark.parametrize(
    ("status", "code"),
    [(502, Trouble.NO_LINE), (403, Trouble.PROXY_ASKS), (302, Trouble.PORTAL)],
)
def test_a_proxy_that_does_not_reach_the_hub(secure: SecureHub, status: int, code: Trouble) -> None:
    with line_to(secure.hub) as proxy:
        proxy.answer(status, b"", "CONNECT", times=9)
        with (
            secure.terminal.client(
                "https://hub.example", proxies={"https": proxy.proxy_url}
            ) as client,
            trouble(code),
        ):
            client.hello()


# ---- TLS -------------------------------------------------------------------------------------
def test_enrolled_and_sent_through_tls_with_the_authority_of_the_key_set(
    secure: SecureHub, tmp_path: Path
) -> None:
    with secure.line() as line:
        booth = Booth(secure.hub, line, secure.terminal, MemoryOutbox(tmp_path), tmp_path)
        booth.batch()
        assert booth.engine().step().did == Did.RECEIVED


def test_nobody_but_the_named_authority_is_believed(secure: SecureHub) -> None:
    with secure.line() as line, secure.terminal.client(line.url) as client:
        client.hello()
        context = client._lines[False]._adapter._context
        assert context is not None
        assert len(context.get_ca_certs()) == 1


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environment_changes_nothing_about_whom_to_believe(
    secure: SecureHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    other = trustme.CA()
    (tmp_path / "ca.pem").write_text(pem(other))
    monkeypatch.setenv(name, str(tmp_path / "ca.pem"))
    with (
        secure.line(shows(other)) as line,
        secure.terminal.client(line.url) as client,
        trouble(Trouble.TLS_UNKNOWN),
    ):
        client.hello()


def test_no_name_and_password_of_the_machine_are_sent(
    booth: Booth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login mine password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with booth.client() as client:
        client.hello()
    assert b"authorization" not in booth.line.requests[0].told.lower()


def test_a_new_authority_is_taken_from_the_signed_key_set(tmp_path: Path) -> None:
    with secure_hub(tmp_path / "hub") as world:
        other = trustme.CA()
        keys = world.hub.hub.keys
        keys.set_tls_ca(keys.files.root(), pem(other))
        with world.line(shows(other)) as line, world.terminal.client(line.url) as client:
            before = client.trust.serial
            client.hello()
            assert client.trust.serial > before
            client.reference()


def test_an_authority_that_an_attacker_names_is_not_taken(secure: SecureHub) -> None:
    other = trustme.CA()
    with secure.line(shows(other)) as line, secure.terminal.client(line.url) as client:
        with trouble(Trouble.TLS_UNKNOWN):
            client.hello()
        assert client.trust.tls_ca == pem(secure.authority)
        assert line.count("POST") == 0


@pytest.mark.parametrize("years", [-17, 3])
def test_a_clock_that_is_years_off_stops_nothing(tmp_path: Path, years: int) -> None:
    """The hub and its certificate live years away from this machine's clock."""
    ahead = years * YEAR
    with secure_hub(tmp_path / "hub", ahead) as world:
        now = datetime.now(UTC) + ahead
        tls = shows(world.authority, not_before=now - YEAR / 12, not_after=now + YEAR / 12)
        with world.line(tls) as line:
            booth = Booth(world.hub, line, world.terminal, MemoryOutbox(tmp_path), tmp_path)
            booth.batch()
            assert booth.engine().step().did == Did.RECEIVED
            offset_s = booth.outbox.contacts[0][1]
            assert abs(offset_s - ahead.total_seconds()) < 60
            # known from the last contact: no second look is needed
            line.requests.clear()
            with booth.client(offset_s=offset_s) as client:
                client.hello()
            assert len(line.requests) == 1


def test_a_certificate_is_still_judged_when_the_clock_is_known_to_be_wrong(
    tmp_path: Path,
) -> None:
    ahead = 3 * YEAR
    with secure_hub(tmp_path / "hub", ahead) as world:
        old = shows(world.authority, not_after=datetime.now(UTC) + 2 * YEAR)
        with (
            world.line(old) as line,
            world.terminal.client(line.url, offset_s=ahead.total_seconds()) as client,
            trouble(Trouble.TLS_EXPIRED),
        ):
            client.hello()


def test_the_first_contact_verifies_the_name_too(secure: SecureHub) -> None:
    code = EnrolmentCode.parse(secure.hub.enrol(next(LABELS), MUNICIPALITY))
    with secure.line(shows(secure.authority, "other.example")) as line:
        here = EnrolmentCode(url=line.url, code=code.code, root=code.root)
        with (
            HubClient.for_code(here, timeouts=CALM, proxies={}) as client,
            trouble(Trouble.TLS_NAME),
        ):
            client.enrol(here, SigningKey.new())
        assert line.count("POST") == 0


# ---- sending ---------------------------------------------------------------------------------
def test_a_packet_past_the_hub_goes_without_our_session(booth: Booth) -> None:
    packet = seal_packet(booth.folder, 50_000)
    path = booth.outbox.packet_path(Digest(packet.digest))
    url = f"{booth.line.url}/bucket/key?X-Amz-Signature=secret"
    upload = Upload(digest=packet.digest, url=url)
    booth.line.answer(200, b"", "PUT /bucket")
    with booth.client() as client:
        client.hello()
        client.put_packet(MUNICIPALITY, Digest(packet.digest), path, upload=upload)
        sent = booth.line.requests[-1]
        assert sent.body_bytes == packet.size
        assert b"authorization" not in sent.told.lower()
        booth.line.answer(403, b"<Error/>", "PUT /bucket", "Content-Type: application/xml\r\n")
        with trouble(Trouble.HUB_FAILED):
            client.put_packet(MUNICIPALITY, Digest(packet.digest), path, upload=upload)


@pytest.mark.parametrize("deed", ["cut_request", "half_reply", "login_page"])
def test_addresses_of_uploads_stand_in_no_log_and_no_error(
    booth: Booth, deed: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    packet = seal_packet(booth.folder, 50_000)
    path = booth.outbox.packet_path(Digest(packet.digest))
    url = f"{booth.line.url}/bucket/key?X-Amz-Signature=hush"
    getattr(booth.line, deed)("PUT /bucket", **({} if deed == "login_page" else {"at": 30}))
    upload = Upload(digest=packet.digest, url=url)
    with booth.client() as client, pytest.raises(SyncError) as caught:
        client.put_packet(MUNICIPALITY, Digest(packet.digest), path, upload=upload)
    ours = [each for each in caplog.records if not each.name.startswith("uvicorn")]
    assert not any("hush" in each.getMessage() for each in ours)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


def test_the_session_and_the_enrolment_code_stand_in_no_address(booth: Booth) -> None:
    booth.batch()
    booth.engine().step()
    for each in booth.line.requests:
        assert "token" not in each.what
        assert b"?" not in each.told.split(b"\r\n")[0] or each.what.startswith("GET /v1/hello")


def test_memory_does_not_grow_with_the_packet(booth: Booth) -> None:
    path = booth.folder / "large.age"
    with path.open("wb") as file:
        file.truncate(48 << 20)
    booth.line.answer(200, b"", "PUT /bucket", times=2)
    upload = Upload(digest="0" * 64, url=f"{booth.line.url}/bucket/key")
    with booth.client() as client:
        client.put_packet(MUNICIPALITY, Digest("0" * 64), path, upload=upload)
        tracemalloc.start()
        client.put_packet(MUNICIPALITY, Digest("0" * 64), path, upload=upload)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 3 << 20


def test_connections_are_kept(booth: Booth) -> None:
    accepted = booth.line.connections
    booth.batch(packets=8)
    booth.engine(lanes=1).step()
    assert booth.line.connections - accepted <= 2


def test_patience_grows_to_four_times(booth: Booth) -> None:
    with booth.quick_client() as client:
        client.be_patient(0)
        assert client._line()._timeouts_for(None) == QUICK
        client.be_patient(99)
        assert client._line()._timeouts_for(None) == (QUICK[0] * 4, QUICK[1] * 4)


@pytest.mark.parametrize("url", ["http://[::bad", "ftp://hub.example", "hub.example", ""])
def test_an_address_that_is_none(url: str) -> None:
    with (
        HubClient(url, Trust(KeyId("0" * 64)), None, proxies={}) as client,
        pytest.raises((CanRetry, NeedsPerson)),
    ):
        client.hello()


def test_a_name_that_nobody_knows(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: Any, **_more: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with terminal.client("http://hub.invalid") as client, trouble(Trouble.NO_LINE):
        client.hello()

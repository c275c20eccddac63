"""A day goes to the hub over HTTP: whole, twice, with replies lost, from a twin terminal."""

from __future__ import annotations

import hashlib
import itertools
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sync.enrolment import EnrolmentCode
from sync.envelope import as_bytes, decode, open_sealed, peek
from sync.keys import SealingKey, SigningKey
from sync.protocol import (
    HELLO,
    Certificate,
    Enrolled,
    Hello,
    HelloReply,
    KeySet,
    Lacking,
    OfficePackets,
    Problem,
    Reference,
)
from sync.receipts import check_receipt
from sync.reference import check_reference
from tests.hub.hub_world import InProcessHub
from tests.hub.sender import Application, Sender

LABELS = (f"T{number}" for number in itertools.count(1))


class Clock:
    """The hub's own."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHub]:
    folder = tmp_path_factory.mktemp("sending") / "hub"
    with InProcessHub(folder, Clock(), most_packet_bytes=1 << 20) as hub:
        yield hub


@pytest.fixture
def sender(hub: InProcessHub) -> Sender:
    return Sender().enrol(hub.enrol(next(LABELS))).sign_on()


def problem(answer: requests.Response) -> tuple[int, str]:
    """Every refusal is a Problem that names its request."""
    found = decode(answer.content, Problem)
    assert found.request == answer.headers["X-Request-Id"] != ""
    return answer.status_code, found.code


# the whole way -------------------------------------------------------------------------------
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


def test_every_call_may_be_repeated_because_its_reply_was_lost(
    hub: InProcessHub, sender: Sender
) -> None:
    batch = sender.seal(2)
    first, again = sender.announce(batch), sender.announce(batch)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    for digest, data in batch.packets.items():
        assert [sender.put(digest, data).status_code for _ in range(3)] == [201, 200, 200]
    receipts = {sender.complete(batch).content for _ in range(3)}
    assert len(receipts) == 1
    late = decode(sender.announce(batch).content, Lacking)
    assert as_bytes(late.receipt or {}) in receipts
    assert sender.put(digest, data).status_code == 200
    assert sum(packet.batch == batch.id for packet in hub.packets()) == 2


def test_an_empty_day_gets_a_receipt_too(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(0)
    receipt = sender.send(batch)
    assert check_receipt(receipt, batch.manifest, batch.digest, hub.key_set()).packets == ()


def test_packets_may_come_before_their_manifest(sender: Sender) -> None:
    batch = sender.seal(2)
    sender.put_all(batch)
    assert decode(sender.announce(batch).content, Lacking).lacking == ()
    assert sender.complete(batch).status_code == 200


def test_a_restored_twin_is_told_already(hub: InProcessHub, sender: Sender) -> None:
    twin = Sender().enrol(hub.enrol(next(LABELS))).sign_on()
    applications = [Application(), Application()]
    first, second = sender.seal(applications), twin.seal([applications[0], Application()])
    sender.send(first)
    lacking = decode(twin.announce(second).content, Lacking).lacking
    doubled, new = second.packets
    assert lacking == (new,)
    assert twin.put(doubled, second.packets[doubled]).status_code == 200
    receipt = check_receipt(twin.send(second), second.manifest, second.digest, hub.key_set())
    told = {line.digest: (line.outcome, line.first) for line in receipt.packets}
    assert told[doubled] == ("already", next(iter(first.packets)))
    assert told[new] == ("stored", new)
    assert doubled not in {packet.key.digest for packet in hub.packets()}


def test_a_day_of_two_municipalities(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal([Application(), Application(municipality="132012")])
    sender.send(batch)
    office = SigningKey.new()
    for municipality, digest in zip(("131016", "132012"), batch.packets, strict=True):
        who = hub.add_office(office.public, municipality)
        visitor = Sender(hub.url).sign_on(office, who)
        listed = decode(visitor.get(f"/v1/offices/{municipality}/packets").content, OfficePackets)
        mine = [packet for packet in listed.packets if packet.batch == batch.id]
        assert [packet.digest for packet in mine] == [digest]
        assert mine[0].terminal_key == sender.key.public
        got = visitor.get(f"/v1/packets/{municipality}/{digest}")
        assert got.content == batch.packets[digest]
        after = visitor.get(f"/v1/offices/{municipality}/packets?after={listed.next}")
        assert decode(after.content, OfficePackets) == OfficePackets(packets=(), next=listed.next)
    foreign = visitor.get("/v1/offices/131016/packets")
    assert problem(foreign) == (403, "not_enrolled")
    assert problem(sender.get("/v1/offices/131016/packets")) == (403, "not_enrolled")
    assert problem(visitor.announce(batch)) == (403, "not_enrolled")


def test_an_office_sees_nothing_that_no_receipt_covers(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1)
    sender.announce(batch)
    sender.put_all(batch)
    office = SigningKey.new()
    visitor = Sender(hub.url).sign_on(office, hub.add_office(office.public))
    assert problem(visitor.get(f"/v1/packets/131016/{next(iter(batch.packets))}")) == (
        404,
        "not_ours",
    )


# refusals ------------------------------------------------------------------------------------
def test_another_manifest_under_the_same_batch_id(sender: Sender) -> None:
    batch = sender.seal(1, chain=False)
    sender.announce(batch)
    other = sender.seal(1, batch_id=batch.id)
    assert problem(sender.announce(other)) == (409, "batch_conflict")
    assert sender.send(batch)


def test_a_manifest_that_breaks_a_rule(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1)
    other = Sender().enrol(hub.enrol(next(LABELS))).sign_on()
    assert problem(other.announce(batch)) == (422, "manifest_refused")
    assert problem(sender.post("/v1/batches", batch.envelope[:-9])) == (422, "manifest_refused")
    assert problem(sender.post("/v1/batches", b"{}")) == (422, "manifest_refused")
    assert problem(sender.get(f"/v1/batches/{batch.id}")) == (404, "not_ours")
    sender.announce(batch)
    assert problem(other.get(f"/v1/batches/{batch.id}")) == (404, "not_ours")
    assert problem(other.complete(batch)) == (404, "not_ours")


def test_a_packet_that_is_not_its_digest(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1)
    digest, data = next(iter(batch.packets.items()))
    sender.announce(batch)
    assert problem(sender.put(digest, data[:-1] + b"x")) == (422, "packet_refused")
    assert problem(sender.put(digest, data + b"x")) == (422, "packet_refused")
    assert problem(sender.put(digest, b"")) == (422, "packet_refused")
    assert decode(sender.announce(batch).content, Lacking).lacking == (digest,)
    assert list((hub.folder / "objects" / "incoming").iterdir()) == []


def test_limits_of_size(sender: Sender) -> None:
    huge = bytes((1 << 20) + 1)
    assert problem(sender.put(hashlib.sha256(huge).hexdigest(), huge)) == (413, "too_large")
    assert problem(sender.post("/v1/batches", bytes(7 << 20))) == (413, "too_large")
    stream = sender.http.put(
        f"{sender.url}/v1/packets/131016/{'0' * 64}", data=iter([b"a"]), headers=sender.auth
    )
    assert problem(stream) == (411, "malformed")


def test_a_body_that_breaks_off_leaves_nothing(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1, size=500_000)
    digest, data = next(iter(batch.packets.items()))
    port = int(hub.url.rsplit(":", 1)[1])
    head = (
        f"PUT /v1/packets/131016/{digest} HTTP/1.1\r\nHost: hub\r\n"
        f"Content-Length: {len(data)}\r\nAuthorization: {sender.auth['Authorization']}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode() + data[:300_000])
    assert sender.put(digest, data).status_code == 201
    assert [packet.key.digest for packet in hub.packets()].count(digest) == 1


def test_who_is_not_signed_on(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1)
    stranger = Sender(hub.url)
    stranger.certificate = sender.certificate
    for answer in (
        stranger.announce(batch),
        stranger.complete(batch),
        stranger.put("0" * 64, b"x"),
    ):
        assert problem(answer) == (401, "session_over")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert problem(stranger.ask_session()) == (403, "forged")
    assert problem(stranger.ask_session(who="00000000-0000-0000-0000-000000000000")) == (
        403,
        "not_enrolled",
    )


def test_sessions_end_by_the_hubs_clock(tmp_path: object, hub: InProcessHub) -> None:
    sender = Sender().enrol(hub.enrol(next(LABELS)))
    hub.hub.sessions.session_s, kept = -1, hub.hub.sessions.session_s
    try:
        assert problem(sender.sign_on().announce(sender.seal(1))) == (401, "session_over")
    finally:
        hub.hub.sessions.session_s = kept


def test_paths_of_another_version(sender: Sender) -> None:
    assert problem(sender.get("/v2/hello")) == (404, "hub_older")
    assert problem(sender.post("/v1/hello", b"")) == (405, "hub_older")
    assert problem(sender.get("/v1/batches/nonsense")) == (400, "malformed")


# enrolment and keys --------------------------------------------------------------------------
def test_a_code_counts_once_and_a_repeat_by_the_same_key_is_harmless(hub: InProcessHub) -> None:
    text = hub.enrol(next(LABELS))
    sender = Sender().enrol(text)
    kept = sender.certificate
    assert sender.enrol(text).certificate == kept  # the reply had been lost
    assert problem(Sender(hub.url).ask_enrol(_code(text))) == (403, "code_used")
    assert problem(Sender(hub.url).ask_enrol("NONSENSE")) == (403, "code_used")
    assert problem(sender.post("/v1/enrol", b"[]")) == (400, "malformed")


def test_a_code_has_its_time_but_a_repeat_has_more(hub: InProcessHub) -> None:
    used, unused = hub.enrol(next(LABELS)), hub.enrol(next(LABELS))
    sender = Sender().enrol(used)
    Clock.ahead = timedelta(days=30)
    try:
        assert sender.ask_enrol(_code(used)).status_code == 200
        assert problem(Sender(hub.url).ask_enrol(_code(unused))) == (403, "code_used")
    finally:
        Clock.ahead = timedelta(0)


def test_a_terminals_key_is_changed(hub: InProcessHub, sender: Sender) -> None:
    sealed_before = sender.seal(1)
    new = SigningKey.new()
    answers = [sender.ask_rotate(new) for _ in range(2)]
    certificates = {as_bytes(decode(answer.content, Enrolled).certificate) for answer in answers}
    assert len(certificates) == 1
    assert problem(sender.announce(sealed_before)) == (401, "session_over")
    assert problem(sender.ask_session()) == (403, "revoked")  # the old key
    sender.sign_on(new)
    assert sender.send(sealed_before)  # what the old key had sealed still counts
    sender.key, sender.certificate = new, certificates.pop()
    assert peek(sender.certificate, Certificate).key.public == new.public
    assert sender.send(sender.seal(1))
    assert problem(Sender(hub.url).post("/v1/terminals/self/key", b"{}")) == (400, "malformed")


def test_a_new_key_needs_the_old_one(sender: Sender) -> None:
    thief = SigningKey.new()
    sender.key, kept = thief, sender.key
    assert problem(sender.ask_rotate(SigningKey.new())) == (403, "forged")
    sender.key = kept


def test_a_reinstalled_terminal_keeps_its_id(hub: InProcessHub, sender: Sender) -> None:
    again = Sender().enrol(hub.enrol(terminal=sender.known_as.terminal)).sign_on()
    assert again.known_as.terminal == sender.known_as.terminal
    assert again.known_as.label == sender.known_as.label
    assert problem(sender.announce(sender.seal(1))) == (401, "session_over")


def test_a_lost_terminal(hub: InProcessHub, sender: Sender) -> None:
    batch = sender.seal(1)
    hub.revoke(sender.known_as.terminal)
    assert problem(sender.announce(batch)) == (403, "revoked")
    assert problem(sender.ask_session()) == (403, "revoked")
    reference = peek(sender.get("/v1/reference").content, Reference)
    assert sender.key.public in reference.revoked


def test_the_hubs_keys_are_rotated(hub: InProcessHub, sender: Sender) -> None:
    before, after = sender.seal(1), sender.seal(1)
    first = sender.send(before)
    root = hub.hub.keys.files.root()
    hub.hub.keys.rotate("receipt", root)
    hub.hub.keys.rotate("issuer", root)
    second = sender.send(after)
    keys = hub.key_set()
    check_receipt(first, before.manifest, before.digest, keys)
    check_receipt(second, after.manifest, after.digest, keys)
    assert sender.complete(before).content == first
    hub.add_municipality()
    check_reference(sender.get("/v1/reference").content, keys)
    assert Sender().enrol(hub.enrol(next(LABELS))).sign_on()


# what everybody may ask ----------------------------------------------------------------------
def test_the_hub_proves_itself(hub: InProcessHub, sender: Sender) -> None:
    reply = decode(sender.get("/v1/hello?nonce=abcdefgh").content, HelloReply)
    keys = peek(reply.key_set, KeySet)
    said = open_sealed(reply.hello, HELLO, Hello, [key.public for key in keys.receipt])
    assert said.nonce == "abcdefgh"
    assert abs((said.now - datetime.now(UTC)).total_seconds()) < 60
    assert problem(sender.get("/v1/hello")) == (400, "malformed")


def test_reference_data_is_sent_when_it_is_new(hub: InProcessHub, sender: Sender) -> None:
    hub.add_municipality("131016", recipient=(recipient := SealingKey.new().recipient))
    first = sender.get("/v1/reference")
    tag = first.headers["ETag"]
    assert sender.get("/v1/reference", **{"If-None-Match": tag}).status_code == 304
    hub.add_venue("V9", "市民ホール")
    second = sender.get("/v1/reference", **{"If-None-Match": tag})
    reference = check_reference(second.content, hub.key_set(), int(tag.strip('"')))
    assert reference.municipalities[0].recipient == recipient
    assert reference.venues[-1].code == "V9"


def test_figures_for_those_who_look_after_the_hub(hub: InProcessHub, sender: Sender) -> None:
    waiting = sender.seal(1)
    sender.announce(waiting)
    sender.send(sender.seal(1))
    text = sender.get("/metrics").text
    figures = dict(
        line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")
    )
    assert float(figures["machikado_batches_open"]) >= 1
    assert float(figures["machikado_oldest_open_batch_seconds"]) > 0
    assert float(figures["machikado_packets_stored_total"]) >= 1
    assert float(figures["machikado_receipts_total"]) >= 1
    assert float(figures["machikado_durable_write_seconds_count"]) >= 1
    route = 'machikado_requests_total{route="/v1/packets/{municipality}/{digest}",status="201"}'
    assert float(figures[route]) >= 1
    assert sender.known_as.terminal not in text
    assert sender.get("/healthz").text == "ok\n"
    assert sender.get("/readyz").text == "ready\n"


def _code(text: str) -> str:
    return EnrolmentCode.parse(text).code


def test_too_often(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("often") / "hub"
    with InProcessHub(folder, terminal_rate="3/minute", enrol_rate="2/minute") as hub:
        sender = Sender().enrol(hub.enrol("K1")).sign_on()
        batch = sender.seal(0)
        answers = [sender.announce(batch) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201, 200, 200, 429]
        assert problem(answers[-1]) == (429, "hub_busy")
        wait_s = decode(answers[-1].content, Problem).wait_s
        assert wait_s is not None
        assert 0 < wait_s <= 60
        assert int(answers[-1].headers["Retry-After"]) == wait_s
        assert sender.ask_enrol("X").status_code == 403
        assert problem(sender.ask_enrol("X")) == (429, "hub_busy")
        assert sender.get("/readyz").status_code == 200

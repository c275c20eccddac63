"""One way to bring about each trouble for real; the docstring says what happened in the world.

`PROVOKED` has them by code; `ELSEWHERE` names the tests of those that need a stick.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import trustme

from sync.carry import read_carry
from sync.client import HubClient, TerminalIdentity
from sync.enrolment import EnrolmentCode
from sync.envelope import as_json, encode, open_sealed, seal
from sync.errors import SyncError
from sync.keys import SealingKey, SigningKey
from sync.manifest import sign_manifest
from sync.protocol import (
    HELLO,
    MANIFEST,
    BatchId,
    Digest,
    Hello,
    HelloReply,
    Manifest,
    Problem,
    TerminalId,
)
from sync.reference import check_reference, recipients_for
from sync.troubles import Trouble
from sync.trust import Trust
from tests.fakes.memory_outbox import MemoryOutbox
from tests.hub.hub_world import InProcessHub, free_port
from tests.sync.line_world import CALM, LABELS, MUNICIPALITY, Booth, enrol, seal_packet
from tests.sync.samples import HubKeys, OfficeKeys, new_id
from tests.sync.tls_world import YEAR, SecureHub, shows


@dataclass
class Scene:
    """What provocations play with."""

    booth: Booth
    secure: SecureHub
    strict: InProcessHub  # full, and soon busy
    folder: Path


Provocation = Callable[[Scene], None]
PROVOKED: Final[dict[Trouble, Provocation]] = {}
ELSEWHERE: Final = dict.fromkeys(
    (
        Trouble.STICK_FULL,
        Trouble.STICK_GONE,
        Trouble.STICK_READ_ONLY,
        Trouble.STICK_DAMAGED,
        Trouble.STICK_ERROR,
    ),
    "tests/sync/test_carry.py",
)


def provokes(code: Trouble) -> Callable[[Provocation], Provocation]:
    def keep(way: Provocation) -> Provocation:
        assert code not in PROVOKED
        PROVOKED[code] = way
        return way

    return keep


class Met(Exception):
    """An engine noted that code."""

    def __init__(self, code: str) -> None:
        self.code = code


def step(scene: Scene, **settings: Any) -> None:
    raise Met(scene.booth.engine(**settings).step().code)


# ---- the line --------------------------------------------------------------------------------
@provokes(Trouble.NO_LINE)
def no_line(scene: Scene) -> None:
    """Nothing listens at the hub's address."""
    scene.booth.batch(packets=1)
    scene.booth.line.unplug()
    step(scene)


@provokes(Trouble.LINE_CUT)
def line_cut(scene: Scene) -> None:
    """The connection is reset in the middle of a packet."""
    scene.booth.batch(packets=1)
    scene.booth.line.cut_request("PUT", at=10_000)
    step(scene)


@provokes(Trouble.LINE_SLOW)
def line_slow(scene: Scene) -> None:
    """The line takes half a packet, then nothing more, without a word."""
    scene.booth.batch(packets=1, size=6_000_000)
    scene.booth.line.stall_request("PUT", at=100)
    step(scene, client=scene.booth.quick_client)


@provokes(Trouble.PORTAL)
def portal(scene: Scene) -> None:
    """Every request is answered with a hotel's login page, status 200."""
    scene.booth.batch(packets=1)
    scene.booth.line.login_page(times=9)
    step(scene)


@provokes(Trouble.PROXY_ASKS)
def proxy_asks(scene: Scene) -> None:
    """The proxy answers 407 to CONNECT."""
    with scene.secure.line(shows(scene.secure.authority, "hub.example")) as proxy:
        proxy.asks_for_a_name = True
        proxies = {"https": proxy.proxy_url}
        with scene.secure.terminal.client("https://hub.example", proxies=proxies) as client:
            client.hello()


@provokes(Trouble.PROXY_DOWN)
def proxy_down(scene: Scene) -> None:
    """Nothing listens at the proxy's address."""
    proxies = {"https": f"http://127.0.0.1:{free_port()}"}
    with scene.secure.terminal.client("https://hub.example", proxies=proxies) as client:
        client.hello()


# ---- who answers -----------------------------------------------------------------------------
def hello_over(scene: Scene, tls: Any) -> None:
    with scene.secure.line(tls) as line, scene.secure.terminal.client(line.url) as client:
        client.hello()


@provokes(Trouble.TLS_UNKNOWN)
def tls_unknown(scene: Scene) -> None:
    """The certificate is by an authority that the key set does not name."""
    hello_over(scene, shows(trustme.CA()))


@provokes(Trouble.TLS_NAME)
def tls_name(scene: Scene) -> None:
    """The right authority, the name of another host."""
    hello_over(scene, shows(scene.secure.authority, "other.example"))


@provokes(Trouble.TLS_EXPIRED)
def tls_expired(scene: Scene) -> None:
    """The certificate ran out, also by the clock that the hub signed."""
    past = datetime.now(UTC) - YEAR
    hello_over(scene, shows(scene.secure.authority, not_before=past - YEAR, not_after=past))


@provokes(Trouble.TLS_CLOCK)
def tls_clock(scene: Scene) -> None:
    """Not yet valid by our clock, and the hub's own clock cannot be asked."""
    future = datetime.now(UTC) + YEAR
    tls = shows(scene.secure.authority, not_before=future, not_after=future + YEAR)
    with scene.secure.line(tls) as line, scene.secure.terminal.client(line.url) as client:
        line.answer(503, b"", "GET /v1/hello", times=9)
        client.hello()


@provokes(Trouble.TLS_OTHER)
def tls_other(scene: Scene) -> None:
    """What answers does not speak TLS at all."""
    url = scene.booth.hub.url.replace("http:", "https:")
    with scene.booth.client(url=url) as client:
        client.hello()


@provokes(Trouble.WRONG_HUB)
def wrong_hub(scene: Scene) -> None:
    """Another hub answers, with keys of another root."""
    with scene.booth.client(url=scene.strict.url) as client:
        client.hello()


# ---- the hub ---------------------------------------------------------------------------------
@provokes(Trouble.HUB_BUSY)
def hub_busy(scene: Scene) -> None:
    """A hub that allows a terminal ten requests a minute is asked an eleventh time."""
    with enrol(scene.strict).client(scene.strict.url) as client:
        for _ in range(12):
            try:
                client.batch(BatchId(new_id()))
            except SyncError as error:
                if error.code != Trouble.NOT_OURS:
                    raise


@provokes(Trouble.HUB_FAILED)
def hub_failed(scene: Scene) -> None:
    """A gateway before the hub answers 502 with a page of its own."""
    scene.booth.batch(packets=1)
    scene.booth.line.login_page("POST /v1/batches", status=502)
    step(scene)


@provokes(Trouble.HUB_FULL)
def hub_full(scene: Scene) -> None:
    """The hub's disk has less room than it keeps for itself."""
    packet = seal_packet(scene.folder, 1_000)
    path = scene.folder / f"{packet.digest}.age"
    with enrol(scene.strict).client(scene.strict.url) as client:
        client.put_packet(MUNICIPALITY, Digest(packet.digest), path)


def hello_of_versions(scene: Scene, *versions: int) -> None:
    keys = HubKeys()
    key_set = keys.signed_key_set()

    def reply(head: bytes) -> bytes:
        nonce = head.split(b"nonce=")[1].split(b" ")[0].decode()
        hello = Hello(nonce=nonce, hub="hub", now=datetime.now(UTC), versions=versions)
        signed = as_json(seal(hello, HELLO, keys.receipt))
        return encode(HelloReply(hello=signed, key_set=as_json(key_set)))

    scene.booth.line.answer_by(reply, "GET /v1/hello")
    with HubClient(scene.booth.line.url, Trust(keys.root.id), None, proxies={}) as client:
        client.hello()


@provokes(Trouble.HUB_OLDER)
def hub_older(scene: Scene) -> None:
    """The hub's signed hello knows version 0 only."""
    hello_of_versions(scene, 0)


@provokes(Trouble.HUB_NEWER)
def hub_newer(scene: Scene) -> None:
    """The hub's signed hello knows versions 2 and 3 only."""
    hello_of_versions(scene, 2, 3)


@provokes(Trouble.NOT_ENROLLED)
def not_enrolled(scene: Scene) -> None:
    """A terminal that this hub has never heard of signs on."""
    stranger = TerminalIdentity(TerminalId(new_id()), SigningKey.new())
    trust = scene.booth.terminal.trust
    with HubClient(scene.booth.line.url, trust, stranger, proxies={}) as client:
        client.batch(BatchId(new_id()))


@provokes(Trouble.REVOKED)
def revoked(scene: Scene) -> None:
    """The terminal was reported lost."""
    lost = enrol(scene.booth.hub)
    batch = lost.seal_batch(scene.booth.outbox, scene.folder, packets=1)
    with lost.client(scene.booth.line.url) as client:
        client.post_batch(batch.envelope)
        scene.booth.hub.revoke(lost.identity.terminal)
        client.batch(batch.id)


@provokes(Trouble.SESSION_OVER)
def session_over(scene: Scene) -> None:
    """The session is refused, and the new one too."""
    over = encode(Problem(code=Trouble.SESSION_OVER))
    kind = "Content-Type: application/json\r\n"
    scene.booth.line.answer(401, over, "POST /v1/batches", kind, times=2)
    scene.booth.batch(packets=1)
    step(scene)


# ---- the batch -------------------------------------------------------------------------------
@provokes(Trouble.BATCH_CONFLICT)
def batch_conflict(scene: Scene) -> None:
    """Another manifest arrived under the same batch id."""
    booth = scene.booth
    batch = booth.batch(packets=1)
    other = msgspec.structs.replace(batch.manifest, venue="北口")
    with booth.client() as client:
        client.post_batch(batch.envelope)
        client.post_batch(
            sign_manifest(other, booth.terminal.identity.key, booth.terminal.supervisor)
        )


@provokes(Trouble.MANIFEST_REFUSED)
def manifest_refused(scene: Scene) -> None:
    """The manifest does not bear the supervisor's signature."""
    booth = scene.booth
    manifest = booth.batch(packets=1).manifest
    batch = BatchId(new_id())
    again = msgspec.structs.replace(manifest, batch=batch)
    booth.outbox = MemoryOutbox(scene.folder)
    booth.outbox.add(batch, seal(again, MANIFEST, booth.terminal.identity.key))
    step(scene)


@provokes(Trouble.PACKET_REFUSED)
def packet_refused(scene: Scene) -> None:
    """Bytes arrive at the hub that do not have the digest they are sent under."""
    one, other = (seal_packet(scene.folder, 1_000) for _ in range(2))
    with scene.booth.client() as client:
        path = scene.folder / f"{other.digest}.age"
        client.put_packet(MUNICIPALITY, Digest(one.digest), path)


@provokes(Trouble.TOO_LARGE)
def too_large(scene: Scene) -> None:
    """A packet of 65 MB."""
    path = scene.folder / "large.age"
    with path.open("wb") as file:
        file.truncate(65 << 20)
    with scene.booth.client() as client:
        client.put_packet(MUNICIPALITY, Digest("0" * 64), path)


@provokes(Trouble.RECEIPT_WRONG)
def receipt_wrong(scene: Scene) -> None:
    """Somebody on the line answers with the receipt of another batch."""
    booth = scene.booth
    first = booth.batch(packets=1)
    booth.engine().step()
    kind = "Content-Type: application/json\r\n"
    booth.line.answer(200, booth.outbox.receipt(first.id) or b"", "POST /v1/batches/", kind)
    booth.batch(packets=1)
    step(scene)


@provokes(Trouble.MALFORMED)
def malformed(_scene: Scene) -> None:
    """An enrolment sheet of something else is scanned."""
    EnrolmentCode.parse("https://example.jp/")


@provokes(Trouble.FORGED)
def forged(scene: Scene) -> None:
    """A signed manifest was changed by one byte."""
    manifest = scene.booth.batch(packets=1)
    open_sealed(manifest.envelope, MANIFEST, Manifest, [SigningKey.new().public])


# ---- registration and settings ---------------------------------------------------------------
@provokes(Trouble.CODE_USED)
def code_used(scene: Scene) -> None:
    """The code on the sheet served another terminal before."""
    code = EnrolmentCode.parse(scene.booth.hub.enrol(next(LABELS), MUNICIPALITY))
    with HubClient.for_code(code, proxies={}, timeouts=CALM) as client:
        client.enrol(code, SigningKey.new())
        client.enrol(code, SigningKey.new())


@provokes(Trouble.REFERENCE_FORGED)
def reference_forged(_scene: Scene) -> None:
    """Reference data on a stick, signed by another hub's issuer."""
    check_reference(HubKeys().reference(OfficeKeys()), HubKeys().key_set())


@provokes(Trouble.REFERENCE_OLD)
def reference_old(_scene: Scene) -> None:
    """Reference data on a stick, older than what is here."""
    keys = HubKeys()
    check_reference(keys.reference(OfficeKeys(), serial=3), keys.key_set(), 4)


@provokes(Trouble.NO_RECIPIENT)
def no_recipient(_scene: Scene) -> None:
    """An application of a municipality that is not in the reference data."""
    keys = HubKeys()
    known = check_reference(keys.reference(OfficeKeys()), keys.key_set())
    recipients_for(known, "999999")


@provokes(Trouble.PASSPHRASE_WRONG)
def passphrase_wrong(_scene: Scene) -> None:
    """The office's identity file is opened with another passphrase."""
    SealingKey.unlock(LOCKED, "another")


LOCKED: Final = SealingKey.new().locked("right")


# ---- here ------------------------------------------------------------------------------------
class FailingOutbox(MemoryOutbox):
    error: Exception = ZeroDivisionError()

    def keep_receipt(self, batch: BatchId, receipt: bytes) -> None:
        raise self.error


def step_failing(scene: Scene, error: Exception) -> None:
    outbox = scene.booth.outbox = FailingOutbox(scene.folder)
    outbox.error = error
    scene.booth.folder = scene.folder
    scene.booth.batch(packets=1)
    step(scene)


@provokes(Trouble.PACKET_LOST)
def packet_lost(scene: Scene) -> None:
    """A sealed file was deleted on the terminal."""
    batch = scene.booth.batch(packets=2)
    scene.booth.outbox.packet_path(Digest(batch.manifest.packets[0].digest)).unlink()
    step(scene)


@provokes(Trouble.DISK_FULL)
def disk_full(scene: Scene) -> None:
    """No space when the receipt is kept."""
    step_failing(scene, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


@provokes(Trouble.DISK_ERROR)
def disk_error(scene: Scene) -> None:
    """An I/O error when the receipt is kept."""
    step_failing(scene, OSError(errno.EIO, os.strerror(errno.EIO)))


@provokes(Trouble.UNEXPECTED)
def unexpected(scene: Scene) -> None:
    """A bug of ours."""
    step_failing(scene, ZeroDivisionError())


@provokes(Trouble.NOT_OURS)
def not_ours(scene: Scene) -> None:
    """A file on the stick that is no batch."""
    path = scene.folder / "MKD-K3-261125-00000000.machikado"
    path.write_bytes(b"something else" * 100)
    with read_carry(path):
        pass


def code_of(way: Provocation, scene: Scene) -> str:
    """What that provocation came to."""
    try:
        way(scene)
    except (SyncError, Met) as error:
        return error.code
    return ""

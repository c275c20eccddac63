"""The hub's process: what it has on the disk before it answers, how it stops, what it logs."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from sync.envelope import decode
from sync.protocol import Problem
from tests.hub.hub_world import RealHub
from tests.hub.postgres_world import Postgres, postgres_programs
from tests.hub.sender import Sender

STRACE = shutil.which("strace")


def test_one_command_makes_and_serves_a_hub(tmp_path: Path) -> None:
    with RealHub(tmp_path / "hub") as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        batch = sender.seal(2)
        receipt = sender.send(batch)
        hub.restart()  # killed
        assert sender.complete(batch).content == receipt
        assert len(hub.packets()) == 2
        assert hub.stop() == 0
    for file in (hub.folder / "keys").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_a_receipt_leaves_only_after_everything_is_on_the_disk(tmp_path: Path) -> None:
    """Packet, its folder and the database are flushed, in this order, before the reply."""
    trace = tmp_path / "trace"
    wrapper = [
        str(STRACE),
        *("-D", "-f", "-y", "-o", str(trace)),
        *("-s", "300", "-e", "trace=fsync,fdatasync,rename,renameat2,sendto,write,pwrite64"),
    ]
    with RealHub(tmp_path / "hub", wrapper=wrapper) as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        batch = sender.seal(1)
        sender.send(batch)
        hub.stop()
    while "+++ exited with 0 +++" not in trace.read_text("utf-8", "replace"):
        threading.Event().wait(0.01)  # strace ends after what it traced
    digest = next(iter(batch.packets))
    happened = _events(trace.read_text("utf-8", "replace"), digest)
    put, reply = happened.index("packet flushed"), happened.index("reply 201 to the packet")
    assert happened[put : put + 3] == ["packet flushed", "packet named", "folder flushed"]
    assert "database flushed" in happened[put + 3 : reply]
    receipt = happened.index("receipt")
    assert "database flushed" in happened[reply + 1 : receipt]
    assert (
        "database written" not in happened[_last(happened, "database flushed", receipt) : receipt]
    )


def _last(happened: list[str], what: str, before: int) -> int:
    return before - 1 - happened[:before][::-1].index(what)


_REPLY = r"(sendto|write)\(\d+<[^>]*>+, \"HTTP/1\.1 "


def _events(trace: str, digest: str) -> list[str]:
    """The calls that matter, in the order in which they ended."""
    folder = f"/objects/131016/{digest[:2]}>"
    named = (
        (r"fsync\(\d+<[^>]*incoming/\w+\.part>", "packet flushed"),
        (rf"rename\w*\(.*\.part\".*{digest}\.age", "packet named"),
        (rf"fsync\(\d+<[^>]*{re.escape(folder)}", "folder flushed"),
        (r"f(data)?sync\(\d+<[^>]*hub\.db", "database flushed"),
        (r"pwrite64\(\d+<[^>]*hub\.db", "database written"),
        (
            r"(sendto|write)\(\d+<[^>]*>, \"HTTP/1\.1 201 Created.*content-length: 0",
            "reply 201 to the packet",
        ),
        (r"(sendto|write)\(\d+<[^>]*>, \"HTTP/1\.1 200 OK.*", "reply"),
    )
    found = []
    for line in _whole_calls(trace):
        found += [name for pattern, name in named if re.search(pattern, line)][:1]
    return [*found[: _last_reply(found)], "receipt"]


def _last_reply(found: list[str]) -> int:
    return len(found) - 1 - found[::-1].index("reply")


def _whole_calls(trace: str) -> list[str]:
    """Calls that strace cut in two, put together where they ended."""
    begun: dict[str, str] = {}
    calls = []
    for line in trace.splitlines():
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest.removesuffix("<unfinished ...>")
        elif rest.startswith("<... "):
            calls.append(begun.pop(pid, "") + rest.partition("resumed>")[2])
        else:
            calls.append(rest)
    return calls


def test_a_calm_stop_finishes_what_is_under_way(tmp_path: Path) -> None:
    with RealHub(tmp_path / "hub") as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        batch = sender.seal(1, size=200_000)
        digest, data = next(iter(batch.packets.items()))
        idle = Sender(hub.url)
        assert idle.get("/healthz").status_code == 200
        with socket.create_connection(("127.0.0.1", hub.port)) as line:
            head = (
                f"PUT /v1/packets/131016/{digest} HTTP/1.1\r\nHost: hub\r\n"
                f"Content-Length: {len(data)}\r\n"
                f"Authorization: {sender.auth['Authorization']}\r\n\r\n"
            )
            line.sendall(head.encode() + data[:100_000])
            _until_counted(hub)
            hub.signal(signal.SIGTERM)
            _until_stopping(idle)
            refused = idle.get("/v1/hello?nonce=abcdefgh")
            assert refused.status_code == 503
            assert decode(refused.content, Problem).code == "hub_busy"
            assert refused.headers["Connection"] == "close"
            line.sendall(data[100_000:])
            assert line.recv(4_096).startswith(b"HTTP/1.1 201")
        assert hub.wait() == 0
        assert [packet.key.digest for packet in hub.packets()] == [digest]


def _until_counted(hub: RealHub) -> None:
    """The request has got as far as the hub's spool."""
    incoming = hub.folder / "objects" / "incoming"
    while not any(incoming.glob("*.part")):
        threading.Event().wait(0.01)


def _until_stopping(idle: Sender) -> None:
    while idle.get("/readyz").status_code != 503:
        threading.Event().wait(0.01)


def test_the_log_says_what_was_done_and_nothing_about_anybody(tmp_path: Path) -> None:
    with RealHub(tmp_path / "hub") as hub:
        text = hub.enrol()
        sender = Sender().enrol(text).sign_on()
        batch = sender.seal(1)
        sender.send(batch)
        sender.get("/v1/hello?nonce=yamadatarou")
        sender.get("/v1/yamada/hanako?name=yamadatarou")
        sender.post("/v1/batches", b'{"name":"yamadatarou"}')
        sender.ask_enrol("yamadatarou")
        hub.stop()
    log = hub.log.read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line["event"] for line in lines} == {"request", "stopped"}
    allowed = {"time", "level", "event", "request", "route", "method", "status", "ms", "bytes"}
    assert set().union(*lines) <= allowed | {"terminal", "batch", "code", "why"}
    received = [line for line in lines if line.get("route") == "/v1/batches/{batch}/complete"]
    assert [line["batch"] for line in received] == [batch.id]
    for secret in ("yamada", "hanako", sender.auth["Authorization"][7:], text, "K3", "?", "nonce"):
        assert secret not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    """Refused, nothing half kept; with room again, it goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with RealHub(disk / "hub", limits={"reserve_bytes": 0}) as hub:
            sender = Sender().enrol(hub.enrol()).sign_on()
            batch = sender.seal(2, size=2 << 20)
            sender.announce(batch)
            (first, one), (second, two) = batch.packets.items()
            assert sender.put(first, one).status_code == 201
            answer = sender.put(second, two)
            if answer.status_code == 201:
                pytest.skip("the disk did not fill")
            assert (answer.status_code, decode(answer.content, Problem).code) == (507, "hub_full")
            assert int(answer.headers["Retry-After"]) > 0
            assert sender.get("/healthz").status_code == 200
            assert list((hub.folder / "objects" / "incoming").iterdir()) == []
            assert sender.status(batch).lacking == (second,)
            subprocess.run(["mount", "-o", "remount,size=40m", disk], check=True)
            assert sender.put(second, two).status_code == 201
            assert sender.complete(batch).status_code == 200
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The limit of the process hits in the middle of a packet."""

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))

    with RealHub(tmp_path / "hub", preexec=small_files) as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        batch = sender.seal(1, size=4 << 20)
        sender.announce(batch)
        digest, data = next(iter(batch.packets.items()))
        answer = sender.put(digest, data)
        assert (answer.status_code, decode(answer.content, Problem).code) == (507, "hub_full")
        assert list((hub.folder / "objects" / "incoming").iterdir()) == []
        assert sender.send(sender.seal(1))


def test_a_database_that_dies_and_comes_back(tmp_path: Path) -> None:
    """What was acknowledged is there; what was not is sent again."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with Postgres(programs, durable=True) as server:
        url = server.new_database("dies")
        with RealHub(tmp_path / "hub", database=url) as hub:
            sender = Sender().enrol(hub.enrol()).sign_on()
            kept, batch = sender.seal(1), sender.seal(1)
            receipt = sender.send(kept)
            sender.announce(batch)
            digest, data = next(iter(batch.packets.items()))
            server.kill()
            answer = sender.put(digest, data)
            assert (answer.status_code, decode(answer.content, Problem).code) == (503, "hub_busy")
            assert sender.get("/readyz").status_code == 503
            assert sender.get("/healthz").status_code == 200
            server.start()
            while sender.get("/readyz").status_code != 200:
                threading.Event().wait(0.01)
            assert sender.send(batch)
            assert sender.complete(kept).content == receipt

"""A line as it really is: our own small proxy between a client and the real hub, and nasty.

    with FlakyLine(hub_host, hub_port) as line:
        line.drop_reply("POST /v1/batches")            # the hub did it, nobody hears of it
        HubClient(line.url, …)

Each method adds a rule; a rule counts for the next `times` requests that begin with `to` ("PUT
/v1/packets", "" for any), after `skip` of them went well. Rules are used up in the order they were
given. `requests` tells what came through. With `tls`, the line speaks TLS to the client with that
certificate and plain HTTP to the hub. It can also be used as a proxy (CONNECT and http://…).
"""

from __future__ import annotations

import contextlib
import random
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType

from tests.fakes.wire import (
    PIECE,
    Bucket,
    Cut,
    Upstream,
    as_json_answer,
    closed_by_peer,
    content_length,
    read_head,
    reset,
)

EVER = 1 << 30
LOGIN_PAGE = b"<!DOCTYPE html><html><title>Wi-Fi</title><form action='/login'>Welcome</form></html>"


@dataclass
class Seen:
    """A request as the line saw it."""

    what: str  # "PUT /v1/packets/…"
    body_bytes: int = 0  # of the body, read from the client
    status: int = 0  # relayed to the client; 0 when nothing was
    told: bytes = b""  # the head of the request


@dataclass
class Rule:
    deed: str
    to: str
    times: int = 1
    skip: int = 0
    at: int = 0
    seconds: float = 0.0
    reply: bytes = b""
    make: Callable[[bytes], bytes] | None = None
    event: threading.Event = field(default_factory=threading.Event)
    met: threading.Event = field(default_factory=threading.Event)


class FlakyLine:
    """Starts when entered; `close` ends every connection and thread."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.upstream = (host, port)
        self.tls = tls
        self.requests: list[Seen] = []
        self.connections = 0
        self.asks_for_a_name = False  # as a proxy: 407 without Proxy-Authorization
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._bucket = Bucket()
        self._delay_s = 0.0
        self._loss: Callable[[], bool] = lambda: False
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._done = threading.Event()
        self._listener: socket.socket | None = None
        self.port = 0
        self.restore()

    # what a test says -----------------------------------------------------------------------
    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def drop_reply(self, to: str = "", **more: int) -> Rule:
        """The hub does its work; its answer is lost."""
        return self.cut_reply(to, at=0, **more)

    def cut_reply(self, to: str = "", at: int = 0, **more: int) -> Rule:
        """After so many bytes of the answer, head included, the connection is reset."""
        return self._add(Rule("cut_reply", to, at=at, **more))

    def half_reply(self, to: str = "", at: int = 0, **more: int) -> Rule:
        """The same, but closed as if all were said."""
        return self._add(Rule("half_reply", to, at=at, **more))

    def cut_request(self, to: str = "", at: int = 0, **more: int) -> Rule:
        """So many bytes of the body reach the hub, then both sides are reset."""
        return self._add(Rule("cut_request", to, at=at, **more))

    def stall_request(self, to: str = "", at: int = 0, **more: int) -> Rule:
        """So many bytes of the body are taken, then none, without a word."""
        return self._add(Rule("stall_request", to, at=at, **more))

    def stall_reply(self, to: str = "", at: int = 0, **more: int) -> Rule:
        return self._add(Rule("stall_reply", to, at=at, **more))

    def duplicate(self, to: str = "", **more: int) -> Rule:
        """The hub gets the request twice; the client hears the second answer."""
        return self._add(Rule("duplicate", to, **more))

    def hold(self, to: str = "", **more: int) -> Rule:
        """The request waits in the line until the rule's `event` is set: overtaken by others."""
        return self._add(Rule("hold", to, **more))

    def delay(self, to: str = "", seconds: float = 0.0, **more: int) -> Rule:
        return self._add(Rule("delay", to, seconds=seconds, **more))

    def answer(
        self, status: int, body: bytes = b"", to: str = "", headers: str = "", **more: int
    ) -> Rule:
        """Somebody on the line answers, and the hub hears nothing."""
        head = f"HTTP/1.1 {status} Told\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        return self._add(Rule("answer", to, reply=head.encode() + body, **more))

    def login_page(self, to: str = "", status: int = 200, **more: int) -> Rule:
        return self.answer(status, LOGIN_PAGE, to, "Content-Type: text/html\r\n", **more)

    def redirect(self, to: str = "", where: str = "http://login.example/", **more: int) -> Rule:
        return self.answer(302, b"", to, f"Location: {where}\r\n", **more)

    def answer_by(self, make: Callable[[bytes], bytes], to: str = "", **more: int) -> Rule:
        """As `answer`, with a body of JSON made from the head of the request."""
        return self._add(Rule("answer", to, make=make, **more))

    def raw(self, reply: bytes, to: str = "", **more: int) -> Rule:
        return self._add(Rule("raw", to, reply=reply, **more))

    def reset_handshake(self, times: int = 1) -> Rule:
        """The connection is reset after its first bytes, in the middle of TLS."""
        return self._add(Rule("reset_handshake", "connection", times=times))

    def throttle(self, bytes_s: float | None) -> None:
        self._bucket.bytes_s = bytes_s

    def latency(self, seconds: float) -> None:
        """Before each request and each answer."""
        self._delay_s = seconds

    def lose(self, share: float, seed: int = 1) -> None:
        """That share of requests, and of answers, is lost half-way and its connection reset."""
        luck = random.Random(seed)
        self._loss = lambda: luck.random() < share

    def all_well(self) -> None:
        """Every rule forgotten."""
        with self._lock:
            for rule in self._rules:
                rule.event.set()
            self._rules.clear()
        self._loss, self._delay_s, self._bucket.bytes_s = (lambda: False), 0.0, None

    def unplug(self) -> None:
        """No new connections (refused), every old one reset."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for each in list(self._sockets):
            reset(each)

    def restore(self) -> None:
        """Plugged in again, on the same port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(self._accept, listener)

    def body_bytes(self, to: str) -> int:
        """How much of bodies left the client for those requests."""
        return sum(each.body_bytes for each in self.requests if each.what.startswith(to))

    def count(self, to: str) -> int:
        return sum(1 for each in self.requests if each.what.startswith(to))

    def close(self) -> None:
        self._done.set()
        self.all_well()
        self.unplug()
        for thread in self._threads:
            thread.join(10)

    def __enter__(self) -> FlakyLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # the line -------------------------------------------------------------------------------
    def _add(self, rule: Rule) -> Rule:
        with self._lock:
            self._rules.append(rule)
        return rule

    def _rule_for(self, what: str) -> Rule | None:
        with self._lock:
            for rule in self._rules:
                of_connections = rule.deed == "reset_handshake"
                fits = what.startswith(rule.to) and of_connections == (what == "connection")
                if not fits or rule.times <= 0:
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                rule.times -= 1
                rule.met.set()
                return rule
        return None

    def _start(self, work: Callable[..., None], *values: object) -> None:
        thread = threading.Thread(target=work, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.add(client)
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        hub = Upstream(self.upstream)
        try:
            rule = self._rule_for("connection")
            if rule is not None:
                client.recv(64)
                raise Cut
            if self.tls is not None and not self._is_connect(client):
                client = self._secured(client)
            while self._one_request(client, hub):
                pass
            client.close()
        except (Cut, OSError, ValueError):  # ValueError: TLS ended by another thread
            reset(client)
        finally:
            hub.close()
            self._sockets.discard(client)

    def _secured(self, client: socket.socket) -> socket.socket:
        assert self.tls is not None
        self._sockets.discard(client)
        try:
            secured = self.tls.wrap_socket(client, server_side=True)
        except OSError:
            client.close()
            raise
        self._sockets.add(secured)
        return secured

    @staticmethod
    def _is_connect(client: socket.socket) -> bool:
        return client.recv(8, socket.MSG_PEEK).startswith(b"CONNECT")

    def _one_request(self, client: socket.socket, hub: Upstream) -> bool:
        head, rest = read_head(client)
        if not head:
            return False
        if head.startswith(b"CONNECT"):
            return self._tunnel(client, hub, head)
        as_proxy = b" http://" in head.split(b"\r\n")[0]
        head = re.sub(rb"^(\w+) http://[^/]+", rb"\1 ", head)
        method, path = head.split(b" ", 2)[:2]
        seen = Seen(f"{method.decode()} {path.decode()}", told=head)
        self.requests.append(seen)
        length = content_length(head)
        body = self._body(client, rest, length, seen)
        rule = self._rule_for(seen.what)
        if as_proxy and self.asks_for_a_name and b"proxy-authorization:" not in head.lower():
            rule = Rule("answer", "", reply=b"HTTP/1.1 407 Told\r\nContent-Length: 0\r\n\r\n")
        self._pause(self._delay_s)
        if rule is None and self._loss():
            rule = Rule("cut_request", "", at=length // 2)
        return self._deal(client, hub, head, body, seen, rule)

    def _deal(
        self,
        client: socket.socket,
        hub: Upstream,
        head: bytes,
        body: Iterator[bytes],
        seen: Seen,
        rule: Rule | None,
    ) -> bool:
        deed = "" if rule is None else rule.deed
        if rule is not None and deed in ("answer", "raw"):
            for _ in body:
                pass
            reply = rule.reply if rule.make is None else as_json_answer(rule.make(head))
            client.sendall(reply)
            seen.status = int((reply.split(b" ", 2) + [b"0"] * 2)[1][:3] or 0)
            return deed == "answer"
        if rule is not None and deed == "hold":
            body = iter([b"".join(body)])
            rule.event.wait(30)
        if rule is not None and deed == "delay":
            self._pause(rule.seconds)
        if rule is not None and deed in ("cut_request", "stall_request"):
            self._part_of(client, hub, head, body, rule)
        if deed == "duplicate":
            whole = b"".join(body)
            first = Upstream(self.upstream)
            first.send(head)
            first.send(whole)
            first.reply(self._bucket)
            first.close()
            body = iter([whole])
        hub.send(head)
        for piece in body:
            hub.send(piece)
        reply = hub.reply(self._bucket)
        if rule is None and self._loss():
            rule = Rule("cut_reply", "", at=len(reply) // 2)
        self._pause(self._delay_s)
        return self._answer(client, reply, seen, rule)

    def _answer(self, client: socket.socket, reply: bytes, seen: Seen, rule: Rule | None) -> bool:
        deed = "" if rule is None else rule.deed
        if rule is not None and deed in ("cut_reply", "half_reply", "stall_reply"):
            client.sendall(reply[: rule.at])
            if deed == "cut_reply":
                raise Cut
            if deed == "stall_reply":
                self._until_closed(client)
            return False
        client.sendall(reply)
        seen.status = int(reply.split(b" ", 2)[1])
        return b"connection: close" not in reply.split(b"\r\n\r\n")[0].lower()

    def _part_of(
        self, client: socket.socket, hub: Upstream, head: bytes, body: Iterator[bytes], rule: Rule
    ) -> None:
        hub.send(head)
        left = rule.at
        while left > 0:
            piece = next(body, b"")
            if not piece:
                break
            hub.send(piece[:left])
            left -= len(piece)
        if rule.deed == "stall_request":
            self._until_closed(client)
        hub.reset()
        raise Cut

    def _tunnel(self, client: socket.socket, hub: Upstream, head: bytes) -> bool:
        what = head.split(b"\r\n")[0].decode().rsplit(" ", 1)[0]
        seen = Seen(what, told=head)
        self.requests.append(seen)
        rule = self._rule_for(what)
        if rule is None and self.asks_for_a_name and b"proxy-authorization:" not in head.lower():
            rule = Rule("answer", "", reply=b"HTTP/1.1 407 Told\r\nContent-Length: 0\r\n\r\n")
        if rule is not None:
            client.sendall(rule.reply)
            return False
        client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        client = self._secured(client) if self.tls is not None else client
        with contextlib.suppress(OSError):
            while self._one_request(client, hub):
                pass
        client.close()
        return False

    def _body(self, client: socket.socket, rest: bytes, length: int, seen: Seen) -> Iterator[bytes]:
        left = length
        while left > 0:
            piece = rest or client.recv(min(PIECE, left))
            rest = b""
            if not piece:
                raise Cut
            left -= len(piece)
            seen.body_bytes += len(piece)
            self._bucket.take(len(piece))
            yield piece

    def _until_closed(self, client: socket.socket) -> None:
        """Neither reads nor says anything until the other side gives up."""
        client.settimeout(0.05)
        while not self._done.is_set():
            try:
                # a peek does not take: the window stays full
                if client.recv(1, 0 if isinstance(client, ssl.SSLSocket) else socket.MSG_PEEK):
                    self._done.wait(0.05)
                    if closed_by_peer(client):
                        raise Cut
                    continue
                raise Cut
            except TimeoutError:
                continue

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._done.wait(seconds)

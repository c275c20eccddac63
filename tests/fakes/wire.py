"""Sockets and heads of HTTP, for the nasty line: its bandwidth, its way to the hub, its resets."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time

PIECE = 1 << 14


class Cut(Exception):
    """This connection ends here, with a reset."""


class Bucket:
    """A line's bandwidth, shared by all its connections."""

    def __init__(self) -> None:
        self.bytes_s: float | None = None
        self._free_at = 0.0
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        with self._lock:
            rate = self.bytes_s
            if rate is None:
                return
            now = time.monotonic()
            self._free_at = max(now, self._free_at) + size / rate
            wait = self._free_at - now
        time.sleep(wait)


class Upstream:
    """The connection to the hub, made when it is needed."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._wire: socket.socket | None = None

    def send(self, data: bytes) -> None:
        if self._wire is None:
            self._wire = socket.create_connection(self._address, 20)
            self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # a hub may answer before it has read everything
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._wire.sendall(data)

    def reply(self, bucket: Bucket) -> bytes:
        """The whole answer."""
        assert self._wire is not None
        head, rest = read_head(self._wire)
        if not head:
            raise Cut
        if head.split(b" ", 2)[1] == b"100":
            head, rest = read_head(self._wire, rest)
        whole = head + self._reply_body(head, rest)
        bucket.take(len(whole))
        if b"connection: close" in head.lower():
            self.close()
        return whole

    def _reply_body(self, head: bytes, rest: bytes) -> bytes:
        assert self._wire is not None
        if head.split(b" ", 2)[1] in (b"204", b"304"):
            return b""
        if b"transfer-encoding: chunked" in head.lower():
            while not rest.endswith(b"0\r\n\r\n"):
                rest += self._wire.recv(PIECE) or b"0\r\n\r\n"
            return rest
        while len(rest) < content_length(head):
            piece = self._wire.recv(PIECE)
            if not piece:
                raise Cut
            rest += piece
        return rest

    def reset(self) -> None:
        if self._wire is not None:
            reset(self._wire)

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None


def read_head(wire: socket.socket, data: bytes = b"") -> tuple[bytes, bytes]:
    """Up to and with the empty line, and what came after it; (b"", b"") at the end."""
    while b"\r\n\r\n" not in data:
        piece = wire.recv(PIECE)
        if not piece:
            return b"", b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def as_json_answer(body: bytes) -> bytes:
    kind = "Content-Type: application/json"
    return f"HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def content_length(head: bytes) -> int:
    found = re.search(rb"(?im)^content-length:\s*(\d+)", head)
    return int(found[1]) if found else 0


def closed_by_peer(wire: socket.socket) -> bool:
    """Whether the other side is gone (Linux), with unread bytes still waiting."""
    if not hasattr(socket, "TCP_INFO"):
        return False
    state = wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # TCP_ESTABLISHED


def reset(wire: socket.socket) -> None:
    """RST instead of FIN."""
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        socket.socket.shutdown(wire, socket.SHUT_RD)  # wakes a thread that reads it
    with contextlib.suppress(OSError):
        wire.close()

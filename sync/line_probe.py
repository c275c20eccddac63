"""Questions of one connection each, asked only after a failure, to say which failure it was.

`proxy_status`: what the proxy says to a CONNECT. `unsafe_hello`: the hub's signed hello without
believing any certificate; nothing secret is sent and only the signature in it counts.
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer that nobody vouches for, and the certificate shown with it (DER, or b"")."""

    status: int
    kind: str  # Content-Type
    body: bytes
    certificate: bytes


def proxy_status(proxy: str, host: str, port: int, timeout_s: float) -> int | None:
    """The status with which the proxy answers a CONNECT; None when it does not answer in HTTP."""
    way = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    try:
        with socket.create_connection((way.hostname or "", way.port or 80), timeout_s) as wire:
            target = f"{host}:{port}"
            lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
            lines += [f"{name}: {value}" for name, value in _proxy_headers(way).items()]
            wire.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
            answer = http.client.HTTPResponse(wire)
            answer.begin()
            return answer.status
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        return None


def unsafe_hello(
    url: str, path: str, proxies: Mapping[str, str], timeout_s: float, agent: str
) -> Seen | None:
    """GET without believing the certificate, no redirect followed; None when nothing answers."""
    way = urlsplit(url)
    connection = _connection(way, proxies, timeout_s)
    try:
        connection.request("GET", path, headers={"User-Agent": agent, "Connection": "close"})
        wire = connection.sock
        shown = wire.getpeercert(binary_form=True) if isinstance(wire, ssl.SSLSocket) else b""
        answer = connection.getresponse()
        kind = answer.headers.get("Content-Type", "")
        return Seen(answer.status, kind, answer.read(MOST_BYTES), shown or b"")
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        return None
    finally:
        connection.close()


def _connection(
    way: SplitResult, proxies: Mapping[str, str], timeout_s: float
) -> http.client.HTTPConnection:
    host, secure = way.hostname or "", way.scheme == "https"
    port = way.port or (443 if secure else 80)
    through = urlsplit(proxies.get(way.scheme, ""))
    first = (through.hostname, through.port or 80) if through.hostname else (host, port)
    connection = (
        http.client.HTTPSConnection(*first, timeout=timeout_s, context=_believes_anything())
        if secure
        else http.client.HTTPConnection(*first, timeout=timeout_s)
    )
    if through.hostname:
        connection.set_tunnel(host, port, _proxy_headers(through))
    return connection


def _believes_anything() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _proxy_headers(way: SplitResult) -> dict[str, str]:
    if way.username is None:
        return {}
    pair = f"{unquote(way.username)}:{unquote(way.password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}

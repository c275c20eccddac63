"""One HTTP exchange after another with the hub, over connections that are kept, and its time-outs.

| what may take how long                              | seconds, times `patience`        |
|-----------------------------------------------------|----------------------------------|
| a connection, a step of TLS, one piece of a packet  | 10                               |
| an answer                                           | 60                               |
| the answer to a packet                              | 60 + 60 for each 480 KB (8 KB/s) |
| a question after a failure (line_probe)             | 10                               |

`requests` uses the connect value for each piece that is sent; pieces are 16 KB on a slow line
(sealed_file). `patience` grows from 1 to 4 with failures in a row, for satellites and trains.
"""

from __future__ import annotations

import http.cookiejar
import logging
import socket
import ssl
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection

from sync.answers import Answer
from sync.line_trouble import line_problem, problem
from sync.protocol import CHUNK_BYTES, MOST_MESSAGE_BYTES
from sync.sealed_file import SealedFile, Stopped
from sync.troubles import Trouble

TIMEOUTS_S: Final = (10.0, 60.0)
MOST_PATIENCE: Final = 4.0
_BYTES_AN_ANSWER: Final = 480_000
MOST_ANSWER_BYTES: Final = 4 * MOST_MESSAGE_BYTES
"""Two signed envelopes in base64 at the most."""
_MOST_UNSENT: Final = 1 << 18

# urllib3 writes whole addresses, those of object stores with their signatures, even in warnings.
logging.getLogger("urllib3").setLevel(logging.ERROR)

Body = bytes | SealedFile | None


class Line:
    """Connections to one server with one idea of whom to believe. May be used by many threads."""

    def __init__(
        self,
        context: ssl.SSLContext | None,
        agent: str,
        *,
        proxies: Mapping[str, str] | None = None,
        timeouts: tuple[float, float] = TIMEOUTS_S,
        connections: int = 4,
    ) -> None:
        self._agent = agent
        self._proxies = proxies
        self._timeouts = timeouts
        self.patience = 1.0
        self._session = requests.Session()
        self._session.trust_env = False  # no .netrc, no REQUESTS_CA_BUNDLE behind our back
        self._session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self._adapter = _Adapter(context, connections)
        self._session.mount("https://", self._adapter)
        self._session.mount("http://", self._adapter)

    def close(self) -> None:
        self._session.close()

    @property
    def probe_s(self) -> float:
        return self._timeouts[0] * self.patience

    def proxies_for(self, url: str) -> dict[str, str]:
        """The settings' proxies, else those of the environment (the system's on Windows, macOS)."""
        if self._proxies is not None:
            return dict(self._proxies)
        return dict(get_environ_proxies(url))

    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: Body = None
    ) -> Answer:
        """One request, answered; raises SyncError. Redirects are answers like any other."""
        try:
            return self._exchange(method, url, headers or {}, body)
        except Stopped:
            raise
        except Exception as error:
            raise line_problem(error) from error

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> Answer:
        named = {"User-Agent": self._agent, "Accept-Encoding": "identity", **headers}
        data: Any = body  # requests' own types know files, not what acts like one
        asked = requests.Request(method, url, headers=named, data=data).prepare()
        with self._session.send(
            asked,
            stream=True,
            timeout=self._timeouts_for(body),
            proxies=self.proxies_for(url),
            allow_redirects=False,
        ) as answer:
            read = answer.raw.read(MOST_ANSWER_BYTES + 1, decode_content=True)
            if len(read) > MOST_ANSWER_BYTES:
                raise problem(Trouble.MALFORMED, why="answer too long")
            told = Answer(answer.status_code, answer.headers, read)
        if told.may_be_cut:
            raise problem(Trouble.LINE_CUT, why="head")
        return told

    def _timeouts_for(self, body: Body) -> tuple[float, float]:
        connect, answer = (each * self.patience for each in self._timeouts)
        size = body.size if isinstance(body, SealedFile) else 0
        return connect, answer * (1 + size / _BYTES_AN_ANSWER)


class _Adapter(HTTPAdapter):
    """Our own TLS context, larger pieces, a socket that does not hide a slow line."""

    def __init__(self, context: ssl.SSLContext | None, connections: int) -> None:
        self._context = context
        super().__init__(pool_connections=connections, pool_maxsize=connections)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **more: Any
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **self._pool(), **more)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        return super().proxy_manager_for(proxy, **self._pool(), **more)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context alone says whom to believe: requests would add the world's authorities."""

    def _pool(self) -> dict[str, Any]:
        return {
            "ssl_context": self._context,
            "blocksize": CHUNK_BYTES,
            "socket_options": _socket_options(),
        }


def _socket_options() -> Sequence[tuple[int, int, int]]:
    """Kept alive; and on Linux little unsent in the kernel, so that progress is what has left."""
    options = [*HTTPConnection.default_socket_options]
    options.append((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
    if sys.platform == "linux":
        options.append((socket.IPPROTO_TCP, 25, _MOST_UNSENT))  # TCP_NOTSENT_LOWAT
    return options

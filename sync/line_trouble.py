"""Which trouble an exception of requests, urllib3 or ssl is: by type and number, never by text.

Those libraries wrap each other's exceptions three deep; the whole chain is looked at.
"""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import requests
from urllib3 import exceptions as low

from sync.errors import CanRetry, NeedsPerson, SyncError
from sync.troubles import RETRIED, Trouble
from sync.trust import EXPIRED, NOT_YET_VALID, OTHER_NAME

_NO_SPACE: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_UNREADABLE: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidProxyURL,
    low.LocationParseError,
)
_NO_WAY: Final = (
    low.NewConnectionError,
    low.ConnectTimeoutError,
    requests.exceptions.ConnectTimeout,
    ConnectionRefusedError,
    socket.gaierror,
)
_CUT: Final = (
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
    ConnectionError,
    http.client.HTTPException,
    low.ProtocolError,
    low.DecodeError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


def problem(code: str, **facts: object) -> SyncError:
    """The error for a code: the one that says who must act."""
    told = {key: value for key, value in facts.items() if value not in (None, "")}
    return (CanRetry if code in RETRIED else NeedsPerson)(code, **told)


def line_problem(error: BaseException) -> SyncError:
    """What happened between us and the next machine; Trouble.UNEXPECTED for anything unknown.

    A certificate's time is told as TLS_EXPIRED or TLS_CLOCK by our own clock only; the client
    asks the hub for its own before it believes that. PROXY_DOWN is every failure of a proxy.
    """
    if isinstance(error, SyncError):
        return error
    chain = tuple(_chain(error))
    why = type(chain[-1]).__name__
    return problem(_code(chain), why=why)


def certificate_code(error: BaseException) -> int | None:
    """OpenSSL's number for why a certificate was not believed; None for any other failure."""
    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return int(getattr(each, "verify_code", 0))
    return None


def is_of_a_proxy(error: BaseException) -> bool:
    return any(isinstance(each, low.ProxyError) for each in _chain(error))


def file_problem(error: OSError, **facts: object) -> SyncError:
    """A file on this terminal that does not read or write."""
    if error.errno in _NO_SPACE:
        return problem(Trouble.DISK_FULL, **facts)
    if isinstance(error, FileNotFoundError):
        return problem(Trouble.PACKET_LOST, **facts)
    return problem(Trouble.DISK_ERROR, errno=error.errno, **facts)


def _code(chain: tuple[BaseException, ...]) -> Trouble:
    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(each, kinds) for each in chain)

    if has(ssl.SSLCertVerificationError):
        return _certificate_trouble(certificate_code(chain[0]) or 0)
    if has(low.ProxyError):
        return Trouble.PROXY_DOWN
    if has(*_UNREADABLE):
        return Trouble.MALFORMED
    if has(*_NO_WAY):
        return Trouble.NO_LINE
    if has(TimeoutError, low.TimeoutError, requests.exceptions.Timeout):
        return Trouble.LINE_SLOW
    if has(ssl.SSLError, low.SSLError) and not has(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return Trouble.TLS_OTHER
    if has(*_CUT):
        return Trouble.LINE_CUT
    numbered = any(isinstance(each, OSError) and each.errno is not None for each in chain)
    return Trouble.NO_LINE if numbered else Trouble.UNEXPECTED


def _certificate_trouble(code: int) -> Trouble:
    if code in OTHER_NAME:
        return Trouble.TLS_NAME
    if code == EXPIRED:
        return Trouble.TLS_EXPIRED
    return Trouble.TLS_CLOCK if code == NOT_YET_VALID else Trouble.TLS_UNKNOWN


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything it carries, outermost first."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (*each.args, getattr(each, "reason", None))
        waiting += [part for part in inner if isinstance(part, BaseException)]
        waiting += [each.__cause__, None if each.__suppress_context__ else each.__context__]

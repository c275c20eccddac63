"""What a request brings: its body within limits, its token, its hub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import Path, Request
from starlette.requests import ClientDisconnect

from sync.errors import CanRetry, Refused
from sync.hub.hub import Hub
from sync.hub.store.terminals import Office, Terminal
from sync.protocol import MOST_MESSAGE_BYTES

STALLED_S: Final = 120.0
"""A sender that sends nothing for so long is let go; what it sent is not kept."""
MOST_ENVELOPE_BYTES: Final = MOST_MESSAGE_BYTES * 3 // 2
_BEARER: Final = "bearer "

TOKEN: Final[dict[str, Any]] = {"security": [{"session": []}]}

Municipality = Annotated[str, Path(pattern="^[0-9]{6}$", description="全国地方公共団体コード")]
PacketDigest = Annotated[
    str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the sealed bytes")
]
BatchPath = Annotated[
    str,
    Path(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]


class NoLength(Exception):
    """A body without a Content-Length."""


def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def address_of(request: Request) -> str:
    return request.client.host if request.client else "?"


def terminal_of(request: Request) -> Terminal:
    terminal = hub_of(request).terminal_of(_token(request))
    request.state.terminal = terminal.id
    return terminal


def office_of(request: Request, municipality: str) -> Office:
    office = hub_of(request).office_of(_token(request), municipality)
    request.state.terminal = office.id
    return office


def _token(request: Request) -> str:
    given = request.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() != _BEARER:
        raise CanRetry("session_over", why="no token")
    return given[len(_BEARER) :].strip()


def length_of(request: Request) -> int:
    """The Content-Length; raises NoLength."""
    given = request.headers.get("content-length", "")
    if not given.isascii() or not given.isdigit() or "transfer-encoding" in request.headers:
        raise NoLength
    return int(given)


async def body_of(request: Request) -> bytes:
    """The whole body of a message; raises Refused("too_large") without reading on."""
    given = request.headers.get("content-length", "0")
    if given.isdigit() and int(given) > MOST_ENVELOPE_BYTES:
        raise Refused("too_large", why="message")
    body = bytearray()
    async for chunk in arriving(request):
        body += chunk
        if len(body) > MOST_ENVELOPE_BYTES:
            raise Refused("too_large", why="message")
    return bytes(body)


async def arriving(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; raises CanRetry("line_slow") and ClientDisconnect."""
    more = True
    while more:
        try:
            async with asyncio.timeout(STALLED_S):
                message = await request.receive()
        except TimeoutError as error:
            raise CanRetry("line_slow", why="stalled") from error
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more = message.get("more_body", False)
        if message.get("body"):
            yield message["body"]

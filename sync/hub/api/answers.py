"""Answers of the hub: messages, receipts, and every refusal as a Problem with its status."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request, Response
from starlette.types import Scope

from sync.envelope import encode
from sync.errors import SyncError
from sync.protocol import Message, Problem
from sync.troubles import Trouble

JSON: Final = "application/json"
CLIENT_GONE: Final = 499
"""For the log and the metrics: the line broke before an answer could be given."""

STATUS: Final[Mapping[str, int]] = {
    Trouble.MALFORMED: 400,
    Trouble.SESSION_OVER: 401,
    Trouble.FORGED: 403,
    Trouble.NOT_ENROLLED: 403,
    Trouble.REVOKED: 403,
    Trouble.CODE_USED: 403,
    Trouble.NOT_OURS: 404,
    Trouble.HUB_OLDER: 404,
    Trouble.LINE_SLOW: 408,
    Trouble.BATCH_CONFLICT: 409,
    Trouble.TOO_LARGE: 413,
    Trouble.MANIFEST_REFUSED: 422,
    Trouble.PACKET_REFUSED: 422,
    Trouble.UNEXPECTED: 500,
    Trouble.HUB_BUSY: 503,
    Trouble.HUB_FAILED: 503,
    Trouble.HUB_FULL: 507,
}
_WAITS: Final = frozenset({429, 503, 507})
_WAIT_S: Final = 30.0


def answer(message: Message, status: int = 200, **headers: str) -> Response:
    return Response(encode(message), status, headers=headers or None, media_type=JSON)


def sealed(envelope: bytes, **headers: str) -> Response:
    """Signed bytes exactly as they are kept."""
    return Response(envelope, headers=headers or None, media_type=JSON)


def request_id(scope: Scope) -> str:
    return str(scope.get("state", {}).get("request", ""))


def status_of(error: SyncError) -> int:
    if error.facts.get("often"):
        return 429
    return STATUS.get(error.code, 500)


def refusal(request: Request, error: SyncError) -> Response:
    """The Problem that says why, and when to come again."""
    request.state.code, request.state.why = error.code, error.facts.get("why")
    wait = error.facts.get("wait_s")
    wait_s = float(wait) if isinstance(wait, int | float) else None
    return problem(
        request.scope,
        status_of(error),
        error.code,
        detail=str(error.facts.get("why", "")),
        wait_s=wait_s,
    )


def problem(
    scope: Scope,
    status: int,
    code: str,
    *,
    detail: str = "",
    wait_s: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    if status in _WAITS and wait_s is None:
        wait_s = _WAIT_S
    message = Problem(code=code, detail=detail[:2_000], wait_s=wait_s, request=request_id(scope))
    extra = dict(headers or {})
    if wait_s is not None:
        extra["Retry-After"] = str(math.ceil(wait_s))
    if status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    return Response(encode(message), status, headers=extra, media_type=JSON)


# what stands in the OpenAPI document ----------------------------------------------------------
REASONS: Final[Mapping[int, str]] = {
    400: "Not understood.",
    401: "Sign on again.",
    403: "Not allowed: not enrolled, revoked, a wrong signature or a used code.",
    404: "Not here.",
    408: "Nothing moved on the line for too long.",
    409: "Another manifest under the same batch id.",
    411: "Without a Content-Length.",
    413: "Too large.",
    422: "The manifest or the packet breaks a rule.",
    429: "Too often; Retry-After says when.",
    500: "A bug of the hub's.",
    503: "Busy, stopping, or a part is not reachable; Retry-After says when.",
    507: "Full.",
}
ALWAYS: Final = (400, 404, 429, 500, 503)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def said(name: str, about: str, **headers: str) -> dict[str, Any]:
    """An answer that is this message."""
    told: dict[str, Any] = {
        "description": about,
        "content": {JSON: {"schema": ref(name)}},
        "headers": _headers("X-Request-Id", **headers),
    }
    return told


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a path: those given and those that every path has."""
    told: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*statuses, *ALWAYS}):
        told[status] = said("Problem", REASONS[status])
        if status in _WAITS:
            told[status]["headers"] = _headers("X-Request-Id", "Retry-After")
    return told


def takes(name: str, about: str) -> dict[str, Any]:
    """The body of a request: JSON, read as bytes."""
    return {
        "requestBody": {
            "required": True,
            "description": about,
            "content": {JSON: {"schema": ref(name)}},
        }
    }


def _headers(*names: str, **described: str) -> dict[str, Any]:
    told = {name: {"schema": {"type": "string"}} for name in names}
    return told | {
        name: {"schema": {"type": "string"}, "description": about}
        for name, about in described.items()
    }

"""The OpenAPI document: FastAPI's paths, and the messages as `sync.protocol` defines them."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sync import protocol

_DESCRIBED: Final = (
    protocol.HelloReply,
    protocol.ChallengeRequest,
    protocol.Challenge,
    protocol.Session,
    protocol.Enrolled,
    protocol.Lacking,
    protocol.OfficePackets,
    protocol.Problem,
)
_ENVELOPE: Final[dict[str, Any]] = {
    "title": "Envelope",
    "description": "DSSE: signed bytes and their signatures.",
    "type": "object",
    "required": ["payload", "payloadType", "signatures"],
    "properties": {
        "payload": {"type": "string", "contentEncoding": "base64"},
        "payloadType": {"type": "string"},
        "signatures": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["keyid", "sig"],
                "properties": {"keyid": {"type": "string"}, "sig": {"type": "string"}},
            },
        },
    },
}


def described(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary="Sealed batches in, signed receipts out.",
        routes=app.routes,
    )
    for path in document["paths"].values():
        for operation in path.values():
            if _is_fastapis(operation["responses"].get("422")):
                del operation["responses"]["422"]
    _, schemas = msgspec.json.schema_components(
        _DESCRIBED,
        schema_hook=_anything,
        ref_template="#/components/schemas/{name}",
    )
    document["components"] = {
        "schemas": {**schemas, "Envelope": _ENVELOPE},
        "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
    }
    app.openapi_schema = document
    return document


def _anything(kind: type) -> dict[str, Any]:
    """What stands in an envelope or an overlay."""
    if kind is object:
        return {"description": "Any JSON."}
    raise NotImplementedError(kind)


def _is_fastapis(response: object) -> bool:
    """FastAPI's own refusal of parameters, which this hub tells as a Problem (400)."""
    return "HTTPValidationError" in str(response)

"""The wire format, written down: README.md, and a JSON Schema for each message.

The schemas are made from `sync.protocol`: `python -m sync.schema` writes them anew after a change,
and a test says when that was forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from sync import protocol
from sync.carry_reading import CarryEnd, CarryHead
from sync.enrolment import EnrolmentFields
from sync.protocol import Message

FOLDER: Final = Path(__file__).parent

MESSAGES: Final[dict[str, type[msgspec.Struct]]] = {
    "carry": CarryHead,
    "carry-end": CarryEnd,
    "certificate": protocol.Certificate,
    "challenge": protocol.Challenge,
    "challenge-request": protocol.ChallengeRequest,
    "enrolled": protocol.Enrolled,
    "enrolment": protocol.Enrolment,
    "enrolment-code": EnrolmentFields,
    "hello": protocol.Hello,
    "hello-reply": protocol.HelloReply,
    "key-set": protocol.KeySet,
    "lacking": protocol.Lacking,
    "manifest": protocol.Manifest,
    "office-packets": protocol.OfficePackets,
    "problem": protocol.Problem,
    "receipt": protocol.Receipt,
    "reference": protocol.Reference,
    "session": protocol.Session,
    "session-request": protocol.SessionRequest,
    "statement": protocol.Statement,
}
"""By the name of their schema; every message that is not part of another one."""


def schema_of(name: str) -> bytes:
    """The JSON Schema of a message, as it is kept in this folder."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    made |= msgspec.json.schema(MESSAGES[name], schema_hook=_anything)
    return msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"


def _anything(_kind: type) -> dict[str, object]:
    """An overlay's values, and envelopes within messages, which are checked when opened."""
    return {"description": "any JSON"}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.schema.json"


def messages_without_schema() -> set[str]:
    """Messages that stand in no schema, alone or within another; there should be none."""
    written = b"".join(schema_of(name) for name in MESSAGES).decode()
    return {
        each.__name__
        for each in vars(protocol).values()
        if isinstance(each, type) and issubclass(each, Message) and each is not Message
        if f'"{each.__name__}"' not in written
    }

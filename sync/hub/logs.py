"""The hub's log: one JSON object a line, and only fields that are on the list.

No query, no header, no body, no name ever gets here; an exception's text neither, since it may
quote what somebody sent: its type and where it was raised.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

LISTED: Final = (
    "request",
    "route",
    "method",
    "status",
    "ms",
    "bytes",
    "terminal",
    "batch",
    "code",
    "why",
    "count",
    "error",
    "at",
)
_ENCODER: Final = msgspec.json.Encoder()
_LOG: Final = logging.getLogger("machikado.hub")


def log_event(event: str, level: int = logging.INFO, **facts: object) -> None:
    """What happened, with those of the facts that are listed and known."""
    if _LOG.isEnabledFor(level):
        listed = {name: facts[name] for name in LISTED if facts.get(name) is not None}
        _LOG.log(level, event, extra={"facts": listed})


def log_failure(event: str, error: BaseException, **facts: object) -> None:
    """Our bug: the exception's type and the lines of the program it came through."""
    log_event(event, logging.ERROR, error=type(error).__name__, at=_came_through(error), **facts)


def _came_through(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


class OneLine(logging.Formatter):
    """Our events with their facts; of other libraries' records only who spoke and how loud."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", None)
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if isinstance(facts, Mapping):
            line |= {"event": record.getMessage(), **facts}
        else:
            line |= {"event": "library", "logger": record.name}
            if record.exc_info and record.exc_info[1] is not None:
                error = record.exc_info[1]
                line |= {"error": type(error).__name__, "at": _came_through(error)}
        return _ENCODER.encode(line).decode()


def start_logging(level: str) -> None:
    """To standard error; the libraries only when they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(level.upper())

"""What is logged: events and places, never what was typed."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from types import TracebackType

log = logging.getLogger("desk")


def log_bug(error: BaseException) -> str:
    """Log where a bug happened, not its message: messages can quote what was typed.

    Returns the inquiry number (お問い合わせ番号) that people can read out.
    """
    number = secrets.token_hex(3).upper()
    places: list[str] = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    log.error("bug %s %s at %s", number, type(error).__name__, " > ".join(places))
    return number


def start_logging(folder: Path) -> None:
    """Log into `desk.log` of the data folder, three files of a megabyte at most."""
    from logging.handlers import RotatingFileHandler  # loads sockets: not before the first paint

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(
        folder / "desk.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    log.propagate = False

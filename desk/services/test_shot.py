"""試し撮り: what a test frame of a white or grey card says about camera and light."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.services.ports import JAPAN, Moment

OK: Final = "test_ok"


@dataclass(frozen=True, slots=True)
class ShotLine:
    """One line of the verdict. `part` is also a message code (its name); `ok` or look again."""

    part: str
    ok: bool
    code: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class TestShot:
    """The verdict on one test frame; of the picture nothing is kept."""

    __test__ = False  # pytest would take it for a test

    lines: tuple[ShotLine, ...]
    one_face: bool = False  # the operator's, to be remembered in memory by whoever wants to

    @property
    def ok(self) -> bool:
        return all(line.ok for line in self.lines)

    @property
    def codes(self) -> tuple[str, ...]:
        """What is not well."""
        return tuple(line.code for line in self.lines if not line.ok)


@dataclass(frozen=True, slots=True)
class LastTestShot:
    """When this terminal's camera was last tried, and what was not well then."""

    at: datetime
    codes: tuple[str, ...]

    @classmethod
    def parse(cls, kept: Mapping[str, str], terminal: str) -> LastTestShot | None:
        """From the store's settings; None when it was never done or cannot be read."""
        try:
            found = json.loads(kept.get(_key(terminal), ""))
            at = datetime.fromisoformat(found["at"])
            codes = tuple(str(code) for code in found["codes"])
        except (ValueError, TypeError, KeyError):
            return None
        return cls(at, codes) if at.tzinfo is not None else None

    def was_today(self, now: Moment) -> bool:
        return self.at.astimezone(JAPAN).date() == now.utc.astimezone(JAPAN).date()


def kept_test_shot(shot: TestShot, terminal: str, at: Moment) -> dict[str, str]:
    """The setting that remembers it: time and codes only."""
    said = {"at": at.utc.isoformat(timespec="seconds"), "codes": list(shot.codes)}
    return {_key(terminal): json.dumps(said, sort_keys=True)}


def _key(terminal: str) -> str:
    return f"test_shot.{terminal}"

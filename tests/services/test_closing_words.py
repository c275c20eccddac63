"""Every code of closing, sealing, sending, purge and limits has its sentence in both languages."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from desk.domain.batch import BatchState
from desk.domain.tally import Envelope
from desk.services.day_close import BLOCKING, Found
from desk.services.limits import Level
from desk.services.sending import LEASE_OVER

ROOT = Path(__file__).resolve().parents[2]
MINE = (
    "services/day_close.py",
    "services/sealing.py",
    "services/sending.py",
    "services/enrolment.py",
    "services/retention.py",
    "services/limits.py",
    "services/packet_body.py",
    "domain/tally.py",
    "batch_commands.py",
)
TEXTS: dict[str, dict[str, Any]] = {}
for _path in (ROOT / "resources" / "texts").glob("*.toml"):
    TEXTS |= tomllib.loads(_path.read_text(encoding="utf-8"))
CLOSING = tomllib.loads((ROOT / "resources/texts/closing.toml").read_text(encoding="utf-8"))


def literals() -> set[str]:
    found: set[str] = set()
    for name in MINE:
        tree = ast.parse((ROOT / "desk" / name).read_text(encoding="utf-8"))
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return found


def raised() -> set[str]:
    """First arguments of the errors, and the codes that are put together."""
    source = "\n".join((ROOT / "desk" / name).read_text(encoding="utf-8") for name in MINE)
    codes = set(re.findall(r'(?:Refused|NeedsPerson|CanRetry)\(\s*"([a-z_]+)"', source))
    codes |= set(re.findall(r'Obstacle\(\s*"([a-z_]+)"', source)) and {
        f"close_{each}" for each in re.findall(r'Obstacle\(\s*"([a-z_]+)"', source)
    }
    codes |= set(re.findall(r'"(cli_[a-z_]+)"', source))
    return codes


COMPOSED = {
    *(f"close_{each}" for each in BLOCKING),
    *(f"batch_{each.value}" for each in BatchState),
    *(f"envelope_{each.value}" for each in Envelope),
    *(f"scan_{each.value}" for each in Found),
    *(
        f"limit_{code}_{level.value}"
        for code in ("unsent", "contact", "disk")
        for level in Level
        if level is not Level.OK
    ),
    *(f"here_{each}" for each in ("draft", "held_over", "unsealed", "waiting", "carried")),
    *("here_kept", "here_closed_out", "count_agrees", "count_fewer", "count_more"),
    *(f"sync_{LEASE_OVER}{part}" for part in ("", "_kept", "_next", "_ref")),
    "sync_cancelled",
    *(f"cli_taken_{kind}" for kind in ("receipt", "reference", "key_set")),
}


def test_every_code_has_its_sentence() -> None:
    missing = {
        code
        for code in raised() | COMPOSED
        if code not in TEXTS and not code.startswith("sync_not_ours")
    }
    assert missing == set()


def test_no_sentence_is_left_over() -> None:
    from_storage = {"already_sealed", "batch_left", "batch_unknown", "changed_meanwhile"}
    assert set(CLOSING) - raised() - COMPOSED - from_storage - literals() == set()


@pytest.mark.parametrize("code", sorted(CLOSING))
def test_both_languages_say_the_same_facts(code: str) -> None:
    words = CLOSING[code]
    assert set(words) == {"ja", "en"}
    gaps = [set(re.findall(r"{\w+}", words[each])) for each in ("ja", "en")]
    assert gaps[0] == gaps[1]
    steps = [words[each].count("\n") for each in ("ja", "en")]
    assert steps[0] == steps[1]

"""Every code that the rules can raise or list has its sentence in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import lru_cache
from typing import Any

import pytest
from domain_samples import ROOT

from desk.domain.delivery import REASON_CODES

MINE = (
    "wareki",
    "applicant",
    "identity",
    "case",
    "checklist",
    "routing",
    "judge",
    "rules",
)
CALLS = {"Refused", "NeedsPerson", "CanRetry"}


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "resources" / "texts").glob("*.toml")):
        for code, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert code not in found, f"{code} stands in two files"
            found[code] = words
    return found


def strings(module: str) -> set[str]:
    """All literal texts of a module that look like codes."""
    tree = ast.parse((ROOT / "desk" / "domain" / f"{module}.py").read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_of_calls(module: str) -> set[str]:
    """First arguments of errors, second ones of Problem."""
    tree = ast.parse((ROOT / "desk" / "domain" / f"{module}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = {"Problem": 1, **dict.fromkeys(CALLS, 0)}.get(node.func.id)
        if place is None or len(node.args) <= place:
            continue
        for part in ast.walk(node.args[place]):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.add(part.value)
    return {code for code in found if re.fullmatch(r"[a-z_]+[a-z]", code)}


@pytest.mark.parametrize("module", MINE)
def test_every_code_has_its_sentence(module: str) -> None:
    assert codes_of_calls(module) <= set(texts())


def test_every_second_line_of_the_step_bar_has_words() -> None:
    named = {text for text in strings("checklist") if re.fullmatch(r"step_note\.[a-z_]+", text)}
    counted = {"step_note.fix_n", "step_note.missing_n"}
    assert len(named) > 10
    assert named | counted == {code for code in texts() if code.startswith("step_note.")}


def test_built_codes_have_words() -> None:
    assert {"gaiji_private_use", "gaiji_no_glyph", "date_unknown_parts"} <= set(texts())
    assert {"date_era_ended", "kana_characters"} <= set(texts())


def domain_words() -> dict[str, dict[str, str]]:
    path = ROOT / "resources" / "texts" / "domain.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", sorted(domain_words()))
def test_both_languages_have_the_same_gaps(code: str) -> None:
    words = domain_words()[code]
    assert set(words) == {"ja", "en"}
    gaps = [
        {name for _, name, _, _ in string.Formatter().parse(words[language]) if name}
        for language in ("ja", "en")
    ]
    if code != "rules_invalid":
        assert gaps[0] == gaps[1]


def test_sentences_below_a_field_begin_as_the_design_says() -> None:
    refusing = {code for code, words in domain_words().items() if words["ja"].startswith("＊")}
    assert {"phone_digits", "date_unreadable", "birth_future", "not_signed"} <= refusing
    assert domain_words()["phone_digits"]["ja"].format(want=11, now=9) == (
        "＊11桁で入力してください（いま9桁）"
    )


def test_no_reason_is_worded_twice() -> None:
    assert not set(REASON_CODES) & set(texts())

"""Every code that the store can raise has a sentence in both languages, and only one place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "resources" / "texts").glob("*.toml")
}
RAISED = re.compile(r'(?:NeedsPerson|Refused|CanRetry)\(\s*"([a-z_]+)"|_[A-Z]+: "([a-z_]+)"')


def raised_codes() -> set[str]:
    sources = (ROOT / "desk" / "storage").rglob("*.py")
    found = (RAISED.findall(path.read_text(encoding="utf-8")) for path in sources)
    return {code or mapped for each in found for code, mapped in each} | {"disk_full"}


def test_every_code_has_its_sentence() -> None:
    worded = {code for texts in TEXTS.values() for code in texts}
    assert raised_codes() - worded == set()


def test_no_sentence_is_left_over() -> None:
    assert set(TEXTS["storage.toml"]) - raised_codes() - {"disk_error", "store_busy"} == set()


def test_both_languages_are_there() -> None:
    for text in TEXTS["storage.toml"].values():
        assert set(text) == {"ja", "en"}
        assert set(re.findall(r"{\w+}", text["ja"])) == set(re.findall(r"{\w+}", text["en"]))


def test_each_code_stands_in_one_file_only() -> None:
    times = Counter(code for texts in TEXTS.values() for code in texts)
    assert [code for code in TEXTS["storage.toml"] if times[code] > 1] == []

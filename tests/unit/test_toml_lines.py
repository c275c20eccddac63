"""Lines of rows, keys and elements, and every misspelt place of a text."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from domain_samples import ROOT

from desk.domain.toml_lines import Path, locate, read_all

TEXT = '''# a comment = 1
code = "x"          # [[not]] a header
about = { ja = "[[", en = "b" }
arrival.ja = "c"
words = """
[[inside]]
key = 1
"""

[[fields]]
code = "one"
choices = [
  { code = "a" }, { code = "b" },
  # nothing = here
  { code = "c" },
]

[[fields]]
"code" = "two, [three]"
[fields.help]
ja = "x"

[[fields.more]]
code = 'm'

[table]
key = [1,
  2]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("code",), 2),
        (("about",), 3),
        (("arrival", "ja"), 4),
        (("words",), 5),
        (("fields", 0), 10),
        (("fields", 0, "code"), 11),
        (("fields", 0, "choices"), 12),
        (("fields", 0, "choices", 0), 13),
        (("fields", 0, "choices", 1), 13),
        (("fields", 0, "choices", 2, "code"), 15),
        (("fields", 1), 18),
        (("fields", 1, "code"), 19),
        (("fields", 1, "help", "ja"), 21),
        (("fields", 1, "more", 0, "code"), 24),
        (("fields", 1, "nowhere", "deeper"), 18),
        (("fields",), 10),
        (("table", "key", 1), 28),
        (("unheard of",), 1),
    ],
)
def test_lines(path: Path, line: int) -> None:
    tomllib.loads(TEXT)
    assert locate(TEXT).at(path) == line


def values(plain: Any, path: Path = ()) -> dict[Path, object]:
    if isinstance(plain, dict):
        return {k: v for key, each in plain.items() for k, v in values(each, (*path, key)).items()}
    if isinstance(plain, list) and plain and isinstance(plain[0], dict):
        return {k: v for n, each in enumerate(plain) for k, v in values(each, (*path, n)).items()}
    return {path: plain}


@pytest.mark.parametrize(
    "name",
    [
        str(path.relative_to(ROOT))
        for folder in ("resources/rules", "resources/texts", "resources/rules/procedures")
        for path in sorted((ROOT / folder).glob("*.toml"))
    ],
)
def test_every_key_of_the_shipped_files_is_found_where_it_stands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows, lines = text.split("\n"), locate(text)
    for path in values(tomllib.loads(text)):
        key = path[-1]
        assert str(key) in rows[lines.at(path) - 1], path


BROKEN = """top = 1

[[rows]]
code = "good"

[[rows]]
code = "bad
ja = "x"

[[rows]]
code = "again"
code = "twice"

[[rows]
code = "header"

[[rows]]
code "no equals sign"

[[rows]]
code = "good too"
"""


def test_every_misspelt_row_is_found_and_the_others_are_read() -> None:
    read, wrong = read_all(BROKEN)
    assert [each["code"] for each in read["rows"]] == ["good", "good too"]
    assert sorted(each.line for each in wrong) == [7, 12, 14, 18]
    assert not any("at line" in each.said for each in wrong)


def test_a_value_without_its_end_is_told_where_it_begins() -> None:
    _, wrong = read_all('a = 1\n[[rows]]\ncode = "x"\nlist = [1,\n  2\n\n# end\n')
    assert [each.line for each in wrong] == [4]
    _, wrong = read_all('a = 1\nb = """\n\n[[x]]\ny = 1\n')
    assert [each.line for each in wrong] == [2]


def test_a_text_that_is_no_toml_at_all() -> None:
    read, wrong = read_all("これは\n規則では\nありません\n")
    assert read == {}
    assert [each.line for each in wrong] == [1, 2, 3]
    assert read_all("") == ({}, [])

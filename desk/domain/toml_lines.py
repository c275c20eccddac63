"""Where things stand in a TOML text, and every mistake of its writing, not only the first.

`tomllib` reads values but forgets their lines. This finds the line of each table header, key and
element of an array, for TOML as people write it by hand: one key on a line, arrays and inline
tables as values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

Path = tuple[str | int, ...]
"""("documents", 3, "class"): key "class" of the fourth [[documents]]."""

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_PART: Final = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*""")
_KEY: Final = re.compile(rf"({_PART.pattern}(?:\.{_PART.pattern})*)=")
_AT: Final = re.compile(r"\s*\(at line (\d+), column \d+\)")
_AT_END: Final = re.compile(r"\s*\(at end of document\)")
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A place that is no TOML; `said` is what the reader says of it."""

    line: int
    said: str


@dataclass(frozen=True)
class Lines:
    """The line (from 1) of each path that could be found."""

    known: dict[Path, int] = field(default_factory=dict)
    unclosed: int | None = None  # the line of a value that the text's end cuts off

    def at(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it; 1 if nothing is known."""
        for length in range(len(path), 0, -1):
            found = self.known.get(path[:length])
            if found is not None:
                return found
        return 1


def locate(text: str) -> Lines:
    """Find the lines of everything in a text, as far as it can be read."""
    return _Locator(text).lines()


def read_all(text: str) -> tuple[dict[str, Any], list[Misspelt]]:
    """The values, and every place that is no TOML. What cannot be read is left out: a whole row
    ([[table]] … up to the next header), or one line before the first header."""
    left = text.replace("\r\n", "\n").split("\n")
    found: list[Misspelt] = []
    for _ in range(_MOST):
        try:
            return tomllib.loads("\n".join(left)), found
        except tomllib.TOMLDecodeError as error:
            line, said = _place(error, left)
            found.append(Misspelt(line, said))
            if not _drop(left, line):
                break
    return {}, found


def _place(error: tomllib.TOMLDecodeError, left: list[str]) -> tuple[int, str]:
    said = str(error)
    unclosed = locate("\n".join(left)).unclosed
    if unclosed is not None:
        return unclosed, _AT_END.sub("", _AT.sub("", said))
    if found := _AT.search(said):
        return min(int(found[1]), len(left)), _AT.sub("", said)
    last = max((n for n, line in enumerate(left, 1) if line.strip()), default=1)
    return last, _AT_END.sub("", said)


def _drop(left: list[str], line: int) -> bool:
    """Blank the row in which a line stands; False if nothing was there to blank."""
    headers = [n for n, each in enumerate(left) if each.lstrip().startswith("[")]
    here = line - 1
    before = [n for n in headers if n <= here]
    first = before[-1] if before else here
    last = next((n for n in headers if n > here), len(left)) if before else here + 1
    changed = any(left[n].strip() for n in range(first, last))
    left[first:last] = [""] * (last - first)
    return changed


class _Locator:
    """Reads a text once, line by line, keeping count of rows and of what is open."""

    def __init__(self, text: str) -> None:
        self._rows = text.replace("\r\n", "\n").split("\n")
        self._known: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._prefix: Path = ()

    def lines(self) -> Lines:
        number = 0
        while number < len(self._rows):
            row = self._rows[number]
            if header := _HEADER.match(row):
                self._enter(header[2], number + 1, array=header[1] == "[[")
            elif key := _KEY.match(row):
                path = self._prefix
                for part in _parts(key[1]):
                    path = (*path, part)
                    self._known.setdefault(path, number + 1)
                end = self._value(path, number, key.end())
                if end is None:
                    return Lines(self._known, number + 1)
                number = end
            number += 1
        return Lines(self._known)

    def _enter(self, name: str, line: int, *, array: bool) -> None:
        """A header; `[[a.b]]` belongs to the last row of `a`."""
        parts = _parts(name)
        path: Path = ()
        for part in parts[:-1]:
            path = (*path, part)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        path = (*path, parts[-1])
        if array:
            place = self._counts.get(path, 0)
            self._counts[path] = place + 1
            self._known.setdefault(path, line)
            path = (*path, place)
        self._known[path] = line
        self._prefix = path

    def _value(self, path: Path, number: int, start: int) -> int | None:
        """The last line of a value; None if the text ends inside it. The elements of a long array
        are found by the lines on which they begin."""
        depth, element, expected = 0, 0, False
        for line, sign in self._tokens(number, start):
            if sign == "end":
                if depth == 0:
                    return line
                continue
            if expected and depth == 1 and sign not in "],":
                self._known.setdefault((*path, element), line + 1)
                expected = False
            if sign in "[{":
                depth += 1
                expected = expected or (depth == 1 and sign == "[")
            elif sign in "]}":
                depth -= 1
            elif sign == "," and depth == 1:
                element, expected = element + 1, True
        return None

    def _tokens(self, number: int, start: int) -> Iterator[tuple[int, str]]:
        """Brackets, commas, "x" for anything else, and "end" at each line's end; what stands in
        strings and comments is none of them. Ends early inside an open string."""
        at, quote = start, ""
        for line in range(number, len(self._rows)):
            row = self._rows[line]
            while at < len(row):
                if quote:
                    at, quote = _in_string(row, at, quote)
                elif row[at] == "#":
                    break
                elif row[at] in "\"'":
                    quote = row[at] * 3 if row.startswith(row[at] * 3, at) else row[at]
                    at += len(quote)
                    yield line, "x"
                else:
                    if not row[at].isspace():
                        yield line, row[at] if row[at] in "[]{}," else "x"
                    at += 1
            if len(quote) == 1:
                quote = ""  # a string of one line ends with it, closed or not
            if not quote:
                yield line, "end"
            at = 0


def _in_string(row: str, at: int, quote: str) -> tuple[int, str]:
    """One step inside a string: the next place, and the quote that is still open."""
    if row[at] == "\\" and quote[0] == '"':
        return at + 2, quote
    if row.startswith(quote, at):
        return at + len(quote), ""
    return at + 1, quote


def _parts(key: str) -> list[str]:
    """The parts of a dotted key without their quotes."""
    return [each.strip("\"'") for each in _PART.findall(key)]

"""Which places a postcode may mean: all of them, since the desk offers and never decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desk.domain.applicant import postcode_digits
from desk.domain.errors import NeedsPerson, Refused

_FORMAT = b"machikado-postcodes 1"
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a postcode may mean."""

    postcode: str  # seven digits
    prefecture: str
    municipality: str
    town: str  # empty where the postcode stands for all of the municipality not listed elsewhere
    municipality_code: str  # JIS X 0402, five digits, no check digit

    @property
    def address(self) -> str:
        return f"{self.prefecture}{self.municipality}{self.town}"


@dataclass(frozen=True, slots=True)
class PostcodeTable:
    """Japan Post's list as shipped (resources/reference/README.md).

    Kept as the file's bytes and searched by halving: 4 MB and no start-up time, where a
    dictionary of the 124,000 places takes 60 MB and half a second.
    """

    source: str  # package and version that it was built from
    as_of: str  # day on which that data was made, ISO
    _municipalities: Mapping[str, tuple[str, str]]
    _lines: bytes  # "postcode TAB code TAB town NEWLINE", sorted

    @classmethod
    def from_bytes(cls, content: bytes) -> PostcodeTable:
        """From the unpacked file; raises NeedsPerson("postcodes_damaged") if it is none."""
        head, gap, lines = content.partition(b"\n\n")
        try:
            first, *rows = head.decode().split("\n")
            form, source, as_of = first.split("\t")
            towns = {code: (pref, name) for code, pref, name in (row.split("\t") for row in rows)}
        except ValueError as error:
            raise NeedsPerson("postcodes_damaged") from error
        if form.encode() != _FORMAT or not gap or not lines.endswith(b"\n"):
            raise NeedsPerson("postcodes_damaged")
        return cls(source, as_of, towns, lines)

    @classmethod
    def parse(cls, lines: Iterable[str]) -> PostcodeTable:
        """From the file's lines, without or with their line ends."""
        text = "\n".join(line.rstrip("\n") for line in lines)
        return cls.from_bytes(f"{text}\n".encode())

    @property
    def municipalities(self) -> Mapping[str, tuple[str, str]]:
        """(prefecture, name) by code of five digits; of a designated city only its wards."""
        return self._municipalities

    def candidates(self, postcode: str) -> tuple[Place, ...]:
        """Every place of a postcode, however it was typed (full width, 〒, hyphen).

        By municipality code, then town; empty if it is unknown or no seven digits.
        """
        try:
            digits = postcode_digits(postcode)
        except Refused:
            return ()
        key = digits.encode()
        start = self._first_line_from(key)
        found = []
        while self._lines.startswith(key, start):
            end = self._lines.index(b"\n", start)
            found.append(self._place(self._lines[start:end].decode()))
            start = end + 1
        return tuple(found)

    def _first_line_from(self, key: bytes) -> int:
        """Where the first line stands whose postcode is not below `key`."""
        low, high = 0, len(self._lines)  # both always at the start of a line, or the end
        while low < high:
            middle = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._lines[middle : middle + _DIGITS] < key:
                low = self._lines.index(b"\n", middle) + 1
            else:
                high = middle
        return low

    def _place(self, line: str) -> Place:
        postcode, code, town = line.split("\t")
        prefecture, municipality = self._municipalities[code]
        return Place(postcode, prefecture, municipality, town, code)

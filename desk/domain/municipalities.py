"""Every municipality by its code, from the postcode list: what the search by name offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desk.domain.postcodes import PostcodeTable

_WEIGHTS: Final = (6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of 全国地方公共団体コード: six digits with the check digit."""

    code: str
    prefecture: str
    name: str

    @property
    def full(self) -> str:
        return f"{self.prefecture}{self.name}"


def with_check_digit(code: str) -> str:
    """13206 → 132063 (総務省 全国地方公共団体コード仕様). Five digits in, six out."""
    rest = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True)) % 11
    return f"{code}{(11 - rest) % 10}"


def municipalities(table: PostcodeTable) -> tuple[Municipality, ...]:
    """By code. The wards of a designated city stand behind the city itself: the city keeps the
    register, the ward is where people say that they live."""
    known = dict(table.municipalities)
    known.update(_cities(known))
    return tuple(
        Municipality(with_check_digit(code), prefecture, name)
        for code, (prefecture, name) in sorted(known.items())
    )


def _cities(known: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """政令指定都市: the list has only their wards; the city's code is the tens below the first."""
    first: dict[tuple[str, str], str] = {}
    for code, (prefecture, name) in sorted(known.items()):
        city, mark, ward = name.partition("市")
        if mark and ward.endswith("区"):
            first.setdefault((prefecture, f"{city}市"), code)
    for place, code in first.items():
        yield f"{code[:4]}0", place


def found_by_name(text: str, among: Iterable[Municipality]) -> tuple[Municipality, ...]:
    """Those whose prefecture and name, or name alone, is that text (府中市: two of them)."""
    wanted = "".join(text.split())
    return tuple(each for each in among if wanted and wanted in (each.full, each.name))

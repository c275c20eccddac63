"""Whose residents get certificates at convenience stores (コンビニ交付), as of a day.

Reference data of the ministry's paper (dom§13.4). It says what was so on that day and nothing about
later: a municipality that is not listed is asked, never denied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from desk.domain.errors import NeedsPerson
from desk.domain.municipalities import with_check_digit

Standing = Literal["listed", "not_listed"]
_CODE: Final = re.compile(r"\d{6}")
_SAME: Final = str.maketrans({"ヶ": "ケ", "惠": "恵"})
_TOKYO: Final = "13"


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of certificate; `everywhere`: wherever the service is (else ※ in the paper)."""

    code: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    everywhere: bool
    ja: str
    en: str


class Prefecture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the paper: its figures as printed, and the names behind them by code."""

    code: Annotated[str, Meta(pattern=r"^\d\d$")]
    ja: str
    printed: int  # participants
    municipalities: int  # of the prefecture
    printed_percent: int
    names: Mapping[Annotated[str, Meta(pattern=r"^\d{6}$")], str]

    @property
    def percent(self) -> int:
        """The share of participants in percent, half up (dom§13.4)."""
        return (200 * len(self.names) + self.municipalities) // (2 * self.municipalities)


class Participation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list as of one day."""

    as_of: date
    source: Annotated[str, Meta(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1)]
    prefectures: Annotated[tuple[Prefecture, ...], Meta(min_length=1)]

    @classmethod
    def parse(cls, content: Mapping[str, object]) -> Participation:
        """From the parsed TOML file (resources/reference/convenience.toml).

        Raises NeedsPerson("participation_damaged", detail=…).
        """
        try:
            table = msgspec.convert(dict(content), cls)
        except msgspec.ValidationError as error:
            raise NeedsPerson("participation_damaged", detail=str(error)) from error
        for prefecture in table.prefectures:
            if len(prefecture.names) != prefecture.printed:
                raise NeedsPerson("participation_damaged", detail=f"{prefecture.ja}: names")
            for code in prefecture.names:
                if code[:2] != prefecture.code or with_check_digit(code[:5]) != code:
                    raise NeedsPerson("participation_damaged", detail=f"{prefecture.ja}: {code}")
        return table

    @property
    def total(self) -> int:
        return sum(len(each.names) for each in self.prefectures)

    @property
    def municipalities(self) -> int:
        return sum(each.municipalities for each in self.prefectures)

    @property
    def percent(self) -> int:
        """The share of participants in all of the country, half up."""
        return (200 * self.total + self.municipalities) // (2 * self.municipalities)

    def standing(self, code: str) -> Standing | None:
        """By municipality code (6 digits, or 5 without the check digit), that of a ward of a
        designated city counting for its city. None for what is no such code."""
        digits = code.strip()
        full = with_check_digit(digits) if re.fullmatch(r"\d{5}", digits) else digits
        if not _CODE.fullmatch(full) or with_check_digit(full[:5]) != full:
            return None
        names = self._names(full[:2])
        if names is None:
            return None
        return "listed" if full in names or _city_of(full, names) else "not_listed"

    def named(self, prefecture: str, municipality: str) -> Standing | None:
        """By name; None for a prefecture that there is not. A ward of a designated city counts for
        its city (横浜市中区), 郡 may stand before a town's name (足柄下郡箱根町)."""
        found = next((each for each in self.prefectures if each.ja == prefecture.strip()), None)
        if found is None:
            return None
        name = municipality.strip().translate(_SAME)
        for code, each in found.names.items():
            listed = each.translate(_SAME)
            if name == listed or re.fullmatch(f".+郡{re.escape(listed)}", name):
                return "listed"
            ward = f"{re.escape(listed)}.+区"
            if code[2] == "1" and found.code != _TOKYO and re.fullmatch(ward, name):
                return "listed"
        return "not_listed"

    def stale_on(self, day: date) -> bool:
        """Whether the list says nothing certain about that day any more."""
        return day > self.as_of

    def _names(self, prefecture: str) -> Mapping[str, str] | None:
        found = (each.names for each in self.prefectures if each.code == prefecture)
        return next(found, None)


def _city_of(code: str, names: Mapping[str, str]) -> str | None:
    """The listed designated city whose ward this is: its wards follow it in the numbers (14101 to
    14118 are wards of 14100, 14131 one of 14130). Tokyo's wards stand for themselves."""
    if code[2] != "1" or code[:2] == _TOKYO:
        return None
    below = [each for each in names if each[2] == "1" and each[:5] < code[:5]]
    city = max(below, default=None)
    return city if city is not None and int(code[:5]) - int(city[:5]) < _WARDS_AT_MOST else None


_WARDS_AT_MOST: Final = 30

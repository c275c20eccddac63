"""Numbers that people see: 受付番号 on screen (K3-015) and in full on paper (261123-K3-015-C)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from desk.domain.errors import Refused

TERMINAL = re.compile(r"[A-Z][A-Z0-9]{0,3}")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_character(text: str) -> str:
    """ISO/IEC 7064 MOD 37,36 check character of an upper-case alphanumeric text.

    It finds every single wrong character and every exchange of two neighbours.
    """
    carry = 36
    for character in text:
        carry = (carry + _ALPHABET.index(character)) % 36 or 36
        carry = carry * 2 % 37
    return _ALPHABET[(37 - carry) % 36]


@dataclass(frozen=True, slots=True, order=True)
class DayNumber:
    """A number of the day at one terminal, with no personal data in it.

    `MARK` stands before the serial and keeps the kinds of numbers apart.
    """

    MARK: ClassVar[str]

    day: date
    terminal: str
    serial: int

    def __post_init__(self) -> None:
        if not TERMINAL.fullmatch(self.terminal) or not 1 <= self.serial <= 9999:
            raise Refused("number_malformed")

    @property
    def short(self) -> str:
        """As on screen: K3-015."""
        return f"{self.terminal}-{self.MARK}{self.serial:03d}"

    @property
    def full(self) -> str:
        """As on paper, with its check character: 261123-K3-015-C."""
        body = f"{self.day:%y%m%d}-{self.short}"
        return f"{body}-{check_character(body.replace('-', ''))}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the full form back; raise Refused for a wrong shape or check character."""
        shape = rf"(\d{{6}})-([A-Z][A-Z0-9]{{0,3}})-{cls.MARK}(\d{{3,4}})-([0-9A-Z])"
        found = re.fullmatch(shape, text.strip())
        if found is None:
            raise Refused("number_malformed")
        try:
            digits = found[1]
            day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        except ValueError as error:
            raise Refused("number_malformed") from error
        number = cls(day, found[2], int(found[3]))
        if number.full != text.strip():
            raise Refused("number_malformed")
        return number


class ApplicationNumber(DayNumber):
    """受付番号: K3-015, in full 261123-K3-015-C."""

    __slots__ = ()
    MARK = ""


class CaseNumber(DayNumber):
    """番号札の番号: K3-P012, in full 261123-K3-P012-C."""

    __slots__ = ()
    MARK = "P"

    @property
    def called(self) -> str:
        """What is called out and stands on the board: 012."""
        return f"{self.serial:03d}"

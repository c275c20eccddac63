"""個人番号: recognised only to be refused. It never enters this terminal (dom§12)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUN: Final = re.compile(r"(?<!\d)\d(?:[\s\-ー－]?\d){11}(?!\d)")


def holds_my_number(text: str) -> bool:
    """Is there a run of twelve digits whose last is the right check digit (dom§10.1)? One in ten
    runs of twelve digits is, so a telephone number of that length may be met by chance."""
    plain = unicodedata.normalize("NFKC", text)
    return any(_fits(re.sub(r"\D", "", found.group())) for found in _RUN.finditer(plain))


def _fits(digits: str) -> bool:
    """総務省令第85号 第5条: 11 - (sum of Pn * Qn mod 11); a remainder of 0 or 1 gives 0."""
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5)
        for n, digit in enumerate(reversed(digits[:11]), start=1)
    )
    remainder = total % 11
    return int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)

"""申請書ID: 23 digits from the form's QR, taken only on two agreeing readings (design §3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

FormId = NewType("FormId", str)
"""Exactly 23 ASCII digits."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One decoder's answer for one symbol in one picture."""

    text: str
    decoder: str  # "zxing" or "zbar"
    rendering: str  # which picture it was decoded from: frame number, crop, scale, binariser
    corners: tuple[tuple[float, float], ...] = ()

"""What a paper of a procedure says, and which of its characters the paper cannot show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from PySide6.QtGui import QRawFont

from desk.assets import font_files
from desk.domain.applicant import flagged
from desk.domain.cases import CaseNumber
from desk.domain.catalogue import Label, PaperRow, Procedure
from desk.domain.procedure_judge import ProcedureVerdict
from desk.papers.variants import unknown_variants


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaperContent:
    """Everything that a paper says. `entries` are worded for people (services/case_words.py), in
    Japanese and, for what differs, in English. `validity`: lines of 有効期限の目安, if there are
    any."""

    procedure: Procedure
    paper: PaperRow
    verdict: ProcedureVerdict
    entries: Mapping[str, str]
    number: CaseNumber
    on: date
    printed_at: datetime
    venue: str
    municipality: str = ""
    office: str = ""
    phone: str = ""
    person: str = ""  # self, statutory, agent; "": nobody said
    can_sign: bool = True
    entries_en: Mapping[str, str] = field(default_factory=dict)
    validity: Sequence[Label] = ()


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text whose shape the papers cannot be trusted to show, as code points
    (U+E000, U+8FBB U+E0101): private ones, those without a glyph, variants unknown to the font."""
    strange = [each.character for each in flagged(text, _has_glyph)]
    strange += unknown_variants(text)
    return tuple(" ".join(f"U+{ord(part):04X}" for part in each) for each in strange)


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    return _font().supportsCharacter(ord(character))


@lru_cache(maxsize=1)
def _font() -> QRawFont:
    return QRawFont(str(font_files()[0]), 16)

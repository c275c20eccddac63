"""申請者の確認: what the applicant was shown and answered on the second display (ui.md §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.domain.ids import OperatorId


class Answer(StrEnum):
    """What the applicant said of the photo and the details shown."""

    RIGHT = "right"  # まちがいありません
    WRONG_PHOTO = "photo"  # 写真がちがう
    WRONG_NAME = "name"  # お名前がちがう
    WRONG_ADDRESS = "address"  # お届け先がちがう
    READ_ALOUD = "read_aloud"  # 係員が読み上げて確認した


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """One answer, part of the record: which photo and route were shown, in which language."""

    answer: Answer
    language: str  # ja, easy, en, zh, ko, vi, pt, tl
    photo_sha256: str | None  # None: no photo (under one year)
    route: str  # "mail", "counter" or "" while it was open
    mail_consent: bool | None  # None: not asked
    copy_consent: bool | None
    shown_ms: int
    shared_screen: bool  # the staff's own screen was turned round
    operator: OperatorId
    at: datetime

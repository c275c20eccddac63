"""責任者確認: what a supervisor says of one application after looking at it (ui.md §9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from desk.domain.errors import Refused
from desk.domain.ids import OperatorId

SHORTEST_REASON: Final = 4
"""Characters of a reason; 「似た別人」 is one."""


class Decision(StrEnum):
    """What was decided after looking."""

    APPROVED = "approved"  # 承認
    SENT_BACK = "sent_back"  # 差戻し
    LATER = "later"  # 後で


class Flag(StrEnum):
    """Why the supervisor should look twice (要注意), the gravest first."""

    SAME_PICTURE = "same_picture"  # ほかの受付と同じ画像
    MIX_UP_SUSPECTED = "mix_up_suspected"  # ほかの受付で「写真の取り違え」と答えた相手
    PORTRAIT_DIFFERS = "portrait_differs"  # 書類の写真と似ていない
    ALIKE_FACE = "alike_face"  # 似た顔の受付
    OPERATOR_FACE = "operator_face"  # 担当者と似た顔
    RECAPTURED = "recaptured"  # 写真や画面を撮ったおそれ
    SLATE_MISSING = "slate_missing"  # 撮影時に申請書と照合していない
    SLATE_APART = "slate_apart"  # 照合と撮影の時刻が離れている
    NAMESAKE = "namesake"  # 同姓同名
    SAME_BIRTH_ADDRESS = "same_birth_address"  # 同じ生年月日・住所（ふたごなど）
    SAME_HOUSEHOLD = "same_household"  # 同じ住所（ご夫婦・きょうだいなど）
    SAME_NAME = "same_name"  # 同じ氏名かフリガナ
    SENT_BACK_BEFORE = "sent_back_before"  # 一度差し戻した
    CORRECTED = "corrected"  # 訂正あり
    FORM_TYPED = "form_typed"  # 申請書IDを手入力
    MANY_SHOTS = "many_shots"  # 3回以上の撮影
    PHOTO_ADVICE = "photo_advice"  # 自動チェックの注意が残る写真
    EXCEPTION = "exception"  # 事情あり
    READ_ALOUD = "read_aloud"  # 申請者でなく係員が確認を代わった
    APPLICANT_OBJECTED = "applicant_objected"  # 申請者が一度「ちがう」と答えた
    PORTRAIT_UNSURE = "portrait_unsure"  # 書類の写真とは機械で言えない
    NOT_COMPARED = "not_compared"  # 顔の照合をしていない


MILD: Final = frozenset(
    {
        Flag.SAME_NAME,
        Flag.MANY_SHOTS,
        Flag.PHOTO_ADVICE,
        Flag.EXCEPTION,
        Flag.PORTRAIT_UNSURE,
        Flag.NOT_COMPARED,
        Flag.CORRECTED,
        Flag.FORM_TYPED,
    }
)
"""Shown, but an approval needs no written reason for these alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMark:
    """One decision about one version, as it is kept for ever."""

    decision: Decision
    reason: str
    flags: tuple[str, ...]
    looked_ms: int  # how long it was on the screen before the decision
    alone: bool  # the only supervisor approved a photo that they took themselves
    photo_sha256: str | None
    operator: OperatorId
    at: datetime


def must_explain(flags: Iterable[Flag]) -> bool:
    """Does an approval of an application with these flags need a written reason?"""
    return any(flag not in MILD for flag in flags)


def check_decision(
    decision: Decision,
    reason: str,
    flags: Iterable[Flag],
    *,
    own: bool,
    only_supervisor: bool,
    looked_ms: int,
) -> None:
    """Raise Refused when this decision may not be taken like this.

    own_review: the one who took the photo or completed the application may not approve it,
    unless there is no other supervisor. review_reason: a reason is needed and too short.
    not_looked: nothing was on the screen yet.
    """
    if looked_ms <= 0:
        raise Refused("not_looked")
    if decision is Decision.APPROVED and own and not only_supervisor:
        raise Refused("own_review")
    explained = len("".join(reason.split())) >= SHORTEST_REASON
    needed = decision is Decision.SENT_BACK or (
        decision is Decision.APPROVED and must_explain(flags)
    )
    if needed and not explained:
        raise Refused("review_reason", shortest=SHORTEST_REASON)

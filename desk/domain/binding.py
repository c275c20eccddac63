"""What binds a photo to one application: the form seen in this sitting, the slate, the doubts.

In at least eight municipalities another person's photo came onto a card. Each case is one of a few
kinds: a picture attached afterwards, the previous applicant's picture, two people with one name,
a couple. So a shot carries which form lay there when it was taken (the slate, 申請書との照合), and
everything that speaks against it (a doubt) is kept and answered by a person (design §3.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from desk.domain.ids import ApplicationId, OperatorId, PictureId, SittingId


class Token(StrEnum):
    """By what an application was recognised."""

    FORM = "form"  # 申請書のQR
    OWN = "own"  # 受付番号のQR（申請書にQRがないとき）
    TYPED = "typed"  # 申請書IDを2回入力
    PAGE = "page"  # QRのない申請書を写した


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSeen:
    """The form of an application was in view in this sitting."""

    sitting: SittingId
    token: Token
    camera: str
    seen_at: datetime
    monotonic_ns: int
    boot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """The form's QR (or the application's own) read again right before or after a shot."""

    token: Token
    camera: str
    read_at: datetime
    monotonic_ns: int
    boot_id: str


class SlateState(StrEnum):
    """How a shot stands to its form."""

    MATCHED = "matched"  # 申請書と照合済み
    APART = "apart"  # 照合はしたが、時間が離れている
    MISSING = "missing"  # 照合なし


def seconds_apart(shot_at: datetime, shot_ns: int, shot_boot: str, slate: Slate) -> float:
    """Seconds between shot and slate: by the monotonic clock within one boot, else by UTC."""
    if slate.boot_id == shot_boot:
        return abs(slate.monotonic_ns - shot_ns) / 1e9
    return abs((slate.read_at - shot_at).total_seconds())


class DoubtKind(StrEnum):
    """What speaks against a shot. None of them decides: a person answers each."""

    SAME_PICTURE = "same_picture"  # ほかの受付と同じ画像
    ALIKE_FACE = "alike_face"  # ほかの受付の方と似た顔
    OPERATOR_FACE = "operator_face"  # 担当者と似た顔
    RECAPTURED = "recaptured"  # 写真や画面を撮ったおそれ
    PORTRAIT_DIFFERS = "portrait_differs"  # 書類の写真と似ていない
    PORTRAIT_UNSURE = "portrait_unsure"  # 書類の写真と同じ方か、機械では言えない
    NOT_COMPARED = "not_compared"  # 顔の照合をしていない


MUST_ANSWER: Final = frozenset(
    {
        DoubtKind.SAME_PICTURE,
        DoubtKind.ALIKE_FACE,
        DoubtKind.OPERATOR_FACE,
        DoubtKind.RECAPTURED,
        DoubtKind.PORTRAIT_DIFFERS,
    }
)
"""The others are only shown, to the clerk and to the supervisor."""


class Degree(StrEnum):
    """How strongly, in words; a number would be read as a proof."""

    SAME = "same"  # the very same picture: never answered away
    VERY = "very"  # とても似ている
    SOME = "some"  # 似ている
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubt about one shot; `other` or `operator` says who is meant, if anyone."""

    kind: DoubtKind
    degree: Degree = Degree.NONE
    other: ApplicationId | None = None
    operator: OperatorId | None = None

    @property
    def subject(self) -> str:
        """Whom it is about, as the answers name it."""
        return self.other or self.operator or "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The portrait of an identity document (書類の写真), cut out and kept only with consent."""

    id: PictureId
    document: str
    sha256: str
    size: int
    width_px: int
    height_px: int
    taken_at: datetime
    camera: str

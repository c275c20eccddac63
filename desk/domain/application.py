"""One application (申請): its states, steps, entries and record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from desk.domain.binding import (
    Doubt,
    FormSeen,
    Portrait,
    Slate,
    SlateState,
    seconds_apart,
)
from desk.domain.confirmation import Confirmation
from desk.domain.delivery import Route
from desk.domain.errors import MoveNotAllowed
from desk.domain.ids import ApplicationId as ApplicationId  # the ids are part of the record
from desk.domain.ids import DayId as DayId
from desk.domain.ids import OperatorId as OperatorId
from desk.domain.ids import PictureId as PictureId
from desk.domain.ids import ShotId as ShotId
from desk.domain.ids import SittingId as SittingId
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import Decision, ReviewMark

EntryValue = str | bool | tuple[str, ...]
"""What was entered in one field, exactly as entered: a text, a yes/no, or an ordered choice."""
Entries = Mapping[str, EntryValue]
"""Entered values by field name (domain/fields.py lists the names). A field that was never
touched, or was emptied, is absent."""


class Status(StrEnum):
    """Where one version of an application stands (design §3.4)."""

    DRAFT = "draft"  # 受付中
    HELD = "held"  # 保留
    ACCEPTED = "accepted"  # 完了
    VOIDED = "voided"  # 取消
    HANDED_BACK = "handed_back"  # 返却
    SUPERSEDED = "superseded"  # 訂正前の版
    SEALED = "sealed"  # 封緘済み
    RECEIVED = "received"  # 受領済み
    PURGED = "purged"  # 端末から消去済み


ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.HELD, Status.ACCEPTED, Status.VOIDED, Status.HANDED_BACK}),
    Status.HELD: frozenset({Status.DRAFT, Status.VOIDED, Status.HANDED_BACK}),
    Status.ACCEPTED: frozenset({Status.SUPERSEDED, Status.VOIDED, Status.SEALED}),
    Status.VOIDED: frozenset({Status.PURGED}),
    Status.HANDED_BACK: frozenset({Status.PURGED}),
    Status.SUPERSEDED: frozenset({Status.PURGED}),
    Status.SEALED: frozenset({Status.ACCEPTED, Status.RECEIVED}),  # its batch was withdrawn
    Status.RECEIVED: frozenset({Status.PURGED}),
    Status.PURGED: frozenset(),
}
"""The only moves there are; the database's triggers say the same."""

NEEDS_REASON = frozenset({Status.HELD, Status.VOIDED, Status.HANDED_BACK, Status.SUPERSEDED})


def move(now: Status, to: Status) -> Status:
    """Return `to` if it may follow `now`; raise MoveNotAllowed otherwise."""
    if to not in ALLOWED[now]:
        raise MoveNotAllowed(now=now.value, to=to.value)
    return to


class Step(IntEnum):
    """The five steps (手順) of the workbench, ui.md §6."""

    FORM = 1
    APPLICANT = 2
    IDENTITY = 3
    PHOTO = 4
    PAPERS = 5


class IntakeMethod(StrEnum):
    """受付の方式 (dom§1)."""

    OUTREACH = "outreach"  # 出張申請受付
    SUPPORT = "support"  # 申請サポート
    OFFICE_VISIT = "office_visit"  # 申請時来庁
    POST_OFFICE = "post_office"  # 郵便局


class PictureKind(StrEnum):
    """What a stored picture shows."""

    FORM_PAGE = "form_page"  # 申請書（おもて）、平らに直したもの
    FORM_BACK = "form_back"  # 申請書（うら）
    PHOTO_FRAME = "photo_frame"  # カメラの元の一枚、手を加えないもの
    PHOTO = "photo"  # 7:9に切り出した顔写真


class Concern(StrEnum):
    """Why a hold, hand-back, voiding or correction happened (ui.md §8, five reasons)."""

    ENTRY_ERROR = "entry_error"  # 入力の誤り
    APPLICANT_ASKED = "applicant_asked"  # ご本人からの申し出
    SENT_BACK = "sent_back"  # 責任者確認での差戻し
    MORE_DOCUMENTS = "more_documents"  # 書類の追加提示・不足
    OTHER = "other"  # そのほか


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The reason that a change of status always carries (理由とくわしい内容)."""

    concern: Concern
    detail: str
    returns_on: date | None = None  # 保留: 戻る予定
    paper: str | None = None  # 取消: "returned" (返した) or "envelope" (取消封筒へ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A stored picture without its bytes."""

    id: PictureId
    kind: PictureKind
    sha256: str
    size: int
    width_px: int
    height_px: int
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One press of the shutter (design §3.8): the untouched frame and its crop, with evidence."""

    id: ShotId
    frame: PictureId
    photo: PictureId
    form_id: str | None
    operator: OperatorId
    camera: str
    taken_at: datetime
    monotonic_ns: int
    frame_sha256: str
    photo_sha256: str
    chosen: bool
    boot_id: str = ""
    slate: Slate | None = None
    findings: tuple[str, ...] = ()  # 撮影時の自動チェックで注意だった項目
    measures: Mapping[str, float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def slate_state(self, most_apart_s: float) -> SlateState:
        """Was the form's QR read within that many seconds of the shot?"""
        if self.slate is None:
            return SlateState.MISSING
        apart = seconds_apart(self.taken_at, self.monotonic_ns, self.boot_id, self.slate)
        return SlateState.MATCHED if apart <= most_apart_s else SlateState.APART


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One version of one application as it stands in the store."""

    id: ApplicationId
    number: ApplicationNumber
    version: int
    supersedes: ApplicationId | None
    status: Status
    step: Step
    method: IntakeMethod
    venue: str
    opened_at: datetime
    changed_at: datetime
    accepted_at: datetime | None = None
    accepted_by: OperatorId | None = None
    route: Route | None = None
    reasons: tuple[str, ...] = ()
    rules_version: str | None = None
    slips_printed: int = 0
    entries: Entries = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    shots: tuple[Shot, ...] = ()
    seen: tuple[FormSeen, ...] = ()
    portraits: tuple[Portrait, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    reviews: tuple[ReviewMark, ...] = ()

    @property
    def chosen_shot(self) -> Shot | None:
        """The shot whose photo goes onto the card."""
        return next((shot for shot in self.shots if shot.chosen), None)

    @property
    def review(self) -> ReviewMark | None:
        """The newest word of a supervisor about this version; None while nobody looked."""
        return self.reviews[-1] if self.reviews else None

    @property
    def reviewed(self) -> bool:
        """A supervisor approved this version, with the photo that is chosen."""
        mark, shot = self.review, self.chosen_shot
        approved = mark is not None and mark.decision is Decision.APPROVED
        photo = None if shot is None else shot.photo_sha256
        return approved and mark is not None and mark.photo_sha256 == photo

    def seen_in(self, sitting: SittingId) -> bool:
        """Was the form in view since the application came onto the screen?"""
        return any(each.sitting == sitting for each in self.seen)

    def picture(self, kind: PictureKind) -> Picture | None:
        """The newest picture of that kind; for PHOTO the chosen shot's."""
        if kind is PictureKind.PHOTO:
            chosen = [shot.photo for shot in self.shots if shot.chosen]
            return next((p for p in self.pictures if p.id in chosen), None)
        return next((p for p in reversed(self.pictures) if p.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the day's list (一覧): only what the list draws."""

    id: ApplicationId
    number: ApplicationNumber
    version: int
    status: Status
    route: Route | None
    name: str
    kana: str
    form_kind: str
    changed_at: datetime
    day: date
    slip_printed: bool = True
    sent_back: bool = False  # 責任者確認で差し戻され、まだ直していない

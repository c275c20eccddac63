"""The fields of one application: names, steps and kinds, in the order of the screens.

One table for the pages that draw them, the rules that judge them and the store that keeps them.
A document's own fields are `identity.<code>.<aspect>` (and `guardian_identity.<code>.<aspect>` for
the representative's documents), see `document_field`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.domain.application import EntryValue, Step
from desk.domain.errors import Refused


class Kind(StrEnum):
    """What an entry of a field may be."""

    TEXT = "text"
    DATE = "date"  # text as typed, 和暦 or 西暦; parsed by domain/wareki.py
    CHOICE = "choice"  # one of `choices`
    FLAG = "flag"  # bool
    MANY = "many"  # ordered tuple of codes


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its step, kind, allowed choices and longest text."""

    name: str
    step: Step
    kind: Kind
    choices: tuple[str, ...] = ()
    longest: int = 200


YES_NO: Final = ("yes", "no")
RETURNED: Final = ("returned", "loss_report", "not_applicable", "kept")
KEPT_REASONS: Final = (
    "looks_right",  # 目で見て問題がない（自動チェックの誤り）
    "as_they_are",  # この方の自然な状態
    "best_here",  # この会場ではこれが最善
    "applicant_wishes",  # ご本人の希望
)
ASPECTS: Final = ("expires", "name", "birth", "address")
"""expires: DATE as typed, or the text "none" (有効期限なし); name, birth, address: "agrees",
"differs" or "absent" (書類に記載なし)."""

_F, _A, _I, _P, _R = Step.FORM, Step.APPLICANT, Step.IDENTITY, Step.PHOTO, Step.PAPERS
_TABLE: Final = (
    # step 1 申請書
    Field("form.kind", _F, Kind.CHOICE, ("qr", "handwritten", "old", "none")),
    Field("form.id", _F, Kind.TEXT, longest=23),  # 申請書ID; only set by Intake.take_form_id
    Field(  # label: no form was read or photographed, the intake's own QR stands for it
        "form.source", _F, Kind.CHOICE, ("camera", "scanner", "file", "sheet", "typed", "label")
    ),
    Field("form.desk_clear", _F, Kind.FLAG),  # 前の方の書類が机に残っていない
    Field("procedure.code", _F, Kind.TEXT, longest=60),  # 手続き; only set by Procedures
    Field("procedure.grounds", _F, Kind.MANY),  # why its verdict is not mail: <procedure>__<row>
    # step 2 申請者
    Field("applicant.name", _A, Kind.TEXT),
    Field("applicant.kana", _A, Kind.TEXT),
    Field("applicant.birth", _A, Kind.DATE, longest=40),
    Field("applicant.sex", _A, Kind.CHOICE, ("male", "female")),
    Field("applicant.postcode", _A, Kind.TEXT, longest=16),
    Field("applicant.address", _A, Kind.TEXT),
    Field("applicant.phone", _A, Kind.TEXT, longest=24),
    Field("applicant.resident_here", _A, Kind.CHOICE, YES_NO),  # 住民登録が受付市区町村にある
    Field("applicant.former_name", _A, Kind.TEXT),  # 旧氏又は通称
    Field("applicant.braille", _A, Kind.FLAG),
    Field("applicant.gaiji", _A, Kind.FLAG),  # 外字あり
    Field("applicant.ward", _A, Kind.FLAG),  # 成年被後見人
    Field("applicant.foreign", _A, Kind.FLAG),
    Field(
        "applicant.foreign_category",
        _A,
        Kind.CHOICE,
        (
            "mid_long_term",  # 中長期在留者
            "special_permanent",  # 特別永住者
            "temporary_refuge",  # 一時庇護許可者
            "provisional_stay",  # 仮滞在許可者
            "birth_transition",  # 出生による経過滞在者
            "nationality_loss_transition",  # 国籍喪失による経過滞在者
        ),
    ),
    Field("applicant.stay_limited", _A, Kind.CHOICE, YES_NO),  # 在留期間等満了日の有無
    Field("applicant.stay_until", _A, Kind.DATE, longest=40),
    Field("guardian.name", _A, Kind.TEXT),  # 法定代理人
    Field("guardian.kana", _A, Kind.TEXT),
    Field("guardian.relation", _A, Kind.TEXT, longest=40),
    Field("guardian.address", _A, Kind.TEXT),
    Field("guardian.phone", _A, Kind.TEXT, longest=24),
    Field("guardian.present", _A, Kind.CHOICE, YES_NO),  # 代理人も来場
    Field(
        "guardian.authority",  # 代理権の確認
        _A,
        Kind.CHOICE,
        ("same_household", "registered_here", "family_register", "guardianship", "missing"),
    ),
    # step 3 本人確認
    Field("applicant.present", _I, Kind.CHOICE, YES_NO),  # 本人来場
    Field("identity.documents", _I, Kind.MANY),
    Field("guardian_identity.documents", _I, Kind.MANY),
    Field("identity.copy_consent", _I, Kind.CHOICE, YES_NO),  # 写しの同意
    # step 4 写真
    Field("photo.exception", _P, Kind.CHOICE),  # 事情あり; choices in rules/photo.toml
    Field("photo.not_previous", _P, Kind.CHOICE, YES_NO),  # ①前の方と別人ですか
    Field("photo.same_person", _P, Kind.CHOICE, ("yes", "no", "no_portrait")),  # ②書類の写真と同じ
    Field("photo.kept_reason", _P, Kind.CHOICE, KEPT_REASONS),  # 注意が残る写真を使う理由
    Field("photo.bare_head", _P, Kind.FLAG),  # 帽子・マスク・眼鏡の反射なし（係員の目視）
    # step 5 書類・確認
    Field("papers.pin_request", _R, Kind.CHOICE, ("sealed", "none", "face_only")),  # 設定依頼書
    Field("papers.pin_seal", _R, Kind.TEXT, longest=24),  # 封緘番号
    Field("papers.forwarding", _R, Kind.CHOICE, YES_NO),  # 転送届を出している
    Field("papers.moving", _R, Kind.CHOICE, YES_NO),  # 2か月以内の転居・改姓の予定
    Field("papers.notification_card", _R, Kind.CHOICE, RETURNED),  # 通知カード
    Field("papers.resident_card", _R, Kind.CHOICE, RETURNED),  # 住基カード・旧カード
    Field("papers.sign_certificate", _R, Kind.CHOICE, ("issue", "decline")),
    Field("papers.auth_certificate", _R, Kind.CHOICE, ("issue", "decline")),
    Field("papers.signed", _R, Kind.CHOICE, YES_NO),  # 申請日・申請者氏名の自署
    Field("papers.insurance_consent", _R, Kind.CHOICE, YES_NO),  # 健康保険証利用申込の同意
    Field("papers.confirmed", _R, Kind.CHOICE, ("applicant", "read_aloud")),  # 申請者の確認
    Field("papers.confirmed_reason", _R, Kind.TEXT),  # 代読の理由
    Field("papers.alerts_seen", _R, Kind.MANY),  # 重複・同姓同名を見て選んだ答え
)
FIELDS: Final[dict[str, Field]] = {entry.name: entry for entry in _TABLE}

_DOCUMENT = re.compile(r"(identity|guardian_identity)\.([a-z0-9_]+)\.(expires|name|birth|address)")
AGREEMENT: Final = ("agrees", "differs", "absent")


def document_field(code: str, aspect: str, *, guardian: bool = False) -> str:
    """The field name of one aspect of one identity document."""
    return f"{'guardian_identity' if guardian else 'identity'}.{code}.{aspect}"


def field_of(name: str) -> Field:
    """The field of that name; raises Refused("field_unknown") for any other."""
    known = FIELDS.get(name)
    if known is not None:
        return known
    found = _DOCUMENT.fullmatch(name)
    if found is None:
        raise Refused("field_unknown")
    if found[3] == "expires":
        return Field(name, Step.IDENTITY, Kind.DATE, longest=40)
    return Field(name, Step.IDENTITY, Kind.CHOICE, AGREEMENT)


def checked(name: str, value: EntryValue) -> EntryValue:
    """Return `value` if the field can hold it at all (type, choice, length), else raise Refused.

    Whether it makes sense is the assessment's matter: an entry is kept as it was entered.
    """
    known = field_of(name)
    fits = {
        Kind.TEXT: isinstance(value, str),
        Kind.DATE: isinstance(value, str),
        Kind.CHOICE: isinstance(value, str)
        and (value in known.choices or not known.choices or value == ""),
        Kind.FLAG: isinstance(value, bool),
        Kind.MANY: isinstance(value, tuple),
    }[known.kind]
    if not fits:
        raise Refused("value_does_not_fit", field=name)
    if isinstance(value, str) and len(value) > known.longest:
        raise Refused("value_too_long", field=name, longest=known.longest)
    return value

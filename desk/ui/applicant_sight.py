"""What an applicant was shown, and what they answered to exactly that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.domain.application import ApplicationId, PictureKind
from desk.domain.confirmation import Answer
from desk.ui.verdict_panel import expected_route

if TYPE_CHECKING:
    from desk.services.intake import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything on the applicant's screen that an answer stands for; compared with the record
    before the answer is kept, so that nobody confirms what has changed meanwhile."""

    application: ApplicationId
    name: str
    kana: str
    birth: str
    sex: str
    address: str
    route: str  # "mail", "counter" or "" while it is open
    photo_sha256: str | None
    photo_needed: bool

    @classmethod
    def of(cls, draft: Draft) -> Sight:
        route = expected_route(draft.assessment)
        picture = draft.record.picture(PictureKind.PHOTO)
        return cls(
            application=draft.id,
            name=draft.text("applicant.name"),
            kana=draft.text("applicant.kana"),
            birth=draft.text("applicant.birth"),
            sex=draft.text("applicant.sex"),
            address=draft.text("applicant.address"),
            route="" if route is None else route.value,
            photo_sha256=None if picture is None else picture.sha256,
            photo_needed=draft.assessment.needs_photo,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The applicant's answer as the screen gives it away."""

    answer: Answer
    sight: Sight
    language: str
    mail_consent: bool | None  # None: not asked
    copy_consent: bool | None
    shown_ms: int
    """From the first time it was painted to the answer."""
    shared_screen: bool

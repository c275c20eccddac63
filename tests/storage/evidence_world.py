"""Invented evidence for the store's tests: slates, doubts, portraits, answers, marks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storage_world import MAIL, Booth, shot

from desk.domain.application import ApplicationId, Shot, SittingId
from desk.domain.binding import Degree, Doubt, DoubtKind, FormSeen, Slate, Token
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import NewPortrait

FORM_ID = "01234567890123456789012"
CONSENT = {"identity.copy_consent": "yes"}


def opened(booth: Booth, **entries: object) -> ApplicationId:
    """A draft with entries; `applicant_name` stands for applicant.name."""
    record = booth.store.open_application(booth.day.id, booth.by())
    named = {name.replace("_", ".", 1): value for name, value in entries.items()}
    booth.store.save_entries(record.id, named, booth.by())  # type: ignore[arg-type]
    return record.id


def photographed(booth: Booth, data: bytes = b"one", **evidence: Any) -> ApplicationId:
    """A draft with a form, consent to copies and one shot."""
    application = opened(booth, form_id=FORM_ID, identity_copy_consent="yes")
    shoot(booth, application, data, **evidence)
    return application


def shoot(booth: Booth, application: ApplicationId, data: bytes = b"one", **evidence: Any) -> Shot:
    form_id = booth.store.record(application).entries.get("form.id")
    new = shot(booth.clock, data, form_id, **evidence)  # type: ignore[arg-type]
    return booth.store.add_shot(application, new, booth.by())


def accept(booth: Booth, application: ApplicationId) -> ApplicationId:
    booth.store.accept(application, MAIL, "2026-11", booth.by())
    return application


def chosen(booth: Booth, application: ApplicationId) -> Shot:
    shot = booth.store.record(application).chosen_shot
    assert shot is not None
    return shot


def seen(booth: Booth, sitting: str = "s1", token: Token = Token.FORM) -> FormSeen:
    now = booth.clock.now()
    return FormSeen(
        sitting=SittingId(sitting),
        token=token,
        camera="documents",
        seen_at=now.utc,
        monotonic_ns=now.monotonic_ns,
        boot_id=now.boot_id,
    )


def slate(booth: Booth, token: Token = Token.FORM) -> Slate:
    now = booth.clock.now()
    return Slate(
        token=token,
        camera="documents",
        read_at=now.utc,
        monotonic_ns=now.monotonic_ns,
        boot_id=now.boot_id,
    )


def alike(other: ApplicationId, degree: Degree = Degree.VERY) -> Doubt:
    return Doubt(kind=DoubtKind.ALIKE_FACE, degree=degree, other=other)


def portrait(document: str = "driving_licence", data: bytes = b"portrait") -> NewPortrait:
    return NewPortrait(
        document=document, data=data, width_px=240, height_px=300, camera="documents"
    )


def confirmation(booth: Booth, answer: Answer = Answer.RIGHT, **changes: Any) -> Confirmation:
    plain = Confirmation(
        answer=answer,
        language="easy",
        photo_sha256=None,
        route="mail",
        mail_consent=True,
        copy_consent=None,
        shown_ms=4_200,
        shared_screen=False,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    return replace(plain, **changes)


def mark(
    booth: Booth,
    application: ApplicationId,
    decision: Decision = Decision.APPROVED,
    **changes: Any,
) -> ReviewMark:
    shot = booth.store.record(application).chosen_shot
    plain = ReviewMark(
        decision=decision,
        reason="似た別人",
        flags=("alike_face",),
        looked_ms=2_000,
        alone=False,
        photo_sha256=None if shot is None else shot.photo_sha256,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    return replace(plain, **changes)


def review(
    booth: Booth,
    application: ApplicationId,
    decision: Decision = Decision.APPROVED,
    **changes: Any,
) -> ReviewMark:
    new = mark(booth, application, decision, **changes)
    booth.store.add_review(application, new, booth.by())
    return new

"""A counter for the tests: real store, real rules, an operator signed on, a day opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from desk.assets import load_rules
from desk.domain.application import (
    ApplicationId,
    Concern,
    EntryValue,
    Grounds,
    IntakeMethod,
    PictureKind,
)
from desk.domain.fields import document_field
from desk.domain.form_id import FormId
from desk.services.intake import Draft, Intake
from desk.services.lookout import Lookout
from desk.services.photographing import Photographing
from desk.services.ports import (
    By,
    FaceBox,
    Frame,
    Image,
    LookEye,
    Moment,
    NewPicture,
    Page,
    PhotoCheck,
    StoreKey,
)
from desk.storage.store import SqliteStore, open_store
from desk.store_at import search_keys

KEY = StoreKey(bytes(range(32)))
FORM_ID = FormId("12345678901234567890123")
GROUNDS = Grounds(concern=Concern.ENTRY_ERROR, detail="フリガナを聞き違えていました")
VOIDED = Grounds(
    concern=Concern.APPLICANT_ASKED, detail="きょうは申請をやめるとのこと", paper="returned"
)
AGREES = {"name": "agrees", "birth": "agrees", "address": "agrees"}


@dataclass
class MovableClock:
    """Runs a second each time it is read; `days` moves it on."""

    at: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    ticks: int = 0

    def now(self) -> Moment:
        self.ticks += 1
        return Moment(self.at + timedelta(seconds=self.ticks), self.ticks * 10**9, "boot")

    def today(self) -> date:
        return self.at.date()

    def days(self, days: int) -> None:
        self.at += timedelta(days=days)


class OneFaceEye:
    """Sees as many faces as the frame's first pixel says; the pixels of FACE are tested there."""

    def check(self, image: Image) -> PhotoCheck:
        box = FaceBox(1, 1, 9, 9, 0.9, ())
        return PhotoCheck((box,) * int(image[0, 0, 0]), (), {}, True)

    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        return NewPicture(
            kind=PictureKind.PHOTO, data=b"crop" + image.tobytes(), width_px=827, height_px=1063
        )

    def keep(self, image: Image) -> NewPicture:
        return NewPicture(
            kind=PictureKind.PHOTO_FRAME, data=image.tobytes(), width_px=10, height_px=10
        )


class Counter:
    """One terminal, its store in `folder`."""

    def __init__(self, folder: Path, look_eye: LookEye | None = None) -> None:
        self.folder = folder
        self.look_eye = look_eye
        self.clock = MovableClock()
        self.open()

    def open(self) -> None:
        """Open the store, as after switching the terminal on."""
        self.store: SqliteStore = open_store(self.folder, KEY, keys=search_keys(), clock=self.clock)
        known = self.store.operators()
        boss = (
            known[0]
            if known
            else self.store.add_operator("森田", "246813", supervisor=True, by=None)
        )
        by = By(boss.id, self.clock.now())
        day = self.store.start_day(self.clock.today(), "K3", "南口", IntakeMethod.OUTREACH, by)
        self.intake = Intake(self.store, self.clock, load_rules(), lambda _c: True, boss, day)
        self.lookout = Lookout(self.look_eye)
        self.photographing = Photographing(
            self.store, OneFaceEye(), self.intake, self.clock, self.lookout
        )

    def reopen(self) -> None:
        self.store.close()
        self.open()

    def frame(self, faces: int = 1, shade: int = 0) -> Frame:
        image = np.full((10, 10, 3), shade, np.uint8)
        image[0, 0, 0] = faces
        return Frame(image, 1, "camera", self.clock.now())

    def fill(
        self, application: ApplicationId, form_id: FormId = FORM_ID, **changes: EntryValue | None
    ) -> Draft:
        """Everything of a complete application for mail; changes with __ for the dot."""
        self.intake.take_form_id(application, form_id, "camera")
        self.intake.keep_page(application, Page(b"page", 10, 10, True))
        self.intake.save(application, entries(**changes))
        self.photographing.shoot(application, self.frame(shade=int(form_id[:2])))
        return self.intake.save(
            application,
            {
                "photo.not_previous": "yes",
                "photo.same_person": "yes",
                "photo.bare_head": True,
                "papers.confirmed": changes.get("papers__confirmed", "applicant"),
            },
        )

    def accepted(self, form_id: FormId = FORM_ID, **changes: Any) -> Draft:
        draft = self.intake.open()
        self.fill(draft.id, form_id, **changes)
        return self.intake.accept(draft.id)


def entries(**changes: EntryValue | None) -> dict[str, EntryValue | None]:
    """What a clerk types for 佐藤 結衣, who has a licence and an insurance paper."""
    documents = ("driving_licence", "insurance_eligibility")
    found: dict[str, EntryValue | None] = {
        "form.desk_clear": True,
        "applicant.name": "佐藤 結衣",
        "applicant.kana": "サトウ ユイ",
        "applicant.birth": "平成3年4月18日",
        "applicant.sex": "female",
        "applicant.postcode": "123-4567",
        "applicant.address": "みどり野市南町二丁目14番6号",
        "applicant.phone": "090-0000-1234",
        "applicant.resident_here": "yes",
        "applicant.present": "yes",
        "identity.documents": documents,
        "papers.pin_request": "sealed",
        "papers.pin_seal": "P-K3-015",
        "papers.forwarding": "no",
        "papers.moving": "no",
        "papers.notification_card": "returned",
        "papers.resident_card": "not_applicable",
        "papers.sign_certificate": "issue",
        "papers.auth_certificate": "issue",
        "papers.signed": "yes",
        "papers.confirmed": "applicant",
    }
    for code in documents:
        found[document_field(code, "expires")] = "2029-05-18"
        for aspect, said in AGREES.items():
            found[document_field(code, aspect)] = said
    return found | {name.replace("__", "."): value for name, value in changes.items()}

"""A day at a counter with two clerks and a supervisor, for tests and benchmarks of the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2

from desk.assets import load_rules
from desk.demo.heads import camera_picture
from desk.domain.application import (
    ApplicationId,
    Concern,
    Grounds,
    IntakeMethod,
    PictureKind,
)
from desk.domain.binding import Doubt, DoubtKind
from desk.domain.fields import document_field
from desk.domain.form_id import FormId
from desk.services.intake import Draft, Intake
from desk.services.photographing import Developed, Photographing
from desk.services.ports import (
    By,
    Image,
    Moment,
    NewPicture,
    NewPortrait,
    NewShot,
    Operator,
    Page,
    StoreKey,
)
from desk.services.review import Review
from desk.services.slate import SlateReading
from desk.storage.store import SqliteStore, open_store
from desk.store_at import search_keys

TODAY = date(2026, 11, 23)
BOSS_PIN, CLERK_PIN, OTHER_PIN = "246813", "135792", "975312"
GROUNDS = Grounds(concern=Concern.SENT_BACK, detail="責任者確認で差し戻されたため直す")
AGREES = {"name": "agrees", "birth": "agrees", "address": "agrees"}


@dataclass
class DayClock:
    """Stands until it is moved on; a microsecond passes each time it is read."""

    at: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    passed_ns: int = 0

    def now(self) -> Moment:
        self.passed_ns += 1_000
        return Moment(
            self.at + timedelta(microseconds=self.passed_ns // 1_000), self.passed_ns, "boot"
        )

    def today(self) -> date:
        return TODAY

    def wait(self, seconds: float) -> None:
        self.passed_ns += round(seconds * 1e9)


@lru_cache(maxsize=40)
def head(seed: int, age: int | None = None) -> Image:
    """A drawn head as a photo is cropped: 7:9, 827 x 1063 pixels."""
    picture = camera_picture(seed, (640, 540), age=age)
    return cv2.resize(picture[:, 110:530], (827, 1063), interpolation=cv2.INTER_CUBIC)


@lru_cache(maxsize=400)
def jpeg(seed: int, age: int | None = None, shade: int = 0) -> bytes:
    """The picture of a head; another shade is another picture."""
    image = head(seed, age)
    if shade:
        image = cv2.add(image, (shade % 7, shade // 7 % 7, shade // 49 % 7, 0))
        image[0, :3] = [shade % 256, shade // 256 % 256, 7]
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def _new(kind: PictureKind, data: bytes) -> NewPicture:
    return NewPicture(kind=kind, data=data, width_px=827, height_px=1063)


class ReviewDay:
    """One terminal, its store in `folder`; the clerk takes people in, the boss reviews."""

    def __init__(self, folder: Path, *, lone: bool = False) -> None:
        self.folder, self.clock = folder, DayClock()
        self.store: SqliteStore = open_store(
            folder, StoreKey(bytes(range(32))), keys=search_keys(), clock=self.clock
        )
        add = self.store.add_operator
        self.boss = add("森田 健一", BOSS_PIN, supervisor=True, by=None)
        by = By(self.boss.id, self.clock.now())
        self.clerk = add("中村 彩", CLERK_PIN, supervisor=False, by=by)
        self.other = self.boss
        if not lone:
            self.other = add("小川 真理", OTHER_PIN, supervisor=True, by=by)
        self.day = self.store.start_day(
            TODAY, "K3", "南口ショッピングセンター", IntakeMethod.OUTREACH, by
        )
        self.rules = load_rules()
        self.intake = Intake(
            self.store, self.clock, self.rules, lambda _c: True, self.clerk, self.day
        )
        self.photographing = Photographing(self.store, None, self.intake, self.clock)  # type: ignore[arg-type]
        self._forms = 0

    @classmethod
    def over(cls, store: SqliteStore, clock: Any, intake: Intake) -> ReviewDay:
        """The same deeds at a desk that is open already, on its own clock."""
        day = cls.__new__(cls)
        day.store, day.clock, day.intake = store, clock, intake
        day.photographing = Photographing(store, None, intake, clock)  # type: ignore[arg-type]
        return day

    def review(self, supervisor: Operator | None = None) -> Review:
        return Review(self.store, self.clock, self.rules, supervisor or self.boss, self.day)

    def take_in(
        self,
        name: str = "",
        kana: str = "",
        *,
        by: Operator | None = None,
        minutes: float = 3.0,
        **given: Any,
    ) -> Draft:
        """One applicant, from the form to the acceptance; see `finish`."""
        self._forms += 1
        self.clock.wait(minutes * 60)
        self.intake.operator = by or self.clerk
        draft = self.intake.open()
        self.intake.take_form_id(draft.id, FormId(f"{self._forms:023d}"), "camera")
        name = name or f"架空 {_kanji(self._forms)}"
        return self.finish(draft, name, kana or f"カクウ {_kana(self._forms)}", **given)

    def finish(
        self,
        draft: Draft,
        name: str,
        kana: str,
        *,
        head_seed: int = 3,
        shade: int = 0,
        portrait: bytes | None = None,
        slate: bool | float = True,
        doubts: Sequence[Doubt] = (),
        shots: int = 1,
        accept: bool = True,
        **changes: Any,
    ) -> Draft:
        """`slate`: False for none, seconds for one that lies apart. The same head and shade is the
        same picture. Entries with __ for the dot."""
        self.intake.keep_page(draft.id, Page(b"page", 10, 10, True))
        who = {
            "applicant.name": name,
            "applicant.kana": kana,
            "applicant.address": f"みどり野市南町二丁目{draft.record.number.serial}番6号",
        }
        changed = {field.replace("__", "."): value for field, value in changes.items()}
        photo = {field: changed.pop(field) for field in list(changed) if field[:6] == "photo."}
        self.intake.save(draft.id, entries() | who | changed)
        if portrait is not None:
            self.add_portrait(draft.id, portrait)
        for turn in range(shots):
            last = doubts if turn == shots - 1 else ()
            data = jpeg(head_seed, None, shade + turn * 50 + 400 * draft.record.number.serial)
            self.shoot(draft.id, data, slate=slate, doubts=last)
        if photo:
            self.intake.save(draft.id, photo)
        self.answer(draft.id)
        return self.intake.accept(draft.id) if accept else self.intake.look(draft.id)

    def twice(self, name: str, **changes: Any) -> Draft:
        """Two persons of that name; the second, whom the changes are about."""
        self.take_in(name, "ワタナベ アオイ")
        return self.take_in(name, "ワタナベ アオイ", **changes)

    def mixed_up(self) -> tuple[Draft, Draft]:
        """At the second one's shot the clerk said that the first one's photo is wrong; then the
        photo was taken again and is plainly another person."""
        first = self.take_in()
        doubtful = [doubt(DoubtKind.ALIKE_FACE, first)]
        second = self.take_in(doubts=doubtful, accept=False, head_seed=4)
        (alert,) = second.photo_alerts
        self.intake.answer(second.id, alert, "mix_up")
        self.shoot(second.id, jpeg(5))
        return first, self.intake.accept(second.id)

    def take_in_same_picture(self) -> Draft:
        """A draft holds the very bytes of an accepted photo: it is never completed, and the one
        whose picture it is must be looked at."""
        first = self.take_in()
        self.take_in(accept=False)
        newest = self.store.page("", 0, 1)[0].id
        shot = first.record.chosen_shot
        assert shot is not None
        self.shoot(newest, self.store.picture_bytes(shot.photo))
        return first

    def answer(self, application: ApplicationId, said: str = "different_person") -> None:
        """Whatever must be answered before an acceptance."""
        for alert in self.intake.look(application).alerts:
            if alert.must_be_answered:
                right = said if alert.line is not None else "looked_right"
                self.intake.answer(application, alert, right)

    def add_portrait(self, application: ApplicationId, data: bytes) -> None:
        self.intake.save(application, {"identity.copy_consent": "yes"})
        self.photographing.keep_portrait(
            application,
            NewPortrait(
                document="driving_licence", data=data, width_px=300, height_px=386, camera="書類"
            ),
        )

    def shoot(
        self,
        application: ApplicationId,
        data: bytes,
        *,
        slate: bool | float = True,
        doubts: Sequence[Doubt] = (),
    ) -> None:
        record = self.store.record(application)
        taken = self.clock.now()
        reading = None
        if slate is not False:
            self.clock.wait(2.0 if slate is True else float(slate))
            reading = self._reading(FormId(str(record.entries["form.id"])))
        shot = NewShot(
            frame=_new(PictureKind.PHOTO_FRAME, b"frame" + data[-2000:] + str(taken).encode()),
            photo=_new(PictureKind.PHOTO, data),
            form_id=None,
            camera="写真カメラ",
            taken=taken,
            doubts=tuple(doubts),
        )
        confirmed = record.entries.get("papers.confirmed")
        kept = self.photographing.keep(
            application, Developed(shot), reading if slate is True else None
        )
        chosen = kept.record.chosen_shot
        if reading is not None and slate is not True and chosen is not None:
            self.photographing.settle(application, chosen.id, reading)
        answers = {
            "photo.not_previous": "yes",
            "photo.same_person": "yes",
            "photo.bare_head": True,
            "papers.confirmed": confirmed,  # the new photo took it back
        }
        self.intake.save(application, answers)

    def _reading(self, form: FormId) -> SlateReading:
        return SlateReading(form_id=form, number="", camera="書類", taken=self.clock.now())

    def correct(self, application: ApplicationId, *, photo: bytes | None = None) -> Draft:
        """Open a correction, take the photo again if one is given, accept it."""
        draft = self.intake.open_correction(application, GROUNDS)
        if photo is not None:
            form = str(draft.record.entries["form.id"])
            self.intake.note_form(draft.id, self._reading(FormId(form)))
            self.shoot(draft.id, photo)
        self.answer(draft.id)
        return self.intake.accept(draft.id)


def entries(**changes: Any) -> dict[str, Any]:
    """Everything that a complete application for mail needs, but who it is."""
    documents = ("driving_licence", "insurance_eligibility")
    found: dict[str, Any] = {
        "form.desk_clear": True,
        "applicant.birth": "平成3年4月18日",
        "applicant.sex": "female",
        "applicant.postcode": "123-4567",
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
    return found | changes


def _kanji(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _kana(number: int) -> str:
    return "".join("アイウエオカキクケコ"[int(digit)] for digit in str(number))


def doubt(kind: Any, other: Draft | None = None, **more: Any) -> Doubt:
    """A doubt about a shot, as a comparison would find it."""
    found = Doubt(kind=kind, other=None if other is None else other.id)
    return replace(found, **more)

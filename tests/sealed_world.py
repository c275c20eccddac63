"""A terminal with a day in it, enrolled at a hub that exists as keys only: for the tests of
closing, sealing, receipts and the purge. The real hub is tests/hub/hub_world.py."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from desk.assets import load_rules
from desk.domain.application import ApplicationId, Concern, Grounds, IntakeMethod, Record, Status
from desk.domain.review import Decision, ReviewMark
from desk.domain.tally import Envelope
from desk.services.batch_store import BatchRow
from desk.services.day_close import CloseView, DayClose
from desk.services.engine_outbox import EngineOutbox
from desk.services.enrolment import Asking, Enrolling
from desk.services.ports import By, Day, NewPicture, NewPortrait, NewShot, Operator, StoreKey
from desk.services.retention import Retention
from desk.services.sealing import Sealing
from desk.services.sending import Sending
from desk.storage import chain_keys
from desk.storage.key_slots import Cost
from desk.storage.store import SqliteStore, open_store
from sync.enrolment import EnrolmentCode, issue_certificate, new_code, sign_key_set
from sync.envelope import as_json, peek
from sync.keys import SealingKey, SigningKey
from sync.protocol import (
    BatchId,
    Enrolled,
    KeySet,
    Manifest,
    Municipality,
    PublicKey,
    Receipt,
    ReceiptLine,
    Reference,
    Venue,
)
from sync.receipts import sign_receipt
from sync.reference import sign_reference
from tests.storage.storage_world import (
    KEY,
    MAIL,
    PLAIN_KEYS,
    TODAY,
    StillClock,
    picture,
)

BOSS_PIN, CLERK_PIN, OTHER_PIN = "482913", "135792", "975312"
HERE, ELSEWHERE = "131016", "132047"
REASON = "机の下まで探しましたが見つかりません"
GROUNDS = Grounds(concern=Concern.OTHER, detail="例としての理由を書いています", paper="envelope")
chain_keys.PIN_COST = Cost(memory_kib=8, passes=1, lanes=1)
"""Hundreds of keys are made in these tests; test_chain_keys.py makes one at its real cost."""
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


class Hub:
    """The hub's keys and what it signs."""

    def __init__(self, name: str = "みどり野センター") -> None:
        self.name = name
        self.root, self.receipt_key, self.issuer = (SigningKey.new() for _ in range(3))
        self.office, self.recovery, self.other_office = (SealingKey.new() for _ in range(3))
        self.serial = 1
        self.terminal = "0190e0d6-1111-7000-8000-000000000001"

    def key_set(self, serial: int = 1, **changes: Any) -> bytes:
        keys = KeySet(
            hub=self.name,
            serial=serial,
            issued_at=SINCE,
            root=PublicKey(public=self.root.public),
            receipt=(PublicKey(public=self.receipt_key.public),),
            issuer=(PublicKey(public=self.issuer.public),),
        )
        from msgspec.structs import replace as changed

        return sign_key_set(changed(keys, **changes), self.root)

    def reference(self, serial: int = 1, **changes: Any) -> bytes:
        from msgspec.structs import replace as changed

        plain = Reference(
            serial=serial,
            issued_at=SINCE,
            warn_after=SINCE + timedelta(days=90),
            municipalities=(
                Municipality(
                    code=HERE,
                    name="みどり野市",
                    recipient=self.office.recipient,
                    recovery=self.recovery.recipient,
                ),
                Municipality(
                    code=ELSEWHERE,
                    name="青葉町",
                    recipient=self.other_office.recipient,
                    recovery=self.recovery.recipient,
                ),
            ),
            venues=(Venue(code="v1", name="みどり野市民会館", municipality=HERE),),
        )
        return sign_reference(changed(plain, **changes), self.issuer)

    def certificate(self, key: str, label: str = "K3") -> bytes:
        return issue_certificate(
            terminal=self.terminal,
            label=label,
            municipality=HERE,
            key=PublicKey(public=key),
            issued_at=SINCE,
            issuer=self.issuer,
        )

    def enrolled(self, asking: Asking, label: str = "K3") -> Enrolled:
        return Enrolled(
            certificate=as_json(self.certificate(asking.key.public, label)),
            key_set=as_json(self.key_set()),
            reference=as_json(self.reference()),
        )

    def code(self) -> str:
        return EnrolmentCode("https://hub.example", new_code(), self.root.id).text()

    def receipt(self, manifest: bytes, digest: str, /, **changes: Any) -> bytes:
        from msgspec.structs import replace as changed

        said = peek(manifest, Manifest)
        receipt = Receipt(
            hub=self.name,
            batch=said.batch,
            terminal=said.terminal,
            manifest=digest,
            received_at=said.sealed_at,
            packets=tuple(
                ReceiptLine(digest=each.digest, outcome="stored", first=each.digest)
                for each in said.packets
            ),
        )
        return sign_receipt(changed(receipt, **changes), self.receipt_key)


@dataclass
class Terminal:
    """One terminal on its still clock: boss and other are supervisors, clerk is none."""

    folder: Path
    hub: Hub = field(default_factory=Hub)
    clock: StillClock = field(default_factory=StillClock)
    enrol: bool = True
    key: StoreKey = KEY

    def __post_init__(self) -> None:
        self.open()
        self.today: date = TODAY
        add = self.store.add_operator
        self.boss = add("責任 者", BOSS_PIN, supervisor=True, by=None)
        self.day = self.store.start_day(
            TODAY, "K3", "みどり野市民会館", IntakeMethod.OUTREACH, self.by()
        )
        self.clerk = add("中村 彩", CLERK_PIN, supervisor=False, by=self.by())
        self.other = add("小川 真理", OTHER_PIN, supervisor=True, by=self.by())
        self.serial = 0
        if self.enrol:
            self.enrol_now()

    def enrol_now(self) -> None:
        enrolling = Enrolling(self.store, self.clock, self.boss)
        asking = enrolling.begin(self.hub.code())
        enrolling.finish(asking, self.hub.enrolled(asking))

    # the parts
    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    def by(self, operator: Operator | None = None) -> By:
        return By((operator or self.boss).id, self.clock.now())

    def close(self, operator: Operator | None = None, day: Day | None = None) -> DayClose:
        return DayClose(self.store, self.clock, operator or self.boss, day or self.day)

    @property
    def sealing(self) -> Sealing:
        return Sealing(self.store, self.clock, load_rules(), self.outbox, "desk test")

    @property
    def sending(self) -> Sending:
        return Sending(self.store, self.clock, load_rules(), self.outbox, self.boss)

    @property
    def engine_box(self) -> EngineOutbox:
        return EngineOutbox(self.store, self.clock, self.sending, day=lambda: self.day.id)

    @property
    def retention(self) -> Retention:
        return Retention(self.store, self.clock, load_rules(), self.outbox)

    def open(self) -> None:
        self.store: SqliteStore = open_store(
            self.folder, self.key, keys=PLAIN_KEYS, clock=self.clock
        )

    def restart(self) -> None:
        self.store.close()
        self.open()

    def next_day(self, days: int = 1) -> Day:
        self.clock.wait(days * 86_400)
        self.today += timedelta(days=days)
        self.clock.today = lambda: self.today  # type: ignore[method-assign]
        self.day = self.store.start_day(
            self.today, "K3", self.day.venue, self.day.method, self.by()
        )
        return self.day

    # a day
    def draft(self, *, photo: bool = True, **entries: Any) -> Record:
        self.serial += 1
        n = self.serial
        record = self.store.open_application(self.day.id, self.by(self.clerk))
        form_id = f"{n:023d}"
        given: dict[str, Any] = {
            "applicant.name": f"架空 {n}",
            "applicant.address": f"みどり野市本町{n}番地",
            "papers.pin_request": "sealed",
            "form.id": form_id,
        } | {name.replace("__", "."): value for name, value in entries.items()}
        self.store.save_entries(record.id, given, self.by(self.clerk))
        self.store.add_picture(record.id, picture(data=b"page %d" % n), self.by(self.clerk))
        if photo:
            self.store.add_shot(record.id, self.shot(n, form_id), self.by(self.clerk))
        return self.store.record(record.id)

    def shot(self, n: int, form_id: str, size: int = 400) -> NewShot:
        filler = bytes(n * 7 % 256 for _ in range(size))
        return NewShot(
            frame=NewPicture(
                kind=picture().kind.PHOTO_FRAME,
                data=b"frame %d " % n + filler,
                width_px=1280,
                height_px=720,
            ),
            photo=NewPicture(
                kind=picture().kind.PHOTO,
                data=b"photo %d " % n + filler,
                width_px=827,
                height_px=1063,
            ),
            form_id=form_id,
            camera="写真カメラ",
            taken=self.clock.now(),
        )

    def accept(self, record: Record) -> ApplicationId:
        self.store.accept(record.id, MAIL, "2026-11", self.by(self.clerk))
        return record.id

    def approve(self, application: ApplicationId, decision: Decision = Decision.APPROVED) -> None:
        shot = self.store.record(application).chosen_shot
        mark = ReviewMark(
            decision=decision,
            reason="例としての理由",
            flags=(),
            looked_ms=2_000,
            alone=False,
            photo_sha256=None if shot is None else shot.photo_sha256,
            operator=self.boss.id,
            at=self.clock.now().utc,
        )
        self.store.add_review(application, mark, self.by())

    def take_in(self, **entries: Any) -> ApplicationId:
        """One completed and approved application."""
        application = self.accept(self.draft(**entries))
        self.approve(application)
        return application

    def end(self, record: Record, to: Status, paper: str = "envelope") -> ApplicationId:
        self.store.change_status(record.id, to, self.by(self.clerk), replace(GROUNDS, paper=paper))
        return record.id

    def portrait(self, application: ApplicationId) -> None:
        self.store.save_entries(application, {"identity.copy_consent": "yes"}, self.by())
        face = NewPortrait(
            document="driving_licence", data=b"face", width_px=9, height_px=9, camera="c"
        )
        self.store.add_portrait(application, face, self.by())

    # the end of the day
    def count(self, counter: Operator | None = None, **wrong: int) -> CloseView:
        """Paper as the records say, but where told otherwise."""
        close = self.close()
        tally = self.store.day_tally(self.day.id)
        for each in Envelope:
            counted = wrong.get(each.value, tally.sheets(each))
            close.count_paper(each, counted, (counter or self.clerk).id)
        return self.close().view()

    def seal(self, **wrong: int) -> BatchRow:
        self.count(**wrong)
        return self.sealing.seal(self.day, self.boss, BOSS_PIN)

    def sealed_over_drafts(self) -> BatchRow:
        """Complete, approve and seal whatever is open."""
        for line in self.store.page("", 0, 99, (Status.DRAFT,)):
            self.approve(self.accept(self.store.record(line.id)))
        return self.seal()

    def receipt(self, batch: BatchId, /, **changes: Any) -> bytes:
        manifest = self.store.manifest(batch)
        return self.hub.receipt(manifest, self.store.batch(batch).digest, **changes)

    def receive(self, batch: BatchId) -> BatchRow:
        return self.sending.keep_receipt(batch, self.receipt(batch))

    def sealed(self, people: int = 2) -> BatchRow:
        for _ in range(people):
            self.take_in()
        return self.seal()

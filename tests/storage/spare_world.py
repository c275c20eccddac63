"""A booth with a spare on a stick, and a day of applications in every state."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from evidence_world import alike, confirmation, photographed, review, seen, slate
from storage_world import MAIL, PLAIN_KEYS, Booth, StillClock, open_booth, open_store, picture

from desk.assets import load_rules
from desk.domain.application import ApplicationId, Concern, Grounds, PictureKind, Status
from desk.domain.cases import CaseState
from desk.domain.review import Decision
from desk.domain.tally import Envelope
from desk.services.batch_store import BatchRow
from desk.services.case_store import CaseEnd
from desk.services.day_close import DayClose
from desk.services.sealing import Sealing
from desk.services.sending import Sending
from desk.services.spare import Spare, SpareKey, choose_spare
from desk.storage import spare_medium, spare_reading
from desk.storage.key_slots import Cost, Vault
from desk.storage.restore import restore
from desk.storage.spare_medium import find_stick, make_spare
from desk.storage.spare_rows import columns_of, tables_of
from desk.storage.spare_seal import SpareReader, new_identity
from sync.envelope import digest_of, peek
from sync.keys import SigningKey
from sync.protocol import Manifest

sys.path.append(str(Path(__file__).resolve().parents[1] / "sync"))
from samples import HubKeys, OfficeKeys, TerminalKeys

PASSPHRASE = "みどりの丘に 33本の木"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
OTHER = Grounds(concern=Concern.OTHER, detail="申請者の申し出により", paper="envelope")


# Locking and unlocking an identity takes age a second on purpose: once is enough for all tests.
one_identity = cache(new_identity)
one_unlocking = cache(SpareReader.unlock)


def here(work: Callable[[], Any]) -> Any:
    """The store's thread is this one."""
    return work()


@dataclass
class SparedBooth:
    """An open store, and the spare that follows it."""

    booth: Booth
    stick: Path
    key: SpareKey
    spare: Spare
    outbox: Path

    @property
    def folder(self) -> Path:
        return self.stick / "MACHIKADO-SPARE" / "K3"

    def names(self, kind: str) -> list[str]:
        return sorted(path.name for path in self.folder.glob(f"{kind}-*.age"))

    def restored(self, to: Path, passphrase: str = PASSPHRASE):
        return restore(self.stick, to, passphrase, keys=PLAIN_KEYS, clock=StillClock(), cost=CHEAP)


def spared(folder: Path) -> SparedBooth:
    """A fresh booth with a stick beside it."""
    booth = open_booth(folder / "desk")
    booth.store.change_settings({"terminal": "K3"}, booth.by())
    stick = folder / "stick"
    stick.mkdir()
    key = choose_spare(booth.store, make_spare, stick, PASSPHRASE, booth.by())
    outbox = folder / "desk" / "outbox"
    spare = Spare(
        booth.store,
        key,
        here,
        lambda: find_stick(key, "K3", stick, tuple),
        lambda digest: outbox / f"{digest}.age",
        booth.clock,
    )
    return SparedBooth(booth, stick, key, spare, outbox)


def accepted(booth: Booth, data: bytes, **evidence: Any) -> ApplicationId:
    """Photographed with everything that can hang on it, confirmed and accepted."""
    application = photographed(booth, data, slate=slate(booth), **evidence)
    store, by = booth.store, booth.by()
    store.add_picture(application, picture(PictureKind.FORM_PAGE, b"page " + data), by)
    store.note_form_seen(application, seen(booth), by)
    store.add_confirmation(application, confirmation(booth), by)
    store.accept(application, MAIL, "2026-11", booth.by())
    store.note_slip(application, True, booth.by())
    return application


def a_day(booth: Booth) -> dict[str, ApplicationId]:
    """One application in every state that a counter knows, by what it is."""
    store = booth.store
    found = {"accepted": accepted(booth, b"one")}
    found["alike"] = accepted(booth, b"two", doubts=(alike(found["accepted"]),))
    review(booth, found["alike"])
    found["voided"] = accepted(booth, b"three")
    review(booth, found["voided"], Decision.SENT_BACK)
    store.change_status(found["voided"], Status.VOIDED, booth.by(), OTHER)
    found["corrected"] = accepted(booth, b"four")
    correction = store.open_correction(found["corrected"], replace(OTHER, paper=None), booth.by())
    store.accept(correction.id, MAIL, "2026-11", booth.by())
    found["correction"] = correction.id
    held = photographed(booth, b"five")
    store.change_status(held, Status.HELD, booth.by(), replace(OTHER, paper=None))
    found["held"] = held
    found["back"] = store.open_application(booth.day.id, booth.by()).id
    store.change_status(found["back"], Status.HANDED_BACK, booth.by(), OTHER)
    found["draft"] = photographed(booth, b"six")
    some_cases(booth, found["draft"])
    return found


def some_cases(booth: Booth, application: ApplicationId) -> None:
    """One that waits, one that became an application, one that is done."""
    store = booth.store
    store.open_case(booth.day.id, "pin_reset_signature", CaseState.WAITING, booth.by())
    bound = store.open_case(booth.day.id, "card_first", CaseState.OPEN, booth.by())
    store.save_case_entries(bound.id, {"applicant.name": "例"}, booth.by())
    store.bind_case(bound.id, application, booth.by())
    done = store.open_case(booth.day.id, "return_card", CaseState.OPEN, booth.by())
    store.save_case_entries(done.id, {"identity.documents": ("passport",)}, booth.by())
    store.note_case_paper(done.id, "receipt", booth.by())
    end = CaseEnd(result="returned", outcome="accept", rules_version="x", counts=("returns",))
    store.end_case(done.id, CaseState.DONE, end, booth.by())


HUB, OFFICE = HubKeys(), OfficeKeys()


def enrol(booth: Booth) -> None:
    """The hub of these tests knows the terminal, and which office opens its packets."""
    store, by = booth.store, booth.by()
    terminal = TerminalKeys(HUB, key=SigningKey(store.pending_key(by)))
    store.keep_enrolment(
        "https://hub.example", HUB.root.id, terminal.key.public, terminal.signed_certificate,
        HUB.signed_key_set(), 1, by,
    )  # fmt: skip
    store.keep_reference(HUB.root.id, 1, HUB.reference(OFFICE), by)


def sealed_day(world: SparedBooth) -> BatchRow:
    """Two applications more, all approved, counted by somebody else, sealed."""
    booth, store = world.booth, world.booth.store
    enrol(booth)
    for data in (b"sealed one", b"sealed two"):
        review(booth, accepted(booth, data))
    other = store.add_operator("数える 人", "736251", supervisor=False, by=booth.by())
    closing = DayClose(store, booth.clock, booth.operator, booth.day)
    tally = store.day_tally(booth.day.id)
    for envelope in Envelope:
        closing.count_paper(envelope, tally.sheets(envelope), other.id)
    sealing = Sealing(store, booth.clock, load_rules(), world.outbox, "test")
    return sealing.seal(booth.day, booth.operator, "482913")


def received(world: SparedBooth, row: BatchRow) -> None:
    """The hub's receipt is kept."""
    store, clock = world.booth.store, world.booth.clock
    envelope = store.manifest(row.id)
    receipt = HUB.receipt_for(peek(envelope, Manifest), digest_of(envelope))
    sending = Sending(store, clock, load_rules(), world.outbox, world.booth.operator)
    sending.keep_receipt(row.id, receipt)


def everything(booth: Booth) -> dict[str, list[dict[str, Any]]]:
    """Every row of the file but the audit's last words, to compare two stores."""
    database = booth.store._database
    return {
        table: [
            {name: row[name] for name in columns_of(database, table)}
            for row in database.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]
        for table in sorted(tables_of(database))
        if table not in ("audit_head",)
    }


def opened(folder: Path, booth: Booth) -> Booth:
    """The store on the replacement laptop."""
    clock = StillClock()
    key = Vault(folder, clock, CHEAP).unlock(PASSPHRASE)
    store = open_store(folder, key, keys=PLAIN_KEYS, clock=clock)
    return Booth(store, clock, booth.operator, booth.day)


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A booth with its spare."""
    monkeypatch.setattr(spare_medium, "new_identity", one_identity)
    monkeypatch.setattr(spare_reading.SpareReader, "unlock", one_unlocking)
    world = spared(tmp_path)
    yield world
    world.booth.store.close()

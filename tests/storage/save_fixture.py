"""Saves a store file of this version: `python -m tests.storage.save_fixture NAME`, once a release.

Files of released versions stay in fixtures/ for ever; every migration is tested from each of them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from desk.domain.application import ApplicationId, Concern, Grounds, Status, Step
from desk.domain.binding import Degree, Doubt, DoubtKind, FormSeen, Slate, Token
from desk.domain.cases import CaseState
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.ids import SittingId
from desk.domain.review import Decision, ReviewMark
from desk.domain.tally import Envelope
from desk.services.batch_store import Extension
from desk.services.case_store import CaseEnd
from desk.services.ports import NewPortrait
from desk.storage.key_slots import STORE_FILE
from tests.sealed_world import BOSS_PIN, Terminal
from tests.storage.storage_world import (
    KEY,
    MAIL,
    TODAY,
    Booth,
    StillClock,
    open_booth,
    picture,
    shot,
)

FIXTURES = Path(__file__).parent / "fixtures"


def save(name: str) -> None:
    """A draft at the photo, an accepted one, a corrected one and a voided one, all invented.

    The accepted one was approved, the corrected one sent back before; the draft has everything
    that binds a photo: form seen, slate, doubts, measures, a portrait and the applicant's answer.
    Of days before: one that was received and purged, one that was received.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        booth = open_booth(folder)
        grounds = Grounds(concern=Concern.OTHER, detail="例としての訂正です")
        ids = []
        for number in range(1, 5):
            record = booth.store.open_application(booth.day.id, booth.by())
            entries = {
                "applicant.name": f"例 {number}",
                "form.id": f"{number:023}",
                "identity.copy_consent": "yes",
            }
            booth.store.save_entries(record.id, dict(entries), booth.by())
            booth.store.add_picture(record.id, picture(), booth.by())
            _bind(booth, record.id, number, ids)
            ids.append(record.id)
        booth.store.accept(ids[0], MAIL, "2026-11", booth.by())
        _review(booth, ids[0], Decision.APPROVED)
        booth.store.accept(ids[1], MAIL, "2026-11", booth.by())
        _review(booth, ids[1], Decision.SENT_BACK)
        new = booth.store.open_correction(ids[1], grounds, booth.by())
        booth.store.accept(new.id, MAIL, "2026-11", booth.by())
        booth.store.change_status(ids[2], Status.VOIDED, booth.by(), grounds)
        booth.store.save_step(ids[3], Step.PHOTO, booth.by())
        _cases(booth, ids[0])
        booth.store.note_open(ids[3], booth.by())
        booth.store.close()
        _seal_the_days_before(folder)
        FIXTURES.mkdir(exist_ok=True)
        shutil.copyfile(folder / STORE_FILE, FIXTURES / f"{name}.db")
        (FIXTURES / f"{name}.key").write_text(KEY.hex() + "\n")


def _cases(booth: Booth, application: ApplicationId) -> None:
    """Everything of step 4: a case that waits, one under way, one done, one of an application."""
    store, day = booth.store, booth.day.id
    store.open_case(day, "loss_report", CaseState.WAITING, booth.by())
    under_way = store.open_case(day, "pin_change_user", CaseState.OPEN, booth.by())
    store.save_case_entries(under_way.id, {"applicant.name": "例 5"}, booth.by())
    done = store.open_case(day, "return_card", CaseState.OPEN, booth.by())
    store.save_case_entries(
        done.id, {"person": "self", "identity.documents": ("passport",)}, booth.by()
    )
    store.note_case_paper(done.id, "receipt", booth.by())
    end = CaseEnd(result="returned", outcome="accept", counts=("returns",))
    store.end_case(done.id, CaseState.DONE, end, booth.by())
    card = store.open_case(day, "card_first", CaseState.OPEN, booth.by())
    store.bind_case(card.id, application, booth.by())


def _seal_the_days_before(folder: Path) -> None:
    """Everything of step 3; the other days' applications stay as they are."""
    desk = Reopened(folder, clock=StillClock())
    desk.enrol_now()
    day = desk.day
    yesterday = TODAY - timedelta(days=20)
    for label in ("purged", "received"):
        desk.day = desk.store.start_day(yesterday, "K3", day.venue, day.method, desk.by())
        desk.take_in(applicant__name=f"例 {label}")
        desk.count()
        desk.close().allow_alone("例として一人で数えます")
        row = desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
        desk.receive(row.id)
        desk.store.note_contact(desk.clock.now().utc, -1.5)
        if label == "purged":
            desk.store.purge_batch(row.id, 7, 1, desk.by())
        yesterday += timedelta(days=1)
    now = desk.clock.now().utc
    desk.store.extend(Extension("disk", "例としての理由", desk.boss.id, now, now), desk.by())
    desk.close(day=day).count_paper(Envelope.ACCEPTED, 2, desk.boss.id)
    desk.close(day=day).begin_scan()
    (draft,) = desk.store.page("", 0, 1, (Status.DRAFT,))
    desk.store.note_open(draft.id, desk.by())
    desk.store.close()


class Reopened(Terminal):
    """The same store with one operator."""

    def __post_init__(self) -> None:
        self.open()
        (self.boss,) = self.store.operators()
        self.clerk = self.boss
        self.day, self.today, self.serial = self.store.days()[0], TODAY, 90


def _bind(
    booth: Booth, application: ApplicationId, number: int, others: list[ApplicationId]
) -> None:
    """Everything of step 4, as the counter keeps it."""
    now = booth.clock.now()
    when = {"monotonic_ns": now.monotonic_ns, "boot_id": now.boot_id}
    form = FormSeen(
        sitting=SittingId("s"), token=Token.FORM, camera="documents", seen_at=now.utc, **when
    )
    slate = Slate(token=Token.FORM, camera="documents", read_at=now.utc, **when)
    doubts = [Doubt(kind=DoubtKind.NOT_COMPARED)]
    doubts += [
        Doubt(kind=DoubtKind.ALIKE_FACE, degree=Degree.SOME, other=other) for other in others[:1]
    ]
    face = NewPortrait(
        document="driving_licence", data=b"face", width_px=240, height_px=300, camera="documents"
    )
    new = shot(
        booth.clock,
        application.encode(),
        f"{number:023}",
        slate=slate,
        findings=("EyesOpen",),
        measures={"EyesOpen": 0.25},
        doubts=tuple(doubts),
    )
    booth.store.note_form_seen(application, form, booth.by())
    booth.store.add_portrait(application, face, booth.by())
    kept = booth.store.add_shot(application, new, booth.by())
    answer = Confirmation(
        answer=Answer.RIGHT,
        language="easy",
        photo_sha256=kept.photo_sha256,
        route="mail",
        mail_consent=True,
        copy_consent=True,
        shown_ms=4_000,
        shared_screen=False,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    booth.store.add_confirmation(application, answer, booth.by())


def _review(booth: Booth, application: ApplicationId, decision: Decision) -> None:
    shot = booth.store.record(application).chosen_shot
    mark = ReviewMark(
        decision=decision,
        reason="例としての理由",
        flags=("not_compared",),
        looked_ms=2_000,
        alone=True,
        photo_sha256=None if shot is None else shot.photo_sha256,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    booth.store.add_review(application, mark, booth.by())


if __name__ == "__main__":
    save(sys.argv[1])

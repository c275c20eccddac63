"""The script that is killed: one applicant after another through the real store.

`python -m tests.faults.intake FOLDER` takes two applications and says `ack N` on stdout after each
deed has returned, N being the deeds done so far. An error that a person must solve is answered as
a person would: `refused CODE`, look at what is kept, try again; after a few tries it gives up
politely with exit code 3.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desk.domain.application import EntryValue, PictureKind, Record, Shot, Status, Step
from desk.domain.binding import Doubt, DoubtKind, FormSeen, Slate, Token
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import NeedsPerson
from desk.domain.ids import SittingId
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import NewPicture, NewPortrait, NewShot
from tests.faults.fault import GAVE_UP
from tests.storage.storage_world import KEY, MAIL, Booth, StillClock, open_booth

_TRIES = 4
_ENTRIES: tuple[tuple[str, EntryValue], ...] = (
    ("form.kind", "qr"),
    ("form.id", "{n:023}"),
    ("form.source", "camera"),
    ("form.desk_clear", True),
    ("applicant.name", "髙橋 {n}"),
    ("applicant.kana", "タカハシ"),
    ("applicant.birth", "1990-01-02"),
    ("applicant.sex", "female"),
    ("applicant.postcode", "498-0000"),
    ("applicant.address", "みどり野市本町{n}番地"),
    ("applicant.phone", "090-0000-{n:04}"),
    ("applicant.resident_here", "yes"),
    ("applicant.gaiji", True),
    ("applicant.present", "yes"),
    ("identity.documents", ("A1", "B1")),
    ("identity.a1.expires", "2031-05-04"),
    ("identity.a1.name", "agrees"),
    ("identity.a1.birth", "agrees"),
    ("identity.b1.name", "agrees"),
    ("identity.copy_consent", "yes"),
    ("photo.not_previous", "yes"),
    ("photo.same_person", "yes"),
    ("papers.pin_request", "sealed"),
    ("papers.pin_seal", "S-{n:05}"),
    ("papers.confirmed", "applicant"),
)


@dataclass
class Kept:
    """What the store must show: the application being taken, and those that are done.

    `evidence` has a line for everything that binds the photo: form seen, check, slate, doubts,
    portraits, answers, reviews.
    """

    opened: int = 0
    step: int = 1
    status: str = "draft"
    entries: dict[str, EntryValue] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deed:
    """One thing the clerk does: how it is done, and what it changes in what must be kept."""

    do: Callable[[Booth], None]
    expect: Callable[[Kept], None]


def script(applicants: int = 2) -> list[Deed]:
    return [deed for n in range(1, applicants + 1) for deed in _one_applicant(n)]


def _one_applicant(n: int) -> list[Deed]:
    deeds = [_open(n)]
    for place, (name, value) in enumerate(_ENTRIES):
        deeds.append(_save(name, value.format(n=n) if isinstance(value, str) else value))
        if place == 3:
            deeds += [_see_form(n), _keep_page(n), _go_to(Step.APPLICANT)]
        if place in (12, 19, 21):
            deeds.append(_go_to(Step({12: 3, 19: 4, 21: 5}[place])))
        if place == 19:
            deeds += [_cut_portrait("driving_licence", n), _cut_portrait("passport", n)]
            deeds += [_shoot(n), _read_slate(n), _doubt(n)]
    return [*deeds, _confirm(n), _accept(n), _look(n, Decision.LATER), _look(n, Decision.APPROVED)]


def _open(n: int) -> Deed:
    def do(booth: Booth) -> None:
        if booth.store.count() < n:  # after an error: was it kept after all?
            booth.store.open_application(booth.day.id, booth.by())

    def expect(kept: Kept) -> None:
        kept.opened, kept.step, kept.status = n, 1, "draft"
        kept.entries, kept.pictures, kept.evidence = {}, {}, set()

    return Deed(do, expect)


def _save(name: str, value: EntryValue) -> Deed:
    def do(booth: Booth) -> None:
        booth.store.save_entries(newest(booth).id, {name: value}, booth.by())

    return Deed(do, lambda kept: kept.entries.update({name: value}))


def _go_to(step: Step) -> Deed:
    def do(booth: Booth) -> None:
        booth.store.save_step(newest(booth).id, step, booth.by())

    def expect(kept: Kept) -> None:
        kept.step = step.value

    return Deed(do, expect)


def _keep_page(n: int) -> Deed:
    page = _picture(PictureKind.FORM_PAGE, n, 60_000)

    def do(booth: Booth) -> None:
        booth.store.add_picture(newest(booth).id, page, booth.by())

    return Deed(do, lambda kept: kept.pictures.update(form_page=_sha256(page)))


def _shoot(n: int) -> Deed:
    frame = _picture(PictureKind.PHOTO_FRAME, n, 150_000)
    photo = _picture(PictureKind.PHOTO, n, 90_000)

    def do(booth: Booth) -> None:
        taken = booth.clock.now()
        shot = NewShot(
            frame=frame,
            photo=photo,
            form_id=f"{n:023}",
            camera="c",
            taken=taken,
            findings=("EyesOpen",),
            measures={"EyesOpen": n / 8},
            doubts=(Doubt(kind=DoubtKind.RECAPTURED),),
        )
        booth.store.add_shot(newest(booth).id, shot, booth.by())

    def expect(kept: Kept) -> None:
        kept.pictures.update(photo_frame=_sha256(frame), photo=_sha256(photo))
        kept.evidence |= {f"check EyesOpen {n / 8}", "doubt recaptured"}

    return Deed(do, expect)


def _see_form(n: int) -> Deed:
    def do(booth: Booth) -> None:
        now = booth.clock.now()
        seen = FormSeen(
            sitting=SittingId(f"sitting {n}"),
            token=Token.FORM,
            camera="c",
            seen_at=now.utc,
            monotonic_ns=now.monotonic_ns,
            boot_id=now.boot_id,
        )
        booth.store.note_form_seen(newest(booth).id, seen, booth.by())

    return Deed(do, lambda kept: kept.evidence.add(f"seen sitting {n}"))


def _read_slate(n: int) -> Deed:
    def do(booth: Booth) -> None:
        record, now = newest(booth), booth.clock.now()
        slate = Slate(
            token=Token.FORM,
            camera=f"camera {n}",
            read_at=now.utc,
            monotonic_ns=now.monotonic_ns,
            boot_id=now.boot_id,
        )
        booth.store.add_slate(record.id, _chosen(record).id, slate, booth.by())

    return Deed(do, lambda kept: kept.evidence.add(f"slate camera {n}"))


def _doubt(n: int) -> Deed:
    def do(booth: Booth) -> None:
        record = newest(booth)
        doubt = Doubt(kind=DoubtKind.NOT_COMPARED)
        booth.store.add_doubts(record.id, _chosen(record).id, [doubt], booth.by())

    return Deed(do, lambda kept: kept.evidence.add("doubt not_compared"))


def _cut_portrait(document: str, n: int) -> Deed:
    data = _picture(PictureKind.PHOTO, n, 40_000).data + document.encode()

    def do(booth: Booth) -> None:
        portrait = NewPortrait(
            document=document, data=data, width_px=240, height_px=300, camera="c"
        )
        booth.store.add_portrait(newest(booth).id, portrait, booth.by())

    sha256 = hashlib.sha256(data).hexdigest()
    return Deed(do, lambda kept: kept.evidence.add(f"portrait {document} {sha256}"))


def _confirm(n: int) -> Deed:
    """Once: a second row after an error would be a second answer."""

    def do(booth: Booth) -> None:
        record = newest(booth)
        if record.confirmations:
            return
        answer = Confirmation(
            answer=Answer.RIGHT,
            language="vi",
            photo_sha256=_chosen(record).photo_sha256,
            route="mail",
            mail_consent=True,
            copy_consent=True,
            shown_ms=n,
            shared_screen=False,
            operator=booth.operator.id,
            at=booth.clock.now().utc,
        )
        booth.store.add_confirmation(record.id, answer, booth.by())

    return Deed(do, lambda kept: kept.evidence.add(f"answer right {n}"))


def _look(n: int, decision: Decision) -> Deed:
    """The supervisor's; the portraits go with the approval, in one transaction."""

    def do(booth: Booth) -> None:
        record = newest(booth)
        if record.review is not None and record.review.decision is decision:
            return
        mark = ReviewMark(
            decision=decision,
            reason="",
            flags=("recaptured",),
            looked_ms=1_000 + n,
            alone=True,
            photo_sha256=_chosen(record).photo_sha256,
            operator=booth.operator.id,
            at=booth.clock.now().utc,
        )
        booth.store.add_review(record.id, mark, booth.by())

    def expect(kept: Kept) -> None:
        kept.evidence.add(f"review {decision.value} {1_000 + n}")
        if decision is Decision.APPROVED:
            kept.evidence = {each for each in kept.evidence if not each.startswith("portrait ")}

    return Deed(do, expect)


def _chosen(record: Record) -> Shot:
    assert record.chosen_shot is not None
    return record.chosen_shot


def evidence_of(booth: Booth, record: Record) -> set[str]:
    """The lines of `Kept.evidence` as the store shows them; portraits by their bytes."""
    found = {f"seen {each.sitting}" for each in record.seen}
    found |= {
        f"portrait {each.document} {hashlib.sha256(booth.store.picture_bytes(each.id)).hexdigest()}"
        for each in record.portraits
    }
    found |= {f"answer {each.answer.value} {each.shown_ms}" for each in record.confirmations}
    found |= {f"review {each.decision.value} {each.looked_ms}" for each in record.reviews}
    for shot in record.shots:
        found |= {f"check {name} {value}" for name, value in shot.measures.items()}
        found |= {f"doubt {each.kind.value}" for each in shot.doubts}
        if shot.slate is not None:
            found.add(f"slate {shot.slate.camera}")
    return found


def _accept(n: int) -> Deed:
    def do(booth: Booth) -> None:
        record = newest(booth)
        if record.status is Status.DRAFT:
            booth.store.accept(record.id, MAIL, "faults", booth.by())

    def expect(kept: Kept) -> None:
        kept.status = "accepted"
        kept.done = (*kept.done, f"{n:023}")

    return Deed(do, expect)


def newest(booth: Booth) -> Record:
    return booth.store.record(booth.store.page("", 0, 1)[0].id)


def _picture(kind: PictureKind, n: int, size: int) -> NewPicture:
    seed = hashlib.sha512(f"{kind}{n}".encode()).digest()
    data = (seed * (size // len(seed) + 1))[:size]
    return NewPicture(kind=kind, data=data, width_px=827, height_px=1063)


def _sha256(picture: NewPicture) -> str:
    return hashlib.sha256(picture.data).hexdigest()


def main() -> int:
    booth = _begin(Path(sys.argv[1]))
    if booth is None:
        return GAVE_UP
    print("ready", flush=True)
    for number, deed in enumerate(script(), start=1):
        if not _kept_after_all(booth, deed):
            return GAVE_UP
        print(f"ack {number}", flush=True)
    booth.store.close()
    return 0


def _begin(folder: Path) -> Booth | None:
    for _ in range(_TRIES):
        try:
            return open_booth(folder, StillClock())
        except NeedsPerson as error:
            print(f"refused {error.code}", flush=True)
    return None


def _kept_after_all(booth: Booth, deed: Deed) -> bool:
    for _ in range(_TRIES):
        try:
            deed.do(booth)
            return True
        except NeedsPerson as error:
            print(f"refused {error.code}", flush=True)
    return False


if __name__ == "__main__":
    assert len(KEY) == 32
    raise SystemExit(main())

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

from desk.domain.application import EntryValue, PictureKind, Record, Status, Step
from desk.domain.errors import NeedsPerson
from desk.services.ports import NewPicture, NewShot
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
    """What the store must show: the application being taken, and those that are done."""

    opened: int = 0
    step: int = 1
    status: str = "draft"
    entries: dict[str, EntryValue] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()

    def copy(self) -> Kept:
        return Kept(
            self.opened,
            self.step,
            self.status,
            dict(self.entries),
            dict(self.pictures),
            self.done,
        )


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
            deeds += [_keep_page(n), _go_to(Step.APPLICANT)]
        if place in (12, 19, 21):
            deeds.append(_go_to(Step({12: 3, 19: 4, 21: 5}[place])))
        if place == 19:
            deeds.append(_shoot(n))
    return [*deeds, _accept(n)]


def _open(n: int) -> Deed:
    def do(booth: Booth) -> None:
        if booth.store.count() < n:  # after an error: was it kept after all?
            booth.store.open_application(booth.day.id, booth.by())

    def expect(kept: Kept) -> None:
        kept.opened, kept.step, kept.status = n, 1, "draft"
        kept.entries, kept.pictures = {}, {}

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
        shot = NewShot(frame=frame, photo=photo, form_id=f"{n:023}", camera="c", taken=taken)
        booth.store.add_shot(newest(booth).id, shot, booth.by())

    def expect(kept: Kept) -> None:
        kept.pictures.update(photo_frame=_sha256(frame), photo=_sha256(photo))

    return Deed(do, expect)


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

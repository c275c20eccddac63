"""What binds a photo to its application, as the store keeps it: ports.Store, method by method."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from evidence_world import (
    CONSENT,
    accept,
    alike,
    chosen,
    confirmation,
    mark,
    opened,
    photographed,
    portrait,
    review,
    seen,
    shoot,
    slate,
)
from storage_world import KEY, TODAY, Booth, picture

from desk.domain.application import (
    ApplicationId,
    Concern,
    Grounds,
    PictureKind,
    ShotId,
    SittingId,
    Status,
)
from desk.domain.binding import Degree, Doubt, DoubtKind, SlateState, Token
from desk.domain.confirmation import Answer
from desk.domain.errors import MoveNotAllowed, Refused
from desk.domain.review import Decision
from desk.services.ports import By
from desk.storage.key_slots import STORE_FILE

GROUNDS = Grounds(concern=Concern.SENT_BACK, detail="写真を撮り直すための差戻し")


def events(booth: Booth, *names: str) -> list[dict[str, object]]:
    """The audit entries of those events, in their order."""
    rows = booth.store._database.rows("SELECT body FROM audit ORDER BY seq")
    bodies = [json.loads(row["body"]) for row in rows]
    return [body for body in bodies if body["event"] in names]


def images(booth: Booth) -> set[bytes]:
    return {bytes(row["data"]) for row in booth.store._database.rows("SELECT data FROM image")}


# the form in view
def test_a_form_in_view_is_kept_once_a_sitting_and_token(booth: Booth, folder: Path) -> None:
    application = opened(booth)
    first, typed, later = seen(booth), seen(booth, token=Token.TYPED), seen(booth, "s2")
    for each in (first, seen(booth), typed, later):
        booth.store.note_form_seen(application, each, booth.by())
    booth.reopen(folder)
    record = booth.store.record(application)
    assert record.seen == (first, typed, later)
    assert record.seen_in(SittingId("s1"))
    assert not record.seen_in(SittingId("s3"))
    assert [body["facts"] for body in events(booth, "form_seen")] == [
        {"kind": "form", "camera": "documents"},
        {"kind": "typed", "camera": "documents"},
        {"kind": "form", "camera": "documents"},
    ]


def test_a_form_in_view_is_nobody_elses(booth: Booth) -> None:
    one, other = opened(booth), opened(booth)
    booth.store.note_form_seen(one, seen(booth), booth.by())
    assert booth.store.record(other).seen == ()


# the slate
def test_a_slate_comes_with_the_shot_or_right_after_it_and_once(booth: Booth, folder: Path) -> None:
    before = slate(booth)
    application = photographed(booth, b"1", slate=before)
    first = chosen(booth, application)
    second = shoot(booth, application, b"2")
    after = slate(booth, Token.OWN)
    assert not booth.store.add_slate(application, first.id, slate(booth), booth.by())
    assert booth.store.add_slate(application, second.id, after, booth.by())
    assert not booth.store.add_slate(application, second.id, slate(booth), booth.by())
    booth.reopen(folder)
    assert [each.slate for each in booth.store.record(application).shots] == [before, after]
    kept = [(body["facts"]["shot"], body["facts"]["kind"]) for body in events(booth, "slate_kept")]  # type: ignore[index]
    assert kept == [(first.id, "form"), (second.id, "own")]


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, SlateState.MATCHED), (29.9, SlateState.MATCHED), (30.1, SlateState.APART)],
)
def test_a_slate_is_judged_by_its_distance_from_the_shot(
    booth: Booth, seconds: float, state: SlateState
) -> None:
    application = photographed(booth)
    assert chosen(booth, application).slate_state(30) is SlateState.MISSING
    booth.clock.wait(seconds)
    booth.store.add_slate(application, chosen(booth, application).id, slate(booth), booth.by())
    assert chosen(booth, application).slate_state(30) is state


def test_after_a_restart_the_distance_is_told_by_the_other_clock(booth: Booth) -> None:
    application = photographed(booth)
    booth.clock.boot_id, booth.clock.monotonic_ns = "boot-2", 5
    booth.store.add_slate(application, chosen(booth, application).id, slate(booth), booth.by())
    assert chosen(booth, application).slate_state(30) is SlateState.MATCHED
    booth.clock.wait(31)
    later = slate(booth)
    assert replace(chosen(booth, application), slate=later).slate_state(30) is SlateState.APART


def test_evidence_goes_to_a_shot_of_the_application_only(booth: Booth) -> None:
    one, other = photographed(booth, b"1"), opened(booth)
    shot = chosen(booth, one).id
    for deed in (
        lambda: booth.store.add_slate(other, shot, slate(booth), booth.by()),
        lambda: booth.store.add_doubts(other, shot, [alike(one)], booth.by()),
        lambda: booth.store.add_slate(one, ShotId("none"), slate(booth), booth.by()),
    ):
        with pytest.raises(Refused, match="shot_unknown"):
            deed()
    assert chosen(booth, one).slate is None


# what was found
def test_findings_and_measures_come_back_as_they_were(booth: Booth, folder: Path) -> None:
    measures = {"EyesOpen": 0.25, "HeadSize": 1e-9, "Sharpness": 88.0}
    application = photographed(booth, findings=("EyesOpen", "Sharpness"), measures=measures)
    booth.reopen(folder)
    shot = chosen(booth, application)
    assert (shot.findings, shot.measures) == (("EyesOpen", "Sharpness"), measures)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_measure_that_is_no_number_does_not_cost_the_shot(booth: Booth, odd: float) -> None:
    application = photographed(booth, measures={"Sharpness": odd, "HeadSize": 0.5})
    assert chosen(booth, application).measures == {"HeadSize": 0.5}


def test_a_doubt_is_kept_once_with_whom_it_is_about(booth: Booth, folder: Path) -> None:
    other = photographed(booth, b"other")
    operator = Doubt(kind=DoubtKind.OPERATOR_FACE, degree=Degree.SOME, operator=booth.operator.id)
    application = photographed(booth, b"1", doubts=(alike(other), operator))
    shot = chosen(booth, application).id
    unsure = Doubt(kind=DoubtKind.NOT_COMPARED)
    again = [alike(other, Degree.SOME), operator, unsure, unsure]
    booth.store.add_doubts(application, shot, again, booth.by())
    booth.reopen(folder)
    assert chosen(booth, application).doubts == (alike(other), operator, unsure)
    facts = [body["facts"] for body in events(booth, "doubt_kept")]
    assert facts == [
        {"shot": shot, "kind": "alike_face"},
        {"shot": shot, "kind": "operator_face", "about": booth.operator.id},
        {"shot": shot, "kind": "not_compared"},
    ]


def test_two_shots_have_their_own_doubts(booth: Booth) -> None:
    other = photographed(booth, b"other")
    application = photographed(booth, b"1", doubts=(alike(other),))
    shoot(booth, application, b"2")
    first, second = booth.store.record(application).shots
    assert (first.doubts, second.doubts) == ((alike(other),), ())
    assert chosen(booth, application) == second


# portraits
def test_a_portrait_needs_the_applicants_consent(booth: Booth) -> None:
    for answer in ({}, {"identity.copy_consent": "no"}):
        application = opened(booth)
        booth.store.save_entries(application, dict(answer), booth.by())
        with pytest.raises(Refused, match="no_consent"):
            booth.store.add_portrait(application, portrait(), booth.by())
        assert booth.store.record(application).portraits == ()
    assert b"portrait" not in images(booth)


def test_a_portrait_comes_back_and_a_newer_one_takes_its_place(booth: Booth, folder: Path) -> None:
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(data=b"old"), booth.by())
    card = booth.store.add_portrait(application, portrait("residence_card", b"card"), booth.by())
    new = booth.store.add_portrait(application, portrait(data=b"new"), booth.by())
    booth.reopen(folder)
    assert booth.store.record(application).portraits == (card, new)
    assert booth.store.picture_bytes(new.id) == b"new"
    assert new.sha256 == hashlib.sha256(b"new").hexdigest()
    assert b"old" not in images(booth)
    assert [body["facts"] for body in events(booth, "portrait_dropped")] == [
        {"kind": "driving_licence"}
    ]
    booth.store.verify_integrity()


def test_dropped_portraits_leave_their_bytes_only_where_others_need_them(booth: Booth) -> None:
    one, other = photographed(booth, b"1"), photographed(booth, b"2")
    booth.store.add_portrait(one, portrait(data=b"shared"), booth.by())
    booth.store.add_portrait(other, portrait(data=b"shared"), booth.by())
    page = booth.store.add_picture(one, picture(data=b"also a page"), booth.by())
    booth.store.add_portrait(one, portrait("passport", b"also a page"), booth.by())
    assert booth.store.drop_portraits(one, booth.by()) == 2
    assert booth.store.record(one).portraits == ()
    assert booth.store.picture_bytes(page.id) == b"also a page"
    assert b"shared" in images(booth)
    assert booth.store.drop_portraits(other, booth.by()) == 1
    assert b"shared" not in images(booth)
    assert booth.store.drop_portraits(other, booth.by()) == 0
    booth.store.verify_integrity()


def decrypted(file: Path) -> bytes:
    """Every page of the store file as it is written, used or not (AES-256 in CBC mode)."""
    content, pages = file.read_bytes(), []
    for at in range(0, len(content), 8192):
        page = content[at : at + 8192]
        coded = page[16 if at == 0 else 0 : -48]
        cipher = Cipher(algorithms.AES(KEY), modes.CBC(page[-48:-32])).decryptor()
        pages.append(cipher.update(coded))
    return b"".join(pages)


def test_a_dropped_portrait_is_overwritten_in_the_file(booth: Booth, folder: Path) -> None:
    application = photographed(booth)
    face = bytes(range(1, 252)) * 200
    booth.store.add_portrait(application, portrait(data=face), booth.by())
    booth.store._database.checkpoint()
    assert face[:2000] in decrypted(folder / STORE_FILE)
    booth.store.drop_portraits(application, booth.by())
    booth.store._database.checkpoint()
    assert face[:60] not in decrypted(folder / STORE_FILE)
    assert b"frame one" in decrypted(folder / STORE_FILE)  # we really read it


@pytest.mark.parametrize("answer", ["no", "", None])
def test_portraits_go_with_the_consent_to_them(booth: Booth, answer: str | None) -> None:
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.save_entries(application, {"identity.copy_consent": answer}, booth.by())
    assert booth.store.record(application).portraits == ()
    assert b"portrait" not in images(booth)
    assert len(events(booth, "portrait_dropped")) == 1


def test_consent_said_again_keeps_them(booth: Booth) -> None:
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.save_entries(application, dict(CONSENT), booth.by())
    assert len(booth.store.record(application).portraits) == 1


def test_a_correction_without_consent_is_possible(booth: Booth) -> None:
    """Portraits that outlived the consent would make the copy fail."""
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.save_entries(application, {"identity.copy_consent": "no"}, booth.by())
    accept(booth, application)
    assert booth.store.open_correction(application, GROUNDS, booth.by()).portraits == ()


@pytest.mark.parametrize("to", [Status.VOIDED, Status.HANDED_BACK])
def test_portraits_go_when_the_application_does(booth: Booth, to: Status) -> None:
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.change_status(application, to, booth.by(), GROUNDS)
    assert booth.store.record(application).portraits == ()
    assert b"portrait" not in images(booth)


def test_portraits_wait_for_the_supervisor_and_go_with_the_approval(booth: Booth) -> None:
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.change_status(application, Status.HELD, booth.by(), GROUNDS)
    with pytest.raises(Refused, match="not_a_draft"):
        booth.store.drop_portraits(application, booth.by())
    booth.store.change_status(application, Status.DRAFT, booth.by())
    accept(booth, application)
    for decision in (Decision.LATER, Decision.SENT_BACK):
        review(booth, application, decision)
        with pytest.raises(Refused, match="not_a_draft"):
            booth.store.drop_portraits(application, booth.by())
    assert len(booth.store.record(application).portraits) == 1
    review(booth, application)
    assert booth.store.record(application).portraits == ()
    assert b"portrait" not in images(booth)


def test_a_terminal_may_keep_portraits_until_the_purge(booth: Booth) -> None:
    booth.store.change_settings({"keep_portraits": "until_purge"}, booth.by())
    application = photographed(booth)
    booth.store.add_portrait(application, portrait(), booth.by())
    accept(booth, application)
    review(booth, application)
    assert len(booth.store.record(application).portraits) == 1
    assert booth.store.drop_portraits(application, booth.by()) == 1


def test_a_superseded_version_gives_its_portraits_up_and_the_new_one_keeps_them(
    booth: Booth,
) -> None:
    old = photographed(booth)
    booth.store.add_portrait(old, portrait(), booth.by())
    accept(booth, old)
    new = booth.store.open_correction(old, GROUNDS, booth.by()).id
    accept(booth, new)
    assert booth.store.record(old).portraits == ()
    (kept,) = booth.store.record(new).portraits
    assert booth.store.picture_bytes(kept.id) == b"portrait"


def test_a_correction_given_up_leaves_the_accepted_versions_portrait(booth: Booth) -> None:
    old = photographed(booth)
    kept = booth.store.add_portrait(old, portrait(), booth.by())
    accept(booth, old)
    new = booth.store.open_correction(old, GROUNDS, booth.by()).id
    booth.store.change_status(new, Status.VOIDED, booth.by(), GROUNDS)
    assert booth.store.record(old).portraits == (kept,)
    assert booth.store.picture_bytes(kept.id) == b"portrait"


# the applicant's answers
def test_every_answer_of_the_applicant_is_kept_in_order(booth: Booth, folder: Path) -> None:
    application = photographed(booth)
    photo = chosen(booth, application).photo_sha256
    wrong = confirmation(booth, Answer.WRONG_NAME, photo_sha256=photo, language="pt")
    right = confirmation(
        booth, photo_sha256=photo, mail_consent=None, copy_consent=False, shared_screen=True
    )
    for answer in (wrong, right):
        booth.store.add_confirmation(application, answer, By(booth.operator.id, booth.clock.now()))
    booth.reopen(folder)
    kept = booth.store.record(application).confirmations
    assert [replace(each, at=wrong.at) for each in kept] == [
        wrong,
        replace(right, at=wrong.at),
    ]
    assert kept[0].at < kept[1].at
    assert events(booth, "applicant_answered")[0]["facts"] == {
        "kind": "name",
        "language": "pt",
        "photo_sha256": photo,
    }


# only drafts
@pytest.mark.parametrize("to", [Status.HELD, Status.ACCEPTED, Status.VOIDED])
def test_evidence_is_added_to_drafts_only(booth: Booth, to: Status) -> None:
    application = photographed(booth)
    shot = chosen(booth, application).id
    if to is Status.ACCEPTED:
        accept(booth, application)
    else:
        booth.store.change_status(application, to, booth.by(), GROUNDS)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: booth.store.note_form_seen(application, seen(booth), booth.by()),
        lambda: booth.store.add_slate(application, shot, slate(booth), booth.by()),
        lambda: booth.store.add_doubts(application, shot, [], booth.by()),
        lambda: booth.store.add_portrait(application, portrait(), booth.by()),
        lambda: booth.store.add_confirmation(application, confirmation(booth), booth.by()),
    )
    before = booth.store.record(application)
    for deed in deeds:
        with pytest.raises(Refused, match="not_a_draft"):
            deed()
    assert booth.store.record(application) == before


# the supervisor
def test_reviews_are_kept_in_order_and_the_newest_counts(booth: Booth, folder: Path) -> None:
    application = accept(booth, photographed(booth))
    later = review(booth, application, Decision.LATER, reason="", flags=(), looked_ms=300)
    assert not booth.store.record(application).reviewed
    approved = review(booth, application, alone=True)
    assert booth.store.record(application).reviewed
    back = review(booth, application, Decision.SENT_BACK)
    booth.reopen(folder)
    record = booth.store.record(application)
    asked = [replace(each, at=later.at) for each in record.reviews]
    assert asked == [later, replace(approved, at=later.at), replace(back, at=later.at)]
    assert record.review == record.reviews[-1]
    assert not record.reviewed
    assert events(booth, "reviewed")[1]["facts"] == {
        "status": "approved",
        "flags": ["alike_face"],
        "looked_ms": 2_000,
        "alone": True,
        "photo_sha256": record.reviews[1].photo_sha256,
    }


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HELD, Status.VOIDED])
def test_only_accepted_applications_are_reviewed(booth: Booth, status: Status) -> None:
    application = photographed(booth)
    if status is not Status.DRAFT:
        booth.store.change_status(application, status, booth.by(), GROUNDS)
    with pytest.raises(Refused, match="not_accepted"):
        review(booth, application)
    assert booth.store.record(application).reviews == ()


def test_a_review_is_about_the_chosen_photo(booth: Booth) -> None:
    application = photographed(booth, b"1")
    first = chosen(booth, application).photo_sha256
    shoot(booth, application, b"2")
    accept(booth, application)
    for photo in (first, None):
        with pytest.raises(Refused, match="photo_changed"):
            review(booth, application, photo_sha256=photo)
    review(booth, application)
    assert booth.store.record(application).reviewed


def test_a_baby_without_a_photo_is_reviewed_too(booth: Booth) -> None:
    application = accept(booth, opened(booth))
    review(booth, application)
    assert booth.store.record(application).reviewed


def test_only_supervisors_who_may_sign_on_review(booth: Booth) -> None:
    application = accept(booth, photographed(booth))
    clerk = booth.store.add_operator("係員 一", "135790", supervisor=False, by=booth.by()).id
    other = booth.store.add_operator("責任 二", "135790", supervisor=True, by=booth.by()).id
    booth.store.set_operator_active(other, False, booth.by())
    for who in (clerk, other):
        with pytest.raises(Refused, match="supervisor_only"):
            booth.store.add_review(
                application, mark(booth, application), By(who, booth.clock.now())
            )
    assert booth.store.record(application).reviews == ()


def test_nothing_is_sealed_that_was_not_approved(booth: Booth) -> None:
    application = accept(booth, photographed(booth))
    for decision in (None, Decision.LATER, Decision.SENT_BACK):
        if decision is not None:
            review(booth, application, decision)
        assert [each.code for each in booth.store.blocked(booth.day.id)] != []
    review(booth, application)
    assert booth.store.blocked(booth.day.id) == ()


def test_only_sealing_leads_to_sealed(booth: Booth) -> None:
    application = accept(booth, photographed(booth))
    review(booth, application)
    for to in (Status.SEALED, Status.RECEIVED, Status.PURGED, Status.ACCEPTED):
        with pytest.raises(MoveNotAllowed):
            booth.store.change_status(application, to, booth.by())


def test_what_is_reviewable_are_the_days_accepted_ones_in_order(booth: Booth) -> None:
    first, draft, third = (photographed(booth, data) for data in (b"1", b"2", b"3"))
    accept(booth, third)
    accept(booth, first)
    gone = accept(booth, photographed(booth, b"4"))
    booth.store.change_status(gone, Status.VOIDED, booth.by(), GROUNDS)
    tomorrow = booth.store.start_day(
        TODAY + timedelta(days=1), "K3", "別の会場", booth.day.method, booth.by()
    )
    assert booth.store.reviewable(booth.day.id) == (first, third)
    assert booth.store.reviewable(tomorrow.id) == (first, third)  # nobody closed the day
    correction = booth.store.open_correction(first, GROUNDS, booth.by()).id
    assert booth.store.reviewable(booth.day.id) == (first, third)
    accept(booth, correction)
    assert booth.store.reviewable(booth.day.id) == (correction, third)
    assert draft not in booth.store.reviewable(booth.day.id)


def test_the_list_shows_what_was_sent_back_until_it_is_corrected(booth: Booth) -> None:
    application = accept(booth, photographed(booth))

    def sent_back() -> bool:
        (line,) = booth.store.page("", 0, 10)
        assert booth.store.line(line.id) == line
        return line.sent_back

    assert not sent_back()
    review(booth, application, Decision.SENT_BACK)
    assert sent_back()
    correction = booth.store.open_correction(application, GROUNDS, booth.by()).id
    assert not sent_back()  # it is being corrected
    booth.store.change_status(correction, Status.VOIDED, booth.by(), GROUNDS)
    assert sent_back()  # and was not, after all
    again = booth.store.open_correction(application, GROUNDS, booth.by()).id
    accept(booth, again)
    assert not sent_back()
    review(booth, again, Decision.SENT_BACK)
    assert sent_back()
    review(booth, again)
    assert not sent_back()


# corrections
def test_a_correction_carries_the_evidence_of_every_shot(booth: Booth) -> None:
    other = photographed(booth, b"other")
    old = photographed(
        booth,
        b"1",
        slate=slate(booth),
        findings=("EyesOpen",),
        measures={"EyesOpen": 0.1},
        doubts=(alike(other), Doubt(kind=DoubtKind.RECAPTURED)),
    )
    shoot(booth, old, b"2", findings=("Sharpness",))
    booth.store.note_form_seen(old, seen(booth), booth.by())
    booth.store.add_portrait(old, portrait(), booth.by())
    booth.store.add_confirmation(old, confirmation(booth), booth.by())
    before = booth.store.record(accept(booth, old))
    review(booth, old, Decision.SENT_BACK)
    new = booth.store.open_correction(old, GROUNDS, booth.by())
    plain = [
        replace(each, id=ShotId(""), frame="", photo="")  # type: ignore[arg-type]
        for record in (before, new)
        for each in record.shots
    ]
    assert plain[:2] == plain[2:]
    assert not {each.id for each in before.shots} & {each.id for each in new.shots}
    assert new.confirmations == before.confirmations
    assert [each.sha256 for each in new.portraits] == [each.sha256 for each in before.portraits]
    assert new.seen == ()  # the form must be in view again before another photo
    assert new.reviews == ()  # and a supervisor must look again
    accept(booth, new.id)
    assert not booth.store.record(new.id).reviewed


# finding
def test_the_very_same_picture_is_found_on_other_living_numbers(booth: Booth) -> None:
    def holders(data: bytes, than: ApplicationId | None = None) -> tuple[ApplicationId, ...]:
        return booth.store.with_image(hashlib.sha256(data).hexdigest(), than)

    first, second = photographed(booth, b"same"), photographed(booth, b"same")
    accept(booth, first)
    assert set(holders(b"photo same")) == {first, second}
    assert holders(b"photo same", first) == holders(b"frame same", first) == (second,)
    assert holders(b"photo other") == ()
    shoot(booth, second, b"retaken")  # an unchosen shot is a picture all the same
    assert holders(b"photo same", first) == (second,)
    correction = booth.store.open_correction(first, GROUNDS, booth.by()).id
    assert holders(b"photo same", correction) == (second,)
    assert set(holders(b"photo same", second)) == {first, correction}
    booth.store.change_status(second, Status.VOIDED, booth.by(), GROUNDS)
    assert holders(b"photo same", first) == ()


def test_pages_and_portraits_are_not_the_same_picture(booth: Booth) -> None:
    one = photographed(booth, b"1")
    booth.store.add_picture(one, picture(PictureKind.FORM_PAGE, b"page"), booth.by())
    booth.store.add_portrait(one, portrait(data=b"portrait"), booth.by())
    for data in (b"page", b"portrait"):
        assert booth.store.with_image(hashlib.sha256(data).hexdigest(), None) == ()


def test_photos_since_a_day_are_the_chosen_ones_of_the_living(booth: Booth) -> None:
    first, second, gone = (photographed(booth, data) for data in (b"1", b"2", b"3"))
    shoot(booth, first, b"again")
    booth.store.change_status(gone, Status.HANDED_BACK, booth.by(), GROUNDS)
    opened(booth)
    found = booth.store.photos_since(TODAY)
    numbers = [booth.store.record(each).number for each in (second, first)]
    assert [(each[0], each[1]) for each in found] == [(second, numbers[0]), (first, numbers[1])]
    assert [booth.store.picture_bytes(each[2]) for each in found] == [b"photo 2", b"photo again"]
    assert booth.store.photos_since(TODAY + timedelta(days=1)) == ()
    assert len(booth.store.photos_since(TODAY - timedelta(days=1))) == 2


def test_the_newest_version_of_a_number_comes_last(booth: Booth) -> None:
    """Whoever learns the photos in their order ends with the newest of each number."""
    old = accept(booth, photographed(booth, b"old"))
    new = booth.store.open_correction(old, GROUNDS, booth.by()).id
    assert [each[0] for each in booth.store.photos_since(TODAY)] == [old, new]
    shoot(booth, new, b"new")
    assert [each[0] for each in booth.store.photos_since(TODAY)] == [old, new]
    accept(booth, new)
    assert [each[0] for each in booth.store.photos_since(TODAY)] == [new]


def test_who_doubts_me(booth: Booth) -> None:
    mine, other = photographed(booth, b"mine"), photographed(booth, b"other")
    doubter = photographed(booth, b"1", doubts=(alike(mine), alike(other, Degree.SOME)))
    assert booth.store.doubted_by(mine) == ((doubter, alike(mine)),)
    assert booth.store.doubted_by(other) == ((doubter, alike(other, Degree.SOME)),)
    assert booth.store.doubted_by(doubter) == ()
    accept(booth, mine)
    corrected = booth.store.open_correction(mine, GROUNDS, booth.by()).id
    assert booth.store.doubted_by(corrected) == ((doubter, alike(mine)),)
    shoot(booth, doubter, b"2")  # another photo is chosen, without that doubt
    assert booth.store.doubted_by(mine) == ()


def test_who_is_gone_doubts_nobody(booth: Booth) -> None:
    mine = photographed(booth, b"mine")
    doubter = photographed(booth, b"1", doubts=(alike(mine),))
    booth.store.change_status(doubter, Status.VOIDED, booth.by(), GROUNDS)
    assert booth.store.doubted_by(mine) == ()


def test_a_line_stands_for_the_number(booth: Booth) -> None:
    application = accept(booth, opened(booth, applicant_name="山田 花子"))
    line = booth.store.line(application)
    assert line is not None
    assert (line.id, line.name, line.sent_back) == (application, "山田 花子", False)
    new = booth.store.open_correction(application, GROUNDS, booth.by()).id
    accept(booth, new)
    corrected = booth.store.line(application)  # what was said of version 1 is said of version 2
    assert corrected is not None
    assert corrected.id == new
    booth.store.change_status(new, Status.VOIDED, booth.by(), GROUNDS)
    assert booth.store.line(application) is None
    assert booth.store.line(ApplicationId("nobody")) is None


# the file
def test_everything_is_whole_after_everything(booth: Booth) -> None:
    other = photographed(booth, b"other")
    old = photographed(booth, b"1", slate=slate(booth), doubts=(alike(other),))
    booth.store.add_portrait(old, portrait(), booth.by())
    booth.store.add_confirmation(old, confirmation(booth), booth.by())
    accept(booth, old)
    review(booth, old)
    booth.store.open_correction(old, GROUNDS, booth.by())
    booth.store.verify_integrity()
    assert booth.store.verify_audit() > 15


def test_nothing_personal_is_in_the_audit(booth: Booth) -> None:
    application = opened(
        booth, applicant_name="山田 花子", identity_copy_consent="yes", form_id="9" * 23
    )
    shoot(booth, application, slate=slate(booth), measures={"EyesOpen": 0.123456789})
    booth.store.note_form_seen(application, seen(booth), booth.by())
    booth.store.add_portrait(application, portrait(), booth.by())
    booth.store.add_confirmation(application, confirmation(booth), booth.by())
    accept(booth, application)
    review(booth, application, reason="山田さん本人と確認した")
    told = json.dumps(events(booth, *_EVERY_EVENT), ensure_ascii=False)
    for secret in ("山田", "9" * 23, "0.123456789", "責任", "本人と確認"):
        assert secret not in told
    assert {body["event"] for body in events(booth, *_EVERY_EVENT)} == set(_EVERY_EVENT)
    portraits = [body["facts"] for body in events(booth, "portrait_kept", "portrait_dropped")]
    assert portraits == [{"kind": "driving_licence"}] * 2  # not even the hash of the portrait


_EVERY_EVENT = (
    "form_seen",
    "slate_kept",
    "portrait_kept",
    "portrait_dropped",
    "applicant_answered",
    "reviewed",
)

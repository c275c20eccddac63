"""The photo and its application: what binds them, what speaks against them, who answered what."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from counter import FORM_ID, GROUNDS, VOIDED, Counter, entries
from hypothesis import given, settings
from hypothesis import strategies as st
from look_world import PointEye, image

from desk.domain.application import ApplicationId, PictureKind, Record, Status
from desk.domain.binding import Degree, DoubtKind, SlateState, Token
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import DeskError, Refused
from desk.domain.form_id import FormId
from desk.services.intake import Draft, Intake
from desk.services.ports import Frame, Moment, NewPortrait, Page
from desk.services.slate import SlateReading

OTHER_ID = FormId("98765432109876543210987")
PAGE = Page(b"page", 10, 10, True)
ANSWERED = {
    "photo.not_previous": "yes",
    "photo.same_person": "yes",
    "photo.bare_head": True,
    "papers.confirmed": "applicant",
}


@pytest.fixture
def seeing(tmp_path: Path) -> Iterator[Counter]:
    """A counter whose lookout tells faces apart."""
    counter = Counter(tmp_path / "seeing", PointEye())
    yield counter
    counter.store.close()


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as caught:
        deed()
    return caught.value.code


def with_form(counter: Counter, form_id: FormId = FORM_ID) -> Draft:
    draft = counter.intake.open()
    return counter.intake.take_form_id(draft.id, form_id, "camera")


def reading(
    counter: Counter, form_id: FormId | None = None, number: str = "", taken: Moment | None = None
) -> SlateReading:
    moment = taken or counter.clock.now()
    return SlateReading(form_id=form_id, number=number, camera="documents", taken=moment)


def frame(counter: Counter, face: int = 10, picture: int = 1, **kind: bool) -> Frame:
    return Frame(image(face, picture, **kind), 1, "camera", counter.clock.now())


def photographed(
    counter: Counter, face: int, picture: int, form_id: FormId, **changes: str
) -> Draft:
    """A complete application with that face, learned as the screen does."""
    draft = with_form(counter, form_id)
    counter.intake.keep_page(draft.id, PAGE)
    name = f"例の方{int(form_id[:3])}"
    person = {
        "applicant__name": name,
        "applicant__kana": "レイ",
        "applicant__birth": "昭和40年1月2日",
    }
    counter.intake.save(draft.id, entries(**{**person, **changes}))
    developed = counter.photographing.develop(frame(counter, face, picture), draft.record.number)
    counter.photographing.keep(draft.id, developed)
    if developed.look is not None:
        counter.lookout.remember(draft.id, draft.record.number, developed.look)
    return counter.intake.save(draft.id, dict(ANSWERED))


# the form in this sitting
def test_no_photo_before_the_form(counter: Counter) -> None:
    draft = counter.intake.open()
    assert refused(lambda: counter.photographing.shoot(draft.id, counter.frame())) == "form_first"
    counter.intake.save(draft.id, {"form.kind": "old"})
    assert refused(lambda: counter.photographing.allowed(draft.id)) == "form_first"
    counter.intake.save(draft.id, {"form.kind": "handwritten"})
    assert refused(lambda: counter.photographing.allowed(draft.id)) == "form_not_seen"


@pytest.mark.parametrize("source", ["camera", "scanner", "file", "sheet", "typed"])
def test_a_form_just_read_opens_the_shutter_however_it_was_read(
    counter: Counter, source: str
) -> None:
    draft = counter.intake.open()
    read = counter.intake.take_form_id(draft.id, FORM_ID, source)
    (seen,) = read.record.seen
    assert seen.token is (Token.TYPED if source == "typed" else Token.FORM)
    shot = counter.photographing.shoot(draft.id, counter.frame()).record.shots[0]
    assert shot.form_id == FORM_ID


ENDS: dict[str, Callable[[Counter, ApplicationId], object]] = {
    "leave": lambda counter, _mine: counter.intake.leave(),
    "restart": lambda counter, _mine: counter.reopen(),
    "another one is opened": lambda counter, _mine: counter.intake.open(),
    "another one is shown": lambda counter, mine: counter.intake.load(other_than(counter, mine)),
    "another one's form is read": lambda counter, mine: counter.intake.take_form_id(
        other_than(counter, mine), OTHER_ID, "camera"
    ),
    "hold and go on": lambda counter, mine: (
        counter.intake.hold(mine, GROUNDS),
        counter.intake.continue_held(mine),
    ),
}


def other_than(counter: Counter, mine: ApplicationId) -> ApplicationId:
    return next(line.id for line in counter.store.page("", 0, 9) if line.id != mine)


@pytest.mark.parametrize("end", ENDS)
def test_a_sitting_ends_and_the_form_must_be_in_view_again(counter: Counter, end: str) -> None:
    counter.intake.open()
    draft = with_form(counter)
    counter.photographing.allowed(draft.id)
    ENDS[end](counter, draft.id)
    counter.intake.load(draft.id)
    before = counter.intake.look(draft.id).record
    assert refused(lambda: counter.photographing.shoot(draft.id, counter.frame())) == (
        "form_not_seen"
    )
    assert counter.intake.look(draft.id).record == before
    again = counter.intake.note_form(draft.id, reading(counter, FORM_ID))
    assert len(again.record.seen) == 2
    counter.photographing.shoot(draft.id, counter.frame())


def test_looking_at_others_does_not_end_the_sitting(counter: Counter) -> None:
    other = counter.intake.open()
    draft = with_form(counter)
    counter.intake.look(other.id)
    counter.intake.load(draft.id)
    counter.intake.save(draft.id, {"applicant.name": "佐藤 結衣"})
    counter.photographing.shoot(draft.id, counter.frame())


def test_a_correction_wants_the_form_before_another_photo(counter: Counter) -> None:
    done = counter.accepted()
    correction = counter.intake.open_correction(done.id, GROUNDS)
    assert refused(lambda: counter.photographing.allowed(correction.id)) == "form_not_seen"
    counter.intake.note_form(correction.id, reading(counter, FORM_ID))
    shot = counter.photographing.shoot(correction.id, counter.frame(shade=77))
    assert [each.chosen for each in shot.record.shots] == [False, True]


def test_only_the_own_form_opens_the_shutter_again(counter: Counter) -> None:
    other = with_form(counter, OTHER_ID)
    counter.intake.leave()
    draft = with_form(counter)
    counter.intake.leave()
    counter.intake.load(draft.id)
    for wrong in (
        reading(counter, OTHER_ID),
        reading(counter, number=other.record.number.full),
        reading(counter, number=draft.record.number.full),  # its form has a QR: that is asked for
    ):
        assert refused(lambda r=wrong: counter.intake.note_form(draft.id, r)) == "slate_differs"
    assert refused(lambda: counter.photographing.allowed(draft.id)) == "form_not_seen"


def test_a_reading_from_before_the_sitting_opens_nothing(counter: Counter) -> None:
    draft = with_form(counter)
    old = reading(counter, FORM_ID)
    counter.intake.leave()
    counter.intake.load(draft.id)
    assert refused(lambda: counter.intake.note_form(draft.id, old)) == "form_not_seen"
    assert refused(lambda: counter.photographing.allowed(draft.id)) == "form_not_seen"


def test_a_frame_from_before_the_form_is_not_kept(counter: Counter) -> None:
    """The one who sat here before must not come into this application."""
    earlier = counter.frame(shade=9)
    draft = with_form(counter)
    assert refused(lambda: counter.photographing.shoot(draft.id, earlier)) == "form_not_seen"
    assert counter.intake.look(draft.id).record.shots == ()


def test_a_form_without_qr_is_bound_by_its_page_or_its_own_number(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, {"form.kind": "handwritten"})
    counter.intake.keep_page(draft.id, PAGE)
    counter.photographing.allowed(draft.id)
    counter.intake.leave()
    counter.intake.load(draft.id)
    assert refused(lambda: counter.photographing.allowed(draft.id)) == "form_not_seen"
    own = reading(counter, number=draft.record.number.full)
    noted = counter.intake.note_form(draft.id, own)
    assert [each.token for each in noted.record.seen] == [Token.PAGE, Token.OWN]
    kept = counter.photographing.shoot(draft.id, counter.frame(), own)
    assert kept.record.shots[0].slate == own.as_slate()


def test_no_form_slips_in_after_the_photo(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, {"form.kind": "handwritten"})
    counter.intake.keep_page(draft.id, PAGE)
    counter.photographing.shoot(draft.id, counter.frame())
    take = lambda: counter.intake.take_form_id(draft.id, FORM_ID, "camera")  # noqa: E731
    assert refused(take) == "form_id_in_use"
    read = with_form(counter, OTHER_ID)
    counter.photographing.shoot(read.id, counter.frame())
    for deed in (
        lambda: counter.intake.save(read.id, {"form.id": None}),
        lambda: counter.intake.drop_form_id(read.id),
        lambda: counter.intake.take_form_id(read.id, FORM_ID, "typed"),
    ):
        assert refused(deed) in ("form_id_by_reading_only", "form_id_in_use", "form_id_settled")
    assert counter.intake.look(read.id).text("form.id") == OTHER_ID


# the slate
def test_the_slate_of_right_before_stays_with_the_shot(counter: Counter) -> None:
    draft = with_form(counter)
    slate = reading(counter, FORM_ID)
    shot = counter.photographing.shoot(draft.id, counter.frame(), slate).record.chosen_shot
    assert shot is not None
    assert shot.slate == slate.as_slate()
    assert shot.slate_state(30) is SlateState.MATCHED
    assert counter.photographing.settle(draft.id, shot.id, reading(counter, FORM_ID)) is None


def test_a_slate_too_long_before_makes_room_for_one_right_after(counter: Counter) -> None:
    draft = with_form(counter)
    old = reading(counter, FORM_ID)
    counter.clock.ticks += 31
    shot = counter.photographing.shoot(draft.id, counter.frame(), old).record.chosen_shot
    assert shot is not None
    assert shot.slate is None
    assert shot.slate_state(30) is SlateState.MISSING
    settled = counter.photographing.settle(draft.id, shot.id, reading(counter, FORM_ID))
    assert settled is not None
    assert settled.record.shots[0].slate_state(30) is SlateState.MATCHED


def test_a_slate_long_after_is_kept_and_marked(counter: Counter) -> None:
    draft = with_form(counter)
    shot = counter.photographing.shoot(draft.id, counter.frame()).record.shots[0]
    counter.clock.ticks += 60
    late = reading(counter, FORM_ID)
    settled = counter.photographing.settle(draft.id, shot.id, late)
    assert settled is not None
    assert settled.record.shots[0].slate_state(30) is SlateState.APART


def test_with_another_form_in_view_nothing_is_kept(counter: Counter) -> None:
    draft = with_form(counter)
    foreign = reading(counter, OTHER_ID)
    assert (
        refused(lambda: counter.photographing.shoot(draft.id, counter.frame(), foreign))
        == "slate_differs"
    )
    assert counter.intake.look(draft.id).record.pictures == ()
    shot = counter.photographing.shoot(draft.id, counter.frame()).record.shots[0]
    assert (
        refused(lambda: counter.photographing.settle(draft.id, shot.id, foreign)) == "slate_differs"
    )
    assert counter.intake.look(draft.id).record.shots[0].slate is None


# answers
def test_a_new_photo_takes_every_answer_about_the_old_one_back(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.fill(draft.id)
    counter.intake.save(draft.id, {"photo.kept_reason": "looks_right"})
    again = counter.photographing.shoot(draft.id, counter.frame(shade=200))
    for field in (
        "photo.not_previous",
        "photo.same_person",
        "photo.kept_reason",
        "papers.confirmed",  # the applicant saw another photo
    ):
        assert field not in again.record.entries
    assert refused(lambda: counter.intake.accept(draft.id)) == "not_complete"


def test_a_power_cut_at_the_shot_never_leaves_the_old_answers(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = counter.intake.open()
    counter.fill(draft.id)
    real = counter.store.add_shot

    def cut(*deed: object) -> object:
        real(*deed)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(counter.store, "add_shot", cut)
    with pytest.raises(KeyboardInterrupt):
        counter.photographing.shoot(draft.id, counter.frame(shade=200))
    record = counter.intake.look(draft.id).record
    assert len(record.shots) == 2
    assert not {"photo.same_person", "papers.confirmed"} & record.entries.keys()


def answered(counter: Counter, draft: Draft, answer: Answer, **changes: object) -> Confirmation:
    shot = draft.record.chosen_shot
    plain = Confirmation(
        answer=answer,
        language="ja",
        photo_sha256=None if shot is None else shot.photo_sha256,
        route="mail",
        mail_consent=True,
        copy_consent=True,
        shown_ms=3_000,
        shared_screen=False,
        operator=counter.intake.operator.id,
        at=counter.clock.now().utc,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        (Answer.RIGHT, "applicant"),
        (Answer.READ_ALOUD, "read_aloud"),
        (Answer.WRONG_PHOTO, ""),
        (Answer.WRONG_NAME, ""),
        (Answer.WRONG_ADDRESS, ""),
    ],
)
def test_the_applicants_answer_confirms_or_takes_it_back(
    counter: Counter, answer: Answer, entry: str
) -> None:
    draft = counter.intake.open()
    draft = counter.fill(draft.id)
    confirmed = counter.intake.confirm(draft.id, answered(counter, draft, answer))
    assert confirmed.text("papers.confirmed") == entry
    assert [each.answer for each in confirmed.record.confirmations] == [answer]


def test_an_answer_about_another_photo_is_refused(counter: Counter) -> None:
    draft = counter.intake.open()
    draft = counter.fill(draft.id)
    shown = answered(counter, draft, Answer.RIGHT)
    counter.photographing.shoot(draft.id, counter.frame(shade=200))
    assert refused(lambda: counter.intake.confirm(draft.id, shown)) == "photo_changed"
    nothing = replace(shown, photo_sha256=None)
    assert refused(lambda: counter.intake.confirm(draft.id, nothing)) == "photo_changed"
    assert counter.intake.look(draft.id).record.confirmations == ()


def test_a_power_cut_at_the_answer_never_leaves_it_confirmed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = counter.intake.open()
    draft = counter.fill(draft.id)
    real = counter.store.add_confirmation

    def cut(*deed: object) -> None:
        real(*deed)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(counter.store, "add_confirmation", cut)
    with pytest.raises(KeyboardInterrupt):
        counter.intake.confirm(draft.id, answered(counter, draft, Answer.WRONG_PHOTO))
    after = counter.intake.look(draft.id)
    assert [each.answer for each in after.record.confirmations] == [Answer.WRONG_PHOTO]
    assert after.text("papers.confirmed") == ""


# doubts
def test_the_same_bytes_on_two_applications_never_pass(counter: Counter) -> None:
    first = counter.accepted()
    draft = counter.intake.open()
    counter.fill(draft.id, OTHER_ID, applicant__name="別の方", applicant__kana="ベツ")
    same = counter.frame(shade=int(FORM_ID[:2]))
    counter.photographing.shoot(draft.id, same)
    draft = counter.intake.save(draft.id, dict(ANSWERED))
    (alert,) = [each for each in draft.photo_alerts if each.kind == DoubtKind.SAME_PICTURE]
    assert (alert.degree, alert.stops) == (Degree.SAME, True)
    assert alert.line is not None
    assert alert.line.id == first.id
    for answer in ("different_person", "looked_right"):
        counter.intake.answer(draft.id, alert, answer)
        assert refused(lambda: counter.intake.accept(draft.id)) == "alert_stops_photo"
    counter.photographing.shoot(draft.id, counter.frame(shade=201))
    counter.intake.save(draft.id, dict(ANSWERED))
    assert counter.intake.accept(draft.id).record.status is Status.ACCEPTED


def test_switched_off_every_shot_says_that_it_was_not_compared(counter: Counter) -> None:
    draft = with_form(counter)
    shot = counter.photographing.shoot(draft.id, counter.frame()).record.shots[0]
    assert [each.kind for each in shot.doubts] == [DoubtKind.NOT_COMPARED]
    (alert,) = counter.intake.look(draft.id).photo_alerts
    assert not alert.must_be_answered


def test_alike_faces_are_answered_before_completion(seeing: Counter) -> None:
    first = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    seeing.intake.accept(first.id)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    (alert,) = second.photo_alerts
    assert (alert.kind, alert.degree, alert.about_the_photo) == ("alike_face", "very", True)
    assert alert.line is not None
    assert alert.line.id == first.id
    assert refused(lambda: seeing.intake.accept(second.id)) == "alert_unanswered_photo"
    done = seeing.intake.answer(second.id, alert, "different_person")
    assert done.photo_alerts[0].answer == "different_person"
    assert seeing.intake.accept(second.id).record.status is Status.ACCEPTED


def test_an_answer_counts_for_that_photo_only(seeing: Counter) -> None:
    photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    seeing.intake.answer(second.id, second.photo_alerts[0], "different_person")
    again = seeing.photographing.shoot(second.id, frame(seeing, face=11, picture=3))
    assert [each.answer for each in again.photo_alerts] == [None]
    stale = second.photo_alerts[0]  # a screen that did not see the new photo yet
    after = seeing.intake.answer(second.id, stale, "different_person")
    assert [each.answer for each in after.photo_alerts] == [None]


def test_a_correction_keeps_the_answers_about_the_same_photo(seeing: Counter) -> None:
    photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    seeing.intake.answer(second.id, second.photo_alerts[0], "different_person")
    seeing.intake.accept(second.id)
    corrected = seeing.intake.correct(second.id, {"applicant.kana": "レイノ"}, GROUNDS)
    assert (corrected.record.version, corrected.record.status) == (2, Status.ACCEPTED)


def test_a_doubt_outlives_the_correction_of_the_other(seeing: Counter) -> None:
    first = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    seeing.intake.accept(first.id)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    corrected = seeing.intake.correct(first.id, {"applicant.kana": "レイノ"}, GROUNDS)
    (alert,) = seeing.intake.load(second.id).photo_alerts
    assert alert.line is not None
    assert alert.line.id == corrected.id
    assert refused(lambda: seeing.intake.accept(second.id)) == "alert_unanswered_photo"


def test_a_doubt_about_somebody_who_is_gone_is_none(seeing: Counter) -> None:
    first = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    seeing.intake.void(first.id, VOIDED)
    assert seeing.intake.load(second.id).photo_alerts == ()
    assert seeing.intake.accept(second.id).record.status is Status.ACCEPTED


@pytest.mark.parametrize("answer", ["mix_up", "same_person", "ask_supervisor"])
def test_a_mix_up_stops_until_the_photo_is_taken_again(seeing: Counter, answer: str) -> None:
    first = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    second = photographed(seeing, face=11, picture=2, form_id=OTHER_ID)
    seeing.intake.answer(second.id, second.photo_alerts[0], answer)
    assert refused(lambda: seeing.intake.accept(second.id)) == "alert_stops_photo"
    assert [by for by, _ in seeing.store.doubted_by(first.id)] == [second.id]
    seeing.photographing.shoot(second.id, frame(seeing, face=90, picture=3))
    seeing.intake.save(second.id, dict(ANSWERED))
    assert seeing.intake.accept(second.id).record.status is Status.ACCEPTED


def test_the_same_picture_again_may_be_explained_but_must_be_answered(seeing: Counter) -> None:
    """Nearly the same picture is for a person to judge; the very same bytes are not."""
    photographed(seeing, face=10, picture=7, form_id=FORM_ID)
    second = photographed(seeing, face=90, picture=7, form_id=OTHER_ID)
    (alert,) = second.photo_alerts
    assert (alert.kind, alert.degree) == ("same_picture", "very")
    assert refused(lambda: seeing.intake.accept(second.id)) == "alert_unanswered_photo"
    seeing.intake.answer(second.id, alert, "different_person")
    assert seeing.intake.accept(second.id).record.status is Status.ACCEPTED


@pytest.mark.parametrize("kind", ["operator_face", "recaptured"])
def test_the_operators_face_and_pictures_of_pictures_are_answered(
    seeing: Counter, kind: str
) -> None:
    if kind == "operator_face":
        seeing.lookout.learn_operator(seeing.intake.operator.id, image(face=11))
    first = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    if kind == "recaptured":
        again = frame(seeing, face=10, picture=2, recaptured=True)
        seeing.photographing.shoot(first.id, again)
        first = seeing.intake.save(first.id, dict(ANSWERED))
    (alert,) = first.photo_alerts
    assert (alert.kind, alert.line) == (kind, None)
    assert refused(lambda: seeing.intake.accept(first.id)) == "alert_unanswered_photo"
    seeing.intake.answer(first.id, alert, "looked_right")
    assert seeing.intake.accept(first.id).record.status is Status.ACCEPTED


def portrait(face: int) -> NewPortrait:
    return NewPortrait(
        document="driving_licence",
        data=image(face).tobytes(),
        width_px=10,
        height_px=10,
        camera="documents",
    )


def with_portrait(seeing: Counter, face: int) -> Draft:
    draft = photographed(seeing, face=10, picture=1, form_id=FORM_ID)
    seeing.intake.save(draft.id, {"identity.copy_consent": "yes"})
    seeing.photographing.keep_portrait(draft.id, portrait(face))
    for kept, data in seeing.photographing.portraits(draft.id):
        seeing.lookout.learn_portrait(draft.record.number, kept.document, data)
    seeing.photographing.shoot(draft.id, frame(seeing, face=10, picture=2))
    return seeing.intake.save(draft.id, dict(ANSWERED))


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("same_person", "accepted"),
        ("looked_right", "accepted"),
        ("different_person", "alert_stops_photo"),
        ("ask_supervisor", "alert_stops_photo"),
        ("mix_up", "alert_stops_photo"),
    ],
)
def test_a_portrait_that_differs_is_answered_by_who_it_is(
    seeing: Counter, answer: str, ends: str
) -> None:
    draft = with_portrait(seeing, face=90)
    (alert,) = draft.photo_alerts
    assert (alert.kind, alert.must_be_answered) == ("portrait_differs", True)
    assert refused(lambda: seeing.intake.accept(draft.id)) == "alert_unanswered_photo"
    seeing.intake.answer(draft.id, alert, answer)
    if ends == "accepted":
        assert seeing.intake.accept(draft.id).record.status is Status.ACCEPTED
    else:
        assert refused(lambda: seeing.intake.accept(draft.id)) == ends


def test_an_unsure_portrait_is_shown_and_needs_no_answer(seeing: Counter) -> None:
    draft = with_portrait(seeing, face=15)
    assert [(each.kind, each.must_be_answered) for each in draft.photo_alerts] == [
        ("portrait_unsure", False)
    ]
    assert seeing.intake.accept(draft.id).record.status is Status.ACCEPTED


def test_portraits_need_consent_and_go_with_it(seeing: Counter) -> None:
    draft = with_form(seeing)
    assert refused(lambda: seeing.photographing.keep_portrait(draft.id, portrait(1))) == (
        "no_consent"
    )
    seeing.intake.save(draft.id, {"identity.copy_consent": "yes"})
    assert seeing.photographing.keep_portrait(draft.id, portrait(1)).record.portraits
    assert seeing.intake.save(draft.id, {"identity.copy_consent": "no"}).record.portraits == ()
    seeing.intake.save(draft.id, {"identity.copy_consent": "yes"})
    seeing.photographing.keep_portrait(draft.id, portrait(1))
    assert seeing.photographing.drop_portraits(draft.id).record.portraits == ()


def test_after_a_restart_portraits_are_learned_anew(seeing: Counter) -> None:
    draft = with_portrait(seeing, face=90)
    seeing.reopen()
    ((kept, data),) = seeing.photographing.portraits(draft.id)
    assert (kept.document, data) == ("driving_licence", portrait(90).data)


def test_faces_are_gated_and_what_the_check_found_is_kept(counter: Counter) -> None:
    draft = with_form(counter)
    for faces, code in ((0, "no_face"), (5, "many_faces")):
        shoot = lambda f=faces: counter.photographing.shoot(draft.id, counter.frame(f))  # noqa: E731
        assert refused(shoot) == code
    assert counter.intake.look(draft.id).record.pictures == ()


# any order of deeds
CHANGES = ("show", "show", "leave", "restart", "hold", "go on", "go on", "correct")
PAPER = ("camera", "camera", "camera", "typed", "page", "handwritten", "drop")
HELD_UP = ("own form", "own form", "other form", "own number", "old reading")


class Counterwork:
    """Two people, two forms and papers without a QR, in whatever order a busy counter finds.

    It keeps its own book of which form lay there since when; the service is never asked.
    """

    def __init__(self, folder: Path) -> None:
        self.counter = Counter(folder)
        self.ids = [self.intake.open().id for _ in range(2)]
        self.intake.take_form_id(self.ids[0], FORM_ID, "camera")
        self.intake.save(self.ids[1], {"form.kind": "handwritten"})
        self.open: ApplicationId | None = self.ids[0]
        self.since = self.counter.clock.now()  # the open one came onto the screen
        self.form_lay_there: Moment | None = self.since
        self.held_up: dict[ApplicationId, SlateReading] = {}  # readings that a screen still has
        self.waiting = self.counter.frame(shade=1)
        self.shade = 1

    @property
    def intake(self) -> Intake:
        return self.counter.intake

    def now_open(self, application: ApplicationId | None, *, anew: bool = False) -> None:
        if anew or application != self.open:
            self.form_lay_there = None
            self.since = self.counter.clock.now()
        self.open = application

    def record(self, application: ApplicationId) -> Record:
        return self.intake.look(application).record

    def form_of(self, application: ApplicationId) -> FormId | None:
        form_id = self.record(application).entries.get("form.id")
        return FormId(form_id) if isinstance(form_id, str) else None

    def change(self, deed: str, which: bool) -> None:
        """Another application comes onto the screen, or none."""
        this = self.ids[which]
        deeds: dict[str, Callable[[], object]] = {
            "show": lambda: self.intake.load(this),
            "leave": self.intake.leave,
            "restart": self.counter.reopen,
            "hold": lambda: self.intake.hold(this, GROUNDS),
            "go on": lambda: self.intake.continue_held(this),
            "correct": lambda: self.intake.open_correction(this, GROUNDS),
        }
        try:
            done = deeds[deed]()
        except DeskError as error:
            expect(error, "MoveNotAllowed", "move_not_allowed", "correction_open")
            return
        if deed == "correct":
            assert isinstance(done, Draft)
            self.ids[which] = done.id
        shown = self.ids[which] if deed in ("show", "go on", "correct") else None
        self.now_open(shown, anew=shown is None)

    def form(self, deed: str, form_id: FormId) -> None:
        """The paper of the one on the screen."""
        this = self.open
        if this is None:
            return
        had, now = self.form_of(this), self.counter.clock.now()
        deeds: dict[str, Callable[[], object]] = {
            "camera": lambda: self.intake.take_form_id(this, form_id, "camera"),
            "typed": lambda: self.intake.take_form_id(this, form_id, "typed"),
            "page": lambda: self.intake.keep_page(this, PAGE),
            "handwritten": lambda: self.intake.save(this, {"form.kind": "handwritten"}),
            "drop": lambda: self.intake.drop_form_id(this),
        }
        try:
            deeds[deed]()
        except Refused as error:
            reading = ("form_id_taken", "form_id_settled", "form_id_in_use")
            expect(error, "not_a_draft", *reading)
            return
        if deed in ("camera", "typed"):
            assert had in (None, form_id)
        if deed in ("camera", "typed") or (deed == "page" and had is None):
            self.form_lay_there = self.form_lay_there or now

    def hold_up(self, what: str) -> None:
        """Something with a code lies before the document camera."""
        this = self.open
        if this is None:
            return
        record, form_id, now = self.record(this), self.form_of(this), self.counter.clock.now()
        shown = {
            "own form": SlateReading(form_id=form_id or FORM_ID, number="", camera="c", taken=now),
            "other form": SlateReading(form_id=OTHER_ID, number="", camera="c", taken=now),
            "own number": SlateReading(
                form_id=None, number=record.number.full, camera="c", taken=now
            ),
        }.get(what, self.held_up.get(this))
        if shown is None:
            return
        self.held_up[this] = shown
        try:
            self.intake.note_form(this, shown)
        except Refused as error:
            expect(error, "slate_differs", "form_not_seen", "not_a_draft")
            return
        own_number = shown.number == record.number.full
        assert shown.taken.monotonic_ns >= self.since.monotonic_ns
        assert shown.form_id == form_id if shown.form_id else own_number
        self.form_lay_there = self.form_lay_there or shown.taken

    def somebody_sits_down(self) -> None:
        """A frame of whoever sits there now waits in the camera's queue."""
        self.shade = self.shade % 250 + 1
        self.waiting = self.counter.frame(shade=self.shade)

    def shoot(self, which: int | None, queued: bool, slate: str) -> None:
        """Also of an application that is not on the screen, also with a frame from before."""
        this = self.open if which is None else self.ids[which]
        if this is None:
            return
        if not queued:
            self.somebody_sits_down()
        form_id, before = self.form_of(this), self.record(this)
        held = {"own": form_id, "other": FormId("1" * 23)}.get(slate)
        seen = None if held is None else reading(self.counter, held)
        try:
            after = self.counter.photographing.shoot(this, self.waiting, seen).record
        except Refused as error:
            expect(error, "not_a_draft", "form_first", "form_not_seen", "slate_differs")
            assert self.record(this).shots == before.shots
            if this != self.open and error.code == "form_not_seen":
                self.now_open(this)  # asking for it ended the other one's sitting
            return
        assert this == self.open
        assert self.form_lay_there is not None
        assert self.waiting.taken.monotonic_ns > self.form_lay_there.monotonic_ns
        assert slate != "other"
        assert after.shots[-1].form_id == form_id
        assert after.seen_in(self.intake.sitting_of(this))

    def complete(self) -> None:
        """As far as it goes: without a form or a photo it is refused."""
        this = self.open
        if this is None:
            return
        self.form("page", FORM_ID)
        number = self.record(this).number.serial
        name = {"applicant__name": "甲乙丙"[number % 3], "applicant__kana": "アイウ"[number % 3]}
        try:
            self.intake.save(this, {**entries(**name), **ANSWERED})
            self.intake.accept(this)
        except Refused:
            return
        self.now_open(None)

    def every_shot_is_of_the_form_of_its_application(self) -> None:
        for application in self.ids:
            record = self.record(application)
            assert {each.form_id for each in record.shots} <= {record.entries.get("form.id")}
            photos = [each for each in record.pictures if each.kind is PictureKind.PHOTO]
            assert len(photos) == len(record.shots)


def expect(error: DeskError, *codes: str) -> None:
    """Only these answers are right."""
    assert error.code in codes, error


DEEDS: tuple[tuple[str, tuple[object, ...]], ...] = (
    *((("change"), (deed, which)) for deed in CHANGES for which in (False, True)),
    *(("form", (deed, form_id)) for deed in PAPER for form_id in (FORM_ID, OTHER_ID)),
    *(("hold_up", (what,)) for what in HELD_UP),
    *(("somebody_sits_down", ()),) * 2,
    *(
        ("shoot", (which, queued, slate))
        for which in (0, 1, None, None)
        for queued in (False, True)
        for slate in ("none", "own", "other")
    ),
    *(("complete", ()),) * 4,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(DEEDS), min_size=25, max_size=60))
def test_in_any_order_a_shot_is_of_the_form_that_lay_there(
    deeds: list[tuple[str, tuple[object, ...]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Counterwork(Path(folder) / "data")
        try:
            for name, how in deeds:
                getattr(work, name)(*how)
            work.every_shot_is_of_the_form_of_its_application()
        finally:
            work.counter.store.close()

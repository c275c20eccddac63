"""The ways of the drill, one function each; the order is that of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtTest import QTest

from desk.demo.clerk import Key
from desk.demo.drill import (
    FAILED,
    FLAGGED,
    IMPOSSIBLE,
    Drill,
    Outcome,
    Way,
    impossible,
    refused,
)
from desk.demo.people import Person
from desk.domain.application import ApplicationId, Concern, EntryValue, Grounds, Step
from desk.domain.confirmation import Answer
from desk.domain.form_id import FormId
from desk.services.ports import Frame

_GROUNDS: Final = Grounds(concern=Concern.OTHER, detail="訓練のための理由です。十文字以上。")
_FACE_FLAGS: Final = ("alike_face", "same_picture")
_OWNERS: dict[str, int] = {}
"""Whose face (head seed) each kept shot really shows; and whose application it should be."""


def _note(drill: Drill, application: ApplicationId, sat: Person, meant: Person) -> None:
    """Remember who really sat there, to look over everything at the end."""
    shots = drill.clerk.draft.record.shots if drill.clerk.bench.draft else ()
    if shots:
        _OWNERS[f"{application}:{shots[-1].id}"] = int(sat.head_seed != meant.head_seed)


def wrong_faces(drill: Drill) -> list[str]:
    """Accepted applications whose chosen shot shows another person and that no flag names."""
    review = drill.review()
    found = []
    for item in review.items():
        shot = item.record.chosen_shot
        if shot is None or item.needs_look:
            continue
        if _OWNERS.get(f"{item.id}:{shot.id}"):
            found.append(item.record.number.short)
    return found


# the reported cases -----------------------------------------------------------------------------
def print_of_the_person_before(drill: Drill) -> Outcome:
    """The contractor's way: the previous applicant's print, held before the camera."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.shoot()
    _note(drill, drill.accept().id, first, first)
    drill.open(second)
    drill.stage.show_face(drill.stage.print_of(first))
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, first, second)
    drill.accept()
    return drill.flagged(application, *_FACE_FLAGS, "recaptured")


def picture_file_left_over(drill: Drill) -> Outcome:
    """A file of somebody's photo in the scanner's folder while a photo is wanted."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(second)
    before = len(drill.clerk.draft.record.pictures)
    data = drill.stage.face_of(first)
    path = drill.out / "data" / "left-over.png"
    _write_png(path, data)
    drill.clerk.bench.take_file(Path(path))
    drill.clerk.settle()
    QTest.qWait(300)
    drill.clerk.settle()
    path.unlink(missing_ok=True)
    draft = drill.clerk.draft
    taken = draft.record.shots or len(draft.record.pictures) > before
    return Outcome(FAILED, "a file became a picture") if taken else impossible("no_import")


def six_colleagues_in_a_row(drill: Drill) -> Outcome:
    """Six photographed one after the other inside one application, to be sorted afterwards: the
    others cannot get their photos from it, and once the sixth is photographed for their own form,
    their face stands on two applications."""
    people = [drill.next_person() for _ in range(6)]
    drill.open(people[0])
    for person in people:
        drill.stage.seat(person)
        _retake(drill)
        drill.shoot()
    application = drill.clerk.draft.id
    drill.accept()
    _note(drill, application, people[5], people[0])
    missing = []
    for person in people[1:]:
        drill.stage.lay(person)
        drill.clerk.leave()
        drill.clerk.read_form(person)
        missing.append(not drill.clerk.draft.record.shots)
    drill.enter(people[5])
    drill.at_photo()
    moved = np.roll(drill.stage.face_of(people[5]), 9, axis=1)  # nobody sits twice just so
    drill.stage.show_face(moved)
    drill.shoot()
    _note(drill, drill.accept().id, people[5], people[5])
    item = drill.sheet(application)
    flags = [fact.flag.value for fact in item.flags]
    ok = all(missing) and "many_shots" in flags and item.needs_look
    return Outcome(IMPOSSIBLE if ok else FAILED, "no_attach, " + ", ".join(flags))


def the_person_before_still_sits_there(drill: Drill) -> Outcome:
    """The next form was read, but the previous applicant has not got up."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.shoot()
    _note(drill, drill.accept().id, first, first)
    drill.open(second)
    drill.stage.seat(first)
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, first, second)
    drill.accept()
    return drill.flagged(application, *_FACE_FLAGS)


def the_person_after_came_too_early(drill: Drill) -> Outcome:
    """The next applicant sits down while the form of the one before is open."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.stage.seat(second)
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, second, first)
    drill.accept()
    drill.open(second)
    drill.shoot()
    _note(drill, drill.accept().id, second, second)
    return drill.flagged(application, *_FACE_FLAGS)


def document_not_compared(drill: Drill) -> Outcome:
    """Another person's face, and nobody compares with the document's copy."""
    owner, other = drill.next_person(), drill.next_person()
    drill.open(owner)
    drill.keep_portrait(owner)
    drill.at_photo()
    drill.stage.seat(other)
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, other, owner)
    drill.accept()
    return drill.flagged(application, "portrait_differs")


def second_check_skipped(drill: Drill) -> Outcome:
    """Sealing although nobody looked a second time."""
    person = drill.next_person()
    drill.open(person)
    drill.shoot()
    done = drill.accept()
    _note(drill, done.id, person, person)
    return impossible(refused(lambda: drill.seal(done.id)))


def two_namesakes_on_a_day(drill: Drill) -> Outcome:
    """Two people of one name and birth date; the second's photo on the first's application."""
    first = drill.next_person()
    second = replace(drill.next_person(), name=first.name, kana=first.kana, birth=first.birth)
    drill.open(first)
    drill.stage.seat(second)
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, second, first)
    drill.accept()
    drill.open(second)
    drill.shoot()
    _note(drill, drill.accept().id, second, second)
    return drill.flagged(application, "namesake", *_FACE_FLAGS)


def a_married_couple(drill: Drill) -> Outcome:
    """Husband and wife at one address, each sitting on the other's form."""
    one = drill.next_person()
    two = replace(drill.next_person(), address=one.address, postcode=one.postcode)
    applications = []
    for meant, sat in ((one, two), (two, one)):
        drill.open(meant)
        drill.stage.seat(sat)
        drill.shoot()
        applications.append(drill.clerk.draft.id)
        _note(drill, applications[-1], sat, meant)
        drill.accept()
    found = [drill.flagged(each, "same_household", *_FACE_FLAGS) for each in applications]
    return next((each for each in found if each.how != FLAGGED), found[0])


# the form ---------------------------------------------------------------------------------------
def photo_before_any_form(drill: Drill) -> Outcome:
    """A new intake, no form read, straight to the photo."""
    drill.stage.lay(None)
    drill.clerk.leave()
    draft = drill.store(drill.intake.open)
    drill.show(drill.store(lambda: drill.intake.go_to(draft.id, Step.PHOTO)))
    person = drill.next_person()
    drill.stage.seat(person)
    drill.see(lambda: drill.page.can_shoot, "a face")
    said = drill.refuses_to_shoot()
    frame = Frame(drill.stage.face_of(person), 1, "drill", drill.clock.now())
    code = refused(lambda: drill.store(lambda: drill.photographing.shoot(draft.id, frame)))
    return impossible(code if said else "")


def another_form_under_the_camera(drill: Drill) -> Outcome:
    """The next person's form lies under the camera while this one is photographed."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.stage.lay(second)
    drill.see(lambda: drill.page.other_form_seen, "the other form")
    return impossible(drill.refuses_to_shoot())


def forms_of_two_people_swapped(drill: Drill) -> Outcome:
    """One person's entries typed over the other's form: the id cannot be exchanged."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    application = drill.clerk.draft.id
    other = FormId(second.form_id)
    take = lambda: drill.intake.take_form_id(application, other, "camera")  # noqa: E731
    save = lambda: drill.intake.save(application, {"form.id": str(other)})  # noqa: E731
    codes = [refused(lambda: drill.store(take)), refused(lambda: drill.store(save))]
    return impossible(", ".join(codes) if all(codes) else "")


def form_taken_away(drill: Drill) -> Outcome:
    """No form in view at the shot, nor for half a minute after it."""
    person = drill.next_person()
    drill.open(person)
    drill.see(lambda: drill.page.slate_matched, "the form")
    application = drill.clerk.draft.id
    drill.stage.lay(None)
    frame = Frame(drill.stage.face_of(person), 1, "drill", drill.clock.now())
    drill.show(drill.store(lambda: drill.photographing.shoot(application, frame)))
    drill.accept()
    _note(drill, application, person, person)
    return drill.flagged(application, "slate_missing")


def form_read_much_later(drill: Drill) -> Outcome:
    """The form comes back into view a minute after the shot."""
    person = drill.next_person()
    drill.open(person)
    application = drill.clerk.draft.id
    drill.stage.lay(None)
    frame = Frame(drill.stage.face_of(person), 1, "drill", drill.clock.now())
    draft = drill.store(lambda: drill.photographing.shoot(application, frame))
    shot = draft.record.chosen_shot
    if shot is None:
        return Outcome(FAILED, "no shot")
    now = drill.clock.now()
    later = replace(
        now, utc=now.utc + timedelta(minutes=1), monotonic_ns=now.monotonic_ns + 60 * 10**9
    )
    reading = replace(drill.own_reading(""), form_id=FormId(person.form_id), taken=later)
    drill.store(lambda: drill.photographing.settle(application, shot.id, reading))
    drill.show(drill.store(lambda: drill.intake.look(application)))
    drill.accept()
    return drill.flagged(application, "slate_apart", "slate_missing")


def restarted_between_form_and_photo(drill: Drill) -> Outcome:
    """The program was restarted, another person sits there, the form is gone."""
    person = drill.next_person()
    drill.open(person)
    application = drill.clerk.draft.id
    drill.stage.lay(None)
    drill.clerk.leave()  # as a restart does, it ends the sitting
    draft = drill.store(lambda: drill.intake.load(application))
    drill.show(draft)
    drill.see(lambda: drill.page.can_shoot, "a face")
    said = drill.refuses_to_shoot()
    frame = Frame(drill.stage.face_of(person), 1, "drill", drill.clock.now())
    code = refused(lambda: drill.store(lambda: drill.photographing.shoot(application, frame)))
    return impossible(code if said else "")


def held_and_continued_with_another(drill: Drill) -> Outcome:
    """Held in the morning; in the afternoon another person's form lies there."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    application = drill.clerk.draft.id
    drill.store(lambda: drill.intake.hold(application, _GROUNDS))
    drill.stage.lay(second)
    drill.stage.seat(second)
    drill.show(drill.store(lambda: drill.intake.continue_held(application)))
    drill.see(lambda: drill.page.other_form_seen, "the other form")
    return impossible(drill.refuses_to_shoot())


def corrected_without_the_applicant(drill: Drill) -> Outcome:
    """A new photo in a correction, the form long gone into the envelope."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.shoot()
    _note(drill, drill.clerk.draft.id, first, first)
    done = drill.accept()
    drill.stage.lay(None)
    drill.stage.seat(second)
    new = drill.store(lambda: drill.intake.open_correction(done.id, _GROUNDS))
    frame = Frame(drill.stage.face_of(second), 1, "drill", drill.clock.now())
    shoot = lambda: drill.photographing.shoot(new.id, frame)  # noqa: E731
    return impossible(refused(lambda: drill.store(shoot)))


def label_of_another(drill: Drill) -> Outcome:
    """A handwritten form with the label of another intake beside it."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    label = drill.clerk.draft.record.number.full
    drill.clerk.leave()
    drill.stage.lay(None)
    draft = drill.store(drill.intake.open)
    entries: dict[str, EntryValue | None] = {"form.kind": "none", "form.desk_clear": True}
    drill.store(lambda: drill.intake.save(draft.id, entries))
    drill.stage.seat(second)
    reading = drill.own_reading(label)
    return impossible(
        refused(lambda: drill.store(lambda: drill.photographing.note_form(draft.id, reading)))
    )


# the camera -------------------------------------------------------------------------------------
def two_people_in_view(drill: Drill) -> Outcome:
    """The wife looks over the husband's shoulder."""
    one, two = drill.next_person(), drill.next_person()
    drill.open(one)
    drill.stage.show_face(drill.stage.two_of(one, two))
    drill.see(lambda: drill.page.faces_seen == 2, "two faces")
    said = drill.refuses_to_shoot()
    frame = Frame(drill.stage.two_of(one, two), 1, "drill", drill.clock.now())
    application = drill.clerk.draft.id
    code = refused(lambda: drill.store(lambda: drill.photographing.shoot(application, frame)))
    return impossible(code if said else "")


def frozen_camera(drill: Drill) -> Outcome:
    """The camera hangs: the very same picture for two applicants."""
    first, second = drill.next_person(), drill.next_person()
    picture = drill.stage.face_of(first)
    drill.open(first)
    application = drill.clerk.draft.id
    frame = Frame(picture, 1, "drill", drill.clock.now())
    drill.show(drill.store(lambda: drill.photographing.shoot(application, frame)))
    drill.accept()
    drill.open(second)
    application = drill.clerk.draft.id
    frame = Frame(picture, 2, "drill", drill.clock.now())
    drill.show(drill.store(lambda: drill.photographing.shoot(application, frame)))
    return impossible(refused(drill.accept))


def photo_on_a_telephone(drill: Drill) -> Outcome:
    """Somebody brings the absent applicant's picture on a telephone."""
    absent = drill.next_person()
    drill.open(absent)
    drill.stage.show_face(drill.stage.phone_of(absent))
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, absent, absent)
    drill.accept()
    return drill.flagged(application, "recaptured")


def the_operators_own_face(drill: Drill) -> Outcome:
    """A trial shot of the colleague stays as the applicant's photo."""
    clerk, person = drill.next_person(), drill.next_person()
    lookout, operator = drill.photographing.lookout, drill.intake.operator.id
    test_shot = drill.stage.face_of(clerk)
    drill.pixels(lambda: lookout.learn_operator(operator, test_shot))
    drill.open(person)
    drill.stage.seat(clerk)
    drill.shoot()
    application = drill.clerk.draft.id
    _note(drill, application, clerk, person)
    drill.accept()
    return drill.flagged(application, "operator_face")


def one_person_twice(drill: Drill) -> Outcome:
    """The same person with two forms, under two names."""
    person = drill.next_person()
    alias = replace(drill.next_person(), head_seed=person.head_seed, sex=person.sex)
    drill.open(person)
    drill.shoot()
    _note(drill, drill.accept().id, person, person)
    drill.open(alias)
    drill.shoot()
    application = drill.clerk.draft.id
    drill.accept()
    return drill.flagged(application, *_FACE_FLAGS)


def twins(drill: Drill) -> Outcome:
    """Same birth date, same address, nearly the same face."""
    one = drill.next_person()
    other = drill.next_person()
    two = replace(other, address=one.address, birth=one.birth, head_seed=one.head_seed, sex=one.sex)
    drill.open(one)
    drill.shoot()
    _note(drill, drill.accept().id, one, one)
    drill.open(two)
    drill.shoot()
    application = drill.clerk.draft.id
    drill.accept()
    return drill.flagged(application, "same_birth_address")


# the hands --------------------------------------------------------------------------------------
def other_application_opened_while_developing(drill: Drill) -> Outcome:
    """F3 and another applicant while the shutter's picture is still being developed."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    one = drill.clerk.draft.id
    drill.open(second)
    two = drill.clerk.draft.id
    drill.see(lambda: drill.page.can_shoot and drill.page.slate_matched, "a face and the form")
    drill.page.focus_field("photo")
    drill.clerk.press(Key.Key_Space)
    drill.clerk.bench.open(one)
    drill.clerk.wait(lambda: drill.clerk.bench.draft and drill.clerk.draft.id == one, "the other")
    drill.clerk.settle()
    shots = {each: len(drill.store(partial(drill.record, each)).shots) for each in (one, two)}
    ok = shots[one] == 0 and shots[two] <= 1
    return Outcome(IMPOSSIBLE if ok else FAILED, "kept_where_it_belongs" if ok else str(shots))


def photo_after_the_applicant_confirmed(drill: Drill) -> Outcome:
    """The applicant saw one photo; afterwards another one was taken."""
    person, other = drill.next_person(), drill.next_person()
    drill.open(person)
    drill.shoot()
    application = drill.clerk.draft.id
    shown = drill.clerk.draft.record.chosen_shot
    drill.stage.seat(other)
    _retake(drill)
    drill.shoot()
    answered = drill.store(lambda: drill.right_answer(application))
    confirmation = replace(answered, photo_sha256=None if shown is None else shown.photo_sha256)
    return impossible(
        refused(lambda: drill.store(lambda: drill.intake.confirm(application, confirmation)))
    )


def the_applicant_says_it_is_not_me(drill: Drill) -> Outcome:
    """The applicant presses ちがうところがあります: 写真; the clerk wants to complete."""
    person, other = drill.next_person(), drill.next_person()
    drill.open(person)
    drill.stage.seat(other)
    drill.shoot()
    application = drill.clerk.draft.id
    drill.fill_papers(application)
    drill.confirm(Answer.WRONG_PHOTO)
    return impossible(refused(lambda: drill.store(lambda: drill.intake.accept(application))))


def doubt_left_unanswered(drill: Drill) -> Outcome:
    """Completing past a question about the photo."""
    first, second = drill.next_person(), drill.next_person()
    drill.open(first)
    drill.shoot()
    _note(drill, drill.accept().id, first, first)
    drill.open(second)
    drill.stage.seat(first)
    drill.shoot()
    return impossible(refused(lambda: drill.accept(in_good_faith=False)))


def own_photos_approved(drill: Drill) -> Outcome:
    """The supervisor who took the photo approves it."""
    person = drill.next_person()
    drill.open(person)
    drill.shoot()
    done = drill.accept()
    _note(drill, done.id, person, person)
    clerk = drill.intake.operator
    supervisor = replace(clerk, supervisor=True)

    def approve() -> None:
        review = drill.review_by(supervisor)
        review.items()
        review.approve(done.id, 3000)

    return impossible(refused(lambda: drill.store(approve)))


def approved_without_a_look(drill: Drill) -> Outcome:
    """A, A, A: approvals faster than anybody can look."""
    person = drill.next_person()
    drill.open(person)
    drill.shoot()
    done = drill.accept()
    _note(drill, done.id, person, person)

    def approve(looked_ms: int) -> None:
        review = drill.review()
        review.items()
        review.approve(done.id, looked_ms, "訓練のため承認")

    unseen = refused(lambda: drill.store(lambda: approve(0)))
    drill.store(lambda: approve(120))
    report = drill.store(lambda: drill.review().report())
    named = any(number == done.record.number.short for number, _who, _ms in report.fast)
    return Outcome(FLAGGED if unseen and named else FAILED, f"{unseen}, fast_approval")


def _retake(drill: Drill) -> None:
    """F5 when a photo is there already."""
    if drill.clerk.draft.record.shots:
        drill.page.retake()
        drill.clerk.settle()
        time.sleep(0)


def _write_png(path: Path, image: object) -> None:
    import cv2  # only here

    cv2.imwrite(str(path), image)  # type: ignore[call-overload]


def _ways(*rows: tuple[Callable[[Drill], Outcome], str, str, str]) -> tuple[Way, ...]:
    return tuple(
        Way(number, title, english, case, play)
        for number, (play, title, english, case) in enumerate(rows, start=1)
    )


WAYS: Final = _ways(
    (
        print_of_the_person_before,
        "前の方の写真プリントを使う",
        "the previous applicant's print is used",
        "各務原市",
    ),
    (
        picture_file_left_over,
        "消し忘れた写真ファイルを使う",
        "a photo file that was not deleted is used",
        "浜松市",
    ),
    (
        six_colleagues_in_a_row,
        "6人を続けて撮り、あとから付ける",
        "six people photographed in a row, attached afterwards",
        "小山市",
    ),
    (
        the_person_before_still_sits_there,
        "前の方がまだ座っている",
        "the person before still sits there",
        "大崎市",
    ),
    (
        the_person_after_came_too_early,
        "次の方が先に座る",
        "the next person sits down too early",
        "大崎市",
    ),
    (
        document_not_compared,
        "書類の写しと見比べない",
        "nobody compares with the document",
        "宇都宮市",
    ),
    (second_check_skipped, "二人目の確認を省く", "the second check is skipped", "佐伯市"),
    (two_namesakes_on_a_day, "同じ日に同姓同名のお二人", "two namesakes on one day", "安来市"),
    (a_married_couple, "ご夫婦が入れ替わる", "a married couple changes places", "松阪市"),
    (photo_before_any_form, "申請書を読まずに撮る", "a photo before any form was read", ""),
    (
        another_form_under_the_camera,
        "次の方の申請書を置いたまま撮る",
        "the next person's form lies under the camera",
        "",
    ),
    (
        forms_of_two_people_swapped,
        "申請書を途中で差し替える",
        "the form is exchanged half-way",
        "",
    ),
    (form_taken_away, "申請書を片付けてから撮る", "the form was cleared away before the shot", ""),
    (form_read_much_later, "ずっとあとで申請書を照合する", "the form is read much later", ""),
    (
        restarted_between_form_and_photo,
        "再起動のあと、申請書なしで撮る",
        "restarted, then photographed without the form",
        "",
    ),
    (
        held_and_continued_with_another,
        "保留の続きを別の方で始める",
        "a held intake goes on with another person",
        "",
    ),
    (
        corrected_without_the_applicant,
        "訂正で写真だけ入れ替える",
        "a correction exchanges only the photo",
        "",
    ),
    (label_of_another, "別の受付のラベルで照合する", "the label of another intake", ""),
    (two_people_in_view, "お二人が写っている", "two people in view", ""),
    (frozen_camera, "カメラが固まり同じ画像になる", "a frozen camera gives one picture twice", ""),
    (photo_on_a_telephone, "電話の画面の写真を撮る", "a picture on a telephone", ""),
    (the_operators_own_face, "試し撮りの係員の顔が残る", "the operator's own face", ""),
    (one_person_twice, "同じ方が別の名前で二度申請する", "one person, two names", ""),
    (twins, "ふたごの方", "twins", ""),
    (
        other_application_opened_while_developing,
        "保存の途中で別の受付を開く",
        "another intake is opened while the shot is developed",
        "",
    ),
    (
        photo_after_the_applicant_confirmed,
        "申請者の確認のあとで撮り直す",
        "taken again after the applicant confirmed",
        "",
    ),
    (
        the_applicant_says_it_is_not_me,
        "申請者が「写真がちがう」と答える",
        "the applicant says: not my photo",
        "",
    ),
    (doubt_left_unanswered, "写真の確認に答えずに完了する", "a doubt is left unanswered", ""),
    (own_photos_approved, "撮った人が自分で承認する", "own photos approved", ""),
    (approved_without_a_look, "見ずに承認を続ける", "approved without a look", ""),
)

"""The counter's deeds on a real store with the shipped rules."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from counter import FORM_ID, GROUNDS, VOIDED, Counter, entries

from desk.domain.application import Status, Step
from desk.domain.delivery import Route
from desk.domain.errors import DeskError
from desk.domain.form_id import FormId
from desk.services.ports import NewPortrait, Page

OTHER_ID = FormId("98765432109876543210987")


def refused(deed: Callable[[], object]) -> DeskError:
    with pytest.raises(DeskError) as caught:
        deed()
    return caught.value


def test_from_form_to_acceptance(counter: Counter) -> None:
    done = counter.accepted()
    assert done.record.status is Status.ACCEPTED
    assert done.record.route is Route.MAIL
    assert done.record.rules_version
    assert done.record.number.short == "K3-001"


def test_an_incomplete_application_is_not_accepted(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.fill(draft.id, applicant__phone=None, papers__signed=None)
    assert refused(lambda: counter.intake.accept(draft.id)).code == "not_complete"
    assert counter.intake.load(draft.id).record.status is Status.DRAFT


def test_the_counter_route_keeps_its_reasons(counter: Counter) -> None:
    done = counter.accepted(papers__moving="yes")
    assert done.record.route is Route.COUNTER
    assert done.record.reasons


def test_power_cut_brings_back_the_same_step(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, {"applicant.name": "佐藤 結衣", "applicant.birth": "平成3年4"})
    counter.intake.go_to(draft.id, Step.IDENTITY)
    counter.reopen()
    back = counter.intake.resume()
    assert back is not None
    assert (back.id, back.record.step) == (draft.id, Step.IDENTITY)
    assert back.text("applicant.birth") == "平成3年4"


def test_an_accepted_application_is_not_resumed(counter: Counter) -> None:
    counter.accepted()
    counter.reopen()
    assert counter.intake.resume() is None


def test_a_form_is_taken_in_once_also_on_another_day(counter: Counter) -> None:
    counter.accepted()
    counter.clock.days(1)
    counter.reopen()
    draft = counter.intake.open()
    error = refused(lambda: counter.intake.take_form_id(draft.id, FORM_ID, "camera"))
    assert error.code == "form_id_taken"
    assert error.facts["number"] == "K3-001（11/23）"


def test_a_voided_form_can_come_again(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.take_form_id(draft.id, FORM_ID, "camera")
    counter.intake.void(draft.id, VOIDED)
    again = counter.intake.open()
    assert counter.intake.take_form_id(again.id, FORM_ID, "camera").text("form.id") == FORM_ID


def test_another_form_never_slips_into_an_open_application(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.take_form_id(draft.id, FORM_ID, "camera")
    assert (
        refused(lambda: counter.intake.take_form_id(draft.id, OTHER_ID, "camera")).code
        == "form_id_settled"
    )
    assert (
        refused(lambda: counter.intake.save(draft.id, {"form.id": OTHER_ID})).code
        == "form_id_by_reading_only"
    )
    counter.intake.drop_form_id(draft.id)
    counter.intake.take_form_id(draft.id, OTHER_ID, "typed")
    counter.intake.save(draft.id, {"applicant.name": "佐藤"})
    assert refused(lambda: counter.intake.drop_form_id(draft.id)).code == "form_id_in_use"


def test_a_namesake_must_be_answered_and_a_double_stops(counter: Counter) -> None:
    counter.accepted()
    draft = counter.intake.open()
    filled = counter.fill(draft.id, OTHER_ID)
    (alert,) = [each for each in filled.alerts if each.kind == "namesake"]
    assert refused(lambda: counter.intake.accept(draft.id)).code == "alert_unanswered"
    counter.intake.answer(draft.id, alert, "same_person")
    assert refused(lambda: counter.intake.accept(draft.id)).code == "alert_stops"
    answered = counter.intake.answer(draft.id, alert, "different_person")
    assert next(a for a in answered.alerts if a.kind == "namesake").answer == "different_person"
    assert counter.intake.accept(draft.id).record.status is Status.ACCEPTED


def test_a_correction_is_a_new_version_with_the_same_number(counter: Counter) -> None:
    done = counter.accepted()
    corrected = counter.intake.correct(done.id, {"applicant.kana": "サトウ ユウイ"}, GROUNDS)
    assert corrected.record.number == done.record.number
    assert corrected.record.version == 2
    assert corrected.text("applicant.kana") == "サトウ ユウイ"
    old = counter.intake.look(done.id)
    assert old.record.status is Status.SUPERSEDED
    assert old.text("applicant.kana") == "サトウ ユイ"
    assert counter.store.count() == 1


def test_a_correction_that_breaks_something_leaves_the_accepted_version(counter: Counter) -> None:
    done = counter.accepted()
    broken = {"applicant.phone": "090-0000-12"}
    assert refused(lambda: counter.intake.correct(done.id, broken, GROUNDS)).code == "not_complete"
    assert counter.intake.look(done.id).record.status is Status.ACCEPTED
    back = counter.intake.resume()
    assert back is not None
    assert back.record.supersedes == done.id


def test_hold_and_go_on(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, entries())
    short = replace(GROUNDS, detail="みじかい")
    assert refused(lambda: counter.intake.hold(draft.id, short)).code == "detail_short"
    held = counter.intake.hold(draft.id, GROUNDS)
    assert held.record.status is Status.HELD
    assert counter.intake.resume() is None
    assert counter.intake.continue_held(draft.id).text("applicant.name") == "佐藤 結衣"


def test_void_wants_to_know_where_the_paper_went(counter: Counter) -> None:
    draft = counter.intake.open()
    no_paper = replace(VOIDED, paper=None)
    assert refused(lambda: counter.intake.void(draft.id, no_paper)).code == "void_paper_missing"
    assert counter.intake.hand_back(draft.id, GROUNDS).record.status is Status.HANDED_BACK


def test_handwritten_form_waits_for_its_number(counter: Counter) -> None:
    draft = counter.intake.open()
    saved = counter.intake.save(draft.id, {"form.kind": "handwritten", **entries()})
    assert saved.assessment.number_to_be_added
    not_seen = refused(lambda: counter.photographing.shoot(draft.id, counter.frame()))
    assert not_seen.code == "form_not_seen"
    counter.intake.keep_page(draft.id, Page(b"page", 10, 10, True))
    shot = counter.photographing.shoot(draft.id, counter.frame())
    assert shot.record.shots[0].form_id is None


@pytest.mark.parametrize(("faces", "code"), [(0, "no_face"), (2, "many_faces")])
def test_a_photo_needs_exactly_one_face(counter: Counter, faces: int, code: str) -> None:
    draft = counter.intake.open()
    counter.intake.take_form_id(draft.id, FORM_ID, "camera")
    assert refused(lambda: counter.photographing.shoot(draft.id, counter.frame(faces))).code == code


def test_no_photo_before_the_form_and_every_shot_is_kept(counter: Counter) -> None:
    draft = counter.intake.open()
    shoot = counter.photographing.shoot
    assert refused(lambda: shoot(draft.id, counter.frame())).code == "form_first"
    counter.fill(draft.id)
    again = shoot(draft.id, counter.frame(shade=99))
    assert [shot.chosen for shot in again.record.shots] == [False, True]
    assert again.text("photo.same_person") == ""  # asked anew about the new picture
    assert all(shot.form_id == FORM_ID for shot in again.record.shots)


def test_what_was_done_can_be_proven(counter: Counter) -> None:
    done = counter.accepted()
    counter.intake.correct(done.id, {"applicant.kana": "サトウ ユウイ"}, GROUNDS)
    assert counter.store.verify_audit() > 10
    counter.store.verify_integrity()


def test_a_number_shows_and_counts_once_while_it_is_corrected(counter: Counter) -> None:
    done = counter.accepted()
    draft = counter.intake.open_correction(done.id, GROUNDS)
    assert [line.id for line in counter.store.page("", 0, 10)] == [draft.id]
    tally = counter.store.tally(counter.intake.day.id)
    assert (tally["accepted"], tally["mail"], tally["draft"]) == (1, 1, 0)
    counter.intake.void(draft.id, VOIDED)
    assert [line.id for line in counter.store.page("", 0, 10)] == [done.id]
    assert counter.store.tally(counter.intake.day.id)["voided"] == 0


def test_an_old_form_stays_old_when_its_id_is_read(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.intake.save(draft.id, {"form.kind": "old"})
    assert counter.intake.take_form_id(draft.id, FORM_ID, "camera").text("form.kind") == "old"


def portrait(document: str) -> NewPortrait:
    return NewPortrait(
        document=document, data=document.encode(), width_px=240, height_px=300, camera="camera"
    )


def test_a_portrait_goes_with_consent_and_with_its_document(counter: Counter) -> None:
    draft = counter.intake.open()
    both = {"identity.documents": ("passport", "driving_licence")}
    counter.intake.save(draft.id, both | {"identity.copy_consent": "yes"})
    for document in ("passport", "driving_licence"):
        counter.photographing.keep_portrait(draft.id, portrait(document))
    kept = counter.intake.save(draft.id, {"applicant.name": "佐藤 結衣"}).record.portraits
    assert [each.document for each in kept] == ["passport", "driving_licence"]
    one = counter.intake.save(draft.id, {"identity.documents": ("driving_licence",)})
    assert [each.document for each in one.record.portraits] == ["driving_licence"]
    none = counter.intake.save(draft.id, {"identity.copy_consent": None})
    assert none.record.portraits == ()
    late = refused(lambda: counter.photographing.keep_portrait(draft.id, portrait("passport")))
    assert late.code == "no_consent"


def test_a_completed_application_keeps_its_portrait_until_the_review(counter: Counter) -> None:
    draft = counter.intake.open()
    counter.fill(draft.id, identity__copy_consent="yes")
    counter.photographing.keep_portrait(draft.id, portrait("driving_licence"))
    counter.intake.accept(draft.id)
    withdrawn = {"identity.copy_consent": "no"}
    assert refused(lambda: counter.intake.save(draft.id, withdrawn)).code == "not_a_draft"
    assert len(counter.intake.look(draft.id).record.portraits) == 1


def test_the_draft_says_whether_its_form_was_seen_in_this_sitting(counter: Counter) -> None:
    first = counter.intake.open()
    assert not first.form_seen
    assert counter.intake.take_form_id(first.id, FORM_ID, "camera").form_seen
    other = counter.intake.open()
    counter.intake.take_form_id(other.id, OTHER_ID, "camera")
    assert not counter.intake.look(first.id).form_seen
    assert counter.intake.look(other.id).form_seen  # looking at the first did not end the sitting
    counter.reopen()
    back = counter.intake.resume()
    assert back is not None
    assert not back.form_seen

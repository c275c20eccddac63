"""責任者確認 with a real store: every flag, who may decide, what the day report says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from review_day import ReviewDay, doubt, jpeg

from desk.domain.application import Concern, Grounds
from desk.domain.binding import Degree, DoubtKind, SlateState
from desk.domain.confirmation import Answer, Confirmation
from desk.domain.errors import Refused
from desk.domain.fields import KEPT_REASONS
from desk.domain.form_id import FormId
from desk.domain.review import MILD, Decision, Flag
from desk.services.ports import By
from desk.services.review import ReviewItem, counts

VOID = Grounds(
    concern=Concern.APPLICANT_ASKED, detail="きょうは申請をやめるとのこと", paper="returned"
)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[ReviewDay]:
    day = ReviewDay(tmp_path / "data")
    yield day
    day.store.close()


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[ReviewDay]:
    day = ReviewDay(tmp_path / "data", lone=True)
    yield day
    day.store.close()


def of(day: ReviewDay, draft: Any) -> ReviewItem:
    return day.review().item(draft.id)


def flags(item: ReviewItem) -> dict[Flag, tuple[str, ...]]:
    return {fact.flag: fact.others for fact in item.flags}


# what stands on the sheet


def test_an_empty_day_has_an_empty_sheet_and_report(day):
    assert day.review().items() == ()
    report = day.review().report()
    assert (report.approved, report.open, report.fast, report.median_look_ms) == (0, 0, (), 0)
    assert report.finished


def test_somebody_without_any_flag_is_shown_plainly(day):
    item = of(day, day.take_in("佐藤 結衣"))
    assert item.flags == ()
    assert not item.needs_look
    assert item.decision is None
    assert item.age == 35
    assert item.slate is SlateState.MATCHED
    assert item.taken_by == "中村 彩"
    assert not item.own
    assert item.before is item.after is item.minutes_since_previous is None


def test_one_item_and_the_whole_sheet_say_the_same(day):
    first = day.take_in(portrait=jpeg(3))
    day.take_in("佐藤 結衣", doubts=[doubt(DoubtKind.ALIKE_FACE, first)], slate=False, shots=3)
    day.take_in("佐藤 結衣")
    review = day.review()
    for item in review.items():
        assert review.item(item.id) == item


def test_the_flagged_come_first_then_the_order_of_the_numbers(day):
    plain = [day.take_in(shade=n) for n in range(3)]
    flagged = day.take_in(slate=False, shade=9)
    assert [item.id for item in day.review().items()] == [flagged.id, *(d.id for d in plain)]


def test_who_was_before_and_after_also_when_they_were_not_completed(day):
    held = day.take_in(accept=False, shade=1)
    mine = day.take_in(minutes=7, shade=2)
    after = day.take_in(minutes=4, shade=3)
    item = of(day, mine)
    assert item.before.who.id == held.id
    assert item.after.who.id == after.id
    assert item.minutes_since_previous == pytest.approx(7.03, abs=0.1)
    assert item.before.who.photo == held.record.chosen_shot.photo


# every flag


def taken_with(kind: DoubtKind) -> Any:
    return lambda day: day.take_in(doubts=[doubt(kind)], shade=4)


def about_another(kind: DoubtKind) -> Any:
    def build(day: ReviewDay) -> Any:
        other = day.take_in(shade=30)
        return day.take_in(doubts=[doubt(kind, other, degree=Degree.VERY)], shade=4)

    return build


def resembling(**changes: str) -> Any:
    def build(day: ReviewDay) -> Any:
        same = {"applicant__address": "みどり野市北町1番1号", "name": "架空 別人"}
        day.take_in(**({"kana": "カクウ ベツジン"} | same | changes), shade=30)
        return day.take_in(
            "架空 太郎", "カクウ タロウ", applicant__address="みどり野市北町1番1号", shade=4
        )

    return build


def sent_back(day: ReviewDay) -> Any:
    draft = day.take_in()
    day.review().send_back(draft.id, 2000, "写真の撮り直し")
    return draft


def objected(day: ReviewDay) -> Any:
    draft = day.take_in(accept=False)
    day.intake.confirm(draft.id, answer_of(day, draft, Answer.WRONG_PHOTO))
    day.intake.confirm(draft.id, answer_of(day, draft, Answer.RIGHT))
    return day.intake.accept(draft.id)


def answer_of(day: ReviewDay, draft: Any, answer: Answer) -> Confirmation:
    return Confirmation(
        answer=answer,
        language="ja",
        photo_sha256=draft.record.chosen_shot.photo_sha256,
        route="mail",
        mail_consent=True,
        copy_consent=False,
        shown_ms=3000,
        shared_screen=False,
        operator=day.clerk.id,
        at=day.clock.now().utc,
    )


def typed(day: ReviewDay) -> Any:
    draft = day.intake.open()
    day.intake.take_form_id(draft.id, FormId("1" * 23), "typed")
    record = day.store.record(draft.id)
    assert record.entries["form.source"] == "typed"
    return day.finish(draft, "架空 太郎", "カクウ タロウ")


MADE = {
    Flag.SAME_PICTURE: lambda day: day.take_in_same_picture(),
    Flag.PORTRAIT_DIFFERS: taken_with(DoubtKind.PORTRAIT_DIFFERS),
    Flag.ALIKE_FACE: about_another(DoubtKind.ALIKE_FACE),
    Flag.OPERATOR_FACE: taken_with(DoubtKind.OPERATOR_FACE),
    Flag.RECAPTURED: taken_with(DoubtKind.RECAPTURED),
    Flag.SLATE_MISSING: lambda day: day.take_in(slate=False),
    Flag.SLATE_APART: lambda day: day.take_in(slate=31.0),
    Flag.NAMESAKE: lambda day: day.twice("渡辺 葵"),
    Flag.SAME_NAME: lambda day: day.twice("渡辺 葵", applicant__birth="昭和60年2月11日"),
    Flag.SAME_BIRTH_ADDRESS: resembling(),
    Flag.SAME_HOUSEHOLD: resembling(applicant__birth="昭和60年2月11日"),
    Flag.SENT_BACK_BEFORE: sent_back,
    Flag.CORRECTED: lambda day: day.correct(day.take_in().id),
    Flag.FORM_TYPED: typed,
    Flag.MANY_SHOTS: lambda day: day.take_in(shots=3),
    Flag.PHOTO_ADVICE: lambda day: day.take_in(photo__kept_reason=KEPT_REASONS[0]),
    Flag.EXCEPTION: lambda day: day.take_in(photo__exception="medical_cover"),
    Flag.READ_ALOUD: lambda day: day.take_in(
        papers__confirmed="read_aloud", papers__confirmed_reason="画面が見えにくいため"
    ),
    Flag.APPLICANT_OBJECTED: objected,
    Flag.PORTRAIT_UNSURE: taken_with(DoubtKind.PORTRAIT_UNSURE),
    Flag.NOT_COMPARED: taken_with(DoubtKind.NOT_COMPARED),
    Flag.MIX_UP_SUSPECTED: lambda day: day.mixed_up()[0],
}


def test_every_flag_has_its_case():
    assert set(MADE) == set(Flag)


@pytest.mark.parametrize("flag", list(Flag), ids=str)
def test_each_flag_is_raised_by_its_cause(day, flag):
    item = of(day, MADE[flag](day))
    assert flag in flags(item)
    assert next(fact for fact in item.flags if fact.flag is flag).mild == (flag in MILD)
    assert [list(Flag).index(f) for f in flags(item)] == sorted(
        list(Flag).index(f) for f in flags(item)
    )


def test_a_slate_within_the_limit_is_matched(day):
    item = of(day, day.take_in(slate=29.0))
    assert item.slate is SlateState.MATCHED
    assert item.flags == ()


def test_a_doubt_is_shown_at_both_persons(day):
    first = day.take_in(shade=1)
    second = day.take_in(shade=2, doubts=[doubt(DoubtKind.ALIKE_FACE, first)])
    assert flags(of(day, first)) == {Flag.ALIKE_FACE: ("K3-002",)}
    assert flags(of(day, second)) == {Flag.ALIKE_FACE: ("K3-001",)}


def test_a_doubt_outlives_a_correction_of_either(day):
    """A new version has a new id; whom the doubt means is the number."""
    first = day.take_in(shade=1)
    second = day.take_in(shade=2, doubts=[doubt(DoubtKind.ALIKE_FACE, first)])
    first = day.correct(first.id)
    assert flags(of(day, second))[Flag.ALIKE_FACE] == ("K3-001",)
    assert flags(of(day, first))[Flag.ALIKE_FACE] == ("K3-002",)
    second = day.correct(second.id)
    assert flags(of(day, second))[Flag.ALIKE_FACE] == ("K3-001",)
    named = next(f for f in of(day, second).flags if f.flag is Flag.ALIKE_FACE).about[0]
    assert named.id == first.id  # the version that stands


def test_a_doubt_outlives_the_voiding_of_the_other(day):
    """The face was on this terminal today, whatever became of that application."""
    first = day.take_in(shade=1)
    second = day.take_in(shade=2, doubts=[doubt(DoubtKind.ALIKE_FACE, first)])
    day.intake.void(first.id, VOID)
    named = of(day, second).flags[0].about[0]
    assert (named.number.short, named.status.value) == ("K3-001", "voided")


def test_a_mix_up_that_was_said_stays_after_the_photo_was_taken_again(day):
    suspected, speaker = day.mixed_up()
    assert day.store.record(speaker.id).chosen_shot.doubts == ()  # the new photo has none
    assert flags(of(day, suspected)) == {Flag.MIX_UP_SUSPECTED: (speaker.record.number.short,)}
    day.intake.void(speaker.id, VOID)
    assert Flag.MIX_UP_SUSPECTED in flags(of(day, suspected))


def test_a_doubt_about_a_photo_that_was_not_chosen_is_no_flag(day):
    first = day.take_in(shade=1)
    draft = day.take_in(shade=2, doubts=[doubt(DoubtKind.ALIKE_FACE, first)], accept=False)
    day.shoot(draft.id, jpeg(3, None, 77))
    second = day.intake.accept(draft.id)
    assert flags(of(day, second)) == flags(of(day, first)) == {}


# who may decide, and how


def test_approving_counts_the_look_and_leaves_the_next_open(day):
    first, second = day.take_in(shade=1), day.take_in(shade=2)
    fresh = day.review().approve(first.id, 1800)
    assert fresh.decision is Decision.APPROVED
    mark = day.store.record(first.id).review
    assert (mark.looked_ms, mark.alone, mark.operator) == (1800, False, day.boss.id)
    assert day.store.record(first.id).reviewed
    assert [item.open for item in day.review().items()] == [False, True]
    assert day.store.record(second.id).reviews == ()


def test_nothing_is_decided_before_the_photo_stood_there(day):
    draft = day.take_in()
    review = day.review()
    for deed in (review.approve, review.later):
        with pytest.raises(Refused, match="not_looked"):
            deed(draft.id, 0)
    with pytest.raises(Refused, match="not_looked"):
        review.send_back(draft.id, 0, "写真の撮り直し")
    assert day.store.record(draft.id).reviews == ()


@pytest.mark.parametrize("reason", ["", "   ", "abc", " a b c "])
def test_a_grave_flag_needs_a_reason_to_be_approved(day, reason):
    draft = day.take_in(slate=False)
    with pytest.raises(Refused, match="review_reason"):
        day.review().approve(draft.id, 2000, reason)
    fresh = day.review().approve(draft.id, 2000, "書類の原本で確認")
    assert fresh.record.review.reason == "書類の原本で確認"
    assert fresh.record.review.flags == ("slate_missing",)


def test_a_mild_flag_needs_none(day):
    draft = day.take_in(shots=3)
    assert day.review().approve(draft.id, 2000).decision is Decision.APPROVED


def test_sending_back_needs_a_reason_and_shows_in_the_clerks_list(day):
    draft = day.take_in()
    with pytest.raises(Refused, match="review_reason"):
        day.review().send_back(draft.id, 2000, "")
    item = day.review().send_back(draft.id, 2000, "写真の撮り直し")
    assert item.decision is Decision.SENT_BACK
    assert item.sent_back.reason == "写真の撮り直し"
    assert day.store.line(draft.id).sent_back


def test_the_own_intake_cannot_be_approved_while_there_is_another_supervisor(day):
    draft = day.take_in(by=day.boss)
    item = of(day, draft)
    assert (item.own, item.blocked, item.alone) == (True, "own_review", False)
    with pytest.raises(Refused, match="own_review"):
        day.review().approve(draft.id, 2000)
    day.review().send_back(draft.id, 2000, "写真の撮り直し")  # but it can be sent back
    assert day.review(day.other).approve(draft.id, 2000, "係員に聞いて確認").decision is (
        Decision.APPROVED
    )


def test_the_own_photo_counts_even_if_another_completed_it(day):
    draft = day.take_in(by=day.boss, accept=False)
    day.intake.operator = day.clerk
    draft = day.intake.accept(draft.id)
    assert of(day, draft).own
    assert not day.review(day.other).item(draft.id).own


def test_the_only_supervisor_may_and_it_is_recorded(lone):
    draft = lone.take_in(by=lone.boss)
    item = of(lone, draft)
    assert (item.blocked, item.alone) == ("", True)
    lone.review().approve(draft.id, 2000)
    assert lone.store.record(draft.id).review.alone
    assert lone.review().report().alone == ("K3-001",)


def test_a_supervisor_who_was_switched_off_does_not_count(day):
    draft = day.take_in(by=day.boss)
    day.store.set_operator_active(day.other.id, False, By(day.boss.id, day.clock.now()))
    assert day.review().approve(draft.id, 2000).record.review.alone


def test_a_clerk_reviews_nothing(day):
    with pytest.raises(Refused, match="supervisor_only"):
        day.review(day.clerk)


def test_approving_twice_keeps_the_first(day):
    draft = day.take_in()
    day.review().approve(draft.id, 2000)
    day.review(day.other).approve(draft.id, 300)
    marks = day.store.record(draft.id).reviews
    assert [(mark.operator, mark.looked_ms) for mark in marks] == [(day.boss.id, 2000)]


def test_an_approval_can_be_taken_back(day):
    draft = day.take_in()
    day.review().approve(draft.id, 2000)
    item = day.review().send_back(draft.id, 2000, "写真が別の方のおそれ")
    assert item.decision is Decision.SENT_BACK
    assert not day.store.record(draft.id).reviewed


def test_later_stays_open(day):
    draft = day.take_in()
    item = day.review().later(draft.id, 900)
    assert (item.decision, item.open) == (Decision.LATER, True)
    assert day.review().approve(draft.id, 2000).decision is Decision.APPROVED


# corrections


def test_sent_back_corrected_and_looked_at_again(day):
    old = day.take_in(shade=1, portrait=jpeg(3))
    first_photo = day.store.picture_bytes(old.record.chosen_shot.photo)
    day.review().send_back(old.id, 2000, "写真が別の方のおそれ")
    new = day.correct(old.id, photo=jpeg(5))
    with pytest.raises(Refused, match="not_accepted"):
        day.review().approve(old.id, 2000, "書類の原本で確認")
    (item,) = day.review().items()
    assert item.id == new.id
    assert item.decision is None
    assert {Flag.CORRECTED, Flag.SENT_BACK_BEFORE} <= set(flags(item))
    assert item.sent_back.reason == "写真が別の方のおそれ"
    assert day.store.picture_bytes(item.old_photo.photo) == first_photo
    assert item.record.portraits  # it stayed for the second look
    with pytest.raises(Refused, match="review_reason"):
        day.review().approve(new.id, 2000)
    day.review().approve(new.id, 2000, "見比べて別の方と確認")
    assert day.store.record(new.id).reviewed


def test_a_correction_that_kept_the_photo_has_no_old_photo(day):
    new = day.correct(day.take_in().id)
    assert of(day, new).old_photo is None


def test_nothing_is_approved_while_its_correction_is_open(day):
    draft = day.take_in()
    correction = day.intake.open_correction(
        draft.id, Grounds(concern=Concern.ENTRY_ERROR, detail="フリガナを聞き違えていました")
    )
    assert of(day, draft).blocked == "correction_open"
    with pytest.raises(Refused, match="correction_open"):
        day.review().approve(draft.id, 2000)
    day.intake.void(correction.id, VOID)
    assert of(day, draft).blocked == ""


def test_an_approval_does_not_pass_to_the_corrected_version(day):
    draft = day.take_in()
    day.review().approve(draft.id, 2000)
    new = day.correct(draft.id)
    assert of(day, new).decision is None
    assert not day.store.record(new.id).reviewed


# portraits and figures


def test_the_portrait_goes_with_the_approval(day):
    draft = day.take_in(portrait=jpeg(3))
    assert of(day, draft).record.portraits
    assert day.review().approve(draft.id, 2000).record.portraits == ()


def test_the_report_names_who_did_not_look(day):
    drafts = [day.take_in(shade=n) for n in range(6)]
    flagged = day.take_in(slate=False, shade=9)
    review = day.review()
    for draft, looked_ms in zip(drafts, (400, 1000, 3000, 5000), strict=False):
        review.approve(draft.id, looked_ms)
    review.approve(flagged.id, 4000, "書類の原本で確認")
    review.send_back(drafts[4].id, 200, "写真の撮り直し")
    review.later(drafts[5].id, 100)
    report = review.report()
    assert (report.approved, report.sent_back, report.later, report.open) == (5, 1, 1, 0)
    assert report.fast == (("K3-001", "森田 健一", 400),)
    assert report.median_look_ms == 3000
    assert report.flagged == 1
    assert not report.finished


def test_a_fast_approval_stays_named_after_a_correction(day):
    draft = day.take_in()
    day.review().approve(draft.id, 300)
    new = day.correct(draft.id)
    day.review().approve(new.id, 2000)
    report = day.review().report()
    assert report.fast == (("K3-001", "森田 健一", 300),)
    assert (report.approved, report.open) == (1, 0)


def test_the_head_counts(day):
    drafts = [day.take_in(shade=n) for n in range(3)]
    day.take_in(slate=False, shade=9)
    day.review().approve(drafts[0].id, 2000)
    day.review().later(drafts[1].id, 2000)
    found = counts(day.review().items())
    assert found == {"flagged": 1, "open": 3, "approved": 1, "sent_back": 0, "later": 1}
    by_store = day.store.review_counts(day.day.id)
    assert by_store == {"open": 2, "approved": 1, "sent_back": 0, "later": 1}

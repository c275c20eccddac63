"""What desk.services.ports.Store promises, method by method."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from storage_world import MAIL, PLAIN_KEYS, TODAY, Booth, picture, shot

from desk.domain.application import (
    ApplicationId,
    Concern,
    Grounds,
    IntakeMethod,
    PictureKind,
    Status,
    Step,
)
from desk.domain.delivery import Reason, Route, Verdict
from desk.domain.errors import MoveNotAllowed, NeedsPerson, Refused
from desk.domain.form_id import FormId
from desk.domain.review import Decision, ReviewMark
from desk.services.ports import By, NewPortrait, Store

GROUNDS = Grounds(concern=Concern.ENTRY_ERROR, detail="番地の入力の誤りを直す")
FORM_ID = FormId("01234567890123456789012")


def opened(booth: Booth, **entries: object) -> ApplicationId:
    """A draft with entries; `applicant_name` stands for applicant.name."""
    record = booth.store.open_application(booth.day.id, booth.by())
    named = {name.replace("_", ".", 1): value for name, value in entries.items()}
    booth.store.save_entries(record.id, named, booth.by())  # type: ignore[arg-type]
    return record.id


def accepted(booth: Booth, **entries: object) -> ApplicationId:
    application = opened(booth, **entries)
    booth.store.accept(application, MAIL, "2026-11", booth.by())
    return application


def code(caught: pytest.ExceptionInfo[Exception]) -> str:
    return caught.value.code  # type: ignore[attr-defined, no-any-return]


def test_the_store_is_a_store(booth: Booth) -> None:
    store: Store = booth.store
    assert store is booth.store


# who and where
def test_operators_are_kept_in_their_order(booth: Booth) -> None:
    booth.store.add_operator("係員 一", "135790", supervisor=False, by=booth.by())
    assert [(each.name, each.supervisor) for each in booth.store.operators()] == [
        ("責任 者", True),
        ("係員 一", False),
    ]


def test_two_operators_never_have_the_same_name(booth: Booth) -> None:
    with pytest.raises(Refused, match="operator_name_taken"):
        booth.store.add_operator("責任 者", "135790", supervisor=False, by=booth.by())


def test_a_pin_may_be_typed_full_width(booth: Booth) -> None:
    assert booth.store.check_pin(booth.operator.id, "４８２９１３", booth.clock.now())


def test_five_wrong_pins_lock_until_a_supervisor_unlocks(booth: Booth, folder: Path) -> None:
    clerk = booth.store.add_operator("係員 一", "135790", supervisor=False, by=booth.by()).id
    for _ in range(5):
        assert not booth.store.check_pin(clerk, "000001", booth.clock.now())
    booth.reopen(folder)  # a restart does not help
    with pytest.raises(NeedsPerson, match="pin_locked"):
        booth.store.check_pin(clerk, "135790", booth.clock.now())
    with pytest.raises(Refused, match="supervisor_only"):
        booth.store.unlock_pin(clerk, By(clerk, booth.clock.now()))
    booth.store.unlock_pin(clerk, booth.by())
    assert booth.store.check_pin(clerk, "135790", booth.clock.now())


def test_a_switched_off_operator_cannot_sign_on(booth: Booth, folder: Path) -> None:
    clerk = booth.store.add_operator("係員 一", "135790", supervisor=False, by=booth.by()).id
    with pytest.raises(Refused, match="supervisor_only"):
        booth.store.set_operator_active(clerk, False, By(clerk, booth.clock.now()))
    booth.store.set_operator_active(clerk, False, booth.by())
    booth.reopen(folder)
    assert [each.active for each in booth.store.operators()] == [True, False]
    with pytest.raises(Refused, match="operator_switched_off"):
        booth.store.check_pin(clerk, "135790", booth.clock.now())
    booth.store.set_operator_active(clerk, True, booth.by())
    assert booth.store.check_pin(clerk, "135790", booth.clock.now())
    assert booth.store.verify_audit() > 4


def test_one_supervisor_always_stays(booth: Booth) -> None:
    with pytest.raises(Refused, match="last_supervisor"):
        booth.store.set_operator_active(booth.operator.id, False, booth.by())
    booth.store.add_operator("責任 二", "135790", supervisor=True, by=booth.by())
    booth.store.set_operator_active(booth.operator.id, False, booth.by())


def test_a_right_pin_forgets_wrong_ones(booth: Booth) -> None:
    for pin in ("1", "2", "3", "4", "482913", "1", "2", "3", "4"):
        booth.store.check_pin(booth.operator.id, pin, booth.clock.now())
    assert booth.store.check_pin(booth.operator.id, "482913", booth.clock.now())


def test_settings_change_and_stay(booth: Booth, folder: Path) -> None:
    booth.store.change_settings({"terminal": "K3", "phone": "000"}, None)
    booth.store.change_settings({"phone": "0567-00-0000"}, booth.by())
    booth.reopen(folder)
    assert booth.store.settings() == {"terminal": "K3", "phone": "0567-00-0000"}


def test_a_day_is_started_once(booth: Booth) -> None:
    again = booth.store.start_day(TODAY, "K3", "別の会場", IntakeMethod.SUPPORT, booth.by())
    assert again == booth.day == booth.store.current_day()


# one application
def test_numbers_go_up_and_versions_share_them(booth: Booth) -> None:
    first, second = accepted(booth), opened(booth)
    correction = booth.store.open_correction(first, GROUNDS, booth.by())
    third = booth.store.record(opened(booth))
    assert booth.store.record(second).number.short == "K3-002"
    assert (correction.number.short, correction.version) == ("K3-001", 2)
    assert third.number.short == "K3-003"


def test_a_voided_number_is_not_used_again(booth: Booth) -> None:
    booth.store.change_status(opened(booth), Status.VOIDED, booth.by(), GROUNDS)
    assert booth.store.record(opened(booth)).number.short == "K3-002"


def test_entries_come_back_exactly_as_entered(booth: Booth, folder: Path) -> None:
    entries = {
        "applicant.name": "髙﨑 𠮷\U000e0100 ﾊﾅｺ ",
        "applicant.foreign": True,
        "applicant.gaiji": False,
        "identity.documents": ("a2", "b1"),
        "identity.a2.expires": "令和９年３月１日",
        "papers.confirmed_reason": "\x00\n\"'; DROP TABLE entry; --",
    }
    record = booth.store.open_application(booth.day.id, booth.by())
    booth.store.save_entries(record.id, entries, booth.by())
    booth.reopen(folder)
    assert booth.store.record(record.id).entries == entries


def test_none_removes_an_entry(booth: Booth) -> None:
    application = opened(booth, applicant_name="山田 花子", applicant_phone="090")
    booth.store.save_entries(application, {"applicant.name": None}, booth.by())
    assert booth.store.record(application).entries == {"applicant.phone": "090"}
    assert booth.store.page("", 0, 1)[0].name == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applicant.sex", "unknown"),
        ("applicant.name", "\ud800"),
        ("applicant.name", "長" * 201),
        ("identity.documents", (1, 2)),
        ("applicant.nothing", "x"),
        ("applicant.nothing", None),
    ],
)
def test_what_a_field_cannot_hold_is_refused_and_nothing_is_saved(
    booth: Booth, field: str, value: object
) -> None:
    application = opened(booth, applicant_phone="090")
    with pytest.raises(Refused):
        booth.store.save_entries(
            application,
            {"applicant.kana": "ヤマダ", field: value},  # type: ignore[dict-item]
            booth.by(),
        )
    assert booth.store.record(application).entries == {"applicant.phone": "090"}


@pytest.mark.parametrize("status", [Status.HELD, Status.VOIDED, Status.HANDED_BACK])
def test_only_drafts_are_written_to(booth: Booth, status: Status) -> None:
    application = opened(booth)
    booth.store.change_status(application, status, booth.by(), GROUNDS)
    for write in (
        lambda: booth.store.save_entries(application, {"applicant.sex": "male"}, booth.by()),
        lambda: booth.store.save_step(application, Step.PHOTO, booth.by()),
        lambda: booth.store.add_picture(application, picture(), booth.by()),
        lambda: booth.store.add_shot(application, shot(booth.clock), booth.by()),
    ):
        with pytest.raises(Refused, match="not_a_draft"):
            write()


def test_an_unknown_application_is_refused(booth: Booth) -> None:
    with pytest.raises(Refused, match="application_unknown"):
        booth.store.record(ApplicationId("nobody"))
    with pytest.raises(Refused, match="picture_unknown"):
        booth.store.picture_bytes("nothing")  # type: ignore[arg-type]


def test_pictures_come_back_with_their_hash(booth: Booth) -> None:
    application = opened(booth)
    kept = booth.store.add_picture(application, picture(data=b"\x00\xff" * 9), booth.by())
    assert booth.store.picture_bytes(kept.id) == b"\x00\xff" * 9
    assert booth.store.record(application).picture(PictureKind.FORM_PAGE) == kept


def test_the_newest_shot_is_chosen_and_older_ones_stay(booth: Booth) -> None:
    application = opened(booth)
    first = booth.store.add_shot(application, shot(booth.clock, b"1"), booth.by())
    second = booth.store.add_shot(application, shot(booth.clock, b"2"), booth.by())
    record = booth.store.record(application)
    assert [(each.id, each.chosen) for each in record.shots] == [
        (first.id, False),
        (second.id, True),
    ]
    assert record.shots[1] == second
    chosen = record.picture(PictureKind.PHOTO)
    assert chosen is not None
    assert booth.store.picture_bytes(chosen.id) == b"photo 2"


def test_acceptance_keeps_route_reasons_and_rules(booth: Booth) -> None:
    verdict = Verdict(Route.COUNTER, (Reason("no_b_document", "identity.documents", ("a1",)),))
    record = booth.store.accept(opened(booth), verdict, "2026-11", booth.by())
    assert (record.status, record.route, record.reasons, record.rules_version) == (
        Status.ACCEPTED,
        Route.COUNTER,
        ("no_b_document",),
        "2026-11",
    )
    assert record.accepted_at is not None
    assert record.accepted_at.utcoffset() is not None


def test_an_open_verdict_is_not_accepted(booth: Booth) -> None:
    application = opened(booth)
    with pytest.raises(Refused, match="verdict_open"):
        booth.store.accept(application, Verdict(None), "2026-11", booth.by())
    assert booth.store.record(application).status is Status.DRAFT


def test_a_correction_carries_everything_over_and_supersedes_when_accepted(booth: Booth) -> None:
    old = opened(booth, applicant_name="山田 花子", form_id=FORM_ID)
    booth.store.add_picture(old, picture(), booth.by())
    booth.store.add_shot(old, shot(booth.clock, b"1", FORM_ID), booth.by())
    booth.store.add_shot(old, shot(booth.clock, b"2", FORM_ID), booth.by())
    before = booth.store.accept(old, MAIL, "2026-11", booth.by())
    new = booth.store.open_correction(old, GROUNDS, booth.by())
    assert booth.store.record(old) == before
    assert new.entries == before.entries
    assert [each.sha256 for each in new.pictures] == [each.sha256 for each in before.pictures]
    assert [each.chosen for each in new.shots] == [False, True]
    assert {each.photo for each in new.shots} <= {each.id for each in new.pictures}
    booth.store.accept(new.id, MAIL, "2026-11", booth.by())
    assert booth.store.record(old).status is Status.SUPERSEDED
    assert booth.store.grounds_of(old) == ((Status.SUPERSEDED, GROUNDS),)
    assert booth.store.grounds_of(new.id) == ((Status.DRAFT, GROUNDS),)


def test_one_correction_at_a_time(booth: Booth) -> None:
    old = accepted(booth)
    new = booth.store.open_correction(old, GROUNDS, booth.by()).id
    with pytest.raises(Refused, match="correction_open"):
        booth.store.open_correction(old, GROUNDS, booth.by())
    with pytest.raises(Refused, match="correction_open"):
        booth.store.change_status(old, Status.VOIDED, booth.by(), GROUNDS)
    booth.store.change_status(new, Status.VOIDED, booth.by(), GROUNDS)
    assert booth.store.record(old).status is Status.ACCEPTED
    assert booth.store.open_correction(old, GROUNDS, booth.by()).version == 3


def test_grounds_are_required_and_kept(booth: Booth) -> None:
    application = opened(booth)
    with pytest.raises(Refused, match="grounds_missing"):
        booth.store.change_status(application, Status.HELD, booth.by())
    held = Grounds(concern=Concern.MORE_DOCUMENTS, detail="x" * 10, returns_on=date(2026, 12, 1))
    voided = Grounds(concern=Concern.OTHER, detail="y" * 10, paper="envelope")
    booth.store.change_status(application, Status.HELD, booth.by(), held)
    booth.store.change_status(application, Status.DRAFT, booth.by())
    booth.store.change_status(application, Status.VOIDED, booth.by(), voided)
    assert booth.store.grounds_of(application) == ((Status.HELD, held), (Status.VOIDED, voided))


@pytest.mark.parametrize("to", [Status.ACCEPTED, Status.SUPERSEDED, Status.PURGED, Status.DRAFT])
def test_moves_outside_the_table_are_refused(booth: Booth, to: Status) -> None:
    application = opened(booth)
    with pytest.raises(MoveNotAllowed):
        booth.store.change_status(application, to, booth.by(), GROUNDS)


def test_slips_are_counted(booth: Booth) -> None:
    application = accepted(booth)
    assert [booth.store.note_slip(application, printed, booth.by()) for printed in (0, 1, 1)] == [
        1,
        2,
        3,
    ]
    assert booth.store.record(application).slips_printed == 2


def test_resume_leads_to_the_draft_that_was_open(booth: Booth, folder: Path) -> None:
    first, second = opened(booth), opened(booth)
    booth.store.note_open(first, booth.by())
    booth.store.save_step(first, Step.IDENTITY, booth.by())
    booth.reopen(folder)
    resumed = booth.store.resume()
    assert resumed is not None
    assert (resumed.id, resumed.step) == (first, Step.IDENTITY)
    booth.store.save_entries(second, {"applicant.sex": "male"}, booth.by())
    assert (resumed := booth.store.resume()) is not None
    assert resumed.id == second


@pytest.mark.parametrize("leave", ["accept", "hold", "close"])
def test_there_is_nothing_to_resume_after_leaving(booth: Booth, leave: str) -> None:
    application = opened(booth)
    if leave == "accept":
        booth.store.accept(application, MAIL, "2026-11", booth.by())
    elif leave == "hold":
        booth.store.change_status(application, Status.HELD, booth.by(), GROUNDS)
    else:
        booth.store.note_open(None, booth.by())
    assert booth.store.resume() is None


# finding
def test_the_list_is_newest_first_and_leaves_superseded_versions_out(booth: Booth) -> None:
    old = accepted(booth)
    middle = opened(booth)
    new = booth.store.open_correction(old, GROUNDS, booth.by()).id
    booth.store.accept(new, MAIL, "2026-11", booth.by())
    assert [line.id for line in booth.store.page("", 0, 10)] == [middle, new]
    assert [line.id for line in booth.store.page("", 1, 1)] == [new]
    assert booth.store.count() == 2
    assert booth.store.count(statuses=[Status.ACCEPTED]) == 1
    assert [line.id for line in booth.store.page("", 0, 9, [Status.DRAFT])] == [middle]


@pytest.mark.parametrize(
    "query",
    [
        "山田",
        "山田花子",
        "やまだ",
        "ヤマダ",
        "ﾔﾏﾀﾞ",
        "はなこ",
        "K3-001",
        "k3-001",
        "１",
        "001",
        "9012",
    ],
)
def test_search_finds_by_name_kana_number_and_form_ids_end(booth: Booth, query: str) -> None:
    wanted = opened(
        booth, applicant_name="山田 花子", applicant_kana="ヤマダ ハナコ", form_id=FORM_ID
    )
    opened(booth, applicant_name="佐藤 結衣", applicant_kana="サトウ ユイ", form_id="1" * 23)
    assert [line.id for line in booth.store.page(query, 0, 10)] == [wanted]
    assert booth.store.count(query) == 1


def test_search_finds_a_slips_number(booth: Booth) -> None:
    wanted = opened(booth)
    opened(booth)
    number = booth.store.record(wanted).number.full
    assert [line.id for line in booth.store.page(number, 0, 10)] == [wanted]


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "*", "\\", "\x00", "9" * 50, "ん", "K3-"])
def test_search_takes_anything_that_is_typed(booth: Booth, query: str) -> None:
    opened(booth, applicant_name="山田 花子", form_id=FORM_ID)
    assert booth.store.count(query) == (query == "K3-")


def test_half_a_character_is_searched_as_if_it_were_not_typed_yet(booth: Booth) -> None:
    opened(booth, applicant_name="山田 花子")
    assert (booth.store.count("\ud842"), booth.store.count("山\ud842")) == (1, 1)


def test_half_a_character_is_no_reason(booth: Booth) -> None:
    application = opened(booth)
    grounds = Grounds(concern=Concern.OTHER, detail="\ud842" * 10)
    with pytest.raises(Refused, match="value_does_not_fit"):
        booth.store.change_status(application, Status.VOIDED, booth.by(), grounds)
    assert booth.store.record(application).status is Status.DRAFT


def test_the_same_form_id_is_found_on_living_others_only(booth: Booth) -> None:
    living, gone = accepted(booth, form_id=FORM_ID), opened(booth, form_id=FORM_ID)
    booth.store.change_status(gone, Status.HANDED_BACK, booth.by(), GROUNDS)
    this = opened(booth)
    assert [line.id for line in booth.store.with_form_id(FORM_ID, this)] == [living]
    assert [line.id for line in booth.store.with_form_id(FORM_ID, None)] == [living]
    correction = booth.store.open_correction(living, GROUNDS, booth.by()).id
    assert booth.store.with_form_id(FORM_ID, correction) == ()


def test_look_alikes_come_once_by_the_strongest_kind(booth: Booth) -> None:
    who = {"applicant_name": "山田 花子", "applicant_kana": "ヤマダ ハナコ"}
    namesake = opened(booth, **who, applicant_birth="1990-01-02", applicant_address="本町1")
    by_name = opened(booth, applicant_name="山田花子", applicant_birth="2001-01-01")
    by_kana = opened(booth, applicant_name="山田 華子", applicant_kana="ヤマダハナコ")
    twin = opened(booth, applicant_birth="1990-01-02", applicant_address="本町 1")
    this = opened(booth, **who, applicant_birth="1990-01-02", applicant_address="本町1")
    found = booth.store.look_alikes(
        this,
        PLAIN_KEYS.name("山田 花子"),
        PLAIN_KEYS.kana("ヤマダ ハナコ"),
        date(1990, 1, 2),
        PLAIN_KEYS.address("本町1"),
    )
    assert {line.id: kind for kind, line in found} == {
        namesake: "namesake",
        by_name: "same_name",
        by_kana: "same_name",
        twin: "same_birth_address",
    }


def test_nothing_looks_like_an_empty_draft(booth: Booth) -> None:
    opened(booth)
    assert booth.store.look_alikes(opened(booth), "", "", None, "") == ()


def test_the_previous_application_is_the_one_photographed_before(booth: Booth) -> None:
    first, second, third = opened(booth), opened(booth), opened(booth)
    booth.store.add_shot(second, shot(booth.clock, b"2"), booth.by())
    assert booth.store.previous(second) is None
    booth.store.add_shot(first, shot(booth.clock, b"1"), booth.by())
    found = {each: booth.store.previous(each) for each in (first, second, third)}
    assert [None if each is None else each.id for each in found.values()] == [second, None, first]


def test_a_correction_is_not_its_own_previous(booth: Booth) -> None:
    first, second = opened(booth), opened(booth)
    for application in (first, second):
        booth.store.add_shot(application, shot(booth.clock, application.encode()), booth.by())
    booth.store.accept(second, MAIL, "2026-11", booth.by())
    correction = booth.store.open_correction(second, GROUNDS, booth.by()).id
    previous = booth.store.previous(correction)
    assert previous is not None
    assert previous.id == first


def test_the_tally_counts_states_and_routes(booth: Booth) -> None:
    accepted(booth)
    booth.store.accept(opened(booth), Verdict(Route.COUNTER), "2026-11", booth.by())
    booth.store.change_status(accepted(booth), Status.VOIDED, booth.by(), GROUNDS)
    opened(booth)
    tally = {name: count for name, count in booth.store.tally(booth.day.id).items() if count}
    assert tally == {"accepted": 2, "mail": 1, "counter": 1, "voided": 1, "draft": 1}


def test_a_correction_given_up_shows_and_counts_never_again(booth: Booth) -> None:
    number = accepted(booth)
    given_up = booth.store.open_correction(number, GROUNDS, booth.by()).id
    booth.store.change_status(given_up, Status.VOIDED, booth.by(), GROUNDS)
    second = booth.store.open_correction(number, GROUNDS, booth.by()).id
    booth.store.accept(second, MAIL, "2026-11", booth.by())
    assert [line.id for line in booth.store.page("", 0, 10)] == [second]
    tally = {name: count for name, count in booth.store.tally(booth.day.id).items() if count}
    assert tally == {"accepted": 1, "mail": 1, "superseded": 1}
    booth.store.change_status(second, Status.VOIDED, booth.by(), GROUNDS)
    assert [line.id for line in booth.store.page("", 0, 10)] == [second]
    assert booth.store.tally(booth.day.id)["voided"] == 1


def test_the_file_is_whole(booth: Booth) -> None:
    booth.store.add_shot(opened(booth), shot(booth.clock), booth.by())
    booth.store.verify_integrity()
    assert booth.store.verify_audit() == 5


# sent back by the supervisor
def decide(booth: Booth, application: ApplicationId, decision: Decision) -> None:
    mark = ReviewMark(
        decision=decision,
        reason="写真が別の方かもしれない",
        flags=(),
        looked_ms=1500,
        alone=False,
        photo_sha256=None,
        operator=booth.operator.id,
        at=booth.clock.now().utc,
    )
    booth.store.add_review(application, mark, booth.by())


def test_what_was_sent_back_waits_in_the_order_of_the_words(booth: Booth) -> None:
    first, second, third = (accepted(booth) for _ in range(3))
    decide(booth, third, Decision.SENT_BACK)
    decide(booth, first, Decision.SENT_BACK)
    decide(booth, second, Decision.APPROVED)
    found = booth.store.sent_back()
    assert [line.id for line in found] == [third, first]
    assert all(line.sent_back for line in found)


def test_only_the_newest_word_counts(booth: Booth) -> None:
    application = accepted(booth)
    decide(booth, application, Decision.SENT_BACK)
    decide(booth, application, Decision.LATER)
    assert booth.store.sent_back() == ()
    decide(booth, application, Decision.APPROVED)
    decide(booth, application, Decision.SENT_BACK)
    assert [line.id for line in booth.store.sent_back()] == [application]


def test_a_correction_under_way_no_longer_waits(booth: Booth) -> None:
    application = accepted(booth)
    decide(booth, application, Decision.SENT_BACK)
    correction = booth.store.open_correction(application, GROUNDS, booth.by())
    assert booth.store.sent_back() == ()
    grounds = Grounds(concern=Concern.OTHER, detail="訂正をやめることにした", paper="returned")
    booth.store.change_status(correction.id, Status.VOIDED, booth.by(), grounds)
    assert [line.id for line in booth.store.sent_back()] == [application]
    again = booth.store.open_correction(application, GROUNDS, booth.by())
    booth.store.accept(again.id, MAIL, "2026-11", booth.by())
    assert booth.store.sent_back() == ()


def test_one_portrait_goes_and_the_other_stays(booth: Booth) -> None:
    application = opened(booth)
    booth.store.save_entries(application, {"identity.copy_consent": "yes"}, booth.by())
    for document in ("passport", "driving_licence"):
        portrait = NewPortrait(
            document=document,
            data=document.encode(),
            width_px=240,
            height_px=300,
            camera="fake",
        )
        booth.store.add_portrait(application, portrait, booth.by())
    assert booth.store.drop_portraits(application, booth.by(), "passport") == 1
    left = booth.store.record(application).portraits
    assert [each.document for each in left] == ["driving_licence"]
    assert booth.store.picture_bytes(left[0].id) == b"driving_licence"
    assert booth.store.drop_portraits(application, booth.by()) == 1
    assert booth.store.record(application).portraits == ()

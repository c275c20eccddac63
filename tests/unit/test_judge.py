"""The live judgement: steps, what is missing or wrong, and that no entry breaks it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from domain_samples import HELD, TODAY, child, codes, complete, judged, rule_files, rules, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.domain.application import EntryValue, IntakeMethod, Step
from desk.domain.assessment import Assessment, Held, Progress, Severity
from desk.domain.delivery import Route
from desk.domain.errors import Refused
from desk.domain.fields import ASPECTS, FIELDS, Kind, checked, document_field, field_of
from desk.domain.judge import assess
from desk.domain.rules import RuleBook

PHOTO = (Step.PHOTO, "photo")


def notes(found: Assessment) -> list[str]:
    return [state.note.removeprefix("step_note.") for state in found.steps]


def errors(found: Assessment) -> list[str]:
    return [each.code for each in found.problems if each.severity is Severity.ERROR]


def settings_changed(**values: Any) -> RuleBook:
    files = copy.deepcopy(rule_files())
    for content in files.values():
        rows: Any = content.get("settings", [])
        for row in rows:
            row["value"] = values.get(row["code"], row["value"])
    return RuleBook.parse(files)


def test_a_complete_application() -> None:
    found = judged(complete())
    assert found.can_accept
    assert [state.progress for state in found.steps] == [Progress.DONE] * 5
    assert notes(found) == ["qr_read", "applicant_done", "identity_met", "photo_agrees", "papers_n"]
    assert found.step(Step.IDENTITY).facts == (("label", "A1+B1"),)
    assert (found.birth, found.age) == (date(1991, 4, 18), 35)
    assert (found.identity_label, found.counted_documents) == (
        "A1+B1",
        ("driving_licence", "insurance_eligibility"),
    )
    assert (found.needs_guardian, found.needs_photo) == (False, True)
    assert not found.number_to_be_added
    assert not found.sign_certificate_locked


def test_an_empty_application() -> None:
    found = judged({}, held=Held())
    assert not found.can_accept
    assert found.verdict.route is None
    assert found.problems == ()
    assert [state.progress for state in found.steps] == [Progress.TODO] * 5
    assert notes(found) == [
        "form_todo",
        "applicant_todo",
        "identity_todo",
        "photo_todo",
        "papers_todo",
    ]


@pytest.mark.parametrize(
    "name",
    sorted(
        set(complete())
        - {"applicant.phone", "identity.documents", "identity.insurance_eligibility.expires"}
    ),
)
def test_each_required_entry_is_missed(name: str) -> None:
    found = judged({key: value for key, value in complete().items() if key != name})
    assert not found.can_accept
    assert name in found.step(field_of(name).step).missing
    assert name in found.verdict.pending
    assert found.step(field_of(name).step).progress is Progress.TODO


def test_the_line_under_a_step_counts() -> None:
    found = judged(complete(applicant__sex=None, applicant__address=None, papers__moving=None))
    assert (found.step(Step.APPLICANT).note, found.step(Step.APPLICANT).facts) == (
        "step_note.missing_n",
        (("n", 2),),
    )
    assert found.step(Step.PAPERS).facts == (("done", 5), ("all", 6))
    unconfirmed = judged(complete(papers__confirmed=None))
    assert unconfirmed.step(Step.PAPERS).note == "step_note.papers_confirm"


# step 1


@pytest.mark.parametrize(
    ("kind", "note"),
    [("handwritten", "number_to_be_added"), ("none", "number_to_be_added")],
)
def test_forms_without_a_qr_wait_for_their_number(kind: str, note: str) -> None:
    entries = complete(form__kind=kind, form__id=None, form__source=None)
    found = judged(entries)
    assert found.number_to_be_added
    assert found.step(Step.FORM).done
    assert notes(found)[0] == note
    assert found.verdict.route is Route.MAIL


def test_a_handwritten_form_is_known_by_its_page() -> None:
    without = Held(photo=True, previous_photo=True)
    handwritten = complete(form__kind="handwritten", form__id=None, form__source=None)
    assert judged(handwritten, held=without).step(Step.FORM).missing == ("form_page",)
    assert not judged(handwritten, held=without).can_accept
    labelled = judged(handwritten | {"form.source": "label"}, held=without)
    assert labelled.can_accept
    assert codes(labelled) == ["form_page_absent"]
    assert codes(judged(handwritten)) == []


def test_somebody_without_a_form_has_no_page() -> None:
    nothing = complete(form__kind="none", form__id=None, form__source=None)
    found = judged(nothing, held=Held(photo=True, previous_photo=True))
    assert found.step(Step.FORM).done
    assert found.can_accept


@pytest.mark.parametrize("source", ["camera", "file", "sheet"])
def test_a_form_that_was_seen_is_kept_as_a_picture(source: str) -> None:
    found = judged(complete(form__source=source), held=Held(photo=True, previous_photo=True))
    assert found.step(Step.FORM).missing == ("form_page",)


@pytest.mark.parametrize("source", ["scanner", "typed"])
def test_without_a_camera_the_queue_goes_on(source: str) -> None:
    found = judged(complete(form__source=source), held=Held(photo=True, previous_photo=True))
    assert found.can_accept
    assert codes(found) == ["form_page_absent"]
    assert notes(found)[0] == ("typed" if source == "typed" else "qr_read")


def test_old_forms_follow_the_municipality() -> None:
    old = complete(form__kind="old")
    assert codes(judged(old)) == ["old_form_correct"]
    assert judged(old).can_accept
    refused = judged(old, book=settings_changed(old_form_policy="reject"))
    assert errors(refused) == ["old_form_refused"]
    assert refused.step(Step.FORM).progress is Progress.ATTENTION
    without_id = complete(form__kind="old", form__id=None, form__source=None)
    reissue = judged(without_id, book=settings_changed(old_form_policy="reissue"))
    assert codes(reissue) == ["old_form_reissue"]
    assert reissue.can_accept


# step 2


@pytest.mark.parametrize(
    ("birth", "code", "severity"),
    [
        ("2026-11-24", "birth_future", Severity.ERROR),
        ("2027-00-00", "birth_future", Severity.ERROR),
        ("1896-11-22", None, None),
        ("1895-11-23", "birth_too_old", Severity.ERROR),
        ("平成3年", "date_incomplete", Severity.ERROR),
        ("平成3年2月29日", "date_day_out", Severity.ERROR),
        ("平成31年5月1日", "date_era_ended", Severity.HINT),
        ("昭和10年00月00日", "date_unknown_parts", Severity.WARNING),
    ],
)
def test_birth_dates(birth: str, code: str | None, severity: Severity | None) -> None:
    found = judged(complete(applicant__birth=birth))
    problems = [each for each in found.problems if each.field == "applicant.birth"]
    assert [(each.code, each.severity) for each in problems] == ([(code, severity)] if code else [])
    if severity is Severity.ERROR:
        assert (found.birth, found.age) == (None, None)
        assert "applicant.birth" in found.verdict.pending
        assert found.step(Step.APPLICANT).note == "step_note.fix_n"


def test_an_unknown_day_of_birth_still_lets_the_application_go() -> None:
    found = judged(complete(applicant__birth="昭和10年00月00日"))
    assert (found.birth, found.age, found.can_accept) == (None, None, True)
    young = judged(complete(applicant__birth="2011-00-00"))
    assert young.needs_guardian


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("applicant__phone", "090-0000-12", "phone_digits"),
        ("applicant__phone", "でんわ", "phone_characters"),
        ("applicant__phone", "90-0000-1234", "phone_start"),
        ("applicant__postcode", "123-456", "postcode_digits"),
        ("applicant__postcode", "〒", "postcode_characters"),
        ("applicant__kana", "佐藤", "kana_characters"),
    ],
)
def test_errors_keep_the_text_and_stop_the_step(field: str, value: str, code: str) -> None:
    found = judged(complete(**{field: value}))
    assert errors(found) == [code]
    assert not found.can_accept
    assert found.step(Step.APPLICANT).progress is Progress.ATTENTION


def test_a_missing_phone_is_only_recommended() -> None:
    found = judged(complete(applicant__phone=None))
    assert (codes(found), found.can_accept) == (["phone_recommended"], True)


def test_braille_has_24_characters() -> None:
    fits = judged(complete(applicant__braille=True, applicant__kana="ア" * 24))
    assert codes(fits) == []
    long = judged(complete(applicant__braille=True, applicant__kana="ｱ" * 25))
    assert (codes(long), long.can_accept) == (["braille_too_long"], True)


def test_characters_without_a_glyph_are_flagged_until_they_are_noted() -> None:
    name = "佐藤 結衣\U000e0100"
    assert codes(judged(complete(applicant__name=name))) == []
    private = complete(applicant__name="佐\ue123 結衣")
    flagged = judged(private)
    assert [(each.code, each.severity) for each in flagged.problems] == [
        ("gaiji_private_use", Severity.WARNING)
    ]
    noted = judged(private | {"applicant.gaiji": True})
    assert [each.severity for each in noted.problems] == [Severity.HINT]
    assert "gaiji_no_glyph" in codes(judged(complete(), glyphs="佐藤結衣"))


@pytest.mark.parametrize(
    ("changes", "missing", "code"),
    [
        ({}, ("applicant.foreign_category", "applicant.stay_limited"), None),
        (
            {"applicant__foreign_category": "mid_long_term", "applicant__stay_limited": "yes"},
            ("applicant.stay_until",),
            None,
        ),
        ({"applicant__stay_until": "2026-11-22"}, (), "stay_expired"),
        ({"applicant__stay_until": "2026-11-23"}, (), "stay_short"),
        ({"applicant__stay_until": "2027-02-22"}, (), "stay_short"),
        ({"applicant__stay_until": "2027-02-23"}, (), None),
        ({"applicant__stay_until": "2027年"}, (), "date_incomplete"),
        ({"applicant__stay_until": "平成39年5月1日"}, (), "date_era_ended"),
    ],
)
def test_foreign_residents(
    changes: dict[str, EntryValue], missing: tuple[str, ...], code: str | None
) -> None:
    stay: dict[str, EntryValue] = {}
    if "applicant__stay_until" in changes:
        stay = {"applicant__foreign_category": "mid_long_term", "applicant__stay_limited": "yes"}
    found = judged(complete(applicant__foreign=True, **stay, **changes))
    assert found.step(Step.APPLICANT).missing == missing
    assert codes(found) == ([code] if code else [])


def test_special_permanent_residents_have_no_end_of_stay() -> None:
    entries = complete(
        applicant__foreign=True,
        applicant__foreign_category="special_permanent",
        applicant__stay_limited="no",
    )
    assert judged(entries).can_accept


@pytest.mark.parametrize(
    ("birth", "guarded"), [("2011-11-24", True), ("2011-11-23", False), ("2010-01-01", False)]
)
def test_a_guardian_is_needed_below_fifteen(birth: str, guarded: bool) -> None:
    found = judged(complete(applicant__birth=birth))
    assert (found.needs_guardian, found.sign_certificate_locked) == (guarded, guarded)
    assert ("guardian.name" in found.step(Step.APPLICANT).missing) == guarded


def test_a_child_with_its_mother() -> None:
    found = judged(child())
    assert found.can_accept
    assert found.verdict.route is Route.MAIL
    assert (found.guardian_label, found.guardian_counted_documents) == (
        "A2",
        ("passport", "residence_card"),
    )
    assert found.sign_certificate_locked


@pytest.mark.parametrize("name", ["name", "kana", "relation", "address", "present", "authority"])
def test_the_guardians_fields_are_required(name: str) -> None:
    found = judged(child(**{f"guardian__{name}": None}))
    assert found.step(Step.APPLICANT).missing == (f"guardian.{name}",)


def test_the_guardians_entries_are_checked_too() -> None:
    found = judged(child(guardian__kana="花", guardian__phone="123"))
    assert errors(found) == ["kana_characters", "phone_start"]
    gaiji = judged(child(guardian__name="\ue000"))
    assert codes(gaiji) == ["gaiji_private_use"]
    unneeded = judged(complete(guardian__name="\ue000", guardian__kana="花"))
    assert codes(unneeded) == []


def test_a_ward_needs_the_register() -> None:
    ward = child(applicant__birth="1960-01-01", applicant__ward=True)
    assert errors(judged(ward)) == ["ward_authority"]
    found = judged(ward | {"guardian.authority": "guardianship"})
    assert (found.can_accept, found.sign_certificate_locked) == (True, True)


# step 3


def test_the_identity_step_is_done_even_when_it_does_not_suffice() -> None:
    bare = {name: v for name, v in complete().items() if not name.startswith("identity.")}
    short = judged(bare | shown("driving_licence"))
    assert short.step(Step.IDENTITY).done
    assert (notes(short)[2], short.step(Step.IDENTITY).facts) == ("identity_short_n", (("n", 1),))
    assert short.can_accept
    assert short.verdict.route is Route.COUNTER
    nothing = judged(bare)
    assert (nothing.step(Step.IDENTITY).done, notes(nothing)[2]) == (True, "identity_none")


def test_an_unknown_document_is_an_error() -> None:
    found = judged(complete(identity__documents=("driving_licence", "library_card")))
    assert errors(found) == ["document_unknown"]


# step 4


@pytest.mark.parametrize(
    ("birth", "on", "needed"),
    [
        ("2023-12-03", date(2024, 12, 2), False),
        ("2023-12-03", date(2024, 12, 3), True),
        ("2024-11-30", date(2024, 12, 1), True),
        ("2026-11-01", TODAY, False),
    ],
)
def test_no_photo_under_one_year(birth: str, on: date, needed: bool) -> None:
    found = judged(complete(applicant__birth=birth), held=Held(form_page=True), on=on)
    assert found.needs_photo is needed
    assert (found.step(Step.PHOTO).progress is Progress.SKIPPED) is not needed
    assert (notes(found)[3] == "no_photo") is not needed


def test_a_photo_of_an_infant_is_not_used() -> None:
    found = judged(child(applicant__birth="2026-11-01"))
    assert codes(found) == ["photo_not_used"]
    assert found.can_accept


@pytest.mark.parametrize(
    ("changes", "held", "missing"),
    [
        ({}, Held(form_page=True, previous_photo=True), ("photo",)),
        ({"photo__not_previous": None}, HELD, ("photo.not_previous",)),
        ({"photo__not_previous": None}, Held(form_page=True, photo=True), ()),
        ({"photo__same_person": None}, HELD, ("photo.same_person",)),
        ({"photo__bare_head": None}, HELD, ("photo.bare_head",)),
        ({"photo__bare_head": False}, HELD, ("photo.bare_head",)),
        ({"photo__bare_head": None, "photo__exception": "medical_cover"}, HELD, ()),
    ],
)
def test_what_the_photo_step_asks(
    changes: dict[str, EntryValue | None], held: Held, missing: tuple[str, ...]
) -> None:
    assert judged(complete(**changes), held=held).step(Step.PHOTO).missing == missing


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"photo__not_previous": "no"}, "photo_of_previous"),
        ({"photo__same_person": "no"}, "photo_of_another"),
        ({"photo__exception": "vanity"}, "photo_exception_unknown"),
    ],
)
def test_a_doubtful_photo_stops(changes: dict[str, EntryValue], code: str) -> None:
    found = judged(complete(**changes))
    assert (errors(found), found.can_accept) == ([code], False)
    assert found.verdict.route is None


def test_a_document_without_portrait_is_answered_as_such() -> None:
    found = judged(complete(photo__same_person="no_portrait"))
    assert (found.can_accept, notes(found)[3]) == (True, "photo_taken")


# step 5


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"papers__signed": "no"}, "not_signed", Severity.ERROR),
        (
            {
                "papers__pin_request": "face_only",
                "papers__auth_certificate": "decline",
                "papers__sign_certificate": None,
            },
            "face_only_needs_auth",
            Severity.ERROR,
        ),
        ({"papers__pin_request": "face_only"}, "sign_certificate_locked", Severity.WARNING),
        (
            {
                "papers__notification_card": "not_applicable",
                "identity__documents": ("driving_licence", "notification_card"),
                "identity__notification_card__name": "agrees",
                "identity__notification_card__birth": "agrees",
                "identity__notification_card__address": "agrees",
            },
            "notification_card_was_shown",
            Severity.WARNING,
        ),
    ],
)
def test_papers_that_need_a_second_look(
    changes: dict[str, EntryValue | None], code: str, severity: Severity
) -> None:
    found = judged(complete(**changes))
    assert [(each.code, each.severity) for each in found.problems] == [(code, severity)]


def test_reading_aloud_needs_its_reason() -> None:
    found = judged(complete(papers__confirmed="read_aloud"))
    assert found.step(Step.PAPERS).missing == ("papers.confirmed_reason",)
    aloud = complete(papers__confirmed="read_aloud", papers__confirmed_reason="画面が見えない")
    assert judged(aloud).can_accept


def test_the_seal_is_asked_for_where_one_was_sealed() -> None:
    assert judged(complete(papers__pin_seal=None)).step(Step.PAPERS).missing == ("papers.pin_seal",)
    none = complete(papers__pin_seal=None, papers__pin_request="none")
    assert judged(none).can_accept


def test_a_locked_certificate_is_not_asked_for() -> None:
    assert judged(child(papers__sign_certificate=None)).can_accept


# all entries that a field can hold

DATES = st.sampled_from(
    ["", "none", "平成", "平成3年4月18日", "2026-11-24", "2011-12-01", "2026-01-01", "0"]
)
TEXTS = st.text(max_size=24) | DATES


def values(name: str) -> st.SearchStrategy[EntryValue]:
    known = field_of(name)
    if known.kind is Kind.FLAG:
        return st.booleans()
    if known.kind is Kind.MANY:
        documents = st.sampled_from([*rules().documents, "library_card"])
        return st.lists(documents | st.text(max_size=4), max_size=4).map(tuple)
    if known.kind is Kind.CHOICE and known.choices:
        return st.sampled_from([*known.choices, ""])
    return DATES if known.kind is Kind.DATE else TEXTS


NAMES = [
    *FIELDS,
    *(
        document_field(code, aspect, guardian=guardian)
        for code in ("driving_licence", "bankbook", "notification_card", "library_card")
        for aspect in ASPECTS
        for guardian in (False, True)
    ),
]


@st.composite
def any_entries(draw: st.DrawFn) -> dict[str, EntryValue]:
    entries = dict(complete()) if draw(st.booleans()) else {}
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=12, unique=True)):
        try:
            entries[name] = checked(name, draw(values(name)))
        except Refused:
            continue
    return entries


@settings(max_examples=300)
@given(
    any_entries(),
    st.builds(Held, st.booleans(), st.booleans(), st.booleans()),
    st.dates(date(2022, 1, 1), date(2035, 12, 31)),
    st.sampled_from(list(IntakeMethod)),
)
def test_no_entries_break_the_judgement(
    entries: dict[str, EntryValue], held: Held, on: date, method: IntakeMethod
) -> None:
    found = assess(entries, held, rules(on), on, str.isprintable, method)
    assert [state.step for state in found.steps] == list(Step)
    assert found.can_accept == (not found.verdict.pending)
    assert (found.verdict.route is Route.COUNTER) == bool(found.verdict.reasons)
    wrong = {each.field for each in found.problems if each.severity is Severity.ERROR}
    assert wrong <= set(found.verdict.pending)
    for state in found.steps:
        assert state.note.startswith("step_note.")
